//! A zone of a few firms, and the tables into which it is torn.

use std::collections::BTreeSet;
use std::fmt::Write;

use encoding_rs::GB18030;
use innopoints::firms::credit_code::check_character;

use crate::generate::Tape;

pub const YEAR: usize = 2020;

/// What a table may carry of a firm, and how the result's field is described.
pub const FIELDS: [(&str, &str); 8] = [
    ("营业收入", "unit = \"万元\"\naliases = [\"主营收入\", \"销售 额\"]\n"),
    ("税费", "unit = \"万元\"\n"),
    ("利润", "unit = \"亿元\"\n"),
    ("从业人员", "type = \"integer\"\nunit = \"人\"\n"),
    ("本科占比", "unit = \"%\"\n"),
    ("产业", "type = \"text\"\n"),
    ("高企", "type = \"flag\"\n"),
    ("成立日期", "type = \"date\"\n"),
];
pub const REVENUE: usize = 0;
pub const AMOUNTS: usize = 3;
pub const NUMBERS: usize = 5;

/// What is made of the years of revenue.
pub const OF_YEARS: &str = "\
    [[field]]\nname = \"上年\"\nfrom = \"营业收入\"\nyear = \"last\"\n\
    [[field]]\nname = \"两年\"\nfrom = \"营业收入\"\nover = \"sum\"\n\
    [[field]]\nname = \"增长\"\nfrom = \"营业收入\"\nover = \"growth\"\nunit = \"%\"\n";

/// A firm as it is.
pub struct Firm {
    pub id: String,
    pub name: String,
    pub former: String,
    /// Amounts in 元, a percentage in hundredths, days for a date; nothing where it is unknown.
    pub cells: [Option<i64>; FIELDS.len()],
    /// Revenue of last year, in 元.
    pub last: Option<i64>,
}

/// A department's table with what must become of it.
pub struct Department {
    pub plan: String,
    pub header: Vec<String>,
    pub rows: Vec<Vec<String>>,
    /// Rows that are nobody's, or stand there twice.
    pub rejected: usize,
    pub encoding: usize,
    pub delimiter: char,
}

pub fn zone(tape: &mut Tape) -> Vec<Firm> {
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
pub fn decimal(value: i64, decimals: u32) -> String {
    let (whole, part) = (value.abs() / 10_i64.pow(decimals), value.abs() % 10_i64.pow(decimals));
    let part = format!("{part:0width$}", width = decimals as usize);
    let text = format!("{whole}.{}", if decimals == 0 { "" } else { &part });
    let sign = if value < 0 { "-" } else { "" };
    format!("{sign}{}", text.trim_end_matches('0').trim_end_matches('.'))
}

/// A number in one of the ways in which offices write it.
pub fn dressed(plain: &str, tape: &mut Tape) -> String {
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

pub fn wide(character: char) -> char {
    match character {
        '0'..='9' => char::from_u32(character as u32 - 0x30 + 0xff10).unwrap(),
        '-' => '－',
        other => other,
    }
}

pub fn amount(yuan: i64, unit: &str, tape: &mut Tape) -> String {
    let decimals = match unit {
        "元" => 0,
        "千元" => 3,
        "万元" => 4,
        _ => 8,
    };
    dressed(&decimal(yuan, decimals), tape)
}

pub fn missing(tape: &mut Tape) -> String {
    tape.of(&["", "—", "/", "暂无", "#N/A", "-2147483640"]).to_owned()
}

/// A cell of a wide table.
pub fn cell(field: usize, value: Option<i64>, unit: &str, tape: &mut Tape) -> String {
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

pub fn industry(value: i64) -> &'static str {
    ["新材料", "高端装备"][value as usize]
}

pub fn date(days: i64, style: usize) -> String {
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
pub fn keys(zone: &[Firm], by_name: bool, tape: &mut Tape) -> Vec<(usize, String)> {
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

pub fn department(number: usize, zone: &[Firm], tape: &mut Tape, known: &mut Known) -> Department {
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

pub type Table = (Vec<String>, Vec<Vec<String>>);

/// Which values some table told: field, firm, and whether of last year.
pub type Known = BTreeSet<(usize, usize, bool)>;

pub fn wide_table(
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

/// A table that has the revenue of both years told both.
fn tell_revenues(at: usize, firm: &Firm, known: &mut Known) {
    known.extend(firm.last.map(|_| (REVENUE, at, true)));
    known.extend(firm.cells[REVENUE].map(|_| (REVENUE, at, false)));
}

pub fn side_by_side(
    zone: &[Firm],
    keys: &[(usize, String)],
    unit: &str,
    known: &mut Known,
    tape: &mut Tape,
) -> Table {
    let header = [format!("2019年主营收入（{unit}）"), format!("2020年主营收入（{unit}）")];
    let rows = keys.iter().map(|(at, key)| {
        let firm = &zone[*at];
        tell_revenues(*at, firm, known);
        let [last, this] = [firm.last, firm.cells[REVENUE]].map(|v| cell(REVENUE, v, unit, tape));
        vec![key.clone(), last, this]
    });
    (header.to_vec(), rows.collect())
}

pub fn by_years(
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
        tell_revenues(*at, firm, known);
        for (year, value) in [(YEAR - 1, firm.last), (YEAR, firm.cells[REVENUE])] {
            let year = if tape.maybe() { format!("{year}年") } else { year.to_string() };
            rows.push(vec![key.clone(), year, cell(REVENUE, value, unit, tape)]);
        }
    }
    (header, rows)
}

pub fn by_items(
    zone: &[Firm],
    keys: &[(usize, String)],
    unit: &str,
    known: &mut Known,
    tape: &mut Tape,
) -> Table {
    let header = ["年度", "指标", "数值"].map(str::to_owned).to_vec();
    let mut rows = Vec::new();
    for (at, key) in keys {
        for (field, (name, _)) in FIELDS.iter().enumerate().take(4) {
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

    pub fn bytes(&self) -> Vec<u8> {
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

pub fn shuffle<T>(items: &mut [T], tape: &mut Tape) {
    for at in (1..items.len()).rev() {
        items.swap(at, at - tape.pick(at + 1));
    }
}

/// All of them, the register of names among them.
pub fn departments(zone: &[Firm], tape: &mut Tape, known: &mut Known) -> Vec<Department> {
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
