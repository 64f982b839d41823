//! Names of firms that do not exist: plausible, unique, and marked 示例 so that nobody takes one
//! for a real firm.

const FIRST: [&str; 60] = [
    "曜", "芯", "澜", "启", "恒", "睿", "晟", "拓", "卓", "云", "瀚", "星", "辰", "凌", "锐", "博",
    "鼎", "华", "嘉", "景", "君", "凯", "朗", "茂", "铭", "诺", "鹏", "奇", "仁", "盛", "泰", "威",
    "翔", "信", "旭", "雅", "毅", "英", "远", "泽", "众", "卡", "德", "丰", "光", "海", "弘", "吉",
    "科", "力", "纳", "普", "清", "润", "善", "天", "万", "欣", "宇", "智",
];
const SECOND: [&str; 60] = [
    "芒", "驰", "达", "峰", "格", "辉", "捷", "康", "联", "迈", "能", "澎", "勤", "锋", "森", "图",
    "维", "祥", "越", "展", "州", "安", "邦", "宸", "迪", "尔", "帆", "冠", "禾", "基", "坤", "乐",
    "林", "蒙", "宁", "欧", "品", "齐", "融", "瑞", "圣", "通", "微", "希", "新", "益", "源", "征",
    "佐", "创", "晖", "矩", "量", "敏", "尼", "盈", "原", "赛", "特", "亿",
];
/// Names with a first word of two, three and four characters.
const BANDS: [u64; 3] = [60 * 60, 60 * 60 * 60, 60 * 60 * 60 * 60];
/// How many firms can have names of their own.
pub const CAPACITY: u64 = BANDS[0] + BANDS[1] + BANDS[2];

/// The name of firm number `serial`, whose trade is `trade` (集成电路, 生物医药 ...).
pub fn name(serial: u64, trade: &str) -> String {
    format!("无锡示例{}{trade}有限公司", trade_name(serial))
}

/// The 字号: short while short ones last. The step shares no factor with 60, so that every
/// combination comes once and neighbours do not look alike.
fn trade_name(serial: u64) -> String {
    let mut rest = serial;
    for (band, size) in BANDS.into_iter().enumerate() {
        if rest < size {
            let mut mixed = (rest * 1_237 + 611) % size;
            let mut word = String::new();
            for place in 0..band + 2 {
                let list = if place % 2 == 0 { &FIRST } else { &SECOND };
                word.push_str(list[(mixed % 60) as usize]);
                mixed /= 60;
            }
            return word;
        }
        rest -= size;
    }
    format!("第{serial}号")
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn parts_differ_and_words_are_unique() {
        let parts: BTreeSet<_> = FIRST.iter().chain(&SECOND).collect();
        assert_eq!(parts.len(), 120, "a character is in the lists twice");
        let words: BTreeSet<_> = (0..30_000).map(trade_name).collect();
        assert_eq!(words.len(), 30_000);
    }

    #[test]
    fn a_name_says_that_it_is_a_sample() {
        assert_eq!(name(0, "集成电路").chars().filter(|&c| c == '示').count(), 1);
        assert!(name(CAPACITY - 1, "软件").ends_with("软件有限公司"));
    }
}
