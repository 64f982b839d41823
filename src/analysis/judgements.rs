//! Judgements in pairs, as a person writes them down in TOML. Owns the file's form; what follows
//! from the numbers is `weights::ahp`'s.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::diagnostic::codes::analysis as codes;
use crate::diagnostic::{Diagnostic, Text, counted, did_you_mean};
use crate::say;
use crate::scheme::{Kind, Node, Scheme};

/// The judgements about one node's children.
#[derive(Debug, Clone, PartialEq)]
pub struct Judged {
    /// Whose children; none: the total's, the base dimensions.
    pub of: Option<usize>,
    /// In which stage; none: in all.
    pub stage: Option<usize>,
    /// The children.
    pub children: Vec<Node>,
    /// How many times as important the row is as the column.
    pub matrix: Vec<Vec<f64>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    compare: Vec<Block>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Block {
    of: String,
    stage: Option<String>,
    judgements: Vec<(String, String, Times)>,
}

#[derive(Debug, Deserialize)]
#[serde(untagged)]
enum Times {
    Number(f64),
    Text(String),
}

impl Judged {
    /// Whether it is what counts in a stage: what is said of the stage itself goes before what is
    /// said of all.
    pub fn counts_in(&self, stage: usize, all: &[Judged]) -> bool {
        let own = |other: &Judged| other.of == self.of && other.stage == Some(stage);
        self.stage.map_or_else(|| !all.iter().any(own), |only| only == stage)
    }

    /// The pairs that are judged beyond Saaty's scale, with what is said.
    pub fn beyond_the_scale(&self) -> Vec<(Node, Node, f64)> {
        let n = self.children.len();
        let pairs = (0..n).flat_map(|i| (i + 1..n).map(move |j| (i, j)));
        let stated = pairs.map(|(i, j)| (self.children[i], self.children[j], self.matrix[i][j]));
        stated.filter(|(.., times)| times.max(1.0 / times) > 9.0 + 1e-9).collect()
    }
}

impl Times {
    /// A positive number, or "1/3".
    fn number(&self) -> Option<f64> {
        let number = match self {
            Times::Number(number) => *number,
            Times::Text(text) => match text.split_once('/') {
                Some((a, b)) => a.trim().parse::<f64>().ok()? / b.trim().parse::<f64>().ok()?,
                None => text.trim().parse().ok()?,
            },
        };
        (number > 0.0 && number.is_finite()).then_some(number)
    }
}

/// Reads the file's text.
///
/// # Errors
/// Everything for which it cannot be used, at once.
pub fn read(text: &str, scheme: &Scheme) -> Result<Vec<Judged>, Vec<Diagnostic>> {
    let file: File = match toml::from_str(text) {
        Ok(file) => file,
        Err(error) => {
            let why = error.to_string();
            return Err(vec![unusable(say!("读不懂：{why}", "it cannot be understood: {why}"))]);
        }
    };
    if file.compare.is_empty() {
        return Err(vec![unusable(say!("没有 [[compare]]", "there is no [[compare]]"))]);
    }
    let (mut judged, mut problems): (Vec<Judged>, Vec<Diagnostic>) = (Vec::new(), Vec::new());
    for block in &file.compare {
        match read_block(block, scheme) {
            Ok(one) if judged.iter().any(|other| is_same(other, &one)) => {
                problems.push(repeated(block));
            }
            Ok(one) => judged.push(one),
            Err(found) => problems.extend(found),
        }
    }
    if problems.is_empty() { Ok(judged) } else { Err(problems) }
}

fn is_same(a: &Judged, b: &Judged) -> bool {
    (a.of, a.stage) == (b.of, b.stage)
}

fn repeated(block: &Block) -> Diagnostic {
    let of = &block.of;
    let (zh, en) = match &block.stage {
        Some(stage) => (format!("，阶段「{stage}」"), format!(" in stage `{stage}`")),
        None => Default::default(),
    };
    unusable(say!(
        "「{of}」{zh}有两个 [[compare]]，不知道该用哪一个",
        "`{of}`{en} has two [[compare]]: there is no telling which to use"
    ))
}

fn unusable(why: Text) -> Diagnostic {
    Diagnostic::error(&codes::JUDGEMENTS_UNUSABLE, why)
}

fn read_block(block: &Block, scheme: &Scheme) -> Result<Judged, Vec<Diagnostic>> {
    let of = match block.of.as_str() {
        "total" => None,
        id => match scheme.dimensions.iter().position(|d| d.id == id) {
            Some(at) => Some(at),
            None => {
                let known = scheme.dimensions.iter().map(|d| d.id.as_str()).chain(["total"]);
                let mend = did_you_mean(id, known);
                let problem = say!("方案里没有维度「{id}」", "the scheme has no dimension `{id}`");
                return Err(vec![unusable(problem).mend_if(mend)]);
            }
        },
    };
    let stage = match &block.stage {
        None => None,
        Some(id) => match scheme.stages.iter().position(|stage| stage.id == *id) {
            Some(at) => Some(at),
            None => {
                let mend = did_you_mean(id, scheme.stages.iter().map(|s| s.id.as_str()));
                let problem = say!("方案里没有阶段「{id}」", "the scheme has no stage `{id}`");
                return Err(vec![unusable(problem).mend_if(mend)]);
            }
        },
    };
    let children: Vec<Node> = match of {
        Some(at) => scheme.dimensions[at].children.clone(),
        None => scheme.top(Kind::Base).map(Node::Dimension).collect(),
    };
    let matrix = matrix(block, scheme, &children)?;
    Ok(Judged { of, stage, children, matrix })
}

fn matrix(
    block: &Block,
    scheme: &Scheme,
    children: &[Node],
) -> Result<Vec<Vec<f64>>, Vec<Diagnostic>> {
    let ids: Vec<&str> = children.iter().map(|child| scheme.node_id(*child)).collect();
    let of = &block.of;
    let mut problems = Vec::new();
    let mut stated: BTreeMap<(usize, usize), f64> = BTreeMap::new();
    for (a, b, times) in &block.judgements {
        let mut place = |id: &String| {
            let found = ids.iter().position(|known| known == id);
            if found.is_none() {
                let problem = say!("「{of}」下面没有「{id}」", "`{of}` has no child `{id}`");
                problems.push(unusable(problem).mend_if(did_you_mean(id, ids.iter().copied())));
            }
            found
        };
        let (Some(i), Some(j)) = (place(a), place(b)) else { continue };
        let Some(number) = times.number() else {
            problems.push(unusable(say!(
                "{a} 对 {b} 的判断要写正数，例如 3 或 \"1/3\"",
                "the judgement of {a} against {b} must be a positive number such as 3 or \"1/3\""
            )));
            continue;
        };
        let pair = (i.min(j), i.max(j));
        let number = if i < j { number } else { 1.0 / number };
        if i == j || stated.insert(pair, number).is_some() {
            problems.push(unusable(say!(
                "{a} 对 {b} 判断了不止一次，或是自己对自己",
                "{a} against {b} is judged more than once, or against itself"
            )));
        }
    }
    let mut matrix = vec![vec![1.0; ids.len()]; ids.len()];
    let mut lacking = Vec::new();
    for i in 0..ids.len() {
        for j in i + 1..ids.len() {
            match stated.get(&(i, j)) {
                Some(number) => (matrix[i][j], matrix[j][i]) = (*number, 1.0 / number),
                None => lacking.push(format!("{}–{}", ids[i], ids[j])),
            }
        }
    }
    if problems.is_empty() && !lacking.is_empty() {
        let (count, pairs) = (lacking.len(), lacking.join(", "));
        let judgements = counted(count, "judgement");
        problems.push(unusable(say!(
            "「{of}」还缺 {count} 个判断：{pairs}",
            "`{of}` lacks {judgements}: {pairs}"
        )));
    }
    if problems.is_empty() { Ok(matrix) } else { Err(problems) }
}
