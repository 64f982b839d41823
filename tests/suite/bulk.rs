//! The way of large tables against the plain one: the same bytes, whatever the scheme, the table
//! and the size of the blocks.

use innopoints::diagnostic::Lang;
use innopoints::firms::stream::{self, Blocks, File, Layout, NotStreamed, RawBlock, Tally};
use innopoints::firms::{Duplicates, Wanted};
use innopoints::report::columns::Columns;
use innopoints::report::manifest::Counts;
use innopoints::report::{CsvStyle, account, bulk, lists, ranking, screen};
use innopoints::scheme::Scheme;
use innopoints::scoring::bulk::{Batch, Bulk, NotBulk};
use innopoints::scoring::{Listed, Params, Settings, constant_columns, score};
use proptest::prelude::*;

use crate::generate::{Tape, csv, load, read, scheme, table, tape};
use crate::properties::cases;

const STYLES: [(CsvStyle, Lang); 2] = [
    (CsvStyle { excel: false, names: false }, Lang::En),
    (CsvStyle { excel: true, names: true }, Lang::Zh),
];

/// Everything that a run writes, and what it says.
#[derive(Debug, PartialEq)]
struct Written {
    files: Vec<String>,
    account: String,
    warnings: Vec<String>,
}

fn text(bytes: Vec<u8>) -> String {
    String::from_utf8(bytes).expect("UTF-8")
}

fn of_list(scheme: &Scheme, listed: &Listed) -> Columns {
    Columns::of_list(scheme, &scheme.lists[listed.list])
}

fn plainly(scheme: &Scheme, bytes: &[u8], frozen: Option<Params>) -> Option<Written> {
    let firms = read(scheme, bytes.to_vec()).ok()?;
    let mut account = firms.inputs[0].clone();
    account.sha256.clear();
    let settings = Settings { as_of: Some(20_000), frozen, ..Settings::default() };
    let scored = score(scheme, firms, settings).expect("a run without faults");
    let mut files = vec![scored.params.to_toml().expect("TOML")];
    for (style, lang) in STYLES {
        files.push(text(ranking::csv(scheme, &scored, &Columns::of_ranking(scheme), style, lang)));
        files.push(text(account::issues_csv(scored.issues(), style, lang)));
        for listed in &scored.ranking.lists {
            files.push(text(lists::csv(
                scheme,
                &scored,
                listed,
                &of_list(scheme, listed),
                style,
                lang,
            )));
        }
        for listed in &scored.ranking.lists {
            let all = Columns::of_ranking(scheme);
            files.push(text(lists::csv(scheme, &scored, listed, &all, style, lang)));
        }
        files.push(screen::table(scheme, &scored, screen::Rows::Top(10), lang));
    }
    files.push(screen::json(scheme, &scored));
    let counts = serde_json::to_string(&Counts::of(scheme, &scored)).expect("JSON");
    let warnings = scored.warnings.iter().map(|warning| format!("{warning:?}")).collect();
    Some(Written { files, account: format!("{account:?} {counts}"), warnings })
}

/// Nothing where the table or the scheme is left to the plain way.
fn in_bulk(scheme: &Scheme, bytes: &[u8], size: usize, frozen: Option<Params>) -> Option<Written> {
    let bulk = Bulk::new(scheme, Some(20_000));
    let (layout, batches, tally) = batches(&bulk, bytes, size)?;
    let standing = bulk.standing(&batches);
    let fitted = || bulk.fit(&batches, &standing, Params::default());
    let params = frozen.map_or_else(fitted, Ok).ok()?;
    let prices = bulk.prices(&standing, &params).ok()?;
    let settled = batches.into_iter().enumerate().map(|(at, b)| bulk.settle(at, b, &prices));
    let answered = bulk.answer(settled.collect::<Result<_, NotBulk>>().ok()?, &standing).ok()?;
    let (account, issues) =
        layout.close(tally, File { bytes: bytes.len() as u64, ..File::default() });
    let mut files = vec![params.to_toml().expect("TOML")];
    for (style, lang) in STYLES {
        let lines = bulk::Lines::new(&bulk, &answered, &Columns::of_ranking(scheme), style, lang);
        let mut whole = lines.head();
        let mut block = Vec::new();
        for at in 0..lines.blocks() {
            lines.block(at, &mut block);
            whole.extend_from_slice(&block);
        }
        files.push(text(whole));
        let derived = answered.settled.iter().flat_map(|settled| &settled.issues);
        files.push(text(account::issues_csv(issues.iter().chain(derived), style, lang)));
        for listed in &answered.lists {
            let (scored, listed) = bulk.list_excerpt(&answered, listed, &params).expect("a list");
            files.push(text(lists::csv(
                scheme,
                &scored,
                &listed,
                &of_list(scheme, &listed),
                style,
                lang,
            )));
        }
        for listed in &answered.lists {
            let all = Columns::of_ranking(scheme);
            let (scored, listed) = bulk.list_excerpt(&answered, listed, &params).expect("a list");
            files.push(text(lists::csv(scheme, &scored, &listed, &all, style, lang)));
        }
        let top = &answered.order[..answered.len().min(10)];
        let excerpt = bulk.excerpt(&answered, top, &params).expect("an excerpt");
        files.push(screen::table(scheme, &excerpt, screen::Rows::All, lang));
    }
    let all = bulk.excerpt(&answered, &answered.order, &params).expect("all firms");
    files.push(screen::json(scheme, &all));
    let counts = serde_json::to_string(&Counts::of_records(scheme, &answered)).expect("JSON");
    let warnings = constant_columns(scheme, &params);
    let warnings = warnings.iter().chain(&answered.warnings).map(|w| format!("{w:?}")).collect();
    Some(Written { files, account: format!("{account:?} {counts}"), warnings })
}

fn batches(bulk: &Bulk, bytes: &[u8], size: usize) -> Option<(Layout, Vec<Batch>, Tally)> {
    let wanted = Wanted {
        columns: &bulk.scheme.columns,
        id: &bulk.scheme.firm.id,
        name: bulk.scheme.firm.name.as_deref(),
        id_kind: bulk.scheme.firm.id_kind,
        duplicates: Duplicates::Refuse,
    };
    let opened = stream::open("firms.csv", bytes, &wanted, size).expect("memory can be read");
    let (layout, mut blocks): (Layout, Blocks<&[u8]>) = opened.ok()?;
    let (mut batches, mut tally) = (Vec::new(), Tally::default());
    let mut spare: Option<RawBlock> = None;
    loop {
        let next: Result<_, NotStreamed> = blocks.next_block(spare.take()).expect("memory");
        let Some(block) = next.ok()? else { break };
        let piece = layout.parse(&block).ok()?;
        batches.push(bulk.batch(piece.firms).ok()?);
        tally.append(piece.tally);
        spare = Some(block);
    }
    (tally.rows_kept() > 0).then_some((layout, batches, tally))
}

/// A scheme whose points are all added up, as those of zones are.
fn summed(text: &str) -> String {
    let mut text = text.replace("\"exclude\"", "\"zero\"").replace("decimals = 9", "decimals = 1");
    for aggregate in ["mean", "geometric", "harmonic", "min"] {
        text = text.replace(&format!("aggregate = \"{aggregate}\""), "aggregate = \"sum\"");
    }
    text.replace("decimals = 4", "decimals = 3")
}

fn same(text: &str, bytes: &[u8], size: usize) -> Result<bool, TestCaseError> {
    let scheme = load(text);
    let plain = plainly(&scheme, bytes, None);
    let bulk = in_bulk(&scheme, bytes, size, None);
    let Some(bulk) = bulk else { return Ok(false) };
    let plain = plain.expect("what the long way reads, the plain way reads");
    prop_assert_eq!(&bulk, &plain, "{}", text);
    // And by the bounds of half of the firms.
    let half = bytes.len() / 2;
    let cut = bytes[..half].iter().rposition(|b| *b == b'\n').map_or(half, |at| at + 1);
    if let Some(part) = in_bulk(&scheme, &bytes[..cut], size, None) {
        let frozen = Params::from_toml(&part.files[0]).expect("params");
        if let Some(bulk) = in_bulk(&scheme, bytes, size, Some(frozen.clone())) {
            let plain = plainly(&scheme, bytes, Some(frozen)).expect("a run");
            prop_assert_eq!(bulk, plain, "{}", text);
        }
    }
    Ok(true)
}

proptest! {
    #![proptest_config(cases(200))]

    #[test]
    fn sums_are_the_same_in_bulk(tape in tape(), rows in 1usize..60, size in 40usize..4000) {
        let mut tape = Tape::new(&tape);
        let text = summed(&scheme(&mut tape));
        let bytes = csv(&table(&mut tape, rows));
        prop_assert!(same(&text, &bytes, size)?, "not carried: {}", text);
    }

    #[test]
    fn any_scheme_is_the_same_in_bulk(tape in tape(), rows in 1usize..40, size in 40usize..4000) {
        let mut tape = Tape::new(&tape);
        let text = scheme(&mut tape);
        let bytes = csv(&table(&mut tape, rows));
        // Nine decimals do not fit into small numbers; everything else does.
        let carried = same(&text, &bytes, size)?;
        prop_assert!(carried || text.contains("decimals = 9") || text.contains("decimals = 4"), "not carried: {}", text);
    }

    #[test]
    fn any_cells_are_the_same_in_bulk(
        cells in "[0-9a-z,\"\n\r;\t企业１，.%eE+-]{0,400}",
        size in 8usize..400,
    ) {
        let text = "[scheme]\nid = \"s\"\ntotal = 10\nmissing = \"zero\"\n[firm]\nid = \"id\"\nname = \"name\"\n\
            [[dimension]]\nid = \"d\"\n[[indicator]]\nid = \"i\"\ndimension = \"d\"\nvalue = \"x\"\npoints = 10\n\
            rule.percentile = {}\n";
        same(text, format!("id,name,x\n{cells}").as_bytes(), size)?;
    }
}

/// Lists cut by a condition and by percent, a pass rule, ids that need quotes in no way, grades by
/// total: what the generated schemes do not have.
#[test]
fn conditions_over_results_are_the_same_in_bulk() {
    let text = "[scheme]\nid = \"s\"\ntotal = 20\nmissing = \"zero\"\nmin_coverage = 0.5\n\
        [firm]\nid = \"id\"\nname = \"t0\"\ngroup = [\"g0\"]\n\
        [[dimension]]\nid = \"a\"\npoints = 10\n[[dimension]]\nid = \"b\"\npoints = 10\n\
        [[indicator]]\nid = \"x\"\ndimension = \"a\"\nvalue = \"n0\"\npoints = 10\nrule.percentile = {}\n\
        [[indicator]]\nid = \"y\"\ndimension = \"b\"\nvalue = \"n1\"\npoints = 10\n\
        rule.min_max = { from = \"p5\", to = \"p95\", within = \"g0\" }\n\
        [[grade]]\nname = \"A\"\nat_least = 12\n[[grade]]\nname = \"B\"\ntop_percent = 50\nwithin = \"g0\"\n\
        [[list]]\nid = \"half\"\ntop_percent = [10, 50]\n\
        [[list]]\nid = \"some\"\ntop = 3\nwithin = \"g0\"\nwhere = \"a > 2 AND n2 > 1 OR grade = 'A'\"\n\
        [[list]]\nid = \"all\"\nwhere = \"coverage = 1\"\ntop = 1000\n\
        [qualify]\npass = \"total >= 8 AND y > 0\"\ndirect = \"n3 > 5\"\n\
        [rank]\nbreak_by = [\"a desc\", \"n2\"]\n";
    let choices: Vec<u32> = (0..4000_u32).map(|at| at.wrapping_mul(2_654_435_761) >> 7).collect();
    for rows in [1, 2, 30, 300] {
        let bytes = csv(&table(&mut Tape::new(&choices), rows));
        assert!(same(text, &bytes, 900).expect("the same"));
    }
}
