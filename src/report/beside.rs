//! What stands beside a firm's portrait: its policies and its place in an industry chain. A portrait
//! knows neither, so that points never depend on them; here they are put side by side.

use serde_json::{Map, Value, json};

use super::map::told;
use super::matches::{self, Form};
use super::{CsvStyle, policy_sheet};
use crate::diagnostic::{Lang, Text, counted_as};
use crate::industry::{Place, Places};
use crate::policy::{Detail, Navigation, Section, Standing};
use crate::portrait::Portrait;
use crate::say;

/// What is told beside points.
#[derive(Debug, Clone, Copy, Default)]
pub struct Beside<'a> {
    /// The firms' policies.
    pub policies: Option<&'a Navigation<'a>>,
    /// The firms' places in a chain.
    pub chain: Option<&'a Places<'a>>,
}

impl<'a> Beside<'a> {
    /// Whether there is nothing.
    pub fn is_empty(&self) -> bool {
        self.policies.is_none() && self.chain.is_none()
    }

    /// A firm's policies, and how they are told.
    pub fn section(&self, id: &str, lang: Lang) -> Option<(Form<'a>, Section)> {
        let policies = self.policies?;
        let style = CsvStyle::default();
        let form = Form { catalogue: policies.catalogue, style, lang };
        Some((form, policies.of(id, Detail::All)?))
    }

    /// A firm's place in the chain.
    pub fn place(&self, id: &str) -> Option<(&'a Places<'a>, Place<'a>)> {
        let chain = self.chain?;
        Some((chain, chain.of(id)?))
    }

    /// A portrait as JSON with what stands beside it: `policies` and `chain`.
    ///
    /// # Errors
    /// None for a portrait, which holds only finite numbers, texts and maps with text keys.
    pub fn portrait(&self, portrait: &Portrait, lang: Lang) -> serde_json::Result<Value> {
        let mut value = serde_json::to_value(portrait)?;
        if let Value::Object(object) = &mut value {
            object.extend(self.json(&portrait.id, lang));
        }
        Ok(value)
    }

    fn json(&self, id: &str, lang: Lang) -> Map<String, Value> {
        let mut object = Map::new();
        if self.policies.is_some() {
            let section = self.section(id, lang);
            let told = section.map(|(form, section)| matches::json(&form, &section));
            object.insert("policies".into(), told.unwrap_or_default());
        }
        if self.chain.is_some() {
            let place = self.place(id);
            object.insert("chain".into(), place.map(place_json).unwrap_or_default());
        }
        object
    }

    /// The columns that a table of portraits gains.
    pub fn columns(&self, names: bool, lang: Lang) -> Vec<String> {
        let policies = self.policies.map(|policies| {
            let money = &policies.catalogue.money;
            [
                ("policies.eligible", say!("符合政策数", "Policies eligible")),
                ("policies.near", say!("接近政策数", "Policies near")),
                ("policies.unknown", say!("待核实政策数", "Policies unknown")),
                ("policies.grants", say!("可得资金（{money}）", "Grants ({money})")),
            ]
        });
        let chain = self.chain.map(|places| {
            let name = &places.chain.name;
            [
                ("chain.role", say!("{name} 角色", "Role in {name}")),
                ("chain.local_rate", say!("本地配套率（%）", "Local matching rate (%)")),
            ]
        });
        let all = policies.into_iter().flatten().chain(chain.into_iter().flatten());
        all.map(|(id, words)| if names { words.get(lang).to_string() } else { id.to_string() })
            .collect()
    }

    /// The cells of one firm, as [`Beside::columns`] names them.
    pub fn cells(&self, id: &str) -> Vec<String> {
        let mut cells = Vec::new();
        if let Some(policies) = self.policies {
            let section = policies.of(id, Detail::None);
            let count = |standing: Standing| {
                let told = section.as_ref()?.policies.iter();
                Some(told.filter(|entry| entry.standing == standing).count().to_string())
            };
            let told = [Standing::Eligible, Standing::Near, Standing::Unknown].map(count);
            cells.extend(told.into_iter().map(Option::unwrap_or_default));
            cells.push(section.map(|section| section.total.to_string()).unwrap_or_default());
        }
        if let Some(places) = self.chain {
            let place = places.of(id);
            cells.push(place.as_ref().map(|place| place.role.to_string()).unwrap_or_default());
            let rate = place.and_then(|place| place.party.figures.local_rate());
            cells.push(rate.map(|rate| format!("{rate:.2}")).unwrap_or_default());
        }
        cells
    }

    /// What `explain` adds to a firm's points.
    pub fn text(&self, id: &str, lang: Lang) -> String {
        let mut text = String::new();
        if let Some((form, section)) = self.section(id, lang) {
            let title = say!("政策导航", "Policies");
            text += &format!("\n{}\n{}", title.get(lang), policy_sheet::body(&form, &section));
        }
        if let Some((places, place)) = self.place(id) {
            text += "\n";
            for line in place_lines(places, &place) {
                text += &format!("{}\n", line.get(lang));
            }
        }
        text
    }
}

fn place_json((places, place): (&Places, Place)) -> Value {
    let figures = &place.party.figures;
    let ids = |parties: &[&crate::industry::Party]| {
        parties.iter().map(|party| party.id.clone()).collect::<Vec<_>>()
    };
    let buys = place.buys_elsewhere.iter().map(|(unmet, makers)| {
        json!({ "product": unmet.product, "amount": unmet.amount.total(), "makers": ids(makers) })
    });
    let could = place.could_supply.iter().map(|(unmet, buyer)| {
        json!({ "product": unmet.product, "amount": unmet.amount.total(), "buyer": buyer.id })
    });
    json!({
        "chain": places.chain.id,
        "name": places.chain.name,
        "money": places.chain.money,
        "role": place.role,
        "tier": place.party.tier,
        "suppliers": figures.suppliers.0,
        "local_suppliers": figures.suppliers.1,
        "buyers": figures.buyers.0,
        "local_buyers": figures.buyers.1,
        "purchases": figures.purchases.0.total(),
        "local_purchases": figures.purchases.1.total(),
        "sales": figures.sales.0.total(),
        "local_sales": figures.sales.1.total(),
        "local_rate": figures.local_rate(),
        "amounts_missing": figures.amounts_missing(),
        "buys_elsewhere": buys.collect::<Vec<_>>(),
        "could_supply": could.collect::<Vec<_>>(),
    })
}

/// A firm's place in sentences: what it is, then what it could buy or sell next door.
pub fn place_lines(places: &Places, place: &Place) -> Vec<Text> {
    let (chain, money) = (&places.chain.name, &places.chain.money);
    let figures = &place.party.figures;
    let role = match place.role {
        "" => say!("角色未定", "no role"),
        role => Text::same(role),
    };
    let (zh, en) = (&role.zh, &role.en);
    let (suppliers, buyers) = (figures.suppliers, figures.buyers);
    let ((s, sl), (b, bl)) = (suppliers, buyers);
    let mut lines = vec![say!(
        "{chain}：{zh}；供应商 {s} 家（本地 {sl}），客户 {b} 家（本地 {bl}）",
        "{chain}: {en}; {s} suppliers ({sl} local), {b} buyers ({bl} local)"
    )];
    if let Some(rate) = figures.local_rate() {
        let (local, all) = (figures.purchases.1.known, figures.purchases.0.known);
        let rate = format!("{rate:.2}");
        lines.push(say!(
            "本地配套率 {rate}%（本地采购 {local} / 全部采购 {all} {money}）",
            "local matching rate {rate}% ({local} of {all} {money})"
        ));
    }
    let missing = figures.purchases.0.missing;
    if missing > 0 {
        let amounts = counted_as(missing, "amount of purchases is", "amounts of purchases are");
        lines.push(say!(
            "本地配套率未知：缺 {missing} 个采购金额",
            "local matching rate unknown: {amounts} missing"
        ));
    }
    const NAMED: usize = 3;
    for (unmet, makers) in &place.buys_elsewhere {
        let (product, amount) = (&unmet.product, told(unmet.amount, money));
        let names: Vec<&str> = makers.iter().take(NAMED).map(|maker| maker.name.as_str()).collect();
        let (zh, en) = (names.join("、"), names.join(", "));
        let (az, ae) = (amount.zh, amount.en);
        lines.push(say!(
            "在区外采购{product} {az}，本地有 {zh}",
            "buys {product} elsewhere for {ae}; made here by {en}"
        ));
    }
    for (unmet, buyer) in &place.could_supply {
        let (product, amount, buyer) = (&unmet.product, told(unmet.amount, money), &buyer.name);
        let (az, ae) = (amount.zh, amount.en);
        lines.push(say!(
            "可向 {buyer} 供应{product}：它在区外采购 {az}",
            "could supply {buyer} with {product}, for which it pays {ae} elsewhere"
        ));
    }
    lines
}
