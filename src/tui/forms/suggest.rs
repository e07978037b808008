//! What a field could be completed to, as one types.

use super::Form;
use crate::model::date;
use crate::model::filter::FuzzyMatcher;
use crate::tui::app::App;

/// How many candidates are offered at most.
const MOST: usize = 6;

/// Where the candidates of a field come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Source {
    None,
    People,
    Links,
    Dates,
    Criteria,
    Packs,
    Kinds,
    Items,
    /// The rules that have found something about the targets.
    FoundRules,
    /// go, no-go, abstain.
    Consents,
    /// The roles that sign a pack off.
    Roles,
    /// The conditions and figures of a pack.
    Promises,
}

/// A candidate: what it puts into the field, and a word on it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Suggestion {
    pub(crate) value: String,
    pub(crate) about: String,
}

/// Works the candidates of the field with the focus out anew.
pub(crate) fn refresh(app: &App, form: &mut Form) {
    form.chosen = None;
    form.candidates = match form.focused() {
        Some(field) => candidates(app, form, field.suggestions, field.text.value().trim()),
        None => Vec::new(),
    };
}

fn candidates(app: &App, form: &Form, source: Source, typed: &str) -> Vec<Suggestion> {
    let all: Vec<Suggestion> = match source {
        Source::None => Vec::new(),
        Source::People => people(app, form),
        Source::Links => links(app),
        Source::Dates => return dates(app, typed),
        Source::Criteria => app
            .board
            .criteria
            .iter()
            .map(|c| Suggestion { value: c.id.to_string(), about: c.text.clone() })
            .collect(),
        Source::Packs => app
            .board
            .packs
            .iter()
            .map(|p| Suggestion { value: p.id.to_string(), about: p.title.clone() })
            .collect(),
        Source::Kinds => crate::model::item::Kind::WORDS
            .iter()
            .map(|word| Suggestion { value: (*word).to_owned(), about: String::new() })
            .collect(),
        Source::Items => app
            .board
            .items()
            .iter()
            .filter(|item| !form.targets.iter().any(|t| t.item() == Some(&item.id)))
            .map(|item| Suggestion { value: item.id.to_string(), about: item.title.clone() })
            .collect(),
        Source::FoundRules => super::waive::rules_found(app, form)
            .into_iter()
            .map(|(rule, message)| Suggestion { value: rule.to_owned(), about: message })
            .collect(),
        Source::Consents => {
            let abouts = ["it may go out", "it must not", "neither"];
            let words = crate::model::pack::Consent::WORDS.iter().zip(abouts);
            words.map(|(word, about)| plain(word, about)).collect()
        }
        Source::Roles => app.board.signoff_roles.iter().map(|role| plain(role, "")).collect(),
        Source::Promises => return promises(app, form, typed),
    };
    if typed.is_empty() {
        return all.into_iter().take(MOST).collect();
    }
    let mut matcher = FuzzyMatcher::default();
    let mut fitting: Vec<(u32, Suggestion)> = all
        .into_iter()
        .filter_map(|s| {
            // What it puts into the field weighs more than the word on it.
            let value = matcher.score(typed, &s.value).map(|score| score * 2);
            let about = matcher.score(typed, &s.about);
            value.max(about).map(|score| (score, s))
        })
        .collect();
    fitting.sort_by_key(|(score, _)| std::cmp::Reverse(*score));
    fitting.into_iter().map(|(_, s)| s).take(MOST).collect()
}

fn plain(value: &str, about: &str) -> Suggestion {
    Suggestion { value: value.to_owned(), about: about.to_owned() }
}

/// What a pack promises, to be added behind the last comma of what is typed.
fn promises(app: &App, form: &Form, typed: &str) -> Vec<Suggestion> {
    let pack = form.targets.first().and_then(|t| t.pack()).and_then(|id| app.board.pack(id));
    let Some(pack) = pack else { return Vec::new() };
    let (head, last) = match typed.rsplit_once(',') {
        Some((head, last)) => (format!("{head}, "), last.trim()),
        None => (String::new(), typed),
    };
    let conditions = pack.behavior.iter().map(|behavior| behavior.condition.as_str());
    let figures = pack.kpis.iter().map(|kpi| kpi.id.as_str());
    conditions
        .chain(figures)
        .filter(|name| name.starts_with(last) && *name != last)
        .map(|name| plain(&format!("{head}{name}"), ""))
        .take(MOST)
        .collect()
}

/// People, with those first who own something in the packs in question.
fn people(app: &App, form: &Form) -> Vec<Suggestion> {
    let packs: Vec<_> =
        form.targets.iter().filter_map(|t| app.item_of(t)).flat_map(|item| &item.packs).collect();
    let owns = |id: &str| {
        app.board
            .packs
            .iter()
            .any(|p| packs.contains(&&p.id) && p.owner.as_ref().is_some_and(|owner| *owner == *id))
    };
    let mut people: Vec<_> = app.board.people.iter().collect();
    people.sort_by_key(|person| (!owns(person.id.as_str()), person.origin));
    people
        .into_iter()
        .map(|p| Suggestion { value: p.id.to_string(), about: p.name.clone() })
        .collect()
}

/// Links that stand in other items.
fn links(app: &App) -> Vec<Suggestion> {
    let mut links: Vec<Suggestion> = Vec::new();
    for item in app.board.items() {
        let Some(link) = item.deferral.as_ref().and_then(|d| d.link.clone()) else { continue };
        if app.board.link(&link).is_ok() && !links.iter().any(|known| known.value == link) {
            links.push(Suggestion { value: link, about: format!("{} {}", item.id, item.title) });
        }
    }
    links
}

/// Ways of saying a date, with the day that each means.
fn dates(app: &App, typed: &str) -> Vec<Suggestion> {
    if date::from_person(typed, app.today(), app.board.launch.date).is_some() {
        return Vec::new();
    }
    ["tomorrow", "fri", "+1w", "+2w", "+1m", "launch", "launch+2w", "launch+1m"]
        .into_iter()
        .filter(|way| way.starts_with(&typed.to_lowercase()))
        .filter_map(|way| {
            let day = date::from_person(way, app.today(), app.board.launch.date)?;
            Some(Suggestion {
                value: way.to_owned(),
                about: day.format("%a %-d %b %Y").to_string(),
            })
        })
        .take(MOST)
        .collect()
}
