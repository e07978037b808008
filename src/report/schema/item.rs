//! The schema of a file of the backlog.

use serde_json::{Map, Value as Json, json};

use super::{File, day, entries, mapping, names, object, text_key, text_like, word};
use crate::model::column::Columns;
use crate::model::field::Field;
use crate::model::item::{Kind, Risk, Status};
use crate::rules;

/// One item, or several under `items`.
pub(super) fn file() -> File {
    let keys: Map<String, Json> =
        Field::ALL.iter().map(|field| (field.key().to_owned(), key(*field))).collect();
    let body = object([
        (
            "definitions",
            json!({"item": {
                "description": "One piece of open work.",
                "type": "object",
                "properties": keys,
            }}),
        ),
        ("allOf", json!([{"$ref": "#/definitions/item"}])),
        (
            "properties",
            json!({"items": {
                "description": "Several items in one file. Each has the keys of an item; one \
                                without an id is called after the file and its place in the list.",
                "type": "array",
                "items": {"$ref": "#/definitions/item"},
            }}),
        ),
    ]);
    let description = "A file of the backlog: one item, or several under items. Every key is \
                       optional. Keys that gonogo does not know are yours: they are shown, and \
                       they stay.";
    ("gonogo item", description, body)
}

fn key(field: Field) -> Json {
    match field {
        Field::Id => text_key(
            "What decisions attach to; unique on the board and never changed. Left out: the name \
             of the file.",
        ),
        Field::Title => text_key(
            "One line that the room reads. Left out in a Markdown file: its first heading.",
        ),
        Field::Kind => word("What sort of work it is.", Kind::WORDS),
        Field::Status => word(
            "Whether it will be done: open (to be done; so it is when left out), closed (done, \
             with evidence) or withdrawn (not needed).",
            Status::WORDS,
        ),
        Field::Packs => names("The packs it bears on, by id."),
        Field::Risk => word("What shipping without it costs users.", Risk::WORDS),
        Field::Scope => {
            let columns = Columns::default();
            let usual: Vec<&str> = columns.iter().map(|column| column.id.as_str()).collect();
            text_like(
                "The column it stands in, by id: does it hold the launch? gonogo.yaml names the \
                 columns. Left out: the inbox.",
                &usual,
            )
        }
        Field::Owner => text_key("The one person answerable, by id: see people in gonogo.yaml."),
        Field::Due => day("When it is to be done."),
        Field::Criterion => text_key(
            "The required launch behaviour that it serves, by id: see criteria in gonogo.yaml.",
        ),
        Field::Rationale => text_key("Why it stands where it stands, in a sentence."),
        Field::BlockedBy => names("Items that must be done before it, by id."),
        Field::DuplicateOf => text_key("The item that this one repeats, by id."),
        Field::Labels => names("Free words, to filter by."),
        Field::Created => day("When it was written down."),
        Field::Deferral => mapping(
            "What makes \"not now\" honest: a tracked follow-up, what users meet until then, and a \
             day to look at it again.",
            [
                ("link", text_key("The tracked follow-up: an address, or a short reference.")),
                ("risk", text_key("What users meet until then, in a sentence.")),
                ("revisit", day("When it is looked at again.")),
            ],
        ),
        Field::Evidence => evidence(),
        Field::Notes => entries(
            "Remarks, dated.",
            "text",
            [("on", day("When.")), ("by", text_key("Who.")), ("text", text_key("What."))],
        ),
        Field::Waivers => waivers(),
        Field::Description => text_key(
            "The long text: what users meet, why, and where the facts come from. Left out in a \
             Markdown file: its body.",
        ),
        // Keys of packs, which are not among those of an item.
        Field::Launch | Field::Behavior | Field::Signoffs => Json::Null,
    }
}

/// Looks the same in items and in packs.
pub(super) fn evidence() -> Json {
    entries(
        "What shows that it was checked. An entry that is only a link or a path counts as its ref.",
        "ref",
        [
            (
                "kind",
                text_like(
                    "What sort of proof it is.",
                    &["test", "fixture", "query", "screenshot", "doc", "review"],
                ),
            ),
            ("ref", text_key("A link, or a path from the root of the repository.")),
            ("covers", names("The conditions and figures of a pack that it shows, by id.")),
            ("by", text_key("Who checked.")),
            ("on", day("When.")),
        ],
    )
}

/// Looks the same in items and in packs.
pub(super) fn waivers() -> Json {
    let rules: Vec<&str> = rules::CATALOGUE
        .iter()
        .map(|rule| rule.id)
        .filter(|rule| rules::can_be_waived(rule))
        .collect();
    entries(
        "Findings that somebody accepts for this launch. One that lacks anything does not hold.",
        "rule",
        [
            (
                "rule",
                word("The rule whose findings are accepted; gonogo explain lists them.", &rules),
            ),
            ("why", text_key("Why this launch can go without.")),
            ("compensation", text_key("What makes up for it meanwhile.")),
            ("by", text_key("Who accepts it; not the owner of what is waived.")),
            ("until", day("The last day on which it holds.")),
        ],
    )
}
