//! `R`: what comes up while firms are scored.

codes! {
    NO_STAGE = "R001", "不符合任何阶段", "no stage matches",
        "企业不符合任何 [[stage]] 的条件：不计分、不排名，状态为 no_stage，仍列在结果里。最后一个阶段不写 `when` 就会收下所有剩余企业。",
        "The firm matches no [[stage]]: it gets no points and no rank, its status is no_stage, and it stays in the results. A last stage without `when` takes every firm that is left.";
    STAGE_UNDECIDED = "R002", "阶段无法判断", "a stage could not be decided",
        "判断阶段所需的列缺失，于是看下一个阶段。请补上缺的数据：阶段不同，分值和同类企业都不同。",
        "A column that decides the stage is missing, so the next stage was tried. Fill it in: another stage means other points and other peers.";
    VETO_UNDECIDED = "R003", "否决项无法判断", "a veto could not be decided",
        "否决条件所需的列缺失。缺失不算“是”，也不算“否”：企业未被否决，但请核实。",
        "A column of the veto is missing. Missing is neither yes nor no: the firm was not vetoed, but look it up.";
    CONSTANT_COLUMN = "R004", "取值全都一样", "a constant column",
        "按数据定标的规则遇到一组完全相同的值。min_max：等于上界者得 1；percentile：并列最低为 0，average 为 0.5；z_score 为 0.5；只有一家企业时 percentile 为 1。",
        "A data-driven rule met a group in which all values are the same. min_max gives 1 to values at `to`; percentile gives 0 (0.5 under average ties); z_score gives 0.5; a firm alone among its peers has a percentile of 1.";
    LIST_TIED = "R005", "榜单末位并列", "a list's last place is shared",
        "最后一名与后面的企业总分（和 break_by）完全相同，于是一并上榜：代码的先后不应决定谁上榜。",
        "The last firm is level with the next in total and in break_by, so all of them are on the list: the order of ids must not decide.";
    NO_PEERS = "R006", "参数里没有同类企业", "the params know no peers",
        "用 --params 给定的口径里，没有这家企业所属的组；它的取值无从比较，按缺失处理。",
        "The bounds given by --params hold no group to which the firm belongs; its value cannot be compared and counts as missing.";
    UNKNOWN_LEVEL = "R007", "没有这个级别", "an unknown level",
        "单元格里的文字不是规则列出的任何级别，按 `otherwise` 计分。可能是错别字，也可能方案漏了一级。",
        "The cell's text is none of the rule's levels and earns `otherwise`. It may be a slip, or a level that the scheme forgot.";
    PARAMS_UNUSABLE = "R010", "参数文件不能用", "the params file cannot be used",
        "--params 要用同一个方案（内容的 SHA-256 相同）生成的 params.toml。换了方案，旧的口径会悄悄给出错误的分数。",
        "--params takes the params.toml of the same scheme (same SHA-256 of its text). Bounds of another scheme would give silently wrong points.";
    UNREADABLE = "R011", "读不到文件", "a file cannot be read",
        "文件不存在、是一个目录，或没有读取权限。",
        "The file does not exist, is a directory, or may not be read.";
    UNWRITABLE = "R012", "写不了结果", "the outputs cannot be written",
        "输出目录不能创建或没有写权限，或同名文件正被别的程序（例如 Excel）打开。结果先写临时文件再改名，所以不会留下半份文件。",
        "The output folder cannot be made or written, or a file of that name is open in another program such as Excel. Outputs are written to a temporary file and renamed, so nothing half-written is left.";
    UNKNOWN_FIRM = "R013", "没有这家企业", "no such firm",
        "--firm 要写企业代码，也可以写完整的企业名称。",
        "--firm takes the firm's id, or its full name.";
    UNKNOWN_CODE = "R014", "没有这个诊断代码", "no such code",
        "代码由一个字母和三位数字组成：S 方案、X 表达式、F 企业数据、R 运行。",
        "A code is a letter and three digits: S schemes, X expressions, F firm tables, R runs.";
    TEMPLATE_UNUSABLE = "R020", "报告模板不能用", "a report template cannot be used",
        "--templates 文件夹里的模板替换同名的内置模板：header.html 是页眉，footer.html 是页脚，style.css 是样式。语法是 Jinja（minijinja）；图片要写成 data: 地址，因为页面不许读取外部内容。",
        "Templates in the folder of --templates replace ours of the same name: header.html and footer.html are the letterhead, style.css the style. The syntax is Jinja (minijinja); pictures must be data: addresses, because a page may fetch nothing.";
    NO_BROWSER = "R021", "没有浏览器可以生成 PDF", "no browser to make a PDF",
        "--pdf 用本机安装的 Chromium、Chrome 或 Edge 打印网页。没有时报告照样能用：在任何浏览器里打开，选择“打印”即可。",
        "--pdf prints pages by a Chromium, Chrome or Edge that is installed. Without one the report serves as well: open it in any browser and print.";
    USAGE = "R040", "用法不对", "wrong usage",
        "选项与命令不配，或选项的值不能用。`innopoints help` 加命令名可以看到每个选项的用法。",
        "An option does not go with the verb, or its value cannot be used. `innopoints help VERB` tells every option.";
    FAULT = "R099", "程序自己的错误", "a fault of the program",
        "这不是您的数据或方案的错。请把方案和数据（可删去企业名称）附在问题报告里。",
        "This is no fault of your data or scheme. Please report it with the scheme and, if you can, the data.";
}
