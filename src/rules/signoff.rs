//! GNG060 to GNG063: who answers for what goes out.

use std::cell::LazyCell;

use crate::model::finding::{Finding, Severity};
use crate::model::id::PersonId;
use crate::model::item::{Item, Waiver};
use crate::model::launch::is_same_person;
use crate::model::pack::{Consent, Pack};

use super::wording::{all_of, argument, quoted, says};
use super::{Check, Context, Reports, Rule};

pub(super) static GNG060: Rule = Rule {
    id: "GNG060",
    name: "not-signed-off",
    severity: Severity::Block,
    flag: 'S',
    summary: "Every role has signed the pack off as it is now, and not only its owner.",
    why: "A go for another state of the pack is a go for something else, and an owner who alone \
          says go has asked nobody.",
    fix: "gonogo signoff PACK go --role ROLE --by WHO, or S in the packs view.",
    fails: "id: shopify\nsignoffs: []",
    passes: "id: shopify\nlaunch: held\nsignoffs: []",
    parameters: &[],
    checks: &[Check::Pack(signed)],
};

fn signed(pack: &Pack, context: &Context<'_>, reports: &mut Reports<'_>) {
    let roles = &context.board.signoff_roles;
    if !pack.ships() || roles.is_empty() {
        return;
    }
    let id = pack.id.as_str();
    let sign = |role: &str| {
        format!(
            "press S in the packs view, or gonogo signoff {} go --role {}",
            argument(id),
            argument(role)
        )
    };
    let missing: Vec<&str> = roles
        .iter()
        .map(String::as_str)
        .filter(|role| pack.signoff(role).is_none_or(|signoff| signoff.verdict.is_none()))
        .collect();
    if let Some(first) = missing.first() {
        reports.push(
            &["signoffs"],
            format!("{id} is not signed off by {}", all_of(&missing)),
            sign(first),
        );
    }
    // Hashing a pack is the dearest of all questions, and most packs are not signed yet.
    let content = LazyCell::new(|| pack.content(&context.board.assets));
    let mut gave_go = Vec::new();
    let mut refused = false;
    for (n, signoff) in pack.signoffs.iter().enumerate() {
        let (role, position) = (signoff.role.as_str(), n.to_string());
        // What a role signed earlier was replaced by what it signed last.
        if !roles.iter().any(|known| known == role) || pack.signoff(role) != Some(signoff) {
            continue;
        }
        match signoff.verdict {
            Some(Consent::NoGo) => {
                refused = true;
                let why = signoff.note.as_deref().unwrap_or("no reason given");
                reports.push(
                    &["signoffs", &position, "verdict"],
                    format!("{role} says no-go to {id}: {}", quoted(why)),
                    "settle what is said there, or hold the pack (launch: held)",
                );
            }
            Some(Consent::Go) => gave_go.extend(signoff.by.as_deref()),
            Some(Consent::Abstain) | None => {}
        }
        if signoff.verdict.is_some() && !says(signoff.by.as_deref()) {
            reports.push(
                &["signoffs", &position, "by"],
                format!("{id}: the sign-off of {role} says nobody's name"),
                sign(role),
            );
        }
        let stale = signoff.content.as_ref() != Some(&*content);
        if stale && matches!(signoff.verdict, Some(Consent::Go | Consent::Abstain)) {
            reports.push(
                &["signoffs", &position, "content"],
                format!("{role} signed {id} as it was before; it has changed since"),
                sign(role),
            );
        }
    }
    let people = &context.board.people;
    let owner = pack.owner.as_ref().map(PersonId::as_str).unwrap_or_default();
    let alone = !gave_go.is_empty() && gave_go.iter().all(|by| is_same_person(by, owner, people));
    if roles.len() > 1 && missing.is_empty() && !refused && alone {
        reports.push(
            &["signoffs"],
            format!("{id} has a go from nobody but its owner"),
            "let somebody else sign for the other roles",
        );
    }
}

pub(super) static GNG061: Rule = Rule {
    id: "GNG061",
    name: "unknown-owner",
    severity: Severity::Warn,
    flag: 'O',
    summary: "Whoever owns, approves or signs stands in the roster or in CODEOWNERS, where there is either.",
    why: "A name that nobody goes by gets no mail, does no work and answers for nothing.",
    fix: "Correct the name, or add the person under people in gonogo.yaml.",
    fails: "title: Refund rate\nowner: comerce-lead",
    passes: "title: Refund rate\nowner: commerce-lead",
    parameters: &[],
    checks: &[Check::Item(owner_of_item), Check::Pack(owner_of_pack)],
};

fn owner_of_item(item: &Item, context: &Context<'_>, reports: &mut Reports<'_>) {
    if !item.is_open() {
        return;
    }
    let id = item.id.as_str();
    if let Some(owner) = unknown(item.owner.as_ref(), context) {
        let fix = format!("press a, or gonogo assign {} OWNER", argument(id));
        report(&["owner"], &format!("{id} is owned by"), owner, &fix, reports);
    }
    approvers(id, &item.waivers, context, reports);
}

/// Those who accepted findings.
fn approvers(id: &str, waivers: &[Waiver], context: &Context<'_>, reports: &mut Reports<'_>) {
    for (n, waiver) in waivers.iter().enumerate() {
        let by = waiver.by.as_deref().filter(|by| says(Some(by))).map(PersonId::from);
        if let Some(by) = unknown(by.as_ref(), context) {
            let fix =
                format!("press W, or gonogo waive {} {}", argument(&waiver.rule), argument(id));
            let what = format!("{id}: the waiver of {} was approved by", waiver.rule);
            report(&["waivers", &n.to_string(), "by"], &what, by, &fix, reports);
        }
    }
}

fn owner_of_pack(pack: &Pack, context: &Context<'_>, reports: &mut Reports<'_>) {
    let id = pack.id.as_str();
    let plan = pack.rollback.as_ref();
    let switch = pack.kill_switch.as_ref();
    let answerable: [(&[&str], &str, Option<&PersonId>); 4] = [
        (&["owner"], "is owned by", pack.owner.as_ref()),
        (&["rollback", "owner"], "is taken back by", plan.and_then(|p| p.owner.as_ref())),
        (&["rollback", "backup"], "is taken back by", plan.and_then(|p| p.backup.as_ref())),
        (&["kill_switch", "owner"], "is switched off by", switch.and_then(|s| s.owner.as_ref())),
    ];
    for (path, does, who) in answerable {
        let who = who.filter(|who| says(Some(who.as_str())));
        if let Some(who) = unknown(who, context) {
            let fix = format!("correct {} in {}", path.join("."), pack.path);
            report(path, &format!("{id} {does}"), who, &fix, reports);
        }
    }
    approvers(id, &pack.waivers, context, reports);
    for (n, signoff) in pack.signoffs.iter().enumerate() {
        let by = signoff.by.as_deref().filter(|by| says(Some(by))).map(PersonId::from);
        if let Some(by) = unknown(by.as_ref(), context) {
            let fix = format!("correct signoffs in {}", pack.path);
            let what = format!("{id} is signed for {} by", signoff.role);
            report(&["signoffs", &n.to_string(), "by"], &what, by, &fix, reports);
        }
    }
    if context.board.record.unowned.contains(&*pack.path) {
        reports.push(
            &["owner"],
            format!("{}: no line of CODEOWNERS names an owner for {}", pack.id, pack.path),
            "add a line to CODEOWNERS, so that changes of the pack reach its owner",
        );
    }
}

pub(super) static GNG063: Rule = Rule {
    id: "GNG063",
    name: "go-against-findings",
    severity: Severity::Block,
    flag: 'S',
    summary: "Nobody has said go to a pack that findings hold.",
    why: "A go and a finding that holds the launch cannot both be right.",
    fix: "Mend or waive what is found, or take the go back: gonogo signoff PACK no-go --role ROLE.",
    fails: "id: shopify\nfreshness: {}\nsignoffs: [{role: data, by: data-qa, verdict: go}]",
    passes: "id: shopify\nfreshness: {}\nsignoffs: [{role: data, by: data-qa, verdict: no-go}]",
    parameters: &[],
    checks: &[Check::Verdict(against_findings)],
};

fn against_findings(pack: &Pack, _: &Context<'_>, found: &[&Finding], reports: &mut Reports<'_>) {
    // A missing or stale signature is the business of GNG060, and no reason against the others.
    let holding =
        found.iter().filter(|finding| finding.blocks() && finding.rule != GNG060.id).count();
    if holding == 0 || !pack.ships() {
        return;
    }
    for (n, signoff) in pack.signoffs.iter().enumerate() {
        if signoff.verdict == Some(Consent::Go) {
            let s = if holding == 1 { " holds" } else { "s hold" };
            reports.push(
                &["signoffs", &n.to_string(), "verdict"],
                format!("{} says go to {} while {holding} finding{s} it", signoff.role, pack.id),
                "mend or waive what is found, or sign again",
            );
        }
    }
}

fn unknown<'a>(owner: Option<&'a PersonId>, context: &Context<'_>) -> Option<&'a PersonId> {
    owner.filter(|owner| context.is_known(owner) == Some(false))
}

fn report(path: &[&str], what: &str, who: &PersonId, fix: &str, reports: &mut Reports<'_>) {
    reports.push(
        path,
        format!("{what} {who}, who is in neither roster nor CODEOWNERS"),
        format!("{fix}, or add {who} to people in gonogo.yaml"),
    );
}
