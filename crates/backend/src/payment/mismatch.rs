//! Stripe was paid something else than was asked for: a person must look. It is marked, counted for whoever watches over
//! the installation (`docs/alerts.yml`), and its administrators are told, once.

use super::queries::{self, CaseRow};
use crate::Backend;
use crate::activity::{Action, Activity};
use crate::db::{Worker, WriteTx};
use crate::grants::{address_book, list_admins};
use crate::mail::{self, Envelope, Letter};
use crate::refusal::Refusal;

impl Backend {
    /// Marks the payment and writes to the administrators, unless that was done before.
    pub(super) async fn note_mismatch(&self, mut tx: WriteTx<Worker>, case: &CaseRow) -> Result<(), Refusal> {
        if !queries::claim_mismatch(tx.conn(), case.payment_id).await? {
            return Ok(());
        }
        let (organisation, clinic) = (tx.scope().organisation().0, tx.scope().organisation_name.clone());
        let admins = list_admins(tx.conn(), organisation).await?;
        for to in address_book(&mut tx, &admins).await?.values() {
            let letter = Letter::PaymentMismatched {
                organisation: clinic.clone(),
                payment: case.payment_id.to_string(),
                link: self.mailed_link(to.member, "/clinic/money"),
            };
            let envelope = Envelope { to: to.email.clone(), name: Some(to.display_name.clone()), letter };
            let sealed = self.seal_letter(&envelope)?;
            tx.enqueue(mail::SEND, &serde_json::json!({}), Some(sealed), None).await?;
        }
        tracing::error!(kind = "payment mismatch", payment = %case.payment_id);
        tx.commit(Activity::new(Action::PaymentMismatched).on(case.payment_id).about(case.client_id)).await
    }
}
