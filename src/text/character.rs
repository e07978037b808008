//! What single characters are: printable, invisible, joiners, letters of flags, parts of syllables.

use std::fmt::Write;

use unicode_width::UnicodeWidthChar;

/// Cells that a character takes when it stands alone.
///
/// The halfwidth sound marks are letters of their own in a terminal, though Unicode has them extend
/// the letter before.
pub(super) fn cells(c: char) -> usize {
    match c {
        '\u{FF9E}' | '\u{FF9F}' => 1,
        _ => c.width().unwrap_or(0),
    }
}

/// Whether the character has a form of its own that a reader can see.
///
/// `Debug` of the standard library escapes what is unassigned, private, a control, a format
/// character or a separator, in step with the Unicode version of the compiler; asking it spares a
/// table of general categories. It is asked in second place, where a combining mark is not escaped
/// for being one.
pub(super) fn is_printable(c: char) -> bool {
    if c.is_ascii() {
        return !c.is_ascii_control();
    }
    if is_blank_letter(c) || attaches_forwards(c) {
        return false;
    }
    let mut pair = [b'x', 0, 0, 0, 0];
    let length = c.encode_utf8(&mut pair[1..]).len();
    std::str::from_utf8(&pair[..=length]).is_ok_and(|text| text.escape_debug().nth(1) == Some(c))
}

/// Characters that Unicode counts as letters, symbols or marks and that show nothing.
fn is_blank_letter(c: char) -> bool {
    matches!(
        c,
        '\u{034F}' | '\u{115F}' | '\u{1160}' | '\u{17B4}' | '\u{17B5}' | '\u{180B}'
            ..='\u{180F}' | '\u{2800}' | '\u{3164}' | '\u{FFA0}' | '\u{FFFC}'
    )
}

/// Letters that belong to the character behind them (`Grapheme_Cluster_Break=Prepend`; those of them
/// that are format characters are escaped anyway). How they are drawn depends on what follows, so
/// wrapping behind one would change what is shown.
fn attaches_forwards(c: char) -> bool {
    matches!(
        c,
        '\u{0D4E}'
            | '\u{111C2}'
            | '\u{111C3}'
            | '\u{1193F}'
            | '\u{11941}'
            | '\u{11A3A}'
            | '\u{11A84}'..='\u{11A89}' | '\u{11D46}' | '\u{11F02}'
    )
}

/// Spaces of other widths than the plain one; all are shown as plain spaces.
pub(super) fn is_wide_or_narrow_space(c: char) -> bool {
    matches!(
        c,
        '\u{A0}' | '\u{1680}' | '\u{2000}'..='\u{200A}' | '\u{202F}' | '\u{205F}' | '\u{3000}'
    )
}

/// Selectors that choose between two drawings of the character before them.
pub(super) fn is_variation_selector(c: char) -> bool {
    matches!(c, '\u{FE00}'..='\u{FE0F}' | '\u{E0100}'..='\u{E01EF}')
}

/// The joiners that some scripts need for spelling and emoji for composing.
pub(super) fn is_joiner(c: char) -> bool {
    matches!(c, '\u{200C}' | '\u{200D}')
}

/// Whether a joiner beside this character is spelling and not a way to hide something.
pub(super) fn takes_joiners(c: char) -> bool {
    matches!(c,
        '\u{0600}'..='\u{08FF}'       // Arabic, Syriac, N'Ko
        | '\u{0900}'..='\u{0DFF}'     // the scripts of India
        | '\u{1000}'..='\u{109F}'     // Myanmar
        | '\u{1780}'..='\u{18AF}'     // Khmer, Mongolian
    ) || is_pictograph(c)
}

/// Emoji and the symbols they are composed with.
pub(super) fn is_pictograph(c: char) -> bool {
    matches!(c, '\u{2190}'..='\u{2BFF}' | '\u{1F000}'..='\u{1FAFF}')
}

/// Skin tones: two cells alone, none behind a hand, and terminals disagree on which is which.
pub(super) fn is_skin_tone(c: char) -> bool {
    matches!(c, '\u{1F3FB}'..='\u{1F3FF}')
}

/// The letter that a regional indicator stands for; pairs of them are flags on some terminals.
pub(super) fn flag_letter(c: char) -> Option<char> {
    match c {
        '\u{1F1E6}'..='\u{1F1FF}' => char::from_u32(u32::from('A') + (u32::from(c) - 0x1F1E6)),
        _ => None,
    }
}

/// Vowel and final letters of Korean that have no cell of their own.
pub(super) fn is_trailing_jamo(c: char) -> bool {
    matches!(c, '\u{1160}'..='\u{11FF}' | '\u{D7B0}'..='\u{D7FF}')
}

/// The syllable that two Korean letters make together, as Unicode composes it.
pub(super) fn compose_hangul(first: char, second: char) -> Option<char> {
    let (a, b) = (u32::from(first), u32::from(second));
    match (a, b) {
        (0x1100..=0x1112, 0x1161..=0x1175) => {
            char::from_u32(0xAC00 + ((a - 0x1100) * 21 + (b - 0x1161)) * 28)
        }
        (0xAC00..=0xD7A3, 0x11A8..=0x11C2) if (a - 0xAC00) % 28 == 0 => {
            char::from_u32(a + (b - 0x11A7))
        }
        _ => None,
    }
}

/// Writes the character as its code point in angle brackets.
pub(super) fn escape(c: char, out: &mut String) {
    // Writing to a String cannot fail.
    let _ = write!(out, "<{:02X}>", u32::from(c));
}
