//! Many observations of one field -> one value per firm and year: equal ones are one; rows of one
//! source by the stated rule; sources by the stated priority. What is given up is listed with both
//! values; what no rule settles is an error. The order of rows decides only where the rule says so.

use std::collections::BTreeSet;

use rayon::prelude::*;

use super::document::Merge;
use super::header::Target;
use super::observe::{CONFLICT, Observation, Unread, Value, View};
use super::output::shown;
use super::sources::{Field, Origin};
use crate::diagnostic::codes::firms as codes;
use crate::diagnostic::{Code, Diagnostic, Place, Text};
use crate::firms::DataIssue;
use crate::firms::cell;
use crate::say;
use crate::scheme::column::ColumnKind;

/// One value per firm and year of a field, in that order.
#[derive(Debug, Default)]
pub(crate) struct Merged {
    /// Firm, year, value.
    pub values: Vec<(u32, i32, Value)>,
    /// What was given up: the table's number and the issue.
    pub issues: Vec<(u32, DataIssue)>,
    /// What no rule settles.
    pub errors: Vec<Diagnostic>,
    /// Which observations were used for which value, where asked for.
    pub decisions: Vec<Decision>,
}

/// How one value came about.
#[derive(Debug, Clone)]
pub(crate) struct Decision {
    pub year: i32,
    pub value: Option<Value>,
    /// Every observation, and whether the value rests on it.
    pub evidence: Vec<(Observation, bool)>,
    pub how: Text,
}

/// So many rows between two turns of the sorter's threads are not worth a thread.
const PARALLEL: usize = 50_000;

/// Merges everything that was observed for a field.
pub(crate) fn merge(
    number: usize,
    mut found: Vec<Observation>,
    unread: &[Unread],
    view: &View,
    decide: bool,
) -> Merged {
    let field = &view.plan.fields[number];
    if found.len() > PARALLEL {
        found.par_sort_by_key(|o| o.at);
    } else {
        found.sort_by_key(|o| o.at);
    }
    let illegible = unread.iter().filter(|cell| !cell.is_marker);
    let illegible = illegible.map(|cell| (cell.at.firm, cell.at.year, cell.at.source)).collect();
    let mut merger = Merger { field, view, illegible, merged: Merged::default() };
    for same in found.chunk_by(|a, b| a.at.firm == b.at.firm && a.at.year == b.at.year) {
        merger.one(same, decide);
    }
    merger.merged
}

struct Merger<'a> {
    field: &'a Field,
    view: &'a View<'a>,
    /// Firm, year and source of cells that hold something which cannot be understood.
    illegible: BTreeSet<(u32, i32, usize)>,
    merged: Merged,
}

/// What one source says, and which of its observations say so.
struct Verdict {
    source: usize,
    value: Value,
    used: Vec<usize>,
}

impl Merger<'_> {
    /// All observations of one firm and year.
    fn one(&mut self, found: &[Observation], decide: bool) {
        let mut verdicts = Vec::new();
        let mut start = 0;
        let mut refused = false;
        for own in found.chunk_by(|a, b| a.at.source == b.at.source) {
            if self.is_partial(own) {
                self.tell_partial(own);
                start += own.len();
                continue;
            }
            match self.within(own) {
                Ok((value, used)) => verdicts.push(Verdict {
                    source: own[0].at.source,
                    value,
                    used: used.into_iter().map(|at| start + at).collect(),
                }),
                Err(problem) => {
                    refused = true;
                    self.merged.errors.push(*problem);
                }
            }
            start += own.len();
        }
        if refused {
            return;
        }
        let rank = |source: usize| {
            let trusted = &self.field.priority;
            trusted.iter().position(|known| *known == source).unwrap_or(usize::MAX)
        };
        // Sources of equal rank agree or are an error below, so that the order in which they are
        // stated does not show.
        verdicts.sort_by(|a, b| {
            let ranks = rank(a.source).cmp(&rank(b.source));
            ranks.then_with(|| order(&a.value, &b.value)).then(a.source.cmp(&b.source))
        });
        let (firm, year) = (found[0].at.firm, found[0].at.year);
        let Some(best) = verdicts.first() else {
            if decide {
                let evidence = found.iter().map(|o| (o.clone(), false)).collect();
                let how = say!("有一行读不懂，不合并", "not merged: a row cannot be read");
                self.merged.decisions.push(Decision { year, value: None, evidence, how });
            }
            return;
        };
        let differing: Vec<&Verdict> =
            verdicts[1..].iter().filter(|other| !self.agree(&best.value, &other.value)).collect();
        // Sources that the priority does not name are no better than each other.
        let undecided = differing.iter().find(|other| rank(other.source) == rank(best.source));
        if let Some(other) = undecided {
            let problem = self.sources_disagree(found, best, other);
            self.merged.errors.push(problem);
            return;
        }
        for other in &differing {
            let issue = self.given_up(found, best, other);
            self.merged.issues.push(issue);
        }
        if decide {
            let used = |at: &usize| {
                verdicts.iter().any(|v| v.used.contains(at) && self.agree(&best.value, &v.value))
            };
            let evidence = found.iter().enumerate().map(|(at, o)| (o.clone(), used(&at)));
            let how = self.how(best, differing.len(), found);
            let (value, evidence) = (Some(best.value.clone()), evidence.collect());
            self.merged.decisions.push(Decision { year, value, evidence, how });
        }
        self.merged.values.push((firm, year, best.value.clone()));
    }

    fn rule(&self, own: &[Observation]) -> Merge {
        self.field.merge.unwrap_or(self.view.plan.sources[own[0].at.source].merge)
    }

    fn is_number(&self) -> bool {
        matches!(self.field.kind, ColumnKind::Number | ColumnKind::Integer)
    }

    /// A sum of which a part cannot be read is unknown, not smaller; so are a largest and a smallest.
    fn is_partial(&self, own: &[Observation]) -> bool {
        let o = &own[0];
        let is_of_all = matches!(self.rule(own), Merge::Sum | Merge::Max | Merge::Min);
        is_of_all
            && self.is_number()
            && self.illegible.contains(&(o.at.firm, o.at.year, o.at.source))
    }

    fn tell_partial(&mut self, own: &[Observation]) {
        let problem = say!("另一行读不懂", "another row of the firm cannot be read");
        let effect = say!("合并的值按缺失处理", "the value of all rows counts as missing");
        let issue = self.issue(&own[0], &codes::ROWS_SETTLED, problem, effect);
        self.merged.issues.push(issue);
    }

    /// What one source says, by its rule.
    fn within(&mut self, own: &[Observation]) -> Result<(Value, Vec<usize>), Box<Diagnostic>> {
        let all = || (0..own.len()).collect::<Vec<_>>();
        if let Origin::Count(_) = self.field.origin {
            let numbers = own.iter().map(|o| number(&o.value));
            return Ok((Value::Number(numbers.sum()), all()));
        }
        let (rule, is_number) = (self.rule(own), self.is_number());
        let (least, most) = (&own[extreme(own, true)].value, &own[extreme(own, false)].value);
        let equal = self.agree(least, most)
            && own[1..].iter().all(|other| is_number || self.agree(least, &other.value));
        if rule == Merge::Sum && is_number && own.len() > 1 {
            let value = Value::Number(sum(own.iter().map(|o| number(&o.value)).collect()));
            self.settled(own, &value, &say!("求和", "their sum"));
            return Ok((value, all()));
        }
        let is_one = own[1..].iter().all(|other| other.value == own[0].value);
        if is_one || equal && matches!(rule, Merge::Error | Merge::Sum) {
            // The smallest of values that agree within the tolerance: any order gives the same.
            return Ok((least.clone(), all()));
        }
        let (chosen, how) = match rule {
            Merge::First => (0, say!("取首个", "the first")),
            Merge::Max => (extreme(own, false), say!("取最大", "the largest")),
            Merge::Min => (extreme(own, true), say!("取最小", "the smallest")),
            Merge::Latest => (self.latest(own)?, say!("取最新", "the latest")),
            Merge::Error | Merge::Sum => return Err(Box::new(self.rows_disagree(own))),
        };
        let value = own[chosen].value.clone();
        self.settled(own, &value, &how);
        let agrees = |at: &usize| self.agree(&own[*at].value, &value);
        let used = (0..own.len()).filter(agrees).collect();
        Ok((value, used))
    }

    /// The row with the latest date; rows without a date are older than any.
    fn latest(&self, own: &[Observation]) -> Result<usize, Box<Diagnostic>> {
        let dates: Vec<Option<f64>> = own.iter().map(|o| self.moment(o)).collect();
        let best = (0..own.len()).max_by(|a, b| {
            let date = |at: usize| dates[at].unwrap_or(f64::NEG_INFINITY);
            date(*a).total_cmp(&date(*b)).then(b.cmp(a))
        });
        let best = best.unwrap_or(0);
        let tied: Vec<usize> = (0..own.len()).filter(|at| dates[*at] == dates[best]).collect();
        if tied.iter().any(|at| !self.agree(&own[*at].value, &own[best].value)) {
            return Err(Box::new(self.rows_disagree(own)));
        }
        // The smallest of those that agree, so that their order does not show.
        let least = tied.into_iter().min_by(|a, b| order(&own[*a].value, &own[*b].value));
        Ok(least.unwrap_or(best))
    }

    /// In days, with the time of day where one is written.
    fn moment(&self, o: &Observation) -> Option<f64> {
        let table = &self.view.tables[o.at.table as usize];
        let raw = table.grid.raw(o.at.row as usize, table.layout.one(&Target::LatestBy)?);
        let day = raw.date().value?;
        let text = raw.shown();
        let time = text.trim().split_once([' ', 'T']).map(|(_, time)| time.trim());
        let time = time.and_then(|time| time.parse::<jiff::civil::Time>().ok());
        let midnight = jiff::civil::Time::midnight();
        let seconds = time.map_or(0, |time| time.duration_since(midnight).as_secs());
        Some(day + seconds as f64 / 86_400.0)
    }

    fn agree(&self, a: &Value, b: &Value) -> bool {
        match (a, b) {
            (Value::Number(a), Value::Number(b)) => {
                (a - b).abs() <= self.field.tolerance * a.abs().max(b.abs())
            }
            (Value::Text(a), Value::Text(b)) => a == b || cell::fold(a) == cell::fold(b),
            (a, b) => a == b,
        }
    }

    fn place(&self, o: &Observation) -> String {
        let grid = &self.view.tables[o.at.table as usize].grid;
        format!("{}:{}", grid.file, grid.line(o.at.row as usize))
    }

    fn shown(&self, value: &Value) -> String {
        let blank = if self.field.unit.is_empty() { "" } else { " " };
        format!("{}{blank}{}", shown(value, self.field.kind), self.field.unit)
    }

    /// Lists every row whose value is not what counts.
    fn settled(&mut self, own: &[Observation], value: &Value, how: &Text) {
        let (zh, en, result) = (&how.zh, &how.en, self.shown(value));
        let others = own.iter().filter(|o| !self.agree(&o.value, value)).map(|o| {
            let (first, count) = (self.place(&own[0]), own.len());
            self.issue(
                o,
                &codes::ROWS_SETTLED,
                say!(
                    "同一企业有 {count} 行，始于 {first}",
                    "one of {count} rows of the firm, from {first} on"
                ),
                say!("{zh}：{result}", "{en}: {result}"),
            )
        });
        let others: Vec<_> = others.collect();
        self.merged.issues.extend(others);
    }

    fn given_up(&self, found: &[Observation], best: &Verdict, other: &Verdict) -> (u32, DataIssue) {
        let (taken, place) = (self.shown(&best.value), self.place(&found[best.used[0]]));
        let trusted = &self.view.plan.sources[best.source].name;
        let scale = scale_between(&other.value, &best.value);
        let (zh, en) = scale.map_or((String::new(), String::new()), |times| {
            (format!("，恰为 {times} 倍"), format!(", exactly {times} times as much"))
        });
        let observation = &found[other.used[0]];
        let own = self.shown(&other.value);
        self.issue(
            observation,
            &codes::PRIORITY_TAKEN,
            say!(
                "与「{trusted}」不同：这里 {own}，{place} 为 {taken}{zh}",
                "differs from `{trusted}`: {own} here, {taken} at {place}{en}"
            ),
            say!("取 {taken}", "{taken} is taken"),
        )
    }

    fn issue(&self, o: &Observation, code: Code, problem: Text, effect: Text) -> (u32, DataIssue) {
        let grid = &self.view.tables[o.at.table as usize].grid;
        let issue = DataIssue {
            code,
            severity: CONFLICT,
            source: grid.file.clone(),
            line: Some(grid.line(o.at.row as usize)),
            firm: self.view.ids[o.at.firm as usize].clone(),
            column: self.field.named.name.clone(),
            value: shown(&o.value, self.field.kind),
            problem,
            effect,
        };
        (o.at.table, issue)
    }

    fn error(&self, code: Code, o: &Observation, message: Text) -> Diagnostic {
        let grid = &self.view.tables[o.at.table as usize].grid;
        Diagnostic::error(code, message).in_table(Place {
            file: grid.file.clone(),
            line: Some(grid.line(o.at.row as usize)),
            column: Some(self.field.named.name.clone()),
            firm: Some(self.view.ids[o.at.firm as usize].clone()),
        })
    }

    fn rows_disagree(&self, own: &[Observation]) -> Diagnostic {
        const SHOWN: usize = 5;
        let told =
            own.iter().take(SHOWN).map(|o| format!("{} ({})", self.shown(&o.value), self.place(o)));
        let told = told.collect::<Vec<_>>().join(", ");
        let (id, name) = (&self.view.ids[own[0].at.firm as usize], &self.field.named.name);
        self.error(
            &codes::ROWS_DISAGREE,
            &own[0],
            say!(
                "企业 {id} 的「{name}」有几个值：{told}",
                "firm {id} has several values of `{name}`: {told}"
            ),
        )
    }

    fn sources_disagree(
        &self,
        found: &[Observation],
        best: &Verdict,
        other: &Verdict,
    ) -> Diagnostic {
        let (a, b) = (self.shown(&best.value), self.shown(&other.value));
        let (at_a, at_b) = (self.place(&found[best.used[0]]), self.place(&found[other.used[0]]));
        let (id, name) = (&self.view.ids[found[0].at.firm as usize], &self.field.named.name);
        self.error(
            &codes::SOURCES_DISAGREE,
            &found[best.used[0]],
            say!(
                "企业 {id} 的「{name}」两处不同：{a}（{at_a}），{b}（{at_b}）",
                "firm {id} has two values of `{name}`: {a} ({at_a}), {b} ({at_b})"
            ),
        )
    }

    fn how(&self, best: &Verdict, differing: usize, found: &[Observation]) -> Text {
        let source = &self.view.plan.sources[best.source].name;
        let rows = best.used.len();
        if let Origin::Count(_) = self.field.origin {
            let looked = found.len();
            return say!(
                "「{source}」的 {looked} 行里数出",
                "counted among {looked} rows of `{source}`"
            );
        }
        match (differing, rows) {
            (0, 1) => say!("取自「{source}」", "from `{source}`"),
            (0, _) => {
                say!("「{source}」等处 {rows} 个单元格", "from {rows} cells, first of `{source}`")
            }
            _ => say!(
                "来源不一致，按优先次序取「{source}」",
                "the sources disagree; `{source}` is believed first"
            ),
        }
    }
}

fn number(value: &Value) -> f64 {
    match value {
        Value::Number(number) => *number,
        _ => 0.0,
    }
}

/// The sum as it would be written: with as many decimals as the addends have, whatever their order.
pub(crate) fn sum(mut numbers: Vec<f64>) -> f64 {
    numbers.sort_by(f64::total_cmp);
    let decimals = |number: &f64| number.to_string().split_once('.').map_or(0, |(_, d)| d.len());
    let most = numbers.iter().map(decimals).max().unwrap_or(0);
    let total: f64 = numbers.iter().sum();
    format!("{total:.most$}").parse().unwrap_or(total)
}

fn extreme(own: &[Observation], least: bool) -> usize {
    let best = (0..own.len()).min_by(|a, b| {
        let ordering = order(&own[*a].value, &own[*b].value);
        if least { ordering } else { ordering.reverse() }
    });
    best.unwrap_or(0)
}

fn order(a: &Value, b: &Value) -> std::cmp::Ordering {
    match (a, b) {
        (Value::Number(a), Value::Number(b)) => a.total_cmp(b),
        (Value::Text(a), Value::Text(b)) => a.cmp(b),
        (Value::Flag(a), Value::Flag(b)) => a.cmp(b),
        _ => std::cmp::Ordering::Equal,
    }
}

/// 10, 1000, 10000, ... (or their inverses) where one number is just so many times the other.
fn scale_between(a: &Value, b: &Value) -> Option<String> {
    let (Value::Number(a), Value::Number(b)) = (a, b) else { return None };
    let power = libm::log10(a / b);
    let whole = libm::round(power);
    let is_power = whole != 0.0 && (power - whole).abs() < 1e-4 && whole.abs() <= 8.0;
    is_power.then(|| format!("10^{whole}"))
}
