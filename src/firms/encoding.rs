//! Bytes -> text: a byte order mark, else strict UTF-8, else strict GB18030, else UTF-16 without a
//! mark, else an error that names the byte. Never replaces what it cannot read. Knows no tables.

use std::borrow::Cow;

use encoding_rs::{DecoderResult, GB18030, UTF_16BE, UTF_16LE};
use serde::Serialize;

/// How a text is stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum Encoding {
    /// UTF-8, without a mark.
    #[serde(rename = "UTF-8")]
    Utf8,
    /// UTF-8 with a byte order mark, as Excel saves it.
    #[serde(rename = "UTF-8 with BOM")]
    Utf8Bom,
    /// GB18030, which holds GBK and GB 2312.
    #[serde(rename = "GB18030")]
    Gb18030,
    /// UTF-16, low byte first.
    #[serde(rename = "UTF-16LE")]
    Utf16Le,
    /// UTF-16, high byte first.
    #[serde(rename = "UTF-16BE")]
    Utf16Be,
}

impl Encoding {
    /// The name that people know.
    pub fn name(self) -> &'static str {
        match self {
            Encoding::Utf8 => "UTF-8",
            Encoding::Utf8Bom => "UTF-8 (BOM)",
            Encoding::Gb18030 => "GB18030",
            Encoding::Utf16Le => "UTF-16LE",
            Encoding::Utf16Be => "UTF-16BE",
        }
    }
}

/// A text and how it was stored. UTF-8 is borrowed, not copied.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decoded<'a> {
    /// The text, without its byte order mark.
    pub text: Cow<'a, str>,
    /// How it was stored.
    pub encoding: Encoding,
}

/// The first byte that no reading explains.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fault {
    /// Counted from 0.
    pub offset: usize,
    /// Counted from 1, by line feeds before the byte.
    pub line: usize,
    /// The encoding in which the text begins; `None` where it fits none.
    pub encoding: Option<Encoding>,
    /// A zero byte: the file is no text at all.
    pub zero: bool,
}

/// Reads bytes as text.
///
/// # Errors
/// A [`Fault`] at the first byte that cannot be read: in the encoding that the byte order mark
/// states or the beginning of the text shows, else the byte up to which GB18030 came.
pub fn decode(bytes: &[u8]) -> Result<Decoded<'_>, Fault> {
    let decoded = match marked(bytes) {
        Some((Encoding::Utf8Bom, text)) => match simdutf8::compat::from_utf8(text) {
            Ok(text) => Ok((Cow::Borrowed(text), Encoding::Utf8Bom)),
            Err(error) => Err((3 + error.valid_up_to(), Some(Encoding::Utf8Bom))),
        },
        Some((encoding, text)) => match strict(encoding, text) {
            Ok(text) => Ok((Cow::Owned(text), encoding)),
            Err(offset) => Err((2 + offset, Some(encoding))),
        },
        None => unmarked(bytes),
    };
    let (text, encoding) =
        decoded.map_err(|(offset, encoding)| fault(bytes, offset, encoding, false))?;
    match memchr::memchr(0, text.as_bytes()) {
        None => Ok(Decoded { text, encoding }),
        Some(_) => Err(fault(bytes, first_zero(bytes, encoding), Some(encoding), true)),
    }
}

fn first_zero(bytes: &[u8], encoding: Encoding) -> usize {
    let wide = matches!(encoding, Encoding::Utf16Le | Encoding::Utf16Be);
    let at = if wide {
        bytes.chunks(2).position(|unit| unit == [0, 0]).map(|unit| unit * 2)
    } else {
        memchr::memchr(0, bytes)
    };
    at.unwrap_or(0)
}

type Outcome<'a> = Result<(Cow<'a, str>, Encoding), (usize, Option<Encoding>)>;

fn marked(bytes: &[u8]) -> Option<(Encoding, &[u8])> {
    match bytes {
        [0xef, 0xbb, 0xbf, text @ ..] => Some((Encoding::Utf8Bom, text)),
        [0xff, 0xfe, text @ ..] => Some((Encoding::Utf16Le, text)),
        [0xfe, 0xff, text @ ..] => Some((Encoding::Utf16Be, text)),
        _ => None,
    }
}

fn unmarked(bytes: &[u8]) -> Outcome<'_> {
    // Zero bytes are legal in UTF-8 and GB18030, but no table has them: UTF-16 does, at every
    // digit and comma.
    if memchr::memchr(0, bytes).is_some()
        && let Some((text, encoding)) = utf16_by_guess(bytes)
    {
        return Ok((Cow::Owned(text), encoding));
    }
    let error = match simdutf8::compat::from_utf8(bytes) {
        Ok(text) => return Ok((Cow::Borrowed(text), Encoding::Utf8)),
        Err(error) => error,
    };
    // A damaged UTF-8 file often passes for GB18030 and would be read as other characters
    // without a word. Two Chinese characters that are right in UTF-8 do not happen in GB18030.
    let begins_as_utf8 = chinese_characters(&bytes[..error.valid_up_to()]) >= 2;
    if begins_as_utf8 {
        return Err((error.valid_up_to(), Some(Encoding::Utf8)));
    }
    match strict(Encoding::Gb18030, bytes) {
        Ok(text) => Ok((Cow::Owned(text), Encoding::Gb18030)),
        Err(offset) => Err((offset.max(error.valid_up_to()), None)),
    }
}

fn chinese_characters(valid_utf8: &[u8]) -> usize {
    valid_utf8.iter().filter(|byte| (0xe3..=0xe9).contains(*byte)).count()
}

/// UTF-16 in the byte order in which zero bytes stand where they make ASCII of their neighbours,
/// more of the text is plain ASCII, and no character is zero.
fn utf16_by_guess(bytes: &[u8]) -> Option<(String, Encoding)> {
    let zeros = |parity: usize| bytes.iter().skip(parity).step_by(2).filter(|b| **b == 0).count();
    let (even, odd) = (zeros(0), zeros(1));
    // A few zero bytes in a text that is else right are damage; in UTF-16 that could pass for
    // UTF-8, every other byte is zero.
    if 3 * (even + odd) < bytes.len() && std::str::from_utf8(bytes).is_ok() {
        return None;
    }
    [(Encoding::Utf16Le, odd > even), (Encoding::Utf16Be, even > odd)]
        .into_iter()
        .filter_map(|(encoding, fits)| fits.then_some(encoding))
        .filter_map(|encoding| Some((strict(encoding, bytes).ok()?, encoding)))
        .filter(|(text, _)| !text.contains('\0') && text.contains(['\n', '\r', ',', '\t', ';']))
        .max_by_key(|(text, _)| text.bytes().filter(u8::is_ascii).count())
}

/// The whole text, or the offset of the first byte that is not of the encoding.
fn strict(encoding: Encoding, bytes: &[u8]) -> Result<String, usize> {
    let encoding = match encoding {
        Encoding::Gb18030 => GB18030,
        Encoding::Utf16Le => UTF_16LE,
        Encoding::Utf16Be => UTF_16BE,
        Encoding::Utf8 | Encoding::Utf8Bom => encoding_rs::UTF_8,
    };
    let mut decoder = encoding.new_decoder_without_bom_handling();
    let room = decoder.max_utf8_buffer_length_without_replacement(bytes.len());
    let mut text = String::with_capacity(room.unwrap_or(bytes.len()));
    match decoder.decode_to_string_without_replacement(bytes, &mut text, true) {
        (DecoderResult::InputEmpty, _) => {
            text.shrink_to_fit();
            Ok(text)
        }
        (DecoderResult::Malformed(length, after), read) => {
            Err(read.saturating_sub(usize::from(length) + usize::from(after)))
        }
        (DecoderResult::OutputFull, read) => Err(read),
    }
}

fn fault(bytes: &[u8], offset: usize, encoding: Option<Encoding>, zero: bool) -> Fault {
    let offset = offset.min(bytes.len());
    let line = 1 + memchr::memchr_iter(b'\n', &bytes[..offset]).count();
    Fault { offset, line, encoding, zero }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TABLE: &str = "企业名称,研发费用\n无锡甲,1.5\n";

    fn utf16(text: &str, little: bool) -> Vec<u8> {
        let bytes = |unit: u16| if little { unit.to_le_bytes() } else { unit.to_be_bytes() };
        text.encode_utf16().flat_map(bytes).collect()
    }

    fn read(bytes: &[u8]) -> (String, Encoding) {
        let decoded = decode(bytes).unwrap();
        (decoded.text.into_owned(), decoded.encoding)
    }

    #[test]
    fn every_encoding_gives_the_same_text() {
        let gb = GB18030.encode(TABLE).0.into_owned();
        let marked = |mark: &[u8], text: Vec<u8>| [mark, &text].concat();
        for (bytes, encoding) in [
            (TABLE.as_bytes().to_vec(), Encoding::Utf8),
            (marked(b"\xef\xbb\xbf", TABLE.as_bytes().to_vec()), Encoding::Utf8Bom),
            (gb, Encoding::Gb18030),
            (marked(b"\xff\xfe", utf16(TABLE, true)), Encoding::Utf16Le),
            (marked(b"\xfe\xff", utf16(TABLE, false)), Encoding::Utf16Be),
            (utf16(TABLE, true), Encoding::Utf16Le),
            (utf16(TABLE, false), Encoding::Utf16Be),
        ] {
            assert_eq!(read(&bytes), (TABLE.to_owned(), encoding));
        }
    }

    #[test]
    fn rare_characters_of_gb18030() {
        let gb = GB18030.encode("㐂,𠮷\n").0.into_owned();
        assert_eq!(read(&gb), ("㐂,𠮷\n".to_owned(), Encoding::Gb18030));
    }

    #[test]
    fn utf8_cut_in_a_character_is_not_taken_for_gb18030() {
        let fault = decode(&TABLE.as_bytes()[..TABLE.len() - 10]).unwrap_err();
        assert_eq!((fault.line, fault.encoding), (2, Some(Encoding::Utf8)));
        assert_eq!(fault.offset, TABLE.find("无").unwrap() + 3);
    }

    #[test]
    fn the_byte_that_fits_nothing_is_named() {
        let mut gb = GB18030.encode(TABLE).0.into_owned();
        let at = gb.len() - 5;
        gb[at] = 0xff;
        let fault = decode(&gb).unwrap_err();
        assert_eq!((fault.offset, fault.line, fault.encoding), (at, 2, None));
    }

    #[test]
    fn zero_bytes_are_no_text() {
        let fault = decode(b"id,a\n1,\0\0\n").unwrap_err();
        assert_eq!((fault.offset, fault.line, fault.zero), (7, 2, true));
    }

    #[test]
    fn half_a_utf16_character_is_an_error() {
        let fault = decode(b"\xff\xfea\0b\0\n").unwrap_err();
        assert_eq!(fault.encoding, Some(Encoding::Utf16Le));
    }
}
