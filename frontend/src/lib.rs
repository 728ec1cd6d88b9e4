//! The browser's half: naming `app` links its islands in (they would be dropped silently otherwise), `hydrate` makes
//! the reactive root they live under. The start-up script wakes them one by one.

pub use app as screens;

#[wasm_bindgen::prelude::wasm_bindgen]
pub fn hydrate() {
    leptos::mount::hydrate_islands();
}
