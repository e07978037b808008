//! The raw stream of a terminal program, taken apart into text and control sequences.

/// A piece of the stream.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Token {
    /// Printable characters.
    Text(String),
    /// A control character of the first or second set, or bytes that are no UTF-8.
    Control(u8),
    /// `ESC` with what follows, where it is none of those below.
    Escape(String),
    /// `ESC [` with parameters and the final byte.
    Csi(String),
    /// `ESC ]` up to its end.
    Osc(String),
    /// `ESC P`, `ESC X`, `ESC ^` or `ESC _` up to its end.
    Control7(String),
}

/// Takes a stream apart as it comes in.
#[derive(Default)]
pub(crate) struct Tokenizer {
    pending: Vec<u8>,
}

impl Tokenizer {
    /// The pieces that are complete with these bytes.
    pub(crate) fn feed(&mut self, bytes: &[u8]) -> Vec<Token> {
        self.pending.extend(bytes);
        let mut tokens = Vec::new();
        let mut start = 0;
        while let Some((token, length)) = first_token(&self.pending[start..]) {
            tokens.push(token);
            start += length;
        }
        self.pending.drain(..start);
        tokens
    }

    /// What has begun and not ended.
    pub(crate) fn rest(&self) -> &[u8] {
        &self.pending
    }
}

/// All pieces of a stream, and what is left over at its end.
pub(crate) fn tokens(raw: &[u8]) -> (Vec<Token>, Vec<u8>) {
    let mut tokenizer = Tokenizer::default();
    let tokens = tokenizer.feed(raw);
    (tokens, tokenizer.pending)
}

fn first_token(bytes: &[u8]) -> Option<(Token, usize)> {
    match *bytes.first()? {
        0x1b => escape(bytes),
        control @ (0..=0x1f | 0x7f) => Some((Token::Control(control), 1)),
        _ => text(bytes),
    }
}

fn text(bytes: &[u8]) -> Option<(Token, usize)> {
    let end = bytes.iter().position(|b| *b < 0x20 || *b == 0x7f).unwrap_or(bytes.len());
    let (valid, broken) = match std::str::from_utf8(&bytes[..end]) {
        Ok(valid) => (valid, None),
        Err(error) => {
            let valid = std::str::from_utf8(&bytes[..error.valid_up_to()]).unwrap();
            // No length means that the character is not all there yet.
            (valid, error.error_len().or((end < bytes.len()).then_some(1)))
        }
    };
    if let Some(at) = valid.find(|c: char| ('\u{80}'..='\u{9f}').contains(&c)) {
        return if at > 0 {
            Some((Token::Text(valid[..at].to_owned()), at))
        } else {
            valid.chars().next().map(|c| (Token::Control(c as u8), c.len_utf8()))
        };
    }
    match (valid, broken) {
        ("", Some(_)) => Some((Token::Control(bytes[0]), 1)),
        ("", None) => None,
        _ => Some((Token::Text(valid.to_owned()), valid.len())),
    }
}

fn escape(bytes: &[u8]) -> Option<(Token, usize)> {
    match *bytes.get(1)? {
        b'[' => {
            let end = 2 + bytes[2..].iter().position(|b| !(0x20..=0x3f).contains(b))?;
            let body = String::from_utf8_lossy(&bytes[2..=end]).into_owned();
            Some((Token::Csi(body), end + 1))
        }
        b']' => string(bytes).map(|(body, length)| (Token::Osc(body), length)),
        b'P' | b'X' | b'^' | b'_' => {
            string(bytes).map(|(body, length)| (Token::Control7(body), length))
        }
        _ => {
            let end = 1 + bytes[1..].iter().position(|b| !(0x20..=0x2f).contains(b))?;
            let body = String::from_utf8_lossy(&bytes[1..=end]).into_owned();
            Some((Token::Escape(body), end + 1))
        }
    }
}

/// A string sequence, which ends in BEL or ST.
fn string(bytes: &[u8]) -> Option<(String, usize)> {
    for at in 2..bytes.len() {
        let length = match bytes[at..] {
            [0x07, ..] => 1,
            [0x1b, b'\\', ..] => 2,
            _ => continue,
        };
        return Some((String::from_utf8_lossy(&bytes[2..at]).into_owned(), at + length));
    }
    None
}

/// The answer of a terminal to a query in the stream, at the cursor position given from 0.
pub(crate) fn answer(token: &Token, cursor: (u16, u16)) -> Option<String> {
    let answer = match token {
        Token::Csi(body) => match body.as_str() {
            "c" | "0c" => "\x1b[?62;22c".to_owned(),
            ">c" | ">0c" => "\x1b[>0;276;0c".to_owned(),
            "5n" => "\x1b[0n".to_owned(),
            "6n" => format!("\x1b[{};{}R", cursor.0 + 1, cursor.1 + 1),
            "?u" => "\x1b[?0u".to_owned(),
            "?2026$p" => "\x1b[?2026;2$y".to_owned(),
            ">q" | ">0q" => "\x1bP>|gonogo-harness\x1b\\".to_owned(),
            _ => return None,
        },
        Token::Osc(body) if body == "10;?" => "\x1b]10;rgb:ffff/ffff/ffff\x1b\\".to_owned(),
        Token::Osc(body) if body == "11;?" => "\x1b]11;rgb:0000/0000/0000\x1b\\".to_owned(),
        Token::Control7(body) if body.starts_with("+q") => "\x1bP0+r\x1b\\".to_owned(),
        _ => return None,
    };
    Some(answer)
}

/// The private modes that the program itself sets and resets.
const OWN_MODES: [&str; 6] = ["25", "1000", "1006", "1049", "2004", "2026"];

/// Whether the program itself writes such a piece.
pub(crate) fn is_own(token: &Token) -> bool {
    match token {
        Token::Text(text) => !text.contains(hides),
        // Outside the alternate screen, before the board opens and after it has closed.
        Token::Control(control) => matches!(control, b'\r' | b'\n'),
        Token::Csi(body) => {
            let (parameters, kind) = body.split_at(body.len() - 1);
            let numbers = |text: &str| text.bytes().all(|b| b.is_ascii_digit() || b == b';');
            match kind {
                "m" | "H" => numbers(parameters),
                "J" => parameters == "2",
                "h" | "l" => parameters.strip_prefix('?').is_some_and(|m| OWN_MODES.contains(&m)),
                _ => false,
            }
        }
        _ => false,
    }
}

/// Characters that are printed and yet act on what stands around them.
fn hides(c: char) -> bool {
    matches!(c, '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}'
        | '\u{e0000}'..='\u{e0fff}')
}

/// Fails if the stream holds a sequence that the program does not write by itself.
///
/// A sequence of content that looks exactly like one of the program's own passes here: a test
/// looks for it by what it would have done, and for its bytes in the stream.
pub(crate) fn assert_only_own_sequences(raw: &[u8]) {
    let (tokens, rest) = tokens(raw);
    let foreign: Vec<_> = tokens.iter().filter(|token| !is_own(token)).collect();
    assert!(foreign.is_empty(), "not the program's own: {foreign:?}");
    assert!(rest.is_empty(), "a sequence never ends: {:?}", String::from_utf8_lossy(&rest));
}
