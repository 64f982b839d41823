//! The tax office: two files in 元 and GBK, with a title above the header and older filings left in.

use super::*;

/// Both files.
pub fn tables(zone: &Zone, plan: &mut Plan) -> Vec<Department> {
    let names = [
        "纳税人识别号",
        "纳税人名称",
        "实缴税费合计（元）",
        "加计扣除减免税额（元）",
        "研发费用（元）",
        "纳税信用等级",
        "更新日期",
    ];
    let row = |at: usize, firm: &Firm| {
        let yuan = |column: &str| Cell::of(&shift(firm.cell(column), 4));
        Row::new(
            at,
            vec![
                Cell::of(firm.code()),
                Cell::of(firm.name()),
                yuan("实际上缴税费"),
                yuan("加计扣除所得税减免额"),
                yuan("研发费用"),
                Cell::of(firm.cell("纳税信用等级")),
                Cell::of("2021-03-15"),
            ],
        )
    };
    let rows = |rest: usize| {
        let firms = zone.firms.iter().enumerate().filter(move |(at, _)| at % 2 == rest);
        firms.map(|(at, firm)| row(at, firm)).collect()
    };
    let table = |file, rows| Department {
        file,
        layout: Layout::Text {
            encoding: "gbk",
            delimiter: b',',
            title: "2020 年度企业纳税信息（金额单位：元）",
        },
        columns: columns(&names),
        rows,
        planted: Vec::new(),
    };
    let mut first = table("税务_东片.csv", rows(0));
    let mut second = table("税务_西片.csv", rows(1));
    let [tax, relief, rd] = [names[2], names[3], names[4]];
    let text = |text: String| Cell::Text(text);
    for firm in first.pick(plan, 10, tax, is_amount) {
        first.plant(firm, tax, ("thousands separators", "F036"), |v| text(thousands(v)));
    }
    for firm in first.pick(plan, 6, tax, is_amount) {
        first.plant(firm, tax, ("full-width digits", "F037"), |v| text(wide(v)));
    }
    for firm in first.pick(plan, 5, tax, is_amount) {
        first.plant(firm, tax, ("amount in 亿", "F033"), |v| text(in_hundred_millions(v)));
    }
    for firm in second.pick(plan, 4, tax, is_amount) {
        second.plant(firm, tax, ("unit after the number", "F038"), |v| text(format!("{v}元")));
    }
    for firm in second.pick(plan, 3, tax, is_amount) {
        let spaced = |v: &str| text(thousands(v).replace(',', " "));
        second.plant(firm, tax, ("blanks in the number", "F038"), spaced);
    }
    for (at, firm) in first.pick(plan, 8, rd, is_blank).into_iter().enumerate() {
        let word = ["—", "/", "暂无", "无"][at % 4];
        first.plant(firm, rd, ("word for no value", "F030"), |_| Cell::of(word));
    }
    for firm in second.pick(plan, 3, relief, is_blank) {
        second.plant(firm, relief, ("spreadsheet error", "F031"), |_| Cell::of("#N/A"));
    }
    for firm in second.pick(plan, 3, rd, is_blank) {
        second.plant(firm, rd, ("sentinel", "F032"), |_| Cell::of("-2147483640"));
    }
    for firm in first.pick(plan, 6, rd, is_amount) {
        let more = |v: &str| text(format!("{v}0"));
        first.plant(firm, rd, ("sources disagree", "F122"), more);
    }
    for firm in second.pick(plan, 5, tax, is_amount) {
        older(&mut second, firm, tax, rd);
    }
    for firm in plan.take(3, |firm| firm % 2 == 0 && zone.firms[firm].name().ends_with("有限公司"))
    {
        first.plant(firm, names[1], ("another name under the id", "F138"), |name| {
            text(name.replace("有限公司", "有限责任公司"))
        });
        // The doubt is about the firm, not about one row.
        if let Some(row) = first.rows.iter_mut().find(|row| row.firm == Some(firm)) {
            first.planted.append(&mut row.planted);
        }
    }
    for firm in plan.take(1, |_| true) {
        let mut cells = row(firm, &zone.firms[firm]).cells;
        cells[0] = Cell::of("9.13202E+17");
        let meaning = zone.firms[firm].code();
        second.rows.push(Row::stray(cells, "id stored as a number", "F125", meaning));
    }
    vec![first, second]
}

/// An older filing of a firm, with another tax.
fn older(table: &mut Department, firm: usize, tax: &str, rd: &str) {
    let (tax_at, rd_at, date_at) = (table.column(tax), table.column(rd), table.columns.len() - 1);
    let own = table.rows.iter().find(|row| row.firm == Some(firm)).expect("a row of the firm");
    let mut cells = own.cells.clone();
    let meaning = cells[tax_at].text();
    cells[tax_at] = Cell::Text(format!("{meaning}00"));
    cells[rd_at] = own.cells[rd_at].clone();
    cells[date_at] = Cell::of("2020-06-30");
    let planted = Planted { kind: "older filing", code: "F123", column: tax.to_owned(), meaning };
    table.rows.push(Row { firm: None, cells, planted: vec![planted] });
}
