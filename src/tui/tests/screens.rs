//! Pictures of every screen, at every width that draws it differently.

use super::{Table, kept, loaded};
use crate::model::board::Board;
use crate::tui::message::Msg;
use crate::workspace::load::Loaded;

const SIZES: [(u16, u16); 5] = [(60, 20), (80, 24), (120, 36), (160, 48), (220, 60)];

/// Compares the screen at every size with its picture in `tests/snapshots`.
fn pictures(name: &str, keys: &str) {
    for (columns, rows) in SIZES {
        let mut table = Table::new(columns, rows);
        table.press(keys);
        let picture = table.picture();
        kept(name, columns, &picture);
    }
}

#[test]
fn board() {
    pictures("board", "");
}

#[test]
fn board_with_decisions_and_marks() {
    pictures("board-decided", "1 space");
}

#[test]
fn needs_repair() {
    pictures("repair", "l l l l");
}

#[test]
fn grouped() {
    pictures("grouped", "w p");
}

#[test]
fn presenter() {
    pictures("presenter", "z");
}

#[test]
fn filter_line() {
    pictures("filter", "/ 'pack:shopify risk>=med'");
}

#[test]
fn item_detail() {
    pictures("item", "l enter");
}

#[test]
fn item_findings() {
    pictures("item-findings", "l enter tab");
}

#[test]
fn defer_form() {
    pictures("defer", "3 'PACK-7' enter 'Tiles stay blank.' tab '+2'");
}

#[test]
fn owner_form() {
    pictures("owner", "a 'le'");
}

#[test]
fn withdraw_question() {
    pictures("withdraw", "x 'Not ours.' enter");
}

#[test]
fn new_item_form() {
    pictures("new-item", "i 'Banner wording' enter ctrl-u tab tab 'CORE-900'");
}

#[test]
fn risk_menu() {
    pictures("risk", "!");
}

#[test]
fn palette() {
    pictures("palette", ": 'de'");
}

#[test]
fn help() {
    pictures("help", "?");
}

#[test]
fn findings() {
    pictures("findings", "g f");
}

#[test]
fn packs() {
    pictures("packs", "g p");
}

#[test]
fn pack_detail() {
    pictures("pack", "g p enter");
}

#[test]
fn pack_findings() {
    pictures("pack-findings", "g p enter tab");
}

#[test]
fn pack_signoffs() {
    pictures("pack-signoffs", "g p enter shift-tab shift-tab");
}

#[test]
fn sign_off_form() {
    pictures("form-signoff", "g p S");
}

#[test]
fn waiver_form() {
    pictures("form-waiver", "g p W");
}

#[test]
fn review() {
    pictures("review", "1 1 C");
}

#[test]
fn quit_question() {
    pictures("quit", "1 q");
}

#[test]
fn nothing_found() {
    for (columns, rows) in SIZES {
        let empty = Loaded { board: Board::default(), nothing_found: true, ..loaded() };
        let picture = Table::on(empty, columns, rows).picture();
        assert!(picture.contains("backlog/"), "{picture}");
        assert!(picture.contains("To begin"), "{picture}");
    }
}

#[test]
fn every_size_is_survived() {
    let screens = [
        "",
        "3",
        "enter",
        "g f",
        "g p",
        "g h",
        "1 C",
        ":",
        "?",
        "/ 'x'",
        "!",
        "x 'y' enter",
        "z",
        "P",
        "m",
        "v",
    ];
    for keys in screens {
        let mut table = Table::new(160, 48);
        table.press(keys);
        for columns in (1..=30).chain([59, 60, 61, 79, 99, 100, 159, 160, 161, 199, 200, 300]) {
            for rows in [1, 2, 3, 5, 14, 15, 16, 24, 60] {
                table.send(Msg::Resize(columns, rows));
                table.picture();
            }
        }
        let again = table.app.layers.len();
        table.send(Msg::Resize(160, 48));
        assert_eq!(table.app.layers.len(), again, "a resize closes nothing");
    }
}
