//! The answer of receive-pack: what people read goes on at once, the report at its end is held back, so that
//! the server can add its own lines, and its reasons, before the client takes the push for done.
use super::packet::{Cutter, FLUSH, Packet, banded, packet};
use super::trouble::Ear;
use crate::error::{Error, Result};

/// The report is a line per ref; more than this is none.
const LARGEST_REPORT: usize = 1 << 20;

/// Bands of a side-band answer.
const REPORT: u8 = 1;
const PEOPLE: u8 = 2;

/// Reads the answer piece by piece.
#[derive(Debug, Default)]
pub(super) struct Splitter {
    cutter: Cutter,
    report: Vec<u8>,
    banded: Option<bool>,
    ear: Ear,
}

/// What was held back.
#[derive(Debug, Default)]
pub(crate) struct Tail {
    report: Vec<u8>,
    banded: Option<bool>,
}

impl Splitter {
    /// Takes a piece of the answer; gives what may go on to the client now.
    pub(super) fn push(&mut self, piece: &[u8]) -> Result<Vec<u8>> {
        let mut onward = Vec::new();
        for packet in self.cutter.push(piece)? {
            self.sort(packet, &mut onward);
        }
        if self.report.len() > LARGEST_REPORT {
            return Err(Error::fault("the report of receive-pack does not end"));
        }
        Ok(onward)
    }

    /// Side-band answers begin every packet with its band; a plain report begins with the word `unpack`.
    fn sort(&mut self, next: Packet, onward: &mut Vec<u8>) {
        let data = match next {
            Packet::Data(data) => data,
            // The flush that ends a side-band answer is written by the tail.
            Packet::Mark(mark) => {
                if self.banded == Some(false) {
                    self.report.extend_from_slice(&mark);
                }
                return;
            }
        };
        let with_band = data.first().is_some_and(|band| (1..=3).contains(band));
        match (*self.banded.get_or_insert(with_band), data.split_first()) {
            (false, _) => self.report.extend(packet(&data)),
            (true, Some((&REPORT, report))) if !report.is_empty() => self.report.extend_from_slice(report),
            // What people read, and the empty packets that keep the connection alive.
            (true, heard) => {
                if let Some((&PEOPLE, heard)) = heard {
                    self.ear.hear(heard);
                }
                onward.extend(packet(&data));
            }
        }
    }

    /// The end of the answer, and what git complained about before.
    pub(super) fn end(self) -> (Tail, Vec<String>) {
        let tail = Tail {
            report: self.report,
            banded: self.banded,
        };
        (tail, self.ear.end())
    }
}

impl Tail {
    /// The answer to a push that git was never asked to take: none of `refs` was changed.
    pub(super) fn refusing(refs: &[Vec<u8>], with_band: bool) -> Self {
        let lines = refs
            .iter()
            .map(|name| [b"ng ", name.as_slice(), b" refused\n"].concat());
        let mut report = packet(b"unpack ok\n");
        report.extend(lines.flat_map(|line| packet(&line)));
        report.extend_from_slice(FLUSH);
        Self {
            report,
            banded: Some(with_band),
        }
    }

    /// What the report says.
    pub(crate) fn report(&self) -> Report {
        Report::read(&self.report)
    }

    /// Whether the client hears people's lines before the end.
    pub(crate) fn hears(&self) -> bool {
        self.banded == Some(true)
    }

    /// A line for people, for a client that hears them.
    pub(crate) fn say(line: &str) -> Vec<u8> {
        banded(PEOPLE, format!("{line}\n").as_bytes())
    }

    /// Nothing, so that nobody on the way takes the connection for dead.
    pub(crate) fn keep_alive() -> Vec<u8> {
        packet(&[REPORT])
    }

    /// The end of the answer: `lines` for people, then the report, each refusal in it for this `reason`.
    /// Clients without side band get no lines. An answer that never began stays empty.
    pub(crate) fn write(&self, lines: &[String], reason: Option<&str>) -> Vec<u8> {
        let report = reason.map_or_else(|| self.report.clone(), |reason| give_reason(&self.report, reason));
        match self.banded {
            None => Vec::new(),
            Some(false) => report,
            Some(true) => {
                let mut end: Vec<u8> = lines.iter().flat_map(|line| Self::say(line)).collect();
                end.extend(banded(REPORT, &report));
                end.extend_from_slice(FLUSH);
                end
            }
        }
    }
}

/// What receive-pack says it did.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Report {
    /// Whether the pack was taken.
    pub(crate) unpacked: bool,
    /// Refs that were updated.
    pub(crate) updated: Vec<String>,
    /// Why others were not.
    pub(crate) refused: Vec<String>,
}

impl Report {
    fn read(bytes: &[u8]) -> Self {
        let mut report = Self::default();
        for line in lines(bytes) {
            if line == "unpack ok" {
                report.unpacked = true;
            }
            report.updated.extend(line.strip_prefix("ok ").map(str::to_owned));
            report.refused.extend(line.strip_prefix("ng ").map(str::to_owned));
        }
        report
    }
}

fn lines(report: &[u8]) -> Vec<String> {
    let packets = Cutter::default().push(report).unwrap_or_default();
    let line = |packet| match packet {
        Packet::Data(data) => Some(String::from_utf8_lossy(&data).trim_end().to_owned()),
        Packet::Mark(_) => None,
    };
    packets.into_iter().filter_map(line).collect()
}

/// The same report with `reason` behind every ref that was refused.
fn give_reason(report: &[u8], reason: &str) -> Vec<u8> {
    let mut written = Vec::new();
    for line in lines(report) {
        let line = match line.strip_prefix("ng ").and_then(|rest| rest.split_once(' ')) {
            Some((name, _)) => format!("ng {name} {reason}\n"),
            None => format!("{line}\n"),
        };
        written.extend(packet(line.as_bytes()));
    }
    written.extend_from_slice(FLUSH);
    written
}

#[cfg(test)]
mod tests {
    use super::super::packet::{FLUSH, banded, packet};
    use super::{Report, Splitter};

    fn report(lines: &[&str]) -> Vec<u8> {
        let mut bytes: Vec<u8> = lines.iter().flat_map(|l| packet(l.as_bytes())).collect();
        bytes.extend_from_slice(FLUSH);
        bytes
    }

    #[test]
    fn people_hear_at_once_and_the_report_waits_for_our_lines() {
        let inner = report(&["unpack ok\n", "ok refs/heads/main\n"]);
        let heard = [banded(2, b"Checking\n"), packet(&[1])].concat();
        let answer = [&heard[..], &banded(1, &inner), FLUSH].concat();
        for size in [1, 7, 1000] {
            let mut splitter = Splitter::default();
            let mut onward = Vec::new();
            for piece in answer.chunks(size) {
                onward.extend(splitter.push(piece).unwrap());
            }
            assert_eq!(onward, heard, "in pieces of {size}");
            let (tail, _) = splitter.end();
            let updated = vec!["refs/heads/main".to_owned()];
            let refused = Vec::new();
            assert_eq!(
                tail.report(),
                Report {
                    unpacked: true,
                    updated,
                    refused
                }
            );
            let end = [&banded(2, b"habari\n")[..], &banded(1, &inner), FLUSH].concat();
            assert_eq!(tail.write(&["habari".to_owned()], None), end);
        }
    }

    #[test]
    fn a_refusal_is_told_with_our_reason() {
        let given = report(&["unpack ok\n", "ng refs/heads/main pre-receive hook declined\n"]);
        let wanted = report(&["unpack ok\n", "ng refs/heads/main submission.policy\n"]);
        let mut splitter = Splitter::default();
        splitter.push(&[&banded(1, &given), FLUSH].concat()).unwrap();
        let end = [&banded(1, &wanted)[..], FLUSH].concat();
        assert_eq!(splitter.end().0.write(&[], Some("submission.policy")), end);
    }

    #[test]
    fn a_client_without_side_band_gets_its_plain_report() {
        let given = report(&["unpack ok\n", "ok refs/heads/main\n"]);
        let mut splitter = Splitter::default();
        assert!(splitter.push(&given).unwrap().is_empty());
        assert_eq!(splitter.end().0.write(&["unheard".to_owned()], None), given);
    }

    #[test]
    fn no_answer_stays_none() {
        assert!(
            Splitter::default()
                .end()
                .0
                .write(&["x".to_owned()], None)
                .is_empty()
        );
    }
}
