//! The client's booking page: what for, which day, which time.

use chrono::{DateTime, Days, NaiveDate, TimeDelta, TimeZone, Utc};
use chrono_tz::Tz;
use contract::booking::{BookView, BookableService, HORIZON_DAYS, NOTICE_HOURS, ServiceView};
use contract::id::{OrganisationId, ServiceId};
use insight::slots::{Hours, Taken, Wish, free, step};
use sqlx::PgConnection;

use super::queries;
use crate::Backend;
use crate::db::{Client, ReadTx};
use crate::refusal::Refusal;

/// Days shown at once.
const STRIP: u64 = 7;

impl Backend {
    /// What the client can book, with the free times of one service. Without `service` the first is chosen, without
    /// `day` the first day with a free time.
    ///
    /// # Errors
    /// `NotFound` for a service that is not offered to this client.
    pub async fn show_booking(
        &self,
        tx: &mut ReadTx<Client>,
        service: Option<ServiceId>,
        day: Option<contract::day::Day>,
    ) -> Result<BookView, Refusal> {
        let (org, tz, zone) = (tx.scope().organisation(), tx.scope().tz(), tx.scope().zone.clone());
        let now = self.clock.now();
        let mut zones = Vec::new();
        let mut services = Vec::new();
        for row in queries::list_bookable(tx.conn(), org).await? {
            zones.push(row.practitioner_zone);
            services.push(BookableService { service: row.service.view()?, practitioner_name: row.practitioner_name });
        }
        let at = match service {
            Some(id) => Some(services.iter().position(|bookable| bookable.service.id == id).ok_or(Refusal::NOT_FOUND)?),
            None => (!services.is_empty()).then_some(0),
        };
        let practitioner_zone = at.and_then(|at| zones.get(at).cloned()).unwrap_or_else(|| zone.clone());
        let times = match at.and_then(|at| services.get(at)) {
            Some(bookable) => free_times(tx.conn(), org, &bookable.service, &practitioner_zone, now).await?.free,
            None => Vec::new(),
        };
        let chosen = at.and_then(|at| services.get(at)).map(|bookable| bookable.service.id);
        Ok(lay_out(&times, tz, now, day.map(contract::day::Day::date)).finish(
            services,
            chosen,
            zone,
            practitioner_zone,
        ))
    }
}

/// Times of a service: what is free, and what would be if nothing were taken.
pub(super) struct Times {
    pub free: Vec<DateTime<Utc>>,
    pub open: Vec<DateTime<Utc>>,
}

/// Two queries, whatever the number of days.
pub(super) async fn free_times(
    c: &mut PgConnection,
    org: OrganisationId,
    service: &ServiceView,
    practitioner_zone: &str,
    now: DateTime<Utc>,
) -> Result<Times, Refusal> {
    let zone: Tz = practitioner_zone.parse().unwrap_or(chrono_tz::UTC);
    let minutes = i64::from(service.minutes);
    let wish = Wish {
        minutes,
        step: step(minutes),
        earliest: now + TimeDelta::hours(NOTICE_HOURS),
        latest: now + TimeDelta::days(HORIZON_DAYS),
    };
    let hours: Vec<Hours> = queries::list_windows(c, org, Some(service.practitioner.0))
        .await?
        .iter()
        .map(|row| row.window())
        .map(|window| Hours { weekday: window.weekday, starts: window.starts, ends: window.ends })
        .collect();
    let until = wish.latest + TimeDelta::minutes(minutes);
    let taken: Vec<Taken> = queries::list_busy(c, service.practitioner.0, wish.earliest, until)
        .await?
        .into_iter()
        .map(|row| Taken { from: row.starts_at, to: row.ends_at })
        .collect();
    Ok(Times { free: free(&zone, &hours, &taken, wish), open: free(&zone, &hours, &[], wish) })
}

/// The strip of days and the chosen day's times, in the client's zone.
struct Laid {
    days: Vec<(NaiveDate, usize)>,
    day: NaiveDate,
    slots: Vec<(DateTime<Utc>, chrono::NaiveTime)>,
    next_free: Option<NaiveDate>,
    today: NaiveDate,
    last_day: NaiveDate,
}

fn lay_out(times: &[DateTime<Utc>], tz: Tz, now: DateTime<Utc>, day: Option<NaiveDate>) -> Laid {
    let date = |instant: &DateTime<Utc>| tz.from_utc_datetime(&instant.naive_utc()).date_naive();
    let today = date(&now);
    let last_day = date(&(now + TimeDelta::days(HORIZON_DAYS)));
    let first_free = times.first().map(date);
    let day = day.or(first_free).unwrap_or(today).clamp(today, last_day);
    // Weeks counted from today, so that "earlier" and "later" always move by whole strips.
    let from_today = u64::try_from((day - today).num_days()).unwrap_or(0);
    let first = today.checked_add_days(Days::new(from_today / STRIP * STRIP)).unwrap_or(day);
    let days: Vec<_> = (0..STRIP)
        .filter_map(|offset| first.checked_add_days(Days::new(offset)))
        .filter(|day| *day <= last_day)
        .map(|day| (day, times.iter().filter(|instant| date(instant) == day).count()))
        .collect();
    let end = days.last().map_or(day, |(day, _)| *day);
    let slots = times
        .iter()
        .filter(|instant| date(instant) == day)
        .map(|instant| (*instant, insight::clock::Moment::new(&tz, *instant).time_of_day()))
        .collect();
    Laid { days, day, slots, next_free: times.iter().map(date).find(|day| *day > end), today, last_day }
}

impl Laid {
    fn finish(
        self,
        services: Vec<BookableService>,
        chosen: Option<ServiceId>,
        zone: String,
        practitioner_zone: String,
    ) -> BookView {
        let Self { days, day, slots, next_free, today, last_day } = self;
        BookView { services, chosen, zone, practitioner_zone, days, day, slots, next_free, today, last_day }
    }
}
