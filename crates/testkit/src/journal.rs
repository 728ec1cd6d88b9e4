//! The journal as a test writes and reads it: each call a request of its own, in a transaction as `Ctx` opens it.

use backend::db::{Client, ReadTx, WriteTx};
use backend::identity::SessionToken;
use backend::journal::{self, Log, Saved, Shelf};
use backend::{Backend, Refusal};
use chrono::NaiveDate;
use contract::day::Day;
use contract::id::ObservationId;
use contract::journal::{DayView, EntryForm, HistoryView, Meal, MealInput, Offers, Symptom, SymptomInput};

/// What a client of the journal asks for.
#[expect(async_fn_in_trait, reason = "called by tests alone, on one type")]
pub trait Journal {
    async fn reads(&self, token: &SessionToken) -> Result<ReadTx<Client>, Refusal>;
    async fn writes(&self, token: &SessionToken, request_id: &str) -> Result<WriteTx<Client>, Refusal>;
    async fn log_entry<K: Log>(
        &self,
        token: &SessionToken,
        request_id: &str,
        input: &K::Input,
    ) -> Result<Saved, Refusal>;
    async fn entry_form<K: Log>(
        &self,
        token: &SessionToken,
        id: Option<ObservationId>,
        day: Option<Day>,
        posted: Option<K::Input>,
    ) -> Result<(EntryForm<K::Input>, Offers), Refusal>;

    async fn save_meal(&self, token: &SessionToken, request_id: &str, input: &MealInput) -> Result<Saved, Refusal> {
        self.log_entry::<Meal>(token, request_id, input).await
    }

    async fn save_symptom(
        &self,
        token: &SessionToken,
        request_id: &str,
        input: &SymptomInput,
    ) -> Result<Saved, Refusal> {
        self.log_entry::<Symptom>(token, request_id, input).await
    }

    async fn repeat_meal(
        &self,
        token: &SessionToken,
        request_id: &str,
        source: ObservationId,
        new_id: ObservationId,
    ) -> Result<Saved, Refusal>;
    async fn delete_entry(
        &self,
        token: &SessionToken,
        request_id: &str,
        id: ObservationId,
    ) -> Result<NaiveDate, Refusal>;
    async fn restore_entry(
        &self,
        token: &SessionToken,
        request_id: &str,
        id: ObservationId,
    ) -> Result<NaiveDate, Refusal>;
    async fn load_day(&self, token: &SessionToken, day: Option<Day>) -> Result<DayView, Refusal>;
    async fn load_history(&self, token: &SessionToken, id: ObservationId) -> Result<HistoryView, Refusal>;
}

impl Journal for Backend {
    async fn reads(&self, token: &SessionToken) -> Result<ReadTx<Client>, Refusal> {
        self.read(token).await
    }

    async fn writes(&self, token: &SessionToken, request_id: &str) -> Result<WriteTx<Client>, Refusal> {
        self.write(token, request_id).await
    }

    async fn log_entry<K: Log>(
        &self,
        token: &SessionToken,
        request_id: &str,
        input: &K::Input,
    ) -> Result<Saved, Refusal> {
        let shelf = Shelf::of(self).await?;
        journal::save::<K>(self.writes(token, request_id).await?, &shelf, input, self.clock.now()).await
    }

    async fn entry_form<K: Log>(
        &self,
        token: &SessionToken,
        id: Option<ObservationId>,
        day: Option<Day>,
        posted: Option<K::Input>,
    ) -> Result<(EntryForm<K::Input>, Offers), Refusal> {
        let shelf = Shelf::of(self).await?;
        journal::load_form::<K>(&mut self.reads(token).await?, &shelf, (id, day), posted, self.clock.now()).await
    }

    async fn repeat_meal(
        &self,
        token: &SessionToken,
        request_id: &str,
        source: ObservationId,
        new_id: ObservationId,
    ) -> Result<Saved, Refusal> {
        let shelf = Shelf::of(self).await?;
        let tx = self.writes(token, request_id).await?;
        journal::repeat_meal(tx, &shelf, source, new_id, self.clock.now()).await
    }

    async fn delete_entry(
        &self,
        token: &SessionToken,
        request_id: &str,
        id: ObservationId,
    ) -> Result<NaiveDate, Refusal> {
        journal::delete_entry(self.writes(token, request_id).await?, id, self.clock.now()).await
    }

    async fn restore_entry(
        &self,
        token: &SessionToken,
        request_id: &str,
        id: ObservationId,
    ) -> Result<NaiveDate, Refusal> {
        journal::restore_entry(self.writes(token, request_id).await?, id).await
    }

    async fn load_day(&self, token: &SessionToken, day: Option<Day>) -> Result<DayView, Refusal> {
        journal::load_day(&mut self.reads(token).await?, day, self.clock.now()).await
    }

    async fn load_history(&self, token: &SessionToken, id: ObservationId) -> Result<HistoryView, Refusal> {
        journal::load_history(&mut self.reads(token).await?, id).await
    }
}
