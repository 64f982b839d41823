//! A run again under a changed scheme: what the change reaches, and the run from there on. Owns the
//! comparison of schemes; whatever it keeps is as a whole run would have made it. Must not know why
//! the scheme changed.

use std::sync::Arc;

use polars::prelude::PolarsResult;

use super::{Scored, Settings, add_up, apply_rules, fit, score, shares};
use crate::scheme::rule::{Measure, Rule};
use crate::scheme::{Indicator, Scheme};

/// How far back a change reaches; each takes in those before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reach {
    /// Points, names, grades, lists, ranks: shares are added up again.
    Points,
    /// Rules: bounds are fitted and rules applied again.
    Rules,
    /// Expressions, stages, vetoes: everything follows again from the firms' columns.
    Expressions,
    /// Columns or the key: the tables have to be read again.
    Tables,
}

/// What a change from one scheme to another reaches.
pub fn reach(before: &Scheme, after: &Scheme) -> Reach {
    if before.columns != after.columns || before.firm != after.firm {
        return Reach::Tables;
    }
    let (a, b) = (&before.indicators, &after.indicators);
    let same_firms = before.derives == after.derives
        && before.stages == after.stages
        && before.vetoes == after.vetoes
        && alike(a, b, |a, b| a.id == b.id && alike(&a.measures, &b.measures, measured_alike));
    if !same_firms {
        return Reach::Expressions;
    }
    let same_rules = |a: &Indicator, b: &Indicator| {
        a.measures == b.measures && a.missing == b.missing && a.choice == b.choice
    };
    if alike(a, b, same_rules) { Reach::Points } else { Reach::Rules }
}

fn alike<T>(a: &[T], b: &[T], same: impl Fn(&T, &T) -> bool) -> bool {
    a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b))
}

/// Whether two measures have the same value for every firm: a flag and a checklist take part in
/// what is measured, other rules do not.
fn measured_alike(a: &Measure, b: &Measure) -> bool {
    let rules = match (&a.rule, &b.rule) {
        (Rule::Checklist { items: a, .. }, Rule::Checklist { items: b, .. }) => a == b,
        (Rule::Flag { yes: a }, Rule::Flag { yes: b }) => a == b,
        (a, b) => {
            let takes_part =
                |rule: &Rule| matches!(rule, Rule::Checklist { .. } | Rule::Flag { .. });
            !takes_part(a) && !takes_part(b)
        }
    };
    a.value == b.value && rules
}

/// Scores the firms of a run under another scheme; the result is that of a whole run. Where the
/// change reaches the tables, the run's firms lack what only a new reading gives: it is `score`
/// that is wanted then.
///
/// # Errors
/// As for [`score`].
pub fn again(
    before: &Scheme,
    scored: &Scored,
    after: &Scheme,
    settings: Settings,
) -> PolarsResult<Scored> {
    let dated = settings.as_of != scored.derived.as_of && after.uses_as_of();
    let reach = reach(before, after);
    if reach >= Reach::Expressions || dated {
        return score(after, scored.derived.firms.clone(), settings);
    }
    let derived = Arc::clone(&scored.derived);
    let refit = settings.frozen.is_some() || fit::holds_for_its_points_only(&scored.params);
    if reach >= Reach::Rules || refit {
        return apply_rules(after, derived, settings);
    }
    let mut params = scored.params.clone();
    params.version = settings.stamp.version;
    params.scheme_sha256 = settings.stamp.scheme_sha256;
    params.as_of = settings.stamp.as_of;
    params.scheme = after.id.clone();
    let mut shares = scored.shares.clone();
    let indicators = before.indicators.iter().zip(&after.indicators).enumerate();
    let moved = indicators.filter(|(_, (a, b))| {
        a.points != b.points && b.measures.iter().any(|measure| measure.rule.in_points())
    });
    let moved: Vec<usize> = moved.map(|(at, _)| at).collect();
    shares::renew(after, &derived, &params, &moved, &mut shares)?;
    add_up(after, derived, params, shares)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scheme::load_text;

    const SCHEME: &str = r#"
[scheme]
id = "s"
total = 10
missing = "zero"
[firm]
id = "id"
[[derive]]
name = "half"
value = "x / 2"
[[dimension]]
id = "d"
[[indicator]]
id = "i"
dimension = "d"
value = "half"
points = 6
rule.min_max = { from = 0, to = 10 }
[[indicator]]
id = "f"
dimension = "d"
value = "word"
points = 4
rule.flag = { yes = ["yes"] }
[[list]]
id = "best"
top = 3
"#;

    fn scheme(text: &str) -> Scheme {
        load_text("s.toml", text).scheme.unwrap()
    }

    #[test]
    fn a_change_reaches_as_far_as_it_must() {
        let before = scheme(SCHEME);
        assert_eq!(reach(&before, &scheme(&SCHEME.replace('\n', "\n\n"))), Reach::Points);
        for (what, with, expected) in [
            ("top = 3", "top = 2", Reach::Points),
            ("points = 6", "points = 6.0", Reach::Points),
            ("to = 10", "to = \"max\"", Reach::Rules),
            ("points = 4\n", "points = 4\nmissing = \"exclude\"\n", Reach::Rules),
            ("yes = [\"yes\"]", "yes = [\"no\"]", Reach::Expressions),
            ("x / 2", "x / 3", Reach::Expressions),
            ("value = \"half\"", "value = \"half + 1\"", Reach::Expressions),
            (
                "[[list]]",
                "[[veto]]\nwhen = \"x > 5\"\nreason = \"r\"\n[[list]]",
                Reach::Expressions,
            ),
            ("[[list]]", "[[stage]]\nid = \"all\"\n[[list]]", Reach::Expressions),
            ("x / 2", "x / y", Reach::Tables),
            ("id = \"id\"", "id = \"code\"", Reach::Tables),
        ] {
            let after = SCHEME.replacen(what, with, 1);
            assert_ne!(after, SCHEME);
            assert_eq!(reach(&before, &scheme(&after)), expected, "{what} -> {with}");
        }
    }
}
