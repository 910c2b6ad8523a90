//! The binary `ubunifu`. Everything is in the library, so that tests run the same code as another process.
use std::process::ExitCode;

fn main() -> ExitCode {
    cli::main()
}
