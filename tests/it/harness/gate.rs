//! A link that stands still: a gate that lets so many bytes through to the server, and the rest once it is opened.
use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread;
use std::time::Duration;

/// The gate; it ends with the test's process.
#[derive(Debug, Clone)]
pub(crate) struct Gate {
    pub(crate) address: String,
    passed: Arc<AtomicU64>,
    open: Arc<AtomicBool>,
    most: u64,
}

impl Gate {
    /// Stands before the server at `address` and holds back what a client sends after `most` bytes.
    pub(crate) fn before(address: &str, most: u64) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let gate = Self {
            address: format!("http://{}", listener.local_addr().unwrap()),
            passed: Arc::default(),
            open: Arc::default(),
            most,
        };
        let (server, keeper) = (address.trim_start_matches("http://").to_owned(), gate.clone());
        thread::spawn(move || {
            for client in listener.incoming().flatten() {
                let there = TcpStream::connect(&server).unwrap();
                let (back, home) = (there.try_clone().unwrap(), client.try_clone().unwrap());
                thread::spawn(move || drop(std::io::copy(&mut &back, &mut &home)));
                let keeper = keeper.clone();
                thread::spawn(move || keeper.carry(&client, &there));
            }
        });
        gate
    }

    fn carry(&self, mut from: &TcpStream, mut to: &TcpStream) {
        let mut piece = vec![0; 16 << 10];
        while let Ok(read @ 1..) = from.read(&mut piece) {
            while self.is_closed() {
                thread::sleep(Duration::from_millis(10));
            }
            self.passed.fetch_add(read as u64, Ordering::SeqCst);
            if to.write_all(&piece[..read]).is_err() {
                return;
            }
        }
        let _ = to.shutdown(Shutdown::Write);
    }

    fn is_closed(&self) -> bool {
        !self.open.load(Ordering::SeqCst) && self.passed.load(Ordering::SeqCst) >= self.most
    }

    /// Waits until something is held back.
    pub(crate) fn waits(&self) {
        for _ in 0..600 {
            if self.is_closed() {
                return;
            }
            thread::sleep(Duration::from_millis(50));
        }
        panic!("nothing came to the gate within half a minute");
    }

    /// Lets everything through.
    pub(crate) fn opens(&self) {
        self.open.store(true, Ordering::SeqCst);
    }
}
