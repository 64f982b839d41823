//! What there is to say about a cell that was not plainly written. Small and copyable, because a
//! table may have millions of them; the sentences are made only for those that are listed.

use crate::diagnostic::codes::firms as codes;
use crate::diagnostic::{Code, Severity, Text};
use crate::say;

/// What a person should know about how a cell was read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Remark {
    /// A word for "no value" such as `—` or `暂无`.
    Marker,
    /// A spreadsheet's error such as `#DIV/0!`.
    ErrorCell,
    /// A number that programs write for "no value", such as -2147483640.
    Sentinel,
    /// A number or date that had to be understood, with everything that was done.
    Repaired(Repairs),
    /// A fraction in a column of whole numbers.
    NotWhole,
    /// No reading is certain.
    Unreadable(Reason),
}

/// One thing that was done to read a cell. The order is that of importance: what changes the
/// value stands first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Repair {
    /// `1.2亿` in a column of 万元.
    Converted,
    /// `12%` told in the column's unit.
    Percent,
    /// `(300)` as -300.
    Accounting,
    /// `2021年5月` as its first day.
    DayAssumed,
    /// `¥300`.
    Currency,
    /// `450万元` in a column of 万元.
    UnitDropped,
    /// `13,120.0`.
    Thousands,
    /// `１２００`.
    Width,
    /// `13 120`, or a leading apostrophe.
    Blanks,
    /// A number that a workbook stores as text.
    StoredAsText,
}

const REPAIRS: [Repair; 10] = [
    Repair::Converted,
    Repair::Percent,
    Repair::Accounting,
    Repair::DayAssumed,
    Repair::Currency,
    Repair::UnitDropped,
    Repair::Thousands,
    Repair::Width,
    Repair::Blanks,
    Repair::StoredAsText,
];

/// Everything that was done to read one cell; never empty inside a [`Remark`].
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Repairs(u16);

impl Repairs {
    /// Adds one.
    pub fn insert(&mut self, repair: Repair) {
        self.0 |= 1 << repair as u16;
    }

    /// Whether it was done.
    pub fn contains(self, repair: Repair) -> bool {
        self.0 & (1 << repair as u16) != 0
    }

    /// Whether the cell was plainly written.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// What was done, most important first.
    pub fn iter(self) -> impl Iterator<Item = Repair> {
        REPAIRS.into_iter().filter(move |repair| self.contains(*repair))
    }
}

impl From<Repair> for Repairs {
    fn from(repair: Repair) -> Self {
        let mut repairs = Repairs::default();
        repairs.insert(repair);
        repairs
    }
}

/// Why a cell has no certain reading.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reason {
    /// Not a number in any known writing.
    NotANumber,
    /// Commas that are neither thousands nor anything else certain.
    Grouping,
    /// Larger than a number can be, or infinite.
    TooLarge,
    /// `1.2亿` in a column whose unit is not stated.
    UnknownUnit,
    /// A unit that does not measure what the column measures.
    ForeignUnit,
    /// A currency that is not the column's.
    ForeignCurrency,
    /// A date where a number is wanted.
    DateForNumber,
    /// Neither yes nor no.
    NotAFlag,
    /// Not a date in any known writing.
    NotADate,
    /// Written as a date, but the calendar has no such day.
    ImpossibleDate,
    /// `44347`: probably a spreadsheet's day number that lost its format.
    DayNumber,
}

impl Remark {
    /// Under which code the cell is listed.
    pub fn code(self) -> Code {
        match self {
            Remark::Marker => &codes::MISSING_MARKER,
            Remark::ErrorCell => &codes::ERROR_CELL,
            Remark::Sentinel => &codes::SENTINEL,
            Remark::NotWhole => &codes::NOT_WHOLE,
            Remark::Repaired(repairs) => {
                repairs.iter().next().map_or(&codes::NUMBER_REPAIRED, Repair::code)
            }
            Remark::Unreadable(reason) => match reason {
                Reason::UnknownUnit => &codes::UNIT_NOT_KNOWN,
                Reason::NotAFlag => &codes::UNREADABLE_FLAG,
                Reason::NotADate | Reason::ImpossibleDate | Reason::DayNumber => {
                    &codes::UNREADABLE_DATE
                }
                _ => &codes::UNREADABLE_NUMBER,
            },
        }
    }

    /// A doubt is a warning; what was understood is a note.
    pub fn severity(self) -> Severity {
        match self {
            Remark::NotWhole | Remark::Unreadable(_) => Severity::Warning,
            _ => Severity::Note,
        }
    }

    /// What is odd about the cell; `unit` is the column's.
    pub fn problem(self, unit: &str) -> Text {
        match self {
            Remark::Marker => say!("写的是「无数据」一类的词", "a word for \"no value\""),
            Remark::ErrorCell => {
                say!("表格软件的错误值", "a spreadsheet's error value")
            }
            Remark::Sentinel => {
                say!("程序用来表示「无数据」的数", "a number that programs write for \"no value\"")
            }
            Remark::NotWhole => {
                say!("整数列里有小数", "a fraction in a column of whole numbers")
            }
            Remark::Repaired(repairs) => join(repairs.iter().map(|repair| repair.text(unit))),
            Remark::Unreadable(reason) => reason.text(unit),
        }
    }
}

fn join(texts: impl Iterator<Item = Text>) -> Text {
    let (zh, en): (Vec<_>, Vec<_>) = texts.map(|text| (text.zh, text.en)).unzip();
    Text::new(zh.join("；"), en.join("; "))
}

impl Repair {
    fn code(self) -> Code {
        match self {
            Repair::Converted => &codes::UNIT_CONVERTED,
            Repair::Percent => &codes::PERCENT,
            Repair::Accounting => &codes::ACCOUNTING_NEGATIVE,
            Repair::DayAssumed => &codes::DAY_ASSUMED,
            Repair::Thousands => &codes::THOUSANDS,
            Repair::Width => &codes::FULL_WIDTH,
            Repair::Currency | Repair::UnitDropped | Repair::Blanks => &codes::NUMBER_REPAIRED,
            Repair::StoredAsText => &codes::STORED_AS_TEXT,
        }
    }

    fn text(self, unit: &str) -> Text {
        match self {
            Repair::Converted => {
                say!(
                    "数里带着另一个单位，已换算成{unit}",
                    "written in another unit, converted to {unit}"
                )
            }
            Repair::Percent if unit.is_empty() => {
                say!(
                    "百分数，该列没有单位，已换算成小数",
                    "a percentage, told as a fraction because the column has no unit"
                )
            }
            Repair::Percent => say!("百分数，按{unit}读", "a percentage, told in {unit}"),
            Repair::Accounting => {
                say!(
                    "括号表示负数（会计写法）",
                    "brackets mean a negative number (accounting style)"
                )
            }
            Repair::DayAssumed => {
                say!(
                    "只有年月，按当月 1 日",
                    "year and month only, taken as the first of the month"
                )
            }
            Repair::Currency => say!("去掉货币符号", "currency sign dropped"),
            Repair::UnitDropped => say!("去掉数后的单位", "unit after the number dropped"),
            Repair::Thousands => say!("去掉千位分隔符", "thousands separators dropped"),
            Repair::Width => say!("全角字符改为半角", "full-width characters made half-width"),
            Repair::Blanks => say!("去掉数里的空格等", "blanks inside the number dropped"),
            Repair::StoredAsText => say!("以文本存放的数字", "a number stored as text"),
        }
    }
}

impl Reason {
    fn text(self, unit: &str) -> Text {
        match self {
            Reason::NotANumber => say!("不是数", "not a number"),
            Reason::Grouping => say!(
                "逗号既不是千位分隔符，也说不准是什么",
                "its commas do not separate thousands, and what else they mean is not certain"
            ),
            Reason::TooLarge => say!("数太大，或不是有限的数", "too large, or not finite"),
            Reason::UnknownUnit => say!(
                "数里带着单位，而方案没有写明该列的单位，无从换算",
                "written with a unit, but the scheme does not state the column's unit, so it cannot be converted"
            ),
            Reason::ForeignUnit => {
                say!(
                    "数里的单位与该列的单位「{unit}」不是一回事",
                    "its unit does not measure what the column's unit `{unit}` measures"
                )
            }
            Reason::ForeignCurrency => {
                say!(
                    "数里的货币不是该列的单位「{unit}」",
                    "its currency is not the column's unit `{unit}`"
                )
            }
            Reason::DateForNumber => {
                say!("单元格是日期，该列要的是数", "the cell is a date, the column wants a number")
            }
            Reason::NotAFlag => say!("看不出是「是」还是「否」", "neither yes nor no"),
            Reason::NotADate => say!("不是日期", "not a date"),
            Reason::ImpossibleDate => say!("日历上没有这一天", "the calendar has no such day"),
            Reason::DayNumber => say!(
                "像是表格软件的日期序号，丢了日期格式；请在原表里设为日期格式再导出",
                "probably a spreadsheet's day number that lost its date format; format the cells as dates and export again"
            ),
        }
    }
}
