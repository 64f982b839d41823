codes! {
    EMPTY_FILE = "F001", "空文件", "Empty file",
        "文件有 0 个字节，多半是导出没有完成。请重新导出。",
        "The file has 0 bytes; the export was probably not finished. Export it again.";
    NOT_A_TABLE = "F002", "不是表格文件", "Not a table",
        "文件的内容（不看扩展名）是图片、PDF、网页、压缩包等。很多网站把网页存成 `.xls`：用 Excel 打开后另存为 `.xlsx` 或 CSV 即可。可读的有 CSV、TSV（UTF-8、GB18030、UTF-16）、`.xlsx`、`.xlsb`、`.xls`、`.ods`。",
        "By its content (whatever its extension) the file is a picture, a PDF, a web page, an archive or the like. Many portals send a page under the name `.xls`: open it in Excel and save it as `.xlsx` or CSV. What can be read: CSV and TSV (UTF-8, GB18030, UTF-16), `.xlsx`, `.xlsb`, `.xls`, `.ods`.";
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
}
