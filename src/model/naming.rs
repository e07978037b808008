//! Which id a new item is proposed under.

use super::board::Board;
use super::id::{ItemId, PackId};

/// Digits and letters that cannot be taken for one another when they are read out in a meeting,
/// and that spell no words.
const ALPHABET: &[u8] = b"23456789BCDFGHJKLMNPQRSTVWXZ";

/// An id with the prefix of the pack and four characters drawn from `seed`: `SHOP-7K3Q`.
///
/// Ids are never counted up: two branches that count meet at the same number. Ids that are taken,
/// or that other items or packs mention, are passed over.
pub fn proposed_id(board: &Board, pack: Option<&PackId>, seed: u64) -> ItemId {
    let prefix = prefix_of(board, pack);
    let mut seed = seed;
    loop {
        let id = ItemId::from(format!("{prefix}-{}", drawn(seed)));
        if !is_mentioned(board, &id) {
            return id;
        }
        seed = seed.wrapping_add(1);
    }
}

fn is_mentioned(board: &Board, id: &ItemId) -> bool {
    board.item(id).is_some()
        || board
            .items()
            .iter()
            .any(|item| item.duplicate_of.as_ref() == Some(id) || item.blocked_by.contains(id))
        || board
            .packs
            .iter()
            .flat_map(|pack| &pack.unsupported)
            .any(|unsupported| unsupported.item.as_ref() == Some(id))
}

/// Four characters; seeds that lie close together give ids that do not look alike.
fn drawn(seed: u64) -> String {
    // The finalizer of splitmix64 (Steele, Lea, Flood 2014): every bit of the seed counts.
    let mut bits = seed.wrapping_add(0x9e37_79b9_7f4a_7c15);
    bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    bits ^= bits >> 31;
    let mut id = String::new();
    for _ in 0..4 {
        let at = (bits % ALPHABET.len() as u64) as usize;
        id.extend(ALPHABET.get(at).map(|byte| char::from(*byte)));
        bits /= ALPHABET.len() as u64;
    }
    id
}

/// The prefix that most items of the pack have; else the beginning of the pack's name.
fn prefix_of(board: &Board, pack: Option<&PackId>) -> String {
    let mut counts: Vec<(&str, usize)> = Vec::new();
    let items = board.items().iter();
    for item in items.filter(|item| pack.is_none_or(|pack| item.packs.contains(pack))) {
        let Some((prefix, rest)) = item.id.as_str().rsplit_once('-') else { continue };
        let is_word = |text: &str| {
            !text.is_empty() && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
        };
        if !is_word(prefix) || !is_word(rest) {
            continue;
        }
        match counts.iter_mut().find(|(known, _)| *known == prefix) {
            Some((_, count)) => *count += 1,
            None => counts.push((prefix, 1)),
        }
    }
    let most = counts.into_iter().reduce(|a, b| if b.1 > a.1 { b } else { a });
    most.map(|(prefix, _)| prefix.to_owned()).unwrap_or_else(|| {
        let name = pack.map_or("item", |pack| pack.as_str());
        let name: String = name.chars().filter(char::is_ascii_alphanumeric).take(4).collect();
        if name.is_empty() { "ITEM".to_owned() } else { name.to_uppercase() }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::testing::{board, item};

    #[test]
    fn an_id_has_the_packs_own_prefix() {
        let mut board = board(&["SHOP-007", "CORE-002", "CORE-003"]);
        let mut shop = item("SHOP-012");
        shop.packs = vec!["shopify".into()];
        board.add(shop);
        let id = proposed_id(&board, Some(&"shopify".into()), 7);
        assert!(id.as_str().starts_with("SHOP-") && id.as_str().len() == 9, "{id}");
        assert!(proposed_id(&board, Some(&"zendesk".into()), 7).as_str().starts_with("ZEND-"));
        assert!(proposed_id(&board, None, 7).as_str().starts_with("SHOP-"));
        assert!(proposed_id(&Board::default(), None, 7).as_str().starts_with("ITEM-"));
    }

    #[test]
    fn an_id_that_is_mentioned_is_passed_over() {
        let mut board = board(&["SHOP-1"]);
        let first = proposed_id(&board, None, 7);
        let mut other = item("SHOP-2");
        other.blocked_by = vec![first.clone()];
        board.add(other);
        let second = proposed_id(&board, None, 7);
        assert_ne!(first, second);
        board.add(item(second.as_str()));
        assert_ne!(proposed_id(&board, None, 7), second);
    }
}
