//! The server as a program of this package, so that the tests can start it as a process.
fn main() -> std::process::ExitCode {
    api::main()
}
