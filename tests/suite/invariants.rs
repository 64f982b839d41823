//! What ARCHITECTURE.md promises of every run, shown on the sample zone.

use std::collections::BTreeMap;
use std::path::Path;

use crate::support::{Table, innopoints, ranking, root, said};

const SCHEME: &str = "configs/wuxi_pilot.toml";
const FIRMS: &str = "sample_data/wuxi_firms.csv";
const ID: &str = "统一社会信用代码";

/// Scores into a folder, from the project's folder.
fn score(firms: &Path, out: &Path, more: &[&str]) {
    let (firms, out) = (firms.to_string_lossy(), out.to_string_lossy());
    let mut arguments = vec!["score", SCHEME, &*firms, "--out", &*out];
    arguments.extend(more);
    let output = innopoints(&root(), &arguments);
    assert!(output.status.success(), "{}", said(&output));
}

fn lines() -> (String, Vec<String>) {
    let text = std::fs::read_to_string(root().join(FIRMS)).unwrap();
    let mut lines = text.lines().map(str::to_string);
    (lines.next().unwrap(), lines.collect())
}

fn table_of(header: &str, rows: impl IntoIterator<Item = String>, path: &Path) {
    let text = rows.into_iter().fold(format!("{header}\n"), |text, row| text + &row + "\n");
    std::fs::write(path, text).unwrap();
}

#[test]
fn row_order_changes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let (header, mut rows) = lines();
    // Every firm changes its place: backwards, and dealt into seven hands.
    rows.reverse();
    let dealt = (0..7).flat_map(|hand| rows.iter().skip(hand).step_by(7).cloned());
    let shuffled = folder.path().join("shuffled.csv");
    table_of(&header, dealt, &shuffled);
    let outs = ["straight", "dealt"].map(|name| folder.path().join(name));
    score(&root().join(FIRMS), &outs[0], &[]);
    score(&shuffled, &outs[1], &[]);
    for file in ["ranking.csv", "top100.csv", "key_contacts.csv", "params.toml"] {
        let [straight, dealt] = outs.each_ref().map(|out| std::fs::read(out.join(file)).unwrap());
        assert!(straight == dealt, "{file} depends on the order of the rows");
    }
}

#[test]
fn the_same_input_gives_the_same_bytes() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out");
    let written = || -> BTreeMap<String, Vec<u8>> {
        score(&root().join(FIRMS), &out, &[]);
        let entries = std::fs::read_dir(&out).unwrap().map(|entry| entry.unwrap().path());
        let name = |path: &Path| path.file_name().unwrap().to_string_lossy().into_owned();
        entries.map(|path| (name(&path), std::fs::read(&path).unwrap())).collect()
    };
    let (first, second) = (written(), written());
    assert_eq!(first.len(), 8, "{:?}", first.keys());
    for (name, bytes) in &first {
        assert!(bytes == &second[name], "{name} differs from run to run");
    }
}

/// A firm alone under frozen params has the points that it had among all.
#[test]
fn one_firm_alone_has_the_points_that_it_had_among_all() {
    let folder = tempfile::tempdir().unwrap();
    let all = folder.path().join("all");
    score(&root().join(FIRMS), &all, &["--write", "ranking,params"]);
    let params = all.join("params.toml").to_string_lossy().into_owned();
    let among_all = Table::read(&all.join("ranking.csv"));
    let among_all = among_all.by(ID);
    let (header, rows) = lines();
    for (at, row) in rows.iter().enumerate().step_by(97) {
        let firm = folder.path().join(format!("{at}.csv"));
        table_of(&header, [row.clone()], &firm);
        let out = folder.path().join(format!("{at}"));
        score(&firm, &out, &["--write", "ranking", "--params", &params]);
        let alone = Table::read(&out.join("ranking.csv"));
        let id = row.split(',').next().unwrap();
        let place = ["rank", "rank_in_stage", "grade"];
        for (column, cell) in &alone.rows[0] {
            let same = cell == &among_all[id][column] || place.contains(&column.as_str());
            assert!(same, "{column} of {id}: {cell} alone, {} among all", among_all[id][column]);
        }
    }
}

/// Dimensions add up to the total and indicators to their dimension, to the last decimal shown,
/// unless a cap or the floor says otherwise.
#[test]
fn what_is_shown_adds_up() {
    let table = ranking(&root().join(SCHEME), &root().join(FIRMS));
    let cents = |cell: &str| -> i64 {
        cell.replace('.', "").parse().unwrap_or_else(|_| panic!("not points: {cell:?}"))
    };
    let at = |column: &str| table.headers.iter().position(|header| header == column).unwrap();
    let dimensions = &table.headers[at("input")..=at("negative")];
    let indicators = &table.headers[at("negative") + 1..];
    assert_eq!((dimensions.len(), indicators.len()), (4, 42));
    let mut checked = 0;
    for row in table.rows.iter().filter(|row| row["status"] == "ranked") {
        let sum = |columns: &[String]| -> i64 {
            columns
                .iter()
                .map(|column| &row[column])
                .filter(|c| !c.is_empty())
                .map(|c| cents(c))
                .sum()
        };
        let (total, above, below) = (cents(&row["total"]), sum(dimensions), sum(indicators));
        assert_eq!(total, above.max(0), "{}", row[ID]);
        // Deductions stop at their cap, so that the leaves may say more than their dimension.
        if row["negative"] != "-30.00" {
            assert_eq!(above, below, "{}", row[ID]);
        }
        checked += 1;
    }
    assert!(checked > 1_000);
}

/// Every firm that came in goes out, whatever became of it.
#[test]
fn every_firm_comes_out() {
    let table = ranking(&root().join(SCHEME), &root().join(FIRMS));
    let ids = table.by(ID);
    let (_, rows) = lines();
    assert_eq!(table.rows.len(), rows.len());
    for row in &rows {
        let id = row.split(',').next().unwrap();
        let status = ids.get(id).unwrap_or_else(|| panic!("{id} is lost"))["status"].as_str();
        assert!(["ranked", "insufficient", "vetoed", "no_stage"].contains(&status), "{status}");
        assert_eq!(ids[id]["rank"].is_empty(), status != "ranked", "{id}");
    }
}

/// A veto that is lifted changes nobody else's points: fits look at vetoed firms, too.
#[test]
fn a_veto_moves_nobody_elses_points() {
    let folder = tempfile::tempdir().unwrap();
    let (header, mut rows) = lines();
    let at = header.split(',').position(|name| name == "严重失信").unwrap();
    let mut cells: Vec<&str> = rows[0].split(',').collect();
    cells[at] = if cells[at] == "是" { "否" } else { "是" };
    rows[0] = cells.join(",");
    let changed = folder.path().join("changed.csv");
    table_of(&header, rows, &changed);
    let before = ranking(&root().join(SCHEME), &root().join(FIRMS));
    let after = ranking(&root().join(SCHEME), &changed);
    let (before, after) = (before.by(ID), after.by(ID));
    let moved: Vec<&String> =
        before.keys().filter(|id| before[*id]["total"] != after[*id]["total"]).collect();
    assert!(moved.len() <= 1, "{moved:?}");
    let status = before.keys().filter(|id| before[*id]["status"] != after[*id]["status"]);
    assert_eq!(status.count(), 1);
}

/// An output that cannot be written leaves nothing behind, not even the files before it.
#[test]
fn nothing_half_written_is_left() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("a_file");
    std::fs::write(&file, "in the way").unwrap();
    let out = file.join("below").to_string_lossy().into_owned();
    let output = innopoints(&root(), &["score", SCHEME, FIRMS, "--out", &out]);
    assert_eq!(output.status.code(), Some(2), "{}", said(&output));
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
    assert_eq!(std::fs::read_to_string(&file).unwrap(), "in the way");
}
