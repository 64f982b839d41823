//! A document as parts that any form can carry: Markdown, HTML, a sheet. Owns the shapes; must not
//! know what is said in them nor how they look.

use crate::diagnostic::Text;

/// A part of a document, in order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Block {
    /// A heading; level 1 is the title.
    Heading(u8, Text),
    /// A paragraph.
    Paragraph(Text),
    /// Short points.
    Bullets(Vec<Text>),
    /// A table.
    Table(Table),
}

/// A table with a header.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Table {
    /// The header.
    pub columns: Vec<Column>,
    /// Rows with as many cells as there are columns.
    pub rows: Vec<Row>,
}

/// A column of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// Its header.
    pub name: Text,
    /// Whether it holds numbers, which stand flush right.
    pub number: bool,
}

impl Column {
    /// A column of texts.
    pub fn text(name: Text) -> Self {
        Column { name, number: false }
    }

    /// A column of numbers.
    pub fn number(name: Text) -> Self {
        Column { name, number: true }
    }
}

/// A row of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Its cells; a line feed begins a new line within a cell.
    pub cells: Vec<Text>,
    /// Whether it heads or sums up other rows.
    pub strong: bool,
}

impl Table {
    /// A table without rows.
    pub fn new(columns: impl IntoIterator<Item = Column>) -> Self {
        Table { columns: columns.into_iter().collect(), rows: Vec::new() }
    }

    /// Adds a row.
    pub fn row(&mut self, cells: impl IntoIterator<Item = Text>) {
        self.rows.push(Row { cells: cells.into_iter().collect(), strong: false });
    }

    /// Adds a row that heads or sums up others.
    pub fn strong_row(&mut self, cells: impl IntoIterator<Item = Text>) {
        self.rows.push(Row { cells: cells.into_iter().collect(), strong: true });
    }
}

/// A document while it is written: counts its sections.
#[derive(Debug, Default)]
pub struct Draft {
    blocks: Vec<Block>,
    sections: usize,
}

const NUMERALS: [&str; 16] = [
    "一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二", "十三", "十四",
    "十五", "十六",
];

impl Draft {
    /// The title.
    pub fn title(&mut self, text: Text) {
        self.blocks.push(Block::Heading(1, text));
    }

    /// A numbered section.
    pub fn section(&mut self, text: Text) {
        let number = self.sections + 1;
        let numeral = NUMERALS.get(self.sections).copied().unwrap_or("又");
        self.sections = number;
        let text = Text::new(format!("{numeral}、{}", text.zh), format!("{number}. {}", text.en));
        self.blocks.push(Block::Heading(2, text));
    }

    /// A heading within a section.
    pub fn heading(&mut self, text: Text) {
        self.blocks.push(Block::Heading(3, text));
    }

    /// A paragraph; nothing where there is nothing to say.
    pub fn paragraph(&mut self, text: Text) {
        if !text.is_empty() {
            self.blocks.push(Block::Paragraph(text));
        }
    }

    /// Short points.
    pub fn bullets(&mut self, points: Vec<Text>) {
        if !points.is_empty() {
            self.blocks.push(Block::Bullets(points));
        }
    }

    /// A table; nothing where it has no rows.
    pub fn table(&mut self, table: Table) {
        if !table.rows.is_empty() {
            self.blocks.push(Block::Table(table));
        }
    }

    /// What was written.
    pub fn finish(self) -> Vec<Block> {
        self.blocks
    }
}
