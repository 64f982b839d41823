//! Compressed input, by its first bytes and not by its name: gzip and zstd, unpacked as a stream,
//! with a limit beyond which nobody's table goes. Knows nothing of what is inside.

use std::fmt;
use std::io::{self, BufRead, BufReader, Chain, Cursor, Read};

use flate2::bufread::MultiGzDecoder;
use ruzstd::decoding::errors::{FrameDecoderError, ReadFrameHeaderError};
use ruzstd::decoding::{BlockDecodingStrategy, FrameDecoder};
use serde::Serialize;

use super::Input;
use crate::diagnostic::codes::firms as codes;
use crate::diagnostic::{Diagnostic, Place, Text};
use crate::say;

/// How an input is compressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Compression {
    /// gzip, of one member or several.
    Gzip,
    /// Zstandard, of one frame or several.
    Zstd,
}

/// Enough first bytes to tell.
const MAGIC: usize = 4;

impl Compression {
    /// Tells by the first bytes; nothing where they are not compressed in a way that is unpacked.
    pub fn of(start: &[u8]) -> Option<Self> {
        if start.starts_with(b"\x1f\x8b") {
            Some(Compression::Gzip)
        } else if start.starts_with(b"\x28\xb5\x2f\xfd") {
            Some(Compression::Zstd)
        } else {
            None
        }
    }

    /// The name that people know.
    pub fn name(self) -> &'static str {
        match self {
            Compression::Gzip => "gzip",
            Compression::Zstd => "zstd",
        }
    }
}

/// When an input is a bomb: text of tables shrinks to a tenth, to a hundredth at the most.
#[derive(Debug, Clone, Copy)]
struct Limit {
    /// So much is unpacked in any case.
    free: u64,
    /// Beyond that, at most so many times what was packed.
    times: u64,
}

const LIMIT: Limit = Limit { free: 256 << 20, times: 300 };

/// Unpacked bytes as a stream; what is not compressed passes through.
pub struct Unpacked<R: Read> {
    reader: Reader<R>,
    limit: Limit,
    given: u64,
}

/// The bytes with those put back that were looked at.
type Whole<R> = Counted<BufReader<Chain<Cursor<Vec<u8>>, R>>>;

enum Reader<R: Read> {
    Plain(Whole<R>),
    // Both decoders hold their windows: boxed, since the plain case is the usual one.
    Gzip(Box<MultiGzDecoder<Whole<R>>>),
    Zstd(Box<Frames<Whole<R>>>),
}

impl<R: Read> Unpacked<R> {
    /// Looks at the first bytes.
    ///
    /// # Errors
    /// Those of the reader.
    pub fn new(reader: R) -> io::Result<Self> {
        Unpacked::within(reader, LIMIT)
    }

    fn within(mut reader: R, limit: Limit) -> io::Result<Self> {
        let mut start = Vec::new();
        reader.by_ref().take(MAGIC as u64).read_to_end(&mut start)?;
        let compression = Compression::of(&start);
        let whole = Counted { reader: BufReader::new(Cursor::new(start).chain(reader)), taken: 0 };
        let reader = match compression {
            None => Reader::Plain(whole),
            Some(Compression::Gzip) => Reader::Gzip(Box::new(MultiGzDecoder::new(whole))),
            Some(Compression::Zstd) => {
                let decoder = FrameDecoder::new();
                Reader::Zstd(Box::new(Frames { decoder, source: whole, open: false }))
            }
        };
        Ok(Unpacked { reader, limit, given: 0 })
    }

    /// How the input is compressed.
    pub fn compression(&self) -> Option<Compression> {
        match self.reader {
            Reader::Plain(_) => None,
            Reader::Gzip(_) => Some(Compression::Gzip),
            Reader::Zstd(_) => Some(Compression::Zstd),
        }
    }

    /// How many bytes of the input were taken so far.
    pub fn taken(&self) -> u64 {
        match &self.reader {
            Reader::Plain(reader) => reader.taken,
            Reader::Gzip(decoder) => decoder.get_ref().taken,
            Reader::Zstd(frames) => frames.source.taken,
        }
    }
}

impl<R: Read> Read for Unpacked<R> {
    fn read(&mut self, bytes: &mut [u8]) -> io::Result<usize> {
        let read = match &mut self.reader {
            Reader::Plain(reader) => return reader.read(bytes),
            Reader::Gzip(decoder) => decoder.read(bytes)?,
            Reader::Zstd(frames) => frames.read(bytes)?,
        };
        self.given += read as u64;
        let (taken, Limit { free, times }) = (self.taken(), self.limit);
        if self.given > free && self.given / times > taken {
            let bomb = Bomb { given: self.given, taken };
            return Err(io::Error::new(io::ErrorKind::InvalidData, bomb));
        }
        Ok(read)
    }
}

/// Zstandard frames, one after the other; the decoder itself knows of one.
struct Frames<R> {
    decoder: FrameDecoder,
    source: R,
    /// Whether a frame was begun and not yet read to its end.
    open: bool,
}

impl<R: BufRead> Frames<R> {
    /// Begins the next frame, if there is one; skippable frames hold nothing of the content.
    fn begin(&mut self) -> io::Result<bool> {
        while !self.source.fill_buf()?.is_empty() {
            match self.decoder.reset(&mut self.source) {
                Ok(()) => return Ok(true),
                Err(FrameDecoderError::ReadFrameHeaderError(ReadFrameHeaderError::SkipFrame {
                    length,
                    ..
                })) => {
                    let skipped = self.source.by_ref().take(u64::from(length));
                    io::copy(&mut { skipped }, &mut io::sink())?;
                }
                Err(error) => return Err(io::Error::other(error)),
            }
        }
        Ok(false)
    }

    fn finish(&mut self) -> io::Result<()> {
        self.open = false;
        match (self.decoder.get_checksum_from_data(), self.decoder.get_calculated_checksum()) {
            (Some(written), Some(found)) if written != found => {
                Err(io::Error::new(io::ErrorKind::InvalidData, "the checksum does not hold"))
            }
            _ => Ok(()),
        }
    }
}

impl<R: BufRead> Read for Frames<R> {
    fn read(&mut self, bytes: &mut [u8]) -> io::Result<usize> {
        loop {
            if !self.open {
                self.open = self.begin()?;
                if !self.open {
                    return Ok(0);
                }
            }
            while self.decoder.can_collect() == 0 && !self.decoder.is_finished() {
                let one = BlockDecodingStrategy::UptoBlocks(1);
                self.decoder.decode_blocks(&mut self.source, one).map_err(io::Error::other)?;
            }
            let read = self.decoder.read(bytes)?;
            if read > 0 || bytes.is_empty() {
                return Ok(read);
            }
            self.finish()?;
        }
    }
}

/// A reader that knows how far it has come.
struct Counted<R> {
    reader: R,
    taken: u64,
}

impl<R: BufRead> Read for Counted<R> {
    fn read(&mut self, bytes: &mut [u8]) -> io::Result<usize> {
        let read = self.reader.read(bytes)?;
        self.taken += read as u64;
        Ok(read)
    }
}

impl<R: BufRead> BufRead for Counted<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        self.reader.fill_buf()
    }

    fn consume(&mut self, amount: usize) {
        self.taken += amount as u64;
        self.reader.consume(amount);
    }
}

/// An input that unpacks to far more than a table would.
#[derive(Debug)]
struct Bomb {
    given: u64,
    taken: u64,
}

impl fmt::Display for Bomb {
    fn fmt(&self, out: &mut fmt::Formatter) -> fmt::Result {
        write!(out, "{} bytes unpacked to {} and more", self.taken, self.given)
    }
}

impl std::error::Error for Bomb {}

/// A compressed input, unpacked; nothing where it is not compressed.
///
/// # Errors
/// One that is damaged, cut off, or unpacks beyond all measure.
pub(crate) fn unpacked(input: &Input) -> Result<Option<Input>, Vec<Diagnostic>> {
    let Some(compression) = Compression::of(&input.bytes) else { return Ok(None) };
    let mut bytes = Vec::new();
    let read = Unpacked::new(input.bytes.as_slice()).and_then(|mut r| r.read_to_end(&mut bytes));
    match read {
        Ok(_) => Ok(Some(Input { name: input.name.clone(), bytes })),
        Err(error) => Err(vec![unusable(compression, &error, &input.name)]),
    }
}

/// Why a compressed input cannot be used.
pub fn unusable(compression: Compression, error: &io::Error, file: &str) -> Diagnostic {
    let name = compression.name();
    let bomb = error.get_ref().and_then(|error| error.downcast_ref::<Bomb>());
    let (problem, mend) = match bomb {
        Some(Bomb { given, taken }) => {
            let (times, size) = (given / (*taken).max(1), given >> 20);
            (
                say!(
                    "{name} 文件解压到 {size} MiB 时已是原来的 {times} 倍，不像是企业表，可能是恶意文件",
                    "the {name} file is {times} times its size at {size} MiB unpacked: no firm table is, and it may be malicious"
                ),
                say!("真是企业表的话，请先解压", "if it is a table all the same, unpack it first"),
            )
        }
        None => (
            say!(
                "{name} 文件损坏或没有传完，解压不了",
                "the {name} file is damaged or not complete: it cannot be unpacked"
            ),
            say!("请重新传一份", "copy it again"),
        ),
    };
    let place = Place { file: file.to_owned(), ..Place::default() };
    let diagnostic = Diagnostic::error(&codes::DAMAGED_ARCHIVE, problem).mend(mend);
    let why = bomb.is_none().then(|| Text::same(error.to_string()));
    match why {
        Some(why) => diagnostic.because(why).in_table(place),
        None => diagnostic.in_table(place),
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    const TABLE: &[u8] = "代码,a\nx,1\ny,2\n".as_bytes();

    /// A frame that readers pass over (RFC 8878, 3.1.2), of three bytes.
    const SKIPPABLE: [u8; 11] = *b"\x50\x2a\x4d\x18\x03\0\0\0abc";

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    fn zstd(bytes: &[u8]) -> Vec<u8> {
        let level = ruzstd::encoding::CompressionLevel::Fastest;
        ruzstd::encoding::compress_to_vec(bytes, level)
    }

    fn unpack(bytes: &[u8], limit: Limit) -> io::Result<Vec<u8>> {
        let mut unpacked = Vec::new();
        Unpacked::within(bytes, limit)?.read_to_end(&mut unpacked)?;
        Ok(unpacked)
    }

    /// A pipe that gives a byte at a time.
    struct Drops<'a>(&'a [u8]);

    impl Read for Drops<'_> {
        fn read(&mut self, bytes: &mut [u8]) -> io::Result<usize> {
            let end = bytes.len().min(1);
            self.0.read(&mut bytes[..end])
        }
    }

    #[test]
    fn whatever_the_form_the_bytes_are_the_same() {
        let halves = TABLE.split_at(9);
        for (packed, compression) in [
            (TABLE.to_vec(), None),
            (gzip(TABLE), Some(Compression::Gzip)),
            (zstd(TABLE), Some(Compression::Zstd)),
            ([gzip(halves.0), gzip(halves.1)].concat(), Some(Compression::Gzip)),
            ([&zstd(halves.0), &SKIPPABLE[..], &zstd(halves.1)].concat(), Some(Compression::Zstd)),
        ] {
            let mut reader = Unpacked::new(Drops(&packed)).unwrap();
            let mut bytes = Vec::new();
            reader.read_to_end(&mut bytes).unwrap();
            assert_eq!((bytes.as_slice(), reader.compression()), (TABLE, compression));
            assert_eq!(reader.taken(), packed.len() as u64);
        }
        for short in [&b""[..], b"a", b"\x1f"] {
            assert_eq!(unpack(short, LIMIT).unwrap(), short);
        }
    }

    #[test]
    fn what_is_cut_off_or_damaged_is_told() {
        for packed in [gzip(TABLE), zstd(TABLE)] {
            let name = Compression::of(&packed).unwrap().name();
            for end in MAGIC..packed.len() {
                let input = Input { name: "t.csv".into(), bytes: packed[..end].to_vec() };
                let told = unpacked(&input).unwrap_err();
                assert_eq!(told[0].code.id, "F014");
                assert!(told[0].message.en.contains(name), "{}", told[0].message.en);
            }
        }
    }

    #[test]
    fn a_bomb_is_told_before_it_fills_the_memory() {
        let small = Limit { free: 1 << 16, times: 300 };
        let zeros = vec![b'0'; 1 << 20];
        for packed in [gzip(&zeros), zstd(&zeros)] {
            let error = unpack(&packed, small).unwrap_err();
            let told = unusable(Compression::Gzip, &error, "t.csv");
            assert!(told.message.en.contains("malicious"), "{}", told.message.en);
            assert_eq!(unpack(&packed, LIMIT).unwrap(), zeros);
        }
        // A table of ordinary firms may be as large as it likes.
        let rows: String =
            (0..20_000).map(|at| format!("{at},{},{}\n", at * 7919, at % 13)).collect();
        assert_eq!(unpack(&gzip(rows.as_bytes()), small).unwrap(), rows.as_bytes());
    }
}
