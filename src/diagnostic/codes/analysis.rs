//! `A`: what comes up while a scheme is compared, audited, weighed or shaken.

codes! {
    TOO_FEW_FIRMS = "A001", "企业太少", "too few firms",
        "相关系数、权重和排名的稳定性至少要 3 家已排名的企业。少于 3 家时不计算，而不是给出看似精确的数字。",
        "Correlations, weights and the steadiness of ranks need at least 3 ranked firms. With fewer nothing is calculated, rather than numbers that only look exact.";
    CONSTANT_INDICATOR = "A002", "指标分不出高下", "an indicator that tells nobody apart",
        "这些企业在该指标上的得分率完全一样：与别的指标没有相关系数，按数据定权时权重为 0。它对排名没有任何作用。",
        "All these firms have the same share on the indicator: it correlates with nothing, and weights from data give it 0. It has no effect on any rank.";
    ALL_MISSING = "A003", "指标全部缺失", "an indicator that is missing for all",
        "没有一家企业有该指标的取值。按数据定权时权重为 0；请检查列名或数据来源。",
        "No firm has a value. Weights from data give it 0; look at the column's name and where the data come from.";
    SINGULAR = "A004", "相关矩阵奇异", "a singular correlation matrix",
        "有的指标是其他指标的线性组合（或完全相同），相关矩阵不可逆：KMO 无法计算。请去掉重复的指标。",
        "Some indicator is a combination of the others, or the same as one of them, so the correlation matrix has no inverse and KMO cannot be calculated. Take the repeated one out.";
    INCONSISTENT = "A005", "判断矩阵不一致", "judgements that contradict each other",
        "萨蒂的一致性比率 CR 超过 0.1：例如甲比乙重要 3 倍、乙比丙重要 3 倍，却又说丙比甲重要。请先改最不一致的那一对。权重照算，但不写回方案（除非 --accept-inconsistent）。",
        "Saaty's consistency ratio is above 0.1: for instance a is three times b, b three times c, and yet c is more than a. Look first at the pair that is named. The weights are shown, but not written to the scheme unless --accept-inconsistent is said.";
    JUDGEMENTS_UNUSABLE = "A006", "判断文件不能用", "the judgements cannot be used",
        "AHP 的判断文件是 TOML：每个 [[compare]] 写 of（维度 id，或 total）和 judgements = [[\"甲\", \"乙\", 3], ...]，意为甲的重要性是乙的 3 倍；3 也可以写成 \"1/3\"。同一 of 下每一对子节点都要有且只有一个判断。",
        "Judgements for AHP are TOML: each [[compare]] says `of` (a dimension's id, or total) and `judgements = [[\"a\", \"b\", 3], ...]`: a is 3 times as important as b; \"1/3\" may be written too. Every pair of children of `of` needs exactly one judgement.";
    ZERO_SHARES = "A007", "几何平均遇到 0", "a geometric mean meets zeros",
        "几何平均里只要有一个维度得分率为 0，总分就是 0，这些企业会全部并列最后。试几何平均时先把得分率从 [0, 1] 压到 [0.01, 1]，结果里写明。",
        "In a geometric mean one dimension with a share of 0 makes the total 0, and all such firms would share the last place. Where a geometric mean is tried, shares are first moved from [0, 1] to [0.01, 1], and the result says so.";
    NOTHING_TO_VARY = "A008", "没有可变的选择", "nothing to vary",
        "所选的变化对这个方案不起作用，例如没有 tiers 规则就没有档位界线可动。该项从分析中去掉，而不是装作试过。",
        "The chosen variation does not touch this scheme: without a `tiers` rule there are no borders to move, for instance. It is left out of the analysis, instead of being counted as tried.";
    NOTHING_IN_COMMON = "A009", "没有共同的企业", "no firms in common",
        "两次运行里没有同一家（按企业代码）都有排名的企业，或不足 3 家，无法比较。请检查两份表的代码列是否一致。",
        "The two runs have no firm, or fewer than 3, with a rank in both, by id: nothing can be compared. See whether both tables name firms by the same ids.";
    CONTRADICTION = "A010", "设置互相矛盾", "settings that contradict each other",
        "命令行上的几个设置不能同时成立；说明里写明是哪几个。",
        "Some settings on the command line cannot hold together; the message says which.";
    UNCHANGED_STAGE = "A011", "有阶段沿用原权重", "a stage keeps its weights",
        "该阶段有数据的企业不足 3 家，无法从数据得出权重，沿用方案原来的分值。",
        "The stage has fewer than 3 firms with data, so nothing can be learnt from them and the scheme's own points stay.";
    FILLED_IN = "A012", "缺失值按均值代入", "gaps filled with the mean",
        "按数据定权要求每家企业每项都有数。有完整数据的企业不足一半时，缺口用该指标的平均得分率代入，使它既不加分也不减分。",
        "Weights from data need a number for every firm and indicator. Where fewer than half of the firms are complete, gaps are filled with the indicator's mean share, which speaks for nobody.";
    NOT_WRITABLE = "A013", "不能写回方案", "the scheme cannot be written back",
        "权重没有写回方案文件；说明里写明原因。文件保持原样。",
        "The weights were not written to the scheme's file, for the reason that is given. The file is as it was.";
    DRIFT = "A014", "总体漂移", "the population has drifted",
        "总体稳定性指数 PSI 比偶然可达的（95%）还高出 0.25：两年的取值分布差别很大，旧的档位界线、分位口径未必还合适。先确认单位和口径没有变（千元与万元是常见的错误）。",
        "The population stability index is more than 0.25 above what chance alone may bring (95 %): the values are spread quite differently in the two years, and old borders and bounds may no longer fit. First make sure that units and definitions are the same (thousands for ten thousands is the usual slip).";
    SETTING_UNUSED = "A015", "设置没有用上", "a setting that was not used",
        "命令行上的这个设置在这次分析里不起作用：只变权重时按 --draws 抽取，变得更多时按 --runs 的设计运行。结果与不写它时一样。",
        "The setting on the command line has no part in this analysis: weights alone are drawn --draws times, more than weights is run by the design of --runs. The result is the same as without it.";
    UNUSUAL_JUDGEMENT = "A016", "判断超出 1/9 到 9", "a judgement beyond 1/9 to 9",
        "萨蒂的标度从 1/9 到 9，一致性比率的基准也是按它算的。超出的判断照算，但请确认不是笔误。",
        "Saaty's scale goes from 1/9 to 9, and so do the random matrices behind the consistency ratio. A judgement beyond it is used as it stands; make sure that it is no slip.";
}
