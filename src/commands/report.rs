//! `report`: the pages for people, and what a page needs to be handed over.

use std::path::Path;

use super::cli::ReportArgs;
use super::input::{Run, find_firm};
use super::output::write_file;
use super::policies::{self, Known};
use super::site_folder::{Pages, SiteFolder};
use super::terminal::Terminal;
use super::{Outcome, browser, score, templates};
use crate::diagnostic::{Diagnostic, Lang, Sources, counted};
use crate::report::beside::Beside;
use crate::report::site::{Around, Site, Templates};
use crate::say;

/// Above this many firms only the best have a page, unless all are asked for.
const PAGES_UP_TO: usize = 5_000;

/// What is asked of a report.
#[derive(Debug, Clone, Copy, Default)]
pub struct Wishes<'w> {
    /// A page for every firm, however many there are.
    pub all: bool,
    /// The list as PDF, too.
    pub pdf: bool,
    /// A folder with templates to lay over ours.
    pub templates: Option<&'w Path>,
}

/// Scores and writes the pages.
pub fn run(args: ReportArgs, terminal: &Terminal) -> Outcome {
    let wishes = Wishes { all: args.all, pdf: args.pdf, templates: args.templates.as_deref() };
    let prepared = match Prepared::new(wishes) {
        Ok(prepared) => prepared,
        Err(problem) => return terminal.fail(problem),
    };
    let (run, known) = match policies::run(&args.run, &args.beside, terminal) {
        Ok(done) => done,
        Err(outcome) => return outcome,
    };
    terminal.show(&run.scored.warnings, &Sources::default());
    let lang = terminal.report_lang(run.scheme.scheme.language);
    let written = match args.firm.is_empty() {
        true => write((&run, &known), &args.out, wishes, &prepared, lang, terminal),
        false => single((&run, &known), &args, &prepared, lang, terminal),
    };
    match written {
        Ok(()) => Outcome::Done,
        Err(problem) => terminal.fail(problem),
    }
}

/// What can be known to fail before the work begins.
pub struct Prepared {
    templates: Templates,
    browser: Option<browser::Browser>,
}

impl Prepared {
    /// Reads templates and looks for a browser.
    pub fn new(wishes: Wishes) -> Result<Self, Diagnostic> {
        let templates = templates::read(wishes.templates)?;
        let browser = if wishes.pdf { Some(browser::find()?) } else { None };
        Ok(Prepared { templates, browser })
    }
}

/// The whole report; the folder is replaced only when every page is there.
pub fn write(
    (run, known): (&Run, &Known),
    folder: &Path,
    wishes: Wishes,
    prepared: &Prepared,
    lang: Lang,
    terminal: &Terminal,
) -> Result<(), Diagnostic> {
    let (scheme, scored) = (&run.scheme.scheme, &run.scored);
    let mut staged = SiteFolder::create(folder)?;
    let (navigation, places) = (known.navigation(), known.places());
    let beside = Beside { policies: navigation.as_ref(), chain: places.as_ref() };
    let site = Site::new(scheme, scored, &prepared.templates, lang).map_err(templates::problem)?;
    let site = site.beside(beside).dated(score::told(run, known).as_of);
    let order = &scored.ranking.order;
    let pages = if wishes.all { order.len() } else { order.len().min(PAGES_UP_TO) };
    let mut has_page = vec![false; order.len()];
    order.iter().take(pages).for_each(|firm| has_page[*firm] = true);
    staged.write_list(&site.index(&|firm| has_page[firm]).map_err(templates::problem)?)?;
    let bar = terminal.progress(pages, say!("企业画像", "portraits"));
    staged.write_all(&site, Pages { order: &order[..pages], progress: &bar })?;
    bar.finish_and_clear();
    if let Some(browser) = &prepared.browser {
        staged.print(browser)?;
    }
    let manifest = score::told(run, known).manifest(staged.hashes().clone()).to_json();
    staged.commit(&manifest)?;
    let (name, firms) = (folder.join("index.html"), scored.derived.len());
    let name = name.display();
    let (e, p) = (counted(firms, "firm"), counted(pages, "portrait"));
    terminal.tell(&say!(
        "报告写好了：{firms} 家企业，{pages} 份画像，用浏览器打开 {name}",
        "the report is written: {e}, {p}; open {name} in a browser"
    ));
    if pages < firms {
        terminal.tell(&say!(
            "企业超过 {PAGES_UP_TO} 家，只写了前 {pages} 名的画像；要全部请加 --all",
            "above {PAGES_UP_TO} firms only the first {pages} have a portrait; --all writes every one"
        ));
    }
    Ok(())
}

/// Portraits by themselves, into a folder that keeps what else it holds.
fn single(
    (run, known): (&Run, &Known),
    args: &ReportArgs,
    prepared: &Prepared,
    lang: Lang,
    terminal: &Terminal,
) -> Result<(), Diagnostic> {
    let mut firms = Vec::new();
    for wanted in &args.firm {
        firms.push(find_firm(run, wanted.trim())?);
    }
    let (scheme, scored) = (&run.scheme.scheme, &run.scored);
    let (navigation, places) = (known.navigation(), known.places());
    let beside = Beside { policies: navigation.as_ref(), chain: places.as_ref() };
    let site = Site::new(scheme, scored, &prepared.templates, lang).map_err(templates::problem)?;
    let site = site.beside(beside).dated(score::told(run, known).as_of);
    super::output::make_folder(&args.out)?;
    for firm in firms {
        let page = site.firm(firm, Around::default()).map_err(templates::problem)?;
        let path = args.out.join(site.file(firm));
        write_file(&path, page.as_bytes())?;
        let mut name = path.display().to_string();
        if let Some(browser) = &prepared.browser {
            let pdf = path.with_extension("pdf");
            browser.print(&path, &pdf)?;
            name = format!("{name}, {}", pdf.display());
        }
        terminal.tell(&say!("写好了 {name}", "wrote {name}"));
    }
    Ok(())
}
