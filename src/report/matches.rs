//! `matches.csv`, `clauses.csv`, `asks.csv`, `policies.csv`: firms and policies as tables. Pure
//! functions of the policy room's types.

use std::borrow::Cow;

use serde_json::{Value, json};

use super::{CsvStyle, Sheet};
use crate::diagnostic::{Lang, Text};
use crate::policy::document::BenefitKind;
use crate::policy::entitle::{Gets, entitled};
use crate::policy::level::Level;
use crate::policy::section::{Entry, Section};
use crate::policy::told::{Answer, Told};
use crate::policy::{Amount, Catalogue, Matches, Standing};
use crate::scheme::Status;

/// How a table of matches is written.
#[derive(Debug, Clone, Copy)]
pub struct Form<'a> {
    /// The policies.
    pub catalogue: &'a Catalogue,
    /// Ids or words.
    pub style: CsvStyle,
    /// The language of sentences, and of words under `names`.
    pub lang: Lang,
}

impl Form<'_> {
    /// The header of a fixed column.
    pub fn header(&self, id: &str) -> String {
        if !self.style.names {
            return id.to_string();
        }
        words(id).get(self.lang).to_string()
    }

    /// A word of a file, or in words.
    pub fn word<'w>(&self, id: &'w str, words: impl FnOnce() -> Text) -> Cow<'w, str> {
        match self.style.names {
            true => Cow::Owned(words().get(self.lang).to_string()),
            false => Cow::Borrowed(id),
        }
    }

    fn told(&self, words: impl FnOnce() -> Words) -> Cow<'static, str> {
        let Words { id, zh, en } = words();
        self.word(id, || Text::new(zh, en))
    }

    fn keys(&self) -> Vec<String> {
        let firm = &self.catalogue.firm;
        std::iter::once(firm.id.clone()).chain(firm.name.clone()).collect()
    }

    fn key_cells(&self, section: &Section, sheet: &mut Sheet) {
        sheet.cell(&section.id);
        if self.catalogue.firm.name.is_some() {
            sheet.cell(&section.name);
        }
    }
}

/// A word of a file, and what people call it.
#[derive(Debug, Clone, Copy)]
pub struct Words {
    /// In files.
    pub id: &'static str,
    zh: &'static str,
    en: &'static str,
}

impl Words {
    const fn new(id: &'static str, zh: &'static str, en: &'static str) -> Self {
        Words { id, zh, en }
    }

    /// For people.
    pub fn text(self) -> Text {
        Text::new(self.zh, self.en)
    }
}

fn words(id: &str) -> Text {
    match id {
        "policy" => Text::new("政策", "Policy"),
        "policy_name" => Text::new("政策名称", "Policy name"),
        "level" => Text::new("级别", "Level"),
        "standing" => Text::new("结论", "Standing"),
        "at_best" => Text::new("最好可能", "At best"),
        "fit" => Text::new("匹配度", "Fit"),
        "amount" => Text::new("金额", "Amount"),
        "counted" => Text::new("计入金额", "Counted"),
        "superseded_by" => Text::new("就高不重复于", "Superseded by"),
        "window" => Text::new("申报状态", "Window"),
        "gaps" => Text::new("差距", "Gaps"),
        "lacking" => Text::new("待补数据", "Lacking"),
        "status" => Text::new("口径", "Status"),
        "clause" => Text::new("条件", "Clause"),
        "kind" => Text::new("类别", "Kind"),
        "route" => Text::new("路径", "Route"),
        "answer" => Text::new("结果", "Answer"),
        "required" => Text::new("要求", "Required"),
        "actual" => Text::new("实际", "Actual"),
        "gap" => Text::new("差", "Gap"),
        "unit" => Text::new("单位", "Unit"),
        "says" => Text::new("说明", "Says"),
        "rule" => Text::new("规则", "Rule"),
        "field" => Text::new("待补数据", "Field"),
        "policies" => Text::new("涉及政策", "Policies"),
        "decides" => Text::new("政策数", "Decides"),
        "alone" => Text::new("单独决定", "Alone"),
        "up_to" => Text::new("最多可得", "Up to"),
        "name" => Text::new("名称", "Name"),
        "authority" => Text::new("主管部门", "Authority"),
        "eligible" => Text::new("符合", "Eligible"),
        "near" => Text::new("接近", "Near"),
        "unknown" => Text::new("待核实", "Unknown"),
        "no" => Text::new("不符合", "No"),
        "total" => Text::new("合计金额", "Total"),
        "amount_unknown" => Text::new("金额待定", "Amount unknown"),
        "amount_status" => Text::new("金额口径", "Amount status"),
        "citation" => Text::new("出处", "Citation"),
        other => Text::same(other),
    }
}

/// What kind of help, in words.
pub fn kind_words(kind: BenefitKind) -> Words {
    match kind {
        BenefitKind::Grant => Words::new("grant", "资金", "grant"),
        BenefitKind::Tax => Words::new("tax", "税收", "tax"),
        BenefitKind::Loan => Words::new("loan", "信贷", "loan"),
        BenefitKind::Guarantee => Words::new("guarantee", "担保", "guarantee"),
        BenefitKind::Membership => Words::new("membership", "名单", "membership"),
        BenefitKind::Title => Words::new("title", "资质", "title"),
    }
}

/// Whose thresholds, in words.
pub fn status_words(status: Status) -> Words {
    match status {
        Status::Official => Words::new("official", "官方", "official"),
        Status::Illustrative => Words::new("illustrative", "示意", "illustrative"),
    }
}

/// What is known at best, as a standing.
fn at_best(level: Level) -> Standing {
    match level {
        Level::Yes => Standing::Eligible,
        Level::Near => Standing::Near,
        Level::No => Standing::No,
    }
}

fn gets_text(gets: Gets) -> String {
    gets.known().map(|amount| amount.to_string()).unwrap_or_default()
}

/// Sentences of the clauses with an answer, in the order of the policy; where the policy is open,
/// of those that can still change it.
pub fn sentences(entry: &Entry, answer: Answer, lang: Lang) -> String {
    let mut says: Vec<&str> = Vec::new();
    // Several routes may ask for the same.
    let told = entry.with(answer).filter(|told| entry.standing == Standing::No || told.open);
    for told in told.map(|told| told.says.get(lang)) {
        if !says.contains(&told) {
            says.push(told);
        }
    }
    says.join(if lang == Lang::Zh { "；" } else { "; " })
}

/// The columns without which a policy cannot be told; none where it is settled without them.
pub fn lacking(entry: &Entry) -> Vec<&str> {
    let mut fields: Vec<&str> = Vec::new();
    let open = entry.with(Answer::Unknown).filter(|told| told.open);
    let open = open.filter(|_| entry.standing == Standing::Unknown);
    for field in open.flat_map(|told| &told.lacking) {
        if !fields.contains(&field.as_str()) {
            fields.push(field);
        }
    }
    fields
}

/// A table with rows for every firm, which is written some firms at a time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PerFirm {
    /// `matches.csv`: a row per firm and policy; firms as in the tables, policies best first.
    Matches,
    /// `clauses.csv`: a row per firm, policy and clause; sections hold every clause.
    Clauses,
    /// `asks.csv`: a row per firm and missing column, most telling first.
    Asks,
}

impl PerFirm {
    /// The header's bytes.
    pub fn head(self, form: &Form) -> Vec<u8> {
        let columns: &[&str] = match self {
            PerFirm::Matches => &[
                "policy",
                "policy_name",
                "level",
                "status",
                "standing",
                "at_best",
                "fit",
                "kind",
                "amount",
                "counted",
                "superseded_by",
                "window",
                "gaps",
                "lacking",
            ],
            PerFirm::Clauses => &[
                "policy", "standing", "kind", "route", "clause", "answer", "required", "actual",
                "gap", "unit", "says",
            ],
            PerFirm::Asks => &["field", "decides", "alone", "up_to", "policies"],
        };
        let fixed = columns.iter().map(|id| form.header(id));
        Sheet::new(form.style, form.keys().into_iter().chain(fixed)).finish()
    }

    /// The bytes of the rows of some firms.
    pub fn rows(self, form: &Form, sections: impl Iterator<Item = Section>) -> Vec<u8> {
        let mut sheet = Sheet::continued(form.style);
        for section in sections {
            match self {
                PerFirm::Matches => match_rows(form, &section, &mut sheet),
                PerFirm::Clauses => clause_rows(form, &section, &mut sheet),
                PerFirm::Asks => ask_rows(form, &section, &mut sheet),
            }
        }
        sheet.finish()
    }
}

fn match_rows(form: &Form, section: &Section, sheet: &mut Sheet) {
    for entry in &section.policies {
        form.key_cells(section, sheet);
        [&entry.id, &entry.name, &entry.level].iter().for_each(|text| sheet.cell(text));
        sheet.cell(&form.told(|| status_words(entry.status)));
        sheet.cell(&form.word(entry.standing.id(), || entry.standing.words()));
        let best = at_best(entry.at_best);
        sheet.cell(&form.word(best.id(), || best.words()));
        sheet.cell(&format!("{:.4}", entry.fit));
        sheet.cell(&form.told(|| kind_words(entry.kind)));
        sheet.cell(&gets_text(entry.gets));
        sheet.cell(&entry.counted.map(|amount| amount.to_string()).unwrap_or_default());
        sheet.cell(entry.superseded_by.as_deref().unwrap_or_default());
        sheet.cell(&form.word(entry.force.id(), || entry.force.words()));
        sheet.cell(&match entry.standing {
            Standing::No => String::new(),
            _ => sentences(entry, Answer::Near, form.lang),
        });
        sheet.cell(&lacking(entry).join("; "));
        sheet.end_row();
    }
}

fn clause_rows(form: &Form, section: &Section, sheet: &mut Sheet) {
    for entry in &section.policies {
        for told in &entry.clauses {
            form.key_cells(section, sheet);
            sheet.cell(&entry.id);
            sheet.cell(&form.word(entry.standing.id(), || entry.standing.words()));
            sheet.row(clause_cells(form, told));
        }
    }
}

fn ask_rows(form: &Form, section: &Section, sheet: &mut Sheet) {
    for ask in &section.asks {
        form.key_cells(section, sheet);
        sheet.row([
            ask.field.clone(),
            ask.policies.len().to_string(),
            ask.alone.to_string(),
            ask.up_to.map(|most| most.to_string()).unwrap_or_default(),
            ask.policies.join("; "),
        ]);
    }
}

/// kind, route, clause, answer, required, actual, gap, unit, says
pub fn clause_cells(form: &Form, told: &Told) -> [String; 9] {
    let kind = match told.excludes {
        true => Words::new("exclude", "排除", "excludes"),
        false => Words::new("require", "要求", "requires"),
    };
    [
        form.told(|| kind).into_owned(),
        told.route.clone(),
        told.title.get(form.lang).to_string(),
        form.word(told.answer.id(), || told.answer.words()).into_owned(),
        told.required.clone(),
        told.actual.clone(),
        told.gap.map(|gap| gap.to_string()).unwrap_or_default(),
        told.unit.clone(),
        told.says.get(form.lang).to_string(),
    ]
}

/// What a policy comes to over all firms.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Tally {
    /// Firms by standing: eligible, near, unknown, no.
    pub firms: [usize; 4],
    /// What counts of its amounts for eligible firms: the budget that an office needs. None where
    /// what it gives is no money, as a loan or a place on a list.
    pub total: Option<Amount>,
    /// Eligible firms whose amount is unknown.
    pub amount_unknown: usize,
}

/// What every policy comes to, in the order of the catalogue.
pub fn tallies(catalogue: &Catalogue, matches: &Matches) -> Vec<Tally> {
    let empty = |kind| Tally {
        total: (kind == BenefitKind::Grant).then_some(Amount::ZERO),
        ..Tally::default()
    };
    let mut tallies: Vec<Tally> =
        catalogue.policies.iter().map(|policy| empty(policy.benefit.kind)).collect();
    for (tally, matched) in tallies.iter_mut().zip(&matches.policies) {
        for (firm, level) in matched.levels.iter().enumerate() {
            let standing = level.standing();
            tally.firms[standing as usize] += 1;
            let unknown = matched.amounts.of(firm) == Gets::Unknown;
            tally.amount_unknown += usize::from(standing == Standing::Eligible && unknown);
        }
    }
    for firm in 0..matches.facts.len() {
        for (policy, amount) in entitled(catalogue, matches, firm, &[]).counted {
            let total = &mut tallies[policy].total;
            *total = total.map(|total| total.plus(amount));
        }
    }
    tallies
}

/// `policies.csv`: a row per policy, or the row of one, in the order of the catalogue.
pub fn policies_csv(
    form: Form,
    matches: &Matches,
    tallies: &[Tally],
    only: Option<usize>,
) -> Vec<u8> {
    let columns = [
        "policy",
        "name",
        "level",
        "authority",
        "status",
        "window",
        "kind",
        "eligible",
        "near",
        "unknown",
        "no",
        "total",
        "amount_unknown",
        "amount_status",
        "citation",
    ];
    let mut sheet = Sheet::new(form.style, columns.map(|id| form.header(id)));
    for (at, policy) in form.catalogue.policies.iter().enumerate() {
        if only.is_some_and(|only| only != at) {
            continue;
        }
        let (force, tally) = (matches.policies[at].force, &tallies[at]);
        let mut cells = vec![
            policy.id.clone(),
            policy.name.clone(),
            policy.level.clone(),
            policy.authority.clone(),
            form.told(|| status_words(policy.status)).into_owned(),
            form.word(force.id(), || force.words()).into_owned(),
            form.told(|| kind_words(policy.benefit.kind)).into_owned(),
        ];
        cells.extend(tally.firms.iter().map(usize::to_string));
        let total = tally.total.map(|total| total.to_string());
        cells.extend([total.unwrap_or_default(), tally.amount_unknown.to_string()]);
        cells.push(form.told(|| status_words(policy.benefit.status)).into_owned());
        cells.push(policy.citation.clone());
        sheet.row(cells);
    }
    sheet.finish()
}

/// A section as JSON, with every clause that it holds.
pub fn json(form: &Form, section: &Section) -> Value {
    let clause = |told: &Told| {
        json!({
            "title": told.title.get(form.lang),
            "route": told.route,
            "excludes": told.excludes,
            "answer": told.answer,
            "rule": told.rule.get(form.lang),
            "required": told.required,
            "actual": told.actual,
            "gap": told.gap,
            "unit": told.unit,
            "says": told.says.get(form.lang),
            "lacking": told.lacking,
        })
    };
    let entry = |entry: &Entry| {
        json!({
            "policy": entry.id,
            "name": entry.name,
            "level": entry.level,
            "status": entry.status,
            "window": entry.force,
            "standing": entry.standing,
            "at_best": at_best(entry.at_best).id(),
            "fit": (f64::from(entry.fit) * 1e4).round() / 1e4,
            "kind": entry.kind,
            "benefit": entry.benefit,
            "amount": entry.gets.known(),
            "amount_unknown": entry.gets == Gets::Unknown,
            "counted": entry.counted,
            "superseded_by": entry.superseded_by,
            "clauses": entry.clauses.iter().map(clause).collect::<Vec<_>>(),
        })
    };
    json!({
        "firm": section.id,
        "name": section.name,
        "total": section.total,
        "total_is_least": section.at_least,
        "total_not_open": section.not_open,
        "money": form.catalogue.money,
        "policies": section.policies.iter().map(entry).collect::<Vec<_>>(),
        "asks": section.asks,
    })
}
