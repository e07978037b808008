//! Where in the files the findings are.

use std::borrow::Cow;

use crate::document::Style;
use crate::document::write::{self, Asked};
use crate::model::board::Board;
use crate::model::finding::{Finding, Spot, Subject};
use crate::model::id::ByName;
use crate::model::item::Source;
use crate::model::mapping::Mapping;
use crate::rules::Findings;
use crate::threads::in_shares;
use crate::workspace::files::Files;
use crate::workspace::settings::Settings;
use crate::workspace::texts::Texts;

/// Where each finding is, in the order of [`Findings::all`].
pub(super) fn spots(
    files: &dyn Files,
    settings: &Settings,
    texts: &Texts,
    board: &Board,
    findings: &Findings,
) -> Vec<Spot> {
    let all: Vec<&Finding> = findings.all().collect();
    let sources = sources(board, &all);
    let mut asked: Vec<AskedOf<'_>> = all
        .iter()
        .zip(&sources)
        .enumerate()
        .filter(|(_, (finding, _))| finding.spot.is_none())
        .filter_map(|(n, (finding, source))| {
            let (order, source) = source.as_ref()?;
            Some(AskedOf { order: *order, n, source, finding })
        })
        .collect();
    // What stands in one file stands together, and files in their order, mostly.
    asked.sort_unstable_by_key(|asked| (asked.order, asked.n));
    let is_in_one = |one: &AskedOf<'_>, other: &AskedOf<'_>| one.source.path == other.source.path;
    let by_file: Vec<&[AskedOf<'_>]> = asked.chunk_by(is_in_one).collect();
    let found = match files.work_tree() {
        Some(tree) => in_shares(&by_file, 32, |some| places_in(tree, settings, texts, some)),
        None => places_in(files, settings, texts, &by_file),
    };
    let mut places = vec![(1, 1); all.len()];
    for (n, found) in found {
        if let Some(place) = places.get_mut(n) {
            *place = found;
        }
    }
    let spot = |((finding, source), (line, column)): ((&&Finding, &Option<Written<'_>>), _)| {
        let file = || source.as_ref().map_or_else(|| "".into(), |(_, source)| source.path.clone());
        let spot = finding.spot.as_deref().cloned();
        spot.unwrap_or_else(|| Spot { file: file(), line, column })
    };
    all.iter().zip(&sources).zip(places).map(spot).collect()
}

/// Where the subject of a finding is written, behind its position on the board: items, packs and files,
/// each counted from 0.
type Written<'a> = ((u8, usize), Cow<'a, Source>);

/// Where the subject of each finding is written.
fn sources<'a>(board: &'a Board, all: &[&Finding]) -> Vec<Option<Written<'a>>> {
    let mut packs: ByName<&str, (usize, Source)> = ByName::default();
    for (at, pack) in board.packs.iter().enumerate() {
        packs.entry(pack.id.as_str()).or_insert_with(|| (at, pack.source()));
    }
    let source = |(n, finding): (usize, &&Finding)| match &finding.subject {
        Subject::Item(id) => {
            let at = board.position(id)?;
            Some(((0, at), Cow::Borrowed(&board.items().get(at)?.source)))
        }
        Subject::Pack(id) => {
            let (at, source) = packs.get(id.as_str())?;
            Some(((1, *at), Cow::Owned(source.clone())))
        }
        Subject::File(path) => {
            let path = path.as_str().into();
            Some(((2, n), Cow::Owned(Source { path, index: None, mapping: usize::MAX })))
        }
    };
    all.iter().enumerate().map(source).collect()
}

/// A finding whose place is asked for.
struct AskedOf<'a> {
    order: (u8, usize),
    /// Its position among all findings.
    n: usize,
    source: &'a Source,
    finding: &'a Finding,
}

fn places_in<F: Files + ?Sized>(
    files: &F,
    settings: &Settings,
    texts: &Texts,
    by_file: &[&[AskedOf<'_>]],
) -> Vec<(usize, write::Place)> {
    let own = Mapping::default();
    let mut found = Vec::new();
    let mut near = 0;
    for asked in by_file {
        let Some(AskedOf { source: Source { path: file, .. }, .. }) = asked.first() else {
            continue;
        };
        let read;
        let (text, style) = match texts.near(&mut near, file) {
            Some(known) => known,
            None => {
                let Some(text) = files.text(file) else { continue };
                read = text;
                (read.as_str(), Style::Unknown)
            }
        };
        let questions: Vec<Asked<'_>> = asked
            .iter()
            .map(|AskedOf { source, finding, .. }| {
                let mapping = settings.backlog.get(source.mapping).map_or(&own, |p| &p.mapping);
                Asked { source, mapping, path: &finding.path }
            })
            .collect();
        let places = write::places(text, style, &questions);
        found.extend(asked.iter().zip(places).filter_map(|(asked, place)| Some((asked.n, place?))));
    }
    found
}
