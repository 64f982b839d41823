//! `S`: problems of a scheme file.

codes! {
    TOML_SYNTAX = "S001", "TOML 语法错误", "TOML syntax error",
        "文件不是合法的 TOML，还谈不上内容。常见原因：文字没有加引号、括号或引号没有配对、等号写成冒号、用了全角标点。\n\n    name = 无锡        # 错：文字要加引号\n    name = \"无锡\"",
        "The file is not valid TOML, so its contents were not looked at. Usual causes: text without quotes, brackets or quotes that do not match, a colon for an equals sign, full-width punctuation.\n\n    name = Wuxi        # wrong: text needs quotes\n    name = \"Wuxi\"";
    UNKNOWN_KEY = "S002", "不认识的键", "unknown key",
        "这个键在这里没有意义。不认识的键一律报错而不忽略：写错一个字母的 `mising = \"zero\"` 若被忽略，分数就会悄悄不同。",
        "The key means nothing here. Unknown keys are refused, never ignored: a misspelt `mising = \"zero\"` that passed silently would change the points.";
    MISSING_KEY = "S003", "缺少必填项", "a key is missing",
        "这张表少了必须有的键。`innopoints schema` 给出每张表的全部键，`innopoints init` 给出带注释的范例。",
        "The table lacks a key that it must have. `innopoints schema` lists every key of every table; `innopoints init` writes a commented example.";
    WRONG_TYPE = "S004", "值的类型不对", "wrong type of value",
        "这里要的是另一种值：数字不加引号，文字要加引号，是否写 true / false，列表写 [ ]。无穷大和 nan 不是数字。",
        "Another type of value is needed here: numbers stand without quotes, text stands in quotes, yes and no are true and false, lists stand in [ ]. Infinity and nan are not numbers.";
    UNKNOWN_WORD = "S005", "不在可选范围内", "not one of the choices",
        "这个键只接受几个固定的词，报错里列出了全部。",
        "The key takes one of a few fixed words; the message lists them all.";
    MISSING_TABLE = "S006", "缺少必需的表", "a table is missing",
        "每个方案都要有 [scheme]（名称、总分）和 [firm]（企业代码所在的列）。",
        "Every scheme has [scheme] (its id and total) and [firm] (the column that names a firm).";
    ONE_KIND_ONLY = "S007", "要写一种，且只能写一种", "exactly one is needed",
        "这里列出的写法互相排斥：多写一种，就不知道以哪一种为准。",
        "The spellings named here exclude each other: with two of them nobody can tell which one counts.";
    UNKNOWN_RULE = "S008", "没有这种规则", "unknown rule kind",
        "规则写作 rule.KIND = { ... }，KIND 是 tiers、linear、per_unit、levels、flag、checklist、best_of、first_of、min_max、percentile、z_score、curve、share 之一。",
        "A rule is written rule.KIND = { ... } with KIND one of tiers, linear, per_unit, levels, flag, checklist, best_of, first_of, min_max, percentile, z_score, curve, share.";
    USED_TWICE = "S010", "名字重复", "a name is used twice",
        "id 是结果里的列名、文件名，也是条件里的名字，必须唯一。",
        "An id is a column of the results, a file name and a name in conditions: it must be unique.";
    RESERVED_NAME = "S011", "名字不能用", "a reserved name",
        "这个名字已是结果文件自己的列名或文件名，或含有文件名不允许的字符。",
        "The name is taken by a column or a file of the results, or holds characters that a file name cannot.";
    UNKNOWN_DIMENSION = "S012", "没有这个维度", "unknown dimension",
        "`dimension` 和 `parent` 要写某个 [[dimension]] 的 id（不是 name）。",
        "`dimension` and `parent` name the id (not the name) of a [[dimension]].";
    EMPTY_DIMENSION = "S013", "维度是空的", "an empty dimension",
        "没有指标的维度永远是 0 分，几乎总是笔误。",
        "A dimension without indicators is always 0 points: nearly always a slip.";
    CYCLE = "S014", "绕成了圈", "a cycle",
        "维度的 `parent` 或方案的 `extends` 最终指回了自己。",
        "A dimension's `parent`, or a scheme's `extends`, leads back to itself.";
    KIND_BELOW_TOP = "S015", "加分、扣分只能在最上层", "bonus and deduction only at the top",
        "总分 = 基础分 + 加分 - 扣分，所以只有最上层维度能写 kind；它的下级随它。",
        "The total is base + bonus - deduction, so only a top dimension has a kind; what stands below it follows.";
    NO_INDICATORS = "S016", "没有指标", "no indicators",
        "没有指标的方案给不出分数。",
        "A scheme without indicators cannot give points.";
    UNKNOWN_STAGE = "S020", "没有这个阶段", "unknown stage",
        "按阶段写的分数要用 [[stage]] 的 id。",
        "Points per stage are written with the ids of [[stage]].";
    STAGE_WITHOUT_POINTS = "S021", "有阶段没有分数", "a stage without points",
        "按阶段写分数时，每个阶段都要写；不计分就写 0。缺一个阶段若当作 0，就会悄悄少分。",
        "Points that differ by stage are written for every stage; write 0 where it does not count. A stage left out and taken as 0 would lose points silently.";
    STAGE_SHADOWS = "S022", "后面的阶段永远轮不到", "later stages can never match",
        "阶段从上到下取第一个符合的；没有 `when` 的收下所有剩余企业，所以只能是最后一个。",
        "Stages are tried from the top and the first match wins; one without `when` takes all that are left, so it is the last.";
    POINTS_DO_NOT_ADD_UP = "S030", "分数加不起来", "points do not add up",
        "aggregate = \"sum\" 时，基础维度的满分之和（每个阶段）应等于 [scheme] total，下级满分之和不少于本级满分。权重从不悄悄换算成 100：请改写其中一处。",
        "Under aggregate = \"sum\" the base dimensions' points add up to [scheme] total in every stage, and children's points reach their parent's. Weights are never rescaled to 100 silently: change one of them.";
    POINTS_CAPPED = "S031", "下级合计超过满分，封顶", "the sum of the children is capped",
        "下级满分之和大于本级满分：超出的部分不计。若本意如此（例如“合计最高 5 分”），可以不管这条提示。",
        "The children can earn more than their parent's points; the excess does not count. Where that is meant (\"5 points at the most\"), leave it.";
    OUT_OF_RANGE = "S032", "数值超出范围", "a number out of range",
        "报错里写明了允许的范围。份额在 0 到 1 之间，是满分的几成；低为好用 lower_is_better，不用负的权重。",
        "The message says the range. A share is a part of the maximum, from 0 to 1; where low is good write lower_is_better, never a negative weight.";
    OVERLAPPING_TIERS = "S033", "档位重叠", "tiers overlap",
        "两个档位的边界相同，不知道该得哪一档。",
        "Two tiers have the same border: nobody can tell which one counts.";
    TIERS_FALL_BACK = "S034", "更好的值得分更低", "a better value earns less",
        "tiers 取达到的最高一档，所以份额必须随边界递增（lower_is_better 时随边界递减）。",
        "Tiers give the highest border reached, so shares rise with their borders (and fall with lower_is_better).";
    RULE_NOT_HERE = "S035", "规则不能用在这里", "the rule cannot stand here",
        "这种规则或处理在这个位置没有意义，报错里说明了原因。",
        "The rule or treatment has no meaning in this place; the message says why.";
    MISSING_POLICY = "S036", "缺失值的口径不明", "what a missing value counts for",
        "缺失不等于 0。每个指标（或 [scheme] 统一）要说明：zero 不得分；exclude 不参与并按比例放大同级权重；median / mean 用同类企业的中位数、平均数；{ value = x } 用给定值。什么都不写的方案不予执行。",
        "Missing is not zero. Each indicator (or [scheme] for all) says: zero earns nothing; exclude drops the leaf and rescales its siblings' weights; median and mean take the peers'; { value = x } takes a stated value. A scheme that says nothing is refused.";
    COLUMN_TYPE_CONFLICT = "S037", "同一列用成了两种类型", "one column, two types",
        "没有在 [[column]] 写明类型的列，类型由用法决定；两处用法矛盾时请写明。",
        "The type of a column that no [[column]] states follows from its use; where two uses disagree, state it.";
    DERIVE_ORDER = "S038", "派生列用在算出之前", "a derived column used too early",
        "[[derive]] 按书写顺序计算，只能用到前面的派生列。",
        "[[derive]] entries are computed in order and see only those above.";
    GRADE_ORDER = "S039", "等级次序不对", "grades out of order",
        "等级从高到低写，取第一个符合的；后面的不比前面宽，就没有企业能得到它。",
        "Grades are written from best to worst and the first that fits counts; a later one that is not wider is never given.";
    NO_CITATION = "S040", "官方口径没有出处", "official without a citation",
        "status = \"official\" 的方案必须写 citation（文件名、文号）。没有公开依据的数字是 illustrative。",
        "A scheme with status = \"official\" names its document in citation. Numbers without a public document are illustrative.";
    EXTENDS_UNREADABLE = "S041", "读不到被扩展的方案", "the extended scheme cannot be read",
        "`extends` 写相对于本文件的路径。",
        "`extends` is a path relative to this file.";
    NOT_IN_FORCE = "S042", "不在有效期内", "outside its period of validity",
        "运行日期（--as-of，不写则为今天）不在 [scheme] valid 之内。分数照算，但请确认用对了版本。",
        "The run's date (--as-of, else today) lies outside [scheme] valid. Points are given all the same; make sure that this is the right edition.";
}
