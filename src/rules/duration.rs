//! Lengths of time as packs write them.

use std::time::Duration;

/// What a length of time looks like, for fixes.
pub const EXAMPLE: &str = "30m, 24h or 2d";

/// What `parse` takes, as a regular expression that JavaScript understands too: for the schema.
pub const PATTERN: &str = r"^\s*0*[1-9][0-9]*\s*[smhdw]\s*$";

/// Reads `90s`, `30m`, `24h`, `2d` or `1w`. Nothing at all (`0h`) is no length of time.
pub(super) fn parse(text: &str) -> Option<Duration> {
    let text = text.trim();
    let unit = text.chars().last()?;
    let seconds: u64 = match unit {
        's' => 1,
        'm' => 60,
        'h' => 60 * 60,
        'd' => 24 * 60 * 60,
        'w' => 7 * 24 * 60 * 60,
        _ => return None,
    };
    let number = text.get(..text.len() - unit.len_utf8())?.trim_end();
    if !number.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let count: u64 = number.parse().ok()?;
    count.checked_mul(seconds).filter(|seconds| *seconds > 0).map(Duration::from_secs)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_are_understood() {
        let hours = |text| parse(text).map(|d| d.as_secs_f64() / 3600.0);
        assert_eq!(hours("24h"), Some(24.0));
        assert_eq!(hours("30m"), Some(0.5));
        assert_eq!(hours(" 2 d "), Some(48.0));
        assert_eq!(hours("1w"), Some(168.0));
        assert_eq!(hours("1800s"), Some(0.5));
        for text in ["", "h", "24", "0h", "1.5h", "+2h", "-2h", "2q", "2é", "99999999999999999999w"]
        {
            assert_eq!(parse(text), None, "{text}");
        }
        assert_eq!(parse(&format!("{}w", u64::MAX)), None);
    }

    #[test]
    fn the_pattern_takes_what_is_read() {
        let pattern = regex::Regex::new(PATTERN).unwrap();
        for text in
            ["24h", " 2 d ", "1w", "1800s", "007m", "", "h", "24", "0h", "1.5h", "+2h", "2q"]
        {
            assert_eq!(pattern.is_match(text), parse(text).is_some(), "{text:?}");
        }
    }
}
