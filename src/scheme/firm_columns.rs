//! Which columns of the tables a scheme reads: the firms' key, name and groups, those by which peers
//! are told apart, and those that expressions mention. Owns their kinds; must not read tables.

use super::column::{Column, ColumnKind, IdKind};
use super::document::*;
use super::model::Firm;
use super::resolve::{Resolver, text};
use super::rules;
use super::toml::Written;
use crate::diagnostic::codes::scheme as codes;
use crate::diagnostic::{Diagnostic, Text};
use crate::expr::Type;
use crate::say;

/// `[firm]`
pub(super) fn firm(resolver: &mut Resolver) -> Firm {
    let document = resolver.document;
    let Some(doc) = &document.firm else {
        if !document.broken.contains(&"firm") {
            resolver.report(
                Diagnostic::error(
                    &codes::MISSING_TABLE,
                    say!("缺少 [firm] 表", "the table [firm] is missing"),
                )
                .mend(say!(
                    "写上 [firm]，用 id = \"...\" 指明企业代码所在的列",
                    "add [firm] with id = \"...\", the column that names a firm"
                )),
            );
        }
        return Firm { id: String::new(), name: None, id_kind: IdKind::Text, groups: Vec::new() };
    };
    for key in std::iter::once(&doc.id).chain(&doc.name) {
        must_be_text(
            key,
            say!("企业的代码和名称是文字", "ids and names of firms are texts"),
            resolver,
        );
    }
    for peers in peer_columns(document) {
        must_be_text(&peers, say!("分组的列是文字", "peers are told apart by texts"), resolver);
    }
    Firm {
        id: doc.id.value.clone(),
        name: doc.name.as_ref().map(|name| name.value.clone()),
        id_kind: doc.id_kind.as_ref().map(|kind| kind.value).unwrap_or_default(),
        groups: doc.group.iter().map(|group| group.value.clone()).collect(),
    }
}

/// A column that holds texts, whatever else it is used for.
fn must_be_text(written: &Written<String>, why: Text, resolver: &mut Resolver) {
    let name = &written.value;
    if name.trim().is_empty() {
        let problem = say!("列名不能是空的", "a column's name cannot be empty");
        let told =
            resolver.problems.iter().any(|p| p.labels.iter().any(|l| l.span == written.span));
        if !told {
            resolver.report(
                Diagnostic::error(&codes::MISSING_KEY, problem).at(written.span, Text::default()),
            );
        }
        return;
    }
    let ty = resolver.expressions.type_of(name);
    let stated = resolver.document.column.iter().find(|column| &column.name.value == name);
    let stated = stated.and_then(|column| column.kind.as_ref()).map(|kind| kind.value);
    let other = ty.is_some_and(|ty| ty != Type::Text)
        || ty.is_none() && stated.is_some_and(|kind| kind != ColumnKind::Text);
    if other {
        resolver.report(
            Diagnostic::error(
                &codes::COLUMN_TYPE_CONFLICT,
                say!(
                    "列「{name}」在别处不是文字，不能用在这里",
                    "the column `{name}` is no text elsewhere and cannot stand here"
                ),
            )
            .at(written.span, why)
            .mend(say!(
                "换一列；要按数分组，用 CASE 派生一个文字列",
                "name another column; to group by a number, derive a text column with CASE"
            )),
        );
    }
}

/// Every column to be read: key, name and groups first, then those that expressions mention.
pub(super) fn columns(resolver: &mut Resolver, firm: &Firm) -> Vec<Column> {
    let mut columns: Vec<Column> = Vec::new();
    let dictionary = &resolver.document.column;
    let used = &resolver.expressions;
    let mut add = |name: &str, kind: ColumnKind| {
        if name.is_empty() || columns.iter().any(|column| column.name == name) {
            return;
        }
        let doc = dictionary.iter().find(|column| column.name.value == name);
        let used =
            used.columns.iter().find(|(column, _)| column == name).map(|(_, ty)| kind_of(*ty));
        columns.push(Column {
            name: name.to_string(),
            kind: doc.and_then(|doc| doc.kind.as_ref()).map_or(used.unwrap_or(kind), |k| k.value),
            unit: doc.map(|doc| text(&doc.unit)).unwrap_or_default(),
            aliases: doc.map(|d| values(&d.aliases)).unwrap_or_default(),
            about: doc.map(|doc| text(&doc.about)).unwrap_or_default(),
            required: true,
        });
    };
    add(&firm.id, ColumnKind::Text);
    if let Some(name) = &firm.name {
        add(name, ColumnKind::Text);
    }
    let peers = peer_columns(resolver.document);
    for group in firm.groups.iter().chain(peers.iter().map(|written| &written.value)) {
        if !resolver.document.derive.iter().any(|d| &d.name.value == group) {
            add(group, ColumnKind::Text);
        }
    }
    for (name, ty) in &used.columns {
        add(name, kind_of(*ty));
    }
    columns
}

fn kind_of(ty: Type) -> ColumnKind {
    match ty {
        Type::Number => ColumnKind::Number,
        Type::Text => ColumnKind::Text,
        Type::Flag => ColumnKind::Flag,
        Type::Date => ColumnKind::Date,
    }
}

/// Columns by which peers are told apart, each place where one is written once.
fn peer_columns(document: &Document) -> Vec<Written<String>> {
    let mut columns: Vec<Written<String>> = Vec::new();
    let mut add = |within: Option<&Written<String>>| {
        if let Some(within) = within
            && within.value != "all"
            && within.value != "stage"
        {
            columns.push(within.clone());
        }
    };
    add(document.scheme.as_ref().and_then(|s| s.missing_within.as_ref()));
    for indicator in &document.indicator {
        add(indicator.missing_within.as_ref());
        rules::each_within(indicator, &mut add);
    }
    document.grade.iter().for_each(|grade| add(grade.within.as_ref()));
    document.list.iter().for_each(|list| add(list.within.as_ref()));
    columns
}

fn values(written: &[Written<String>]) -> Vec<String> {
    written.iter().map(|w| w.value.clone()).collect()
}
