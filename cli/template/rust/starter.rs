//! Mwanzo: inasoma ingizo, haijumlishi bado. Reads the input, does not add it up yet.
use std::io::{read_to_string, stdin};

fn main() {
    let input = read_to_string(stdin()).expect("UTF-8");
    let _readings: Vec<i64> = input.lines().map(|line| line.parse().expect("a number")).collect();
    println!("0");
}
