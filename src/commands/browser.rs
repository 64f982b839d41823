//! An installed browser of the Chromium family that prints pages as PDF.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use super::input::io_text;
use crate::diagnostic::codes::run as codes;
use crate::diagnostic::{Diagnostic, Text};
use crate::say;

/// The variable that names a browser by its path.
const VARIABLE: &str = "INNOPOINTS_BROWSER";

const NAMES: [&str; 9] = [
    "chromium",
    "chromium-browser",
    "google-chrome-stable",
    "google-chrome",
    "chrome",
    "microsoft-edge-stable",
    "microsoft-edge",
    "msedge",
    "chromium.exe",
];

const PLACES: [&str; 6] = [
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
    "C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe",
    "C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe",
    "C:\\Program Files\\Microsoft\\Edge\\Application\\msedge.exe",
];

/// A page that takes longer has gone wrong.
const PATIENCE: Duration = Duration::from_secs(180);

/// A browser that is there.
pub struct Browser(PathBuf);

/// The browser that the environment names, else the first that is found.
pub fn find() -> Result<Browser, Diagnostic> {
    if let Some(named) = std::env::var_os(VARIABLE).filter(|named| !named.is_empty()) {
        let path = PathBuf::from(named);
        let name = path.display().to_string();
        return match path.is_file() {
            true => Ok(Browser(path)),
            false => Err(missing(say!(
                "{VARIABLE} 指的 {name} 不是一个文件",
                "{VARIABLE} names {name}, which is no file"
            ))),
        };
    }
    let folders = std::env::var_os("PATH").unwrap_or_default();
    let in_path = NAMES.iter().flat_map(|name| {
        std::env::split_paths(&folders).map(|folder| folder.join(name)).collect::<Vec<_>>()
    });
    let found = in_path.chain(PLACES.map(PathBuf::from)).find(|path| path.is_file());
    found.map(Browser).ok_or_else(|| {
        missing(say!(
            "没有找到 Chromium、Chrome 或 Edge，不能生成 PDF",
            "no Chromium, Chrome or Edge was found: a PDF cannot be made"
        ))
    })
}

fn missing(why: Text) -> Diagnostic {
    Diagnostic::error(&codes::NO_BROWSER, why).mend(say!(
        "安装一个（Debian：apt-get install chromium），用 {VARIABLE} 指明路径，或不加 --pdf、在浏览器里打印",
        "install one (Debian: apt-get install chromium), name its path in {VARIABLE}, or leave --pdf out and print from a browser"
    ))
}

impl Browser {
    /// Prints a page into a PDF, whole or not at all.
    pub fn print(&self, page: &Path, pdf: &Path) -> Result<(), Diagnostic> {
        let failed = |why: Text| {
            let (name, zh, en) = (self.0.display(), why.zh, why.en);
            Diagnostic::error(
                &codes::NO_BROWSER,
                say!("{name} 没有生成 PDF：{zh}", "{name} made no PDF: {en}"),
            )
        };
        let told = |error: std::io::Error| failed(io_text(&error));
        let folder = tempfile::tempdir().map_err(told)?;
        let made = folder.path().join("page.pdf");
        let page = std::path::absolute(page).map_err(told)?;
        let mut child = self.start(folder.path(), &made, &page).map_err(told)?;
        wait(&mut child).map_err(failed)?;
        let bytes = std::fs::read(&made).unwrap_or_default();
        if !bytes.starts_with(b"%PDF") {
            return Err(failed(say!("浏览器没有写出文件", "it wrote no file")));
        }
        super::output::write_file(pdf, &bytes)
    }

    fn start(&self, profile: &Path, made: &Path, page: &Path) -> std::io::Result<Child> {
        let mut command = Command::new(&self.0);
        command.args([
            "--headless",
            "--disable-gpu",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--disable-extensions",
            "--no-pdf-header-footer",
        ]);
        // A browser refuses to run as root with its sandbox on.
        command.args(is_root().then_some("--no-sandbox"));
        command.arg(joined("--user-data-dir=", &profile.join("profile")));
        command.arg(joined("--print-to-pdf=", made));
        command.arg(address(page));
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn()
    }
}

fn joined(option: &str, path: &Path) -> std::ffi::OsString {
    let mut joined = std::ffi::OsString::from(option);
    joined.push(path);
    joined
}

/// A file as a browser names it: every byte that is not plain is written as %XX.
fn address(path: &Path) -> String {
    let text = path.to_string_lossy().replace('\\', "/");
    let mut address = String::from(if text.starts_with('/') { "file://" } else { "file:///" });
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'-' | b'_' | b'.' | b'~' | b':' => {
                address.push(byte as char);
            }
            byte => address.push_str(&format!("%{byte:02X}")),
        }
    }
    address
}

fn wait(child: &mut Child) -> Result<(), Text> {
    let start = Instant::now();
    loop {
        match child.try_wait() {
            Ok(Some(_)) => return Ok(()),
            Ok(None) if start.elapsed() < PATIENCE => std::thread::sleep(Duration::from_millis(50)),
            Ok(None) => {
                // It did not answer; that it cannot be ended either changes nothing for us.
                let _ = child.kill();
                let _ = child.wait();
                let seconds = PATIENCE.as_secs();
                return Err(say!("等了 {seconds} 秒没有结果", "no answer in {seconds} seconds"));
            }
            Err(error) => return Err(io_text(&error)),
        }
    }
}

#[cfg(unix)]
fn is_root() -> bool {
    use std::os::unix::fs::MetadataExt;
    std::fs::metadata("/proc/self").is_ok_and(|process| process.uid() == 0)
}

#[cfg(not(unix))]
fn is_root() -> bool {
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_plain_ascii() {
        assert_eq!(address(Path::new("/a b/报.html")), "file:///a%20b/%E6%8A%A5.html");
    }
}
