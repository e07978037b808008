//! Each decision by key.

use super::{Table, loaded};
use crate::model::field::Field;
use crate::model::item::{Risk, Status};
use crate::tui::app::Layer;
use crate::tui::message::Effect;

fn table() -> Table {
    Table::new(160, 48)
}

#[test]
fn a_digit_puts_the_selected_item_into_a_column() {
    let mut table = table();
    table.press("1");
    assert_eq!(table.scope("HUB-007").as_deref(), Some("launch-critical"));
    assert_eq!(table.notice(), "Moved HUB-007 to 1 Launch-critical.  u undo");
    assert_eq!(table.app.screen.selected_item().unwrap(), &"SHOP-031", "on to the next");
    table.press("2 u");
    assert_eq!(table.scope("SHOP-031"), None);
    assert_eq!(table.app.screen.selected_item().unwrap(), &"SHOP-031", "where the room looks");
    table.press("U u u");
    assert_eq!(table.scope("HUB-007"), None);
    table.press("u");
    assert_eq!(table.notice(), "Nothing to undo since the last commit.");
    table.press("U U U");
    assert_eq!(table.notice(), "Nothing to redo.");
}

#[test]
fn marked_items_are_decided_on_in_one_step() {
    let mut table = table();
    table.press("space space 1");
    assert_eq!(table.notice(), "Moved 2 items to 1 Launch-critical.  u undo");
    assert!(table.app.screen.marks.is_empty());
    table.press("u");
    assert_eq!((table.scope("HUB-007"), table.scope("SHOP-031")), (None, None));
    table.press("g g v j 2");
    assert_eq!(table.scope("SHOP-031").as_deref(), Some("launch-adjacent"), "a range");
    table.press("u * 1");
    assert!(table.notice().starts_with("Moved 3 items"), "{}", table.notice());
}

#[test]
fn deciding_works_while_a_filter_is_on() {
    let mut table = table();
    table.press("/ 'pack:shopify' enter 1");
    assert_eq!(table.scope("SHOP-031").as_deref(), Some("launch-critical"));
    assert_eq!(table.app.screen.filter_text, "pack:shopify");
}

#[test]
fn nudging_and_moving_go_by_columns() {
    let mut table = table();
    table.press("L");
    assert_eq!(table.scope("HUB-007").as_deref(), Some("launch-critical"));
    table.press("u H");
    assert_eq!(table.notice(), "HUB-007 stands so already.");
    table.press("m l l enter");
    assert_eq!(table.scope("HUB-007").as_deref(), Some("launch-adjacent"));
    table.press("m l esc");
    assert_eq!(table.notice(), "Not moved.");
}

#[test]
fn nothing_is_deferred_without_link_risk_date_and_owner() {
    let mut table = table();
    table.press("3");
    assert!(matches!(table.app.layers.last(), Some(Layer::Form(_))), "the digit asks first");
    for (keys, part) in [
        ("ctrl-s", "the tracked link"),
        ("'soon' ctrl-s", "neither an address"),
        ("ctrl-u 'PACK-7' ctrl-s", "the risk note"),
        ("'Deals count twice.' ctrl-s", "the date to revisit"),
        ("'yesterday' ctrl-s", "not a date"),
        ("ctrl-u '2026-01-01' ctrl-s", "must lie ahead"),
        ("ctrl-u 'launch+2w' ctrl-s", "an owner"),
        ("'nobody-known' ctrl-s", "nobody is known"),
    ] {
        table.press(keys);
        let Some(Layer::Form(form)) = table.app.layers.last() else { panic!("{keys}: closed") };
        let error = form.error.clone().unwrap_or_default();
        assert!(error.contains(part), "{keys}: {error}");
    }
    assert_eq!(table.scope("HUB-007"), None);
    table.press("ctrl-u 'crm' tab ctrl-s");
    let item = table.app.item(&"HUB-007".into()).unwrap();
    let deferral = item.deferral.clone().unwrap();
    assert_eq!(deferral.link.as_deref(), Some("PACK-7"));
    assert_eq!(deferral.revisit.unwrap().to_string(), "2027-01-26");
    assert_eq!(item.owner, Some("crm-lead".into()));
    assert_eq!(table.scope("HUB-007").as_deref(), Some("post-launch"));
}

#[test]
fn a_form_that_is_left_keeps_what_was_typed() {
    let mut table = table();
    table.press("d 'PACK-7' enter 'half a note' esc");
    assert!(table.app.layers.is_empty());
    table.press("d");
    let Some(Layer::Form(form)) = table.app.layers.last() else { panic!("no form") };
    assert_eq!(
        (form.value("link").as_str(), form.value("risk").as_str()),
        ("PACK-7", "half a note")
    );
}

#[test]
fn the_owner_is_completed_from_the_roster() {
    let mut table = table();
    table.press("a 'comm' enter");
    assert_eq!(table.app.item(&"HUB-007".into()).unwrap().owner, Some("commerce-lead".into()));
    table.press("a '-' enter");
    assert_eq!(table.app.item(&"HUB-007".into()).unwrap().owner, None);
    table.press("a down down enter");
    assert!(table.app.item(&"HUB-007".into()).unwrap().owner.is_some(), "chosen with the arrows");
}

#[test]
fn dates_risk_rationale_and_notes() {
    let mut table = table();
    table.press("D 'fri' enter");
    let due = |table: &Table| table.app.item(&"HUB-007".into()).unwrap().due;
    assert_eq!(due(&table).unwrap().to_string(), "2026-11-27");
    table.press("D ctrl-u '-' enter");
    assert_eq!(due(&table), None);
    table.press("! l");
    let item = |table: &Table| table.app.item(&"HUB-007".into()).unwrap().clone();
    assert_eq!(item(&table).risk, Some(Risk::Low));
    table.app.screen.select(&"HUB-007".into());
    table.press("r 'Seen on' enter 'day one' tab 'c1' tab ctrl-s");
    assert_eq!(item(&table).rationale.as_deref(), Some("Seen on\nday one"));
    assert_eq!(item(&table).criterion, Some("C1".into()));
    table.press("c 'Asked sales.' ctrl-s");
    let note = item(&table).notes.first().cloned().unwrap();
    assert_eq!((note.text.as_str(), note.by.as_deref()), ("Asked sales.", Some("launch-owner")));
}

#[test]
fn withdrawing_asks_for_the_reason_and_then_once_more() {
    let mut table = table();
    table.press("x ctrl-s");
    assert!(matches!(table.app.layers.last(), Some(Layer::Form(form)) if form.error.is_some()));
    table.press("'Not ours.' enter");
    table.press_at_once("y");
    assert!(matches!(table.app.layers.last(), Some(Layer::Form(_))), "typed ahead does not count");
    table.press("enter");
    assert!(matches!(table.app.layers.last(), Some(Layer::Form(_))), "Enter never confirms");
    table.press("y");
    let item = table.app.item(&"HUB-007".into()).unwrap();
    assert_eq!((item.status, item.rationale.as_deref()), (Status::Withdrawn, Some("Not ours.")));
}

#[test]
fn closing_takes_evidence_and_reopening_none() {
    let mut table = table();
    table.press("X 'docs/proof.md' enter 'test' enter");
    let item = |table: &Table| table.app.item(&"HUB-007".into()).unwrap().clone();
    assert_eq!(item(&table).status, Status::Closed);
    assert_eq!(item(&table).evidence.first().unwrap().reference, "docs/proof.md");
    table.app.screen.select(&"HUB-007".into());
    table.press("X");
    assert_eq!(item(&table).status, Status::Open);
}

#[test]
fn a_duplicate_names_the_other_item() {
    let mut table = table();
    table.press("M 'SHOP-031' enter y");
    let item = table.app.item(&"HUB-007".into()).unwrap();
    assert_eq!(
        (item.status, item.duplicate_of.clone()),
        (Status::Withdrawn, Some("SHOP-031".into()))
    );
}

#[test]
fn a_follow_up_belongs_to_what_is_put_off() {
    let mut table = table();
    table.app.screen.select(&"ZEN-005".into());
    table.press("f ctrl-u 'PACK-9' enter");
    let record = table.app.item(&"ZEN-005".into()).unwrap().deferral.clone().unwrap();
    assert_eq!(record.link.as_deref(), Some("PACK-9"));
    table.app.screen.select(&"SHOP-014".into());
    table.press("f 'PACK-9' enter");
    assert!(table.notice().contains("holds the launch"), "{}", table.notice());
}

#[test]
fn a_new_item_gets_an_id_that_nobody_has() {
    let mut table = table();
    table.press("i 'Banner wording' enter ctrl-u enter enter enter");
    let born = table.app.board.items().last().unwrap().clone();
    assert_eq!(born.title, "Banner wording");
    assert_eq!(&*born.source.path, format!("backlog/{}.yaml", born.id));
    assert_eq!(table.app.screen.selected_item(), Some(&born.id));
    table.press("i 'Another' enter ctrl-u enter enter 'SHOP-014' enter");
    assert!(matches!(table.app.layers.last(), Some(Layer::Form(form)) if form.error.is_some()));
    table.press("ctrl-u 'a/../b' enter");
    assert!(matches!(table.app.layers.last(), Some(Layer::Form(form)) if form.error.is_some()));
    table.press("esc u");
    assert!(table.app.item(&born.id).is_none());
}

#[test]
fn keys_wait_for_the_journal_so_that_each_meets_the_state_it_was_meant_for() {
    let mut table = table();
    table.slow = true;
    table.press("1 1");
    assert_eq!(table.scope("HUB-007"), None, "nothing is shown before it is on disk");
    table.catch_up();
    assert_eq!(table.scope("HUB-007").as_deref(), Some("launch-critical"));
    assert_eq!(table.scope("SHOP-031").as_deref(), Some("launch-critical"));
}

#[test]
fn read_only_decides_nothing() {
    let mut loaded = loaded();
    loaded.read_only = Some("a merge is in progress; finish it, then decide".into());
    let mut table = Table::on(loaded, 160, 48);
    for key in ["1", "a", "d", "x", "i", "!", "u", "m", "C"] {
        table.press(key);
        assert!(table.notice().starts_with("Read-only: a merge"), "{key}: {}", table.notice());
        assert!(table.app.layers.is_empty(), "{key}");
    }
}

#[test]
fn coming_back_into_the_launch_takes_the_deferral_off() {
    let mut table = table();
    table.app.screen.select(&"ZEN-002".into());
    table.press("2");
    assert_eq!(table.app.item(&"ZEN-002".into()).unwrap().get(Field::Deferral), None);
    assert!(table.notice().contains("no longer deferred"), "{}", table.notice());
}

#[test]
fn the_review_leaves_single_decisions_out_and_commits_with_y() {
    let mut table = table();
    table.press("1 1 C");
    let Some(Layer::Review(review)) = table.app.layers.last() else { panic!("no review") };
    assert_eq!(review.rows.len(), 2);
    assert!(review.before.blocking() != 0);
    assert!(
        matches!(table.effects.last(), Some(Effect::Plan { request, .. }) if request.rows.len() == 2)
    );
    table.press("space");
    assert!(
        matches!(table.effects.last(), Some(Effect::Plan { request, .. }) if request.rows.len() == 1)
    );
    table.press("1");
    assert_eq!(table.app.draft.rows().len(), 2, "nothing is decided behind the review's back");
    table.press("esc C enter");
    assert!(!table.app.committing, "Enter does not commit");
}

#[test]
fn quitting_asks_only_while_decisions_are_not_committed() {
    let mut table = table();
    table.press("1 q");
    assert!(matches!(table.app.layers.last(), Some(Layer::Confirm(_))));
    table.press("n q");
    table.press_at_once("y");
    assert!(!table.app.quit, "typed ahead does not count");
    table.press("y");
    assert!(table.app.quit);
    let mut untouched = super::Table::new(160, 48);
    untouched.press("q");
    assert!(untouched.app.quit);
}

#[test]
fn the_draft_is_forgotten_only_after_a_yes() {
    let mut table = table();
    table.press(": 'discard' enter");
    assert_eq!(table.notice(), "There is nothing to discard.");
    table.press("1 : 'discard' enter n");
    assert_eq!(table.app.draft.rows().len(), 1);
    table.press(": 'discard' enter y");
    assert!(matches!(table.effects.last(), Some(Effect::Discard)));
}

#[test]
fn the_first_item_of_an_empty_repository_is_shown() {
    let mut loaded = loaded();
    loaded.board = crate::model::board::Board::default();
    loaded.nothing_found = true;
    let mut table = Table::on(loaded, 160, 48);
    table.press("i 'The first' enter enter enter enter");
    assert!(table.picture().contains("The first"), "{}", table.picture());
}
