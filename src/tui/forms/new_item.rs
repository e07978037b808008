//! A new item: it becomes a file of its own at the next commit.

use super::{Check, Form, FormField, Makes, Spec, Suggestions, Wrong};
use crate::model::decision::{Act, NewItem};
use crate::model::id::{ItemId, PackId};
use crate::model::item::{Kind, Source};
use crate::model::naming;
use crate::tui::app::App;

pub(super) const SPEC: Spec =
    Spec { verb: "New item", fields, check, makes: Makes::Act(act), confirm: None };

fn fields(app: &App, _form: &Form) -> Vec<FormField> {
    // Most often it is about the pack of the item that is being talked about.
    let pack = app.current_item().and_then(|id| app.item(id)).and_then(|item| item.packs.first());
    let pack = pack.map(PackId::as_str).unwrap_or_default();
    vec![
        FormField::line("title", "Title", "what is wrong or missing, in one line", ""),
        FormField::line("pack", "Pack", "optional", pack).with(Suggestions::Packs),
        FormField::line("kind", "Kind", "optional", "").with(Suggestions::Kinds),
        FormField::line("id", "Id", "left empty: as proposed", ""),
    ]
}

/// The id that was typed, or else the proposed one.
pub(super) fn id(app: &App, form: &Form) -> ItemId {
    match form.optional("id") {
        Some(typed) => typed.into(),
        None => {
            let pack = form.optional("pack").map(PackId::from);
            naming::proposed_id(&app.board, pack.as_ref(), form.seed)
        }
    }
}

fn check(app: &App, form: &Form, field: &FormField) -> Check {
    let text = field.text.value();
    let typed = text.trim();
    match field.name {
        "title" if typed.is_empty() => Check::Needed,
        "pack" if !typed.is_empty() => match app.board.pack(&typed.into()) {
            Some(pack) => Check::Good(pack.title.clone()),
            None => Check::Wrong("there is no such pack".to_owned()),
        },
        "kind" if !typed.is_empty() && Kind::from_word(typed).is_none() => {
            Check::Wrong(format!("one of {}", Kind::WORDS.join(", ")))
        }
        "id" => {
            let id = id(app, form);
            match problem_of(app, &id) {
                Some(problem) => Check::Wrong(problem),
                None => Check::Good(format!("{id}, in {}", path(app, &id))),
            }
        }
        _ => Check::Quiet,
    }
}

/// Why an id cannot be taken.
fn problem_of(app: &App, id: &ItemId) -> Option<String> {
    let text = id.as_str();
    if app.item(id).is_some() {
        return Some(format!("there is an item {id} already"));
    }
    let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    if !text.chars().all(fits) || text.starts_with(['.', '-']) || text.len() > 64 {
        return Some("an id is made of letters, digits, - and _: it names a file".to_owned());
    }
    let path = path(app, id).to_lowercase();
    let taken = app.board.items().iter().any(|item| item.source.path.to_lowercase() == path);
    taken.then(|| "a file of that name is there already".to_owned())
}

fn path(app: &App, id: &ItemId) -> String {
    let folder = app.new_items_in.as_deref().unwrap_or("backlog");
    format!("{folder}/{id}.yaml")
}

fn act(app: &App, form: &Form) -> Result<Act, Wrong> {
    let title = form.optional("title").ok_or(("title", "what is it about?".to_owned()))?;
    let packs = match form.optional("pack") {
        None => Vec::new(),
        Some(pack) => {
            let pack = PackId::from(pack);
            if app.board.pack(&pack).is_none() {
                return Err(("pack", format!("there is no pack {pack}")));
            }
            vec![pack]
        }
    };
    let kind = match form.optional("kind") {
        None => None,
        Some(word) => {
            let unknown = || ("kind", format!("{word} is none of {}", Kind::WORDS.join(", ")));
            Some(Kind::from_word(&word).ok_or_else(unknown)?)
        }
    };
    let id = id(app, form);
    if let Some(problem) = problem_of(app, &id) {
        return Err(("id", problem));
    }
    let source = Source { path: path(app, &id).into(), index: None, mapping: 0 };
    Ok(Act::Create(NewItem { id, source, title, kind, packs, created: app.today() }))
}
