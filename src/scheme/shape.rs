//! The shape of the tree of dimensions: no circles, not too deep. Must not know points.

use super::resolve::Resolver;
use crate::diagnostic::codes::scheme as codes;
use crate::diagnostic::{Diagnostic, Text};
use crate::say;

/// Reports each circle once, with the way round.
pub(super) fn cycles(parents: &[Option<usize>], resolver: &mut Resolver) {
    for start in 0..parents.len() {
        let Some(cycle) = cycle_from(start, parents) else { continue };
        let document = resolver.document;
        let doc = &document.dimension[start];
        let span = doc.parent.as_ref().map_or(doc.id.span, |p| p.span);
        let problem = say!("维度绕成了圈", "the dimension stands below itself");
        let ids = cycle.iter().map(|at| document.dimension[*at].id.value.as_str());
        let chain = ids.collect::<Vec<_>>().join(" → ");
        resolver.report(
            Diagnostic::error(&codes::CYCLE, problem)
                .at(span, Text::default())
                .because(Text::same(chain)),
        );
    }
}

/// The way up from a dimension back to itself, told from the first of the circle only.
fn cycle_from(start: usize, parents: &[Option<usize>]) -> Option<Vec<usize>> {
    let mut cycle = vec![start];
    let mut at = parents[start]?;
    while at > start {
        if cycle.len() > parents.len() {
            return None;
        }
        cycle.push(at);
        at = parents[at]?;
    }
    cycle.push(at);
    (at == start).then_some(cycle)
}

/// No scheme that a person can read is deeper.
const DEEPEST: usize = 32;

/// One report for each dimension that is just too deep; what stands below it is so because of it.
pub(super) fn depth(parents: &[Option<usize>], resolver: &mut Resolver) {
    for start in 0..parents.len() {
        let mut above = std::iter::successors(parents[start], |at| parents[*at]);
        let depth = above.by_ref().take(DEEPEST + 1).count();
        if depth != DEEPEST {
            continue;
        }
        let span = resolver.document.dimension[start].id.span;
        let problem =
            say!("维度套了超过 {DEEPEST} 层", "dimensions stand more than {DEEPEST} deep");
        resolver.report(Diagnostic::error(&codes::OUT_OF_RANGE, problem).at(span, Text::default()));
    }
}
