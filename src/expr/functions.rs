//! The function reference, as data: names, arguments, help and a worked example of each. It drives
//! the checks of arguments, the suggestions and the printed reference. Owns what a function takes
//! and gives; must not know how it is calculated ([`super::kernel`] does).

/// The functions of the language.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Function {
    /// `abs(x)`
    Abs,
    /// `round(x[, digits])`
    Round,
    /// `floor(x)`
    Floor,
    /// `ceil(x)`
    Ceil,
    /// `ln(x)`
    Ln,
    /// `log10(x)`
    Log10,
    /// `sqrt(x)`
    Sqrt,
    /// `power(x, y)`
    Power,
    /// `least(a, b, ...)`
    Least,
    /// `greatest(a, b, ...)`
    Greatest,
    /// `coalesce(a, b, ...)`
    Coalesce,
    /// `nullif(a, b)`
    Nullif,
    /// `growth(now, before)`
    Growth,
    /// `years_since(date[, as_of])`
    YearsSince,
    /// `year(date)`
    Year,
    /// `contains(text, part)`
    Contains,
    /// `length(text)`
    Length,
}

/// What an argument must be, or what a function gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A number.
    Number,
    /// A text.
    Text,
    /// A date.
    Date,
    /// True or false.
    Flag,
    /// A whole number written down, from -15 to 15.
    Digits,
    /// Anything, the same in every such place.
    Same,
    /// A number or a date, the same in every such place.
    Ordered,
}

/// One entry of the reference.
#[derive(Debug)]
pub struct FunctionEntry {
    /// Which function.
    pub function: Function,
    /// Its name, in lower case; any case is read.
    pub name: &'static str,
    /// How it is called.
    pub signature: &'static str,
    /// What its arguments must be; the last may repeat.
    pub params: &'static [Kind],
    /// How many arguments it needs at least.
    pub least: usize,
    /// How many it takes at most; `None`: any number.
    pub most: Option<usize>,
    /// What it gives.
    pub gives: Kind,
    /// What it says; zh and en.
    pub about: [&'static str; 2],
    /// An expression without columns, and its value.
    pub example: (&'static str, &'static str),
}

/// Every function of the language, by subject.
pub static FUNCTIONS: &[FunctionEntry] = &[
    FunctionEntry {
        function: Function::Abs,
        name: "abs",
        signature: "abs(x)",
        params: &[Kind::Number],
        least: 1,
        most: Some(1),
        gives: Kind::Number,
        about: ["绝对值", "Absolute value"],
        example: ("abs(-3)", "3"),
    },
    FunctionEntry {
        function: Function::Round,
        name: "round",
        signature: "round(x[, digits])",
        params: &[Kind::Number, Kind::Digits],
        least: 1,
        most: Some(2),
        gives: Kind::Number,
        about: [
            "四舍五入到 digits 位小数（不写为整数，负数为十位、百位……）；浮点误差不影响进位",
            "Rounded half away from zero to `digits` decimals (none: whole; negative: tens, hundreds, ...); floating-point dust does not change the direction",
        ],
        example: ("round(1.005, 2)", "1.01"),
    },
    FunctionEntry {
        function: Function::Floor,
        name: "floor",
        signature: "floor(x)",
        params: &[Kind::Number],
        least: 1,
        most: Some(1),
        gives: Kind::Number,
        about: [
            "已达到的整数；与整数相差在边界容差以内视为达到",
            "The whole number reached; missing it by no more than the border tolerance counts as reached",
        ],
        example: ("floor(0.3 / 0.1)", "3"),
    },
    FunctionEntry {
        function: Function::Ceil,
        name: "ceil",
        signature: "ceil(x)",
        params: &[Kind::Number],
        least: 1,
        most: Some(1),
        gives: Kind::Number,
        about: [
            "不小于 x 的最小整数；超出整数在边界容差以内视为没有超出",
            "The next whole number; passing one by no more than the border tolerance counts as not passed",
        ],
        example: ("ceil(2.1)", "3"),
    },
    FunctionEntry {
        function: Function::Ln,
        name: "ln",
        signature: "ln(x)",
        params: &[Kind::Number],
        least: 1,
        most: Some(1),
        gives: Kind::Number,
        about: ["自然对数；x <= 0 时为缺失", "Natural logarithm; missing where x <= 0"],
        example: ("ln(1)", "0"),
    },
    FunctionEntry {
        function: Function::Log10,
        name: "log10",
        signature: "log10(x)",
        params: &[Kind::Number],
        least: 1,
        most: Some(1),
        gives: Kind::Number,
        about: ["常用对数；x <= 0 时为缺失", "Decimal logarithm; missing where x <= 0"],
        example: ("log10(1000)", "3"),
    },
    FunctionEntry {
        function: Function::Sqrt,
        name: "sqrt",
        signature: "sqrt(x)",
        params: &[Kind::Number],
        least: 1,
        most: Some(1),
        gives: Kind::Number,
        about: ["平方根；x < 0 时为缺失", "Square root; missing where x < 0"],
        example: ("sqrt(9)", "3"),
    },
    FunctionEntry {
        function: Function::Power,
        name: "power",
        signature: "power(x, y)",
        params: &[Kind::Number, Kind::Number],
        least: 2,
        most: Some(2),
        gives: Kind::Number,
        about: [
            "x 的 y 次方；没有结果（如负数开方）时为缺失",
            "x to the power of y; missing where there is no such number",
        ],
        example: ("power(2, 10)", "1024"),
    },
    FunctionEntry {
        function: Function::Least,
        name: "least",
        signature: "least(a, b, ...)",
        params: &[Kind::Ordered],
        least: 2,
        most: None,
        gives: Kind::Ordered,
        about: [
            "最小的一个；任何一个缺失，结果就缺失（要跳过缺失，先用 coalesce 补上）",
            "The smallest; missing where any of them is missing (to skip one, give it a `coalesce`)",
        ],
        example: ("least(3, 5)", "3"),
    },
    FunctionEntry {
        function: Function::Greatest,
        name: "greatest",
        signature: "greatest(a, b, ...)",
        params: &[Kind::Ordered],
        least: 2,
        most: None,
        gives: Kind::Ordered,
        about: [
            "最大的一个；任何一个缺失，结果就缺失（要跳过缺失，先用 coalesce 补上）",
            "The greatest; missing where any of them is missing (to skip one, give it a `coalesce`)",
        ],
        example: ("greatest(3, 5)", "5"),
    },
    FunctionEntry {
        function: Function::Coalesce,
        name: "coalesce",
        signature: "coalesce(a, b, ...)",
        params: &[Kind::Same],
        least: 2,
        most: None,
        gives: Kind::Same,
        about: ["第一个不缺失的值", "The first that is not missing"],
        example: ("coalesce(NULL, 5)", "5"),
    },
    FunctionEntry {
        function: Function::Nullif,
        name: "nullif",
        signature: "nullif(a, b)",
        params: &[Kind::Same],
        least: 2,
        most: Some(2),
        gives: Kind::Same,
        about: ["a；但 a = b 时为缺失", "a, but missing where a = b"],
        example: ("nullif(5, 0)", "5"),
    },
    FunctionEntry {
        function: Function::Growth,
        name: "growth",
        signature: "growth(now, before)",
        params: &[Kind::Number, Kind::Number],
        least: 2,
        most: Some(2),
        gives: Kind::Number,
        about: [
            "增长率，单位 %：(now / before - 1) * 100；基期为零、负数或缺失时为缺失",
            "Growth in per cent: (now / before - 1) * 100; missing from zero, a negative number or nothing",
        ],
        example: ("round(growth(1200, 1000), 6)", "20"),
    },
    FunctionEntry {
        function: Function::YearsSince,
        name: "years_since",
        signature: "years_since(date[, as_of])",
        params: &[Kind::Date, Kind::Date],
        least: 1,
        most: Some(2),
        gives: Kind::Number,
        about: [
            "从 date 到 as_of（不写为本次运行的日期）已满的整年数",
            "Completed years from `date` to `as_of` (the run's date unless written)",
        ],
        example: ("years_since('2018-06-01', '2021-05-31')", "2"),
    },
    FunctionEntry {
        function: Function::Year,
        name: "year",
        signature: "year(date)",
        params: &[Kind::Date],
        least: 1,
        most: Some(1),
        gives: Kind::Number,
        about: ["日期的年份", "The year of a date"],
        example: ("year('2021-05-31')", "2021"),
    },
    FunctionEntry {
        function: Function::Contains,
        name: "contains",
        signature: "contains(text, part)",
        params: &[Kind::Text, Kind::Text],
        least: 2,
        most: Some(2),
        gives: Kind::Flag,
        about: [
            "文本里是否有这一段（区分大小写）",
            "Whether the text holds the part, letter case included",
        ],
        example: ("contains('生物医药', '医药')", "TRUE"),
    },
    FunctionEntry {
        function: Function::Length,
        name: "length",
        signature: "length(text)",
        params: &[Kind::Text],
        least: 1,
        most: Some(1),
        gives: Kind::Number,
        about: ["文本的字数", "How many characters the text has"],
        example: ("length('生物医药')", "4"),
    },
];

impl Function {
    /// The entry of a function: the table is in the order of the enum, which a test holds.
    pub fn entry(self) -> &'static FunctionEntry {
        &FUNCTIONS[self as usize]
    }

    /// The name, in lower case.
    pub fn name(self) -> &'static str {
        self.entry().name
    }

    /// Finds a function by its name, in any case.
    pub fn find(name: &str) -> Option<Self> {
        let found = FUNCTIONS.iter().find(|entry| entry.name.eq_ignore_ascii_case(name));
        found.map(|entry| entry.function)
    }
}

impl FunctionEntry {
    /// What the argument at this place must be.
    pub fn param(&self, at: usize) -> Kind {
        self.params[at.min(self.params.len() - 1)]
    }

    /// Whether it can be called with so many arguments.
    pub fn takes(&self, count: usize) -> bool {
        count >= self.least && self.most.is_none_or(|most| count <= most)
    }
}

/// What a function of another dialect is called here, for those who know it by that name.
pub(super) fn elsewhere(name: &str) -> Option<&'static str> {
    Some(match name.to_ascii_lowercase().as_str() {
        "if" | "iif" | "ifs" | "decode" | "switch" => "CASE WHEN ... THEN ... ELSE ... END",
        "ifnull" | "isnull" | "nvl" | "zeroifnull" | "fillna" => "coalesce(x, 0)",
        "log" => "ln(x) / log10(x)",
        "min" => "least(a, b)",
        "max" => "greatest(a, b)",
        "sum" => "a + b",
        "avg" | "average" | "mean" => "(a + b) / 2",
        "count" => "CASE WHEN ... THEN 1 ELSE 0 END + ...",
        "pow" | "exp" | "square" => "power(x, y)",
        "ceiling" | "roundup" => "ceil(x)",
        "trunc" | "truncate" | "int" | "rounddown" => "floor(x)",
        "len" | "char_length" | "character_length" => "length(text)",
        "datediff" | "datedif" | "age" | "timestampdiff" => "years_since(date)",
        "today" | "now" | "current_date" | "curdate" | "getdate" | "sysdate" => "as_of",
        "instr" | "locate" | "strpos" | "position" | "find" | "regexp" | "regexp_like" => {
            "contains(text, part)"
        }
        "and" | "or" | "not" => "a AND b, a OR b, NOT a",
        "date" | "to_date" => "'2021-05-31'",
        _ => return None,
    })
}
