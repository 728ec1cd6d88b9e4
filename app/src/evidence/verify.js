// Checks a proof in this browser, on the page that shows one: loads the verifier when it is asked for, hands it what
// stands in the fields (which the reader may change), and shows the verdict that the page has words for.
const desk = document.querySelector("[data-verify]");
const field = (name) => desk.querySelector(`[name="${name}"]`).value;
let loading;

async function load() {
  const verifier = await import("__NS_VERIFIER_JS__");
  await verifier.default({ module_or_path: "__NS_VERIFIER_WASM__" });
  return verifier;
}

// A text that was pasted may have lost its last newline, or won spaces around it.
const note = (text) => (text.trim() ? `${text.trim()}\n` : "");

// What connects the two heads is the server's to say, and the verifier's to judge.
async function connect(verifier, older, proof) {
  const [old, size] = verifier.sizes(older, proof).split(" ");
  if (!size || BigInt(old) > BigInt(size)) return "";
  const answer = await fetch(`/me/evidence/path/${old}/${size}`);
  return answer.ok && answer.headers.get("content-type")?.startsWith("text/plain") ? answer.text() : "";
}

function show(verdict) {
  const [code, ...lines] = verdict.trim().split("\n");
  const facts = Object.fromEntries(lines.map((line) => [line.split(" ", 1)[0], line.slice(line.indexOf(" ") + 1)]));
  for (const said of desk.querySelectorAll("[data-verdict]")) said.hidden = said.dataset.verdict !== code;
  for (const place of desk.querySelectorAll("[data-fact]")) place.textContent = facts[place.dataset.fact] ?? "";
  for (const more of desk.querySelectorAll("[data-when]")) more.hidden = !(more.dataset.when in facts);
}

async function check() {
  try {
    const verifier = await (loading ??= load());
    const [proof, older] = [note(field("proof")), note(field("older"))];
    show(verifier.judge(proof, field("keys"), older, older && (await connect(verifier, older, proof))));
  } catch {
    loading = undefined;
    show("unreachable");
  }
}

if (desk) {
  const button = desk.querySelector("[data-check]");
  button.hidden = false;
  button.addEventListener("click", check);
}
