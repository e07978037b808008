//! Charts as SVG that fits any width: places from left to right are shares of the width, and the
//! letters keep their size. Numbers are whole ones all the way, so every machine writes the same.

use chrono::NaiveDate;
use maud::{Markup, html};

use super::text::{Text, attribute};

/// Pixels above the plot: a row for each mark.
const HEAD: usize = 48;
/// Pixels of the plot.
const PLOT: usize = 200;
/// Pixels below it, for the days.
const FOOT: usize = 24;
/// Pixels from one mark's words to the next.
const ROW: usize = 15;
/// Pixels that the signs at the ends of lines keep from each other.
const APART: usize = 14;
/// In how many parts a pixel of the plot is counted.
const FINE: usize = 10;
/// Pixels from one bar to the next.
const BAR: usize = 26;
/// Where bars begin, and the longest they get, in hundredths of a hundredth of the width.
const BARS: (usize, usize) = (3800, 5000);

/// A line of a chart.
pub(super) struct Line {
    /// What stands at its end and before its name, so that it is not told by colour alone; empty
    /// where it needs none.
    pub(super) sign: String,
    /// What it is called. May be a text of a file.
    pub(super) name: String,
    /// What the style sheet calls it.
    pub(super) class: &'static str,
    /// Days from the start of the chart, and counts.
    pub(super) points: Vec<(usize, usize)>,
    /// Whether it goes straight from point to point; it stays until the next day otherwise.
    pub(super) straight: bool,
}

impl Line {
    /// Whether the style sheet draws it without gaps.
    fn is_drawn_through(&self) -> bool {
        matches!(self.class, "required" | "done")
    }
}

/// Lines against the days.
pub(super) struct Chart<'a> {
    /// What the anchors of its parts begin with.
    pub(super) name: &'static str,
    /// Its heading.
    pub(super) title: &'a str,
    /// What can be seen in it, for those who do not see it.
    pub(super) description: &'a str,
    pub(super) from: NaiveDate,
    pub(super) to: NaiveDate,
    /// Words on days of the chart; others are left out. At most three.
    pub(super) marks: &'a [(String, NaiveDate)],
    pub(super) lines: &'a [Line],
}

impl Chart<'_> {
    pub(super) fn drawn(&self) -> Markup {
        let most = self.lines.iter().flat_map(|line| &line.points).map(|(_, count)| *count).max();
        let step = step(most.unwrap_or(0));
        let top = most.unwrap_or(0).max(1).div_ceil(step) * step;
        let last = self.day(self.to).unwrap_or(0).max(1);
        let height = |count: usize| HEAD + PLOT - count * PLOT / top;
        let title = format!("{}-title", self.name);
        let description = format!("{}-description", self.name);
        html! {
            svg.plot role="img" aria-labelledby=(title) aria-describedby=(description)
                width="100%" height=(HEAD + PLOT + FOOT) {
                title id=(title) { (attribute(self.title)) }
                desc id=(description) { (attribute(self.description)) }
                @for count in (0..=top).step_by(step) {
                    line.grid x1="0" x2="100%" y1=(height(count)) y2=(height(count)) {}
                    text.tick x="0" y=(height(count) - 4) { (count) }
                }
                @for (row, (words, day)) in self.marks.iter().enumerate() {
                    @if let Some(day) = self.day(*day).filter(|day| *day <= last) {
                        (mark(words, share(day, last), row))
                    }
                }
                svg x="0" y=(HEAD) width="100%" height=(PLOT)
                    viewBox={ "0 0 " (last) " " (PLOT * FINE) } preserveAspectRatio="none" {
                    // Dashes over what is drawn through: where two run along each other, both are seen.
                    @let (through, dashed): (Vec<&Line>, Vec<&Line>) =
                        self.lines.iter().partition(|line| line.is_drawn_through());
                    @for line in through.into_iter().chain(dashed) {
                        path class={ "line " (line.class) } vector-effect="non-scaling-stroke"
                            d=(path(line, top)) {}
                    }
                }
                (self.ends(last, &height))
                @let foot = HEAD + PLOT + FOOT - 6;
                text.tick x="0" y=(foot) { (short(self.from)) }
                text.tick x="100%" y=(foot) text-anchor="end" { (short(self.to)) }
            }
        }
    }

    /// What the lines are called, and what each comes to.
    pub(super) fn key(&self) -> Markup {
        html! {
            ul.key {
                @for line in self.lines {
                    li {
                        svg.swatch width="36" height="12" aria-hidden="true" {
                            line class={ "line " (line.class) } x1="0" x2="36" y1="6" y2="6" {}
                        }
                        span {
                            @if !line.sign.is_empty() { b { (line.sign) } " " }
                            (Text(&line.name))
                            @if let (false, Some((_, count))) = (line.straight, line.points.last()) {
                                ": " (count)
                            }
                        }
                    }
                }
            }
        }
    }

    /// The signs at the ends of the lines, none over another.
    fn ends(&self, last: usize, height: &dyn Fn(usize) -> usize) -> Markup {
        let mut ends: Vec<(usize, usize, &Line)> = self
            .lines
            .iter()
            .filter(|line| !line.sign.is_empty())
            .filter_map(|line| Some((line, line.points.last()?)))
            .map(|(line, (day, count))| (height(*count), *day, line))
            .collect();
        ends.sort_by_key(|(y, ..)| *y);
        let rows = apart(&ends.iter().map(|(y, ..)| *y).collect::<Vec<_>>());
        html! {
            @for ((y, day, line), row) in ends.iter().zip(rows) {
                circle class={ "dot " (line.class) } cx=(percent(share(*day, last))) cy=(y) r="3.5" {}
                (beside(share(*day, last), row + 4, 9_500, &line.sign, "end"))
            }
        }
    }

    /// Days from the start; `None` before it.
    fn day(&self, day: NaiveDate) -> Option<usize> {
        usize::try_from((day - self.from).num_days()).ok()
    }
}

/// Rows with a name and a count each, drawn as bars.
pub(super) fn bars(name: &str, title: &str, description: &str, rows: &[(String, usize)]) -> Markup {
    let most = rows.iter().map(|(_, count)| *count).max().unwrap_or(0).max(1);
    let (from, longest) = BARS;
    let (title_id, description_id) = (format!("{name}-title"), format!("{name}-description"));
    html! {
        svg.plot role="img" aria-labelledby=(title_id) aria-describedby=(description_id)
            width="100%" height=(rows.len() * BAR) {
            title id=(title_id) { (title) }
            desc id=(description_id) { (description) }
            @for (n, (name, count)) in rows.iter().enumerate() {
                @let width = count * longest / most;
                text x=(percent(from)) dx="-8" y=(n * BAR + 17) text-anchor="end" { (attribute(name)) }
                rect.bar x=(percent(from)) y=(n * BAR + 5) height="16" width=(percent(width)) {}
                text x=(percent(from + width)) dx="6" y=(n * BAR + 17) { (count) }
            }
        }
    }
}

/// A day that is named, as an upright line from its words down.
fn mark(words: &str, at: usize, row: usize) -> Markup {
    let y = (row + 1) * ROW - 3;
    html! {
        line.mark x1=(percent(at)) x2=(percent(at)) y1=(y - 9) y2=(HEAD + PLOT) {}
        (beside(at, y, 5_000, words, "words"))
    }
}

/// Words beside a place: to its right, and to its left beyond a share of the width.
fn beside(at: usize, y: usize, left_from: usize, words: &str, class: &str) -> Markup {
    let (anchor, by) = if at > left_from { ("end", "-6") } else { ("start", "6") };
    html! {
        text class=(class) x=(percent(at)) y=(y) dx=(by) text-anchor=(anchor) { (words) }
    }
}

/// The line as a path: days to the right, parts of a pixel downwards.
fn path(line: &Line, top: usize) -> String {
    let y = |count: usize| PLOT * FINE - count * PLOT * FINE / top;
    let mut path = String::new();
    let mut before = None;
    let last = line.points.len().saturating_sub(1);
    for (n, (day, count)) in line.points.iter().enumerate() {
        match before {
            None => path.push_str(&format!("M{day} {}", y(*count))),
            Some(_) if line.straight => path.push_str(&format!("L{day} {}", y(*count))),
            Some(before) if before != count => path.push_str(&format!("H{day}V{}", y(*count))),
            // Where nothing changes nothing is written, up to the end.
            Some(_) if n == last => path.push_str(&format!("H{day}")),
            Some(_) => {}
        }
        before = Some(count);
    }
    path
}

/// Moves heights that are too near each other apart, within the plot; they come from the top down.
fn apart(heights: &[usize]) -> Vec<usize> {
    let mut rows: Vec<usize> = Vec::with_capacity(heights.len());
    for y in heights {
        let least = rows.last().map_or(0, |above| above + APART);
        rows.push(least.max(*y));
    }
    let mut most = HEAD + PLOT;
    for row in rows.iter_mut().rev() {
        *row = (*row).min(most);
        most = row.saturating_sub(APART);
    }
    rows
}

/// The distance of the lines across: at most five of them above none.
fn step(most: usize) -> usize {
    let mut unit = 1;
    loop {
        for step in [unit, unit * 2, unit * 5] {
            if most <= step * 5 {
                return step;
            }
        }
        unit *= 10;
    }
}

/// Of the width, in hundredths of a hundredth.
fn share(day: usize, last: usize) -> usize {
    day * 10_000 / last
}

fn percent(share: usize) -> String {
    format!("{}.{:02}%", share / 100, share % 100)
}

/// `12 Jan 2027`.
fn short(day: NaiveDate) -> String {
    day.format("%-d %b %Y").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signs_at_the_ends_of_lines_keep_apart_and_in_the_plot() {
        assert_eq!(apart(&[60, 100, 240]), [60, 100, 240], "nothing is moved without need");
        assert_eq!(apart(&[100, 100, 105]), [100, 114, 128]);
        assert_eq!(apart(&[246, 248, 248]), [220, 234, 248]);
        assert!(apart(&[]).is_empty());
    }

    #[test]
    fn the_lines_across_stand_on_round_numbers() {
        let steps: Vec<usize> = [0, 1, 5, 6, 11, 26, 400, 9_000].map(step).to_vec();
        assert_eq!(steps, [1, 1, 1, 2, 5, 10, 100, 2_000]);
    }

    #[test]
    fn a_line_stays_until_it_changes_and_goes_on_to_its_last_day() {
        let line = |points: &[(usize, usize)], straight| Line {
            sign: String::new(),
            name: String::new(),
            class: "",
            points: points.to_vec(),
            straight,
        };
        assert_eq!(path(&line(&[(0, 0), (1, 0), (2, 5), (3, 5)], false), 10), "M0 2000H2V1000H3");
        assert_eq!(path(&line(&[(0, 10), (9, 0)], true), 10), "M0 0L9 2000");
    }
}
