//! The industry map as tables, as text, as a page: `roles.csv`, `products.csv`, `unmet.csv`,
//! `map.html`. The picture is [`super::map_picture`]'s.

use serde_json::json;

use super::markup::escape;
use super::{CsvStyle, Sheet, map_picture};
use crate::diagnostic::{Lang, Text, counted};
use crate::industry::{Chain, Map, Party, Sum};
use crate::say;

/// How a map is written.
#[derive(Debug, Clone, Copy)]
pub struct Form<'a> {
    /// The chain.
    pub chain: &'a Chain,
    /// Its map.
    pub map: &'a Map,
    /// Ids or words.
    pub style: CsvStyle,
    /// The language.
    pub lang: Lang,
}

impl Form<'_> {
    fn headers(&self, ids: &[&str]) -> Vec<String> {
        ids.iter().map(|id| self.header(id)).collect()
    }

    fn header(&self, id: &str) -> String {
        if self.style.names { words(id).get(self.lang).to_string() } else { id.to_string() }
    }

    /// The role of a party; empty for none.
    pub fn role(&self, party: &Party) -> &str {
        party.role.map_or("", |role| self.chain.roles[role].name.as_str())
    }

    fn names(&self, parties: &[usize]) -> String {
        let names = parties.iter().map(|at| self.map.parties[*at].name.as_str());
        names.collect::<Vec<_>>().join("; ")
    }
}

fn words(id: &str) -> Text {
    match id {
        "firm" => Text::new("企业", "Firm"),
        "name" => Text::new("名称", "Name"),
        "role" => Text::new("角色", "Role"),
        "tier" => Text::new("层级", "Tier"),
        "suppliers" => Text::new("供应商数", "Suppliers"),
        "local_suppliers" => Text::new("本地供应商数", "Local suppliers"),
        "buyers" => Text::new("客户数", "Buyers"),
        "local_buyers" => Text::new("本地客户数", "Local buyers"),
        "purchases" => Text::new("采购额", "Purchases"),
        "local_purchases" => Text::new("本地采购额", "Local purchases"),
        "sales" => Text::new("销售额", "Sales"),
        "local_sales" => Text::new("本地销售额", "Local sales"),
        "local_rate" => Text::new("本地配套率（%）", "Local matching rate (%)"),
        "product" => Text::new("产品", "Product"),
        "makers" => Text::new("本地供应企业", "Local makers"),
        "buyer" => Text::new("采购企业", "Buyer"),
        "amount" => Text::new("区外采购额", "Bought elsewhere"),
        "elsewhere" => Text::new("区外供应方", "Suppliers elsewhere"),
        "amounts_missing" => Text::new("缺失金额数", "Amounts missing"),
        other => Text::same(other),
    }
}

/// A sum as a cell: empty where a part of it is unknown.
fn cell(sum: Sum) -> String {
    sum.total().map(|total| total.to_string()).unwrap_or_default()
}

/// A sum for people, with its unit: what is unknown says how many amounts are missing.
pub(super) fn told(sum: Sum, money: &str) -> Text {
    let (known, missing) = (sum.known, sum.missing);
    match missing {
        0 => Text::same(format!("{known} {money}")),
        _ => say!(
            "金额未知（缺 {missing} 个金额，已知 {known} {money}）",
            "an unknown amount ({missing} missing, {known} {money} known)"
        ),
    }
}

/// A rate for people; a sum that is unknown says how many amounts are missing.
fn rate_told(part: Sum, whole: Sum) -> Text {
    let (rate, missing) = (rate_text(part, whole), whole.missing);
    let amounts = counted(missing, "amount");
    match missing {
        0 if rate.is_empty() => say!("无（没有采购）", "none (nothing is bought)"),
        0 => Text::same(format!("{rate}%")),
        _ => say!("未知（缺 {missing} 个金额）", "unknown ({amounts} missing)"),
    }
}

/// A rate with two decimals; empty where nothing is bought, or an amount is unknown.
fn rate_text(part: Sum, whole: Sum) -> String {
    crate::industry::rate(part, whole).map(|rate| format!("{rate:.2}")).unwrap_or_default()
}

/// `roles.csv`: a row per local firm of the chain, in the order of the firm table.
pub fn roles_csv(form: &Form) -> Vec<u8> {
    let ids = [
        "firm",
        "name",
        "role",
        "tier",
        "suppliers",
        "local_suppliers",
        "buyers",
        "local_buyers",
        "purchases",
        "local_purchases",
        "sales",
        "local_sales",
        "local_rate",
        "amounts_missing",
    ];
    let mut sheet = Sheet::new(form.style, form.headers(&ids));
    for party in form.map.parties.iter().filter(|party| party.local) {
        let f = &party.figures;
        sheet.row([
            party.id.clone(),
            party.name.clone(),
            form.role(party).to_string(),
            party.tier.to_string(),
            f.suppliers.0.to_string(),
            f.suppliers.1.to_string(),
            f.buyers.0.to_string(),
            f.buyers.1.to_string(),
            cell(f.purchases.0),
            cell(f.purchases.1),
            cell(f.sales.0),
            cell(f.sales.1),
            rate_text(f.purchases.1, f.purchases.0),
            f.amounts_missing().to_string(),
        ]);
    }
    sheet.finish()
}

/// `products.csv`: a row per product, and the whole chain in the last.
pub fn products_csv(form: &Form) -> Vec<u8> {
    let ids =
        ["product", "purchases", "local_purchases", "local_rate", "makers", "amounts_missing"];
    let mut sheet = Sheet::new(form.style, form.headers(&ids));
    for line in &form.map.products {
        sheet.row([
            line.product.clone(),
            cell(line.purchases),
            cell(line.local),
            rate_text(line.local, line.purchases),
            form.names(&line.makers),
            line.purchases.missing.to_string(),
        ]);
    }
    let (local, all) = form.map.bought;
    let whole = say!("全链", "whole chain").get(form.lang).to_string();
    let missing = all.missing.to_string();
    sheet.row([whole, cell(all), cell(local), rate_text(local, all), String::new(), missing]);
    sheet.finish()
}

/// `unmet.csv`: a row per local buyer and product bought elsewhere that a neighbour makes.
pub fn unmet_csv(form: &Form) -> Vec<u8> {
    let ids = ["buyer", "name", "product", "amount", "elsewhere", "makers", "amounts_missing"];
    let mut sheet = Sheet::new(form.style, form.headers(&ids));
    for unmet in &form.map.unmet {
        let buyer = &form.map.parties[unmet.buyer];
        sheet.row([
            buyer.id.clone(),
            buyer.name.clone(),
            unmet.product.clone(),
            cell(unmet.amount),
            form.names(&unmet.elsewhere),
            form.names(&unmet.makers),
            unmet.amount.missing.to_string(),
        ]);
    }
    sheet.finish()
}

/// Roles with their count, in the order of the rules; the last is without a role.
fn roles(form: &Form) -> Vec<(String, usize)> {
    let local = || form.map.parties.iter().filter(|party| party.local);
    let of = |role: Option<usize>| local().filter(|party| party.role == role).count();
    let named = form.chain.roles.iter().enumerate();
    let mut roles: Vec<(String, usize)> =
        named.map(|(at, role)| (role.name.clone(), of(Some(at)))).collect();
    let without = say!("未定", "none").get(form.lang).to_string();
    roles.push((without, of(None)));
    roles.retain(|(_, count)| *count > 0);
    roles
}

fn summary(form: &Form) -> Text {
    let (local, all) = form.map.bought;
    let (rate, money) = (rate_told(local, all), &form.chain.money);
    let (rate_zh, rate_en) = (rate.zh, rate.en);
    let known = if all.missing > 0 { ("已知", "known: ") } else { ("", "") };
    let ((kz, ke), local, all) = (known, local.known, all.known);
    let name = &form.chain.name;
    let roles = roles(form).into_iter().map(|(role, count)| format!("{role} {count}"));
    let roles = roles.collect::<Vec<_>>().join(" · ");
    let unmet = form.map.unmet.len();
    let purchases = counted(unmet, "purchase");
    let could = form.map.unmet.iter().fold(Sum::default(), |sum, unmet| sum.plus(unmet.amount));
    let could = told(could, money);
    let (cz, ce) = (could.zh, could.en);
    say!(
        "{name}：本地配套率 {rate_zh}（{kz}本地采购 {local} / 全部采购 {all} {money}）；{roles}；{unmet} 处本地可配套而在区外采购，共 {cz}",
        "{name}: local matching rate {rate_en} ({ke}{local} of {all} {money}); {roles}; {purchases} elsewhere of what a neighbour makes, {ce} in all"
    )
}

/// The rates and the largest unmet matches, for a terminal.
pub fn text(form: &Form) -> String {
    let mut lines = vec![summary(form).get(form.lang).to_string(), String::new()];
    for line in &form.map.products {
        let (product, rate) = (&line.product, rate_told(line.local, line.purchases));
        let (makers, zh, en) = (line.makers.len(), rate.zh, rate.en);
        let said = say!(
            "  {product}：本地配套率 {zh}，本地供应企业 {makers} 家",
            "  {product}: local matching rate {en}, {makers} local makers"
        );
        lines.push(said.get(form.lang).to_string());
    }
    const SHOWN: usize = 10;
    for unmet in form.map.unmet.iter().take(SHOWN) {
        let (buyer, product) = (&form.map.parties[unmet.buyer].name, &unmet.product);
        let amount = told(unmet.amount, &form.chain.money);
        let (zh, en) = (amount.zh, amount.en);
        let maker = unmet.makers.first().map_or("", |m| form.map.parties[*m].name.as_str());
        let said = say!(
            "  {buyer} 在区外采购{product} {zh}，本地有 {maker}",
            "  {buyer} buys {product} elsewhere for {en}; {maker} makes it here"
        );
        lines.push(said.get(form.lang).to_string());
    }
    lines.join("\n") + "\n"
}

/// The map as one JSON object.
pub fn json(form: &Form) -> String {
    let id = |at: &usize| form.map.parties[*at].id.as_str();
    let party = |party: &Party| {
        json!({
            "firm": party.id, "name": party.name, "local": party.local, "role": form.role(party),
            "tier": party.tier, "purchases": party.figures.purchases.0.total(),
            "local_purchases": party.figures.purchases.1.total(),
            "sales": party.figures.sales.0.total(),
            "local_sales": party.figures.sales.1.total(), "local_rate": party.figures.local_rate(),
            "amounts_missing": party.figures.amounts_missing(),
        })
    };
    let products = form.map.products.iter().map(|line| {
        json!({
            "product": line.product, "purchases": line.purchases.total(),
            "local_purchases": line.local.total(), "amounts_missing": line.purchases.missing,
            "local_rate": crate::industry::rate(line.local, line.purchases),
            "makers": line.makers.iter().map(id).collect::<Vec<_>>(),
        })
    });
    let unmet = form.map.unmet.iter().map(|unmet| {
        json!({
            "buyer": id(&unmet.buyer), "product": unmet.product, "amount": unmet.amount.total(),
            "amounts_missing": unmet.amount.missing,
            "elsewhere": unmet.elsewhere.iter().map(id).collect::<Vec<_>>(),
            "makers": unmet.makers.iter().map(id).collect::<Vec<_>>(),
        })
    });
    let (local, all) = form.map.bought;
    let object = json!({
        "chain": form.chain.id,
        "name": form.chain.name,
        "status": form.chain.status,
        "money": form.chain.money,
        "purchases": all.total(),
        "local_purchases": local.total(),
        "amounts_missing": all.missing,
        "local_rate": crate::industry::rate(local, all),
        "parties": form.map.parties.iter().map(party).collect::<Vec<_>>(),
        "products": products.collect::<Vec<_>>(),
        "unmet": unmet.collect::<Vec<_>>(),
    });
    serde_json::to_string_pretty(&object).unwrap_or_default() + "\n"
}

/// The picture.
pub fn svg(form: &Form) -> String {
    map_picture::svg(form)
}

const STYLE: &str = "body{font:15px/1.6 'Noto Sans SC','Microsoft YaHei',sans-serif;margin:2rem auto;\
max-width:80rem;padding:0 1rem;color:#1d2733}svg{max-width:100%;height:auto;border:1px solid #d5dbe3}\
table{border-collapse:collapse;font-size:.87rem;margin:1rem 0}th,td{border-bottom:1px solid #e5e9ef;\
padding:.25rem .6rem;text-align:left}td.n{text-align:right;font-variant-numeric:tabular-nums}";

/// The picture with its tables as a page that needs nothing else; every text in it is escaped.
pub fn html(form: &Form) -> String {
    let name = escape(&form.chain.name);
    let tag = if form.lang == Lang::Zh { "zh-CN" } else { "en" };
    let mut page = format!(
        "<!DOCTYPE html>\n<html lang=\"{tag}\">\n<head>\n<meta charset=\"utf-8\">\n<title>{name}</title>\n\
         <style>{STYLE}</style>\n</head>\n<body>\n<h1>{name}</h1>\n<p>{}</p>\n<p>{}</p>\n{}\n",
        escape(summary(form).get(form.lang)),
        escape(&form.chain.citation),
        map_picture::svg(form),
    );
    let named = Form { style: CsvStyle { names: true, ..form.style }, ..*form };
    let lines = form.map.products.iter().map(|line| {
        let rate = match line.purchases.missing {
            0 => rate_text(line.local, line.purchases),
            _ => rate_told(line.local, line.purchases).get(form.lang).to_string(),
        };
        let (all, local) = (shown(form, line.purchases), shown(form, line.local));
        [line.product.clone(), all, local, rate, form.names(&line.makers)]
    });
    let ids = ["product", "purchases", "local_purchases", "local_rate", "makers"];
    page += &table(&named.headers(&ids), lines);
    let unmet = form.map.unmet.iter().map(|unmet| {
        let buyer = form.map.parties[unmet.buyer].name.clone();
        let (elsewhere, makers) = (form.names(&unmet.elsewhere), form.names(&unmet.makers));
        [buyer, unmet.product.clone(), shown(form, unmet.amount), elsewhere, makers]
    });
    page += &table(&named.headers(&["buyer", "product", "amount", "elsewhere", "makers"]), unmet);
    page + "</body>\n</html>\n"
}

/// A sum in a table of the page: a number, or why there is none.
fn shown(form: &Form, sum: Sum) -> String {
    match sum.total() {
        Some(total) => total.to_string(),
        None => told(sum, &form.chain.money).get(form.lang).to_string(),
    }
}

fn table(headers: &[String], rows: impl Iterator<Item = [String; 5]>) -> String {
    let heads: String = headers.iter().map(|head| format!("<th>{}</th>", escape(head))).collect();
    let cell = |cell: &String| {
        let class = if cell.parse::<f64>().is_ok() { " class=\"n\"" } else { "" };
        format!("<td{class}>{}</td>", escape(cell))
    };
    let rows: String = rows
        .map(|row| format!("<tr>{}</tr>\n", row.iter().map(cell).collect::<String>()))
        .collect();
    format!("<table>\n<tr>{heads}</tr>\n{rows}</table>\n")
}
