//! What the last sheet says beside the scheme: which run this is, and what was learnt from its
//! firms. Owns these tables; the scheme in words is the standard's.

use super::results::Results;
use crate::diagnostic::Text;
use crate::expr::number_in_words as number;
use crate::report::file_name;
use crate::report::manifest::Counts;
use crate::report::ranking::status_text;
use crate::report::standard::block::{Block, Column, Table};
use crate::say;
use crate::scheme::{Scheme, Within};
use crate::scoring::{Fit, Params, Status};

/// Which run it is: what came in, by what scheme, what became of it.
pub fn run(of: &Results) -> Vec<Block> {
    let mut table = Table::new([
        Column::text(say!("本次运行", "This run")),
        Column::text(say!("内容", "Content")),
    ]);
    let mut fact = |name: Text, content: String| table.row([name, Text::same(content)]);
    fact(say!("程序", "Program"), format!("innopoints {}", env!("CARGO_PKG_VERSION")));
    fact(say!("方案 SHA-256", "SHA-256 of the scheme"), of.scheme_sha256.to_string());
    if let Some(date) = &of.as_of {
        fact(say!("运行日期", "Dated"), date.clone());
    }
    for input in &of.scored.derived.firms.inputs {
        let (name, hash) = (file_name(&input.name), &input.sha256);
        let (kept, out) = (input.rows_kept, input.rows_left_out);
        let told = say!(
            "{name}：{kept} 行，另有 {out} 行未采用\nSHA-256 {hash}",
            "{name}: {kept} rows, {out} more were left out\nSHA-256 {hash}"
        );
        fact(say!("企业表", "Firm table"), told.get(of.lang).to_string());
    }
    let counts = Counts::of(of.scheme, of.scored);
    fact(say!("企业数", "Firms"), counts.firms.to_string());
    for status in [Status::Ranked, Status::Insufficient, Status::Vetoed, Status::NoStage] {
        let count = counts.status.get(status.id()).copied().unwrap_or_default();
        if count > 0 {
            let name = Text::same(status_text(status, true, of.lang));
            fact(name, count.to_string());
        }
    }
    vec![Block::Table(table)]
}

/// What data-driven rules and imputations learnt of the firms.
pub fn params(scheme: &Scheme, params: &Params) -> Vec<Block> {
    let mut blocks = Vec::new();
    if !params.fit.is_empty() {
        let learnt = say!("本次从企业数据得到的口径", "What was learnt from the firms of this run");
        blocks.push(Block::Heading(2, learnt));
        blocks.push(Block::Table(fits(scheme, &params.fit)));
    }
    if !params.impute.is_empty() {
        blocks.push(Block::Heading(2, say!("缺失值的替代值", "What stands in for missing values")));
        let mut table = Table::new([
            Column::text(say!("指标", "Indicator")),
            Column::text(say!("范围", "Among")),
            Column::number(say!("有数据的企业", "Firms with a value")),
            Column::number(say!("替代值", "Value")),
        ]);
        for impute in &params.impute {
            table.row([
                Text::same(name(scheme, &impute.indicator)),
                group(scheme, &impute.group),
                Text::same(impute.n.to_string()),
                Text::same(number(impute.value)),
            ]);
        }
        blocks.push(Block::Table(table));
    }
    blocks
}

fn fits(scheme: &Scheme, fits: &[Fit]) -> Table {
    let mut table = Table::new([
        Column::text(say!("指标", "Indicator")),
        Column::text(say!("范围", "Among")),
        Column::number(say!("有数据的企业", "Firms with a value")),
        Column::text(say!("口径", "Bounds")),
    ]);
    for fit in fits {
        let mut bounds = Vec::new();
        let mut bound = |name: Text, value: Option<f64>| {
            if let Some(value) = value {
                let (Text { zh, en }, value) = (name, number(value));
                bounds.push(say!("{zh} {value}", "{en} {value}"));
            }
        };
        bound(say!("下界", "from"), fit.from);
        bound(say!("上界", "to"), fit.to);
        bound(say!("均值", "mean"), fit.mean);
        bound(say!("标准差", "standard deviation"), fit.deviation);
        if let (Some(first), Some(last)) = (fit.values.first(), fit.values.last()) {
            let (first, last, distinct) = (number(*first), number(*last), fit.values.len());
            bounds.push(say!(
                "从 {first} 到 {last}，不同的值 {distinct} 个",
                "from {first} to {last}, {distinct} distinct values"
            ));
        }
        if fit.moved > 0 {
            let moved = fit.moved;
            bounds.push(say!("离群处理改动 {moved} 个值", "{moved} values moved by the treatment"));
        }
        let joined =
            |reading: fn(&Text) -> &str| bounds.iter().map(reading).collect::<Vec<_>>().join("; ");
        table.row([
            Text::same(name(scheme, &fit.indicator)),
            group(scheme, &fit.group),
            Text::same(fit.n.to_string()),
            Text::new(joined(|t| &t.zh).replace("; ", "；"), joined(|t| &t.en)),
        ]);
    }
    table
}

fn name<'a>(scheme: &'a Scheme, id: &'a str) -> &'a str {
    scheme.indicators.iter().find(|leaf| leaf.id == id).map_or(id, |leaf| &leaf.name)
}

/// A group's label for people: a stage by its name.
fn group(scheme: &Scheme, label: &str) -> Text {
    let by_stage = scheme.stages.iter().find(|stage| stage.id == label);
    match by_stage {
        Some(stage) => Text::same(stage.name.as_str()),
        None if label == "all" => crate::portrait::words::peers_words(Some(&Within::All)),
        None => Text::same(label),
    }
}
