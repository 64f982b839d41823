//! A few firms of many as an ordinary [`Scored`], so that lists and screens are written by what
//! writes them of any run; and the results that conditions are asked of.

use std::collections::BTreeMap;

use polars::prelude::*;

use super::answered::{Answered, Row};
use super::record::{COVERAGE_SCALE, Record, something};
use super::settle::Settled;
use super::{Bulk, NotBulk};
use crate::expr::Typed;
use crate::firms::{Firms, Origin};
use crate::scoring::Scored;
use crate::scoring::derive::Derived;
use crate::scoring::params::Params;
use crate::scoring::points::Points;
use crate::scoring::rank::{Answer, Listed, Ranking, results};
use crate::scoring::shares::Shares;
use crate::scoring::units::scaled;
use crate::scoring::values::{PointColumn, Values};

impl Bulk<'_> {
    /// Some firms in the given order, with the ranks that they have among all.
    ///
    /// # Errors
    /// [`NotBulk`] for a fault of the program.
    pub fn excerpt(
        &self,
        answered: &Answered,
        rows: &[Row],
        params: &Params,
    ) -> Result<Scored, NotBulk> {
        let places: Vec<(usize, usize)> = rows.iter().map(|row| answered.place(*row)).collect();
        let records: Vec<Record> =
            places.iter().map(|(b, row)| answered.settled[*b].records.get(*row)).collect();
        let stage: Vec<Option<u16>> = records.iter().map(|record| record.stage()).collect();
        let names = self.scheme.key_columns().chain(&self.scheme.firm.groups);
        let columns = names.enumerate().map(|(at, name)| {
            let text = |(b, row): &(usize, usize)| {
                Some(answered.settled[*b].texts.get(*row, at)).filter(|text| !text.is_empty())
            };
            StringChunked::from_iter_options(name.as_str().into(), places.iter().map(text))
                .into_series()
                .into()
        });
        let frame = DataFrame::new(rows.len(), columns.collect()).map_err(|_| NotBulk)?;
        let ranked = |of: &dyn Fn(Record, i64) -> Option<f64>| -> Vec<Option<f64>> {
            let ranked = crate::scoring::Status::Ranked;
            let rank = |r: &Record| of(*r, r.total().filter(|_| r.status() == ranked)?);
            records.iter().map(rank).collect()
        };
        let ranking = Ranking {
            status: records.iter().map(|record| record.status()).collect(),
            rank: ranked(&|_, total| Some(answered.rank(total))),
            rank_in_stage: ranked(&|r, total| Some(answered.rank_in_stage(r.stage()?, total))),
            grade: records.iter().map(|record| record.grade()).collect(),
            qualified: records.iter().filter_map(|record| answer(*record)).collect(),
            order: (0..rows.len()).collect(),
            lists: Vec::new(),
            results: DataFrame::empty(),
            warnings: Vec::new(),
        };
        let shares = Shares { share: Vec::new(), known: Vec::new(), without_peers: Vec::new() };
        let firms = Firms {
            frame: frame.clone(),
            origins: vec![Origin { input: 0, line: 0 }; rows.len()],
            inputs: Vec::new(),
            issues: Vec::new(),
        };
        let derived = std::sync::Arc::new(Derived {
            firms,
            frame,
            as_of: self.as_of,
            stage,
            vetoes: BTreeMap::new(),
            measured: Vec::new(),
            issues: Vec::new(),
        });
        let points = self.points(&records, records.iter().map(|r| shown_coverage(*r)).collect());
        let (params, warnings, issues) = (params.clone(), Vec::new(), Vec::new());
        Ok(Scored { derived, params, shares, points, ranking, warnings, issues })
    }

    /// The firms of a list as an excerpt, and the list over it.
    ///
    /// # Errors
    /// As [`Bulk::excerpt`].
    pub fn list_excerpt(
        &self,
        answered: &Answered,
        listed: &Listed,
        params: &Params,
    ) -> Result<(Scored, Listed), NotBulk> {
        let firms = listed.groups.iter().flat_map(|(_, firms)| firms);
        let rows: Vec<Row> = firms.map(|(firm, _)| answered.listed(*firm)).collect();
        let mut next = 0..;
        let groups = listed.groups.iter().map(|(label, firms)| {
            let firms = firms.iter().zip(next.by_ref()).map(|((_, rank), at)| (at, *rank));
            (label.clone(), firms.collect())
        });
        let groups = groups.collect();
        Ok((self.excerpt(answered, &rows, params)?, Listed { list: listed.list, groups }))
    }

    /// The columns and results that conditions name, of one batch.
    pub(super) fn results(&self, settled: &Settled) -> PolarsResult<DataFrame> {
        let records: Vec<Record> = settled.records.iter().collect();
        let stage: Vec<Option<u16>> = records.iter().map(|record| record.stage()).collect();
        let grade: Vec<Option<u16>> = records.iter().map(|record| record.grade()).collect();
        let none = || std::iter::repeat_n(None, records.len()).collect();
        let points = self.points(&records, settled.coverage.clone().unwrap_or_else(none));
        results(self.scheme, &settled.named, &stage, &points, &grade)
    }

    fn points(&self, records: &[Record], coverage: Values) -> Points {
        let column = |of: &dyn Fn(Record) -> Option<i64>| -> PointColumn {
            records.iter().map(|record| of(*record)).collect()
        };
        let cell = |cells: &[u16], at: usize| something(cells[at]).map(i64::from);
        Points {
            decimals: self.scheme.rank.decimals,
            indicators: (0..self.shape.indicators)
                .map(|at| column(&|r| cell(r.indicators(), at)))
                .collect(),
            dimensions: (0..self.shape.dimensions)
                .map(|at| column(&|r| cell(r.dimensions(), at)))
                .collect(),
            dimension_shares: Vec::new(),
            total: column(&|r| r.total()),
            coverage,
        }
    }

    /// The largest number of units that a node has by the scheme: beyond are only nodes whose
    /// siblings dropped out.
    pub fn largest(&self) -> i64 {
        let dimensions = self.scheme.dimensions.iter().flat_map(|d| &d.points);
        let most = dimensions.copied().fold(self.scheme.total, f64::max);
        scaled(most, self.scheme.rank.decimals).min(i64::from(u16::MAX) - 1)
    }

    /// The answers of the pass rule.
    pub fn answers(&self) -> [Answer; 3] {
        ANSWERS
    }
}

/// In the order of their numbers in a record.
const ANSWERS: [Answer; 3] = [Answer::Yes, Answer::No, Answer::Unknown];

/// A firm's coverage as outputs show it: a record holds no more, and no output shows more.
fn shown_coverage(record: Record) -> Option<f64> {
    record.coverage().map(|units| f64::from(units) / COVERAGE_SCALE)
}

/// What the pass rule says of a firm; none where it asks nothing.
pub fn answer(record: Record) -> Option<Answer> {
    ANSWERS.get(usize::from(record.answer()).checked_sub(1)?).copied()
}

/// One expression over a frame.
pub(super) fn evaluated(
    typed: &Typed,
    as_of: Option<i32>,
    frame: &DataFrame,
) -> PolarsResult<Column> {
    let value = typed.to_polars(as_of)?.alias("evaluated");
    let frame = frame.clone().lazy().with_columns([value]).collect()?;
    frame.column("evaluated").cloned()
}
