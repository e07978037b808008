//! The link of a tracked follow-up: a web address, or a short reference that a tracker knows.

use super::launch::Tracker;

/// A reference that leads somewhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    reference: String,
    url: Option<String>,
}

/// Why a text is no link.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LinkError {
    /// Nothing is written.
    #[error("no link")]
    Empty,
    /// Spaces or control characters.
    #[error("a link has no spaces")]
    Space,
    /// A leftover of a template.
    #[error("a placeholder is no link")]
    Placeholder,
    /// An address without a host, or one that is not http or https.
    #[error("only http and https addresses with a host are links")]
    Scheme,
    /// Neither an address nor a reference that looks like one in a tracker.
    #[error("neither an address nor a reference such as PACK-412 or owner/repo#7")]
    Unknown,
}

impl Link {
    /// Whether a text is a link; see [`Link::parse`], which says more and takes longer.
    ///
    /// # Errors
    /// When it is none.
    pub fn check(text: &str, trackers: &[Tracker]) -> Result<(), LinkError> {
        let written = Self::written(text)?;
        let is_blank = |byte: u8| byte <= b' ' || byte >= 0x7f;
        let is_known = |tracker: &Tracker| tracker.pattern.is_match(written);
        // What only looks like a blank, and what no tracker knows, is for the whole of it to tell.
        if !written.bytes().any(is_blank) && trackers.iter().any(is_known) {
            return Ok(());
        }
        Self::parse(text, trackers).map(drop)
    }

    /// Reads a web address, a reference that one of the trackers knows, or, where no tracker is
    /// configured, anything that looks like a reference in one (`PACK-412`, `owner/repo#7`, `#7`).
    ///
    /// # Errors
    /// When the text is none of them.
    pub fn parse(text: &str, trackers: &[Tracker]) -> Result<Self, LinkError> {
        let text = Self::written(text)?;
        if text.chars().any(|c| c.is_whitespace() || c.is_control()) {
            return Err(LinkError::Space);
        }
        for tracker in trackers {
            if let Some(caught) = tracker.pattern.captures(text) {
                let mut url = String::new();
                caught.expand(&tracker.url, &mut url);
                let url = is_web(&url).then_some(url);
                return Ok(Self { reference: text.to_owned(), url });
            }
        }
        if is_web(text) {
            return Ok(Self { reference: text.to_owned(), url: Some(text.to_owned()) });
        }
        if text.contains("://") {
            return Err(LinkError::Scheme);
        }
        if trackers.is_empty() && looks_like_reference(text) {
            return Ok(Self { reference: text.to_owned(), url: None });
        }
        if let Some(url) = github(text) {
            return Ok(Self { reference: text.to_owned(), url: Some(url) });
        }
        Err(LinkError::Unknown)
    }

    /// What is written, without blanks around it, be it a link or not.
    ///
    /// # Errors
    /// [`LinkError::Empty`] or [`LinkError::Placeholder`].
    pub fn written(text: &str) -> Result<&str, LinkError> {
        match text.trim() {
            "" => Err(LinkError::Empty),
            leftover if super::item::is_placeholder(leftover) => Err(LinkError::Placeholder),
            text => Ok(text),
        }
    }

    /// The reference as written.
    pub fn reference(&self) -> &str {
        &self.reference
    }

    /// The web address it leads to, where it is known.
    pub fn url(&self) -> Option<&str> {
        self.url.as_deref()
    }
}

/// Whether a text is an http or https address with a host.
fn is_web(text: &str) -> bool {
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    rest.is_some_and(|rest| {
        let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
        !host.is_empty()
            && host.chars().all(|c| c.is_alphanumeric() || matches!(c, '.' | '-' | ':' | '_'))
            && text.chars().all(|c| !c.is_whitespace() && !c.is_control())
    })
}

/// `owner/repo#7` on GitHub.
fn github(text: &str) -> Option<String> {
    let (repo, number) = text.split_once('#')?;
    let (owner, name) = repo.split_once('/')?;
    let word = |part: &str| {
        !part.is_empty()
            && part.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.'))
    };
    let is_number = !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit());
    (word(owner) && word(name) && is_number)
        .then(|| format!("https://github.com/{owner}/{name}/issues/{number}"))
}

fn looks_like_reference(text: &str) -> bool {
    let number_after = |mark: char| {
        text.rsplit_once(mark).is_some_and(|(key, number)| {
            !number.is_empty()
                && number.bytes().all(|b| b.is_ascii_digit())
                && key
                    .chars()
                    .all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | '/'))
                && (mark == '#' || key.starts_with(|c: char| c.is_ascii_alphabetic()))
        })
    };
    number_after('-') || number_after('#')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_become_addresses() {
        let trackers = [Tracker::new(r"PACK-(\d+)", "https://example.com/browse/PACK-$1").unwrap()];
        let url = |text| Link::parse(text, &trackers).map(|l| l.url().map(str::to_owned));
        assert_eq!(url("PACK-412"), Ok(Some("https://example.com/browse/PACK-412".into())));
        assert_eq!(url(" https://a.example/x?y#z "), Ok(Some("https://a.example/x?y#z".into())));
        assert_eq!(
            url("fivetran/dbt_shopify#70"),
            Ok(Some("https://github.com/fivetran/dbt_shopify/issues/70".into()))
        );
        assert_eq!(url("XPACK-412"), Err(LinkError::Unknown));
        assert_eq!(url("OPS-7"), Err(LinkError::Unknown), "no tracker of that kind");
        assert_eq!(Link::parse("OPS-7", &[]).map(|l| l.url), Ok(None), "none is configured");
    }

    #[test]
    fn what_is_no_link_is_told_apart() {
        for (text, error) in [
            ("", LinkError::Empty),
            ("see the wiki", LinkError::Space),
            ("TBD", LinkError::Placeholder),
            ("javascript://x", LinkError::Scheme),
            ("file:///etc/passwd", LinkError::Scheme),
            ("https://", LinkError::Scheme),
            ("later", LinkError::Unknown),
        ] {
            assert_eq!(Link::parse(text, &[]), Err(error), "{text}");
        }
    }

    #[test]
    fn the_quick_question_has_the_answer_of_the_whole() {
        let trackers = [Tracker::new(r"PACK-(\d+)", "https://example.com/browse/PACK-$1").unwrap()];
        let texts =
            ["PACK-412", " PACK-412 ", "PACK-4 12", "PACK-412\u{a0}x", "XPACK-412", "TBD", ""];
        let others = ["https://a.example/x", "a/b#7", "ftp://x", "later", "<link>", "PACK-1\u{7}"];
        for text in texts.iter().chain(&others) {
            for trackers in [&trackers[..], &[]] {
                let whole = Link::parse(text, trackers).map(drop);
                assert_eq!(Link::check(text, trackers), whole, "{text}");
            }
        }
    }
}
