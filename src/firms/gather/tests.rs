//! Gathering small tables: what is joined, merged, made of years, refused.

mod traps;

use proptest::prelude::*;

use super::*;
use crate::diagnostic::has_errors;

const A: &str = "91320214MA1000017K";
const B: &str = "91320214MA1000025E";
const C: &str = "91320214MA10000339";

const FIRM: &str = "[firm]\nid = \"代码\"\nname = \"名称\"\nformer = \"曾用名\"\n";

fn plan(text: &str) -> Plan {
    let loaded = load("sources.toml", &format!("{FIRM}{text}"));
    assert!(!has_errors(&loaded.problems), "{:?}", loaded.problems);
    loaded.plan.unwrap()
}

fn codes_of(problems: &[Diagnostic]) -> Vec<&str> {
    problems.iter().map(|problem| problem.code.id).collect()
}

fn refused(text: &str) -> Vec<&'static str> {
    let loaded = load("sources.toml", text);
    assert!(loaded.plan.is_none());
    loaded.problems.iter().map(|problem| problem.code.id).collect()
}

fn file(source: usize, name: &str, text: &str) -> SourceFile {
    bytes(source, name, text.as_bytes())
}

fn bytes(source: usize, name: &str, bytes: &[u8]) -> SourceFile {
    SourceFile { source, input: Input { name: name.to_owned(), bytes: bytes.to_vec() } }
}

fn csv(gathered: &Gathered) -> String {
    String::from_utf8(gathered.to_csv(false)).unwrap()
}

fn cell(gathered: &Gathered, firm: &str, field: &str) -> String {
    let row = gathered.find_firm(firm).unwrap();
    let column = gathered.columns.iter().find(|column| column.name == field).unwrap();
    column.values[row].as_ref().map(|value| shown(value, column.kind)).unwrap_or_default()
}

fn issue_codes(gathered: &Gathered) -> Vec<&str> {
    gathered.issues.iter().map(|issue| issue.code.id).collect()
}

const REVENUE: &str = "[[field]]\nname = \"营业收入\"\nunit = \"万元\"\naliases = [\"销售额\"]\n";

#[test]
fn units_in_headers_are_converted_exactly() {
    let plan = plan(&format!("{REVENUE}[[source]]\nid = \"t\"\nfiles = [\"t.csv\"]\n"));
    let text = format!("代码,销售额（元）\n{A},371589900\n{B},\"1,200\"\n{C},1.2亿\n");
    let gathered = gather(&plan, &[file(0, "t.csv", &text)]).unwrap();
    assert_eq!(cell(&gathered, A, "营业收入"), "37158.99");
    assert_eq!(cell(&gathered, B, "营业收入"), "0.12");
    assert_eq!(cell(&gathered, C, "营业收入"), "12000");
    assert_eq!(issue_codes(&gathered), ["F036", "F033"]);
    assert_eq!(gathered.account.files[0].matched[0].header, "销售额（元）");
}

#[test]
fn years_become_fields_and_missing_stays_missing() {
    let plan = plan(
        "[[field]]\nname = \"收入\"\nunit = \"万元\"\nkeep = false\n\
         [[field]]\nname = \"今\"\nfrom = \"收入\"\n\
         [[field]]\nname = \"去\"\nfrom = \"收入\"\nyear = \"last\"\n\
         [[field]]\nname = \"增\"\nfrom = \"收入\"\nover = \"growth\"\nunit = \"%\"\n\
         [[field]]\nname = \"两年\"\nfrom = \"收入\"\nover = \"sum\"\n\
         [[field]]\nname = \"均\"\nfrom = \"收入\"\nover = \"mean\"\nyears = 3\nunit = \"千元\"\n\
         [[field]]\nname = \"年均\"\nfrom = \"收入\"\nover = \"cagr\"\nyears = 2\n\
         [[source]]\nid = \"t\"\nfiles = [\"t.csv\"]\nyear = \"年度\"\n[gather]\nyear = 2020\n",
    );
    let text = format!(
        "代码,年度,收入\n{A},2018,100\n{A},2019年,110\n{A},2020,121\n{B},2020,5\n{C},2019,-3\n{C},2020,4\n"
    );
    let gathered = gather(&plan, &[file(0, "t.csv", &text)]).unwrap();
    let row =
        |firm| ["今", "去", "增", "两年", "均", "年均"].map(|field| cell(&gathered, firm, field));
    let growth: f64 = row(A)[2].parse().unwrap();
    let cagr: f64 = row(A)[5].parse().unwrap();
    assert!((growth - 10.0).abs() < 1e-9 && (cagr - 0.1).abs() < 1e-9);
    assert_eq!([&row(A)[0], &row(A)[1], &row(A)[3]], ["121", "110", "231"]);
    assert!((row(A)[4].parse::<f64>().unwrap() - 331.0 / 3.0 * 10.0).abs() < 1e-9);
    assert_eq!(row(B), ["5", "", "", "", "", ""]);
    assert_eq!(row(C), ["4", "-3", "", "1", "", ""]);
}

#[test]
fn a_wrong_year_is_doubted() {
    let plan = plan(&format!(
        "[gather]\nyear = 2021\n{REVENUE}[[source]]\nid = \"t\"\nfiles = [\"t.csv\"]\nyear = 2020\n"
    ));
    let text = format!("代码,营业收入\n{A},1\n");
    let gathered = gather(&plan, &[file(0, "t.csv", &text)]).unwrap();
    assert_eq!(issue_codes(&gathered), ["F140"]);
}

#[test]
fn years_side_by_side_under_a_merged_header() {
    let plan = plan(
        "[gather]\nyear = 2020\n[[field]]\nname = \"收入\"\nunit = \"万元\"\n\
         [[field]]\nname = \"上年\"\nfrom = \"收入\"\nyear = \"last\"\n\
         [[source]]\nid = \"t\"\nfiles = [\"t.csv\"]\nheader_rows = 2\n",
    );
    let text = format!("统计表,,\n代码,收入（千元）,\n,2019年,2020年\n{A},10,20\n");
    let gathered = gather(&plan, &[file(0, "t.csv", &text)]).unwrap();
    assert_eq!([cell(&gathered, A, "收入"), cell(&gathered, A, "上年")], ["2", "1"]);
}

#[test]
fn names_join_exactly_or_by_former_name_and_never_by_likeness() {
    let plan = plan(
        "[[field]]\nname = \"奖\"\ntype = \"integer\"\n[[source]]\nid = \"r\"\nfiles = [\"r.csv\"]\n\
         [[source]]\nid = \"h\"\nfiles = [\"h.csv\"]\nkey = \"name\"\n",
    );
    let register = format!(
        "代码,名称,曾用名\n{A},无锡星能精密机械有限公司,江阴星能机械厂\n{B},无锡科坤科技有限公司,\n"
    );
    let honours =
        "名称,奖\n江阴星能机械厂,1\n 无锡科坤科技　有限公司,2\n无锡星能精密机诫有限公司,9\n";
    let files = [file(0, "r.csv", &register), file(1, "h.csv", honours)];
    let gathered = gather(&plan, &files).unwrap();
    assert_eq!([cell(&gathered, A, "奖"), cell(&gathered, B, "奖")], ["1", "2"]);
    assert_eq!(issue_codes(&gathered), ["F129", "F128"]);
    assert_eq!(gathered.rejected.len(), 1);
    assert_eq!(gathered.rejected[0].original, ["无锡星能精密机诫有限公司", "9"]);
    assert_eq!(gathered.proposals.len(), 1);
    assert_eq!(gathered.proposals[0].firm, A);
    let accepted = format!("{}{}", FIRM, gathered.proposals[0].accept());
    assert!(load("s.toml", &accepted).problems.iter().all(|p| p.code.id != "S001"));
}

#[test]
fn a_join_that_a_person_wrote_is_followed() {
    let plan = plan(&format!(
        "[[field]]\nname = \"奖\"\ntype = \"integer\"\n[[source]]\nid = \"r\"\nfiles = [\"r.csv\"]\n\
         [[source]]\nid = \"h\"\nfiles = [\"h.csv\"]\nkey = \"name\"\n[[join]]\nname = \"星能\"\nid = \"{A}\"\n"
    ));
    let files = [
        file(0, "r.csv", &format!("代码,名称\n{A},无锡星能\n")),
        file(1, "h.csv", "名称,奖\n星能,3\n"),
    ];
    let gathered = gather(&plan, &files).unwrap();
    assert_eq!(cell(&gathered, A, "奖"), "3");
    assert_eq!(issue_codes(&gathered), ["F130"]);
}

#[test]
fn sources_that_disagree_need_a_priority() {
    let text = |priority: &str| {
        format!(
            "[gather]\n{priority}\n{REVENUE}[[source]]\nid = \"a\"\nfiles = [\"a.csv\"]\n\
             [[source]]\nid = \"b\"\nfiles = [\"b.csv\"]\n"
        )
    };
    let files = [
        file(0, "a.csv", &format!("代码,营业收入\n{A},10\n{B},\n")),
        file(1, "b.csv", &format!("代码,营业收入\n{A},100\n{B},7\n")),
    ];
    let problems = gather(&plan(&text("")), &files).unwrap_err();
    assert_eq!(codes_of(&problems), ["F121"]);
    let gathered = gather(&plan(&text("priority = [\"b\", \"a\"]")), &files).unwrap();
    assert_eq!([cell(&gathered, A, "营业收入"), cell(&gathered, B, "营业收入")], ["100", "7"]);
    assert_eq!(issue_codes(&gathered), ["F122"]);
    let told = &gathered.issues[0];
    assert!(
        told.problem.en.contains("10 万元") && told.problem.en.contains("100 万元"),
        "{told:?}"
    );
    let gathered = gather(&plan(&text("tolerance = 0.95")), &files).unwrap();
    assert!(gathered.issues.is_empty());
}

#[test]
fn rows_of_one_source_follow_the_stated_rule() {
    let with = |rule: &str| {
        plan(&format!(
            "{REVENUE}[[source]]\nid = \"a\"\nfiles = [\"a.csv\"]\nlatest_by = \"日期\"\nmerge = \"{rule}\"\n"
        ))
    };
    let text = format!(
        "代码,营业收入,日期\n{A},0.1,2020-01-01\n{A},0.2,2020-06-01\n{A},0.15,2020-03-01\n"
    );
    for (rule, expected) in
        [("latest", "0.2"), ("first", "0.1"), ("sum", "0.45"), ("max", "0.2"), ("min", "0.1")]
    {
        let gathered = gather(&with(rule), &[file(0, "a.csv", &text)]).unwrap();
        assert_eq!(cell(&gathered, A, "营业收入"), expected, "{rule}");
        assert!(issue_codes(&gathered).iter().all(|code| *code == "F123"));
    }
    let problems = gather(&with("error"), &[file(0, "a.csv", &text)]).unwrap_err();
    assert_eq!(codes_of(&problems), ["F120"]);
}

#[test]
fn rows_are_equal_by_their_headers_and_not_by_their_places() {
    let plan = plan(&format!(
        "{REVENUE}[[field]]\nname = \"税费\"\nunit = \"万元\"\n\
         [[source]]\nid = \"a\"\nfiles = [\"*.csv\"]\nmerge = \"sum\"\n"
    ));
    let one = file(0, "1.csv", &format!("代码,营业收入,税费\n{A},5,7\n{B},5,7\n"));
    let other = file(0, "2.csv", &format!("代码,税费,营业收入\n{A},7,5\n{B},5,7\n"));
    let gathered = gather(&plan, &[one, other]).unwrap();
    // The row of A stands there twice; that of B says something else.
    assert_eq!(gathered.account.rows_rejected(), 1);
    assert_eq!([cell(&gathered, A, "营业收入"), cell(&gathered, A, "税费")], ["5", "7"]);
    assert_eq!([cell(&gathered, B, "营业收入"), cell(&gathered, B, "税费")], ["12", "12"]);
}

#[test]
fn rows_can_be_counted() {
    let plan = plan(
        "[[field]]\nname = \"有效发明\"\ncount = { \"类型\" = \"发明\", \"状态\" = [\"有效\", \"授权\"] }\nabsent = 0\n\
         [[source]]\nid = \"r\"\nfiles = [\"r.csv\"]\n[[source]]\nid = \"p\"\nfiles = [\"p.csv\"]\n",
    );
    let patents = format!(
        "代码,专利号,类型,状态\n{A},1,发明,有效\n{A},2,发明,授权\n{A},3,发明,失效\n{A},4,外观,有效\n"
    );
    let files =
        [file(0, "r.csv", &format!("代码,名称\n{A},甲\n{B},乙\n")), file(1, "p.csv", &patents)];
    let gathered = gather(&plan, &files).unwrap();
    assert_eq!([cell(&gathered, A, "有效发明"), cell(&gathered, B, "有效发明")], ["2", "0"]);
}

#[test]
fn a_cell_tells_where_it_came_from() {
    let plan = plan(&format!(
        "[gather]\nyear = 2020\n{REVENUE}[[field]]\nname = \"增\"\nfrom = \"营业收入\"\nover = \"growth\"\nunit = \"%\"\n\
         [[source]]\nid = \"t\"\nname = \"税务\"\nfiles = [\"t.csv\"]\nyear = \"年\"\n"
    ));
    let text = format!("代码,年,销售额（元）\n{A},2019,\"10,000\"\n{A},2020,20000\n");
    let gathered = gather(&plan, &[file(0, "t.csv", &text)]).unwrap();
    let firm = gathered.find_firm(&A.to_lowercase()).unwrap();
    let traced = gathered.trace(firm, Some("增"));
    assert_eq!(traced[0].value, "100%");
    let told: Vec<_> =
        traced[0].evidence.iter().map(|e| (e.line, e.raw.as_str(), e.value.as_str())).collect();
    assert_eq!(told, [(2, "10,000", "1 万元"), (3, "20000", "2 万元")]);
    assert!(traced[0].evidence[0].conversion.en.contains("from 元 to 万元"));
    assert!(traced[0].evidence.iter().all(|e| e.is_used && e.file == "t.csv"));
}

#[test]
fn a_code_that_is_one_slip_away_is_proposed() {
    let plan = plan("[[source]]\nid = \"t\"\nfiles = [\"t.csv\"]\n");
    let (wrong, turned, long) = ("91320214MA1000018K", "91320214MA1000071K", "91320214MAA1000017K");
    let text = format!("代码,名称\n{A},甲\n{B},乙\n{wrong},丙\n{turned},丁\n{long},戊\n");
    let gathered = gather(&plan, &[file(0, "t.csv", &text)]).unwrap();
    let proposed: Vec<_> = gathered.proposals.iter().map(|p| (p.line, p.firm.as_str())).collect();
    assert_eq!(proposed, [(4, A), (5, A), (6, A)]);
    assert_eq!(gathered.firms(), 2);
}

#[test]
fn the_sources_file_tells_all_its_slips_at_once() {
    let slips = refused(
        "[gather]\nyear = 2020\npriority = [\"taxx\"]\n[firm]\nid = \"代码\"\n\
         [[field]]\nname = \"a\"\n[[field]]\nname = \"a\"\n[[field]]\nname = \"b\"\nfrom = \"c\"\n\
         [[field]]\nname = \"d\"\naliases = [\"A \"]\nfoo = 1\n\
         [[source]]\nid = \"tax\"\nfiles = []\nmerge = \"latest\"\ndelimiter = \"#\"\n",
    );
    for code in ["F102", "F101", "F103", "S002", "F110", "F107", "F108"] {
        assert!(slips.contains(&code), "{code} in {slips:?}");
    }
    assert_eq!(refused("[[source]]\nid = \"a\"\nfiles = [\"a\"]\n"), ["S006"]);
    assert!(refused("[firm\n").contains(&"S001"));
}

#[test]
fn tables_that_do_not_fit_are_refused() {
    let one = plan(&format!("{REVENUE}[[source]]\nid = \"t\"\nfiles = [\"*.csv\"]\n"));
    let refuse = |files: &[SourceFile]| {
        let problems = gather(&one, files).unwrap_err();
        problems.iter().map(|problem| problem.code.id).collect::<Vec<_>>()
    };
    let good = format!("代码,营业收入\n{A},1\n");
    let cases: [(&str, String, &str); 7] = [
        ("half a line", format!("代码,名称,营业收入\n{A},甲,1\n{B},乙"), "F021"),
        ("mapped twice", format!("代码,营业收入,销售额\n{A},1,2\n"), "F113"),
        ("no header", "甲,乙\n1,2\n".to_owned(), "F112"),
        ("no such unit", format!("代码,营业收入（人）\n{A},1\n"), "F106"),
        ("an open quote", format!("代码,营业收入\n\"{A},1\n"), "F004"),
        ("nothing", String::new(), "F001"),
        ("no field", format!("代码,备注\n{A},1\n"), "F116"),
    ];
    for (what, text, code) in cases {
        assert_eq!(refuse(&[file(0, "t.csv", &text)]), [code], "{what}");
    }
    let other = file(0, "u.csv", &format!("代码,备注\n{B},1\n"));
    assert_eq!(refuse(&[file(0, "t.csv", &good), other]), ["F114"]);
    assert_eq!(refuse(&[]), ["F110"]);
    let years =
        plan(&format!("{REVENUE}[[source]]\nid = \"t\"\nfiles = [\"t.csv\"]\nyear = 2020\n"));
    let problems = gather(&years, &[file(0, "t.csv", &good)]).unwrap_err();
    assert_eq!(codes_of(&problems), ["F104"]);
}

#[test]
fn a_column_in_the_wrong_unit_is_doubted_and_left_alone() {
    let plan = plan(&format!(
        "[gather]\nyear = 2020\ntolerance = 1\n{REVENUE}\
         [[source]]\nid = \"a\"\nfiles = [\"a.csv\"]\n[[source]]\nid = \"b\"\nfiles = [\"b.csv\"]\n"
    ));
    let ids = [A, B, C, "91350100M000100Y43", "91320214MA10001720"];
    let table = |times: u32| {
        let rows =
            ids.iter().enumerate().map(|(at, id)| format!("{id},{}\n", (at as u32 + 3) * times));
        format!("代码,营业收入\n{}", rows.collect::<String>())
    };
    let files = [file(0, "a.csv", &table(1)), file(1, "b.csv", &table(10))];
    let gathered = gather(&plan, &files).unwrap();
    assert_eq!(issue_codes(&gathered), ["F135"]);
    assert!(gathered.issues[0].value.contains(" / "), "evidence is shown");
    let files = [file(0, "a.csv", &table(1)), file(1, "b.csv", &table(2))];
    assert!(gather(&plan, &files).unwrap().issues.is_empty());
}

/// Tables of two sources with rows in any order, some of them doubled.
fn rows() -> impl Strategy<Value = Vec<(usize, u32)>> {
    proptest::collection::vec((0..5_usize, 0..4_u32), 1..30)
}

proptest! {
    #[test]
    fn order_does_not_matter_and_every_row_is_accounted_for(
        rows in rows(),
        seed in any::<u64>(),
        swap in any::<bool>(),
    ) {
        let ids = [A, B, C, "91320214MA1000017X", ""];
        let text = |rows: &[(usize, u32)]| {
            let lines = rows.iter().map(|(id, value)| format!("{},0.{value}\n", ids[*id]));
            format!("代码,营业收入\n{}", lines.collect::<String>())
        };
        let half = rows.len() / 2;
        let mut shuffled = rows[..half].to_vec();
        for at in (1..shuffled.len()).rev() {
            shuffled.swap(at, (seed.rotate_left(at as u32) % (at as u64 + 1)) as usize);
        }
        let stated = |a: &str, b: &str| {
            let source = |id: &str| format!("[[source]]\nid = \"{id}\"\nfiles = [\"{id}.csv\"]\nmerge = \"sum\"\n");
            plan(&format!("[gather]\npriority = [\"a\", \"b\"]\n{REVENUE}{}{}", source(a), source(b)))
        };
        let first = [file(0, "a.csv", &text(&rows[..half])), file(1, "b.csv", &text(&rows[half..]))];
        let (a, b) = if swap { (1, 0) } else { (0, 1) };
        let second = [file(b, "b.csv", &text(&rows[half..])), file(a, "a.csv", &text(&shuffled))];
        let names = if swap { ("b", "a") } else { ("a", "b") };
        let one = gather(&stated("a", "b"), &first).unwrap();
        let other = gather(&stated(names.0, names.1), &second).unwrap();
        prop_assert_eq!(csv(&one), csv(&other));
        for gathered in [&one, &other] {
            let account = &gathered.account;
            // No row is wholly blank: each has a value.
            prop_assert_eq!(account.rows_read(), rows.len() as u64);
            prop_assert_eq!(account.rows_read(), account.rows_merged() + account.rows_rejected());
            prop_assert_eq!(account.rows_rejected(), gathered.rejected.len() as u64);
        }
        let again = gather(&stated("a", "b"), &[
            bytes(0, "a.csv", &one.to_csv(false)),
            bytes(1, "b.csv", &one.to_csv(true)),
        ]);
        prop_assert_eq!(csv(&again.unwrap()), csv(&one));
    }
}
