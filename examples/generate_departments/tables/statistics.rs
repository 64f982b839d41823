//! The statistics office: a workbook in 千元 with a header of two lines and three years side by side.

use super::*;

/// The workbook.
pub fn table(zone: &Zone, plan: &mut Plan) -> Department {
    let names = [
        "统一社会信用代码",
        "单位详细名称",
        "营业收入/2018年",
        "营业收入/2019年",
        "营业收入/2020年",
        "研发费用/2018年",
        "研发费用/2019年",
        "研发费用/2020年",
        "高新技术产品收入",
        "净利润",
        "净资产",
        "研发设备原值",
        "技术合同成交额",
    ];
    let mut rows = Vec::new();
    for (at, firm) in zone.firms.iter().enumerate() {
        let thousand = |text: &str, power: usize| Cell::number(&shift(text, power));
        let before = |plan: &mut Plan, column: &str| around(plan, firm.cell(column), 0.8, 1.1);
        let (revenue, rd) = (before(plan, "上年营业收入"), before(plan, "上年研发费用"));
        let rest = ["高新技术产品收入", "净利润", "净资产", "研发设备原值", "技术合同成交额"];
        let mut cells = vec![
            Cell::of(firm.code()),
            Cell::of(firm.name()),
            thousand(&revenue, 1),
            thousand(firm.cell("上年营业收入"), 1),
            thousand(firm.cell("营业收入"), 1),
            // The planted column: 元 under a header that says 千元.
            thousand(&rd, 4),
            thousand(firm.cell("上年研发费用"), 1),
            thousand(firm.cell("研发费用"), 1),
        ];
        cells.extend(rest.map(|column| thousand(firm.cell(column), 1)));
        rows.push(Row::new(at, cells));
    }
    let mut table = Department {
        file: "统计_三年.xlsx",
        layout: Layout::Sheet {
            name: "三年数据",
            title: "规模以上企业主要指标",
            groups: &[
                (0, 0, "统一社会信用代码"),
                (1, 0, "单位详细名称"),
                (2, 3, "营业收入（千元）"),
                (5, 3, "研发费用（千元）"),
                (8, 5, "2020年主要指标（千元）"),
            ],
        },
        columns: columns(&names),
        rows,
        planted: vec![Planted {
            kind: "元 under a header of 千元",
            code: "F135",
            column: "研发费用/2018年".to_owned(),
            meaning: "a thousand times the other years".to_owned(),
        }],
    };
    let (revenue, profit, contracts) = (names[4], names[9], names[12]);
    for firm in table.pick(plan, 6, revenue, is_amount) {
        table.plant(firm, revenue, ("number stored as text", "F039"), Cell::of);
    }
    let is_loss = |cell: &Cell| cell.text().starts_with('-');
    for firm in table.pick(plan, 4, profit, is_loss) {
        let bracketed = |v: &str| Cell::Text(format!("({})", v.trim_start_matches('-')));
        table.plant(firm, profit, ("negative in brackets", "F035"), bracketed);
    }
    for firm in table.pick(plan, 3, contracts, is_blank) {
        table.plant(firm, contracts, ("word for no value", "F030"), |_| Cell::of("暂无"));
    }
    for firm in table.pick(plan, 2, contracts, is_blank) {
        table.plant(firm, contracts, ("spreadsheet error", "F031"), |_| Cell::of("#DIV/0!"));
    }
    // Formulas are read by the results that were saved with them: nothing odd.
    let at = table.column(revenue);
    for row in table.rows.iter_mut().skip(40).step_by(100) {
        if let Cell::Number(number) = row.cells[at] {
            row.cells[at] = Cell::Formula(number);
        }
    }
    table
}
