//! What conditions say of points, of other policies and of the industry map: `grade('wuxi-pilot')`.
//! Owns that spelling: it becomes the column `"wuxi-pilot.grade"` in as many bytes, so that every
//! place stays where it was written. Must not know schemes or policies.

use std::ops::Range;

use super::document::Document;
use crate::diagnostic::Text;
use crate::diagnostic::codes::policy as codes;
use crate::expr::{Expr, Problem, Type};
use crate::say;
use crate::toml_reading::Written;

/// Somebody else's result that a condition asks for.
#[derive(Debug, Clone, PartialEq)]
pub struct Reference {
    /// The scheme, policy or chain.
    pub of: String,
    /// What of it.
    pub field: Field,
    /// Where it is said.
    pub written: Written<String>,
}

/// What can be asked for.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Field {
    /// A scheme's grade, or empty for a ranked firm without one.
    Grade,
    /// A scheme's stage id.
    Stage,
    /// `ranked`, `insufficient`, `vetoed` or `no_stage`.
    Status,
    /// The total points.
    Total,
    /// The rank among all.
    Rank,
    /// The rank among the firms of the stage.
    RankInStage,
    /// Known share of the points.
    Coverage,
    /// The points of one node.
    Points(String),
    /// Whether another policy's conditions hold.
    Eligible,
    /// The role in a chain.
    Role,
    /// The local matching rate in a chain, percent.
    LocalRate,
}

const WORDS: [(&str, Field); 10] = [
    ("grade", Field::Grade),
    ("stage", Field::Stage),
    ("status", Field::Status),
    ("total", Field::Total),
    ("rank", Field::Rank),
    ("rank_in_stage", Field::RankInStage),
    ("coverage", Field::Coverage),
    ("eligible", Field::Eligible),
    ("role", Field::Role),
    ("local_rate", Field::LocalRate),
];

impl Field {
    /// What it is.
    pub fn ty(&self) -> Type {
        match self {
            Field::Grade | Field::Stage | Field::Status | Field::Role => Type::Text,
            Field::Eligible => Type::Flag,
            _ => Type::Number,
        }
    }

    /// Its name in the column.
    pub fn word(&self) -> &str {
        match self {
            Field::Points(node) => node,
            other => WORDS.iter().find(|(_, field)| field == other).map_or("", |(word, _)| word),
        }
    }

    /// Whether a scheme answers it.
    pub fn is_points(&self) -> bool {
        !matches!(self, Field::Eligible | Field::Role | Field::LocalRate)
    }
}

impl Reference {
    /// The column in which the answer stands.
    pub fn column(&self) -> String {
        column(&self.of, &self.field)
    }
}

impl Reference {
    /// What it asks for, in words.
    pub fn words(&self, policy_name: Option<&str>) -> Text {
        let of = &self.of;
        match &self.field {
            Field::Grade => say!("积分等级（{of}）", "grade ({of})"),
            Field::Stage => say!("积分阶段（{of}）", "stage ({of})"),
            Field::Status => say!("积分状态（{of}）", "status ({of})"),
            Field::Total => say!("积分总分（{of}）", "points ({of})"),
            Field::Rank => say!("积分排名（{of}）", "rank ({of})"),
            Field::RankInStage => say!("阶段内积分排名（{of}）", "rank in stage ({of})"),
            Field::Coverage => say!("积分数据覆盖率（{of}）", "coverage ({of})"),
            Field::Points(node) => say!("{node} 得分（{of}）", "points of {node} ({of})"),
            Field::Eligible => {
                let name = policy_name.unwrap_or(of);
                say!("符合「{name}」", "eligible for {name}")
            }
            Field::Role => say!("产业链角色（{of}）", "role in the chain ({of})"),
            Field::LocalRate => say!("本地配套率（{of}）", "local matching rate ({of})"),
        }
    }
}

/// The column in which an answer stands.
pub fn column(of: &str, field: &Field) -> String {
    format!("{of}.{}", field.word())
}

/// Every reference of a document, in the order of the file.
pub fn all(document: &Document) -> Vec<Reference> {
    let mut found = Vec::new();
    for written in super::wanted::texts(document) {
        let calls = calls(&written.value);
        found.extend(calls.into_iter().map(|call| Reference {
            of: call.of,
            field: call.field,
            written: written.clone(),
        }));
    }
    found
}

/// Reads an expression in which references may stand.
pub fn parse(text: &str) -> Result<Expr, Vec<Problem>> {
    let calls = calls(text);
    if let Some(call) = calls.iter().find(|call| call.broken) {
        return Err(vec![broken(call)]);
    }
    let mut plain = text.to_string();
    for call in calls {
        let name = format!("\"{}.{}\"", call.of, call.field.word());
        let width = call.range.len();
        plain.replace_range(call.range, &format!("{name:<0$}", pad(&name, width)));
    }
    crate::expr::parse(&plain)
}

/// Formatting counts characters, places count bytes.
fn pad(name: &str, bytes: usize) -> usize {
    bytes.saturating_sub(name.len()) + name.chars().count()
}

struct Call {
    range: Range<usize>,
    of: String,
    field: Field,
    broken: bool,
}

fn broken(call: &Call) -> Problem {
    Problem {
        code: &codes::REFERENCE,
        message: say!("这个引用读不懂", "this reference cannot be read"),
        range: call.range.clone(),
        help: Some(Text::new(
            "写成 grade('方案')、points('方案', '指标')、eligible('政策')，名字里不能有引号",
            "write grade('scheme'), points('scheme', 'node'), eligible('policy'); names hold no quotes",
        )),
    }
}

/// Words followed by a bracket and a text, outside of quotes.
fn calls(text: &str) -> Vec<Call> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < text.len() {
        let rest = &text[at..];
        let Some(first) = rest.chars().next() else { break };
        if first == '\'' || first == '"' {
            let inner = &rest[1..];
            at += inner.find(first).map_or(rest.len(), |end| end + 2);
        } else if first.is_alphanumeric() || first == '_' {
            let in_word = |c: char| c.is_alphanumeric() || c == '_';
            let length = rest.find(|c| !in_word(c)).unwrap_or(rest.len());
            match call(&rest[..length], &rest[length..], at) {
                Some(call) => {
                    at = call.range.end;
                    found.push(call);
                }
                None => at += length,
            }
        } else {
            at += first.len_utf8();
        }
    }
    found
}

fn call(word: &str, rest: &str, at: usize) -> Option<Call> {
    let word = word.to_ascii_lowercase();
    let field = WORDS.iter().find(|(known, _)| *known == word).map(|(_, field)| field.clone());
    if field.is_none() && word != "points" {
        return None;
    }
    let inner = rest.trim_start().strip_prefix('(')?;
    let close = closing(inner);
    let end = at + word.len() + (rest.len() - inner.len()) + close.map_or(inner.len(), |c| c + 1);
    let names = names(&inner[..close.unwrap_or(inner.len())]);
    let call =
        |of: &str, field: Field, broken| Call { range: at..end, of: of.into(), field, broken };
    Some(match (field, names.as_deref(), close) {
        (Some(field), Some([of]), Some(_)) => call(of, field, false),
        (None, Some([of, node]), Some(_)) => call(of, Field::Points(node.to_string()), false),
        (field, _, _) => call("", field.unwrap_or(Field::Total), true),
    })
}

/// The closing bracket outside of quotes.
fn closing(inner: &str) -> Option<usize> {
    let mut quoted = false;
    inner.char_indices().find_map(|(at, c)| {
        quoted ^= c == '\'';
        (c == ')' && !quoted).then_some(at)
    })
}

/// Quoted names with commas between them.
fn names(inner: &str) -> Option<Vec<&str>> {
    let name = |part: &str| -> Option<(usize, usize)> {
        let trimmed = part.trim();
        let text = trimmed.strip_prefix('\'')?.strip_suffix('\'')?;
        let good = !text.is_empty() && !text.contains(['\'', '"']);
        let start = part.find('\'')? + 1;
        good.then_some((start, start + text.len()))
    };
    inner.split(',').map(|part| name(part).map(|(from, to)| &part[from..to])).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_keep_every_place() {
        let text = "研发费用 > 5 AND grade( 'wuxi-pilot' ) IN ('A', 'B') AND x > 1";
        let parsed = parse(text).unwrap();
        let last = &parsed.children()[2].range;
        assert_eq!(&text[last.clone()], "x > 1");
        assert_eq!(
            parsed.to_string(),
            "研发费用 > 5 AND \"wuxi-pilot.grade\" IN ('A', 'B') AND x > 1"
        );
    }

    #[test]
    fn points_name_a_node_and_texts_are_left_alone() {
        let parsed = parse("points('s', 'rd') >= 5 AND 名称 <> 'grade(''x'')'").unwrap();
        assert_eq!(parsed.to_string(), "\"s.rd\" >= 5 AND 名称 <> 'grade(''x'')'");
    }

    #[test]
    fn what_cannot_be_read_is_told() {
        for text in ["grade(x) = 'A'", "grade('a', 'b') = 'A'", "points('a') > 1", "grade('a"] {
            assert_eq!(parse(text).unwrap_err()[0].code.id, "P020", "{text}");
        }
    }
}
