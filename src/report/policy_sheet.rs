//! A firm's policies as one sheet (一企一策): for a terminal, as a table, as a page that needs
//! nothing else. Pure functions of a section.

use super::Sheet;
use super::markup::escape;
use super::matches::{Form, clause_cells, kind_words, lacking, sentences, status_words};
use crate::diagnostic::{Lang, Text, counted_as};
use crate::policy::ask::Ask;
use crate::policy::entitle::Gets;
use crate::policy::section::{Entry, Section};
use crate::policy::told::Answer;
use crate::policy::{Amount, Catalogue, Force, Standing};
use crate::say;
use crate::scheme::Status;

/// The sheet for a terminal.
pub fn text(form: &Form, section: &Section) -> String {
    format!("{}  {}\n{}", section.id, section.name, body(form, section))
}

/// The same without the firm's name, where that has been told.
pub fn body(form: &Form, section: &Section) -> String {
    let lang = form.lang;
    let mut lines = Vec::new();
    lines.push(total(form.catalogue, section).get(lang).to_string());
    for standing in [Standing::Eligible, Standing::Near, Standing::Unknown, Standing::No] {
        let entries: Vec<&Entry> =
            section.policies.iter().filter(|e| e.standing == standing).collect();
        if entries.is_empty() {
            continue;
        }
        lines.push(String::new());
        lines.push(format!("{} ({})", standing.words().get(lang), entries.len()));
        for entry in entries {
            lines.push(format!("  {}", headline(form, entry)));
            for line in details(form, entry) {
                lines.push(format!("      {line}"));
            }
        }
    }
    if !section.asks.is_empty() {
        lines.push(String::new());
        lines.push(say!("请企业补充", "ask the firm for").get(lang).to_string());
        for ask in &section.asks {
            lines.push(format!("  {}", ask_text(form.catalogue, ask).get(lang)));
        }
    }
    lines.join("\n") + "\n"
}

/// `锡 雏鹰企业（wuxi-eaglet）市级，资金 50 万元，匹配度 100%`
fn headline(form: &Form, entry: &Entry) -> String {
    let lang = form.lang;
    let mut parts = vec![format!("{} [{}]", entry.name, entry.id)];
    parts.extend((!entry.level.is_empty()).then(|| entry.level.clone()));
    parts.push(benefit(form.catalogue, entry).get(lang).to_string());
    let fit = format!("{:.0}%", entry.fit * 100.0);
    parts.push(say!("匹配度 {fit}", "fit {fit}").get(lang).to_string());
    if entry.force != Force::Open {
        parts.push(entry.force.words().get(lang).to_string());
    }
    if entry.status == Status::Illustrative {
        parts.push(status_words(entry.status).text().get(lang).to_string());
    }
    parts.retain(|part| !part.is_empty());
    parts.join(if lang == Lang::Zh { "，" } else { ", " })
}

/// What decides, in sentences: what a near-miss lacks, what is unknown, what is not met.
pub(super) fn details(form: &Form, entry: &Entry) -> Vec<String> {
    let (lang, mut lines) = (form.lang, Vec::new());
    if let Some(by) = &entry.superseded_by {
        let by = policy_name(form.catalogue, by);
        let line = say!("就高不重复：已按「{by}」计", "the higher amount of {by} counts instead");
        lines.push(line.get(lang).to_string());
    }
    let answers: &[Answer] = match entry.standing {
        Standing::Eligible => &[],
        Standing::Near => &[Answer::Near],
        Standing::Unknown => &[Answer::Near, Answer::Unknown],
        Standing::No => &[Answer::Unmet, Answer::Near],
    };
    for answer in answers {
        let says = sentences(entry, *answer, lang);
        if !says.is_empty() {
            let answer = answer.words();
            let (zh, en) = (&answer.zh, &answer.en);
            lines.push(say!("{zh}：{says}", "{en}: {says}").get(lang).to_string());
        }
    }
    lines
}

/// What a policy gives a firm, in words.
pub(super) fn benefit(catalogue: &Catalogue, entry: &Entry) -> Text {
    let money = &catalogue.money;
    let kind = kind_words(entry.kind).text();
    let amount = match entry.gets {
        Gets::Known(Amount::ZERO) => Text::default(),
        Gets::Known(amount) => Text::same(format!(" {amount} {money}")),
        Gets::Unknown => say!(" 金额待定", ", amount unknown"),
        Gets::Nothing => Text::default(),
    };
    let policy = &catalogue.policies[entry.policy];
    // Thresholds of a public document do not make amounts official.
    let own = policy.benefit.status != policy.status && entry.gets != Gets::Nothing;
    let text = match (entry.benefit.as_str(), own) {
        ("", false) => Text::default(),
        ("", true) => say!("（示意金额）", " (an illustrative amount)"),
        (text, false) => say!("（{text}）", " ({text})"),
        (text, true) => say!("（{text}；示意金额）", " ({text}; an illustrative amount)"),
    };
    Text::new(
        format!("{}{}{}", kind.zh, amount.zh, text.zh),
        format!("{}{}{}", kind.en, amount.en, text.en),
    )
}

pub(super) fn total(catalogue: &Catalogue, section: &Section) -> Text {
    let (total, money) = (section.total, &catalogue.money);
    let eligible = section.policies.iter().filter(|e| e.standing == Standing::Eligible).count();
    let sum = match (section.at_least, total == Amount::ZERO) {
        (true, true) => say!("待定", "of an amount that is unknown"),
        (true, false) => say!("至少 {total} {money}", "of at least {total} {money}"),
        (false, _) => say!(" {total} {money}", "of {total} {money}"),
    };
    let (zh, en) = (sum.zh, sum.en);
    let policies = counted_as(eligible, "policy", "policies");
    let not_open = section.not_open;
    let other = match not_open > Amount::ZERO {
        true => say!(
            "；另有 {not_open} {money} 的政策申报未开始或已截止",
            "; {not_open} {money} more of policies that are not open yet or closed"
        ),
        false => Text::default(),
    };
    let (other_zh, other_en) = (other.zh, other.en);
    say!(
        "符合 {eligible} 条政策，可得资金{zh}（就高不重复后）{other_zh}",
        "eligible for {policies}, grants {en} (after what does not add up){other_en}"
    )
}

pub(super) fn ask_text(catalogue: &Catalogue, ask: &Ask) -> Text {
    let field = catalogue.spoken(&Text::same(ask.field.as_str()));
    let (a, x, money) = (field.zh, field.en, &catalogue.money);
    let names: Vec<&str> = ask.policies.iter().map(|id| policy_name(catalogue, id)).collect();
    let (count, zh, en) = (ask.policies.len(), names.join("、"), names.join(", "));
    let policies = counted_as(count, "policy", "policies");
    let most = match ask.up_to {
        None => say!("，金额待定", ", amount unknown"),
        // A title or a list promises no amount: 0 would be a figure.
        Some(Amount::ZERO) => Text::default(),
        Some(up_to) => say!("，最多 {up_to} {money}", ", up to {up_to} {money}"),
    };
    let (most_zh, most_en) = (most.zh, most.en);
    say!("{a}：决定 {count} 条政策{most_zh}（{zh}）", "{x}: decides {policies}{most_en} ({en})")
}

/// What people call a policy.
fn policy_name<'a>(catalogue: &'a Catalogue, id: &'a str) -> &'a str {
    catalogue.find(id).map_or(id, |at| catalogue.policies[at].name.as_str())
}

/// The sheet as a table: a row per policy and clause.
pub fn csv(form: &Form, section: &Section) -> Vec<u8> {
    let columns = [
        "policy",
        "policy_name",
        "standing",
        "fit",
        "amount",
        "counted",
        "kind",
        "route",
        "clause",
        "answer",
        "required",
        "actual",
        "gap",
        "unit",
        "says",
    ];
    let mut sheet = Sheet::new(form.style, columns.map(|id| form.header(id)));
    for entry in &section.policies {
        let amount = entry.gets.known().map(|amount| amount.to_string()).unwrap_or_default();
        let head = [
            entry.id.clone(),
            entry.name.clone(),
            form.word(entry.standing.id(), || entry.standing.words()).into_owned(),
            format!("{:.4}", entry.fit),
            amount,
            entry.counted.map(|amount| amount.to_string()).unwrap_or_default(),
        ];
        if entry.clauses.is_empty() {
            sheet.row(head.iter().cloned().chain(std::iter::repeat_n(String::new(), 9)));
        }
        for told in &entry.clauses {
            sheet.row(head.iter().cloned().chain(clause_cells(form, told)));
        }
    }
    sheet.finish()
}

const STYLE: &str = "body{font:15px/1.6 'Noto Sans SC','Microsoft YaHei',sans-serif;max-width:62rem;\
margin:2rem auto;padding:0 1rem;color:#1d2733}h1{font-size:1.5rem;margin-bottom:.2rem}h2{font-size:1.1rem;\
margin-top:2rem}section{border:1px solid #d5dbe3;border-left-width:6px;border-radius:4px;padding:.6rem 1rem;\
margin:.8rem 0;break-inside:avoid}.eligible{border-left-color:#2a7f4f}.near{border-left-color:#c98a1b}\
.unknown{border-left-color:#5b76a8}.no{border-left-color:#a9b1bb}h3{font-size:1rem;margin:0}table{border-collapse:\
collapse;width:100%;font-size:.87rem;margin:.5rem 0}th,td{border-bottom:1px solid #e5e9ef;text-align:left;\
padding:.25rem .5rem;vertical-align:top}td.n{text-align:right;font-variant-numeric:tabular-nums}small{color:#5b6674}\
tr.unmet td:nth-child(3),tr.near td:nth-child(3){color:#a3361f}tr.unknown td:nth-child(3){color:#3d5b92}\
@media print{body{margin:0}}";

/// The sheet as a page that needs nothing else; every text in it is escaped.
pub fn html(form: &Form, section: &Section) -> String {
    let lang = form.lang;
    let tag = if lang == Lang::Zh { "zh-CN" } else { "en" };
    let title = say!("一企一策", "Policies of one firm");
    let (title, name, id) = (title.get(lang), escape(&section.name), escape(&section.id));
    let mut page = format!(
        "<!DOCTYPE html>\n<html lang=\"{tag}\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width\">\n<title>{title} {name}</title>\n\
         <style>{STYLE}</style>\n</head>\n<body>\n<h1>{name}</h1>\n<small>{id} · {title} · {}</small>\n\
         <p>{}</p>\n",
        escape(&form.catalogue.name),
        escape(total(form.catalogue, section).get(lang)),
    );
    if !section.asks.is_empty() {
        page +=
            &format!("<h2>{}</h2>\n<ol>\n", say!("请补充这些数据", "What to ask for").get(lang));
        for ask in &section.asks {
            page += &format!("<li>{}</li>\n", escape(ask_text(form.catalogue, ask).get(lang)));
        }
        page += "</ol>\n";
    }
    for standing in [Standing::Eligible, Standing::Near, Standing::Unknown, Standing::No] {
        let entries: Vec<&Entry> =
            section.policies.iter().filter(|e| e.standing == standing).collect();
        if !entries.is_empty() {
            page += &format!("<h2>{} ({})</h2>\n", standing.words().get(lang), entries.len());
            entries.iter().for_each(|entry| page += &article(form, entry));
        }
    }
    page + "</body>\n</html>\n"
}

fn article(form: &Form, entry: &Entry) -> String {
    let lang = form.lang;
    let class = entry.standing.id();
    let mut page =
        format!("<section class=\"{class}\">\n<h3>{}</h3>\n", escape(&headline(form, entry)));
    let policy = &form.catalogue.policies[entry.policy];
    let about = [&policy.about, &policy.authority, &policy.citation];
    let about: Vec<String> =
        about.into_iter().filter(|t| !t.is_empty()).map(|t| escape(t)).collect();
    if !about.is_empty() {
        page += &format!("<small>{}</small>\n", about.join(" · "));
    }
    if let (Standing::Unknown, fields @ [_, ..]) = (entry.standing, lacking(entry).as_slice()) {
        let fields = fields.join(", ");
        let line = say!("缺：{fields}", "lacking: {fields}");
        page += &format!("<p>{}</p>\n", escape(line.get(lang)));
    }
    let heads = ["kind", "clause", "answer", "required", "actual", "gap", "unit", "says"];
    let named = Form { style: super::CsvStyle { names: true, ..form.style }, ..*form };
    page += "<table>\n<tr>";
    heads.iter().for_each(|id| page += &format!("<th>{}</th>", escape(&named.header(id))));
    page += "</tr>\n";
    for told in &entry.clauses {
        let [kind, route, clause, answer, required, actual, gap, unit, says] =
            clause_cells(&named, told);
        let clause = if route.is_empty() { clause } else { format!("{route}: {clause}") };
        page += &format!("<tr class=\"{}\">", told.answer.id());
        for (cell, number) in [
            (kind, false),
            (clause, false),
            (answer, false),
            (required, true),
            (actual, true),
            (gap, true),
            (unit, false),
            (says, false),
        ] {
            let class = if number { " class=\"n\"" } else { "" };
            page += &format!("<td{class}>{}</td>", escape(&cell));
        }
        page += "</tr>\n";
    }
    page + "</table>\n</section>\n"
}
