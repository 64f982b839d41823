//! Text inside HTML and SVG. Owns what has to be escaped; whatever stands between tags goes through
//! here, so that a firm called `<script>` is a name and nothing more.

/// A text for element content and for attributes in double or single quotes. Control characters
/// that HTML and XML forbid become a replacement character.
pub fn escape(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            '\n' | '\t' => safe.push(c),
            c if c.is_control() || matches!(c, '\u{fffe}' | '\u{ffff}') => safe.push('\u{fffd}'),
            c => safe.push(c),
        }
    }
    safe
}

/// A name as one part of a file name: what a file system or a page would misread becomes `_`.
pub fn file_part(name: &str) -> String {
    let bad = |c: char| c.is_control() || "/\\:*?\"<>|#%&'".contains(c) || c.is_whitespace();
    let part: String = name.chars().map(|c| if bad(c) { '_' } else { c }).take(80).collect();
    // Windows knows files of these names in every folder.
    const DEVICES: [&str; 4] = ["CON", "PRN", "AUX", "NUL"];
    let device = DEVICES.iter().any(|device| part.eq_ignore_ascii_case(device));
    if part.is_empty() || part.starts_with('.') || device { format!("_{part}") } else { part }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_runs_in_a_page() {
        let name = "<script>alert('x' & \"y\")</script>\u{1}";
        let safe = "&lt;script&gt;alert(&#39;x&#39; &amp; &quot;y&quot;)&lt;/script&gt;\u{fffd}";
        assert_eq!(escape(name), safe);
    }

    #[test]
    fn names_stay_in_their_folder() {
        assert_eq!(file_part("../../etc/passwd"), "_.._.._etc_passwd");
        assert_eq!(file_part("a/b c"), "a_b_c");
        assert_eq!(file_part(""), "_");
        assert_eq!(file_part("nul"), "_nul");
        assert_eq!(file_part("91320214MA1000017K"), "91320214MA1000017K");
    }
}
