//! What a bundle says of itself: what each file is, how it is run on its engine, how the result is
//! verified.

use super::{Bundle, Query};
use crate::diagnostic::Lang;

/// `README.md` of a bundle; `sampled` where sample firms come with it.
pub fn readme(query: &Query, bundle: &Bundle, sampled: bool, lang: Lang) -> String {
    let (engine, fitted) = (query.engine, query.bounds.is_none());
    let mut files: Vec<&str> = Vec::new();
    if sampled {
        files.push("sample.sql");
    }
    if bundle.steps.is_some() {
        files.push("steps.sql");
    }
    if fitted {
        files.push("fit.sql");
    }
    files.push("score.sql");
    let (scheme, name, table) = (&query.scheme.name, engine.name(), query.table);
    let steps = engine.recipe(&files);
    let row = |file: &str, zh: &str, en: &str| {
        let text = if lang == Lang::Zh { zh } else { en };
        format!("| `{file}` | {text} |\n")
    };
    let mut rows = String::new();
    if sampled {
        rows +=
            &row("sample.sql", "把 sample.csv 读成企业表", "loads sample.csv as the firms' table");
    }
    if bundle.steps.is_some() {
        rows += &row(
            "steps.sql",
            "把 steps.csv 读成 innopoints_steps",
            "loads steps.csv as innopoints_steps",
        );
        rows += &row(
            "steps.csv",
            "得分率的台阶，每级一行（含两端）：台阶太多、写不进查询的指标由 score.sql 查这张表；查不到的企业状态为 steps_missing，没有排名",
            "the steps of shares, a row each with both borders in it: score.sql looks up what steps at too many values for a query; a firm whose row is not found has the status steps_missing and no rank",
        );
    }
    if fitted {
        rows += &row(
            "fit.sql",
            "总体的口径，每个指标每组一行，存为 innopoints_bounds",
            "the population's bounds, a row per indicator and group, kept as innopoints_bounds",
        );
    }
    rows += &row(
        "score.sql",
        "每家企业的分值，逐行计算，存为 innopoints_points",
        "every firm's points, row by row, kept as innopoints_points",
    );
    rows += &row(
        "rank.sql",
        "排名、等级和是否达标：一个查询，列同 ranking.csv",
        "ranks, grades and the pass rule: one query with the columns of ranking.csv",
    );
    if !fitted {
        rows += &row(
            "params.toml",
            "所用的口径，已写进 score.sql 和 steps.csv",
            "the bounds, as written into score.sql and steps.csv",
        );
    }
    if sampled {
        rows += &row("sample.csv", "样本企业", "the sample firms");
        rows += &row("expected.csv", "样本企业在本机的结果", "their results by the local engine");
    }
    let verify = match (sampled, lang) {
        (false, _) => String::new(),
        (true, Lang::Zh) => "\n## 核对\n\n```text\ninnopoints verify result.csv --against expected.csv\n```\n\n应当报告 0 处不同。样本核对无误后，把企业表换成自己的表再运行。\n".to_string(),
        (true, Lang::En) => "\n## Verify\n\n```text\ninnopoints verify result.csv --against expected.csv\n```\n\nIt must tell 0 differences. Then put your own firms in place of the sample and run again.\n".to_string(),
    };
    match lang {
        Lang::Zh => format!(
            "# {scheme}：{name} 的 SQL\n\n| 文件 | 内容 |\n|---|---|\n{rows}\n企业表名为 `{table}`，列名同方案；数字列是双精度（DECIMAL 列先经文本转换，有的引擎直接转换会差最后一位），日期列是 DATE，是否列是 BOOLEAN，缺失是 NULL（“—”“无数据”之类的字样不会当作缺失），每家企业一行。\n\n## 运行\n\n{steps}{verify}"
        ),
        Lang::En => format!(
            "# {scheme}: SQL for {name}\n\n| file | what |\n|---|---|\n{rows}\nThe firms' table is `{table}`, with the scheme's column names: numbers are doubles (cast a DECIMAL column by way of its text: some engines lose its last bit), days DATE, flags BOOLEAN, what is missing NULL (words such as `n/a` are not taken for it), one row per firm.\n\n## Run\n\n{steps}{verify}"
        ),
    }
}
