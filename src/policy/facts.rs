//! Firm tables, points and roles -> one frame with every column that conditions name. Owns the
//! joining by the firm's id and what a firm without a rank has in conditions on ranks; a column
//! that no table carries is unknown for every firm.

use std::collections::BTreeMap;

use polars::prelude::*;

use super::births::{self, Later};
use super::model::Catalogue;
use super::references::{Field, Reference, column};
use crate::diagnostic::codes::policy as codes;
use crate::diagnostic::{Diagnostic, Text, did_you_mean};
use crate::expr::Type;
use crate::firms::Firms;
use crate::say;
use crate::scheme::column::ColumnKind;
use crate::scheme::{Kind, Scheme};
use crate::scoring::{PointColumn, Scored, Status, unscaled};

/// The firms with everything that conditions name; a row per firm.
#[derive(Debug, Clone)]
pub struct Facts {
    /// Columns, derived columns, and what schemes and chains say.
    pub frame: DataFrame,
    /// The firms' ids in the order of the rows.
    pub ids: Vec<String>,
    /// The run's date, in days since 1970-01-01.
    pub as_of: Option<i32>,
    /// Whose dates were taken out because they lie after it.
    pub(super) later: Later,
}

/// What a scheme or a chain says of its firms.
#[derive(Debug, Clone, Default)]
pub struct Source {
    /// The scheme's or the chain's id.
    pub of: String,
    /// The row of each firm.
    pub rows: BTreeMap<String, usize>,
    /// Its answers, a row per firm.
    pub answers: BTreeMap<Field, Answers>,
}

/// One answer per firm.
#[derive(Debug, Clone)]
pub enum Answers {
    /// Numbers.
    Numbers(Vec<Option<f64>>),
    /// Texts.
    Texts(Vec<Option<String>>),
}

impl Source {
    /// What a scored scheme says. A ranked firm without a grade has the grade `''`; a vetoed firm
    /// has that too, and stands behind all that are ranked. Of a firm with too few data or without
    /// a stage rank and grade are unknown.
    pub fn points(scheme: &Scheme, scored: &Scored) -> Self {
        let (ranking, points) = (&scored.ranking, &scored.points);
        let n = scored.derived.len();
        let rows = (0..n).map(|firm| (scored.derived.text(&scheme.firm.id, firm), firm)).collect();
        let status = |firm: usize| ranking.status[firm];
        let behind = ranking.status.iter().filter(|s| **s == Status::Ranked).count() + 1;
        let rank = |ranks: &[Option<f64>]| {
            let of = |firm: usize| match status(firm) {
                Status::Vetoed => Some(behind as f64),
                _ => ranks[firm],
            };
            Answers::Numbers((0..n).map(of).collect())
        };
        let grade = |firm: usize| match (status(firm), ranking.grade[firm]) {
            (Status::Ranked, Some(grade)) => Some(scheme.grades[grade as usize].name.clone()),
            (Status::Ranked | Status::Vetoed, _) => Some(String::new()),
            _ => None,
        };
        let stage = |firm: usize| {
            scored.derived.stage[firm].map(|stage| scheme.stages[stage as usize].id.clone())
        };
        let numbers = |column: &PointColumn, sign: f64| {
            let shown = |units: Option<i64>| units.map(|u| sign * unscaled(u, points.decimals));
            Answers::Numbers(column.iter().map(shown).collect())
        };
        let mut answers: BTreeMap<Field, Answers> = [
            (Field::Grade, Answers::Texts((0..n).map(grade).collect())),
            (Field::Stage, Answers::Texts((0..n).map(stage).collect())),
            (Field::Status, Answers::Texts((0..n).map(|f| Some(status(f).id().into())).collect())),
            (Field::Total, numbers(&points.total, 1.0)),
            (Field::Rank, rank(&ranking.rank)),
            (Field::RankInStage, rank(&ranking.rank_in_stage)),
            (Field::Coverage, Answers::Numbers(points.coverage.iter().collect())),
        ]
        .into();
        let sign = |kind| if kind == Kind::Deduction { -1.0 } else { 1.0 };
        for (node, column) in scheme.dimensions.iter().zip(&points.dimensions) {
            answers.insert(Field::Points(node.id.clone()), numbers(column, sign(node.kind)));
        }
        for (node, column) in scheme.indicators.iter().zip(&points.indicators) {
            answers.insert(Field::Points(node.id.clone()), numbers(column, sign(node.kind)));
        }
        Source { of: scheme.id.clone(), rows, answers }
    }

    fn column(&self, name: &str, field: &Field, ids: &[String]) -> Option<Column> {
        let row = |id: &String| self.rows.get(id).copied();
        Some(match self.answers.get(field)? {
            Answers::Numbers(numbers) => {
                let numbers = ids.iter().map(|id| row(id).and_then(|row| numbers[row]));
                Float64Chunked::from_iter_options(name.into(), numbers).into_column()
            }
            Answers::Texts(texts) => {
                let outside = (*field == Field::Role).then_some("");
                let of = |id| row(id).map_or(outside, |row| texts[row].as_deref());
                let texts = ids.iter().map(of);
                StringChunked::from_iter_options(name.into(), texts).into_column()
            }
        })
    }
}

impl Facts {
    /// Puts everything together; what nobody answers is unknown, and told.
    ///
    /// # Errors
    /// A polars error here is a fault of the program: expressions were typed against the columns.
    pub fn new(
        catalogue: &Catalogue,
        firms: &Firms,
        sources: &[Source],
        as_of: Option<i32>,
    ) -> PolarsResult<(Self, Vec<Diagnostic>)> {
        let mut problems = Vec::new();
        let mut frame = firms.frame.clone();
        let ids = frame.column(&catalogue.firm.id)?.str()?;
        let ids: Vec<String> = ids.iter().map(|id| id.unwrap_or_default().to_string()).collect();
        for wanted in &catalogue.columns {
            if frame.get_column_index(&wanted.name).is_some() {
                continue;
            }
            problems.push(absent(catalogue, &wanted.name));
            frame.with_column(nothing(&wanted.name, dtype(wanted.kind), ids.len()))?;
        }
        for reference in catalogue.references.iter().filter(|r| r.field != Field::Eligible) {
            let name = reference.column();
            if frame.get_column_index(&name).is_some() {
                continue;
            }
            let source = sources.iter().find(|source| source.of == reference.of);
            let answered = source.and_then(|source| source.column(&name, &reference.field, &ids));
            let column = answered.unwrap_or_else(|| {
                problems.push(unanswered(reference, source));
                nothing(&name, type_of(reference.field.ty()), ids.len())
            });
            frame.with_column(column)?;
        }
        let later = births::take_out(catalogue, &mut frame, as_of)?;
        problems.extend(later.iter().map(|(name, firms)| births::told(name, firms.len())));
        let mut lazy = frame.lazy();
        for derive in &catalogue.derives {
            lazy = lazy.with_column(derive.value.to_polars(as_of)?.alias(derive.name.as_str()));
        }
        Ok((Facts { frame: lazy.collect()?, ids, as_of, later }, problems))
    }

    /// Adds what a policy's conditions gave, for policies that ask for it.
    pub(super) fn add_eligible(
        &mut self,
        id: &str,
        held: impl Iterator<Item = Option<bool>>,
    ) -> PolarsResult<()> {
        let name = column(id, &Field::Eligible);
        let held = BooleanChunked::from_iter_options(name.as_str().into(), held);
        self.frame.with_column(held.into_column())?;
        Ok(())
    }

    /// How many firms.
    pub fn len(&self) -> usize {
        self.ids.len()
    }

    /// Whether there are no firms.
    pub fn is_empty(&self) -> bool {
        self.ids.is_empty()
    }
}

/// A scheme that reads the result of a policy which asks for that scheme's points.
pub fn scheme_cycles(catalogue: &Catalogue, scheme: &Scheme) -> Vec<Diagnostic> {
    let read = |policy: &&super::model::Policy| {
        let name = column(&policy.id, &Field::Eligible);
        scheme.columns.iter().any(|column| column.name == name)
    };
    let asks = |policy: &super::model::Policy| reaches(catalogue, &policy.id, &scheme.id, 0);
    let circles = catalogue.policies.iter().filter(read).filter(|policy| asks(policy));
    circles
        .map(|policy| {
            let (id, of) = (&policy.id, &scheme.id);
            Diagnostic::error(
                &codes::CYCLE,
                say!(
                    "政策 {id} 要看方案 {of} 的积分，方案 {of} 又要用政策 {id} 的结果",
                    "the policy {id} asks for points of the scheme {of}, which asks for the policy {id}"
                ),
            )
            .at(policy.place, Text::default())
            .mend(say!(
                "去掉方案里的列 \"{id}.eligible\"，或去掉政策里对积分的要求",
                "drop the column \"{id}.eligible\" from the scheme, or the points from the policy"
            ))
        })
        .collect()
}

/// Whether a policy, or one that it asks for, asks for a scheme.
fn reaches(catalogue: &Catalogue, id: &str, scheme: &str, depth: usize) -> bool {
    let Some(policy) = catalogue.find(id).map(|at| &catalogue.policies[at]) else { return false };
    let mentioned: Vec<&str> = policy.conditions().flat_map(|typed| typed.columns()).collect();
    catalogue.references.iter().filter(|r| mentioned.contains(&r.column().as_str())).any(|r| {
        let asks = r.field.is_points() && r.of == scheme;
        // Policies have no circle among themselves, so that this ends; the depth says so twice.
        asks || r.field == Field::Eligible
            && depth < catalogue.policies.len()
            && reaches(catalogue, &r.of, scheme, depth + 1)
    })
}

fn nothing(name: &str, dtype: DataType, rows: usize) -> Column {
    Column::full_null(name.into(), rows, &dtype)
}

fn dtype(kind: ColumnKind) -> DataType {
    match kind {
        ColumnKind::Number | ColumnKind::Integer | ColumnKind::Date => DataType::Float64,
        ColumnKind::Text => DataType::String,
        ColumnKind::Flag => DataType::Boolean,
    }
}

fn type_of(ty: Type) -> DataType {
    match ty {
        Type::Number | Type::Date => DataType::Float64,
        Type::Text => DataType::String,
        Type::Flag => DataType::Boolean,
    }
}

fn absent(catalogue: &Catalogue, name: &str) -> Diagnostic {
    let asks = |policy: &&super::model::Policy| {
        let typed = policy.conditions().chain(policy.measure());
        typed.into_iter().any(|typed| catalogue.sources(typed).iter().any(|c| c == name))
    };
    let policies: Vec<&str> =
        catalogue.policies.iter().filter(asks).map(|policy| policy.id.as_str()).collect();
    let list = policies.join(", ");
    Diagnostic::warning(
        &codes::COLUMN_ABSENT,
        say!(
            "表里没有「{name}」：对所有企业按未知处理（涉及 {list}）",
            "no table has `{name}`: unknown for every firm (asked for by {list})"
        ),
    )
}

fn unanswered(reference: &Reference, source: Option<&Source>) -> Diagnostic {
    let (of, field) = (&reference.of, reference.field.word());
    let at = reference.written.span;
    match source {
        Some(source) => {
            let nodes = source.answers.keys().filter_map(|field| match field {
                Field::Points(node) => Some(node.as_str()),
                _ => None,
            });
            Diagnostic::error(
                &codes::UNKNOWN_NODE,
                say!("方案 {of} 没有 {field}", "the scheme {of} has no {field}"),
            )
            .mend_if(did_you_mean(field, nodes))
            .at(at, Text::default())
        }
        None => {
            let option = if reference.field.is_points() { "--scheme" } else { "--chain" };
            Diagnostic::warning(
                &codes::SCHEME_NOT_GIVEN,
                say!(
                    "没有给出 {of}：{field}('{of}') 对所有企业未知",
                    "{of} was not given: {field}('{of}') is unknown for every firm"
                ),
            )
            .at(at, Text::default())
            .mend(say!("用 {option} 给出它的文件", "give its file with {option}"))
        }
    }
}
