//! What committed minutes say of that which git cannot know: read back from their Markdown, as it
//! stands there, since the room may have edited it.

/// The parts of committed minutes that cannot be made again from history.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Kept {
    /// Lines of the head: when it was, who chaired, the next meeting.
    pub head: Vec<String>,
    /// The list of those who were there.
    pub present: Option<String>,
    /// What was not reached.
    pub not_reached: Option<String>,
    /// What the roles said, by the id of the item or pack.
    pub votes: Vec<(String, String)>,
}

/// The labels of the head that only the room knows.
const HEAD: [&str; 4] = ["- When: ", "- Chair: ", "- NO-GO said: ", "- Next meeting: "];

/// Reads committed minutes.
pub fn kept(text: &str) -> Kept {
    let mut kept = Kept::default();
    let mut section = "";
    let mut about = "";
    let (mut present, mut not_reached) = (Vec::new(), Vec::new());
    for line in text.lines().map(str::trim_end) {
        if let Some(title) = line.strip_prefix("## ") {
            section = title;
            continue;
        }
        match section {
            "" if HEAD.iter().any(|label| line.starts_with(label)) => {
                kept.head.push(line.to_owned())
            }
            "Present" => present.push(line),
            "Not reached" => not_reached.push(line),
            _ => {}
        }
        if let Some(rest) = line.strip_prefix("- **") {
            about = rest.split_once("**").map_or("", |(id, _)| id);
        }
        if let Some(votes) = line.strip_prefix("  - Votes: ").filter(|_| !about.is_empty()) {
            kept.votes.push((about.replace('\\', ""), votes.to_owned()));
        }
    }
    let block =
        |lines: Vec<&str>| Some(lines.join("\n").trim().to_owned()).filter(|b| !b.is_empty());
    kept.present = block(present);
    kept.not_reached = block(not_reached);
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_only_the_room_knows_is_read_back_as_it_stands() {
        let text = "# Minutes\n\n- When: Friday\n- Reviewed: commit 1\n- Chair: Ada\n\n## Present\n\n- Ada\n- *edited by hand*\n\n## Decided\n\n- **A\\_1** Title\n  - Votes: data go\n- **B** Title\n\n## Not reached\n\nNothing.\n";
        let kept = kept(text);
        assert_eq!(kept.head, ["- When: Friday", "- Chair: Ada"]);
        assert_eq!(kept.present.as_deref(), Some("- Ada\n- *edited by hand*"));
        assert_eq!(kept.not_reached.as_deref(), Some("Nothing."));
        assert_eq!(kept.votes, [("A_1".to_owned(), "data go".to_owned())]);
        assert_eq!(super::kept("nothing of the kind"), Kept::default());
    }
}
