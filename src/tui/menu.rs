//! Menus of a few choices, each with its letter, and questions that want a y.

use std::time::Instant;

use super::packs::PackSort;
use crate::model::conflict::{Conflict, Side, Version};
use crate::model::draft::Step;
use crate::model::item::Risk;
use crate::model::order::{Group, Sort};
use crate::model::pack::LaunchState;
use crate::model::target::Target;

/// A few choices, each with its letter.
#[derive(Clone, Debug)]
pub(crate) struct Menu {
    pub(crate) title: String,
    /// What there is to know before choosing.
    pub(crate) text: Vec<String>,
    pub(crate) choices: Vec<Choice>,
    pub(crate) cursor: usize,
}

/// One choice.
#[derive(Clone, Debug)]
pub(crate) struct Choice {
    pub(crate) letter: char,
    pub(crate) label: String,
    pub(crate) then: Then,
}

/// What a choice does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Then {
    /// One side of a conflict.
    Side(Box<Conflict>, Side),
    /// Neither side of a conflict: the field is decided anew.
    Again(Box<Conflict>),
    /// A version of a file is left as it is for a decision that it does not take.
    Leave(Target, Version),
    /// The decision is left out of this commit.
    LeaveOut,
    /// The column of this position.
    Column(usize),
    Risk(Option<Risk>),
    Launch(LaunchState),
    SortPacks(PackSort),
    Sort(Sort),
    Group(Group),
}

impl Menu {
    pub(crate) fn risk(current: Option<Risk>) -> Self {
        let mut choices: Vec<Choice> = Risk::ALL
            .iter()
            .map(|risk| Choice {
                letter: risk.word().chars().next().unwrap_or('?'),
                label: risk.word().to_owned(),
                then: Then::Risk(Some(*risk)),
            })
            .collect();
        choices.push(Choice { letter: 'n', label: "none".to_owned(), then: Then::Risk(None) });
        Self::on("Risk", choices, Then::Risk(current))
    }

    pub(crate) fn launch(current: Option<LaunchState>) -> Self {
        let choices = LaunchState::ALL.iter().map(|state| Choice {
            letter: state.word().chars().next().unwrap_or('?'),
            label: state.word().to_owned(),
            then: Then::Launch(*state),
        });
        let current = Then::Launch(current.unwrap_or(LaunchState::Supported));
        Self::on("At the launch", choices.collect(), current)
    }

    pub(crate) fn sort_packs(current: PackSort) -> Self {
        let choices = PackSort::ALL.iter().map(|sort| Choice {
            letter: sort.word().chars().next().unwrap_or('?'),
            label: sort.word().to_owned(),
            then: Then::SortPacks(*sort),
        });
        Self::on("Sort by", choices.collect(), Then::SortPacks(current))
    }

    pub(crate) fn sort(current: Sort) -> Self {
        let letters = ['f', 'r', 'd', 'a', 'i', 't', 'o', 'p'];
        let choices = Sort::ALL.iter().zip(letters).map(|(sort, letter)| Choice {
            letter,
            label: sort.word().to_owned(),
            then: Then::Sort(*sort),
        });
        Self::on("Sort by", choices.collect(), Then::Sort(current))
    }

    pub(crate) fn group(current: Group) -> Self {
        let choices = Group::ALL.iter().map(|group| Choice {
            letter: group.word().chars().next().unwrap_or('?'),
            label: group.word().to_owned(),
            then: Then::Group(*group),
        });
        Self::on("Group by", choices.collect(), Then::Group(current))
    }

    fn on(title: &str, choices: Vec<Choice>, current: Then) -> Self {
        let cursor = choices.iter().position(|choice| choice.then == current).unwrap_or(0);
        Self { title: title.to_owned(), text: Vec::new(), choices, cursor }
    }
}

/// A question. Only `y` says yes, and not in its first 300 ms.
#[derive(Clone, Debug)]
pub(crate) struct Confirm {
    pub(crate) question: String,
    pub(crate) opened: Instant,
    pub(crate) then: Confirmed,
}

/// What a yes does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Confirmed {
    /// Decide what is to be decided.
    Record(Box<Step>),
    Quit,
    Discard,
    LeaveMeeting,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_choice_has_a_letter_of_its_own() {
        let menus = [
            Menu::risk(None),
            Menu::sort(Sort::Risk),
            Menu::group(Group::None),
            Menu::launch(None),
            Menu::sort_packs(PackSort::Id),
        ];
        for menu in menus {
            let mut letters: Vec<char> = menu.choices.iter().map(|choice| choice.letter).collect();
            letters.sort_unstable();
            letters.dedup();
            assert_eq!(letters.len(), menu.choices.len(), "{}", menu.title);
        }
    }
}
