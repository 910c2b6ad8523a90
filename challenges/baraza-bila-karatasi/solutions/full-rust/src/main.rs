//! Baraza bila karatasi: `./run minutes` na `./run verify`.

mod chain;
mod council;
mod json;
mod sha256;
mod sitting;
mod tally;
mod verdict;

use std::io::{Read, Write};
use std::process::ExitCode;

fn answer(command: &str) -> Result<String, String> {
    let mut text = String::new();
    std::io::stdin()
        .read_to_string(&mut text)
        .map_err(|error| error.to_string())?;
    let given = json::parse(&text)?;
    match command {
        "minutes" => sitting::minutes(&given).map(|minutes| json::write(&minutes)),
        "verify" => Ok(json::write(&verdict::verify(&given))),
        _ => Err("matumizi / usage: ./run minutes|verify < input.json".to_string()),
    }
}

fn main() -> ExitCode {
    let command = std::env::args().nth(1).unwrap_or_default();
    match answer(&command)
        .and_then(|text| writeln!(std::io::stdout(), "{text}").map_err(|e| e.to_string()))
    {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("{message}");
            ExitCode::FAILURE
        }
    }
}
