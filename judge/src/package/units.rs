//! Sizes (`20MiB`), durations (`500ms`) and versions (`1.2.3`) as authors write them.
use std::time::Duration;

/// `512`, `4KiB`, `20MiB`, `1GiB`: bytes.
pub(super) fn size(text: &str) -> Option<u64> {
    let (number, unit) = split(text)?;
    let factor = match unit {
        "" | "B" => 1,
        "KiB" => 1 << 10,
        "MiB" => 1 << 20,
        "GiB" => 1 << 30,
        _ => return None,
    };
    number.checked_mul(factor)
}

/// `500ms`, `2s`, `3min`.
pub(super) fn duration(text: &str) -> Option<Duration> {
    let (number, unit) = split(text)?;
    let milliseconds = match unit {
        "ms" => 1,
        "s" => 1000,
        "min" => 60_000,
        _ => return None,
    };
    number.checked_mul(milliseconds).map(Duration::from_millis)
}

fn split(text: &str) -> Option<(u64, &str)> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let (number, unit) = text.split_at_checked(digits)?;
    Some((number.parse().ok()?, unit))
}

/// Major, minor and patch of a version `1.2.3`; no leading zeros, nothing behind it.
pub fn version(text: &str) -> Option<[u64; 3]> {
    let mut parts = text.split('.').map(|part| {
        let plain = !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
        let padded = part.len() > 1 && part.starts_with('0');
        (plain && !padded).then(|| part.parse().ok()).flatten()
    });
    let version = [parts.next()??, parts.next()??, parts.next()??];
    parts.next().is_none().then_some(version)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{duration, size, version};

    #[test]
    fn sizes() {
        for (text, bytes) in [
            ("512", 512),
            ("1B", 1),
            ("4KiB", 4096),
            ("20MiB", 20_971_520),
            ("1GiB", 1 << 30),
        ] {
            assert_eq!(size(text), Some(bytes), "{text}");
        }
        for text in ["", "MiB", "-1", "1.5MiB", "1MB", "99999999999GiB", "1 MiB"] {
            assert_eq!(size(text), None, "{text}");
        }
    }

    #[test]
    fn durations() {
        assert_eq!(duration("500ms"), Some(Duration::from_millis(500)));
        assert_eq!(duration("2s"), Some(Duration::from_secs(2)));
        assert_eq!(duration("1min"), Some(Duration::from_secs(60)));
        for text in ["", "2", "s", "1.5s", "2 s", "1h", "99999999999999999999s"] {
            assert_eq!(duration(text), None, "{text}");
        }
    }

    #[test]
    fn versions() {
        assert_eq!(version("1.20.3"), Some([1, 20, 3]));
        for text in [
            "1.0",
            "1.0.0.0",
            "01.0.0",
            "1.0.x",
            "v1.0.0",
            "1.0.0-rc.1",
            "1..0",
            "1.0.99999999999999999999",
        ] {
            assert_eq!(version(text), None, "{text}");
        }
    }
}
