//! A service that stays while we, or another box, talk to it.
use std::io::{Read, Write};
use std::net::TcpListener;
use std::time::{Duration, Instant};

use judge::sandbox::{Dial, Ending, Fault, Linux, Outcome, Sandbox, Service};
use wire::Limit;

use crate::house::{LINUX, Try, python, seconds, text};

const PORT: u16 = 23_456;

/// Answers each line with what a Python expression over `line` says.
fn answering(before: &str, expression: &str) -> Try {
    python(&format!(
        "import os, socket\n{before}\ns = socket.create_server(('127.0.0.1', int(os.environ['PORT'])))\nwhile True:\n \
         c, _ = s.accept()\n line = c.makefile().readline().strip()\n c.sendall(str({expression}).encode())\n c.close()"
    ))
}

fn ask(dial: &dyn Dial, line: &str) -> String {
    let until = Instant::now() + seconds(8.0);
    loop {
        match dial.connect(until).expect("no fault of the box") {
            Ok(mut stream) => {
                writeln!(stream, "{line}").unwrap();
                let mut answer = String::new();
                stream.read_to_string(&mut answer).unwrap();
                return answer;
            }
            Err(error) => {
                assert!(
                    Instant::now() < until && !dial.ended(Duration::from_millis(10)),
                    "{error}"
                );
            }
        }
    }
}

fn serve(linux: &Linux, service: &Try, mut session: impl FnMut(&dyn Dial)) -> Outcome {
    let service = Service {
        run: service.described(),
        port: PORT,
    };
    let mut session = |dial: &dyn Dial| -> Result<(), Fault> {
        session(dial);
        Ok(())
    };
    linux.serve(&service, &mut session).expect("no fault of the box")
}

/// What must hold in every mode: we reach it, a box beside it reaches it, it is ended, the next run is as ever.
pub(crate) fn serves(linux: &Linux) {
    let service = answering("", "line.upper() + str(os.getuid())").usr_alone();
    let outcome = serve(linux, &service, |dial| {
        assert_eq!(ask(dial, "habari"), "HABARI1000");
        assert_eq!(ask(dial, "tena"), "TENA1000");
        let grader = "import os, socket\nc = socket.create_connection(('127.0.0.1', int(os.environ['PORT'])))\n\
            c.sendall(b'mimi\\n')\nprint(c.makefile().read(), [p for p in os.listdir('/proc') if p.isdigit() and int(p) > 2])\n\
            open('left', 'w')";
        let beside = dial.beside(&python(grader).usr_alone().described()).unwrap();
        assert_eq!(beside.ending, Ending::Exited(0), "{}", text(&beside.stderr));
        assert_eq!(text(&beside.stdout), "MIMI1000 []\n");
        assert!(!dial.ended(Duration::ZERO));
    });
    assert_eq!(outcome.ending, Ending::Stopped, "{}", text(&outcome.stderr));
    assert!(
        outcome.cpu > Duration::ZERO && outcome.peak > 1 << 20,
        "{outcome:?}"
    );
    let after = python("import os; print(os.listdir('.'), os.environ.get('PORT'))").usr_alone();
    assert_eq!(text(&after.run_on(linux).stdout), "[] None\n");
}

#[test]
fn a_service_is_talked_to_and_ended() {
    serves(&LINUX);
}

#[test]
fn an_end_of_its_own_is_seen() {
    let service = answering("", "os._exit(int(line))");
    let outcome = serve(&LINUX, &service, |dial| {
        assert!(!dial.ended(Duration::from_millis(300)));
        assert_eq!(ask(dial, "3"), "");
        assert!(dial.ended(Duration::from_secs(5)));
        let error = dial.connect(Instant::now() + Duration::from_secs(1)).unwrap();
        assert!(error.is_err());
    });
    assert_eq!(outcome.ending, Ending::Exited(3));
    let outcome = serve(&LINUX, &python("import os; os.kill(os.getpid(), 11)"), |dial| {
        assert!(dial.ended(Duration::from_secs(5)));
    });
    assert_eq!(outcome.ending, Ending::Signaled(11));
    let gone = crate::house::command(&["./missing"]);
    let outcome = serve(&LINUX, &gone, |dial| assert!(dial.ended(Duration::from_secs(5))));
    assert_eq!(outcome.ending, Ending::NotStarted);
}

#[test]
fn every_limit_holds_for_a_service() {
    // On a busy machine half a second of CPU time takes a while.
    let table: [(&str, f64, Limit); 4] = [
        ("import time\ntime.sleep(60)", 0.5, Limit::Wall),
        ("while True: pass", 15.0, Limit::Cpu),
        ("b = b'x' * (1 << 30)", 15.0, Limit::Memory),
        ("while True: print('x' * 9999)", 15.0, Limit::Output),
    ];
    for (program, wall, limit) in table {
        let service = python(program).limits(|limits| {
            (limits.cpu, limits.wall) = (seconds(0.5), seconds(wall));
        });
        let outcome = serve(&LINUX, &service, |dial| {
            assert!(dial.ended(seconds(20.0)), "{program}");
        });
        assert_eq!(outcome.ending, Ending::Limited(limit), "{program}");
    }
}

/// Whatever it leaves behind ends with it, and its last words do not make it late.
#[test]
fn nothing_of_a_service_stays() {
    let stubborn = "import signal\nfor s in (1, 2, 3, 15): signal.signal(s, signal.SIG_IGN)\n\
        if os.fork() == 0:\n os.setsid()\n if os.fork() == 0:\n  while True: pass\n os._exit(0)";
    let began = Instant::now();
    let service = answering(stubborn, "line");
    let outcome = serve(&LINUX, &service, |dial| assert_eq!(ask(dial, "a"), "a"));
    assert_eq!(outcome.ending, Ending::Stopped);
    assert!(began.elapsed() < Duration::from_secs(5));
}

#[test]
fn a_service_reaches_no_other_network() {
    let host = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = host.local_addr().unwrap().port();
    let look = format!(
        "def reach():\n try:\n  socket.create_connection(('127.0.0.1', {port}), 2)\n  return 'reached'\n except OSError as e:\n  return e.errno"
    );
    serve(&LINUX, &answering(&look, "reach()"), |dial| {
        assert_eq!(ask(dial, ""), "111");
    });
}

/// They share ports and nothing else: no local sockets, files, processes, user.
#[test]
fn a_box_beside_shares_the_network_alone() {
    let hides = "open('/tmp/siri', 'w').write('siri'); open('/dev/shm/siri', 'w').write('siri')\n\
        a = socket.socket(socket.AF_UNIX)\na.bind('\\0siri')\na.listen()";
    let looks = "import ctypes, os, socket\n\
        try: socket.socket(socket.AF_UNIX)\nexcept OSError as e: print(e.errno)\n\
        socket.socketpair()\n\
        print(os.path.exists('/tmp/siri'), os.path.exists('/dev/shm/siri'), os.path.exists('/proc/3'))\n\
        libc = ctypes.CDLL(None, use_errno=True)\n\
        print(libc.unshare(0x40000000), libc.mount(b'x', b'/tmp', b'tmpfs', 0, None))";
    serve(&LINUX, &answering(hides, "line"), |dial| {
        assert_eq!(ask(dial, "a"), "a");
        let beside = dial.beside(&python(looks).described()).unwrap();
        assert_eq!(
            text(&beside.stdout),
            "1\nFalse False False\n-1 -1\n",
            "{}",
            text(&beside.stderr)
        );
    });
}

/// Many at once, in the same process as many other boxes.
#[test]
fn services_have_networks_of_their_own() {
    std::thread::scope(|scope| {
        for name in ["moja", "mbili", "tatu"] {
            scope.spawn(move || {
                let service = answering(&format!("name = '{name}'"), "name");
                serve(&LINUX, &service, |dial| assert_eq!(ask(dial, "?"), name));
            });
        }
    });
}
