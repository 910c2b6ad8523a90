//! Jumla ya mita zote. The total of all readings.
use std::io::{read_to_string, stdin};

fn main() {
    let input = read_to_string(stdin()).expect("UTF-8");
    let readings = input.lines().map(|line| line.parse::<i64>().expect("a number"));
    println!("{}", readings.sum::<i64>());
}
