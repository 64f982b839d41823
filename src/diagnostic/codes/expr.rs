//! `X`: what is wrong with an expression.

codes! {
    EXPR_EMPTY = "X001", "表达式是空的", "Empty expression",
        "这里需要一个表达式：一个列名（`研发费用`）、一个计算（`研发费用 / 营业收入 * 100`）或一个条件（`营业收入 >= 2000`）。",
        "An expression is needed here: a column (`revenue`), a calculation (`rd / revenue * 100`) or a condition (`revenue >= 2000`).";
    EXPR_SYNTAX = "X002", "表达式读不懂", "Expression cannot be read",
        "表达式按 SQL 的写法书写。划线处之前还看得懂，从这里开始不符合写法。常见原因：少写了运算符或操作数，`CASE` 没有以 `END` 结束，`BETWEEN` 后面没有 `AND`。\n\n例：`CASE WHEN 级别 = '国家级' THEN 10 ELSE 0 END`，`成立年限 BETWEEN 3 AND 10`。",
        "Expressions are written as in SQL. Up to the underlined place the text makes sense. Usual causes: an operator or an operand is left out, a `CASE` has no `END`, a `BETWEEN` has no `AND`.\n\nExamples: `CASE WHEN level = 'national' THEN 10 ELSE 0 END`, `age BETWEEN 3 AND 10`.";
    EXPR_SPELLING = "X003", "运算符的写法不同", "Operator of another language",
        "这个运算符来自别的语言。这里的写法与 SQL 相同：等于 `=`，不等于 `<>`，不大于 `<=`，不小于 `>=`，并且 `AND`（或 且），或者 `OR`（或 或），不是 `NOT`（或 非）。全角的 `＝ ≥ ≤ ≠ × ÷ （ ）` 也可以直接写。\n\n例：`a == 1 && b => 2` 应写成 `a = 1 AND b >= 2`。",
        "The operator belongs to another language. Here, as in SQL: equal `=`, not equal `<>`, at most `<=`, at least `>=`, and `AND`, or `OR`, not `NOT`. The full-width signs `＝ ≥ ≤ ≠ × ÷ （ ）` and the words 且, 或, 非 are read as well.\n\nExample: `a == 1 && b => 2` is written `a = 1 AND b >= 2`.";
    EXPR_PARENTHESES = "X004", "括号不成对", "Parentheses do not pair",
        "每个左括号都要有一个右括号，反之亦然；全角括号与半角括号可以配对。划线处是没有配对的那一个。",
        "Every opening parenthesis needs a closing one and the other way round; full-width and plain ones pair. The underlined one has no partner.";
    EXPR_QUOTES = "X005", "引号没有结束", "Quote is not closed",
        "文本值用单引号（`'国家级'`），列名用双引号或反引号（`\"研发费用（万元）\"`）。引号开始之后必须结束；值里面的单引号写两次（`'it''s'`）。",
        "Text values stand in single quotes (`'national'`), column names in double quotes or backticks (`\"R&D\"`). A quote that opens must close; a single quote inside a text is written twice (`'it''s'`).";
    EXPR_NAME = "X006", "列名需要加引号", "Column name needs quotes",
        "不加引号的列名只能由文字、数字和下划线组成，并且不能以数字开头。其他列名放在双引号里：`\"R&D\"`，`\"3年营业收入\"`，`\"研发费用（万元）\"`。",
        "A bare column name consists of letters (any script), digits and underscores and does not start with a digit. Every other name stands in double quotes: `\"R&D\"`, `\"3-year revenue\"`, `\"R&D (10k yuan)\"`.";
    EXPR_NUMBER = "X007", "数字的写法不对", "Number cannot be read",
        "数字写成 `5`、`1.5`、`1.5e3` 或 `5%`（= 0.05），不带单位、不带千分位逗号。单位属于列：列的单位是万元时，2 亿元写成 `20000`。",
        "Numbers are written `5`, `1.5`, `1.5e3` or `5%` (= 0.05), without unit and without thousands separators. The unit belongs to the column: where that is 10,000 yuan, 200 million yuan is `20000`.";
    EXPR_FOREIGN = "X008", "超出了表达式的范围", "Not part of the expression language",
        "表达式只有：数字、文本、列、`+ - * /`、比较、`AND OR NOT`、`IN (...)`、`BETWEEN`、`IS NULL`、`LIKE`、`CASE` 和函数表里的函数。子查询、窗口函数、类型转换、聚合等不在其中：每个表达式只看一家企业的一行数据。",
        "Expressions have numbers, texts, columns, `+ - * /`, comparisons, `AND OR NOT`, `IN (...)`, `BETWEEN`, `IS NULL`, `LIKE`, `CASE` and the functions of the reference. Subqueries, window functions, casts, aggregates and the like are not among them: an expression sees one firm's row.";
    EXPR_TOO_DEEP = "X009", "表达式太长或嵌套太深", "Expression is too long or too deep",
        "为了可读、可核对，一个表达式的长度和层数有上限。请把其中几段写成 `[[derive]]`，再引用它们的名字。",
        "The length and depth of an expression are limited, so that it can be read and checked. Write parts of it as `[[derive]]` and use their names.";
    EXPR_CHAIN = "X010", "比较不能连写", "Comparisons cannot be chained",
        "`3 < x <= 5` 在 SQL 里是把 `3 < x` 的真假再与 5 比较。请写成 `3 < x AND x <= 5`；两端都包含时也可写 `x BETWEEN 3 AND 5`。",
        "In SQL, `3 < x <= 5` compares the truth of `3 < x` with 5. Write `3 < x AND x <= 5`, or `x BETWEEN 3 AND 5` where both ends are included.";
    EXPR_COLUMN = "X011", "没有这一列", "Unknown column",
        "表达式里的名字既不是表里的列，也不是前面 `[[derive]]` 定义的列。检查是否写错、是否少了别名；文本值要放在单引号里：`级别 = '国家级'`。",
        "The name is neither a column of the tables nor one that an earlier `[[derive]]` makes. Check its spelling and the aliases; a text value stands in single quotes: `level = 'national'`.";
    EXPR_FUNCTION = "X012", "没有这个函数", "Unknown function",
        "可用的函数见函数表。列名后面直接跟括号也会被当成函数：表头是 `研发费用（万元）` 时写成 `\"研发费用（万元）\"`。",
        "The functions are those of the reference. A column name followed by a parenthesis reads as a function too: a header `R&D (10k)` is written `\"R&D (10k)\"`.";
    EXPR_ARGUMENTS = "X013", "函数的参数不对", "Wrong arguments",
        "函数的参数个数或内容不对。例：`growth(本年, 上年)` 需要两个参数；`round(x, 2)` 的第二个参数必须是写明的整数；`LIKE` 后面必须是写明的文本。",
        "The number or kind of a function's arguments is wrong. Examples: `growth(now, before)` takes two; the second of `round(x, 2)` must be a whole number written down; after `LIKE` stands a text written down.";
    EXPR_TYPE = "X014", "类型不符", "Types do not fit",
        "数字、文本、是否和日期不能混用：条件要参与计算时写 `CASE WHEN 条件 THEN 1 ELSE 0 END`；数字不加引号（`>= 2000`）；文本加单引号；日期写成 `'2021-05-31'`；文本和是否只能比较相等与否。",
        "Numbers, texts, flags and dates do not mix: to count a condition write `CASE WHEN condition THEN 1 ELSE 0 END`; numbers stand without quotes (`>= 2000`), texts with; dates are written `'2021-05-31'`; texts and flags are equal or not, but have no order.";
    EXPR_DATE = "X015", "日期读不懂", "Date cannot be read",
        "日期写成 `'2021-05-31'`、`'2021/5/31'` 或 `'2021年5月31日'`，年月日齐全，并且日历上有这一天。",
        "Dates are written `'2021-05-31'`, `'2021/5/31'` or `'2021年5月31日'`: year, month and day, and a day that the calendar has.";
    EXPR_FLAG = "X016", "不是“是”或“否”", "Neither yes nor no",
        "这一列是“是否”类型，只能与 `TRUE`、`FALSE` 或表示是否的文本比较：`'是'`、`'否'`、`'有'`、`'无'`、`'yes'`、`'no'`、`'true'`、`'false'`、`1`、`0`。列里有别的取值时，把它的类型改为 `text`。",
        "The column is a flag: it compares with `TRUE`, `FALSE` or a word for them: `'是'`, `'否'`, `'有'`, `'无'`, `'yes'`, `'no'`, `'true'`, `'false'`, `1`, `0`. Where the column holds other values, make its type `text`.";
}
