//! Reference content: the same for everybody.

use super::Table;

pub(super) const TABLES: &[Table] = &[
    Table::reference("ref.food").columns(&["food_id name common_names food_group source"]),
    Table::reference("ref.food_portion").columns(&["food_id seq amount measure grams"]),
    Table::reference("ref.food_nutrient").columns(&["food_id nutrient per_100g"]),
    Table::reference("ref.symptom").columns(&["code symptom_group label_en label_nl words scale typical"]),
    Table::reference("ref.observation_kind").columns(&["kind"]),
    Table::reference("ref.register_table").columns(&["table_name category erase_order whose erases unless_rows born"]),
    Table::reference("ref.register_column").columns(&["table_name column_name becomes stale"]),
    Table::reference("ref.register_age").columns(&["table_name period days age hides"]),
    Table::reference("ref.retention_period").columns(&["period min_days max_days"]),
    Table::reference("ref.loaded").columns(&["name sha256"]),
];
