//! Which known key an unknown one was probably meant to be.

/// Keys to compare with.
#[derive(Debug)]
pub(super) struct Known<const N: usize> {
    keys: [&'static str; N],
    letters: [u32; N],
}

impl<const N: usize> Known<N> {
    /// Prepares the comparison, once and for all.
    pub(super) const fn new(keys: &'static [&'static str]) -> Self {
        let mut known = Self { keys: [""; N], letters: [0; N] };
        let mut n = 0;
        while n < N {
            known.keys[n] = keys[n];
            known.letters[n] = letters(keys[n]);
            n += 1;
        }
        known
    }

    /// The known key that `key` misses by one or two letters; `None` where none is that near, and
    /// where `key` is known itself.
    pub(super) fn near_miss(&self, key: &str) -> Option<&'static str> {
        near_miss(key, self.keys.iter().copied().zip(self.letters))
    }
}

/// The same among a few words that are not worth preparing.
pub(super) fn near_miss_of(key: &str, known: &[&'static str]) -> Option<&'static str> {
    near_miss(key, known.iter().map(|known| (*known, letters(known))))
}

fn near_miss(key: &str, known: impl Iterator<Item = (&'static str, u32)>) -> Option<&'static str> {
    let letters = letters(key);
    let mut nearest: Option<(usize, &str)> = None;
    for (known, known_letters) in known {
        let most = if known.len() < 6 { 1 } else { 2 };
        // Each slip changes the length by one at most and the set of letters by two: nearly
        // every pair is told apart here, and boards with many foreign keys stay fast.
        if key.len().abs_diff(known.len()) > most
            || (letters ^ known_letters).count_ones() as usize > 2 * most
            // Two letters are too few to tell a slip from another word.
            || known.len() < 3
        {
            continue;
        }
        if key == known {
            return None;
        }
        let folded = key.to_ascii_lowercase().replace('-', "_");
        if let Some(distance) = distance(folded.as_bytes(), known.as_bytes(), most)
            && nearest.is_none_or(|(least, _)| distance < least)
        {
            nearest = Some((distance, known));
        }
    }
    nearest.map(|(_, known)| known)
}

/// The known word that is nearest to one that is not known, at a distance of at most half its length;
/// the first where several are as near. Case, `-` and `_` do not count.
pub fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let folded = |text: &str| text.to_ascii_lowercase().replace('-', "_");
    let word = folded(word);
    let most = word.chars().count() / 2;
    let mut nearest: Option<(usize, &str)> = None;
    for candidate in known {
        if let Some(distance) = distance(word.as_bytes(), folded(candidate).as_bytes(), most)
            && nearest.is_none_or(|(least, _)| distance < least)
        {
            nearest = Some((distance, candidate));
        }
    }
    nearest.map(|(_, candidate)| candidate)
}

/// A bit for each letter that occurs, whatever its case; `-` is taken for `_`.
const fn letters(text: &str) -> u32 {
    let bytes = text.as_bytes();
    let (mut set, mut n) = (0, 0);
    while n < bytes.len() {
        let byte = if bytes[n] == b'-' { b'_' } else { bytes[n] };
        set |= 1 << (byte % 32);
        n += 1;
    }
    set
}

/// How many letters must be put in, taken out, exchanged or swapped with their neighbour; `None`
/// as soon as it is clear that they are more than `most`.
fn distance(a: &[u8], b: &[u8], most: usize) -> Option<usize> {
    let mut before_last = vec![0; b.len() + 1];
    let mut last: Vec<usize> = (0..=b.len()).collect();
    let mut row = vec![0; b.len() + 1];
    for (i, x) in a.iter().enumerate() {
        row[0] = i + 1;
        for (j, y) in b.iter().enumerate() {
            let exchanged = last[j] + usize::from(x != y);
            let mut least = exchanged.min(last[j + 1] + 1).min(row[j] + 1);
            if i > 0 && j > 0 && *x == b[j - 1] && a[i - 1] == *y {
                least = least.min(before_last[j - 1] + 1);
            }
            row[j + 1] = least;
        }
        if row.iter().chain(&last).all(|so_far| *so_far > most) {
            return None;
        }
        std::mem::swap(&mut before_last, &mut last);
        std::mem::swap(&mut last, &mut row);
    }
    Some(last[b.len()]).filter(|distance| *distance <= most)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::field::Field;

    #[test]
    fn slips_are_told_from_other_words() {
        const KNOWN: Known<{ Field::KEYS.len() }> = Known::new(Field::KEYS);
        let near = |key| KNOWN.near_miss(key);
        for (key, meant) in [
            ("ownr", "owner"),
            ("onwer", "owner"),
            ("Owner", "owner"),
            ("titel", "title"),
            ("blocked-by", "blocked_by"),
            ("blockedBy", "blocked_by"),
            ("critereon", "criterion"),
            ("raitonal", "rationale"),
            ("label", "labels"),
        ] {
            assert_eq!(near(key), Some(meant), "{key}");
        }
        for key in
            ["owner", "stage", "authors", "kep-number", "os", "", "team", "metrics", "ü", "ids"]
        {
            assert_eq!(near(key), None, "{key}");
        }
    }

    #[test]
    fn the_nearest_word_is_found() {
        let known = ["GNG030", "GNG033", "severity", "days"];
        for (word, found) in [
            ("gng033", Some("GNG033")),
            ("GNG33", Some("GNG033")),
            ("GNG039", Some("GNG030")),
            ("day", Some("days")),
            ("severty", Some("severity")),
            ("weeks", None),
            ("", None),
        ] {
            assert_eq!(nearest(word, known), found, "{word}");
        }
    }

    #[test]
    fn distances_are_counted() {
        for (a, b, count) in [
            ("", "", 0),
            ("", "ab", 2),
            ("ab", "ba", 1),
            ("abc", "abd", 1),
            ("kitten", "sitting", 3),
        ] {
            let distance = |most| distance(a.as_bytes(), b.as_bytes(), most);
            assert_eq!(distance(9), Some(count), "{a} {b}");
            assert_eq!(distance(count), Some(count), "{a} {b}");
            if count > 0 {
                assert_eq!(distance(count - 1), None, "{a} {b}");
            }
        }
    }
}
