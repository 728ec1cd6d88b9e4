//! The frame around a page: one per portal, so that a page never draws its own.
//!
//! To add an entry to a portal's navigation: a line in `nav`; it appears with the page it leads to.

mod nav;

use crate::{
    appearance::choice::AppearanceChoice,
    ctx::Ctx,
    features,
    form::Form,
    journal::undo::Undo,
    page::{MakeView, Page, Shell},
    words::{notices, shell as w},
};
use contract::Notice;
use leptos::prelude::*;
use ui::{Brand, Button, DeskShell, DoorShell, Icon, Look, NoticeStrip, PhoneShell, SeenBy, Tone};

const SIGN_OUT: &str = "/api/identity/sign_out";

/// Makes the page's views and puts them into its shell.
pub(crate) fn frame(page: Page) -> AnyView {
    let ctx = use_context::<Ctx>();
    let path = ctx.as_ref().map(|ctx| ctx.path().split('?').next().unwrap_or_default().to_owned()).unwrap_or_default();
    let notice = ctx.as_ref().and_then(Ctx::notice).cloned();
    let Page { shell, main, head, dock, is_sheet, says_notice, .. } = page;
    let notice = notice.filter(|_| !says_notice);
    let main = move || view! { {notice.map(said)} {main()} };
    match shell {
        Shell::Public => public(main),
        Shell::Door => {
            let foot = view! {
                <SeenBy icon=Icon::Lock>{w::one_cookie()}</SeenBy>
                <AppearanceChoice/>
            };
            view! {
                <DoorShell skip=w::skip() brand=w::brand() home="/" foot=foot.into_any()>{main()}</DoorShell>
            }
            .into_any()
        }
        Shell::Client => phone(main, head, dock, is_sheet, &path, ctx),
        Shell::Practice | Shell::Clinic => desk(main, shell, ctx, &path),
    }
}

/// What was done on the page before, said once. A way to take it back goes inside the strip.
fn said(notice: Notice) -> impl IntoView {
    let tone = match notice {
        Notice::PaymentCancelled => Tone::Warn,
        _ => Tone::Ok,
    };
    view! { <NoticeStrip tone title=notices::notice(&notice)><Undo notice/></NoticeStrip> }
}

fn public<V: IntoView + 'static>(main: impl FnOnce() -> V) -> AnyView {
    view! {
        <div class="public">
            <a class="skip" href="#main">{w::skip()}</a>
            <header>
                <Brand name=w::brand() href="/"/>
                <a href="/sign-in">{w::sign_in()}</a>
            </header>
            <main id="main" tabindex="-1">{main()}</main>
            <footer>
                <SeenBy icon=Icon::Lock>{w::no_trackers()}</SeenBy>
                <a href="/trust">{w::trust()}</a>
                <AppearanceChoice/>
            </footer>
        </div>
    }
    .into_any()
}

fn phone<V: IntoView + 'static>(
    main: impl FnOnce() -> V + Send + 'static,
    head: Option<MakeView>,
    dock: Option<MakeView>,
    is_sheet: bool,
    path: &str,
    ctx: Option<Ctx>,
) -> AnyView {
    // A client of two practices knows in which one they are, on every page.
    let place = ctx.and_then(|ctx| ctx.viewer().map(|viewer| viewer.organisation.clone())).unwrap_or_default();
    let items = if is_sheet { Vec::new() } else { nav::client(path) };
    // A header even where the page brings none, so that "home" is always in reach.
    let head = head.map_or_else(
        || view! { <header class="day-head"><Brand name=w::brand() href="/me"/></header> }.into_any(),
        |head| head(),
    );
    let dock = dock.map_or_else(|| ().into_any(), |dock| dock());
    view! {
        <PhoneShell skip=w::skip() nav_label=w::navigation() items head dock place>{main()}</PhoneShell>
    }
    .into_any()
}

fn desk<V: IntoView + 'static>(
    main: impl FnOnce() -> V + Send + 'static,
    shell: Shell,
    ctx: Option<Ctx>,
    path: &str,
) -> AnyView {
    let viewer = ctx.and_then(|ctx| ctx.viewer().cloned());
    let groups = nav::desk(shell, path, viewer.as_ref().map(|viewer| viewer.role));
    let (name, organisation) = viewer.map(|viewer| (viewer.name, viewer.organisation)).unwrap_or_default();
    let sign_out = match features::find_rule(SIGN_OUT) {
        Some(_) if !name.is_empty() => view! {
            <Form action=SIGN_OUT><Button look=Look::Bare icon=Icon::LogOut>{w::sign_out()}</Button></Form>
        }
        .into_any(),
        _ => ().into_any(),
    };
    view! {
        <DeskShell
            skip=w::skip()
            brand=w::brand()
            home=shell.home()
            menu_label=w::menu()
            groups
            person=name
            person_detail=organisation
            sign_out
        >
            {main()}
        </DeskShell>
    }
    .into_any()
}
