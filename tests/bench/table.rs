//! Figures as a table, the floor first.
use std::time::Duration;

use crate::meter::Line;

/// In milliseconds; `share` of 100 of the sorted times is below it.
fn at(times: &[Duration], share: usize) -> f64 {
    let mut sorted = times.to_vec();
    sorted.sort();
    let place = (sorted.len() * share / 100).min(sorted.len().saturating_sub(1));
    sorted
        .get(place)
        .map_or(f64::NAN, |time| time.as_secs_f64() * 1000.0)
}

/// `cases`: how many runs each time covers. The floor is the line whose name says there is no box.
#[expect(clippy::print_stdout, reason = "a measurement is for people to read")]
pub(crate) fn show(title: &str, lines: &[Line<'_>], cases: u32) {
    println!("\n{title}\n");
    println!("| | median ms | p95 ms | CPU ms | CPU to floor | + median ms/case | + CPU ms/case |");
    println!("|---|---|---|---|---|---|---|");
    let Some(floor) = lines.iter().find(|line| line.name.contains("no box")) else {
        return;
    };
    let mut lines: Vec<&Line<'_>> = lines.iter().collect();
    lines.sort_by_key(|line| (line.name != floor.name, line.name));
    for line in lines {
        let (wall, cpu) = (at(&line.wall, 50), at(&line.cpu, 50));
        let (base, base_cpu) = (at(&floor.wall, 50), at(&floor.cpu, 50));
        let each = |more: f64| more / f64::from(cases);
        println!(
            "| {} | {wall:.2} | {:.2} | {cpu:.2} | {:.2} | {:.2} | {:.2} |",
            line.name,
            at(&line.wall, 95),
            cpu / base_cpu,
            each(wall - base),
            each(cpu - base_cpu),
        );
    }
}

/// A sentence below a table.
#[expect(clippy::print_stdout, reason = "a measurement is for people to read")]
pub(crate) fn note(text: &str) {
    println!("\n{text}");
}
