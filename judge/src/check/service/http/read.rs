//! Reading a reply: RFC 9112, from whoever wrote it.
use wire::NoReply;

use super::Reply;
use super::line::Line;

/// Bytes of a body.
const LONGEST_BODY: u64 = 8 << 20;
const MOST_HEADERS: usize = 100;
/// Replies that only announce another one.
const MOST_INTERIM: usize = 8;
const START: &[u8] = b"HTTP/1.";

/// How a body ends.
#[derive(Debug, Clone, Copy, PartialEq)]
enum End {
    Length(u64),
    Chunked,
    Close,
}

pub(super) fn reply(line: &mut Line<'_>, without_body: bool) -> Result<Reply, NoReply> {
    for _ in 0..=MOST_INTERIM {
        let head = line.part(head_end)?;
        let (mut reply, old) = parse(&head)?;
        if (100..200).contains(&reply.status) && reply.status != 101 {
            continue;
        }
        if !without_body && !matches!(reply.status, 101 | 204 | 304) {
            reply.body = body(line, end(&reply, old)?)?;
        }
        return Ok(reply);
    }
    Err(NoReply::Garbled)
}

/// Behind the empty line. What cannot become a head is not waited for.
fn head_end(here: &[u8], seen: usize) -> Option<usize> {
    if here.iter().zip(START).any(|(a, b)| a != b) {
        return Some(here.len());
    }
    let from = seen.saturating_sub(3);
    let rest = here.get(from..)?;
    let ends = [&b"\r\n\r\n"[..], b"\n\n", b"\n\r\n"];
    let end = |end: &&[u8]| memchr::memmem::find(rest, end).map(|at| from + at + end.len());
    ends.iter().filter_map(end).min()
}

fn parse(head: &[u8]) -> Result<(Reply, bool), NoReply> {
    let mut headers = [httparse::EMPTY_HEADER; MOST_HEADERS];
    let mut parsed = httparse::Response::new(&mut headers);
    match parsed.parse(head) {
        Ok(httparse::Status::Complete(_)) => {}
        Ok(httparse::Status::Partial) | Err(_) => return Err(NoReply::Garbled),
    }
    let status = parsed.code.filter(|code| (100..600).contains(code));
    let headers = parsed.headers.iter().map(|header| {
        let value = String::from_utf8_lossy(header.value);
        (header.name.to_ascii_lowercase(), value.trim().to_owned())
    });
    let reply = Reply {
        status: status.ok_or(NoReply::Garbled)?,
        headers: headers.collect(),
        body: Vec::new(),
    };
    Ok((reply, parsed.version == Some(0)))
}

fn end(reply: &Reply, old: bool) -> Result<End, NoReply> {
    if let Some(coding) = reply.header("transfer-encoding").filter(|_| !old) {
        let last = coding.rsplit(',').next().unwrap_or("").trim();
        return Ok(if last.eq_ignore_ascii_case("chunked") {
            End::Chunked
        } else {
            End::Close
        });
    }
    let Some(lengths) = reply.header("content-length") else {
        return Ok(End::Close);
    };
    // The same number may be said more than once.
    let mut lengths = numbers(&lengths);
    let first = lengths.next().flatten().ok_or(NoReply::Garbled)?;
    if lengths.all(|other| other == Some(first)) {
        Ok(End::Length(first))
    } else {
        Err(NoReply::Garbled)
    }
}

fn numbers(text: &str) -> impl Iterator<Item = Option<u64>> {
    text.split(',').map(|one| {
        let one = one.trim();
        let plain = !one.is_empty() && one.bytes().all(|b| b.is_ascii_digit());
        one.parse().ok().filter(|_| plain)
    })
}

fn body(line: &mut Line<'_>, end: End) -> Result<Vec<u8>, NoReply> {
    let mut body = Vec::new();
    match end {
        End::Length(length) => counted(line, length, &mut body)?,
        End::Chunked => chunked(line, &mut body)?,
        End::Close => loop {
            let count = line.here().len();
            room(&body, count as u64)?;
            body.extend_from_slice(line.here());
            line.take(count);
            if !line.more()? {
                break;
            }
        },
    }
    Ok(body)
}

fn room(body: &[u8], more: u64) -> Result<(), NoReply> {
    if more.saturating_add(body.len() as u64) > LONGEST_BODY {
        return Err(NoReply::TooLong);
    }
    Ok(())
}

fn counted(line: &mut Line<'_>, length: u64, body: &mut Vec<u8>) -> Result<(), NoReply> {
    room(body, length)?;
    let mut left = usize::try_from(length).map_err(|_| NoReply::TooLong)?;
    while left > 0 {
        let here = line.here();
        let part = here.get(..left.min(here.len())).unwrap_or_default();
        body.extend_from_slice(part);
        let count = part.len();
        line.take(count);
        left -= count;
        if left > 0 && !line.more()? {
            return Err(NoReply::Closed);
        }
    }
    Ok(())
}

fn chunked(line: &mut Line<'_>, body: &mut Vec<u8>) -> Result<(), NoReply> {
    loop {
        let head = line.part(line_end)?;
        let Ok(httparse::Status::Complete((_, size))) = httparse::parse_chunk_size(&head) else {
            return Err(NoReply::Garbled);
        };
        if size == 0 {
            break;
        }
        counted(line, size, body)?;
        if line.part(line_end)? != b"\r\n" {
            return Err(NoReply::Garbled);
        }
    }
    for _ in 0..MOST_HEADERS {
        if matches!(line.part(line_end)?.as_slice(), b"\r\n" | b"\n") {
            return Ok(());
        }
    }
    Err(NoReply::Garbled)
}

fn line_end(here: &[u8], seen: usize) -> Option<usize> {
    let rest = here.get(seen..)?;
    memchr::memchr(b'\n', rest).map(|at| seen + at + 1)
}
