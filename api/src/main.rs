//! The server's binary.
fn main() -> std::process::ExitCode {
    api::main()
}
