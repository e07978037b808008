//! GNG043 and GNG060 to GNG063: who accepts, and who answers.

use super::Case;
use crate::model::item::Waiver;
use crate::model::pack::{Consent, LaunchState, SignOff};
use crate::rules::scene::{Scene, day};

pub(super) const CASES: &[Case] = &[
    (
        "GNG043",
        |s| {
            let waiver = Waiver {
                rule: "GNG011".into(),
                why: Some("TBD".into()),
                by: Some("commerce-lead".into()),
                until: day("2026-11-22"),
                ..Waiver::default()
            };
            s.required.waivers = vec![waiver];
        },
        &[
            "SHOP-014: the waiver of GNG011 has no reason",
            "SHOP-014: the waiver of GNG011 has no compensation",
            "SHOP-014: the waiver of GNG011 ended on 2026-11-22",
            "SHOP-014: the waiver of GNG011 was approved by commerce-lead, whose own it is",
        ],
    ),
    (
        "GNG043",
        |s| s.pack.waivers = vec![waiver("GNG001"), waiver("GNG999")],
        &[
            "shopify: the waiver of GNG001 is for a rule that cannot be waived",
            "shopify: the waiver of GNG999 names no rule",
        ],
    ),
    ("GNG043", |s| s.pack.waivers = vec![waiver("GNG033")], &[]),
    (
        "GNG043",
        |s| s.pack.waivers = vec![by("Commerce@example.com"), by("@commerce-lead"), waiver("")],
        &[
            "shopify: the waiver of GNG033 was approved by commerce-lead, whose own it is",
            "shopify: the waiver of GNG033 was approved by commerce-lead, whose own it is",
            "shopify: a waiver without a rule names no rule",
        ],
    ),
    (
        "GNG060",
        |s| {
            all_signed(s);
            s.pack.signoffs[1].by = Some("COMMERCE@example.com".into());
            s.pack.signoffs[2].by = Some(" ".into());
        },
        &[
            "shopify: the sign-off of docs says nobody's name",
            "shopify has a go from nobody but its owner",
        ],
    ),
    (
        "GNG061",
        |s| {
            all_signed(s);
            s.pack.signoffs[1].by = Some("a-stranger".into());
            s.required.waivers = vec![by("passer-by")];
            s.pack.waivers = vec![by("nobody")];
            let plan = s.pack.rollback.as_mut().unwrap();
            (plan.owner, plan.backup) = (Some("x".into()), Some("TBD".into()));
            s.pack.kill_switch.as_mut().unwrap().owner = Some("y".into());
        },
        &[
            "SHOP-014: the waiver of GNG033 was approved by passer-by, who is in neither roster nor \
             CODEOWNERS",
            "shopify is taken back by x, who is in neither roster nor CODEOWNERS",
            "shopify is switched off by y, who is in neither roster nor CODEOWNERS",
            "shopify: the waiver of GNG033 was approved by nobody, who is in neither roster nor \
             CODEOWNERS",
            "shopify is signed for data by a-stranger, who is in neither roster nor CODEOWNERS",
        ],
    ),
    (
        "GNG060",
        |s| {
            roles(s);
            let content = s.pack.content(&s.board.assets);
            s.pack.signoffs = vec![
                signed("owner", Consent::Go, "commerce-lead", &content),
                signed("data", Consent::Go, "data-qa", "sha256:of another state"),
            ];
        },
        &[
            "shopify is not signed off by docs",
            "data signed shopify as it was before; it has changed since",
        ],
    ),
    (
        "GNG060",
        |s| {
            roles(s);
            let content = s.pack.content(&s.board.assets);
            for role in ["owner", "data", "docs"] {
                s.pack.signoffs.push(signed(role, Consent::Go, "commerce-lead", &content));
            }
            s.pack.signoffs.insert(0, signed("data", Consent::NoGo, "data-qa", &content));
        },
        &["shopify has a go from nobody but its owner"],
    ),
    (
        "GNG060",
        |s| {
            all_signed(s);
            s.pack.signoffs[1].verdict = Some(Consent::NoGo);
        },
        &["data says no-go to shopify: \"no reason given\""],
    ),
    ("GNG060", all_signed, &[]),
    (
        "GNG060",
        |s| {
            roles(s);
            s.pack.launch = Some(LaunchState::Held);
        },
        &[],
    ),
    (
        "GNG061",
        |s| {
            s.board.record.unowned.insert("packs/shopify/pack.yaml".into());
        },
        &["shopify: no line of CODEOWNERS names an owner for packs/shopify/pack.yaml"],
    ),
    (
        "GNG063",
        |s| {
            all_signed(s);
            s.pack.kill_switch = None;
            s.required.packs = vec!["shopify".into()];
            s.required.owner = None;
        },
        &[
            "owner says go to shopify while 2 findings hold it",
            "data says go to shopify while 2 findings hold it",
        ],
    ),
    (
        "GNG063",
        |s| {
            all_signed(s);
            s.pack.kill_switch = None;
            s.pack.waivers = vec![waiver("GNG031")];
            // That a role is missing is no reason against those that signed.
            s.pack.signoffs.pop();
        },
        &[],
    ),
];

fn waiver(rule: &str) -> Waiver {
    Waiver {
        rule: rule.into(),
        why: Some("The rehearsal is on the day before.".into()),
        compensation: Some("Two people are on call.".into()),
        by: Some("launch-owner".into()),
        until: day("2027-01-12"),
    }
}

/// A waiver approved by somebody.
fn by(who: &str) -> Waiver {
    Waiver { by: Some(who.into()), ..waiver("GNG033") }
}

fn roles(scene: &mut Scene) {
    scene.board.signoff_roles = ["owner", "data", "docs"].map(String::from).to_vec();
}

fn signed(role: &str, verdict: Consent, by: &str, content: &str) -> SignOff {
    SignOff {
        role: role.into(),
        by: Some(by.into()),
        verdict: Some(verdict),
        content: Some(content.into()),
        ..SignOff::default()
    }
}

fn all_signed(scene: &mut Scene) {
    roles(scene);
    let content = scene.pack.content(&scene.board.assets);
    scene.pack.signoffs = vec![
        signed("owner", Consent::Go, "commerce-lead", &content),
        signed("data", Consent::Go, "data-qa", &content),
        signed("docs", Consent::Abstain, "docs-lead", &content),
    ];
}
