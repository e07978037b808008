//! The question that nearly every text answers with yes, asked eight bytes at a time.

/// Whether there is nothing but printable ASCII and line feeds.
pub fn is_plain_ascii(bytes: &[u8]) -> bool {
    let (words, rest) = bytes.as_chunks::<8>();
    words.iter().all(|word| is_plain_word(u64::from_ne_bytes(*word)))
        && rest.iter().all(|byte| matches!(byte, b'\n' | b' '..=b'~'))
}

/// The same for eight bytes in a word. No step carries from one byte into the next.
fn is_plain_word(word: u64) -> bool {
    const EACH: u64 = u64::MAX / 0xff;
    const HIGH: u64 = EACH * 0x80;
    const LOW: u64 = EACH * 0x7f;
    let is = |byte: u64| {
        let other = word ^ (EACH * byte);
        !(((other & LOW) + LOW) | other) & HIGH
    };
    let control = !(((word & LOW) + EACH * 0x60) | word) & HIGH;
    (word & HIGH) | (control & !is(0x0a)) | is(0x7f) == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_byte_is_judged_as_it_is_alone() {
        for byte in 0..=u8::MAX {
            let expected = matches!(byte, b'\n' | b' '..=b'~');
            for at in 0..20 {
                for around in [b'a', b'\n', b' ', b'~'] {
                    let mut text = [around; 20];
                    text[at] = byte;
                    assert_eq!(is_plain_ascii(&text), expected, "{byte:#x} at {at} in {around:#x}");
                }
            }
        }
    }
}
