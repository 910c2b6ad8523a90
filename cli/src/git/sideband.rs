//! What the server says while it takes a push: lines for people, among them the receipt or the refusal. Pure.
use wire::Problem;

use crate::receipt::{Arrived, MARK};

/// Bytes of a line; more is not a line.
const LONGEST: usize = 1 << 20;
/// Lines kept for an error.
const MOST_LINES: usize = 40;

/// What has been said so far.
#[derive(Debug, Default)]
pub(super) struct Sideband {
    rest: Vec<u8>,
    report: Vec<u8>,
    /// The receipt, as soon as it has come.
    pub(super) receipt: Option<Arrived>,
    /// The refusal.
    pub(super) problem: Option<Problem>,
    /// Lines for people.
    pub(super) lines: Vec<String>,
}

impl Sideband {
    /// Takes one packet: its first byte says which band the rest belongs to.
    pub(super) fn take(&mut self, packet: &[u8]) {
        match packet.split_first() {
            Some((1, report)) if self.report.len() < LONGEST => self.report.extend_from_slice(report),
            Some((2 | 3, text)) => self.text(text),
            _ => {}
        }
    }

    /// Lines come in pieces of any size.
    fn text(&mut self, text: &[u8]) {
        for byte in text {
            match byte {
                b'\n' | b'\r' => self.line(),
                byte if self.rest.len() < LONGEST => self.rest.push(*byte),
                _ => {}
            }
        }
    }

    /// The last line may have no end.
    pub(super) fn end(&mut self) {
        self.line();
    }

    fn line(&mut self) {
        let rest = std::mem::take(&mut self.rest);
        let line = String::from_utf8_lossy(&rest);
        let line = line.trim();
        if let Some(json) = line.strip_prefix(MARK) {
            self.receipt = Arrived::parse(json);
        } else if let Some(json) = line.strip_prefix("ubunifu-problem: ") {
            self.problem = serde_json::from_str(json).ok();
        } else if !line.is_empty() && self.lines.len() < MOST_LINES {
            self.lines.push(line.to_owned());
        }
    }

    /// Why main was refused, or the pack, in git's own report.
    pub(super) fn refusal(&self) -> Option<String> {
        let mut report = self.report.as_slice();
        let mut refusal = None;
        while let Ok(Some(line)) = super::pkt::read(&mut report) {
            let line = String::from_utf8_lossy(&line);
            let line = line.trim_end();
            let is_good = line == "unpack ok" || line.starts_with("ok ") || line.is_empty();
            refusal = refusal.or_else(|| (!is_good).then(|| line.to_owned()));
        }
        refusal
    }
}

#[cfg(test)]
mod tests {
    use super::super::pkt::packet;
    use super::Sideband;

    const PROBLEM: &str =
        r#"{"type":"about:blank","title":"x","status":422,"code":"submission.policy","detail":"No."}"#;

    #[test]
    fn lines_are_put_together_from_pieces() {
        let said = format!("Habari\rya leo\nubunifu-problem: {PROBLEM}\nbila mwisho");
        for size in [1, 3, 1000] {
            let mut band = Sideband::default();
            for piece in said.as_bytes().chunks(size) {
                band.take(&[&[2], piece].concat());
            }
            band.end();
            assert_eq!(band.lines, ["Habari", "ya leo", "bila mwisho"]);
            assert_eq!(
                band.problem.as_ref().map(|p| p.code.as_str()),
                Some("submission.policy")
            );
            assert!(band.receipt.is_none());
        }
    }

    #[test]
    fn a_receipt_is_known_before_the_end() {
        let receipt = r#"{"submission":"01936e5e-0000-7000-8000-000000000000","team":{"id":"01936e5e-0000-7000-8000-000000000001","slug":"a1","name":"A","event":"wazi"},"challenge":{"id":"x","uuid":"01936e5e-0000-7000-8000-000000000002","version":"1.0.0","hash":"h"},"commit":"c","tree":"t","received_at":"2026-11-23T16:05:00Z","signature":{"key":"k","value":"v"}}"#;
        let mut band = Sideband::default();
        band.take(format!("\u{2}ubunifu-receipt: {receipt}\n").as_bytes());
        assert_eq!(
            band.receipt.map(|r| r.receipt.receipt.commit),
            Some("c".to_owned())
        );
    }

    #[test]
    fn gits_own_report_is_understood() {
        let refusal = |lines: &[&str]| {
            let mut band = Sideband::default();
            let report: Vec<u8> = lines.iter().flat_map(|l| packet(l.as_bytes())).collect();
            band.take(&[&[1], report.as_slice(), b"0000"].concat());
            band.refusal()
        };
        let refused = "ng refs/heads/main submission.policy";
        let broken = "unpack index-pack abnormal exit\n";
        assert_eq!(refusal(&["unpack ok\n", "ok refs/heads/main\n"]), None);
        assert_eq!(refusal(&["unpack ok\n", refused]).as_deref(), Some(refused));
        assert_eq!(refusal(&[broken]).as_deref(), Some(broken.trim_end()));
        assert_eq!(refusal(&[]), None);
    }

    #[test]
    fn rubbish_is_only_rubbish() {
        let mut band = Sideband::default();
        for packet in [
            &b""[..],
            b"\x02",
            b"\x09abc",
            b"\x01zzzz",
            b"\x02ubunifu-receipt: {\n",
        ] {
            band.take(packet);
        }
        assert!(band.receipt.is_none() && band.refusal().is_none());
    }
}
