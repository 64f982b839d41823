//! The report in a real browser, opened from disk: it filters, searches, sorts and pages, its
//! portraits say what `portraits.jsonl` says, nothing is written to the console and nothing is
//! fetched. Skipped, with a word, where chromium and its driver are not installed.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::support::{innopoints, root, said, sha256};

/// A driver with a session, ended when dropped.
struct Browser {
    driver: Child,
    port: u16,
    session: String,
    /// The browser's profile; it must outlive the session.
    _profile: tempfile::TempDir,
}

impl Drop for Browser {
    fn drop(&mut self) {
        let path = format!("/session/{}", self.session);
        let _ = request(self.port, "DELETE", &path, &Value::Null);
        let _ = self.driver.kill();
        let _ = self.driver.wait();
    }
}

fn installed(name: &str) -> Option<PathBuf> {
    let folders = std::env::var_os("PATH")?;
    std::env::split_paths(&folders).map(|folder| folder.join(name)).find(|path| path.is_file())
}

impl Browser {
    /// Starts one; none where there is none.
    fn start() -> Option<Browser> {
        let (chromium, driver) = (installed("chromium")?, installed("chromedriver")?);
        let profile = tempfile::tempdir().unwrap();
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let child = Command::new(driver)
            .arg(format!("--port={port}"))
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("the driver starts");
        let mut browser =
            Browser { driver: child, port, session: String::new(), _profile: profile };
        browser.wait_for_driver();
        let folder = browser._profile.path().display().to_string();
        let arguments = [
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--disable-dev-shm-usage",
            "--window-size=1280,1600",
        ];
        let mut arguments: Vec<String> = arguments.map(str::to_string).to_vec();
        arguments.push(format!("--user-data-dir={folder}"));
        let wanted = json!({ "capabilities": { "alwaysMatch": {
            "browserName": "chrome",
            "goog:chromeOptions": { "binary": chromium, "args": arguments },
            "goog:loggingPrefs": { "browser": "ALL", "performance": "ALL" },
        }}});
        let answer = request(port, "POST", "/session", &wanted).expect("a session");
        browser.session = answer["sessionId"].as_str().expect("a session").to_string();
        Some(browser)
    }

    fn wait_for_driver(&self) {
        let start = Instant::now();
        while start.elapsed() < Duration::from_secs(30) {
            let status = request(self.port, "GET", "/status", &Value::Null);
            if status.is_ok_and(|status| status["ready"] == true) {
                return;
            }
            std::thread::sleep(Duration::from_millis(100));
        }
        panic!("the driver does not answer");
    }

    fn ask(&self, what: &str, body: Value) -> Value {
        let path = format!("/session/{}/{what}", self.session);
        request(self.port, "POST", &path, &body).unwrap_or_else(|why| panic!("{what}: {why}"))
    }

    fn open(&self, page: &Path) {
        self.ask("url", json!({ "url": format!("file://{}", page.display()) }));
    }

    /// What a script gives back.
    fn run(&self, script: &str) -> Value {
        self.ask("execute/sync", json!({ "script": script, "args": [] }))
    }

    fn text(&self, script: &str) -> String {
        self.run(script).as_str().unwrap_or_default().to_string()
    }

    /// Entries of a log since it was last read.
    fn log(&self, kind: &str) -> Vec<Value> {
        self.ask("se/log", json!({ "type": kind })).as_array().cloned().unwrap_or_default()
    }

    /// What the browser asked for, by address.
    fn fetched(&self) -> Vec<String> {
        let entries = self.log("performance");
        let messages = entries.iter().filter_map(|entry| {
            let message: Value = serde_json::from_str(entry["message"].as_str()?).ok()?;
            let sent = message["message"]["method"] == "Network.requestWillBeSent";
            let url = message["message"]["params"]["request"]["url"].as_str()?;
            sent.then(|| url.to_string())
        });
        messages.collect()
    }
}

/// One request of the WebDriver protocol: JSON there, the `value` of the answer back.
fn request(port: u16, method: &str, path: &str, body: &Value) -> Result<Value, String> {
    let told = |error: std::io::Error| error.to_string();
    let mut stream = TcpStream::connect(("127.0.0.1", port)).map_err(told)?;
    stream.set_read_timeout(Some(Duration::from_secs(60))).map_err(told)?;
    let body = if body.is_null() { String::new() } else { body.to_string() };
    let length = body.len();
    let head = format!(
        "{method} {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nConnection: close\r\n\
         Content-Type: application/json\r\nContent-Length: {length}\r\n\r\n"
    );
    stream.write_all(head.as_bytes()).map_err(told)?;
    stream.write_all(body.as_bytes()).map_err(told)?;
    let mut reader = BufReader::new(stream);
    let mut length = 0;
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).map_err(told)?;
        let line = line.trim().to_ascii_lowercase();
        if line.is_empty() {
            break;
        }
        if let Some(value) = line.strip_prefix("content-length:") {
            length = value.trim().parse().map_err(|_| "a length".to_string())?;
        }
    }
    let mut bytes = vec![0; length];
    reader.read_exact(&mut bytes).map_err(told)?;
    let answer: Value = serde_json::from_slice(&bytes).map_err(|error| error.to_string())?;
    match answer["value"].get("error") {
        Some(error) if error.is_string() => Err(answer["value"].to_string()),
        _ => Ok(answer["value"].clone()),
    }
}

/// The sample zone with one firm's name replaced, scored with a report.
fn report(folder: &Path, name: &str) -> Vec<Value> {
    let table = std::fs::read_to_string(root().join("sample_data/wuxi_firms.csv")).unwrap();
    let first = table.lines().nth(1).unwrap().split(',').nth(1).unwrap();
    let quoted = format!("\"{}\"", name.replace('"', "\"\""));
    std::fs::write(folder.join("firms.csv"), table.replacen(first, &quoted, 1)).unwrap();
    let scheme = root().join("configs/wuxi_pilot.toml");
    let arguments = [
        "score",
        &scheme.display().to_string(),
        "firms.csv",
        "--out",
        "out",
        "--report",
        "report",
        "--lang",
        "zh",
        "--quiet",
    ];
    let output = innopoints(folder, &arguments);
    assert!(output.status.success(), "{}", said(&output));
    let lines = std::fs::read_to_string(folder.join("out/portraits.jsonl")).unwrap();
    lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

const NASTY: &str = "<script>alert(1)</script><img src=x onerror=alert(2)>&\"'";

const ROWS: &str = "return [...document.querySelectorAll('#table tbody tr')]";

#[test]
fn the_report_works_in_a_browser() {
    let Some(browser) = Browser::start() else {
        println!("skipped: no chromium");
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    let portraits = report(folder.path(), NASTY);
    let index = folder.path().join("report/index.html");
    browser.open(&index);
    the_list_works(&browser, &portraits);
    the_whole_list_is_printed(&browser);
    portraits_say_the_same(&browser, &portraits, &folder.path().join("report/firms"));
    browser.open(&index);
    a_link_leads_to_the_portrait(&browser, &portraits[0]);
    let errors = browser.log("browser");
    assert!(errors.is_empty(), "the console says {errors:?}");
    let fetched = browser.fetched();
    assert!(fetched.len() >= 5, "{fetched:?}");
    // `chrome:` is the browser's own start page.
    let own =
        |url: &&String| ["file://", "data:", "chrome:"].iter().any(|own| url.starts_with(own));
    let outside = fetched.iter().find(|url| !own(url));
    assert_eq!(outside, None, "nothing is fetched");
}

/// The list and a portrait become PDF files of several pages, and the manifest knows the first.
#[test]
fn a_report_is_printed() {
    if installed("chromium").is_none() {
        println!("skipped: no chromium");
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let data = root().join("src/portrait/tests");
    let (scheme, firms) = (data.join("small.toml"), data.join("small.csv"));
    let print = |more: &[&str]| {
        let mut arguments = vec!["report".as_ref(), "--pdf".as_ref(), scheme.as_os_str()];
        arguments.push(firms.as_os_str());
        arguments.extend(more.iter().map(|argument| std::ffi::OsStr::new(*argument)));
        let output = innopoints(folder.path(), &arguments);
        assert!(output.status.success(), "{}", said(&output));
    };
    print(&["--out", "r"]);
    print(&["--out", "one", "--firm", "F1"]);
    let manifest = std::fs::read_to_string(folder.path().join("r/manifest.json")).unwrap();
    let manifest: Value = serde_json::from_str(&manifest).unwrap();
    for name in ["r/index.pdf", "one/F1.pdf"] {
        let bytes = std::fs::read(folder.path().join(name)).unwrap();
        assert!(bytes.starts_with(b"%PDF-") && bytes.len() > 5_000, "{name}");
        if name.starts_with('r') {
            assert_eq!(manifest["outputs"]["index.pdf"], sha256(&bytes));
        }
    }
}

fn the_list_works(browser: &Browser, portraits: &[Value]) {
    let count = || browser.text("return document.getElementById('found').textContent");
    let rows = || browser.run(&format!("{ROWS}.length")).as_u64().unwrap();
    assert_eq!((count().as_str(), rows()), ("1200 家企业", 50));
    let first = format!("{ROWS}[0].querySelector('.c-name').textContent");
    assert_eq!(browser.text(&first), portraits[0]["name"].as_str().unwrap());
    // Filtering by stage and grade leaves those whom the portraits name.
    let choose = |id: &str, text: &str| {
        browser.run(&format!(
            "const s = document.getElementById('filter-{id}');\
             s.value = [...s.options].find(o => o.textContent === '{text}').value;\
             s.dispatchEvent(new Event('change'))"
        ))
    };
    choose("stage", "成熟期");
    choose("grade", "A");
    let wanted = portraits.iter().filter(|p| p["stage"]["name"] == "成熟期" && p["grade"] == "A");
    assert_eq!(count(), format!("{} 家企业", wanted.count()));
    browser.run("document.querySelector('#filters button[type=reset]').click()");
    browser.ask("execute/async", json!({ "script": "setTimeout(arguments[0], 50)", "args": [] }));
    assert_eq!(count(), "1200 家企业");
    // Searching by id, and for the firm whose name would be a script.
    let search = |text: &str| {
        let script = "const s = document.getElementById('search'); s.value = arguments[0];\
                      s.dispatchEvent(new Event('input'))";
        browser.ask("execute/sync", json!({ "script": script, "args": [text] }))
    };
    search(&portraits[7]["id"].as_str().unwrap().to_lowercase());
    assert_eq!((count().as_str(), rows()), ("1 家企业", 1));
    search("alert(1)");
    assert_eq!((browser.text(&first).as_str(), rows()), (NASTY, 1));
    search("没有这家企业");
    assert_eq!(count(), "0 家企业");
    search("");
    // Sorting by total, worst first; those without a total stand last.
    browser.run("for (let i = 0; i < 2; i++) document.querySelector('th.c-total button').click()");
    let totals: Vec<f64> = portraits.iter().filter_map(|p| p["total"].as_f64()).collect();
    let least = totals.iter().copied().fold(f64::INFINITY, f64::min);
    let total = format!("{ROWS}[0].querySelector('.c-total').textContent");
    assert_eq!(browser.text(&total), format!("{least:.2}"));
    browser.run("[...document.querySelectorAll('#paging button')].pop().click()");
    assert_eq!(browser.text(&total), format!("{:.2}", last_page_begins(&totals)));
}

/// On paper stands what the filter leaves, not a page of it, with whole lists, and it says so.
fn the_whole_list_is_printed(browser: &Browser) {
    let now = |event: &str| browser.run(&format!("dispatchEvent(new Event('{event}'))"));
    let rows = || browser.run(&format!("{ROWS}.length")).as_u64().unwrap();
    let told = || browser.text("return document.getElementById('printed').textContent");
    let listed = "return document.querySelectorAll('.listed')[0].querySelectorAll('li').length";
    browser.run("document.querySelector('#filters button[type=reset]').click()");
    browser.ask("execute/async", json!({ "script": "setTimeout(arguments[0], 50)", "args": [] }));
    now("beforeprint");
    assert_eq!((told().as_str(), rows()), ("1200 家企业", 1200));
    assert_eq!(browser.run(listed), 100);
    let headers = "return document.querySelectorAll('#table th .on-paper').length";
    assert!(browser.run(headers).as_u64().unwrap() > 10, "buttons are not painted on paper");
    let unranked = browser.run("return document.querySelectorAll('#table .why').length");
    assert_eq!(unranked, 17);
    now("afterprint");
    assert_eq!((rows(), browser.run(listed).as_u64()), (50, Some(10)));
    browser.run(
        "const s = document.getElementById('search'); s.value = '半导体';\
         s.dispatchEvent(new Event('input'))",
    );
    now("beforeprint");
    let (told, rows) = (told(), rows());
    assert!(told.starts_with("筛选: “半导体” · ") && rows > 50, "{told} {rows}");
    assert!(told.ends_with(&format!("{rows} / 1200 家企业")), "{told}");
    now("afterprint");
}

/// The total at the top of the last page, sorted from the worst.
fn last_page_begins(totals: &[f64]) -> f64 {
    let mut sorted = totals.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted[1150]
}

fn portraits_say_the_same(browser: &Browser, portraits: &[Value], firms: &Path) {
    let nasty = portraits.iter().position(|p| p["name"] == NASTY).unwrap();
    for at in [0, 1, 29, 600, 1182, nasty] {
        let portrait = &portraits[at];
        let id = portrait["id"].as_str().unwrap();
        browser.open(&firms.join(format!("{id}.html")));
        let name = browser.text("return document.querySelector('h1').textContent");
        assert_eq!(name, portrait["name"].as_str().unwrap());
        let shown = |id: &str| {
            browser.text(&format!("return document.getElementById('{id}')?.textContent ?? ''"))
        };
        assert_eq!(shown("total"), format!("{:.2}", portrait["total"].as_f64().unwrap()));
        assert_eq!(shown("grade"), portrait["grade"].as_str().unwrap_or_default());
        assert_eq!(shown("rank").parse::<f64>().ok(), portrait["rank"].as_f64());
        assert_eq!(shown("rank-in-stage").parse::<f64>().ok(), portrait["rank_in_stage"].as_f64());
        let points = browser.run(
            "return Object.fromEntries([...document.querySelectorAll('.leaf')].map(leaf =>\
             [leaf.id, leaf.querySelector('.points b')?.textContent ?? null]))",
        );
        for leaf in portrait["indicators"].as_array().unwrap() {
            let told = points[leaf["id"].as_str().unwrap()].as_str();
            let expected = leaf["points"].as_f64().map(|points| format!("{:.2}", points + 0.0));
            assert_eq!(told.map(str::to_string), expected, "{} of {id}", leaf["id"]);
        }
    }
}

fn a_link_leads_to_the_portrait(browser: &Browser, best: &Value) {
    browser.run("document.querySelector('#table tbody a').click()");
    let start = Instant::now();
    let name = || browser.text("return document.querySelector('h1')?.textContent ?? ''");
    while name().is_empty() && start.elapsed() < Duration::from_secs(20) {
        std::thread::sleep(Duration::from_millis(50));
    }
    assert_eq!(name(), best["name"].as_str().unwrap());
    browser.run("document.querySelector('a[rel=next]').click()");
    browser.run("document.querySelector('.ways a').click()");
}
