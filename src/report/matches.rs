//! `matches.csv`, `clauses.csv`, `asks.csv`, `policies.csv`: firms and policies as tables. Pure
//! functions of the policy room's types.

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
    pub fn word(&self, id: &str, words: Text) -> String {
        if self.style.names { words.get(self.lang).to_string() } else { id.to_string() }
    }

    fn keys(&self) -> Vec<String> {
        let firm = &self.catalogue.firm;
        std::iter::once(firm.id.clone()).chain(firm.name.clone()).collect()
    }

    fn key_cells(&self, section: &Section) -> Vec<String> {
        let mut cells = vec![section.id.clone()];
        cells.extend(self.catalogue.firm.name.iter().map(|_| section.name.clone()));
        cells
    }

    fn sheet(&self, columns: &[&str]) -> Sheet {
        let fixed = columns.iter().map(|id| self.header(id));
        Sheet::new(self.style, self.keys().into_iter().chain(fixed))
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
pub fn kind_words(kind: BenefitKind) -> (&'static str, Text) {
    match kind {
        BenefitKind::Grant => ("grant", Text::new("资金", "grant")),
        BenefitKind::Tax => ("tax", Text::new("税收", "tax")),
        BenefitKind::Loan => ("loan", Text::new("信贷", "loan")),
        BenefitKind::Guarantee => ("guarantee", Text::new("担保", "guarantee")),
        BenefitKind::Membership => ("membership", Text::new("名单", "membership")),
        BenefitKind::Title => ("title", Text::new("资质", "title")),
    }
}

/// Whose thresholds, in words.
pub fn status_words(status: Status) -> (&'static str, Text) {
    match status {
        Status::Official => ("official", Text::new("官方", "official")),
        Status::Illustrative => ("illustrative", Text::new("示意", "illustrative")),
    }
}

fn level_words(level: Level) -> (&'static str, Text) {
    match level {
        Level::Yes => ("eligible", Standing::Eligible.words()),
        Level::Near => ("near", Standing::Near.words()),
        Level::No => ("no", Standing::No.words()),
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

/// `matches.csv`: a row per firm and policy; firms as in the tables, policies best first.
pub struct MatchesCsv<'a>(Form<'a>, Sheet);

impl<'a> MatchesCsv<'a> {
    /// Starts with its header.
    pub fn new(form: Form<'a>) -> Self {
        let columns = [
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
        ];
        MatchesCsv(form, form.sheet(&columns))
    }

    /// Adds a firm.
    pub fn add(&mut self, section: &Section) {
        let MatchesCsv(form, sheet) = self;
        for entry in &section.policies {
            let (status, status_text) = status_words(entry.status);
            let (kind, kind_text) = kind_words(entry.kind);
            let (best, best_text) = level_words(entry.at_best);
            let mut cells = form.key_cells(section);
            cells.extend([
                entry.id.clone(),
                entry.name.clone(),
                entry.level.clone(),
                form.word(status, status_text),
                form.word(entry.standing.id(), entry.standing.words()),
                form.word(best, best_text),
                format!("{:.4}", entry.fit),
                form.word(kind, kind_text),
                gets_text(entry.gets),
                entry.counted.map(|amount| amount.to_string()).unwrap_or_default(),
                entry.superseded_by.clone().unwrap_or_default(),
                form.word(entry.force.id(), entry.force.words()),
                match entry.standing {
                    Standing::No => String::new(),
                    _ => sentences(entry, Answer::Near, form.lang),
                },
                lacking(entry).join("; "),
            ]);
            sheet.row(cells);
        }
    }

    /// The file's bytes.
    pub fn finish(self) -> Vec<u8> {
        self.1.finish()
    }
}

/// `clauses.csv`: a row per firm, policy and clause.
pub struct ClausesCsv<'a>(Form<'a>, Sheet);

impl<'a> ClausesCsv<'a> {
    /// Starts with its header.
    pub fn new(form: Form<'a>) -> Self {
        let columns = [
            "policy", "standing", "kind", "route", "clause", "answer", "required", "actual", "gap",
            "unit", "says",
        ];
        ClausesCsv(form, form.sheet(&columns))
    }

    /// Adds a firm; its section holds every clause.
    pub fn add(&mut self, section: &Section) {
        let ClausesCsv(form, sheet) = self;
        for entry in &section.policies {
            for told in &entry.clauses {
                let mut cells = form.key_cells(section);
                cells.push(entry.id.clone());
                cells.push(form.word(entry.standing.id(), entry.standing.words()));
                cells.extend(clause_cells(form, told));
                sheet.row(cells);
            }
        }
    }

    /// The file's bytes.
    pub fn finish(self) -> Vec<u8> {
        self.1.finish()
    }
}

/// kind, route, clause, answer, required, actual, gap, unit, says
pub fn clause_cells(form: &Form, told: &Told) -> [String; 9] {
    let (kind, kind_text) = match told.excludes {
        true => ("exclude", Text::new("排除", "excludes")),
        false => ("require", Text::new("要求", "requires")),
    };
    [
        form.word(kind, kind_text),
        told.route.clone(),
        told.title.get(form.lang).to_string(),
        form.word(told.answer.id(), told.answer.words()),
        told.required.clone(),
        told.actual.clone(),
        told.gap.map(|gap| gap.to_string()).unwrap_or_default(),
        told.unit.clone(),
        told.says.get(form.lang).to_string(),
    ]
}

/// `asks.csv`: a row per firm and missing column, most telling first.
pub struct AsksCsv<'a>(Form<'a>, Sheet);

impl<'a> AsksCsv<'a> {
    /// Starts with its header.
    pub fn new(form: Form<'a>) -> Self {
        AsksCsv(form, form.sheet(&["field", "decides", "alone", "up_to", "policies"]))
    }

    /// Adds a firm.
    pub fn add(&mut self, section: &Section) {
        for ask in &section.asks {
            let mut cells = self.0.key_cells(section);
            cells.extend([
                ask.field.clone(),
                ask.policies.len().to_string(),
                ask.alone.to_string(),
                ask.up_to.to_string(),
                ask.policies.join("; "),
            ]);
            self.1.row(cells);
        }
    }

    /// The file's bytes.
    pub fn finish(self) -> Vec<u8> {
        self.1.finish()
    }
}

/// What a policy comes to over all firms.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Tally {
    /// Firms by standing: eligible, near, unknown, no.
    pub firms: [usize; 4],
    /// What counts of its amounts for eligible firms: the budget that an office needs.
    pub total: Amount,
    /// Eligible firms whose amount is unknown.
    pub amount_unknown: usize,
}

/// What every policy comes to, in the order of the catalogue.
pub fn tallies(catalogue: &Catalogue, matches: &Matches) -> Vec<Tally> {
    let mut tallies = vec![Tally::default(); catalogue.policies.len()];
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
            tallies[policy].total = tallies[policy].total.plus(amount);
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
        let (status, status_text) = status_words(policy.status);
        let (kind, kind_text) = kind_words(policy.benefit.kind);
        let mut cells = vec![
            policy.id.clone(),
            policy.name.clone(),
            policy.level.clone(),
            policy.authority.clone(),
            form.word(status, status_text),
            form.word(force.id(), force.words()),
            form.word(kind, kind_text),
        ];
        cells.extend(tally.firms.iter().map(usize::to_string));
        cells.extend([tally.total.to_string(), tally.amount_unknown.to_string()]);
        let (amounts, amounts_text) = status_words(policy.benefit.status);
        cells.push(form.word(amounts, amounts_text));
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
            "at_best": level_words(entry.at_best).0,
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
