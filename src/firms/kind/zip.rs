//! What a zip archive claims to hold, and whether the claim is true, before anything is unpacked
//! into memory: a workbook of a few kilobytes must not claim gigabytes.

use std::io::{Read, copy, sink};

/// One file in an archive, as the central directory tells it.
pub(super) struct Entry {
    pub name: String,
    pub packed: u64,
    pub unpacked: u64,
    is_deflated: bool,
    /// Where its local header stands.
    at: usize,
}

/// Spreadsheets pack ten- to fortyfold, a column of equal cells a hundredfold; deflate can do a
/// thousandfold.
const LARGEST_RATIO: u64 = 250;
/// Claims below this do no harm, whatever their ratio.
const HARMLESS: u64 = 64 << 20;
/// Packed files below this cannot unpack to more than about 256 MiB, whatever they claim.
const SMALL_PACKED: u64 = 256 << 10;

/// The central directory of a zip archive (APPNOTE 4.3.12), `None` where there is none. A size
/// that only the 64-bit extension can say is counted as 4 GiB.
pub(super) fn entries(bytes: &[u8]) -> Option<Vec<Entry>> {
    let u16_at = |at: usize| Some(u16::from_le_bytes(bytes.get(at..at + 2)?.try_into().ok()?));
    let u32_at = |at: usize| Some(u32::from_le_bytes(bytes.get(at..at + 4)?.try_into().ok()?));
    let tail = bytes.len().saturating_sub(22 + 65_535);
    let end = tail + memchr::memmem::rfind(&bytes[tail..], b"PK\x05\x06")?;
    let mut at = u32_at(end + 16)? as usize;
    if at == u32::MAX as usize {
        at = memchr::memmem::find(bytes, b"PK\x01\x02")?;
    }
    let mut entries = Vec::new();
    while bytes.get(at..at.checked_add(4)?) == Some(b"PK\x01\x02") {
        let name_length = usize::from(u16_at(at + 28)?);
        let others = usize::from(u16_at(at + 30)?) + usize::from(u16_at(at + 32)?);
        let name = bytes.get(at + 46..at + 46 + name_length)?;
        entries.push(Entry {
            name: String::from_utf8_lossy(name).replace('\\', "/"),
            packed: u64::from(u32_at(at + 20)?),
            unpacked: u64::from(u32_at(at + 24)?),
            is_deflated: u16_at(at + 10)? == 8,
            at: u32_at(at + 42)? as usize,
        });
        at += 46 + name_length + others;
    }
    Some(entries)
}

/// Whether some file claims far more than a workbook packs into so few bytes.
pub(super) fn is_bomb(entries: &[Entry]) -> bool {
    let is_bomb =
        |entry: &Entry| entry.unpacked > HARMLESS && entry.unpacked / LARGEST_RATIO > entry.packed;
    entries.iter().any(is_bomb)
}

/// Whether every file that could do harm unpacks to no more than it claims. Unpacking twice costs
/// a fraction of reading the sheet.
pub(super) fn is_honest(bytes: &[u8], entries: &[Entry]) -> bool {
    entries
        .iter()
        .filter(|entry| entry.is_deflated && entry.packed > SMALL_PACKED)
        .all(|entry| unpacks_within(bytes, entry).unwrap_or(false))
}

fn unpacks_within(bytes: &[u8], entry: &Entry) -> Option<bool> {
    let u16_at = |at: usize| Some(u16::from_le_bytes(bytes.get(at..at + 2)?.try_into().ok()?));
    let head = entry.at;
    let start = head.checked_add(30)?
        + usize::from(u16_at(head.checked_add(26)?)?)
        + usize::from(u16_at(head.checked_add(28)?)?);
    let packed = bytes.get(start..start.checked_add(usize::try_from(entry.packed).ok()?)?)?;
    let mut unpacked = flate2::read::DeflateDecoder::new(packed).take(entry.unpacked + 1);
    Some(copy(&mut unpacked, &mut sink()).ok()? <= entry.unpacked)
}
