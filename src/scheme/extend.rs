//! `extends`: one scheme on top of another. Owns what "add, replace or drop" means; works on what
//! was written, so that the outcome is checked like any other scheme.
//!
//! Entries are matched by id (columns and derives by name). An entry that names only some keys
//! keeps the others of the entry below it; a node with `points = 0` is dropped with all below it.
//! Vetoes add up; grades, `[qualify]` and `[rank]` are replaced as a whole.

use super::document::*;
use super::toml::Written;

/// The upper scheme laid over the lower one.
pub fn overlay(base: Document, over: Document) -> Document {
    let mut document = Document {
        scheme: merge_option(base.scheme, over.scheme, scheme),
        firm: over.firm.or(base.firm),
        column: merge(base.column, over.column, |c| &c.name.value, column),
        derive: merge(base.derive, over.derive, |d| &d.name.value, |_, over| over),
        stage: merge(base.stage, over.stage, |s| &s.id.value, stage),
        dimension: merge(base.dimension, over.dimension, |d| &d.id.value, dimension),
        indicator: merge(base.indicator, over.indicator, |i| &i.id.value, indicator),
        veto: base.veto.into_iter().chain(over.veto).collect(),
        grade: if over.grade.is_empty() { base.grade } else { over.grade },
        list: merge(base.list, over.list, |l| &l.id.value, |_, over| over),
        qualify: over.qualify.or(base.qualify),
        rank: over.rank.or(base.rank),
        broken: both(base.broken, over.broken),
    };
    drop_emptied(&mut document);
    document
}

fn merge_option<T>(base: Option<T>, over: Option<T>, both: impl Fn(T, T) -> T) -> Option<T> {
    match (base, over) {
        (Some(base), Some(over)) => Some(both(base, over)),
        (base, over) => over.or(base),
    }
}

/// Entries of the upper list replace those of the same key where they stand; new ones follow.
fn merge<T>(
    base: Vec<T>,
    over: Vec<T>,
    key: impl Fn(&T) -> &String,
    both: impl Fn(T, T) -> T,
) -> Vec<T> {
    let mut entries: Vec<Option<T>> = base.into_iter().map(Some).collect();
    for upper in over {
        let place = entries.iter().position(|e| e.as_ref().is_some_and(|e| key(e) == key(&upper)));
        match place {
            Some(at) => {
                let lower = entries[at].take();
                entries[at] = lower.map(|lower| both(lower, upper));
            }
            None => entries.push(Some(upper)),
        }
    }
    entries.into_iter().flatten().collect()
}

fn scheme(base: SchemeDoc, over: SchemeDoc) -> SchemeDoc {
    SchemeDoc {
        id: over.id,
        name: over.name.or(base.name),
        edition: over.edition.or(base.edition),
        status: over.status.or(base.status),
        citation: over.citation.or(base.citation),
        valid: over.valid.or(base.valid),
        language: over.language.or(base.language),
        total: over.total.or(base.total),
        aggregate: over.aggregate.or(base.aggregate),
        floor: over.floor.or(base.floor),
        missing: over.missing.or(base.missing),
        missing_within: over.missing_within.or(base.missing_within),
        min_coverage: over.min_coverage.or(base.min_coverage),
        extends: None,
        broken: both(base.broken, over.broken),
    }
}

fn column(base: ColumnDoc, over: ColumnDoc) -> ColumnDoc {
    ColumnDoc {
        name: over.name,
        kind: over.kind.or(base.kind),
        unit: over.unit.or(base.unit),
        aliases: base.aliases.into_iter().chain(over.aliases).collect(),
        about: over.about.or(base.about),
    }
}

fn stage(base: StageDoc, over: StageDoc) -> StageDoc {
    StageDoc { id: over.id, name: over.name.or(base.name), when: over.when.or(base.when) }
}

fn dimension(base: DimensionDoc, over: DimensionDoc) -> DimensionDoc {
    DimensionDoc {
        id: over.id,
        name: over.name.or(base.name),
        parent: over.parent.or(base.parent),
        kind: over.kind.or(base.kind),
        points: over.points.or(base.points),
        aggregate: over.aggregate.or(base.aggregate),
        about: over.about.or(base.about),
    }
}

fn indicator(base: IndicatorDoc, over: IndicatorDoc) -> IndicatorDoc {
    IndicatorDoc {
        id: over.id,
        name: over.name.or(base.name),
        dimension: over.dimension.or(base.dimension),
        value: over.value.or(base.value),
        unit: over.unit.or(base.unit),
        points: over.points.or(base.points),
        rule: over.rule.or(base.rule),
        treat: over.treat.or(base.treat),
        missing: over.missing.or(base.missing),
        missing_within: over.missing_within.or(base.missing_within),
        about: over.about.or(base.about),
        source: over.source.or(base.source),
        broken: both(base.broken, over.broken),
    }
}

fn both(base: Vec<&'static str>, over: Vec<&'static str>) -> Vec<&'static str> {
    base.into_iter().chain(over).collect()
}

fn drop_emptied(document: &mut Document) {
    let is_zero = |points: &Option<Written<PointsDoc>>| {
        points.as_ref().is_some_and(|points| points.value == PointsDoc::One(0.0))
    };
    let mut dropped: Vec<String> = Vec::new();
    loop {
        let below = |parent: &Option<Written<String>>| {
            parent.as_ref().is_some_and(|parent| dropped.contains(&parent.value))
        };
        let gone = document.dimension.iter().position(|d| is_zero(&d.points) || below(&d.parent));
        match gone {
            Some(at) => dropped.push(document.dimension.remove(at).id.value),
            None => break,
        }
    }
    document.indicator.retain(|i| {
        let homeless = i.dimension.as_ref().is_some_and(|d| dropped.contains(&d.value));
        !is_zero(&i.points) && !homeless
    });
}
