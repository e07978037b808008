//! Nothing that comes out of a file can move the cursor, hide, or take other cells than it says.

#[path = "support/hostile.rs"]
mod hostile;

use std::num::NonZeroU16;

use gonogo::text::{Align, ascii, block, cell, display, fit, fit_tail, width, wrap, wrap_clipped};
use proptest::prelude::*;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

/// Cells that the screen buffer gives to a text.
fn buffer_cells(text: &str) -> usize {
    let mut buffer = Buffer::empty(Rect::new(0, 0, 4096, 1));
    usize::from(buffer.set_stringn(0, 0, text, usize::MAX, Style::new()).0)
}

/// A terminal that knows nothing of graphemes, to see by how many cells its cursor moves.
struct Emulator(vt100::Parser);

impl Emulator {
    fn new(columns: u16) -> Self {
        let rows = NonZeroU16::MIN.saturating_add(1);
        let columns = NonZeroU16::MIN.saturating_add(columns - 1);
        Self(vt100::Parser::new(rows, columns, 0))
    }

    fn cells(&mut self, text: &str) -> usize {
        self.0.process(b"\x1b[H\x1b[2J");
        // The emulator takes the replacement character for broken UTF-8, which no terminal does.
        self.0.process(text.replace('\u{fffd}', "x").as_bytes());
        let (row, column) = self.0.screen().cursor_position();
        assert_eq!(row, 0, "{text:?} left its row");
        usize::from(column)
    }
}

fn terminal_cells(text: &str) -> usize {
    Emulator::new(4096).cells(text)
}

fn assert_harmless(raw: &str) {
    let clean = display(raw);
    for c in clean.chars() {
        assert!(!c.is_control(), "{c:?} of {raw:?} came through");
        assert!(
            !matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
                | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{61c}'
                | '\u{e0000}'..='\u{e0fff}' | '\u{e000}'..='\u{f8ff}'),
            "{c:?} of {raw:?} came through"
        );
    }
    assert_eq!(display(&clean), clean, "not at rest: {raw:?}");
    assert_eq!(buffer_cells(&clean), width(&clean), "in the buffer: {raw:?} as {clean:?}");
    assert_eq!(terminal_cells(&clean), width(&clean), "in a terminal: {raw:?} as {clean:?}");
}

#[test]
fn every_character_is_harmless_alone_and_between_letters() {
    // Of the great uniform blocks (ideographs, syllables, private use, nothing) a sample will do.
    let uniform = |c: char| match u32::from(c) {
        0x4E00..0x9FA0 | 0xAC00..0xD700 | 0xE000..0xF800 | 0x1_7000..0x1_8C00 => true,
        code => (0x2_0000..0xE_0000).contains(&code) || code > 0xE_0200,
    };
    let mut terminal = Emulator::new(60);
    for c in ('\0'..=char::MAX).filter(|c| !uniform(*c) || u32::from(*c) % 97 == 0) {
        for raw in [String::from(c), format!("a{c}b"), format!("\u{1f469}{c}\u{1f4bb}")] {
            let clean = display(&raw);
            assert!(!clean.chars().any(char::is_control), "{c:?} came through");
            assert_eq!(display(&clean), clean, "not at rest: {raw:?}");
            assert_eq!(buffer_of(&clean), width(&clean), "{raw:?} as {clean:?}");
            assert_eq!(terminal.cells(&clean), width(&clean), "{raw:?} as {clean:?}");
        }
    }
}

/// As `buffer_cells`, small enough for three million texts.
fn buffer_of(text: &str) -> usize {
    let mut buffer = Buffer::empty(Rect::new(0, 0, 60, 1));
    usize::from(buffer.set_stringn(0, 0, text, usize::MAX, Style::new()).0)
}

#[test]
fn every_hostile_piece_is_harmless() {
    for piece in hostile::PIECES {
        assert_harmless(piece);
    }
}

#[test]
fn what_is_shown_reads_well() {
    let cases = [
        ("plain", "plain"),
        ("a\x1b[31mred", "a<1B>[31mred"),
        ("c1 \u{9b}31m", "c1 <9B>31m"),
        ("evil\u{202e}gnp", "evil<202E>gnp"),
        ("zero\u{200b}width", "zero<200B>width"),
        ("two\nlines\n", "two lines"),
        ("crlf\r\nhere", "crlf here"),
        ("bare\rreturn", "bare<0D>return"),
        ("tab\there", "tab here"),
        ("caf\u{e9} cafe\u{301}", "caf\u{e9} cafe\u{301}"),
        ("z\u{300}\u{301}\u{302}\u{303}\u{304}\u{305}lgo", "z\u{300}\u{301}\u{302}\u{303}<+2>lgo"),
        ("\u{1f469}\u{200d}\u{1f4bb} ok", "\u{1f469}\u{1f4bb} ok"),
        ("\u{1f44d}\u{1f3fd}", "\u{1f44d}"),
        ("\u{2764}\u{fe0f}", "\u{2764}"),
        ("\u{1f1e9}\u{1f1ea}", "DE"),
        ("\u{1112}\u{1161}\u{11ab}\u{1100}\u{1173}\u{11af}", "\u{d55c}\u{ae00}"),
        ("\u{645}\u{6cc}\u{200c}\u{62e}", "\u{645}\u{6cc}\u{62e}"),
        ("pass\u{200d}word", "pass<200D>word"),
        ("\u{6f22}\u{5b57}", "\u{6f22}\u{5b57}"),
        ("no\u{a0}break", "no break"),
        ("\u{e000}", "<E000>"),
    ];
    for (raw, shown) in cases {
        assert_eq!(display(raw), shown);
    }
}

#[test]
fn lines_stay_lines_in_a_block() {
    assert_eq!(block("a\tb\r\n\n  c\x1b[m\n\n"), ["a   b", "", "  c<1B>[m"]);
    assert_eq!(block("\u{6f22}\tx"), ["\u{6f22}  x"]);
    assert_eq!(block(""), [""]);
}

#[test]
fn cutting_never_halves_a_wide_grapheme() {
    assert_eq!(fit("\u{6f22}\u{5b57}\u{8a9e}", 6), "\u{6f22}\u{5b57}\u{8a9e}");
    assert_eq!(fit("\u{6f22}\u{5b57}\u{8a9e}", 5), "\u{6f22}\u{5b57}~");
    assert_eq!(fit("\u{6f22}\u{5b57}\u{8a9e}", 4), "\u{6f22}~");
    assert_eq!(fit("\u{6f22}", 1), "~");
    assert_eq!(fit("abc", 0), "");
    assert_eq!(fit_tail("packs/hubspot/pack.yaml", 10), "~pack.yaml");
    assert_eq!(cell("\u{6f22}\u{5b57}\u{8a9e}", 4, Align::Right), " \u{6f22}~");
    assert_eq!(cell("ab", 5, Align::Center), " ab  ");
}

#[test]
fn rows_break_at_spaces_and_inside_long_words() {
    assert_eq!(wrap("one two three", 7), ["one two", "three"]);
    assert_eq!(wrap("  kept indent goes on", 10), ["  kept", "indent", "goes on"]);
    assert_eq!(wrap("abcdefgh ij", 3), ["abc", "def", "gh", "ij"]);
    assert_eq!(wrap("a\n\nb   ", 5), ["a", "", "b"]);
    assert_eq!(wrap("\u{6f22}\u{5b57}x", 1), ["~", "~", "x"]);
    assert_eq!(wrap_clipped("a b c d", 1, 2), ["a", "~"]);
    assert_eq!(wrap("", 5), [""]);
}

#[test]
fn a_megabyte_of_anything_is_bounded() {
    let marks = format!("a{}", "\u{301}".repeat(500_000));
    assert_eq!(fit(&marks, 20), "a\u{301}\u{301}\u{301}\u{301}<+499996>");
    let line = "word \u{6f22}\u{202e} ".repeat(100_000);
    assert_eq!(width(&fit(&line, 80)), 80);
    assert_eq!(wrap_clipped(&line, 80, 10).len(), 10);
    assert!(wrap(&line, 80).iter().all(|row| width(row) <= 80));
    assert!(wrap(&" ".repeat(1_000_000), 80).len() <= 1);
    let conjunct = "\u{915}\u{94d}".repeat(100_000);
    assert!(width(&fit(&conjunct, 40)) <= 40);
}

#[test]
fn ascii_reads_like_the_original() {
    assert_eq!(ascii("Zo\u{eb} \u{2014} \u{201c}caf\u{e9}\u{201d} \u{2026}"), "Zoe - \"cafe\" .");
    assert_eq!(ascii("\u{6f22}x"), "??x");
    assert_eq!(ascii("\u{250c}\u{2500}\u{2510}\u{2502}"), "+-+|");
}

proptest! {
    #[test]
    fn any_text_is_harmless(raw in hostile::text()) {
        assert_harmless(&raw);
    }

    #[test]
    fn clean_text_can_be_put_together(a in hostile::text(), b in hostile::text()) {
        // A row is drawn from spans; the terminal sees them as one text.
        let row = format!("{} {}", display(&a), display(&b));
        prop_assert_eq!(terminal_cells(&row), width(&row));
        prop_assert_eq!(width(&row), width(&display(&a)) + 1 + width(&display(&b)));
    }

    #[test]
    fn cut_text_fits(raw in hostile::text(), cells in 0..60_usize) {
        let cut = fit(&raw, cells);
        prop_assert!(width(&cut) <= cells);
        let clean = display(&raw);
        if width(&clean) <= cells {
            prop_assert_eq!(cut, clean.clone());
        } else {
            prop_assert!(cells == 0 || cut.ends_with('~'));
        }
        prop_assert!(width(&fit_tail(&raw, cells)) <= cells);
        for align in [Align::Left, Align::Right, Align::Center] {
            prop_assert_eq!(width(&cell(&raw, cells, align)), cells);
        }
    }

    #[test]
    fn wrapped_text_fits_and_loses_only_spaces(raw in hostile::text(), cells in 4..60_usize) {
        let rows = wrap(&raw, cells);
        for row in &rows {
            prop_assert!(width(row) <= cells, "{:?} is wider than {}", row, cells);
            prop_assert_eq!(&*display(row), row.as_str());
        }
        let letters = |texts: &[String]| texts.concat().replace(' ', "");
        prop_assert_eq!(letters(&rows), letters(&block(&raw)));
    }

    #[test]
    fn ascii_is_ascii_of_the_same_width(raw in hostile::text()) {
        let plain = ascii(&raw);
        prop_assert!(plain.bytes().all(|byte| matches!(byte, b' '..=b'~')));
        prop_assert_eq!(plain.len(), width(&display(&raw)));
    }
}
