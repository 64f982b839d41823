//! Schemes and firm tables out of a tape of random numbers: a shorter tape, or one with smaller
//! numbers, makes a simpler scheme, so that what fails is shrunk to something a person can read.

use std::fmt::Write;

use innopoints::diagnostic::{Lang, Style, render_all};
use innopoints::firms::{self, Duplicates, Firms, Input, Wanted};
use innopoints::scheme::{Scheme, load_text};
use innopoints::scoring::{Params, Scored, Settings, score};
use proptest::prelude::*;

/// Random choices, one after the other; past its end every choice is the first.
pub struct Tape<'a> {
    choices: &'a [u32],
    at: usize,
}

impl<'a> Tape<'a> {
    pub fn new(choices: &'a [u32]) -> Self {
        Tape { choices, at: 0 }
    }

    /// One of `0..n`.
    pub fn pick(&mut self, n: usize) -> usize {
        let choice = self.choices.get(self.at).copied().unwrap_or(0);
        self.at += 1;
        choice as usize % n
    }

    pub fn of<T: Copy>(&mut self, items: &[T]) -> T {
        items[self.pick(items.len())]
    }

    pub fn maybe(&mut self) -> bool {
        self.pick(2) == 1
    }
}

/// A tape for a scheme and a table.
pub fn tape() -> impl Strategy<Value = Vec<u32>> {
    proptest::collection::vec(0u32..1000, 1..400)
}

const STAGES: [&str; 3] = ["s0", "s1", "s2"];

struct Dimension {
    id: String,
    parent: Option<usize>,
    kind: &'static str,
    aggregate: &'static str,
    /// Per stage, of the leaves directly below.
    leaves: Vec<f64>,
}

/// A valid scheme over the columns `n0`..`n3`, `t0`, `f0`, `g0`.
pub fn scheme(tape: &mut Tape) -> String {
    let stages = tape.pick(4);
    let mut text = String::from("[scheme]\nid = \"generated\"\n");
    let aggregate = tape.of(&["sum", "mean", "geometric", "harmonic", "min"]);
    let mut dimensions = dimensions(tape, stages.max(1));
    let mut leaves = String::new();
    let mut count = 0;
    for at in 0..dimensions.len() {
        let childless = !dimensions.iter().any(|d| d.parent == Some(at));
        for _ in 0..tape.pick(3) + usize::from(childless) {
            let home = dimensions[at].id.clone();
            leaf(tape, count, &home, stages, &mut dimensions[at].leaves, &mut leaves);
            count += 1;
        }
    }
    let mut total = 0.0;
    let mut nodes = String::new();
    for at in 0..dimensions.len() {
        let dimension = &dimensions[at];
        let (id, kind, own) = (&dimension.id, dimension.kind, dimension.aggregate);
        let _ = write!(nodes, "[[dimension]]\nid = \"{id}\"\naggregate = \"{own}\"\n");
        match dimension.parent {
            Some(parent) => {
                let _ = writeln!(nodes, "parent = \"{}\"", dimensions[parent].id);
            }
            None => {
                // The least of the stages, so that every stage adds up; the others are capped.
                let points = (0..stages.max(1)).map(|s| points_below(at, s, &dimensions));
                let points = points.fold(f64::MAX, f64::min);
                let _ = writeln!(nodes, "kind = \"{kind}\"\npoints = {points}");
                total += if kind == "base" { points } else { 0.0 };
            }
        }
    }
    let _ = writeln!(text, "total = {total}\naggregate = \"{aggregate}\"");
    if tape.maybe() {
        text.push_str("min_coverage = 0.4\n");
    }
    text.push_str("[firm]\nid = \"id\"\ngroup = [\"g0\"]\n");
    text.push_str("[[column]]\nname = \"f0\"\ntype = \"flag\"\n");
    text.push_str("[[derive]]\nname = \"r0\"\nvalue = \"n0 / n1 * 100\"\n");
    let conditions = ["n0 < 5", "n1 IS NULL OR n1 > 0", ""];
    for (stage, when) in STAGES.iter().zip(conditions).take(stages) {
        let _ = write!(text, "[[stage]]\nid = \"{stage}\"\n");
        if !when.is_empty() {
            let _ = writeln!(text, "when = \"{when}\"");
        }
    }
    text.push_str(&nodes);
    text.push_str(&leaves);
    if tape.maybe() {
        text.push_str("[[veto]]\nwhen = \"n3 = 7\"\nreason = \"seven\"\n");
    }
    text.push_str("[[grade]]\nname = \"A\"\ntop_percent = 30\nwithin = \"stage\"\n");
    text.push_str(
        "[[list]]\nid = \"best\"\ntop = 3\n[[list]]\nid = \"each\"\ntop = 1\nwithin = \"g0\"\n",
    );
    let ties = tape.of(&["min", "dense", "average"]);
    let decimals = tape.of(&[2, 0, 4, 9]);
    let _ = write!(
        text,
        "[rank]\ndecimals = {decimals}\nties = \"{ties}\"\nbreak_by = [\"n2 desc\"]\n"
    );
    text
}

fn dimensions(tape: &mut Tape, stages: usize) -> Vec<Dimension> {
    let mut all: Vec<Dimension> = Vec::new();
    for top in 0..tape.pick(4) + 1 {
        let kind = if top == 0 { "base" } else { tape.of(&["base", "bonus", "deduction"]) };
        let mut parent = None;
        for _ in 0..tape.pick(3) + 1 {
            let aggregate = tape.of(&["sum", "mean", "geometric", "harmonic", "min"]);
            let (id, leaves) = (format!("d{}", all.len()), vec![0.0; stages]);
            all.push(Dimension { id, parent, kind, aggregate, leaves });
            parent = Some(all.len() - 1);
        }
    }
    all
}

fn points_below(at: usize, stage: usize, all: &[Dimension]) -> f64 {
    let below = (0..all.len()).filter(|d| all[*d].parent == Some(at));
    let sum: f64 = below.map(|d| points_below(d, stage, all)).sum();
    // Points are quarters: their sums are exact.
    all[at].leaves[stage] + sum
}

fn leaf(
    tape: &mut Tape,
    number: usize,
    home: &str,
    stages: usize,
    sums: &mut [f64],
    text: &mut String,
) {
    let _ = write!(text, "[[indicator]]\nid = \"i{number}\"\ndimension = \"{home}\"\n");
    if stages > 0 && tape.maybe() {
        let points: Vec<f64> = (0..stages).map(|_| (1 + tape.pick(40)) as f64 / 4.0).collect();
        let told: Vec<String> =
            points.iter().zip(STAGES).map(|(p, stage)| format!("{stage} = {p}")).collect();
        let _ = writeln!(text, "points = {{ {} }}", told.join(", "));
        sums.iter_mut().zip(points).for_each(|(sum, p)| *sum += p);
    } else {
        let points = (1 + tape.pick(40)) as f64 / 4.0;
        let _ = writeln!(text, "points = {points}");
        sums.iter_mut().for_each(|sum| *sum += points);
    }
    let plain = ["\"zero\"", "\"exclude\""];
    match tape.pick(8) {
        0..=4 => {
            let (value, rule) = (value(tape), number_rule(tape));
            let filled = ["\"median\"", "\"mean\"", "{ value = 3.5 }"];
            let missing = if tape.maybe() { tape.of(&filled) } else { tape.of(&plain) };
            let _ = write!(text, "value = \"{value}\"\nrule.{rule}\nmissing = {missing}\n");
            if tape.maybe() && (rule.contains("min_max = { from = \"") || data_driven(&rule)) {
                let treat = tape.of(&[
                    "{ winsorise = [5, 95] }",
                    "{ iqr = 1.5 }",
                    "{ log = true }",
                    "{ skew = 2, kurtosis = 3.5, max_points = 5 }",
                    "{ skew = 0.5, kurtosis = -5, max_points = 50 }",
                ]);
                let _ = writeln!(text, "treat = {treat}");
            }
        }
        5 => {
            let missing = tape.of(&["\"zero\"", "\"exclude\"", "{ value = \"市级\" }"]);
            text.push_str("value = \"t0\"\nrule.levels = { of = [[\"国家级\", 1.0], [\"省级\", 0.6], [\"市级\", 0.2]] }\n");
            let _ = writeln!(text, "missing = {missing}");
        }
        6 => {
            let missing = tape.of(&["\"zero\"", "\"exclude\"", "{ value = true }"]);
            let _ = write!(text, "value = \"f0\"\nrule.flag = {{}}\nmissing = {missing}\n");
        }
        _ => {
            let kind = tape.of(&["best_of", "first_of", "checklist"]);
            let missing = tape.of(&plain);
            let rule = match kind {
                "checklist" => "{ items = [\"n0 > 3\", \"f0\", \"t0 = '省级'\"] }".to_string(),
                _ => format!(
                    "[{{ value = \"{}\", rule.{} }}, {{ value = \"n2\", rule.{} }}]",
                    value(tape),
                    number_rule(tape),
                    number_rule(tape)
                ),
            };
            let _ = write!(text, "rule.{kind} = {rule}\nmissing = {missing}\n");
        }
    }
}

fn data_driven(rule: &str) -> bool {
    rule.starts_with("percentile") || rule.starts_with("z_score")
}

fn value(tape: &mut Tape) -> &'static str {
    tape.of(&[
        "n0",
        "n1",
        "n2",
        "n3",
        "r0",
        "n0 - n1",
        "growth(n0, n1)",
        "log10(n2)",
        "-n3",
        "n0 * n1",
    ])
}

/// One line of TOML after `rule.`.
pub fn number_rule(tape: &mut Tape) -> String {
    let lower = tape.of(&["", ", lower_is_better = true"]);
    let within = tape.of(&["all", "stage", "g0"]);
    match tape.pick(9) {
        0 if lower.is_empty() => "tiers = { steps = [[0, 0.1], [2.5, 0.5], [20, 1.0]] }".into(),
        0 => "tiers = { steps = [[0, 1.0], [2.5, 0.5], [20, 0.1]], lower_is_better = true }".into(),
        1 => "linear = { through = [[-1, 0.0], [3, 0.7], [1e6, 1.0]] }".into(),
        2 => "per_unit = { each = 0.15, step = 0.1 }".into(),
        3 => format!(
            "percentile = {{ within = \"{within}\"{lower}, ties = \"{}\" }}",
            tape.of(&["min", "average"])
        ),
        4 => format!("z_score = {{ within = \"{within}\"{lower} }}"),
        5 => format!("min_max = {{ from = -10, to = 100{lower}, floor = 0.01 }}"),
        6 => {
            let (from, to) = tape.of(&[("min", "max"), ("p5", "p95"), ("p1", "max")]);
            let log = tape.of(&["", ", log = true"]);
            format!(
                "min_max = {{ from = \"{from}\", to = \"{to}\", within = \"{within}\"{lower}{log} }}"
            )
        }
        7 => "curve = { median = 5, p10 = 50 }".into(),
        _ => "share = { of = 10 }".into(),
    }
}

pub const HEADER: [&str; 8] = ["id", "g0", "n0", "n1", "n2", "n3", "t0", "f0"];

/// Rows under [`HEADER`].
pub fn table(tape: &mut Tape, rows: usize) -> Vec<Vec<String>> {
    (0..rows)
        .map(|row| {
            let mut cells = vec![format!("F{row:03}"), tape.of(&["甲", "乙", ""]).to_string()];
            cells.extend((0..4).map(|_| number(tape)));
            cells.push(tape.of(&["", "国家级", "省级", "市级", "区级"]).to_string());
            cells.push(tape.of(&["", "是", "否"]).to_string());
            cells
        })
        .collect()
}

/// A cell of a number column.
pub fn number(tape: &mut Tape) -> String {
    match tape.pick(6) {
        0 => String::new(),
        1 | 2 => tape.pick(9).to_string(),
        3 => (tape.pick(2000) as f64 / 8.0 - 100.0).to_string(),
        4 => tape.of(&["0", "-0", "0.1", "0.1", "1000", "1200"]).to_string(),
        _ => tape
            .of(&["1e300", "-1e300", "1e-300", "-1e-300", "9e299", "1e150", "1.5e-200"])
            .to_string(),
    }
}

pub fn csv(rows: &[Vec<String>]) -> Vec<u8> {
    let mut text = HEADER.join(",") + "\n";
    rows.iter().for_each(|row| text.push_str(&(row.join(",") + "\n")));
    text.into_bytes()
}

/// The scheme, which must be in order.
pub fn load(text: &str) -> Scheme {
    let loaded = load_text("generated.toml", text);
    let style = Style { lang: Lang::En, color: false, width: 120 };
    let told = render_all(&loaded.problems, &loaded.sources, style);
    loaded.scheme.unwrap_or_else(|| panic!("{told}\n{text}"))
}

pub fn read(
    scheme: &Scheme,
    bytes: Vec<u8>,
) -> Result<Firms, Vec<innopoints::diagnostic::Diagnostic>> {
    let wanted = Wanted {
        columns: &scheme.columns,
        id: &scheme.firm.id,
        name: scheme.firm.name.as_deref(),
        id_kind: scheme.firm.id_kind,
        duplicates: Duplicates::Refuse,
    };
    firms::read(vec![Input { name: "firms.csv".into(), bytes }], &wanted)
}

/// A whole run over rows under [`HEADER`].
pub fn run(scheme: &Scheme, rows: &[Vec<String>], frozen: Option<Params>) -> Scored {
    let firms = read(scheme, csv(rows)).expect("a table that can be read");
    score(scheme, firms, Settings { as_of: Some(20_000), frozen, ..Settings::default() })
        .expect("a run without faults")
}
