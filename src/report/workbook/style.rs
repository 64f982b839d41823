//! How cells look. Owns fonts, colours and number formats; must not know what stands in a cell.

use rust_xlsxwriter::{Color, Format, FormatAlign, FormatBorder};

use crate::diagnostic::{Lang, Severity};

/// The dark of headers.
pub const DARK: Color = Color::RGB(0x1F_4E79);
/// The light of bands.
pub const BAND: Color = Color::RGB(0xEA_F1F8);
/// Bars of earned points.
pub const BAR: Color = Color::RGB(0x9D_C3E6);
/// Bars of points taken.
pub const MINUS: Color = Color::RGB(0xF4_B183);
/// What does not count.
pub const FAINT: Color = Color::RGB(0x8A_94A0);
const LINE: Color = Color::RGB(0xD5_DBE3);
const INK: Color = Color::RGB(0x1D_2733);

/// What stands in a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Look {
    /// A text, never anything else: ids keep their zeros.
    Text,
    /// A text of several lines.
    Wrapped,
    /// A rank: whole, or with a half.
    Rank,
    /// A count.
    Whole,
    /// Points with the scheme's decimals.
    Points,
    /// A share in [0, 1] as percent.
    Percent,
}

impl Look {
    /// Whether its cells are numbers.
    pub fn is_number(self) -> bool {
        !matches!(self, Look::Text | Look::Wrapped)
    }
}

/// The formats of one workbook.
#[derive(Debug, Clone)]
pub struct Styles {
    base: Format,
    decimals: u32,
}

impl Styles {
    /// Formats in a language for points with so many decimals.
    pub fn new(lang: Lang, decimals: u32) -> Self {
        let font = if lang == Lang::Zh { "Microsoft YaHei" } else { "Calibri" };
        let base = Format::new()
            .set_font_name(font)
            .set_font_size(10)
            .set_font_color(INK)
            .set_align(FormatAlign::VerticalCenter);
        Styles { base, decimals }
    }

    /// A header's cell.
    pub fn header(&self) -> Format {
        self.base
            .clone()
            .set_bold()
            .set_font_color(Color::White)
            .set_background_color(DARK)
            .set_align(FormatAlign::Center)
            .set_text_wrap()
            .set_border(FormatBorder::Thin)
            .set_border_color(LINE)
    }

    /// A cell of a table.
    pub fn cell(&self, look: Look) -> Format {
        let cell =
            self.base.clone().set_border_bottom(FormatBorder::Thin).set_border_bottom_color(LINE);
        match look {
            Look::Text => cell.set_num_format("@").set_indent(1),
            Look::Wrapped => cell.set_text_wrap().set_align(FormatAlign::Top),
            Look::Rank => cell.set_num_format("General").set_align(FormatAlign::Center),
            Look::Whole => cell.set_num_format("#,##0"),
            Look::Points => cell.set_num_format(decimal_format(self.decimals)),
            Look::Percent => cell.set_num_format("0.0%"),
        }
    }

    /// The title of a page.
    pub fn title(&self) -> Format {
        self.base.clone().set_bold().set_font_size(16).set_font_color(DARK)
    }

    /// A heading of a section or below.
    pub fn heading(&self, level: u8) -> Format {
        let size = if level <= 2 { 12 } else { 11 };
        self.base.clone().set_bold().set_font_size(size).set_font_color(DARK)
    }

    /// Running text.
    pub fn paragraph(&self) -> Format {
        self.base.clone().set_text_wrap().set_align(FormatAlign::Top)
    }

    /// A cell of a table in a page of text.
    pub fn boxed(&self, number: bool, strong: bool) -> Format {
        let cell = self
            .base
            .clone()
            .set_text_wrap()
            .set_align(FormatAlign::Top)
            .set_indent(1)
            .set_border(FormatBorder::Thin)
            .set_border_color(LINE);
        let cell = if number { cell.set_align(FormatAlign::Right) } else { cell };
        if strong { cell.set_bold().set_background_color(BAND) } else { cell }
    }

    /// A cell about which something is to be said.
    pub fn marked(&self, severity: Severity, look: Look) -> Format {
        self.cell(look).set_background_color(colour(severity)).set_border(FormatBorder::Thin)
    }
}

/// Pale red, yellow and blue: told apart by their lightness, too.
pub fn colour(severity: Severity) -> Color {
    match severity {
        Severity::Error => Color::RGB(0xF8_B4AB),
        Severity::Warning => Color::RGB(0xFF_E699),
        Severity::Note => Color::RGB(0xDD_EBF7),
    }
}

fn decimal_format(decimals: u32) -> String {
    match decimals {
        0 => "0".to_string(),
        n => format!("0.{}", "0".repeat(n as usize)),
    }
}
