//! Width in terminal cells, per grapheme, the way the screen buffer counts.

use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthStr;

/// The graphemes of a text with the cells each takes.
///
/// This is the measure of `ratatui`'s buffer, character for character; a test holds the two
/// together. Text that went through [`display`](super::display) has no grapheme without a cell.
pub fn graphemes(text: &str) -> impl Iterator<Item = (&str, usize)> {
    text.graphemes(true).map(|grapheme| (grapheme, cells(grapheme)))
}

/// Cells that a text takes in a row of the terminal.
///
/// It measures what it is given: text from outside is measured after [`display`](super::display).
pub fn width(text: &str) -> usize {
    if text.is_ascii() {
        return text.bytes().filter(|byte| !byte.is_ascii_control()).count();
    }
    graphemes(text).map(|(_, cells)| cells).sum()
}

/// Cells of one grapheme.
pub(super) fn cells(grapheme: &str) -> usize {
    if grapheme.len() == 1 {
        return usize::from(!grapheme.as_bytes()[0].is_ascii_control());
    }
    if grapheme.chars().any(char::is_control) {
        return 0;
    }
    let sound_marks = grapheme.chars().filter(|c| matches!(c, '\u{FF9E}' | '\u{FF9F}')).count();
    grapheme.width() + sound_marks
}
