//! pkt-lines: four hexadecimal digits of length, then that much less four bytes. `0000` ends a section.
use std::io::{self, Read};

/// The most one packet carries.
const MOST: usize = 65_520;

/// The end of a section.
pub(super) const FLUSH: &[u8] = b"0000";

/// One packet with this data. Ours are short.
pub(super) fn packet(data: &[u8]) -> Vec<u8> {
    let mut packet = format!("{:04x}", data.len() + 4).into_bytes();
    packet.extend_from_slice(data);
    packet
}

/// The next packet: `None` at the end of the stream, an empty one for a flush.
pub(super) fn read(from: &mut impl Read) -> io::Result<Option<Vec<u8>>> {
    let mut head = [0; 4];
    if !fill(from, &mut head)? {
        return Ok(None);
    }
    let digits = std::str::from_utf8(&head)
        .ok()
        .filter(|d| d.bytes().all(|b| b.is_ascii_hexdigit()));
    let length = digits.and_then(|digits| usize::from_str_radix(digits, 16).ok());
    match length {
        Some(0..=2) => Ok(Some(Vec::new())),
        Some(length @ 4..=MOST) => {
            let mut data = vec![0; length - 4];
            from.read_exact(&mut data)?;
            Ok(Some(data))
        }
        _ => Err(io::Error::new(io::ErrorKind::InvalidData, "not a pkt-line")),
    }
}

/// False when the stream ended before the first byte.
fn fill(from: &mut impl Read, buffer: &mut [u8; 4]) -> io::Result<bool> {
    let [first, rest @ ..] = buffer;
    if from.read(std::slice::from_mut(first))? == 0 {
        return Ok(false);
    }
    from.read_exact(rest)?;
    Ok(true)
}

#[cfg(test)]
mod tests {
    use super::{packet, read};

    #[test]
    fn packets_go_there_and_back() {
        let bytes = [packet(b"a"), b"0000".to_vec(), packet(b"")].concat();
        let mut stream = bytes.as_slice();
        assert_eq!(read(&mut stream).unwrap(), Some(b"a".to_vec()));
        assert_eq!(read(&mut stream).unwrap(), Some(Vec::new()));
        assert_eq!(read(&mut stream).unwrap(), Some(Vec::new()));
        assert_eq!(read(&mut stream).unwrap(), None);
    }

    #[test]
    fn torn_and_foreign_streams_are_errors() {
        for bad in ["00", "0008ab", "zzzz", "0003", "+123", "ffff"] {
            assert!(read(&mut bad.as_bytes()).is_err(), "{bad}");
        }
    }
}
