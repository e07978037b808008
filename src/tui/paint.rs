//! The brush of the views: everything that is drawn goes through it, and so through the door for
//! untrusted text.

#![deny(clippy::disallowed_methods)]

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

use super::item::text::Tone;
use super::theme::{Glyphs, Role, Theme};
use crate::text::{self, Align};

/// A buffer with the theme and the glyphs to draw with.
pub(crate) struct Paint<'a> {
    pub(crate) buf: &'a mut Buffer,
    pub(crate) theme: &'a Theme,
    pub(crate) glyphs: &'a Glyphs,
    /// Where the hardware cursor belongs, when text is being typed.
    pub(crate) cursor: Option<(u16, u16)>,
}

impl Paint<'_> {
    pub(crate) fn style(&self, role: Role) -> Style {
        self.theme.style(role)
    }

    /// Draws one line of text, cut to `width` cells; returns the cells it took.
    pub(crate) fn put(&mut self, x: u16, y: u16, width: usize, text: &str, style: Style) -> u16 {
        let area = self.buf.area;
        if y < area.top()
            || y >= area.bottom()
            || x < area.left()
            || x >= area.right()
            || width == 0
        {
            return 0;
        }
        let room = width.min(usize::from(area.right() - x));
        let fitted = text::fit(text, room);
        let fitted = if self.glyphs.ascii { text::ascii(&fitted) } else { fitted.as_str().into() };
        let (end, _) = self.buf.set_stringn(x, y, &*fitted, room, style);
        end - x
    }

    /// Draws a text in a field of exactly `width` cells.
    pub(crate) fn field(&mut self, x: u16, y: u16, width: usize, text: &str, style: Style) -> u16 {
        self.put(x, y, width, &text::cell(text, width, Align::Left), style)
    }

    /// Draws a text that ends at the right edge of `width` cells; returns the cells it took.
    pub(crate) fn right(&mut self, x: u16, y: u16, width: usize, text: &str, style: Style) -> u16 {
        let fitted = text::fit(text, width);
        let taken = text::width(&fitted);
        let skip = u16::try_from(width.saturating_sub(taken)).unwrap_or(0);
        self.put(x + skip, y, taken, &fitted, style)
    }

    /// Draws pieces one after another within `width` cells; returns the cells they took.
    pub(crate) fn pieces(&mut self, x: u16, y: u16, width: usize, pieces: &[(&str, Style)]) -> u16 {
        let mut taken = 0;
        for (text, style) in pieces {
            let left = width.saturating_sub(usize::from(taken));
            taken += self.put(x + taken, y, left, text, *style);
        }
        taken
    }

    pub(crate) fn clear(&mut self, area: Rect) {
        let area = area.intersection(self.buf.area);
        let style = self.style(Role::Text);
        for y in area.top()..area.bottom() {
            for x in area.left()..area.right() {
                if let Some(cell) = self.buf.cell_mut((x, y)) {
                    cell.reset();
                    cell.set_style(style);
                }
            }
        }
    }

    /// Gives a whole stretch of cells a style on top of what they have.
    pub(crate) fn tint(&mut self, area: Rect, style: Style) {
        self.buf.set_style(area.intersection(self.buf.area), style);
    }

    /// A horizontal rule with words in it.
    pub(crate) fn rule(&mut self, area: Rect, left: &str, right: &str) {
        let border = self.style(Role::Border);
        let width = usize::from(area.width);
        let line = self.glyphs.horizontal.to_string().repeat(width);
        self.buf.set_stringn(area.x, area.y, line, width, border);
        if !left.is_empty() && width > 6 {
            let words = format!(" {} ", text::fit(left, width - 6));
            self.put(area.x + 2, area.y, width - 3, &words, self.theme.style(Role::Accent));
        }
        if !right.is_empty() && width > 24 {
            let words = format!(" {right} ");
            self.right(area.x, area.y, width - 2, &words, border);
        }
    }

    /// A box with a title at its left, words at its right, and words at its bottom; returns its
    /// inside.
    pub(crate) fn panel(
        &mut self,
        area: Rect,
        title: &str,
        right: &str,
        bottom: &str,
        active: bool,
    ) -> Rect {
        let area = area.intersection(self.buf.area);
        if area.width < 2 || area.height < 2 {
            return Rect { width: 0, height: 0, ..area };
        }
        let style = self.style(if active { Role::Accent } else { Role::Border });
        let (g, right_x, last_y) = (self.glyphs, area.right() - 1, area.bottom() - 1);
        let line = g.horizontal.to_string().repeat(usize::from(area.width) - 2);
        for (y, l, r) in
            [(area.y, g.top_left, g.top_right), (last_y, g.bottom_left, g.bottom_right)]
        {
            self.buf.set_string(area.x, y, format!("{l}{line}{r}"), style);
        }
        for y in area.y + 1..last_y {
            self.buf.set_string(area.x, y, g.vertical.to_string(), style);
            self.buf.set_string(right_x, y, g.vertical.to_string(), style);
        }
        let room = usize::from(area.width).saturating_sub(4);
        let counts = if right.is_empty() { String::new() } else { format!(" {right} ") };
        let taken = text::width(&counts);
        if taken < room {
            self.right(area.x + 2, area.y, room, &counts, style);
        }
        if !title.is_empty() && room > taken + 2 {
            let words = format!(" {} ", text::fit(title, room - taken - 2));
            self.put(area.x + 2, area.y, room - taken, &words, style);
        }
        if !bottom.is_empty() {
            self.put(area.x + 2, last_y, room, &format!(" {bottom} "), style);
        }
        Rect { x: area.x + 1, y: area.y + 1, width: area.width - 2, height: area.height - 2 }
    }

    pub(crate) fn tone(&self, tone: Tone) -> Style {
        self.style(match tone {
            Tone::Plain => Role::Text,
            Tone::Dim => Role::Dim,
            Tone::Heading => Role::Accent,
            Tone::Blocking => Role::Blocking,
            Tone::Warning => Role::Warning,
            Tone::Good => Role::Ok,
            Tone::Changed => Role::Changed,
        })
    }
}

/// The first line shown of a list, so that the selected one is in sight, and a neighbour with it.
pub(crate) fn first_shown(selected: usize, height: usize, count: usize) -> usize {
    if count <= height || height == 0 {
        return 0;
    }
    let margin = usize::from(height > 4);
    // Depends on nothing that was drawn before: the same state gives the same picture.
    let page = height - 2 * margin;
    let first = (selected.saturating_sub(margin) / page) * page;
    let first =
        if selected >= first + height - margin { selected + margin + 1 - height } else { first };
    first.min(count - height)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_selected_line_is_always_in_sight() {
        for height in 1..12 {
            for count in 1..40 {
                for selected in 0..count {
                    let first = first_shown(selected, height, count);
                    assert!(
                        first <= selected && selected < first + height,
                        "{selected} {height} {count}"
                    );
                    assert!(first + height <= count.max(height));
                }
            }
        }
    }
}
