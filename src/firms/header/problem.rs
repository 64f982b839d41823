//! What is told when the headers do not give what the scheme wants.

use super::{Header, Spec};
use crate::diagnostic::codes::firms as codes;
use crate::diagnostic::{Diagnostic, Text, nearest};
use crate::say;
use crate::scheme::column::Column;

/// Two headers for one column.
pub(super) fn ambiguous(spec: &Spec, found: &[&Header]) -> Diagnostic {
    let name = &spec.column.name;
    let zh = found.iter().map(|h| format!("「{}」（第 {} 列）", h.text, h.field + 1));
    let en = found.iter().map(|h| format!("`{}` (column {})", h.text, h.field + 1));
    let (zh, en) = (zh.collect::<Vec<_>>().join("、"), en.collect::<Vec<_>>().join(", "));
    Diagnostic::error(
        &codes::AMBIGUOUS_HEADER,
        Text::new(
            format!("有 {} 个表头都像是列「{name}」：{zh}", found.len()),
            format!("{} headers could be the column `{name}`: {en}", found.len()),
        ),
    )
    .mend(say!(
        "请在表里删去或改名不用的那一列",
        "delete or rename in the table the one that is not meant"
    ))
}

/// The column is there, but in another unit.
pub(super) fn other_unit(spec: &Spec, header: &Header) -> Diagnostic {
    let (name, unit) = (&spec.column.name, &spec.column.unit);
    let stated = header.bracketed.as_ref().map_or("", |(_, unit)| unit.as_str());
    let text = &header.text;
    Diagnostic::error(
        &codes::OTHER_UNIT,
        say!(
            "表头「{text}」的单位是「{stated}」，方案里列「{name}」的单位是「{unit}」",
            "the header `{text}` is in `{stated}`, the scheme's column `{name}` in `{unit}`"
        ),
    )
    .because(say!(
        "单位不同的数不会悄悄读入：千元当万元，分数就差十倍",
        "numbers in another unit are never taken silently: 千元 read as 万元 is wrong ten times over"
    ))
    .mend(say!(
        "把表里的数换算成「{unit}」并改表头，或把方案里该列的 unit 改为「{stated}」（连同用到它的界限）",
        "convert the table's numbers to `{unit}` and rename the header, or set the column's unit in the scheme to `{stated}` (and the borders that use it)"
    ))
}

/// Every column that the table lacks, with what it has instead.
pub(super) fn absent(missing: &[&Column], headers: &[Header]) -> Diagnostic {
    const SHOWN: usize = 40;
    let zh = missing.iter().map(|c| format!("「{}」", c.name)).collect::<Vec<_>>().join("、");
    let en = missing.iter().map(|c| format!("`{}`", c.name)).collect::<Vec<_>>().join(", ");
    let count = missing.len();
    let mut diagnostic = Diagnostic::error(
        &codes::MISSING_COLUMN,
        say!("表里缺 {count} 列：{zh}", "the table lacks {count} of the columns: {en}"),
    );
    diagnostic.columns = missing.iter().map(|column| column.name.clone()).collect();
    let named: Vec<&str> =
        headers.iter().map(|h| h.text.as_str()).filter(|text| !text.is_empty()).collect();
    let shown = named[..named.len().min(SHOWN)].join(" | ");
    let more = named.len().saturating_sub(SHOWN);
    let (more_zh, more_en) = match more {
        0 => (String::new(), String::new()),
        more => (format!(" | 等，另有 {more} 个"), format!(" | and {more} more")),
    };
    let present = named.len();
    diagnostic = diagnostic.because(say!(
        "表里有 {present} 个表头：{shown}{more_zh}",
        "the table has {present} headers: {shown}{more_en}"
    ));
    for column in missing {
        if let Some(help) = suggestion(column, &named) {
            diagnostic = diagnostic.mend(help);
        }
    }
    diagnostic.mend(say!(
        "表头叫法不同时，可在方案的 [[column]] 里用 aliases 写明",
        "where the table uses another name, state it as one of the column's `aliases` in the scheme"
    ))
}

/// The headers nearest to a missing column's name.
fn suggestion(column: &Column, headers: &[&str]) -> Option<Text> {
    let near = nearest(&column.name, headers.iter().copied());
    if near.is_empty() {
        return None;
    }
    let name = &column.name;
    let zh = near.iter().map(|n| format!("「{n}」")).collect::<Vec<_>>().join("、");
    let en = near.iter().map(|n| format!("`{n}`")).collect::<Vec<_>>().join(", ");
    Some(say!("「{name}」是不是 {zh}？", "is `{name}` perhaps {en}?"))
}
