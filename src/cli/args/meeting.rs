//! The arguments of the commands around a meeting.

use clap::ValueEnum;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum AgendaFormat {
    #[default]
    Markdown,
    Json,
}

#[derive(Debug, clap::Args)]
pub(in crate::cli) struct Agenda {
    #[arg(long, value_enum, default_value_t = AgendaFormat::Markdown)]
    pub(in crate::cli) format: AgendaFormat,
}

#[derive(Debug, clap::Args)]
pub(in crate::cli) struct Meet {
    /// How many minutes the meeting is to take
    #[arg(long, value_name = "N", default_value_t = 60, value_parser = clap::value_parser!(u32).range(1..=1440))]
    pub(in crate::cli) minutes: u32,
    /// How long one point is to take: 2m, 90s, 1m30s
    #[arg(long, value_name = "TIME", default_value = "2m", value_parser = seconds)]
    pub(in crate::cli) per_item: u32,
    /// Who is there: ids of the roster or names, with commas
    #[arg(long, value_name = "A,B", value_delimiter = ',')]
    pub(in crate::cli) attendees: Vec<String>,
    /// Ask and answer by lines, for screen readers, bad lines and scripts
    #[arg(long)]
    pub(in crate::cli) plain: bool,
}

#[derive(Debug, clap::Args)]
pub(in crate::cli) struct Minutes {
    /// The commit of the meeting: a revision of this repository
    pub(in crate::cli) commit: String,
}

/// `2m`, `90s`, `1m30s`, or a number of minutes.
fn seconds(text: &str) -> Result<u32, String> {
    let wrong = || format!("{text} is no time; write 2m, 90s or 1m30s");
    let (mut total, mut number) = (0_u32, None::<u32>);
    for c in text.trim().chars() {
        match (c, number) {
            (digit @ '0'..='9', so_far) => {
                let digit = digit.to_digit(10).unwrap_or(0);
                let more = so_far.unwrap_or(0).checked_mul(10).and_then(|n| n.checked_add(digit));
                number = Some(more.ok_or_else(wrong)?);
            }
            ('m' | 's', Some(n)) => {
                let unit = if c == 'm' { 60 } else { 1 };
                let part = n.checked_mul(unit).ok_or_else(wrong)?;
                total = total.checked_add(part).ok_or_else(wrong)?;
                number = None;
            }
            _ => return Err(wrong()),
        }
    }
    if let Some(minutes) = number.filter(|_| total == 0) {
        total = minutes.checked_mul(60).ok_or_else(wrong)?;
    } else if number.is_some() {
        return Err(wrong());
    }
    if (1..=86_400).contains(&total) { Ok(total) } else { Err(wrong()) }
}

#[cfg(test)]
mod tests {
    use super::seconds;

    #[test]
    fn a_time_is_written_in_several_ways() {
        for (text, time) in [("2m", 120), ("90s", 90), ("1m30s", 90), ("3", 180)] {
            assert_eq!(seconds(text), Ok(time), "{text}");
        }
        for text in ["", "m", "0s", "2h", "1m3", "-1m", "99999999999m", "2 m"] {
            assert!(seconds(text).is_err(), "{text}");
        }
    }
}
