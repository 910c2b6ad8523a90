//! Server-sent events: lines in, events out.
use std::io::{BufRead, BufReader, Read};
use std::time::Duration;

use ureq::http::{Method, header};

use super::{Ask, Client};
use crate::error::Error;

/// The longest line of an event stream we take.
const LONGEST_LINE: u64 = 1 << 20;

/// One event.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Event {
    pub(crate) id: Option<String>,
    pub(crate) data: String,
}

/// The events of a stream, until it ends or breaks.
pub(crate) struct Events {
    reader: Box<dyn BufRead>,
}

impl Client {
    /// Opens an event stream; `last` is the id of the last event we had. `silence` is how long it may say nothing.
    pub(crate) fn events(&self, path: &str, last: Option<&str>, silence: Duration) -> Result<Events, Error> {
        let mut headers = vec![(header::ACCEPT.as_str(), "text/event-stream")];
        if let Some(last) = last {
            headers.push(("last-event-id", last));
        }
        let answer = self.send(
            &Ask {
                method: Method::GET,
                path,
                headers: &headers,
                silence,
            },
            (),
        )?;
        Ok(Events::new(BufReader::new(
            answer.into_body().into_with_config().limit(u64::MAX).reader(),
        )))
    }
}

impl Events {
    pub(crate) fn new(reader: impl BufRead + 'static) -> Self {
        Self {
            reader: Box::new(reader),
        }
    }

    /// A line without its end; `None` at the end of the stream or when it breaks.
    fn line(&mut self) -> Option<String> {
        let mut line = Vec::new();
        let read = self
            .reader
            .by_ref()
            .take(LONGEST_LINE)
            .read_until(b'\n', &mut line)
            .ok()?;
        (read > 0).then(|| {
            String::from_utf8_lossy(&line)
                .trim_end_matches(['\r', '\n'])
                .to_owned()
        })
    }
}

impl Iterator for Events {
    type Item = Event;

    fn next(&mut self) -> Option<Event> {
        let mut event = Event::default();
        let mut has_data = false;
        loop {
            let line = self.line()?;
            if line.is_empty() && has_data {
                return Some(event);
            }
            let (field, value) = line.split_once(':').unwrap_or((&line, ""));
            let value = value.strip_prefix(' ').unwrap_or(value);
            match field {
                "id" => event.id = Some(value.to_owned()),
                "data" => {
                    if has_data {
                        event.data.push('\n');
                    }
                    has_data = true;
                    event.data.push_str(value);
                }
                // Comments keep the link awake; other fields are not ours.
                _ => {}
            }
            if event.data.len() as u64 > LONGEST_LINE {
                return None;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Event, Events};

    fn read(text: &'static str) -> Vec<Event> {
        Events::new(text.as_bytes()).collect()
    }

    #[test]
    fn events_are_read_and_comments_skipped() {
        let events =
            read(": hello\n\nevent: progress\r\nid: 1\r\ndata: {\"a\":1}\r\n\r\nid:2\ndata:x\ndata: y\n\n");
        let event = |id: &str, data: &str| Event {
            id: Some(id.into()),
            data: data.into(),
        };
        assert_eq!(events, [event("1", "{\"a\":1}"), event("2", "x\ny")]);
    }

    #[test]
    fn a_torn_event_is_not_an_event() {
        assert_eq!(read("id: 1\ndata: {\"a\""), []);
        assert_eq!(read(""), []);
    }
}
