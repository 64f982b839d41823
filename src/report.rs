//! Results -> bytes for people and machines: CSV, JSON, text. Pure functions of the types of the
//! rooms before it. Must not calculate points, read the disk or print.

pub mod account;
pub mod audit;
pub mod beside;
pub mod bulk;
pub mod columns;
pub mod compare;
pub mod dossier;
pub mod explain;
pub mod gathered;
pub mod grid;
pub mod lists;
pub mod manifest;
pub mod map;
mod map_picture;
pub mod markup;
pub mod matches;
pub mod policy_sheet;
pub mod portraits;
pub mod ranking;
pub mod screen;
pub mod screen_policies;
pub mod sensitivity;
mod sheet;
pub mod site;
pub mod standard;
pub mod svg;
pub mod weigh;
mod wiped;
pub mod workbook;

pub use sheet::{CsvStyle, Sheet};

use crate::diagnostic::{Lang, Text};
use crate::scoring::unscaled;

/// Points as shown: always with the scheme's decimals, exactly.
pub fn points_text(units: i64, decimals: u32) -> String {
    let size = units.unsigned_abs();
    let sign = if units < 0 { "-" } else { "" };
    if decimals == 0 {
        return format!("{sign}{size}");
    }
    let unit = 10u64.pow(decimals);
    let (whole, rest) = (size / unit, size % unit);
    format!("{sign}{whole}.{rest:0width$}", width = decimals as usize)
}

/// Points as a JSON number.
pub fn points_number(units: i64, decimals: u32) -> f64 {
    unscaled(units, decimals)
}

/// A rank: whole, or with a half under average ties; empty for none.
pub fn rank_text(rank: Option<f64>) -> String {
    rank.map(|rank| rank.to_string()).unwrap_or_default()
}

/// A path without its folders, which are nobody's business on a page that is handed over.
pub fn file_name(path: &str) -> &str {
    path.rsplit(['/', '\\']).next().unwrap_or(path)
}

/// The header of a fixed column: its id, or its name for people.
pub fn header(id: &str, names: bool, lang: Lang) -> String {
    if !names {
        return id.to_string();
    }
    let text = match id {
        "rank" => Text::new("排名", "Rank"),
        "rank_in_stage" => Text::new("阶段内排名", "Rank in stage"),
        "stage" => Text::new("阶段", "Stage"),
        "total" => Text::new("总分", "Total"),
        "grade" => Text::new("等级", "Grade"),
        "status" => Text::new("状态", "Status"),
        "coverage" => Text::new("数据覆盖率", "Coverage"),
        "qualified" => Text::new("是否达标", "Qualified"),
        "code" => Text::new("代码", "Code"),
        "severity" => Text::new("程度", "Severity"),
        "source" => Text::new("文件", "Source"),
        "line" => Text::new("行", "Line"),
        "firm" => Text::new("企业", "Firm"),
        "column" => Text::new("列", "Column"),
        "value" => Text::new("原文", "Value"),
        "problem" => Text::new("问题", "Problem"),
        "effect" => Text::new("处理", "Effect"),
        "group" => Text::new("组别", "Group"),
        other => Text::same(other),
    };
    text.get(lang).to_string()
}
