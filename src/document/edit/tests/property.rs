//! Random documents, random changes: the result holds exactly the old data plus the change, and no
//! line differs but those of what was touched. Nothing here asks the editor how it went about it.

use proptest::collection::vec;
use proptest::prelude::*;
use serde_yaml::{Mapping, Value as Yaml};

use super::generate::{self, Document, KEYS, Tape};
use super::*;

/// Texts that a decision may hold.
const TEXTS: &[&str] = &[
    "eve",
    "",
    "a: b",
    "# x",
    " lead",
    "trail ",
    "yes",
    "no",
    "null",
    "~",
    "1.5",
    "0x1F",
    "2027-01-12",
    "2027-02-30",
    "it's \"q\"",
    "one\ntwo",
    "one\n\n# two\n",
    "  deep\nlow\n",
    "x \ny",
    "tab\there",
    "- a",
    "{a: b}",
    "[a]",
    "a, b",
    "é 🎉 日本",
    "\u{7}",
    "a\r\nb",
    "https://x.y/z",
    "\n",
    "&a",
    "*a",
    "!t",
    "|",
    ">",
    "%",
    "@x",
    "a\u{2028}b",
    "---",
    "...",
    "key: |\n  x",
    "<<",
    "=",
    "12:30:45",
    "last\n\n",
    "\tfirst\nx",
];

#[derive(Debug)]
struct Try {
    document: Document,
    change: Change,
}

fn value(tape: &mut Tape<'_>) -> Value {
    match tape.below(8) {
        5 | 6 => Value::List((0..tape.below(4)).map(|_| Value::from(tape.of(TEXTS))).collect()),
        7 => Value::Map(map_of(tape)),
        _ => Value::from(tape.of(TEXTS)),
    }
}

fn map_of(tape: &mut Tape<'_>) -> Vec<(String, Value)> {
    let mut entries: Vec<(String, Value)> = Vec::new();
    for _ in 0..tape.below(4) {
        let key = tape.of(KEYS);
        if entries.iter().all(|(other, _)| other != key) {
            entries.push((key.to_owned(), Value::from(tape.of(TEXTS))));
        }
    }
    entries
}

fn make_try(choices: &[u16], anchors: bool) -> Try {
    let mut tape = Tape::new(choices);
    // The change is drawn first, so that shrinking the document leaves it alone.
    let mut path = vec![tape.of(KEYS).to_owned()];
    if tape.chance(4) {
        path.push(tape.of(KEYS).to_owned());
    }
    let change = match tape.below(8) {
        5 | 6 => Change::set(path, None),
        7 => Change::append(path, value(&mut tape)),
        _ => Change::set(path, Some(value(&mut tape))),
    };
    let document = generate::document(&mut tape, anchors);
    Try { document, change }
}

fn of(value: &Value) -> Yaml {
    match value {
        Value::Text(text) => Yaml::String(text.clone()),
        Value::List(list) => Yaml::Sequence(list.iter().map(of).collect()),
        Value::Map(entries) => Yaml::Mapping(
            entries.iter().map(|(key, value)| (Yaml::from(key.as_str()), of(value))).collect(),
        ),
    }
}

/// Whether two data are the same, the order of keys aside, where a number or truth value that
/// stood in the old text counts as its text.
fn alike(found: &Yaml, wanted: &Yaml, old_text: &str) -> bool {
    match (found, wanted) {
        (Yaml::Sequence(found), Yaml::Sequence(wanted)) => {
            found.len() == wanted.len()
                && found.iter().zip(wanted).all(|(f, w)| alike(f, w, old_text))
        }
        (Yaml::Mapping(found), Yaml::Mapping(wanted)) => {
            found.len() == wanted.len()
                && found.iter().all(|(key, value)| {
                    wanted.get(key).is_some_and(|wanted| alike(value, wanted, old_text))
                })
        }
        (Yaml::Number(_) | Yaml::Bool(_), Yaml::String(wanted)) => {
            !wanted.is_empty() && old_text.contains(wanted.as_str())
        }
        // A key without a value says as much as empty text.
        (Yaml::Null, Yaml::String(wanted)) => wanted.is_empty(),
        _ => found == wanted,
    }
}

/// The data with the value at a path taken out, and that value.
fn without(data: &Yaml, path: &[String]) -> (Yaml, Option<Yaml>) {
    let Yaml::Mapping(mapping) = data else { return (data.clone(), None) };
    let mut rest = Mapping::new();
    let mut taken = None;
    for (key, value) in mapping {
        match path {
            [last] if key.as_str() == Some(last) => taken = Some(value.clone()),
            [first, others @ ..] if key.as_str() == Some(first) && !others.is_empty() => {
                let (inner, found) = without(value, others);
                taken = found;
                // A mapping that was made on the way, or emptied, counts as not there.
                let is_empty = match &inner {
                    Yaml::Mapping(mapping) => mapping.is_empty(),
                    Yaml::Null => true,
                    _ => false,
                };
                if !is_empty {
                    rest.insert(key.clone(), inner);
                }
            }
            _ => {
                rest.insert(key.clone(), value.clone());
            }
        }
    }
    (Yaml::Mapping(rest), taken)
}

fn same_in_order(left: &Yaml, right: &Yaml) -> bool {
    serde_yaml::to_string(left).unwrap() == serde_yaml::to_string(right).unwrap()
}

/// Whether a refusal is one that the document deserves.
fn may_be_refused(found: &Try, old: &Yaml, error: &EditError) -> bool {
    let first = old.get(found.change.path[0].as_str());
    match error {
        EditError::Unsupported { .. } => {
            (found.change.path.len() > 1
                && first.is_some_and(|first| !first.is_mapping() && !first.is_null()))
                || matches!(found.change.action, Action::Append(_))
        }
        EditError::Shared { .. } | EditError::Inexact { .. } => found.document.has_anchors,
        _ => false,
    }
}

fn check(found: &Try) -> Result<bool, TestCaseError> {
    let Document { text, keys, is_flow, .. } = &found.document;
    let old: Yaml = match serde_yaml::from_str(text.trim_start_matches('\u{feff}')) {
        Ok(old) => old,
        // An anchor that stands twice, or an alias before it; the generator does not look.
        Err(error) if found.document.has_anchors => {
            prop_assert!(yaml::parse(text).is_err(), "{error}");
            return Ok(false);
        }
        Err(error) => {
            return Err(TestCaseError::fail(format!("the generator failed: {error}\n{text}")));
        }
    };
    let change = &found.change;
    let result = match apply(text, &[], ORDER, std::slice::from_ref(change)) {
        Ok(result) => result,
        Err(error) => {
            prop_assert!(may_be_refused(found, &old, &error), "{error:?}\n{text}");
            return Ok(false);
        }
    };
    let new: Yaml = serde_yaml::from_str(result.trim_start_matches('\u{feff}'))
        .map_err(|error| TestCaseError::fail(format!("{error}\n{text}\n---\n{result}")))?;
    let (old_rest, old_value) = without(&old, &change.path);
    let (new_rest, new_value) = without(&new, &change.path);
    prop_assert!(
        same_in_order(&old_rest, &new_rest),
        "other data changed\n{text}\n--- became\n{result}"
    );
    let made = match &change.action {
        Action::Remove => new_value.is_none(),
        Action::Set(wanted) => {
            new_value.as_ref().is_some_and(|found| alike(found, &of(wanted), text))
        }
        Action::Append(entry) => match (&old_value, &new_value) {
            (Some(Yaml::Sequence(old)), Some(Yaml::Sequence(new))) => {
                new.len() == old.len() + 1
                    && same_in_order(
                        &Yaml::Sequence(old.clone()),
                        &Yaml::Sequence(new[..old.len()].to_vec()),
                    )
                    && new.last() == Some(&of(entry))
            }
            (_, Some(Yaml::Sequence(new))) => new.last() == Some(&of(entry)) && new.len() <= 2,
            _ => false,
        },
    };
    prop_assert!(made, "the change was not made\n{text}\n--- became\n{result}");
    lines_beside_stay(text, &result, keys, *is_flow, &change.path[0])?;
    let again = apply(&result, &[], ORDER, std::slice::from_ref(&idempotent(change)));
    prop_assert_eq!(again.as_deref(), Ok(result.as_str()), "making it again changes something");
    Ok(true)
}

/// A change that is made already.
fn idempotent(change: &Change) -> Change {
    match &change.action {
        Action::Append(_) => Change::set(["nothing of that name"], None),
        _ => change.clone(),
    }
}

/// All lines before and after those of the key stay as they are, their ends included.
fn lines_beside_stay(
    old: &str,
    new: &str,
    keys: &[(&'static str, std::ops::Range<usize>)],
    is_flow: bool,
    key: &str,
) -> Result<(), TestCaseError> {
    prop_assert_eq!(old.starts_with('\u{feff}'), new.starts_with('\u{feff}'));
    let (old, new) = (old.trim_start_matches('\u{feff}'), new.trim_start_matches('\u{feff}'));
    let old_lines: Vec<&str> = old.split_inclusive('\n').collect();
    let new_lines: Vec<&str> = new.split_inclusive('\n').collect();
    let own = keys.iter().find(|(name, _)| *name == key).map(|(_, lines)| lines.clone());
    let own = if is_flow { keys.first().map(|(_, lines)| lines.clone()) } else { own };
    let bare = |line: &str| line.trim_end_matches(['\r', '\n']).to_owned();
    // The last line may gain or lose its break where something comes after it or goes.
    let same =
        |left: &str, right: &str, last: bool| left == right || (last && bare(left) == bare(right));
    let Some(own) = own else {
        // A new key: the old lines are all there, in order, around one run of new ones.
        let before = old_lines
            .iter()
            .zip(&new_lines)
            .enumerate()
            .take_while(|(at, (left, right))| same(left, right, at + 1 == old_lines.len()))
            .count();
        let after = old_lines.len() - before;
        let tail = tail(&new_lines, after);
        prop_assert!(
            old_lines[before..].iter().zip(tail).all(|(l, r)| l == r)
                && new_lines.len() >= old_lines.len(),
            "lines beside the new key changed\n{old}\n--- became\n{new}"
        );
        return Ok(());
    };
    // Comments that stand deeper belong to the value above them.
    let mut end = own.end.min(old_lines.len());
    while old_lines
        .get(end)
        .is_some_and(|line| line.starts_with([' ', '\t']) && line.trim_start().starts_with('#'))
    {
        end += 1;
    }
    // Empty lines after what followed a keeping block scalar go with it.
    while !new.is_empty()
        && old_lines.len() - end > new_lines.len()
        && old_lines.get(end).is_some_and(|line| line.trim().is_empty())
    {
        end += 1;
    }
    let count = own.start.min(new_lines.len());
    let kept_before = (0..own.start).all(|at| match new_lines.get(at) {
        Some(line) => same(old_lines[at], line, at + 1 == count || at + 1 == own.start),
        // An empty last line without its break is not there.
        None => at + 1 == own.start && bare(old_lines[at]).is_empty(),
    });
    let after = old_lines.len() - end;
    let mut kept_after = new_lines.len() >= after
        && old_lines[end..].iter().zip(tail(&new_lines, after)).all(|(l, r)| l == r);
    if !kept_after {
        // With the key gone, empty lines after it would become part of the text before it.
        let skipped = old_lines[end..].iter().take_while(|line| line.trim().is_empty()).count();
        let after = after - skipped;
        kept_after = new_lines.len() >= after
            && old_lines[end + skipped..].iter().zip(tail(&new_lines, after)).all(|(l, r)| l == r);
    }
    prop_assert!(
        kept_before && kept_after,
        "lines beside `{key}` changed\n{old}\n--- became\n{new}"
    );
    Ok(())
}

fn tail<'l>(lines: &'l [&'l str], count: usize) -> &'l [&'l str] {
    &lines[lines.len().saturating_sub(count)..]
}

fn cases() -> ProptestConfig {
    let cases = std::env::var("GONOGO_CASES").ok().and_then(|text| text.parse().ok());
    ProptestConfig {
        cases: cases.unwrap_or(2_000),
        failure_persistence: None,
        ..ProptestConfig::default()
    }
}

proptest! {
    #![proptest_config(cases())]

    #[test]
    fn a_change_is_made_and_nothing_else(choices in vec(any::<u16>(), 0..200)) {
        check(&make_try(&choices, false))?;
    }

    #[test]
    fn what_is_shared_is_safe(choices in vec(any::<u16>(), 0..200)) {
        check(&make_try(&choices, true))?;
    }
}
