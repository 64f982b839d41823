//! What no engine carries with the same bits as the local run, found before anything is written:
//! every such node at once, each with the reason and the mend.

use std::collections::BTreeMap;

use super::engine::Engine;
use super::measured::{needed, results, scored};
use super::outcome::{carried, keys};
use super::plan::{most_units, refusal};
use crate::diagnostic::{Diagnostic, Text};
use crate::expr::{Expr, ExprKind, Function, Type, Typed};
use crate::say;
use crate::scheme::rule::{Rule, Treat};
use crate::scheme::{Aggregate, Missing, Scheme};

/// Whole numbers up to 2^53 are exact in doubles, and so are their sums.
const EXACT: f64 = 9_007_199_254_740_992.0;

/// Everything that has to be refused; `fitted` where the engine finds the bounds.
pub(super) fn refusals(scheme: &Scheme, engine: &dyn Engine, fitted: bool) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    let mut refuse = |node: &str, why: Text, mend: Text| {
        found.push(refusal(engine, node, why, mend));
    };
    aggregates(scheme, &mut refuse);
    expressions(scheme, &mut refuse);
    if fitted {
        fits(scheme, &mut refuse);
    }
    if most_units(scheme) >= EXACT / 4.0 {
        let decimals = scheme.rank.decimals;
        refuse(
            "[rank] decimals",
            say!(
                "{decimals} 位小数的分值相加会超出双精度能精确表示的整数",
                "points with {decimals} decimals add up beyond the whole numbers that doubles hold"
            ),
            say!("少写几位小数", "use fewer decimals"),
        );
    }
    names(scheme, engine, &mut refuse);
    found
}

type Refuse<'a> = dyn FnMut(&str, Text, Text) + 'a;

fn aggregates(scheme: &Scheme, refuse: &mut Refuse) {
    let inner = scheme.dimensions.iter().map(|d| (d.id.as_str(), d.aggregate));
    for (id, aggregate) in inner.chain([("[scheme]", scheme.aggregate)]) {
        if aggregate == Aggregate::Geometric {
            refuse(
                id,
                say!(
                    "几何平均要算对数和指数，各引擎最后一位不同",
                    "a geometric mean takes logarithms, whose last bit differs between engines"
                ),
                say!(
                    "用 aggregate = \"sum\"、\"mean\"、\"harmonic\" 或 \"min\"，或在本机计分",
                    "use aggregate = \"sum\", \"mean\", \"harmonic\" or \"min\", or score on one machine"
                ),
            );
        }
    }
}

/// Every expression that points or outcomes follow from, with the node that it belongs to.
fn named(scheme: &Scheme) -> Vec<(String, &Typed)> {
    let needed = needed(scheme);
    let derives = scheme.derives.iter().filter(|derive| needed.contains(&derive.name));
    let mut all: Vec<(String, &Typed)> =
        derives.map(|derive| (derive.name.clone(), &derive.value)).collect();
    for indicator in &scheme.indicators {
        let measures = indicator.measures.iter().flat_map(|measure| measure.expressions());
        all.extend(measures.map(|typed| (indicator.id.clone(), typed)));
    }
    let known: Vec<*const Typed> =
        all.iter().map(|(_, typed)| std::ptr::from_ref(*typed)).collect();
    for typed in scored(scheme).chain(results(scheme)) {
        if !known.contains(&std::ptr::from_ref(typed)) {
            all.push((typed.expr().to_string(), typed));
        }
    }
    all
}

fn expressions(scheme: &Scheme, refuse: &mut Refuse) {
    for (node, typed) in named(scheme) {
        if let Some(function) = transcendental(typed.expr()) {
            let name = function.name();
            refuse(
                &node,
                say!(
                    "函数 {name} 的最后一位在各引擎不同",
                    "the last bit of {name} differs between engines"
                ),
                say!(
                    "用不含 {name} 的表达式；要对数刻度，用 min_max 的 log = true",
                    "use an expression without {name}; for a logarithmic scale use min_max with log = true"
                ),
            );
        }
    }
    for indicator in &scheme.indicators {
        let dated = |value: &Typed| value.ty() == Type::Date;
        if indicator.measures.iter().filter_map(|m| m.value.as_ref()).any(dated) {
            refuse(
                &indicator.id,
                say!("日期不能直接计分", "a day is measured as a number"),
                say!("用 years_since(...)", "use years_since(...)"),
            );
        }
    }
}

fn transcendental(expr: &Expr) -> Option<Function> {
    let own = match &expr.kind {
        ExprKind::Call { function, .. } => Some(*function),
        _ => None,
    };
    let own = own.filter(|f| matches!(f, Function::Ln | Function::Log10 | Function::Power));
    own.or_else(|| expr.children().into_iter().find_map(transcendental))
}

/// Rules whose bounds only the local run finds to the last bit.
fn fits(scheme: &Scheme, refuse: &mut Refuse) {
    let freeze = || {
        say!(
            "改用 --params：先用 score 定标，再把它的 params.toml 给 sql",
            "freeze the bounds: run score once and give its params.toml to sql with --params"
        )
    };
    for indicator in &scheme.indicators {
        let id = &indicator.id;
        if matches!(indicator.missing, Missing::Mean(_)) {
            let why = say!(
                "均值的最后一位取决于相加的次序，而引擎的次序不定",
                "the last bit of a mean depends on the order of adding, which engines do not keep"
            );
            refuse(id, why, freeze());
        }
        for measure in indicator.measures.iter().filter(|m| m.rule.within().is_some()) {
            let logs = matches!(&measure.rule, Rule::MinMax(rule) if rule.log)
                || matches!(measure.treat, Some(Treat::Log | Treat::SkewKurtosis { .. }));
            if logs || matches!(measure.rule, Rule::ZScore { .. }) {
                let why = say!(
                    "引擎定标时算不出逐位相同的对数、均值和标准差",
                    "an engine that finds the bounds gives logarithms, means and deviations that differ in the last bit"
                );
                refuse(id, why, freeze());
            }
            if matches!(indicator.missing, Missing::Median(_)) {
                let why = say!(
                    "先补中位数再定标，要引擎把总体读两遍",
                    "filling with the median before fitting takes two passes over the population"
                );
                refuse(id, why, freeze());
            }
        }
    }
}

/// Names that the engine cannot keep apart, or that the queries cannot name.
fn names(scheme: &Scheme, engine: &dyn Engine, refuse: &mut Refuse) {
    let needed = needed(scheme);
    let read = scheme.columns.iter().map(|c| &c.name).filter(|name| needed.contains(*name));
    let computed = scheme.derives.iter().map(|d| &d.name).filter(|name| needed.contains(*name));
    let below: Vec<String> = read.chain(computed).cloned().collect();
    let fixed =
        ["rank", "rank_in_stage", "stage", "total", "grade", "status", "coverage", "qualified"];
    let nodes =
        scheme.dimensions.iter().map(|d| &d.id).chain(scheme.indicators.iter().map(|i| &i.id));
    let mut above: Vec<String> =
        keys(scheme).into_iter().chain(&scheme.firm.groups).cloned().collect();
    above.extend(carried(scheme));
    above.extend(nodes.cloned());
    above.extend(fixed.map(str::to_string));
    for level in [&below, &above] {
        let mut seen: BTreeMap<String, &String> = BTreeMap::new();
        for name in level {
            let key = if engine.folds_case() { name.to_lowercase() } else { name.clone() };
            if let Some(other) = seen.insert(key, name) {
                refuse(
                    name,
                    say!(
                        "引擎分不清列「{other}」和「{name}」",
                        "the engine takes the columns `{other}` and `{name}` for one"
                    ),
                    say!("给其中一个改名", "give one of them another name"),
                );
            }
        }
    }
    for name in below.iter().chain(&above) {
        if name.contains(['"', '`', '\\', '#', '\n']) {
            refuse(
                name,
                say!(
                    "名称里的引号、反斜杠、# 或换行，查询里无法使用",
                    "a quote, backslash, # or line break in a name cannot stand in the queries"
                ),
                say!("给它改名", "give it another name"),
            );
        }
    }
}
