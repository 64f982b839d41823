//! `LIKE` patterns. Owns their reading and matching; must not know columns. `%` stands for any
//! text, `_` for one character; every other character for itself, letter case included. There is
//! no escape character: [`contains`](super::FUNCTIONS) finds a written `%`.

/// A pattern ready to be matched many times.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pattern(Vec<Part>);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    Any,
    One,
    This(char),
}

impl Pattern {
    /// Reads a pattern; every text is one.
    pub fn new(text: &str) -> Self {
        let part = |c| match c {
            '%' => Part::Any,
            '_' => Part::One,
            c => Part::This(c),
        };
        let mut parts: Vec<Part> = text.chars().map(part).collect();
        parts.dedup_by(|a, b| *a == Part::Any && *b == Part::Any);
        Pattern(parts)
    }

    /// Whether the whole text fits. Linear in the usual case, quadratic at worst: on a mismatch
    /// only the last `%` swallows one character more.
    pub fn matches(&self, text: &str) -> bool {
        let parts = &self.0;
        let (mut at, mut rest) = (0, text.chars());
        let mut retry: Option<(usize, std::str::Chars)> = None;
        loop {
            if parts.get(at) == Some(&Part::Any) {
                at += 1;
                retry = Some((at, rest.clone()));
                continue;
            }
            let before = rest.clone();
            let fits = match (parts.get(at), rest.next()) {
                (None, None) => return true,
                (Some(Part::One), Some(_)) => true,
                (Some(Part::This(want)), Some(found)) => *want == found,
                _ => false,
            };
            if fits {
                at += 1;
                continue;
            }
            let Some((resume, mut from)) = retry.take() else { return false };
            if before.as_str().is_empty() && from.as_str().is_empty() {
                return false;
            }
            if from.next().is_none() {
                return false;
            }
            rest = from.clone();
            at = resume;
            retry = Some((resume, from));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Pattern;

    #[test]
    fn patterns() {
        let table = [
            ("", "", true),
            ("", "a", false),
            ("%", "", true),
            ("%", "生物医药", true),
            ("生物%", "生物医药", true),
            ("%医药", "生物医药", true),
            ("%物医%", "生物医药", true),
            ("__医药", "生物医药", true),
            ("_医药", "生物医药", false),
            ("%a%b%", "xxaxxbxx", true),
            ("%a%b", "xxaxxbxx", false),
            ("%ab", "aaab", true),
            ("a_%", "a", false),
            ("a%%b", "ab", true),
            ("A", "a", false),
            ("%aab%", "aaaaaaab", true),
        ];
        for (pattern, text, fits) in table {
            assert_eq!(Pattern::new(pattern).matches(text), fits, "{text} LIKE {pattern}");
        }
    }
}
