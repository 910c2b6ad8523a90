//! One request and its reply over a connection to a stranger: HTTP/1.1, everything bounded, nothing believed.
//!
//! Heads are parsed by `httparse`. Redirects are replies as any; nothing is followed, unpacked or kept open.
mod line;
mod read;

use std::net::TcpStream;
use std::time::Instant;

use wire::NoReply;

use line::Line;

/// A request as it is sent.
pub(super) struct Request<'a> {
    pub(super) method: &'a str,
    /// Path and query, nothing in it that may not stand there.
    pub(super) target: &'a str,
    /// Names in lower case, nothing in them that would end a line.
    pub(super) headers: &'a [(String, String)],
    pub(super) body: &'a [u8],
}

/// A reply that came whole.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Reply {
    pub(super) status: u16,
    /// Names in lower case.
    pub(super) headers: Vec<(String, String)>,
    pub(super) body: Vec<u8>,
}

impl Reply {
    /// The values of a header in one, as they may be written in one.
    pub(super) fn header(&self, name: &str) -> Option<String> {
        let values: Vec<&str> = self.values(name).collect();
        (!values.is_empty()).then(|| values.join(", "))
    }

    fn values<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        let own = self.headers.iter().filter(move |(own, _)| own == name);
        own.map(|(_, value)| value.as_str())
    }

    /// The value of a cookie that is set.
    pub(super) fn cookie(&self, name: &str) -> Option<String> {
        self.values("set-cookie").find_map(|cookie| {
            let pair = cookie.split(';').next()?;
            let (own, value) = pair.split_once('=')?;
            (own.trim() == name).then(|| value.trim().to_owned())
        })
    }
}

/// Asks, and reads the whole reply.
pub(super) fn exchange(
    stream: &TcpStream,
    (request, port): (&Request<'_>, u16),
    until: Instant,
) -> Result<Reply, NoReply> {
    let mut line = Line::new(stream, until);
    line.write(&written(request, port))?;
    read::reply(&mut line, request.method == "HEAD")
}

fn written(request: &Request<'_>, port: u16) -> Vec<u8> {
    let mut head = format!("{} {} HTTP/1.1\r\n", request.method, request.target);
    let mut add = |name: &str, value: &str| {
        head.push_str(name);
        head.push_str(": ");
        head.push_str(value);
        head.push_str("\r\n");
    };
    let own = |name: &str| request.headers.iter().any(|(other, _)| other == name);
    if !own("host") {
        add("host", &format!("localhost:{port}"));
    }
    if !own("accept") {
        add("accept", "*/*");
    }
    for (name, value) in request.headers {
        add(name, value);
    }
    if !request.body.is_empty() || matches!(request.method, "POST" | "PUT" | "PATCH") {
        add("content-length", &request.body.len().to_string());
    }
    add("connection", "close");
    head.push_str("\r\n");
    let mut bytes = head.into_bytes();
    bytes.extend_from_slice(request.body);
    bytes
}

#[cfg(test)]
mod tests;
