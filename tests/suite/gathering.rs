//! `gather` against a zone that is known: it is torn into departments' tables, in any unit,
//! encoding, layout and order, with rows that belong to nobody among them; put together again it
//! must be the zone, with every row accounted for.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use encoding_rs::GB18030;
use innopoints::diagnostic::Diagnostic;
use innopoints::firms::Input;
use innopoints::firms::credit_code::check_character;
use innopoints::firms::gather::{Gathered, Plan, SourceFile, gather, load};
use proptest::prelude::*;

use crate::generate::Tape;

const YEAR: usize = 2020;

/// What a table may carry of a firm, and how the result's field is described.
const FIELDS: [(&str, &str); 8] = [
    ("营业收入", "unit = \"万元\"\naliases = [\"主营收入\", \"销售 额\"]\n"),
    ("税费", "unit = \"万元\"\n"),
    ("利润", "unit = \"亿元\"\n"),
    ("从业人员", "type = \"integer\"\nunit = \"人\"\n"),
    ("本科占比", "unit = \"%\"\n"),
    ("产业", "type = \"text\"\n"),
    ("高企", "type = \"flag\"\n"),
    ("成立日期", "type = \"date\"\n"),
];
const REVENUE: usize = 0;
const AMOUNTS: usize = 3;
const NUMBERS: usize = 5;

/// What is made of the years of revenue.
const OF_YEARS: &str = "\
    [[field]]\nname = \"上年\"\nfrom = \"营业收入\"\nyear = \"last\"\n\
    [[field]]\nname = \"两年\"\nfrom = \"营业收入\"\nover = \"sum\"\n\
    [[field]]\nname = \"增长\"\nfrom = \"营业收入\"\nover = \"growth\"\nunit = \"%\"\n";

/// A firm as it is.
struct Firm {
    id: String,
    name: String,
    former: String,
    /// Amounts in 元, a percentage in hundredths, days for a date; nothing where it is unknown.
    cells: [Option<i64>; FIELDS.len()],
    /// Revenue of last year, in 元.
    last: Option<i64>,
}

/// A department's table with what must become of it.
struct Department {
    plan: String,
    header: Vec<String>,
    rows: Vec<Vec<String>>,
    /// Rows that are nobody's, or stand there twice.
    rejected: usize,
    encoding: usize,
    delimiter: char,
}

fn zone(tape: &mut Tape) -> Vec<Firm> {
    let count = 1 + tape.pick(6);
    let firm = |at: usize| {
        let code = format!("91320214MA1{at:06}");
        let check = check_character(&code).unwrap();
        let cells = std::array::from_fn(|field| {
            let known = tape.pick(5) != 1;
            let value = tape.pick(1000) as i64 * [1, 37, 1000, 12_345][tape.pick(4)];
            known.then(|| match field {
                REVENUE | 1 => value * 100,
                2 => (value - 300) * 1_000_000,
                4 => value % 10_000,
                5 | 6 => value % 2,
                7 => value % 20_000,
                _ => value,
            })
        });
        Firm {
            id: format!("{code}{check}"),
            name: format!(
                "无锡{}精密科技有限公司",
                ["甲辰", "乙巳", "丙午", "丁未", "戊申", "己酉"][at]
            ),
            former: format!("江阴{}机械厂", ["东风", "红旗", "跃进", "前进", "曙光", "长江"][at]),
            cells,
            last: (tape.pick(4) != 1).then(|| tape.pick(1000) as i64 * 1_234_500),
        }
    };
    (0..count).map(firm).collect()
}

/// A number of 10^-`decimals`, written out with no zeros at its end.
fn decimal(value: i64, decimals: u32) -> String {
    let (whole, part) = (value.abs() / 10_i64.pow(decimals), value.abs() % 10_i64.pow(decimals));
    let part = format!("{part:0width$}", width = decimals as usize);
    let text = format!("{whole}.{}", if decimals == 0 { "" } else { &part });
    let sign = if value < 0 { "-" } else { "" };
    format!("{sign}{}", text.trim_end_matches('0').trim_end_matches('.'))
}

/// A number in one of the ways in which offices write it.
fn dressed(plain: &str, tape: &mut Tape) -> String {
    let (whole, part) = plain.split_once('.').unwrap_or((plain, ""));
    match tape.pick(6) {
        1 => {
            let digits = whole.trim_start_matches('-');
            let grouped: String = digits
                .chars()
                .enumerate()
                .flat_map(|(at, digit)| {
                    let comma = at > 0 && (digits.len() - at).is_multiple_of(3);
                    comma.then_some(',').into_iter().chain([digit])
                })
                .collect();
            let sign = if whole.starts_with('-') { "-" } else { "" };
            let dot = if part.is_empty() { "" } else { "." };
            format!("{sign}{grouped}{dot}{part}")
        }
        2 => plain.chars().map(wide).collect(),
        3 if plain.starts_with('-') => format!("({})", &plain[1..]),
        4 => format!(" {plain} "),
        _ => plain.to_owned(),
    }
}

fn wide(character: char) -> char {
    match character {
        '0'..='9' => char::from_u32(character as u32 - 0x30 + 0xff10).unwrap(),
        '-' => '－',
        other => other,
    }
}

fn amount(yuan: i64, unit: &str, tape: &mut Tape) -> String {
    let decimals = match unit {
        "元" => 0,
        "千元" => 3,
        "万元" => 4,
        _ => 8,
    };
    dressed(&decimal(yuan, decimals), tape)
}

fn missing(tape: &mut Tape) -> String {
    tape.of(&["", "—", "/", "暂无", "#N/A", "-2147483640"]).to_owned()
}

/// A cell of a wide table.
fn cell(field: usize, value: Option<i64>, unit: &str, tape: &mut Tape) -> String {
    let Some(value) = value else {
        return if field < NUMBERS { missing(tape) } else { String::new() };
    };
    match field {
        4 => match tape.maybe() {
            true => format!("{}%", decimal(value, 2)),
            false => decimal(value, 2),
        },
        5 => industry(value).to_owned(),
        6 => [["否", "0", "false"], ["是", "1", "true"]][value as usize][tape.pick(3)].to_owned(),
        7 => date(value, tape.pick(4)),
        _ if field < AMOUNTS => amount(value, unit, tape),
        _ => dressed(&value.to_string(), tape),
    }
}

fn industry(value: i64) -> &'static str {
    ["新材料", "高端装备"][value as usize]
}

fn date(days: i64, style: usize) -> String {
    let date = jiff::civil::date(1970, 1, 1) + jiff::Span::new().days(days);
    let (year, month, day) = (date.year(), date.month(), date.day());
    match style {
        1 => format!("{year}/{month}/{day}"),
        2 => format!("{year}年{month}月{day}日"),
        3 => format!("{year}.{month:02}.{day:02}"),
        _ => format!("{year}-{month:02}-{day:02}"),
    }
}

/// The firms of which a table knows, and by which key each stands there.
fn keys(zone: &[Firm], by_name: bool, tape: &mut Tape) -> Vec<(usize, String)> {
    let mut keys = Vec::new();
    for (at, firm) in zone.iter().enumerate() {
        if tape.pick(4) == 1 {
            continue;
        }
        let key = match (by_name, tape.maybe()) {
            (true, true) => firm.former.clone(),
            (true, false) => firm.name.clone(),
            (false, true) => firm.id.to_lowercase(),
            (false, false) => firm.id.clone(),
        };
        keys.push((at, key));
    }
    keys
}

fn department(number: usize, zone: &[Firm], tape: &mut Tape, known: &mut Known) -> Department {
    let by_name = tape.maybe();
    let unit = tape.of(&["万元", "元", "千元", "亿元"]);
    let mut plan = format!("[[source]]\nid = \"d{number}\"\nfiles = [\"d{number}.*\"]\n");
    if by_name {
        plan.push_str("key = \"name\"\n");
    }
    let key = if by_name { "企业名称" } else { "统一社会信用代码" };
    let keys = keys(zone, by_name, tape);
    // A field that no table carries is refused, so the first carries all of them.
    let layout = if number == 0 { 0 } else { tape.pick(4) };
    let (header, rows) = match layout {
        0 => wide_table(zone, &keys, unit, number == 0, known, tape),
        1 => side_by_side(zone, &keys, unit, known, tape),
        2 => {
            plan.push_str("year = \"年度\"\n");
            by_years(zone, &keys, unit, known, tape)
        }
        _ => {
            let _ = write!(
                plan,
                "year = \"年度\"\nitem = \"指标\"\nvalue = \"数值\"\nunit = \"{unit}\"\n"
            );
            by_items(zone, &keys, unit, known, tape)
        }
    };
    let mut table = Department {
        plan,
        header: [vec![key.to_owned()], header].concat(),
        rows,
        rejected: 0,
        encoding: tape.pick(5),
        delimiter: tape.of(&[',', '\t', ';', '|']),
    };
    table.spoil(by_name, tape);
    table
}

type Table = (Vec<String>, Vec<Vec<String>>);

/// Which values some table told: field, firm, and whether of last year.
type Known = BTreeSet<(usize, usize, bool)>;

fn wide_table(
    zone: &[Firm],
    keys: &[(usize, String)],
    unit: &str,
    whole: bool,
    known: &mut Known,
    tape: &mut Tape,
) -> Table {
    let is_carried = |field: &usize| whole || *field == REVENUE || tape.maybe();
    let fields: Vec<usize> = (0..FIELDS.len()).filter(is_carried).collect();
    let header = |field: &usize| match *field {
        REVENUE => format!("销售额（{unit}）"),
        field if field < AMOUNTS => format!("{} ({unit})", FIELDS[field].0),
        field => FIELDS[field].0.to_owned(),
    };
    let header = fields.iter().map(header).collect();
    let rows = keys.iter().map(|(at, key)| {
        let mut row = vec![key.clone()];
        for field in &fields {
            let value = zone[*at].cells[*field];
            known.extend(value.map(|_| (*field, *at, false)));
            row.push(cell(*field, value, unit, tape));
        }
        row
    });
    let rows = rows.collect();
    (header, rows)
}

fn side_by_side(
    zone: &[Firm],
    keys: &[(usize, String)],
    unit: &str,
    known: &mut Known,
    tape: &mut Tape,
) -> Table {
    let header = [format!("2019年主营收入（{unit}）"), format!("2020年主营收入（{unit}）")];
    let rows = keys.iter().map(|(at, key)| {
        let firm = &zone[*at];
        known.extend(firm.last.map(|_| (REVENUE, *at, true)));
        known.extend(firm.cells[REVENUE].map(|_| (REVENUE, *at, false)));
        let [last, this] = [firm.last, firm.cells[REVENUE]].map(|v| cell(REVENUE, v, unit, tape));
        vec![key.clone(), last, this]
    });
    (header.to_vec(), rows.collect())
}

fn by_years(
    zone: &[Firm],
    keys: &[(usize, String)],
    unit: &str,
    known: &mut Known,
    tape: &mut Tape,
) -> Table {
    let header = vec!["年度".to_owned(), format!("营业收入[{unit}]")];
    let mut rows = Vec::new();
    for (at, key) in keys {
        let firm = &zone[*at];
        known.extend(firm.last.map(|_| (REVENUE, *at, true)));
        known.extend(firm.cells[REVENUE].map(|_| (REVENUE, *at, false)));
        for (year, value) in [(YEAR - 1, firm.last), (YEAR, firm.cells[REVENUE])] {
            let year = if tape.maybe() { format!("{year}年") } else { year.to_string() };
            rows.push(vec![key.clone(), year, cell(REVENUE, value, unit, tape)]);
        }
    }
    (header, rows)
}

fn by_items(
    zone: &[Firm],
    keys: &[(usize, String)],
    unit: &str,
    known: &mut Known,
    tape: &mut Tape,
) -> Table {
    let header = ["年度", "指标", "数值"].map(str::to_owned).to_vec();
    let mut rows = Vec::new();
    for (at, key) in keys {
        for (field, (name, ..)) in FIELDS.iter().enumerate().take(4) {
            if field != REVENUE && tape.maybe() {
                continue;
            }
            let value = zone[*at].cells[field];
            known.extend(value.map(|_| (field, *at, false)));
            let told = cell(field, value, unit, tape);
            rows.push(vec![key.clone(), YEAR.to_string(), (*name).to_owned(), told]);
        }
    }
    (header, rows)
}

impl Department {
    /// Rows of nobody, rows that stand there twice, and another order.
    fn spoil(&mut self, by_name: bool, tape: &mut Tape) {
        if !self.rows.is_empty() && tape.maybe() {
            let again = self.rows[tape.pick(self.rows.len())].clone();
            self.rows.push(again);
            self.rejected += 1;
        }
        if tape.maybe() {
            // The check character is wrong, and no letter in it can be repaired.
            let key = if by_name { "常州无名氏贸易商行" } else { "91320214MA1999999A" };
            let mut row = vec!["7".to_owned(); self.header.len()];
            row[0] = key.to_owned();
            if self.header.contains(&"年度".to_owned()) {
                row[1] = YEAR.to_string();
            }
            if self.header.contains(&"指标".to_owned()) {
                row[2] = "营业收入".to_owned();
            }
            self.rows.push(row);
            self.rejected += 1;
        }
        shuffle(&mut self.rows, tape);
    }

    fn bytes(&self) -> Vec<u8> {
        let mut writer =
            csv::WriterBuilder::new().delimiter(self.delimiter as u8).from_writer(Vec::new());
        writer.write_record(&self.header).unwrap();
        for row in &self.rows {
            writer.write_record(row).unwrap();
        }
        let text = String::from_utf8(writer.into_inner().unwrap()).unwrap();
        let utf16 = |bytes: fn(u16) -> [u8; 2]| {
            format!("\u{feff}{text}").encode_utf16().flat_map(bytes).collect()
        };
        match self.encoding {
            1 => format!("\u{feff}{text}").into_bytes(),
            2 => GB18030.encode(&text).0.into_owned(),
            3 => utf16(u16::to_le_bytes),
            4 => utf16(u16::to_be_bytes),
            _ => text.into_bytes(),
        }
    }
}

fn shuffle<T>(items: &mut [T], tape: &mut Tape) {
    for at in (1..items.len()).rev() {
        items.swap(at, at - tape.pick(at + 1));
    }
}

/// All of them, the register of names among them.
fn departments(zone: &[Firm], tape: &mut Tape, known: &mut Known) -> Vec<Department> {
    let rows = zone.iter().map(|f| [&f.id, &f.name, &f.former].map(String::clone).to_vec());
    let register = Department {
        plan: "[[source]]\nid = \"r\"\nfiles = [\"r.csv\"]\n".to_owned(),
        header: ["统一社会信用代码", "企业名称", "曾用名"].map(str::to_owned).to_vec(),
        rows: rows.collect(),
        rejected: 0,
        encoding: 0,
        delimiter: ',',
    };
    let count = 1 + tape.pick(4);
    let others = (0..count).map(|number| department(number, zone, tape, known));
    [register].into_iter().chain(others).collect()
}

fn planned(departments: &[Department], of_years: bool) -> Plan {
    let fields = FIELDS.map(|(name, how)| format!("[[field]]\nname = \"{name}\"\n{how}"));
    let sources: String = departments.iter().map(|department| department.plan.as_str()).collect();
    let text = format!(
        "[gather]\nyear = {YEAR}\n[firm]\nid = \"统一社会信用代码\"\nname = \"企业名称\"\n\
         former = \"曾用名\"\n{}{}{sources}",
        fields.concat(),
        if of_years { OF_YEARS } else { "" },
    );
    let loaded = load("sources.toml", &text);
    loaded.plan.unwrap_or_else(|| panic!("{}\n{text}", told(&loaded.problems)))
}

fn gathered(departments: &[Department]) -> Gathered {
    let plan = planned(departments, true);
    let files = departments.iter().enumerate().map(|(source, department)| SourceFile {
        source,
        input: Input { name: plan.sources[source].id.clone(), bytes: department.bytes() },
    });
    let files: Vec<SourceFile> = files.collect();
    gather(&plan, &files)
        .unwrap_or_else(|problems| panic!("{}\n{}", told(&problems), shown(departments)))
}

fn told(problems: &[Diagnostic]) -> String {
    problems.iter().map(|problem| format!("{}\n", problem.message.en)).collect()
}

fn shown(departments: &[Department]) -> String {
    let mut text = String::new();
    for department in departments {
        let _ = writeln!(text, "{}{}", department.plan, department.header.join(" ¦ "));
        for row in &department.rows {
            let _ = writeln!(text, "{}", row.join(" ¦ "));
        }
    }
    text
}

/// What must stand in the result, field by field.
fn expected(zone: &[Firm], at: usize, known: &Known) -> BTreeMap<&'static str, String> {
    let firm = &zone[at];
    let told = |field: usize| firm.cells[field].filter(|_| known.contains(&(field, at, false)));
    let mut cells = BTreeMap::new();
    for (field, (name, _)) in FIELDS.iter().enumerate() {
        let text = told(field).map(|value| match field {
            REVENUE | 1 => decimal(value, 4),
            2 => decimal(value, 8),
            4 => decimal(value, 2),
            5 => industry(value).to_owned(),
            6 => ["否", "是"][value as usize].to_owned(),
            7 => date(value, 0),
            _ => value.to_string(),
        });
        cells.insert(*name, text.unwrap_or_default());
    }
    let last = firm.last.filter(|_| known.contains(&(REVENUE, at, true)));
    let both = told(REVENUE).zip(last);
    cells.insert("上年", last.map(|value| decimal(value, 4)).unwrap_or_default());
    cells.insert("两年", both.map(|(this, last)| decimal(this + last, 4)).unwrap_or_default());
    let growth = both.filter(|(_, last)| *last > 0);
    let growth = growth.map(|(this, last)| (this - last) as f64 / last as f64 * 100.0);
    cells.insert("增长", growth.map(|growth| growth.to_string()).unwrap_or_default());
    cells
}

fn same(one: &str, other: &str) -> bool {
    let numbers = || Some((one.parse::<f64>().ok()?, other.parse::<f64>().ok()?));
    one == other || numbers().is_some_and(|(a, b)| (a - b).abs() <= 1e-9 * a.abs().max(1.0))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn a_zone_torn_into_tables_is_put_together_again(tape in proptest::collection::vec(0u32..1000, 1..900)) {
        let tape = &mut Tape::new(&tape);
        let zone = zone(tape);
        let mut known = Known::new();
        let mut departments = departments(&zone, tape, &mut known);
        let one = gathered(&departments);
        prop_assert_eq!(one.firms(), zone.len());
        for (at, firm) in zone.iter().enumerate() {
            let row = one.find_firm(&firm.name).unwrap();
            prop_assert_eq!(Some(row), one.find_firm(&firm.id));
            for (name, text) in expected(&zone, at, &known) {
                let column = one.columns.iter().find(|column| column.name == name).unwrap();
                let found = column.cell(row);
                // Only what was divided may differ in its last digits.
                let fits = if name == "增长" { same(&found, &text) } else { found == text };
                prop_assert!(fits, "{} {name}: {found} for {text}\n{}", firm.name, shown(&departments));
            }
        }
        for (department, file) in departments.iter().zip(&one.account.files) {
            prop_assert_eq!(file.rows_read, department.rows.len() as u64);
            prop_assert_eq!(file.rows_rejected, department.rejected as u64);
            prop_assert_eq!(file.rows_read, file.rows_merged + file.rows_rejected);
        }
        prop_assert_eq!(one.rejected.len() as u64, one.account.rows_rejected());
        every_cell_is_traced(&one, &departments);

        // Another order of sources and of rows is the same zone.
        departments.iter_mut().for_each(|department| shuffle(&mut department.rows, tape));
        shuffle(&mut departments, tape);
        let text = |gathered: &Gathered| String::from_utf8(gathered.to_csv(true)).unwrap();
        prop_assert_eq!(text(&one), text(&gathered(&departments)));
        prop_assert_eq!(text(&one), text(&again(&one)));
    }
}

/// Every cell that has a value rests on cells that stand in a file where the trace says.
fn every_cell_is_traced(gathered: &Gathered, departments: &[Department]) {
    let plan = planned(departments, true);
    let written: BTreeMap<&str, &Department> =
        plan.sources.iter().map(|source| source.id.as_str()).zip(departments).collect();
    for firm in 0..gathered.firms() {
        for cell in gathered.trace(firm, None).iter().filter(|cell| !cell.value.is_empty()) {
            assert!(cell.evidence.iter().any(|evidence| evidence.is_used), "{cell:?}");
            for evidence in &cell.evidence {
                // The header is on line 1, and no cell holds a line break.
                let row = &written[evidence.file.as_str()].rows[evidence.line as usize - 2];
                assert!(row.contains(&evidence.raw), "{evidence:?} in {row:?}");
            }
        }
    }
}

/// What was gathered, gathered: what was made of years is now a field of its own.
fn again(one: &Gathered) -> Gathered {
    let made = "[[field]]\nname = \"上年\"\nunit = \"万元\"\n\
                [[field]]\nname = \"两年\"\nunit = \"万元\"\n[[field]]\nname = \"增长\"\nunit = \"%\"\n";
    let fields = FIELDS.map(|(name, how)| format!("[[field]]\nname = \"{name}\"\n{how}"));
    let text = format!(
        "[firm]\nid = \"统一社会信用代码\"\nname = \"企业名称\"\n\
         [[source]]\nid = \"g\"\nfiles = [\"g.csv\"]\n{}{made}",
        fields.concat()
    );
    let plan = load("again.toml", &text).plan.unwrap();
    let input = one.to_input("g.csv");
    let again = gather(&plan, &[SourceFile { source: 0, input }]).unwrap();
    assert!(again.issues.is_empty() && again.rejected.is_empty(), "{:?}", again.issues);
    again
}
