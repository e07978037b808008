//! GNG060 to GNG063: who answers for what goes out.

use std::collections::BTreeSet;

use crate::model::finding::{Finding, Severity};
use crate::model::id::PersonId;
use crate::model::item::Item;
use crate::model::pack::{Consent, Pack};

use super::wording::{all_of, argument, quoted};
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
    let content = pack.content(&context.board.assets);
    let mut gave_go = BTreeSet::new();
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
            Some(Consent::Go) => {
                gave_go.extend(signoff.by.as_deref());
            }
            Some(Consent::Abstain) | None => {}
        }
        let stale = signoff.content.as_ref() != Some(&content);
        if stale && matches!(signoff.verdict, Some(Consent::Go | Consent::Abstain)) {
            reports.push(
                &["signoffs", &position, "content"],
                format!("{role} signed {id} as it was before; it has changed since"),
                sign(role),
            );
        }
    }
    let owner = pack.owner.as_ref().map(|owner| owner.as_str());
    let alone = gave_go.len() == 1 && gave_go.first().copied() == owner;
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
    summary: "Every owner stands in the roster or in CODEOWNERS, where there is either.",
    why: "A name that nobody goes by gets no mail and does no work.",
    fix: "Correct the name, or add the person under people in gonogo.yaml.",
    fails: "title: Refund rate\nowner: comerce-lead",
    passes: "title: Refund rate\nowner: commerce-lead",
    parameters: &[],
    checks: &[Check::Item(owner_of_item), Check::Pack(owner_of_pack)],
};

fn owner_of_item(item: &Item, context: &Context<'_>, reports: &mut Reports<'_>) {
    if let Some(owner) = unknown(item.owner.as_ref().filter(|_| item.is_open()), context) {
        let id = item.id.as_str();
        let fix = format!("press a, or gonogo assign {} OWNER", argument(id));
        report(id, owner, &fix, reports);
    }
}

fn owner_of_pack(pack: &Pack, context: &Context<'_>, reports: &mut Reports<'_>) {
    if let Some(owner) = unknown(pack.owner.as_ref(), context) {
        report(pack.id.as_str(), owner, &format!("correct owner in {}", pack.path), reports);
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

fn report(id: &str, owner: &PersonId, fix: &str, reports: &mut Reports<'_>) {
    reports.push(
        &["owner"],
        format!("{id} is owned by {owner}, who is in neither roster nor CODEOWNERS"),
        format!("{fix}, or add {owner} to people in gonogo.yaml"),
    );
}
