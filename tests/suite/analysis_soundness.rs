//! What the four analyses must not say: parts larger than what they are parts of, weights of what
//! does not add up, statistics of rounding dust, promises about an empty list.

use std::path::Path;

use innopoints::analysis::compare::{Run, compare};
use proptest::prelude::*;

use crate::generate::{Tape, load, run, scheme, table, tape};
use crate::support::{Table, innopoints, root, said};

/// Writes a file into a folder and gives its path.
fn file(folder: &Path, name: &str, text: &str) -> String {
    let path = folder.join(name);
    std::fs::write(&path, text).unwrap();
    path.to_string_lossy().into_owned()
}

/// Runs a verb in the project's folder, in a language.
fn verb_in(lang: &str, arguments: &[&str]) -> (i32, String) {
    let arguments: Vec<&str> = arguments.iter().copied().chain(["--lang", lang]).collect();
    let output = innopoints(&root(), &arguments);
    (output.status.code().unwrap_or(-1), said(&output))
}

fn verb(arguments: &[&str]) -> (i32, String) {
    verb_in("en", arguments)
}

/// Two dimensions with an indicator each, joined in some way; shares are the columns over 100.
fn two_by_one(aggregate: &str, points: [f64; 2]) -> String {
    let mut text = format!(
        "[scheme]\nid = \"s\"\ntotal = 100\nmissing = \"zero\"\naggregate = \"{aggregate}\"\n\
         [firm]\nid = \"id\"\nid_kind = \"text\"\n"
    );
    for (name, points) in ["a", "b"].iter().zip(points) {
        text.push_str(&format!(
            "[[dimension]]\nid = \"d{name}\"\nname = \"D{name}\"\npoints = {points}\n\
             [[indicator]]\nid = \"i{name}\"\nname = \"I{name}\"\ndimension = \"d{name}\"\n\
             value = \"{name}\"\npoints = {points}\nrule.share = {{ of = 100 }}\n"
        ));
    }
    text
}

fn cases(count: u32) -> ProptestConfig {
    ProptestConfig { cases: count, failure_persistence: None, ..ProptestConfig::default() }
}

proptest! {
    #![proptest_config(cases(300))]

    /// No part of a change is larger than everything that the two schemes give.
    #[test]
    fn no_part_is_larger_than_the_whole(first in tape(), second in tape()) {
        let (a, b) = (load(&scheme(&mut Tape::new(&first))), load(&scheme(&mut Tape::new(&second))));
        let rows = table(&mut Tape::new(&first), 9);
        let (x, y) = (run(&a, &rows, None), run(&b, &rows, None));
        let sides = [Run { scheme: &a, scored: &x }, Run { scheme: &b, scored: &y }];
        let Ok(comparison) = compare(sides[0], sides[1]) else { return Ok(()) };
        let most = |scheme: &innopoints::scheme::Scheme| -> f64 {
            let leaf = |i: &innopoints::scheme::Indicator| i.points.iter().copied().fold(0.0, f64::max);
            scheme.total + scheme.indicators.iter().map(leaf).sum::<f64>()
        };
        let bound = (most(&a) + most(&b)) * 10f64.powi(comparison.decimals as i32);
        let nodes = comparison.outline.nodes.len() as f64;
        for firm in &comparison.firms {
            for part in firm.parts.iter().flatten() {
                prop_assert!((*part as f64).abs() <= bound + nodes, "{}: {part} of {bound}", firm.id);
            }
        }
    }
}

/// Weights that are exchanged under a geometric mean: a dimension's own points hardly move, its
/// effect on the total does.
#[test]
fn parts_of_a_geometric_scheme_are_of_the_order_of_the_points() {
    let folder = tempfile::tempdir().unwrap();
    let dimension = |id: &str, points: f64, x: f64, y: f64| {
        format!(
            "[[dimension]]\nid = \"{id}\"\npoints = {points}\naggregate = \"mean\"\n\
             [[indicator]]\nid = \"{id}x\"\ndimension = \"{id}\"\nvalue = \"{id}x\"\npoints = {x}\nrule.share = {{ of = 100 }}\n\
             [[indicator]]\nid = \"{id}y\"\ndimension = \"{id}\"\nvalue = \"{id}y\"\npoints = {y}\nrule.share = {{ of = 100 }}\n"
        )
    };
    let head = "[scheme]\nid = \"s\"\ntotal = 100\nmissing = \"zero\"\naggregate = \"geometric\"\n\
                [firm]\nid = \"id\"\nid_kind = \"text\"\n[rank]\ndecimals = 2\n";
    let scheme = |one: String, two: String| format!("{head}{one}{two}");
    let old = scheme(dimension("p", 50.0, 25.0, 25.0), dimension("q", 50.0, 25.0, 25.0));
    // p's own points: 50 x 0.6 = 30 before, 40 x 0.7502 = 30.008 after.
    let new = scheme(dimension("p", 40.0, 35.01, 4.99), dimension("q", 60.0, 30.0, 30.0));
    let (old, new) = (file(folder.path(), "a.toml", &old), file(folder.path(), "b.toml", &new));
    let rows = "id,px,py,qx,qy\nF,80,40,10,30\nG,70,50,20,30\nH,60,60,40,20\n";
    let firms = file(folder.path(), "f.csv", rows);
    let out = folder.path().join("out");
    let (code, text) = verb(&["compare", &old, &new, &firms, "--out", &out.to_string_lossy()]);
    assert_eq!(code, 0, "{text}");
    let parts = Table::read(&out.join("contributions.csv"));
    for row in &parts.rows {
        let part: f64 = row["part"].parse().unwrap();
        assert!(part.abs() < 15.0, "{row:?}");
    }
}
