//! A rule in words, with the points that it gives where the leaf has a given maximum: for the
//! explanation of a firm and for the published standard alike. Owns the sentences; must not know
//! any firm.

use super::rule::{BoundInfo, RuleForm, RuleInfo, StepInfo, TreatInfo};
use crate::diagnostic::Text;
use crate::expr::number_in_words as number;
use crate::say;
use crate::scheme::rule::Measure;
use crate::scheme::{Kind, Within};

/// What a rule's words depend on beside the rule.
#[derive(Debug, Clone, Copy)]
pub struct Terms<'a> {
    /// The unit of the value; may be empty.
    pub unit: &'a str,
    /// The leaf's maximum.
    pub maximum: f64,
    /// Decimals of points.
    pub decimals: u32,
    /// Whether points are earned or taken.
    pub kind: Kind,
}

/// The rule of a measure in words, in a stage where its leaf has `maximum` points.
pub fn rule_words(measure: &Measure, maximum: f64, decimals: u32, kind: Kind) -> Text {
    let terms = Terms { unit: &measure.unit, maximum, decimals, kind };
    RuleInfo::of(measure, maximum).words(&terms)
}

impl RuleInfo {
    /// The rule in words.
    pub fn words(&self, terms: &Terms) -> Text {
        let rule = terms.form(&self.form);
        match self.treat.map(treat_words) {
            None => rule,
            Some(treat) => Text::new(
                format!("{}；{}", treat.zh, rule.zh),
                format!("{}; {}", treat.en, rule.en),
            ),
        }
    }
}

/// Points without needless zeros: 1.5, 20.
pub fn points_in_words(points: f64, decimals: u32) -> String {
    number(crate::expr::kernel::round(points, decimals as i32))
}

/// A number with its unit: `5 %`, `1200 万元`.
pub fn with_unit(value: f64, unit: &str) -> String {
    let value = number(value);
    if unit.is_empty() { value } else { format!("{value} {unit}") }
}

/// A whole number of percent where it is one: `5%`.
fn percent(share: f64) -> String {
    format!("{}%", number(share * 100.0))
}

impl Terms<'_> {
    fn points(&self, share: f64) -> String {
        points_in_words(share * self.maximum, self.decimals)
    }

    fn value(&self, value: f64) -> String {
        with_unit(value, self.unit)
    }

    /// What stands between a value and a Chinese word: nothing after a unit.
    fn blank(&self) -> &'static str {
        if self.unit.ends_with(|c: char| !c.is_ascii()) { "" } else { " " }
    }

    /// 得 or 扣.
    fn earns(&self) -> (&'static str, &'static str) {
        if self.kind == Kind::Deduction { ("扣", "costs") } else { ("得", "earns") }
    }

    fn form(&self, form: &RuleForm) -> Text {
        match form {
            RuleForm::Tiers { steps, lower_is_better, inclusive } => {
                self.tiers(steps, *lower_is_better, *inclusive)
            }
            RuleForm::Linear { through } => self.linear(through),
            RuleForm::PerUnit { each, step } => self.per_unit(*each, *step),
            RuleForm::Levels { of, otherwise } => {
                let levels = of.iter().map(|l| (l.level.as_str(), self.points(l.share)));
                let mut zh: Vec<String> = Vec::new();
                let mut en: Vec<String> = Vec::new();
                for (level, points) in levels {
                    zh.push(format!("{level} {points}"));
                    en.push(format!("{level} {points}"));
                }
                let other = self.points(*otherwise);
                zh.push(format!("其他 {other}"));
                en.push(format!("any other {other}"));
                let (verb, verbs) = self.earns();
                let (zh, en) = (zh.join("，"), en.join(", "));
                say!("按级别{verb}分：{zh}", "by level it {verbs}: {en}")
            }
            RuleForm::Flag { yes } => self.flag(yes),
            RuleForm::Checklist { items, each } => {
                let ((verb, verbs), of) = (self.earns(), items.len());
                let (each, most) = (self.points(*each), self.points(1.0));
                say!(
                    "{of} 项条件，每具备一项{verb} {each} 分，最多 {most} 分",
                    "each of {of} items {verbs} {each}, at most {most}"
                )
            }
            RuleForm::MinMax { .. } => self.min_max(form),
            RuleForm::Percentile { within, lower_is_better, average_ties } => {
                self.percentile(within.as_ref(), *lower_is_better, *average_ties)
            }
            RuleForm::ZScore { within, lower_is_better, cap } => {
                let (peers, most) = (peers_words(within.as_ref()), self.points(1.0));
                let ((zh, en), cap) = (good(*lower_is_better), number(*cap));
                let (a, x) = (peers.zh, peers.en);
                say!(
                    "{a}的标准分（限于 ±{cap}，{zh}）经正态分布折算，满分 {most}",
                    "the standard score among {x} (within ±{cap}, {en}) through the normal distribution, at most {most}"
                )
            }
            RuleForm::Curve { median, p10 } => {
                let (half, nine) = (self.points(0.5), self.points(0.9));
                let (a, b) = (self.value(*median), self.value(*p10));
                let ((verb, verbs), blank) = (self.earns(), self.blank());
                say!(
                    "对数正态曲线：{a}{blank}{verb} {half} 分，{b}{blank}{verb} {nine} 分",
                    "log-normal curve: {a} {verbs} {half}, {b} {verbs} {nine}"
                )
            }
            RuleForm::Share { of } => {
                let (of, most) = (self.value(*of), self.points(1.0));
                let ((verb, verbs), blank) = (self.earns(), self.blank());
                say!(
                    "按占 {of}{blank}的比例{verb}分，最多 {most} 分",
                    "in proportion to {of}, which {verbs} {most}"
                )
            }
        }
    }

    /// The best tier first, as a person asks: what is full marks?
    fn tiers(&self, steps: &[StepInfo], lower_is_better: bool, inclusive: bool) -> Text {
        let sign = match (lower_is_better, inclusive) {
            (false, true) => "≥",
            (false, false) => ">",
            (true, true) => "≤",
            (true, false) => "<",
        };
        let tier =
            |step: &StepInfo| format!("{sign} {}：{}", number(step.at), self.points(step.share));
        let mut tiers: Vec<String> = steps.iter().map(tier).collect();
        if !lower_is_better {
            tiers.reverse();
        }
        let zh = tiers.join("，");
        let en = zh.replace('：', ": ").replace('，', ", ");
        let (verb, verbs) = self.earns();
        let unit =
            if self.unit.is_empty() { String::new() } else { format!("（{}）", self.unit) };
        let units = if self.unit.is_empty() { String::new() } else { format!(" ({})", self.unit) };
        say!("分档{verb}分{unit}：{zh}，否则 0", "by tier{units} it {verbs}: {en}, else 0")
    }

    fn linear(&self, through: &[StepInfo]) -> Text {
        let point = |step: &StepInfo| format!("{}：{}", number(step.at), self.points(step.share));
        let zh = through.iter().map(point).collect::<Vec<_>>().join("，");
        let en = zh.replace('：', ": ").replace('，', ", ");
        let (verb, verbs) = self.earns();
        let unit =
            if self.unit.is_empty() { String::new() } else { format!("（{}）", self.unit) };
        let units = if self.unit.is_empty() { String::new() } else { format!(" ({})", self.unit) };
        say!(
            "按比例{verb}分{unit}：{zh}，其间按直线计算",
            "in proportion{units} it {verbs}: {en}, on straight lines between"
        )
    }

    fn per_unit(&self, each: f64, step: f64) -> Text {
        let ((verb, verbs), each) = (self.earns(), self.points(each));
        let most = self.points(1.0);
        let unit = self.unit;
        if step == 1.0 && !unit.is_empty() {
            return say!(
                "每{unit}{verb} {each} 分，最多 {most} 分",
                "each {unit} {verbs} {each}, at most {most}"
            );
        }
        let (step, blank) = (self.value(step), self.blank());
        say!(
            "每满 {step}{blank}{verb} {each} 分，最多 {most} 分",
            "each full {step} {verbs} {each}, at most {most}"
        )
    }

    fn flag(&self, yes: &[String]) -> Text {
        let ((verb, verbs), points) = (self.earns(), self.points(1.0));
        if yes.is_empty() {
            return say!("是则{verb} {points} 分", "yes {verbs} {points}");
        }
        let zh = yes.iter().map(|word| format!("「{word}」")).collect::<Vec<_>>().join("或");
        let en = yes.iter().map(|word| format!("\"{word}\"")).collect::<Vec<_>>().join(" or ");
        say!("为{zh}则{verb} {points} 分", "{en} {verbs} {points}")
    }

    fn min_max(&self, form: &RuleForm) -> Text {
        let RuleForm::MinMax { from, to, within, lower_is_better, log, floor } = form else {
            return Text::default();
        };
        let (worst, best) = if *lower_is_better { (to, from) } else { (from, to) };
        let bound = |bound: &BoundInfo| match bound {
            BoundInfo::At(at) => Text::same(self.value(*at)),
            BoundInfo::Quantile(0.0) => say!("最小值", "the minimum"),
            BoundInfo::Quantile(1.0) => say!("最大值", "the maximum"),
            BoundInfo::Quantile(q) => {
                let q = percent(*q);
                say!("{q} 分位", "the {q} quantile")
            }
        };
        let (worst, best) = (bound(worst), bound(best));
        let (low, high) = (self.points(*floor), self.points(1.0));
        let ((verb, verbs), peers) = (self.earns(), peers_words(within.as_ref()));
        let (among_zh, among_en) = match within {
            None => (String::new(), String::new()),
            Some(_) => (format!("在{}中，", peers.zh), format!("among {}, ", peers.en)),
        };
        let (log_zh, log_en) = if *log { ("对数", "logarithms ") } else { ("", "") };
        let (a, b, x, y) = (worst.zh, best.zh, worst.en, best.en);
        say!(
            "{among_zh}从 {a}（{low} 分）到 {b}（{high} 分）按{log_zh}比例{verb}分",
            "{among_en}{log_en}in proportion from {x} ({low}) to {y}, which {verbs} {high}"
        )
    }

    fn percentile(&self, within: Option<&Within>, lower_is_better: bool, average: bool) -> Text {
        let (peers, most) = (peers_words(within), self.points(1.0));
        let ((zh, en), (a, x)) = (good(lower_is_better), (peers.zh, peers.en));
        let (ties_zh, ties_en) =
            if average { ("，并列各算一半", ", equals count half") } else { ("", "") };
        let (verb, verbs) = self.earns();
        say!(
            "按领先其他{a}的比例{verb}分（{zh}{ties_zh}），领先全部{verb} {most} 分",
            "the share of the other {x} that it is ahead of ({en}{ties_en}); ahead of all {verbs} {most}"
        )
    }
}

fn good(lower_is_better: bool) -> (&'static str, &'static str) {
    if lower_is_better { ("越低越好", "low is good") } else { ("越高越好", "high is good") }
}

/// Whom a rule compares with.
pub fn peers_words(within: Option<&Within>) -> Text {
    match within {
        None => Text::default(),
        Some(Within::All) => say!("全部企业", "firms"),
        Some(Within::Stage) => say!("同阶段企业", "firms of the stage"),
        Some(Within::Column(name)) => say!("同一{name}的企业", "firms with the same {name}"),
    }
}

fn treat_words(treat: TreatInfo) -> Text {
    match treat {
        TreatInfo::Winsorise(low, high) => {
            let (low, high) = (percent(low), percent(high));
            say!(
                "先把 {low} 到 {high} 分位之外的值缩到界上",
                "values beyond the {low} and {high} quantiles are first set to them"
            )
        }
        TreatInfo::Iqr(times) => {
            let times = number(times);
            say!(
                "先把离四分位数 {times} 倍四分位距以外的值缩到界上",
                "values beyond {times} interquartile ranges from the quartiles are first set to that border"
            )
        }
        TreatInfo::Log => say!("先取对数", "logarithms are taken first"),
        TreatInfo::SkewKurtosis { skew, kurtosis, max_points } => {
            let (skew, kurtosis) = (number(skew), number(kurtosis));
            say!(
                "偏度超过 {skew} 且峰度超过 {kurtosis} 时，先缩尾至多 {max_points} 个值，仍不行则取对数",
                "where skewness passes {skew} and kurtosis {kurtosis}, up to {max_points} values are first winsorised, else logarithms are taken"
            )
        }
    }
}
