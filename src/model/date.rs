//! Calendar dates as files write them and as people type them.

use chrono::{Datelike, Days, Months, NaiveDate, Weekday};

/// What [`from_file`] takes, as a regular expression that JavaScript understands too, for the
/// schema. It knows no months of 30 days.
pub const PATTERN: &str = r"^\s*[0-9]{4}-(0?[1-9]|1[0-2])-(0?[1-9]|[12][0-9]|3[01])([Tt ].*)?\s*$";

/// Reads a date as a file writes it: `2026-12-18`, or the day of a date-time such as
/// `2026-12-18T10:00:00Z`. One-digit months and days are taken too.
pub fn from_file(text: &str) -> Option<NaiveDate> {
    plain(text.as_bytes()).or_else(|| any(text))
}

/// A date as it mostly stands: `2026-12-18` and nothing else.
fn plain(text: &[u8]) -> Option<NaiveDate> {
    let [y, e, a, r, b'-', m, o, b'-', d, g] = *text else { return None };
    let number = |digits: &[u8]| {
        digits.iter().try_fold(0u32, |number, digit| {
            digit.is_ascii_digit().then(|| number * 10 + u32::from(digit - b'0'))
        })
    };
    let year = i32::try_from(number(&[y, e, a, r])?).ok()?;
    NaiveDate::from_ymd_opt(year, number(&[m, o])?, number(&[d, g])?)
}

fn any(text: &str) -> Option<NaiveDate> {
    let text = text.trim();
    let day = match text.find(['T', 't', ' ']) {
        Some(end) if end >= 8 => text.get(..end)?,
        Some(_) => return None,
        None => text,
    };
    let mut parts = day.split('-');
    let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
    let digits = |part: &str, most: usize| {
        !part.is_empty() && part.len() <= most && part.bytes().all(|b| b.is_ascii_digit())
    };
    if parts.next().is_some()
        || year.len() != 4
        || !digits(year, 4)
        || !digits(month, 2)
        || !digits(day, 2)
    {
        return None;
    }
    NaiveDate::from_ymd_opt(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?)
}

/// Reads a date as a person types it: `2027-02-01`, `today`, `tomorrow`, a weekday (`fri`: the
/// next one after today), a distance from today (`+2w`, `3d`, `+1m`), or from the launch
/// (`launch`, `launch+14d`, `ga-1w`).
pub fn from_person(text: &str, today: NaiveDate, launch: Option<NaiveDate>) -> Option<NaiveDate> {
    let text = text.trim().to_lowercase();
    if let Some(date) = from_file(&text) {
        return Some(date);
    }
    match text.as_str() {
        "today" => return Some(today),
        "tomorrow" => return today.checked_add_days(Days::new(1)),
        _ => {}
    }
    for anchor in ["launch", "ga"] {
        if let Some(rest) = text.strip_prefix(anchor) {
            let launch = launch?;
            return if rest.is_empty() { Some(launch) } else { moved(launch, rest) };
        }
    }
    if text.starts_with(['+', '-']) || text.starts_with(|c: char| c.is_ascii_digit()) {
        return moved(today, &text);
    }
    if text.len() >= 3
        && let Ok(weekday) = text.parse::<Weekday>()
    {
        let ahead =
            (weekday.num_days_from_monday() + 7 - today.weekday().num_days_from_monday()) % 7;
        return today.checked_add_days(Days::new(if ahead == 0 { 7 } else { u64::from(ahead) }));
    }
    None
}

/// `+2w` from a date: days, weeks, months or years.
fn moved(from: NaiveDate, text: &str) -> Option<NaiveDate> {
    let text: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    let (back, rest) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(&text)),
    };
    let unit = rest.chars().last()?;
    let count: u32 = rest.get(..rest.len() - unit.len_utf8())?.parse().ok()?;
    let months = match unit {
        'm' => Some(count),
        'y' => Some(count.checked_mul(12)?),
        _ => None,
    };
    if let Some(months) = months {
        let months = Months::new(months);
        return if back {
            from.checked_sub_months(months)
        } else {
            from.checked_add_months(months)
        };
    }
    let days = Days::new(match unit {
        'd' => u64::from(count),
        'w' => u64::from(count) * 7,
        _ => return None,
    });
    if back { from.checked_sub_days(days) } else { from.checked_add_days(days) }
}

/// How far a day is, for a person: `in 3 days`, `today`, `2 days ago`.
pub fn distance(from: NaiveDate, to: NaiveDate) -> String {
    match (to - from).num_days() {
        0 => "today".to_owned(),
        1 => "tomorrow".to_owned(),
        -1 => "yesterday".to_owned(),
        days if days > 0 => format!("in {days} days"),
        days => format!("{} days ago", -days),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        from_file(text).unwrap()
    }

    #[test]
    fn the_pattern_takes_what_files_write() {
        let pattern = regex::Regex::new(PATTERN).unwrap();
        for text in [
            "2026-12-18",
            "2026-1-2",
            "2026-12-18T10:00:00Z",
            " 2026-12-18 10:00 ",
            "soon",
            "TBD",
            "yyyy-mm-dd",
            "2026-13-01",
            "2026-12-32",
            "18.12.2026",
            "26-12-18",
            "2026-12",
            "",
        ] {
            assert_eq!(pattern.is_match(text), from_file(text).is_some(), "{text:?}");
        }
    }

    #[test]
    fn files_write_dates_in_a_few_ways() {
        assert_eq!(day("2026-12-18"), NaiveDate::from_ymd_opt(2026, 12, 18).unwrap());
        assert_eq!(day("2026-1-2"), day("2026-01-02"));
        assert_eq!(day("2026-12-18T10:00:00Z"), day("2026-12-18"));
        assert_eq!(day(" 2026-12-18 10:00 "), day("2026-12-18"));
        for text in [
            "2026-02-30",
            "18.12.2026",
            "yyyy-mm-dd",
            "2026-12",
            "26-12-18",
            "",
            "T",
            "2026-12-18-1",
        ] {
            assert_eq!(from_file(text), None, "{text}");
        }
    }

    #[test]
    fn people_type_dates_in_many() {
        let today = day("2026-11-23"); // a Monday
        let launch = Some(day("2027-01-12"));
        let read = |text| from_person(text, today, launch).map(|d| d.to_string());
        for (text, date) in [
            ("2027-02-01", "2027-02-01"),
            ("today", "2026-11-23"),
            ("fri", "2026-11-27"),
            ("Monday", "2026-11-30"),
            ("+2w", "2026-12-07"),
            ("3d", "2026-11-26"),
            ("+1m", "2026-12-23"),
            ("launch", "2027-01-12"),
            ("GA+14d", "2027-01-26"),
            ("launch - 1w", "2027-01-05"),
            ("+1y", "2027-11-23"),
        ] {
            assert_eq!(read(text).as_deref(), Some(date), "{text}");
        }
        for text in ["soon", "+2", "w", "+2q", "", "+99999999999d", "é", "+4294967295y", "1é"] {
            assert_eq!(read(text), None, "{text}");
        }
        assert_eq!(from_person("launch", today, None), None);
    }
}
