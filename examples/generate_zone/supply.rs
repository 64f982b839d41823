//! Who supplies whom in the zone's 物联网 chain: a table of supplier, buyer, product and amount. About
//! half of what is bought comes from the zone; the rest from parties that exist nowhere.

use std::io::{self, Write};

use super::dice::Dice;
use super::firm::Firm;
use super::into_io;

/// The columns.
const HEADER: [&str; 4] = ["供应方", "采购方", "产品", "金额"];

/// What each tier of the chain makes, from parts to systems.
const TIERS: [&[&str]; 4] = [
    &["传感器芯片", "射频芯片", "印制电路板"],
    &["传感器", "通信模组", "电源模组"],
    &["物联网网关", "智能终端"],
    &["系统集成", "物联网平台"],
];

const ELSEWHERE: [&str; 6] = ["上海", "苏州", "深圳", "杭州", "东莞", "海外"];

/// Above the streams of firms and of their facts.
const STREAM: u64 = (1 << 62) + (1 << 61);

struct Maker {
    code: String,
    revenue: f64,
    tier: usize,
    product: &'static str,
}

/// Writes the table of the first `firms` firms of a zone.
pub fn write(firms: u64, seed: u64, out: impl Write) -> io::Result<()> {
    let makers: Vec<Maker> = (0..firms).filter_map(|serial| maker(seed, serial)).collect();
    let mut csv = csv::WriterBuilder::new().from_writer(out);
    csv.write_record(HEADER).map_err(into_io)?;
    for (at, buyer) in makers.iter().enumerate() {
        let mut dice = Dice::new(seed, STREAM + at as u64);
        let Some(below) = buyer.tier.checked_sub(1) else { continue };
        let orders = 1 + dice.count(2.2);
        for _ in 0..orders {
            let product = TIERS[below][dice.pick(&vec![1.0; TIERS[below].len()])];
            let amount = buyer.revenue * dice.between(0.02, 0.25) / orders as f64 + 2.0;
            let sellers: Vec<&Maker> = makers.iter().filter(|m| m.product == product).collect();
            let near = dice.chance(0.5) && !sellers.is_empty();
            // Large firms sell to more neighbours.
            let weights: Vec<f64> = sellers.iter().map(|m| (m.revenue + 50.0).sqrt()).collect();
            let supplier = match near {
                true => sellers[dice.pick(&weights)].code.clone(),
                false => {
                    let place = ELSEWHERE[dice.pick(&[3.0, 3.0, 2.0, 1.5, 1.0, 1.0])];
                    format!("区外-{place}-{:02}", dice.whole(1, 12))
                }
            };
            let amount = (amount * 100.0).round() / 100.0;
            csv.write_record([&supplier, &buyer.code, product, &amount.to_string()])
                .map_err(into_io)?;
        }
    }
    csv.flush()
}

fn maker(seed: u64, serial: u64) -> Option<Maker> {
    let firm = Firm::draw(seed, serial);
    let mut dice = Dice::new(seed, STREAM + (1 << 60) + serial);
    if firm.traits.industry.name != "物联网" || firm.money.revenue < 100.0 {
        return None;
    }
    let tier = dice.pick(&[0.3, 0.3, 0.25, 0.15]);
    let product = TIERS[tier][dice.pick(&vec![1.0; TIERS[tier].len()])];
    Some(Maker { code: firm.code, revenue: firm.money.revenue, tier, product })
}
