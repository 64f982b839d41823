//! Verbs, options, exit codes, what goes where, and that the same input gives the same bytes.

use std::io::Write;
use std::process::{Command, Stdio};

use crate::robustness::{Bench, FIRMS, SCHEME, ends};
use crate::support::{Table, innopoints, root, sha256};

fn bench() -> Bench {
    Bench::new(SCHEME, FIRMS)
}

fn stdout(output: &std::process::Output) -> String {
    String::from_utf8(output.stdout.clone()).expect("UTF-8")
}

fn stderr(output: &std::process::Output) -> String {
    String::from_utf8(output.stderr.clone()).expect("UTF-8")
}

fn json_lines(text: &str) -> Vec<serde_json::Value> {
    text.lines()
        .map(|line| serde_json::from_str(line).unwrap_or_else(|e| panic!("{e}: {line}")))
        .collect()
}

#[test]
fn without_a_verb_it_says_what_it_is() {
    let bench = bench();
    let output = bench.run(&[]);
    ends(&output, 0, &["innopoints score configs/wuxi_pilot.toml", "innopoints init"]);
    ends(&bench.run(&["--lang", "zh"]), 0, &["企业创新积分", "innopoints score"]);
}

#[test]
fn usage_errors_end_with_2() {
    let bench = bench();
    ends(&bench.run(&["scor", "s.toml", "f.csv"]), 2, &["score"]);
    ends(&bench.run(&["score", "s.toml", "f.csv", "--ouT", "x"]), 2, &["--out"]);
    ends(&bench.run(&["score", "s.toml"]), 2, &["FIRMS"]);
    ends(&bench.run(&["check"]), 2, &[]);
    ends(&bench.run(&["explain", "s.toml", "f.csv"]), 2, &["--firm"]);
    ends(&bench.run(&["score", "s.toml", "f.csv", "--as-of", "2021-13-01"]), 2, &["--as-of"]);
    ends(&bench.run(&["score", "s.toml", "f.csv", "--format", "xml"]), 2, &["json"]);
    ends(&bench.run(&["score", "s.toml", "f.csv", "--quiet", "--verbose"]), 2, &[]);
    ends(&bench.run(&["score", "s.toml", "f.csv", "--write", "ranking"]), 2, &["--out"]);
    ends(&bench.run(&["completions", "cmd"]), 2, &["bash"]);
}

#[test]
fn check_ends_with_1_on_findings() {
    let bench = bench();
    ends(&bench.run(&["check", "s.toml"]), 0, &["0 errors", "nothing is wrong"]);
    ends(&bench.run(&["check", "s.toml", "f.csv"]), 0, &["nothing is wrong"]);
    bench.write("f.csv", FIRMS.replace("5", "five"));
    ends(&bench.run(&["check", "s.toml", "f.csv"]), 0, &["F040", "0 errors, 1 warning,"]);
    ends(&bench.run(&["check", "s.toml", "f.csv", "--strict"]), 1, &["F040"]);
    bench.write("s.toml", SCHEME.replace("missing", "mising"));
    ends(&bench.run(&["check", "s.toml"]), 1, &["S002", "S036"]);
    assert!(!bench.path("out").exists());
}

#[test]
fn codes_are_told_at_length() {
    let bench = bench();
    ends(&bench.run(&["check", "--explain", "S002"]), 0, &["S002 unknown key", "mising"]);
    ends(&bench.run(&["check", "--explain", "s002", "--lang", "zh"]), 0, &["S002 不认识的键"]);
    ends(&bench.run(&["check", "--explain", "S00"]), 2, &["R014", "did you mean"]);
    ends(&bench.run(&["check", "s.toml", "--explain", "S002"]), 2, &[]);
}

#[test]
fn init_writes_a_scheme_that_works_and_overwrites_nothing() {
    let bench = bench();
    ends(&bench.run(&["init", "mine.toml"]), 0, &["innopoints check mine.toml"]);
    let written = std::fs::read(bench.path("mine.toml")).unwrap();
    bench.write("mine.toml", "mine");
    ends(&bench.run(&["init", "mine.toml"]), 2, &["mine.toml", "--force"]);
    assert_eq!(std::fs::read(bench.path("mine.toml")).unwrap(), b"mine");
    ends(&bench.run(&["init", "mine.toml", "--force"]), 0, &[]);
    assert_eq!(std::fs::read(bench.path("mine.toml")).unwrap(), written);
    assert_eq!(bench.run(&["init", "-"]).stdout, written);
    ends(&bench.run(&["init", "no/such/folder.toml"]), 2, &["R012"]);
    ends(&bench.run(&["check", "mine.toml"]), 0, &["nothing is wrong"]);
    bench.write(
        "f.csv",
        "统一社会信用代码,企业名称,成立年限,营业收入,上年营业收入,研发费用,发明专利数,严重失信\n\
         91320214MA1000017K,甲,2,1200,1000,60,3,否\n91320214MA1000025E,乙,8,5000,,300,0,是\n",
    );
    ends(&bench.run(&["score", "mine.toml", "f.csv", "--out", "out"]), 0, &[]);
    let ranking = bench.ranking();
    let rows = ranking.by("统一社会信用代码");
    // 5 % of revenue: 0.8 x 40; alone among its peers: 20; 3 patents: 12; growth of 20 % of 30.
    assert_eq!(rows["91320214MA1000017K"]["total"], "77.33");
    // 6 %: 30; alone: 30; no patents 0 of 40 (growth excluded); dishonest: -20.
    assert_eq!(rows["91320214MA1000025E"]["total"], "40.00");
}

#[test]
fn completions_know_the_verbs() {
    ends(&bench().run(&["completions", "bash"]), 0, &["_innopoints", "--duplicates", "explain"]);
}

/// Runs with bytes on standard input.
fn fed(bench: &Bench, arguments: &[&str], input: &[u8]) -> std::process::Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_innopoints"))
        .args(arguments)
        .current_dir(bench.folder.path())
        .env("LC_ALL", "en_US.UTF-8")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    // It may refuse its arguments before it reads.
    let _ = child.stdin.take().expect("a pipe").write_all(input);
    child.wait_with_output().expect("the program ends")
}

#[test]
fn standard_input_is_a_table_once() {
    let bench = bench();
    let feed = |arguments: &[&str], input: &str| fed(&bench, arguments, input.as_bytes());
    let output = feed(&["score", "s.toml", "-", "--format", "csv"], FIRMS);
    ends(&output, 0, &[]);
    assert_eq!(Table::parse(&output.stdout).rows.len(), 3);
    ends(&feed(&["score", "s.toml", "-", "-"], FIRMS), 2, &["only once"]);
    ends(&feed(&["score", "-", "-"], SCHEME), 2, &["only once"]);
    ends(&feed(&["check", "-"], SCHEME), 0, &["nothing is wrong"]);
    ends(&feed(&["score", "s.toml", "-"], ""), 2, &["F001"]);
}

#[test]
fn the_screen_shows_tables_csv_and_json() {
    let bench = bench();
    let table = bench.run(&["score", "s.toml", "f.csv"]);
    ends(&table, 0, &["Rank", "100.00"]);
    let csv = bench.run(&["score", "s.toml", "f.csv", "--format", "csv"]);
    assert_eq!(
        stdout(&csv).lines().next(),
        Some("rank,rank_in_stage,code,name,stage,total,grade,status,coverage,d,i")
    );
    let json = json_lines(&stdout(&bench.run(&["score", "s.toml", "f.csv", "--format", "json"])));
    assert_eq!(json.len(), 3);
    assert_eq!((json[0]["code"].as_str(), json[0]["total"].as_f64()), (Some("F2"), Some(100.0)));
    assert!(!bench.path("out").exists());
}

/// Diagnostics are JSON lines, never among the rows.
#[test]
fn programs_read_diagnostics_as_json() {
    let bench = Bench::new(SCHEME, FIRMS.replace("5", "five"));
    let score = bench.run(&["score", "s.toml", "f.csv", "--format", "json"]);
    assert!(
        json_lines(&stdout(&score))
            .iter()
            .all(|row| row["code"].as_str().is_some_and(|c| c.starts_with('F'))
                && row["total"].is_number())
    );
    let told = json_lines(&stderr(&score));
    assert_eq!((told.len(), &told[0]["code"], &told[0]["line"]), (1, &"F040".into(), &2.into()));
    bench.write("s.toml", SCHEME.replace("missing", "mising"));
    let check = bench.run(&["check", "s.toml", "--format", "json"]);
    ends(&check, 1, &[]);
    assert_eq!(stderr(&check), "");
    let found = json_lines(&stdout(&check));
    let unknown = found.iter().find(|d| d["code"] == "S002").expect("S002");
    assert_eq!(
        (&unknown["file"], &unknown["line"], &unknown["column"]),
        (&"s.toml".into(), &4.into(), &1.into())
    );
    assert_eq!(unknown["severity"], "error");
    assert!(unknown["help"][0].as_str().unwrap().contains("missing"));
    let refused = bench.run(&["score", "s.toml", "f.csv", "--format", "json"]);
    ends(&refused, 2, &[]);
    assert_eq!(stdout(&refused), "");
    assert!(!json_lines(&stderr(&refused)).is_empty());
}

#[test]
fn messages_speak_the_language_asked_for() {
    let bench = Bench::new(SCHEME.replace("missing", "mising"), FIRMS);
    ends(
        &bench.run(&["check", "s.toml", "--lang", "zh"]),
        1,
        &["不认识的键", "是不是想写 「missing」"],
    );
    ends(&bench.run(&["check", "s.toml", "--lang", "en"]), 1, &["unknown key", "did you mean"]);
    ends(&bench.run(&["check", "s.toml", "--lang", "fr"]), 2, &["zh"]);
    let chinese = Command::new(env!("CARGO_BIN_EXE_innopoints"))
        .args(["check", "s.toml"])
        .current_dir(bench.folder.path())
        .env("LC_ALL", "zh_CN.UTF-8")
        .output()
        .unwrap();
    ends(&chinese, 1, &["不认识的键"]);
}

#[test]
fn quiet_says_errors_only() {
    let bench = Bench::new(SCHEME, FIRMS.replace("5", "five"));
    let output = bench.run(&["score", "s.toml", "f.csv", "--out", "out", "--quiet"]);
    ends(&output, 0, &[]);
    assert_eq!(stderr(&output), "");
    bench.write("s.toml", SCHEME.replace("missing", "mising"));
    ends(&bench.run(&["score", "s.toml", "f.csv", "--quiet"]), 2, &["S002"]);
}

#[test]
fn excel_gets_a_mark_and_no_formulas() {
    let bench = Bench::new(SCHEME, FIRMS.replace('甲', "=1+1"));
    ends(&bench.run(&["score", "s.toml", "f.csv", "--out", "out", "--excel"]), 0, &[]);
    let bytes = std::fs::read(bench.path("out/ranking.csv")).unwrap();
    assert!(bytes.starts_with(b"\xef\xbb\xbf"));
    let text = String::from_utf8(bytes).unwrap();
    assert!(text.contains(",'=1+1,") && text.contains("\r\n"), "{text}");
    ends(&bench.score(), 0, &[]);
    let plain = std::fs::read_to_string(bench.path("out/ranking.csv")).unwrap();
    assert!(plain.starts_with("rank,") && plain.contains(",=1+1,"));
}

#[test]
fn names_are_for_people() {
    let scheme = SCHEME.replace("id = \"d\"\n", "id = \"d\"\nname = \"投入\"\n");
    let bench = Bench::new(scheme, FIRMS);
    ends(
        &bench.run(&["score", "s.toml", "f.csv", "--out", "out", "--names", "--lang", "zh"]),
        0,
        &[],
    );
    let headers = bench.ranking().headers;
    assert_eq!(headers[..3], ["排名", "阶段内排名", "code"]);
    assert!(headers.contains(&"投入".to_string()) && headers.contains(&"总分".to_string()));
    assert_eq!(bench.ranking().rows[0]["状态"], "已排名");
}

#[test]
fn only_the_parts_asked_for_are_written() {
    let bench = bench();
    ends(
        &bench.run(&["score", "s.toml", "f.csv", "--out", "a/b", "--write", "ranking,issues"]),
        0,
        &[],
    );
    let mut files: Vec<_> =
        std::fs::read_dir(bench.path("a/b")).unwrap().map(|e| e.unwrap().file_name()).collect();
    files.sort();
    assert_eq!(files, ["issues.csv", "ranking.csv"]);
}

/// `innopoints ... | head -1` is no failure.
#[test]
fn a_reader_that_goes_away_is_no_failure() {
    let mut child = Command::new(env!("CARGO_BIN_EXE_innopoints"))
        .args([
            "score",
            "configs/wuxi_pilot.toml",
            "sample_data/wuxi_firms.csv",
            "--format",
            "csv",
            "--quiet",
        ])
        .current_dir(root())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    drop(child.stdout.take());
    let output = child.wait_with_output().expect("the program ends");
    ends(&output, 0, &[]);
}

/// A full disk is one.
#[cfg(target_os = "linux")]
#[test]
fn a_screen_that_takes_nothing_is_told() {
    let full = std::fs::OpenOptions::new().write(true).open("/dev/full").expect("a full device");
    let output = Command::new(env!("CARGO_BIN_EXE_innopoints"))
        .args(["init", "-", "--lang", "en"])
        .stdout(full)
        .stderr(Stdio::piped())
        .output()
        .expect("the program starts");
    ends(&output, 2, &["R012", "standard output"]);
}

#[test]
fn the_manifest_accounts_for_the_run() {
    let bench = bench();
    ends(&bench.score(), 0, &[]);
    let text = std::fs::read_to_string(bench.path("out/manifest.json")).unwrap();
    let manifest: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!(manifest["program"], "innopoints");
    assert_eq!(manifest["version"], env!("CARGO_PKG_VERSION"));
    assert_eq!(manifest["time"], "2021-05-31T00:00:00Z");
    assert_eq!(manifest["command"][1], "score");
    assert_eq!(manifest["scheme"]["id"], "s");
    assert_eq!(manifest["inputs"][0]["rows_read"], 3);
    assert_eq!(manifest["counts"]["firms"], 3);
    assert_eq!(manifest["counts"]["status"]["ranked"], 3);
    for (name, hash) in manifest["outputs"].as_object().unwrap() {
        let bytes = std::fs::read(bench.path("out").join(name)).unwrap();
        assert_eq!(*hash, sha256(&bytes), "{name}");
    }
}

#[test]
fn the_same_input_gives_the_same_bytes() {
    let run = || {
        let out = tempfile::tempdir().unwrap();
        let path = out.path().join("out");
        let arguments = [
            "score".as_ref(),
            "configs/wuxi_pilot.toml".as_ref(),
            "sample_data/wuxi_firms.csv".as_ref(),
            "--as-of".as_ref(),
            "2021-12-31".as_ref(),
            "--out".as_ref(),
            path.as_os_str(),
        ];
        ends(&innopoints(&root(), &arguments), 0, &[]);
        let mut files: Vec<(String, String)> = std::fs::read_dir(&path)
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .map(|file| {
                let name = file.file_name().unwrap().to_string_lossy().into_owned();
                let text = std::fs::read_to_string(&file).unwrap();
                (name, text.replace(&*path.to_string_lossy(), "OUT"))
            })
            .collect();
        files.sort();
        files
    };
    let (first, second) = (run(), run());
    assert!(first.len() >= 6);
    assert_eq!(first, second);
}

#[test]
fn columns_are_those_that_were_asked_for_in_that_order() {
    let bench = bench();
    let score = |columns: &str, more: &[&str]| {
        let mut arguments = vec!["score", "s.toml", "f.csv", "--columns", columns];
        arguments.extend(more);
        bench.run(&arguments)
    };
    ends(&score("total,code,i,rank", &["--out", "out"]), 0, &[]);
    let ranking = bench.ranking();
    assert_eq!(ranking.headers, ["total", "code", "i", "rank"]);
    assert_eq!((ranking.rows[0]["code"].as_str(), ranking.rows[0]["rank"].as_str()), ("F2", "1"));
    let whole = bench.run(&["score", "s.toml", "f.csv", "--format", "csv"]);
    let whole = Table::parse(&whole.stdout);
    for (row, full) in ranking.rows.iter().zip(&whole.rows) {
        assert!(row.iter().all(|(column, cell)| full[column] == *cell), "{row:?} {full:?}");
    }
    let named = score("code,total,d", &["--format", "csv", "--names"]);
    assert_eq!(stdout(&named).lines().next(), Some("code,Total,d"));
    // Refused as a whole, with every name that is wrong.
    let wrong = score("code,totl,code,nothing", &["--out", "other"]);
    ends(&wrong, 2, &["R040", "`totl`", "did you mean `total`", "`code` twice", "`nothing`"]);
    assert!(!bench.path("other").exists());
    ends(&score("code", &[]), 2, &["R040", "--format csv"]);
}

/// Lists hold them too, with their own ranks.
#[test]
fn lists_hold_the_chosen_columns() {
    let scheme = format!("{SCHEME}\n[[list]]\nid = \"best\"\ntop = 2\n");
    let bench = Bench::new(scheme, FIRMS);
    let columns = ["score", "s.toml", "f.csv", "--out", "out", "--columns", "code,rank,status"];
    ends(&bench.run(&columns), 0, &[]);
    let list = Table::read(&bench.path("out/best.csv"));
    assert_eq!(list.headers, ["code", "rank", "status"]);
    assert_eq!((list.rows[0]["code"].as_str(), list.rows[1]["rank"].as_str()), ("F2", "2"));
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// By their first bytes and under any name, from files and from standard input.
#[test]
fn compressed_tables_are_tables() {
    let bench = bench();
    let ask = |table: &str| bench.run(&["score", "s.toml", table, "--format", "csv"]);
    let plain = ask("f.csv");
    let level = ruzstd::encoding::CompressionLevel::Fastest;
    let zstd = ruzstd::encoding::compress_to_vec(FIRMS.as_bytes(), level);
    for packed in [gzip(FIRMS.as_bytes()), zstd] {
        bench.write("packed", &packed);
        let output = ask("packed");
        ends(&output, 0, &[]);
        assert_eq!(output.stdout, plain.stdout);
        ends(&bench.run(&["check", "s.toml", "packed"]), 0, &["nothing is wrong"]);
        ends(&bench.run(&["explain", "s.toml", "packed", "--firm", "F2"]), 0, &["100.00"]);
        let arguments = ["score", "s.toml", "-", "--format", "csv"];
        let piped = fed(&bench, &arguments, &packed);
        assert_eq!(piped.stdout, plain.stdout);
        bench.write("half", &packed[..packed.len() / 2]);
        ends(&ask("half"), 2, &["F014", "cannot be unpacked"]);
    }
    bench.write("twice", gzip(&gzip(FIRMS.as_bytes())));
    ends(&ask("twice"), 2, &["F002", "gzip", "unpack it first"]);
}

/// The manifest tells of the file as it lies on the disk.
#[test]
fn the_manifest_tells_how_an_input_is_compressed() {
    let bench = bench();
    let packed = gzip(FIRMS.as_bytes());
    bench.write("f.csv", &packed);
    ends(&bench.score(), 0, &[]);
    let manifest = std::fs::read(bench.path("out/manifest.json")).unwrap();
    let manifest: serde_json::Value = serde_json::from_slice(&manifest).unwrap();
    let input = &manifest["inputs"][0];
    assert_eq!((&input["kind"], &input["compression"]), (&"text".into(), &"gzip".into()));
    assert_eq!(input["bytes"], packed.len());
}
