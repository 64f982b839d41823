//! Every bad input is told with its place and its mend.

use super::*;
use crate::policy::facts::scheme_cycles;

fn codes(policies: &str) -> Vec<&'static str> {
    read(policies).problems.iter().map(|problem| problem.code.id).collect()
}

fn underlined(policies: &str) -> Vec<String> {
    let loaded = read(policies);
    let label = |problem: &Diagnostic| {
        let span = problem.labels.first().unwrap().span;
        loaded.sources.text(span.source)[span.start..span.end].to_string()
    };
    loaded.problems.iter().map(label).collect()
}

#[test]
fn a_file_without_policies() {
    for (text, expected) in [("[firm]\nid = \"code\"\n", &["P045"][..]), ("", &["P045", "S006"])] {
        let loaded = load_text("none.toml", text);
        let found: Vec<&str> = loaded.problems.iter().map(|problem| problem.code.id).collect();
        assert_eq!((found.as_slice(), loaded.catalogue.is_none()), (expected, true), "{text}");
    }
}

#[test]
fn two_policies_of_one_id() {
    let text = "[[policy]]\nid = 'a'\nclause = [{ when = 'x > 1' }]\n[[policy]]\nid = 'a'\nclause = [{ when = 'x > 1' }]\n";
    assert_eq!(codes(text), ["P001"]);
    assert_eq!(underlined(text), ["'a'"]);
}

#[test]
fn policies_that_wait_for_each_other() {
    let text = "[[policy]]\nid = 'a'\nclause = [{ when = \"eligible('b')\" }]\n\
        [[policy]]\nid = 'b'\nclause = [{ when = \"eligible('a') OR x > 1\" }]\n";
    assert_eq!(codes(text), ["P002"]);
    assert_eq!(codes("[[policy]]\nid = 'a'\nclause = [{ when = \"eligible('a')\" }]\n"), ["P002"]);
    assert_eq!(codes("[[policy]]\nid = 'a'\nclause = [{ when = \"eligible('z')\" }]\n"), ["P010"]);
}

#[test]
fn a_scheme_that_waits_for_a_policy_that_waits_for_its_grade() {
    let catalogue = catalogue(
        "[[policy]]\nid = 'a'\nclause = [{ when = \"grade('s') = 'A'\" }]\n\
         [[policy]]\nid = 'b'\nclause = [{ when = \"eligible('a')\" }]\n",
    );
    let scheme = |column: &str| {
        let text = format!(
            "[scheme]\nid = 's'\ntotal = 1\nmissing = 'zero'\n[firm]\nid = 'id'\n[[dimension]]\nid = 'd'\npoints = 1\n\
             [[indicator]]\nid = 'i'\ndimension = 'd'\npoints = 1\nvalue = '\"{column}\"'\nrule.flag = {{ yes = ['是'] }}\n"
        );
        let loaded = crate::scheme::load_text("s.toml", &text);
        loaded.scheme.unwrap_or_else(|| panic!("{:?}", loaded.problems))
    };
    assert_eq!(scheme_cycles(&catalogue, &scheme("b.eligible"))[0].code.id, "P002");
    assert!(scheme_cycles(&catalogue, &scheme("other")).is_empty());
}

#[test]
fn clauses_that_contradict_each_other() {
    let p = |clauses: &str| format!("[[policy]]\nid = 'a'\nclause = [{clauses}]\n");
    for bad in [
        "{ when = 'x > 5 AND x < 3' }",
        "{ when = 'x > 5' }, { when = 'x <= 5' }",
        "{ when = 'x BETWEEN 7 AND 5' }",
        "{ when = '5 < x' }, { when = 'NOT (x > 3)' }",
        "{ when = \"t = 'A'\" }, { when = \"t IN ('B', 'C')\" }",
        "{ any = [{ when = 'x > 7' }] }, { when = 'x < 6' }",
        "{ when = 'x + 1 >= 5' }, { value = 'x + 1', below = 5 }",
        "{ when = \"t = 'A'\" }, { when = \"t <> 'A'\" }",
        "{ when = \"t NOT IN ('A', 'B')\" }, { when = \"t IN ('B', 'A')\" }",
    ] {
        assert_eq!(codes(&p(bad)), ["P003"], "{bad}");
    }
    for good in [
        "{ when = 'x >= 5 AND x <= 5' }",
        "{ when = 'x > 5 OR x < 3' }",
        "{ any = [{ when = 'x > 5' }, { when = 'x < 3' }] }",
        "{ when = 'x > 5 AND y < 3' }",
        "{ when = \"t <> 'A' AND t = 'B'\" }",
        "{ when = 'x <= 5 AND x >= 5.000000001' }",
    ] {
        assert_eq!(codes(&p(good)), [""; 0], "{good}");
    }
    assert_eq!(underlined(&p("{ when = 'x > 5 AND x < 3' }")), ["x < 3"]);
    // One route that nobody can take closes nothing as long as another one stands.
    for half in [
        "{ any = [{ when = 'x > 5' }, { when = 'x > 9' }] }, { when = 'x < 6' }",
        "{ when = 'NOT (x > 5000 AND f) AND x > 5000' }",
    ] {
        let loaded = read(&p(half));
        let problems: Vec<_> = loaded.problems.iter().map(|p| (p.code.id, p.is_error())).collect();
        assert_eq!(problems, [("P040", false)], "{half}");
        assert!(loaded.catalogue.is_some());
    }
    let both = "{ any = [{ when = 'x > 7' }, { when = 'x > 9' }] }, { when = 'x < 6' }";
    assert_eq!(codes(&p(both)), ["P003", "P003"]);
}

#[test]
fn a_level_named_twice() {
    let text = "[[policy]]\nid = 'a'\nclause = [{ when = 'x > 5' }]\nbenefit = { by = 'lv', levels = [['A', 10], [' A', 20]] }\n";
    assert_eq!(codes(text), ["P015"]);
}

#[test]
fn a_level_that_is_not_named_is_told() {
    let catalogue = catalogue(
        "[[policy]]\nid = 'a'\nclause = [{ when = 'x > 5' }]\nbenefit = { by = 'lv', levels = [['省级', 10], ['无', 0]] }\n",
    );
    let csv = "id,x,lv\nX,6,国家级\nY,6,省级\nZ,1,市级\nW,6,无\nV,6,\n";
    let matches = run(&catalogue, csv, &[], "2021-05-31");
    let told = matches.unnamed_levels(&catalogue);
    assert_eq!((told.len(), told[0].code.id), (1, "P039"));
    let message = &told[0].message.zh;
    assert!(message.contains("国家级；1 家") && !message.contains("市级"), "{message}");
}

#[test]
fn an_unknown_field_is_told_with_the_nearest() {
    let text =
        "[[column]]\nname = '研发费用'\n[[policy]]\nid = 'a'\nclause = [{ when = '研发费 > 5' }]\n";
    let loaded = read(text);
    assert_eq!(codes(text), ["P004"]);
    assert_eq!(underlined(text), ["研发费"]);
    assert!(loaded.problems[0].help[0].en.contains("研发费用"));
    let short = text.replace("研发费用", "收入").replace("研发费 ", "收人 ");
    assert!(read(&short).problems[0].help[0].zh.contains("「收入」"));
    // Without a dictionary the tables decide, and the reader tells what they lack.
    let catalogue = catalogue("[[policy]]\nid = 'a'\nclause = [{ when = '研发费 > 5' }]\n");
    assert!(catalogue.columns.iter().any(|column| column.name == "研发费" && column.required));
}

#[test]
fn a_column_that_no_table_has_is_unknown_and_told() {
    let catalogue = catalogue(
        "[[column]]\nname = 'x'\n[[column]]\nname = 'y'\n[[policy]]\nid = 'a'\nclause = [{ when = 'x > 5' }, { when = 'y > 1' }]\n",
    );
    let firms = firms(&catalogue, "id,y\nX,3\n");
    let (_, problems) = Facts::new(&catalogue, &firms, &[], None).unwrap();
    assert_eq!(problems[0].code.id, "P014");
    assert!(problems[0].message.en.contains("asked for by a"), "{}", problems[0].message.en);
    let matches = run(&catalogue, "id,y\nX,3\n", &[], "2021-05-31");
    assert_eq!(standing(&catalogue, &matches, "a"), Standing::Unknown);
}

#[test]
fn dates_decide_whether_a_policy_is_matched() {
    let catalogue = catalogue(
        "[[policy]]\nid = 'a'\nclause = [{ when = 'x > 5' }]\nvalid = { from = 2021-01-01, to = 2022-12-31 }\nwindow = { from = 2021-03-01, to = 2021-06-30 }\n\
         [[policy]]\nid = 'b'\nclause = [{ when = \"eligible('a')\" }]\n",
    );
    for (date, force, code, a, b) in [
        ("2020-12-31", "not_yet", "P006", None, "no"),
        ("2021-01-01", "not_open", "P007", Some("eligible"), "eligible"),
        ("2021-03-01", "open", "", Some("eligible"), "eligible"),
        ("2021-06-30", "open", "", Some("eligible"), "eligible"),
        ("2021-07-01", "closed", "P008", Some("eligible"), "eligible"),
        ("2022-12-31", "closed", "P008", Some("eligible"), "eligible"),
        ("2023-01-01", "expired", "P005", None, "no"),
    ] {
        let matches = run(&catalogue, "id,x\nX,6\n", &[], date);
        assert_eq!(matches.policies[0].force.id(), force, "{date}");
        assert_eq!(matches.policies[0].standing(0).map(Standing::id), a, "{date}");
        assert_eq!(standing(&catalogue, &matches, "b").id(), b, "{date}");
        let notices = force::notices(&catalogue, day(date));
        assert_eq!(notices.first().map_or("", |notice| notice.code.id), code, "{date}");
    }
}

#[test]
fn points_without_their_scheme() {
    let catalogue =
        catalogue("[[policy]]\nid = 'a'\nclause = [{ when = \"points('s', 'rd') >= 5\" }]\n");
    let firms = firms(&catalogue, "id\nX\n");
    let (_, problems) = Facts::new(&catalogue, &firms, &[], None).unwrap();
    assert_eq!(problems[0].code.id, "P012");
    let source = Source { of: "s".into(), ..Source::default() };
    let (_, problems) = Facts::new(&catalogue, &firms, &[source], None).unwrap();
    assert_eq!((problems[0].code.id, problems[0].is_error()), ("P013", true));
}

#[test]
fn other_slips() {
    let p = |rest: &str| format!("[[policy]]\nid = 'a'\n{rest}\n");
    let clause = "clause = [{ when = 'x > 5' }]\n";
    for (text, expected) in [
        (p(&format!("{clause}status = 'official'")), "P009"),
        (p(&format!("{clause}group = 'g'")), "P011"),
        (p(&format!("{clause}benefit = {{ amount = 5, of = 'x', rate = 0.1 }}")), "P015"),
        (p(&format!("{clause}benefit = {{ amount = -5 }}")), "P015"),
        (p(&format!("{clause}benefit = {{ by = 't' }}")), "P015"),
        (p(&format!("{clause}benefit = {{ amount = 'viel' }}")), "S004"),
        (p(&format!("{clause}window = {{ from = 2022-01-01, to = 2021-01-01 }}")), "P016"),
        (p(""), "P017"),
        (
            p(
                "clause = [{ value = 'x', at_least = { by = 's', up_to = [[5, 1], [5, 2]], beyond = 3 } }]",
            ),
            "P018",
        ),
        (p("clause = [{ value = 'x', at_least = { by = 's', beyond = 3 } }]"), "P018"),
        (p("clause = [{ when = 'x > 5', near = 2 }]"), "P019"),
        (p("clause = [{ when = \"grade(s) = 'A'\" }]"), "P020"),
        (p("clause = [{ when = 'x > 5', value = 'x' }]"), "P021"),
        (p("clause = [{ value = 'x', at_least = 5, below = 9 }]"), "P021"),
        (p("clause = [{ label = 'nothing' }]"), "P021"),
        (p("clause = [{ wenn = 'x > 5' }]"), "S002"),
        (p("clause = [{ when = 'x >' }]"), "X001"),
    ] {
        let found = codes(&text);
        assert!(
            found.contains(&expected) || expected == "X001" && !found.is_empty(),
            "{text}\n{found:?}"
        );
    }
    let loaded = load_text("t.toml", "[policies]\nid = 't'\ninclude = ['x.toml']\n");
    assert!(loaded.catalogue.is_none() && !loaded.problems.is_empty());
}

#[test]
fn each_file_of_a_folder_keeps_its_own_margin_and_all_have_one_money() {
    let file = |id: &str, rest: &str| SchemeText {
        name: format!("{id}.toml"),
        text: format!(
            "[policies]\nid = '{id}'\nname = 'file {id}'\n{rest}\n[firm]\nid = 'id'\n\
             [[policy]]\nid = '{id}'\nclause = [{{ when = 'x >= 10' }}]\n"
        ),
    };
    let load = |a: &str, b: &str| {
        super::super::load(vec![file("a", a), file("b", b)], &|_, _| Err(Text::default()))
    };
    let loaded = load("near = 0.5", "near = 0");
    let catalogue = loaded.catalogue.unwrap_or_else(|| panic!("{:?}", loaded.problems));
    assert_eq!(catalogue.name, "file a · file b");
    let matches = run(&catalogue, "id,x\nX,6\n", &[], "2021-05-31");
    assert_eq!(standing(&catalogue, &matches, "a"), Standing::Near);
    assert_eq!(standing(&catalogue, &matches, "b"), Standing::No);
    let codes =
        |loaded: &Loaded| loaded.problems.iter().map(|problem| problem.code.id).collect::<Vec<_>>();
    assert_eq!(codes(&load("", "money = '元'")), ["P022"]);
    assert_eq!(codes(&load("near = 7", "")), ["P019"]);
}
