//! Packs written byte by byte, for what no tool would write: bombs, lies, holes.
use std::io::Write;
use std::process::{Command, Stdio};

const BLOB: u8 = 3;
const OFFSET_DELTA: u8 = 6;
const NAMED_DELTA: u8 = 7;

/// A pack in the making.
pub(super) struct Pack {
    bytes: Vec<u8>,
    last: usize,
}

impl Pack {
    /// A pack that says it holds `count` objects.
    pub(super) fn of(count: u32) -> Self {
        let bytes = [&b"PACK\0\0\0\x02"[..], &count.to_be_bytes()].concat();
        Self { bytes, last: 0 }
    }

    /// The content as it stands, never squeezed.
    pub(super) fn blob(self, content: &[u8]) -> Self {
        self.entry((BLOB, content.len()), &[], &stored(content))
    }

    /// `size` zero bytes in a thousandth of their size.
    pub(super) fn zeros(self, size: usize) -> Self {
        self.entry((BLOB, size), &[], &zeros(size))
    }

    /// What the last object becomes when `change` is applied.
    pub(super) fn change(self, change: &[u8]) -> Self {
        let last = self.last;
        self.change_of(last, change)
    }

    /// What the object at byte `base` becomes.
    pub(super) fn change_of(self, base: usize, change: &[u8]) -> Self {
        let back = distance(self.bytes.len() - base);
        self.entry((OFFSET_DELTA, change.len()), &back, &stored(change))
    }

    /// What an object elsewhere becomes.
    pub(super) fn change_of_named(self, base: &[u8], change: &[u8]) -> Self {
        self.entry((NAMED_DELTA, change.len()), base, &stored(change))
    }

    /// Where the last object begins.
    pub(super) fn last(&self) -> usize {
        self.last
    }

    fn entry(mut self, (kind, size): (u8, usize), base: &[u8], data: &[u8]) -> Self {
        self.last = self.bytes.len();
        let mut rest = size >> 4;
        let mut byte = (kind << 4) | u8::try_from(size & 15).unwrap();
        while rest > 0 {
            self.bytes.push(byte | 0x80);
            byte = u8::try_from(rest & 0x7f).unwrap();
            rest >>= 7;
        }
        self.bytes.push(byte);
        self.bytes.extend([base, data].concat());
        self
    }

    /// Whole, with its checksum.
    pub(super) fn sealed(self) -> Vec<u8> {
        let sum = sha1(&self.bytes);
        [self.bytes, sum].concat()
    }

    /// What is there so far, with objects of another pack instead of its own.
    pub(super) fn unsealed(self) -> Vec<u8> {
        self.bytes
    }
}

/// The change that makes `from` bytes into `to` bytes by copying the first 64 KiB again and again.
pub(super) fn swell(from: usize, to: usize) -> Vec<u8> {
    let copies = to.div_ceil(1 << 16);
    [sized(from), sized(copies << 16), vec![0x80; copies]].concat()
}

/// The same with copies of `16 MiB - 1`.
pub(super) fn swell_more(from: usize, copies: usize) -> Vec<u8> {
    let copy = [0xf0, 0xff, 0xff, 0xff];
    [sized(from), sized(copies * 0xff_ffff), copy.repeat(copies)].concat()
}

fn sized(mut size: usize) -> Vec<u8> {
    let mut bytes = Vec::new();
    while size > 0x7f {
        bytes.push(u8::try_from(size & 0x7f).unwrap() | 0x80);
        size >>= 7;
    }
    bytes.push(u8::try_from(size).unwrap());
    bytes
}

fn distance(mut back: usize) -> Vec<u8> {
    let mut bytes = vec![u8::try_from(back & 0x7f).unwrap()];
    while back > 0x7f {
        back = (back >> 7) - 1;
        bytes.insert(0, u8::try_from(back & 0x7f).unwrap() | 0x80);
    }
    bytes
}

/// A zlib stream that only holds its content.
fn stored(content: &[u8]) -> Vec<u8> {
    let mut out = vec![0x78, 0x01];
    let blocks = content.chunks(0xffff).count().max(1);
    for n in 0..blocks {
        let part = content.chunks(0xffff).nth(n).unwrap_or_default();
        let size = u16::try_from(part.len()).unwrap();
        out.push(u8::from(n + 1 == blocks));
        out.extend([size.to_le_bytes(), (!size).to_le_bytes()].concat());
        out.extend(part);
    }
    let (a, b) = content.iter().fold((1u32, 0u32), |(a, b), byte| {
        let a = (a + u32::from(*byte)) % 65_521;
        (a, (b + a) % 65_521)
    });
    out.extend(((b << 16) | a).to_be_bytes());
    out
}

/// A zlib stream of zeros: one byte, then matches of 258 at distance 1, in the fixed code.
fn zeros(size: usize) -> Vec<u8> {
    let mut bits = Bits::default();
    bits.push(0b11, 3);
    let literal = |bits: &mut Bits| bits.push_code(0x30, 8);
    literal(&mut bits);
    for _ in 0..(size - 1) / 258 {
        bits.push_code(0b1100_0101, 8);
        bits.push_code(0, 5);
    }
    (0..(size - 1) % 258).for_each(|_| literal(&mut bits));
    bits.push_code(0, 7);
    let sum = u32::try_from(size % 65_521).unwrap() << 16 | 1;
    [&[0x78, 0x01], &bits.bytes[..], &sum.to_be_bytes()].concat()
}

/// Bits in the order of deflate.
#[derive(Default)]
struct Bits {
    bytes: Vec<u8>,
    used: u32,
}

impl Bits {
    fn push(&mut self, value: u32, count: u32) {
        for n in 0..count {
            if self.used.is_multiple_of(8) {
                self.bytes.push(0);
            }
            let bit = u8::try_from((value >> n) & 1).unwrap();
            *self.bytes.last_mut().unwrap() |= bit << (self.used % 8);
            self.used = (self.used + 1) % 8;
        }
    }

    fn push_code(&mut self, code: u32, count: u32) {
        self.push(code.reverse_bits() >> (32 - count), count);
    }
}

/// By the program that every Debian has.
pub(super) fn sha1(bytes: &[u8]) -> Vec<u8> {
    let mut child = Command::new("sha1sum")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(bytes).unwrap();
    let told = child.wait_with_output().unwrap().stdout;
    let digits = std::str::from_utf8(&told[..40]).unwrap();
    git2::Oid::from_str(digits).unwrap().as_bytes().to_vec()
}
