//! From the events of `saphyr-parser` to nodes with byte ranges.
//!
//! Between two nodes stand only blanks, comments and indicators, so a cursor is moved through the
//! text along with the events, and every node is found where the cursor is. Where the two disagree
//! the text is refused: a wrong range could cost a byte of somebody's file.

use std::ops::Range;

use saphyr_parser::{Event, Marker, Parser, ScalarStyle, ScanError, StrInput};

use super::{Body, Entry, Flow, Item, Node, Style};
use super::{lex, unfold};
use crate::document::problem::Problem;
use crate::document::yaml::{MAX_DEPTH, position};

/// The outermost node of a text.
pub(super) fn build(text: &str) -> Result<Node, Problem> {
    let mut unfolded: Option<String> = None;
    for _ in 0..unfold::MAX_TRIES {
        let parsed = unfolded.as_deref().unwrap_or(text);
        let mut builder = Builder::new(text, parsed);
        let refused = match builder.document() {
            Ok(root) => return Ok(root),
            Err(problem) => problem,
        };
        let Some(error) = builder.error else { return Err(refused) };
        let at = lex::byte_of_char(parsed, lex::bom(parsed), error.marker().index());
        match unfold::unfold(parsed, &error, at) {
            Some(next) => unfolded = Some(next),
            _ => return Err(refused),
        }
    }
    Err(Problem::unreadable(
        (1, 1),
        "too many lists in brackets are not indented",
        "Indent what stands between brackets",
    ))
}

/// The byte at which each character begins, `None` where every character is one byte.
fn byte_of_char(text: &str) -> Option<Vec<u32>> {
    if text.is_ascii() {
        return None;
    }
    let mut bytes: Vec<u32> =
        text.char_indices().map(|(at, _)| u32::try_from(at).unwrap_or(u32::MAX)).collect();
    bytes.push(u32::try_from(text.len()).unwrap_or(u32::MAX));
    Some(bytes)
}

struct Builder<'t> {
    text: &'t str,
    bom: usize,
    bytes: Option<Vec<u32>>,
    events: Parser<'t, StrInput<'t>>,
    /// After the last token that was placed.
    cursor: usize,
    /// Where the last event stood, for messages.
    last: usize,
    /// What the parser refused.
    error: Option<ScanError>,
}

/// An event with its byte range.
struct Seen<'t> {
    event: Event<'t>,
    start: usize,
    end: usize,
}

impl<'t> Builder<'t> {
    /// A builder that places the events of `parsed`, character for character as long as `text`.
    fn new(text: &'t str, parsed: &'t str) -> Self {
        let bom = lex::bom(text);
        let body = parsed.get(lex::bom(parsed)..).unwrap_or_default();
        Self {
            text,
            bom,
            bytes: byte_of_char(text.get(bom..).unwrap_or_default()),
            events: Parser::new_from_str(body),
            cursor: bom,
            last: 0,
            error: None,
        }
    }

    fn document(&mut self) -> Result<Node, Problem> {
        let mut root = None;
        loop {
            let seen = self.next()?;
            match seen.event {
                Event::DocumentStart(explicit) => {
                    if root.is_some() {
                        return Err(self.refuse(seen.start, "a second document begins here"));
                    }
                    if explicit {
                        self.cursor = seen.end;
                    }
                    let first = self.next()?;
                    root = Some(self.node(first, 0, false)?);
                }
                Event::StreamEnd => break,
                _ => {}
            }
        }
        let nothing = || Node {
            lead: self.bom,
            props: self.bom..self.bom,
            inner: self.bom..self.bom,
            anchor: false,
            tag: false,
            body: Body::Nothing,
        };
        Ok(root.unwrap_or_else(nothing))
    }

    fn next(&mut self) -> Result<Seen<'t>, Problem> {
        match self.events.next_event() {
            Some(Ok((event, span))) => {
                let start = self.byte(span.start);
                self.last = start;
                Ok(Seen { event, start, end: self.byte(span.end) })
            }
            Some(Err(error)) => {
                let at = self.byte(*error.marker());
                let refused = self.refuse(at, error.info());
                self.error = Some(error);
                Err(refused)
            }
            None => Err(self.refuse(self.last, "the text ends in the middle of a value")),
        }
    }

    fn byte(&self, mark: Marker) -> usize {
        let at = match &self.bytes {
            None => mark.index(),
            Some(bytes) => bytes.get(mark.index()).map_or(self.text.len(), |at| *at as usize),
        };
        (self.bom + at).min(self.text.len())
    }

    fn refuse(&self, at: usize, cause: &str) -> Problem {
        Problem::unreadable(
            position(self.text, at),
            cause.to_owned(),
            "Mend the YAML on this line or the one before it",
        )
    }

    fn disagree(&self, at: usize) -> Problem {
        self.refuse(at, "two YAML readers do not agree on where this value stands")
    }

    /// Places the node that begins with `seen`, after the cursor.
    fn node(&mut self, seen: Seen<'t>, depth: usize, in_flow: bool) -> Result<Node, Problem> {
        if depth > MAX_DEPTH {
            return Err(self.refuse(seen.start, "lists and mappings are nested too deep"));
        }
        let lead = self.cursor;
        let pair = matches!(seen.event, Event::MappingStart(..))
            && in_flow
            && lex::byte(self.text, lex::skip_trivia(self.text, lead)) != Some(b'{')
            && !self.begins_with_property(lead, &seen);
        let is_empty = matches!(&seen.event,
            Event::Scalar(text, ScalarStyle::Plain, 0, None) if text.is_empty());
        let props = if pair || is_empty { None } else { self.props(lead, &seen, in_flow) };
        let (anchor, tag) = match &seen.event {
            Event::Scalar(_, _, anchor, tag) => (*anchor > 0, tag.is_some()),
            Event::SequenceStart(anchor, tag) | Event::MappingStart(anchor, tag) => {
                (*anchor > 0, tag.is_some())
            }
            _ => (false, false),
        };
        if props.is_some() != (anchor || tag) {
            return Err(self.disagree(seen.start));
        }
        let after_props = props.as_ref().map_or(lead, |props| props.end);
        let (body, inner) = match seen.event {
            Event::Scalar(text, style, ..) => {
                self.scalar(text.into_owned(), style, after_props, seen.end)?
            }
            Event::Alias(_) => {
                let start = lex::skip_trivia(self.text, after_props);
                let name = lex::part(self.text, start..seen.end);
                if start != seen.start || !name.starts_with('*') || name.contains(':') {
                    return Err(self.disagree(seen.start));
                }
                (Body::Alias, start..seen.end)
            }
            Event::SequenceStart(..) => self.list(after_props, depth)?,
            Event::MappingStart(..) => self.map(after_props, depth, pair)?,
            _ => return Err(self.disagree(seen.start)),
        };
        let props = props.unwrap_or(lead..lead);
        let node = Node { lead, props, inner, anchor, tag, body };
        self.cursor = node.end().max(self.cursor);
        Ok(node)
    }

    fn begins_with_property(&self, lead: usize, seen: &Seen<'_>) -> bool {
        matches!(&seen.event, Event::MappingStart(anchor, tag) if *anchor > 0 || tag.is_some())
            && matches!(lex::byte(self.text, lex::skip_trivia(self.text, lead)), Some(b'&' | b'!'))
    }

    /// Anchor and tag of the node, where it has them.
    fn props(&self, lead: usize, seen: &Seen<'_>, in_flow: bool) -> Option<Range<usize>> {
        let wanted = match &seen.event {
            Event::Scalar(_, _, anchor, tag) => {
                usize::from(*anchor > 0) + usize::from(tag.is_some())
            }
            Event::SequenceStart(anchor, tag) | Event::MappingStart(anchor, tag) => {
                usize::from(*anchor > 0) + usize::from(tag.is_some())
            }
            _ => 0,
        };
        let start = lex::skip_trivia(self.text, lead);
        let mut end = None;
        for _ in 0..wanted {
            let at = lex::skip_trivia(self.text, end.unwrap_or(lead));
            if !matches!(lex::byte(self.text, at), Some(b'&' | b'!')) {
                return None;
            }
            let after = lex::skip_property(self.text, at, in_flow);
            // YAML 1.2 takes the colon for a part of the name and YAML 1.1 for one that ends a key.
            if lex::part(self.text, at..after).starts_with('&')
                && lex::part(self.text, at..after).contains(':')
            {
                return None;
            }
            end = Some(after);
        }
        end.map(|end| start..end)
    }

    fn scalar(
        &self,
        text: String,
        style: ScalarStyle,
        from: usize,
        event_end: usize,
    ) -> Result<(Body, Range<usize>), Problem> {
        if style == ScalarStyle::Plain && text.is_empty() {
            return Ok((Body::Nothing, from..from));
        }
        let start = lex::skip_trivia(self.text, from);
        let first = lex::byte(self.text, start);
        let (style, expected, end) = match style {
            ScalarStyle::Plain => (Style::Plain, first, Some(event_end)),
            ScalarStyle::SingleQuoted => {
                (Style::Single, Some(b'\''), lex::skip_quoted(self.text, start))
            }
            ScalarStyle::DoubleQuoted => {
                (Style::Double, Some(b'"'), lex::skip_quoted(self.text, start))
            }
            ScalarStyle::Literal => {
                (Style::Literal, Some(b'|'), Some(self.block_end(start, event_end)))
            }
            ScalarStyle::Folded => {
                (Style::Folded, Some(b'>'), Some(self.block_end(start, event_end)))
            }
        };
        match end {
            Some(end) if first == expected && end > start => {
                Ok((Body::Scalar { text, style }, start..end))
            }
            _ => Err(self.disagree(start)),
        }
    }

    /// After the last line of the block scalar whose header begins at `header`. Empty lines at its
    /// end belong to it only where the header says so (`+`).
    fn block_end(&self, header: usize, event_end: usize) -> usize {
        let header_end = lex::line_end(self.text, header);
        let body = lex::next_line(self.text, header_end);
        let line = lex::line_start(self.text, event_end);
        let rest = lex::part(self.text, line..event_end);
        let mut end = if rest.bytes().all(|byte| byte == b' ') { line } else { event_end };
        let indicators = lex::part(self.text, header..header_end);
        let indicators = indicators.split([' ', '\t', '#']).next().unwrap_or_default();
        if !indicators.contains('+') {
            while let Some(last) = lex::previous_line(self.text, end) {
                if last < body || lex::line_end(self.text, last) != last {
                    break;
                }
                end = last;
            }
        }
        end.max(header_end)
    }

    fn list(&mut self, from: usize, depth: usize) -> Result<(Body, Range<usize>), Problem> {
        let start = lex::skip_trivia(self.text, from);
        let flow = lex::byte(self.text, start) == Some(b'[');
        self.cursor = if flow { start + 1 } else { start };
        let mut items: Vec<Item> = Vec::new();
        loop {
            let seen = self.next()?;
            if seen.event == Event::SequenceEnd {
                if flow {
                    self.close(b']', &seen)?;
                }
                break;
            }
            if flow {
                self.skip_comma(!items.is_empty());
            } else {
                self.cursor = lex::skip_trivia(self.text, self.cursor);
                if lex::byte(self.text, self.cursor) != Some(b'-') {
                    return Err(self.disagree(self.cursor));
                }
            }
            let dash = self.cursor;
            if !flow {
                self.cursor += 1;
            }
            let node = self.node(seen, depth + 1, flow)?;
            items.push(Item { start: if flow { node.start() } else { dash }, node });
        }
        Ok((Body::List { flow, items }, start..self.cursor.max(start)))
    }

    fn map(
        &mut self,
        from: usize,
        depth: usize,
        pair: bool,
    ) -> Result<(Body, Range<usize>), Problem> {
        let start = lex::skip_trivia(self.text, from);
        let flow = match lex::byte(self.text, start) {
            _ if pair => Flow::Pair,
            Some(b'{') => Flow::Braces,
            _ => Flow::Block,
        };
        // A block mapping may begin with a key in braces; only its events tell the two apart.
        let flow = match flow {
            Flow::Braces if self.is_block_start() => Flow::Block,
            other => other,
        };
        let in_flow = flow != Flow::Block;
        self.cursor = if flow == Flow::Braces { start + 1 } else { start };
        let mut entries: Vec<Entry> = Vec::new();
        loop {
            let seen = self.next()?;
            if seen.event == Event::MappingEnd {
                if flow == Flow::Braces {
                    self.close(b'}', &seen)?;
                }
                break;
            }
            let entry = self.entry(seen, depth, in_flow, !entries.is_empty())?;
            entries.push(entry);
        }
        Ok((Body::Map { flow, entries }, start..self.cursor.max(start)))
    }

    /// Whether the mapping whose start was just seen is a block mapping although its text begins
    /// with a brace: its first key is a collection.
    fn is_block_start(&mut self) -> bool {
        let last = self.last;
        let first_key = match self.events.peek() {
            Some(Ok((Event::MappingStart(..) | Event::SequenceStart(..), span))) => {
                Some(span.start)
            }
            _ => None,
        };
        first_key.is_some_and(|mark| self.byte(mark) == last)
    }

    fn entry(
        &mut self,
        seen: Seen<'t>,
        depth: usize,
        in_flow: bool,
        after_another: bool,
    ) -> Result<Entry, Problem> {
        if in_flow {
            self.skip_comma(after_another);
        } else {
            self.cursor = lex::skip_trivia(self.text, self.cursor);
        }
        let mut start = self.cursor;
        let explicit = lex::byte(self.text, start) == Some(b'?')
            && lex::is_blank_or_end(lex::byte(self.text, start + 1));
        if explicit {
            self.cursor += 1;
        }
        let key = self.node(seen, depth + 1, in_flow)?;
        if !explicit && !matches!(key.body, Body::Nothing) {
            start = key.start();
        }
        let at = lex::skip_trivia(self.text, self.cursor);
        let colon = (lex::byte(self.text, at) == Some(b':')
            && (in_flow || lex::is_blank_or_end(lex::byte(self.text, at + 1))))
        .then_some(at);
        if let Some(colon) = colon {
            self.cursor = colon + 1;
        }
        let seen = self.next()?;
        let value = self.node(seen, depth + 1, in_flow)?;
        if colon.is_none() && !matches!(value.body, Body::Nothing) {
            return Err(self.disagree(at));
        }
        Ok(Entry { start, key, colon, value })
    }

    /// Moves over the comma between two entries of a flow collection and the blanks around it.
    fn skip_comma(&mut self, after_another: bool) {
        self.cursor = lex::skip_trivia(self.text, self.cursor);
        if after_another && lex::byte(self.text, self.cursor) == Some(b',') {
            self.cursor = lex::skip_trivia(self.text, self.cursor + 1);
        }
    }

    /// Moves behind the bracket that closes a flow collection.
    fn close(&mut self, bracket: u8, seen: &Seen<'_>) -> Result<(), Problem> {
        self.skip_comma(true);
        if lex::byte(self.text, self.cursor) != Some(bracket) || seen.start > self.cursor {
            return Err(self.disagree(seen.start));
        }
        self.cursor += 1;
        Ok(())
    }
}
