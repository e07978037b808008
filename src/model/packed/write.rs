//! Packing.
//!
//! A number is written in digits of six bits, the lowest first; the seventh bit says that another
//! follows. So what is packed is text from one end to the other, and the texts in it need not be
//! looked at one by one. A text, and whatever else somebody may step over, has its length in front.

use crate::model::written::Written;

pub(super) const TEXT: u8 = 0;
pub(super) const LIST: u8 = 1;
pub(super) const MAP: u8 = 2;

/// What was packed, in no more memory than it takes.
pub(in crate::model) fn finished(mut out: Vec<u8>) -> String {
    out.shrink_to_fit();
    String::from_utf8(out)
        .unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned())
}

/// A number that may be below 0, which is then told by the lowest bit.
pub(in crate::model) fn signed(out: &mut Vec<u8>, of: i64) {
    number(out, (of.cast_unsigned() << 1) ^ (of >> 63).cast_unsigned());
}

/// What a file says, its sort in front.
pub(in crate::model) fn value(out: &mut Vec<u8>, of: &Written<'_>) {
    match of {
        Written::Text(words) => {
            out.push(TEXT);
            out.extend(words.as_bytes());
        }
        Written::List(list) => {
            out.push(LIST);
            list.iter().for_each(|entry| framed(out, |out| value(out, entry)));
        }
        Written::Map(entries) => {
            out.push(MAP);
            for (key, entry) in entries {
                text(out, key);
                framed(out, |out| value(out, entry));
            }
        }
    }
}

/// A text.
pub(in crate::model) fn text(out: &mut Vec<u8>, text: &str) {
    number(out, text.len() as u64);
    out.extend(text.as_bytes());
}

/// What there is, with one more than its length in front; 0 stands for nothing.
pub(in crate::model) fn optional<T: ?Sized>(
    out: &mut Vec<u8>,
    of: Option<&T>,
    write: impl Fn(&mut Vec<u8>, &T),
) {
    match of {
        None => out.push(0),
        Some(of) => {
            let start = out.len();
            write(out, of);
            put_in_front(out, start, (out.len() - start) as u64 + 1);
        }
    }
}

/// What is written, with its length in front.
pub(in crate::model) fn framed(out: &mut Vec<u8>, write: impl FnOnce(&mut Vec<u8>)) {
    let start = out.len();
    write(out);
    put_in_front(out, start, (out.len() - start) as u64);
}

fn put_in_front(out: &mut Vec<u8>, start: usize, length: u64) {
    let end = out.len();
    number(out, length);
    let added = out.len() - end;
    if let Some(frame) = out.get_mut(start..) {
        frame.rotate_right(added);
    }
}

/// A number.
pub(in crate::model) fn number(out: &mut Vec<u8>, mut of: u64) {
    while of >= 0x40 {
        out.push((of & 0x3f) as u8 | 0x40);
        of >>= 6;
    }
    out.push(of as u8);
}
