//! The pages say what the portraits say, whatever stands in the data.

use rayon::prelude::*;

use super::*;
use crate::portrait::tests::{FIRMS as TABLE, SMALL, with};
use crate::report::explain::fixed;
use crate::report::svg::tests::is_well_formed;

const ZONE: &str = include_str!("../../../configs/wuxi_pilot.toml");
const ZONE_FIRMS: &str = include_str!("../../../sample_data/wuxi_firms.csv");

/// Makes a site of a scheme and a table.
fn site(scheme: &str, table: &str, lang: Lang, look: impl FnOnce(&Site, &Scored)) {
    let loaded = crate::scheme::load_text("scheme.toml", scheme).scheme.expect("a scheme");
    with(scheme, table, |scored, _| {
        let templates = Templates::default();
        let site = Site::new(&loaded, scored, &templates, lang).expect("templates in order");
        look(&site, scored);
    });
}

/// What stands between the element with an id and its end.
fn by_id<'p>(page: &'p str, id: &str) -> Option<&'p str> {
    let (_, rest) = page.split_once(&format!(" id=\"{id}\""))?;
    let (_, rest) = rest.split_once('>')?;
    rest.split('<').next()
}

fn drawings(page: &str) -> Vec<String> {
    let pieces = page.split("<svg").skip(1);
    pieces.map(|p| format!("<svg{}</svg>", p.split("</svg>").next().unwrap_or(p))).collect()
}

#[test]
fn a_page_says_what_its_portrait_says() {
    for lang in [Lang::Zh, Lang::En] {
        site(SMALL, TABLE, lang, |site, scored| {
            for firm in 0..scored.derived.len() {
                let portrait = site.portraits.of(firm);
                let page = site.firm(firm, Around::default()).unwrap();
                let total = portrait.total.map(|total| fixed(total, portrait.decimals));
                assert_eq!(by_id(&page, "total"), total.as_deref(), "{}", portrait.id);
                assert_eq!(by_id(&page, "grade"), portrait.grade);
                let rank = portrait.rank.map(|rank| rank.to_string());
                assert_eq!(by_id(&page, "rank"), rank.as_deref());
                for leaf in &portrait.indicators {
                    let shown = portrait.stage.is_some() && leaf.nominal_maximum > 0.0;
                    let place = format!("<article class=\"leaf\" id=\"{}\">", leaf.id);
                    assert_eq!(page.contains(&place), shown, "{} of {}", leaf.id, portrait.id);
                    let points = leaf.points.filter(|_| shown);
                    if let (Some((_, rest)), Some(points)) = (page.split_once(&place), points) {
                        let article = rest.split("</article>").next().unwrap_or(rest);
                        let points = format!("<b>{}</b>", fixed(points, portrait.decimals));
                        assert!(article.contains(&points), "{}: {article}", leaf.id);
                    }
                }
            }
        });
    }
}

/// The rows of the sum add up to the row below them, to the last decimal.
#[test]
fn the_rows_of_the_sum_add_up() {
    site(SMALL, TABLE, Lang::En, |site, scored| {
        let mut summed = 0;
        for firm in 0..scored.derived.len() {
            let page = site.firm(firm, Around::default()).unwrap();
            let Some((_, rest)) = page.split_once("<table class=\"sum\">") else { continue };
            let table = rest.split("</table>").next().unwrap_or(rest);
            let cells = table.split("<td class=\"n\">").skip(1);
            let cents: Vec<i64> = cells
                .map(|cell| cell.split('<').next().unwrap_or(cell))
                .map(|text| (text.parse::<f64>().expect(text) * 100.0).round() as i64)
                .collect();
            let (total, terms) = cents.split_last().expect("rows");
            assert_eq!(terms.iter().sum::<i64>(), *total, "{cents:?}");
            summed += 1;
        }
        assert!(summed >= 5);
    });
}

#[test]
fn drawings_are_well_formed_and_pages_small() {
    site(ZONE, ZONE_FIRMS, Lang::Zh, |site, scored| {
        let order = &scored.ranking.order;
        let picked = order.iter().copied().step_by(97).chain(order.last().copied());
        for firm in picked {
            let page = site.firm(firm, Around { in_report: true, ..Around::default() }).unwrap();
            assert!(page.len() < 100_000, "{} bytes", page.len());
            let drawings = drawings(&page);
            assert!(drawings.iter().all(|drawing| is_well_formed(drawing)));
        }
        let size = |firm: &usize| site.firm(*firm, Around::default()).unwrap().len();
        let largest = order.par_iter().map(size).max();
        assert!(largest.is_some_and(|bytes| bytes < 100_000), "{largest:?} bytes");
        let index = site.index(&|_| true).unwrap();
        assert!(drawings(&index).iter().all(|drawing| is_well_formed(drawing)));
        assert!(index.len() < 600_000, "{} bytes", index.len());
        assert!(!index.contains("{{") && !index.contains("{%"));
    });
}

/// Nothing that a browser would fetch, and no script but the list's own.
#[test]
fn pages_need_nothing_but_themselves() {
    site(SMALL, TABLE, Lang::En, |site, _| {
        let index = site.index(&|_| true).unwrap();
        let firm = site.firm(0, Around::default()).unwrap();
        for page in [&index, &firm] {
            for outside in ["http:", "https:", "src=", "@import", "url(", " on"] {
                let found = page.match_indices(outside).find(|(at, _)| {
                    // ` on` only as an attribute that runs something.
                    outside != " on"
                        || page[*at..]
                            .chars()
                            .take(20)
                            .skip(3)
                            .take_while(|c| *c != ' ')
                            .collect::<String>()
                            .contains("=\"")
                });
                assert_eq!(found, None, "{:?}", found.map(|(at, _)| &page[at..at + 40]));
            }
        }
        assert_eq!((firm.matches("<script").count(), index.matches("<script").count()), (0, 2));
        assert!(firm.contains("script-src &#x27;none&#x27;") || firm.contains("script-src 'none'"));
    });
}

const NASTY: &str = "<script>alert(1)</script>&\"\"' {{ 7*7 }} </td>";

#[test]
fn a_nasty_name_is_harmless() {
    let table =
        TABLE.replace("甲公司", &format!("\"{NASTY}\"")).replace("软件", "\"</script><b>x\"");
    let table = table.replace("F2,", "\"../../<F2>\",");
    site(SMALL, &table, Lang::Zh, |site, scored| {
        let index = site.index(&|_| true).unwrap();
        assert_eq!(index.matches("<script").count(), 2, "only the page's own");
        assert_eq!(index.matches("</script>").count(), 2);
        for firm in 0..scored.derived.len() {
            let around = Around { in_report: true, previous: Some(0), next: Some(1) };
            let page = site.firm(firm, around).unwrap();
            assert_eq!(page.matches("<script").count(), 0);
            assert!(!page.contains("<b>x"), "{page}");
            assert_eq!(
                page.contains("{{ 7*7 }}"),
                page.contains("alert(1)"),
                "names are no templates"
            );
            assert!(
                !site.file(firm).contains(['/', '<', '.']) || site.file(firm).ends_with(".html")
            );
        }
        assert!(!index.contains("<b>x"));
        assert!(site.file(1).starts_with("______"), "{}", site.file(1));
    });
}

#[test]
fn the_list_as_data_is_the_ranking() {
    site(ZONE, ZONE_FIRMS, Lang::En, |site, scored| {
        let index = site.index(&|firm| firm % 2 == 0).unwrap();
        let (_, rest) = index.split_once("id=\"data\">").unwrap();
        let json = rest.split("</script>").next().unwrap();
        let data: serde_json::Value = serde_json::from_str(json).unwrap();
        let columns = data["columns"].as_array().unwrap();
        let at = |key: &str| 2 + columns.iter().position(|c| c["key"] == key).unwrap();
        let rows = data["rows"].as_array().unwrap();
        assert_eq!(rows.len(), scored.derived.len());
        for (row, firm) in rows.iter().zip(&scored.ranking.order) {
            let total = scored.points.total.get(*firm).map(|t| crate::report::points_number(t, 2));
            assert_eq!(row[at("total")].as_f64(), total);
            assert_eq!(row[at("rank")].as_f64(), scored.ranking.rank[*firm]);
            assert_eq!(row[0].is_string(), firm % 2 == 0);
        }
    });
}

#[test]
fn the_same_run_gives_the_same_pages() {
    let pages = |_| {
        let mut pages = Vec::new();
        site(SMALL, TABLE, Lang::Zh, |site, _| {
            pages.push(site.index(&|_| true).unwrap());
            pages.push(site.firm(2, Around::default()).unwrap());
        });
        pages
    };
    assert_eq!(pages(1), pages(2));
}

#[test]
fn a_letterhead_stands_on_every_page() {
    let mut templates = Templates::default();
    templates.lay("header.html", "<header>高新区管委会 {{ run.scheme }}</header>".into());
    let loaded = crate::scheme::load_text("scheme.toml", SMALL).scheme.expect("a scheme");
    with(SMALL, TABLE, |scored, _| {
        let site = Site::new(&loaded, scored, &templates, Lang::Zh).unwrap();
        for page in [site.index(&|_| true).unwrap(), site.firm(0, Around::default()).unwrap()] {
            assert!(page.contains("<header>高新区管委会 小方案</header>"));
        }
    });
}
