//! Kosa la kukusudia: masahihisho yanaachwa. A mistake on purpose: corrections are left out.
use std::io::{read_to_string, stdin};

fn main() {
    let input = read_to_string(stdin()).expect("UTF-8");
    let readings = input.lines().map(|line| line.parse::<i64>().expect("a number"));
    println!("{}", readings.filter(|litres| *litres > 0).sum::<i64>());
}
