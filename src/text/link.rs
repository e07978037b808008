//! What may be handed to a browser.

use std::fmt;

use super::character::is_printable;

/// Longest link that is opened; browsers and trackers stay below it.
const LONGEST: usize = 2048;

/// An `http` or `https` address that is safe to pass to a program as one argument.
///
/// It has a host written in ASCII and no user name (both are ways to look like another host), no
/// white space, no control or invisible character, none that a shell or a terminal could take for
/// more than text, and at most 2048 bytes.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct SafeLink(String);

impl SafeLink {
    /// The link in a text, or `None` if it is anything else than one safe link.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim_matches(' ');
        if text.len() > LONGEST || !text.chars().all(is_link_character) {
            return None;
        }
        let (scheme, rest) = text.split_once("://")?;
        if !scheme.eq_ignore_ascii_case("http") && !scheme.eq_ignore_ascii_case("https") {
            return None;
        }
        let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
        is_host(&rest[..end]).then(|| Self(text.to_owned()))
    }

    /// The address as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for SafeLink {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

fn is_link_character(c: char) -> bool {
    is_printable(c)
        && !matches!(c, ' ' | '"' | '\'' | '<' | '>' | '\\' | '^' | '`' | '{' | '|' | '}')
}

fn is_host(authority: &str) -> bool {
    let (host, port) = match authority.strip_prefix('[') {
        Some(rest) => match rest.split_once(']') {
            Some((host, port)) => (host, port),
            None => return false,
        },
        None => authority.split_at(authority.find(':').unwrap_or(authority.len())),
    };
    let literal = authority.starts_with('[');
    let named = host.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_'));
    let numbered = host.chars().all(|c| c.is_ascii_hexdigit() || matches!(c, ':' | '.'));
    let port_ok = port.is_empty()
        || port.strip_prefix(':').is_some_and(|digits| {
            !digits.is_empty() && digits.len() <= 5 && digits.bytes().all(|b| b.is_ascii_digit())
        });
    !host.is_empty()
        && !host.starts_with(['-', '.'])
        && if literal { numbered } else { named }
        && port_ok
}
