use super::*;
use crate::model::field::FieldCause;
use crate::model::item::Status;

fn items(path: &str, text: &str) -> FileItems {
    read(&path.into(), text.as_bytes(), &Mapping::default(), 0)
}

fn item(path: &str, text: &str) -> Item {
    let mut found = items(path, text);
    assert_eq!(found.problems, []);
    assert_eq!(found.items.len(), 1);
    found.items.remove(0)
}

fn cause(path: &str, text: &str) -> (usize, String) {
    let found = items(path, text);
    assert!(found.items.is_empty(), "{:?}", found.items);
    let problem = found.problems.first().unwrap();
    (problem.line, problem.cause.clone())
}

#[test]
fn an_item_is_a_mapping_in_a_file() {
    let item = item("backlog/SHOP-1.yaml", "title: T\nowner: me\neffort: 3d\nscope:\n");
    assert_eq!(
        (item.id.as_str(), item.title.as_str()),
        ("SHOP-1", "T"),
        "the id is the file's stem"
    );
    assert_eq!(item.extra, [("effort".to_owned(), "3d".into())]);
    assert_eq!(item.scope, None);
    assert_eq!(item.problems, []);
}

#[test]
fn markdown_is_front_matter_and_a_body() {
    let md = item("b/X.md", "---\nid: X-1\nrisk: high\n---\n\n# The title\n\nThe body.\n");
    assert_eq!((md.id.as_str(), md.title.as_str()), ("X-1", "The title"));
    assert_eq!(md.description, "# The title\n\nThe body.");
    assert!(items("b/README.md", "# Only a text\n").items.is_empty());
    assert_eq!(items("b/README.md", "# Only a text\n").problems, []);
    let (line, _) = cause("b/X.md", "---\nid: X-1\na: b: c\n---\n");
    assert_eq!(line, 3, "counted in the file, not in the front matter");
}

#[test]
fn a_file_may_hold_a_list() {
    let found = items("b/docs.yaml", "items:\n- {id: D-1, title: a}\n- text\n- title: c\n");
    let ids: Vec<_> = found.items.iter().map(|i| (i.id.as_str(), i.source.index)).collect();
    assert_eq!(ids, [("D-1", Some(0)), ("docs#3", Some(2))]);
    assert_eq!(
        found.problems.first().map(|p| (p.line, p.cause.as_str())),
        Some((3, "entry 2 of items is not a mapping"))
    );
}

#[test]
fn a_list_of_anything_else_is_told_once_and_soon() {
    let text = format!("items: [{}]\n", vec!["x"; 60_000].join(", "));
    let found = items("b/docs.yaml", &text);
    assert_eq!((found.items.len(), found.problems.len()), (0, 20));
    let last = &found.problems.last().unwrap().cause;
    assert_eq!(last, "entry 20 of items is not a mapping, and 59980 after it are not either");
}

#[test]
fn what_holds_no_item_is_said() {
    assert_eq!(cause("b/a.yaml", "# nothing\n").1, "the file holds no item");
    assert_eq!(cause("b/a.yaml", "- a\n- b\n").1, "the file holds a list");
    assert_eq!(cause("b/a.yaml", "text\n").1, "the file holds text, not an item");
}

#[test]
fn foreign_names_and_words_are_understood() {
    let mapping = Mapping {
        fields: [
            (Field::Id, "kep-number".to_owned()),
            (Field::Owner, "authors".to_owned()),
            (Field::Labels, "participating-sigs".to_owned()),
            (Field::Scope, "launch-scope".to_owned()),
        ]
        .into(),
        values: [(Field::Status, vec![("implemented".into(), "closed".into())])].into(),
    };
    let text = "title: K\nkep-number: 1234\nauthors:\n- \"@a\"\n- \"@b\"\nstatus: Implemented\nstage: beta\nlaunch-scope: launch-critical\n";
    let found = read(&"k/kep.yaml".into(), text.as_bytes(), &mapping, 0);
    let item = found.items.first().unwrap();
    assert_eq!((item.id.as_str(), item.status), ("1234", Status::Closed));
    assert_eq!(item.owner.as_ref().map(|o| o.as_str()), Some("@a"));
    assert_eq!(item.scope, Some("launch-critical".into()));
    assert_eq!(item.extra, [("stage".to_owned(), "beta".into())]);
    let odd = read(&"k/kep.yaml".into(), b"status: provisional|implementable\n", &mapping, 0);
    let problems = &odd.items.first().unwrap().problems;
    assert_eq!(problems.first().map(|p| &p.cause), Some(&FieldCause::Placeholder));
}

mod random {
    use proptest::collection::vec;
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #![proptest_config(ProptestConfig { cases: 500, failure_persistence: None, ..ProptestConfig::default() })]

        /// Whatever a file holds: items and problems, each problem with a place and a way out.
        #[test]
        fn any_bytes_are_items_or_problems(
            bytes in vec(any::<u8>(), 0..60),
            lines in "((id|title|risk|due|items|deferral|owner):|-|---|#)?( [a-z|~\\[\\]{}:#\"']{0,6})?\n{0,8}",
            name in prop::sample::select(vec!["b/x.yaml", "b/x.md", "b/.yaml", "x"]),
        ) {
            for content in [bytes.as_slice(), lines.as_bytes()] {
                let found = read(&name.into(), content, &Mapping::default(), 0);
                for problem in &found.problems {
                    prop_assert!(problem.line >= 1 && problem.column >= 1);
                    prop_assert!(!problem.cause.is_empty() && !problem.fix.is_empty());
                }
                prop_assert!(found.items.len() <= content.len());
            }
        }
    }
}

#[test]
fn items_that_are_no_list_are_told_where_they_stand() {
    let found = items("b/x.yaml", "owner: a\nitems:\n  a: b\n");
    assert!(found.items.is_empty());
    let [problem] = found.problems.as_slice() else { panic!("{:?}", found.problems) };
    assert_eq!(
        (problem.line, problem.column, problem.cause.as_str()),
        (3, 3, "items is not a list")
    );
    let found = items("b/x.yaml", "# none yet\nitems:\n");
    assert!(found.items.is_empty() && found.problems.is_empty(), "{found:?}");
    let found = items("b/x.yaml", "items:\n  - a: b\n  -   text\n");
    let [problem] = found.problems.as_slice() else { panic!("{:?}", found.problems) };
    assert_eq!((problem.line, problem.column), (3, 7));
    assert_eq!(items("b/x.yaml", "title: T\nitems: 3\n").items.len(), 1, "a key of their own");
}
