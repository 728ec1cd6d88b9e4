//! All SQL of bookings. Every query pins the organisation, whatever row security does.

mod appointments;
mod letter;
mod offer;

pub(in crate::booking) use appointments::*;
pub(in crate::booking) use letter::*;
pub(in crate::booking) use offer::*;

pub(crate) use appointments::{lock_practitioner, release_expired_holds};

type Answer<T> = Result<T, sqlx::Error>;
