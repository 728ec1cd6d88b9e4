//! The words of the letters, in one place so that a second language can follow. Plain text, short, no picture, no
//! tracking; each says why it came and what to do if it was not meant for the reader.

use contract::account::FactorKind;
use contract::consent::Language;
use contract::team::MemberRole;

use super::{Letter, booking_words, farewell};

/// Subject and body.
pub(super) fn letter(letter: &Letter) -> (String, String) {
    match letter {
        Letter::ConfirmEmail { link } => (
            "Confirm your e-mail address".into(),
            format!(
                "Welcome to NutriScope. Open this page and press the button to confirm that this address is yours:\n\n{link}\n\n\
                 The link works for three days. If you did not sign up, do nothing: without it nobody can use the account."
            ),
        ),
        Letter::ResetPassword { link } => (
            "Choose a new password".into(),
            format!(
                "Somebody, probably you, asked for a new password for this address. Choose it here:\n\n{link}\n\n\
                 The link works once and for one hour. If it was not you, do nothing: your password stays as it is."
            ),
        ),
        Letter::PasswordChanged { link } => (
            "Your password was changed".into(),
            format!(
                "The password of your account was changed a moment ago, and every device was signed out.\n\n\
                 If it was you, there is nothing to do. If not, choose another password now:\n\n{link}"
            ),
        ),
        Letter::FactorChanged { kind, on, link } => {
            let what = factor(*kind);
            let (subject, happened) = match on {
                true => (format!("{what} now protects your account"), "added to"),
                false => (format!("{what} no longer protects your account"), "removed from"),
            };
            (
                subject,
                format!(
                    "{what} was {happened} the ways you sign in, a moment ago.\n\n\
                     If it was you, there is nothing to do. If not, choose a new password now:\n\n{link}"
                ),
            )
        }
        Letter::RecoveryRenewed { link } => (
            "You have new recovery codes".into(),
            format!(
                "New recovery codes were made for your account a moment ago. The ones you had before no longer work.\n\n\
                 If it was you, there is nothing to do. If not, choose a new password now:\n\n{link}"
            ),
        ),
        Letter::RecoveryUsed { link } => (
            "A recovery code was used".into(),
            format!(
                "One of your recovery codes was used to sign in a moment ago. It does not work again.\n\n\
                 If it was you, there is nothing to do. If not, choose a new password now:\n\n{link}"
            ),
        ),
        Letter::WrongCodes { link } => (
            "Somebody typed wrong codes for your account".into(),
            format!(
                "Somebody gave your password and then five wrong codes. They did not get in and had to start again.\n\n\
                 If it was you, there is nothing to do. If not, somebody knows your password: choose another one now:\n\n{link}"
            ),
        ),
        Letter::SignInCode { code, .. } => (
            "Your code for NutriScope".into(),
            format!(
                "Your code is\n\n{code}\n\n\
                 Type it on the page that asked for it. It works once and for ten minutes. We never ask for it in any other way: \
                 give it to nobody. If you did not sign in just now, somebody knows your password: choose another one."
            ),
        ),
        Letter::NewSignIn { device, when, link } => (
            "A new sign-in to your account".into(),
            format!(
                "Somebody, perhaps you, signed in with your password from a browser and a network that are both new to us:\n\n\
                 {device}\n{when}\n\n\
                 If it was you, there is nothing to do. If not, end that session and choose another password:\n\n{link}"
            ),
        ),
        Letter::ConfirmNewEmail { link } => (
            "Confirm your new e-mail address".into(),
            format!(
                "Somebody wants to use this address for their NutriScope account. If it was you, confirm it here:\n\n{link}\n\n\
                 The link works once and for one day. If it was not you, do nothing: nothing changes."
            ),
        ),
        Letter::EmailChangeAsked { link } => (
            "A new e-mail address for your account".into(),
            format!(
                "Somebody, probably you, asked to use another e-mail address for your account. It counts as soon as that \
                 address is confirmed.\n\n\
                 If it was you, there is nothing to do. If not, keep this address here; every device is signed out then, \
                 and you choose a new password:\n\n{link}\n\n\
                 The link works for eight days, also after the change."
            ),
        ),
        Letter::EmailChanged { link } => (
            "Your e-mail address was changed".into(),
            format!(
                "Your account now belongs to another e-mail address, and letters go there.\n\n\
                 If it was you, there is nothing to do. If not, take it back with the link in our letter before this one.\n\n\
                 To sign in:\n\n{link}"
            ),
        ),
        Letter::AddressTaken { link } => (
            "This address has an account already".into(),
            format!(
                "Somebody, perhaps you, wanted to use this address for their NutriScope account. It has an account of its \
                 own already, so nothing was changed.\n\n\
                 If it was you, sign in with this address, or keep the one you have. If you no longer know the password, \
                 choose a new one:\n\n{link}\n\n\
                 If it was not you, there is nothing to do."
            ),
        ),
        Letter::AccountExists { link } => (
            "You have an account already".into(),
            format!(
                "Somebody, probably you, tried to sign up with this address. It has an account already, so nothing was made.\n\n\
                 Sign in as usual. If you no longer know the password, choose a new one:\n\n{link}"
            ),
        ),
        Letter::Invitation { organisation, inviter, role, link } => (
            format!("{inviter} invites you to {organisation}"),
            format!(
                "{inviter} invites you to join {organisation} on NutriScope as {}.\n\n\
                 Look at the invitation and decide here:\n\n{link}\n\n\
                 The link works for seven days. If you do not know {inviter} or {organisation}, do nothing.",
                role_of(*role)
            ),
        ),
        Letter::ExportReady { organisation, until, link } => (
            "The copy of your data is ready".into(),
            format!(
                "The copy of the data that {organisation} keeps is ready to be fetched. Sign in here:\n\n{link}\n\n\
                 It can be fetched until\n\n{until}\n\nand is deleted then. Nobody but you can fetch it, and you are asked \
                 once more who you are. If you did not ask for it, ask {organisation} about it."
            ),
        ),
        Letter::RecordPacked { organisation, language, link } => farewell::packed(organisation, *language, link),
        Letter::Erased { organisation, account, certificate, language } => {
            farewell::erased(organisation, *account, certificate.as_deref(), *language)
        }
        Letter::AppointmentConfirmed { .. }
        | Letter::AppointmentCancelled { .. }
        | Letter::AgendaChanged { .. }
        | Letter::MoneyMoved { .. } => booking_words::letter(letter),
        Letter::Checkpoint { organisation, note, .. } => (
            format!("This week's seal of the activity log of {organisation}"),
            format!(
                "Below is the signed head of the activity log of {organisation}. Keep this letter: whoever changes what the log \
                 said until today cannot change what you hold. There is nothing to do.\n\n{note}\n\
                 To compare: save the lines from the address to the end in a file and run\n\n\
                 nutriscope verify-audit --checkpoint FILE"
            ),
        ),
        Letter::RecordOpened { organisation, reader, until, link } => (
            "Your record was opened in an emergency".into(),
            format!(
                "{reader} of {organisation} opened your record a moment ago, for an emergency. It stays open to them until\n\n{until}\n\n\
                 The reason they wrote, and a button that ends it now, are here:\n\n{link}\n\n\
                 If you know of no emergency, ask {organisation} about it. Their administrators were told too."
            ),
        ),
        Letter::EmergencyAtClinic { organisation, reader, until, link } => (
            format!("{reader} opened a record in an emergency"),
            format!(
                "{reader} opened the record of a client of {organisation} a moment ago, for an emergency. It stays open until\n\n{until}\n\n\
                 Whose it is, the reason and a button that ends it now are here:\n\n{link}\n\nThe client was told."
            ),
        ),
        Letter::ReviewDue { organisation, yearly, due, link } => {
            let kind = if *yearly { "yearly" } else { "quarterly" };
            (
                format!("The {kind} review of {organisation} is due"),
                format!(
                    "The {kind} review of {organisation} is due on {due}: who works there, what was backed up, which registers \
                     need a look. The list to go through is here:\n\n{link}\n\nThis letter comes each week until somebody records it."
                ),
            )
        }
        Letter::PaymentMismatched { organisation, payment, link } => (
            format!("A payment to {organisation} does not match"),
            format!(
                "Stripe reports another amount or currency than was asked for, for the payment\n\n{payment}\n\n\
                 Nothing was confirmed by it. Look it up under this number in your Stripe dashboard, and give the money back or \
                 arrange the appointment with the client yourself. It stays on the list of money to settle until you say there how it \
                 was settled:\n\n{link}\n\n\
                 This letter comes once."
            ),
        ),
        Letter::AccessGiven { organisation, reader, until, link } => (
            format!("{reader} can read your record for a while"),
            format!(
                "{organisation} has given {reader} access to your record until\n\n{until}\n\n\
                 The reason, and a button that ends it now, are here:\n\n{link}"
            ),
        ),
        Letter::AccessForYou { organisation, until, link } => (
            "A record is open to you".into(),
            format!(
                "You were given access to the record of a client of {organisation} until\n\n{until}\n\n\
                 Whose it is and why:\n\n{link}\n\nWhat you read is logged and shown to the client."
            ),
        ),
        Letter::ErasureAsked { organisation, account, due, link } => {
            let what = if *account { "your whole account" } else { "part of your data" };
            (
                format!("You asked us to erase {what}"),
                format!(
                    "Somebody, probably you, asked {organisation} to erase {what}. It is erased on\n\n{due}\n\n\
                     Until then you can undo it here:\n\n{link}\n\n\
                     If it was not you, undo it now and choose a new password."
                ),
            )
        }
        Letter::HandedOver { organisation, from, to, reads, cancelled, link } => (
            format!("{to} takes over from {from}"),
            format!(
                "{from} no longer works at {organisation}. {to} takes over your care{} {from} no longer can.\n\n{}\
                 Who can see your record, and since when:\n\n{link}",
                if *reads {
                    " and can read your record from now on;".to_owned()
                } else {
                    format!(
                        ". {to} cannot read your record, since you do not agree to the use of your health data; if you come to agree, they can;"
                    )
                },
                if *cancelled {
                    "Your appointments ahead with them are cancelled. If you paid for any, a letter about each says what goes back.\n\n"
                } else {
                    ""
                }
            ),
        ),
        Letter::CareEnded { organisation, practitioner, link } => (
            format!("{practitioner} has ended your care"),
            format!(
                "{practitioner} of {organisation} has ended your care, and can no longer read your record. Your journal \
                 stays yours: you can go on logging, take it with you or delete it.\n\n\
                 Who can see your record, and since when:\n\n{link}"
            ),
        ),
        Letter::CareEndedByClient { organisation, link } => (
            "A client has ended their care with you".into(),
            format!(
                "A client of yours at {organisation} has ended their care with you. Their record is closed to you from \
                 now on; their name is among your past clients:\n\n{link}"
            ),
        ),
        Letter::FactorResetAsked { organisation, until, link } => (
            "Somebody asks to take off your second factor".into(),
            format!(
                "An administrator of {organisation} asks to take off the second factor of your account, because you can \
                 no longer use it. If you asked them for this, there is nothing to do: from\n\n{until}\n\non you can \
                 sign in with your password alone, and set up a new factor then.\n\n\
                 If you did not, refuse it here before that:\n\n{link}\n\n\
                 Signing in with your second factor stops it too."
            ),
        ),
        Letter::FactorResetDone { by, link } => (
            "Your second factor was taken off".into(),
            format!(
                "{by} has taken off the second factor of your account. Every device was signed out. You sign in with \
                 your password alone now: please do so soon, and set up a new factor under You, Security:\n\n{link}\n\n\
                 If you knew nothing of this, choose a new password at once and ask your practice."
            ),
        ),
        Letter::FactorResetLapsed { organisation, link } => (
            "Your second factor stays".into(),
            format!(
                "{organisation} had asked to take off the second factor of your account. That was not carried out, and \
                 nothing has changed. It happens when you have used your factor since, or when your account opens \
                 other places than {organisation} too. If you cannot sign in, whoever runs this installation can help.\n\n{link}"
            ),
        ),
        Letter::IncidentClock { organisation, number, drill, hours_left, when, link } => {
            let mark = if *drill { "Drill: " } else { "" };
            let left = match hours_left {
                over if *over < 0 => "the 72 hours are over".to_owned(),
                left => format!("{left} hours are left of the 72"),
            };
            (
                format!("{mark}incident {number} at {organisation}: {left}"),
                format!(
                    "Incident {number} at {organisation} is open, and it is not decided yet whether an authority has to know. \
                     The time to tell one ends on\n\n{when}\n\nA first report may be incomplete. What comes next:\n\n{link}{}",
                    if *drill { "\n\nThis is a drill: nobody outside is told." } else { "" }
                ),
            )
        }
        Letter::DocumentToSign { organisation, language, link } => match language {
            Language::En => (
                format!("{organisation} asks you to sign a document"),
                format!(
                    "{organisation} asks you to read a document and to sign it, if you agree. It is here:\n\n{link}\n\n\
                     You sign in first. Read it in your own time; you may also say no. If you do not know \
                     {organisation}, do nothing."
                ),
            ),
            Language::Nl => (
                format!("{organisation} vraagt je een document te ondertekenen"),
                format!(
                    "{organisation} vraagt je een document te lezen en, als je het ermee eens bent, te ondertekenen. Het \
                     staat hier:\n\n{link}\n\n\
                     Je logt eerst in. Lees het rustig; nee zeggen mag ook. Ken je {organisation} niet, doe dan niets."
                ),
            ),
        },
        Letter::OwnerChanged { organisation, owner, link } => (
            format!("{organisation} has a new owner"),
            format!("{owner} has taken over {organisation} as its owner on NutriScope.\n\nThe team is here:\n\n{link}"),
        ),
    }
}

fn factor(kind: FactorKind) -> &'static str {
    match kind {
        FactorKind::Totp => "An app with codes",
        FactorKind::Passkey => "A passkey",
        FactorKind::Email => "A code by e-mail",
    }
}

fn role_of(role: MemberRole) -> &'static str {
    match role {
        MemberRole::Client => "a client",
        MemberRole::Practitioner => "a practitioner",
        MemberRole::FrontDesk => "front desk",
        MemberRole::Admin | MemberRole::Owner => "an administrator",
    }
}

pub(super) fn dear(name: &str, language: Language) -> String {
    let name = super::letter::one_line(name);
    match language {
        Language::En => format!("Dear {name}"),
        Language::Nl => format!("Beste {name}"),
    }
}

pub(super) fn foot(language: Language) -> &'static str {
    match language {
        Language::En => "-- \nNutriScope. This letter was sent by a machine; answers are not read.",
        Language::Nl => "-- \nNutriScope. Deze brief is door een machine verstuurd; antwoorden worden niet gelezen.",
    }
}
