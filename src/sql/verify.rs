//! An engine's result against ours, cell by cell: points as they are shown, ranks, texts. Owns what
//! counts as equal; must not know where the files came from.

use std::collections::BTreeMap;

use crate::diagnostic::Diagnostic;
use crate::diagnostic::codes::sql as codes;
use crate::say;

/// What was compared, and what differs.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Verdict {
    /// Firms in both files.
    pub firms: usize,
    /// Cells that were compared.
    pub cells: usize,
    /// Points (of nodes and totals) that differ.
    pub points: usize,
    /// Ranks that differ.
    pub ranks: usize,
    /// Other cells that differ: stage, status, grade, coverage, names.
    pub others: usize,
    /// Firms that the result lacks.
    pub missing: Vec<String>,
    /// Firms that only the result has.
    pub extra: Vec<String>,
    /// The first differences, in the order of the expected file.
    pub first: Vec<Difference>,
}

/// One cell that differs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// The firm's id.
    pub firm: String,
    /// The column.
    pub column: String,
    /// Ours.
    pub expected: String,
    /// Theirs.
    pub found: String,
}

impl Verdict {
    /// Whether everything is equal.
    pub fn is_equal(&self) -> bool {
        self.points + self.ranks + self.others + self.missing.len() + self.extra.len() == 0
    }
}

/// What a column holds, which decides what is equal and how a difference counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Holds {
    Points,
    Rank,
    Coverage,
    Text,
}

struct Table {
    headers: Vec<String>,
    rows: Vec<Vec<String>>,
}

/// Compares a result with the expected rows, of which the first `shown` differences are kept.
///
/// # Errors
/// A file that is no such table.
pub fn verify(result: &[u8], expected: &[u8], shown: usize) -> Result<Verdict, Diagnostic> {
    let result = read(result, &say!("引擎的结果", "the result"))?;
    let expected = read(expected, &say!("对照文件", "the expected file"))?;
    let key = key(&expected.headers)?;
    let places = places(&result, &expected)?;
    let theirs = by_id(&result, places[key])?;
    let mut verdict = Verdict::default();
    let mut seen = BTreeMap::new();
    for row in &expected.rows {
        let id = &row[key];
        seen.insert(id.as_str(), ());
        let Some(other) = theirs.get(id.as_str()) else {
            verdict.missing.push(id.clone());
            continue;
        };
        verdict.firms += 1;
        for (at, column) in expected.headers.iter().enumerate() {
            verdict.cells += 1;
            let (ours, found) = (&row[at], &other[places[at]]);
            let holds = holds(&expected.headers, at);
            if ours == found || same(holds, ours, found) {
                continue;
            }
            match holds {
                Holds::Points => verdict.points += 1,
                Holds::Rank => verdict.ranks += 1,
                Holds::Coverage | Holds::Text => verdict.others += 1,
            }
            if verdict.first.len() < shown {
                let (firm, column) = (id.clone(), column.clone());
                let (expected, found) = (ours.clone(), found.clone());
                verdict.first.push(Difference { firm, column, expected, found });
            }
        }
    }
    let extra = theirs.keys().filter(|id| !seen.contains_key(*id)).map(|id| id.to_string());
    verdict.extra = extra.collect();
    Ok(verdict)
}

fn unusable(why: crate::diagnostic::Text) -> Diagnostic {
    Diagnostic::error(&codes::RESULT_UNUSABLE, why).mend(say!(
        "结果要是 rank.sql 的查询写成的 CSV，带表头",
        "the result is the CSV of the query in rank.sql, with its header"
    ))
}

fn read(bytes: &[u8], what: &crate::diagnostic::Text) -> Result<Table, Diagnostic> {
    let (zh, en) = (&what.zh, &what.en);
    let broken =
        |error: csv::Error| unusable(say!("{zh}不是 CSV：{error}", "{en} is no CSV: {error}"));
    let bytes = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(bytes);
    let mut reader = csv::ReaderBuilder::new().from_reader(bytes);
    let headers: Vec<String> =
        reader.headers().map_err(broken)?.iter().map(|name| name.trim().to_string()).collect();
    let mut rows = Vec::new();
    for record in reader.records() {
        rows.push(record.map_err(broken)?.iter().map(|cell| cell.trim().to_string()).collect());
    }
    Ok(Table { headers, rows })
}

/// The firms' id stands after the two ranks.
fn key(headers: &[String]) -> Result<usize, Diagnostic> {
    let rank = headers.iter().position(|name| name == "rank_in_stage").map(|rank| rank + 1);
    rank.filter(|key| *key < headers.len()).ok_or_else(|| {
        unusable(say!(
            "对照文件没有 rank、rank_in_stage 和企业代码三列",
            "the expected file has no columns rank, rank_in_stage and the firms' id"
        ))
    })
}

/// For every expected column its place in the result.
fn places(result: &Table, expected: &Table) -> Result<Vec<usize>, Diagnostic> {
    let place = |name: &String| result.headers.iter().position(|other| other == name);
    let lacking: Vec<&str> =
        expected.headers.iter().filter(|name| place(name).is_none()).map(String::as_str).collect();
    if lacking.is_empty() {
        return Ok(expected.headers.iter().filter_map(place).collect());
    }
    let lacking = lacking.join(", ");
    Err(unusable(say!("引擎的结果没有这些列：{lacking}", "the result lacks the columns {lacking}")))
}

fn by_id(table: &Table, key: usize) -> Result<BTreeMap<&str, &Vec<String>>, Diagnostic> {
    let mut rows = BTreeMap::new();
    for row in &table.rows {
        if rows.insert(row[key].as_str(), row).is_some() {
            let id = &row[key];
            return Err(unusable(say!(
                "引擎的结果里企业「{id}」有两行",
                "the result has two rows of the firm `{id}`"
            )));
        }
    }
    Ok(rows)
}

/// Points stand after the coverage, and in `total`.
fn holds(headers: &[String], at: usize) -> Holds {
    match headers[at].as_str() {
        "rank" | "rank_in_stage" => Holds::Rank,
        "coverage" => Holds::Coverage,
        "total" => Holds::Points,
        _ => match headers[..at].iter().any(|name| name == "coverage") {
            true => Holds::Points,
            false => Holds::Text,
        },
    }
}

/// Words by which engines write that there is nothing.
const NOTHING: [&str; 4] = ["", "NULL", "null", r"\N"];

fn same(holds: Holds, ours: &str, found: &str) -> bool {
    let nothing = NOTHING.contains(&found);
    if ours.is_empty() || nothing {
        return ours.is_empty() && nothing;
    }
    if holds == Holds::Text {
        return ours == found;
    }
    let (Ok(own), Ok(other)) = (ours.parse::<f64>(), found.parse::<f64>()) else { return false };
    match holds {
        Holds::Rank => own == other,
        Holds::Coverage => format!("{other:.4}") == ours,
        // Engines write all digits of a double; what is shown has the decimals of the scheme.
        _ => {
            let decimals = ours.split_once('.').map_or(0, |(_, rest)| rest.len());
            let unit = (0..decimals).fold(1.0, |unit, _| unit / 10.0);
            (own - other).abs() <= unit * 1e-3
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const OURS: &str = "rank,rank_in_stage,id,stage,total,grade,status,coverage,d\n\
        1,1,a,s,83.25,A,ranked,0.6667,83.25\n2,2,b,s,1.00,,ranked,1.0000,\n,,c,,,,no_stage,,\n";

    fn against(theirs: &str) -> Verdict {
        verify(theirs.as_bytes(), OURS.as_bytes(), 10).unwrap()
    }

    #[test]
    fn an_engine_may_write_numbers_in_its_way_and_rows_in_any_order() {
        let theirs = "rank,rank_in_stage,id,total,d,stage,grade,status,coverage,more\n\
            ,,c,NULL,\\N,,,no_stage,,x\n1,1.0,a,83.25,8.325E1,s,A,ranked,0.6666666666666666,x\n2,2,b,1,,s,,ranked,1,x\n";
        let verdict = against(theirs);
        assert!(verdict.is_equal(), "{verdict:?}");
        assert_eq!((verdict.firms, verdict.cells), (3, 27));
    }

    #[test]
    fn each_difference_is_counted_for_what_it_is() {
        let theirs = "rank,rank_in_stage,id,stage,total,grade,status,coverage,d\n\
            1,2,a,s,83.26,A,ranked,0.6667,\n,,x,,,,no_stage,,\n,,c,,,,vetoed,,0\n";
        let verdict = against(theirs);
        assert_eq!((verdict.points, verdict.ranks, verdict.others), (3, 1, 1));
        assert_eq!(
            (verdict.missing.clone(), verdict.extra.clone()),
            (vec!["b".into()], vec!["x".into()])
        );
        assert_eq!(verdict.first[1].column, "total");
        assert!(!verdict.is_equal());
    }

    #[test]
    fn a_third_decimal_is_a_difference() {
        let theirs = OURS.replace("83.25,A", "83.254,A");
        assert_eq!(against(&theirs).points, 1);
    }

    #[test]
    fn what_is_no_result_is_refused() {
        for theirs in ["", "a,b\n1,2\n", "rank,rank_in_stage,id\n1,1\n"] {
            assert!(verify(theirs.as_bytes(), OURS.as_bytes(), 1).is_err(), "{theirs}");
        }
        let twice = OURS.replace(",,c,", ",,a,");
        assert!(verify(twice.as_bytes(), OURS.as_bytes(), 1).is_err());
    }
}
