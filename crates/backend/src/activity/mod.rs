//! What may be recorded as having happened (S5, T9). The words are stored; each is added here and nowhere else.

use uuid::Uuid;

macro_rules! actions {
    ($($(#[$about:meta])* $name:ident => $word:literal),+ $(,)?) => {
        /// A kind of event.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Action { $($(#[$about])* $name),+ }

        impl Action {
            pub const ALL: &'static [Self] = &[$(Self::$name),+];

            pub fn as_str(self) -> &'static str {
                match self { $(Self::$name => $word),+ }
            }
        }
    };
}

actions! {
    MealLogged => "meal.logged",
    SymptomLogged => "symptom.logged",
    /// Any other kind of entry.
    EntryLogged => "entry.logged",
    EntryChanged => "entry.changed",
    EntryDeleted => "entry.deleted",
    EntryRestored => "entry.restored",
    EntriesViewed => "entries.viewed",
    ReviewOpened => "review.opened",
    RelationshipPaused => "relationship.paused",
    RelationshipResumed => "relationship.resumed",
    RelationshipEnded => "relationship.ended",
    RelationshipTold => "relationship.told",
    InvitationSent => "invitation.sent",
    InvitationWithdrawn => "invitation.withdrawn",
    ServiceCreated => "service.created",
    ServiceChanged => "service.changed",
    AvailabilityChanged => "availability.changed",
    AppointmentHeld => "appointment.held",
    AppointmentConfirmed => "appointment.confirmed",
    AppointmentReleased => "appointment.released",
    AppointmentCancelled => "appointment.cancelled",
    AppointmentCompleted => "appointment.completed",
    AppointmentMissed => "appointment.missed",
    PaymentOpened => "payment.opened",
    PaymentPaid => "payment.paid",
    PaymentExpired => "payment.expired",
    PaymentFailed => "payment.failed",
    PaymentRefunded => "payment.refunded",
    PaymentMismatched => "payment.mismatched",
    PaymentRefundFailed => "payment.refund_failed",
    RefundAsked => "payment.refund_asked",
    PaymentSettled => "payment.settled",
    PaymentDisputed => "payment.disputed",
    AccessGranted => "access.granted",
    AccessEnded => "access.ended",
    AccessTold => "access.told",
    EmergencyOpened => "emergency.opened",
    EmergencyTried => "emergency.tried",
    EmergencyNoted => "emergency.noted",
    MemberRoleChanged => "member.role_changed",
    MemberSuspended => "member.suspended",
    MemberResumed => "member.resumed",
    MemberRemoved => "member.removed",
    HandoverTold => "handover.told",
    OwnershipOffered => "ownership.offered",
    OwnershipWithdrawn => "ownership.withdrawn",
    OwnershipDeclined => "ownership.declined",
    OwnershipAccepted => "ownership.accepted",
    FactorRuleChanged => "organisation.factor_rule_changed",
    OrganisationChanged => "organisation.changed",
    ZoneChanged => "member.zone_changed",
    MemberRenamed => "member.renamed",
    LanguageChanged => "member.language_changed",
    // Consent and documents to sign.
    ConsentGiven => "consent.given",
    ConsentRefused => "consent.refused",
    ConsentWithdrawn => "consent.withdrawn",
    DocumentWritten => "document.written",
    DocumentRequested => "document.requested",
    DocumentTold => "document.told",
    DocumentSigned => "document.signed",
    DocumentEnded => "document.ended",
    SignatureOpened => "document.address_opened",
    AiAsked => "ai.asked",
    AiAnswered => "ai.answered",
    // Exports.
    ExportAsked => "export.asked",
    MoveProposed => "move.proposed",
    MoveAgreed => "move.agreed",
    MovePacked => "move.packed",
    ExportTold => "export.told",
    ExportStarted => "export.started",
    ExportContinued => "export.continued",
    ExportReady => "export.ready",
    ExportDownloaded => "export.downloaded",
    ExportCancelled => "export.cancelled",
    ExportFailed => "export.failed",
    ExportExpired => "export.expired",
    // Retention and erasure.
    ErasureAsked => "erasure.asked",
    ErasureTold => "erasure.told",
    ErasureUndone => "erasure.undone",
    ErasureHeld => "erasure.held",
    ErasureDone => "erasure.done",
    RetentionChanged => "retention.changed",
    RetentionRun => "retention.run",
    HoldPlaced => "hold.placed",
    HoldReleased => "hold.released",
    // The audit viewer and incidents.
    AuditExported => "audit.exported",
    IncidentOpened => "incident.opened",
    IncidentNoted => "incident.noted",
    IncidentScoped => "incident.scoped",
    IncidentContained => "incident.contained",
    IncidentAssessed => "incident.assessed",
    IncidentDecided => "incident.decided",
    IncidentClosed => "incident.closed",
    IncidentReminded => "incident.reminded",
    // Checkpoints and proofs.
    CheckpointAsked => "checkpoint.asked",
    VerificationAsked => "verification.asked",
    // Registers, reviews and the trust page.
    RegisterSaved => "register.saved",
    RegisterRetired => "register.retired",
    ControlChanged => "control.changed",
    HouseReviewBegun => "house_review.begun",
    HouseReviewHeld => "house_review.held",
    HouseReviewReminded => "house_review.reminded",
    // Keys of clients.
    KeyRotationAsked => "keys.rotation_asked",
    KeyRotated => "keys.rotated",
    KeyDestroyed => "keys.destroyed",
    // Recovery of an account.
    OwnerTold => "ownership.told",
    FactorResetAsked => "factor_reset.asked",
    FactorResetTold => "factor_reset.told",
    FactorResetWithdrawn => "factor_reset.withdrawn",
    FactorResetDone => "factor_reset.done",
    FactorResetLapsed => "factor_reset.lapsed",
}

/// One event: ids and states, never content. Who, where and when are the session's, written by the database.
#[derive(Debug, Clone)]
pub struct Activity {
    pub(crate) action: Action,
    pub(crate) subject: Option<Uuid>,
    pub(crate) client: Option<Uuid>,
    pub(crate) from: Option<String>,
    pub(crate) to: Option<String>,
}

impl Activity {
    pub fn new(action: Action) -> Self {
        Self { action, subject: None, client: None, from: None, to: None }
    }

    /// What it happened to.
    pub fn on(mut self, subject: Uuid) -> Self {
        self.subject = Some(subject);
        self
    }

    /// Whose record it touched.
    pub fn about(mut self, client: Uuid) -> Self {
        self.client = Some(client);
        self
    }

    /// A change of state.
    pub fn moved(mut self, from: impl Into<String>, to: impl Into<String>) -> Self {
        self.from = Some(from.into());
        self.to = Some(to.into());
        self
    }
}
