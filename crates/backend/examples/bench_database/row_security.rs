//! What row security costs: the same statement with the same values as the portal's login, bound by the policies, and as
//! a superuser, for whom only the statement's own conditions hold. Interleaved; medians of the ratios.

use std::time::Instant;

use sqlx::{Executor, PgConnection};

use crate::plan;
use crate::practice::Practice;
use crate::report::Report;
use crate::wire::Statement;

const ROUNDS: usize = 200;

pub async fn measure(
    report: &mut Report,
    practice: &Practice,
    name: &str,
    statements: &[Statement],
    statement: &Statement,
) {
    let mut bound = plan::enter(practice, statements).await;
    let mut free = practice.world.db.superuser().await;
    free.execute("begin read only").await.unwrap();
    let same = plan::run(&mut bound, statement).await.len() == plan::run(&mut free, statement).await.len();
    report.gate(&format!("row_security_{name}_same_rows"), same, "both ways return as many rows");

    for (what, connection) in [("on", &mut bound), ("off", &mut free)] {
        let plan = plan::explain(connection, statement).await;
        report.metric(&format!("row_security_{name}_{what}_plan"), plan::shape(&plan["Plan"]), "scans");
    }

    let (mut executed, mut answered, mut on_all, mut off_all, mut added) = <[Vec<f64>; 5]>::default().into();
    for round in 0..ROUNDS {
        // Neither goes first always.
        let ((on, on_answered), (off, off_answered)) = if round % 2 == 0 {
            let on = once(&mut bound, statement).await;
            (on, once(&mut free, statement).await)
        } else {
            let off = once(&mut free, statement).await;
            (once(&mut bound, statement).await, off)
        };
        executed.push(on / off);
        answered.push(on_answered / off_answered);
        on_all.push(on);
        off_all.push(off);
        added.push(on - off);
    }
    let figures = [
        ("on", on_all, "ms"),
        ("off", off_all, "ms"),
        ("added", added, "ms"),
        ("execution", executed, "ratio"),
        ("answer", answered, "ratio"),
    ];
    for (what, values, unit) in figures {
        report.metric(&format!("row_security_{name}_{what}"), format!("{:.3}", median(values)), unit);
    }
}

/// Milliseconds of execution by Postgres' own account, and until the rows of the prepared statement are here.
async fn once(connection: &mut PgConnection, statement: &Statement) -> (f64, f64) {
    let executed = plan::explain(connection, statement).await["Execution Time"].as_f64().unwrap();
    let started = Instant::now();
    plan::run(connection, statement).await;
    (executed, started.elapsed().as_secs_f64() * 1e3)
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_unstable_by(f64::total_cmp);
    values[values.len() / 2]
}
