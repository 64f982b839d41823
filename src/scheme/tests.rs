//! Places of problems, all at once, and what defaults mean.

use super::document_rule::Closed;
use super::rule::Rule;
use super::{Loaded, SchemeText, load, load_text};

const SOUND: &str = "\
[scheme]
id = \"s\"
total = 10
missing = \"zero\"
[firm]
id = \"id\"
[[dimension]]
id = \"d\"
[[indicator]]
id = \"i\"
dimension = \"d\"
value = \"x\"
points = 10
rule.share = {}
";

/// Code, line and column of every problem, as they are told.
fn places(loaded: &Loaded) -> Vec<(&'static str, usize, usize)> {
    let place = |problem: &crate::diagnostic::Diagnostic| {
        let primary = problem.labels.iter().find(|label| label.primary);
        let (line, column) = primary.map_or((0, 0), |l| loaded.sources.line_column(l.span));
        (problem.code.id, line, column)
    };
    loaded.problems.iter().map(place).collect()
}

fn found(from: &str, to: &str) -> Vec<(&'static str, usize, usize)> {
    assert!(SOUND.contains(from), "{from}");
    let loaded = load_text("s.toml", &SOUND.replacen(from, to, 1));
    assert!(loaded.scheme.is_none());
    places(&loaded)
}

#[test]
fn a_sound_scheme_has_no_problems() {
    let loaded = load_text("s.toml", SOUND);
    assert!(loaded.scheme.is_some() && loaded.problems.is_empty());
}

#[test]
fn problems_stand_where_they_were_written() {
    assert_eq!(found("points = 10", "pionts = 10\npoints = 10"), [("S002", 13, 1)]);
    assert_eq!(found("rule.share = {}", "rule.share = { off = 2 }"), [("S002", 14, 16)]);
    assert_eq!(found("total = 10", "total = \"ten\""), [("S004", 3, 9)]);
    assert_eq!(
        found("dimension = \"d\"", "dimension = \"e\""),
        [("S012", 11, 13), ("S013", 8, 6)].sorted()
    );
    assert_eq!(found("total = 10", "total = 12"), [("S030", 3, 9)]);
    // What is there but wrong is not missing too.
    for broken in ["rule = 5", "rule.linar = {}", "rule = { share = {}, flag = {} }"] {
        assert_eq!(found("rule.share = {}", broken).len(), 1, "{broken}");
    }
    assert_eq!(found("points = 10", "points = \"10\"").len(), 1);
    assert_eq!(found("missing = \"zero\"", "missing = \"zeor\"").len(), 1);
    assert_eq!(found("[[indicator]]", "[indicator]"), [("S004", 9, 1)]);
    assert_eq!(found("[[dimension]]", "[dimension]"), [("S004", 7, 1)]);
    // Within the expression, behind characters of several bytes.
    assert_eq!(found("value = \"x\"", "value = \"研发 / * 营收\""), [("X002", 12, 15)]);
    assert_eq!(found("value = \"x\"", "value = '''研发 && 营收'''")[0].0, "X003");
    // Escapes hide the place of a character: the whole text is underlined.
    assert_eq!(found("value = \"x\"", "value = \"\\u7814 && y\""), [("X003", 12, 9)]);
}

trait Sorted {
    fn sorted(self) -> Self;
}

impl<const N: usize> Sorted for [(&'static str, usize, usize); N] {
    fn sorted(mut self) -> Self {
        self.sort_by_key(|(_, line, column)| (*line, *column));
        self
    }
}

/// One scheme with all of these mistakes: each is told once, at its line, in the order of the file.
#[test]
fn every_problem_is_told_at_once_and_once() {
    let text = "\
[scheme]
id = \"s\"
total = -1
mising = \"zero\"
status = \"oficial\"
language = \"fr\"
min_coverage = 2
[firm]
nmae = \"name\"
[[stage]]
id = \"a\"
[[stage]]
id = \"b\"
when = \"x >\"
[[dimension]]
id = \"d\"
kind = \"bonsu\"
[[dimension]]
id = \"d\"
points = \"10\"
[[indicator]]
id = \"total\"
dimension = \"dd\"
value = \"x\"
points = { a = 5 }
rule.tiers = { steps = [[5, 0.5], [5, 0.8], [10, 1.5]] }
missing = \"zero\"
[[indicator]]
id = \"j\"
dimension = \"d\"
value = \"grwoth(x, y)\"
points = -3
rule.linar = {}
missing = \"zero\"
[[list]]
id = \"a/b\"
top = 5
top_percent = 5
";
    let loaded = load_text("s.toml", text);
    assert!(loaded.scheme.is_none());
    let mut all = places(&loaded);
    let told = all.clone();
    all.sort_by_key(|(_, line, column)| (*line, *column));
    assert_eq!(told, all, "in the order of the file");
    all.dedup();
    assert_eq!(told, all, "each once");
    let expected = [
        ("S032", 3),
        ("S002", 4),
        ("S005", 5),
        ("S005", 6),
        ("S032", 7),
        ("S003", 8),
        ("S002", 9),
        ("S022", 11),
        ("X002", 14),
        ("S005", 17),
        ("S010", 19),
        ("S004", 20),
        ("S011", 22),
        ("S012", 23),
        ("S021", 25),
        ("S033", 26),
        ("S032", 26),
        ("X012", 31),
        ("S032", 32),
        ("S008", 33),
        ("S011", 36),
        ("S007", 36),
    ];
    for (code, line) in expected {
        let count = told.iter().filter(|(c, l, _)| (*c, *l) == (code, line)).count();
        assert_eq!(count, 1, "{code} at line {line}: {told:?}");
    }
}

#[test]
fn the_border_itself_is_reached_in_either_direction() {
    let closed = |more: &str| {
        let tiers = format!("rule.tiers = {{ steps = [[55, 0.5]]{more} }}");
        let loaded = load_text("s.toml", &SOUND.replace("rule.share = {}", &tiers));
        match &loaded.scheme.expect("sound").indicators[0].measures[0].rule {
            Rule::Tiers { closed, .. } => *closed,
            other => panic!("{other:?}"),
        }
    };
    assert_eq!(closed(""), Closed::Left);
    assert_eq!(closed(", lower_is_better = true"), Closed::Right);
    assert_eq!(closed(", lower_is_better = true, closed = \"left\""), Closed::Left);
    assert_eq!(closed(", closed = \"right\""), Closed::Right);
}

#[test]
fn a_chain_of_extensions_without_end_ends() {
    let text = |name: &str| SchemeText {
        name: name.to_string(),
        text: SOUND.replace("total = 10", "total = 10\nextends = \"next.toml\""),
    };
    let count = std::cell::Cell::new(0);
    let loaded = load(text("0.toml"), &|_, _| {
        count.set(count.get() + 1);
        Ok(text(&format!("{}.toml", count.get())))
    });
    assert!(loaded.scheme.is_none());
    assert_eq!(loaded.problems[0].code.id, "S014");
    assert!(count.get() < 20);
}

#[test]
fn points_are_numbers_that_can_be_counted() {
    for points in ["1e300", "1e-300", "1e14"] {
        assert!(found("points = 10", &format!("points = {points}")).iter().any(|(c, l, _)| (
            *c, *l
        ) == (
            "S032", 13
        )));
    }
    assert_eq!(found("total = 10", "total = 1e300"), [("S032", 3, 9)]);
    assert_eq!(found("total = 10", "total = 10\nfloor = 11"), [("S032", 4, 9)]);
}
