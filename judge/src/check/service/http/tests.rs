//! Replies of good and of bad services, over real connections.
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::time::{Duration, Instant};

use proptest::prelude::*;
use wire::NoReply;

use super::{Reply, Request, exchange, written};

const GET: Request<'_> = Request {
    method: "GET",
    target: "/",
    headers: &[],
    body: &[],
};

/// What is read when the other side writes these pieces and closes.
fn read(method: &str, pieces: &[&[u8]]) -> Result<Reply, NoReply> {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    std::thread::scope(|scope| {
        scope.spawn(move || {
            let (mut stream, _) = listener.accept().unwrap();
            let mut request = [0; 4096];
            let _ = stream.read(&mut request);
            for piece in pieces {
                if stream.write_all(piece).is_err() {
                    break;
                }
            }
        });
        let stream = TcpStream::connect(address).unwrap();
        let request = Request { method, ..GET };
        exchange(&stream, (&request, 80), Instant::now() + Duration::from_secs(5))
    })
}

fn body(reply: &[u8]) -> Result<(u16, String), NoReply> {
    read("GET", &[reply]).map(|reply| (reply.status, String::from_utf8(reply.body).unwrap()))
}

#[test]
fn every_way_to_end_a_body() {
    for (reply, status, text) in [
        (&b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi and more"[..], 200, "hi"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 2, 2\r\nContent-Length: 2\r\n\r\nhi", 200, "hi"),
        (b"HTTP/1.0 200 OK\r\n\r\nto the end", 200, "to the end"),
        (b"HTTP/1.1 200\n\nbare", 200, "bare"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nContent-Length: 99\r\n\r\n2;x=y\r\nhi\r\n3\r\n yo\r\n0\r\nT: x\r\n\r\n", 200, "hi yo"),
        (b"HTTP/1.1 204 No\r\n\r\nnothing", 204, ""),
        (b"HTTP/1.1 302 Found\r\nLocation: /x\r\nContent-Length: 0\r\n\r\n", 302, ""),
        (b"HTTP/1.1 100 Go on\r\n\r\nHTTP/1.1 103 Hints\r\nLink: x\r\n\r\nHTTP/1.1 200 OK\r\n\r\nx", 200, "x"),
    ] {
        assert_eq!(body(reply), Ok((status, text.to_owned())), "{}", String::from_utf8_lossy(reply));
    }
    let head = read("HEAD", &[b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n"]).unwrap();
    assert_eq!(head.body, b"");
}

#[test]
fn what_is_no_reply() {
    let many = format!("HTTP/1.1 200 OK\r\n{}\r\n", "A: b\r\n".repeat(200));
    for (reply, problem) in [
        (&b""[..], NoReply::Closed),
        (b"hello", NoReply::Garbled),
        (b"SSH-2.0-OpenSSH", NoReply::Garbled),
        (b"HTTP/2 200 OK\r\n\r\n", NoReply::Garbled),
        (b"HTTP/1.1 200 OK\r\nContent-Len", NoReply::Closed),
        (b"HTTP/1.1 999 OK\r\n\r\n", NoReply::Garbled),
        (b"HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n", NoReply::Garbled),
        (
            b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
            NoReply::Garbled,
        ),
        (
            b"HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n",
            NoReply::TooLong,
        ),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhi", NoReply::Closed),
        (
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
            NoReply::Garbled,
        ),
        (
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\n",
            NoReply::TooLong,
        ),
        (
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi!\r\n",
            NoReply::Garbled,
        ),
        (
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n",
            NoReply::Closed,
        ),
        (&b"HTTP/1.1 100 Go\r\n\r\n".repeat(20), NoReply::Garbled),
        (many.as_bytes(), NoReply::Garbled),
    ] {
        assert_eq!(body(reply), Err(problem), "{}", String::from_utf8_lossy(reply));
    }
}

#[test]
fn nothing_is_read_for_ever() {
    let piece = [b'a'; 1 << 16];
    let head: &[u8] = b"HTTP/1.1 200 OK\r\nX: ";
    let long_head: Vec<&[u8]> = std::iter::once(head).chain([&piece[..]; 40]).collect();
    assert_eq!(read("GET", &long_head), Err(NoReply::TooLong));
    let head: &[u8] = b"HTTP/1.1 200 OK\r\n\r\n";
    let long_body: Vec<&[u8]> = std::iter::once(head).chain([&piece[..]; 400]).collect();
    assert_eq!(read("GET", &long_body), Err(NoReply::TooLong));
    let some: Vec<&[u8]> = std::iter::once(head).chain([&piece[..]; 40]).collect();
    assert_eq!(read("GET", &some).unwrap().body.len(), 40 << 16);
}

#[test]
fn a_drip_is_late() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let stream = TcpStream::connect(listener.local_addr().unwrap()).unwrap();
    let began = Instant::now();
    std::thread::scope(|scope| {
        scope.spawn(move || {
            let (mut stream, _) = listener.accept().unwrap();
            let _ = stream.write_all(b"HTTP/1.1 200 OK\r\nX: ");
            while stream.write_all(b"a").is_ok() {
                std::thread::sleep(Duration::from_millis(10));
            }
        });
        let late = exchange(&stream, (&GET, 80), began + Duration::from_millis(200));
        assert_eq!(late, Err(NoReply::Late));
        drop(stream);
    });
    assert!(began.elapsed() < Duration::from_secs(2));
}

#[test]
fn a_request_is_written_whole() {
    let headers = [
        ("host".to_owned(), "x".to_owned()),
        ("a".to_owned(), "b".to_owned()),
    ];
    let request = Request {
        method: "POST",
        target: "/x?y",
        headers: &headers,
        body: b"hi",
    };
    let text = String::from_utf8(written(&request, 8000)).unwrap();
    let expected = "POST /x?y HTTP/1.1\r\naccept: */*\r\nhost: x\r\na: b\r\ncontent-length: 2\r\nconnection: close\r\n\r\nhi";
    assert_eq!(text, expected);
    let get = String::from_utf8(written(&GET, 8000)).unwrap();
    assert!(
        get.contains("host: localhost:8000\r\n") && !get.contains("content-length"),
        "{get}"
    );
}

#[test]
fn cookies_are_found_by_name() {
    let reply = Reply {
        headers: vec![
            ("set-cookie".into(), "a=1; Path=/".into()),
            ("set-cookie".into(), "sid=x=y; HttpOnly".into()),
        ],
        ..Reply::default()
    };
    assert_eq!(reply.cookie("sid").as_deref(), Some("x=y"));
    assert_eq!((reply.cookie("Path"), reply.header("x")), (None, None));
}

proptest! {
    #![proptest_config(crate::fixture::one_in(4))]

    /// Something between a reply and noise.
    #[test]
    fn no_reply_makes_it_panic(cut in 0usize..90, noise in proptest::collection::vec(any::<u8>(), 0..40)) {
        let good = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nA: b\r\n\r\n2\r\nhi\r\n0\r\n\r\n";
        let mut bytes = good[..cut.min(good.len())].to_vec();
        bytes.extend(noise);
        let _ = read("GET", &[&bytes]);
    }
}
