//! Intellectual property, a long table by year and item; and the staff, a workbook with one row per
//! firm and year.

use super::*;

/// The intellectual property office.
pub fn patents(zone: &Zone, plan: &mut Plan) -> Department {
    let items = [
        ("发明专利申请数", "申请发明专利"),
        ("PCT专利申请数", "申请PCT国际专利"),
        ("有效发明专利数", "有效发明专利数"),
        ("软件著作权数", "软件著作权"),
        ("集成电路布图设计数", "集成电路布图"),
        ("非正常专利申请数", "非正常专利申请"),
    ];
    let names = ["信用代码", "年度", "指标", "数量"];
    let mut rows = Vec::new();
    for (at, firm) in zone.firms.iter().enumerate() {
        for (column, item) in items {
            let now = firm.cell(column);
            if now.is_empty() {
                continue;
            }
            let row = |year: &str, count: &str| {
                Row::new(
                    at,
                    vec![Cell::of(firm.code()), Cell::of(year), Cell::of(item), Cell::of(count)],
                )
            };
            // The year before, of every eighth firm: gather must not take it for this year's.
            if at % 8 == 0 {
                let before = around(plan, now, 0.3, 0.9);
                rows.push(row("2019年", before.split('.').next().unwrap_or_default()));
            }
            rows.push(row("2020年", now));
        }
    }
    let mut table = Department {
        file: "知识产权.tsv",
        layout: Layout::Text { encoding: "utf-8", delimiter: b'\t', title: "" },
        columns: columns(&names),
        rows,
        planted: Vec::new(),
    };
    let odd = |firm: usize| !firm.is_multiple_of(8);
    for firm in plan.take(5, odd) {
        if table.rows.iter().any(|row| row.firm == Some(firm)) {
            table.plant(firm, names[3], ("unit after the number", "F038"), |v| {
                Cell::Text(format!("{v}件"))
            });
        }
    }
    for firm in plan.take(4, odd) {
        if let Some(row) = table.rows.iter().find(|row| row.firm == Some(firm)) {
            let cells = row.cells.clone();
            table.rows.push(Row::stray(cells, "row repeated", "F026", "the same row again"));
        }
    }
    for firm in plan.take(3, odd) {
        let code = Cell::of(zone.firms[firm].code());
        let cells = vec![code, Cell::of("2020年"), Cell::of("外观设计专利数"), Cell::of("3")];
        table.rows.push(Row::stray(cells, "item of no field", "F134", "not in the dictionary"));
    }
    for firm in plan.take(2, odd) {
        let code = Cell::of(zone.firms[firm].code());
        let cells = vec![code, Cell::of("去年"), Cell::of("软件著作权"), Cell::of("3")];
        table.rows.push(Row::stray(cells, "year that is none", "F133", "nobody knows which"));
    }
    table
}

/// The human resources office.
pub fn staff(zone: &Zone, plan: &mut Plan) -> Department {
    let names = [
        "社会信用代码",
        "单位名称",
        "年度",
        "期末从业人员",
        "科技活动人员数",
        "研究生",
        "领军人才数",
        "吸纳高校应届毕业生",
    ];
    let own = ["职工总数", "科技人员数", "研究生以上人数", "领军人才数", "吸纳应届毕业生数"];
    let mut rows = Vec::new();
    for (at, firm) in zone.firms.iter().enumerate() {
        let head =
            |year: f64| vec![Cell::of(firm.code()), Cell::of(firm.name()), Cell::Number(year)];
        let mut now = head(2020.0);
        now.extend(own.map(|column| Cell::number(firm.cell(column))));
        rows.push(Row::new(at, now));
        let last = firm.cell("上年科技人员数");
        if !last.is_empty() {
            let mut before = head(2019.0);
            before.extend([Cell::Blank, Cell::number(last), Cell::Blank, Cell::Blank, Cell::Blank]);
            rows.push(Row::new(at, before));
        }
    }
    let mut table = Department {
        file: "人社_人员.xlsx",
        layout: Layout::Sheet { name: "人员", title: "", groups: &[] },
        columns: columns(&names),
        rows,
        planted: Vec::new(),
    };
    let is_number = |cell: &Cell| matches!(cell, Cell::Number(n) if *n > 0.0);
    for firm in table.pick(plan, 5, names[3], is_number) {
        let counted = |v: &str| Cell::Text(format!("{v}人"));
        table.plant(firm, names[3], ("unit after the number", "F038"), counted);
    }
    for firm in table.pick(plan, 4, names[3], is_number) {
        table.plant(firm, names[3], ("number stored as text", "F039"), Cell::of);
    }
    let header = names.iter().map(|name| Cell::of(name)).collect();
    table.rows.insert(700, Row::stray(header, "header again", "F023", "no firm"));
    let mut totals = vec![Cell::Blank; names.len()];
    totals[0] = Cell::of("总计");
    totals[3] = Cell::Number(123_456.0);
    table.rows.push(Row::stray(totals, "line of totals", "F023", "no firm"));
    table
}
