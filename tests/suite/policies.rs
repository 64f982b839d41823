//! `match` and `map` from outside: files, formats, exit codes.

use super::support::{Table, innopoints, root, said};

const POLICIES: &str = "configs/policies/wuxi.toml";
const FIRMS: &str = "sample_data/wuxi_firms.csv";
const SCHEME: [&str; 2] = ["--scheme", "configs/wuxi_pilot.toml"];
const DAY: [&str; 2] = ["--as-of", "2021-05-31"];

fn run(arguments: &[&str]) -> std::process::Output {
    innopoints(&root(), arguments)
}

#[test]
fn the_sample_zone_is_told_its_policies() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().to_str().unwrap();
    let base = ["match", POLICIES, FIRMS, SCHEME[0], SCHEME[1], DAY[0], DAY[1]];
    let output = run(&[&base[..], &["--out", out]].concat());
    assert!(output.status.success(), "{}", said(&output));
    let matches = Table::read(&folder.path().join("matches.csv"));
    let policies = Table::read(&folder.path().join("policies.csv"));
    assert_eq!(matches.rows.len(), 1200 * policies.rows.len());
    for policy in &policies.rows {
        let of = |standing: &str| {
            let rows = matches.rows.iter();
            rows.filter(|r| r["policy"] == policy["policy"] && r["standing"] == standing)
                .count()
                .to_string()
        };
        for standing in ["eligible", "near", "unknown", "no"] {
            assert_eq!(policy[standing], of(standing), "{} {standing}", policy["policy"]);
        }
        // The budget is the sum of what counts, to the last decimal.
        let counted = matches.rows.iter().filter(|row| row["policy"] == policy["policy"]);
        let cents = |text: &str| (text.parse::<f64>().unwrap_or(0.0) * 1e6).round() as i64;
        let sum: i64 = counted.map(|row| cents(&row["counted"])).sum();
        assert_eq!(cents(&policy["total"]), sum, "{}", policy["policy"]);
    }
    let key = policies.by("policy");
    assert_eq!(key["wuxi-key-contact"]["eligible"], "90", "30 firms of each of three stages");
    assert_eq!(key["wuxi-key-contact"]["total"], "", "a place on a list takes no budget");
    let clauses = Table::read(&folder.path().join("clauses.csv"));
    assert!(
        clauses
            .rows
            .iter()
            .all(|row| !row["says"].is_empty() && !row["says"].contains("wuxi-pilot."))
    );
    let sheets = std::fs::read_dir(folder.path().join("sheets")).unwrap().count();
    assert_eq!(sheets, 2400);
    // The same input gives the same bytes.
    let again = tempfile::tempdir().unwrap();
    run(&[&base[..], &["--out", again.path().to_str().unwrap()]].concat());
    for name in ["matches.csv", "clauses.csv", "asks.csv", "policies.csv"] {
        let bytes = |folder: &std::path::Path| std::fs::read(folder.join(name)).unwrap();
        assert_eq!(bytes(folder.path()), bytes(again.path()), "{name}");
    }
}

#[test]
fn one_firm_answers_at_a_terminal_and_as_json() {
    let base = [
        "match",
        POLICIES,
        FIRMS,
        SCHEME[0],
        SCHEME[1],
        DAY[0],
        DAY[1],
        "--firm",
        "91320214MA012HJ57L",
    ];
    let text = run(&base);
    assert!(said(&text).contains("wuxi-gazelle"), "{}", said(&text));
    let json = run(&[&base[..], &["--format", "json", "--policy", "wuxi-eaglet"]].concat());
    let value: serde_json::Value = serde_json::from_slice(&json.stdout).unwrap();
    assert_eq!(value["policies"].as_array().unwrap().len(), 1);
    assert_eq!(value["policies"][0]["standing"], "unknown");
    assert_eq!(value["asks"][0]["field"], "有效知识产权数");
    // Of this policy alone; what others would give for the same column is not its own.
    assert_eq!(value["asks"][0]["up_to"], 20.0);
}

#[test]
fn what_cannot_be_answered_says_so() {
    for (arguments, code, exit) in [
        (vec!["match", POLICIES, FIRMS, "--policy", "wuxi-gazele"], "P010", 2),
        (vec!["match", POLICIES, FIRMS, "--firm", "nobody"], "R013", 2),
        (vec!["match", "configs/nowhere.toml", FIRMS], "R011", 2),
        (vec!["match", POLICIES, FIRMS, "--strict"], "P012", 1),
        (vec!["match", POLICIES, FIRMS], "P012", 0),
        (vec!["map", "configs/industry/wuxi_iot.toml", FIRMS, FIRMS], "P030", 2),
    ] {
        let output = run(&arguments);
        assert_eq!(output.status.code(), Some(exit), "{arguments:?} {}", said(&output));
        assert!(said(&output).contains(code), "{arguments:?} {}", said(&output));
    }
}

#[test]
fn a_firm_called_script_is_a_name_on_its_sheet() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_string();
    let policies = "[policies]\nid = 't'\n[firm]\nid = 'id'\nname = 'name'\n[[policy]]\nid = 'p'\n\
                    name = '<b>p</b>'\nclause = [{ label = '<i>', when = 'x > 5' }]\n";
    std::fs::write(path("p.toml"), policies).unwrap();
    std::fs::write(path("f.csv"), "id,name,x\n../a<b>,<script>alert(1)</script>,4.9\n").unwrap();
    let output = run(&["match", &path("p.toml"), &path("f.csv"), "--out", &path("out")]);
    assert!(output.status.success(), "{}", said(&output));
    let sheet = std::fs::read_to_string(folder.path().join("out/sheets/_.._a_b_.html")).unwrap();
    assert!(!sheet.contains("<script") && !sheet.contains("<b>") && !sheet.contains("<i>"));
    assert!(sheet.contains("&lt;script&gt;") && sheet.contains("4.9"));
}

#[test]
fn roles_of_the_industry_map_decide_policies() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_string();
    let policies = "[policies]\nid = 't'\n[firm]\nid = '统一社会信用代码'\nid_kind = 'uscc'\n[[policy]]\nid = 'lead'\n\
                    clause = [{ when = \"role('wuxi-iot') IN ('链主', '龙头')\" }]\n";
    std::fs::write(path("p.toml"), policies).unwrap();
    let chain =
        ["--chain", "configs/industry/wuxi_iot.toml", "--relations", "sample_data/wuxi_supply.csv"];
    let out = path("out");
    let matched = run(&[
        &["match", &path("p.toml"), FIRMS, "--out", &out, "--write", "policies"],
        &chain[..],
    ]
    .concat());
    assert!(matched.status.success(), "{}", said(&matched));
    let drawn = run(&["map", chain[1], FIRMS, chain[3], "--out", &out]);
    assert!(drawn.status.success(), "{}", said(&drawn));
    let roles = Table::read(&folder.path().join("out/roles.csv"));
    let leaders =
        roles.rows.iter().filter(|row| ["链主", "龙头"].contains(&row["role"].as_str())).count();
    let policies = Table::read(&folder.path().join("out/policies.csv"));
    assert_eq!(policies.rows[0]["eligible"], leaders.to_string());
    // Firms outside of the chain have no role, and that is known.
    assert_eq!(policies.rows[0]["no"], (1200 - leaders).to_string());
    assert!(leaders > 10);
    let picture = std::fs::read_to_string(folder.path().join("out/map.svg")).unwrap();
    assert!(picture.starts_with("<svg") && picture.ends_with("</svg>"));
}

/// Portraits, pages and explanations tell of policies what `match` tells of them.
#[test]
fn portraits_tell_policies_and_the_place_in_the_chain() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_string();
    let (chain, supply) = ("configs/industry/wuxi_iot.toml", "sample_data/wuxi_supply.csv");
    let beside = ["--policies", POLICIES, "--chain", chain, "--relations", supply];
    let (out, report) = (path("out"), path("report"));
    let score = ["score", SCHEME[1], FIRMS, DAY[0], DAY[1], "--out", &out, "--write", "portraits"];
    let output = run(&[&score[..], &beside, &["--report", &report]].concat());
    assert!(output.status.success(), "{}", said(&output));
    let matched = run(&[
        &["match", POLICIES, FIRMS, SCHEME[0], SCHEME[1], DAY[0], DAY[1], "--format", "json"],
        &["--chain", chain, "--relations", supply][..],
    ]
    .concat());
    let mut sections = std::collections::BTreeMap::new();
    for line in String::from_utf8(matched.stdout).unwrap().lines() {
        let section: serde_json::Value = serde_json::from_str(line).unwrap();
        sections.insert(section["firm"].as_str().unwrap().to_string(), section);
    }
    assert_eq!(sections.len(), 1200);
    let table = Table::read(&folder.path().join("out/portraits.csv"));
    let rows = table.by("统一社会信用代码");
    let lines = std::fs::read_to_string(folder.path().join("out/portraits.jsonl")).unwrap();
    let mut in_chain = 0;
    for line in lines.lines() {
        let portrait: serde_json::Value = serde_json::from_str(line).unwrap();
        let id = portrait["id"].as_str().unwrap();
        let (own, matched) = (&portrait["policies"], &sections[id]);
        assert_eq!(own["total"], matched["total"], "{id}");
        assert_eq!(own["asks"], matched["asks"], "{id}");
        let told = |section: &serde_json::Value| {
            let policies = section["policies"].as_array().unwrap().iter();
            let told =
                policies.map(|p| [&p["policy"], &p["standing"], &p["fit"]].map(|v| v.clone()));
            told.collect::<Vec<_>>()
        };
        assert_eq!(told(own), told(matched), "{id}");
        let eligible = own["policies"].as_array().unwrap().iter();
        let eligible = eligible.filter(|policy| policy["standing"] == "eligible").count();
        assert_eq!(rows[id]["policies.eligible"], eligible.to_string(), "{id}");
        let role = portrait["chain"]["role"].as_str().unwrap_or_default();
        assert_eq!(rows[id]["chain.role"], role, "{id}");
        in_chain += usize::from(!portrait["chain"].is_null());
    }
    assert!(in_chain > 100 && in_chain < 1200, "{in_chain}");
    let leader = rows.values().find(|row| row["chain.role"] == "链主").unwrap();
    let id = &leader["统一社会信用代码"];
    let page =
        std::fs::read_to_string(folder.path().join(format!("report/firms/{id}.html"))).unwrap();
    for word in ["政策导航", "雏鹰企业", "产业链中的位置", "链主", "id=\"policy-wuxi-gazelle\""]
    {
        assert!(page.contains(word), "{word}");
    }
    let manifest: serde_json::Value = {
        let output = run(&[&score[..7], &beside, &["--write", "manifest"]].concat());
        assert!(output.status.success(), "{}", said(&output));
        serde_json::from_slice(&std::fs::read(folder.path().join("out/manifest.json")).unwrap())
            .unwrap()
    };
    assert!(manifest["beside"][POLICIES].is_string() && manifest["beside"][supply].is_string());
    assert_eq!(manifest["as_of"], DAY[1]);
    let explained = run(&[
        &["explain", SCHEME[1], FIRMS, DAY[0], DAY[1], "--firm", id, "--lang", "en"],
        &beside[..],
    ]
    .concat());
    for word in ["Policies", "[wuxi-gazelle]", "local matching rate", "total = "] {
        assert!(said(&explained).contains(word), "{word}: {}", said(&explained));
    }
}

/// Every language is checked as schemes are: by its own diagnostics, with exit codes 0, 1 and 2.
#[test]
fn check_knows_policies_chains_and_sources() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_string();
    let slips = "[policies]\nid = 't'\n[firm]\nid = 'id'\n[[column]]\nname = 'x'\n[[policy]]\nid = 'a'\n\
                 clause = [{ when = 'x > 5 AND x < 3' }]\n[[policy]]\nid = 'a'\nclause = [{ when = 'y > 1' }]\n";
    std::fs::write(path("slips.toml"), slips).unwrap();
    std::fs::write(path("chain.toml"), "[chain]\nid = 'c'\n[relations]\nsuplier = 's'\n").unwrap();
    std::fs::write(path("sources.toml"), "[gather]\n[[source]]\nid = 'a'\nfiles = ['n*.csv']\n")
        .unwrap();
    let (chain, supply) = ("configs/industry/wuxi_iot.toml", "sample_data/wuxi_supply.csv");
    let departments = "sample_data/departments/sources.toml";
    let (slips, broken, sources) = (path("slips.toml"), path("chain.toml"), path("sources.toml"));
    for (arguments, exit, words) in [
        (vec!["configs/policies", FIRMS], 0, vec![]),
        (vec![chain, FIRMS, supply], 0, vec![]),
        (vec![chain, FIRMS], 2, vec!["R040"]),
        (vec![departments], 1, vec!["F125"]),
        (vec![departments, FIRMS], 2, vec!["R040"]),
        (vec![&slips], 1, vec!["P001", "P003", "P004", "slips.toml:9:"]),
        (vec![&broken], 1, vec!["S002", "supplier", "chain.toml:4:"]),
        (vec![&sources], 1, vec!["S006", "[firm]"]),
    ] {
        let output = run(&[&["check"], &arguments[..]].concat());
        assert_eq!(output.status.code(), Some(exit), "{arguments:?} {}", said(&output));
        for word in words {
            assert!(said(&output).contains(word), "{arguments:?} {word}: {}", said(&output));
        }
    }
}

/// `--policy` narrows every output, and sheets of an earlier run are named.
#[test]
fn one_policy_is_one_policy_everywhere() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_string();
    let policies = "[policies]\nid = 't'\n[firm]\nid = 'id'\n\
                    [[policy]]\nid = 'a'\nclause = [{ when = 'x > 5' }]\nbenefit = { amount = 3 }\n\
                    [[policy]]\nid = 'b'\nclause = [{ when = 'y > 5' }]\nbenefit = { amount = 40 }\n\
                    [[policy]]\nid = 'c'\nclause = [{ when = 'z > 5' }]\nbenefit = { amount = 500 }\n";
    std::fs::write(path("p.toml"), policies).unwrap();
    std::fs::write(path("f.csv"), "id,x,y,z\nF,6,,6\n").unwrap();
    std::fs::write(path("g.csv"), "id,x,y,z\nG,6,,6\n").unwrap();
    let (p, f, out) = (path("p.toml"), path("f.csv"), path("out"));
    let base = ["match", &p, &f, "--policy", "a"];
    let output = run(&[&base[..], &["--out", &out]].concat());
    assert!(output.status.success(), "{}", said(&output));
    assert!(!said(&output).contains("500") && said(&output).contains("x 1 policy"));
    let ids = |name: &str| {
        let table = Table::read(&folder.path().join("out").join(name));
        table.rows.iter().map(|row| row["policy"].clone()).collect::<Vec<_>>()
    };
    assert_eq!(
        [ids("policies.csv"), ids("matches.csv"), ids("clauses.csv")],
        [["a"], ["a"], ["a"]]
    );
    assert!(Table::read(&folder.path().join("out/asks.csv")).rows.is_empty());
    for narrow in [&["--format", "json"][..], &["--format", "json", "--firm", "F"]] {
        let json = run(&[&base[..], narrow].concat());
        let value: serde_json::Value = serde_json::from_slice(&json.stdout).unwrap();
        assert_eq!((&value["total"], value["asks"].as_array().unwrap().len()), (&3.0.into(), 0));
    }
    let csv = run(&[&base[..], &["--format", "csv"]].concat());
    assert_eq!(String::from_utf8_lossy(&csv.stdout).lines().count(), 2);
    // The same folder with other firms: two files of F stay, and the run says so.
    let other = run(&["match", &p, &path("g.csv"), "--out", &out]);
    assert!(said(&other).contains("P041") && said(&other).contains("2 files"), "{}", said(&other));
    assert!(folder.path().join("out/sheets/F.html").exists());
    assert!(!said(&run(&["match", &p, &f, "--out", &path("new")])).contains("P041"));
}

/// Two schemes of one id, and what is wrong in a supply table row by row.
#[test]
fn what_would_be_taken_silently_is_told() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_string();
    let twice = run(&[&["match", POLICIES, FIRMS][..], &SCHEME, &SCHEME, &DAY].concat());
    assert_eq!(twice.status.code(), Some(2));
    assert!(said(&twice).contains("P038"), "{}", said(&twice));
    let (chain, supply) = ("configs/industry/wuxi_iot.toml", "sample_data/wuxi_supply.csv");
    let table = std::fs::read_to_string(root().join(supply)).unwrap();
    let rows: Vec<&str> = table.lines().collect();
    let lines = [rows[0], rows[1], "甲,乙,丙", "91320214MACHU87T1D,区外-1,丙,约三十", "总计,,,9"];
    std::fs::write(path("s.csv"), lines.join("\n") + "\n").unwrap();
    let drawn = run(&["map", chain, FIRMS, &path("s.csv"), "--out", &path("out")]);
    assert!(drawn.status.success(), "{}", said(&drawn));
    let issues = Table::read(&folder.path().join("out/issues.csv"));
    let told = |row: &std::collections::BTreeMap<String, String>| {
        format!("{} {}", row["code"], row["line"])
    };
    let told: Vec<String> = issues.rows.iter().map(told).collect();
    assert_eq!(told, ["F020 3", "P032 4", "F023 5"]);
    let roles = Table::read(&folder.path().join("out/roles.csv"));
    let row = &roles.by("firm")["91320214MACHU87T1D"];
    assert_eq!([&row["sales"], &row["amounts_missing"]], ["", "1"]);
    // An open quote makes the table unusable, instead of swallowing what follows.
    std::fs::write(path("q.csv"), table.replacen(",电源模组", ",\"电源模组", 1)).unwrap();
    let open = run(&["map", chain, FIRMS, &path("q.csv")]);
    assert_eq!(open.status.code(), Some(2));
    assert!(said(&open).contains("F004") && said(&open).contains("q.csv:2"), "{}", said(&open));
}
