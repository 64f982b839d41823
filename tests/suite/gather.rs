//! `gather` on the departments' sample: every planted defect found, none invented, and what comes
//! out is the zone that the tables were made of.

use std::collections::BTreeMap;
use std::path::Path;

use crate::support::{Table, innopoints, root, said};

fn sources() -> String {
    root().join("sample_data/departments/sources.toml").display().to_string()
}

/// Gathers the sample into a folder and gives the folder back.
fn gathered(out: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let output = innopoints(folder.path(), &["gather", &sources(), "--out", out]);
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    folder
}

#[test]
fn the_departments_tables_give_the_zone() {
    let folder = gathered("firms.csv");
    let zone = Table::read(&root().join("sample_data/wuxi_firms.csv"));
    let firms = Table::read(&folder.path().join("firms.csv"));
    // The departments hold what the scheme reads; the zone has more, behind it.
    assert!(zone.headers.starts_with(&firms.headers));
    let headers = firms.headers.clone();
    let (zone, firms) = (zone.by("统一社会信用代码"), firms.by("统一社会信用代码"));
    assert_eq!(firms.keys().collect::<Vec<_>>(), zone.keys().collect::<Vec<_>>());
    for (id, expected) in zone {
        for column in &headers {
            assert_eq!(firms[&id][column], expected[column], "{id} {column}");
        }
    }
}

type Found = BTreeMap<(String, String, String), usize>;

fn count(found: &mut Found, row: &BTreeMap<String, String>, file: &str) {
    let name = Path::new(&row[file]).file_name().map(|name| name.to_string_lossy().into_owned());
    let key = (row["code"].clone(), name.unwrap_or_default(), row["line"].clone());
    *found.entry(key).or_default() += 1;
}

#[test]
fn every_planted_defect_is_found_and_none_is_invented() {
    let folder = gathered("firms.csv");
    let mut found = Found::new();
    let issues = Table::read(&folder.path().join("issues.csv"));
    let rejected = {
        // The rows' own fields follow the fixed ones, as many as they have.
        let bytes = std::fs::read(folder.path().join("rejected.csv")).unwrap();
        let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(bytes.as_slice());
        let headers = reader.headers().unwrap().clone();
        let rows = reader.records().map(|record| {
            let record = record.unwrap();
            headers.iter().map(str::to_owned).zip(record.iter().map(str::to_owned)).collect()
        });
        rows.collect::<Vec<BTreeMap<String, String>>>()
    };
    // That a firm was found by its name is how the list of honours works, and no defect.
    for row in issues.rows.iter().filter(|row| row["code"] != "F128").chain(&rejected) {
        count(&mut found, row, "source");
    }
    let mut planted = Found::new();
    for row in &Table::read(&root().join("sample_data/departments/planted.csv")).rows {
        let mut row = row.clone();
        if row["code"] == "F138" {
            // Names that differ are told of the firm, not of a file.
            row.insert("file".to_owned(), String::new());
        }
        count(&mut planted, &row, "file");
    }
    assert_eq!(found, planted);
    assert!(
        planted.keys().map(|(code, ..)| code).collect::<std::collections::BTreeSet<_>>().len()
            >= 20
    );
}

#[test]
fn a_rejected_row_that_is_known_is_proposed() {
    let folder = gathered("firms.csv");
    let planted = Table::read(&root().join("sample_data/departments/planted.csv"));
    let review = Table::read(&folder.path().join("review.csv"));
    let is_open = |code: &str| code == "F125" || code == "F126";
    for row in planted.rows.iter().filter(|row| is_open(&row["code"])) {
        let proposed = review.rows.iter().any(|proposal| {
            proposal["line"] == row["line"]
                && proposal["source"].ends_with(&row["file"])
                && [&proposal["firm"], &proposal["firm_name"]].contains(&&row["meaning"])
        });
        assert!(proposed, "{row:?}");
    }
}

#[test]
fn the_same_files_give_the_same_bytes_and_a_gathered_table_gives_itself() {
    let (one, other) = (gathered("firms.csv"), gathered("firms.csv"));
    for name in ["firms.csv", "rejected.csv", "issues.csv", "review.csv"] {
        let read = |folder: &tempfile::TempDir| std::fs::read(folder.path().join(name)).unwrap();
        assert_eq!(read(&one), read(&other), "{name}");
    }
    let text = std::fs::read_to_string(sources()).unwrap();
    let fields = text.split("[[field]]").skip(1).map(|field| {
        // What was made of years is now a field of its own.
        let own = field.lines().filter(|line| {
            ["from", "year", "over", "keep"].iter().all(|key| !line.starts_with(key))
        });
        let is_made = field.contains("\nfrom = ") && !field.contains("type");
        let unit = if is_made { "unit = \"万元\"\n" } else { "" };
        (!field.contains("keep = false"))
            .then(|| format!("[[field]]{}\n{unit}", own.collect::<Vec<_>>().join("\n")))
    });
    let again = format!(
        "[firm]\nid = \"统一社会信用代码\"\nname = \"企业名称\"\n[[source]]\nid = \"g\"\nfiles = [\"firms.csv\"]\n{}",
        fields.flatten().collect::<String>()
    );
    std::fs::write(one.path().join("again.toml"), again).unwrap();
    let output = innopoints(one.path(), &["gather", "again.toml", "--out", "again/firms.csv"]);
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    let read = |name: &str| std::fs::read(one.path().join(name)).unwrap();
    assert!(read("firms.csv") == read("again/firms.csv"));
}

#[test]
fn score_takes_the_sources_in_place_of_a_table() {
    let folder = tempfile::tempdir().unwrap();
    let scheme = root().join("configs/wuxi_pilot.toml").display().to_string();
    let zone = root().join("sample_data/wuxi_firms.csv").display().to_string();
    for (firms, out) in [(zone, "plain"), (sources(), "gathered")] {
        let arguments = ["score", &scheme, &firms, "--out", out, "--as-of", "2021-06-30"];
        let output = innopoints(folder.path(), &arguments);
        assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    }
    let read =
        |out: &str| std::fs::read_to_string(folder.path().join(out).join("ranking.csv")).unwrap();
    assert!(read("plain") == read("gathered"));
}

#[test]
fn workbooks_hold_the_same_firms() {
    let folder = gathered("firms.xlsx");
    let again = "[firm]\nid = \"统一社会信用代码\"\nname = \"企业名称\"\n\
                 [[field]]\nname = \"营业收入\"\nunit = \"万元\"\n[[field]]\nname = \"成立日期\"\ntype = \"date\"\n\
                 [[source]]\nid = \"g\"\nfiles = [\"firms.xlsx\"]\n";
    std::fs::write(folder.path().join("again.toml"), again).unwrap();
    let output = innopoints(folder.path(), &["gather", "again.toml"]);
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    let zone = Table::read(&root().join("sample_data/wuxi_firms.csv"));
    let firms = Table::parse(&output.stdout);
    let firms = firms.by("统一社会信用代码");
    for row in &zone.rows {
        for column in ["企业名称", "营业收入", "成立日期"] {
            assert_eq!(firms[&row["统一社会信用代码"]][column], row[column]);
        }
    }
}

#[cfg(feature = "parquet")]
#[test]
fn parquet_files_hold_the_same_firms() {
    let folder = gathered("firms.parquet");
    let again = "[firm]\nid = \"统一社会信用代码\"\nname = \"企业名称\"\n\
                 [[field]]\nname = \"营业收入\"\nunit = \"万元\"\n\
                 [[field]]\nname = \"成立日期\"\ntype = \"date\"\n\
                 [[field]]\nname = \"严重失信\"\ntype = \"flag\"\n\
                 [[source]]\nid = \"g\"\nfiles = [\"firms.parquet\"]\n";
    std::fs::write(folder.path().join("again.toml"), again).unwrap();
    let output = innopoints(folder.path(), &["gather", "again.toml"]);
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    let zone = Table::read(&root().join("sample_data/wuxi_firms.csv"));
    let firms = Table::parse(&output.stdout);
    let firms = firms.by("统一社会信用代码");
    for row in &zone.rows {
        for column in ["企业名称", "营业收入", "成立日期", "严重失信"] {
            assert_eq!(firms[&row["统一社会信用代码"]][column], row[column]);
        }
    }
}

#[cfg(feature = "parquet")]
#[test]
fn a_parquet_table_is_scored_as_a_text_table() {
    let scheme = root().join("configs/wuxi_pilot.toml");
    let ranking = |name: &str| {
        let folder = gathered(name);
        let run = ["score", scheme.to_str().unwrap(), name, "--write", "ranking", "--out", "out"];
        let output = innopoints(folder.path(), &run);
        assert_eq!(output.status.code(), Some(0), "{}", said(&output));
        std::fs::read_to_string(folder.path().join("out/ranking.csv")).unwrap()
    };
    assert_eq!(ranking("firms.parquet"), ranking("firms.csv"));
}

#[cfg(not(feature = "parquet"))]
#[test]
fn a_program_without_parquet_says_what_to_do() {
    refuse("firms.parquet", b"PAR1\x15\x04\x15", "F139");
    let folder = tempfile::tempdir().unwrap();
    let output = innopoints(folder.path(), &["gather", &sources(), "--out", "firms.parquet"]);
    assert_eq!(output.status.code(), Some(2));
    for word in ["F139", "--features parquet", ".csv"] {
        assert!(said(&output).contains(word), "{}", said(&output));
    }
}

#[test]
fn what_is_written_is_never_read_as_a_source() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    std::fs::create_dir_all(path("data/deep")).unwrap();
    let table = "代码,收入\n91320214MA1000017K,1\n";
    std::fs::write(path("data/tax.csv"), table).unwrap();
    let gather = |pattern: &str, out: &str| {
        let plan = format!(
            "[firm]\nid = \"代码\"\n[[field]]\nname = \"收入\"\n[[source]]\nid = \"t\"\nfiles = [{pattern:?}]\n"
        );
        std::fs::write(path("s.toml"), plan).unwrap();
        innopoints(folder.path(), &["gather", "s.toml", "--out", out])
    };
    for (pattern, out) in [
        ("data/*.csv", "data/firms.csv"),
        // rejected.csv, issues.csv and review.csv go beside the workbook.
        ("data/*.csv", "data/firms.xlsx"),
        ("data/*.csv", "./data/deep/../firms.csv"),
        ("data/deep/../*.csv", "data/firms.csv"),
        ("**/*.csv", "data/deep/firms.csv"),
        ("**/*.csv", "firms.csv"),
        ("data/tax.csv", "data/tax.csv"),
        ("d?ta/[t]ax.csv", "data/tax.csv"),
    ] {
        let output = gather(pattern, out);
        assert_eq!(output.status.code(), Some(2), "{pattern} {out}: {}", said(&output));
        assert!(said(&output).contains("F141"), "{pattern} {out}: {}", said(&output));
        assert_eq!(std::fs::read_to_string(path("data/tax.csv")).unwrap(), table);
        assert_eq!(std::fs::read_dir(path("data")).unwrap().count(), 2, "{pattern} {out}");
    }
    for (pattern, out) in [("data/*.csv", "out/firms.csv"), ("data/t*.csv", "data/firms.csv")] {
        for run in ["first", "second"] {
            let output = gather(pattern, out);
            assert_eq!(output.status.code(), Some(0), "{run} {pattern} {out}: {}", said(&output));
        }
    }
}

#[test]
fn a_trace_shows_the_cells() {
    let folder = tempfile::tempdir().unwrap();
    let arguments =
        ["gather", &sources(), "--trace", "91320214MA012HJ57L", "--field", "上年营业收入"];
    let output = innopoints(folder.path(), &arguments);
    let text = said(&output);
    assert!(
        text.contains("上年营业收入 = 37750.98 万元") && text.contains("\"377509.8\""),
        "{text}"
    );
    let arguments = ["gather", &sources(), "--trace", "91320214MA012HJ57L", "--field", "营业收人"];
    let output = innopoints(folder.path(), &arguments);
    assert_eq!(output.status.code(), Some(2));
    assert!(said(&output).contains("did you mean `营业收入`"), "{}", said(&output));
}

/// Gathers one file of any bytes under a plain plan; nothing may be written.
fn refuse(name: &str, bytes: &[u8], code: &str) {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join(name), bytes).unwrap();
    let plan = format!(
        "[firm]\nid = \"代码\"\n[[field]]\nname = \"收入\"\nunit = \"万元\"\n\
         [[source]]\nid = \"t\"\nfiles = [\"{name}\"]\n"
    );
    std::fs::write(folder.path().join("s.toml"), plan).unwrap();
    let output = innopoints(folder.path(), &["gather", "s.toml", "--out", "out/firms.csv"]);
    assert_eq!(output.status.code(), Some(2), "{name}: {}", said(&output));
    assert!(said(&output).contains(code), "{name}: {}", said(&output));
    let written = std::fs::read_dir(folder.path().join("out")).map_or(0, Iterator::count);
    assert_eq!(written, 0, "{name}: nothing half-written");
}

/// A workbook of one sheet.
fn workbook(rows: usize) -> Vec<u8> {
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    sheet.write_string(0, 0, "代码").unwrap();
    sheet.write_string(0, 1, "收入").unwrap();
    for row in 1..=rows as u32 {
        sheet.write_string(row, 0, "91320214MA1000017K").unwrap();
        sheet.write_number(row, 1, f64::from(row)).unwrap();
    }
    book.save_to_buffer().unwrap()
}

/// A workbook whose only sheet is a hundred megabytes of blanks, honestly stated.
fn bomb() -> Vec<u8> {
    use std::io::Write;
    let blanks = vec![b' '; 100 << 20];
    let mut packer = flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::best());
    packer.write_all(&blanks).unwrap();
    let packed = packer.finish().unwrap();
    let name = b"xl/worksheets/sheet1.xml";
    let sizes = |bytes: &mut Vec<u8>| {
        // Version, flags, method, time, date, checksum; then the sizes and the name's length.
        bytes.extend([20, 0, 0, 0, 8, 0, 0, 0, 0x21, 0, 0, 0, 0, 0]);
        bytes.extend((packed.len() as u32).to_le_bytes());
        bytes.extend((blanks.len() as u32).to_le_bytes());
        bytes.extend((name.len() as u16).to_le_bytes());
        bytes.extend([0, 0]);
    };
    let mut bytes = b"PK\x03\x04".to_vec();
    sizes(&mut bytes);
    bytes.extend(name);
    bytes.extend(&packed);
    let directory = bytes.len() as u32;
    bytes.extend(b"PK\x01\x02\x14\x00");
    sizes(&mut bytes);
    bytes.extend([0; 14]);
    bytes.extend(name);
    let length = bytes.len() as u32 - directory;
    bytes.extend(b"PK\x05\x06\0\0\0\0\x01\0\x01\0");
    bytes.extend(length.to_le_bytes());
    bytes.extend(directory.to_le_bytes());
    bytes.extend([0, 0]);
    bytes
}

/// The place of a file's entry in the central directory of a zip archive.
fn entry(bytes: &[u8], name: &str) -> usize {
    let named = |at: &usize| {
        bytes[*at..].starts_with(b"PK\x01\x02") && bytes[at + 46..].starts_with(name.as_bytes())
    };
    (0..bytes.len() - 46).find(named).unwrap()
}

#[test]
fn files_that_mean_harm_are_refused() {
    let good = workbook(20_000);
    refuse("bomb.xlsx", &bomb(), "F006");
    refuse("cut.xlsx", &good[..good.len() / 2], "F006");
    let at = entry(&good, "xl/worksheets/sheet1.xml");
    let claim = |unpacked: u32| {
        let mut bytes = good.clone();
        bytes[at + 24..at + 28].copy_from_slice(&unpacked.to_le_bytes());
        bytes
    };
    refuse("claims_2_gb.xlsx", &claim(2 << 30), "F006");
    refuse("claims_1_kb.xlsx", &claim(1 << 10), "F006");
    let mut garbled = good.clone();
    let middle = good.len() / 2;
    for byte in garbled[middle..middle + 200].iter_mut() {
        *byte ^= 0x5a;
    }
    refuse("garbled.xlsx", &garbled, "F006");
    let mut locked = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".to_vec();
    locked.extend("EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes));
    refuse("locked.xlsx", &locked, "F007");
    let mut claims_sectors = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".to_vec();
    claims_sectors.resize(512, 0xff);
    claims_sectors[24..32].copy_from_slice(&[0x3e, 0, 3, 0, 0xfe, 0xff, 9, 0]);
    claims_sectors[44..48].copy_from_slice(&0x7fff_ffff_u32.to_le_bytes());
    claims_sectors.extend("Workbook".encode_utf16().flat_map(u16::to_le_bytes));
    refuse("claims.xls", &claims_sectors, "F006");
    refuse("half.csv", "代码,收入,备注\n91320214MA1000017K,1,x\n913202".as_bytes(), "F021");
    refuse("page.xls", b"<html><table></table></html>", "F002");
    refuse("picture.csv", b"\x89PNG\r\n\x1a\n", "F002");
    refuse("twice.csv", "代码,收入,收入（元）\n91320214MA1000017K,1,2\n".as_bytes(), "F113");
}

#[test]
fn a_sheet_or_a_file_that_is_not_there_is_told() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("t.xlsx"), workbook(3)).unwrap();
    let plan = |source: &str| {
        format!(
            "[firm]\nid = \"代码\"\n[[field]]\nname = \"收入\"\nunit = \"万元\"\n[[source]]\nid = \"t\"\n{source}\n"
        )
    };
    for (source, code) in [
        ("files = [\"t.xlsx\"]\nsheet = \"年报\"", "F111"),
        ("files = [\"t.xlsx\"]\nsheet = 3", "F111"),
        ("files = [\"u*.xlsx\"]", "F110"),
    ] {
        std::fs::write(folder.path().join("s.toml"), plan(source)).unwrap();
        let output = innopoints(folder.path(), &["gather", "s.toml"]);
        assert_eq!(output.status.code(), Some(2));
        assert!(said(&output).contains(code), "{}", said(&output));
    }
}

/// The scoreboard of 2015 as it was exported, thousands separators and all.
#[test]
fn the_real_dirty_table_is_read_to_the_last_number() {
    let folder = tempfile::tempdir().unwrap();
    let table = root().join("tests/data/firms/rd_scoreboard_2015.csv");
    let mut reader = csv::Reader::from_path(&table).unwrap();
    let headers: Vec<String> = reader.headers().unwrap().iter().map(str::to_owned).collect();
    let numbers = &headers[4..];
    let quoted = |text: &str| format!("\"{}\"", text.trim().replace('"', "\\\""));
    let fields = numbers
        .iter()
        .map(|name| format!("[[field]]\nname = {}\ntype = \"number\"\n", quoted(name)));
    let plan = format!(
        "[firm]\nid = \"world rank\"\nid_kind = \"text\"\nname = \"Name\"\n[[source]]\nid = \"s\"\nfiles = [{:?}]\n{}",
        table.display().to_string(),
        fields.collect::<String>()
    );
    std::fs::write(folder.path().join("s.toml"), plan).unwrap();
    let output = innopoints(folder.path(), &["gather", "s.toml"]);
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    let read = Table::parse(&output.stdout);
    let read = read.by("world rank");
    let mut compared = 0;
    for record in reader.records() {
        let record = record.unwrap();
        if &record[0] == "TOTALS" {
            continue;
        }
        let row = read[record[0].trim()];
        for (name, cell) in numbers.iter().zip(record.iter().skip(4)) {
            let expected: Option<f64> = cell.trim().replace(',', "").parse().ok();
            let found: Option<f64> = row[name.trim()].parse().ok();
            assert_eq!(found, expected, "{} {name}: {cell:?}", &record[0]);
            compared += usize::from(expected.is_some());
        }
    }
    assert!(compared > 30_000, "{compared}");
}
