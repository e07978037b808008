//! Keys as tests write them, and the bytes a terminal sends for them.

/// The bytes for a text of keys: plain characters, and names in angle brackets.
///
/// `<enter> <tab> <s-tab> <esc> <space> <bs> <del> <up> <down> <left> <right> <home> <end> <pgup>
/// <pgdn> <f1>`..`<f12>`, `<c-x>` with Ctrl, `<a-x>` with Alt, `<lt>` for `<`.
///
/// `<esc>` is sent in the unambiguous form of newer terminals: a bare escape byte and a key that
/// follow each other closely are one key with Alt. A test that means the bare byte sends it with
/// `Session::send`.
pub(crate) fn encode(notation: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut rest = notation;
    while let Some(c) = rest.chars().next() {
        if c == '<' {
            let end = rest.find('>').unwrap_or_else(|| panic!("no `>` in {rest:?}"));
            bytes.extend(named(&rest[1..end]));
            rest = &rest[end + 1..];
        } else {
            bytes.extend(c.to_string().bytes());
            rest = &rest[c.len_utf8()..];
        }
    }
    bytes
}

fn named(name: &str) -> Vec<u8> {
    let fixed: &[u8] = match name {
        "enter" => b"\r",
        "tab" => b"\t",
        "s-tab" => b"\x1b[Z",
        "esc" => b"\x1b[27u",
        "space" => b" ",
        "bs" => b"\x7f",
        "lt" => b"<",
        "up" => b"\x1b[A",
        "down" => b"\x1b[B",
        "right" => b"\x1b[C",
        "left" => b"\x1b[D",
        "home" => b"\x1b[H",
        "end" => b"\x1b[F",
        "del" => b"\x1b[3~",
        "pgup" => b"\x1b[5~",
        "pgdn" => b"\x1b[6~",
        "f1" => b"\x1bOP",
        "f2" => b"\x1bOQ",
        "f3" => b"\x1bOR",
        "f4" => b"\x1bOS",
        "f5" => b"\x1b[15~",
        "f6" => b"\x1b[17~",
        "f7" => b"\x1b[18~",
        "f8" => b"\x1b[19~",
        "f9" => b"\x1b[20~",
        "f10" => b"\x1b[21~",
        "f11" => b"\x1b[23~",
        "f12" => b"\x1b[24~",
        _ => return with_modifier(name),
    };
    fixed.to_vec()
}

fn with_modifier(name: &str) -> Vec<u8> {
    let (modifier, key) = name.split_once('-').unwrap_or_else(|| panic!("no key <{name}>"));
    let key = if key.len() > 1 { named(key) } else { key.as_bytes().to_vec() };
    match (modifier, key.as_slice()) {
        ("a", _) => [b"\x1b", key.as_slice()].concat(),
        ("c", [letter @ b'a'..=b'z']) => vec![letter & 0x1f],
        ("c", [b' ']) => vec![0],
        ("c", [sign @ (b'[' | b'\\' | b']' | b'^' | b'_')]) => vec![sign & 0x1f],
        _ => panic!("no key <{name}>"),
    }
}

/// A paste as a terminal sends it where bracketed paste is on.
pub(crate) fn paste(text: &str) -> Vec<u8> {
    format!("\x1b[200~{text}\x1b[201~").into_bytes()
}

/// A press and release of a mouse button at a cell counted from 0; buttons 64 and 65 are the wheel.
pub(crate) fn mouse(button: u8, column: u16, row: u16) -> Vec<u8> {
    let (x, y) = (column + 1, row + 1);
    if button >= 64 {
        format!("\x1b[<{button};{x};{y}M").into_bytes()
    } else {
        format!("\x1b[<{button};{x};{y}M\x1b[<{button};{x};{y}m").into_bytes()
    }
}
