//! The stable code of every problem, with the long explanation that `check --explain CODE` prints.
//! One file per room; `S` schemes, `X` expressions, `F` firm tables, `R` runs, `A` analyses,
//! `P` policies, `Q` SQL.

/// A problem that the program knows by a stable code.
#[derive(Debug, PartialEq, Eq, Hash)]
pub struct CodeEntry {
    /// `S001`, ...; never reused for another problem.
    pub id: &'static str,
    /// One line, zh and en.
    pub title: [&'static str; 2],
    /// What it means, an example, and the mend; zh and en, Markdown.
    pub about: [&'static str; 2],
}

/// A reference to the entry; codes are compared and passed by it.
pub type Code = &'static CodeEntry;

/// `NAME = "S001", "标题", "Title", "说明", "About";` makes one static per problem and `ALL`.
macro_rules! codes {
    ($($name:ident = $id:literal, $zh:literal, $en:literal, $about_zh:literal, $about_en:literal;)*) => {
        $(
            #[doc = concat!("`", $id, "` ", $en)]
            pub static $name: super::CodeEntry = super::CodeEntry {
                id: $id,
                title: [$zh, $en],
                about: [$about_zh, $about_en],
            };
        )*
        /// Every code of this room, in order.
        pub static ALL: &[super::Code] = &[$(&$name),*];
    };
}

pub mod analysis;
pub mod expr;
pub mod firms;
pub mod policy;
pub mod run;
pub mod scheme;
pub mod sql;

/// Every code of the program.
pub fn all() -> impl Iterator<Item = Code> {
    let rooms =
        [scheme::ALL, expr::ALL, firms::ALL, run::ALL, analysis::ALL, policy::ALL, sql::ALL];
    rooms.into_iter().flatten().copied()
}

/// The entry of a code, however its letter is written.
pub fn find(id: &str) -> Option<Code> {
    all().find(|code| code.id.eq_ignore_ascii_case(id.trim()))
}
