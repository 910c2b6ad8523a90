//! A service check beside the files of its package.
use super::cases::natural;
use super::cross::Cross;
use super::manifest::Case;
use super::parse_requests::requests;
use super::service::{ONLY_CASE, Prober, Requests, ServiceCheck};
use crate::finding::{Code, Finding};

/// Bytes of a file of requests.
const LONGEST: u64 = 256 << 10;

impl Cross<'_> {
    /// Reads the requests, or finds the grader and its cases.
    pub(super) fn service(&mut self, id: &str, service: &mut ServiceCheck, public: bool) {
        match &mut service.prober {
            Prober::Requests { glob, cases } => {
                let place = format!("check.{id}.requests");
                *cases = self.requests(&place, glob);
                if public {
                    self.none_is_hidden(&place, cases.iter().map(|case| &case.file));
                }
            }
            Prober::Grader { grader, glob, cases } => {
                *cases = match glob {
                    Some(glob) => self.cases(id, (glob, false), public),
                    None => vec![Case {
                        id: ONLY_CASE.to_owned(),
                        ..Case::default()
                    }],
                };
                self.grader(&format!("check.{id}.grader"), grader, public);
            }
        }
    }

    /// One case per file.
    fn requests(&mut self, place: &str, glob: &str) -> Vec<Requests> {
        let Some(matcher) = crate::glob::one(glob) else {
            return Vec::new();
        };
        let files: Vec<&String> = self.files.keys().filter(|path| matcher.is_match(path)).collect();
        if files.is_empty() {
            self.add(place, Finding::new(Code::NoRequests).arg("value", glob));
        }
        let mut cases: Vec<Requests> = files.into_iter().filter_map(|file| self.one(file)).collect();
        cases.sort_by(|a, b| natural(&a.id, &b.id));
        for pair in cases.windows(2) {
            if let [a, b] = pair
                && a.id == b.id
            {
                let finding = Finding::new(Code::Duplicate).file(&b.file);
                self.findings
                    .push(finding.arg("key", "requests").arg("value", &b.id));
            }
        }
        cases
    }

    fn one(&mut self, file: &str) -> Option<Requests> {
        let name = file.rsplit('/').next().unwrap_or(file);
        let Some(id) = name.strip_suffix(".toml").filter(|id| !id.is_empty()) else {
            self.findings.push(Finding::new(Code::CaseUnknownFile).file(file));
            return None;
        };
        match super::read_text(self.root, file, LONGEST) {
            Ok(text) => {
                let (steps, findings) = requests(file, &text);
                self.findings.extend(findings);
                Some(Requests {
                    id: id.to_owned(),
                    file: file.to_owned(),
                    steps,
                })
            }
            Err(error) => {
                self.findings
                    .push(Finding::new(Code::Unreadable).file(file).arg("reason", error));
                None
            }
        }
    }
}
