//! `/me/evidence/{seq}`: one proof, and checking it: in the browser with a press, or on one's own machine.

use super::list_page::{HeadFacts, moment};
use crate::{
    ctx::Ctx,
    page::{Page, Shell},
    words::evidence as w,
};
use backend::db::Client;
use backend::evidence::ProofOfEntry;
use chrono_tz::Tz;
use contract::AppError;
use leptos::prelude::*;
use ui::{Button, Disclosure, Icon, Link, LinkButton, Look, SheetHead, Textarea};

/// `/me/evidence/{seq}`
///
/// # Errors
/// `NotFound` for an entry that is not about who asks, or that no head covers.
pub async fn page(ctx: Ctx) -> Result<Page, AppError> {
    let mut tx = ctx.read::<Client>().await?;
    let zone = tx.scope().tz();
    let proof = ctx.check(ctx.backend().inclusion_proof(&mut tx, ctx.param("seq")?).await)?;
    let proof = proof.ok_or(AppError::NotFound)?;
    let title = w::event(&proof.action);
    let head = title.clone();
    let page = Page::new(Shell::Client, title, move || body(proof, zone)).with_verifier().sheet();
    Ok(page.with_head(move || view! { <SheetHead title=head back=Link::new(w::back(), "/me/evidence")/> }))
}

fn body(proof: ProofOfEntry, zone: Tz) -> AnyView {
    let ProofOfEntry { seq, at, action, text, checkpoint } = proof;
    let command = format!("nutriscope verify-proof entry-{seq}.tlog-proof --key '{}'", checkpoint.key);
    view! {
        <section class="blk">
            <p>{w::happened(&w::event(&action), &moment(at, zone), seq)}</p>
            <HeadFacts newest=checkpoint.clone() zone/>
            <p class="small quiet">{w::fingerprint_text()}</p>
        </section>
        <section class="blk stack" data-verify="" aria-labelledby="check">
            <h2 id="check">{w::check()}</h2>
            <p class="small">{w::check_text()}</p>
            <div role="status" class="stack">{verdicts()}</div>
            // Shown by the script that can check.
            <Button look=Look::Primary kind="button" icon=Icon::CircleCheck attr:data-check="" attr:hidden=true>{w::check_do()}</Button>
            <noscript><p class="strip">{w::no_script()}</p></noscript>
            <Textarea name="older" label=w::older() hint=w::older_hint() rows=3/>
            <Disclosure summary=w::see_all()>
                <div class="stack proof">
                    <Textarea name="proof" label=w::proof_text() value=text rows=10/>
                    <Textarea name="keys" label=w::key() hint=w::key_hint() value=checkpoint.key rows=2/>
                </div>
            </Disclosure>
        </section>
        <section class="blk stack" aria-labelledby="own">
            <h2 id="own">{w::own_machine()}</h2>
            <p class="small">{w::own_machine_text()}</p>
            <p><LinkButton href=format!("/me/evidence/{seq}/proof") icon=Icon::Package>{w::download()}</LinkButton></p>
            <pre class="command" tabindex="0">{command}</pre>
        </section>
    }
    .into_any()
}

/// Every verdict there can be; the script shows the one that was reached.
fn verdicts() -> AnyView {
    let no = w::VERDICTS.iter().map(|(code, text)| {
        view! {
            <div class="strip danger" data-verdict=*code hidden>
                <Icon icon=Icon::CircleAlert/>
                <div><strong>{w::no()}</strong><p>{text()}</p></div>
            </div>
        }
    });
    view! {
        <div class="strip ok" data-verdict="yes" hidden>
            <Icon icon=Icon::CircleCheck/>
            <div>
                <strong>{w::yes()}</strong>
                <p>{w::yes_entry()}" "<b data-fact="entry"></b>" "{w::yes_size()}" "<b data-fact="size"></b>"."</p>
                <p data-when="continues" hidden>{w::yes_continues()}" "<b data-fact="continues"></b>"."</p>
                <p class="small">{w::fingerprint()}": "<span class="digits" data-fact="fingerprint"></span></p>
            </div>
        </div>
        {no.collect_view()}
    }
    .into_any()
}
