//! What looks wrong only when a whole column is seen. Such a doubt is told and never acted on.

use super::columns::FrameColumn;
use super::header::Slot;
use super::issue::{DataIssue, Entry};
use super::rows::{Part, Plan};
use super::unit;
use crate::diagnostic::Severity;
use crate::diagnostic::codes::firms as codes;
use crate::say;
use crate::scheme::column::ColumnKind;

/// So many values must agree before they are doubted.
const ENOUGH: usize = 5;

/// Columns in % whose values all lie between -1 and 1: a share of 12% is often stored as 0.12, and
/// taken for 0.12% it is wrong a hundred times over.
pub(crate) fn fractions_for_percent(plan: &Plan, part: &Part) -> Vec<Entry> {
    let slots = plan.layout.slots.iter().zip(&part.columns).enumerate();
    let doubtful = slots.filter(|(_, (slot, column))| {
        slot.kind == ColumnKind::Number
            && unit::canonical(&slot.unit) == "%"
            && look_like_fractions(column)
    });
    doubtful.map(|(at, (slot, _))| told(plan, slot, at)).collect()
}

fn look_like_fractions(column: &FrameColumn) -> bool {
    let Ok(numbers) = column.f64() else { return false };
    let mut count = 0;
    for value in numbers.iter().flatten().filter(|value| *value != 0.0) {
        if value.abs() > 1.0 {
            return false;
        }
        count += 1;
    }
    count >= ENOUGH
}

fn told(plan: &Plan, slot: &Slot, at: usize) -> Entry {
    let issue = DataIssue {
        code: &codes::FRACTIONS_FOR_PERCENT,
        severity: Severity::Warning,
        source: plan.source.clone(),
        line: None,
        firm: String::new(),
        column: slot.name.clone(),
        value: String::new(),
        problem: say!(
            "该列的单位是 %，而所有的值都在 -1 与 1 之间，可能是把 12% 存成了 0.12",
            "the column is in %, but every value lies between -1 and 1: 12% may be stored as 0.12"
        ),
        effect: say!("照原样读入，请核对", "taken as they are; check them"),
    };
    Entry { line: 0, column: at + 1, issue }
}
