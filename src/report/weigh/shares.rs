//! Rules that state points, restated in shares: when a leaf gets other points, what earns 1 of its
//! 5 points is to earn one fifth of them. Works on the text, so that everything else stays.

use toml_edit::{Array, InlineTable, Item, TableLike, Value};

use crate::scheme::rule::{Measure, Rule, Worth};
use crate::scheme::{Indicator, Scheme};

/// Whether any rule of an indicator states points.
pub fn states_points(indicator: &Indicator) -> bool {
    let is_points = |worth: &Worth| matches!(worth, Worth::Points(_));
    let of_measure = |measure: &Measure| match &measure.rule {
        Rule::Tiers { steps, .. } | Rule::Linear { through: steps } => {
            steps.iter().any(|step| is_points(&step.worth))
        }
        Rule::PerUnit { each, .. } | Rule::Checklist { each, .. } => is_points(each),
        Rule::Levels { of, otherwise } => {
            is_points(otherwise) || of.iter().any(|(_, worth)| is_points(worth))
        }
        _ => false,
    };
    indicator.measures.iter().any(of_measure)
}

/// The one maximum of an indicator, if all stages have the same: only then is a number of points
/// the same share for everyone.
pub fn one_maximum(scheme: &Scheme, at: usize) -> Option<f64> {
    let points = &scheme.indicators[at].points;
    let same = points.windows(2).all(|pair| pair[0] == pair[1]);
    points.first().copied().filter(|first| same && *first > 0.0)
}

/// Restates everything in points below a rule.
pub fn restate(rule: &mut Item, maximum: f64) {
    match rule {
        Item::Value(value) => restate_value(value, maximum),
        Item::ArrayOfTables(tables) => tables.iter_mut().for_each(|table| {
            restate_table(table, maximum);
        }),
        other => {
            if let Some(table) = other.as_table_like_mut() {
                restate_table(table, maximum);
            }
        }
    }
}

/// Whether a key changed its name.
fn restate_table(table: &mut dyn TableLike, maximum: f64) -> bool {
    let mut renamed = false;
    for (old, new) in [("points", "steps"), ("of_points", "of"), ("each_points", "each")] {
        let Some(Item::Value(mut value)) = table.get(old).cloned() else { continue };
        match &mut value {
            Value::Array(pairs) => pairs.iter_mut().for_each(|pair| divide_second(pair, maximum)),
            number => divide(number, maximum),
        }
        table.remove(old);
        table.insert(new, Item::Value(value));
        renamed = true;
    }
    let keys: Vec<String> = table.iter().map(|(key, _)| key.to_string()).collect();
    for key in keys {
        if let Some(item) = table.get_mut(&key) {
            restate(item, maximum);
        }
    }
    renamed
}

fn restate_value(value: &mut Value, maximum: f64) {
    match value {
        Value::InlineTable(table) => match worth(table) {
            Some(points) => *value = Value::from(points / maximum),
            None => {
                if restate_table(table, maximum) {
                    table.fmt();
                }
            }
        },
        Value::Array(array) => restate_array(array, maximum),
        _ => {}
    }
}

fn restate_array(array: &mut Array, maximum: f64) {
    array.iter_mut().for_each(|value| restate_value(value, maximum));
}

/// `{ points = 3 }` in the place of a share.
fn worth(table: &InlineTable) -> Option<f64> {
    if table.len() != 1 {
        return None;
    }
    number(table.get("points")?)
}

fn number(value: &Value) -> Option<f64> {
    value.as_float().or_else(|| value.as_integer().map(|whole| whole as f64))
}

fn divide_second(pair: &mut Value, maximum: f64) {
    if let Some(second) = pair.as_array_mut().and_then(|pair| pair.get_mut(1)) {
        divide(second, maximum);
    }
}

fn divide(value: &mut Value, maximum: f64) {
    if let Some(points) = number(value) {
        let decor = value.decor().clone();
        *value = Value::from(points / maximum);
        *value.decor_mut() = decor;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn points_become_shares_wherever_they_stand() {
        let restated = |text: &str| {
            let mut document: toml_edit::DocumentMut = text.parse().unwrap();
            restate(document.get_mut("rule").unwrap(), 4.0);
            document.to_string()
        };
        assert_eq!(
            restated("rule.tiers = { points = [[1, 1], [3, 2.0]] }\n"),
            "rule.tiers = { steps = [[1, 0.25], [3, 0.5]] }\n"
        );
        let levels =
            restated("rule.levels = { of_points = [[\"a\", 4]], otherwise = { points = 1 } }\n");
        assert!(levels.contains("of = [[\"a\", 1.0]]"), "{levels}");
        assert!(levels.contains("otherwise = 0.25"), "{levels}");
        let nested =
            restated("rule.best_of = [{ value = \"x\", rule.per_unit = { each_points = 2 } }]\n");
        assert!(nested.contains("each = 0.5"), "{nested}");
        let none = "rule.tiers = { steps = [[1, 0.5]] }\n";
        assert_eq!(restated(none), none);
    }
}
