//! Why something was refused, whatever it was, and what to do.

use contract::Code;

/// The reason for any field, in English and Dutch.
pub(super) fn reason(code: Code) -> (&'static str, &'static str) {
    match code {
        Code::Required => ("This is needed.", "Dit is nodig."),
        Code::TooShort => ("This is too short.", "Dit is te kort."),
        Code::TooLong => ("This is too long.", "Dit is te lang."),
        Code::TooSmall => ("This number is too small.", "Dit getal is te klein."),
        Code::TooLarge => ("This number is too large.", "Dit getal is te groot."),
        Code::Malformed => {
            ("This cannot be read. Check how it is written.", "Dit is niet te lezen. Kijk hoe het geschreven is.")
        }
        Code::Unprintable => (
            "This holds characters that no screen shows. Type it here instead of pasting it.",
            "Hierin staan tekens die geen scherm laat zien. Typ het hier in plaats van het te plakken.",
        ),
        Code::Unknown => ("This is not one of the choices.", "Dit is geen van de keuzes."),
        Code::InFuture => ("This lies in the future.", "Dit ligt in de toekomst."),
        Code::InPast => ("This lies in the past.", "Dit ligt in het verleden."),
        Code::WrongCredentials => {
            ("E-mail and password do not match.", "E-mailadres en wachtwoord horen niet bij elkaar.")
        }
        Code::EmailNotConfirmed => (
            "Confirm your e-mail address first: open the link in the letter we sent you.",
            "Bevestig eerst je e-mailadres: open de link in de brief die we je stuurden.",
        ),
        Code::PasswordGuessable => (
            "This password is easy to guess. Add another word or two; unusual ones are best.",
            "Dit wachtwoord is makkelijk te raden. Zet er een of twee woorden bij; ongewone zijn het best.",
        ),
        Code::PasswordCommon => (
            "Many people use this password or one much like it, so it is tried first. Choose other words.",
            "Veel mensen gebruiken dit wachtwoord of een dat erop lijkt, dus het wordt als eerste geprobeerd. Kies andere woorden.",
        ),
        Code::PasswordPattern => (
            "This follows a pattern: repeats, rows of keys or sequences. A few words in a row are better.",
            "Dit volgt een patroon: herhalingen, rijen toetsen of reeksen. Een paar woorden achter elkaar is beter.",
        ),
        Code::PasswordPersonal => (
            "This is made of your own name, address or practice. Choose words that are not about you.",
            "Dit is gemaakt van je eigen naam, adres of praktijk. Kies woorden die niet over jou gaan.",
        ),
        Code::PasswordBreached => (
            "This password is on lists of stolen passwords. Choose another.",
            "Dit wachtwoord staat op lijsten met gestolen wachtwoorden. Kies een ander.",
        ),
        Code::WrongPassword => ("This is not your password.", "Dit is niet je wachtwoord."),
        Code::WrongCode => (
            "This code is wrong or was used already. Wait for the next one, or try another way.",
            "Deze code klopt niet of is al gebruikt. Wacht op de volgende, of probeer een andere manier.",
        ),
        Code::EnrolmentOver => ("This took too long. Start again.", "Dit duurde te lang. Begin opnieuw."),
        Code::PasskeyRefused => (
            "This passkey does not fit. Try another one, or another way.",
            "Deze passkey past niet. Probeer een andere, of een andere manier.",
        ),
        Code::PasskeyLate => ("That took too long. Try once more.", "Dat duurde te lang. Probeer het nog eens."),
        Code::LinkUsedOrExpired => (
            "This link was used already or is too old. Ask for a new one.",
            "Deze link is al gebruikt of is te oud. Vraag een nieuwe.",
        ),
        Code::AlreadyMember => ("This person is a member already.", "Deze persoon is al lid."),
        Code::Ambiguous => (
            "More than one person has this name. Write their e-mail address instead.",
            "Meer dan één persoon heet zo. Schrijf in plaats daarvan het e-mailadres.",
        ),
        Code::OwnerOnly => (
            "Only another owner can ask this for an owner. Where there is none, ask whoever runs this installation.",
            "Alleen een andere eigenaar kan dit voor een eigenaar vragen. Is die er niet, vraag het dan aan wie deze installatie beheert.",
        ),
        Code::FactorFirst => (
            "You have no app or passkey yet, so this would lock you out yourself. Add one first; the day you chose is kept.",
            "Je hebt nog geen app of passkey, dus dit zou jou zelf buitensluiten. Voeg er eerst een toe; de dag die je koos blijft staan.",
        ),
        Code::NoFactor => (
            "This person has no second factor: they sign in with their password.",
            "Deze persoon heeft geen tweede stap en meldt zich aan met een wachtwoord.",
        ),
        Code::AskedAlready => {
            ("This is asked already and waits. See the list.", "Dit is al gevraagd en wacht. Kijk in de lijst.")
        }
        Code::NotYourself => {
            ("Ask another administrator to do this for you.", "Vraag een andere beheerder om dit voor je te doen.")
        }
        Code::LastOwner => (
            "A clinic keeps at least one owner. Hand ownership over first.",
            "Een kliniek houdt minstens één eigenaar. Draag het eigendom eerst over.",
        ),
        Code::CaseloadLeft => (
            "Clients are still in their care. Hand them to a colleague first.",
            "Er zijn nog cliënten in behandeling. Draag die eerst over aan een collega.",
        ),
        Code::ConsentMissing => (
            "The journal takes nothing new while you do not agree to it. Look at “What you agreed to” under You.",
            "Het dagboek neemt niets nieuws op zolang je er niet mee instemt. Kijk bij “Waar je mee instemde” onder Jij.",
        ),
        Code::AlreadyActive => (
            "There is an active one already. It has to end first.",
            "Er is er al een die geldt. Die moet eerst eindigen.",
        ),
        Code::TextChanged => (
            "The text has changed since this page was opened. Read it once more.",
            "De tekst is veranderd sinds deze pagina werd geopend. Lees hem nog eens.",
        ),
        Code::OtherPlace => (
            "This page was opened in another of your practices. Load it again.",
            "Deze pagina is geopend in een andere praktijk van je. Laad haar opnieuw.",
        ),
        Code::OtherPerson => (
            "This page was opened by somebody else who was signed in here. Nothing was saved.",
            "Deze pagina is geopend door iemand anders die hier aangemeld was. Er is niets bewaard.",
        ),
        Code::FormUnknown => (
            "We could not tell where this form was opened, so nothing was saved. Check it and send it again.",
            "We konden niet zien waar dit formulier is geopend, dus er is niets bewaard. Kijk het na en verstuur het opnieuw.",
        ),
        Code::SlotTaken => (
            "Somebody else was a moment faster. Choose another time.",
            "Iemand anders was net iets sneller. Kies een andere tijd.",
        ),
        Code::HoldExpired => (
            "The time was held for 15 minutes and is free again. Choose it once more.",
            "De tijd was 15 minuten vastgehouden en is weer vrij. Kies hem nog eens.",
        ),
        Code::NotBookable => ("This cannot be booked.", "Dit kan niet geboekt worden."),
        Code::NoLongerOffered => (
            "This is not offered any more. Choose something else.",
            "Dit wordt niet meer aangeboden. Kies iets anders.",
        ),
        Code::TooManyAhead => (
            "You have as many appointments ahead with this practitioner as can be booked online.",
            "Je hebt zo veel afspraken bij deze behandelaar als online geboekt kunnen worden.",
        ),
        Code::TooManyToday => (
            "You have booked as often within 24 hours as can be done online.",
            "Je hebt binnen 24 uur zo vaak geboekt als online kan.",
        ),
        Code::TooManyCancelled => (
            "You have cancelled as often within 24 hours as can be done online.",
            "Je hebt binnen 24 uur zo vaak geannuleerd als online kan.",
        ),
        Code::AppointmentsAhead => (
            "You have an appointment ahead. Cancel it first, then ask again.",
            "Je hebt nog een afspraak. Annuleer die eerst en vraag het dan opnieuw.",
        ),
        Code::AlreadyPaid => ("This is paid already.", "Dit is al betaald."),
        Code::PaymentUnavailable => (
            "Payment does not work at the moment. Nothing was charged. Try again in a few minutes.",
            "Betalen werkt op dit moment niet. Er is niets afgeschreven. Probeer het over een paar minuten weer.",
        ),
        Code::NotCancellable => (
            "This cannot be changed any more. Look at it again.",
            "Dit kan niet meer veranderd worden. Kijk er nog eens naar.",
        ),
        Code::MoneyMoved => (
            "What became of this money has changed since the page was opened. Look at it again.",
            "Wat er met dit geld gebeurde is veranderd sinds deze pagina werd geopend. Kijk er nog eens naar.",
        ),
        Code::Overlaps => {
            ("These hours overlap with others of the same day.", "Deze uren overlappen met andere van dezelfde dag.")
        }
        Code::StepNotPossible => (
            "Another step comes first, or a colleague has taken this one already. Look again.",
            "Er komt eerst een andere stap, of een collega heeft deze al gezet. Kijk nog eens.",
        ),
        Code::EditedElsewhere => (
            "This was changed on another device. Look at the newer version first.",
            "Dit is op een ander apparaat veranderd. Bekijk eerst de nieuwere versie.",
        ),
        Code::AlreadyDeleted => ("This was deleted already.", "Dit is al verwijderd."),
        Code::NoItems => ("Add at least one food.", "Voeg minstens één voedingsmiddel toe."),
        Code::TooManyItems => (
            "These are too many foods for one meal: 60 at most.",
            "Dit zijn te veel voedingsmiddelen voor één maaltijd: hoogstens 60.",
        ),
        Code::NoSuchTime => (
            "The clocks went forward over this time. Choose one an hour later.",
            "De klok ging over deze tijd vooruit. Kies een tijd een uur later.",
        ),
        Code::TimeTwice => (
            "The clocks went back over this time, so it came twice. Choose which of the two you mean.",
            "De klok ging over deze tijd terug, dus hij kwam twee keer voor. Kies welke van de twee je bedoelt.",
        ),
        Code::NoReceiveKey => (
            "This is no key of a receiving installation, or a part of it is missing. Ask them for the line that begins with nsmove1, and paste all of it.",
            "Dit is geen sleutel van een ontvangende installatie, of er ontbreekt een stuk. Vraag om de regel die met nsmove1 begint, en plak die helemaal.",
        ),
        Code::NobodyToAgree => (
            "Moving takes two people. Invite a second administrator under Team; once they have joined, ask again.",
            "Verhuizen doe je met z'n tweeën. Nodig bij Team een tweede beheerder uit en vraag het opnieuw zodra die er is.",
        ),
        Code::AnotherPersonAgrees => (
            "Another person agrees: an administrator who was here before it was asked for, and not whoever asked.",
            "Iemand anders stemt in: een beheerder die er al was voordat het gevraagd werd, en niet wie het vroeg.",
        ),
        Code::ExportUnderWay => (
            "A copy is being put together already. It is listed on this page.",
            "Er wordt al een kopie gemaakt. Die staat op deze pagina.",
        ),
    }
}
