//! A small launch to decide about: eight items, one pack, two people.

use super::Sandbox;

/// The settings of the small launch.
pub(crate) const SETTINGS: &str = "\
launch: {name: Atlas, date: 2027-01-12}
columns:
  - {id: undecided, title: Undecided, role: inbox}
  - {id: launch-critical, title: Launch-critical, role: required}
  - {id: launch-adjacent, title: Launch-adjacent, role: optional}
  - {id: post-launch, title: Post-launch, role: deferred}
people:
  - {id: commerce-lead, name: Commerce lead, email: commerce@example.com, roles: [owner]}
  - {id: ads-lead, name: Advertising lead, email: ads@example.com, roles: [owner]}
criteria:
  - {id: C1, text: No tile shows missing data as complete}
trackers:
  - {match: 'PACK-(\\d+)', url: 'https://example.com/browse/PACK-$1'}
backlog: [{path: backlog}]
packs: [{path: packs}]
";

/// A repository with the small launch, committed.
///
/// In the inbox stand, from the highest risk to the lowest; their titles are
/// `Title of A-1` and so on. A-8 is a Markdown file.
pub(crate) fn launch() -> Sandbox {
    let sandbox = Sandbox::new();
    write(&sandbox);
    sandbox.commit_all("A launch");
    sandbox
}

/// Writes the small launch into a repository, without committing it.
pub(crate) fn write(sandbox: &Sandbox) {
    sandbox.write("gonogo.yaml", SETTINGS);
    for (n, risk) in (1..).zip(["high", "high", "medium", "medium", "medium", "low", "low"]) {
        sandbox.write(format!("backlog/A-{n}.yaml"), item(n, risk));
    }
    sandbox.write(
        "backlog/A-8.md",
        "---\nid: A-8\ntitle: Title of A-8\nkind: bug\nstatus: open\nrisk: low\n\
         created: 2026-10-08\n---\n\nThe words of A-8.\n",
    );
    sandbox.write(
        "packs/shopify/pack.yaml",
        "id: shopify\ntitle: Shopify\nstatus: ready\nowner: commerce-lead\n",
    );
}

fn item(n: u32, risk: &str) -> String {
    format!(
        "id: A-{n}\ntitle: Title of A-{n}   # as the customer says it\nkind: bug\nstatus: open\n\
         packs: [shopify]\nrisk: {risk}\ncreated: 2026-10-0{n}\ndescription: |\n  \
         The words of A-{n}.\n"
    )
}

/// The paths that a commit changes.
pub(crate) fn changed_by(sandbox: &Sandbox, commit: &str) -> Vec<String> {
    let paths = sandbox.git(&["show", "--format=", "--name-only", commit]);
    paths.lines().map(str::to_owned).collect()
}

/// How many commits there are on the branch.
pub(crate) fn commits(sandbox: &Sandbox) -> usize {
    sandbox.git(&["rev-list", "--count", "HEAD"]).parse().unwrap()
}

/// The trailers of the last commit, as git reads them.
pub(crate) fn trailers(sandbox: &Sandbox) -> Vec<String> {
    let file = sandbox.home().join("message");
    std::fs::write(&file, sandbox.git(&["log", "-1", "--format=%B"])).unwrap();
    let file = file.display().to_string();
    let trailers = sandbox.git(&["interpret-trailers", "--parse", &file]);
    trailers.lines().map(str::to_owned).collect()
}
