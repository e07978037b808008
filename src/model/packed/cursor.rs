//! Looking at what is packed, where it lies.

/// Steps through what is packed. Where that does not make sense, nothing comes any more: empty values,
/// and no look beside it.
#[derive(Clone, Copy, Debug)]
pub(in crate::model) struct Cursor<'a> {
    rest: &'a str,
    broken: bool,
}

impl<'a> Cursor<'a> {
    /// Begins at the beginning.
    pub(in crate::model) fn new(text: &'a str) -> Self {
        Self { rest: text, broken: false }
    }

    /// Whether everything made sense, up to the end.
    pub(in crate::model) fn is_whole(&self) -> bool {
        !self.broken && self.rest.is_empty()
    }

    /// Whether something made no sense.
    pub(in crate::model) fn is_broken(&self) -> bool {
        self.broken
    }

    /// Nothing comes any more.
    pub(in crate::model) fn spoil(&mut self) {
        (self.rest, self.broken) = ("", true);
    }

    /// A number.
    #[inline]
    pub(in crate::model) fn number(&mut self) -> u64 {
        match self.rest.as_bytes().first() {
            Some(digit) if *digit < 0x40 => {
                self.rest = self.rest.get(1..).unwrap_or_default();
                u64::from(*digit)
            }
            _ => self.long_number(),
        }
    }

    fn long_number(&mut self) -> u64 {
        let (mut number, mut shift, mut digits) = (0_u64, 0, 0);
        for digit in self.rest.as_bytes() {
            number |= u64::from(digit & 0x3f) << shift;
            shift += 6;
            digits += 1;
            if *digit < 0x40 {
                self.rest = self.rest.get(digits..).unwrap_or_default();
                return number;
            }
            // No number has more digits.
            if shift > 60 {
                break;
            }
        }
        self.spoil();
        0
    }

    /// A number that may be below 0.
    pub(in crate::model) fn signed(&mut self) -> i64 {
        let number = self.number();
        (number >> 1).cast_signed() ^ -(number & 1).cast_signed()
    }

    #[inline]
    fn take(&mut self, length: u64) -> &'a str {
        let length = usize::try_from(length).unwrap_or(usize::MAX);
        match self.rest.split_at_checked(length) {
            Some((taken, rest)) => {
                self.rest = rest;
                taken
            }
            None => {
                self.spoil();
                ""
            }
        }
    }

    /// What has its length in front.
    #[inline]
    pub(in crate::model) fn frame(&mut self) -> &'a str {
        let length = self.number();
        self.take(length)
    }

    /// What may be there.
    #[inline]
    pub(in crate::model) fn optional(&mut self) -> Option<&'a str> {
        let length = self.number().checked_sub(1)?;
        Some(self.take(length))
    }

    /// How much is left.
    pub(in crate::model) fn left(&self) -> usize {
        self.rest.len()
    }

    /// All that is left.
    pub(in crate::model) fn rest(&mut self) -> &'a str {
        std::mem::take(&mut self.rest)
    }
}
