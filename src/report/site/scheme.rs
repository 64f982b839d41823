//! The scheme on the list's page: dimensions by stage, and every indicator with its rule.

use serde::Serialize;

use super::Site;
use crate::expr::number_in_words as number;
use crate::portrait::words::rule_words;
use crate::scheme::{Indicator, Kind, Node};

/// The scheme at a glance.
#[derive(Debug, Serialize)]
pub struct SchemePage {
    stages: Vec<String>,
    dimensions: Vec<DimensionLine>,
}

#[derive(Debug, Serialize)]
struct DimensionLine {
    name: String,
    about: String,
    kind: &'static str,
    depth: usize,
    points: Vec<String>,
    indicators: Vec<IndicatorLine>,
}

#[derive(Debug, Serialize)]
struct IndicatorLine {
    name: String,
    points: Vec<String>,
    /// A rule per measure, in the first stage in which it is worth anything.
    rules: Vec<String>,
    source: String,
}

impl Site<'_> {
    pub(super) fn scheme_page(&self) -> SchemePage {
        let scheme = self.scheme;
        let mut dimensions = Vec::new();
        for (top, dimension) in scheme.dimensions.iter().enumerate() {
            if dimension.parent.is_none() {
                self.dimension_lines(top, 0, &mut dimensions);
            }
        }
        SchemePage { stages: scheme.stages.iter().map(|s| s.name.clone()).collect(), dimensions }
    }

    fn dimension_lines(&self, at: usize, depth: usize, lines: &mut Vec<DimensionLine>) {
        let dimension = &self.scheme.dimensions[at];
        let indicators = dimension.children.iter().filter_map(|child| match child {
            Node::Indicator(leaf) => Some(self.indicator_line(&self.scheme.indicators[*leaf])),
            Node::Dimension(_) => None,
        });
        lines.push(DimensionLine {
            name: dimension.name.clone(),
            about: dimension.about.clone(),
            kind: match dimension.kind {
                Kind::Base => self.word("base"),
                Kind::Bonus => self.word("bonus"),
                Kind::Deduction => self.word("deduction"),
            },
            depth,
            points: dimension.points.iter().copied().map(number).collect(),
            indicators: indicators.collect(),
        });
        for child in &dimension.children {
            if let Node::Dimension(below) = child {
                self.dimension_lines(*below, depth + 1, lines);
            }
        }
    }

    fn indicator_line(&self, indicator: &Indicator) -> IndicatorLine {
        let maximum = indicator.points.iter().copied().find(|points| *points > 0.0);
        let decimals = self.scheme.rank.decimals;
        let rules = indicator.measures.iter().map(|measure| {
            let words = rule_words(measure, maximum.unwrap_or(0.0), decimals, indicator.kind);
            let words = self.say(&words);
            if measure.name.is_empty() { words } else { format!("{}: {words}", measure.name) }
        });
        IndicatorLine {
            name: indicator.name.clone(),
            points: indicator.points.iter().copied().map(number).collect(),
            rules: rules.collect(),
            source: indicator.source.clone(),
        }
    }
}
