//! A firm as a row of the table that `configs/wuxi_pilot.toml` reads: the header, the cells, and
//! which cells nobody filled in.

use super::dice::Dice;
use super::firm::{Firm, YEAR};

/// The columns, in the order of the scheme's dictionary.
pub const HEADER: [&str; 53] = [
    "统一社会信用代码",
    "企业名称",
    "产业领域",
    "所属街道",
    "成立日期",
    "统计截止日期",
    "职工总数",
    "科技人员数",
    "上年科技人员数",
    "研究生以上人数",
    "领军人才数",
    "吸纳应届毕业生数",
    "营业收入",
    "上年营业收入",
    "高新技术产品收入",
    "净利润",
    "净资产",
    "实际上缴税费",
    "研发费用",
    "上年研发费用",
    "加计扣除所得税减免额",
    "研发设备原值",
    "发明专利申请数",
    "PCT专利申请数",
    "有效发明专利数",
    "软件著作权数",
    "集成电路布图设计数",
    "技术合同成交额",
    "研发机构级别",
    "标准制定级别",
    "近两年省级以上平台数",
    "近两年省级以上科技奖励数",
    "近两年省级以上科技项目数",
    "近两年风险投资金额",
    "高企证书有效",
    "科技型中小企业",
    "成长梯队",
    "专精特新级别",
    "双创大赛获奖级别",
    "上市进程",
    "研发准备金制度",
    "研发辅助账",
    "产学研合作",
    "成果转化激励",
    "环保处罚次数",
    "安全事故等级",
    "失信被执行人",
    "经营异常",
    "拖欠工资",
    "非正常专利申请数",
    "纳税信用等级",
    "严重失信",
    "提供虚假材料",
];

/// Columns up to 统计截止日期 come from the register and are always there.
const REGISTERED: usize = 6;
/// 职工总数 and 营业收入 are seldom left open, and decide about the stage.
const ESSENTIAL: [usize; 2] = [6, 12];
/// From 环保处罚次数 on, departments fill in the cells, not the firm.
const OFFICIAL: usize = 44;

/// The firm's cells, some of them empty: about 3 % of all, most of them in the rows of firms
/// that fill in forms carelessly, and nearly everything in a few.
pub fn cells(firm: &Firm, seed: u64) -> Vec<String> {
    let mut cells = filled(firm);
    // A stream of its own: which cells are empty does not move any figure.
    let mut dice = Dice::new(seed, firm.serial * 2 + 1);
    let carelessness = match dice.pick(&[0.006, 0.134, 0.86]) {
        0 => 0.80,
        1 => 0.12,
        _ => 0.015,
    };
    for (column, cell) in cells.iter_mut().enumerate().skip(REGISTERED) {
        let open = if ESSENTIAL.contains(&column) {
            carelessness * 0.1
        } else if column >= OFFICIAL {
            0.003
        } else {
            carelessness
        };
        if dice.chance(open) {
            cell.clear();
        }
    }
    cells
}

fn filled(firm: &Firm) -> Vec<String> {
    let Firm { money, people, knowledge, standing, conduct, .. } = firm;
    let [reserve, ledger, university, incentive] = standing.governance;
    vec![
        firm.code.clone(),
        firm.name.clone(),
        firm.traits.industry.name.to_owned(),
        firm.street.to_owned(),
        firm.founded_on.clone(),
        format!("{YEAR}-12-31"),
        people.staff.to_string(),
        people.tech_staff.to_string(),
        optional(people.prior_tech_staff),
        people.postgraduates.to_string(),
        people.leading_talents.to_string(),
        people.graduates_hired.to_string(),
        money.revenue.to_string(),
        optional(money.prior_revenue),
        money.hitech_revenue.to_string(),
        money.net_profit.to_string(),
        money.net_assets.to_string(),
        money.tax.to_string(),
        money.rd.to_string(),
        optional(money.prior_rd),
        money.rd_tax_relief.to_string(),
        money.rd_equipment.to_string(),
        knowledge.invention_applications.to_string(),
        knowledge.pct_applications.to_string(),
        knowledge.valid_inventions.to_string(),
        knowledge.software_copyrights.to_string(),
        knowledge.layout_designs.to_string(),
        money.technology_contracts.to_string(),
        standing.rd_institution.to_owned(),
        standing.standards.to_owned(),
        standing.provincial_platforms.to_string(),
        standing.provincial_awards.to_string(),
        standing.provincial_projects.to_string(),
        standing.venture_capital.to_string(),
        yes_no(standing.high_tech),
        yes_no(standing.technology_sme),
        standing.echelon.to_owned(),
        standing.specialised.to_owned(),
        standing.contest.to_owned(),
        standing.listing.to_owned(),
        yes_no(reserve),
        yes_no(ledger),
        yes_no(university),
        yes_no(incentive),
        conduct.environment_penalties.to_string(),
        conduct.accident.to_owned(),
        yes_no(conduct.judgment_defaulter),
        yes_no(conduct.abnormal_operation),
        yes_no(conduct.unpaid_wages),
        conduct.abnormal_patents.to_string(),
        conduct.tax_credit.to_owned(),
        yes_no(conduct.seriously_dishonest),
        yes_no(conduct.false_material),
    ]
}

fn optional(value: Option<impl ToString>) -> String {
    value.map_or_else(String::new, |value| value.to_string())
}

fn yes_no(value: bool) -> String {
    if value { "是" } else { "否" }.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_is_as_long_as_the_header() {
        for serial in 0..200 {
            assert_eq!(cells(&Firm::draw(3, serial), 3).len(), HEADER.len());
        }
    }

    #[test]
    fn about_three_cells_in_a_hundred_are_empty() {
        let rows = (0..4_000).map(|serial| cells(&Firm::draw(9, serial), 9));
        let empty: usize = rows.map(|row| row.iter().filter(|cell| cell.is_empty()).count()).sum();
        let share = empty as f64 / (4_000 * HEADER.len()) as f64;
        assert!((0.02..0.045).contains(&share), "{share}");
    }

    #[test]
    fn the_header_is_the_dictionary_of_the_scheme() {
        let scheme = include_str!("../../configs/wuxi_pilot.toml");
        let mut names = Vec::new();
        let mut in_column = false;
        for line in scheme.lines() {
            if line.starts_with('[') {
                in_column = line == "[[column]]";
            } else if let (true, Some(name)) = (in_column, line.strip_prefix("name = ")) {
                names.push(name.trim_matches('"'));
            }
        }
        assert_eq!(names, HEADER);
    }
}
