//! Syntax errors of TOML in both languages, with the mend where what was typed tells it: most are
//! full-width punctuation, a missing quote or bracket. Must not know what a scheme is.

use crate::diagnostic::Text;
use crate::say;

/// What the parser says, by its first words, and how that is put in Chinese.
const WORDS: &[(&str, &str)] = &[
    ("string values must be quoted", "文字要加引号，数字里不能有别的字符"),
    ("invalid unquoted key", "不加引号的键只能用英文字母、数字、`-` 和 `_`"),
    ("key with no value", "只有键，没有值：应写成 `键 = 值`"),
    ("missing value", "等号后面缺少值"),
    ("extra `=`", "多了一个等号"),
    ("extra assignment", "多了一个等号"),
    ("missing assignment", "键和值之间缺少等号"),
    ("unclosed table", "方括号没有闭合，缺 `]`"),
    ("unclosed array table", "双方括号没有闭合，缺 `]]`"),
    ("unclosed array", "列表没有闭合，缺 `]`"),
    ("unclosed inline table", "花括号没有闭合，缺 `}`"),
    ("invalid basic string", "文字的双引号没有闭合"),
    ("invalid literal string", "文字的单引号没有闭合"),
    ("missing escaped value", "`\\` 后面的字符不是转义；要写 `\\` 本身，请写两个"),
    ("duplicate key", "同一个键写了两次"),
    ("missing comma between array elements", "列表的各项之间缺逗号"),
    ("missing comma between key-value pairs", "各键之间缺逗号"),
    ("extra comma", "多了一个逗号"),
    ("unexpected content", "这里有多余的内容"),
    ("unexpected key or value", "这里有多余的内容：一行只写一个 `键 = 值`"),
    ("unexpected leading zero", "数字前面不能有多余的 0"),
    ("invalid date", "日历上没有这一天，日期写成 2021-05-31"),
    ("unquoted keys cannot be empty", "等号前面缺少键"),
    ("cannot recurse further", "括号套得太深"),
];

/// What stands for what when a Chinese input method was on.
const FULL_WIDTH: &[(char, &str)] = &[
    ('：', "="),
    ('＝', "="),
    ('“', "\""),
    ('”', "\""),
    ('＂', "\""),
    ('‘', "'"),
    ('’', "'"),
    ('，', ","),
    ('、', ","),
    ('【', "["),
    ('】', "]"),
    ('［', "["),
    ('］', "]"),
    ('｛', "{"),
    ('｝', "}"),
    ('＃', "#"),
    ('\u{3000}', " "),
];

/// The error in both languages.
pub fn message(said: &str) -> Text {
    // What the parser would take there is either clear from the rest or a wrong lead.
    let en = said.strip_suffix(", expected literal string").unwrap_or(said);
    let known = WORDS.iter().filter(|(words, _)| said.starts_with(words));
    let zh = known.max_by_key(|(words, _)| words.len()).map_or(en, |(_, zh)| zh);
    say!("TOML 语法错误：{zh}", "TOML syntax error: {en}")
}

/// The mend that follows from what stands at the place.
pub fn mend(text: &str, start: usize, end: usize) -> Option<Text> {
    let line_end = text.get(end..)?.find('\n').map_or(text.len(), |at| end + at);
    let line_start = text.get(..start)?.rfind('\n').map_or(0, |at| at + 1);
    let line = text.get(line_start..line_end)?;
    if let Some((full, plain)) = FULL_WIDTH.iter().find(|(full, _)| outside_quotes(line, *full)) {
        return Some(say!(
            "「{full}」是全角字符，请在英文输入法下写成 `{plain}`",
            "`{full}` is a full-width character: write `{plain}`"
        ));
    }
    let key_and_colon = line.split_once(':').is_some_and(|(key, _)| {
        !key.trim().is_empty() && key.trim().chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
    });
    key_and_colon.then(|| {
        say!(
            "键和值之间写等号 `=`，不写冒号",
            "a key and its value are joined by `=`, not by a colon"
        )
    })
}

/// Whether a character stands in a line outside of plain double quotes.
fn outside_quotes(line: &str, wanted: char) -> bool {
    line.split('"').step_by(2).any(|part| part.contains(wanted))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_known_is_said_in_chinese() {
        assert_eq!(
            message("unclosed array table, expected `]]`").zh,
            "TOML 语法错误：双方括号没有闭合，缺 `]]`"
        );
        assert_eq!(message("something new").zh, "TOML 语法错误：something new");
        assert_eq!(
            message("string values must be quoted, expected literal string").en,
            "TOML syntax error: string values must be quoted"
        );
    }

    #[test]
    fn full_width_characters_are_pointed_at_unless_they_are_text() {
        let text = "name = \"甲：乙\"\ntotal：100\nx: 5\n";
        let at = |needle: &str| text.find(needle).unwrap();
        assert!(mend(text, at("total"), at("total") + 5).unwrap().en.contains("`：`"));
        assert!(mend(text, at("x:"), at("x:") + 1).unwrap().en.contains("colon"));
        assert!(mend(text, 0, 4).is_none());
    }
}
