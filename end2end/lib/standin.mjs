// The Stripe stand-in's test controls, and the development mailbox.
export const standin = process.env.STRIPE_API_BASE ? new URL(process.env.STRIPE_API_BASE).origin : null;

// Sets how events are delivered: { hold, copies, delay_ms, outage … }; see crates/stripe_standin.
export async function settings(values) {
  const answer = await fetch(`${standin}/standin/settings`, { method: 'POST', headers: { 'content-type': 'application/x-www-form-urlencoded' }, body: new URLSearchParams(values) });
  if (!answer.ok) throw new Error(`stand-in: ${answer.status} ${await answer.text()}`);
}

// Tries until `check` answers something true; for what a job does a moment later.
export async function eventually(check, what, ms = 15_000) {
  const until = Date.now() + ms;
  for (;;) {
    const found = await check();
    if (found) return found;
    if (Date.now() > until) throw new Error(`did not happen in ${ms / 1000} s: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
}
