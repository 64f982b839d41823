//! One input as one table, whatever kind of file it is, with its account. Knows which reader reads
//! what and what makes an input unusable; the readers know the files.

use std::sync::Arc;

use super::account::{InputAccount, sha256};
use super::doubt::Fractions;
use super::encoding::Encoding;
use super::header::Wishes;
use super::issue::{DataIssue, Entry, ROW};
use super::kind::{self, Kind, Stranger};
use super::rows::{Part, Plan};
use super::{Input, text_table, workbook};
use crate::diagnostic::codes::firms as codes;
use crate::diagnostic::{Diagnostic, Place, Severity};
use crate::say;
use crate::scheme::column::IdKind;

/// What the readers have to know.
pub(crate) struct Context<'a> {
    /// The input as the user named it.
    pub name: &'a str,
    /// The columns that are wanted.
    pub wishes: &'a Wishes,
    /// Whether ids are verified.
    pub id_kind: IdKind,
    /// About how many bytes of text are parsed at a time.
    pub block: usize,
}

/// What a reader gives back.
pub(crate) struct Table {
    /// Where its columns stand.
    pub plan: Arc<Plan>,
    /// The rows.
    pub part: Part,
    /// For texts.
    pub encoding: Option<Encoding>,
    /// For texts.
    pub delimiter: Option<char>,
    /// For workbooks.
    pub sheet: Option<String>,
    /// Sheets with data that were not read.
    pub other_sheets: Vec<String>,
}

/// A table with everything that is known of its input.
pub(crate) struct Accounted {
    /// The rows, its ledger already closed.
    pub part: Part,
    /// For each wanted column its place in the part's columns, where the table carries it.
    pub columns: Vec<Option<usize>>,
    /// The account.
    pub account: InputAccount,
    /// Everything that was odd, in the order in which it was found.
    pub entries: Vec<Entry>,
}

/// Reads one input.
///
/// # Errors
/// Everything that makes it unusable.
pub(crate) fn read(input: Input, context: &Context) -> Result<Accounted, Vec<Diagnostic>> {
    let kind = kind::recognise(&input.bytes).map_err(|s| vec![stranger(s, context.name)])?;
    let reading = || match kind {
        Kind::Text => text_table::read(&input.bytes, context),
        _ => workbook::read(&input.bytes, kind, context),
    };
    let (table, hash) = rayon::join(reading, || sha256(&input.bytes));
    let mut table = table?;
    let ledger = std::mem::take(&mut table.part.ledger);
    let cells = ledger.counts();
    let mut entries = ledger.close(context.name);
    entries.extend(Fractions::of(&table.plan, &table.part).tell(&table.plan));
    let (read, kept) = (table.part.rows_read, table.part.lines.len() as u64);
    if kept == 0 && read > 0 {
        return Err(no_firms(read, &entries, context.name));
    }
    if read == 0 {
        entries.push(header_only(context.name));
    }
    if let Some(note) = unread_sheets(&table, context.name) {
        entries.insert(0, note);
    }
    let account = InputAccount {
        name: context.name.to_owned(),
        kind,
        encoding: table.encoding,
        delimiter: table.delimiter,
        sheet: table.sheet,
        bytes: input.bytes.len() as u64,
        sha256: hash,
        rows_read: read,
        rows_kept: kept,
        rows_left_out: read - kept,
        matched: table.plan.layout.matched.clone(),
        cells,
    };
    let columns = context.wishes.present(&table.plan.layout);
    Ok(Accounted { part: table.part, columns, account, entries })
}

fn unread_sheets(table: &Table, file: &str) -> Option<Entry> {
    let sheet = table.sheet.as_ref().filter(|_| !table.other_sheets.is_empty())?;
    let issue = DataIssue {
        code: &codes::SEVERAL_SHEETS,
        severity: Severity::Note,
        source: file.to_owned(),
        line: None,
        firm: String::new(),
        column: String::new(),
        value: table.other_sheets.join(", "),
        problem: say!("还有别的工作表也有数据", "other sheets hold data too"),
        effect: say!(
            "只读第一个有数据的工作表「{sheet}」",
            "only the first sheet with data, `{sheet}`, is read"
        ),
    };
    Some(Entry { line: 0, column: ROW, issue })
}

/// A table with a header and nothing below: nobody came in, nobody goes out, but a person should
/// know.
fn header_only(file: &str) -> Entry {
    let issue = DataIssue {
        code: &codes::NO_FIRMS,
        severity: Severity::Warning,
        source: file.to_owned(),
        line: None,
        firm: String::new(),
        column: String::new(),
        value: String::new(),
        problem: say!("表里只有表头，没有企业", "the table has a header, but no firms"),
        effect: say!("没有可以计分的企业", "there is nobody to score"),
    };
    Entry { line: 0, column: ROW, issue }
}

fn no_firms(read: u64, entries: &[Entry], file: &str) -> Vec<Diagnostic> {
    const SHOWN: usize = 5;
    let place = Place { file: file.to_owned(), ..Place::default() };
    let message = say!(
        "表里 {read} 行，没有一行能作为企业读入",
        "none of the table's {read} rows could be read as a firm"
    );
    let first = Diagnostic::error(&codes::NO_FIRMS, message).in_table(place);
    let rows = entries.iter().filter(|entry| entry.column == ROW).take(SHOWN);
    std::iter::once(first).chain(rows.map(|entry| entry.issue.to_diagnostic())).collect()
}

/// What is told of a file that holds no table.
pub(crate) fn stranger(stranger: Stranger, file: &str) -> Diagnostic {
    let diagnostic = match stranger {
        Stranger::Empty => Diagnostic::error(
            &codes::EMPTY_FILE,
            say!("文件是空的（0 字节）", "the file is empty (0 bytes)"),
        )
        .mend(say!("请检查导出是否完成", "check that the export was finished")),
        Stranger::Locked => Diagnostic::error(
            &codes::LOCKED_WORKBOOK,
            say!("工作簿有密码保护，读不了", "the workbook is protected by a password"),
        )
        .mend(say!(
            "请在 Excel 里去掉密码另存一份（文件 → 信息 → 保护工作簿）",
            "save a copy without the password (in Excel: File, Info, Protect Workbook)"
        )),
        Stranger::Damaged => damaged(""),
        Stranger::Parquet => Diagnostic::error(
            &codes::NO_PARQUET,
            say!(
                "这是 Parquet 文件，而这个程序编译时没有带 Parquet 支持",
                "this is a Parquet file, and this program was built without support for Parquet"
            ),
        )
        .mend(say!(
            "请导出为 CSV；或者用 cargo build --release --features parquet 重新编译",
            "export it as CSV, or build the program anew: cargo build --release --features parquet"
        )),
        Stranger::TooLarge(bytes) => {
            let size = bytes >> 30;
            Diagnostic::error(
                &codes::DAMAGED_WORKBOOK,
                say!(
                    "工作簿解压后有 {size} GiB，超过可读的限度，可能是恶意文件",
                    "the workbook would unpack to {size} GiB, more than is read; it may be malicious"
                ),
            )
            .mend(say!("真有这么大的表，请导出为 CSV", "a table that is really so large can be exported as CSV"))
        }
        Stranger::Other(name) => {
            let diagnostic = Diagnostic::error(
                &codes::NOT_A_TABLE,
                say!("这是 {name} 文件，不是表", "this is a {name} file, not a table"),
            );
            match name {
                "HTML" | "XML" => diagnostic.mend(say!(
                    "很多网站把网页存成 .xls：请用 Excel 打开后另存为 .xlsx 或 CSV",
                    "many portals send a page under the name .xls: open it in Excel and save it as .xlsx or CSV"
                )),
                "zip" | "gzip" | "RAR" | "7z" => {
                    diagnostic.mend(say!("请先解压", "unpack it first"))
                }
                _ => diagnostic.mend(say!(
                    "可读的有 CSV、TSV、.xlsx、.xlsb、.xls、.ods",
                    "what can be read: CSV, TSV, .xlsx, .xlsb, .xls, .ods"
                )),
            }
        }
    };
    diagnostic.in_table(Place { file: file.to_owned(), ..Place::default() })
}

/// A workbook that cannot be read, with the reader's own words where it has some.
pub(crate) fn damaged(why: &str) -> Diagnostic {
    let diagnostic = Diagnostic::error(
        &codes::DAMAGED_WORKBOOK,
        say!("工作簿损坏或没有传完，读不了", "the workbook is damaged or not complete"),
    );
    let diagnostic = match why {
        "" => diagnostic,
        why => diagnostic.because(say!("读取时报告：{why}", "the reader reports: {why}")),
    };
    diagnostic.mend(say!(
        "请重新传一份；Excel 还能打开的话，请另存为 .xlsx 或 CSV",
        "copy it again; if Excel still opens it, save it as .xlsx or CSV"
    ))
}
