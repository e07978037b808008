//! What a program has left switched on in a terminal, told from everything it wrote.

use std::collections::BTreeMap;

use super::sequences::{Token, tokens};

/// The private modes that a terminal has on by itself: wrapping, and the cursor.
const ON: &[&str] = &["7", "25"];

/// Everything that is not as it was before the stream: modes by their numbers (screen, cursor, paste,
/// mouse, focus, synchronized output and all others), keyboard protocols, the shape of the cursor,
/// the keypad, colours, the scroll region, character sets, titles.
pub(crate) fn left_over(raw: &[u8]) -> Vec<String> {
    let (tokens, rest) = tokens(raw);
    let mut modes: BTreeMap<String, bool> = BTreeMap::new();
    let mut other: BTreeMap<&str, String> = BTreeMap::new();
    let mut keyboard = 0_i32;
    for token in tokens {
        match token {
            Token::Csi(body) => {
                let (parameters, kind) = body.split_at(body.len() - 1);
                match kind {
                    "h" | "l" => {
                        for mode in parameters.trim_start_matches('?').split(';') {
                            modes.insert(mode.to_owned(), kind == "h");
                        }
                    }
                    "u" if parameters.starts_with('>') => keyboard += 1,
                    "u" if parameters.starts_with('<') => keyboard -= 1,
                    "u" if parameters.starts_with('=') => {
                        other.insert("keyboard", parameters.to_owned());
                    }
                    "m" if parameters.starts_with('>') => {
                        other.insert("keys", parameters.to_owned());
                    }
                    "m" => {
                        set(&mut other, "attributes", parameters, matches!(parameters, "" | "0"))
                    }
                    "r" => set(&mut other, "scroll region", parameters, parameters.is_empty()),
                    "q" if parameters.ends_with(' ') => {
                        set(&mut other, "shape of the cursor", parameters, parameters == "0 ");
                    }
                    "t" => {
                        other.insert("window", parameters.to_owned());
                    }
                    _ => {}
                }
            }
            Token::Escape(body) => match body.as_str() {
                "=" => drop(other.insert("keypad", body)),
                ">" => drop(other.remove("keypad")),
                _ if body.starts_with(['(', ')', '*', '+']) => {
                    let plain = body.ends_with('B');
                    set(&mut other, "characters", &body, plain);
                }
                _ => {}
            },
            Token::Osc(body) if body.starts_with(['0', '1', '2']) => {
                other.insert("title", body);
            }
            _ => {}
        }
    }
    let mut left: Vec<String> = modes
        .into_iter()
        .filter(|(mode, on)| *on != ON.contains(&mode.as_str()))
        .map(|(mode, on)| format!("mode {mode} is {}", if on { "on" } else { "off" }))
        .collect();
    left.extend(other.into_iter().map(|(what, how)| format!("{what}: {how}")));
    if keyboard != 0 {
        left.push(format!("{keyboard} keyboard protocols"));
    }
    if !rest.is_empty() {
        left.push(format!("a sequence that never ends: {:?}", String::from_utf8_lossy(&rest)));
    }
    left
}

fn set<'k>(other: &mut BTreeMap<&'k str, String>, what: &'k str, how: &str, is_plain: bool) {
    if is_plain {
        other.remove(what);
    } else {
        other.insert(what, how.to_owned());
    }
}
