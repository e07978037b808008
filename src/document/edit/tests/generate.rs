//! Random documents in every style, driven by a tape of choices so that proptest can shrink them.
//!
//! The text is put together line by line here, and for every key of the root it is noted which
//! lines are its own: the properties know what may change without asking the editor.

use std::ops::Range;

/// A tape of choices; an empty one chooses the first.
pub(in crate::document) struct Tape<'t> {
    choices: &'t [u16],
    next: usize,
}

impl<'t> Tape<'t> {
    pub(in crate::document) fn new(choices: &'t [u16]) -> Self {
        Self { choices, next: 0 }
    }

    pub(in crate::document) fn below(&mut self, limit: usize) -> usize {
        let choice = self.choices.get(self.next).copied().unwrap_or(0);
        self.next += 1;
        usize::from(choice) % limit
    }

    pub(in crate::document) fn of<T: Copy>(&mut self, from: &[T]) -> T {
        from[self.below(from.len())]
    }

    pub(in crate::document) fn chance(&mut self, one_in: usize) -> bool {
        self.below(one_in) == one_in - 1
    }
}

/// A document and what is known of it.
#[derive(Debug)]
pub(in crate::document) struct Document {
    pub(in crate::document) text: String,
    /// The keys of the root with their lines, counted from 0.
    pub(in crate::document) keys: Vec<(&'static str, Range<usize>)>,
    /// Whether the root stands in braces.
    pub(in crate::document) is_flow: bool,
    /// Whether anchors, aliases or merge keys are in it.
    pub(in crate::document) has_anchors: bool,
}

pub(in crate::document) const KEYS: &[&str] = &[
    "id",
    "title",
    "owner",
    "scope",
    "rationale",
    "labels",
    "deferral",
    "evidence",
    "x-own",
    "Größe",
    "due",
    "packs",
    "status",
    "description",
];

/// Scalars that fit on one line, as they are written in block context.
const SCALARS: &[&str] = &[
    "bob",
    "'it''s'",
    "\"a \\\"b\\\" \\u00e9\"",
    "5",
    "true",
    "~",
    "2026-12-18",
    "Überweisung 🎉",
    "a: b#c".split_at(1).0,
    "https://x.y/z?q=1",
    "''",
    "null",
    "0x1F",
    "1.50",
    "\"- x\"",
    "yes",
    "'# no comment'",
    "a 'quoted' \"word\"",
    "!!str 12",
    "one, two [three]",
    "-1",
];

/// Scalars that may stand between brackets.
const FLOW_SCALARS: &[&str] =
    &["a", "'b c'", "\"d, e\"", "7", "ok ok", "\"{f}\"", "2027-01-12", "é", "~"];

const COMMENTS: &[&str] = &["# note", "#", "# owner: eve", "# ünïcode", "#! {a: b} 'c"];

struct Generator<'t, 'c> {
    tape: &'t mut Tape<'c>,
    lines: Vec<String>,
    step: usize,
    list_offset: usize,
    anchors: bool,
    anchor_count: usize,
}

/// A random document.
pub(in crate::document) fn document(tape: &mut Tape<'_>, anchors: bool) -> Document {
    let step = tape.of(&[2, 4, 3, 1, 8]);
    let list_offset = tape.of(&[2, 0, 4, 1]);
    let mut generator =
        Generator { tape, lines: Vec::new(), step, list_offset, anchors, anchor_count: 0 };
    let mut keys = Vec::new();
    let is_flow = generator.tape.chance(6);
    generator.head();
    if is_flow {
        generator.flow_root(&mut keys);
    } else {
        generator.block_root(&mut keys);
    }
    generator.foot();
    let has_anchors = generator.anchor_count > 0;
    let lines = generator.lines;
    let end = tape.of(&["\n", "\n", "\r\n"]);
    let mut text = lines.join(end);
    if !tape.chance(3) {
        text.push_str(end);
    }
    if tape.chance(8) {
        text.insert(0, '\u{feff}');
    }
    Document { text, keys, is_flow, has_anchors }
}

impl Generator<'_, '_> {
    fn head(&mut self) {
        if self.tape.chance(4) {
            self.comment(0);
        }
        match self.tape.below(6) {
            4 => self.lines.push("---".to_owned()),
            5 => {
                self.lines.push("%YAML 1.1".to_owned());
                self.lines.push("--- # start".to_owned());
            }
            _ => {}
        }
        self.gap(0);
    }

    fn foot(&mut self) {
        if self.tape.chance(4) {
            self.lines.push(String::new());
            self.lines.push("# the end".to_owned());
        }
        if self.tape.chance(8) {
            self.lines.push("...".to_owned());
        }
    }

    fn comment(&mut self, indent: usize) {
        let comment = self.tape.of(COMMENTS);
        self.lines.push(format!("{}{comment}", " ".repeat(indent)));
    }

    /// What may stand between two entries.
    fn gap(&mut self, indent: usize) {
        match self.tape.below(8) {
            5 => self.lines.push(String::new()),
            6 => self.comment(indent),
            7 => {
                self.lines.push(String::new());
                self.comment(indent);
            }
            _ => {}
        }
    }

    fn keys(&mut self, most: usize) -> Vec<&'static str> {
        let count = 1 + self.tape.below(most);
        let mut keys: Vec<&'static str> = Vec::new();
        for _ in 0..count {
            let key = self.tape.of(KEYS);
            if !keys.contains(&key) {
                keys.push(key);
            }
        }
        keys
    }

    fn block_root(&mut self, known: &mut Vec<(&'static str, Range<usize>)>) {
        for (n, key) in self.keys(9).into_iter().enumerate() {
            if n > 0 {
                self.gap(0);
            }
            let start = self.lines.len();
            self.entry(key, 0, 0, None);
            known.push((key, start..self.lines.len()));
        }
    }

    fn flow_root(&mut self, known: &mut Vec<(&'static str, Range<usize>)>) {
        let start = self.lines.len();
        let keys = self.keys(6);
        if self.tape.chance(2) {
            let entries: Vec<String> =
                keys.iter().map(|key| format!("{key}: {}", self.flow(1))).collect();
            let blank = self.tape.of(&["", " "]);
            let separator = self.tape.of(&[", ", " , ", ","]);
            let comment = self.trailing();
            self.lines.push(format!("{{{blank}{}{blank}}}{comment}", entries.join(separator)));
        } else {
            self.lines.push("{".to_owned());
            for (n, key) in keys.iter().enumerate() {
                let comma = if n + 1 < keys.len() || self.tape.chance(2) { "," } else { "" };
                let entry = format!("  {key}: {}{comma}{}", self.flow(1), self.trailing());
                self.lines.push(entry);
            }
            self.lines.push("}".to_owned());
        }
        known.extend(keys.into_iter().map(|key| (key, start..self.lines.len())));
    }

    /// ` # …`, or nothing.
    fn trailing(&mut self) -> String {
        if self.tape.chance(4) {
            let blank = self.tape.of(&[" ", "   ", "\t"]);
            format!("{blank}{}", self.tape.of(COMMENTS))
        } else {
            String::new()
        }
    }

    fn key_text(&mut self, key: &str) -> String {
        match self.tape.below(10) {
            8 => format!("'{key}'"),
            9 => format!("\"{key}\""),
            _ => key.to_owned(),
        }
    }

    /// `key: value` in lines; `lead` stands before the first where that is not just its indentation.
    fn entry(&mut self, key: &str, indent: usize, depth: usize, lead: Option<String>) {
        let blank = lead.unwrap_or_else(|| " ".repeat(indent));
        let key = self.key_text(key);
        let explicit = self.tape.chance(30);
        let head = if explicit {
            self.lines.push(format!("{blank}? {key}"));
            format!("{}:", " ".repeat(indent))
        } else {
            format!("{blank}{key}{}:", self.tape.of(&["", "", "", " "]))
        };
        let head = if self.anchors && self.tape.chance(4) {
            self.anchor_count += 1;
            format!("{head} &a{}", self.anchor_count)
        } else if self.anchors && self.anchor_count > 0 && self.tape.chance(3) {
            let which = 1 + self.tape.below(self.anchor_count);
            let comment = self.trailing();
            self.lines.push(format!("{head} *a{which} {comment}"));
            return;
        } else {
            head
        };
        let at = self.lines.len();
        self.value(head, indent, depth);
        if let Some(line) = self.lines.get_mut(at).filter(|_| explicit) {
            // libyaml takes no tab after the colon of an explicit key.
            *line = line.replace('\t', " ");
        }
    }

    fn value(&mut self, head: String, indent: usize, depth: usize) {
        let kind = self.tape.below(if depth < 3 { 14 } else { 9 });
        match kind {
            0..=4 => {
                let blank = self.tape.of(&[" ", " ", "  "]);
                let line = format!("{head}{blank}{}{}", self.tape.of(SCALARS), self.trailing());
                self.lines.push(line);
            }
            5 => {
                let line = format!("{head}{}", self.trailing());
                self.lines.push(line);
            }
            6 => self.block_scalar(head, indent),
            7 => self.long_scalar(head, indent),
            8 => {
                let line = format!("{head} {}{}", self.flow(0), self.trailing());
                self.lines.push(line);
            }
            9 => self.wide_flow(head, indent),
            10 | 11 => {
                let line = format!("{head}{}", self.trailing());
                self.lines.push(line);
                let inner = indent + self.step;
                self.map(inner, depth + 1, None);
            }
            _ => {
                let line = format!("{head}{}", self.trailing());
                self.lines.push(line);
                self.list(indent + self.list_offset, depth + 1);
            }
        }
    }

    fn map(&mut self, indent: usize, depth: usize, lead: Option<String>) {
        let keys = self.keys(3);
        let mut lead = lead;
        for (n, key) in keys.into_iter().enumerate() {
            if n > 0 {
                self.gap(indent);
            }
            self.entry(key, indent, depth, lead.take());
        }
    }

    fn list(&mut self, indent: usize, depth: usize) {
        let blank = " ".repeat(indent);
        for n in 0..1 + self.tape.below(3) {
            if n > 0 {
                self.gap(indent);
            }
            match self.tape.below(6) {
                4 if depth < 3 => self.map(indent + 2, depth + 1, Some(format!("{blank}- "))),
                5 => {
                    let line = format!("{blank}- {}{}", self.flow(0), self.trailing());
                    self.lines.push(line);
                }
                _ => {
                    let line = format!("{blank}- {}{}", self.tape.of(SCALARS), self.trailing());
                    self.lines.push(line);
                }
            }
        }
    }

    fn block_scalar(&mut self, head: String, indent: usize) {
        let header = self.tape.of(&["|", ">", "|-", ">-", "|+", ">+"]);
        let deeper = self.tape.chance(6);
        let indicator = if deeper { self.step.to_string() } else { String::new() };
        let line = format!("{head} {header}{indicator}{}", self.trailing());
        self.lines.push(line);
        let blank = " ".repeat(indent + self.step);
        if deeper {
            self.lines.push(format!("{blank}  deep"));
        }
        for _ in 0..1 + self.tape.below(3) {
            let content = self.tape.of(&["one", "# two", "three: x", "", "- ünï"]);
            let blank = if content.is_empty() { "" } else { &blank };
            self.lines.push(format!("{blank}{content}"));
        }
        self.lines.push(format!("{blank}last"));
        if self.tape.chance(4) {
            self.lines.push(String::new());
        }
    }

    fn long_scalar(&mut self, head: String, indent: usize) {
        let blank = " ".repeat(indent + self.step);
        let quote = self.tape.of(&["", "'", "\""]);
        self.lines.push(format!("{head} {quote}one two"));
        if self.tape.chance(3) {
            self.lines.push(String::new());
        }
        let line = format!("{blank}three{quote}{}", self.trailing());
        self.lines.push(line);
    }

    /// A value on one line, between brackets where it is a collection.
    fn flow(&mut self, least: usize) -> String {
        match self.tape.below(5 - least) + least {
            0 | 1 => {
                let count = self.tape.below(4);
                let entries: Vec<_> =
                    (0..count).map(|_| self.tape.of(FLOW_SCALARS).to_owned()).collect();
                let blank = self.tape.of(&["", " "]);
                format!("[{blank}{}{blank}]", entries.join(", "))
            }
            2 => {
                let keys = self.keys(3);
                let entries: Vec<_> = keys
                    .into_iter()
                    .map(|key| format!("{key}: {}", self.tape.of(FLOW_SCALARS)))
                    .collect();
                format!("{{{}}}", entries.join(", "))
            }
            _ => self.tape.of(FLOW_SCALARS).to_owned(),
        }
    }

    fn wide_flow(&mut self, head: String, indent: usize) {
        let blank = " ".repeat(indent + self.step);
        let braces = self.tape.chance(2);
        self.lines.push(format!("{head} {}", if braces { "{" } else { "[" }));
        let keys = self.keys(3);
        for (n, key) in keys.iter().enumerate() {
            let key = if braces { format!("{key}: ") } else { String::new() };
            let comma = if n + 1 < keys.len() || self.tape.chance(2) { "," } else { "" };
            let scalar = self.tape.of(FLOW_SCALARS);
            let line = format!("{blank}{key}{scalar}{comma}{}", self.trailing());
            self.lines.push(line);
        }
        let close = if self.tape.chance(2) { " ".repeat(indent) } else { blank };
        self.lines.push(format!("{close}{}", if braces { "}" } else { "]" }));
    }
}
