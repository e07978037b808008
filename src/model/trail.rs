//! The way to a value in a file. It is written out only where something is said about the value: most
//! values are looked at and found to be well.

/// The keys that lead to a value, from the innermost.
#[derive(Clone, Copy, Debug)]
pub struct Trail<'a> {
    step: Step<'a>,
    above: Option<&'a Trail<'a>>,
}

#[derive(Clone, Copy, Debug)]
enum Step<'a> {
    Key(&'a str),
    /// The position in a list, counted from 0.
    Entry(usize),
}

impl<'a> Trail<'a> {
    /// Begins at a key of the file.
    pub fn at(key: &'a str) -> Self {
        Self { step: Step::Key(key), above: None }
    }

    /// Goes on to a key.
    pub fn key(&'a self, key: &'a str) -> Self {
        Self { step: Step::Key(key), above: Some(self) }
    }

    /// Goes on to an entry of a list.
    pub fn entry(&'a self, n: usize) -> Self {
        Self { step: Step::Entry(n), above: Some(self) }
    }

    /// The keys, from the outermost.
    pub fn path(&self) -> Vec<String> {
        let mut path: Vec<String> = std::iter::successors(Some(self), |trail| trail.above)
            .map(|trail| match trail.step {
                Step::Key(key) => key.to_owned(),
                Step::Entry(n) => n.to_string(),
            })
            .collect();
        path.reverse();
        path
    }
}
