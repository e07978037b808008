//! `config`: the effective settings, and where each comes from.

use clap::ArgMatches;
use clap::parser::ValueSource;
use serde_json::{Value as Json, json};

use super::args::{Color, Format, TextOrJson};
use super::output::Tone;
use super::{Context, Failure};
use crate::text::{Align, cell, width};
use crate::tui::now;
use crate::workspace::effective::{self, Origin, Setting};
use crate::workspace::user;

/// What was said on the command line or in the environment, and where.
pub(super) struct Given {
    color: Color,
    color_from: Origin,
    /// `None` where nobody asked for ASCII.
    ascii_from: Option<Origin>,
}

impl Given {
    pub(super) fn of(matches: &ArgMatches) -> Self {
        let from = |id: &str, flag, variable| match matches.value_source(id) {
            Some(ValueSource::CommandLine) => Origin::Flag(flag),
            Some(ValueSource::EnvVariable) => Origin::Environment(variable),
            _ => Origin::Default,
        };
        let ascii = matches.get_flag("ascii");
        Self {
            color: matches.get_one("color").copied().unwrap_or_default(),
            color_from: from("color", "--color", "GONOGO_COLOR"),
            ascii_from: ascii.then(|| from("ascii", "--ascii", "GONOGO_ASCII")),
        }
    }
}

/// Origins stand below each other as long as values are no longer than this.
const WIDEST: usize = 60;

pub(super) fn run(context: &Context, args: &Format) -> Result<(), Failure> {
    let mut settings = vec![color(&context.given)];
    if std::env::var_os("GONOGO_NOW").is_some() {
        settings.push(Setting {
            key: "now".to_owned(),
            value: json!(now().to_rfc3339()),
            origin: Origin::Environment("GONOGO_NOW"),
        });
    }
    settings.extend(effective::repository(&context.dir)?);
    let path = user::path();
    super::board::user_settings()?;
    let user = effective::user(path.as_deref()).map_err(|e| Failure::Usage(e.to_string()))?;
    settings.extend(user);
    overrule(&mut settings, &context.given);
    let out = &context.out;
    if args.format == TextOrJson::Json {
        let settings: Vec<Json> = settings.iter().map(as_json).collect();
        return Ok(out.json("config", &[("settings", settings.into())])?);
    }
    let values: Vec<String> = settings.iter().map(|setting| words(&setting.value)).collect();
    let keys = settings.iter().map(|setting| width(&setting.key)).max().unwrap_or(0);
    let widest = values.iter().map(|value| width(value)).max().unwrap_or(0).min(WIDEST);
    for (setting, value) in settings.iter().zip(values) {
        let value = if width(&value) > widest { value } else { cell(&value, widest, Align::Left) };
        out.pieces(&[
            (&cell(&setting.key, keys, Align::Left), None),
            ("  ", None),
            (&value, Some(Tone::Bold)),
            ("  ", None),
            (&place(&setting.origin), Some(Tone::Dim)),
        ])?;
    }
    Ok(())
}

/// Whether colour is used: a wish of the command line goes first, as in [`super::output`].
fn color(given: &Given) -> Setting {
    let set = |name: &str| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    let (value, origin) = match given.color {
        Color::Always => ("always", given.color_from.clone()),
        Color::Never => ("never", given.color_from.clone()),
        Color::Auto if set("NO_COLOR") => ("never", Origin::Environment("NO_COLOR")),
        Color::Auto if std::env::var("CLICOLOR_FORCE").is_ok_and(|v| v != "0") => {
            ("always", Origin::Environment("CLICOLOR_FORCE"))
        }
        Color::Auto => ("auto", given.color_from.clone()),
    };
    Setting { key: "color".to_owned(), value: json!(value), origin }
}

/// What the command line and the environment say goes before the user's file.
fn overrule(settings: &mut [Setting], given: &Given) {
    let no_color = settings.iter().find(|s| s.key == "color" && s.value == "never");
    let no_color = no_color.map(|setting| setting.origin.clone());
    let theme = no_color.map(|origin| ("ui.theme", json!("mono"), origin));
    let ascii = given.ascii_from.clone().map(|origin| ("ui.ascii", json!(true), origin));
    for (key, value, origin) in [theme, ascii].into_iter().flatten() {
        if let Some(setting) = settings.iter_mut().find(|setting| setting.key == key) {
            (setting.value, setting.origin) = (value, origin);
        }
    }
}

/// A value for people: a list with commas, a mapping as `key: value` pairs.
fn words(value: &Json) -> String {
    match value {
        Json::Null => "-".to_owned(),
        Json::String(text) => text.clone(),
        Json::Array(list) if list.is_empty() => "none".to_owned(),
        Json::Array(list) => list.iter().map(words).collect::<Vec<_>>().join(", "),
        Json::Object(entries) => {
            let entry = |(key, value): (&String, &Json)| format!("{key}: {}", words(value));
            entries.iter().map(entry).collect::<Vec<_>>().join(", ")
        }
        other => other.to_string(),
    }
}

fn place(origin: &Origin) -> String {
    match origin {
        Origin::Flag(name) | Origin::Environment(name) => (*name).to_owned(),
        Origin::File { path, line } => format!("{path}:{line}"),
        Origin::Default => "default".to_owned(),
    }
}

fn as_json(setting: &Setting) -> Json {
    let origin = match &setting.origin {
        Origin::Flag(name) => json!({"kind": "flag", "name": name}),
        Origin::Environment(name) => json!({"kind": "environment", "name": name}),
        Origin::File { path, line } => json!({"kind": "file", "file": path, "line": line}),
        Origin::Default => json!({"kind": "default"}),
    };
    json!({"key": setting.key, "value": setting.value, "origin": origin})
}
