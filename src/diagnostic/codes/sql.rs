//! `Q`: what comes up while a scheme is written as SQL, and its results are verified.

codes! {
    NOT_CARRIED = "Q001", "写不成这种引擎的 SQL", "the engine's SQL cannot carry it",
        "方案里的这一处，在该引擎里算不出与本机逐位相同的结果，所以拒绝，而不是近似。常见的有：几何平均、表达式里的 ln、log10、power（各引擎的对数最后一位不同），以及上级不是 sum 的 curve、z_score 和取对数的规则。上级是 sum 时，这些规则写成精确的分值台阶，可以使用。",
        "The engine would not give the same bits as the local run for this part of the scheme, so it is refused rather than approximated. The usual ones are geometric means, `ln`, `log10` and `power` in expressions (logarithms differ in the last bit between engines), and `curve`, `z_score` and rules on logarithms below an aggregate that is no `sum`. Below a `sum` these rules are written as the exact steps of their points.";
    NO_BOUNDS = "Q002", "缺少口径", "bounds are missing",
        "方案里有按总体定标的规则（分位数、百分位、中位数等）。给出企业表（在本机定标）、--params（上次运行的口径），或 --fit（由引擎自己定标）。",
        "Some rules look at the population (quantiles, percentiles, medians). Give firm tables, by which bounds are fitted here, or --params with the bounds of an earlier run, or --fit to let the engine find them.";
    RESULT_UNUSABLE = "Q003", "引擎的结果不能核对", "the engine's result cannot be verified",
        "结果要是 rank.sql 查询写成的 CSV：有表头，列名与 expected.csv 相同，每家企业一行。",
        "The result is the CSV of the query in rank.sql: with a header, columns named as in expected.csv, one row per firm.";
}
