//! What people see: diagnostics as they are drawn, in both languages. A change of wording shows
//! here; whether it is clearer is for a person to say.

use std::fmt::Write;

use crate::robustness::{Bench, FIRMS, SCHEME};

/// What a command says, in Chinese and then in English.
fn told(bench: &Bench, arguments: &[&str]) -> String {
    let mut text = String::new();
    for lang in ["zh", "en"] {
        let mut arguments = arguments.to_vec();
        arguments.extend(["--lang", lang]);
        let output = bench.run(&arguments);
        let code = output.status.code().unwrap_or(-1);
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        let _ = write!(text, "===== {lang}, exit {code}\n{}\n", said.trim_end());
        let shown = String::from_utf8_lossy(&output.stdout).into_owned();
        if !shown.is_empty() {
            let lines: Vec<&str> = shown.lines().map(str::trim_end).collect();
            let _ = write!(text, "----- screen\n{}\n", lines.join("\n"));
        }
    }
    text
}

fn scheme(from: &str, to: &str) -> String {
    assert!(SCHEME.contains(from), "{from}");
    SCHEME.replacen(from, to, 1)
}

macro_rules! seen {
    ($name:ident, $scheme:expr, $firms:expr, $($argument:literal),+) => {
        #[test]
        fn $name() {
            let bench = Bench::new($scheme, $firms);
            insta::with_settings!({ omit_expression => true, prepend_module_to_snapshot => false }, {
                insta::assert_snapshot!(stringify!($name), told(&bench, &[$($argument),+]));
            });
        }
    };
}

seen!(unknown_key, scheme("missing = \"zero\"", "mising = \"zero\""), FIRMS, "check", "s.toml");
seen!(
    syntax_errors,
    scheme("total = 100", "total：100")
        .replace("id = \"d\"", "id = “d”")
        .replace("[firm]", "[firm"),
    FIRMS,
    "check",
    "s.toml"
);
seen!(
    bad_expression,
    scheme("value = \"研发费用\"", "value = \"研发费用（万元） / 营业收入 && 5\""),
    FIRMS,
    "check",
    "s.toml"
);
seen!(
    unknown_function,
    scheme("value = \"研发费用\"", "value = \"grwoth(研发费用, 上年)\""),
    FIRMS,
    "check",
    "s.toml"
);
seen!(points_that_do_not_add_up, scheme("total = 100", "total = 90"), FIRMS, "check", "s.toml");
seen!(
    stage_without_points,
    scheme("points = 100\nrule", "points = { early = 100 }\nrule")
        + "[[stage]]\nid = \"early\"\nname = \"初创期\"\nwhen = \"研发费用 < 3\"\n[[stage]]\nid = \"late\"\nname = \"成长期\"\n",
    FIRMS,
    "check",
    "s.toml"
);
seen!(
    overlapping_tiers,
    scheme(
        "rule.linear = { through = [[0, 0.0], [10, 1.0]] }",
        "rule.tiers = { steps = [[5, 0.5], [5, 0.8], [10, 0.7]] }"
    ),
    FIRMS,
    "check",
    "s.toml"
);
seen!(contradicting_rows, SCHEME, format!("{FIRMS}F1,甲,10\n"), "score", "s.toml", "f.csv");
seen!(
    text_in_a_number_column,
    SCHEME,
    FIRMS.replace("5", "约5"),
    "score",
    "s.toml",
    "f.csv",
    "--strict"
);
seen!(unknown_column, scheme("研发费用", "研发经费"), FIRMS, "score", "s.toml", "f.csv");
seen!(check_summary, SCHEME, FIRMS.replace("5", "1,2"), "check", "s.toml", "f.csv");
seen!(score_summary, SCHEME, FIRMS.replace("5", "约5"), "score", "s.toml", "f.csv", "--out", "out");
seen!(
    broken_extends,
    scheme("total = 100", "total = 100\nextends = \"国家.toml\""),
    FIRMS,
    "check",
    "s.toml"
);
seen!(wrong_params, SCHEME, FIRMS, "score", "s.toml", "f.csv", "--params", "s.toml");
