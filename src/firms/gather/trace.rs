//! Where a cell of the result came from: every cell that was read for it, with file, line, raw text
//! and conversion, which of them it rests on, and by what rule.

use super::header::Target;
use super::identity::folded_name;
use super::merge::{self, Decision};
use super::observe::{At, Observed, Unread, Value, read};
use super::output::shown;
use super::sources::{Field, Origin};
use super::table::FieldColumn;
use super::{Gathered, years};
use crate::diagnostic::Text;
use crate::say;

/// One cell of the result with its origin.
#[derive(Debug, Clone, PartialEq)]
pub struct CellTrace {
    /// The field.
    pub field: String,
    /// The value with its unit; empty where it is missing.
    pub value: String,
    /// The rule that made it.
    pub how: Text,
    /// Every cell that was read for it.
    pub evidence: Vec<Evidence>,
}

/// A cell that was read for a value.
#[derive(Debug, Clone, PartialEq)]
pub struct Evidence {
    /// The source's name.
    pub source: String,
    /// The file.
    pub file: String,
    /// The line in it, from 1.
    pub line: u64,
    /// The header above the cell.
    pub header: String,
    /// The year that it speaks of, where years are told apart.
    pub year: Option<i32>,
    /// What stands in the cell.
    pub raw: String,
    /// What was done to read it.
    pub conversion: Text,
    /// What it says, in the field's unit.
    pub value: String,
    /// Whether the result rests on it.
    pub is_used: bool,
}

impl Gathered {
    /// The firm of an id or of an exact name.
    pub fn find_firm(&self, asked: &str) -> Option<usize> {
        let id = self.plan.normal_id(asked);
        self.identity.ids.binary_search(&id).ok().or_else(|| {
            let firms = self.identity.known_names.get(&folded_name(asked))?;
            firms.first().filter(|_| firms.len() == 1).map(|firm| *firm as usize)
        })
    }

    /// The names of all fields, kept or not.
    pub fn field_names(&self) -> impl Iterator<Item = &str> {
        self.plan.fields.iter().map(|field| field.named.name.as_str())
    }

    /// Where the cells of a firm came from; of one field, or of all.
    pub fn trace(&self, firm: usize, field: Option<&str>) -> Vec<CellTrace> {
        let asked = |name: &str| field.is_none_or(|field| field == name);
        let numbers =
            (0..self.plan.fields.len()).filter(|n| asked(&self.plan.fields[*n].named.name));
        numbers.map(|number| self.trace_field(firm as u32, number)).collect()
    }

    fn trace_field(&self, firm: u32, number: usize) -> CellTrace {
        let field = &self.plan.fields[number];
        let base = match field.origin {
            Origin::Years { base, .. } => base,
            _ => number,
        };
        let (decisions, unread) = self.decisions(firm, base);
        let is_illegible =
            |year: i32| unread.iter().any(|cell| cell.at.year == year && !cell.is_marker);
        let absent = |field: &Field, year: i32| {
            field.absent.filter(|_| !is_illegible(year)).map(Value::Number)
        };
        let (value, mut how) = match field.origin {
            Origin::Years { .. } => {
                let at = |year: i32| {
                    let own = decisions.iter().find(|d| d.year == year);
                    let merged = own.and_then(|decision| decision.value.clone());
                    merged.or_else(|| absent(&self.plan.fields[base], year))
                };
                let value = years::of_years(field, &self.plan.fields[base], at);
                (value, self.how_of_years(field, base))
            }
            _ => {
                let this = self.plan.year.unwrap_or(0);
                let own = decisions.iter().find(|decision| decision.year == this);
                let none = say!("没有一处有值", "no cell holds a value");
                (own.and_then(|d| d.value.clone()), own.map_or(none, |d| d.how.clone()))
            }
        };
        let this = self.plan.year.unwrap_or(0);
        let value = value.or_else(|| {
            let absent = match field.origin {
                Origin::Years { .. } => field.absent.map(Value::Number),
                _ => absent(field, this),
            }?;
            how = say!("没有来源提到，按 absent 取值", "no source mentions it: `absent`");
            Some(absent)
        });
        let years = self.years_of(field);
        let is_asked = |year: i32| years.is_none_or(|(a, b)| (a..=b).contains(&year));
        let evidence = decisions.iter().filter(|decision| is_asked(decision.year));
        let unread = unread.iter().filter(|cell| is_asked(cell.at.year));
        CellTrace {
            field: field.named.name.clone(),
            value: value.map(|value| told(&value, field)).unwrap_or_default(),
            how,
            evidence: evidence
                .flat_map(|decision| self.evidence(decision, base))
                .chain(unread.map(|cell| self.cell_evidence(cell.at, None, false, base)))
                .collect(),
        }
    }

    /// How a firm's values came about, and the cells that gave none.
    fn decisions(&self, firm: u32, number: usize) -> (Vec<Decision>, Vec<Unread>) {
        let view = self.view(Some(firm));
        let Observed { observations, unread, .. } = view.observe(number);
        (merge::merge(number, observations, &unread, &view, true).decisions, unread)
    }

    /// The years that a field is made of; `None` for all that there are.
    fn years_of(&self, field: &Field) -> Option<(i32, i32)> {
        match field.origin {
            Origin::Years { year, over, years, .. } => {
                use super::document::Over;
                let back = match over {
                    None => 0,
                    Some(Over::Growth) => 1,
                    Some(Over::Cagr) => years as i32,
                    Some(Over::Sum | Over::Mean) => years as i32 - 1,
                };
                Some((year - back, year))
            }
            _ => self.plan.year.map(|year| (year, year)),
        }
    }

    fn how_of_years(&self, field: &Field, base: usize) -> Text {
        use super::document::Over;
        let name = &self.plan.fields[base].named.name;
        let Origin::Years { year, over, years, .. } = field.origin else { return Text::default() };
        match over {
            None => say!("「{name}」{year} 年的值", "`{name}` of {year}"),
            Some(Over::Sum) => say!(
                "「{name}」到 {year} 年的 {years} 年之和",
                "the sum of `{name}` over {years} years to {year}"
            ),
            Some(Over::Mean) => say!(
                "「{name}」到 {year} 年的 {years} 年平均",
                "the mean of `{name}` over {years} years to {year}"
            ),
            Some(Over::Growth) => {
                say!("「{name}」{year} 年比上年的增长", "the growth of `{name}` in {year}")
            }
            Some(Over::Cagr) => say!(
                "「{name}」到 {year} 年的 {years} 年年均增长",
                "the yearly growth of `{name}` over {years} years to {year}"
            ),
        }
    }

    fn evidence(&self, decision: &Decision, number: usize) -> Vec<Evidence> {
        let all = decision.evidence.iter();
        all.map(|(o, is_used)| self.cell_evidence(o.at, Some(&o.value), *is_used, number)).collect()
    }

    fn cell_evidence(
        &self,
        at: At,
        value: Option<&Value>,
        is_used: bool,
        number: usize,
    ) -> Evidence {
        let table = &self.tables[at.table as usize];
        let field = &self.plan.fields[number];
        let is_count = matches!(field.origin, Origin::Count(_));
        let column = self.column_of(at, number);
        let (row, grid) = (at.row as usize, &table.grid);
        let (header, raw, conversion) = match &column {
            Some(column) if !is_count => {
                let header = match table.layout.one(&Target::Item) {
                    Some(item) => grid.raw(row, item).shown().into_owned(),
                    None => grid.head.columns[column.at].text.clone(),
                };
                let raw = grid.raw(row, column.at);
                let remark = read(raw, field, column, grid.is_sheet()).1;
                let conversion = conversion(column, field, remark.map(|r| r.problem(&column.unit)));
                (header, raw.shown().into_owned(), conversion)
            }
            _ => {
                let what = match value {
                    Some(_) => say!("算一行", "one row"),
                    None => say!("没有采用，见 rejected.csv", "rejected: see rejected.csv"),
                };
                (String::new(), grid.shown(row).join(" | "), what)
            }
        };
        Evidence {
            source: self.plan.sources[at.source].name.clone(),
            file: grid.file.clone(),
            line: grid.line(row),
            header,
            year: self.plan.year.map(|_| at.year),
            raw,
            conversion,
            value: value.map(|value| told(value, field)).unwrap_or_default(),
            is_used,
        }
    }

    fn column_of(&self, at: At, number: usize) -> Option<FieldColumn> {
        let table = at.table as usize;
        if let Some(items) = &self.items[table] {
            let members = &self.identity.members[table];
            let place = members.iter().position(|member| member.row == at.row as usize)?;
            if items[place].field == number {
                return Some(items[place].clone());
            }
        }
        let own = self.tables[table].columns.iter();
        own.filter(|c| c.field == number).find(|c| c.at == at.column as usize).cloned()
    }
}

fn conversion(column: &FieldColumn, field: &Field, repaired: Option<Text>) -> Text {
    let mut text = repaired.unwrap_or_default();
    if column.power != 0 {
        let (from, to) = (&column.unit, &field.unit);
        let unit = say!("由{from}换算成{to}", "converted from {from} to {to}");
        let joined = |a: &str, b: &str, by: &str| match a.is_empty() {
            true => b.to_owned(),
            false => format!("{a}{by}{b}"),
        };
        text = Text::new(joined(&text.zh, &unit.zh, "；"), joined(&text.en, &unit.en, "; "));
    }
    text
}

fn told(value: &Value, field: &Field) -> String {
    let blank = if field.unit.is_empty() || field.unit == "%" { "" } else { " " };
    format!("{}{blank}{}", shown(value, field.kind), field.unit)
}
