//! 100,000 firms in five sources: how long `gather` takes and how much memory it needs.
//!
//! ```text
//! cargo bench --bench gather
//! ```
//!
//! One run per size, told in seconds; on Linux with the peak of resident memory. The tables are made
//! in memory, so that no disk is measured.

mod zone;

use std::fmt::Write;
use std::time::Instant;

use innopoints::firms::Input;
use innopoints::firms::gather::{Plan, SourceFile, gather, load};

const PLAN: &str = r#"
[gather]
year = 2020
priority = ["statistics", "tax"]
[firm]
id = "代码"
name = "名称"
former = "曾用名"
[[source]]
id = "register"
files = ["register.csv"]
[[source]]
id = "tax"
files = ["tax.csv"]
latest_by = "更新日期"
merge = "latest"
[[source]]
id = "statistics"
files = ["statistics.csv"]
header_rows = 2
[[source]]
id = "patents"
files = ["patents.csv"]
year = "年度"
item = "指标"
value = "数量"
[[source]]
id = "honours"
files = ["honours.csv"]
key = "name"
[[field]]
name = "产业"
[[field]]
name = "成立日期"
type = "date"
[[field]]
name = "税费"
unit = "万元"
[[field]]
name = "研发费用"
unit = "万元"
[[field]]
name = "营业收入"
unit = "万元"
[[field]]
name = "上年营业收入"
from = "营业收入"
year = "last"
[[field]]
name = "营收年均增长"
from = "营业收入"
over = "cagr"
years = 2
unit = "%"
[[field]]
name = "发明专利"
type = "integer"
unit = "件"
[[field]]
name = "软件著作权"
type = "integer"
unit = "件"
[[field]]
name = "高企"
type = "flag"
"#;

fn main() {
    // `cargo test --benches` runs this, too: a small size shows that it works.
    let is_bench = std::env::args().any(|argument| argument == "--bench");
    let sizes: &[u32] = if is_bench { &[1_000, 10_000, 100_000] } else { &[100] };
    for firms in sizes {
        measure(*firms);
    }
}

fn measure(firms: u32) {
    let plan: Plan = load("bench.toml", PLAN).plan.expect("the plan is right");
    let files = tables(firms);
    let bytes: usize = files.iter().map(|file| file.input.bytes.len()).sum();
    let started = Instant::now();
    let gathered = gather(&plan, &files).expect("the tables fit");
    let read = started.elapsed();
    let written = gathered.to_csv(false).len();
    let all = started.elapsed();
    let account = &gathered.account;
    assert_eq!(account.firms, u64::from(firms));
    println!(
        "{firms} firms x 5 sources, {} rows, {:.1} MB: gathered in {:.3} s, written ({:.1} MB) after {:.3} s; peak memory {} MB",
        account.rows_read(),
        bytes as f64 / 1e6,
        read.as_secs_f64(),
        written as f64 / 1e6,
        all.as_secs_f64(),
        zone::peak_memory("self").unwrap_or(0) / 1_000_000,
    );
}

/// Five tables about the same firms; every figure follows from the firm's number.
fn tables(firms: u32) -> Vec<SourceFile> {
    let mut texts = [
        "代码,名称,曾用名,产业,成立日期\n".to_owned(),
        "代码,税费（元）,研发费用（元）,更新日期\n".to_owned(),
        "代码,名称,营业收入（千元）,,,研发费用（千元）\n,,2018年,2019年,2020年,2020年\n".to_owned(),
        "代码,年度,指标,数量\n".to_owned(),
        "名称;高企\n".to_owned(),
    ];
    for firm in 0..firms {
        let code = code(firm);
        let name = format!("无锡示例{firm:06}科技有限公司");
        let [register, tax, statistics, patents, honours] = &mut texts;
        let _ =
            writeln!(register, "{code},{name},江阴示例{firm:06}厂,物联网,20{:02}-03-15", firm % 20);
        let rd = firm % 9_000 * 100 + 7_000;
        let _ = writeln!(
            tax,
            "{code},\"{},{:03}\",{}0,2021-03-01",
            firm % 900 + 1,
            firm % 1000,
            rd * 100
        );
        let revenue = firm % 7_000 * 10 + 500;
        let _ = writeln!(
            statistics,
            "{code},{name},{revenue},{}.5,{},{rd}",
            revenue + 10,
            revenue + 25
        );
        for (item, count) in [("发明专利", firm % 17), ("软件著作权", firm % 23)] {
            let _ = writeln!(patents, "{code},2020年,{item},{count}");
        }
        let _ = writeln!(honours, "{name};{}", if firm % 3 == 0 { "是" } else { "否" });
    }
    let names = ["register.csv", "tax.csv", "statistics.csv", "patents.csv", "honours.csv"];
    let files = names.into_iter().zip(texts).enumerate().map(|(source, (name, text))| SourceFile {
        source,
        input: Input { name: name.to_owned(), bytes: text.into_bytes() },
    });
    files.collect()
}

/// A well-formed credit code that is nobody's.
fn code(firm: u32) -> String {
    let start = format!("91320299MB{firm:07}");
    let check = innopoints::firms::credit_code::check_character(&start);
    format!("{start}{}", check.unwrap_or('0'))
}
