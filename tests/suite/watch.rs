//! `score --watch` from outside: a file is saved, and what moved is told. How long it takes is the
//! benches' affair; here is only a limit after which nothing more is waited for.

use std::io::{BufRead, BufReader, Read};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use crate::robustness::Bench;

const LONGEST: Duration = Duration::from_secs(120);

const SCHEME: &str = r#"
[scheme]
id = "w"
total = 10
missing = "zero"
[firm]
id = "id"
[[dimension]]
id = "d"
[[indicator]]
id = "a"
dimension = "d"
value = "x"
points = 6
rule.min_max = { from = 0, to = 10 }
[[indicator]]
id = "b"
dimension = "d"
value = "y"
points = 4
rule.min_max = { from = 0, to = 10 }
[[list]]
id = "best"
top = 2
"#;

const FIRMS: &str = "id,x,y\nA,10,0\nB,8,1\nC,1,9\nD,0,10\nE,5,5\n";

/// A run that goes on, with the lines that it says.
struct Running {
    child: Child,
    lines: Receiver<String>,
}

impl Running {
    fn start(bench: &Bench, more: &[&str]) -> Self {
        let mut child = Command::new(env!("CARGO_BIN_EXE_innopoints"))
            .args(["score", "s.toml", "f.csv", "--watch", "--lang", "en"])
            .args(more)
            .current_dir(bench.folder.path())
            .env("NO_COLOR", "1")
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program starts");
        let (send, lines) = channel();
        let streams: [Box<dyn Read + Send>; 2] = [
            Box::new(child.stdout.take().expect("a pipe")),
            Box::new(child.stderr.take().expect("a pipe")),
        ];
        for stream in streams {
            let send = send.clone();
            std::thread::spawn(move || {
                for line in BufReader::new(stream).lines().map_while(Result::ok) {
                    if send.send(line).is_err() {
                        break;
                    }
                }
            });
        }
        Running { child, lines }
    }

    /// Waits until each of these is in some line that follows.
    fn says(&self, words: &[&str]) {
        let (mut wanted, mut heard) = (words.to_vec(), Vec::new());
        while !wanted.is_empty() {
            let line = self.lines.recv_timeout(LONGEST);
            let line = line.unwrap_or_else(|_| panic!("{wanted:?} not in {heard:#?}"));
            wanted.retain(|word| !line.contains(word));
            heard.push(line);
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn bench() -> Bench {
    Bench::new(SCHEME, FIRMS)
}

#[test]
fn what_moved_is_told_when_a_scheme_is_saved() {
    let bench = bench();
    let running = Running::start(&bench, &["--out", "out"]);
    running.says(&["watching the scheme"]);
    assert_eq!(bench.ranking().rows[0]["id"], "A");
    // Only points: C and D take the places of A and B.
    let points = SCHEME.replace("points = 6", "points = 1").replace("points = 4", "points = 9");
    bench.write("s.toml", &points);
    running.says(&[
        "The list best: 2 come on (",
        "Rises most: D",
        "Falls most: A",
        "added up again",
        "results in out/",
    ]);
    bench.write("s.toml", points.replacen("to = 10", "to = 20", 1));
    running.says(&[
        "The list best keeps all its 2 firms",
        "rules applied again",
        "results in out/",
    ]);
    bench.write("s.toml", points.replacen("value = \"x\"", "value = \"x + y\"", 1));
    running.says(&["calculated again", "results in out/"]);
    bench.write("f.csv", FIRMS.replace("E,5,5", "E,10,10"));
    running.says(&["1 come on (E", "tables read again", "results in out/"]);
    // Level with D, and so behind it by its id.
    assert_eq!(bench.ranking().rows[1]["id"], "E");
}

#[test]
fn a_scheme_with_errors_is_told_and_watched_on() {
    let bench = bench();
    let running = Running::start(&bench, &[]);
    running.says(&["watching the scheme"]);
    bench.write("s.toml", SCHEME.replace("points = 6", "points = 7"));
    running.says(&["error[S0", "the last scheme without errors stands"]);
    std::fs::remove_file(bench.path("s.toml")).unwrap();
    running.says(&["R011", "the last scheme without errors stands"]);
    bench.write("f.csv", "id,x\n");
    running.says(&["the last scheme without errors stands"]);
    bench.write("f.csv", FIRMS);
    bench.write(
        "s.toml",
        SCHEME.replace("points = 6", "points = 2").replace("points = 4", "points = 8"),
    );
    running.says(&["The list best: 2 come on ("]);
}

/// The table is read while the scheme is broken: what is scored afterwards is the new table.
#[test]
fn a_table_saved_under_a_broken_scheme_is_scored_when_the_scheme_is_mended() {
    let bench = bench();
    let running = Running::start(&bench, &["--out", "out"]);
    running.says(&["watching the scheme"]);
    bench.write("s.toml", format!("{SCHEME}\n[["));
    running.says(&["the last scheme without errors stands"]);
    bench.write("f.csv", FIRMS.replace("E,5,5", "E,10,10"));
    running.says(&["the last scheme without errors stands"]);
    // Byte for byte as it was.
    bench.write("s.toml", SCHEME);
    running.says(&["The list best: 1 come on (E", "tables read again", "results in out/"]);
    assert_eq!(bench.ranking().rows[0]["id"], "E");
}

/// Nothing is written from a table that is no more.
#[test]
fn without_sound_tables_a_changed_scheme_writes_nothing() {
    let bench = bench();
    let running = Running::start(&bench, &["--out", "out"]);
    running.says(&["watching the scheme"]);
    let before = bench.ranking().rows;
    let turned = SCHEME.replace("points = 6", "points = 1").replace("points = 4", "points = 9");
    std::fs::remove_file(bench.path("f.csv")).unwrap();
    running.says(&["R011", "no new results"]);
    bench.write("s.toml", &turned);
    running.says(&["R011", "no new results"]);
    bench.write("f.csv", format!("{FIRMS}A,1,1\n"));
    running.says(&["error[", "no new results"]);
    bench.write("s.toml", format!("{turned}# again\n"));
    running.says(&["error[", "no new results"]);
    assert_eq!(bench.ranking().rows, before);
    bench.write("f.csv", FIRMS);
    running.says(&["The list best: 2 come on (", "results in out/"]);
    assert_eq!(bench.ranking().rows[0]["id"], "D");
}

#[test]
fn the_file_of_a_renamed_list_is_told_of() {
    let bench = bench();
    let running = Running::start(&bench, &["--out", "out"]);
    running.says(&["watching the scheme"]);
    bench.write("s.toml", SCHEME.replace("\"best\"", "\"first\""));
    running.says(&["results in out/", "old files are left: out/best.csv"]);
    assert!(bench.path("out/best.csv").exists() && bench.path("out/first.csv").exists());
}

#[test]
fn what_it_extends_is_watched_too() {
    let bench = bench();
    bench.write("base.toml", SCHEME);
    bench.write("s.toml", "[scheme]\nid = \"local\"\nextends = \"base.toml\"\n");
    let running = Running::start(&bench, &[]);
    running.says(&["watching the scheme"]);
    bench.write("base.toml", SCHEME.replace("top = 2", "top = 3"));
    running.says(&["The list best: 1 come on (", "No firm's rank changes."]);
}

#[test]
fn only_files_are_watched() {
    let bench = bench();
    for more in [
        &["--strict"][..],
        &["--params", "p.toml"],
        &["--format", "json"],
        &["--out", "o", "--excel", "o.xlsx"],
        &["--policies", "p.toml"],
        &["--chain", "c.toml", "--relations", "r.csv"],
    ] {
        let output = bench.run(&[&["score", "s.toml", "f.csv", "--watch"], more].concat());
        assert_eq!(output.status.code(), Some(2), "{more:?}");
    }
    assert_eq!(bench.run(&["score", "-", "f.csv", "--watch"]).status.code(), Some(2));
}

/// The table never ends, and nobody waits for it: not even the folder for the outputs is left.
#[cfg(unix)]
#[test]
fn an_interrupted_run_leaves_nothing_half_written() {
    use std::os::unix::process::ExitStatusExt;
    use std::time::Instant;
    let bench = bench();
    let mut child = Command::new(env!("CARGO_BIN_EXE_innopoints"))
        .args(["score", "s.toml", "-", "--out", "out/deep", "--lang", "en"])
        .current_dir(bench.folder.path())
        .stdin(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    // Held open until after the end: waiting would close it.
    let table = child.stdin.take();
    let begun = Instant::now();
    while !bench.path("out/deep").exists() {
        assert!(begun.elapsed() < LONGEST, "no folder is made");
        std::thread::sleep(Duration::from_millis(5));
    }
    let id = child.id().to_string();
    assert!(Command::new("kill").args(["-INT", &id]).status().expect("kill").success());
    let status = child.wait().expect("an end");
    drop(table);
    assert_eq!(status.signal(), Some(2));
    let mut said = String::new();
    child.stderr.take().expect("a pipe").read_to_string(&mut said).expect("text");
    assert!(said.contains("interrupted: nothing half-written is left"), "{said}");
    assert!(!bench.path("out").exists());
}
