//! Which columns `ranking.csv` and the lists hold, in which order, and what stands in them: the one
//! place that knows their names. Must not know how a table is written.

use super::ranking::{answer_text, grade, key_columns, stage, status_text};
use super::{header, points_text, rank_text};
use crate::diagnostic::codes::run as codes;
use crate::diagnostic::{Diagnostic, Lang, did_you_mean};
use crate::say;
use crate::scheme::{Kind, List, Scheme, Within};
use crate::scoring::Scored;

/// A column of the ranking or of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Column {
    /// The rank; on a list the rank on the list.
    Rank,
    /// The rank among the firms of the same stage.
    RankInStage,
    /// A column of the tables, as it was read: the id, the name, a group.
    Table(String),
    /// The stage.
    Stage,
    /// The group of a list that takes so many from each.
    ListGroup,
    /// The total.
    Total,
    /// The grade.
    Grade,
    /// What became of the firm.
    Status,
    /// Whether the firm qualifies.
    Qualified,
    /// The known part of its base points.
    Coverage,
    /// The points of a dimension, by its index.
    Dimension(usize),
    /// The points of an indicator, by its index.
    Indicator(usize),
}

/// Columns in their order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Columns(Vec<Column>);

impl Columns {
    /// Those of `ranking.csv`: rank, rank in stage, id, name, stage, groups, total, grade, status,
    /// coverage, every dimension, every indicator.
    pub fn of_ranking(scheme: &Scheme) -> Self {
        let mut columns = vec![Column::Rank, Column::RankInStage];
        columns.extend(key_columns(scheme).into_iter().map(Column::Table));
        columns.push(Column::Stage);
        columns.extend(scheme.firm.groups.iter().cloned().map(Column::Table));
        columns.extend([Column::Total, Column::Grade, Column::Status]);
        columns.extend(scheme.qualify.as_ref().map(|_| Column::Qualified));
        columns.push(Column::Coverage);
        columns.extend((0..scheme.dimensions.len()).map(Column::Dimension));
        columns.extend((0..scheme.indicators.len()).map(Column::Indicator));
        Columns(columns)
    }

    /// Those of a list: rank, id, name, stage, groups, total, every dimension. A list within
    /// another column than the stage says each firm's group first.
    pub fn of_list(scheme: &Scheme, list: &List) -> Self {
        let mut columns = vec![Column::Rank];
        columns.extend(matches!(list.within, Within::Column(_)).then_some(Column::ListGroup));
        columns.extend(key_columns(scheme).into_iter().map(Column::Table));
        columns.push(Column::Stage);
        columns.extend(scheme.firm.groups.iter().cloned().map(Column::Table));
        columns.push(Column::Total);
        columns.extend((0..scheme.dimensions.len()).map(Column::Dimension));
        Columns(columns)
    }

    /// Those that a person names, by the headers of `ranking.csv`.
    ///
    /// # Errors
    /// Every name that is none of them, or that comes twice.
    pub fn named(scheme: &Scheme, names: &[String]) -> Result<Self, Vec<Diagnostic>> {
        let all = Columns::of_ranking(scheme);
        let known = all.headers(scheme, false, Lang::En);
        let (mut columns, mut problems) = (Vec::new(), Vec::new());
        for (at, name) in names.iter().enumerate() {
            match known.iter().position(|known| known == name) {
                Some(_) if names[..at].contains(name) => problems.push(Diagnostic::error(
                    &codes::USAGE,
                    say!("--columns 里「{name}」写了两次", "--columns names `{name}` twice"),
                )),
                Some(place) => columns.push(all.0[place].clone()),
                None => problems.push(unknown(name, &known)),
            }
        }
        if problems.is_empty() { Ok(Columns(columns)) } else { Err(problems) }
    }

    /// A firm's cells in order.
    pub fn cells(
        &self,
        scheme: &Scheme,
        scored: &Scored,
        firm: usize,
        names: bool,
        lang: Lang,
    ) -> Vec<String> {
        self.0.iter().map(|column| column.cell(scheme, scored, firm, names, lang)).collect()
    }

    /// How many columns stand before one; all, where it is not among them.
    pub fn place(&self, column: &Column) -> usize {
        self.0.iter().position(|own| own == column).unwrap_or(self.0.len())
    }

    /// The columns in order.
    pub fn iter(&self) -> impl Iterator<Item = &Column> {
        self.0.iter()
    }

    /// The headers: ids, or names for people.
    pub fn headers(&self, scheme: &Scheme, names: bool, lang: Lang) -> Vec<String> {
        self.0.iter().map(|column| column.header(scheme, names, lang)).collect()
    }
}

fn unknown(name: &str, known: &[String]) -> Diagnostic {
    let all = known.join(", ");
    Diagnostic::error(
        &codes::USAGE,
        say!("结果里没有「{name}」这一列", "the outputs have no column `{name}`"),
    )
    .because(say!("--columns 可以写：{all}", "--columns takes: {all}"))
    .mend_if(did_you_mean(name, known.iter().map(String::as_str)))
}

impl Column {
    /// Its header: its id, or its name for people.
    pub fn header(&self, scheme: &Scheme, names: bool, lang: Lang) -> String {
        let node = |id: &String, name: &String| if names { name.clone() } else { id.clone() };
        let fixed = match self {
            Column::Table(column) => return column.clone(),
            Column::Dimension(at) => {
                return node(&scheme.dimensions[*at].id, &scheme.dimensions[*at].name);
            }
            Column::Indicator(at) => {
                return node(&scheme.indicators[*at].id, &scheme.indicators[*at].name);
            }
            Column::Rank => "rank",
            Column::RankInStage => "rank_in_stage",
            Column::Stage => "stage",
            Column::ListGroup => "group",
            Column::Total => "total",
            Column::Grade => "grade",
            Column::Status => "status",
            Column::Qualified => "qualified",
            Column::Coverage => "coverage",
        };
        header(fixed, names, lang)
    }

    /// What it holds for a firm. Deductions are negative, so that dimensions add up to the total; a
    /// list puts in its own rank and group.
    pub fn cell(
        &self,
        scheme: &Scheme,
        scored: &Scored,
        firm: usize,
        names: bool,
        lang: Lang,
    ) -> String {
        let (points, ranking) = (&scored.points, &scored.ranking);
        let shown = |units: Option<i64>, kind: Kind| {
            let signed = units.map(|units| if kind == Kind::Deduction { -units } else { units });
            signed.map(|units| points_text(units, points.decimals)).unwrap_or_default()
        };
        match self {
            Column::Rank => rank_text(ranking.rank[firm]),
            Column::RankInStage => rank_text(ranking.rank_in_stage[firm]),
            Column::Table(column) => scored.derived.text(column, firm),
            Column::Stage => stage(scheme, scored, firm, names),
            Column::ListGroup => String::new(),
            Column::Total => shown(points.total.get(firm), Kind::Base),
            Column::Grade => grade(scheme, scored, firm),
            Column::Status => status_text(ranking.status[firm], names, lang),
            Column::Qualified => {
                let answer = ranking.qualified.get(firm);
                answer.map(|answer| answer_text(*answer, names, lang)).unwrap_or_default()
            }
            Column::Coverage => {
                let coverage = points.coverage.get(firm);
                coverage.map(|coverage| format!("{coverage:.4}")).unwrap_or_default()
            }
            Column::Dimension(at) => {
                shown(points.dimensions[*at].get(firm), scheme.dimensions[*at].kind)
            }
            Column::Indicator(at) => {
                shown(points.indicators[*at].get(firm), scheme.indicators[*at].kind)
            }
        }
    }
}
