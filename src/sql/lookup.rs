//! Steps that are too many for a query, as a table of their own: `steps.csv`, a row per step, and the
//! joins by which a firm finds its row. A firm's block of some dozen rows follows from a short CASE;
//! within the block its row is the one whose borders hold the value. Engines join so many rows in no
//! time, where planning a CASE of as many arms takes minutes.

use super::engine::Engine;
use super::steps::Steps;
use crate::expr::{Type, kernel};
use crate::firms::sha256;
use crate::report::{CsvStyle, Sheet};

/// No block is shorter than this, unless its list is.
const BLOCK: usize = 32;

/// The rows of `steps.csv` in the engine.
const TABLE: &str = "innopoints_steps";

/// Where the rows stand.
pub(super) const FILE: &str = "steps.csv";

/// The columns of `steps.csv`; borders belong to their row.
const COLUMNS: [(&str, Type); 6] = [
    ("bundle", Type::Text),
    ("block", Type::Number),
    ("indicator", Type::Text),
    ("lowest", Type::Number),
    ("highest", Type::Number),
    ("share", Type::Number),
];

/// The rows of `steps.csv` so far, and who looks them up.
#[derive(Debug, Default)]
pub(super) struct Lookups {
    rows: Vec<Row>,
    blocks: usize,
    asked: Vec<Asked>,
}

#[derive(Debug)]
struct Row {
    block: usize,
    indicator: String,
    lowest: f64,
    highest: f64,
    share: f64,
}

/// Names of columns, quoted.
#[derive(Debug)]
struct Asked {
    value: String,
    block: String,
    share: String,
}

/// How a firm `p` finds its row.
pub(super) struct Join {
    /// The name of the share, quoted.
    pub share: String,
    /// The share in the row.
    pub found: String,
    /// The join.
    pub text: String,
}

impl Lookups {
    /// Takes the steps of a leaf among the firms of one group: gives the first value of every block
    /// with the block's number, as steps of their own.
    pub fn add(&mut self, indicator: &str, steps: &Steps) -> Steps {
        let borders = &steps.steps;
        let length = BLOCK.max((borders.len() as f64).sqrt().ceil() as usize);
        let mut blocks = Vec::new();
        let first = self.blocks;
        for at in 0..=borders.len() {
            let (lowest, share) = match at.checked_sub(1) {
                None => (f64::MIN, steps.below),
                Some(before) => borders[before],
            };
            if at % length == 0 {
                blocks.push((lowest, self.blocks as f64));
                self.blocks += 1;
            }
            let highest = borders.get(at).map_or(f64::MAX, |(next, _)| next.next_down());
            let (block, indicator) = (self.blocks - 1, indicator.to_string());
            self.rows.push(Row { block, indicator, lowest, highest, share });
        }
        Steps { below: first as f64, steps: blocks.split_off(1) }
    }

    /// Asks for the share of a value in a block, under a name.
    pub fn ask(&mut self, value: &str, block: &str, share: &str) {
        let [value, block, share] = [value, block, share].map(str::to_string);
        self.asked.push(Asked { value, block, share });
    }

    /// A join for each that was asked for, once all rows are there.
    pub fn joins(&self, engine: &dyn Engine) -> Vec<Join> {
        let bundle = engine.text(&self.bundle());
        let join = |(at, asked): (usize, &Asked)| {
            let (alias, Asked { value, block, share }) = (format!("s{}", at + 1), asked);
            Join {
                share: share.clone(),
                found: format!("{alias}.share"),
                text: format!(
                    "LEFT JOIN {TABLE} AS {alias} ON {alias}.bundle = {bundle} AND {alias}.block = p.{block} AND p.{value} >= {alias}.lowest AND p.{value} <= {alias}.highest"
                ),
            }
        };
        self.asked.iter().enumerate().map(join).collect()
    }

    /// The condition that a firm has a block but no row in it, because this bundle's table was not
    /// loaded, or not whole. None where nothing is looked up.
    pub fn lost(&self) -> Option<String> {
        let lost =
            |asked: &Asked| format!("({} IS NOT NULL AND {} IS NULL)", asked.block, asked.share);
        let lost: Vec<String> = self.asked.iter().map(lost).collect();
        (!lost.is_empty()).then(|| lost.join(" OR "))
    }

    /// `steps.csv`; none where nothing is looked up.
    pub fn csv(&self) -> Option<Vec<u8>> {
        if self.rows.is_empty() {
            return None;
        }
        let bundle = self.bundle();
        let mut sheet = Sheet::new(CsvStyle::default(), COLUMNS.map(|(name, _)| name));
        for row in &self.rows {
            let block = row.block.to_string();
            let [lowest, highest, share] =
                [row.lowest, row.highest, row.share].map(|x| kernel::shortest(x + 0.0));
            sheet.row([&bundle, &block, &row.indicator, &lowest, &highest, &share]);
        }
        Some(sheet.finish())
    }

    /// Tells these rows from those of any other bundle, so that an old table is not taken for them.
    fn bundle(&self) -> String {
        let mut bytes = Vec::new();
        for row in &self.rows {
            bytes.extend(row.indicator.as_bytes());
            let numbers = [row.block as f64, row.lowest, row.highest, row.share];
            bytes.extend(numbers.into_iter().flat_map(|x| x.to_bits().to_le_bytes()));
        }
        sha256(&bytes)[..12].to_string()
    }
}

/// The statement that loads `steps.csv`.
pub(super) fn load(engine: &dyn Engine) -> String {
    let column = |(name, ty): (&str, Type)| format!("  {name} {}", engine.type_name(ty));
    engine.load(TABLE, FILE, &COLUMNS.map(column).join(",\n"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The share that the join gives.
    fn found(lookups: &Lookups, first: &Steps, x: f64) -> Vec<f64> {
        let block = first.share(x) as usize;
        let rows = lookups.rows.iter().filter(|row| row.block == block);
        rows.filter(|row| row.lowest <= x && x <= row.highest).map(|row| row.share).collect()
    }

    proptest! {
        #[test]
        fn every_number_has_one_row_and_its_share(
            borders in prop::collection::btree_set(-2000i32..2000, 0..300),
            others in prop::collection::btree_set(-9i32..9, 0..9),
        ) {
            let steps = |borders: &std::collections::BTreeSet<i32>, by: f64| Steps {
                below: -by,
                steps: borders.iter().map(|at| (f64::from(*at) / 7.0, f64::from(*at) * by)).collect(),
            };
            let mut lookups = Lookups::default();
            for steps in [steps(&others, 3.0), steps(&borders, 0.1), steps(&others, 5.0)] {
                let first = lookups.add("leaf", &steps);
                let near = |at: f64| [at.next_down(), at, at.next_up()];
                let numbers = steps.steps.iter().flat_map(|(border, _)| near(*border));
                for x in numbers.chain([f64::MIN, -0.0, 0.0, f64::MAX]) {
                    prop_assert_eq!(found(&lookups, &first, x), vec![steps.share(x)]);
                }
            }
            let longest = (0..lookups.blocks)
                .map(|block| lookups.rows.iter().filter(|row| row.block == block).count());
            prop_assert!(longest.max().is_none_or(|rows| (1..=BLOCK).contains(&rows)));
        }
    }
}
