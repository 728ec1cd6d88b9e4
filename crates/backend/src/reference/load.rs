//! Loading the shipped files into schema `ref`, once per version of the files.

use std::fmt::Write;

use contract::journal::Observation;
use sha2::{Digest, Sha256};
use sqlx::postgres::PgConnection;
use sqlx::{Connection, Executor};

use super::files;
use crate::refusal::Refusal;

/// Tells the database which kinds of entries there are: each `migrate`, by the owner of the schema.
pub(crate) async fn load_kinds(connection: &mut PgConnection) -> Result<(), Refusal> {
    sqlx::query("insert into ref.observation_kind (kind) select unnest($1::text[]) on conflict do nothing")
        .bind(Observation::KINDS)
        .execute(connection)
        .await?;
    Ok(())
}

/// Replaces the reference tables when the shipped files differ from what is loaded.
pub(crate) async fn load(connection: &mut PgConnection) -> Result<(), Refusal> {
    let mut hash = Sha256::new();
    for file in [files::FOODS, files::PORTIONS, files::NUTRIENTS, files::SYMPTOMS] {
        hash.update(file);
    }
    let wanted = hex::encode(hash.finalize());
    let loaded: Option<(String,)> =
        sqlx::query_as("select sha256 from ref.loaded where name = 'shipped'").fetch_optional(&mut *connection).await?;
    if loaded.is_some_and(|(sha256,)| sha256 == wanted) {
        return Ok(());
    }

    let mut tx = connection.begin().await?;
    tx.execute("truncate ref.food_nutrient, ref.food_portion, ref.food, ref.symptom").await?;
    let mut lines = String::new();
    for food in files::foods()? {
        let _ = writeln!(
            lines,
            "{}\t{}\t{}\t{}\t{}",
            food.food_id,
            cell(&food.name),
            cell(&food.common_names),
            cell(&food.group),
            files::SOURCE
        );
    }
    copy(&mut tx, "copy ref.food (food_id, name, common_names, food_group, source) from stdin", &mut lines).await?;
    for portion in files::portions()? {
        let _ = writeln!(
            lines,
            "{}\t{}\t{}\t{}\t{}",
            portion.food_id,
            portion.seq,
            portion.amount,
            cell(&portion.measure),
            portion.grams
        );
    }
    copy(&mut tx, "copy ref.food_portion (food_id, seq, amount, measure, grams) from stdin", &mut lines).await?;
    for (food_id, nutrient, per_100g) in files::nutrients()? {
        let _ = writeln!(lines, "{food_id}\t{nutrient}\t{per_100g}");
    }
    copy(&mut tx, "copy ref.food_nutrient (food_id, nutrient, per_100g) from stdin", &mut lines).await?;
    for symptom in files::symptoms()? {
        let _ = writeln!(
            lines,
            "{}\t{}\t{}\t{}\t{}\t{}\t{}",
            symptom.code,
            symptom.group,
            cell(&symptom.label_en),
            cell(&symptom.label_nl),
            cell(&symptom.words),
            symptom.scale,
            symptom.typical
        );
    }
    copy(
        &mut tx,
        "copy ref.symptom (code, symptom_group, label_en, label_nl, words, scale, typical) from stdin",
        &mut lines,
    )
    .await?;
    sqlx::query("insert into ref.loaded (name, sha256) values ('shipped', $1) on conflict (name) do update set sha256 = excluded.sha256")
        .bind(&wanted)
        .execute(&mut *tx)
        .await?;
    tx.commit().await?;
    connection.execute("analyze ref.food; analyze ref.food_portion; analyze ref.food_nutrient").await?;
    Ok(())
}

async fn copy(connection: &mut PgConnection, statement: &'static str, lines: &mut String) -> Result<(), Refusal> {
    let mut sink = connection.copy_in_raw(statement).await?;
    sink.send(lines.as_bytes()).await?;
    sink.finish().await?;
    lines.clear();
    Ok(())
}

/// COPY's text form: the files hold no tabs or line ends inside a cell, only backslashes need care.
fn cell(text: &str) -> String {
    text.replace('\\', "\\\\")
}
