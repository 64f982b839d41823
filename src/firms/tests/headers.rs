//! Which header carries which column.

use super::*;

fn rd() -> Column {
    Column {
        aliases: vec!["R&D".into(), "研究开发费".into()],
        ..column("研发费用", ColumnKind::Number, "万元")
    }
}

#[track_caller]
fn carried(header: &str) -> Option<String> {
    let firms = read_text(&format!("代码,{header}\n1,2\n"), &[rd()]);
    assert_eq!(numbers(&firms, "研发费用"), [Some(2.0)]);
    firms.inputs[0].matched.first().map(|matched| matched.header.clone())
}

#[test]
fn spellings_of_one_column() {
    assert_eq!(carried("研发费用"), None);
    assert_eq!(carried(" 研发费用 "), None);
    for header in [
        "R&D",
        "r&d",
        "研究开发费",
        "研 发 费 用",
        "Ｒ＆Ｄ",
        "研发费用（万元）",
        "研发费用(万元)",
        "研发费用【万元】",
        "研发费用（单位：万元）",
        "研发费用（人民币万元）",
        "R&D (万元)",
        "\"研发费用\n（万元）\"",
    ] {
        let written = header.trim_matches('"');
        assert_eq!(carried(header).as_deref(), Some(written), "{header}");
    }
}

#[test]
fn another_unit_is_never_taken() {
    for header in ["研发费用（千元）", "R&D(元)", "研发费用（%）"] {
        let problems = refused(format!("代码,{header}\n1,2\n"), &[rd()]);
        assert_eq!(problems.len(), 1);
        assert_eq!(problems[0].code, &codes::OTHER_UNIT, "{header}");
        assert!(problems[0].message.en.contains(header), "{}", problems[0].message.en);
    }
    let alias = Column { aliases: vec!["研发（千元）".into()], ..rd() };
    assert_eq!(refused("代码,研发（千元）\n1,2\n", &[alias])[0].code, &codes::OTHER_UNIT);
    let optional = Column { required: false, ..rd() };
    assert_eq!(refused("代码,研发费用（千元）\n1,2\n", &[optional])[0].code, &codes::OTHER_UNIT);
}

#[test]
fn a_year_in_brackets_makes_another_column() {
    let problems = refused("代码,研发费用（2023年）\n1,2\n", &[rd()]);
    assert_eq!(problems[0].code, &codes::MISSING_COLUMN);
    let problems = refused("代码,营业收入（上年）\n1,2\n", &[number("营业收入")]);
    assert_eq!(problems[0].code, &codes::MISSING_COLUMN);
    assert!(problems[0].help[0].en.contains("营业收入（上年）"), "{:?}", problems[0].help);
}

#[test]
fn the_headers_unit_serves_where_the_scheme_has_none() {
    let firms = read_text(
        "代码,研发费用（万元）,占比（%）\n1,1.2亿,12%\n",
        &[number("研发费用"), number("占比")],
    );
    assert_eq!(numbers(&firms, "研发费用"), [Some(12000.0)]);
    assert_eq!(numbers(&firms, "占比"), [Some(12.0)]);
}

#[test]
fn two_headers_for_one_column_are_refused() {
    for header in ["研发费用,研发费用", "研发费用,R&D", "研发费用,研发费用（万元）"]
    {
        let problems = refused(format!("代码,{header}\n1,2,3\n"), &[rd()]);
        assert_eq!(problems[0].code, &codes::AMBIGUOUS_HEADER, "{header}");
    }
    let other = read_text("代码,研发费用,研发费用（千元）,x,x\n1,2,20,0,0\n", &[rd()]);
    assert_eq!(numbers(&other, "研发费用"), [Some(2.0)]);
}

#[test]
fn a_header_is_its_best_columns() {
    let other =
        Column { aliases: vec!["研发费用".into()], required: false, ..number("研发") };
    let firms = read_text("代码,研发费用\n1,2\n", &[rd(), other]);
    assert_eq!(firms.frame.get_column_names(), ["代码", "研发费用"]);
}

#[test]
fn every_missing_column_is_named_with_its_nearest_header() {
    let columns = [number("营业收入"), number("研发费用"), number("职工总数")];
    let problems = refused("代码,营业收人,职工总数,备注\n1,2,3,4\n", &columns);
    assert_eq!(problems.len(), 1);
    let problem = &problems[0];
    assert_eq!(problem.message.en, "the table lacks 2 of the columns: `营业收入`, `研发费用`");
    assert!(problem.notes[0].zh.contains("代码 | 营业收人 | 职工总数 | 备注"));
    assert!(problem.help[0].zh.contains("「营业收入」是不是 「营业收人」"), "{:?}", problem.help);
    assert_eq!(problem.place.as_ref().unwrap().line, Some(1));
}

#[test]
fn a_title_above_the_header_is_pointed_out() {
    let text = "2023年度企业情况表,,\n\n代码,a,b\n1,2,3\n";
    let problems = refused(text, &[number("a"), number("b")]);
    assert!(
        problems[0].help[0].en.starts_with("line 3 looks like the header"),
        "{:?}",
        problems[0].help
    );
}

#[test]
fn id_and_name_take_their_aliases_from_the_dictionary_and_are_text() {
    let id =
        Column { aliases: vec!["信用代码".into()], ..column("代码", ColumnKind::Number, "") };
    let columns = [number("a"), id];
    let wanted = Wanted { name: Some("企业名称"), ..wanted(&columns) };
    let firms = read(vec![input("t.csv", "a,企业名称,信用代码\n1,甲,007\n")], &wanted).unwrap();
    assert_eq!(firms.frame.get_column_names(), ["代码", "企业名称", "a"]);
    assert_eq!(ids(&firms), ["007"]);
    assert_eq!(texts(&firms, "企业名称"), [Some("甲".into())]);
    let problems = read(vec![input("t.csv", "a,代码\n1,007\n")], &wanted).unwrap_err();
    assert!(problems[0].message.en.contains("企业名称"));
}
