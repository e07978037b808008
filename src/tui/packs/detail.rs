//! One pack: its promises, its findings, its items, its sign-offs.

use crate::model::finding::Finding;
use crate::model::id::{ItemId, PackId};
use crate::model::order::natural;
use crate::model::pack::Pack;
use crate::model::target::Target;
use crate::tui::app::App;
use crate::tui::item::text::{self, Paragraph, Tone};

/// The tabs of the detail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Tab {
    Promises,
    Findings,
    Items,
    SignOffs,
    History,
}

impl Tab {
    pub(crate) const ALL: [Tab; 5] =
        [Tab::Promises, Tab::Findings, Tab::Items, Tab::SignOffs, Tab::History];

    pub(crate) fn title(self) -> &'static str {
        match self {
            Tab::Promises => "Promises",
            Tab::Findings => "Findings",
            Tab::Items => "Items",
            Tab::SignOffs => "Sign-offs",
            Tab::History => "History",
        }
    }

    /// Whether the tab is a list with a cursor.
    pub(crate) fn is_list(self) -> bool {
        matches!(self, Tab::Findings | Tab::Items)
    }
}

/// The open detail of a pack.
#[derive(Clone, Debug)]
pub(crate) struct PackView {
    pub(crate) id: PackId,
    pub(crate) tab: Tab,
    /// The line at the top of a text, or the entry under the cursor of a list.
    pub(crate) at: usize,
}

impl PackView {
    pub(crate) fn new(id: PackId, tab: Tab) -> Self {
        Self { id, tab, at: 0 }
    }

    pub(crate) fn turn(&mut self, by: isize) {
        let count = Tab::ALL.len();
        let at = Tab::ALL.iter().position(|tab| *tab == self.tab).unwrap_or(0);
        let next = (at + count).saturating_add_signed(by) % count;
        self.tab = Tab::ALL.get(next).copied().unwrap_or(Tab::Promises);
        self.at = 0;
    }
}

/// The items about a pack: open ones first, then by id.
pub(crate) fn items<'a>(app: &'a App, pack: &PackId) -> Vec<&'a ItemId> {
    let about = app.board.items().iter().filter(|item| item.packs.contains(pack));
    let mut items: Vec<_> = about.collect();
    items.sort_by(|a, b| {
        let key = |item: &crate::model::item::Item| {
            (!item.is_open(), app.board.columns.position(app.board.column_of(item).id.as_str()))
        };
        key(a).cmp(&key(b)).then_with(|| natural(a.id.as_str(), b.id.as_str()))
    });
    items.into_iter().map(|item| &item.id).collect()
}

/// The item under the cursor of the tab of items.
pub(crate) fn selected_item<'a>(app: &'a App, view: &PackView) -> Option<&'a ItemId> {
    (view.tab == Tab::Items).then(|| items(app, &view.id).get(view.at).copied()).flatten()
}

/// The finding under the cursor of the tab of findings.
pub(crate) fn selected_finding<'a>(app: &'a App, view: &PackView) -> Option<&'a Finding> {
    (view.tab == Tab::Findings).then(|| app.findings.for_pack(&view.id).get(view.at)).flatten()
}

/// How many entries the tab's list has.
pub(crate) fn count(app: &App, view: &PackView) -> usize {
    match view.tab {
        Tab::Findings => app.findings.for_pack(&view.id).len(),
        Tab::Items => items(app, &view.id).len(),
        Tab::Promises | Tab::SignOffs | Tab::History => 0,
    }
}

/// The text of a tab that is one.
pub(crate) fn text_of(app: &App, pack: &Pack, tab: Tab) -> Vec<Paragraph> {
    match tab {
        Tab::SignOffs => signoffs(app, pack),
        Tab::History => text::history(app, &Target::Pack(pack.id.clone())),
        _ => promises(pack),
    }
}

fn promises(pack: &Pack) -> Vec<Paragraph> {
    // The view says already whose promises these are.
    let mut lines: Vec<Paragraph> = text::pack(pack).into_iter().skip(1).collect();
    let mut add = |label: &str, words: String| {
        lines.push(Paragraph::new(label, words, Tone::Plain));
    };
    if let Some(freshness) = &pack.freshness {
        let after = |text: &Option<String>| text.clone().unwrap_or_else(|| "never".to_owned());
        let (warn, error) = (after(&freshness.warn_after), after(&freshness.error_after));
        add("data is old", format!("a warning after {warn}, an error after {error}"));
    }
    if let Some(plan) = &pack.rollback {
        for trigger in &plan.triggers {
            add("taken back if", trigger.clone());
        }
        for (n, step) in plan.steps.iter().enumerate() {
            add(&format!("step {}", n + 1), step.clone());
        }
        if let Some(verify) = &plan.verify {
            add("verified by", verify.clone());
        }
    }
    for case in &pack.unsupported {
        let effect = case.effect.as_deref().map(|e| format!(": {e}")).unwrap_or_default();
        let words = format!("{}{effect}", case.case.as_deref().unwrap_or(&case.id));
        let instead = case.workaround.as_deref().map(|w| format!(". Instead: {w}"));
        add("unsupported", words + &instead.unwrap_or_default());
    }
    for kpi in &pack.kpis {
        let title = kpi.title.as_deref().unwrap_or(&kpi.id);
        let model = kpi.model.as_deref().map(|m| format!(" ({m})")).unwrap_or_default();
        add("figure", format!("{title}{model}"));
    }
    for narrative in &pack.narratives {
        add("sentence", narrative.text.clone().unwrap_or_else(|| narrative.id.clone()));
        for (case, words) in &narrative.variants {
            add(&format!("  {}", case.replace('_', " ")), words.clone());
        }
    }
    for source in pack.sources.iter().filter(|source| !source.required) {
        let instead = source.if_missing.as_deref().unwrap_or("nothing");
        let switch = source.switch.as_deref().map(|s| format!(" ({s})")).unwrap_or_default();
        add("without table", format!("{}{switch}: {instead}", source.table));
    }
    for evidence in &pack.evidence {
        let covers = evidence.covers.join(", ");
        add("evidence", format!("{} shows {covers}", evidence.reference));
    }
    for (key, value) in &pack.extra {
        lines.push(Paragraph::new(key, value.to_string(), Tone::Dim));
    }
    lines.push(Paragraph::new("File", pack.path.to_string(), Tone::Dim));
    lines
}

fn signoffs(app: &App, pack: &Pack) -> Vec<Paragraph> {
    let content = pack.content(&app.board.assets);
    let mut lines = Vec::new();
    for role in &app.board.signoff_roles {
        let Some(signed) = pack.signoff(role) else {
            lines.push(Paragraph::new(role, "not signed".to_owned(), Tone::Warning));
            continue;
        };
        let verdict = signed.verdict.map_or("nothing", |verdict| verdict.word());
        let by = signed.by.as_deref().unwrap_or("nobody");
        let on = signed.on.map(|day| format!(", {day}")).unwrap_or_default();
        let note = signed.note.as_deref().map(|note| format!(": {note}")).unwrap_or_default();
        let is_now = signed.content.as_ref() == Some(&content);
        let stale = if is_now { "" } else { " -- for the pack as it was before" };
        let tone = if is_now { Tone::Plain } else { Tone::Warning };
        lines.push(Paragraph::new(role, format!("{verdict}, {by}{on}{note}{stale}"), tone));
    }
    for waiver in &pack.waivers {
        let text = |text: &Option<String>| text.clone().unwrap_or_else(|| "?".to_owned());
        let until = waiver.until.map_or("?".to_owned(), |day| day.to_string());
        let words = format!(
            "{} until {until} by {}: {}; meanwhile {}",
            waiver.rule,
            text(&waiver.by),
            text(&waiver.why),
            text(&waiver.compensation)
        );
        lines.push(Paragraph::new("waived", words, Tone::Dim));
    }
    lines.push(Paragraph::new("content", content, Tone::Dim));
    lines
}
