//! A launch in which everything that can be hostile is, and what must hold of all that leaves it.

use std::ffi::OsStr;
use std::fmt::Write;
use std::os::unix::ffi::OsStrExt;
use std::path::Path;

use super::Sandbox;
use super::hostile::{NAMES, ORDERS, PIECES};
use super::launch::SETTINGS;

/// A text as a double-quoted YAML scalar in ASCII.
pub(crate) fn quoted(text: &str) -> String {
    let mut quoted = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => write!(quoted, "\\{c}").unwrap(),
            ' '..='~' => quoted.push(c),
            c => write!(quoted, "\\U{:08X}", c as u32).unwrap(),
        }
    }
    quoted + "\""
}

/// Every hostile text, in an order that stays.
pub(crate) fn texts() -> impl Iterator<Item = &'static str> {
    PIECES.iter().chain(ORDERS).copied()
}

/// The fields of an item, all of them the same text.
pub(crate) fn item_of(text: &str) -> String {
    let text = quoted(text);
    format!(
        "title: {text}\nrisk: medium\nkind: {text}\nstatus: open\nowner: {text}\npacks: [{text}]\n\
         due: {text}\ncriterion: {text}\nrationale: {text}\nblocked_by: [{text}]\nlabels: [{text}]\n\
         deferral: {{link: {text}, risk: {text}, revisit: 2027-02-01}}\n\
         evidence: [{{kind: {text}, ref: {text}, by: {text}}}]\n\
         notes: [{{on: 2026-11-01, by: {text}, text: {text}}}]\n\
         waivers: [{{rule: GNG012, why: {text}, compensation: {text}, by: {text}, until: 2027-01-12}}]\n\
         {text}: {text}\ndescription: {text}\n"
    )
}

/// The fields of a pack, all of them the same text.
pub(crate) fn pack_of(text: &str) -> String {
    let text = quoted(text);
    format!(
        "title: {text}\nconnector: {text}\nowner: {text}\nlaunch: supported\n\
         package: {{name: {text}, version: {text}, path: {text}}}\nrisk: {{tier: high, why: [{text}]}}\n\
         models: [{{name: {text}, columns: [{text}]}}]\n\
         sources: [{{table: {text}, required: true, switch: {text}, if_missing: {text}}}]\n\
         freshness: {{loaded_at: {text}, warn_after: {text}, error_after: {text}}}\n\
         kpis: [{{id: {text}, title: {text}, model: {text}, measure: {{type: sum, column: {text}}}, unit: {{kind: {text}, rule: {text}}}}}]\n\
         narratives: [{{id: {text}, kpis: [{text}], text: {text}, variants: {{no_data: {text}}}}}]\n\
         behavior: {{missing_table: {{show: {text}, message: {text}}}, stale_warn: {{show: banner, message: {text}}}}}\n\
         unsupported: [{{id: {text}, case: {text}, effect: {text}, workaround: {text}, item: {text}}}]\n\
         rollback: {{triggers: [{{metric: {text}, over: {text}, for: {text}}}], to: {text}, steps: [{text}], owner: {text}, \
         backup: {text}, within: {text}, verify: {text}, rehearsed: {{on: 2026-11-18, by: {text}, evidence: {text}}}}}\n\
         kill_switch: {{mechanism: {text}, name: {text}, owner: {text}, effect_within: {text}, off_state: {text}}}\n\
         assets: {{dbt: [{text}], fixtures: [{text}], docs: [{text}]}}\n\
         evidence: [{{kind: {text}, ref: {text}, covers: [{text}], by: {text}}}]\n\
         signoffs: [{{role: owner, verdict: go, by: {text}, note: {text}, on: 2026-11-20, content: {text}}}]\n\
         waivers: [{{rule: GNG011, why: {text}, compensation: {text}, by: {text}, until: 2027-01-12}}]\n"
    )
}

/// Every text in every field of an item and of a pack, and as an id; every name. Committed by
/// somebody with a name like that.
pub(crate) fn everything() -> Sandbox {
    let sandbox = Sandbox::new();
    let settings = SETTINGS.replace("name: Atlas", "name: \"A\\e[31m##[x]\\u202e<b>\"");
    sandbox.write("gonogo.yaml", settings);
    for (n, text) in texts().enumerate() {
        sandbox.write(format!("backlog/H-{n:03}.yaml"), format!("id: H-{n:03}\n{}", item_of(text)));
        sandbox.write(
            format!("backlog/ids/{n:03}.yaml"),
            format!(
                "id: {}\ntitle: a hostile id\nrisk: low\nscope: launch-critical\n",
                quoted(text)
            ),
        );
        sandbox
            .write(format!("packs/p{n:03}/pack.yaml"), format!("id: p{n:03}\n{}", pack_of(text)));
    }
    for (n, name) in NAMES.iter().enumerate() {
        for (folder, ending) in [("backlog/names", ".yaml"), ("packs", ".yaml"), ("docs", ".md")] {
            let name = [*name, ending.as_bytes()].concat();
            let content =
                if folder == "docs" { String::new() } else { format!("title: name {n}\n") };
            sandbox.write(Path::new(folder).join(OsStr::from_bytes(&name)), content);
        }
    }
    sandbox.git(&["add", "--all"]);
    let author = "--author=Eve\u{1b}[31m \u{202e}\u{9b}31m <eve\u{1b}[2J@example.com>";
    sandbox.git(&[
        "commit",
        "--quiet",
        author,
        "-m",
        "triage(x): \u{1b}[2J\u{202e}##[error]\n\n::error::x",
    ]);
    sandbox
}

/// Fails where bytes that were printed hold a control character other than a line break, or one
/// that acts on what stands around it.
pub(crate) fn assert_inert(bytes: &[u8], what: &str) -> String {
    let text = String::from_utf8(bytes.to_vec());
    let text = text.unwrap_or_else(|error| panic!("{what} printed what is not UTF-8: {error}"));
    for (n, line) in text.split('\n').enumerate() {
        let acting = line.chars().find(|c| {
            c.is_control()
                || matches!(c, '\u{61c}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}'
                    | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
        });
        assert!(acting.is_none(), "{what} printed {acting:?} in line {}: {line:?}", n + 1);
    }
    text
}

/// Markdown without HTML but the comments named, and with links to the web alone.
pub(crate) fn assert_only_prose(text: &str, comments: &[&str]) {
    use pulldown_cmark::{Event, Options, Parser, Tag};
    for event in Parser::new_ext(text, Options::ENABLE_TABLES | Options::ENABLE_TASKLISTS) {
        match event {
            Event::Html(html) | Event::InlineHtml(html) => {
                let known = comments.iter().any(|comment| html.trim() == *comment);
                assert!(known, "{html:?} got through");
            }
            Event::Start(Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. }) => {
                let web = ["https://example.com/", "https://github.com/", "http"];
                assert!(web.iter().any(|start| dest_url.starts_with(start)), "{dest_url:?}");
                assert!(!dest_url.contains("evil"), "{dest_url:?}");
            }
            _ => {}
        }
    }
}
