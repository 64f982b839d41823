//! Which row belongs to which firm: by id, by a name that a person has joined, by exact name, by
//! former name. What is only similar is never joined; `near` proposes it. Knows no fields.

use std::collections::{BTreeMap, BTreeSet};

use indexmap::IndexMap;

use super::document::Key;
use super::entrant::{Entrant, Reason, Says};
use super::sources::Plan;
use super::table::Table;
use crate::diagnostic::codes::firms as codes;
use crate::diagnostic::{Code, Severity, Text};
use crate::firms::DataIssue;
use crate::firms::header::normal;
use crate::firms::issue::Ledger;
use crate::say;

/// A row that made it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Member {
    /// The record in its grid.
    pub row: usize,
    /// The firm's number.
    pub firm: u32,
    /// The year that the row states.
    pub year: Option<i32>,
}

/// A row that did not make it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Outcast {
    /// The table's number.
    pub table: usize,
    /// The record in its grid.
    pub row: usize,
    /// Why.
    pub reason: Reason,
}

/// The firms, in the order of their ids, and every row's fate.
#[derive(Debug, Default)]
pub(crate) struct Identity {
    /// The firms' ids.
    pub ids: Vec<String>,
    /// The firms' names.
    pub names: Vec<Option<String>>,
    /// Per table the rows that made it.
    pub members: Vec<Vec<Member>>,
    /// The rows that did not, by table and row.
    pub outcasts: Vec<Outcast>,
    /// Every name that belongs to exactly known firms, as names are compared.
    pub known_names: BTreeMap<String, BTreeSet<u32>>,
    /// Doubts about names that belong to no single row.
    pub doubts: Vec<DataIssue>,
}

/// A name as it is compared.
pub(crate) fn folded_name(name: &str) -> String {
    normal(name)
}

/// Joins every row to its firm.
pub(crate) fn join(
    tables: &[Table],
    entrants: Vec<Vec<Entrant>>,
    plan: &Plan,
    ledgers: &mut [Ledger],
) -> Identity {
    let ids = firms(tables, &entrants, plan);
    let numbers: IndexMap<&str, u32> =
        ids.iter().enumerate().map(|(at, id)| (id.as_str(), at as u32)).collect();
    let votes = Votes::count(tables, &entrants, plan, &numbers, ids.len());
    let names = votes.choose();
    let book = NameBook::new(&votes, &names, plan, &numbers);
    let mut doubts = votes.doubts(&names, &book, &ids, plan);
    let mut identity = Identity { members: vec![Vec::new(); tables.len()], ..Identity::default() };
    let joiner = Joiner { plan, numbers: &numbers, book: &book, names: &names, ids: &ids };
    for (at, table_entrants) in entrants.into_iter().enumerate() {
        let table = &tables[at];
        for Entrant { row, says } in table_entrants {
            let fate = says.and_then(|says| {
                let firm = joiner.find(table, row, &says, &mut ledgers[at])?;
                Ok(Member { row, firm, year: says.year })
            });
            match fate {
                Ok(member) => identity.members[at].push(member),
                Err(reason) => identity.outcasts.push(Outcast { table: at, row, reason }),
            }
        }
    }
    doubts.extend(same_names(&ids, &names, plan));
    doubts.extend(joins_of_nobody(&numbers, plan));
    identity.known_names = book.current;
    (identity.ids, identity.names, identity.doubts) = (ids, names, doubts);
    identity
}

/// Joins to ids that no table has: they join nothing.
fn joins_of_nobody(numbers: &IndexMap<&str, u32>, plan: &Plan) -> Vec<DataIssue> {
    let is_unknown =
        |(_, id): &&(String, String)| !numbers.contains_key(plan.normal_id(id).as_str());
    let unknown = plan.joins.iter().filter(is_unknown);
    let told = unknown.map(|(name, id)| {
        doubt(
            &codes::NOT_IN_REGISTER,
            plan,
            (id, name),
            say!(
                "[[join]] 的企业「{id}」不在任何表里",
                "no table has the firm `{id}` of a [[join]]"
            ),
            say!("这一条不起作用", "it joins nothing"),
        )
    });
    told.collect()
}

/// Every id that some row states, in order.
fn firms(tables: &[Table], entrants: &[Vec<Entrant>], plan: &Plan) -> Vec<String> {
    let mut ids = BTreeSet::new();
    for (table, entrants) in tables.iter().zip(entrants) {
        let counts = plan.firms_from.is_empty() || plan.firms_from.contains(&table.source);
        if !counts || plan.sources[table.source].key == Key::Name {
            continue;
        }
        let says = entrants.iter().filter_map(|entrant| entrant.says.as_ref().ok());
        ids.extend(says.filter_map(|says| says.id.as_deref()));
    }
    ids.into_iter().map(str::to_owned).collect()
}

/// Which names are known to be whose.
struct NameBook {
    joined: IndexMap<String, u32>,
    /// The firms' own names.
    current: BTreeMap<String, BTreeSet<u32>>,
    /// Names that stand under their ids elsewhere and are nobody's own.
    other: BTreeMap<String, BTreeSet<u32>>,
    former: BTreeMap<String, BTreeSet<u32>>,
}

impl NameBook {
    fn new(
        votes: &Votes,
        names: &[Option<String>],
        plan: &Plan,
        numbers: &IndexMap<&str, u32>,
    ) -> Self {
        let joined = plan.joins.iter().filter_map(|(name, id)| {
            Some((folded_name(name), *numbers.get(plan.normal_id(id).as_str())?))
        });
        let mut book = NameBook {
            joined: joined.collect(),
            current: BTreeMap::new(),
            other: BTreeMap::new(),
            former: BTreeMap::new(),
        };
        for (firm, name) in names.iter().enumerate() {
            if let Some(name) = name {
                book.current.entry(folded_name(name)).or_default().insert(firm as u32);
            }
        }
        for (firm, own) in votes.names.iter().enumerate() {
            for (_, name) in own.keys() {
                let folded = folded_name(name);
                if !book.current.contains_key(&folded) {
                    book.other.entry(folded).or_default().insert(firm as u32);
                }
            }
            for name in &votes.former[firm] {
                book.former.entry(name.clone()).or_default().insert(firm as u32);
            }
        }
        book
    }
}

/// Every row with an id of a gathered firm.
fn identified<'a>(
    tables: &'a [Table],
    entrants: &'a [Vec<Entrant>],
    plan: &'a Plan,
    numbers: &'a IndexMap<&str, u32>,
) -> impl Iterator<Item = (&'a Table, &'a Says, u32)> {
    tables.iter().zip(entrants).filter(|(t, _)| plan.sources[t.source].key == Key::Id).flat_map(
        move |(table, entrants)| {
            let says = entrants.iter().filter_map(|entrant| entrant.says.as_ref().ok());
            says.filter_map(move |says| {
                let firm = *numbers.get(says.id.as_deref()?)?;
                Some((table, says, firm))
            })
        },
    )
}

/// Which names stand under each firm's id, by the rank of their source, and how often.
struct Votes<'a> {
    names: Vec<BTreeMap<(usize, &'a str), u64>>,
    /// Former names as names are compared.
    former: Vec<BTreeSet<String>>,
}

impl<'a> Votes<'a> {
    fn count(
        tables: &'a [Table],
        entrants: &'a [Vec<Entrant>],
        plan: &'a Plan,
        numbers: &'a IndexMap<&str, u32>,
        firms: usize,
    ) -> Self {
        let mut votes =
            Votes { names: vec![BTreeMap::new(); firms], former: vec![BTreeSet::new(); firms] };
        let rank = |source: usize| {
            let trusted = &plan.firm.name_priority;
            trusted.iter().position(|known| *known == source).unwrap_or(trusted.len())
        };
        for (table, says, firm) in identified(tables, entrants, plan, numbers) {
            if let Some(name) = &says.name {
                *votes.names[firm as usize].entry((rank(table.source), name)).or_default() += 1;
            }
            let former = says.former.iter().map(|name| folded_name(name));
            votes.former[firm as usize].extend(former);
        }
        votes
    }

    /// Each firm's name: of the most trusted source that has one; there the most frequent, then the
    /// first in the alphabet, so that the order of rows does not matter.
    fn choose(&self) -> Vec<Option<String>> {
        let best = |own: &BTreeMap<(usize, &'a str), u64>| {
            let best = own.iter().min_by(|((rank_a, name_a), a), ((rank_b, name_b), b)| {
                rank_a.cmp(rank_b).then(b.cmp(a)).then(name_a.cmp(name_b))
            });
            best.map(|((_, name), _)| (*name).to_owned())
        };
        self.names.iter().map(best).collect()
    }

    /// Firms under whose id other names stand that are neither former ones nor another firm's own.
    fn doubts(
        &self,
        names: &[Option<String>],
        book: &NameBook,
        ids: &[String],
        plan: &Plan,
    ) -> Vec<DataIssue> {
        let mut doubts = Vec::new();
        for (firm, own) in self.names.iter().enumerate() {
            let others: BTreeSet<&str> = own
                .keys()
                .map(|(_, name)| *name)
                .filter(|name| {
                    let folded = folded_name(name);
                    !book.current.contains_key(&folded) && !self.former[firm].contains(&folded)
                })
                .collect();
            if let (Some(chosen), false) = (&names[firm], others.is_empty()) {
                doubts.push(names_differ(plan, &ids[firm], chosen, &others));
            }
        }
        doubts
    }
}

fn names_differ(plan: &Plan, id: &str, chosen: &str, others: &BTreeSet<&str>) -> DataIssue {
    let value = others.iter().copied().collect::<Vec<_>>().join("、");
    doubt(
        &codes::NAMES_DIFFER,
        plan,
        (id, &value),
        say!("同一企业代码下还有别的名称", "other names stand under the same id"),
        say!("取「{chosen}」", "`{chosen}` is taken"),
    )
}

/// Two ids under one name: a re-registration, or a code that is wrong and holds by chance.
fn same_names(ids: &[String], names: &[Option<String>], plan: &Plan) -> Vec<DataIssue> {
    let mut by_name: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (firm, name) in names.iter().enumerate() {
        if let Some(name) = name {
            by_name.entry(folded_name(name)).or_default().push(firm);
        }
    }
    let shared = by_name.into_values().filter(|firms| firms.len() > 1);
    let told = shared.map(|firms| {
        let all = firms.iter().map(|firm| ids[*firm].as_str()).collect::<Vec<_>>().join("、");
        let name = names[firms[0]].clone().unwrap_or_default();
        doubt(
            &codes::SAME_NAME,
            plan,
            (&ids[firms[0]], &name),
            say!("几个企业代码同名：{all}", "several ids have this name: {all}"),
            say!("各算一家企业", "each is a firm of its own"),
        )
    });
    told.collect()
}

fn doubt(
    code: Code,
    plan: &Plan,
    (firm, value): (&str, &str),
    problem: Text,
    effect: Text,
) -> DataIssue {
    DataIssue {
        code,
        severity: Severity::Warning,
        source: String::new(),
        line: None,
        firm: firm.to_owned(),
        column: plan.firm.name.as_ref().map(|name| name.name.clone()).unwrap_or_default(),
        value: value.to_owned(),
        problem,
        effect,
    }
}

struct Joiner<'a> {
    plan: &'a Plan,
    numbers: &'a IndexMap<&'a str, u32>,
    book: &'a NameBook,
    names: &'a [Option<String>],
    ids: &'a [String],
}

impl Joiner<'_> {
    fn find(
        &self,
        table: &Table,
        row: usize,
        says: &Says,
        ledger: &mut Ledger,
    ) -> Result<u32, Reason> {
        let by_id = self.plan.sources[table.source].key == Key::Id;
        let name = says.name.as_deref().unwrap_or_default();
        if let Some(id) = says.id.as_deref().filter(|_| by_id) {
            let Some(firm) = self.numbers.get(id) else {
                let text = say!(
                    "企业「{id}」不在 firms_from 的来源里",
                    "firm `{id}` does not stand in the sources of `firms_from`"
                );
                let reason = Reason::new(&codes::NOT_IN_REGISTER, text);
                return Err(Reason { id: id.to_owned(), name: name.to_owned(), ..reason });
            };
            self.compare_name(table, row, *firm, name, ledger);
            return Ok(*firm);
        }
        let firm = self.by_name(table, row, says, ledger).map_err(|reason| Reason {
            name: name.to_owned(),
            id: says.id.clone().unwrap_or_default(),
            ..reason
        })?;
        if let Some(written) = says.id.as_deref() {
            self.compare_id(table, row, firm, written, ledger);
        }
        Ok(firm)
    }

    fn by_name(
        &self,
        table: &Table,
        row: usize,
        says: &Says,
        ledger: &mut Ledger,
    ) -> Result<u32, Reason> {
        let name = says.name.as_deref().unwrap_or_default();
        let folded = folded_name(name);
        if folded.is_empty() {
            let text = say!("没有企业名称", "the row has no name");
            return Err(Reason::new(&codes::NO_KEY, text));
        }
        let found = self
            .book
            .joined
            .get(&folded)
            .map(|firm| (BTreeSet::from([*firm]), &codes::JOINED_BY_HAND));
        let found = found
            .or_else(|| Some((self.book.current.get(&folded)?.clone(), &codes::JOINED_BY_NAME)))
            .or_else(|| Some((self.book.other.get(&folded)?.clone(), &codes::JOINED_BY_NAME)))
            .or_else(|| Some((self.book.former.get(&folded)?.clone(), &codes::JOINED_BY_FORMER)));
        let Some((firms, code)) = found else {
            let text = say!("没有名为「{name}」的企业", "no firm has the name `{name}`");
            return Err(Reason::new(&codes::NO_SUCH_NAME, text));
        };
        let mut firms = firms.into_iter();
        let (Some(firm), None) = (firms.next(), firms.next()) else {
            let text = say!("不止一家企业叫「{name}」", "more than one firm has the name `{name}`");
            return Err(Reason::new(&codes::NAME_AMBIGUOUS, text));
        };
        let (id, current) = (&self.ids[firm as usize], self.names[firm as usize].as_deref());
        let current = current.unwrap_or_default();
        let problem = if std::ptr::eq(code, &codes::JOINED_BY_FORMER) {
            say!("用的是曾用名，现名「{current}」", "a former name; the firm is now `{current}`")
        } else if says.id.is_some() {
            say!("来源写明按名称归入", "the source says that rows are joined by name")
        } else {
            say!("只有企业名称，没有代码", "the row has a name and no id")
        };
        let effect = say!("归入「{id}」", "joined to `{id}`");
        self.note(table, row, id, name, (code, Severity::Note), [problem, effect], ledger);
        Ok(firm)
    }

    /// The same where the row is joined by its name.
    fn compare_id(&self, table: &Table, row: usize, firm: u32, written: &str, ledger: &mut Ledger) {
        let id = &self.ids[firm as usize];
        if id == written {
            return;
        }
        let problem =
            say!("代码不是这家企业的：「{written}」", "the code is not this firm's: `{written}`");
        let effect = say!("按名称归入「{id}」", "joined by its name to `{id}`");
        let kind = (&codes::CODE_AND_NAME, Severity::Warning);
        self.note(table, row, id, written, kind, [problem, effect], ledger);
    }

    /// The code says one firm, the name another: one of the two is wrong.
    fn compare_name(&self, table: &Table, row: usize, firm: u32, name: &str, ledger: &mut Ledger) {
        let others = self.book.current.get(&folded_name(name)).into_iter().flatten();
        let mut others = others.copied().peekable();
        let Some(first) = others.peek().copied() else { return };
        if others.any(|other| other == firm) {
            return;
        }
        let (id, other) = (&self.ids[firm as usize], &self.ids[first as usize]);
        let problem =
            say!("名称是另一家企业「{other}」的", "the name is that of another firm, `{other}`");
        let effect = say!("按代码归入「{id}」", "joined by its code to `{id}`");
        let kind = (&codes::CODE_AND_NAME, Severity::Warning);
        self.note(table, row, id, name, kind, [problem, effect], ledger);
    }

    #[allow(clippy::too_many_arguments)]
    fn note(
        &self,
        table: &Table,
        row: usize,
        firm: &str,
        value: &str,
        (code, severity): (Code, Severity),
        [problem, effect]: [Text; 2],
        ledger: &mut Ledger,
    ) {
        let line = table.grid.line(row);
        let column = self.plan.firm.name.as_ref().map(|n| n.name.as_str()).unwrap_or_default();
        ledger.cell((line, 2), column, (code, severity), || DataIssue {
            code,
            severity,
            source: table.grid.file.clone(),
            line: Some(line),
            firm: firm.to_owned(),
            column: column.to_owned(),
            value: value.to_owned(),
            problem,
            effect,
        });
    }
}
