//! [`Document`] -> [`Catalogue`], or every problem at once. Owns names, dates, groups and benefits;
//! conditions are [`super::conditions`]'s. Must not read files.

use std::collections::BTreeMap;

use super::amount::Amount;
use super::conditions;
use super::contradiction;
use super::document::*;
use super::model::*;
use super::order;
use super::references::{self, Field};
use super::wanted::{self, want};
use crate::diagnostic::codes::policy as codes;
use crate::diagnostic::codes::scheme as scheme_codes;
use crate::diagnostic::{Code, Diagnostic, Sources, Span, Text, did_you_mean, has_errors};
use crate::expr::{Type, Typed};
use crate::say;
use crate::scheme::column::{Column, ColumnKind};
use crate::scheme::document::ColumnDoc;
use crate::scheme::document::ValidDoc;
use crate::scheme::expressions::{Expressions, Reach};
use crate::scheme::{Derive, Firm, Status};
use crate::toml_reading::Written;

/// What resolving needs at every step.
pub(super) struct Resolver<'a> {
    pub document: &'a Document,
    pub expressions: Expressions<'a>,
    pub problems: &'a mut Vec<Diagnostic>,
}

impl Resolver<'_> {
    /// A typed expression; its problems are noted.
    pub fn typed(&mut self, written: &Written<String>, expected: Type) -> Option<Typed> {
        let wanted = want(written, Some(expected), Reach::Results);
        self.expressions.typed(&wanted, self.problems)
    }

    /// Notes an error in its place.
    pub fn error(&mut self, code: Code, span: Span, message: Text) {
        self.problems.push(Diagnostic::error(code, message).at(span, Text::default()));
    }

    /// Whether the dictionary says that a column holds whole numbers.
    pub fn is_count(&self, column: &str) -> bool {
        let kind = self.stated(column).and_then(|doc| doc.kind.as_ref());
        kind.is_some_and(|kind| kind.value == ColumnKind::Integer)
    }

    fn stated(&self, column: &str) -> Option<&ColumnDoc> {
        self.document.column.iter().find(|doc| doc.name.value == column)
    }

    /// The unit that the dictionary states for a column.
    pub fn unit_of(&self, column: &str) -> String {
        let stated = self.stated(column);
        let derived = self.document.derive.iter().find(|doc| doc.name.value == column);
        let unit = stated.and_then(|d| d.unit.as_ref()).or(derived.and_then(|d| d.unit.as_ref()));
        unit.map(|unit| unit.value.clone()).unwrap_or_default()
    }
}

/// Resolves a document. The catalogue is given only when there is no error.
pub fn resolve(
    document: &Document,
    sources: &Sources,
    problems: &mut Vec<Diagnostic>,
) -> Option<Catalogue> {
    let wanted = wanted::expressions(document);
    let references = references::all(document);
    let results: BTreeMap<String, Type> =
        references.iter().map(|r| (r.column(), r.field.ty())).collect();
    let derives: Vec<String> = document.derive.iter().map(|d| d.name.value.clone()).collect();
    let expressions = Expressions::collect_with(
        &references::parse,
        &wanted,
        &document.column,
        &derives,
        results,
        sources,
        problems,
    );
    let header = document.policies.clone().unwrap_or_default();
    let mut resolver = Resolver { document, expressions, problems };
    resolver.names();
    let derives = resolver.derives();
    resolver.fields();
    let firm = resolver.firm();
    let groups = resolver.groups();
    let policies: Vec<Policy> =
        document.policy.iter().filter_map(|doc| resolver.policy(doc, &groups)).collect();
    let columns = resolver.columns(&firm);
    policies.iter().for_each(|policy| contradiction::check(policy, resolver.problems));
    let layers = order::order(&policies, &references, resolver.problems);
    if has_errors(problems) {
        return None;
    }
    let text = |written: &Option<Written<String>>| written.as_ref().map(|w| w.value.clone());
    Some(Catalogue {
        name: text(&header.name).unwrap_or(header.id.value.clone()),
        id: header.id.value,
        money: text(&header.money).unwrap_or(super::MONEY.to_string()),
        firm,
        columns,
        derives,
        groups,
        policies,
        layers,
        references,
    })
}

impl Resolver<'_> {
    /// Ids used twice; columns may be told twice when they are told alike.
    fn names(&mut self) {
        let document = self.document;
        let policies = document.policy.iter().map(|policy| &policy.id);
        self.unique(policies.collect(), &codes::POLICY_TWICE);
        self.unique(document.group.iter().map(|g| &g.id).collect(), &scheme_codes::USED_TWICE);
        let columns = document.column.iter().map(|c| &c.name);
        let named = columns.chain(document.derive.iter().map(|d| &d.name));
        self.unique(named.collect(), &scheme_codes::USED_TWICE);
        for policy in &document.policy {
            let bad = |c: char| c.is_control() || "/\\\"'".contains(c);
            if policy.id.value.contains(bad) {
                let message = say!("id 不能含引号和斜杠", "an id holds no quotes and no slashes");
                self.error(&scheme_codes::RESERVED_NAME, policy.id.span, message);
            }
        }
    }

    fn unique(&mut self, ids: Vec<&Written<String>>, code: Code) {
        let mut first: BTreeMap<&str, Span> = BTreeMap::new();
        for id in ids.into_iter().filter(|id| !id.value.is_empty()) {
            let name = id.value.as_str();
            match first.get(name) {
                Some(span) => self.problems.push(
                    Diagnostic::error(code, say!("「{name}」用了两次", "`{name}` is used twice"))
                        .at(id.span, say!("又出现在这里", "and here again"))
                        .see(*span, say!("先出现在这里", "first here")),
                ),
                None => {
                    first.insert(name, id.span);
                }
            }
        }
    }

    fn derives(&mut self) -> Vec<Derive> {
        let mut derives = Vec::new();
        for (index, doc) in self.document.derive.iter().enumerate() {
            let wanted = want(&doc.value, None, Reach::DerivesBefore(index));
            let typed = self.expressions.typed(&wanted, self.problems);
            self.expressions.set_derive(index, typed.as_ref().map(Typed::ty));
            let Some(value) = typed else { continue };
            derives.push(Derive {
                name: doc.name.value.clone(),
                value,
                text: doc.value.value.clone(),
                unit: doc.unit.as_ref().map(|unit| unit.value.clone()).unwrap_or_default(),
            });
        }
        derives
    }

    /// Columns outside of the dictionary, where there is one.
    fn fields(&mut self) {
        let document = self.document;
        if document.column.is_empty() {
            return;
        }
        let mut known: Vec<&str> = document.column.iter().map(|c| c.name.value.as_str()).collect();
        known.extend(document.derive.iter().map(|d| d.name.value.as_str()));
        for wanted in wanted::expressions(document) {
            let Ok(parsed) = references::parse(&wanted.written) else { continue };
            for demand in crate::expr::demands(&parsed, wanted.expected) {
                let name = demand.column.as_str();
                if known.contains(&name) || name.contains('.') {
                    continue;
                }
                let span = self.expressions.place(&wanted.written, demand.range.clone());
                let problem = Diagnostic::error(
                    &codes::UNKNOWN_FIELD,
                    say!("字典里没有「{name}」这一列", "the dictionary has no column `{name}`"),
                );
                let mend = did_you_mean(name, known.iter().copied()).unwrap_or(say!(
                    "在 [[column]] 里加上它",
                    "add it to the dictionary as a [[column]]"
                ));
                self.problems.push(problem.at(span, Text::default()).mend(mend));
            }
        }
    }

    fn firm(&mut self) -> Firm {
        let doc = self.document.firm.clone().unwrap_or_default();
        if self.document.firm.is_none() {
            let message = say!("缺少 [firm] 表", "the table [firm] is missing");
            self.problems
                .push(Diagnostic::error(&scheme_codes::MISSING_TABLE, message).mend(say!(
                "写上 [firm]，用 id = \"...\" 指明企业代码所在的列，或 include 一个写了它的文件",
                "add [firm] with id = \"...\", or include a file that has it"
            )));
        }
        Firm {
            id: doc.id.value,
            name: doc.name.map(|name| name.value),
            id_kind: doc.id_kind.map(|kind| kind.value).unwrap_or_default(),
            groups: doc.group.into_iter().map(|group| group.value).collect(),
        }
    }

    fn groups(&mut self) -> Vec<Group> {
        let docs = &self.document.group;
        docs.iter()
            .map(|doc| {
                let cap = doc.cap.as_ref();
                if let Some(cap) = cap.filter(|cap| cap.value < Amount::ZERO) {
                    self.error(&codes::BENEFIT, cap.span, negative());
                }
                Group {
                    id: doc.id.value.clone(),
                    name: doc.name.as_ref().unwrap_or(&doc.id).value.clone(),
                    take: doc.take.as_ref().map(|take| take.value).unwrap_or_default(),
                    cap: cap.map(|cap| cap.value),
                }
            })
            .collect()
    }

    /// Every column to be read. A table may lack what policies ask for: then it is unknown; where
    /// there is no dictionary a lacking column is a slip.
    fn columns(&mut self, firm: &Firm) -> Vec<Column> {
        let dictionary = &self.document.column;
        let mut columns: Vec<Column> = Vec::new();
        let mut add = |name: &str, kind: ColumnKind, required: bool| {
            if name.is_empty() || columns.iter().any(|column| column.name == name) {
                return;
            }
            let doc = dictionary.iter().find(|column| column.name.value == name);
            columns.push(Column {
                name: name.to_string(),
                kind: doc.and_then(|doc| doc.kind.as_ref()).map_or(kind, |kind| kind.value),
                unit: doc
                    .and_then(|d| d.unit.as_ref())
                    .map(|u| u.value.clone())
                    .unwrap_or_default(),
                aliases: doc
                    .map(|d| d.aliases.iter().map(|alias| alias.value.clone()).collect())
                    .unwrap_or_default(),
                about: doc
                    .and_then(|d| d.about.as_ref())
                    .map(|a| a.value.clone())
                    .unwrap_or_default(),
                required,
            });
        };
        add(&firm.id, ColumnKind::Text, true);
        firm.name.iter().for_each(|name| add(name, ColumnKind::Text, true));
        firm.groups.iter().for_each(|group| add(group, ColumnKind::Text, false));
        for (name, ty) in &self.expressions.columns {
            let kind = match ty {
                Type::Number => ColumnKind::Number,
                Type::Text => ColumnKind::Text,
                Type::Flag => ColumnKind::Flag,
                Type::Date => ColumnKind::Date,
            };
            add(name, kind, dictionary.is_empty());
        }
        columns
    }

    fn policy(&mut self, doc: &PolicyDoc, groups: &[Group]) -> Option<Policy> {
        let text = |written: &Option<Written<String>>| {
            written.as_ref().map(|w| w.value.clone()).unwrap_or_default()
        };
        let status = doc.status.as_ref().map(|status| status.value).unwrap_or_default();
        if status == Status::Official && text(&doc.citation).trim().is_empty() {
            let message = say!(
                "官方口径的政策必须写明出处 `citation`",
                "an official policy must say its `citation`"
            );
            self.error(&codes::NO_CITATION, doc.id.span, message);
        }
        let exclusions = doc.exclude.iter().filter_map(|exclude| {
            let when = self.typed(&exclude.when, Type::Flag)?;
            let kept = conditions::kept(self, &when);
            Some(Exclusion { label: text(&exclude.label), when, kept })
        });
        let exclusions: Vec<Exclusion> = exclusions.collect();
        if doc.exclude.is_empty() && doc.clause.is_empty() {
            let id = &doc.id.value;
            let message = say!(
                "政策 {id} 没有任何条件：每家企业都符合",
                "the policy {id} has no conditions: every firm is eligible"
            );
            let problem = Diagnostic::warning(&codes::NO_CONDITIONS, message);
            self.problems.push(problem.at(doc.id.span, Text::default()));
        }
        let (rule, clauses) = conditions::rule(self, &doc.clause);
        Some(Policy {
            id: doc.id.value.clone(),
            name: doc.name.as_ref().unwrap_or(&doc.id).value.clone(),
            level: text(&doc.level),
            authority: text(&doc.authority),
            citation: text(&doc.citation),
            status,
            about: text(&doc.about),
            valid: self.period(doc.valid.as_ref()),
            window: self.period(doc.window.as_ref()),
            group: self.group(doc.group.as_ref(), groups),
            exclusions,
            rule,
            clauses,
            benefit: self.benefit(doc.benefit.as_ref(), status),
            place: doc.id.span,
        })
    }

    fn period(&mut self, doc: Option<&Written<ValidDoc>>) -> (Option<Day>, Option<Day>) {
        let Some(doc) = doc else { return (None, None) };
        let day = |date: &Option<Written<crate::scheme::document::DateDoc>>| {
            date.as_ref().map(|date| date.value.0)
        };
        let (from, to) = (day(&doc.from), day(&doc.to));
        if from.zip(to).is_some_and(|(from, to)| to < from) {
            let message = say!("结束早于开始", "it ends before it begins");
            self.error(&codes::EMPTY_WINDOW, doc.span, message);
        }
        (from, to)
    }

    fn group(&mut self, written: Option<&Written<String>>, groups: &[Group]) -> Option<usize> {
        let written = written?;
        let found = groups.iter().position(|group| group.id == written.value);
        if found.is_none() {
            let name = &written.value;
            let problem = Diagnostic::error(
                &codes::UNKNOWN_GROUP,
                say!("没有组「{name}」", "there is no group `{name}`"),
            );
            let near = did_you_mean(name, groups.iter().map(|group| group.id.as_str()));
            self.problems.push(problem.at(written.span, Text::default()).mend_if(near));
        }
        found
    }

    fn benefit(&mut self, doc: Option<&Written<BenefitDoc>>, status: Status) -> Benefit {
        let empty = Written { value: BenefitDoc::default(), span: Span::default() };
        let doc = doc.unwrap_or(&empty);
        let forms = [
            doc.amount.is_some(),
            doc.by.is_some() || !doc.levels.is_empty(),
            doc.of.is_some() || doc.rate.is_some(),
        ];
        if forms.iter().filter(|form| **form).count() > 1 {
            let message = say!(
                "金额只能写一种：amount，或 by + levels，或 of + rate",
                "one way to say the amount: amount, or by with levels, or of with rate"
            );
            self.error(&codes::BENEFIT, doc.span, message);
        }
        let mut below_zero: Vec<Span> =
            doc.levels.iter().filter(|l| l.value.1 < Amount::ZERO).map(|l| l.span).collect();
        let amounts = doc.amount.iter().chain(&doc.cap);
        below_zero.extend(amounts.filter(|a| a.value < Amount::ZERO).map(|a| a.span));
        below_zero.extend(doc.rate.iter().filter(|r| r.value.number() < 0.0).map(|r| r.span));
        below_zero.into_iter().for_each(|span| self.error(&codes::BENEFIT, span, negative()));
        Benefit {
            kind: doc.kind.as_ref().map(|kind| kind.value).unwrap_or_default(),
            status: doc.status.as_ref().map_or(status, |status| status.value),
            text: doc.text.as_ref().map(|text| text.value.clone()).unwrap_or_default(),
            worth: self.worth(doc),
            cap: doc.cap.as_ref().map(|cap| cap.value),
        }
    }

    fn worth(&mut self, doc: &Written<BenefitDoc>) -> Worth {
        if let Some(amount) = &doc.amount {
            return Worth::Fixed(amount.value);
        }
        match (&doc.by, doc.levels.as_slice(), &doc.of, &doc.rate) {
            (Some(by), [_, ..], None, None) => {
                self.levels_once(doc);
                let levels = doc.levels.iter().map(|level| level.value.clone()).collect();
                self.typed(by, Type::Text).map_or(Worth::Nothing, |by| Worth::Levels(by, levels))
            }
            (None, [], Some(of), Some(rate)) => self
                .typed(of, Type::Number)
                .map_or(Worth::Nothing, |of| Worth::Part(of, rate.value)),
            (None, [], None, None) => Worth::Nothing,
            _ => {
                let message = say!(
                    "by 要配 levels，of 要配 rate",
                    "`by` goes with `levels`, and `of` with `rate`"
                );
                self.error(&codes::BENEFIT, doc.span, message);
                Worth::Nothing
            }
        }
    }
}

impl Resolver<'_> {
    /// A level that is named twice would have two amounts.
    fn levels_once(&mut self, doc: &Written<BenefitDoc>) {
        for (at, level) in doc.levels.iter().enumerate() {
            let name = level.value.0.trim();
            let same = |known: &&Written<(String, Amount)>| known.value.0.trim() == name;
            let Some(first) = doc.levels[..at].iter().find(same) else { continue };
            let message = say!("级别「{name}」写了两次", "the level `{name}` is named twice");
            let problem = Diagnostic::error(&codes::BENEFIT, message);
            let problem = problem.at(level.span, say!("又出现在这里", "and here again"));
            self.problems.push(problem.see(first.span, say!("先出现在这里", "first here")));
        }
    }
}

type Day = jiff::civil::Date;

fn negative() -> Text {
    say!("金额和比例不能是负数", "amounts and rates are not negative")
}

/// Ids of policies that a document asks for, with their place.
pub(super) fn asked(
    references: &[references::Reference],
) -> impl Iterator<Item = &references::Reference> {
    references.iter().filter(|reference| reference.field == Field::Eligible)
}
