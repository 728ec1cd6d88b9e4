//! The way to the database, and the only one.
//!
//! Guarantee: nothing outside this module reaches a connection without an identity. `Backend::read` and
//! `Backend::write` open a transaction for a portal and hand out `ReadTx` or `WriteTx`; the pools are private.

pub mod catalogue;
mod house;
mod portal;
mod record;
pub mod scope;
mod sending;
pub mod setup;
mod tx;

pub use house::{HouseLook, HouseTx};
pub(crate) use portal::Login;
pub use portal::{Client, Clinic, PoolUse, Pools, Portal, Practice, Public, SignIn, TRANSACTIONS, Webhook, Worker};
pub use record::{AgendaTx, Look, RecordTx, RecordWriteTx};
pub use scope::{Role, Scope};
pub use sending::Use;
pub use tx::{ReadTx, WriteTx};
