//! The languages of this machine work inside, offline, with the platform's default limits.
use judge::sandbox::Ending;

use crate::house::{Try, seconds, shell, text, tree};

const C: &str = "#include <stdio.h>\nint main(void) { puts(\"jambo\"); return 0; }\n";
const CARGO: &str = "[package]\nname = \"jambo\"\nedition = \"2021\"\n";
const RUST: &str = "fn main() { println!(\"jambo\"); }\n";

fn says(script: &str, files: &[(&str, &str)]) {
    let team = tree(files);
    let run: Try = shell(script).layer(team.path()).limits(|limits| {
        (limits.cpu, limits.wall) = (seconds(60.0), seconds(120.0));
        (limits.memory, limits.disk, limits.processes) = (1 << 30, 512 << 20, 256);
    });
    let outcome = run.run();
    assert_eq!(
        (outcome.ending, text(&outcome.stdout).as_str()),
        (Ending::Exited(0), "jambo\n"),
        "{}",
        text(&outcome.stderr)
    );
}

#[test]
fn c_is_compiled_and_run() {
    says("gcc -O2 -Wall -o main main.c && ./main", &[("main.c", C)]);
}

#[test]
fn a_cargo_project_is_built_and_run() {
    says(
        "cargo build -q --offline && target/debug/jambo",
        &[("Cargo.toml", CARGO), ("src/main.rs", RUST)],
    );
}

#[test]
fn python_has_what_it_needs() {
    let main = "import asyncio, multiprocessing, sqlite3, ssl, subprocess, tempfile\nif __name__ == '__main__':\n \
        print(multiprocessing.Pool(4).map(str.lower, ['JAMBO'])[0])";
    says("python3 main.py", &[("main.py", main)]);
}
