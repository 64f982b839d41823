//! TOML tables -> [`Document`]: one `Read` per table, every problem noted. Must not interpret.

use jiff::civil::Date;
use toml::de::{DeTable, DeValue};

use super::column::{ColumnKind, IdKind};
use super::document::*;
use super::toml::{
    Context, Fields, Read, Value, Written, keyword, number, read_table, read_word, tables,
};
use crate::diagnostic::Diagnostic;
use crate::diagnostic::codes::scheme as codes;
use crate::say;

/// Reads a whole scheme file.
pub fn document(table: &DeTable, context: &mut Context) -> Document {
    let mut fields = Fields::root(table);
    let document = Document {
        scheme: fields.get("scheme", context),
        firm: fields.get("firm", context),
        column: tables(&mut fields, "column", context),
        derive: tables(&mut fields, "derive", context),
        stage: tables(&mut fields, "stage", context),
        dimension: tables(&mut fields, "dimension", context),
        indicator: tables(&mut fields, "indicator", context),
        veto: tables(&mut fields, "veto", context),
        grade: tables(&mut fields, "grade", context),
        list: tables(&mut fields, "list", context),
        qualify: fields.get("qualify", context),
        rank: fields.get("rank", context),
        broken: fields.broken(),
    };
    fields.finish(context);
    document
}

read_word!(Status, "illustrative" => Status::Illustrative, "official" => Status::Official);
read_word!(Aggregate, "sum" => Aggregate::Sum, "mean" => Aggregate::Mean,
    "geometric" => Aggregate::Geometric, "harmonic" => Aggregate::Harmonic, "min" => Aggregate::Min);
read_word!(Kind, "base" => Kind::Base, "bonus" => Kind::Bonus, "deduction" => Kind::Deduction);
read_word!(Ties, "min" => Ties::Min, "dense" => Ties::Dense, "average" => Ties::Average);
read_word!(IdKind, "uscc" => IdKind::Uscc, "text" => IdKind::Text);
read_word!(ColumnKind, "number" => ColumnKind::Number, "integer" => ColumnKind::Integer,
    "text" => ColumnKind::Text, "flag" => ColumnKind::Flag, "date" => ColumnKind::Date);

read_table!(SchemeDoc, |f, c| SchemeDoc {
    id: f.need("id", c),
    name: f.get("name", c),
    edition: f.get("edition", c),
    status: f.get("status", c),
    citation: f.get("citation", c),
    valid: f.get("valid", c),
    language: f.get("language", c),
    total: f.get("total", c),
    aggregate: f.get("aggregate", c),
    floor: f.get("floor", c),
    missing: f.get("missing", c),
    missing_within: f.get("missing_within", c),
    min_coverage: f.get("min_coverage", c),
    extends: f.get("extends", c),
    broken: f.broken(),
});

read_table!(ValidDoc, |f, c| ValidDoc { from: f.get("from", c), to: f.get("to", c) });

read_table!(FirmDoc, |f, c| FirmDoc {
    id: f.need("id", c),
    name: f.get("name", c),
    id_kind: f.get("id_kind", c),
    group: f.or_default("group", c),
});

read_table!(ColumnDoc, |f, c| ColumnDoc {
    name: f.need("name", c),
    kind: f.get("type", c),
    unit: f.get("unit", c),
    aliases: f.or_default("aliases", c),
    about: f.get("about", c),
});

read_table!(DeriveDoc, |f, c| DeriveDoc {
    name: f.need("name", c),
    value: f.need("value", c),
    unit: f.get("unit", c),
    about: f.get("about", c),
});

read_table!(StageDoc, |f, c| StageDoc {
    id: f.need("id", c),
    name: f.get("name", c),
    when: f.get("when", c),
});

read_table!(DimensionDoc, |f, c| DimensionDoc {
    id: f.need("id", c),
    name: f.get("name", c),
    parent: f.get("parent", c),
    kind: f.get("kind", c),
    points: f.get("points", c),
    aggregate: f.get("aggregate", c),
    about: f.get("about", c),
});

read_table!(IndicatorDoc, |f, c| IndicatorDoc {
    id: f.need("id", c),
    name: f.get("name", c),
    dimension: f.get("dimension", c),
    value: f.get("value", c),
    unit: f.get("unit", c),
    points: f.get("points", c),
    rule: f.get("rule", c),
    treat: f.get("treat", c),
    missing: f.get("missing", c),
    missing_within: f.get("missing_within", c),
    about: f.get("about", c),
    source: f.get("source", c),
    broken: f.broken(),
});

read_table!(VetoDoc, |f, c| VetoDoc { when: f.need("when", c), reason: f.need("reason", c) });

read_table!(GradeDoc, |f, c| GradeDoc {
    name: f.need("name", c),
    top_percent: f.get("top_percent", c),
    at_least: f.get("at_least", c),
    within: f.get("within", c),
});

read_table!(ListDoc, |f, c| ListDoc {
    id: f.need("id", c),
    name: f.get("name", c),
    top: f.get("top", c),
    top_percent: f.get("top_percent", c),
    within: f.get("within", c),
    filter: f.get("where", c),
});

read_table!(QualifyDoc, |f, c| QualifyDoc {
    pass: f.get("pass", c),
    direct: f.or_default("direct", c),
    conditions: f.or_default("conditions", c),
});

read_table!(RankDoc, |f, c| RankDoc {
    decimals: f.get("decimals", c),
    ties: f.get("ties", c),
    break_by: f.or_default("break_by", c),
});

impl Read for OneOrMany {
    fn read(value: &Value, context: &mut Context) -> Option<Self> {
        match value.get_ref() {
            DeValue::Array(_) => Vec::read(value, context).map(OneOrMany),
            _ => Written::read(value, context).map(|one| OneOrMany(vec![one])),
        }
    }
}

impl Read for PercentDoc {
    fn read(value: &Value, context: &mut Context) -> Option<Self> {
        if let Some(to) = number(value.get_ref()) {
            return Some(PercentDoc { from: 0.0, to });
        }
        let (from, to) = Read::read(value, context)?;
        Some(PercentDoc { from, to })
    }
}

impl Read for PointsDoc {
    fn read(value: &Value, context: &mut Context) -> Option<Self> {
        if let Some(points) = number(value.get_ref()) {
            return Some(PointsDoc::One(points));
        }
        let DeValue::Table(table) = value.get_ref() else {
            context.wrong_type(
                value,
                say!("分数，或按阶段写 {{ 阶段 = 分数 }}", "points, or {{ stage = points }}"),
            );
            return None;
        };
        let stages = table.iter().map(|(key, points)| {
            let stage =
                Written { value: key.get_ref().to_string(), span: context.span(key.span()) };
            Written::read(points, context).map(|points| (stage, points))
        });
        stages.collect::<Vec<_>>().into_iter().collect::<Option<_>>().map(PointsDoc::PerStage)
    }
}

impl Read for DateDoc {
    fn read(value: &Value, context: &mut Context) -> Option<Self> {
        let date = match value.get_ref() {
            DeValue::Datetime(when) => when.date.and_then(|d| {
                Date::new(i16::try_from(d.year).ok()?, d.month as i8, d.day as i8).ok()
            }),
            DeValue::String(text) => text.trim().parse().ok(),
            _ => None,
        };
        if date.is_none() {
            context.wrong_type(value, say!("日期，如 2021-05-31", "a date such as 2021-05-31"));
        }
        date.map(DateDoc)
    }
}

impl Read for LiteralDoc {
    fn read(value: &Value, context: &mut Context) -> Option<Self> {
        match value.get_ref() {
            DeValue::String(text) => Some(LiteralDoc::Text(text.to_string())),
            DeValue::Boolean(flag) => Some(LiteralDoc::Flag(*flag)),
            _ => f64::read(value, context).map(LiteralDoc::Number),
        }
    }
}

impl Read for MissingDoc {
    fn read(value: &Value, context: &mut Context) -> Option<Self> {
        if let DeValue::Table(_) = value.get_ref() {
            let mut fields = Fields::open(value, context)?;
            let stated: Option<LiteralDoc> = fields.get("value", context);
            if stated.is_none() && fields.keys().next().is_none() {
                context.wrong_type(value, say!(" {{ value = x }}", "{{ value = x }}"));
            }
            fields.finish(context);
            return stated.map(MissingDoc::Value);
        }
        #[derive(Clone, Copy)]
        enum Word {
            Zero,
            Exclude,
            Median,
            Mean,
        }
        let words = [
            ("zero", Word::Zero),
            ("exclude", Word::Exclude),
            ("median", Word::Median),
            ("mean", Word::Mean),
        ];
        Some(match keyword(value, &words, context)? {
            Word::Zero => MissingDoc::Zero,
            Word::Exclude => MissingDoc::Exclude,
            Word::Median => MissingDoc::Median,
            Word::Mean => MissingDoc::Mean,
        })
    }
}

/// Notes that a rule or treatment was left empty or said more than one thing.
pub(super) fn one_kind_only(value: &Value, known: &str, context: &mut Context) {
    let span = context.span(value.span());
    context.report(
        Diagnostic::error(
            &codes::ONE_KIND_ONLY,
            say!("这里要写一种，且只能写一种", "exactly one kind is needed here"),
        )
        .at(span, say!("可选：{known}", "one of {known}")),
    );
}
