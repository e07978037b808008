//! The question that nearly every text answers with yes, asked eight bytes at a time.

/// Whether there is nothing but printable ASCII and line feeds.
pub fn is_plain_ascii(bytes: &[u8]) -> bool {
    let (words, rest) = bytes.as_chunks::<8>();
    words.iter().all(|word| is_plain_word(u64::from_ne_bytes(*word)))
        && rest.iter().all(|byte| matches!(byte, b'\n' | b' '..=b'~'))
}

/// The same for eight bytes in a word. Where no byte is beyond ASCII, no step carries from one byte
/// into the next; where one is, the answer is no whatever else comes out.
#[inline(always)]
fn is_plain_word(word: u64) -> bool {
    const EACH: u64 = u64::MAX / 0xff;
    const HIGH: u64 = EACH * 0x80;
    let is_control = !word.wrapping_add(EACH * 0x60);
    let is_no_break = (word ^ (EACH * 0x0a)).wrapping_add(EACH * 0x7f);
    let is_delete = word.wrapping_add(EACH);
    (word | (is_control & is_no_break) | is_delete) & HIGH == 0
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
