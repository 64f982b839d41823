//! What looks wrong only when a whole column is seen. Such a doubt is told and never acted on.

use std::collections::BTreeMap;

use super::columns::FrameColumn;
use super::issue::{DataIssue, Entry};
use super::rows::{Part, Plan};
use super::unit;
use crate::diagnostic::Severity;
use crate::diagnostic::codes::firms as codes;
use crate::say;
use crate::scheme::column::ColumnKind;

/// So many values must agree before they are doubted.
const ENOUGH: usize = 5;

/// Columns in % of which all values may lie between -1 and 1: a share of 12% is often stored as
/// 0.12, and taken for 0.12% it is wrong a hundred times over.
#[derive(Debug, Default)]
pub(crate) struct Fractions(BTreeMap<usize, Seen>);

/// What was seen of a column in %.
#[derive(Debug, Default)]
pub(crate) struct Seen {
    /// Values within, other than 0.
    within: usize,
    /// Whether a value lies beyond.
    beyond: bool,
}

impl Seen {
    /// Looks at one more value.
    pub fn see(&mut self, value: f64) {
        self.within += usize::from(value != 0.0 && value.abs() <= 1.0);
        self.beyond |= value.abs() > 1.0;
    }

    /// Whether the values may be fractions.
    pub fn is_doubtful(&self) -> bool {
        !self.beyond && self.within >= ENOUGH
    }
}

impl Fractions {
    /// Looks through a stretch of a table.
    pub fn of(plan: &Plan, part: &Part) -> Self {
        let slots = plan.layout.slots.iter().zip(&part.columns).enumerate();
        let in_percent = slots.filter(|(_, (slot, _))| {
            slot.kind == ColumnKind::Number && unit::canonical(&slot.unit) == "%"
        });
        Fractions(in_percent.map(|(at, (_, column))| (at, seen(column))).collect())
    }

    /// Adds another stretch.
    pub fn append(&mut self, next: Fractions) {
        for (at, next) in next.0 {
            let seen = self.0.entry(at).or_default();
            seen.within += next.within;
            seen.beyond |= next.beyond;
        }
    }

    /// What a person should look at.
    pub fn tell(&self, plan: &Plan) -> Vec<Entry> {
        let doubtful = self.0.iter().filter(|(_, seen)| seen.is_doubtful());
        let told = |at: usize| {
            let issue = fractions(&plan.source, &plan.layout.slots[at].name);
            Entry { line: 0, column: at + 1, issue }
        };
        doubtful.map(|(at, _)| told(*at)).collect()
    }
}

fn seen(column: &FrameColumn) -> Seen {
    let mut seen = Seen::default();
    let Ok(numbers) = column.f64() else { return seen };
    for value in numbers.iter().flatten() {
        seen.see(value);
        if seen.beyond {
            break;
        }
    }
    seen
}

/// The doubt about a column of a table.
pub(crate) fn fractions(source: &str, column: &str) -> DataIssue {
    DataIssue {
        code: &codes::FRACTIONS_FOR_PERCENT,
        severity: Severity::Warning,
        source: source.to_owned(),
        line: None,
        firm: String::new(),
        column: column.to_owned(),
        value: String::new(),
        problem: say!(
            "该列的单位是 %，而所有的值都在 -1 与 1 之间，可能是把 12% 存成了 0.12",
            "the column is in %, but every value lies between -1 and 1: 12% may be stored as 0.12"
        ),
        effect: say!("照原样读入，请核对", "taken as they are; check them"),
    }
}
