//! Moving about: filter, search, palette, help, lists.

use super::Table;
use crate::model::order::{Group, Sort};
use crate::tui::app::Layer;
use crate::tui::message::{Effect, Msg};

fn table() -> Table {
    Table::new(160, 48)
}

fn selected(table: &Table) -> &str {
    table.app.screen.selected_item().map(|id| id.as_str()).unwrap_or_default()
}

#[test]
fn the_cursor_goes_where_the_keys_say() {
    let mut table = table();
    assert_eq!(selected(&table), "HUB-007", "the riskiest first");
    table.press("j");
    assert_eq!(selected(&table), "SHOP-031");
    table.press("G");
    assert_eq!(selected(&table), "HUB-009");
    table.press("j g g k");
    assert_eq!(selected(&table), "HUB-007");
    table.press("l");
    assert_eq!(selected(&table), "SHOP-014", "as risky, and older");
    table.press("l l l l l l");
    assert_eq!(table.app.screen.selected_item(), None, "the lane of files that need repair");
    table.press("tab");
    assert_eq!(selected(&table), "HUB-007", "round again");
    table.press("l n");
    assert_eq!(selected(&table), "HUB-007", "the next undecided");
}

#[test]
fn a_filter_follows_the_typing() {
    let mut table = table();
    table.press("/ 'ow'");
    table.press("tab 'none'");
    assert_eq!(table.app.screen.filter_text, "owner:none");
    table.press("enter / esc");
    assert_eq!(table.app.screen.filter_text, "");
    table.press("/ up");
    assert_eq!(table.app.screen.filter_text, "owner:none", "earlier filters come back");
    table.press("ctrl-u 'risk:huge' enter");
    assert!(matches!(table.app.layers.last(), Some(Layer::Filter(_))), "not understood, not kept");
    assert!(table.notice().contains("risk"), "{}", table.notice());
}

#[test]
fn sort_and_group_are_chosen_by_letter() {
    let mut table = table();
    table.press("O t");
    assert_eq!(table.app.screen.sort, Sort::Title);
    table.press("w p");
    assert_eq!(table.app.screen.group, Group::Pack);
    assert!(table.picture().contains("hubspot"));
}

#[test]
fn the_detail_opens_turns_and_searches() {
    let mut table = table();
    table.press("l enter");
    assert!(
        matches!(table.effects.last(), Some(Effect::History(target, _)) if target.as_str() == "SHOP-014")
    );
    assert!(table.picture().contains("Every new shop meets it"));
    table.press("/ 'placeholder' enter");
    assert!(table.picture().contains("placeholder: No refunds yet"));
    table.press("tab");
    assert!(table.picture().contains("GNG"));
    table.press("]");
    let Some(Layer::Item(view)) = table.app.layers.last() else { panic!("no detail") };
    assert_eq!(view.id, "CORE-003");
    table.press("2");
    assert_eq!(
        table.scope("CORE-003").as_deref(),
        Some("launch-adjacent"),
        "decided in the detail"
    );
    table.press("q");
    assert!(table.app.layers.is_empty() && !table.app.quit);
}

#[test]
fn the_palette_and_help_run_what_they_show() {
    let mut table = table();
    table.press(": 'sort' enter");
    assert!(matches!(table.app.layers.last(), Some(Layer::Menu(_))));
    table.press("esc ? / 'presenter' enter enter");
    assert!(table.app.screen.presenter);
}

#[test]
fn findings_lead_to_their_items_and_files() {
    let mut table = table();
    table.press("g f");
    assert!(table.picture().contains("FINDINGS"));
    let Some(Layer::Findings(view)) = table.app.layers.last() else { panic!("no findings") };
    let file = view.list.iter().position(|f| f.rule == "GNG001").unwrap();
    for _ in 0..file {
        table.press("j");
    }
    table.press("e");
    assert!(
        matches!(table.effects.last(), Some(Effect::Edit { path, line: 3 }) if path == "backlog/BROKEN.yaml")
    );
}

#[test]
fn findings_and_packs_are_filtered_as_one_types() {
    let mut table = table();
    table.press("g f /");
    let all = table.app.findings.counts().total();
    let shown = |table: &Table| match table.app.layers.last() {
        Some(Layer::Findings(view)) => view.list.len(),
        other => panic!("{other:?}"),
    };
    // While it is typed, digits and letters decide nothing.
    table.press("'gng001'");
    assert_eq!((shown(&table), table.app.draft.rows().len()), (1, 0));
    assert!(
        table.picture().contains(&format!("filter: gng001  1 of {all}")),
        "{}",
        table.picture()
    );
    table.press("enter");
    assert_eq!(shown(&table), 1, "kept");
    table.press("esc");
    assert_eq!(shown(&table), all, "Esc clears it before it leaves");
    table.press("/ 'no such words'");
    assert!(table.picture().contains("No finding is left by this filter"));
    table.press("esc");
    assert_eq!(shown(&table), all);
    table.press("g p / 'nothing'");
    assert!(table.picture().contains("No pack is left by this filter"));
    table.press("esc");
    let Some(Layer::Packs(view)) = table.app.layers.last() else { panic!("no packs") };
    assert!(!view.rows.is_empty());
}

#[test]
fn a_pack_is_opened_from_a_cell_and_leads_to_its_items_and_its_file() {
    let mut table = table();
    table.press("g p l e");
    let Some(Effect::EditAt { path, .. }) = table.effects.last() else { panic!("no edit") };
    assert_eq!(path, &["behavior", "missing_column"], "to what is wrong with the cell");
    table.press("enter tab tab j enter");
    let Some(Layer::Item(view)) = table.app.layers.last() else { panic!("no item") };
    assert_eq!(view.id.as_str(), "SHOP-014");
    table.press("q q x");
    assert!(table.notice().starts_with("GNG020: "), "{}", table.notice());
    table.press("O i");
    assert!(table.picture().contains("sort: id"));
}

#[test]
fn a_pack_is_decided_on_by_key() {
    let mut table = table();
    table.app.board.signoff_roles = vec!["data".into(), "docs".into()];
    let pack = |table: &super::Table| table.app.board.packs[0].clone();
    table.press("g p a 'docs-lead' enter");
    assert_eq!(pack(&table).owner.unwrap().as_str(), "docs-lead");
    table.press("m p");
    assert_eq!(pack(&table).launch.unwrap().word(), "preview");
    let before = table.app.findings.counts();
    table.press("F");
    let behavior = pack(&table).behavior("missing_column").cloned().unwrap();
    assert_eq!(behavior.show.unwrap().word(), "hide");
    assert_eq!(table.app.findings.counts().block, before.block - 1, "counted at once");
    table.press("u");
    assert!(pack(&table).behavior("missing_column").is_none());
    table.press("S 'no-go' enter enter 'crm-lead' enter 'No rollback plan.' ctrl-s y");
    let signed = pack(&table).signoff("data").cloned().unwrap();
    assert_eq!(
        (signed.by.as_deref(), signed.note.as_deref()),
        (Some("crm-lead"), Some("No rollback plan."))
    );
    assert_eq!(signed.content.unwrap(), pack(&table).content(&table.app.board.assets));
    table.press("W shift-tab ctrl-u 'GNG031' enter 'None yet.' enter 'Two on call.' enter 'crm-lead' ctrl-s");
    assert_eq!(pack(&table).waivers.len(), 1, "{}", table.picture());
    let kill = table.app.findings.for_pack(&"shopify".into()).iter().find(|f| f.rule == "GNG031");
    assert!(kill.unwrap().waived.is_some());
    table.press("X 'docs/x.md' enter 'missing_table, stale_warn' ctrl-s");
    assert_eq!(pack(&table).evidence[0].covers, ["missing_table", "stale_warn"]);
    let rows = table.app.draft.rows();
    assert!(rows.iter().all(|row| row.target.as_str() == "shopify"));
    while !table.app.draft.is_empty() {
        table.press("u");
    }
    assert_eq!(pack(&table), super::loaded().board.packs[0]);
}

#[test]
fn a_misspelt_key_is_mended_by_a_key() {
    let mut table = table();
    let id = "HUB-007".into();
    let mut item = table.app.board.item(&id).unwrap().clone();
    item.id = "HUB-008".into();
    item.extra.push(("ownr".into(), "crm-lead".into()));
    table.app.board.add(item);
    table.app.findings = crate::rules::Findings::of(&table.app.board, table.app.today());
    table.app.lay_out();
    table.app.screen.select(&"HUB-008".into());
    table.press("F");
    let owner = |table: &super::Table| {
        table.app.board.item(&"HUB-008".into()).unwrap().owner.clone().map(|o| o.to_string())
    };
    assert_eq!(owner(&table).as_deref(), Some("crm-lead"), "{}", table.notice());
    table.press("u");
    assert_eq!(owner(&table), None);
    table.app.screen.select(&"DOC-002".into());
    table.press("F");
    assert!(table.notice().contains("without a choice"));
}

#[test]
fn links_are_opened_and_copied() {
    let mut table = table();
    table.app.screen.select(&"ZEN-002".into());
    table.press("o");
    assert!(
        matches!(table.effects.last(), Some(Effect::OpenLink(link)) if link == "https://example.com/PACK-88")
    );
    table.press("y");
    assert!(matches!(table.effects.last(), Some(Effect::Copy(text)) if text == "ZEN-002"));
    table.press("Y");
    assert!(matches!(table.effects.last(), Some(Effect::Copy(text)) if text.ends_with("/PACK-88")));
    table.app.screen.select(&"HUB-007".into());
    table.press("o");
    assert_eq!(table.notice(), "This item has no link.");
}

#[test]
fn pasted_text_runs_no_commands() {
    let mut table = table();
    table.send(Msg::Paste("1\n2\nq".into()));
    assert_eq!(table.scope("HUB-007"), None);
    assert!(table.notice().starts_with("Pasted text"), "{}", table.notice());
    table.press("c");
    table.send(Msg::Paste("two\nlines".into()));
    table.press("ctrl-s");
    assert_eq!(
        table.app.item(&"HUB-007".into()).unwrap().notes.first().unwrap().text,
        "two\nlines"
    );
}

#[test]
fn a_reload_loses_neither_selection_nor_marks_nor_filter() {
    let mut table = table();
    table.press("/ 'is:open' enter j space k");
    let mut again = super::loaded();
    again.board.add(crate::model::testing::item("AAA-1"));
    table.send(Msg::Loaded(Box::new(again)));
    assert_eq!(selected(&table), "SHOP-031");
    assert_eq!(table.app.screen.marks.len(), 1);
    assert_eq!(table.app.screen.filter_text, "is:open");
}

#[test]
fn cyrillic_letters_are_the_physical_keys() {
    let mut table = table();
    table.press("о");
    assert_eq!(selected(&table), "SHOP-031", "the key of j");
}
