//! `P`: problems of policies, of matching them, and of the industry map.

codes! {
    POLICY_TWICE = "P001", "两条政策用了同一个 id", "two policies of one id",
        "一次运行里政策的 id 必须唯一（包括 include 进来的文件）：结果、`eligible('id')` 和 --policy 都靠它认政策。请给其中一条换名，或删去重复的一条。",
        "The id of a policy is unique within a run, included files too: results, `eligible('id')` and --policy know a policy by it. Rename one of them, or drop the one that is there twice.";
    CYCLE = "P002", "绕成了圈", "a cycle",
        "政策甲要看政策乙的结果，乙又要看甲的；或者政策要看某方案的等级，而这个方案又要用这条政策的结果。谁都算不出来。请去掉其中一处引用，改用申报材料里的列。",
        "Policy A asks for the result of policy B, and B for that of A; or a policy asks for a scheme's grade while the scheme asks for the policy. Nobody can begin. Replace one of the references by a column of the tables.";
    CONTRADICTION = "P003", "条件自相矛盾", "clauses that contradict each other",
        "同时要求的条件没有任何企业能满足，例如 x > 5 并且 x < 3。多半是界限写反了，或应写成任选其一（any）。",
        "No firm can meet these clauses together, such as x > 5 and x < 3. Usually a border is written the wrong way round, or the clauses are alternatives and belong into `any`.";
    UNKNOWN_FIELD = "P004", "没有这一列", "an unknown field",
        "政策文件有 [[column]] 字典时，条件里的列都要在字典或 [[derive]] 里。写错一个字的列会让每家企业都“待核实”，所以在读政策时就报错。",
        "Where a file of policies has a [[column]] dictionary, every column of a condition is in it or in a [[derive]]. A misspelt column would make every firm unknown, so it is refused when the policies are read.";
    EXPIRED = "P005", "政策已过期", "an expired policy",
        "运行日期（--as-of）在政策有效期之后：不参加匹配，在 policies.csv 里注明 expired。政策已延期的，请改 valid.to 并写明文件。",
        "The run's date (--as-of) is after the policy's validity: it is not matched, and policies.csv says expired. If it was prolonged, change valid.to and cite the document.";
    NOT_IN_FORCE_YET = "P006", "政策尚未生效", "a policy not in force yet",
        "运行日期（--as-of）早于政策生效日：不参加匹配，在 policies.csv 里注明 not_yet。",
        "The run's date (--as-of) is before the policy's first day: it is not matched, and policies.csv says not_yet.";
    WINDOW_NOT_OPEN = "P007", "申报还没有开始", "the window is not open yet",
        "照常匹配：企业可以提前准备，结果里注明从哪天起可以申报。",
        "It is matched as usual, so that firms can prepare; the results say from which day they can apply.";
    WINDOW_CLOSED = "P008", "申报已经截止", "the window is closed",
        "照常匹配，结果里注明已截止：下一批通常沿用同样的条件。",
        "It is matched as usual, marked as closed: the next round usually has the same conditions.";
    NO_CITATION = "P009", "官方口径没有出处", "an official policy without its document",
        "status = \"official\" 的政策要写 citation（文件名、文号或报道）。数字是自拟的，写 status = \"illustrative\"。",
        "A policy with status = \"official\" names its document in `citation`. Numbers of our own are status = \"illustrative\".";
    UNKNOWN_POLICY = "P010", "没有这条政策", "no such policy",
        "`eligible('id')` 和 --policy 要写某条政策的 id（不是名称）。",
        "`eligible('id')` and --policy take the id (not the name) of a policy.";
    UNKNOWN_GROUP = "P011", "没有这个组", "no such group",
        "`group` 要写某个 [[group]] 的 id；组说明哪些政策就高不重复。",
        "`group` names the id of a [[group]], which says of which policies only the highest counts.";
    SCHEME_NOT_GIVEN = "P012", "没有给出积分方案", "a scheme was not given",
        "条件里用了 grade('方案') 一类的积分结果，运行时却没有用 --scheme 给出这份方案：相关条件一律待核实。",
        "A condition uses points or a grade such as grade('scheme'), but the run was not given that scheme by --scheme: the condition is unknown for every firm.";
    UNKNOWN_NODE = "P013", "方案里没有这个指标", "the scheme has no such node",
        "points('方案', '指标') 要写方案里维度或指标的 id。",
        "points('scheme', 'node') names the id of a dimension or an indicator of the scheme.";
    COLUMN_ABSENT = "P014", "表里没有这一列", "no table has the column",
        "政策要用的列，给出的表里都没有：对所有企业按未知处理，既不算符合，也不算不符合。请补上这一列，或在 [[column]] 里用 aliases 写明表里的叫法。",
        "A column that policies ask for is in none of the tables: it is unknown for every firm, neither met nor unmet. Add it, or state the table's name for it in the column's `aliases`.";
    BENEFIT = "P015", "支持内容写得不清楚", "an unclear benefit",
        "金额只能有一种写法：amount（定额）、by + levels（按级别）、of + rate（按比例，可加 cap）；都不写就只有文字。金额和比例不能是负数。",
        "There is one way to say the amount: `amount`, or `by` with `levels`, or `of` with `rate` (and a `cap`); without any of them there is only a text. Amounts and rates are not negative.";
    EMPTY_WINDOW = "P016", "结束早于开始", "an end before its beginning",
        "valid 和 window 的 to 不能早于 from。",
        "The `to` of `valid` and `window` is not before their `from`.";
    NO_CONDITIONS = "P017", "政策没有任何条件", "a policy without conditions",
        "没有 [[policy.clause]]，也没有 exclude：每家企业都符合。确实如此可以不管，否则请补上条件。",
        "There is no [[policy.clause]] and no exclude: every firm is eligible. If that is not meant, add the conditions.";
    BANDS = "P018", "分档界限不对", "bands out of order",
        "分档写 up_to（含上限）或 below（不含上限）之一，界限从小到大，beyond 给出最后一档。",
        "Bands are written with `up_to` (upper border included) or `below` (excluded), rising, and `beyond` gives the last one.";
    NEAR = "P019", "“接近”的范围不对", "a margin out of range",
        "near 是界限的比例，0 到 1 之间（0.2 即 20 %），或写成 { within = 数 }，用条件自己的单位，不小于 0。",
        "`near` is a part of the border between 0 and 1 (0.2 is 20 %), or { within = x } in the clause's own unit, at least 0.";
    REFERENCE = "P020", "引用写错了", "a reference that cannot be read",
        "积分写成 grade('方案')、stage、status、total、rank、rank_in_stage、coverage，或 points('方案', '指标')；另一条政策写成 eligible('政策')；产业图谱写成 role('链') 或 local_rate('链')。名字要加单引号。",
        "Points are written grade('scheme'), stage, status, total, rank, rank_in_stage, coverage, or points('scheme', 'node'); another policy eligible('policy'); the industry map role('chain') or local_rate('chain'). Names stand in single quotes.";
    ONE_FORM = "P021", "条件要有且只有一种写法", "a clause needs exactly one form",
        "一个条件是 when、value（配 at_least、above、at_most、below 之一）、all、any 四种写法之一。",
        "A clause is one of: `when`; `value` with one of at_least, above, at_most, below; `all`; `any`.";
    MONEY = "P022", "金额单位不一致", "amounts in different units",
        "一次运行里的政策文件金额单位（[policies] money）必须相同：金额要加起来。",
        "The files of policies of one run state their amounts in one unit ([policies] money): amounts are added up.";
    MAP_TABLE = "P030", "供应关系表不能用", "the supply table cannot be used",
        "供应关系表每行一笔：供应方、采购方、产品、金额。列名在图谱文件的 [relations] 里写明。",
        "The supply table has one row per relation: supplier, buyer, product, amount. The map's [relations] says what its columns are called.";
    MAP_STRANGER = "P031", "企业表里没有这家企业", "a party that is in no firm table",
        "供应关系里的一方不在企业表里：按区外企业计，金额进入总额，不算本地配套。代码写错一位也会这样，请核对。",
        "One side of a relation is in no firm table: it counts as a firm elsewhere, so its amount is part of the total and not of the local matching. A slip in the code looks the same: check it.";
    MAP_AMOUNT = "P032", "金额不能用", "an amount that cannot be used",
        "金额缺失、不是数字或是负数：关系照画，但金额未知，用到它的合计、配套率和角色也都未知。请补上金额；确实没有往来的写 0。",
        "The amount is missing, no number or negative: the relation is drawn, but its amount is unknown, and so are the sums, rates and roles that depend on it. State the amount; 0 says that nothing was paid.";
    MAP_SELF = "P033", "自己供应自己", "a firm that supplies itself",
        "供应方和采购方是同一家：这一笔不计。",
        "Supplier and buyer are the same firm: the row is left out.";
    MAP_RULE = "P034", "角色规则有问题", "a rule of roles that cannot be used",
        "[[role]] 从上到下取第一个符合的；条件可以用企业表的列，以及 suppliers、buyers、local_suppliers、local_buyers、purchases、sales、local_purchases、local_sales、local_rate。",
        "[[role]] entries are tried from the top; their conditions use columns of the firm table and suppliers, buyers, local_suppliers, local_buyers, purchases, sales, local_purchases, local_sales, local_rate.";
    MAP_MONEY = "P035", "金额单位认不得", "an unknown unit of money",
        "图谱的 [chain] money 要是金额单位，如 元、千元、万元、亿元、万美元：供应关系表的表头写了别的单位时要换算。",
        "The chain's [chain] money is a unit of money such as 元, 千元, 万元, 亿元 or 万美元: amounts under a header in another unit are converted to it.";
    MAP_TWICE = "P036", "完全相同的供应关系", "the same relation twice",
        "两行的供应方、采购方、产品和金额都相同：两行都计。如果是重复录入，请删去一行。",
        "Two rows have the same supplier, buyer, product and amount: both count. If one was entered twice, delete it.";
    MAP_NAMED = "P037", "写的是企业名称，不是代码", "a party by its name",
        "供应关系里的一方不是企业代码，却与企业表里一家企业同名：按区外企业计。请改写成它的代码。",
        "One side of a relation is no id of a firm, but the name of one of the table: it counts as a firm elsewhere. Write the firm's id instead.";
    SCHEME_TWICE = "P038", "两份方案用了同一个 id", "two schemes of one id",
        "--scheme 给出的方案里有两份 id 相同：`grade('id')` 指的是哪一份说不清。请只给一份，或改其中一份的 id。",
        "Two of the schemes given by --scheme have one id, so that `grade('id')` could be either. Give one of them, or rename the other.";
    LEVEL_UNNAMED = "P039", "级别没有写金额", "a level without an amount",
        "企业的级别不在 benefit 的 levels 里：金额未知，不按 0 计。请补上这一级别；确实没有资金的写 0。",
        "A firm's level is not among the benefit's levels: the amount is unknown, not 0. Add the level; a level that gives nothing has the amount 0.";
    DEAD_ROUTE = "P040", "走不通的路径", "a route that nobody can take",
        "任选其一的路径里，这一条与别的条件矛盾，没有企业能走通；别的路径还可以，政策照常匹配。",
        "Of several routes this one contradicts the other clauses, so that no firm can take it; the other routes stand, and the policy is matched as usual.";
    LATER_DATE = "P042", "日期晚于运行日期", "a date after the run's date",
        "years_since 要从这一列的日期算起，而日期晚于运行日期（--as-of）：年数不会是负的，按未知处理。多半是日期录错，或运行日期写早了。",
        "Years are counted from this column, and the date lies after the run's date (--as-of): no number of years is negative, so that it counts as unknown. Usually the date was entered wrongly, or the run's date is too early.";
    OLDER_SHEETS = "P041", "有以前的一企一策表", "sheets of an earlier run",
        "结果文件夹的 sheets/ 里有这次运行没有写的文件，多半是以前运行留下的：里面的企业或结论可能已经过时。程序不删文件；请换一个文件夹，或自己删去。",
        "The folder sheets/ of the results holds files that this run did not write, probably of an earlier run: their firms or answers may be out of date. No file is deleted; choose another folder, or delete them yourself.";
    NO_POLICY = "P045", "没有政策", "no policy",
        "文件里没有 [[policy]]：没有什么可以匹配。多半是给错了文件，或文件是空的。",
        "The files hold no [[policy]], so that there is nothing to match. Usually another file was meant, or the file is empty.";
    MAP_SIDE = "P043", "供应关系缺一方", "a relation without one side",
        "这一行没有写供应方或采购方：不计，列在 issues.csv 里。请补上。",
        "The row names no supplier or no buyer: it is left out and listed in issues.csv. State it.";
    MAP_LINES = "P044", "单元格里有换行", "a field with line breaks",
        "一格里有换行：照读。产品名称折了行的不碍事；如果是漏了一个双引号，到下一个双引号为止的行都落进了这一格，没有读到。",
        "A field holds line breaks and is read as it is. A product name in two lines does no harm; if a quote is missing, every row up to the next quote has fallen into this field and was not read.";
}
