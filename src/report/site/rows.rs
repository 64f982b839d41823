//! The list of firms as data for the page's script, and its first rows for a browser without one.
//! Owns what the columns are; must not know how they look.

use serde::Serialize;
use serde_json::{Value, json};

use super::Site;
use super::firm::href;
use crate::report::explain::{fixed, percent};
use crate::report::ranking::{grade, stage, status_text};
use crate::report::{points_number, rank_text};
use crate::scheme::Kind;
use crate::scoring::Status;

/// Firms on a page of the list, and in the table that is there without a script.
pub const PER_PAGE: usize = 50;
/// More firms than this are not printed: nobody reads a hundred sheets of names.
const PRINTED: usize = 2_000;

/// A column of the list.
#[derive(Debug, Clone, Serialize)]
pub struct Column {
    /// What it is called in the page's code.
    key: String,
    /// Its header.
    label: String,
    /// `rank`, `id`, `name`, `points`, `share` or `category`.
    kind: &'static str,
    /// The texts of a category; rows hold their places here.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    values: Vec<String>,
}

/// A row as HTML shows it.
#[derive(Debug, Serialize)]
pub struct Row {
    href: Option<String>,
    status: &'static str,
    /// What became of a firm without rank: paper and telephones have no column for it.
    why: Option<String>,
    cells: Vec<Cell>,
}

#[derive(Debug, Serialize)]
struct Cell {
    key: String,
    kind: &'static str,
    text: String,
}

/// The table.
#[derive(Debug)]
pub struct Rows {
    /// Its columns.
    pub columns: Vec<Column>,
    /// Everything, as JSON that can stand in a page.
    pub data: String,
    /// The first rows.
    pub first: Vec<Row>,
}

/// Texts in the order in which they are first met.
#[derive(Debug, Default)]
struct Category {
    places: std::collections::BTreeMap<String, usize>,
    values: Vec<String>,
}

impl Category {
    fn place(&mut self, text: String) -> usize {
        if let Some(place) = self.places.get(&text) {
            return *place;
        }
        self.values.push(text.clone());
        self.places.insert(text, self.values.len() - 1);
        self.values.len() - 1
    }
}

impl Site<'_> {
    /// Every firm, best first.
    pub(super) fn rows(&self, has_page: &dyn Fn(usize) -> bool) -> Rows {
        let mut columns = self.columns();
        let mut categories: Vec<Category> = columns.iter().map(|_| Category::default()).collect();
        // The scheme's own order, also for what nobody has.
        for (column, category) in columns.iter().zip(&mut categories) {
            let known: Vec<&String> = match column.key.as_str() {
                "stage" => self.scheme.stages.iter().map(|stage| &stage.name).collect(),
                "grade" => self.scheme.grades.iter().map(|grade| &grade.name).collect(),
                _ => Vec::new(),
            };
            for text in known {
                category.place(text.clone());
            }
        }
        let lists = self.lists_of_firms();
        let mut rows: Vec<Value> = Vec::with_capacity(self.scored.derived.len());
        for firm in &self.scored.ranking.order {
            let mut row: Vec<Value> = Vec::with_capacity(columns.len() + 2);
            row.push(if has_page(*firm) { json!(self.file(*firm)) } else { json!(0) });
            row.push(json!(lists[*firm]));
            for (column, category) in columns.iter().zip(&mut categories) {
                row.push(match column.kind {
                    "category" => json!(category.place(self.text(column, *firm))),
                    _ => self.number(column, *firm),
                });
            }
            rows.push(Value::Array(row));
        }
        for (column, category) in columns.iter_mut().zip(categories) {
            column.values = category.values;
        }
        let names: Vec<&str> = self.scheme.lists.iter().map(|list| list.name.as_str()).collect();
        let data = json!({
            "columns": columns, "lists": names, "listed": self.listed(), "rows": rows,
            "perPage": PER_PAGE, "printed": PRINTED, "decimals": self.scored.points.decimals,
            "ranked": status_text(Status::Ranked, true, self.lang), "t": self.words,
        });
        let shown = self.scored.ranking.order.iter().take(PER_PAGE);
        let first = shown.map(|firm| self.row(&columns, *firm, has_page(*firm))).collect();
        Rows { first, data: in_page(&data.to_string()), columns }
    }

    fn columns(&self) -> Vec<Column> {
        let column = |key: &str, label: &str, kind| Column {
            key: key.to_string(),
            label: label.to_string(),
            kind,
            values: Vec::new(),
        };
        let (scheme, word) = (self.scheme, |key| self.word(key));
        let staged = scheme.stages.len() > 1;
        let mut columns = vec![column("rank", word("rank"), "rank")];
        columns.push(column("name", word("firm"), "name"));
        if scheme.firm.name.as_ref().is_some_and(|name| *name != scheme.firm.id) {
            columns.push(column("id", &scheme.firm.id, "id"));
        }
        columns.extend(staged.then(|| column("stage", word("stage"), "category")));
        for (at, group) in scheme.firm.groups.iter().enumerate() {
            columns.push(column(&format!("group{at}"), group, "category"));
        }
        columns.push(column("total", word("total"), "points"));
        columns.extend(
            (!scheme.grades.is_empty()).then(|| column("grade", word("grade"), "category")),
        );
        columns.extend(staged.then(|| column("rank_in_stage", word("rank_in_stage"), "rank")));
        for (at, dimension) in scheme.dimensions.iter().enumerate() {
            if dimension.parent.is_none() {
                columns.push(column(&format!("dimension{at}"), &dimension.name, "points"));
            }
        }
        columns.push(column("coverage", word("coverage"), "share"));
        columns.push(column("status", word("status"), "category"));
        columns
    }

    /// What a cell says that is a text.
    fn text(&self, column: &Column, firm: usize) -> String {
        let (scheme, scored) = (self.scheme, self.scored);
        match column.key.as_str() {
            "id" => scored.derived.text(&scheme.firm.id, firm),
            "name" => {
                let name = scheme.firm.name.as_ref().map(|name| scored.derived.text(name, firm));
                let id = || scored.derived.text(&scheme.firm.id, firm);
                name.filter(|name| !name.is_empty()).unwrap_or_else(id)
            }
            "stage" => stage(scheme, scored, firm, true),
            "grade" => grade(scheme, scored, firm),
            "status" => status_text(scored.ranking.status[firm], true, self.lang),
            key => match key.strip_prefix("group").and_then(|at| at.parse::<usize>().ok()) {
                Some(at) => scored.derived.text(&scheme.firm.groups[at], firm),
                None => String::new(),
            },
        }
    }

    /// What a cell says that is no category.
    fn number(&self, column: &Column, firm: usize) -> Value {
        let (points, ranking) = (&self.scored.points, &self.scored.ranking);
        match column.key.as_str() {
            "id" | "name" => json!(self.text(column, firm)),
            "rank" => json!(ranking.rank[firm]),
            "rank_in_stage" => json!(ranking.rank_in_stage[firm]),
            "coverage" => json!(points.coverage.get(firm).map(|c| (c * 1e4).round() / 1e4)),
            _ => json!(self.units(column, firm).map(|u| points_number(u, points.decimals))),
        }
    }

    /// The total or a dimension's points, as they are shown.
    fn units(&self, column: &Column, firm: usize) -> Option<i64> {
        let points = &self.scored.points;
        let Some(at) = column.key.strip_prefix("dimension") else { return points.total.get(firm) };
        let at: usize = at.parse().ok()?;
        let units = points.dimensions.get(at)?.get(firm)?;
        let taken = self.scheme.dimensions[at].kind == Kind::Deduction;
        Some(if taken { -units } else { units })
    }

    fn row(&self, columns: &[Column], firm: usize, has_page: bool) -> Row {
        let (points, ranking) = (&self.scored.points, &self.scored.ranking);
        let cell = |column: &Column| {
            let text = match (column.kind, column.key.as_str()) {
                ("rank", "rank") => rank_text(ranking.rank[firm]),
                ("rank", _) => rank_text(ranking.rank_in_stage[firm]),
                ("share", _) => points.coverage.get(firm).map(percent).unwrap_or_default(),
                ("points", _) => {
                    let units = self.units(column, firm);
                    let shown = |u| fixed(points_number(u, points.decimals), points.decimals);
                    units.map(shown).unwrap_or_default()
                }
                _ => self.text(column, firm),
            };
            Cell { key: column.key.clone(), kind: column.kind, text }
        };
        Row {
            href: has_page.then(|| href(self.file(firm))),
            status: ranking.status[firm].id(),
            why: (ranking.status[firm] != Status::Ranked)
                .then(|| status_text(ranking.status[firm], true, self.lang)),
            cells: columns.iter().map(cell).collect(),
        }
    }

    /// Which lists each firm is on.
    fn lists_of_firms(&self) -> Vec<Vec<usize>> {
        let mut lists = vec![Vec::new(); self.scored.derived.len()];
        for listed in &self.scored.ranking.lists {
            for (firm, _) in listed.groups.iter().flat_map(|(_, firms)| firms) {
                if lists[*firm].last() != Some(&listed.list) {
                    lists[*firm].push(listed.list);
                }
            }
        }
        lists
    }

    /// Who is on each list, group by group: the firm's row and its rank there.
    fn listed(&self) -> Vec<Vec<Vec<(usize, f64)>>> {
        let order = &self.scored.ranking.order;
        let mut row_of = vec![0; order.len()];
        order.iter().enumerate().for_each(|(row, firm)| row_of[*firm] = row);
        let group = |(_, firms): &(String, Vec<(usize, f64)>)| {
            firms.iter().map(|(firm, rank)| (row_of[*firm], *rank)).collect()
        };
        let lists = &self.scored.ranking.lists;
        lists.iter().map(|listed| listed.groups.iter().map(group).collect()).collect()
    }

    /// The ranked firms, best first.
    pub(super) fn ranked(&self) -> Vec<usize> {
        let ranking = &self.scored.ranking;
        let is_ranked = |firm: &usize| ranking.status[*firm] == Status::Ranked;
        ranking.order.iter().copied().filter(is_ranked).collect()
    }
}

/// JSON that stands in a page: nothing in it can end the element or begin another.
fn in_page(json: &str) -> String {
    let mut text = String::with_capacity(json.len());
    for c in json.chars() {
        match c {
            '<' | '>' | '&' | '\u{2028}' | '\u{2029}' => {
                text.push_str(&format!("\\u{:04x}", c as u32));
            }
            c => text.push(c),
        }
    }
    text
}
