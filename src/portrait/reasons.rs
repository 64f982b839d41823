//! Why a firm has no rank, whether it qualifies, and what of it is not known. Owns the choice of
//! what is told; the sentences about conditions are the expressions' own.

use super::leaf_model::*;
use super::model::*;
use super::{Subject, named_stage};
use crate::diagnostic::Text;
use crate::expr::{Joiner, Reading, Row, Typed};
use crate::say;
use crate::scheme;
use crate::scoring::{FrameRow, Status, items};

impl<'a> Subject<'_, 'a> {
    pub(super) fn reasons(&self) -> Vec<Reason<'a>> {
        match self.scored.ranking.status[self.firm] {
            Status::Ranked => Vec::new(),
            Status::NoStage => self.stages_missed(),
            Status::Vetoed => self.vetoes(),
            Status::Insufficient => self.insufficient(),
        }
    }

    fn stages_missed(&self) -> Vec<Reason<'a>> {
        let row = self.scored.derived.row(self.firm);
        let missed = |(index, stage): (usize, &'a scheme::Stage)| {
            let reading = stage.when.as_ref()?.reading(&row);
            let says = reading.says;
            Some(Reason::NotInStage {
                stage: named_stage(self.scheme, index),
                held: reading.held,
                says,
            })
        };
        self.scheme.stages.iter().enumerate().filter_map(missed).collect()
    }

    fn vetoes(&self) -> Vec<Reason<'a>> {
        let row = self.scored.derived.row(self.firm);
        let holding = self.scored.derived.vetoes.get(&self.firm).into_iter().flatten();
        let veto = |index: &usize| {
            let veto = &self.scheme.vetoes[*index];
            Reason::Veto { reason: &veto.reason, says: veto.when.reading(&row).says }
        };
        holding.map(veto).collect()
    }

    fn insufficient(&self) -> Vec<Reason<'a>> {
        let coverage = self.scored.points.coverage.get(self.firm).unwrap_or(0.0);
        let mut reasons = Vec::new();
        if let Some(least) = self.scheme.min_coverage.filter(|least| coverage < least - 1e-9) {
            reasons.push(Reason::Coverage { coverage, least });
        }
        if self.scored.points.total.get(self.firm).is_none() {
            reasons.push(Reason::NothingKnown);
        }
        reasons
    }

    pub(super) fn qualified(&self) -> Option<Qualified> {
        let rule = self.scheme.qualify.as_ref()?;
        let answer = *self.scored.ranking.qualified.get(self.firm)?;
        let row = FrameRow::new(&self.scored.ranking.results, self.firm, self.scored.derived.as_of);
        let mut clauses = Vec::new();
        let kinds = [
            (ClauseKind::Condition, rule.conditions.iter().collect::<Vec<_>>()),
            (ClauseKind::Pass, rule.pass.iter().collect()),
            (ClauseKind::Direct, rule.direct.iter().collect()),
        ];
        for (kind, of_kind) in kinds {
            for clause in of_kind {
                tell(kind, clause.when.reading(&row), &mut clauses);
            }
        }
        let names = result_names(self.scheme);
        clauses.iter_mut().for_each(|clause| named(&mut clause.says, &names));
        Some(Qualified { answer, clauses })
    }

    pub(super) fn missing(&self, leaves: &[LeafPortrait<'a>]) -> Vec<MissingValue<'a>> {
        let unknown = leaves.iter().enumerate().filter(|(_, leaf)| !leaf.known);
        let told = |(at, leaf): (usize, &LeafPortrait<'a>)| {
            let counted = leaf.counted_as.as_ref()?;
            Some(MissingValue {
                id: leaf.id,
                name: leaf.name,
                columns: self.empty_columns(at),
                says: self.why_unknown(at),
                counted_as: counted.policy,
                points: leaf.points,
                maximum: leaf.nominal_maximum,
            })
        };
        // What is worth nothing in the stage is not missed.
        unknown.filter(|(_, leaf)| leaf.nominal_maximum > 0.0).filter_map(told).collect()
    }

    fn empty_columns(&self, at: usize) -> Vec<&'a str> {
        let row = self.scored.derived.row(self.firm);
        let mut names: Vec<&'a str> = Vec::new();
        for input in self.prepared.measures[at].iter().flat_map(|measure| &measure.inputs) {
            let is_empty = input.formula.is_none() && row.value(input.name).is_missing();
            if is_empty && !names.contains(&input.name) {
                names.push(input.name);
            }
        }
        names
    }

    /// Why no measure of a leaf has a value, in terms of the columns of the tables.
    fn why_unknown(&self, at: usize) -> Text {
        let empty = self.empty_columns(at);
        if !empty.is_empty() {
            let (zh, en) = (empty.join("、"), empty.join(", "));
            return say!("没有填报：{zh}", "not reported: {en}");
        }
        let mut says: Vec<Text> = Vec::new();
        for measure in &self.scheme.indicators[at].measures {
            let expressions =
                measure.value.iter().chain(items(measure).iter().map(|item| &item.when));
            for typed in expressions {
                let text = self.unknown_behind(typed);
                if !says.contains(&text) {
                    says.push(text);
                }
            }
        }
        let join = |of: fn(&Text) -> &str, by| says.iter().map(of).collect::<Vec<_>>().join(by);
        Text::new(join(|text| &text.zh, "；"), join(|text| &text.en, "; "))
    }

    /// A value that only names a computed column is as unknown as that column's own expression.
    fn unknown_behind(&self, typed: &Typed) -> Text {
        let row = self.scored.derived.row(self.firm);
        let unknown = |name: &&str| row.value(name).is_missing();
        let derive = typed
            .columns()
            .into_iter()
            .filter(unknown)
            .find_map(|name| self.scheme.derives.iter().find(|derive| derive.name == name));
        match derive {
            Some(derive) => self.unknown_behind(&derive.value),
            None => typed.reading(&row).says,
        }
    }
}

/// The parts of an AND one by one; anything else as one clause.
fn tell(kind: ClauseKind, reading: Reading, clauses: &mut Vec<Clause>) {
    if reading.joiner == Joiner::All {
        reading.clauses.into_iter().for_each(|part| tell(kind, part, clauses));
        return;
    }
    let Reading { text, held, gap, says, .. } = reading;
    clauses.push(Clause { kind, text, held, gap, says });
}

/// The results that a pass rule may name, as they are called for people.
fn result_names(scheme: &scheme::Scheme) -> Vec<(&str, Text)> {
    let nodes = scheme.dimensions.iter().map(|d| (d.id.as_str(), d.name.as_str()));
    let leaves = scheme.indicators.iter().map(|i| (i.id.as_str(), i.name.as_str()));
    let fixed = [
        ("total", say!("总分", "total")),
        ("coverage", say!("数据覆盖率", "coverage")),
        ("stage", say!("阶段", "stage")),
        ("grade", say!("等级", "grade")),
    ];
    let named = nodes.chain(leaves).map(|(id, name)| (id, Text::same(name)));
    named.chain(fixed).filter(|(id, _)| id.is_ascii()).collect()
}

/// Ids of results in a sentence become names: a clerk reads 创新投入, not `input`.
fn named(says: &mut Text, names: &[(&str, Text)]) {
    says.zh = with_names(&says.zh, names, |name| &name.zh);
    says.en = with_names(&says.en, names, |name| &name.en);
}

fn with_names(text: &str, names: &[(&str, Text)], reading: fn(&Text) -> &str) -> String {
    let is_word = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let mut out = String::new();
    let mut rest = text;
    while let Some(start) = rest.find(is_word) {
        let (before, from) = rest.split_at(start);
        let (word, after) = from.split_at(from.find(|c| !is_word(c)).unwrap_or(from.len()));
        let name = names.iter().find(|(id, _)| *id == word).map(|(_, name)| reading(name));
        out.push_str(before);
        out.push_str(name.unwrap_or(word));
        rest = after;
    }
    out + rest
}
