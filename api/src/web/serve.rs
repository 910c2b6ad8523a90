//! Connections: how many there may be, how long one may take to say what it wants, and how long it may stay when the
//! server goes home.
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto::Builder;
use hyper_util::service::TowerToHyperService;
use rustix::net::sockopt;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio::time::{sleep, timeout};
use tokio_util::sync::CancellationToken;

use crate::app::App;

/// What is asked of whoever connects.
#[derive(Debug, Clone, Copy)]
struct Manners {
    /// Connections at once; more wait at the door.
    most: u32,
    /// Until the head of a request is there, the first as well as the next.
    head: Duration,
    /// From the moment when the server goes home.
    farewell: Duration,
}

const MANNERS: Manners = Manners {
    most: 4096,
    head: Duration::from_secs(60),
    farewell: Duration::from_secs(20),
};

/// The other side's system answers within this time, or has gone without a word: power cuts send no farewell.
const GONE: Duration = Duration::from_secs(120);
/// Bytes of a connection that are held: a head that is longer is refused.
const HELD: usize = 64 << 10;
/// When no more can be accepted, as without free file descriptors.
const PAUSE: Duration = Duration::from_millis(500);

/// Serves everything over `listener` until the process is told to stop and everyone has gone, or was made to.
pub(crate) async fn serve(listener: TcpListener, app: &App) {
    let router = super::router(app.clone());
    receive(listener, router, MANNERS, app.stopping()).await;
}

async fn receive(listener: TcpListener, router: Router, manners: Manners, stopping: &CancellationToken) {
    let places = Arc::new(Semaphore::new(manners.most as usize));
    let next = async || {
        let place = Arc::clone(&places).acquire_owned().await.ok()?;
        Some((place, accept(&listener).await))
    };
    while let Some(Some((place, stream))) = stopping.run_until_cancelled(next()).await {
        let (router, stopping) = (router.clone(), stopping.clone());
        tokio::spawn(async move {
            attend(stream, router, manners, &stopping).await;
            drop(place);
        });
    }
    drop(listener);
    // All places are free when everyone has gone; each connection sees to it that it does.
    drop(places.acquire_many(manners.most).await);
}

async fn accept(listener: &TcpListener) -> TcpStream {
    loop {
        match listener.accept().await {
            Ok((stream, _)) => return stream,
            Err(error) => {
                tracing::warn!(%error, "nobody can come in");
                sleep(PAUSE).await;
            }
        }
    }
}

/// One connection from its first request to its end.
async fn attend(stream: TcpStream, router: Router, manners: Manners, stopping: &CancellationToken) {
    notice_silence(&stream);
    // HTTP/1 alone: asking which version it is would wait without an end.
    let mut builder = Builder::new(TokioExecutor::new()).http1_only();
    builder
        .http1()
        .timer(TokioTimer::new())
        .max_buf_size(HELD)
        .header_read_timeout(manners.head);
    let service = TowerToHyperService::new(router);
    let mut connection = pin!(builder.serve_connection(TokioIo::new(stream), service));
    match stopping.run_until_cancelled(connection.as_mut()).await {
        Some(ended) => say(&ended),
        None => {
            connection.as_mut().graceful_shutdown();
            // What is not over by then is over now.
            let _ = timeout(manners.farewell, connection).await;
        }
    }
}

/// Clients come and go as they like; what they broke off is for whoever looks for it.
fn say<E: std::fmt::Display>(ended: &Result<(), E>) {
    if let Err(error) = ended {
        tracing::debug!(%error, "a connection broke off");
    }
}

/// Has the system look whether the other side is still there, and give up what it does not take.
fn notice_silence(stream: &TcpStream) {
    let milliseconds = u32::try_from(GONE.as_millis()).unwrap_or(u32::MAX);
    let set = sockopt::set_socket_keepalive(stream, true)
        .and_then(|()| sockopt::set_tcp_keepidle(stream, GONE / 2))
        .and_then(|()| sockopt::set_tcp_user_timeout(stream, milliseconds))
        .and_then(|()| sockopt::set_tcp_nodelay(stream, true));
    if let Err(error) = set {
        tracing::debug!(%error, "a connection without a limit on silence");
    }
}

#[cfg(test)]
mod tests {
    use axum::routing::{get, post};
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::task::JoinHandle;
    use tokio::time::Instant;

    use super::*;

    const QUICK: Manners = Manners {
        most: 3,
        head: Duration::from_millis(300),
        farewell: Duration::from_millis(300),
    };

    struct Door {
        address: std::net::SocketAddr,
        stopping: CancellationToken,
        served: JoinHandle<()>,
    }

    impl Door {
        async fn open() -> Self {
            let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
            let address = listener.local_addr().unwrap();
            let stopping = CancellationToken::new();
            let token = stopping.clone();
            let router = Router::new()
                .route("/", get(async || "karibu"))
                .route("/", post(async |body: String| body));
            let served = tokio::spawn(async move { receive(listener, router, QUICK, &token).await });
            Self {
                address,
                stopping,
                served,
            }
        }

        /// A connection on which `text` was said.
        async fn says(&self, text: &str) -> TcpStream {
            let mut stream = TcpStream::connect(self.address).await.unwrap();
            stream.write_all(text.as_bytes()).await.unwrap();
            stream
        }
    }

    const WHOLE: &str = "GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";

    /// What comes until the server hangs up, and after which time.
    async fn end(mut stream: TcpStream) -> (String, Duration) {
        let (begin, mut said) = (Instant::now(), String::new());
        let read = timeout(Duration::from_secs(20), stream.read_to_string(&mut said)).await;
        let _ = read.expect("the server hangs up");
        (said, begin.elapsed())
    }

    #[tokio::test]
    async fn whoever_does_not_say_what_they_want_is_sent_away() {
        let door = Door::open().await;
        for half in ["", "G", "GET / HTTP/1.1\r\nHost: x\r\nX-Slow: "] {
            let (_, time) = end(door.says(half).await).await;
            assert!(time >= QUICK.head / 2, "{half:?}: {time:?}");
        }
        let (said, _) = end(door.says(WHOLE).await).await;
        assert!(said.ends_with("karibu"), "{said}");
    }

    #[tokio::test]
    async fn a_head_without_end_is_not_held() {
        let door = Door::open().await;
        let mut stream = door.says("GET / HTTP/1.1\r\nX-Long: ").await;
        let mut sent = 0;
        while sent < 4 * HELD && stream.write_all(&[b'a'; 1024]).await.is_ok() {
            sent += 1024;
        }
        let mut said = vec![0; 100];
        let read = timeout(QUICK.head, stream.read(&mut said))
            .await
            .expect("an answer at once");
        // What was not read breaks the connection off, maybe before the answer is heard.
        let said = String::from_utf8_lossy(&said[..read.unwrap_or(0)]).into_owned();
        assert!(said.is_empty() || said.contains("431"), "{said}");
    }

    #[tokio::test]
    async fn more_than_there_are_places_for_wait_until_one_is_free() {
        let door = Door::open().await;
        let mut idle = Vec::new();
        for _ in 0..QUICK.most {
            idle.push(door.says("").await);
        }
        let (said, time) = end(door.says(WHOLE).await).await;
        assert!(said.ends_with("karibu"), "{said}");
        assert!(time >= QUICK.head / 2, "{time:?}");
    }

    #[tokio::test]
    async fn going_home_waits_for_nobody_without_an_end() {
        let door = Door::open().await;
        let _half_a_head = door.says("GET / HTT").await;
        let _half_a_body = door
            .says("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nha")
            .await;
        sleep(Duration::from_millis(100)).await;
        door.stopping.cancel();
        let gone = timeout(Duration::from_secs(10), door.served).await;
        assert!(gone.is_ok(), "the server has gone home");
    }
}
