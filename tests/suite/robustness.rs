//! What careless and hostile input meets: an exit code of 2 (1 where the run was asked to look for
//! faults), a message with the place and the mend, never a panic, and nothing written.

use std::path::Path;
use std::process::Output;

use crate::support::{Table, innopoints, said};

/// A small scheme that is in order.
pub const SCHEME: &str = "\
[scheme]
id = \"s\"
total = 100
missing = \"zero\"

[firm]
id = \"code\"
name = \"name\"

[[dimension]]
id = \"d\"
points = 100

[[indicator]]
id = \"i\"
dimension = \"d\"
value = \"研发费用\"
points = 100
rule.linear = { through = [[0, 0.0], [10, 1.0]] }
";

pub const FIRMS: &str = "code,name,研发费用\nF1,甲,5\nF2,乙,10\nF3,丙,\n";

/// A folder with a scheme and a table in it.
pub struct Bench {
    pub folder: tempfile::TempDir,
}

impl Bench {
    pub fn new(scheme: impl AsRef<[u8]>, firms: impl AsRef<[u8]>) -> Self {
        let bench = Bench { folder: tempfile::tempdir().expect("a folder") };
        bench.write("s.toml", scheme);
        bench.write("f.csv", firms);
        bench
    }

    pub fn write(&self, name: &str, bytes: impl AsRef<[u8]>) {
        std::fs::write(self.folder.path().join(name), bytes).expect("written");
    }

    pub fn run(&self, arguments: &[&str]) -> Output {
        innopoints(self.folder.path(), arguments)
    }

    pub fn score(&self) -> Output {
        self.run(&["score", "s.toml", "f.csv", "--out", "out"])
    }

    pub fn path(&self, name: &str) -> std::path::PathBuf {
        self.folder.path().join(name)
    }

    pub fn ranking(&self) -> Table {
        Table::read(&self.path("out/ranking.csv"))
    }
}

/// Ends with this code, says all of these, and never panics.
#[track_caller]
pub fn ends(output: &Output, code: i32, says: &[&str]) {
    let said = said(output);
    assert!(!said.contains("panicked"), "{said}");
    assert!(!said.contains("R099"), "{said}");
    assert_eq!(output.status.code(), Some(code), "{said}");
    for fragment in says {
        assert!(said.contains(fragment), "does not say {fragment:?}:\n{said}");
    }
}

/// A scheme that is refused, with nothing left behind.
#[track_caller]
fn refused(scheme: &str, says: &[&str]) {
    let bench = Bench::new(scheme, FIRMS);
    ends(&bench.score(), 2, says);
    assert!(!bench.path("out").exists(), "a refused run leaves no folder");
    let output = bench.run(&["check", "s.toml"]);
    ends(&output, 1, says);
}

fn with(from: &str, to: &str) -> String {
    assert!(SCHEME.contains(from), "{from}");
    SCHEME.replacen(from, to, 1)
}

#[test]
fn several_syntax_errors_are_told_at_once() {
    let broken = SCHEME.replace("[scheme]", "[scheme").replace("id = \"d\"", "id：\"d\"");
    refused(&broken, &["S001", "s.toml:1:", "s.toml:11:"]);
}

#[test]
fn wrong_types_say_what_is_expected() {
    refused(
        &with("total = 100", "total = \"100\""),
        &["S004", "s.toml:3:9", "expected a number, found text"],
    );
    refused(&with("id = \"code\"", "id = 7"), &["S004", "text in quotes"]);
    refused(
        &with("points = 100\nrule", "points = [1]\nrule"),
        &["S004", "points, or { stage = points }"],
    );
    refused(&with("total = 100", "total = nan"), &["S004"]);
    refused(&with("total = 100", "total = inf"), &["S004"]);
    refused(&with("[[dimension]]", "[dimension]"), &["S004", "[[dimension]]"]);
}

#[test]
fn unknown_keys_are_refused_with_the_nearest() {
    refused(&with("missing", "mising"), &["S002", "mising", "did you mean `missing`"]);
    refused(&with("[[indicator]]", "[[indikator]]"), &["S002", "did you mean `indicator`"]);
    refused(&with("through", "trough"), &["S002", "did you mean `through`"]);
    refused(&with("rule.linear", "rule.liner"), &["S008", "did you mean `linear`"]);
    refused(&with("dimension = \"d\"", "dimension = \"dd\""), &["S012", "s.toml:"]);
}

#[test]
fn an_unknown_column_names_the_nearest_headers() {
    let bench = Bench::new(with("研发费用", "研发经费"), FIRMS);
    ends(&bench.score(), 2, &["F009", "研发经费", "研发费用", "aliases"]);
}

#[test]
fn text_in_a_number_column_is_missing_and_listed() {
    let bench = Bench::new(SCHEME, FIRMS.replace("5", "约5"));
    ends(&bench.score(), 0, &["F040", "f.csv:2", "研发费用", "约5"]);
    let issues = Table::read(&bench.path("out/issues.csv"));
    let issue = &issues.rows[0];
    let expected =
        [("line", "2"), ("firm", "F1"), ("column", "研发费用"), ("value", "约5"), ("code", "F040")];
    for (column, cell) in expected {
        assert_eq!(issue[column], cell);
    }
    assert_eq!(bench.ranking().by("code")["F1"]["total"], "0.00");
}

#[test]
fn strict_stops_at_doubtful_data_and_writes_nothing() {
    let bench = Bench::new(SCHEME, FIRMS.replace("5", "约5"));
    let output = bench.run(&["score", "s.toml", "f.csv", "--out", "out", "--strict"]);
    ends(&output, 1, &["F040", "f.csv:2", "nothing was written"]);
    assert!(!bench.path("out").exists());
    let clean = Bench::new(SCHEME, FIRMS);
    ends(&clean.run(&["score", "s.toml", "f.csv", "--out", "out", "--strict"]), 0, &[]);
}

#[test]
fn ragged_rows_are_left_out_and_told() {
    let bench = Bench::new(SCHEME, "code,name,研发费用\nF1,甲,5\nF2,乙,1,200\nF3\nF4,丁,10\n");
    ends(&bench.score(), 0, &["F020", "f.csv:3", "f.csv:4"]);
    let ids: Vec<String> = bench.ranking().rows.iter().map(|row| row["code"].clone()).collect();
    assert_eq!(ids, ["F4", "F1"]);
}

#[test]
fn a_scheme_that_is_not_utf_8_says_where() {
    let (gbk, _, _) = encoding_rs::GBK.encode(SCHEME);
    let bench = Bench::new(&gbk, FIRMS);
    ends(&bench.score(), 2, &["R011", "s.toml", "not UTF-8", "line 17, column 10"]);
}

#[test]
fn tables_in_other_encodings_are_read() {
    let (gb18030, _, _) = encoding_rs::GB18030.encode(FIRMS);
    let wide =
        |bytes: fn(u16) -> [u8; 2]| FIRMS.encode_utf16().flat_map(bytes).collect::<Vec<u8>>();
    let little = [b"\xff\xfe".to_vec(), wide(u16::to_le_bytes)].concat();
    let big = [b"\xfe\xff".to_vec(), wide(u16::to_be_bytes)].concat();
    let marked = [b"\xef\xbb\xbf".to_vec(), FIRMS.as_bytes().to_vec()].concat();
    for firms in [gb18030.to_vec(), little, big, marked, FIRMS.replace('\n', "\r\n").into_bytes()] {
        let bench = Bench::new(SCHEME, firms);
        ends(&bench.score(), 0, &[]);
        let ranking = bench.ranking();
        assert_eq!(ranking.by("code")["F2"]["name"], "乙");
        assert_eq!(ranking.by("code")["F2"]["total"], "100.00");
    }
}

#[test]
fn a_scheme_with_a_byte_order_mark_is_read() {
    ends(&Bench::new(format!("\u{feff}{SCHEME}"), FIRMS).score(), 0, &[]);
}

#[test]
fn absurd_fields_and_files_are_refused() {
    let huge = format!("code,name,研发费用\nF1,\"{}\",5\n", "x".repeat(2 << 20));
    ends(&Bench::new(SCHEME, huge).score(), 2, &["F005", "f.csv"]);
    ends(&Bench::new(SCHEME, "code,name,研发费用\nF1,\"甲,5\nF2,乙,6\n").score(), 2, &["F004"]);
    ends(&Bench::new(SCHEME, "").score(), 2, &["F001", "f.csv"]);
    ends(&Bench::new(SCHEME, b"\x89PNG\r\n\x1a\n\0\0").score(), 2, &["F002", "f.csv"]);
    ends(&Bench::new("", FIRMS).score(), 2, &["S006", "[scheme]", "innopoints init"]);
}

#[test]
fn folders_and_missing_files_are_told_by_name() {
    let bench = Bench::new(SCHEME, FIRMS);
    ends(&bench.run(&["score", "s.toml", "."]), 2, &["R011", "is a folder"]);
    ends(&bench.run(&["score", ".", "f.csv"]), 2, &["R011", "is a folder"]);
    ends(
        &bench.run(&["score", "s.toml", "no.csv", "nor.csv"]),
        2,
        &["no.csv", "nor.csv", "no such file"],
    );
    ends(&bench.run(&["check", "no.toml"]), 2, &["no.toml", "no such file"]);
    ends(&bench.run(&["check", "s.toml", "no.csv"]), 2, &["no.csv"]);
    ends(&bench.run(&["score", "s.toml", "f.csv", "--params", "no.toml"]), 2, &["no.toml"]);
}

#[test]
fn outputs_that_cannot_be_written_are_told() {
    let bench = Bench::new(SCHEME, FIRMS);
    ends(&bench.run(&["score", "s.toml", "f.csv", "--out", "f.csv"]), 2, &["R012", "f.csv"]);
    ends(&bench.run(&["score", "s.toml", "f.csv", "--out", "f.csv/x"]), 2, &["R012"]);
    assert_eq!(std::fs::read(bench.path("f.csv")).unwrap(), FIRMS.as_bytes());
}

/// What a run has read it does not write over, whatever the folder or the kind of run.
#[test]
fn inputs_are_not_written_over() {
    let bench = Bench::new(SCHEME, FIRMS);
    bench.write("ranking.csv", FIRMS);
    let read = ["R012", "ranking.csv", "read"];
    for more in [&[][..], &["--write", "ranking"], &["--write", "ranking,portraits"]] {
        let command = [&["score", "s.toml", "ranking.csv", "--out", "."], more].concat();
        ends(&bench.run(&command), 2, &read);
    }
    bench.write("sources.toml", "[firm]\nid = \"code\"\nname = \"name\"\nid_kind = \"text\"\n[[source]]\nid = \"a\"\nfiles = [\"ranking.csv\"]\n[[field]]\nname = \"研发费用\"\n");
    ends(&bench.run(&["score", "s.toml", "sources.toml", "--out", "."]), 2, &read);
    assert_eq!(std::fs::read(bench.path("ranking.csv")).unwrap(), FIRMS.as_bytes());
    assert!(!bench.path("manifest.json").exists());
    ends(&bench.run(&["init", "--excel", "s.toml", "--out", "book.xlsx"]), 0, &[]);
    let book = std::fs::read(bench.path("book.xlsx")).unwrap();
    ends(&bench.run(&["score", "s.toml", "book.xlsx", "--excel", "book.xlsx"]), 2, &["R012"]);
    assert_eq!(std::fs::read(bench.path("book.xlsx")).unwrap(), book);
    // A run by the params of an earlier one may write them again.
    ends(&bench.score(), 0, &[]);
    let again = ["score", "s.toml", "f.csv", "--params", "out/params.toml", "--out", "out"];
    ends(&bench.run(&again), 0, &[]);
}

/// One file that cannot be put in place holds back all.
#[test]
fn outputs_are_written_whole_or_not_at_all() {
    let bench = Bench::new(SCHEME, FIRMS);
    std::fs::create_dir_all(bench.path("out/manifest.json")).unwrap();
    ends(&bench.score(), 2, &["R012", "manifest.json"]);
    let left: Vec<_> =
        std::fs::read_dir(bench.path("out")).unwrap().map(|e| e.unwrap().file_name()).collect();
    assert_eq!(left, ["manifest.json"]);
    // A failed run leaves an earlier result as it is.
    std::fs::remove_dir(bench.path("out/manifest.json")).unwrap();
    ends(&bench.score(), 0, &[]);
    let before = std::fs::read(bench.path("out/ranking.csv")).unwrap();
    bench.write("f.csv", "");
    ends(&bench.score(), 2, &[]);
    assert_eq!(std::fs::read(bench.path("out/ranking.csv")).unwrap(), before);
}

#[test]
fn a_table_with_only_a_header_is_an_empty_ranking() {
    let bench = Bench::new(SCHEME, "code,name,研发费用\n");
    ends(&bench.score(), 0, &["warning", "f.csv"]);
    assert!(bench.ranking().rows.is_empty());
}

#[test]
fn equal_rows_of_a_firm_are_one_and_noted() {
    let bench = Bench::new(SCHEME, format!("{FIRMS}F1,甲,5\n"));
    ends(&bench.score(), 0, &["F026"]);
    assert_eq!(bench.ranking().rows.len(), 3);
}

#[test]
fn contradicting_rows_of_a_firm_are_refused_unless_one_is_chosen() {
    let bench = Bench::new(SCHEME, format!("{FIRMS}F1,甲,10\n"));
    let says =
        ["F012", "`F1`", "f.csv:2", "f.csv:5", "研发费用 (5 / 10)", "--duplicates first|last"];
    ends(&bench.score(), 2, &says);
    for (choice, total) in [("first", "50.00"), ("last", "100.00")] {
        let output =
            bench.run(&["score", "s.toml", "f.csv", "--out", "out", "--duplicates", choice]);
        ends(&output, 0, &["F027"]);
        assert_eq!(bench.ranking().by("code")["F1"]["total"], total);
    }
}

#[test]
fn schemes_that_mean_nothing_are_refused() {
    let (head, _) = SCHEME.split_once("[[dimension]]").unwrap();
    refused(head, &["S016", "no indicators"]);
    refused(
        &with("total = 100", "total = 90"),
        &["S030", "s.toml:3:9", "add up to 100", "total of 90"],
    );
    refused(
        &with("points = 100\n\n[[indicator]]", "points = 120\n\n[[indicator]]"),
        &["S030", "only 100"],
    );
    refused(&with("[[0, 0.0], [10, 1.0]]", "[[10, 0.0], [10, 1.0]]"), &["S033", "border 10"]);
    refused(&with("id = \"i\"", "id = \"d\""), &["S010", "`d` is used twice", "s.toml:15:6"]);
    refused(&with("id = \"i\"", "id = \"total\""), &["S011", "total"]);
    refused(&with("missing = \"zero\"\n", ""), &["S036", "`i`", "missing"]);
    refused(&with("points = 100\nrule", "points = { early = 100 }\nrule"), &["S020", "early"]);
    refused(&with("points = 100\nrule", "points = -1\nrule"), &["S032", "kind = \"deduction\""]);
    refused(&with("points = 100\nrule", "points = 1e300\nrule"), &["S032"]);
    refused(&with("points = 100\nrule", "points = 1e-300\nrule"), &["S032"]);
    refused(&with("total = 100", "total = 100\nfloor = 1e300"), &["S032", "floor"]);
    refused(&with("id = \"d\"\n", "id = \"\"\n"), &["S003", "cannot be empty"]);
    refused(&with("id = \"code\"", "id = \"\""), &["S003"]);
    refused(&with("研发费用", ""), &["X001"]);
    refused(&with("研发费用", "研发费用 +"), &["X002", "s.toml:17:"]);
}

#[test]
fn a_stage_without_points_is_named() {
    let staged = with("points = 100\nrule", "points = { early = 100 }\nrule")
        + "[[stage]]\nid = \"early\"\nwhen = \"研发费用 < 3\"\n[[stage]]\nid = \"late\"\n";
    refused(&staged, &["S021", "stages without points: late", "s.toml:18:10"]);
}

#[test]
fn dimensions_in_a_circle_or_without_end_are_refused() {
    let circle = SCHEME.to_string()
        + "[[dimension]]\nid = \"a\"\nparent = \"b\"\n[[dimension]]\nid = \"b\"\nparent = \"a\"\n";
    refused(&circle, &["S014", "stands below itself"]);
    let mut deep = SCHEME.to_string();
    for level in 0..40 {
        let parent = if level == 0 { "d".to_string() } else { format!("d{}", level - 1) };
        deep += &format!("[[dimension]]\nid = \"d{level}\"\nparent = \"{parent}\"\n");
    }
    refused(&deep, &["S032", "32 deep"]);
}

#[test]
fn columns_used_against_their_kind_are_refused() {
    let peers = |within: &str| {
        with(
            "rule.linear = { through = [[0, 0.0], [10, 1.0]] }",
            &format!("rule.percentile = {{ within = \"{within}\" }}"),
        )
    };
    refused(&peers("研发费用"), &["S037", "s.toml:19:30", "CASE"]);
    refused(&peers(""), &["S003", "s.toml:19:30"]);
    refused(&with("value = \"研发费用\"", "value = \"code\""), &["S037", "code"]);
    refused(
        &with("name = \"name\"", "name = \"name\"\ngroup = [\"x\", \"x\"]"),
        &["S010", "`x` is used twice"],
    );
    refused(&with("name = \"name\"", "name = \"name\"\ngroup = [\"stage\"]"), &["S011", "aliases"]);
    refused(
        &with("id = \"d\"\n", "id = \"name\"\n")
            .replace("dimension = \"d\"", "dimension = \"name\""),
        &["S010"],
    );
    refused(
        &(SCHEME.to_string() + "[[derive]]\nname = \"code\"\nvalue = \"研发费用\"\n"),
        &["S010", "derived"],
    );
    // A number that is carried along stays a number.
    let bench =
        Bench::new(with("name = \"name\"", "name = \"name\"\ngroup = [\"研发费用\"]"), FIRMS);
    ends(&bench.score(), 0, &[]);
    assert_eq!(bench.ranking().by("code")["F2"]["研发费用"], "10");
}

#[test]
fn extending_what_is_not_there_or_oneself_is_refused() {
    let extending = |file: &str| with("total = 100", &format!("total = 100\nextends = \"{file}\""));
    refused(&extending("no.toml"), &["S041", "no.toml", "no such file", "s.toml:4:11"]);
    for file in ["s.toml", "./s.toml", "x/../s.toml"] {
        refused(&extending(file), &["S014", "s.toml:4:11"]);
    }
    let bench = Bench::new(extending("b.toml"), FIRMS);
    bench.write("b.toml", extending("s.toml"));
    ends(&bench.score(), 2, &["S014", "b.toml:4:11"]);
    bench.write("b.toml", "[scheme\n");
    ends(&bench.score(), 2, &["S001", "b.toml:1:"]);
}

#[test]
fn an_extension_overrides_in_part_and_drops() {
    let upper = "[scheme]\nid = \"upper\"\ntotal = 60\nextends = \"base.toml\"\n\
        [[dimension]]\nid = \"d\"\npoints = 60\n[[indicator]]\nid = \"i\"\npoints = 60\n\
        [[dimension]]\nid = \"gone\"\npoints = 0\n";
    let bench = Bench::new(upper, FIRMS);
    let base = with("total = 100", "total = 140")
        + "[[dimension]]\nid = \"gone\"\npoints = 40\n[[indicator]]\nid = \"j\"\ndimension = \"gone\"\n\
           value = \"研发费用\"\npoints = 40\nrule.share = {}\n";
    bench.write("base.toml", base);
    ends(&bench.score(), 0, &[]);
    let ranking = bench.ranking();
    assert_eq!(ranking.by("code")["F1"]["total"], "30.00");
    assert!(
        !ranking.headers.contains(&"gone".to_string())
            && !ranking.headers.contains(&"j".to_string())
    );
}

#[test]
fn params_of_another_scheme_or_out_of_order_are_refused() {
    let scheme = with("rule.linear = { through = [[0, 0.0], [10, 1.0]] }", "rule.percentile = {}");
    let bench = Bench::new(&scheme, FIRMS);
    ends(&bench.score(), 0, &[]);
    let params = std::fs::read_to_string(bench.path("out/params.toml")).unwrap();
    let score = |name: &str| bench.run(&["score", "s.toml", "f.csv", "--params", name]);
    ends(&score("out/params.toml"), 0, &[]);
    bench.write("broken.toml", params.replace("reached", "raeched"));
    ends(&score("broken.toml"), 2, &["R010", "raeched"]);
    bench.write("short.toml", params.replace("reached = [1, 2]", "reached = [1]"));
    ends(&score("short.toml"), 2, &["R010", "numbers of i"]);
    bench.write("nan.toml", params.replace("values = [5.0", "values = [nan"));
    ends(&score("nan.toml"), 2, &["R010", "numbers of i"]);
    bench.write("s.toml", scheme.replace("100", "50"));
    ends(&score("out/params.toml"), 2, &["R010", "another scheme", "params.toml that it writes"]);
}

#[test]
fn an_unknown_firm_is_answered_with_the_nearest() {
    let bench = Bench::new(SCHEME, FIRMS.replace("F1", "FIRM1"));
    let output = bench.run(&["explain", "s.toml", "f.csv", "--firm", "FIRM11"]);
    ends(&output, 2, &["R013", "FIRM11", "did you mean `FIRM1`"]);
    ends(&bench.run(&["explain", "s.toml", "f.csv", "--firm", ""]), 2, &["R013"]);
}

/// Names of files need not be Unicode.
#[cfg(unix)]
#[test]
fn a_file_name_that_is_no_text_is_still_a_file() {
    use std::os::unix::ffi::OsStrExt;
    let bench = Bench::new(SCHEME, FIRMS);
    let name = std::ffi::OsStr::from_bytes(b"f\xff.csv");
    std::fs::write(bench.folder.path().join(name), FIRMS).unwrap();
    let arguments = ["score".as_ref(), "s.toml".as_ref(), name, "--out".as_ref(), "out".as_ref()];
    ends(&innopoints(bench.folder.path(), &arguments), 0, &[]);
    assert!(Path::new(&bench.path("out/manifest.json")).exists());
}

/// A thousand derived columns, each made of the one before.
#[test]
fn long_chains_are_followed() {
    let mut scheme = with("value = \"研发费用\"", "value = \"c999\"");
    for at in 0..1000 {
        let before = if at == 0 { "研发费用".to_string() } else { format!("c{}", at - 1) };
        scheme += &format!("[[derive]]\nname = \"c{at}\"\nvalue = \"{before} + 0\"\n");
    }
    let bench = Bench::new(scheme, FIRMS);
    ends(&bench.score(), 0, &[]);
    assert_eq!(bench.ranking().by("code")["F1"]["total"], "50.00");
}
