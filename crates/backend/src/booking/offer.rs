//! What practitioners offer: services and weekly hours. A practitioner changes their own, an admin anybody's.

use contract::booking::{OfferView, ServiceInput, WeekInput};
use contract::id::{MembershipId, ServiceId};
use contract::{AppError, Code};

use super::queries;
use crate::Backend;
use crate::activity::{Action, Activity};
use crate::db::{Clinic, Portal, Practice, ReadTx, WriteTx};
use crate::form::Asked;
use crate::identity::SessionToken;
use crate::random;
use crate::refusal::Refusal;

impl Backend {
    /// The practitioner's own services and hours.
    ///
    /// # Errors
    /// As `read`.
    pub async fn list_own_offer(&self, tx: &mut ReadTx<Practice>) -> Result<OfferView, Refusal> {
        let me = tx.scope().member();
        list(self, tx, Some(me)).await
    }

    /// Services and hours of the whole team.
    ///
    /// # Errors
    /// As `read`.
    pub async fn list_team_offer(&self, tx: &mut ReadTx<Clinic>) -> Result<OfferView, Refusal> {
        list(self, tx, None).await
    }

    /// Makes a service (`id` none) or changes one of the practitioner's own.
    ///
    /// # Errors
    /// `Invalid`; `NotFound` for a service that is not theirs.
    pub async fn save_own_service(
        &self,
        token: &SessionToken,
        request: impl Into<Asked<'_>>,
        id: Option<ServiceId>,
        input: &ServiceInput,
    ) -> Result<(), Refusal> {
        let request = request.into();
        let tx = self.write::<Practice>(token, request.id).await?.once(request.sending);
        let me = tx.scope().member();
        save_service(self, tx, me, id, input).await
    }

    /// The same by an admin, for any practitioner of the clinic.
    ///
    /// # Errors
    /// As `save_own_service`; `NotFound` also for anyone who is not an administrator.
    pub async fn save_team_service(
        &self,
        token: &SessionToken,
        request: impl Into<Asked<'_>>,
        practitioner: MembershipId,
        id: Option<ServiceId>,
        input: &ServiceInput,
    ) -> Result<(), Refusal> {
        let request = request.into();
        let tx = self.write::<Clinic>(token, request.id).await?.once(request.sending);
        if !tx.scope().role().is_admin() {
            return Err(Refusal::NOT_FOUND);
        }
        save_service(self, tx, practitioner, id, input).await
    }

    /// Replaces the practitioner's own week, and their zone.
    ///
    /// # Errors
    /// `Invalid` with the fields of [`WeekInput`] and `zone`.
    pub async fn save_own_week(
        &self,
        token: &SessionToken,
        request_id: &str,
        zone: &str,
        input: &WeekInput,
    ) -> Result<(), Refusal> {
        let zone: chrono_tz::Tz = zone.trim().parse().map_err(|_| Refusal::field("zone", Code::Unknown))?;
        let mut tx = self.write::<Practice>(token, request_id).await?;
        let (org, me) = (tx.scope().organisation(), tx.scope().member());
        let was = tx.scope().zone.clone();
        if queries::set_zone(tx.conn(), org, me, zone.name()).await? {
            tx.record(Activity::new(Action::ZoneChanged).on(me.0).moved(was, zone.name())).await?;
        }
        save_week(self, tx, me, input).await
    }

    /// Replaces anybody's week, in the zone the practitioner has.
    ///
    /// # Errors
    /// As `save_own_week`; `NotFound` for anyone who is not an administrator, or for nobody of the team.
    pub async fn save_team_week(
        &self,
        token: &SessionToken,
        request_id: &str,
        practitioner: MembershipId,
        input: &WeekInput,
    ) -> Result<(), Refusal> {
        let mut tx = self.write::<Clinic>(token, request_id).await?;
        let org = tx.scope().organisation();
        let known = !queries::list_practitioners(tx.conn(), org, Some(practitioner.0)).await?.is_empty();
        if !tx.scope().role().is_admin() || !known {
            return Err(Refusal::NOT_FOUND);
        }
        save_week(self, tx, practitioner, input).await
    }
}

async fn list<P: Portal>(
    backend: &Backend,
    tx: &mut ReadTx<P>,
    only: Option<MembershipId>,
) -> Result<OfferView, Refusal> {
    let (org, only) = (tx.scope().organisation(), only.map(|only| only.0));
    let practitioners = queries::list_practitioners(tx.conn(), org, only).await?;
    let services = queries::list_services(tx.conn(), org, only).await?;
    let windows = queries::list_windows(tx.conn(), org, only).await?;
    Ok(OfferView {
        practitioners: practitioners.into_iter().map(Into::into).collect(),
        services: services.into_iter().map(super::rows::ServiceRow::view).collect::<Result<_, _>>()?,
        windows: windows.iter().map(|row| (MembershipId(row.practitioner_id), row.window())).collect(),
        currency: tx.scope().currency.clone(),
        clinic_zone: queries::find_clinic_zone(tx.conn(), org).await?,
        now: backend.clock.now(),
    })
}

async fn save_service<P: Portal>(
    backend: &Backend,
    mut tx: WriteTx<P>,
    practitioner: MembershipId,
    id: Option<ServiceId>,
    input: &ServiceInput,
) -> Result<(), Refusal> {
    let draft = input.check(&tx.scope().currency)?;
    let org = tx.scope().organisation();
    let (saved, done) = match id {
        Some(id) => {
            let saved = queries::update_service(tx.conn(), org, Some(practitioner), id, &draft).await?;
            (saved, Activity::new(Action::ServiceChanged).on(id.0))
        }
        None => {
            let id = random::id(backend.clock.now());
            let saved = queries::insert_service(tx.conn(), org, practitioner, id, &draft).await?;
            (saved, Activity::new(Action::ServiceCreated).on(id))
        }
    };
    if saved { tx.commit(done).await } else { Err(AppError::NotFound.into()) }
}

async fn save_week<P: Portal>(
    backend: &Backend,
    mut tx: WriteTx<P>,
    practitioner: MembershipId,
    input: &WeekInput,
) -> Result<(), Refusal> {
    let windows = input.check()?;
    let org = tx.scope().organisation();
    let ids: Vec<_> = windows.iter().map(|_| random::id(backend.clock.now())).collect();
    // The lock of bookings: two saves at once leave one week, and nobody books into the gap between old and new.
    super::lock_practitioner(tx.conn(), practitioner.0).await?;
    queries::replace_week(tx.conn(), org, practitioner, &ids, &windows).await?;
    tx.commit(Activity::new(Action::AvailabilityChanged).on(practitioner.0)).await
}
