//! A chain drawn as SVG: tiers from left to right, the largest firms of each tier, a line for every
//! relation between them. Owns where things stand; every text is escaped.

use std::collections::BTreeMap;

use super::map::Form;
use super::markup::escape;
use crate::industry::Party;
use crate::policy::Amount;
use crate::say;

/// So many of a tier can still be read.
const PER_TIER: usize = 14;
const TIER_WIDTH: usize = 260;
const ROW: usize = 44;
const TOP: usize = 64;
const BOX: (usize, usize) = (190, 32);

/// Colours of roles in their order; then of local firms without one, and of strangers.
const ROLES: [&str; 6] = ["#b03a2e", "#c98a1b", "#2a7f4f", "#5b76a8", "#7a5ba8", "#4a8f99"];
const NO_ROLE: &str = "#8a94a0";
const STRANGER: &str = "#c9ced6";

/// Parties with their places.
struct Placed {
    at: BTreeMap<usize, (usize, usize)>,
    width: usize,
    height: usize,
    left_out: usize,
}

/// The picture, whole in itself.
pub fn svg(form: &Form) -> String {
    let placed = place(form);
    let (width, height) = (placed.width, placed.height);
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" \
         height=\"{height}\" font-family=\"'Noto Sans SC','Microsoft YaHei',sans-serif\" font-size=\"12\">\n\
         <title>{}</title>\n<rect width=\"{width}\" height=\"{height}\" fill=\"#ffffff\"/>\n",
        escape(&form.chain.name)
    );
    out += &legend(form, &placed);
    out += &lines(form, &placed);
    for (at, place) in &placed.at {
        out += &party(form, &form.map.parties[*at], *place);
    }
    out + "</svg>"
}

/// What is known of its purchases and sales.
fn weight(party: &Party) -> Amount {
    party.figures.purchases.0.known.plus(party.figures.sales.0.known)
}

/// The heaviest of each tier, heaviest first.
fn place(form: &Form) -> Placed {
    let mut tiers: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (at, party) in form.map.parties.iter().enumerate() {
        tiers.entry(party.tier).or_default().push(at);
    }
    let (mut at, mut left_out, mut tallest) = (BTreeMap::new(), 0, 1);
    for (column, members) in tiers.values_mut().enumerate() {
        members.sort_by_key(|m| (std::cmp::Reverse(weight(&form.map.parties[*m])), *m));
        left_out += members.len().saturating_sub(PER_TIER);
        members.truncate(PER_TIER);
        tallest = tallest.max(members.len());
        for (row, member) in members.iter().enumerate() {
            at.insert(*member, (20 + column * TIER_WIDTH, TOP + row * ROW));
        }
    }
    let width = (tiers.len().max(1) * TIER_WIDTH).max(520);
    Placed { at, width, height: TOP + tallest * ROW + 30, left_out }
}

fn lines(form: &Form, placed: &Placed) -> String {
    let mut sums: BTreeMap<(usize, usize), Amount> = BTreeMap::new();
    for (supplier, buyer, relation) in &form.map.trades {
        let sum = sums.entry((*supplier, *buyer)).or_default();
        *sum = sum.plus(relation.amount.unwrap_or_default());
    }
    let largest = sums.values().copied().max().map_or(1.0, |largest| largest.number().max(1e-6));
    let mut out = String::from("<g fill=\"none\" stroke-opacity=\"0.55\">\n");
    for ((supplier, buyer), sum) in sums {
        let (Some(from), Some(to)) = (placed.at.get(&supplier), placed.at.get(&buyer)) else {
            continue;
        };
        let local = form.map.parties[supplier].local && form.map.parties[buyer].local;
        let color = if local { "#2a7f4f" } else { STRANGER };
        let size = 0.8 + 5.0 * (sum.number() / largest).sqrt();
        let (x1, y1) = (from.0 + BOX.0, from.1 + BOX.1 / 2);
        let (x2, y2) = (to.0, to.1 + BOX.1 / 2);
        let middle = (x1 + x2) / 2;
        out += &format!(
            "<path d=\"M{x1} {y1} C{middle} {y1} {middle} {y2} {x2} {y2}\" stroke=\"{color}\" \
             stroke-width=\"{size:.2}\"/>\n"
        );
    }
    out + "</g>\n"
}

fn color(party: &Party) -> &'static str {
    match (party.local, party.role) {
        (false, _) => STRANGER,
        (true, Some(role)) => ROLES[role % ROLES.len()],
        (true, None) => NO_ROLE,
    }
}

fn party(form: &Form, party: &Party, (x, y): (usize, usize)) -> String {
    const SHOWN: usize = 13;
    let short: String = match party.name.chars().count() > SHOWN {
        true => party.name.chars().take(SHOWN - 1).chain(['…']).collect(),
        false => party.name.clone(),
    };
    let (name, short, color) = (escape(&party.name), escape(&short), color(party));
    let (role, (w, h)) = (escape(form.role(party)), BOX);
    let (text_x, text_y) = (x + 12, y + h / 2 + 4);
    format!(
        "<g><title>{name} {role}</title><rect x=\"{x}\" y=\"{y}\" width=\"{w}\" height=\"{h}\" rx=\"4\" \
         fill=\"#f7f8fa\" stroke=\"{color}\" stroke-width=\"1.5\"/><rect x=\"{x}\" y=\"{y}\" width=\"5\" \
         height=\"{h}\" fill=\"{color}\"/><text x=\"{text_x}\" y=\"{text_y}\" fill=\"#1d2733\">{short}</text></g>\n"
    )
}

fn legend(form: &Form, placed: &Placed) -> String {
    let mut entries: Vec<(String, &str)> = form
        .chain
        .roles
        .iter()
        .enumerate()
        .map(|(at, role)| (role.name.clone(), ROLES[at % ROLES.len()]))
        .collect();
    entries.push((say!("区外", "elsewhere").get(form.lang).to_string(), STRANGER));
    let mut out = format!(
        "<text x=\"20\" y=\"24\" font-size=\"16\" fill=\"#1d2733\">{}</text>\n",
        escape(&form.chain.name)
    );
    let mut x = 20;
    for (name, color) in entries {
        out += &format!(
            "<rect x=\"{x}\" y=\"36\" width=\"12\" height=\"12\" fill=\"{color}\"/>\
             <text x=\"{}\" y=\"46\" fill=\"#3a4450\">{}</text>\n",
            x + 17,
            escape(&name)
        );
        x += 40 + 13 * name.chars().count();
    }
    if placed.left_out > 0 {
        let count = placed.left_out;
        let said = say!("另有 {count} 家较小的没有画出", "{count} smaller parties are not drawn");
        out += &format!(
            "<text x=\"{x}\" y=\"46\" fill=\"#7a8490\">{}</text>\n",
            escape(said.get(form.lang))
        );
    }
    out
}
