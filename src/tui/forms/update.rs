//! What keys do in a form.

use std::time::Instant;

use crossterm::event::KeyCode;

use super::{Check, Form, Made, Purpose, suggest};
use crate::model::target::Target;
use crate::tui::app::{App, Layer};
use crate::tui::decide;
use crate::tui::keymap::Key;
use crate::tui::meeting;
use crate::tui::message::{Effect, TextPurpose};

/// A key in the topmost form.
pub(crate) fn key(app: &mut App, mut form: Box<Form>, key: Key, at: Instant) -> Vec<Effect> {
    if let Some((opened, _)) = &form.asked {
        if App::too_soon(Some(*opened), at) {
            app.layers.push(Layer::Form(form));
            return Vec::new();
        }
        match key.code {
            KeyCode::Char('y') => return do_it(app, form),
            KeyCode::Char('n') | KeyCode::Esc => form.asked = None,
            KeyCode::Char('c') if key.ctrl => form.asked = None,
            _ => {}
        }
        app.layers.push(Layer::Form(form));
        return Vec::new();
    }
    match (key.code, key.ctrl, key.alt) {
        (KeyCode::Esc, _, _) | (KeyCode::Char('c'), true, false) => {
            leave(app, &form);
            return Vec::new();
        }
        (KeyCode::Char('s'), true, false) | (KeyCode::Enter, _, true) => {
            return save(app, form, at);
        }
        (KeyCode::Char('o'), true, false) => {
            let text = form.focused().map(|field| field.text.value()).unwrap_or_default();
            app.layers.push(Layer::Form(form));
            return vec![Effect::EditText { purpose: TextPurpose::FormField, text }];
        }
        (KeyCode::Enter, _, _) | (KeyCode::Char('j'), true, false) => {
            if !form.focused().is_some_and(|field| field.text.is_block()) {
                complete_best(app, &mut form);
                if form.focus + 1 == form.fields.len() {
                    return save(app, form, at);
                }
                form.focus += 1;
                suggest::refresh(app, &mut form);
            } else {
                type_key(app, &mut form, Key::plain(KeyCode::Enter));
            }
        }
        (KeyCode::Tab, false, false) if key.shift => focus(app, &mut form, -1),
        (KeyCode::Tab, false, false) => {
            if !complete(app, &mut form) {
                focus(app, &mut form, 1);
            }
        }
        (KeyCode::Down, ..) if choosing(&form) => choose(&mut form, 1),
        (KeyCode::Up, ..) if choosing(&form) => choose(&mut form, -1),
        (KeyCode::Char('n'), true, false) => choose(&mut form, 1),
        (KeyCode::Char('p'), true, false) => choose(&mut form, -1),
        (KeyCode::Down, ..) if !form.focused().is_some_and(|f| f.text.is_block()) => {
            focus(app, &mut form, 1);
        }
        (KeyCode::Up, ..) if !form.focused().is_some_and(|f| f.text.is_block()) => {
            focus(app, &mut form, -1);
        }
        _ => type_key(app, &mut form, key),
    }
    app.layers.push(Layer::Form(form));
    Vec::new()
}

/// Text pasted into the field with the focus.
pub(crate) fn paste(app: &App, form: &mut Form, pasted: &str) {
    let at = form.focus;
    if let Some(field) = form.fields.get_mut(at) {
        field.text.paste(pasted);
    }
    form.error = None;
    suggest::refresh(app, form);
}

/// The text of the field with the focus came back from the editor.
pub(crate) fn edited(app: &App, form: &mut Form, text: &str) {
    let at = form.focus;
    if let Some(field) = form.fields.get_mut(at) {
        field.text.replace(text.trim_end());
    }
    suggest::refresh(app, form);
}

fn type_key(app: &App, form: &mut Form, key: Key) {
    let at = form.focus;
    let Some(field) = form.fields.get_mut(at) else { return };
    if field.text.key(key) {
        form.error = None;
        suggest::refresh(app, form);
    }
}

fn focus(app: &App, form: &mut Form, by: isize) {
    let count = form.fields.len().max(1);
    form.focus = (form.focus + count).saturating_add_signed(by) % count;
    suggest::refresh(app, form);
}

fn choosing(form: &Form) -> bool {
    !form.candidates.is_empty() && !form.focused().is_some_and(|field| field.text.is_block())
}

fn choose(form: &mut Form, by: isize) {
    let count = form.candidates.len();
    if count == 0 {
        return;
    }
    form.chosen = Some(match form.chosen {
        None if by > 0 => 0,
        None => count - 1,
        Some(at) => (at + count).saturating_add_signed(by) % count,
    });
}

/// Completes to the chosen candidate, or to the first; whether that changed the text.
fn complete(app: &App, form: &mut Form) -> bool {
    let Some(candidate) = form.candidates.get(form.chosen.unwrap_or(0)).cloned() else {
        return false;
    };
    let at = form.focus;
    let Some(field) = form.fields.get_mut(at) else { return false };
    let typed = field.text.value();
    // An empty field that may stay empty is left with Tab, unless something was chosen.
    if typed.trim() == candidate.value || (typed.trim().is_empty() && form.chosen.is_none()) {
        return false;
    }
    field.text.replace(&candidate.value);
    suggest::refresh(app, form);
    true
}

/// On Enter: what was chosen, or what was begun and fits, is taken as a whole; what already means
/// something is left as it is.
fn complete_best(app: &App, form: &mut Form) {
    let means_something = form.focused().is_some_and(|field| match form.check(app, field) {
        Check::Good(_) | Check::Quiet => true,
        Check::Needed | Check::Wrong(_) => false,
    });
    if form.chosen.is_some() || !means_something {
        complete(app, form);
    }
}

fn leave(app: &mut App, form: &Form) {
    let pristine = (form.purpose.spec().fields)(app, form);
    let texts: Vec<String> = form.fields.iter().map(|field| field.text.value()).collect();
    let typed = pristine.iter().zip(&texts).any(|(field, text)| field.text.value() != *text);
    if typed {
        app.left_forms.insert(form.memory(), texts);
        app.say("Not done; what you typed is kept for the next time.");
    } else {
        app.say("Not done.");
    }
}

/// Saves, or asks first, or says what is missing and goes there.
fn save(app: &mut App, mut form: Box<Form>, at: Instant) -> Vec<Effect> {
    let spec = form.purpose.spec();
    match form.made(app) {
        Ok(_) => {
            // In the meeting nothing is done before the room agrees.
            let asks = !matches!(app.layers.last(), Some(Layer::Meeting));
            if let Some(question) = spec.confirm.filter(|_| asks) {
                form.asked = Some((at, question(app, &form)));
                app.layers.push(Layer::Form(form));
                return Vec::new();
            }
            do_it(app, form)
        }
        Err((name, error)) => {
            form.error = Some(error);
            if let Some(at) = form.fields.iter().position(|field| field.name == name) {
                form.focus = at;
            }
            suggest::refresh(app, &mut form);
            app.layers.push(Layer::Form(form));
            Vec::new()
        }
    }
}

fn do_it(app: &mut App, form: Box<Form>) -> Vec<Effect> {
    match form.made(app) {
        Ok(Made::Said(said)) => meeting::form_said(app, said),
        Ok(Made::Act(act)) => {
            if let Some(effects) = meeting::offers(app, &act) {
                return effects;
            }
            let targets = match &form.purpose {
                Purpose::NewItem => vec![Target::Item(super::new_item::id(app, &form))],
                _ => form.targets.clone(),
            };
            let effects = decide::act(app, &targets, &act);
            // Refused after all: nothing that was typed is lost.
            if effects.is_empty() && app.notice.as_ref().is_some_and(|notice| notice.error) {
                app.layers.push(Layer::Form(form));
            }
            effects
        }
        Err(_) => Vec::new(),
    }
}
