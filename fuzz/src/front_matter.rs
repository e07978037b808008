//! Any text as Markdown with front matter: where it is cut, what is read, and that a decision
//! written into it leaves the prose alone.

use gonogo::document::{front_matter, item, write};
use gonogo::model::field::{Edit, Field};
use gonogo::model::item::Source;
use gonogo::model::mapping::Mapping;
use gonogo::model::value::Value;

/// Splits, reads, decides, reads again.
pub fn run(bytes: &[u8]) {
    let mapping = Mapping::default();
    let found = item::read(&"backlog/a.md".into(), bytes, &mapping, 0);
    let Ok(text) = std::str::from_utf8(bytes) else {
        assert!(found.items.is_empty() && !found.problems.is_empty());
        return;
    };
    if let Some(title) = front_matter::heading(text) {
        assert!(!title.is_empty() && !title.contains('\n') && text.contains(title));
    }
    let source = Source { path: "backlog/a.md".into(), index: None, mapping: 0 };
    let scope = |after: &str| Edit::Set {
        field: Field::Scope,
        before: None,
        after: Some(Value::from(after)),
    };
    let edited = write::lay(text, &source, &mapping, &[scope("launch-critical")]);
    let parts = match front_matter::split(text) {
        Ok(Some(parts)) => parts,
        Ok(None) => {
            assert!(found.items.is_empty() && edited.is_err(), "decided without front matter");
            return;
        }
        Err(problem) => {
            assert!(problem.line >= 1 && found.items.is_empty() && edited.is_err());
            return;
        }
    };
    assert!(text[..parts.front.start].trim_start_matches('\u{feff}').starts_with("---"));
    let fence = text[parts.front.end..parts.body.start].trim_end();
    assert!(fence == "---" || fence == "...", "{fence:?} is no fence");
    let Ok(edited) = edited else { return };
    let after = front_matter::split(&edited).ok().flatten().expect("the fences are gone");
    assert_eq!(edited[after.body.clone()], text[parts.body.clone()], "the prose changed");
    assert_eq!(edited[..after.front.start], text[..parts.front.start]);
    let read = item::read(&"backlog/a.md".into(), edited.as_bytes(), &mapping, 0);
    let [item] = read.items.as_slice() else { panic!("{:?}", read.problems) };
    assert_eq!(item.scope.as_ref().map(|scope| scope.as_str()), Some("launch-critical"));
    if let [before] = found.items.as_slice() {
        assert_eq!((&before.id, &before.description), (&item.id, &item.description));
    }
}
