//! Two schemes side by side: what was added, dropped and changed, in words. Owns the matching and
//! the tables; the facts are `entries`'.

use indexmap::IndexMap;

use super::block::{Block, Column, Draft, Table};
use super::entries::{Entry, Group, groups};
use super::words::lines;
use crate::diagnostic::Text;
use crate::say;
use crate::scheme::Scheme;

/// What became of `before` in `after`. Entries are matched by their ids.
pub fn differences(before: &Scheme, after: &Scheme) -> Vec<Block> {
    let mut draft = Draft::default();
    let (old, new, a, b) = (&before.name, &after.name, &before.id, &after.id);
    draft.title(say!("与「{old}」的差异", "Differences from \"{old}\""));
    draft.paragraph(say!(
        "原：{old}（{a}）。新：{new}（{b}）。只列出不同之处，按编号对应。",
        "Before: {old} ({a}). After: {new} ({b}). Only what differs is listed, matched by id."
    ));
    let pairs = groups(before).into_iter().zip(groups(after));
    let compared: Vec<Compared> = pairs.map(|(old, new)| Compared::new(old, new)).collect();
    draft.table(summary(&compared));
    if compared.iter().all(Compared::is_empty) {
        draft.paragraph(say!("两份方案没有差异。", "The two schemes do not differ."));
    }
    for group in compared.iter().filter(|group| !group.is_empty()) {
        draft.heading(group.name.clone());
        draft.table(group.table());
    }
    draft.finish()
}

/// One group of both schemes.
struct Compared {
    name: Text,
    same: usize,
    dropped: Vec<Entry>,
    added: Vec<Entry>,
    /// The name after, and the facts that differ: name, before, after.
    changed: Vec<(Text, Vec<[Text; 3]>)>,
}

impl Compared {
    fn new(before: Group, after: Group) -> Self {
        let keyed = |entry: Entry| (entry.key.clone(), entry);
        let mut old: IndexMap<String, Entry> = before.entries.into_iter().map(keyed).collect();
        let (mut same, mut added, mut changed) = (0, Vec::new(), Vec::new());
        for entry in after.entries {
            let Some(known) = old.shift_remove(&entry.key) else {
                added.push(entry);
                continue;
            };
            let facts = changes(&known, &entry);
            if facts.is_empty() {
                same += 1;
            } else {
                changed.push((entry.name, facts));
            }
        }
        Compared { name: after.name, same, dropped: old.into_values().collect(), added, changed }
    }

    fn is_empty(&self) -> bool {
        self.dropped.is_empty() && self.added.is_empty() && self.changed.is_empty()
    }

    fn table(&self) -> Table {
        let mut table = Table::new([
            Column::text(say!("名称", "Name")),
            Column::text(say!("变化", "Change")),
            Column::text(say!("原", "Before")),
            Column::text(say!("新", "After")),
        ]);
        for (name, facts) in &self.changed {
            for [fact, before, after] in facts {
                let change = match fact.is_empty() {
                    true => say!("改动", "changed"),
                    false => fact.clone(),
                };
                table.row([name.clone(), change, dashed(before), dashed(after)]);
            }
        }
        for entry in &self.added {
            table.row([entry.name.clone(), say!("新增", "added"), Text::same("—"), all(entry)]);
        }
        for entry in &self.dropped {
            table.row([entry.name.clone(), say!("取消", "dropped"), all(entry), Text::same("—")]);
        }
        table
    }
}

fn summary(compared: &[Compared]) -> Table {
    let mut table = Table::new([
        Column::text(say!("部分", "Part")),
        Column::number(say!("相同", "Same")),
        Column::number(say!("改动", "Changed")),
        Column::number(say!("新增", "Added")),
        Column::number(say!("取消", "Dropped")),
    ]);
    for group in compared {
        let counts = [group.same, group.changed.len(), group.added.len(), group.dropped.len()];
        if counts.iter().any(|count| *count > 0) {
            let counts = counts.map(|count| Text::same(count.to_string()));
            table.row(std::iter::once(group.name.clone()).chain(counts));
        }
    }
    table
}

/// The facts that differ.
fn changes(before: &Entry, after: &Entry) -> Vec<[Text; 3]> {
    let mut changes = Vec::new();
    if before.name != after.name {
        changes.push([say!("名称", "name"), before.name.clone(), after.name.clone()]);
    }
    for ((fact, new), (_, old)) in after.facts.iter().zip(&before.facts) {
        if old != new {
            changes.push([fact.clone(), old.clone(), new.clone()]);
        }
    }
    changes
}

/// Every fact of an entry.
fn all(entry: &Entry) -> Text {
    let told = entry.facts.iter().filter(|(_, content)| !content.is_empty());
    let told: Vec<Text> = told
        .map(|(fact, content)| match fact.is_empty() {
            true => content.clone(),
            false => Text::new(
                format!("{}：{}", fact.zh, content.zh),
                format!("{}: {}", fact.en, content.en),
            ),
        })
        .collect();
    lines(&told)
}

fn dashed(text: &Text) -> Text {
    if text.is_empty() { Text::same("—") } else { text.clone() }
}
