//! The same cells where only ASCII can be shown.

use std::borrow::Cow;

use super::display::display;
use super::width::graphemes;

/// Replaces what is not ASCII by ASCII that takes exactly as many cells.
///
/// Accents are taken off Latin letters, typographic signs become their typewriter forms, box
/// drawing becomes `+-|`, and everything else becomes one `?` a cell. Keeping the width means that
/// a screen is laid out once and looks the same in both sets.
pub fn ascii(text: &str) -> Cow<'_, str> {
    let clean = display(text);
    if clean.is_ascii() {
        return clean;
    }
    let mut out = String::with_capacity(clean.len());
    for (grapheme, cells) in graphemes(&clean) {
        let mut chars = grapheme.chars();
        match chars.next().map(plain) {
            Some(Some(c)) if cells == 1 => out.push(c),
            _ => out.extend(std::iter::repeat_n('?', cells)),
        }
    }
    Cow::Owned(out)
}

/// The ASCII character that stands best for another one.
fn plain(c: char) -> Option<char> {
    if c.is_ascii() {
        return Some(c);
    }
    LOOKALIKES.iter().find(|(_, members)| members.contains(c)).map(|(plain, _)| *plain)
}

const LOOKALIKES: [(char, &str); 61] = [
    ('A', "ÀÁÂÃÄÅĀĂĄ"),
    ('a', "àáâãäåāăąª"),
    ('C', "ÇĆĈĊČ"),
    ('c', "çćĉċč©"),
    ('D', "ÐĎĐ"),
    ('d', "ðďđ"),
    ('E', "ÈÉÊËĒĔĖĘĚÆŒ€"),
    ('e', "èéêëēĕėęěæœ"),
    ('G', "ĜĞĠĢ"),
    ('g', "ĝğġģ"),
    ('H', "ĤĦ"),
    ('h', "ĥħ"),
    ('I', "ÌÍÎÏĨĪĬĮİ"),
    ('i', "ìíîïĩīĭįı"),
    ('J', "Ĵ"),
    ('j', "ĵ"),
    ('K', "Ķ"),
    ('k', "ķĸ"),
    ('L', "ĹĻĽĿŁ£"),
    ('l', "ĺļľŀł"),
    ('N', "ÑŃŅŇŊ"),
    ('n', "ñńņňŋ"),
    ('O', "ÒÓÔÕÖØŌŎŐ"),
    ('o', "òóôõöøōŏőº°"),
    ('R', "ŔŖŘ®"),
    ('r', "ŕŗř"),
    ('S', "ŚŜŞŠȘ§"),
    ('s', "śŝşšșß"),
    ('T', "ŢŤŦȚÞ"),
    ('t', "ţťŧțþ"),
    ('U', "ÙÚÛÜŨŪŬŮŰŲ"),
    ('u', "ùúûüũūŭůűųµ"),
    ('W', "Ŵ"),
    ('w', "ŵ"),
    ('Y', "ÝŶŸ¥"),
    ('y', "ýÿŷ"),
    ('Z', "ŹŻŽ"),
    ('z', "źżž"),
    ('-', "‐‑‒–—―−─━┄┅┈┉╌╍═"),
    ('|', "│┃┆┇┊┋╎╏║¦"),
    ('+', "┌┍┎┏┐┑┒┓└┕┖┗┘┙┚┛├┝┞┟┠┡┢┣┤┥┦┧┨┩┪┫┬┭┮┯┰┱┲┳┴┵┶┷┸┹┺┻┼┽┾┿╀╁╂╃╄╅╆╇╈╉╊╋╔╗╚╝╠╣╦╩╬╭╮╯╰†‡±"),
    ('\'', "‘’‚‛′´"),
    ('"', "“”„‟″«»"),
    ('.', "…·"),
    ('*', "•‣●○◦∙★☆✱"),
    ('<', "‹←≤◀◁"),
    ('>', "›→≥▶▷⇒"),
    ('^', "↑▲△"),
    ('v', "↓▼▽✓✔"),
    ('x', "×✗✘✕"),
    ('/', "÷⁄∕"),
    ('=', "≠≈≡"),
    ('!', "¡"),
    ('?', "¿"),
    ('1', "¹"),
    ('2', "²"),
    ('3', "³"),
    ('#', "█▉▊▋▌■▓"),
    ('%', "‰"),
    ('~', "∼∽˜"),
    (':', "∶"),
];
