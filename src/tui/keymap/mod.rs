//! Keys: the table as data, what a user changes in it, and which action a key press means.

mod key;
mod table;

use std::collections::BTreeMap;

pub use key::Key;

/// Where a key is pressed. A binding of the screen itself goes before one that holds anywhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Context {
    /// Lists and text views; not while typing.
    Anywhere,
    /// The board, and what shares its decisions: the item's detail, the findings.
    Board,
    /// The item's detail.
    Item,
    /// The packs and a pack's detail.
    Packs,
    /// The history.
    History,
    /// The commit review.
    Review,
    /// The meeting.
    Meeting,
    /// The minutes at its end.
    Minutes,
}

impl Context {
    /// Every context, in the order in which help shows them.
    pub const ALL: [Context; 8] = [
        Context::Anywhere,
        Context::Board,
        Context::Item,
        Context::Packs,
        Context::History,
        Context::Review,
        Context::Meeting,
        Context::Minutes,
    ];

    /// The word that settings and help use.
    pub fn word(self) -> &'static str {
        match self {
            Context::Anywhere => "anywhere",
            Context::Board => "board",
            Context::Item => "item",
            Context::Packs => "packs",
            Context::History => "history",
            Context::Review => "review",
            Context::Meeting => "meeting",
            Context::Minutes => "minutes",
        }
    }

    /// The contexts whose bindings hold here, the nearest first.
    fn chain(self) -> &'static [Context] {
        match self {
            Context::Anywhere => &[Context::Anywhere],
            Context::Board => &[Context::Board, Context::Anywhere],
            Context::Item => &[Context::Item, Context::Board, Context::Anywhere],
            Context::Packs => &[Context::Packs, Context::Anywhere],
            Context::History => &[Context::History, Context::Anywhere],
            Context::Review => &[Context::Review, Context::Anywhere],
            Context::Meeting => &[Context::Meeting, Context::Anywhere],
            Context::Minutes => &[Context::Minutes, Context::Anywhere],
        }
    }
}

/// What a key press means. The key table, and so help, says what each does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[expect(missing_docs, reason = "the key table says what each does")]
pub enum Action {
    Down,
    Up,
    Left,
    Right,
    First,
    Last,
    HalfDown,
    HalfUp,
    PageDown,
    PageUp,
    ScrollDown,
    ScrollUp,
    NextPane,
    PreviousPane,
    Open,
    Back,
    Quit,
    Cancel,
    Suspend,
    Redraw,
    Reload,
    Help,
    Palette,
    Find,
    NextMatch,
    PreviousMatch,
    Undo,
    Redo,
    Review,
    GoBoard,
    GoPacks,
    GoHistory,
    GoSince,
    GoFindings,
    TogglePane,
    PaneSide,
    Presenter,
    Roomier,
    Denser,
    OpenLink,
    CopyId,
    CopyLink,
    Edit,
    Scope(usize),
    Assign,
    Defer,
    FollowUp,
    Due,
    Note,
    Rationale,
    Withdraw,
    Close,
    Risk,
    Duplicate,
    Waive,
    Mend,
    Conflict,
    NudgeLeft,
    NudgeRight,
    MoveMode,
    Mark,
    Range,
    MarkAll,
    NewItem,
    Sort,
    Group,
    PreviousItem,
    NextItem,
    AssignPack,
    SignPack,
    WaivePack,
    PackEvidence,
    PackLaunch,
    MendPack,
    FindingsOnly,
    Explain,
    SortPacks,
    ShowDiff,
    FilterHistory,
    RevertChange,
    Include,
    IncludeAll,
    EditMessage,
    SignOff,
    Commit,
    GoMeeting,
    Agree,
    MeetNext,
    MeetPrevious,
    Park,
    Votes,
    Pause,
    MoreTime,
    Attendance,
    LeaveMeeting,
}

/// One line of the key table.
#[derive(Clone, Copy, Debug)]
pub struct Binding {
    /// Where it holds.
    pub context: Context,
    /// The keys, each a name or several with spaces between; the first is the one hints show.
    pub keys: &'static [&'static str],
    /// What it means.
    pub action: Action,
    /// What settings and the palette call it.
    pub name: &'static str,
    /// What help says.
    pub help: &'static str,
}

/// The table with the user's changes, ready to be asked.
#[derive(Clone, Debug)]
pub struct Keymap {
    entries: Vec<Entry>,
}

/// One line of the effective key map.
#[derive(Clone, Debug)]
pub struct Entry {
    /// The line of the table.
    pub binding: &'static Binding,
    /// The effective key sequences.
    pub sequences: Vec<Vec<Key>>,
}

/// What a sequence of keys means so far.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Meaning {
    /// An action.
    Action(Action),
    /// The beginning of a longer sequence.
    Prefix,
    /// Nothing.
    Nothing,
}

/// Why the user's key settings cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeymapError {
    /// No such context.
    #[error(
        "keys: there is no context {0} (anywhere, board, item, packs, history, review, meeting, minutes)"
    )]
    Context(String),
    /// No such action in the context.
    #[error("keys.{0}: there is no action {1} (gonogo keys lists them)")]
    Action(&'static str, String),
    /// Not the name of a key.
    #[error("keys.{context}.{action}: {key} is not the name of a key")]
    Key {
        /// The context.
        context: &'static str,
        /// The action.
        action: String,
        /// What was written.
        key: String,
    },
    /// Two actions of one context claim a key, or the beginning of a sequence.
    #[error("keys.{context}: {key} is claimed by {one} and by {other}")]
    Conflict {
        /// The context.
        context: &'static str,
        /// The key.
        key: String,
        /// The first action.
        one: &'static str,
        /// The second action.
        other: &'static str,
    },
}

/// The user's changes: by context, by action, the keys it has instead.
pub type Changes = BTreeMap<String, BTreeMap<String, Vec<String>>>;

impl Keymap {
    /// The table with the user's changes laid over it.
    ///
    /// # Errors
    /// When a change names something unknown, or makes a key ambiguous.
    pub fn new(changes: &Changes) -> Result<Self, KeymapError> {
        let mut entries: Vec<Entry> = table::TABLE
            .iter()
            .map(|binding| Entry {
                binding,
                sequences: binding.keys.iter().filter_map(|keys| sequence(keys)).collect(),
            })
            .collect();
        for (context_name, actions) in changes {
            let context = Context::ALL
                .into_iter()
                .find(|context| context.word() == context_name)
                .ok_or_else(|| KeymapError::Context(context_name.clone()))?;
            for (action, keys) in actions {
                let entry = entries
                    .iter_mut()
                    .find(|e| e.binding.context == context && e.binding.name == action)
                    .ok_or_else(|| KeymapError::Action(context.word(), action.clone()))?;
                let parsed: Result<Vec<_>, _> = keys
                    .iter()
                    .map(|key| {
                        sequence(key).ok_or_else(|| KeymapError::Key {
                            context: context.word(),
                            action: action.clone(),
                            key: key.clone(),
                        })
                    })
                    .collect();
                entry.sequences = parsed?;
            }
        }
        let keymap = Self { entries };
        keymap.check()?;
        Ok(keymap)
    }

    /// The effective key map, in the order of the table.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// What the keys pressed so far mean in a context.
    pub fn meaning(&self, context: Context, pressed: &[Key]) -> Meaning {
        let found = self.look(context, pressed);
        if found != Meaning::Nothing {
            return found;
        }
        let latin: Vec<Key> = pressed.iter().map(|key| key.latin().unwrap_or(*key)).collect();
        if latin == pressed { found } else { self.look(context, &latin) }
    }

    fn look(&self, context: Context, pressed: &[Key]) -> Meaning {
        for context in context.chain() {
            for entry in self.entries.iter().filter(|e| e.binding.context == *context) {
                for sequence in &entry.sequences {
                    if sequence == pressed {
                        return Meaning::Action(entry.binding.action);
                    }
                    if sequence.starts_with(pressed) {
                        return Meaning::Prefix;
                    }
                }
            }
        }
        Meaning::Nothing
    }

    /// The first key of an action, as hints show it; empty where the user took all keys off.
    pub fn name(&self, action: Action) -> String {
        self.entries
            .iter()
            .find(|entry| entry.binding.action == action)
            .and_then(|entry| entry.sequences.first())
            .map(|sequence| name(sequence))
            .unwrap_or_default()
    }

    /// The first key of an action where it is pressed, as hints show it: a screen may have a key of
    /// its own for what another key does everywhere.
    pub fn name_in(&self, context: Context, action: Action) -> String {
        let of = |context: &Context| {
            let own = |e: &&Entry| e.binding.context == *context && e.binding.action == action;
            let sequence = self.entries.iter().find(own)?.sequences.first()?;
            Some(name(sequence))
        };
        context.chain().iter().find_map(of).unwrap_or_default()
    }

    /// The bindings that hold in a context, the nearest first, without those that a nearer one
    /// takes the key of.
    pub fn holding(&self, context: Context) -> impl Iterator<Item = &Entry> {
        context.chain().iter().flat_map(|c| self.entries.iter().filter(|e| e.binding.context == *c))
    }

    fn check(&self) -> Result<(), KeymapError> {
        for (n, one) in self.entries.iter().enumerate() {
            for other in self.entries.iter().skip(n + 1) {
                if one.binding.context != other.binding.context {
                    continue;
                }
                for a in &one.sequences {
                    for b in &other.sequences {
                        if a.starts_with(b) || b.starts_with(a) {
                            return Err(KeymapError::Conflict {
                                context: one.binding.context.word(),
                                key: name(if a.len() < b.len() { a } else { b }),
                                one: one.binding.name,
                                other: other.binding.name,
                            });
                        }
                    }
                }
            }
        }
        Ok(())
    }
}

impl Default for Keymap {
    #[expect(clippy::expect_used, reason = "a test holds that the table has no conflict")]
    fn default() -> Self {
        Self::new(&Changes::new()).expect("the table itself")
    }
}

fn sequence(keys: &str) -> Option<Vec<Key>> {
    let keys: Option<Vec<Key>> = keys.split_whitespace().map(Key::parse).collect();
    keys.filter(|keys| !keys.is_empty())
}

/// A sequence as help shows it: `gg`, `Ctrl-d`.
pub fn name(sequence: &[Key]) -> String {
    sequence.iter().map(Key::to_string).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(text: &str) -> Vec<Key> {
        sequence(text).unwrap()
    }

    fn changes(context: &str, action: &str, keys: &[&str]) -> Changes {
        let keys = keys.iter().map(|k| (*k).to_owned()).collect();
        [(context.to_owned(), [(action.to_owned(), keys)].into())].into()
    }

    #[test]
    fn the_table_is_whole_and_without_conflict() {
        let keymap = Keymap::new(&Changes::new()).unwrap();
        for entry in keymap.entries() {
            assert_eq!(entry.sequences.len(), entry.binding.keys.len(), "{}", entry.binding.name);
            assert!(!entry.binding.help.is_empty());
        }
    }

    #[test]
    fn the_screens_own_binding_goes_first() {
        let keymap = Keymap::default();
        let means = |context, text| keymap.meaning(context, &keys(text));
        assert_eq!(means(Context::Board, "e"), Meaning::Action(Action::Edit));
        assert_eq!(means(Context::Review, "e"), Meaning::Action(Action::EditMessage));
        assert_eq!(means(Context::Item, "left"), Meaning::Action(Action::PreviousItem));
        assert_eq!(means(Context::Item, "1"), Meaning::Action(Action::Scope(1)));
        assert_eq!(means(Context::Review, "1"), Meaning::Nothing);
        assert_eq!(means(Context::Board, "g"), Meaning::Prefix);
        assert_eq!(means(Context::Board, "g g"), Meaning::Action(Action::First));
        assert_eq!(means(Context::Board, "g x"), Meaning::Nothing);
        assert_eq!(means(Context::Board, "о"), Meaning::Action(Action::Down), "Cyrillic j");
    }

    #[test]
    fn a_user_can_change_keys_but_not_make_them_ambiguous() {
        let keymap = Keymap::new(&changes("board", "assign", &["A", "g a"])).unwrap();
        assert_eq!(keymap.meaning(Context::Board, &keys("A")), Meaning::Action(Action::Assign));
        assert_eq!(keymap.meaning(Context::Board, &keys("a")), Meaning::Nothing);
        assert_eq!(keymap.name(Action::Assign), "A");
        let error = |changes| Keymap::new(&changes).unwrap_err();
        assert_eq!(
            error(changes("board", "assign", &["d"])).to_string(),
            "keys.board: d is claimed by assign and by defer"
        );
        assert!(matches!(error(changes("anywhere", "down", &["g"])), KeymapError::Conflict { .. }));
        assert!(matches!(error(changes("bord", "assign", &["A"])), KeymapError::Context(_)));
        assert!(matches!(error(changes("board", "assing", &["A"])), KeymapError::Action(..)));
        assert!(matches!(error(changes("board", "assign", &["nokey"])), KeymapError::Key { .. }));
    }
}
