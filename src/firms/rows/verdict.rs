//! Which records are firms. A record is judged before any of its cells is read, so that a row that
//! is out of step with its header never gives a number.

use super::{Layout, Record, Slot};
use crate::diagnostic::codes::firms as codes;
use crate::diagnostic::{Code, Severity, Text};
use crate::firms::blocks::LONGEST_FIELD;
use crate::firms::cell;
use crate::firms::credit_code::is_invisible;
use crate::firms::header::{is_header, normal};
use crate::firms::record::Raw;
use crate::say;

/// Why a record is no firm.
pub(super) enum Verdict {
    NoId,
    TotalRow,
    HeaderAgain,
    TooMany(usize),
    TooFew(usize),
    CutOff(usize),
    FieldTooLong,
}

/// Whether a record whose id reads `id` is no firm, and why; `is_cut` as in [`super::RowReader::read`].
pub(super) fn judge<R: Record>(
    record: &R,
    id: &str,
    layout: &Layout,
    is_cut: bool,
) -> Option<Verdict> {
    let id = id.trim_matches(is_invisible);
    if is_total(id) || id.is_empty() && fields(record).any(|raw| is_total(&raw.shown())) {
        return Some(Verdict::TotalRow);
    }
    let id_slot = &layout.slots[0];
    if !id.is_empty() && (id == id_slot.header || is_header(id, &id_slot.normal)) {
        return Some(Verdict::HeaderAgain);
    }
    let found = record.len();
    if !R::IS_SHEET && found < layout.named_width {
        return Some(if is_cut { Verdict::CutOff(found) } else { Verdict::TooFew(found) });
    }
    if !R::IS_SHEET && (layout.width..found).any(|field| !record.raw(field).is_blank()) {
        return Some(Verdict::TooMany(found));
    }
    if id.is_empty() || cell::is_no_id(id) {
        return Some(Verdict::NoId);
    }
    let is_long =
        |slot: &Slot| matches!(record.raw(slot.field), Raw::Text(t) if t.len() > LONGEST_FIELD);
    layout.slots.iter().any(is_long).then_some(Verdict::FieldTooLong)
}

/// The fields of a record.
pub(super) fn fields<R: Record>(record: &R) -> impl Iterator<Item = Raw<'_>> {
    (0..record.len()).map(|field| record.raw(field))
}

/// A word for a line of totals.
pub(crate) fn is_total(text: &str) -> bool {
    const TOTALS: [&str; 9] =
        ["合计", "总计", "小计", "共计", "累计", "total", "totals", "subtotal", "grandtotal"];
    // Asked of every id: no code passes, and few names do.
    let may = |text: &str| {
        text.contains('计') || text.starts_with(['t', 'T', 's', 'S', 'g', 'G', 'ｔ', 'Ｔ'])
    };
    if text.len() > LONGEST_TOTAL || !may(text) {
        return false;
    }
    // `全区合计`, `合计数`, `小计（家）`, `合计：3家`
    let text = normal(text);
    let word = text.split([':', '(']).next().unwrap_or_default().trim_end_matches('数');
    let mut places = TOTALS[..4].iter().filter_map(|total| word.strip_suffix(*total));
    TOTALS.contains(&word) || places.any(is_place)
}

/// Longer texts are names.
const LONGEST_TOTAL: usize = 40;

/// What a total may be of: the whole of some place or page.
fn is_place(text: &str) -> bool {
    text.starts_with(['全', '本', '各'])
        || text.ends_with(['市', '区', '县', '镇', '页', '省', '局'])
}

impl Verdict {
    /// Code, severity and sentence.
    pub fn tell(&self, layout: &Layout) -> (Code, Severity, Text) {
        let width = layout.named_width;
        match *self {
            Verdict::NoId => {
                (&codes::NO_ID, Severity::Error, say!("没有企业代码", "the row has no id"))
            }
            Verdict::TotalRow => (
                &codes::NOT_A_FIRM,
                Severity::Note,
                say!("合计行，不是企业", "a line of totals, not a firm"),
            ),
            Verdict::HeaderAgain => (
                &codes::NOT_A_FIRM,
                Severity::Note,
                say!("重复的表头，不是企业", "the header once more, not a firm"),
            ),
            Verdict::TooMany(found) => {
                let width = layout.width;
                (
                    &codes::RAGGED_ROW,
                    Severity::Error,
                    say!(
                        "表头 {width} 列，该行 {found} 列：多出来的分隔符会使后面的数错位",
                        "{found} fields under a header of {width}: an extra delimiter shifts the numbers after it"
                    ),
                )
            }
            Verdict::TooFew(found) => (
                &codes::RAGGED_ROW,
                Severity::Error,
                say!(
                    "表头 {width} 列，该行只有 {found} 列：缺的是哪一列无从得知",
                    "only {found} fields under a header of {width}: which ones are missing cannot be known"
                ),
            ),
            Verdict::CutOff(found) => (
                &codes::CUT_OFF,
                Severity::Error,
                say!(
                    "文件在这一行中断：表头 {width} 列，该行只有 {found} 列，也没有行尾；文件可能没有传完",
                    "the file ends within this row: {found} fields under a header of {width} and no line end; it may not have been copied to its end"
                ),
            ),
            Verdict::FieldTooLong => (
                &codes::FIELD_TOO_LONG,
                Severity::Error,
                say!("有一个单元格超过 1 MiB", "a field of more than 1 MiB"),
            ),
        }
    }
}
