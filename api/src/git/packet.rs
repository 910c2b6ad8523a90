//! pkt-lines: four hexadecimal digits of length, then that much less four bytes. `0000` ends a section.
use crate::error::{Error, Result};

/// The end of a section.
pub(crate) const FLUSH: &[u8] = b"0000";

/// Bytes of data that fit into one packet.
const MOST: usize = 65_516;

/// One packet of a stream.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Packet {
    /// `0000`, or another mark without data.
    Mark([u8; 4]),
    /// Data.
    Data(Vec<u8>),
}

/// Cuts a stream that comes in pieces into packets.
#[derive(Debug, Default)]
pub(super) struct Cutter {
    rest: Vec<u8>,
}

impl Cutter {
    /// Takes the next piece of the stream; what it completes comes back.
    pub(super) fn push(&mut self, piece: &[u8]) -> Result<Vec<Packet>> {
        self.rest.extend_from_slice(piece);
        let mut packets = Vec::new();
        let mut at = 0;
        while let Some((packet, size)) = first(self.rest.get(at..).unwrap_or_default())? {
            packets.push(packet);
            at += size;
        }
        self.rest.drain(..at);
        Ok(packets)
    }
}

/// The packet at the start of `bytes` and its size, when it is there whole.
pub(super) fn first(bytes: &[u8]) -> Result<Option<(Packet, usize)>> {
    let Some(head) = bytes.first_chunk::<4>() else {
        return Ok(None);
    };
    let size = std::str::from_utf8(head)
        .ok()
        .and_then(|digits| usize::from_str_radix(digits, 16).ok())
        .ok_or_else(|| Error::fault("git wrote something that is no packet"))?;
    if size < 4 {
        return Ok(Some((Packet::Mark(*head), 4)));
    }
    let data = bytes.get(4..size);
    Ok(data.map(|data| (Packet::Data(data.to_vec()), size)))
}

/// `data` as one packet. Longer data than fits is cut.
pub(crate) fn packet(data: &[u8]) -> Vec<u8> {
    let data = data.get(..MOST).unwrap_or(data);
    let mut packet = format!("{:04x}", data.len() + 4).into_bytes();
    packet.extend_from_slice(data);
    packet
}

/// `data` on a side band: 1 is what the program reads, 2 what the person reads.
pub(super) fn banded(band: u8, data: &[u8]) -> Vec<u8> {
    data.chunks(MOST - 1)
        .flat_map(|part| packet(&[&[band], part].concat()))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{Cutter, FLUSH, Packet, banded, packet};

    #[test]
    fn a_stream_is_cut_alike_however_it_comes() {
        let stream = [&packet(b"one")[..], &packet(b""), FLUSH, &packet(&[7; 300])].concat();
        let wanted = [
            Packet::Data(b"one".to_vec()),
            Packet::Data(Vec::new()),
            Packet::Mark(*b"0000"),
            Packet::Data(vec![7; 300]),
        ];
        for size in [1, 2, 3, 5, 64, 10_000] {
            let mut cutter = Cutter::default();
            let mut packets = Vec::new();
            for piece in stream.chunks(size) {
                packets.extend(cutter.push(piece).unwrap());
            }
            assert_eq!(packets, wanted, "in pieces of {size}");
        }
    }

    #[test]
    fn nonsense_is_a_fault_and_no_panic() {
        for bytes in [&b"zzzz"[..], b"\xff\xff\xff\xff", b"-001", b"+00f"] {
            let cut = Cutter::default().push(bytes);
            assert!(
                cut.is_err() || cut.is_ok_and(|packets| packets.is_empty()),
                "{bytes:?}"
            );
        }
    }

    #[test]
    fn long_data_on_a_band_goes_in_several_packets() {
        let mut cutter = Cutter::default();
        let packets = cutter.push(&banded(2, &[b'x'; 100_000])).unwrap();
        let sizes: Vec<_> = packets
            .iter()
            .map(|packet| match packet {
                Packet::Data(data) => data.len(),
                Packet::Mark(_) => 0,
            })
            .collect();
        assert_eq!(sizes, [65_516, 34_486]);
    }
}
