//! Whom a geometric or harmonic mean wipes out, in words.

use crate::analysis::population::Wiped;
use crate::diagnostic::{Text, counted_as};
use crate::say;
use crate::scheme::Scheme;

/// A sentence per node.
pub fn findings(scheme: &Scheme, wiped: &[Wiped]) -> Vec<Text> {
    let tell = |wiped: &Wiped| {
        let count = wiped.firms;
        let have = counted_as(count, "firm has", "firms have");
        match wiped.node {
            None => say!(
                "{count} 家企业有维度得分率为 0：按方案的汇总方式，它们的基础分是 0（加分、扣分另计）。",
                "{have} a share of 0 on a dimension: the scheme's own aggregation makes their base points 0 (bonus and deduction come on top)."
            ),
            Some(at) => {
                let name = &scheme.dimensions[at].name;
                say!(
                    "{count} 家企业在「{name}」下有得分率为 0 的一项：按它的汇总方式，整个维度得 0 分。",
                    "{have} a share of 0 below {name}: its aggregation makes the whole dimension 0."
                )
            }
        }
    };
    wiped.iter().map(tell).collect()
}
