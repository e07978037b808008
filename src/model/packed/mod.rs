//! What files say, packed: one run of text, looked at where it lies. A value as a tree takes a piece of
//! memory for each of its parts, and most of them are never looked at.

mod cursor;
mod map;
mod value;
pub(super) mod write;

pub(super) use cursor::Cursor;
pub use map::PackedMap;
pub use value::PackedValue;
