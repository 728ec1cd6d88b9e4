//! The sessions people hold, and the ways a token is worth nothing.

use sqlx::PgConnection;

use backend::prove::model::{Member, Role};

use crate::world::{Principal, World, run};

impl World {
    pub async fn principals(&mut self, hand: &mut PgConnection) {
        let members = self.members.clone();
        for (n, member) in members.iter().enumerate() {
            let token = format!("token {n}");
            let portal = &member.role.login()[3..];
            self.session(hand, member, &token, portal, "null", "1 hour").await;
            let label = format!(
                "{} {}{}",
                member.role.word(),
                &member.id.to_string()[24..],
                if member.active() { String::new() } else { format!(" ({})", member.status) }
            );
            let (login, live) = (member.role.login(), member.active());
            let logs = matches!(member.role, Role::Practitioner | Role::Admin | Role::Owner);
            if live && logs {
                let (token, label) = (token.clone(), format!("{label} whose look is not logged"));
                self.principals.push(Principal::new(*member, login, token, live, false, None, label));
            }
            self.principals.push(Principal::new(*member, login, token, live, live && logs, None, label));
        }
        // The ways a token is worth nothing.
        let admin = members[1];
        let client = members[7];
        let practitioner = members[3];
        self.session(hand, &admin, "ended", "clinic", "now()", "1 hour").await;
        self.session(hand, &practitioner, "expired", "practice", "null", "-1 minute").await;
        for (member, login, token, label) in [
            (admin, "ns_clinic", "ended", "admin with an ended session"),
            (practitioner, "ns_practice", "expired", "practitioner with an expired session"),
            (client, "ns_practice", "token 7", "client's token at the practitioner's door"),
            (practitioner, "ns_client", "token 3", "practitioner's token at the client's door"),
            (admin, "ns_worker", "token 1", "admin's token at the worker's door"),
            (admin, "ns_clinic", "forged", "forged token"),
            (admin, "ns_clinic", "", "no token"),
        ] {
            self.principals.push(Principal::new(member, login, token.into(), false, false, None, label.into()));
        }
        self.jobs(hand).await;
        self.evidence(hand).await;
    }

    async fn session(
        &self,
        hand: &mut PgConnection,
        member: &Member,
        token: &str,
        portal: &str,
        ended: &str,
        left: &str,
    ) {
        run(hand, format!(
            "insert into auth.session (token_hash, person_id, organisation_id, membership_id, portal, idle_expires_at, expires_at, ended_at, proved_at)
             select sha256('{token}'), person_id, organisation_id, membership_id, '{portal}', now() + interval '{left}', now() + interval '{left}', {ended}, now()
               from app.membership where membership_id = '{}'", member.id)).await;
    }
}
