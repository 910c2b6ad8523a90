//! The server's memory does not grow with what passes through it.
use crate::harness::{Actor, House, copy, jumla};

/// Megabytes that are pushed and cloned.
const SIZE: usize = 50;
/// Megabytes that the server may grow by meanwhile.
const GROWTH: u64 = 16;

/// The small challenge, for large repositories.
fn roomy(house: &House) -> Actor {
    let package = house.folder("packages").join("kubwa");
    copy(&jumla(), &package);
    let manifest = package.join("challenge.toml");
    let text = std::fs::read_to_string(&manifest).unwrap();
    let text = text
        .replace("id = \"jumla\"", "id = \"kubwa\"")
        .replace("0a8c1b52-5a5e", "0a8c1b52-5a5f")
        .replace("max_repo = \"2MiB\"", "max_repo = \"100MiB\"");
    std::fs::write(manifest, text).unwrap();
    house.with_challenge(&package)
}

/// The most the server has held so far, in MiB.
fn most(house: &House) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{}/status", house.server_id())).unwrap();
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))
        .unwrap();
    line.trim().trim_end_matches(" kB").parse::<u64>().unwrap() / 1024
}

#[test]
fn fifty_megabytes_go_in_and_out_and_leave_the_server_as_it_was() {
    let house = House::on_sqlite();
    roomy(&house);
    // Judging reads the tree itself, and may do so on another machine.
    house.crash_and_restart(0);
    let ada = house.student("ada");
    ada.makes_team("Blue");
    let work = ada.repository_of("work", &jumla().join("solutions/full"));
    ada.pushes(&work, "blue", "kubwa");
    let before = most(&house);

    for n in 0..SIZE {
        let content = super::client::noise(u64::try_from(n).unwrap() + 1, 1 << 20);
        std::fs::write(work.join(format!("noise-{n}")), content).unwrap();
    }
    ada.commit(&work, "noise");
    // What cannot be squeezed need not be tried; the test is of the server.
    ada.git(&work, &["config", "core.compression", "0"]).ok();
    let receipt = ada.pushes(&work, "blue", "kubwa");
    assert!(receipt["commit"].is_string());
    ada.git(
        &ada.home,
        &[
            "clone",
            "--quiet",
            "--bare",
            &ada.repository("blue", "kubwa"),
            "copy",
        ],
    )
    .ok();

    let grown = most(&house) - before;
    assert!(grown <= GROWTH, "the server grew by {grown} MiB");
}
