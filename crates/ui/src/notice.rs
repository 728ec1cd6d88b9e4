//! Saying what happened and what is so: strips, tags, counts, empty and loading states, who can see something.

use crate::icon::Icon;
use crate::text::{MaybeText, Text};
use leptos::prelude::*;

/// The weight of a message. Danger is for loss and refusal, never for a body's numbers.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Tone {
    #[default]
    Quiet,
    Ok,
    Warn,
    Danger,
}

impl Tone {
    fn class(self) -> &'static str {
        match self {
            Self::Quiet => "",
            Self::Ok => " ok",
            Self::Warn => " warn",
            Self::Danger => " danger",
        }
    }

    fn icon(self) -> Icon {
        match self {
            Self::Quiet => Icon::Info,
            Self::Ok => Icon::CircleCheck,
            Self::Warn => Icon::TriangleAlert,
            Self::Danger => Icon::CircleAlert,
        }
    }
}

/// A strip under a header: what happened (`role="status"`, an alert when it is danger), with what can be done.
#[component]
pub fn NoticeStrip(
    #[prop(optional)] tone: Tone,
    #[prop(into)] title: Text,
    #[prop(optional)] icon: Option<Icon>,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    let role = if tone == Tone::Danger { "alert" } else { "status" };
    view! {
        <div class=format!("strip{}", tone.class()) role=role>
            <Icon icon=icon.unwrap_or_else(|| tone.icon())/>
            <div>
                <strong>{title}</strong>
                {children.map(|children| children())}
            </div>
        </div>
    }
    .into_any()
}

/// A word about a thing, with an icon. `boxed` for states that must be found, `filled` for drafts.
#[component]
pub fn Tag(
    #[prop(optional)] tone: Tone,
    #[prop(optional)] icon: Option<Icon>,
    #[prop(optional)] boxed: bool,
    #[prop(optional)] filled: bool,
    children: Children,
) -> impl IntoView {
    let boxed = if boxed { " box" } else { "" };
    let filled = if filled { " fill" } else { "" };
    view! {
        <span class=format!("tag{}{boxed}{filled}", tone.class())>
            {icon.map(|icon| view! { <Icon icon/> })}
            {children()}
        </span>
    }
    .into_any()
}

/// A number on a navigation item; `label` says what it counts ("3 unread").
#[component]
pub fn Count(count: u32, #[prop(into)] label: Text) -> impl IntoView {
    view! {
        <span class="count">
            <span aria-hidden="true">{count}</span>
            <span class="sr">{label}</span>
        </span>
    }
}

/// The dot of something not seen yet; `label` is read in its place.
#[component]
pub fn Unseen(#[prop(into)] label: Text) -> impl IntoView {
    view! { <span class="unseen" role="img" aria-label=label></span> }
}

/// Nothing here yet: says so and teaches the first action (the children).
#[component]
pub fn EmptyState(
    #[prop(into)] title: Text,
    #[prop(optional)] icon: Option<Icon>,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    view! {
        <div class="empty">
            {icon.map(|icon| view! { <Icon icon/> })}
            <h2>{title}</h2>
            {children.map(|children| children())}
        </div>
    }
    .into_any()
}

/// Grey lines where waiting is real; `label` is what is being waited for.
#[component]
pub fn Skeleton(#[prop(into)] label: Text, #[prop(default = 3)] lines: usize) -> impl IntoView {
    view! {
        <div class="skeleton" role="status" aria-busy="true" aria-label=label>
            {(0..lines).map(|_| view! { <span class="skel"></span> }).collect_view()}
        </div>
    }
    .into_any()
}

/// Long work with a real figure: `figure` is the words of `value` of `max`.
#[component]
pub fn Progress(
    #[prop(into)] label: Text,
    #[prop(into)] figure: Text,
    value: u64,
    max: u64,
    #[prop(into)] id: Text,
) -> impl IntoView {
    view! {
        <div class="progress">
            <div>
                <span id=id.clone()>{label}</span>
                <span>{figure}</span>
            </div>
            <progress aria-labelledby=id value=value.to_string() max=max.to_string()></progress>
        </div>
    }
    .into_any()
}

/// Who can see this, why, until when. The default icon is an eye.
#[component]
pub fn SeenBy(#[prop(default = Icon::Eye)] icon: Icon, children: Children) -> impl IntoView {
    view! {
        <p class="see">
            <Icon icon/>
            <span>{children()}</span>
        </p>
    }
    .into_any()
}

/// What stands alone: a title and whatever belongs to it. No cards in cards.
#[component]
pub fn Card(#[prop(optional, into)] title: MaybeText, children: Children) -> impl IntoView {
    view! {
        <section class="card">
            {title.get().map(|title| view! { <h2>{title}</h2> })}
            {children()}
        </section>
    }
    .into_any()
}
