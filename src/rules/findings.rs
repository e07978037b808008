//! What the whole catalogue finds on a board, kept up to date decision by decision.

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap};

use chrono::NaiveDate;

use crate::model::board::Board;
use crate::model::finding::{Finding, Severity, Subject, Verdict};
use crate::model::id::{ByName, ItemId, PackId};
use crate::model::item::Item;
use crate::model::pack::Pack;
use crate::model::target::Target;
use crate::threads::beside;

use super::index::{Index, Stale};
use super::reports::{About, Reports};
use super::{CATALOGUE, Check, Context, Rule, severity, waivers};

/// How many findings there are of each weight.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Hold the launch.
    pub block: usize,
    /// Must be looked at.
    pub warn: usize,
    /// Good to know.
    pub info: usize,
    /// Accepted for this launch, whatever they weigh.
    pub waived: usize,
}

impl Counts {
    /// All of them.
    pub fn total(self) -> usize {
        self.block + self.warn + self.info + self.waived
    }

    /// What they add up to.
    pub fn verdict(self) -> Verdict {
        match self.block {
            0 => Verdict::Go,
            blocking => Verdict::NoGo(blocking),
        }
    }

    fn of(findings: &[Finding]) -> Self {
        let open = |severity| {
            findings.iter().filter(|f| f.severity == severity && f.waived.is_none()).count()
        };
        Self {
            block: open(Severity::Block),
            warn: open(Severity::Warn),
            info: open(Severity::Info),
            waived: findings.iter().filter(|f| f.waived.is_some()).count(),
        }
    }

    fn add(&mut self, other: Self) {
        self.block += other.block;
        self.warn += other.warn;
        self.info += other.info;
        self.waived += other.waived;
    }

    fn take(&mut self, other: Self) {
        self.block -= other.block;
        self.warn -= other.warn;
        self.info -= other.info;
        self.waived -= other.waived;
    }
}

/// All findings on a board. For each subject they stand in one order: what weighs most first, then
/// by rule, then as the rule reported them.
#[derive(Clone, Debug)]
pub struct Findings {
    today: NaiveDate,
    index: Index,
    items: BTreeMap<ItemId, Box<[Finding]>>,
    packs: BTreeMap<PackId, Box<[Finding]>>,
    files: BTreeMap<String, Box<[Finding]>>,
    counts: Counts,
}

impl Findings {
    /// Asks every rule about everything.
    pub fn of(board: &Board, today: NaiveDate) -> Self {
        Self::with(Index::kept(board), board, today)
    }

    /// The same where the items were looked through before: by [`Index::once`], of this board.
    pub fn with(index: Index, board: &Board, today: NaiveDate) -> Self {
        let context = Context { board, today, index: &index };
        let rules = ActiveRules::of(board);
        let items: BTreeMap<_, _> = found_about(board.items(), WORTH_A_THREAD, |item, scratch| {
            (item.id.clone(), rules.about_item(item, &context, scratch))
        });
        let mut on_packs: ByName<&PackId, Vec<&Finding>> = ByName::default();
        for (id, found) in &items {
            let packs = board.item(id).map(|item| item.packs.as_slice()).unwrap_or_default();
            for (n, pack) in packs.iter().enumerate() {
                if !packs.iter().take(n).any(|before| before == pack) {
                    on_packs.entry(pack).or_default().extend(found.iter());
                }
            }
        }
        let packs = found_about(&board.packs, PACKS_WORTH_A_THREAD, |pack, scratch| {
            let on_items = on_packs.get(&pack.id).into_iter().flatten().copied();
            (pack.id.clone(), rules.about_pack(pack, &context, on_items, scratch))
        });
        let files = rules.about_files(&context);
        let mut counts = Counts::default();
        for found in items.values().chain(packs.values()).chain(files.values()) {
            counts.add(Counts::of(found));
        }
        Self { today, index, items, packs, files, counts }
    }

    /// Asks again about these items and packs and about all that depends on them. Where anything
    /// that no decision changes is different (settings, people, files), [`Findings::of`] is to be
    /// asked.
    pub fn update(&mut self, board: &Board, today: NaiveDate, targets: &[Target]) {
        let stale = self.index.update(board, targets).filter(|_| today == self.today);
        let Some(Stale { items: stale, packs: stale_packs }) = stale else {
            *self = Self::of(board, today);
            return;
        };
        let context = Context { board, today, index: &self.index };
        let rules = ActiveRules::of(board);
        let mut scratch = Vec::new();
        for id in stale {
            let found = board
                .item(&id)
                .map(|item| rules.about_item(item, &context, &mut scratch))
                .unwrap_or_default();
            self.counts.add(Counts::of(&found));
            let before = if found.is_empty() {
                self.items.remove(&id)
            } else {
                self.items.insert(id, found)
            };
            self.counts.take(Counts::of(&before.unwrap_or_default()));
        }
        // After the items: what is found about a pack may speak of what was found about them.
        for id in stale_packs {
            let found = board
                .pack(&id)
                .map(|pack| {
                    let on_items = context.items_on(&pack.id).filter_map(|id| self.items.get(id));
                    rules.about_pack(pack, &context, on_items.flatten(), &mut scratch)
                })
                .unwrap_or_default();
            self.counts.add(Counts::of(&found));
            let before = if found.is_empty() {
                self.packs.remove(&id)
            } else {
                self.packs.insert(id, found)
            };
            self.counts.take(Counts::of(&before.unwrap_or_default()));
        }
    }

    /// What was found about an item.
    pub fn for_item(&self, id: &ItemId) -> &[Finding] {
        self.items.get(id).map(|found| &**found).unwrap_or_default()
    }

    /// What was found about a pack.
    pub fn for_pack(&self, id: &PackId) -> &[Finding] {
        self.packs.get(id).map(|found| &**found).unwrap_or_default()
    }

    /// What was found about a file that cannot be read.
    pub fn for_file(&self, path: &str) -> &[Finding] {
        self.files.get(path).map(|found| &**found).unwrap_or_default()
    }

    /// Every finding: what weighs most first, then by rule, then by subject. It is sorted at each
    /// call; a list on a screen keeps what it gets.
    pub fn all(&self) -> impl ExactSizeIterator<Item = &Finding> {
        let mut all: Vec<&Finding> = Vec::with_capacity(self.counts.total());
        // By subject already, so a stable sort by the rest keeps that order.
        all.extend(self.items.values().flatten());
        all.extend(self.packs.values().flatten());
        all.extend(self.files.values().flatten());
        all.sort_by_key(|finding| order(finding));
        all.into_iter()
    }

    /// What they add up to.
    pub fn verdict(&self) -> Verdict {
        self.counts.verdict()
    }

    /// How many there are of each weight.
    pub fn counts(&self) -> Counts {
        self.counts
    }
}

/// So many items that a second thread begins before the first is done.
const WORTH_A_THREAD: usize = 2_000;
/// The same of packs, of which each has far more to be asked about.
const PACKS_WORTH_A_THREAD: usize = 32;

/// Asks about each, about half of them on a thread of its own where there are many. Those about which
/// nothing is found are left out.
fn found_about<T: Sync, K: Ord + Send>(
    subjects: &[T],
    worth_a_thread: usize,
    ask: impl Fn(&T, &mut Vec<Finding>) -> (K, Box<[Finding]>) + Sync,
) -> BTreeMap<K, Box<[Finding]>> {
    let ask_all = |subjects: &[T]| -> Vec<(K, Box<[Finding]>)> {
        let mut scratch = Vec::new();
        let found = subjects.iter().map(|subject| ask(subject, &mut scratch));
        found.filter(|(_, found)| !found.is_empty()).collect()
    };
    if subjects.len() < worth_a_thread {
        return ask_all(subjects).into_iter().collect();
    }
    let (first, second) = subjects.split_at(subjects.len() / 2);
    let (rest, mut found) = beside(|| ask_all(second), || ask_all(first));
    found.extend(rest);
    found.into_iter().collect()
}

fn order(finding: &Finding) -> (bool, Reverse<Severity>, &'static str) {
    (finding.waived.is_some(), Reverse(finding.severity), finding.rule)
}

/// See [`Check::Verdict`].
type VerdictCheck = fn(&Pack, &Context<'_>, &[&Finding], &mut Reports<'_>);

type Active<F> = Vec<(&'static Rule, Severity, F)>;

/// The rules that are on, by what they look at.
struct ActiveRules {
    item: Active<fn(&Item, &Context<'_>, &mut Reports<'_>)>,
    pack: Active<fn(&Pack, &Context<'_>, &mut Reports<'_>)>,
    verdict: Active<VerdictCheck>,
    board: Active<fn(&Context<'_>, &mut Reports<'_>)>,
}

impl ActiveRules {
    fn of(board: &Board) -> Self {
        let mut active =
            Self { item: Vec::new(), pack: Vec::new(), verdict: Vec::new(), board: Vec::new() };
        for rule in CATALOGUE.iter().copied() {
            let severity = severity(rule, board);
            if severity == Severity::Off {
                continue;
            }
            for check in rule.checks {
                match *check {
                    Check::Item(check) => active.item.push((rule, severity, check)),
                    Check::Pack(check) => active.pack.push((rule, severity, check)),
                    Check::Verdict(check) => active.verdict.push((rule, severity, check)),
                    Check::Board(check) => active.board.push((rule, severity, check)),
                }
            }
        }
        active
    }

    fn about_item(
        &self,
        item: &Item,
        context: &Context<'_>,
        scratch: &mut Vec<Finding>,
    ) -> Box<[Finding]> {
        for (rule, severity, check) in &self.item {
            let about = About::Item(&item.id);
            check(item, context, &mut Reports::new(rule, *severity, about, scratch));
        }
        waivers::apply(scratch, &item.waivers, item.owner.as_ref(), context);
        sorted(scratch)
    }

    /// Asks about a pack, of which it is known what was found about the items on it.
    fn about_pack<'f>(
        &self,
        pack: &Pack,
        context: &Context<'_>,
        on_items: impl Iterator<Item = &'f Finding>,
        scratch: &mut Vec<Finding>,
    ) -> Box<[Finding]> {
        for (rule, severity, check) in &self.pack {
            let about = About::Pack(&pack.id);
            check(pack, context, &mut Reports::new(rule, *severity, about, scratch));
        }
        waivers::apply(scratch, &pack.waivers, pack.owner.as_ref(), context);
        let mut judged = Vec::new();
        let mut found: Vec<&Finding> = scratch.iter().collect();
        on_items.for_each(|finding| found.push(finding));
        for (rule, severity, check) in &self.verdict {
            let about = About::Pack(&pack.id);
            check(pack, context, &found, &mut Reports::new(rule, *severity, about, &mut judged));
        }
        scratch.append(&mut judged);
        sorted(scratch)
    }

    fn about_files(&self, context: &Context<'_>) -> BTreeMap<String, Box<[Finding]>> {
        let mut found = Vec::new();
        for (rule, severity, check) in &self.board {
            let about = About::File("gonogo.yaml".to_owned());
            check(context, &mut Reports::new(rule, *severity, about, &mut found));
        }
        let mut files: HashMap<String, Vec<Finding>> = HashMap::new();
        for finding in found {
            if let Subject::File(path) = &finding.subject {
                files.entry(path.clone()).or_default().push(finding);
            }
        }
        files.into_iter().map(|(path, mut found)| (path, sorted(&mut found))).collect()
    }
}

/// Empties `found` into as much memory as it needs.
fn sorted(found: &mut Vec<Finding>) -> Box<[Finding]> {
    found.sort_by_key(order);
    found.drain(..).collect()
}

#[cfg(test)]
#[path = "findings_tests.rs"]
mod tests;
