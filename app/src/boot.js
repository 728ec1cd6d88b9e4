// Starts the islands of a page: loads the glue and the WASM when they are wanted, then wakes each island in place.
// What a person did before that is kept: typed text stays, the first press on a button counts.
const islands = () => document.querySelectorAll("leptos-island");
const pressed = new Set();
let loading;

// Outer islands first: an inner one may stand in the children an outer one was given, and needs its owner.
function wake(node, module, owners) {
  if (node.localName === "leptos-island") {
    owners.at(-1)?.();
    module[node.dataset.component]?.(node);
    node.dataset.awake = "";
  }
  const own = node.localName === "leptos-children" ? [...owners, node.$$on_hydrate] : owners;
  for (const child of node.children) wake(child, module, own);
}

const isChanged = (field) =>
  field.localName === "select"
    ? [...field.options].some((option) => option.selected !== option.defaultSelected)
    : field.value !== field.defaultValue || field.checked !== field.defaultChecked;

function keepTyped() {
  const fields = [...document.querySelectorAll("leptos-island :is(input,textarea,select)")].filter(isChanged);
  const kept = fields.map((field) => [field, field.value, field.checked]);
  return () => {
    for (const [field, value, checked] of kept) {
      if (field.value !== value) field.value = value;
      if (field.checked !== checked) field.checked = checked;
      field.dispatchEvent(new Event("input", { bubbles: true }));
      field.dispatchEvent(new Event("change", { bubbles: true }));
    }
  };
}

async function load() {
  const module = await import("__NS_JS__");
  await module.default({ module_or_path: "__NS_WASM__" });
  module.hydrate();
  const restore = keepTyped();
  wake(document.body, module, []);
  restore();
  for (const button of pressed) if (button.isConnected) button.click();
  pressed.clear();
}

// A failed load (no signal) is tried again at the next touch; the forms work meanwhile.
const start = () => (loading ??= load().catch(() => (loading = undefined)));

const inIsland = (event) => event.target.closest?.("leptos-island:not([data-awake])");

function onTouch(event) {
  if (inIsland(event)) start();
}

function onClick(event) {
  const button = inIsland(event) && event.target.closest("button[type=button]");
  if (!button) return;
  pressed.add(button);
  start();
}

if (islands().length) {
  for (const kind of ["focusin", "pointerdown", "pointerover", "keydown"]) {
    document.addEventListener(kind, onTouch, { capture: true, passive: true });
  }
  document.addEventListener("click", onClick, { capture: true });
  if (document.body.dataset.start === "idle") {
    (window.requestIdleCallback ?? setTimeout)(start, { timeout: 2000 });
  }
  // A field that was focused while this script was still on its way.
  if (document.activeElement?.closest("leptos-island")) start();
}
