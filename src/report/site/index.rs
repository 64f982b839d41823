//! The list's page: all firms, how their totals are spread, what the best are made of, how good the
//! data are, what the scheme says, who is on the lists.

use std::collections::BTreeMap;

use minijinja::Value;
use serde::Serialize;

use super::leaf::{part, safe};
use super::rows::{Column, PER_PAGE, Row, Rows};
use super::scheme::SchemePage;
use super::spread::Spread;
use super::top::Top;
use super::{Site, digest, firm};
use crate::diagnostic::{Diagnostic, Lang, Severity};
use crate::expr::number_in_words as number;
use crate::report::account::{counts, severity_text};
use crate::report::explain::fixed;
use crate::report::manifest::Counts;
use crate::report::svg::bars;
use crate::report::{file_name, points_number, ranking};
use crate::scheme::Within;
use crate::scoring::quantile;

/// The page's script; it is the only one, and the page's policy lets no other run.
const SCRIPT: &str = include_str!("templates/index.js");

/// Rows of a list that the page shows; the script's filter shows all.
const LISTED: usize = 10;
/// How many indicators with missing values are named.
const MISSING: usize = 8;

/// What the template is given of the list.
#[derive(Debug, Serialize)]
pub struct IndexPage {
    firms: usize,
    statuses: Vec<(String, usize)>,
    ranked: usize,
    median: Option<String>,
    highest: Option<String>,
    maximum: String,
    columns: Vec<Column>,
    first: Vec<Row>,
    per_page: usize,
    data: Value,
    script: Value,
    script_source: String,
    spread: Option<Spread>,
    top: Top,
    issues: Vec<IssueRow>,
    missing: Vec<CountRow>,
    coverage: Vec<CountRow>,
    scheme: SchemePage,
    lists: Vec<ListBlock>,
    sources: Vec<String>,
}

#[derive(Debug, Serialize)]
struct IssueRow {
    severity: &'static str,
    class: &'static str,
    code: &'static str,
    problem: &'static str,
    count: usize,
}

#[derive(Debug, Serialize)]
struct CountRow {
    name: String,
    count: usize,
    bar: Value,
}

#[derive(Debug, Serialize)]
struct ListBlock {
    at: usize,
    name: String,
    groups: Vec<ListGroup>,
}

#[derive(Debug, Serialize)]
struct ListGroup {
    label: String,
    firms: Vec<ListedFirm>,
    more: usize,
}

#[derive(Debug, Serialize)]
struct ListedFirm {
    rank: String,
    name: String,
    href: Option<String>,
    total: String,
}

impl Site<'_> {
    pub(super) fn index_page(&self, has_page: &dyn Fn(usize) -> bool) -> IndexPage {
        let (scored, decimals) = (self.scored, self.scored.points.decimals);
        let ranked = self.ranked();
        let mut totals: Vec<f64> = ranked
            .iter()
            .filter_map(|firm| scored.points.total.get(*firm))
            .map(|total| points_number(total, decimals))
            .collect();
        totals.sort_unstable_by(f64::total_cmp);
        let shown = |x: f64| fixed(x, decimals);
        let Rows { columns, data, first } = self.rows(has_page);
        IndexPage {
            firms: scored.derived.len(),
            statuses: self.statuses(),
            ranked: ranked.len(),
            median: (!totals.is_empty()).then(|| shown(quantile(&totals, 0.5))),
            highest: totals.last().copied().map(shown),
            maximum: number(self.scheme.total),
            columns,
            first,
            per_page: PER_PAGE,
            data: safe(data),
            script: safe(SCRIPT.to_string()),
            script_source: digest::source(SCRIPT),
            spread: self.spread(),
            top: self.top(),
            issues: self.issues(),
            missing: self.missing_counts(),
            coverage: self.coverage_counts(),
            scheme: self.scheme_page(),
            lists: self.lists(has_page),
            sources: scored
                .derived
                .firms
                .inputs
                .iter()
                .map(|input| file_name(&input.name).to_string())
                .collect(),
        }
    }

    /// The firms without rank, by what became of them.
    fn statuses(&self) -> Vec<(String, usize)> {
        use crate::scoring::Status::{Insufficient, NoStage, Vetoed};
        let counts = Counts::of(self.scheme, self.scored);
        let row = |status: crate::scoring::Status| {
            let count = counts.status.get(status.id()).copied().unwrap_or_default();
            (ranking::status_text(status, true, self.lang), count)
        };
        [Insufficient, Vetoed, NoStage].map(row).into_iter().filter(|(_, n)| *n > 0).collect()
    }

    fn issues(&self) -> Vec<IssueRow> {
        let at = usize::from(self.lang == Lang::En);
        let row = |(severity, code, count): (Severity, crate::diagnostic::Code, usize)| IssueRow {
            severity: severity_text(severity, true, self.lang),
            class: severity_text(severity, false, self.lang),
            code: code.id,
            problem: code.title[at],
            count,
        };
        let mut rows: Vec<IssueRow> = counts(self.scored.issues()).into_iter().map(row).collect();
        // What was told of the run as a whole.
        let mut warnings: BTreeMap<&str, (&Diagnostic, usize)> = BTreeMap::new();
        for warning in &self.scored.warnings {
            warnings.entry(warning.code.id).or_insert((warning, 0)).1 += 1;
        }
        rows.extend(warnings.into_values().map(|(w, count)| row((w.severity, w.code, count))));
        rows
    }

    /// The indicators for which most firms have no value.
    fn missing_counts(&self) -> Vec<CountRow> {
        let derived = &self.scored.derived;
        let unknown = |at: usize| {
            let known = |firm: usize| derived.measured[at].iter().any(|m| m.is_known(firm));
            (0..derived.len()).filter(|firm| !known(*firm)).count()
        };
        let mut counts: Vec<(usize, usize)> =
            (0..self.scheme.indicators.len()).map(|at| (unknown(at), at)).collect();
        counts.retain(|(count, _)| *count > 0);
        counts.sort_by_key(|(count, at)| (std::cmp::Reverse(*count), *at));
        counts.truncate(MISSING);
        let row = |(count, at): (usize, usize)| {
            count_row(self.scheme.indicators[at].name.clone(), count, derived.len())
        };
        counts.into_iter().map(row).collect()
    }

    fn coverage_counts(&self) -> Vec<CountRow> {
        let bounds =
            [("100%", 1.0), ("90–100%", 0.9), ("75–90%", 0.75), ("50–75%", 0.5), ("< 50%", 0.0)];
        let mut counts = [0usize; 5];
        for coverage in self.scored.points.coverage.iter().flatten() {
            let at = bounds.iter().position(|(_, least)| coverage >= least - 1e-9);
            counts[at.unwrap_or(bounds.len() - 1)] += 1;
        }
        let most = counts.iter().copied().max().unwrap_or(0);
        let rows = bounds.iter().zip(counts);
        rows.map(|((name, _), count)| count_row(name.to_string(), count, most)).collect()
    }

    fn lists(&self, has_page: &dyn Fn(usize) -> bool) -> Vec<ListBlock> {
        let name = self.scheme.firm.name.as_ref().unwrap_or(&self.scheme.firm.id);
        let points = &self.scored.points;
        let firm = |(firm, rank): &(usize, f64)| ListedFirm {
            rank: number(*rank),
            name: self.scored.derived.text(name, *firm),
            href: has_page(*firm).then(|| firm::href(self.file(*firm))),
            total: points
                .total
                .get(*firm)
                .map(|total| fixed(points_number(total, points.decimals), points.decimals))
                .unwrap_or_default(),
        };
        let label = |within: &Within, label: &str| match within {
            Within::All => String::new(),
            Within::Stage => {
                let stage = self.scheme.stages.iter().find(|stage| stage.id == label);
                stage.map_or(label, |stage| stage.name.as_str()).to_string()
            }
            Within::Column(_) => label.to_string(),
        };
        let block = |listed: &crate::scoring::Listed| {
            let list = &self.scheme.lists[listed.list];
            let groups = listed.groups.iter().map(|(group, firms)| ListGroup {
                label: label(&list.within, group),
                firms: firms.iter().take(LISTED).map(firm).collect(),
                more: firms.len().saturating_sub(LISTED),
            });
            ListBlock { at: listed.list, name: list.name.clone(), groups: groups.collect() }
        };
        self.scored.ranking.lists.iter().map(block).collect()
    }
}

fn count_row(name: String, count: usize, whole: usize) -> CountRow {
    let bar = bars::part(part(count as f64, whole as f64), None, "quiet", &name);
    CountRow { name, count, bar: safe(bar) }
}
