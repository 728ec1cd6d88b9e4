//! The letters there are, as data. Times come already written in the reader's own zone.

use contract::account::FactorKind;
use contract::booking::{Money, MoneyFact, MoneyNews};
use contract::consent::Language;
use contract::team::MemberRole;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{Written, words};
use crate::Backend;
use crate::random;
use crate::refusal::Refusal;
use crate::secret::field::LETTER;

/// A letter and who gets it. Its printed form holds no address.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Envelope {
    pub to: String,
    pub name: Option<String>,
    pub letter: Letter,
}

impl std::fmt::Debug for Envelope {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Envelope(…)")
    }
}

#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Letter {
    ConfirmEmail {
        link: String,
    },
    ResetPassword {
        link: String,
    },
    /// Tells the owner; the link starts a reset in case it was not them.
    PasswordChanged {
        link: String,
    },
    /// A way to sign in was added or removed. `link` starts a new password in case it was not them.
    FactorChanged {
        kind: FactorKind,
        on: bool,
        link: String,
    },
    /// New recovery codes were made; those of before are over.
    RecoveryRenewed {
        link: String,
    },
    /// A recovery code was used to sign in.
    RecoveryUsed {
        link: String,
    },
    /// Somebody who knows the password typed wrong codes.
    WrongCodes {
        link: String,
    },
    /// A code to type; `link` is the page it is typed on, which the letter does not name.
    SignInCode {
        code: String,
        link: String,
    },
    /// A sign-in from a browser and a network that are both new. `when` is written out in the reader's zone.
    NewSignIn {
        device: String,
        when: String,
        link: String,
    },
    /// To a new address: it counts once the link was answered.
    ConfirmNewEmail {
        link: String,
    },
    /// To the old address, when a new one was asked for; the link takes it back.
    EmailChangeAsked {
        link: String,
    },
    /// To the old address, when the new one counts.
    EmailChanged {
        link: String,
    },
    /// Somebody asked to move their account to an address that has one.
    AddressTaken {
        link: String,
    },
    /// Somebody signed up with an address that has an account.
    AccountExists {
        link: String,
    },
    Invitation {
        organisation: String,
        inviter: String,
        role: MemberRole,
        link: String,
    },
    /// `when` is written out in the reader's zone, zone included.
    AppointmentConfirmed {
        organisation: String,
        with: String,
        when: String,
        #[serde(default = "english")]
        language: Language,
        link: String,
    },
    /// `facts`: what becomes of the money.
    AppointmentCancelled {
        organisation: String,
        with: String,
        when: String,
        #[serde(default)]
        facts: Vec<MoneyFact>,
        #[serde(default = "english")]
        language: Language,
        link: String,
    },
    /// What became of money after it was paid: to the client, or to the practitioner, without `with`.
    MoneyMoved {
        organisation: String,
        with: Option<String>,
        when: String,
        news: MoneyNews,
        paid: Money,
        facts: Vec<MoneyFact>,
        language: Language,
        link: String,
    },
    /// To the practitioner; who the client is stands in the agenda, not in a letter.
    AgendaChanged {
        organisation: String,
        cancelled: bool,
        when: String,
        #[serde(default)]
        facts: Vec<MoneyFact>,
        link: String,
    },
    /// To administrators, once a week: the signed head of the activity log, to keep.
    Checkpoint {
        organisation: String,
        note: String,
        link: String,
    },
    /// To the client: somebody opened their record in an emergency. `until` is written out in the reader's zone.
    RecordOpened {
        organisation: String,
        reader: String,
        until: String,
        link: String,
    },
    /// The same to an administrator, without the client's name.
    EmergencyAtClinic {
        organisation: String,
        reader: String,
        until: String,
        link: String,
    },
    /// To an administrator: a review of the registers is due. `due` is the day, written out.
    ReviewDue {
        organisation: String,
        yearly: bool,
        due: String,
        link: String,
    },
    /// To an administrator: Stripe took another amount than was asked for, and nothing was confirmed.
    PaymentMismatched {
        organisation: String,
        payment: String,
        link: String,
    },
    /// To the client: the clinic gave a colleague access to their record.
    AccessGiven {
        organisation: String,
        reader: String,
        until: String,
        link: String,
    },
    /// To whom access was given, without the client's name.
    AccessForYou {
        organisation: String,
        until: String,
        link: String,
    },
    /// To the client: something of theirs, or all of it, is to be erased. `due` is written out in their zone.
    ErasureAsked {
        organisation: String,
        account: bool,
        due: String,
        link: String,
    },
    /// To a client whose practitioner leaves. `reads` when the record is open to the new one, which takes the client's
    /// consent; `cancelled` when appointments ahead went with them.
    HandedOver {
        organisation: String,
        from: String,
        to: String,
        #[serde(default)]
        reads: bool,
        cancelled: bool,
        link: String,
    },
    /// To a client whose practitioner ended their care.
    CareEnded {
        organisation: String,
        practitioner: String,
        link: String,
    },
    /// To a practitioner, when a client has ended theirs; without a name.
    CareEndedByClient {
        organisation: String,
        link: String,
    },
    /// The data somebody asked for can be fetched; `until` is written out in the reader's zone.
    ExportReady {
        organisation: String,
        until: String,
        link: String,
    },
    /// To a client: their record is packed, sealed, for a move to another installation.
    RecordPacked {
        organisation: String,
        language: Language,
        link: String,
    },
    /// The last letter to whom something, or everything, was erased. It has no link: there may be nothing to open.
    /// `certificate` says that the keys are gone, where keys went.
    Erased {
        organisation: String,
        account: bool,
        certificate: Option<String>,
        language: Language,
    },
    /// An administrator asks that the reader's second factors be taken off. The link refuses; `until` is written out.
    FactorResetAsked {
        organisation: String,
        until: String,
        link: String,
    },
    /// They were taken off. The link leads to signing in.
    FactorResetDone {
        by: String,
        link: String,
    },
    /// It was due and was not carried out.
    FactorResetLapsed {
        organisation: String,
        link: String,
    },
    /// To an administrator: an incident is undecided and its clock runs. A number and a time, nothing of what happened.
    IncidentClock {
        organisation: String,
        number: i32,
        drill: bool,
        hours_left: i64,
        when: String,
        link: String,
    },
    /// To a client: something waits to be signed. What it is called stands behind the link, not in a letter.
    DocumentToSign {
        organisation: String,
        language: Language,
        link: String,
    },
    /// To both sides and the other administrators once an owner transfer is done.
    OwnerChanged {
        organisation: String,
        owner: String,
        link: String,
    },
}

impl Envelope {
    /// Subject and text, one line where one line belongs, whatever the names in it hold.
    pub fn write(&self) -> Written {
        let (subject, mut body) = words::letter(&self.letter);
        let language = self.letter.language();
        if let Some(name) = &self.name {
            body.insert_str(0, &format!("{},\n\n", words::dear(name, language)));
        }
        Written { subject: one_line(&subject), text: format!("{body}\n\n{}\n", words::foot(language)) }
    }

    /// The address a reader is asked to open, if there is one.
    pub fn link(&self) -> &str {
        match &self.letter {
            Letter::ConfirmEmail { link }
            | Letter::ResetPassword { link }
            | Letter::PasswordChanged { link }
            | Letter::FactorChanged { link, .. }
            | Letter::RecoveryRenewed { link }
            | Letter::RecoveryUsed { link }
            | Letter::WrongCodes { link }
            | Letter::SignInCode { link, .. }
            | Letter::NewSignIn { link, .. }
            | Letter::ConfirmNewEmail { link }
            | Letter::EmailChangeAsked { link }
            | Letter::EmailChanged { link }
            | Letter::AddressTaken { link }
            | Letter::AccountExists { link }
            | Letter::Invitation { link, .. }
            | Letter::AppointmentConfirmed { link, .. }
            | Letter::AppointmentCancelled { link, .. }
            | Letter::MoneyMoved { link, .. }
            | Letter::AgendaChanged { link, .. }
            | Letter::Checkpoint { link, .. }
            | Letter::RecordOpened { link, .. }
            | Letter::ReviewDue { link, .. }
            | Letter::PaymentMismatched { link, .. }
            | Letter::EmergencyAtClinic { link, .. }
            | Letter::AccessGiven { link, .. }
            | Letter::AccessForYou { link, .. }
            | Letter::HandedOver { link, .. }
            | Letter::CareEnded { link, .. }
            | Letter::CareEndedByClient { link, .. }
            | Letter::FactorResetAsked { link, .. }
            | Letter::FactorResetDone { link, .. }
            | Letter::FactorResetLapsed { link, .. }
            | Letter::ExportReady { link, .. }
            | Letter::RecordPacked { link, .. }
            | Letter::IncidentClock { link, .. }
            | Letter::ErasureAsked { link, .. }
            | Letter::DocumentToSign { link, .. }
            | Letter::OwnerChanged { link, .. } => link,
            Letter::Erased { .. } => "",
        }
    }
}

impl Letter {
    /// English, but where the reader's language is known and there are words in it.
    fn language(&self) -> Language {
        match self {
            Letter::DocumentToSign { language, .. }
            | Letter::RecordPacked { language, .. }
            | Letter::Erased { language, .. }
            | Letter::AppointmentConfirmed { language, .. }
            | Letter::AppointmentCancelled { language, .. }
            | Letter::MoneyMoved { language, .. } => *language,
            _ => Language::En,
        }
    }
}

/// Letters that were sealed before there was a choice.
fn english() -> Language {
    Language::En
}

/// Control characters become spaces: a header ends at a line's end.
pub(super) fn one_line(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

impl Backend {
    /// A letter as it may lie in the outbox.
    ///
    /// # Errors
    /// A fault when it cannot be written down, which no letter is.
    pub fn seal_letter(&self, envelope: &Envelope) -> Result<Vec<u8>, Refusal> {
        let plain = serde_json::to_vec(envelope).map_err(|error| Refusal::Fault(error.to_string()))?;
        // A letter is bound to the job that sends it, so it chooses that job's id: `ops.name_job` takes it off again.
        let job = random::id(self.clock.now());
        let mut named = vec![0];
        named.extend_from_slice(job.as_bytes());
        named.extend(self.keys.seal(LETTER.of(job), &plain));
        Ok(named)
    }

    /// The letter of a job, as the outbox holds it.
    pub(super) fn open_letter(&self, job: Uuid, sealed: &[u8]) -> Option<Envelope> {
        match self.keys.open(LETTER.of(job), sealed) {
            Ok(plain) => serde_json::from_slice(&plain).ok(),
            Err(why) => {
                tracing::error!(kind = "sealed value", %job, %why);
                None
            }
        }
    }
}
