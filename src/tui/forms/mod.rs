//! Forms: the questions that a decision needs answered, in place.
//!
//! A form is a file of this folder that says which fields it has, what is wrong with what stands in
//! them, and which act they make; the typing, the completion and the drawing are the same for all.

#![deny(clippy::disallowed_methods)]

mod assign;
mod attendance;
mod close;
mod defer;
mod due;
mod duplicate;
mod evidence;
mod follow_up;
mod new_item;
mod note;
mod park;
mod propose;
mod rationale;
mod sign_off;
mod suggest;
mod text;
mod update;
pub(crate) mod view;
mod waive;
mod withdraw;

use std::time::Instant;

pub(crate) use suggest::{Source as Suggestions, Suggestion};
pub(crate) use text::{Text, line_key};
pub(crate) use update::{edited, key, paste};

use super::app::{App, Layer};
use super::meeting::Said;
use crate::model::decision::Act;
use crate::model::id::ColumnId;
use crate::model::target::Target;
use crate::report::decisions;

/// What a form is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Purpose {
    Assign,
    /// Into this deferred column, where it was named.
    Defer(Option<ColumnId>),
    Due,
    Rationale,
    Note,
    Withdraw,
    Close,
    FollowUp,
    Duplicate,
    NewItem,
    Waive,
    SignOff,
    Evidence,
    /// This column, in the meeting.
    Propose(ColumnId),
    Park,
    Attendance,
}

impl Purpose {
    fn spec(&self) -> &'static Spec {
        match self {
            Purpose::Assign => &assign::SPEC,
            Purpose::Defer(_) => &defer::SPEC,
            Purpose::Due => &due::SPEC,
            Purpose::Rationale => &rationale::SPEC,
            Purpose::Note => &note::SPEC,
            Purpose::Withdraw => &withdraw::SPEC,
            Purpose::Close => &close::SPEC,
            Purpose::FollowUp => &follow_up::SPEC,
            Purpose::Duplicate => &duplicate::SPEC,
            Purpose::NewItem => &new_item::SPEC,
            Purpose::Waive => &waive::SPEC,
            Purpose::SignOff => &sign_off::SPEC,
            Purpose::Evidence => &evidence::SPEC,
            Purpose::Propose(_) => &propose::SPEC,
            Purpose::Park => &park::SPEC,
            Purpose::Attendance => &attendance::SPEC,
        }
    }
}

/// The name of the field that is wrong, and why it is.
type Wrong = (&'static str, String);

/// What becomes of a form that is saved.
pub(crate) enum Makes {
    /// A decision on what it is about.
    Act(fn(&App, &Form) -> Result<Act, Wrong>),
    /// A word to the meeting.
    Said(fn(&App, &Form) -> Result<Said, Wrong>),
}

/// What a form made.
pub(crate) enum Made {
    Act(Act),
    Said(Said),
}

/// What makes a form the form it is.
pub(crate) struct Spec {
    /// The verb of the title: `Defer`.
    verb: &'static str,
    /// The fields, filled with what the items say already.
    fields: fn(&App, &Form) -> Vec<FormField>,
    /// What is to be said of a field as it stands.
    check: fn(&App, &Form, &FormField) -> Check,
    /// What it makes, or the name of the field that is wrong and why.
    makes: Makes,
    /// A question to be answered with y before it is done.
    confirm: Option<fn(&App, &Form) -> String>,
}

/// What is said beside a field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Check {
    /// Nothing.
    Quiet,
    /// It is good, and this is how it was understood.
    Good(String),
    /// Still to be filled in.
    Needed,
    /// It is wrong, and why.
    Wrong(String),
}

/// One field of a form.
#[derive(Clone, Debug)]
pub(crate) struct FormField {
    /// What the form's file calls it.
    pub(crate) name: &'static str,
    /// What the screen says.
    pub(crate) label: &'static str,
    /// A word on what may be typed.
    pub(crate) hint: &'static str,
    pub(crate) text: Text,
    /// Where its completions come from.
    pub(crate) suggestions: Suggestions,
}

impl FormField {
    fn line(name: &'static str, label: &'static str, hint: &'static str, value: &str) -> Self {
        Self { name, label, hint, text: Text::line(value), suggestions: Suggestions::None }
    }

    fn block(name: &'static str, label: &'static str, hint: &'static str, value: &str) -> Self {
        Self { name, label, hint, text: Text::block(value), suggestions: Suggestions::None }
    }

    fn with(mut self, suggestions: Suggestions) -> Self {
        self.suggestions = suggestions;
        self
    }
}

/// An open form.
#[derive(Clone, Debug)]
pub(crate) struct Form {
    pub(crate) purpose: Purpose,
    pub(crate) targets: Vec<Target>,
    pub(crate) title: String,
    pub(crate) fields: Vec<FormField>,
    pub(crate) focus: usize,
    /// What is wrong, after an attempt to save.
    pub(crate) error: Option<String>,
    /// What the field with the focus could be completed to.
    pub(crate) candidates: Vec<Suggestion>,
    /// Which candidate is chosen with the arrows.
    pub(crate) chosen: Option<usize>,
    /// A number of its own for each form, from the clock: ids are drawn from it.
    pub(crate) seed: u64,
    /// Set while the form asks its question.
    pub(crate) asked: Option<(Instant, String)>,
}

impl Form {
    /// The text of a field, trimmed.
    pub(crate) fn value(&self, name: &str) -> String {
        self.fields
            .iter()
            .find(|field| field.name == name)
            .map(|field| field.text.value().trim().to_owned())
            .unwrap_or_default()
    }

    fn optional(&self, name: &str) -> Option<String> {
        Some(self.value(name)).filter(|text| !text.is_empty())
    }

    pub(crate) fn focused(&self) -> Option<&FormField> {
        self.fields.get(self.focus)
    }

    /// What is to be said of a field as it stands.
    pub(crate) fn check(&self, app: &App, field: &FormField) -> Check {
        (self.purpose.spec().check)(app, self, field)
    }

    fn made(&self, app: &App) -> Result<Made, Wrong> {
        match self.purpose.spec().makes {
            Makes::Act(act) => act(app, self).map(Made::Act),
            Makes::Said(said) => said(app, self).map(Made::Said),
        }
    }

    /// Under which name what was typed is kept when the form is left.
    fn memory(&self) -> String {
        let ids: Vec<&str> = self.targets.iter().map(Target::as_str).collect();
        format!("{:?} {}", self.purpose, ids.join(" "))
    }
}

/// Opens a form on items, with what was typed into it when it was last left.
pub(crate) fn open(app: &mut App, purpose: Purpose, targets: Vec<Target>) {
    let spec = purpose.spec();
    let about = match targets.as_slice() {
        [] => String::new(),
        [one] => {
            let title = match one {
                Target::Item(id) => app.item(id).map(|item| item.title.as_str()),
                Target::Pack(id) => app.board.pack(id).map(|pack| pack.title.as_str()),
            };
            let title = title.unwrap_or_default();
            format!(" {one}: {title}")
        }
        many => format!(" {} items", many.len()),
    };
    // What is proposed stays in sight, since the form lies over it.
    let verb = match &purpose {
        Purpose::Propose(to) => {
            let at = app.board.columns.position(to.as_str()).unwrap_or(0);
            format!("Propose {} for", decisions::column_name(&app.board, at))
        }
        _ => spec.verb.to_owned(),
    };
    let mut form = Form {
        purpose,
        targets,
        title: format!("{verb}{about}"),
        fields: Vec::new(),
        focus: 0,
        error: None,
        candidates: Vec::new(),
        chosen: None,
        seed: app.now.timestamp_millis().unsigned_abs(),
        asked: None,
    };
    form.fields = (spec.fields)(app, &form);
    if let Some(texts) = app.left_forms.remove(&form.memory()) {
        for (field, text) in form.fields.iter_mut().zip(&texts) {
            field.text.replace(text);
        }
        app.say("Taken up where you left it.");
    }
    // The first field that still needs something is where one types.
    form.focus = (0..form.fields.len())
        .find(|at| {
            form.fields.get(*at).is_some_and(|field| {
                matches!(form.check(app, field), Check::Needed | Check::Wrong(_))
            })
        })
        .unwrap_or(0);
    suggest::refresh(app, &mut form);
    app.layers.push(Layer::Form(Box::new(form)));
}
