//! Where two lists differ, so that an entry that stays is not touched.

/// Lists whose product of lengths is beyond this are not compared entry by entry.
const MAX_TABLE: usize = 250_000;

/// How the last place at which two lists differ is mended.
pub(super) enum Difference {
    /// The wanted entry `new` is missing before the entry at `at`.
    Insert { at: usize, new: usize },
    /// The entry `old` is not wanted.
    Remove { old: usize },
    /// The wanted entry `new` is to stand where `old` stands.
    Replace { old: usize, new: usize },
}

/// The last place at which two lists differ, by their longest common subsequence.
pub(super) fn last_difference(
    old: usize,
    new: usize,
    same: impl Fn(usize, usize) -> bool,
) -> Option<Difference> {
    let (mut i, mut j) = (old, new);
    while i > 0 && j > 0 && same(i - 1, j - 1) {
        i -= 1;
        j -= 1;
    }
    match (i, j) {
        (0, 0) => None,
        (0, _) => Some(Difference::Insert { at: 0, new: j - 1 }),
        (_, 0) => Some(Difference::Remove { old: i - 1 }),
        _ => {
            let (without_old, without_new, both) = common(i, j, &same);
            if without_old == both && without_new == both {
                Some(Difference::Replace { old: i - 1, new: j - 1 })
            } else if without_old == both {
                Some(Difference::Remove { old: i - 1 })
            } else {
                Some(Difference::Insert { at: i, new: j - 1 })
            }
        }
    }
}

/// The lengths of the longest common subsequences of the first `i - 1` and `j`, of `i` and
/// `j - 1`, and of `i` and `j` entries.
fn common(i: usize, j: usize, same: &impl Fn(usize, usize) -> bool) -> (usize, usize, usize) {
    if i.saturating_mul(j) > MAX_TABLE {
        return (0, 0, 0);
    }
    let mut before = vec![0_usize; j + 1];
    let mut row = before.clone();
    for old in 0..i {
        std::mem::swap(&mut before, &mut row);
        let mut left = 0;
        let mut diagonal = 0;
        for (new, (above, here)) in before.iter().skip(1).zip(row.iter_mut().skip(1)).enumerate() {
            *here = if same(old, new) { diagonal + 1 } else { left.max(*above) };
            diagonal = *above;
            left = *here;
        }
    }
    let last = |row: &[usize]| row.last().copied().unwrap_or_default();
    let without_new = row.iter().rev().nth(1).copied().unwrap_or_default();
    (last(&before), without_new, last(&row))
}
