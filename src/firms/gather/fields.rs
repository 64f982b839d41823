//! The field dictionary: what each `[[field]]` means and whether it can be had. Every slip of the
//! dictionary is told at once; tables are not known here.

use super::document::*;
use super::sources::{Field, FirmKeys, Named, Origin, Resolver};
use crate::diagnostic::codes::firms as codes;
use crate::diagnostic::{Diagnostic, Text};
use crate::firms::header::normal;
use crate::firms::unit;
use crate::say;
use crate::scheme::column::{ColumnKind, IdKind};
use crate::toml_reading::Written;

/// The dictionary and the keys, which may have aliases there.
pub(super) struct Resolved {
    pub fields: Vec<Field>,
    pub firm: FirmKeys,
}

/// Relative difference up to which numbers agree where nothing is stated: the slack that holds
/// everywhere for borders.
const TOLERANCE: f64 = 1e-9;

pub(super) fn resolve(
    resolver: &mut Resolver,
    document: &Document,
    settings: &GatherDoc,
    firm: &FirmDoc,
    ids: &[Written<String>],
) -> Resolved {
    let names: Vec<Written<String>> = document.field.iter().map(|f| f.name.clone()).collect();
    resolver.unique(&names, say!("字段", "field"));
    aliases_apart(resolver, &document.field);
    let keys = [Some(&firm.id), firm.name.as_ref(), firm.former.as_ref()];
    let is_key = |name: &str| keys.iter().flatten().any(|key| key.value == name);
    let docs: Vec<&FieldDoc> = document.field.iter().filter(|f| !is_key(&f.name.value)).collect();
    let general = resolver.numbers(&settings.priority, ids);
    let tolerance = resolver.share(settings.tolerance.as_ref(), TOLERANCE);
    let common = Common { document, docs: &docs, general: &general, tolerance, settings, ids };
    let fields = docs.iter().map(|doc| field(resolver, doc, &common)).collect();
    let named = |key: &Written<String>| Named {
        name: key.value.clone(),
        aliases: document
            .field
            .iter()
            .filter(|f| f.name.value == key.value)
            .flat_map(aliases)
            .collect(),
    };
    let name_doc = firm
        .name
        .as_ref()
        .and_then(|name| document.field.iter().find(|field| field.name.value == name.value));
    let own = name_doc.map(|doc| resolver.numbers(&doc.priority, ids)).unwrap_or_default();
    let firm = FirmKeys {
        id: named(&firm.id),
        name: firm.name.as_ref().map(named),
        former: firm.former.as_ref().map(named),
        id_kind: firm.id_kind.as_ref().map_or(IdKind::Uscc, |kind| kind.value),
        bad_id: firm.bad_id.as_ref().map_or(BadId::Reject, |rule| rule.value),
        name_priority: if own.is_empty() { general.clone() } else { own },
    };
    Resolved { fields, firm }
}

struct Common<'a> {
    document: &'a Document,
    docs: &'a [&'a FieldDoc],
    general: &'a [usize],
    tolerance: f64,
    settings: &'a GatherDoc,
    ids: &'a [Written<String>],
}

fn aliases(doc: &FieldDoc) -> impl Iterator<Item = String> {
    doc.aliases.iter().map(|alias| alias.value.clone())
}

/// One header must not lead to two fields.
fn aliases_apart(resolver: &mut Resolver, docs: &[FieldDoc]) {
    let headers: Vec<(usize, &Written<String>)> = docs
        .iter()
        .enumerate()
        .flat_map(|(at, doc)| std::iter::once(&doc.name).chain(&doc.aliases).map(move |h| (at, h)))
        .collect();
    for (place, (field, header)) in headers.iter().enumerate() {
        let same = |(other, known): &&(usize, &Written<String>)| {
            other != field && normal(&known.value) == normal(&header.value)
        };
        // Two fields of one name are told as such.
        let Some((_, first)) = headers[..place].iter().find(same) else { continue };
        if docs.iter().filter(|doc| doc.name.value == header.value).count() > 1 {
            continue;
        }
        let name = &header.value;
        resolver.problems.push(
            Diagnostic::error(
                &codes::NAME_TWICE,
                say!("表头「{name}」对上了两个字段", "the header `{name}` leads to two fields"),
            )
            .at(header.span, say!("这里", "here"))
            .see(first.span, say!("和这里", "and here")),
        );
    }
}

fn field(resolver: &mut Resolver, doc: &FieldDoc, common: &Common) -> Field {
    let origin = origin(resolver, doc, common);
    let base = match &origin {
        Origin::Years { base, .. } => Some(common.docs[*base]),
        _ => None,
    };
    let is_count = matches!(origin, Origin::Count(_));
    let is_rate = matches!(origin, Origin::Years { over: Some(Over::Growth | Over::Cagr), .. });
    let inherited = base.filter(|_| !is_rate).and_then(|base| base.unit.as_ref());
    let unit = doc.unit.as_ref().or(inherited).map(|unit| unit.value.clone()).unwrap_or_default();
    let kind = match &doc.kind {
        Some(kind) => kind.value,
        None if is_count => ColumnKind::Integer,
        None if base.is_some_and(is_number) || !unit.is_empty() => ColumnKind::Number,
        None => {
            base.and_then(|base| base.kind.as_ref()).map_or(ColumnKind::Text, |kind| kind.value)
        }
    };
    check_unit(resolver, doc, base, &origin, &unit);
    let is_number = matches!(kind, ColumnKind::Number | ColumnKind::Integer);
    if let Some(absent) = doc.absent.as_ref().filter(|_| !is_number) {
        let message = say!("absent 只用于数", "`absent` is for numbers only");
        resolver.at(&codes::FIELD_NOT_CLEAR, absent.span, message);
    }
    let own = resolver.numbers(&doc.priority, common.ids);
    if let Some(merge) = doc.merge.as_ref().filter(|merge| merge.value == Merge::Latest) {
        latest(resolver, merge, doc, common);
    }
    Field {
        named: Named { name: doc.name.value.clone(), aliases: aliases(doc).collect() },
        kind,
        unit,
        merge: doc.merge.as_ref().map(|merge| merge.value),
        priority: if own.is_empty() { common.general.to_vec() } else { own },
        sources: resolver.numbers(&doc.sources, common.ids),
        tolerance: resolver.share(doc.tolerance.as_ref(), common.tolerance),
        origin,
        absent: doc.absent.as_ref().map(|value| value.value),
        keep: doc.keep.as_ref().is_none_or(|keep| keep.value),
        span: doc.name.span,
    }
}

fn is_number(doc: &FieldDoc) -> bool {
    match &doc.kind {
        Some(kind) => matches!(kind.value, ColumnKind::Number | ColumnKind::Integer),
        None => doc.unit.is_some() || doc.count.is_some(),
    }
}

/// A field that takes the latest row needs a source that can tell which it is.
fn latest(resolver: &mut Resolver, merge: &Written<Merge>, doc: &FieldDoc, common: &Common) {
    let looked_at = |source: &&SourceDoc| {
        doc.sources.is_empty() || doc.sources.iter().any(|id| id.value == source.id.value)
    };
    let sources: Vec<_> = common.document.source.iter().filter(looked_at).collect();
    if sources.iter().all(|source| source.latest_by.is_none()) {
        let ids: Vec<&str> = sources.iter().map(|source| source.id.value.as_str()).collect();
        resolver.latest_by_what(merge.span, &ids.join(", "));
    }
}

fn origin(resolver: &mut Resolver, doc: &FieldDoc, common: &Common) -> Origin {
    if let Some(count) = &doc.count {
        if let Some(from) = &doc.from {
            let message = say!("from 和 count 只能写一个", "only one of `from` and `count` can be");
            resolver.at(&codes::FIELD_NOT_CLEAR, from.span, message);
        }
        let words = |(column, words): &(Written<String>, OneOrMany)| {
            (column.value.clone(), words.0.clone())
        };
        return Origin::Count(count.value.0.iter().map(words).collect());
    }
    let Some(from) = &doc.from else {
        let spans = [
            doc.year.as_ref().map(|year| year.span),
            doc.over.as_ref().map(|over| over.span),
            doc.years.as_ref().map(|years| years.span),
        ];
        for span in spans.into_iter().flatten() {
            let message = say!(
                "year、over、years 要和 from 一起写",
                "`year`, `over` and `years` belong to `from`"
            );
            resolver.at(&codes::FIELD_NOT_CLEAR, span, message);
        }
        return Origin::Cells;
    };
    let Some(base) = common.docs.iter().position(|known| known.name.value == from.value) else {
        unknown_base(resolver, from, common);
        return Origin::Cells;
    };
    if common.docs[base].from.is_some() {
        let name = &from.value;
        resolver.at(
            &codes::FIELD_NOT_CLEAR,
            from.span,
            say!(
                "「{name}」本身就由别的字段算出，请改从最初的字段算",
                "`{name}` is itself made of another field; start from that one"
            ),
        );
    }
    let year = match doc.year.as_ref().map_or(YearDoc::After(0), |year| year.value) {
        YearDoc::Calendar(year) => year,
        YearDoc::After(years) => match &common.settings.year {
            Some(this) => this.value + years,
            None => {
                resolver.at(
                    &codes::NO_YEAR,
                    from.span,
                    say!(
                        "要用到「本年」，而 [gather] 没有写 year",
                        "it speaks of this year, but [gather] states no `year`"
                    ),
                );
                0
            }
        },
    };
    let over = doc.over.as_ref().map(|over| over.value);
    let years = years(resolver, doc, over);
    if over.is_some() && !is_number(common.docs[base]) {
        let message = say!("只有数才能跨年计算", "only numbers can be calculated over years");
        resolver.at(&codes::FIELD_NOT_CLEAR, from.span, message);
    }
    Origin::Years { base, year, over, years }
}

fn unknown_base(resolver: &mut Resolver, from: &Written<String>, common: &Common) {
    let name = &from.value;
    resolver.problems.push(
        Diagnostic::error(
            &codes::UNKNOWN_FIELD,
            say!("没有名为「{name}」的 [[field]]", "there is no [[field]] named `{name}`"),
        )
        .at(from.span, Text::default())
        .mend_if(crate::diagnostic::did_you_mean(
            name,
            common.docs.iter().map(|doc| doc.name.value.as_str()),
        )),
    );
}

fn years(resolver: &mut Resolver, doc: &FieldDoc, over: Option<Over>) -> usize {
    let (otherwise, bounds) = match over {
        Some(Over::Sum | Over::Mean) => (2, 2..=20),
        Some(Over::Cagr) => (3, 1..=20),
        Some(Over::Growth) | None => (1, 1..=1),
    };
    resolver.within(doc.years.as_ref(), otherwise, bounds)
}

/// A field made of another must be told in a unit that the other can be converted to.
fn check_unit(
    resolver: &mut Resolver,
    doc: &FieldDoc,
    base: Option<&FieldDoc>,
    origin: &Origin,
    own: &str,
) {
    let Some(base) = base else { return };
    let is_rate = matches!(origin, Origin::Years { over: Some(Over::Growth | Over::Cagr), .. });
    let from = if is_rate { "" } else { base.unit.as_ref().map_or("", |unit| unit.value.as_str()) };
    let stated = is_rate || doc.unit.is_some();
    if !stated || own == from || is_rate && unit::canonical(own) == "%" {
        return;
    }
    if is_rate || unit::power_between(from, own).is_none() {
        let name = &base.name.value;
        let span = doc.unit.as_ref().map_or(doc.name.span, |unit| unit.span);
        resolver.at(
            &codes::UNIT_MISMATCH,
            span,
            say!(
                "由「{name}」算出的值不能用「{own}」作单位",
                "what is made of `{name}` cannot be told in `{own}`"
            ),
        );
    }
}
