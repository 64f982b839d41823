//! Honours and governance by name only, former names among them; investment by year; supervision.

use super::*;

/// The science office's list of honours.
pub fn honours(zone: &Zone, plan: &mut Plan, renamed: &[usize]) -> Department {
    let names = [
        "企业名称",
        "高企证书有效",
        "科技型中小企业",
        "成长梯队",
        "专精特新级别",
        "双创大赛获奖级别",
        "上市进程",
        "研发机构级别",
        "标准制定级别",
        "近两年省级以上平台数",
        "近两年省级以上科技奖励数",
        "近两年省级以上科技项目数",
        "研发准备金制度",
        "研发辅助账",
        "产学研合作",
        "成果转化激励",
    ];
    let row =
        |at: usize, firm: &Firm| Row::new(at, names.map(|name| Cell::of(firm.cell(name))).to_vec());
    let mut table = Department {
        file: "荣誉_资质.csv",
        layout: Layout::Text { encoding: "gbk", delimiter: b';', title: "" },
        columns: columns(&names),
        rows: zone.firms.iter().enumerate().map(|(at, firm)| row(at, firm)).collect(),
        planted: Vec::new(),
    };
    for firm in renamed {
        let former = Cell::of(&zone.firms[*firm].former_name());
        table.plant(*firm, names[0], ("former name", "F129"), |_| former.clone());
    }
    for firm in plan.take(5, |_| true) {
        let mut cells = row(firm, &zone.firms[firm]).cells;
        let name = zone.firms[firm].name();
        // One character mistyped, as a person does.
        let slip: String =
            name.chars().enumerate().map(|(at, c)| if at == 5 { '鑫' } else { c }).collect();
        cells[0] = Cell::of(&slip);
        table.rows.push(Row::stray(cells, "name with a slip", "F126", name));
    }
    table
}

/// The finance office's list of venture capital.
pub fn investment(zone: &Zone, plan: &mut Plan) -> Department {
    let names = ["企业代码", "年度", "金额（万元）"];
    let mut rows = Vec::new();
    let several =
        plan.take(4, |at| hundredths(zone.firms[at].cell("近两年风险投资金额")) > 100_000);
    for (at, firm) in zone.firms.iter().enumerate() {
        let total = firm.cell("近两年风险投资金额");
        if total.is_empty() {
            continue;
        }
        let row = |year: &str, cents: i64| {
            Row::new(at, vec![Cell::of(firm.code()), Cell::of(year), Cell::of(&decimal(cents))])
        };
        let cents = hundredths(total);
        let first = cents / 3;
        rows.push(row("2019", first));
        if several.contains(&at) {
            let rest = cents - first;
            for part in [rest / 4, rest - rest / 4] {
                let mut row = row("2020", part);
                let meaning = decimal(rest);
                let (kind, code) = ("several rows to be added", "F123");
                row.planted.push(Planted { kind, code, column: names[2].to_owned(), meaning });
                rows.push(row);
            }
        } else {
            rows.push(row("2020", cents - first));
        }
    }
    Department {
        file: "金融_投资.csv",
        layout: Layout::Text { encoding: "utf-16", delimiter: b',', title: "" },
        columns: columns(&names),
        rows,
        planted: Vec::new(),
    }
}

fn hundredths(text: &str) -> i64 {
    shift(text, 2).parse().unwrap_or(0)
}

fn decimal(cents: i64) -> String {
    match cents % 100 {
        0 => (cents / 100).to_string(),
        rest => format!("{}.{rest:02}", cents / 100).trim_end_matches('0').to_owned(),
    }
}

/// What the supervising offices know.
pub fn supervision(zone: &Zone, plan: &mut Plan) -> Department {
    let names = [
        "统一社会信用代码",
        "企业名称",
        "环保处罚次数",
        "安全事故等级",
        "失信被执行人",
        "经营异常",
        "拖欠工资",
        "严重失信",
        "提供虚假材料",
    ];
    let rows = zone.firms.iter().enumerate();
    let mut table = Department {
        file: "监管_记录.csv",
        layout: Layout::Text { encoding: "utf-8", delimiter: b',', title: "" },
        columns: columns(&names),
        rows: rows
            .map(|(at, firm)| Row::new(at, names.map(|n| Cell::of(firm.cell(n))).to_vec()))
            .collect(),
        planted: Vec::new(),
    };
    let mistaken = plan.take(4, |_| true);
    for pair in mistaken.chunks_exact(2) {
        let other = Cell::of(zone.firms[pair[1]].name());
        table.plant(pair[0], names[1], ("code and name of different firms", "F137"), |_| {
            other.clone()
        });
    }
    table
}
