//! Limits by table.
use wire::Limit::{Cpu, Memory, Output, Wall};

use super::{Fit, fit, written};

#[test]
fn room_above_the_slowest_and_below_the_fastest_that_must_fail() {
    let table = [
        // current, used, needed
        ((2000, Some(1000), None), "good"),
        ((2000, Some(1001), None), "close"),
        ((100, Some(87), None), "close"),
        ((2000, None, None), "good"),
        ((2000, Some(10), Some(3000)), "good"),
        ((2000, Some(10), Some(2999)), "wide"),
        ((2000, Some(900), Some(2900)), "wide"),
        ((1000, Some(900), Some(3000)), "close"),
        ((1000, Some(901), Some(2706)), "close"),
        ((2000, Some(1000), Some(2900)), "never"),
        ((5000, Some(1), None), "good"),
        ((5001, Some(1), None), "far"),
        ((60_000, Some(1000), None), "far"),
        ((60_000, Some(1500), None), "good"),
        ((60_000, Some(1), Some(90_000)), "far"),
        ((60_000, Some(1), Some(6000)), "wide"),
    ];
    for ((current, used, needed), expected) in table {
        let found = fit(current, used, needed, Cpu);
        // What is proposed fits by the same rule.
        if let Fit::Close(better) | Fit::Wide(better) | Fit::Far(better) = found {
            assert_eq!(
                fit(better, used, needed, Cpu),
                Fit::Good,
                "{current} {used:?} {needed:?}: {better}"
            );
        }
        let kind = match found {
            Fit::Good => "good",
            Fit::Close(_) => "close",
            Fit::Wide(_) => "wide",
            Fit::Far(_) => "far",
            Fit::Never => "never",
        };
        assert_eq!(kind, expected, "{current} {used:?} {needed:?}: {found:?}");
    }
    assert_eq!(fit(100, Some(87), None, Cpu), Fit::Close(200));
    assert_eq!(fit(2000, Some(10), Some(2999), Cpu), Fit::Wide(100));
    assert_eq!(fit(60_000, Some(20), None, Wall), Fit::Far(5000));
    assert_eq!(fit(6000, Some(20), None, Wall), Fit::Good);
    assert_eq!(fit(6000, Some(4000), None, Wall), Fit::Close(10_000));
    assert_eq!(fit(1 << 20, Some(600 << 10), None, Output), Fit::Close(3 << 19));
    assert_eq!(fit(1 << 30, Some(12), None, Output), Fit::Far(3 << 19));
    assert_eq!(fit(16 << 10, Some(20 << 10), None, Memory), Fit::Close(48 << 10));
}

#[test]
fn written_as_an_author_writes() {
    for (value, limit, text) in [
        (200, Cpu, "200ms"),
        (3000, Cpu, "3s"),
        (48 << 10, Memory, "48MiB"),
        (1000, Memory, "1000KiB"),
        (90_000, Wall, "90s"),
        (3 << 19, Output, "1536KiB"),
        (12, Output, "12"),
    ] {
        assert_eq!(written(value, limit), text);
    }
}
