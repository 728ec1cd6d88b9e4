//! The design system: components without a feature word, without a word of their own, and without script.
//!
//! Guarantees: rendered on the server each component is complete, labelled HTML that works before any WASM has
//! loaded; no inline style; the same code compiles for the browser, where islands use it. The look is in `style/`
//! ("the day is a ruler"); `examples/gallery` shows every component and the coming screens, and is the markup
//! reference: `cargo run -p ui --features ssr --example gallery -- <folder>`.
//!
//! To add a component: a file named for it, its CSS in `style/parts/`, a place in the gallery, a line below.
//!
//! # What the page's head needs (the app writes it)
//! ```html
//! <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover">
//! <meta name="color-scheme" content="light dark">
//! <meta name="theme-color" media="(prefers-color-scheme: light)" content="#fafbf9">
//! <meta name="theme-color" media="(prefers-color-scheme: dark)" content="#101514">
//! <link rel="preload" href="/assets/fonts/hanken-latin.v1.woff2" as="font" type="font/woff2" crossorigin>
//! <link rel="stylesheet" href="/pkg/nutriscope.css"> <!-- the hashed name -->
//! <link rel="icon" href="/assets/icons/mark.v1.svg" type="image/svg+xml">
//! <link rel="icon" href="/assets/icons/mark-32.v1.png" sizes="32x32" type="image/png">
//! <link rel="apple-touch-icon" href="/assets/icons/mark-180.v1.png">
//! <link rel="manifest" href="/assets/manifest.v1.webmanifest">
//! ```
//! Fonts need `font-src 'self'`, the manifest `manifest-src 'self'`. A person's own choice of theme is
//! `data-theme="light"` or `"dark"` on `<html>`.
//!
//! # Types
//! Components erase their type (`AnyView`), and a page should erase its sections (`.into_any()`): one deep type
//! reaches the compiler's recursion limit and is slow to build. Inside an island a changing error is a closure:
//! `{move || view! { <ErrorLine id="grams" error=error.get()/> }}`.
//!
//! # Classes that pages use directly
//! text: `quiet` `small` `tiny` `num` `voice` (what a person wrote) `mono` `sr` (read, not seen) `lede`
//! · layout: `stack` (a column) `rowx` (a wrapping row) `pair` (fields side by side) `push` (to the far end) `split`
//! · sections: `blk` `report` `card` `form` (with `actions` at its foot) `facts`/`kv`/`figures` (`dl > div > dt + dd`)
//! · phone: `dock quick` with `ask` and `usual` inside, `dock save`, `dock pay`, `bleed`, `nutri`
//! · lists: `items` (things one manages) `choices` (large links or buttons) `results` `chosen` `appts` `ents`
//!   `agenda > li > h2 + ol.agenda-day` `avail` `days` `slots > li > .slot`
//! · review: `since` `rev > col-a + col-b` `finding` `chart` (classes of its parts: `style/screens/chart.css`).

mod button;
mod choice;
mod day_line;
mod dialog;
mod field;
mod figure;
mod icon;
mod input;
mod nav;
mod notice;
mod scale;
mod shell;
mod table;
mod text;
mod week;

#[cfg(all(test, feature = "ssr"))]
mod tests;

pub use button::{Button, IconButton, IconLink, LinkButton, Look};
pub use choice::{CheckBox, Choice, ChoiceRow, ChoiceRows, Picks, Seg, Select};
pub use day_line::{DayItem, DayLine, DayNow, Severity};
pub use dialog::{Confirm, Disclosure};
pub use field::{ErrorLine, ErrorSummary, Fault, Field, FormMark, described_by, id_in_form, invalid};
pub use figure::{Bar, Dots, Figure, HourRuler, Mark, Patterns, Spark, Ticks};
pub use icon::Icon;
pub use input::{DateInput, NumberInput, TextInput, Textarea, TimeInput};
pub use nav::{Link, NavGroup, NavItem, SegLinks, SubTabs};
pub use notice::{Card, Count, EmptyState, NoticeStrip, Progress, SeenBy, Skeleton, Tag, Tone, Unseen};
pub use scale::Scale;
pub use shell::{Brand, DayHead, DeskShell, DoorShell, ErrorPage, PageHead, PhoneShell, SheetHead};
pub use table::{DataTable, Pager, ScrollRegion};
pub use text::{MaybeText, Text};
pub use week::{DayMark, WeekDay, WeekStrip};
