//! A firm's policies and its place in a chain as its page shows them. Must not match: everything is
//! the section's.

use serde::Serialize;

use super::Site;
use crate::policy::section::Entry;
use crate::policy::{Force, Section, Standing};
use crate::report::beside::place_lines;
use crate::report::matches::{Form, lacking, status_words};
use crate::report::policy_sheet::{ask_text, benefit, details, total};
use crate::scheme::Status;

/// The policy section of a page.
#[derive(Debug, Serialize)]
pub struct PolicyRows {
    catalogue: String,
    /// How many, and what they come to.
    total: String,
    asks: Vec<String>,
    groups: Vec<Group>,
}

/// The policies of one standing.
#[derive(Debug, Serialize)]
struct Group {
    class: &'static str,
    title: String,
    /// What is out of reach is folded away.
    folded: bool,
    policies: Vec<PolicyRow>,
}

#[derive(Debug, Serialize)]
struct PolicyRow {
    id: String,
    name: String,
    tags: Vec<String>,
    benefit: String,
    fit: String,
    details: Vec<String>,
    lacking: String,
    about: String,
    clauses: Vec<ClauseRow>,
}

#[derive(Debug, Serialize)]
struct ClauseRow {
    class: &'static str,
    route: String,
    says: String,
}

impl Site<'_> {
    /// A firm's policies; nothing where none were asked for.
    pub(super) fn policy_rows(&self, id: &str) -> Option<PolicyRows> {
        let (form, section) = self.beside.section(id, self.lang)?;
        let standings = [Standing::Eligible, Standing::Near, Standing::Unknown, Standing::No];
        let groups = standings.into_iter().map(|standing| self.group(&form, &section, standing));
        let asks = section.asks.iter().map(|ask| self.say(&ask_text(form.catalogue, ask)));
        Some(PolicyRows {
            catalogue: form.catalogue.name.clone(),
            total: self.say(&total(form.catalogue, &section)),
            asks: asks.collect(),
            groups: groups.filter(|group| !group.policies.is_empty()).collect(),
        })
    }

    /// A firm's place in the chain, line by line.
    pub(super) fn place_rows(&self, id: &str) -> Vec<String> {
        let Some((places, place)) = self.beside.place(id) else { return Vec::new() };
        place_lines(places, &place).iter().map(|line| self.say(line)).collect()
    }

    fn group(&self, form: &Form, section: &Section, standing: Standing) -> Group {
        let entries = section.policies.iter().filter(|entry| entry.standing == standing);
        Group {
            class: standing.id(),
            title: self.say(&standing.words()),
            folded: standing == Standing::No,
            policies: entries.map(|entry| self.policy_row(form, entry)).collect(),
        }
    }

    fn policy_row(&self, form: &Form, entry: &Entry) -> PolicyRow {
        let policy = &form.catalogue.policies[entry.policy];
        let mut tags = vec![entry.level.clone()];
        if entry.force != Force::Open {
            tags.push(self.say(&entry.force.words()));
        }
        if entry.status == Status::Illustrative {
            tags.push(self.say(&status_words(entry.status).text()));
        }
        tags.retain(|tag| !tag.is_empty());
        let about = [&policy.about, &policy.authority, &policy.citation];
        let about: Vec<&str> =
            about.into_iter().map(String::as_str).filter(|text| !text.is_empty()).collect();
        let clauses = entry.clauses.iter().map(|told| ClauseRow {
            class: told.answer.id(),
            route: told.route.clone(),
            says: self.say(&told.says),
        });
        PolicyRow {
            id: entry.id.clone(),
            name: entry.name.clone(),
            tags,
            benefit: self.say(&benefit(form.catalogue, entry)),
            fit: format!("{:.0}%", entry.fit * 100.0),
            details: details(form, entry),
            lacking: lacking(entry).join(", "),
            about: about.join(" · "),
            clauses: clauses.collect(),
        }
    }
}
