//! Other people's numbers: UNDP's Human Development Index, COINr's ASEM index, official point
//! tables, and an independent scoring of the sample zone.

use crate::support::{Table, ranking, root, same};

fn number(text: &str) -> f64 {
    text.parse().unwrap_or_else(|_| panic!("not a number: {text:?}"))
}

#[test]
fn human_development_index_2021() {
    let published = Table::read(&root().join("tests/data/hdi/hdi_2021_annex_table1.csv"));
    let ours = ranking(&root().join("configs/hdi.toml"), &root().join("sample_data/hdi_2021.csv"));
    let ours = ours.by("country");
    assert_eq!(published.rows.len(), 191);
    for row in &published.rows {
        let country = &row["country"];
        let mine = ours[country];
        assert_eq!(number(&mine["total"]), number(&row["hdi_published"]), "value of {country}");
        assert_eq!(number(&mine["rank"]), number(&row["rank_published"]), "rank of {country}");
    }
}

/// Every node of every country, to 1e-9.
fn asem(scheme: &str, nodes: &str, ranks: &str) {
    let data = root().join("tests/data/asem");
    let ours = ranking(&data.join(scheme), &data.join("iData.csv"));
    let ours = ours.by("uCode");
    let published = Table::read(&data.join(nodes));
    assert_eq!(published.rows.len(), 51);
    let mut compared = 0;
    for row in &published.rows {
        let mine = ours[&row["uCode"]];
        for (node, value) in row.iter().filter(|(node, _)| *node != "uCode") {
            let node = if node == "Index" { "total" } else { node };
            let actual = &mine[node];
            if value.is_empty() || value == "NA" {
                assert_eq!(actual, "", "{node} of {}", row["uCode"]);
                continue;
            }
            let difference = (number(actual) - number(value)).abs();
            assert!(difference <= 1e-9, "{node} of {}: {actual} for {value}", row["uCode"]);
            compared += 1;
        }
    }
    assert!(compared > 51 * 55, "only {compared} numbers were compared");
    for row in &Table::read(&data.join(ranks)).rows {
        assert!(same(&row["Rank"], &ours[&row["uCode"]]["rank"]), "rank of {}", row["uCode"]);
    }
}

#[test]
fn asem_index_as_coinr_builds_it_raw() {
    asem(
        "raw.toml",
        "raw_minmax_amean/aggregated_amean.csv",
        "raw_minmax_amean/scores_ranks_amean.csv",
    );
}

#[test]
fn asem_index_as_coinr_builds_it_in_full() {
    asem("full.toml", "full_build/7_Aggregated.csv", "full_build/scores_ranks.csv");
}

/// Case tables carry the total and the answer that a person worked out.
fn official(name: &str) {
    let firms = root().join(format!("sample_data/{name}_cases.csv"));
    let config = match name {
        "tech_sme" => "tech_sme_2017",
        "innovative_sme" => "innovative_sme_2022",
        _ => "srdi_2022",
    };
    let ours = ranking(&root().join(format!("configs/{config}.toml")), &firms);
    let ours = ours.by("统一社会信用代码");
    let expected = Table::read(&firms);
    assert!(expected.rows.len() >= 12);
    for row in &expected.rows {
        let mine = ours[&row["统一社会信用代码"]];
        let name = &row["企业名称"];
        assert!(same(&row["期望总分"], &mine["total"]), "{name}: {}", mine["total"]);
        let answer = match row["期望结论"].as_str() {
            "通过" => "yes",
            "不通过" => "no",
            _ => "unknown",
        };
        assert_eq!(mine["qualified"], answer, "{name}");
    }
}

#[test]
fn technology_smes_2017() {
    official("tech_sme");
}

#[test]
fn innovative_smes_2022() {
    official("innovative_sme");
}

#[test]
fn specialised_smes_2022() {
    official("srdi");
}

/// The sample zone, scored once more by a program that has nothing in common with this one (exact
/// fractions, firm by firm): every point of every firm.
#[test]
fn the_sample_zone_as_an_independent_program_scores_it() {
    let ours = ranking(
        &root().join("configs/wuxi_pilot.toml"),
        &root().join("sample_data/wuxi_firms.csv"),
    );
    let ours = ours.by("统一社会信用代码");
    let expected = Table::read(&root().join("tests/data/wuxi/expected.csv"));
    assert_eq!(expected.rows.len(), 1200);
    for row in &expected.rows {
        let mine = ours[&row["id"]];
        for (column, cell) in row.iter().filter(|(c, _)| !["id", "name"].contains(&c.as_str())) {
            let actual = mine[column].trim_start_matches('-');
            let expected = cell.trim_start_matches('-');
            assert!(same(expected, actual), "{column} of {}: {actual} for {expected}", row["id"]);
        }
    }
}
