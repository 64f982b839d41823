//! Workbooks and the published standard, from outside: what is in a workbook is what is in the CSV
//! files, a filled form is read, a table comes back marked, and no cell runs.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use calamine::{Data, Range, Reader, Xlsx, open_workbook};
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook};

use crate::support::{Table, innopoints, root, said, same, sha256};

const WUXI: &str = "configs/wuxi_pilot.toml";
const ZONE: &str = "sample_data/wuxi_firms.csv";

/// Runs the program, which must not fail.
fn run(arguments: &[&str]) -> String {
    let output = innopoints(&root(), arguments);
    assert!(output.status.success(), "{arguments:?}: {}", said(&output));
    String::from_utf8_lossy(&output.stdout).into_owned()
}

fn open(path: &Path) -> Xlsx<std::io::BufReader<std::fs::File>> {
    open_workbook(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn sheet(path: &Path, name: &str) -> Range<Data> {
    open(path).worksheet_range(name).unwrap_or_else(|error| panic!("{name}: {error}"))
}

fn text(cell: Option<&Data>) -> String {
    cell.map(ToString::to_string).unwrap_or_default()
}

/// A sheet's rows by its header.
fn rows(range: &Range<Data>) -> Vec<BTreeMap<String, String>> {
    let mut rows = range.rows();
    let header: Vec<String> = rows.next().unwrap().iter().map(|cell| text(Some(cell))).collect();
    rows.map(|row| header.iter().cloned().zip(row.iter().map(|cell| text(Some(cell)))).collect())
        .collect()
}

fn path(folder: &tempfile::TempDir, name: &str) -> (PathBuf, String) {
    let path = folder.path().join(name);
    let name = path.to_str().unwrap().to_string();
    (path, name)
}

/// Scores the sample zone into a folder with a workbook.
fn scored(folder: &tempfile::TempDir) -> (PathBuf, Table) {
    let (out, (book, name)) = (path(folder, "out").1, path(folder, "results.xlsx"));
    run(&["score", WUXI, ZONE, "--lang", "zh", "--names", "--out", &out, "--excel", &name, "-q"]);
    (book, Table::read(&folder.path().join("out/ranking.csv")))
}

#[test]
fn the_workbook_is_the_ranking() {
    let folder = tempfile::tempdir().unwrap();
    let (book, ranking) = scored(&folder);
    let sheets: Vec<BTreeMap<String, String>> = {
        let (first, second) = (rows(&sheet(&book, "排名")), rows(&sheet(&book, "指标得分")));
        assert_eq!(first.len(), second.len());
        first
            .into_iter()
            .zip(second)
            .map(|(mut a, b)| {
                a.extend(b);
                a
            })
            .collect()
    };
    assert_eq!(sheets.len(), ranking.rows.len());
    for (expected, actual) in ranking.rows.iter().zip(&sheets) {
        assert_eq!(expected.len(), actual.len());
        for (column, cell) in expected {
            assert!(same(cell, &actual[column]), "{column}: {cell} is {}", actual[column]);
        }
    }
    let names = open(&book).sheet_names();
    assert_eq!(
        names,
        [
            "企业创新积分百强企业榜单",
            "重点联系企业（每阶段前30名）",
            "排名",
            "指标得分",
            "画像",
            "数据问题",
            "口径说明"
        ]
    );
    let list = rows(&sheet(&book, "企业创新积分百强企业榜单"));
    let csv = Table::read(&folder.path().join("out/top100.csv"));
    assert_eq!(list.len(), csv.rows.len());
    for (expected, actual) in csv.rows.iter().zip(&list) {
        for (column, cell) in expected {
            assert!(same(cell, &actual[column]), "{column}: {cell} is {}", actual[column]);
        }
    }
}

#[test]
fn the_manifest_names_the_workbook() {
    let folder = tempfile::tempdir().unwrap();
    let (book, _) = scored(&folder);
    let text = std::fs::read_to_string(folder.path().join("out/manifest.json")).unwrap();
    let manifest: serde_json::Value = serde_json::from_str(&text).unwrap();
    let hash = &manifest["outputs"][book.to_str().unwrap()];
    assert_eq!(*hash, sha256(&std::fs::read(&book).unwrap()));
}

#[test]
fn points_are_numbers_and_ids_are_texts() {
    let folder = tempfile::tempdir().unwrap();
    let (book, _) = scored(&folder);
    let range = sheet(&book, "排名");
    let at = |name: &str| range.rows().next().unwrap().iter().position(|c| *c == name);
    let first = range.rows().nth(1).unwrap();
    assert!(matches!(first[at("总分").unwrap()], Data::Float(_)));
    assert!(matches!(first[at("数据覆盖率").unwrap()], Data::Float(share) if share <= 1.0));
    assert!(matches!(first[at("统一社会信用代码").unwrap()], Data::String(_)));
}

#[test]
fn the_same_run_gives_the_same_bytes() {
    let folder = tempfile::tempdir().unwrap();
    let ((a, first), (b, second)) = (path(&folder, "a.xlsx"), path(&folder, "b.xlsx"));
    for name in [&first, &second] {
        run(&[
            "score",
            "configs/tech_sme_2017.toml",
            "sample_data/tech_sme_cases.csv",
            &format!("--excel={name}"),
            "-q",
        ]);
    }
    assert_eq!(std::fs::read(a).unwrap(), std::fs::read(b).unwrap());
}

/// The form of a scheme, filled in as a clerk would, scores as the CSV does.
#[test]
fn a_filled_form_is_read() {
    let folder = tempfile::tempdir().unwrap();
    let (form, name) = path(&folder, "form.xlsx");
    run(&["init", "--excel", WUXI, "--out", &name, "-q"]);
    let header = sheet(&form, "企业数据");
    assert_eq!(header.height(), 1, "nothing but the header is on the first sheet");
    let header: Vec<String> = header.rows().next().unwrap().iter().map(|c| text(Some(c))).collect();
    let firms = Table::read(&root().join(ZONE));
    let (mut book, day) = (Workbook::new(), Format::new().set_num_format("yyyy-mm-dd"));
    let filled = book.add_worksheet();
    for (column, name) in header.iter().enumerate() {
        filled.write_string(0, column as u16, name).unwrap();
        for (row, firm) in firms.rows.iter().enumerate() {
            let (cell, row, column) = (firm[name].as_str(), row as u32 + 1, column as u16);
            if cell.is_empty() {
                continue;
            }
            match (cell.parse::<f64>(), ExcelDateTime::parse_from_str(cell)) {
                (Ok(number), _) => filled.write_number(row, column, number).unwrap(),
                (_, Ok(date)) if name.ends_with("日期") => {
                    filled.write_datetime_with_format(row, column, &date, &day).unwrap()
                }
                _ => filled.write_string(row, column, cell).unwrap(),
            };
        }
    }
    let (filled, _) = path(&folder, "filled.xlsx");
    book.save(&filled).unwrap();
    let ranking = crate::support::ranking(&root().join(WUXI), &root().join(ZONE));
    assert_eq!(crate::support::ranking(&root().join(WUXI), &filled), ranking);
}

/// Every scheme has a form whose header the reader knows; the example is not taken for a firm.
#[test]
fn every_scheme_has_a_form() {
    let folder = tempfile::tempdir().unwrap();
    for scheme in schemes() {
        let (_, name) = path(&folder, &format!("{}.xlsx", scheme.replace('/', "_")));
        run(&["init", "--excel", &scheme, "--out", &name, "-q"]);
        let output = innopoints(&root(), &["check", &scheme, &name]);
        let told = said(&output);
        assert!(output.status.success() && told.contains("F008"), "{scheme}: {told}");
    }
}

fn schemes() -> Vec<String> {
    let entries = std::fs::read_dir(root().join("configs")).unwrap();
    let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut names: Vec<String> =
        names.filter(|n| n.ends_with(".toml")).map(|n| format!("configs/{n}")).collect();
    names.sort();
    names
}

const TINY: &str = r#"
[scheme]
id = "tiny"
name = "小<b>"
language = "zh"
total = 10
missing = "zero"
[firm]
id = "id"
name = "name"
[[dimension]]
id = "d"
name = "D"
points = 10
[[indicator]]
id = "x"
name = "X"
dimension = "d"
value = "a"
points = 10
rule.linear = { through = [[0, 0], [10, 1]] }
[[list]]
id = "best"
name = "榜[1]/2"
top = 3
"#;

fn tiny(folder: &tempfile::TempDir, firms: &str) -> (String, String) {
    let ((scheme, scheme_name), (table, table_name)) =
        (path(folder, "tiny.toml"), path(folder, "firms.csv"));
    std::fs::write(scheme, TINY).unwrap();
    std::fs::write(table, firms).unwrap();
    (scheme_name, table_name)
}

#[test]
fn a_checked_table_comes_back_marked() {
    let folder = tempfile::tempdir().unwrap();
    let (scheme, firms) =
        tiny(&folder, "id,name,more,a\nf1,甲,x,5\nf2,乙,y,不详\nf3,丙,z,\"1,000\"\n");
    let (book, name) = path(&folder, "back.xlsx");
    innopoints(&root(), &["check", &scheme, &firms, "--excel", &name]);
    let mut opened = open(&book);
    assert_eq!(opened.sheet_names(), ["firms.csv", "问题清单"]);
    let given: Vec<Vec<String>> = sheet(&book, "firms.csv")
        .rows()
        .map(|row| row.iter().map(|cell| text(Some(cell))).collect())
        .collect();
    assert_eq!(given[1], ["f1", "甲", "x", "5"]);
    assert_eq!(given[2], ["f2", "乙", "y", "不详"]);
    let listed = rows(&sheet(&book, "问题清单"));
    let lines: Vec<&str> = listed.iter().map(|row| row["行"].as_str()).collect();
    assert!(lines.contains(&"3") && lines.contains(&"4"), "{listed:?}");
    // The bad cell has another fill than the good one.
    let mut cells = opened.worksheet_cells_reader("firms.csv").unwrap();
    let styles = cells.styles().to_vec();
    let mut fills = BTreeMap::new();
    while let Some((cell, style)) = cells.next_cell_with_style_id().unwrap() {
        fills.insert(cell.get_position(), format!("{:?}", styles[style].fill));
    }
    assert_ne!(fills[&(2, 3)], fills[&(1, 3)]);
    assert_eq!(fills[&(1, 2)], fills[&(1, 3)]);
    // The list of problems stands behind the table, so that what comes back can be scored.
    let back = innopoints(&root(), &["score", &scheme, &name]);
    assert!(back.status.success(), "{}", said(&back));
}

/// A form with two rows of one firm, a word for a number and a level that is none.
fn spoilt_form(folder: &tempfile::TempDir) -> String {
    let (form, name) = path(folder, "form.xlsx");
    run(&["init", "--excel", WUXI, "--lang", "zh", "--out", &name, "-q"]);
    let header: Vec<String> =
        sheet(&form, "企业数据").rows().next().unwrap().iter().map(|c| text(Some(c))).collect();
    let firms = Table::read(&root().join(ZONE));
    let mut book = Workbook::new();
    let filled = book.add_worksheet().set_name("企业数据").unwrap();
    for (column, name) in header.iter().enumerate() {
        let column = column as u16;
        filled.write_string(0, column, name).unwrap();
        for row in 0..4 {
            let firm = &firms.rows[if row == 3 { 0 } else { row }];
            let cell = match (row, name.as_str()) {
                (1, "研发费用") => "不详",
                (2, "研发机构级别") => "全球级",
                (3, "营业收入") => "7",
                _ => firm[name].as_str(),
            };
            filled.write_string(row as u32 + 1, column, cell).unwrap();
        }
    }
    let (filled, name) = path(folder, "filled.xlsx");
    book.save(&filled).unwrap();
    name
}

/// Everything that is wrong is marked at once, at its cell, and the form stays a form.
#[test]
fn a_form_comes_back_as_a_form() {
    let folder = tempfile::tempdir().unwrap();
    let (form, (book, name)) = (spoilt_form(&folder), path(&folder, "back.xlsx"));
    let output = innopoints(&root(), &["check", WUXI, &form, "--excel", &name, "--lang", "zh"]);
    assert_eq!(said(&output).matches("F012").count(), 1, "{}", said(&output));
    let names = open(&book).sheet_names();
    assert_eq!(names, ["企业数据", "问题清单", "填写示例", "填报说明"]);
    let listed = rows(&sheet(&book, "问题清单"));
    let marked = |code: &str| -> Vec<(&str, &str)> {
        let of = listed.iter().filter(|row| row["代码"] == code);
        of.map(|row| (row["行"].as_str(), row["列"].as_str())).collect()
    };
    assert_eq!(marked("F012"), [("2", ""), ("5", "")], "{listed:?}");
    assert!(listed.iter().any(|r| r["行"] == "3" && r["列"] == "研发费用"), "{listed:?}");
    assert!(listed.iter().any(|r| r["行"] == "4" && r["列"] == "研发机构级别"), "{listed:?}");
    let parts = Command::new("unzip").args(["-p", &name, "xl/worksheets/sheet1.xml"]).output();
    if let Ok(parts) = parts {
        let xml = String::from_utf8_lossy(&parts.stdout).into_owned();
        assert!(xml.contains("<dataValidation ") && xml.contains("topLeftCell=\"C2\""), "{xml}");
    }
}

#[test]
fn no_cell_runs() {
    const NAMES: [&str; 3] =
        ["<script>alert(1)</script>&\"'", "=cmd|' /C calc'!A0", "+1+cmd|' /C calc'!A0"];
    let folder = tempfile::tempdir().unwrap();
    let quoted = |name: &str| format!("\"{}\"", name.replace('"', "\"\""));
    let mut firms = String::from("id,name,a\n");
    for (at, name) in NAMES.iter().enumerate() {
        firms.push_str(&format!("f{at},{},{}\n", quoted(name), 9 - at));
    }
    let (scheme, firms) = tiny(&folder, &firms);
    let ((book, name), (back, back_name)) = (path(&folder, "r.xlsx"), path(&folder, "b.xlsx"));
    run(&["score", &scheme, &firms, "--excel", &name]);
    innopoints(&root(), &["check", &scheme, &firms, "--excel", &back_name]);
    for book in [&book, &back] {
        let mut opened = open(book);
        for name in opened.sheet_names() {
            let formulas = opened.worksheet_formula(&name).unwrap();
            assert!(formulas.used_cells().all(|(_, _, formula)| formula.is_empty()), "{name}");
        }
    }
    let list = rows(&sheet(&book, "榜(1)_2"));
    let told: Vec<&str> = list.iter().map(|row| row["name"].as_str()).collect();
    assert_eq!(told, NAMES);
    let out = path(&folder, "out").1;
    run(&["score", &scheme, &firms, "--out", &out, "--excel"]);
    let csv = std::fs::read_to_string(folder.path().join("out/ranking.csv")).unwrap();
    assert!(csv.starts_with('\u{feff}') && csv.contains("'=cmd|") && csv.contains("'+1+cmd|"));
    let page = run(&["document", &scheme, "--format", "html"]);
    assert!(!page.contains("小<b>") && page.contains("小&lt;b&gt;"));
}

#[test]
fn excel_wants_a_workbooks_name() {
    let folder = tempfile::tempdir().unwrap();
    let (scheme, firms) = tiny(&folder, "id,name,a\nf1,x,1\n");
    for arguments in [
        vec!["score", "--excel", &scheme, &firms, &firms],
        vec!["score", &scheme, &firms, "--excel", "results.csv"],
        vec!["init", "--excel", &scheme, "--out", "form.csv"],
        vec!["score", &scheme, &firms, "--format", "html"],
    ] {
        let output = innopoints(folder.path(), &arguments);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        assert!(said(&output).contains("R040"), "{arguments:?}: {}", said(&output));
    }
}

#[test]
fn every_scheme_is_documented() {
    for scheme in schemes() {
        for lang in ["zh", "en"] {
            let text = run(&["document", &scheme, "--lang", lang]);
            assert!(text.starts_with("# ") && !text.contains("| |\n"), "{scheme}");
            let page = run(&["document", &scheme, "--lang", lang, "--format", "html"]);
            assert!(!page.contains("http:") && !page.contains("src="), "{scheme} asks for nothing");
        }
    }
}

#[test]
fn a_local_scheme_is_told_apart_from_the_core() {
    let arguments = [
        "document",
        "configs/hubei_local.toml",
        "--against",
        "configs/national_2024.toml",
        "--lang",
        "en",
    ];
    let text = run(&arguments);
    assert!(text.contains("| Indicators | 18 | 0 | 9 | 0 |"), "{text}");
    assert!(text.contains("| Dimensions | 3 | 0 | 1 | 0 |"), "{text}");
    assert!(text.contains("| 高新技术企业 | added | — |"), "{text}");
}

/// Another program reads the same numbers.
#[test]
fn libreoffice_reads_the_same() {
    let found = Command::new("soffice").arg("--version").output();
    if !found.is_ok_and(|output| output.status.success()) {
        eprintln!("skipped: no LibreOffice");
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let (book, ranking) = scored(&folder);
    let profile = format!("-env:UserInstallation=file://{}", path(&folder, "profile").1);
    // Comma, quote, UTF-8, values as stored rather than as shown, every sheet in its own file.
    let csv = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,false,false,false,false,-1";
    let converted = Command::new("soffice")
        .args([profile.as_str(), "--headless", "--convert-to", csv, "--outdir"])
        .arg(folder.path())
        .arg(&book)
        .output()
        .unwrap();
    assert!(converted.status.success(), "{}", said(&converted));
    let read = Table::read(&folder.path().join("results-排名.csv"));
    assert_eq!(read.rows.len(), ranking.rows.len());
    for (expected, actual) in ranking.rows.iter().zip(&read.rows) {
        for (column, cell) in actual {
            // A percentage is written as one.
            let share = cell.strip_suffix('%').and_then(|percent| percent.parse::<f64>().ok());
            let cell = share.map_or(cell.clone(), |percent| (percent / 100.0).to_string());
            assert!(same(&expected[column], &cell), "{column}: {} is {cell}", expected[column]);
        }
    }
}
