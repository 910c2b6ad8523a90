//! A bad link: a proxy that cuts every connection after so many bytes, and counts what it carried.
use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// The proxy; it ends with the test's process.
#[derive(Debug)]
pub(crate) struct Proxy {
    pub(crate) address: String,
    carried: Arc<AtomicU64>,
}

impl Proxy {
    /// Stands before the server at `address` and cuts each connection once the client has sent `most` bytes.
    pub(crate) fn before(address: &str, most: u64) -> Self {
        let server = address.trim_start_matches("http://").to_owned();
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let carried = Arc::new(AtomicU64::new(0));
        let counted = Arc::clone(&carried);
        std::thread::spawn(move || {
            for client in listener.incoming().flatten() {
                let (server, counted) = (server.clone(), Arc::clone(&counted));
                std::thread::spawn(move || carry(client, &server, (most, &counted)));
            }
        });
        Self { address, carried }
    }

    /// Bytes that clients have sent through it.
    pub(crate) fn carried(&self) -> u64 {
        self.carried.load(Ordering::SeqCst)
    }
}

fn carry(mut client: TcpStream, server: &str, (most, counted): (u64, &AtomicU64)) -> Option<()> {
    let mut server = TcpStream::connect(server).ok()?;
    let (mut back, mut answers) = (client.try_clone().ok()?, server.try_clone().ok()?);
    std::thread::spawn(move || {
        let _ = std::io::copy(&mut answers, &mut back);
        let _ = back.shutdown(Shutdown::Both);
    });
    let (mut sent, mut buffer) = (0, [0; 8 << 10]);
    while sent < most {
        let read = client.read(&mut buffer).ok().filter(|read| *read > 0)?;
        sent += read as u64;
        counted.fetch_add(read as u64, Ordering::SeqCst);
        server.write_all(&buffer[..read]).ok()?;
    }
    let _ = server.shutdown(Shutdown::Both);
    let _ = client.shutdown(Shutdown::Both);
    Some(())
}
