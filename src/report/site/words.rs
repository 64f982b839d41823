//! The words of the pages themselves, in both languages; templates name them `t.total`.

use std::collections::BTreeMap;

use crate::diagnostic::Lang;

/// Key, 中文, English.
const WORDS: &[(&str, &str, &str)] = &[
    ("lang", "zh-CN", "en"),
    ("report", "企业创新积分报告", "Innovation points report"),
    ("portrait", "企业创新画像", "Firm portrait"),
    ("back", "返回名单", "Back to the list"),
    ("previous", "上一家", "Previous"),
    ("next", "下一家", "Next"),
    ("firm", "企业", "Firm"),
    ("firms", "企业", "Firms"),
    ("ranked", "参加排名", "Ranked"),
    ("median", "中位数", "Median"),
    ("highest", "最高分", "Highest"),
    ("rank", "排名", "Rank"),
    ("rank_all", "全区排名", "Overall rank"),
    ("rank_in_stage", "同阶段排名", "Rank in stage"),
    ("stage", "阶段", "Stage"),
    ("total", "总分", "Total"),
    ("points", "得分", "Points"),
    ("grade", "等级", "Grade"),
    ("status", "状态", "Status"),
    ("coverage", "数据覆盖率", "Coverage"),
    ("list", "榜单", "List"),
    ("all", "全部", "All"),
    ("search", "搜索企业名称或代码", "Search name or id"),
    ("reset", "清除条件", "Clear"),
    ("page_of", "第 {page} 页，共 {pages} 页", "page {page} of {pages}"),
    ("found", "{found} 家企业", "{found} firms"),
    ("nothing_found", "没有符合条件的企业", "No firm matches"),
    ("first", "首页", "First"),
    ("last", "末页", "Last"),
    (
        "no_script",
        "浏览器未启用脚本：下表是 {all} 家企业中的前 {n} 家，筛选和翻页不可用。",
        "Scripts are off: the table shows the first {n} of {all} firms; filters and paging do not work.",
    ),
    ("found_one", "1 家企业", "1 firm"),
    ("filter", "筛选", "filter"),
    ("sorted", "排序", "sorted by"),
    ("of_all", "{found} / {all} 家企业", "{found} of {all} firms"),
    (
        "printed_first",
        "只打印前 {n} 家，其余见 ranking.csv 或先筛选再打印",
        "only the first {n} are printed; filter before you print, or see ranking.csv",
    ),
    ("sec_policies", "政策导航", "Policies"),
    ("asks", "请补充这些数据", "What to ask for"),
    ("fit", "匹配度", "fit"),
    ("clauses", "逐条", "Clause by clause"),
    ("sec_chain", "产业链中的位置", "Place in the industry chain"),
    ("sec_list", "企业名单", "The list"),
    ("sec_totals", "总分分布", "Distribution of totals"),
    (
        "totals_about",
        "同一刻度；虚线为该阶段中位数，只含参加排名的企业。",
        "One scale for all; the dashed line is the stage's median; ranked firms only.",
    ),
    ("sec_top", "前 {n} 名的构成", "What the top {n} is made of"),
    (
        "top_about",
        "条形为该类企业在前 {n} 名中的占比，竖线为其在全部排名企业中的占比：条形越过竖线，说明这一类表现好于其规模。",
        "The bar is the share of the top {n}, the line the share of all ranked firms: a bar beyond its line does better than its size.",
    ),
    ("in_top", "入围", "In top"),
    ("sec_quality", "数据质量", "Data quality"),
    ("issues", "数据与方案的问题", "Problems in data and scheme"),
    ("no_issues", "没有发现问题。", "No problems were found."),
    ("severity", "程度", "Severity"),
    ("code", "代码", "Code"),
    ("problem", "问题", "Problem"),
    ("count", "数量", "Count"),
    ("most_missing", "缺失最多的指标", "Indicators most often missing"),
    (
        "coverage_about",
        "按数据覆盖率（已知数据所占分值）分组的企业数",
        "Firms by coverage, the part of the points that rests on known data",
    ),
    ("sec_scheme", "评分方案", "The scheme"),
    ("dimension", "维度", "Dimension"),
    ("indicator", "指标", "Indicator"),
    ("indicators", "指标数", "Indicators"),
    ("rule", "规则", "Rule"),
    ("rules", "全部指标与规则", "All indicators and their rules"),
    (
        "rule_note",
        "规则中的分值按第一个适用阶段书写。",
        "Points in the rules are those of the first stage that has any.",
    ),
    ("base", "基础分", "base"),
    ("bonus", "加分", "bonus"),
    ("deduction", "扣分", "deduction"),
    ("sec_lists", "榜单", "Lists"),
    ("more_in_list", "其余 {n} 家在名单中按榜单筛选", "{n} more: filter the list"),
    (
        "illustrative",
        "示意方案，数字非官方公布",
        "Illustrative scheme: the numbers are not official",
    ),
    ("source", "数据来源", "Source"),
    ("sec_sum", "总分构成", "How the total is made"),
    ("sec_radar", "维度对比", "Dimensions compared"),
    ("own", "本企业", "This firm"),
    ("stage_median", "同阶段中位", "Stage median"),
    ("stage_top", "同阶段前 10%", "Stage's best tenth"),
    (
        "axis_note",
        "各轴为得分率；扣分维度为未扣比例。",
        "Axes are shares of the maximum; for deductions, the share kept.",
    ),
    ("strengths", "强项", "Strengths"),
    ("weaknesses", "短板", "Weaknesses"),
    (
        "traits_about",
        "与同阶段企业相比领先或落后最多的项目，按分值加权。",
        "Where the firm leads or trails its stage most, weighted by points.",
    ),
    ("none", "没有突出的项目。", "Nothing stands out."),
    ("sec_gains", "最近的得分机会", "Nearest gains"),
    (
        "gains_about",
        "假设其他企业不变，只改善这一项；由近及远排列。",
        "Only this changes, all others stay; the nearest first.",
    ),
    ("now", "现状", "Now"),
    ("needed", "需要", "Needed"),
    ("gain", "总分增加", "Gain in total"),
    ("places", "阶段内前进", "Places up in stage"),
    ("sec_deductions", "扣分与否决", "Deductions and vetoes"),
    ("no_deductions", "没有扣分，也没有否决事项。", "Nothing was deducted; no veto holds."),
    ("sec_missing", "没有数据的指标", "Indicators without data"),
    ("counts_for", "现计", "Counts for"),
    ("sec_indicators", "逐项得分", "Point by point"),
    (
        "strip_about",
        "小图：同阶段企业的分布（柱高按企业数的平方根）。",
        "Charts: the firms of the stage (columns grow with the square root of the count).",
    ),
    ("bent", "压缩刻度", "bent scale"),
    (
        "bent_about",
        "压缩刻度：数值越大，间距越小；≥、≤ 表示两端之外的企业画在端点上。",
        "Bent scale: the larger the values, the closer they stand; ≥ and ≤: firms beyond the end stand at it.",
    ),
    ("border", "档位", "tier border"),
    ("sec_qualified", "达标判断", "Pass rule"),
    ("not_counted", "不计", "not counted"),
    ("value", "数值", "Value"),
    ("printed_by", "由 innopoints {version} 生成", "Made by innopoints {version}"),
    ("data_until", "运行日期", "As of"),
    ("from", "来源", "from"),
];

/// The words of a language by key.
pub fn words(lang: Lang) -> BTreeMap<&'static str, &'static str> {
    let pick = |(key, zh, en): &(&'static str, &'static str, &'static str)| match lang {
        Lang::Zh => (*key, *zh),
        Lang::En => (*key, *en),
    };
    WORDS.iter().map(pick).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::site::templates::Templates;

    /// Where the program itself asks for words.
    const CODE: [&str; 5] = [
        include_str!("firm.rs"),
        include_str!("index.rs"),
        include_str!("rows.rs"),
        include_str!("scheme.rs"),
        include_str!("top.rs"),
    ];

    #[test]
    fn every_word_is_there_once_in_both_languages_and_used() {
        assert_eq!(words(Lang::Zh).len(), WORDS.len(), "a key is there twice");
        let templates =
            format!("{:?} {}", Templates::default(), include_str!("templates/index.js"));
        for (key, zh, en) in WORDS {
            assert!(!zh.is_empty() && !en.is_empty(), "{key}");
            let used = templates.contains(&format!("t.{key}"))
                || CODE.iter().any(|code| code.contains(&format!("word(\"{key}\")")));
            assert!(used, "{key} is nowhere used");
        }
    }

    #[test]
    fn templates_use_no_word_that_is_not_there() {
        let known = words(Lang::En);
        let templates =
            format!("{:?} {}", Templates::default(), include_str!("templates/index.js"));
        for piece in templates.split("{ t.").chain(templates.split(" t.")).skip(1) {
            let key: String =
                piece.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '_').collect();
            let is_start = templates.starts_with(piece);
            assert!(is_start || known.contains_key(key.as_str()), "t.{key}");
        }
    }
}
