//! Columns whose numbers are ten, a thousand or ten thousand times those of the same firms in
//! another source or year: 千元 taken for 万元. Gives evidence and changes nothing.

use std::collections::{BTreeMap, BTreeSet};

use super::observe::{Observation, Value, View};
use super::output::shown;
use crate::diagnostic::Severity;
use crate::diagnostic::codes::firms as codes;
use crate::firms::doubt::{self, Seen};
use crate::firms::{DataIssue, unit};
use crate::say;
use crate::scheme::column::ColumnKind;

/// One column of one table, or one year of it.
type Series = (usize, u32, u32, i32);

/// Fewer firms than this in both columns prove nothing.
const FEWEST: usize = 5;
/// Decimal orders that units differ by: 10, 100, 1000, ...
const LARGEST_POWER: f64 = 8.0;
/// How far the median may lie from a whole order (a factor of 1.6), and how many of the firms must
/// lie within twice that.
const NEAR: f64 = 0.2;
const MOST: f64 = 0.7;
/// More columns of one field than this are not compared with each other.
const COLUMNS: usize = 60;

/// Columns of a field in % all of whose values may be fractions.
pub(crate) fn fractions(number: usize, found: &[Observation], view: &View) -> Vec<DataIssue> {
    let field = &view.plan.fields[number];
    if field.kind != ColumnKind::Number || unit::canonical(&field.unit) != "%" {
        return Vec::new();
    }
    let mut tables: BTreeMap<u32, Seen> = BTreeMap::new();
    for o in found {
        if let Value::Number(value) = o.value {
            tables.entry(o.at.table).or_default().see(value);
        }
    }
    let doubtful = tables.into_iter().filter(|(_, seen)| seen.is_doubtful());
    let told = doubtful.map(|(table, _)| {
        doubt::fractions(&view.tables[table as usize].grid.file, &field.named.name)
    });
    told.collect()
}

/// Doubts about the columns of a field.
pub(crate) fn doubts(number: usize, found: &[Observation], view: &View) -> Vec<DataIssue> {
    let field = &view.plan.fields[number];
    if !matches!(field.kind, ColumnKind::Number | ColumnKind::Integer) || field.unit.is_empty() {
        return Vec::new();
    }
    let mut series: BTreeMap<Series, Vec<(u32, f64, &Observation)>> = BTreeMap::new();
    let tables: BTreeSet<(u32, u32, i32)> =
        found.iter().map(|o| (o.at.table, o.at.column, o.at.year)).collect();
    // Many small files of a source are looked at as one.
    let is_apart = tables.len() <= COLUMNS;
    for o in found {
        if let Value::Number(value) = o.value
            && value > 0.0
        {
            series
                .entry(match is_apart {
                    true => (o.at.source, o.at.table, o.at.column, o.at.year),
                    false => (o.at.source, 0, 0, o.at.year),
                })
                .or_default()
                .push((o.at.firm, value, o));
        }
    }
    if series.len() > COLUMNS {
        return Vec::new();
    }
    for values in series.values_mut() {
        values.sort_by_key(|(firm, ..)| *firm);
    }
    let mut pairs = Vec::new();
    let all: Vec<_> = series.iter().collect();
    for (at, (a, values_a)) in all.iter().enumerate() {
        for (b, values_b) in &all[at + 1..] {
            let is_neighbour = if a.0 == b.0 { a.3 != b.3 } else { a.3 == b.3 };
            if !is_neighbour {
                continue;
            }
            if let Some((power, common)) = compare(values_a, values_b) {
                pairs.push((**a, **b, power, common));
            }
        }
    }
    culprits(&pairs)
        .into_iter()
        .map(|(culprit, other, power)| tell(number, culprit, other, power, &series, view))
        .collect()
}

/// The whole decimal order by which `a` is larger than `b`, and over how many firms.
fn compare(a: &[(u32, f64, &Observation)], b: &[(u32, f64, &Observation)]) -> Option<(f64, usize)> {
    let (mut ratios, mut at) = (Vec::new(), 0);
    for (firm, value, _) in a {
        while at < b.len() && b[at].0 < *firm {
            at += 1;
        }
        if at < b.len() && b[at].0 == *firm {
            ratios.push(libm::log10(value / b[at].1));
        }
    }
    if ratios.len() < FEWEST {
        return None;
    }
    ratios.sort_by(f64::total_cmp);
    let median = ratios[ratios.len() / 2];
    let power = libm::round(median);
    let is_order = power != 0.0 && power.abs() <= LARGEST_POWER && (median - power).abs() <= NEAR;
    let close = ratios.iter().filter(|ratio| (**ratio - power).abs() <= 2.0 * NEAR).count();
    (is_order && close as f64 >= MOST * ratios.len() as f64).then_some((power, ratios.len()))
}

/// Where one column stands against several, it is the one that is wrong; of only two, nobody can
/// tell, and the first is told with the other as evidence.
fn culprits(pairs: &[(Series, Series, f64, usize)]) -> Vec<(Series, Series, f64)> {
    let mut against: BTreeMap<Series, usize> = BTreeMap::new();
    for (a, b, ..) in pairs {
        *against.entry(*a).or_default() += 1;
        *against.entry(*b).or_default() += 1;
    }
    let mut told: BTreeMap<Series, (Series, f64)> = BTreeMap::new();
    for (a, b, power, _) in pairs {
        let (culprit, other, power) =
            if against[b] > against[a] { (*b, *a, -power) } else { (*a, *b, *power) };
        told.entry(culprit).or_insert((other, power));
    }
    told.into_iter().map(|(culprit, (other, power))| (culprit, other, power)).collect()
}

fn tell(
    number: usize,
    culprit: Series,
    other: Series,
    power: f64,
    series: &BTreeMap<Series, Vec<(u32, f64, &Observation)>>,
    view: &View,
) -> DataIssue {
    let field = &view.plan.fields[number];
    let column = |s: &Series| {
        let grid = &view.tables[s.1 as usize].grid;
        let header = grid.head.columns.get(s.2 as usize).map_or("", |c| c.text.as_str());
        (grid.file.clone(), format!("{} {header} ({})", grid.file, s.3))
    };
    let ((file, own), (_, neighbour)) = (column(&culprit), column(&other));
    let known: BTreeMap<u32, f64> = series[&other].iter().map(|(firm, v, _)| (*firm, *v)).collect();
    let pairs = series[&culprit].iter().filter_map(|(firm, value, _)| {
        let there = known.get(firm)?;
        let (a, b) =
            (shown(&Value::Number(*value), field.kind), shown(&Value::Number(*there), field.kind));
        Some(format!("{} {a} / {b}", view.ids[*firm as usize]))
    });
    let evidence = pairs.take(3).collect::<Vec<_>>().join("; ");
    let times = libm::pow(10.0, power.abs());
    let (zh, en) = match power > 0.0 {
        true => (format!("约为其 {times} 倍"), format!("about {times} times those")),
        false => (format!("约为其 {times} 分之一"), format!("about one {times}th of those")),
    };
    DataIssue {
        code: &codes::SCALE_DOUBT,
        severity: Severity::Warning,
        source: file,
        line: None,
        firm: String::new(),
        column: field.named.name.clone(),
        value: evidence,
        problem: say!(
            "{own} 的数{zh}：{neighbour}（同一批企业）",
            "the numbers of {own} are {en} of the same firms at {neighbour}"
        ),
        effect: say!("没有改动；请核实单位", "nothing was changed; check the unit"),
    }
}
