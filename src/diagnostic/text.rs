//! What is said, in the languages in which it can be said.

/// A language of messages and reports.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash)]
pub enum Lang {
    /// 简体中文
    Zh,
    /// English
    #[default]
    En,
}

impl Lang {
    /// Reads `zh`, `zh_CN.UTF-8`, `en`, ...; anything that is not Chinese is English.
    pub fn from_tag(tag: &str) -> Self {
        if tag.to_ascii_lowercase().starts_with("zh") { Lang::Zh } else { Lang::En }
    }
}

/// One sentence in every language; written where the problem is found, so that the two cannot
/// drift apart.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Text {
    /// 简体中文
    pub zh: String,
    /// English
    pub en: String,
}

impl Text {
    /// Both readings of a sentence.
    pub fn new(zh: impl Into<String>, en: impl Into<String>) -> Self {
        Text { zh: zh.into(), en: en.into() }
    }

    /// A text that needs no translation (a name, a number).
    pub fn same(text: impl Into<String>) -> Self {
        let text = text.into();
        Text { zh: text.clone(), en: text }
    }

    /// The reading in a language.
    pub fn get(&self, lang: Lang) -> &str {
        match lang {
            Lang::Zh => &self.zh,
            Lang::En => &self.en,
        }
    }

    /// Whether there is nothing to say.
    pub fn is_empty(&self) -> bool {
        self.zh.is_empty() && self.en.is_empty()
    }
}

/// `say!("中文 {x}", "English {x}")`: a [`Text`] from two format strings that capture the same
/// variables.
#[macro_export]
macro_rules! say {
    ($zh:literal, $en:literal) => {
        $crate::diagnostic::Text::new(format!($zh), format!($en))
    };
}
