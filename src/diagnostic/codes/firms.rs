//! `F`: what is odd or wrong about firm tables.

codes! {
    EMPTY_FILE = "F001", "空文件", "Empty file",
        "文件有 0 个字节，多半是导出没有完成。请重新导出。",
        "The file has 0 bytes; the export was probably not finished. Export it again.";
    NOT_A_TABLE = "F002", "不是表格文件", "Not a table",
        "文件的内容（不看扩展名）是图片、PDF、网页、压缩包等。很多网站把网页存成 `.xls`：用 Excel 打开后另存为 `.xlsx` 或 CSV 即可。可读的有 CSV、TSV（UTF-8、GB18030、UTF-16）、`.xlsx`、`.xlsb`、`.xls`、`.ods`，以及用 gzip 或 zstd 压缩的这些文件。",
        "By its content (whatever its extension) the file is a picture, a PDF, a web page, an archive or the like. Many portals send a page under the name `.xls`: open it in Excel and save it as `.xlsx` or CSV. What can be read: CSV and TSV (UTF-8, GB18030, UTF-16), `.xlsx`, `.xlsb`, `.xls`, `.ods`, and any of them compressed by gzip or zstd.";
    ENCODING = "F003", "编码认不出或中途变了", "Encoding not known or broken",
        "文本依次按字节序标记、UTF-8、GB18030（含 GBK）、UTF-16 严格读取，一个字节也不替换。指明的字节读不下去：文件被截断，或由编码不同的文件拼成。请重新导出。",
        "Text is read strictly, by its byte order mark, else as UTF-8, GB18030 (which holds GBK) or UTF-16, and not one byte is replaced. At the byte named it reads no further: the file is cut off, or joined from files in different encodings. Export it again.";
    OPEN_QUOTE = "F004", "双引号没有闭合", "A quote is never closed",
        "CSV 里以双引号开始的单元格要以双引号结束，中间的双引号写成两个，如 `\"他说\"\"好\"\"\"`。漏了一个，后面的行都会落进同一个单元格，所以不读。",
        "A CSV field that begins with a quote must end with one, and a quote inside it is written twice, as in `\"say \"\"yes\"\"\"`. With one missing, every row after it would fall into one field; so nothing is read.";
    FIELD_TOO_LONG = "F005", "单元格太长", "Field too long",
        "单元格超过 1 MiB。企业表里没有这样的单元格，多半是漏了一个双引号。",
        "A field has more than 1 MiB. No firm table has such fields; a quote is probably missing.";
    DAMAGED_WORKBOOK = "F006", "工作簿损坏", "Damaged workbook",
        "工作簿读不了：没有传完、被别的程序改坏，或解压后大得离谱。请重新传一份；Excel 还能打开的话，另存为 `.xlsx` 或 CSV。",
        "The workbook cannot be read: not copied to its end, damaged by another program, or absurdly large when unpacked. Copy it again; if Excel still opens it, save it as `.xlsx` or CSV.";
    LOCKED_WORKBOOK = "F007", "工作簿有密码", "Workbook with a password",
        "请在 Excel 里去掉密码另存一份（文件 → 信息 → 保护工作簿 → 用密码进行加密，清空密码）。",
        "Save a copy without the password in Excel (File, Info, Protect Workbook, Encrypt with Password, clear it).";
    NO_FIRMS = "F008", "没有企业", "No firms",
        "表是空白的、只有表头，或没有一行能作为企业读入。",
        "The table is blank, has only a header, or none of its rows could be read as a firm.";
    MISSING_COLUMN = "F009", "缺列", "Column missing",
        "方案要用的列在表里没有。表头可以叫方案里的名字或 `aliases` 里的任一个，不计空格、全半角和大小写，后面可以带与方案相同的单位，如 `研发费用（万元）`。例：方案写 `研发费用`，表里叫 `R&D`，则在 `[[column]]` 里写 `aliases = [\"R&D\"]`。",
        "The table lacks columns that the scheme uses. A header may be the scheme's name or one of its `aliases`, whatever the blanks, widths and letter case, and may carry the scheme's unit, as in `研发费用（万元）`. Example: the scheme says `研发费用`, the table `R&D`: write `aliases = [\"R&D\"]` in the `[[column]]`.";
    AMBIGUOUS_HEADER = "F010", "两个表头都像同一列", "Two headers for one column",
        "表里有两个表头都对得上方案的同一列（名字、别名或带单位的写法），取哪一个由人决定：删去或改名不用的那个。没有人要的重复表头不碍事。",
        "Two headers of the table fit the same column of the scheme (by name, alias or with a unit). Which one is meant is for a person to say: delete or rename the other. Repeated headers that nobody wants do no harm.";
    OTHER_UNIT = "F011", "单位不同", "Another unit",
        "表头写明的单位与方案的不同，如表里 `研发费用（千元）`、方案里 `unit = \"万元\"`。千元当万元读，数就差十倍，所以不会悄悄读入。请换算表里的数，或在方案里改 `unit` 和用到它的界限。",
        "The header states another unit than the scheme, as `研发费用（千元）` where the scheme says `unit = \"万元\"`. Read silently, every number would be wrong ten times over. Convert the table's numbers, or change `unit` in the scheme and the borders that use it.";
    DUPLICATE_FIRMS = "F012", "同一企业有矛盾的几行", "Rows of one firm that differ",
        "几行的企业代码相同而数据不同（分支机构、重复申报、几个年度）。取哪一行会改变分数，所以不由程序决定：用 `gather` 按写明的规则合并，或以 `--duplicates first` / `last` 指定。完全相同的行只算一行。",
        "Several rows have the same id and different values (branches, re-submissions, several years). Which one is taken changes the points, so that the program does not decide: merge them with `gather` by a stated rule, or say `--duplicates first` or `last`. Equal rows count as one.";
    NOT_BUILT = "F013", "各表合不成一张", "Tables cannot be put together",
        "内存里合并各表时出错，多半是总行数超过了 42 亿。",
        "Putting the tables together in memory failed; probably there are more than 4.2 billion rows.";
    DAMAGED_ARCHIVE = "F014", "压缩文件解压不了", "A compressed file cannot be unpacked",
        "gzip 或 zstd 文件没有传完、已损坏，或解压后比原来大几百倍（企业表一般只压到十分之一）。请重新传一份，或先自行解压。",
        "The gzip or zstd file was not copied to its end, is damaged, or unpacks to hundreds of times its size, where a firm table shrinks to about a tenth. Copy it again, or unpack it first.";
    RAGGED_ROW = "F020", "列数不对的行", "Row with too many or too few fields",
        "该行的列数与表头不同，如数里多了逗号 `13,120.0` 而没有加引号。后面的数都会错位，分数就悄悄地错了，所以整行不用。行尾多出的空列不碍事。",
        "The row has not as many fields as the header, for instance because a number is written `13,120.0` without quotes. Every number after it would be shifted and the points silently wrong, so that the row is left out. Blank fields at the end do no harm.";
    CUT_OFF = "F021", "文件在行中断开", "File ends within a row",
        "最后一行列数不够，也没有行尾：文件可能没有传完，后面的企业可能都丢了。",
        "The last row has too few fields and no line end: the file may not have been copied to its end, and the firms after it may be missing.";
    NO_ID = "F022", "没有企业代码", "Row without an id",
        "该行没有企业代码（空白，或写着「无」「—」之类），无从知道是哪家企业，所以不用。",
        "The row has no id (blank, or a word such as `无` or `—`). Whose it is cannot be known, so that it is left out.";
    NOT_A_FIRM = "F023", "合计行或重复的表头", "Line of totals or repeated header",
        "企业代码一栏写着「合计」「总计」「小计」，或又是表头，这样的行不是企业。",
        "A row whose id says `合计`, `总计`, `小计` or repeats the header is not a firm.";
    ID_CHANGED = "F024", "企业代码改了写法", "Id written otherwise",
        "去掉了代码里的空格，全角改为半角；统一社会信用代码改为大写。字符本身没有改。",
        "Blanks were dropped and full-width characters made half-width; credit codes are upper case. The characters themselves are the same.";
    CODE_FAILS = "F025", "信用代码校验不过", "Credit code does not hold",
        "统一社会信用代码（GB 32100-2015）有 18 位，用数字和除 I、O、S、V、Z 外的大写字母，最后一位由前 17 位算出。校验不过，说明至少有一位写错（如把 0 写成 O）。企业照常保留，但与别的表对不上。",
        "A credit code (GB 32100-2015) has 18 characters, digits and capital letters except I, O, S, V and Z, and the last follows from the first 17. Where it does not, at least one character is wrong (O for 0, say). The firm is kept, but will not be found in other tables.";
    REPEATED_ROW = "F026", "完全相同的重复行", "The same row again",
        "要用的各列都相同的几行只算一行。",
        "Rows that are equal in every wanted column count as one.";
    DUPLICATE_SETTLED = "F027", "同一企业取了其中一行", "One of several rows taken",
        "按 `--duplicates` 取了其中一行，其余的不用，逐行列出。",
        "As `--duplicates` says, one of the firm's rows is taken; the others are left out and listed.";
    SEVERAL_SHEETS = "F028", "还有别的工作表", "Other sheets with data",
        "工作簿里有几个工作表有数据，只读第一个（隐藏的排在后面）。",
        "Several sheets of the workbook hold data; the first one is read (hidden ones come last).";
    MISSING_MARKER = "F030", "写着「无数据」的词", "Word for \"no value\"",
        "`—`、`/`、`无`、`暂无`、`N/A`、`null` 之类按缺失处理，不当 0。是/否列里的「无」是「否」；文本列里只有 `#N/A`、`null`、`—` 算缺失。",
        "`—`, `/`, `无`, `暂无`, `N/A`, `null` and the like count as missing, not as 0. In a yes/no column `无` is a no; in a text column only `#N/A`, `null` and `—` are missing.";
    ERROR_CELL = "F031", "表格软件的错误值", "Spreadsheet error",
        "`#DIV/0!`、`#VALUE!`、`#REF!`、`#N/A`：公式没有算出来，按缺失处理。",
        "`#DIV/0!`, `#VALUE!`, `#REF!`, `#N/A`: the formula gave no result; the cell counts as missing.";
    SENTINEL = "F032", "表示「无数据」的数", "Number for \"no value\"",
        "-2147483648 至 -2147483640 和 2147483647 是统计软件用来表示「无数据」的数，按缺失处理。",
        "-2147483648 to -2147483640 and 2147483647 are what statistical programs write for \"no value\"; the cell counts as missing.";
    UNIT_CONVERTED = "F033", "换算了单位", "Unit converted",
        "数里带着与该列不同的单位，如万元列里的 `1.2亿`，按 12000 读入。",
        "The number is written in another unit than the column's, as `1.2亿` in a column of 万元, which is read as 12000.";
    PERCENT = "F034", "百分数", "Percentage",
        "`12%` 在单位为 `%` 的列里是 12，在没有单位的列里是 0.12。Excel 里设成百分比格式的 0.12 也一样。",
        "`12%` is 12 in a column whose unit is `%`, and 0.12 in a column without a unit. So is 0.12 in an Excel cell formatted as a percentage.";
    ACCOUNTING_NEGATIVE = "F035", "括号负数", "Negative in brackets",
        "会计写法 `(300)` 是 -300。",
        "`(300)` in accounting style is -300.";
    THOUSANDS = "F036", "千位分隔符", "Thousands separators",
        "`13,120.0` 读作 13120。只有每三位一个逗号才算；`1,2`、`12,34` 说不准，按缺失处理并警告。",
        "`13,120.0` is read as 13120. Only a comma at every third digit counts; `1,2` or `12,34` are not certain, count as missing and are warned of.";
    FULL_WIDTH = "F037", "全角数字", "Full-width digits",
        "`１２００` 读作 1200。",
        "`１２００` is read as 1200.";
    NUMBER_REPAIRED = "F038", "数里的空格、货币符号、单位", "Blanks, currency or unit in a number",
        "`13 120`、`¥300`、`120人`、`450万元`（万元列）去掉数以外的字符后读入。货币或单位与该列不同的，不读。",
        "`13 120`, `¥300`, `120人`, `450万元` (in a column of 万元) are read without what is not the number. Where currency or unit is not the column's, the cell is not read.";
    STORED_AS_TEXT = "F039", "以文本存放的数字", "Number stored as text",
        "Excel 里以文本存放的数字（左上角有绿三角）照数读入。",
        "A number that Excel stores as text (with a green corner) is read as the number.";
    UNREADABLE_NUMBER = "F040", "读不出的数", "Unreadable number",
        "不是数，或有不止一种读法，如 `约300`、`3-5`、`1.234,5`、`inf`。按缺失处理，不猜。",
        "Not a number, or a number with more than one reading, as `约300`, `3-5`, `1.234,5`, `inf`. It counts as missing; nothing is guessed.";
    UNIT_NOT_KNOWN = "F041", "不知该列的单位", "Column without a unit",
        "数里带着单位（如 `1.2亿`），而方案没有写该列的 `unit`，无从换算，按缺失处理。请在 `[[column]]` 里写明 `unit`。",
        "The number carries a unit (as `1.2亿`), but the scheme does not state the column's, so that it cannot be converted and counts as missing. State `unit` in the `[[column]]`.";
    NOT_WHOLE = "F042", "整数列里有小数", "Fraction in a column of whole numbers",
        "如人数 12.5。照原样保留，请核对。",
        "A head count of 12.5, for instance. It is kept as it is; check it.";
    UNREADABLE_FLAG = "F043", "看不出是或否", "Neither yes nor no",
        "认得的有：是、有、√、1、true、yes；否、无、没有、×、0、false、no。别的按缺失处理。",
        "Known are 是, 有, √, 1, true, yes; 否, 无, 没有, ×, 0, false, no. Anything else counts as missing.";
    UNREADABLE_DATE = "F044", "读不出的日期", "Unreadable date",
        "认得的有：2021-05-31、2021/5/31、2021.5.31、20210531、2021年5月31日、2021年5月。`3/4/2021` 有两种读法，2021-02-30 日历上没有，44347 是丢了格式的日期序号，都按缺失处理。",
        "Known are 2021-05-31, 2021/5/31, 2021.5.31, 20210531, 2021年5月31日 and 2021年5月. `3/4/2021` has two readings, 2021-02-30 is no day, 44347 is a day number that lost its format: all count as missing.";
    DAY_ASSUMED = "F045", "只有年月的日期", "Date without a day",
        "`2021年5月` 按当月 1 日读入。",
        "`2021年5月` is taken as the first of the month.";
    FRACTIONS_FOR_PERCENT = "F046", "百分数存成了小数？", "Percentages stored as fractions?",
        "列的单位是 `%`，而所有的值都在 -1 与 1 之间，可能把 12% 存成了 0.12（Excel 的百分比格式就是这样存的；`.xlsx` 里认得出，`.xls`、`.ods`、`.xlsb` 和导出的 CSV 里认不出）。数照原样读入；若确是小数，请把表头的单位去掉、在方案里改 `unit`，或在表里乘 100。",
        "The column is in `%`, but every value lies between -1 and 1, so that 12% may be stored as 0.12 (as Excel's percentage format does, which is known from an `.xlsx`, but not from an `.xls`, `.ods`, `.xlsb` or an exported CSV). The numbers are taken as they are; if they are fractions, change the column's `unit` in the scheme or multiply them by 100.";
    NO_SOURCES = "F100", "没有来源", "No sources",
        "来源文件里至少要有一个 [[source]]，写明部门的表放在哪里。",
        "A sources file has at least one [[source]] that says where a department's tables are.";
    NAME_TWICE = "F101", "名字写了两次", "A name stands twice",
        "来源的 id、字段的 name 必须唯一；一个表头（name 或 aliases）只能通向一个字段，否则一列数会进两个字段。",
        "Ids of sources and names of fields are unique, and a header (name or alias) leads to one field only: else one column would fill two fields.";
    UNKNOWN_SOURCE = "F102", "没有这个来源", "No such source",
        "priority、sources、firms_from 写的是 [[source]] 的 id（不是 name）。",
        "`priority`, `sources` and `firms_from` name the id (not the name) of a [[source]].";
    UNKNOWN_FIELD = "F103", "没有这个字段", "No such field",
        "from 和来源的 columns 写的是某个 [[field]] 的 name。",
        "`from`, and the keys of a source's `columns`, are names of a [[field]].";
    NO_YEAR = "F104", "没有写本年是哪一年", "This year is not stated",
        "表里有几个年度，或字段用到 year = \"this\" / \"last\"，就要在 [gather] 写 year，如 year = 2020。程序不猜。",
        "Where tables hold several years, or a field says year = \"this\" or \"last\", [gather] states the year, as in year = 2020. It is never guessed.";
    FIELD_NOT_CLEAR = "F105", "字段写得有矛盾", "A field contradicts itself",
        "一个字段要么取自单元格，要么由另一个字段的各年算出（from），要么由行数数出（count）。",
        "A field comes from cells, or from another field's years (`from`), or from counting rows (`count`).";
    UNIT_MISMATCH = "F106", "单位换算不了", "Units cannot be converted",
        "元、千元、万元、亿元之间可以换算，人和万元不行；增长率、年均增长率的单位是 % 或不写。",
        "元, 千元, 万元 and 亿元 convert into each other, heads and money do not; growth rates are told in % or without a unit.";
    LATEST_BY_WHAT = "F107", "不知道哪一行最新", "Latest by what",
        "merge = \"latest\" 要在来源里写 latest_by，即表里记更新日期、填报日期的那一列。",
        "merge = \"latest\" needs the source's `latest_by`: the column that holds the date of the filing.";
    BAD_SETTING = "F108", "设置超出范围", "A setting out of range",
        "报错里写明了允许的范围。",
        "The message says the range.";
    NO_FILES = "F110", "没有文件", "No files",
        "files 里的每一项都要对得上至少一个文件；路径从来源文件所在的目录算起，* 代表任意几个字。",
        "Each entry of `files` must fit at least one file; paths start at the sources file, and * stands for any characters.";
    NO_SHEET = "F111", "没有这个工作表", "No such sheet",
        "sheet 写工作表标签上的名字，或从 1 数起的序号；不写则读第一个有数据的。",
        "`sheet` is the name on the tab or its number from 1; without it the first sheet with data is read.";
    NO_HEADER = "F112", "找不到表头", "No header found",
        "程序在前 15 行里找有企业代码或企业名称的一行。表头叫法不同的，写进 [[field]] 的 aliases；也可以用 header_row 直接写明第几行。",
        "The header is the first of 15 rows that has the firms' id or name. State another name as an alias in a [[field]], or the line as `header_row`.";
    FIELD_MAPPED_TWICE = "F113", "一个字段对上了两列", "Two columns for one field",
        "两列都叫得上该字段（按 name 或 aliases），取哪一列由人决定：在来源的 columns 里写明，或改掉一个叫法。同一字段的几个年度各占一列不算。",
        "Two columns fit the field by name or alias, and which is meant is for a person to say: in the source's `columns`, or by dropping an alias. Columns of several years do not count as two.";
    FILES_DIFFER = "F114", "同一来源的文件列不一样", "Files of one source differ in columns",
        "一个来源的几个文件应是同一种表。列不一样多半是放错了文件或换了表样：缺的列会悄悄变成缺失。确实可以不一样的，写 may_differ = true。",
        "The files of one source are one kind of table. Where their columns differ a file is probably in the wrong place or of a new form, and what it lacks would silently be missing. Where they may differ, write may_differ = true.";
    COLUMN_NOT_THERE = "F115", "表里没有这一列", "A column is not there",
        "来源里写明的列（year、latest_by、item、value、columns、count）在表里没有。",
        "A column that the source names (`year`, `latest_by`, `item`, `value`, `columns`, `count`) is not in the table.";
    FIELD_NOWHERE = "F116", "哪张表都没有这个字段", "A field that no table carries",
        "字段写了却没有一张表有这一列，结果会整列缺失，多半是叫法不同。",
        "A field is stated and no table has such a column, so that all of it would be missing; the tables probably use another name.";
    ROWS_DISAGREE = "F120", "同一来源里几行矛盾", "Rows of one source disagree",
        "同一企业在一个来源里有几行，同一字段的值不同，而合并规则是 error（默认）。写 merge = \"latest\"、\"first\"、\"sum\"、\"max\" 或 \"min\"，由人定。",
        "A firm has several rows in one source that differ in a field, and the rule is error (the default). State merge = \"latest\", \"first\", \"sum\", \"max\" or \"min\": that is for a person to decide.";
    SOURCES_DISAGREE = "F121", "几个来源矛盾", "Sources disagree",
        "几个来源的值不同，而没有写以谁为准。在 [gather] 或字段里写 priority = [\"税务\", ...]；差别只是四舍五入的，写 tolerance = 0.001。",
        "Several sources give different values and nothing says who is believed. State `priority` in [gather] or in the field; where they only differ by rounding, tolerance = 0.001.";
    PRIORITY_TAKEN = "F122", "来源矛盾，按优先次序取值", "Sources disagree, settled by priority",
        "几个来源的值不同，取 priority 靠前的，其余的列在这里。",
        "Several sources give different values; that of the most trusted is taken and the others are listed.";
    ROWS_SETTLED = "F123", "几行不同，按规则合并", "Rows differ, settled by the rule",
        "同一企业在一个来源里的几行按写明的规则合并：最新、首个、求和、最大、最小。",
        "Several rows of a firm in one source are merged by the stated rule: latest, first, sum, max or min.";
    CODE_REPAIRED = "F124", "企业代码改了字母", "Letters of a code repaired",
        "信用代码不用 I、O、S、V、Z。改为 1、0、5、U 或 Y、2 后校验码成立，且只有一种改法成立时才改，逐个列出。",
        "Credit codes do not use I, O, S, V, Z. They are replaced by 1, 0, 5, U or Y, 2 only where the check character then holds, and for one replacement only; each is listed.";
    CODE_REJECTED = "F125", "企业代码不成立", "The code does not hold",
        "校验不过的代码至少有一位写错，不知道是哪家企业，所以该行不用。名称对得上的，在 review.csv 里提出，核实后写 [[join]]。",
        "A code that fails its check has a wrong character, and whose row it is cannot be known, so that it is rejected. Where the name is known, review.csv proposes a [[join]].";
    NO_SUCH_NAME = "F126", "没有这个名称的企业", "No firm of this name",
        "只有名称的行按全称和曾用名去对，不按相近去对。相近的列在 review.csv 里，核实后把其中的 [[join]] 抄进来源文件。",
        "Rows with only a name are joined by exact and former names, never by similar ones. Similar ones stand in review.csv; copy the [[join]] from there once it is confirmed.";
    NAME_AMBIGUOUS = "F127", "不止一家企业叫这个名称", "Several firms of this name",
        "名称对得上几家企业，无从知道是哪一家，该行不用。",
        "The name fits several firms; which one is meant cannot be known, and the row is rejected.";
    JOINED_BY_NAME = "F128", "按名称归入", "Joined by name",
        "行里没有代码，全称与一家企业完全相同（不计空格和全半角）。",
        "The row has no id, and its name is exactly that of one firm (whatever the blanks and widths).";
    JOINED_BY_FORMER = "F129", "按曾用名归入", "Joined by a former name",
        "行里没有代码，名称是一家企业的曾用名。",
        "The row has no id, and its name is a former name of one firm.";
    JOINED_BY_HAND = "F130", "按 [[join]] 归入", "Joined by a [[join]]",
        "名称与企业的对应是人写明的。",
        "A person has stated whose name it is.";
    NO_KEY = "F131", "没有企业代码和名称", "Neither id nor name",
        "该行不知道是哪家企业的，不用。",
        "Whose row it is cannot be known; it is rejected.";
    NOT_IN_REGISTER = "F132", "不在名册里", "Not in the register",
        "[gather] firms_from 写明了以哪些来源的企业为准，该行的企业不在其中。",
        "`firms_from` says whose firms are gathered, and the row's firm is not among them.";
    YEAR_UNREADABLE = "F133", "看不出年度", "The year cannot be read",
        "年度列里要写 2020、2020年 或一个日期。",
        "The year column holds 2020, 2020年 or a date.";
    UNKNOWN_ITEM = "F134", "字典里没有的指标", "An item that is not in the dictionary",
        "长表里这一行的指标名对不上任何 [[field]]，该行不用。要用它，就加一个 [[field]] 或一个别名。",
        "The item of this row of a long table is no [[field]], and the row is rejected. To use it, add a [[field]] or an alias.";
    SCALE_DOUBT = "F135", "疑似单位弄错", "Units look wrong",
        "一列的数与同一批企业在别的来源、别的年度的数相差十倍、千倍或一万倍，多半是把千元、元当成了万元。程序只提出证据，不改数：核实后在表头或来源里写明单位。",
        "The numbers of a column are ten, a thousand or ten thousand times those of the same firms in another source or year: 千元 or 元 taken for 万元, probably. The evidence is told and nothing is changed; once it is confirmed, state the unit in the header or in the source.";
    SAME_NAME = "F136", "几个代码同名", "Several ids of one name",
        "可能是重新登记，也可能有一个代码写错而校验碰巧成立。请核实。",
        "A re-registration, or a wrong code whose check holds by chance. Look it up.";
    CODE_AND_NAME = "F137", "代码和名称不是同一家", "Code and name are of different firms",
        "该行按代码归入，而名称完全是另一家企业的：两者必有一错。",
        "The row is joined by its code, but its name is exactly that of another firm: one of the two is wrong.";
    NAMES_DIFFER = "F138", "同一代码有几个名称", "Several names under one id",
        "同一企业在各表里的名称不同，又不是写明的曾用名。可能是改名没有同步，也可能代码写错。",
        "The tables give a firm different names that are not stated as former ones: a change of name that was not passed on, or a wrong code.";
    NO_PARQUET = "F139", "不支持 Parquet", "Parquet is not built in",
        "这个程序编译时没有带 parquet 功能：cargo build --features parquet。",
        "This program was built without its parquet feature: cargo build --features parquet.";
    NO_VALUE_THIS_YEAR = "F140", "没有本年的值", "No value of this year",
        "字段有别的年度的值，没有 [gather] year 写的本年的，结果里整列缺失。多半是 year 写错了，或本年的文件还没有放进来。",
        "The field has values of other years and none of the year that [gather] states, so that the whole column is missing: the year is probably wrong, or this year's file is not there yet.";
    OUTPUT_IS_SOURCE = "F141", "结果写进了来源里", "The output is among the sources",
        "--out 写出的文件（结果、rejected.csv、issues.csv、review.csv）落在某个来源的 files 里：下次运行会把结果当成部门的表读进来，或者把部门的表盖掉。请换一个文件夹，如 --out out/firms.csv。",
        "A file that --out writes (the firms, rejected.csv, issues.csv, review.csv) is covered by some source's `files`: the next run would read it as a department's table, or a table would be written over. Choose another folder, as in --out out/firms.csv.";
    UNIT_ABOVE = "F142", "表头上方写着单位", "A unit above the header",
        "表头上方写着「单位：千元」之类，就用于表头没有写单位的金额；来源里写了 unit 而与它不同的，以写明的为准，请核实。",
        "A line such as 单位：千元 above the header holds for amounts whose headers state no unit. Where the source states another `unit`, that one is followed; look it up.";
}
