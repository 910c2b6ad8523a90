//! Mwanzo wako / Your start: `./run minutes` na `./run verify`.

#[allow(dead_code)]
mod json;
#[allow(dead_code)]
mod sha256;

use json::Json;
use std::io::{Read, Write};
use std::process::ExitCode;

/// Muhtasari wa kikao: umbo sahihi lakini tupu. Anza na `voting_members` na akidi.
/// The minutes of a meeting: the right shape, but empty. Begin with `voting_members` and the quorum.
fn minutes(meeting: &Json) -> Json {
    Json::map([
        ("format", "minutes/1".into()),
        ("meeting", meeting.get("meeting").get("id").clone()),
        ("voting_members", 0.into()),
        ("quorum_required", 0.into()),
        ("items", Json::List(vec![])),
        ("stray_votes", Json::List(vec![])),
        ("register", Json::List(vec![])),
        ("head", meeting.get("register").clone()),
    ])
}

/// Uhakiki wa rejista: `intact` ni null, kwa kuwa programu bado haijui.
/// The verification of a register: `intact` is null, because the program does not know yet.
fn verify(register: &Json) -> Json {
    Json::map([
        ("format", "verdict/1".into()),
        ("intact", Json::Null),
        (
            "entries",
            (register.get("entries").list().len() as i64).into(),
        ),
        ("first_broken", Json::Null),
        ("kind", Json::Null),
    ])
}

fn answer(command: &str) -> Result<String, String> {
    let mut text = String::new();
    std::io::stdin()
        .read_to_string(&mut text)
        .map_err(|error| error.to_string())?;
    let given = json::parse(&text)?;
    match command {
        "minutes" => Ok(json::write(&minutes(&given))),
        "verify" => Ok(json::write(&verify(&given))),
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
