//! The schema of a pack's file.

use serde_json::{Map, Value as Json, json};

use super::{
    File, day, entries, item, lines, mapping, names, object, span, text_key, text_like, word,
    word_or_mapping,
};
use crate::model::item::Risk;
use crate::model::pack::{CONDITIONS, Consent, KEYS, LaunchState, MeasureKind, Show};

/// A pack.
pub(super) fn file() -> File {
    let keys: Map<String, Json> = KEYS.iter().map(|name| ((*name).to_owned(), key(name))).collect();
    let body = object([("type", json!("object")), ("properties", keys.into())]);
    let description = "A dashboard pack for one connector, and what it promises. Every key is \
                       optional here: what must be there is for the rules to say. Keys that gonogo \
                       does not know are yours: they are shown, and they stay.";
    ("gonogo pack", description, body)
}

fn key(name: &str) -> Json {
    match name {
        "id" => text_key(
            "What items and decisions name it by; unique on the board. Left out: the name of its \
             folder.",
        ),
        "title" => text_key("One line that the room reads."),
        "connector" => text_key("Fivetran's service id of the connector, for instance shopify."),
        "package" => package(),
        "owner" => text_key("The one person answerable, by id: see people in gonogo.yaml."),
        "risk" => risk(),
        "launch" => word(
            "How it stands at the launch: held (not shipped, promises nothing yet), preview \
             (shipped with a warning) or supported (shipped).",
            LaunchState::WORDS,
        ),
        "models" => entries(
            "The models of the dbt package that the pack reads, with the columns it uses.",
            "name",
            [
                ("name", text_key("Its name in dbt.")),
                ("columns", names("The columns that the pack reads.")),
            ],
        ),
        "sources" => sources(),
        "freshness" => freshness(),
        "kpis" => kpis(),
        "narratives" => narratives(),
        "behavior" => behavior(),
        "unsupported" => entries(
            "What the pack does not support, said in the open; the quickstart names each by its id.",
            "id",
            [
                ("id", text_key("Its id within the pack.")),
                ("case", text_key("The case.")),
                ("effect", text_key("What users meet.")),
                ("workaround", text_key("What they can do.")),
                ("item", text_key("The item of the backlog that will lift it, by id.")),
            ],
        ),
        "rollback" => rollback(),
        "kill_switch" => kill_switch(),
        "assets" => assets(),
        "evidence" => item::evidence(),
        "signoffs" => signoffs(),
        "waivers" => item::waivers(),
        // A key that nobody has described yet: tests/schemas.rs names it.
        _ => Json::Null,
    }
}

fn package() -> Json {
    json!({
        "description": "The dbt package it stands on: {name, version, path}, or just its name.",
        "type": ["object", "string", "null"],
        "properties": object([
            ("name", text_key("Its name, for instance dbt_shopify.")),
            ("version", text_key("The versions that the pack was made for, for instance \
                                  \">=1.8.0 <2.0.0\".")),
            ("path", text_key("Where it lies when it is installed, from the root of the \
                               repository. Left out: dbt_packages/ and its name without dbt_.")),
        ]),
        "required": ["name"],
    })
}

fn risk() -> Json {
    word_or_mapping(
        "What it costs users when it fails: {tier, why}, or just the tier.",
        Risk::WORDS,
        [
            ("tier", word("low, medium or high.", Risk::WORDS)),
            ("why", lines("Why that much, a line each.")),
        ],
    )
}

fn sources() -> Json {
    let required = json!({
        "description": "Whether the pack cannot do without it. Left out: true.",
        "type": "boolean",
        "default": true,
    });
    entries(
        "The tables that must be synced for the pack to be true.",
        "table",
        [
            ("table", text_key("Its name in the source.")),
            ("required", required),
            ("switch", text_key("The dbt variable that switches it off.")),
            (
                "if_missing",
                text_key("The condition under behavior that says what is shown without it."),
            ),
        ],
    )
}

fn freshness() -> Json {
    let thresholds = word_or_mapping(
        "What the dbt package itself watches for, or none where it ships no thresholds.",
        &["none"],
        [
            ("warn_after", span("When the package warns")),
            ("error_after", span("When the package fails")),
        ],
    );
    mapping(
        "When data counts as old.",
        [
            ("loaded_at", text_key("The column that says when a row was loaded.")),
            ("warn_after", span("The age from which stale_warn holds; longer than sync_every")),
            ("error_after", span("The age from which stale_error holds")),
            ("sync_every", span("How often the connection is asked to sync")),
            ("package", thresholds),
            ("exempt", names("Tables that are quiet for good reason.")),
        ],
    )
}

fn kpis() -> Json {
    let measure = mapping(
        "How it is computed.",
        [
            (
                "type",
                word(
                    "How it is made. average, ratio and derived divide, so the figure needs \
                     zero_denominator.",
                    MeasureKind::WORDS,
                ),
            ),
            ("column", text_key("The column that is added up, counted or averaged.")),
            ("numerator", text_key("ratio: the column that is divided.")),
            ("denominator", text_key("ratio: the column that it is divided by.")),
            ("from", names("derived: the figures that it is made of, by id.")),
            ("expression", text_key("derived: how they are put together. For people; not read.")),
            ("where", text_key("Which rows count. For people; not read.")),
        ],
    );
    let time = mapping(
        "By which days or weeks it is shown. Left out for a figure without time.",
        [
            ("column", text_key("The column that says when.")),
            (
                "zone",
                text_key(
                    "The zone in which a day is cut: a column, UTC, or a name such as \
                          Europe/Dublin.",
                ),
            ),
            ("grain", text_like("How rows are put together.", &["hour", "day", "week", "month"])),
            (
                "compare",
                text_like(
                    "The period it is compared with; a narrative that tells a direction needs it.",
                    &["previous_28_days", "previous_12_weeks", "previous_month"],
                ),
            ),
        ],
    );
    let unit = json!({
        "description": "What it counts: {kind, column, rule}, or just the kind.",
        "type": ["object", "string", "null"],
        "properties": object([
            ("kind", text_like(
                "What it counts. currency needs a rule.",
                &["currency", "percent", "count", "days", "minutes"],
            )),
            ("column", text_key("The column that holds the currency.")),
            ("rule", text_key("What keeps amounts in different currencies apart.")),
        ]),
    });
    entries(
        "The figures on the tiles.",
        "id",
        [
            ("id", text_key("Its id within the pack; narratives and evidence name it.")),
            ("title", text_key("What the tile is called.")),
            ("model", text_key("The model it reads, one of models.")),
            ("measure", measure),
            ("time", time),
            ("unit", unit),
            (
                "zero_denominator",
                text_like("What is shown where the denominator is zero or empty.", Show::WORDS),
            ),
            (
                "good",
                text_like(
                    "Which direction is good news. For people; not read.",
                    &["up", "down", "neutral"],
                ),
            ),
        ],
    )
}

fn narratives() -> Json {
    let variants = json!({
        "description": "What is said instead when the data is not whole.",
        "type": ["object", "null"],
        "properties": object([
            ("no_data", text_key("Where there is nothing to tell.")),
            ("stale", text_key("Where the data is late; {{ synced_at }} says until when it goes.")),
            ("partial", text_key("While a sync is under way.")),
        ]),
        "additionalProperties": {"type": ["string", "number", "null"]},
    });
    entries(
        "The sentences above the tiles.",
        "id",
        [
            ("id", text_key("Its id within the pack.")),
            ("kpis", names("The figures it names, by id.")),
            (
                "text",
                text_key(
                    "The sentence, with {{ figure.value }}, {{ figure.direction }} and \
                          {{ figure.change }} of the figures under kpis.",
                ),
            ),
            ("variants", variants),
            (
                "min_rows",
                text_key("How many rows it needs before it tells a direction, for instance 14."),
            ),
        ],
    )
}

fn behavior() -> Json {
    let shown = |description: &str| {
        word_or_mapping(
            description,
            Show::WORDS,
            [
                (
                    "show",
                    word(
                        "hide (no tile), placeholder (a text in its place), banner (a text above \
                         it), last_good (the last good value, with its time) or error.",
                        Show::WORDS,
                    ),
                ),
                ("message", text_key("The text that users see.")),
            ],
        )
    };
    let conditions: Map<String, Json> = CONDITIONS
        .iter()
        .map(|condition| ((*condition).to_owned(), shown(when(condition))))
        .collect();
    json!({
        "description": "What users see when something is wrong with the data: {show, message} for \
                        each condition, or just the word under show. Conditions of your own may \
                        stand beside the eight.",
        "type": ["object", "null"],
        "properties": conditions,
        "additionalProperties": shown("A condition of this pack's own."),
    })
}

/// When a condition holds.
fn when(condition: &str) -> &'static str {
    match condition {
        "missing_table" => "A table that the pack reads is not synced.",
        "missing_column" => "A column that the pack reads is not there, or was renamed.",
        "stale_warn" => "The data is older than freshness.warn_after.",
        "stale_error" => "The data is older than freshness.error_after.",
        "partial_sync" => "A sync is under way, or stopped halfway.",
        "initial_sync" => "The first sync is not done yet.",
        "connection_broken" => "The connection no longer works.",
        "empty_result" => "Everything is there, and no row passes.",
        _ => "",
    }
}

fn rehearsal(description: &str) -> Json {
    mapping(
        description,
        [
            ("on", day("When.")),
            ("by", text_key("Who.")),
            (
                "evidence",
                text_key("What shows it: a link, or a path from the root of the repository."),
            ),
        ],
    )
}

fn rollback() -> Json {
    mapping(
        "How a published pack is taken back.",
        [
            (
                "triggers",
                lines(
                    "What sets it off: a line each, or {metric, over, for} with what is measured, \
                       its limit, and for how long it is over that.",
                ),
            ),
            ("to", text_key("The tag or revision to go back to; it must exist.")),
            ("steps", lines("The steps, in order.")),
            ("owner", text_key("Who does it, by id.")),
            ("backup", text_key("Who does it when the owner cannot, by id.")),
            ("within", span("The time to restore")),
            ("verify", text_key("How one sees that it worked.")),
            ("data", text_like("Whether data can be taken back.", &["reversible"])),
            (
                "automation_to_pause",
                lines("Automation that would publish again; [] where there is none."),
            ),
            ("rehearsed", rehearsal("The last rehearsal. Left out until there was one.")),
        ],
    )
}

fn kill_switch() -> Json {
    mapping(
        "How the pack is switched off at once.",
        [
            ("mechanism", text_like("What sort of switch it is.", &["flag"])),
            ("name", text_key("What the switch is called.")),
            ("owner", text_key("Who may flip it, by id.")),
            ("effect_within", span("How long it takes")),
            ("off_state", text_key("What users see when it is off.")),
            ("tested", rehearsal("The last test. Left out until there was one.")),
        ],
    )
}

fn assets() -> Json {
    let fixtures = entries(
        "CSV files whose rows show how the pack behaves. An entry that is only text counts as its \
         path.",
        "path",
        [
            ("path", text_key("From the pack's folder.")),
            ("model", text_key("The model whose rows it holds.")),
            (
                "case",
                text_like(
                    "What it shows.",
                    &["healthy", "missing_table", "stale", "partial", "empty"],
                ),
            ),
        ],
    );
    mapping(
        "The files that belong to the pack, from its folder. A sign-off signs them too.",
        [
            ("dbt", names("What a dbt project takes.")),
            ("fixtures", fixtures),
            ("docs", names("What users read.")),
        ],
    )
}

fn signoffs() -> Json {
    entries(
        "Who stands behind the pack. gonogo signoff writes them; the last one of a role counts.",
        "role",
        [
            ("role", text_key("The role that signs, one of signoff_roles in gonogo.yaml.")),
            ("by", text_key("Who signed.")),
            ("verdict", word("What was said.", Consent::WORDS)),
            ("note", text_key("Conditions or reasons; a no-go needs one.")),
            ("on", day("When.")),
            (
                "content",
                text_key(
                    "The hash of what was signed: when the pack changes, the sign-off no \
                          longer holds.",
                ),
            ),
        ],
    )
}
