//! What is said once after something was done.

use contract::Notice;

pub fn notice(notice: &Notice) -> &'static str {
    match notice {
        Notice::MealSaved => "Meal saved.",
        Notice::MealRepeated(_) => "Meal saved for now.",
        Notice::SymptomSaved => "Symptom saved.",
        Notice::EntryChanged => "Entry changed.",
        Notice::EntryDeleted(_) => "Entry deleted.",
        Notice::EntryRestored => "Entry restored.",
        Notice::SignedOut => "You are signed out.",
        Notice::PasswordChanged => "Your password is changed. Other devices are signed out.",
        Notice::EmailConfirmed => "Your e-mail address is confirmed.",
        Notice::Joined => "You have joined. Welcome.",
        Notice::InvitationSent => "Invitation sent.",
        Notice::InvitationWithdrawn => "Invitation withdrawn.",
        Notice::Booked => "Booked.",
        Notice::BookingCancelled => "Booking cancelled.",
        Notice::PaymentCancelled => "Payment cancelled. Nothing was charged.",
        Notice::ServiceSaved => "Service saved.",
        Notice::AvailabilitySaved => "Working hours saved.",
        Notice::Viewed => "Marked as seen.",
        Notice::CarePaused => "Care is paused. The journal is closed to you until you resume.",
        Notice::CareResumed => "Care is resumed.",
        Notice::AccessGiven => "Access given. It ends by itself.",
        Notice::AccessEnded => "Access ended.",
        Notice::EmergencyOpened => "The record is open for an hour. The client and the administrators are told.",
        Notice::AccessNoted => "Noted.",
        Notice::MemberChanged => "Role changed. It applies at once.",
        Notice::MemberSuspended => "Suspended. They are signed out.",
        Notice::MemberResumed => "They can sign in again.",
        Notice::MemberRemoved => "Removed. They are signed out, and their clients are told.",
        Notice::OwnershipOffered => "Offered. It changes hands when they accept.",
        Notice::OwnershipOfferOver => "The offer is over.",
        Notice::OwnershipAccepted => "You own this clinic now.",
        Notice::CareEnded => "Care is ended. The journal is closed to you.",
    }
}
