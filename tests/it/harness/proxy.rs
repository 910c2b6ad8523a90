//! A bad link: a proxy that cuts every connection after so many bytes, may then be away, and counts what it carried.
use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

/// The proxy; it ends with the test's process.
#[derive(Debug)]
pub(crate) struct Proxy {
    pub(crate) address: String,
    link: Arc<Link>,
}

/// One direction: what may pass on each connection, and what has passed on all.
#[derive(Debug)]
struct Way {
    most: AtomicU64,
    carried: AtomicU64,
}

#[derive(Debug)]
struct Link {
    server: String,
    there: Way,
    back: Way,
    cut: AtomicBool,
}

impl Proxy {
    /// Stands before the server at `address` and cuts each connection once the client has sent `most` bytes.
    pub(crate) fn before(address: &str, most: u64) -> Self {
        Self::with(address, (most, u64::MAX), None)
    }

    /// Cuts each connection once the server has answered `most` bytes.
    pub(crate) fn behind(address: &str, most: u64) -> Self {
        Self::with(address, (u64::MAX, most), None)
    }

    /// Cuts one connection once the client has sent `most` bytes; then nobody is there for `pause`.
    pub(crate) fn away(address: &str, most: u64, pause: Duration) -> Self {
        Self::with(address, (most, u64::MAX), Some(pause))
    }

    fn with(address: &str, (there, back): (u64, u64), pause: Option<Duration>) -> Self {
        let way = |most| Way {
            most: AtomicU64::new(most),
            carried: AtomicU64::new(0),
        };
        let link = Arc::new(Link {
            server: address.trim_start_matches("http://").to_owned(),
            there: way(there),
            back: way(back),
            cut: AtomicBool::new(false),
        });
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let place = listener.local_addr().unwrap().to_string();
        let (address, shared) = (format!("http://{place}"), Arc::clone(&link));
        std::thread::spawn(move || match pause {
            None => shared.serve(&listener),
            Some(pause) => {
                shared.serve_until_cut(&listener);
                shared.there.most.store(u64::MAX, Ordering::SeqCst);
                drop(listener);
                std::thread::sleep(pause);
                shared.serve(&TcpListener::bind(place).unwrap());
            }
        });
        Self { address, link }
    }

    /// Bytes that clients have sent through it.
    pub(crate) fn carried(&self) -> u64 {
        self.link.there.carried.load(Ordering::SeqCst)
    }

    /// Bytes that the server has answered through it.
    pub(crate) fn answered(&self) -> u64 {
        self.link.back.carried.load(Ordering::SeqCst)
    }
}

impl Link {
    fn serve(self: &Arc<Self>, listener: &TcpListener) {
        for client in listener.incoming().flatten() {
            self.take(client);
        }
    }

    fn serve_until_cut(self: &Arc<Self>, listener: &TcpListener) {
        listener.set_nonblocking(true).unwrap();
        while !self.cut.load(Ordering::SeqCst) {
            match listener.accept() {
                Ok((client, _)) => {
                    client.set_nonblocking(false).unwrap();
                    self.take(client);
                }
                Err(_) => std::thread::sleep(Duration::from_millis(2)),
            }
        }
    }

    fn take(self: &Arc<Self>, client: TcpStream) {
        let link = Arc::clone(self);
        std::thread::spawn(move || link.carry(&client));
    }

    /// Carries both ways. The first connection that is cut may be the only one.
    fn carry(self: &Arc<Self>, client: &TcpStream) -> Option<()> {
        let server = TcpStream::connect(&self.server).ok()?;
        let (from, to) = (server.try_clone().ok()?, client.try_clone().ok()?);
        let link = Arc::clone(self);
        std::thread::spawn(move || {
            link.back.pump(&from, &to);
            let _ = from.shutdown(Shutdown::Both);
            let _ = to.shutdown(Shutdown::Both);
        });
        if self.there.pump(client, &server) {
            self.cut.store(true, Ordering::SeqCst);
            let _ = server.shutdown(Shutdown::Both);
            let _ = client.shutdown(Shutdown::Both);
        }
        Some(())
    }
}

impl Way {
    /// Carries until the end; true when it was cut before.
    fn pump(&self, mut from: &TcpStream, mut to: &TcpStream) -> bool {
        let (mut sent, mut buffer) = (0, [0; 8 << 10]);
        // A link that was cut once and came back is a good one.
        while sent < self.most.load(Ordering::SeqCst) {
            let Some(read) = from.read(&mut buffer).ok().filter(|read| *read > 0) else {
                return false;
            };
            sent += read as u64;
            self.carried.fetch_add(read as u64, Ordering::SeqCst);
            if to.write_all(&buffer[..read]).is_err() {
                return false;
            }
        }
        true
    }
}
