//! [`Document`] -> [`Chain`], or every problem at once.

use std::collections::BTreeMap;

use super::model::*;
use super::read::{Document, RelationsDoc, RoleDoc};
use crate::diagnostic::codes::policy as codes;
use crate::diagnostic::codes::scheme as scheme_codes;
use crate::diagnostic::{Diagnostic, Sources, Span, Text, did_you_mean, has_errors};
use crate::expr::{Type, Typed};
use crate::firms::unit;
use crate::say;
use crate::scheme::column::{Column, ColumnKind};
use crate::scheme::expressions::{Expressions, Reach, Wanted};
use crate::scheme::{Derive, Firm};
use crate::toml_reading::Written;

/// Resolves a document. The chain is given only when there is no error.
pub fn resolve(
    document: &Document,
    sources: &Sources,
    problems: &mut Vec<Diagnostic>,
) -> Option<Chain> {
    let want = |written: &Written<String>, expected, reach| Wanted {
        written: written.clone(),
        expected,
        reach,
    };
    let flag = Some(Type::Flag);
    let derives = document.derive.iter().enumerate();
    let mut wanted: Vec<Wanted> =
        derives.map(|(at, d)| want(&d.value, None, Reach::DerivesBefore(at))).collect();
    let conditions = document.role.iter().filter_map(|role| role.when.as_ref());
    wanted.extend(conditions.map(|when| want(when, flag, Reach::Results)));
    let names: Vec<String> = document.derive.iter().map(|d| d.name.value.clone()).collect();
    let metrics: BTreeMap<String, Type> =
        METRICS.iter().map(|metric| (metric.to_string(), Type::Number)).collect();
    let mut expressions =
        Expressions::collect(&wanted, &document.column, &names, metrics, sources, problems);
    let mut derives = Vec::new();
    for (at, doc) in document.derive.iter().enumerate() {
        let typed = expressions.typed(&want(&doc.value, None, Reach::DerivesBefore(at)), problems);
        expressions.set_derive(at, typed.as_ref().map(Typed::ty));
        derives.extend(typed.map(|value| Derive {
            name: doc.name.value.clone(),
            value,
            text: doc.value.value.clone(),
            unit: text(&doc.unit),
        }));
    }
    let mut roles = Vec::new();
    for (at, doc) in document.role.iter().enumerate() {
        if doc.when.is_none() && at + 1 < document.role.len() {
            let message = say!(
                "没有 when 的角色收下所有剩余企业，只能放在最后",
                "a role without `when` takes every firm that is left, so it is the last"
            );
            let problem = Diagnostic::error(&codes::MAP_RULE, message);
            problems.push(problem.at(doc.name.span, Text::default()));
        }
        let when = match &doc.when {
            Some(when) => match expressions.typed(&want(when, flag, Reach::Results), problems) {
                Some(typed) => Some(typed),
                None => continue,
            },
            None => None,
        };
        roles.push(Role { name: doc.name.value.clone(), when, about: text(&doc.about) });
    }
    let head = document.chain.clone().unwrap_or_default();
    for (missing, table) in [
        (document.chain.is_none(), "chain"),
        (document.firm.is_none(), "firm"),
        (document.relations.is_none(), "relations"),
    ] {
        if missing {
            let message = say!("缺少 [{table}] 表", "the table [{table}] is missing");
            problems.push(Diagnostic::error(&scheme_codes::MISSING_TABLE, message));
        }
    }
    money(head.money.as_ref(), problems);
    roles_once(document, problems);
    sides_apart(document, problems);
    let mentions = mentions(document, &wanted, &expressions);
    slips(document, &mentions, problems);
    let firm = firm(document);
    let columns = columns(document, &firm, &expressions.columns);
    if has_errors(problems) {
        return None;
    }
    let RelationsDoc { supplier, buyer, product, amount } =
        document.relations.clone().unwrap_or_default();
    Some(Chain {
        name: head.name.as_ref().unwrap_or(&head.id).value.clone(),
        status: head.status.as_ref().map(|status| status.value).unwrap_or_default(),
        citation: text(&head.citation),
        money: head.money.map_or("万元".to_string(), |money| money.value),
        products: head.products.into_iter().map(|product| product.value).collect(),
        id: head.id.value,
        firm,
        columns,
        derives,
        headers: [supplier, buyer, product, amount].map(|header| header.value),
        roles,
        mentions,
    })
}

/// Two roles of one name could not be told apart.
fn roles_once(document: &Document, problems: &mut Vec<Diagnostic>) {
    for (at, role) in document.role.iter().enumerate() {
        let name = &role.name.value;
        let same = |known: &&RoleDoc| known.name.value == *name;
        let Some(first) = document.role[..at].iter().find(same) else { continue };
        let message = say!("有两个角色都叫「{name}」", "two roles are called `{name}`");
        let problem = Diagnostic::error(&codes::MAP_RULE, message);
        let problem = problem.at(role.name.span, say!("又出现在这里", "and here again"));
        problems.push(problem.see(first.name.span, say!("先出现在这里", "first here")));
    }
}

/// Supplier, buyer, product and amount stand in four columns.
fn sides_apart(document: &Document, problems: &mut Vec<Diagnostic>) {
    let Some(relations) = &document.relations else { return };
    let columns = [&relations.supplier, &relations.buyer, &relations.product, &relations.amount];
    for (at, column) in columns.iter().enumerate() {
        let same = |known: &&&Written<String>| known.value.trim() == column.value.trim();
        let Some(first) = columns[..at].iter().find(same) else { continue };
        let name = &column.value;
        if name.trim().is_empty() {
            continue;
        }
        let message = say!(
            "[relations] 里两处写的是同一列「{name}」",
            "two entries of [relations] name the same column `{name}`"
        );
        let problem = Diagnostic::error(&codes::MAP_TABLE, message);
        let problem = problem.at(column.span, say!("又出现在这里", "and here again"));
        problems.push(problem.see(first.span, say!("先出现在这里", "first here")));
    }
}

/// Every column of the firm table that an expression names, with its place.
fn mentions(
    document: &Document,
    wanted: &[Wanted],
    expressions: &Expressions,
) -> Vec<(String, Span)> {
    let own = |name: &str| {
        METRICS.contains(&name) || document.derive.iter().any(|doc| doc.name.value == name)
    };
    let mut mentions = Vec::new();
    for wanted in wanted {
        let Ok(parsed) = crate::expr::parse(&wanted.written.value) else { continue };
        for demand in crate::expr::demands(&parsed, wanted.expected) {
            if !own(&demand.column) {
                let span = expressions.place(&wanted.written, demand.range.clone());
                mentions.push((demand.column, span));
            }
        }
    }
    mentions
}

/// A column outside of the dictionary that reads nearly like one of it, or like a number of the
/// graph, is probably a slip; the tables decide.
fn slips(document: &Document, mentions: &[(String, Span)], problems: &mut Vec<Diagnostic>) {
    let known = || document.column.iter().map(|doc| doc.name.value.as_str());
    let derived = || document.derive.iter().map(|doc| doc.name.value.as_str());
    for (name, span) in mentions.iter().filter(|(name, _)| known().all(|known| known != name)) {
        let near = did_you_mean(name, known().chain(derived()).chain(METRICS));
        if let Some(near) = near {
            let message = say!(
                "「{name}」不在字典里，也不是图上的数：会到企业表里去找",
                "`{name}` is neither in the dictionary nor a number of the graph: it is looked for in the firm table"
            );
            let problem = Diagnostic::warning(&codes::MAP_RULE, message);
            problems.push(problem.at(*span, Text::default()).mend(near));
        }
    }
}

/// Amounts under a header in another unit are converted, so that the unit has to be known.
fn money(stated: Option<&Written<String>>, problems: &mut Vec<Diagnostic>) {
    let Some(money) = stated.filter(|money| !unit::is_money(&money.value)) else { return };
    let unit = &money.value;
    let message = say!("「{unit}」不是认得的金额单位", "`{unit}` is no known unit of money");
    let problem = Diagnostic::error(&codes::MAP_MONEY, message).at(money.span, Text::default());
    problems.push(problem.mend(say!(
        "写 元、千元、万元、亿元、万美元 等",
        "write 元, 千元, 万元, 亿元, 万美元 or the like"
    )));
}

fn text(written: &Option<Written<String>>) -> String {
    written.as_ref().map(|written| written.value.clone()).unwrap_or_default()
}

fn firm(document: &Document) -> Firm {
    let doc = document.firm.clone().unwrap_or_default();
    Firm {
        id: doc.id.value,
        name: doc.name.map(|name| name.value),
        id_kind: doc.id_kind.map(|kind| kind.value).unwrap_or_default(),
        groups: doc.group.into_iter().map(|group| group.value).collect(),
    }
}

fn columns(document: &Document, firm: &Firm, mentioned: &[(String, Type)]) -> Vec<Column> {
    let mut columns: Vec<Column> = Vec::new();
    let mut add = |name: &str, kind: ColumnKind| {
        if name.is_empty() || columns.iter().any(|column| column.name == name) {
            return;
        }
        let doc = document.column.iter().find(|column| column.name.value == name);
        columns.push(Column {
            name: name.to_string(),
            kind: doc.and_then(|doc| doc.kind.as_ref()).map_or(kind, |kind| kind.value),
            unit: doc.map(|doc| text(&doc.unit)).unwrap_or_default(),
            aliases: doc
                .map(|doc| doc.aliases.iter().map(|alias| alias.value.clone()).collect())
                .unwrap_or_default(),
            about: doc.map(|doc| text(&doc.about)).unwrap_or_default(),
            required: true,
        });
    };
    add(&firm.id, ColumnKind::Text);
    firm.name.iter().for_each(|name| add(name, ColumnKind::Text));
    firm.groups.iter().for_each(|group| add(group, ColumnKind::Text));
    for (name, ty) in mentioned {
        add(
            name,
            match ty {
                Type::Number => ColumnKind::Number,
                Type::Text => ColumnKind::Text,
                Type::Flag => ColumnKind::Flag,
                Type::Date => ColumnKind::Date,
            },
        );
    }
    columns
}
