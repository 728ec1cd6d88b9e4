//! One attempt on the live database, as a real login, undone at once.

use sqlx::{AssertSqlSafe, Executor, PgConnection};
use testkit::TestDatabase;

use backend::prove::model::Action;

use crate::world::{Principal, Row};

/// Whoever looks, looks at everybody in every way: a practitioner at records, the clinic at what lies in its lists.
const LOOKS: &str = "do $$ declare c uuid; begin
  if authz.portal() = 'practice' then
    for c in select b.client_id from authz.bases() b loop
      perform app.log_reads('timeline', c), app.log_reads('documents', c), app.log_reads('review', c);
    end loop;
  else
    perform app.log_looks(jsonb_agg(jsonb_build_object('kind', k, 'clients', (select jsonb_agg(m.membership_id) from app.membership m))))
      from unnest(array['consents', 'documents', 'requests', 'holds', 'exports', 'ai', 'access', 'names']) k;
  end if;
end $$";

pub struct Probe {
    connection: PgConnection,
    login: &'static str,
}

impl Probe {
    /// Opens a transaction under the principal's token and leaves it open for all attempts.
    pub async fn open(db: &TestDatabase, who: &Principal) -> Self {
        let mut connection = db.as_role(who.login).await;
        connection.execute("set statement_timeout = 0; set idle_in_transaction_session_timeout = 0").await.unwrap();
        loop {
            if who.is.logs {
                connection.execute("begin").await.unwrap();
                sqlx::query("select authz.enter($1)").bind(&who.token).fetch_optional(&mut connection).await.unwrap();
                // T9: what the program does before it reads a record, here for every client there is.
                connection.execute(LOOKS).await.unwrap();
                connection.execute("commit").await.unwrap();
            }
            connection.execute("begin").await.unwrap();
            sqlx::query("select authz.enter($1)").bind(&who.token).fetch_optional(&mut connection).await.unwrap();
            if !who.is.logs {
                break;
            }
            // The window may have turned over meanwhile.
            let missing: bool =
                sqlx::query_scalar("select authz.look('review', null)").fetch_one(&mut connection).await.unwrap();
            if !missing {
                break;
            }
            connection.execute("rollback").await.unwrap();
        }
        Self { connection, login: who.login }
    }

    /// Of each row: did exactly one answer, appear, change or go? Each attempt is a subtransaction that is undone at once,
    /// many of them in one statement.
    pub async fn attempts(&mut self, rows: &[Row], action: Action) -> Vec<bool> {
        let statements: Vec<String> = rows.iter().map(|row| self.statement(row, action)).collect();
        let mut seen = Vec::new();
        for some in statements.chunks(100) {
            let listed: Vec<String> = some.iter().map(|one| format!("'{}'", one.replace('\'', "''"))).collect();
            let block = format!(
                "declare one text; seen text := ''; n bigint;
                 begin
                   foreach one in array array[{}]::text[] loop
                     begin
                       n := 0;
                       execute one;
                       get diagnostics n = row_count;
                       raise exception using errcode = 'ZZ001';
                     exception
                       when sqlstate 'ZZ001' then seen := seen || case n when 1 then '1' else '0' end;
                       when others then seen := seen || '0';
                     end;
                   end loop;
                   perform set_config('app.seen', seen, true);
                 end",
                listed.join(", ")
            );
            self.connection
                .execute(AssertSqlSafe(format!("do language plpgsql $attempts${block}$attempts$")))
                .await
                .unwrap();
            let said: String =
                sqlx::query_scalar("select current_setting('app.seen')").fetch_one(&mut self.connection).await.unwrap();
            assert_eq!(said.len(), some.len(), "an answer for each");
            seen.extend(said.chars().map(|letter| letter == '1'));
        }
        seen
    }

    fn statement(&self, row: &Row, action: Action) -> String {
        let (table, key) = (row.says.table, &row.key);
        match action {
            Action::Select => format!("select from {table} where {key}"),
            Action::Insert => format!("insert into {table} {}", row.insert),
            Action::Update => {
                let column = self.column(table);
                format!("update {table} set {column} = {column} where {key}")
            }
            Action::Delete => format!("delete from {table} where {key}"),
        }
    }

    /// A column the login may write if it may write any of the table.
    fn column(&self, table: &str) -> &'static str {
        match (table, self.login) {
            ("app.observation", "ns_practice") => "viewed_at",
            ("app.observation", _) => "visibility",
            ("app.organisation_key", _) => "key_sealed",
            ("app.client_key", _) => "ended_why",
            ("app.key_certificate", _) => "document",
            ("app.organisation" | "app.service", _) => "name",
            ("app.membership", "ns_clinic") => "status",
            ("app.membership", _) => "zone",
            ("app.retention_setting", _) => "days",
            ("app.payment", "ns_clinic") => "settled_how",
            ("app.legal_hold", _) => "released_why",
            ("app.access_grant", "ns_worker") => "told_at",
            ("app.access_grant", _) => "ended_at",
            ("app.register_entry", _) => "fields",
            ("app.record_read" | "app.consent_event", _) => "at",
            ("app.consent_head", _) => "seq",
            ("app.activity_head" | "app.evidence_block", _) => "hash",
            ("app.checkpoint", _) => "note",
            ("app.checkpoint_delivery", _) => "via",
            ("app.ledger_key", _) => "sealed",
            ("app.document_text", _) => "title",
            ("app.ai_use", _) => "step",
            ("app.incident", "ns_worker") => "reminded",
            ("app.incident_assessment", _) => "who",
            ("app.incident_note", _) => "text",
            ("app.evidence_hold", _) => "ends_at",
            ("app.availability", _) => "starts",
            ("app.observation_version", _) => "sealed",
            ("app.activity", _) => "to_state",
            _ => "status",
        }
    }
}
