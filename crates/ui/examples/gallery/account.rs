//! The way in, and the pages that say something went wrong.

use leptos::prelude::*;
use ui::*;

/// Sign in, after a refused post.
pub fn sign_in() -> AnyView {
    let foot = view! { <SeenBy icon=Icon::Lock>"No trackers, no third parties on this page. One cookie, to keep you signed in."</SeenBy> };
    view! {
        <DoorShell skip="Skip to the form" brand="NutriScope" home="#" foot=foot.into_any()>
            <h1>"Sign in"</h1>
            <ErrorSummary title="One thing to put right" faults=vec![Fault::new("email", "The e-mail address is not complete")]/>
            <form action="#" method="post" novalidate=true>
                <TextInput
                    name="email"
                    label="E-mail"
                    kind="email"
                    autocomplete="username"
                    value="imogen.achterberg@kestrel"
                    error="The part after @ has no ending. Write the whole address, like name@example.org."
                />
                <TextInput name="password" label="Password" kind="password" autocomplete="current-password" hint="Kept as you typed it."/>
                <Button look=Look::Primary wide=true>"Sign in"</Button>
            </form>
            <p class="small"><a href="#">"Forgotten your password?"</a></p>
            <p class="small quiet">"Invited by your practice? Use the link in that e-mail first. Five wrong tries pause sign-in for 15 minutes."</p>
        </DoorShell>
    }
    .into_any()
}

/// For a person with more than one membership: each choice is a button of its own form.
pub fn choose_organisation() -> AnyView {
    let places = [
        ("Kestrel Street Nutrition", "Dietitian"),
        ("Harbour Clinic", "Administrator"),
        ("Kestrel Street Nutrition", "Client of Anna Lindgren"),
    ];
    let places = places.map(|(name, role)| {
        view! {
            <li>
                <form method="post" action="#">
                    <button name="membership" value=role>
                        <b>{name}</b>
                        <span class="quiet">{role}</span>
                        <Icon icon=Icon::ChevronRight/>
                    </button>
                </form>
            </li>
        }
    });
    view! {
        <DoorShell skip="Skip to the choices" brand="NutriScope" home="#">
            <h1>"Where to, Ruth?"</h1>
            <ul class="choices">{places.into_iter().collect_view()}</ul>
            <form method="post" action="#"><Button look=Look::Bare icon=Icon::LogOut>"Sign out"</Button></form>
        </DoorShell>
    }
    .into_any()
}

pub fn not_found() -> AnyView {
    view! {
        <main id="main">
            <ErrorPage title="There is nothing here">
                <p>"The address may be mistyped, or what was here is not yours to see or has been removed."</p>
                <div class="rowx"><LinkButton href="today.html" look=Look::Primary>"To today"</LinkButton></div>
            </ErrorPage>
        </main>
    }
    .into_any()
}

pub fn failed() -> AnyView {
    view! {
        <main id="main">
            <ErrorPage title="Something failed on our side" reference="Reference 7f3a-91c2">
                <p>"What you saved before is safe. Try again in a moment; if it happens again, tell us the reference below."</p>
                <div class="rowx"><LinkButton href="#" look=Look::Primary icon=Icon::Repeat>"Try again"</LinkButton><LinkButton href="today.html">"To today"</LinkButton></div>
            </ErrorPage>
        </main>
    }
    .into_any()
}
