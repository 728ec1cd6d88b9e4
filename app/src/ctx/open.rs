//! The ways from a request into the database: each opens a transaction as the session's person, in one portal, for a role
//! that the endpoint's row in the access matrix names (T1), and with the looks it names (T9).

use super::{Ctx, Viewer};
use crate::access::{Role, Rule};
use backend::{
    account::Account,
    db::{AgendaTx, Clinic, HouseLook, HouseTx, Look, Portal, ReadTx, RecordTx, RecordWriteTx, Scope, WriteTx},
    factor::Gate,
    form::{Asked, Made, Use},
};
use contract::{AppError, consent::Language, grant::ReadKind};

impl Ctx {
    /// A read of portal `P` for the session's person.
    ///
    /// # Errors
    /// `NotSignedIn` without a live session of this portal; `NotFound` for a role that the endpoint's row in the access
    /// matrix does not name; `ConsentNeeded` for a client who has not agreed to terms and privacy, where the row does not
    /// stay open; `Unavailable` without a database.
    pub async fn read<P: Portal>(&self) -> Result<ReadTx<P>, AppError> {
        let tx = match self.stays_open() {
            true => self.check(self.backend().read_even_closed::<P>(&self.token()?).await)?,
            false => self.check(self.backend().read::<P>(&self.token()?).await)?,
        };
        self.admit(tx.scope())?;
        Ok(tx)
    }

    /// A read of clients' records, which is logged before anything is shown.
    ///
    /// # Errors
    /// As `read`.
    pub async fn open_records(&self, look: Look) -> Result<RecordTx, AppError> {
        self.demand_look(look.kind())?;
        let tx = self.check(self.backend().open_records(&self.token()?, look).await)?;
        self.admit(tx.scope())?;
        Ok(tx)
    }

    /// A change that touches clients' entries; the look at them is logged before.
    ///
    /// # Errors
    /// As `read`.
    pub async fn change_records(&self, look: Look) -> Result<RecordWriteTx, AppError> {
        self.demand_look(look.kind())?;
        let tx = self.check(self.backend().change_records(&self.token()?, self.request_id(), look).await)?;
        self.admit(tx.scope())?;
        Ok(tx.once(self.0.sending.get()))
    }

    /// A read by the clinic's staff of what belongs to clients, which is logged before anything is shown.
    ///
    /// # Errors
    /// As `read`.
    pub async fn open_house(&self, looks: &[HouseLook]) -> Result<HouseTx, AppError> {
        self.demand_looks(looks)?;
        let tx = self.check(self.backend().open_house(&self.token()?, looks).await)?;
        self.admit(tx.scope())?;
        Ok(tx)
    }

    /// A change by the clinic's staff of what belongs to clients; the look at it is logged before.
    ///
    /// # Errors
    /// As `read`.
    pub async fn change_house(&self, looks: &[HouseLook]) -> Result<WriteTx<Clinic>, AppError> {
        drop(self.open_house(looks).await?);
        self.write::<Clinic>().await
    }

    /// Writes into the log whose names `tx` has read, before the page that shows them is made.
    ///
    /// # Errors
    /// As `read`; nothing may be shown then.
    pub async fn note_look<P: Portal>(&self, tx: impl Into<ReadTx<P>>, look: HouseLook) -> Result<(), AppError> {
        self.demand_looks(std::slice::from_ref(&look))?;
        self.check(self.backend().note_look(&self.token()?, tx, look).await)
    }

    /// T9: a page takes only looks that its row of the matrix names.
    fn demand_look(&self, kind: ReadKind) -> Result<(), AppError> {
        let is_named = self.0.parts.rule.is_some_and(|rule| rule.looks.contains(&kind));
        if is_named { Ok(()) } else { Err(AppError::NotFound) }
    }

    fn demand_looks(&self, looks: &[HouseLook]) -> Result<(), AppError> {
        looks.iter().try_for_each(|look| look.kind().map_or(Err(AppError::NotFound), |kind| self.demand_look(kind)))
    }

    /// A read of the week that holds `day`, whose appointments are logged before anything is shown.
    ///
    /// # Errors
    /// As `read`.
    pub async fn open_week<P: Portal>(&self, day: Option<contract::day::Day>) -> Result<AgendaTx<P>, AppError> {
        self.demand_look(ReadKind::Agenda)?;
        let tx = self.check(self.backend().open_week::<P>(&self.token()?, day).await)?;
        self.admit(tx.scope())?;
        Ok(tx)
    }

    /// A change in portal `P`; it lasts when `commit` is given its activity entry.
    ///
    /// # Errors
    /// As `read`.
    pub async fn write<P: Portal>(&self) -> Result<WriteTx<P>, AppError> {
        let (token, id) = (self.token()?, self.request_id());
        let tx = match self.stays_open() {
            true => self.check(self.backend().write_even_closed::<P>(&token, id).await)?,
            false => self.check(self.backend().write::<P>(&token, id).await)?,
        };
        self.admit(tx.scope())?;
        Ok(tx.once(self.0.sending.get()))
    }

    /// Everything this request changes is changed once for this sending: for the server, before the function runs.
    pub fn happens_once(&self, sending: Use) {
        _ = self.0.sending.set(sending);
    }

    /// What a change answers that is made by a session's token.
    pub fn asked(&self) -> Asked<'_> {
        Asked { id: self.request_id(), sending: self.0.sending.get() }
    }

    /// The account of the session's person, in whatever role: for the pages under `/account`.
    ///
    /// # Errors
    /// As `read`.
    pub async fn account(&self) -> Result<Account, AppError> {
        let account = self.account_to_enrol().await?;
        if account.gate == Gate::Open { Ok(account) } else { Err(AppError::NotSignedIn) }
    }

    /// The same, for what takes a fresh proof: in the page, so that nobody fills in a form in vain, and in the function
    /// it posts to.
    ///
    /// # Errors
    /// `ProofNeeded`, which leads to `/account/prove` and back; else as `read`.
    pub async fn proved_account(&self) -> Result<Account, AppError> {
        let account = self.account().await?;
        if account.is_fresh { Ok(account) } else { Err(AppError::ProofNeeded) }
    }

    /// The same, also for somebody who is let in only to add a factor.
    ///
    /// # Errors
    /// As `read`.
    pub async fn account_to_enrol(&self) -> Result<Account, AppError> {
        let found = self.check(self.backend().find_account(&self.token()?).await)?;
        let account = found.ok_or(AppError::NotSignedIn)?;
        let role = Role::of_member(account.role);
        let made = Made { person: account.person, membership: account.member, portal: role.portal().to_owned() };
        self.admit_as(Some(role), &account.name, &account.organisation_name, None, Some(made))?;
        Ok(account)
    }

    /// T1: the matrix is not only read by reviewers, it decides.
    fn admit<P: Portal>(&self, scope: &Scope<P>) -> Result<(), AppError> {
        let role = Role::of(scope.role());
        let made = scope.person().zip(role).map(|(person, role)| Made {
            person,
            membership: scope.member(),
            portal: role.portal().to_owned(),
        });
        self.admit_as(role, &scope.display_name, &scope.organisation_name, scope.language, made)
    }

    fn admit_as(
        &self,
        role: Option<Role>,
        name: &str,
        organisation: &str,
        language: Option<Language>,
        made: Option<Made>,
    ) -> Result<(), AppError> {
        let is_named = self.0.parts.rule.is_some_and(|rule| rule.admits(role));
        let (role, made) = role.filter(|_| is_named).zip(made).ok_or(AppError::NotFound)?;
        let (name, organisation) = (name.to_owned(), organisation.to_owned());
        // The first transaction of a request says who is looking; later ones are the same person.
        self.0.viewer.get_or_init(|| Viewer { name, organisation, role, language, made });
        Ok(())
    }

    /// Whether a client who has agreed to nothing may call this, too.
    fn stays_open(&self) -> bool {
        self.0.parts.rule.is_some_and(Rule::stays_open)
    }
}
