// The invented people of `nutriscope seed-demo`, by first name, and the one password of them all. Two organisations: what
// is known of the first must never reach anybody of the second. Somebody with two parts in one clinic is named twice.
export const password = 'kestrel-orchard-lantern-42';

const at = (name) => `${name}@demo.nutriscope.test`;

export const demo = {
  // Kestrel Street Nutrition
  ines: { email: at('ines'), name: 'Ines Marchetti', home: '/clinic' },
  ruth: { email: at('ruth'), name: 'Ruth Calloway', home: '/practice' },
  anna: { email: at('anna'), name: 'Anna Lindgren', home: '/practice' },
  maya: { email: at('maya'), name: 'Maya Osei', home: '/me' },
  tom: { email: at('tom'), name: 'Tom Whitfield', home: '/me' },
  priya: { email: at('priya'), name: 'Priya Raman', home: '/me' },
  elif: { email: at('elif'), name: 'Elif Demir', home: '/me' },
  joost: { email: at('joost'), name: 'Joost van Dalen', home: '/me' },
  carys: { email: at('carys'), name: 'Carys Bevan', home: '/me' },
  // Harbour Dietetics
  hanna: { email: at('hanna'), name: 'Hanna Virtanen', home: '/practice', part: 'Practitioner' },
  hannaOwner: { email: at('hanna'), name: 'Hanna Virtanen', home: '/clinic', part: 'Owner' },
  oscar: { email: at('oscar'), name: 'Oscar Blom', home: '/me' },
};

export const firstClinic = ['ines', 'ruth', 'anna', 'maya', 'tom', 'priya', 'elif', 'joost', 'carys'].map((who) => demo[who]);

// A word that stands in no demo data and in no earlier run, to find again what a journey wrote.
export const mark = () => `mark${Date.now().toString(36)}${Math.floor(Math.random() * 1296).toString(36)}`;
