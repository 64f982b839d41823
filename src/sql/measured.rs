//! The firms' own table -> typed columns, computed columns, stage, vetoes and every measure's value,
//! as the scoring room derives them. Owns the lower layers of both queries.

use std::collections::BTreeSet;

use super::plan::{Plan, STAGE};
use crate::expr::{Type, Typed};
use crate::scheme::column::ColumnKind;
use crate::scheme::rule::{Measure, Rule};
use crate::scheme::{Indicator, Missing, Scheme, Within};
use crate::scoring::items;

/// White space around a text, as tables are read; `\s` alone means ASCII in some engines.
pub(super) const SPACE: &str = r"[\s\x{0B}\x{85}\x{A0}\x{1680}\x{2000}-\x{200B}\x{2028}\x{2029}\x{202F}\x{205F}\x{3000}\x{FEFF}]";

/// The columns and computed columns that the queries read.
pub(super) fn needed(scheme: &Scheme) -> BTreeSet<String> {
    let firm = &scheme.firm;
    let keys = std::iter::once(&firm.id).chain(&firm.name).chain(&firm.groups);
    let mut needed: BTreeSet<String> = keys.cloned().collect();
    needed.extend(peers(scheme).filter_map(|within| match within {
        Within::Column(name) => Some(name.clone()),
        _ => None,
    }));
    let expressions = scored(scheme).chain(results(scheme));
    needed.extend(expressions.flat_map(|typed| typed.columns()).map(str::to_string));
    for derive in scheme.derives.iter().rev() {
        if needed.contains(&derive.name) {
            needed.extend(derive.value.columns().into_iter().map(str::to_string));
        }
    }
    needed
}

/// Every partition that points and grades look at.
fn peers(scheme: &Scheme) -> impl Iterator<Item = &Within> {
    let leaves = scheme.indicators.iter().flat_map(|indicator| {
        let filled = match &indicator.missing {
            Missing::Median(within) | Missing::Mean(within) => Some(within),
            _ => None,
        };
        indicator.measures.iter().filter_map(|m| m.rule.within()).chain(filled)
    });
    let grades = scheme.grades.iter().filter_map(|grade| match &grade.rule {
        crate::scheme::GradeRule::TopPercent(_, within) => Some(within),
        _ => None,
    });
    leaves.chain(grades)
}

/// The expressions that points follow from.
pub(super) fn scored(scheme: &Scheme) -> impl Iterator<Item = &Typed> {
    let measures = scheme.indicators.iter().flat_map(|indicator| &indicator.measures);
    let stages = scheme.stages.iter().filter_map(|stage| stage.when.as_ref());
    let vetoes = scheme.vetoes.iter().map(|veto| &veto.when);
    stages.chain(vetoes).chain(measures.flat_map(Measure::expressions))
}

/// The expressions over points and columns: the pass rule and the order among equals.
pub(super) fn results(scheme: &Scheme) -> impl Iterator<Item = &Typed> {
    let qualify = scheme.qualify.iter().flat_map(|qualify| {
        let clauses = qualify.pass.iter().chain(&qualify.direct).chain(&qualify.conditions);
        clauses.map(|clause| &clause.when)
    });
    qualify.chain(scheme.rank.break_by.iter().map(|key| &key.value))
}

/// The type of a column's cells.
pub(super) fn type_of(kind: ColumnKind) -> Type {
    match kind {
        ColumnKind::Number | ColumnKind::Integer => Type::Number,
        ColumnKind::Text => Type::Text,
        ColumnKind::Flag => Type::Flag,
        ColumnKind::Date => Type::Date,
    }
}

/// The SELECT at the bottom: every column as a double, text, flag or day, and nothing for what is
/// no number or an empty text.
pub(super) fn source(scheme: &Scheme, engine: &dyn super::Engine, table: &str) -> String {
    let needed = needed(scheme);
    let column = |column: &crate::scheme::column::Column| {
        let name = engine.quote_identifier(&column.name);
        let ty = type_of(column.kind);
        let cell = engine.cast(&format!("t.{name}"), ty);
        let cell = match ty {
            Type::Number => engine.finite(&cell),
            Type::Text => {
                let around = format!("^{SPACE}+|{SPACE}+$");
                format!("NULLIF({}, '')", engine.replace_all(&cell, &around, ""))
            }
            _ => cell,
        };
        format!("    {cell} AS {name}")
    };
    let columns = scheme.columns.iter().filter(|column| needed.contains(&column.name));
    let columns: Vec<String> = columns.map(column).collect();
    format!("  SELECT\n{}\n  FROM {table} AS t", columns.join(",\n"))
}

/// Computed columns, the stage, and what is measured.
pub(super) fn measure(plan: &mut Plan) {
    let scheme = plan.scheme;
    let needed = needed(scheme);
    for derive in scheme.derives.iter().filter(|derive| needed.contains(&derive.name)) {
        let quoted = plan.name(&derive.name);
        let raw = plan.of(&derive.name, "raw");
        finite(plan, &quoted, &raw, "", &derive.value);
    }
    plan.layers.phase("measured");
    stages(plan);
    vetoes(plan);
    for indicator in &scheme.indicators {
        for (at, measure) in indicator.measures.iter().enumerate() {
            values(plan, indicator, at, measure);
        }
    }
}

/// A number that may be infinite in the engine gets a layer in which it is looked at.
fn finite(plan: &mut Plan, quoted: &str, raw: &str, about: &str, value: &Typed) {
    let sql = plan.sql(value);
    if value.ty() == Type::Number && value.can_overflow() {
        plan.add(raw, about, sql);
        let settled = plan.engine.finite(raw);
        plan.add(quoted, "", settled);
    } else {
        plan.add(quoted, about, sql);
    }
}

fn stages(plan: &mut Plan) {
    let (scheme, stage) = (plan.scheme, plan.name(STAGE));
    let (mut arms, mut otherwise) = (String::new(), None);
    for of in &scheme.stages {
        let id = plan.engine.text(&of.id);
        match &of.when {
            Some(when) => arms += &format!(" WHEN {} THEN {id}", plan.sql(when)),
            None => {
                otherwise = Some(id);
                break;
            }
        }
    }
    let sql = match (arms.is_empty(), otherwise) {
        (true, Some(id)) => id,
        (_, Some(id)) => format!("CASE{arms} ELSE {id} END"),
        (_, None) => format!("CASE{arms} END"),
    };
    plan.add(&stage, "the first stage that matches", sql);
}

fn vetoes(plan: &mut Plan) {
    let conditions: Vec<String> =
        plan.scheme.vetoes.iter().map(|veto| format!("({})", plan.sql(&veto.when))).collect();
    if conditions.is_empty() {
        return;
    }
    let vetoed = plan.name("vetoed#");
    let sql = format!("CASE WHEN {} THEN 1 ELSE 0 END", conditions.join(" OR "));
    plan.add(&vetoed, "whether a veto holds; what is missing holds nothing", sql);
}

/// The name of a part of a measure: numbered where the leaf has several.
pub(super) fn part(indicator: &Indicator, part: &str, at: usize) -> String {
    if indicator.measures.len() == 1 { part.to_string() } else { format!("{part}{}", at + 1) }
}

/// A measure's value: `value`, or `text` for levels.
fn values(plan: &mut Plan, indicator: &Indicator, at: usize, measure: &Measure) {
    let id = &indicator.id;
    let about = match measure.name.is_empty() {
        true => indicator.name.clone(),
        false => format!("{}: {}", indicator.name, measure.name),
    };
    let own = |plan: &Plan, name: &str| plan.of(id, &part(indicator, name, at));
    let value = own(plan, "value");
    let Some(typed) = &measure.value else {
        checklist(plan, indicator, at, measure, &about);
        return;
    };
    match (typed.ty(), &measure.rule) {
        (Type::Text, Rule::Flag { yes }) => {
            let text = own(plan, "text");
            let sql = plan.sql(typed);
            plan.add(&text, &about, sql);
            let words: Vec<String> = yes.iter().map(|w| plan.engine.text(w.trim())).collect();
            let (one, zero) = (plan.number(1.0), plan.number(0.0));
            let is_yes = format!("TRIM({text}) IN ({})", words.join(", "));
            let sql =
                format!("CASE WHEN {is_yes} THEN {one} WHEN {text} IS NOT NULL THEN {zero} END");
            plan.add(&value, "", sql);
        }
        (Type::Text, _) => {
            let (text, sql) = (own(plan, "text"), plan.sql(typed));
            plan.add(&text, &about, sql);
        }
        (Type::Flag, _) => {
            let (flag, sql) = (own(plan, "flag"), plan.sql(typed));
            plan.add(&flag, &about, sql);
            let (one, zero) = (plan.number(1.0), plan.number(0.0));
            let sql = format!("CASE WHEN {flag} THEN {one} WHEN NOT {flag} THEN {zero} END");
            plan.add(&value, "", sql);
        }
        _ => {
            let raw = own(plan, "raw");
            finite(plan, &value, &raw, &about, typed);
        }
    }
}

/// How many items are met; nothing where none is known.
fn checklist(plan: &mut Plan, indicator: &Indicator, at: usize, measure: &Measure, about: &str) {
    let mut names = Vec::new();
    for (i, item) in items(measure).iter().enumerate() {
        let name = plan.of(&indicator.id, &part(indicator, &format!("item{}_", i + 1), at));
        let sql = plan.sql(&item.when);
        plan.add(&name, if i == 0 { about } else { "" }, sql);
        names.push(name);
    }
    let (one, zero) = (plan.number(1.0), plan.number(0.0));
    let known: Vec<String> = names.iter().map(|name| format!("{name} IS NOT NULL")).collect();
    let met: Vec<String> =
        names.iter().map(|n| format!("CASE WHEN {n} THEN {one} ELSE {zero} END")).collect();
    let value = plan.of(&indicator.id, &part(indicator, "value", at));
    let sql = format!("CASE WHEN {} THEN {} END", known.join(" OR "), met.join(" + "));
    plan.add(&value, "", sql);
}

/// The column that tells whether a measure is known.
pub(super) fn known(plan: &Plan, indicator: &Indicator) -> String {
    let column = |(at, measure): (usize, &Measure)| {
        let text = is_text(measure);
        let name = if text { "text" } else { "value" };
        format!("{} IS NOT NULL", plan.of(&indicator.id, &part(indicator, name, at)))
    };
    let known: Vec<String> = indicator.measures.iter().enumerate().map(column).collect();
    known.join(" OR ")
}

/// Whether a measure's value stays a text.
pub(super) fn is_text(measure: &Measure) -> bool {
    let text = measure.value.as_ref().is_some_and(|value| value.ty() == Type::Text);
    text && !matches!(measure.rule, Rule::Flag { .. })
}

/// What a missing value counts for, as far as it is a value: gives the column to go on with.
pub(super) fn filled(plan: &mut Plan, indicator: &Indicator, at: usize) -> String {
    let text = is_text(&indicator.measures[at]);
    let name = if text { "text" } else { "value" };
    let value = plan.of(&indicator.id, &part(indicator, name, at));
    let sql = match &indicator.missing {
        Missing::Number(number) => format!("COALESCE({value}, {})", plan.number(*number)),
        Missing::Flag(flag) => {
            let number = plan.number(f64::from(u8::from(*flag)));
            format!("COALESCE({value}, {number})")
        }
        Missing::Text(stated) if text => {
            format!("COALESCE({value}, {})", plan.engine.text(stated))
        }
        Missing::Median(within) | Missing::Mean(within) => {
            let Some(sql) = imputed(plan, indicator, within, &value) else { return value };
            sql
        }
        _ => return value,
    };
    let filled = plan.of(&indicator.id, &part(indicator, "filled", at));
    plan.add(&filled, "what is missing counts as stated", sql);
    filled
}

fn imputed(plan: &mut Plan, indicator: &Indicator, within: &Within, value: &str) -> Option<String> {
    let Some(params) = plan.bounds else {
        // The median that `fit.sql` found.
        return Some(format!("COALESCE({value}, {})", plan.of(&indicator.id, "middle")));
    };
    let of_leaf = params.impute.iter().filter(|impute| impute.indicator == indicator.id);
    let arm = |impute: &crate::scoring::Impute| {
        let group = plan.in_group(within, &impute.group);
        format!(" WHEN {group} THEN {}", plan.number(impute.value))
    };
    let arms: String = of_leaf.map(arm).collect();
    (!arms.is_empty()).then(|| format!("CASE WHEN {value} IS NOT NULL THEN {value}{arms} END"))
}
