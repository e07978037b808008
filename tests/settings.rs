//! `init`, `config` and `schema` as scripts use them, and what is said of settings that are wrong.

#![allow(clippy::unwrap_used, reason = "a helper that cannot go on fails its test")]

mod support;

use serde_json::Value;
use support::Sandbox;
use support::launch::launch;

fn ok(sandbox: &Sandbox, arguments: &[&str]) -> String {
    said(sandbox, arguments, &[])
}

fn said(sandbox: &Sandbox, arguments: &[&str], environment: &[(&str, &str)]) -> String {
    let output = sandbox.run_with(arguments, environment);
    let err = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(0), "{arguments:?}: {err}");
    String::from_utf8(output.stdout).unwrap()
}

fn fails(sandbox: &Sandbox, code: i32, arguments: &[&str]) -> String {
    let output = sandbox.run(arguments);
    assert_eq!(output.status.code(), Some(code), "{arguments:?}");
    assert!(output.stdout.is_empty());
    String::from_utf8(output.stderr).unwrap()
}

#[test]
fn init_takes_up_what_is_there_and_never_overwrites() {
    let sandbox = launch();
    sandbox.git(&["rm", "--quiet", "gonogo.yaml"]);
    sandbox.write(".github/CODEOWNERS", "* @acme/platform\n");
    sandbox.commit_all("without settings");
    let told = ok(&sandbox, &["-C", "backlog", "init"]);
    assert!(told.contains("8 items in backlog.") && told.contains("1 pack in packs."), "{told}");
    let text = sandbox.read("gonogo.yaml");
    for part in [
        "\nlaunch:\n  name: repo\n",
        "\n  - {id: launch-critical, title: Launch-critical, role: required}\n",
        "\n#   - {id: acme/platform, name: acme/platform}\n",
        "\n#   - {id: ada, name: Ada Chair, email: ada@example.com}\n",
        "\nbacklog:\n  - path: backlog\n",
        "\npacks:\n  - path: packs\n",
        "run: mkdir -p docs/schema && gonogo schema config > docs/schema/config.json\n",
    ] {
        assert!(text.contains(part), "{part:?} in\n{text}");
    }
    assert_eq!(ok(&sandbox, &["list", "--format", "jsonl"]).lines().count(), 8);
    assert!(fails(&sandbox, 2, &["init"]).contains("is there already, and stays as it is"));
    assert_eq!(sandbox.read("gonogo.yaml"), text);

    std::fs::remove_file(sandbox.path().join("gonogo.yaml")).unwrap();
    sandbox.write("docs/schema/config.json", ok(&sandbox, &["schema", "config"]));
    ok(&sandbox, &["init"]);
    let first = "# yaml-language-server: $schema=docs/schema/config.json\n";
    assert!(sandbox.read("gonogo.yaml").starts_with(first));
    let nowhere = Sandbox::without_repository();
    assert!(fails(&nowhere, 3, &["init"]).contains("git init"));
}

#[cfg(unix)]
#[test]
fn init_leaves_a_link_alone_that_leads_nowhere() {
    let sandbox = Sandbox::new();
    let link = sandbox.path().join("gonogo.yaml");
    std::os::unix::fs::symlink("elsewhere.yaml", &link).unwrap();
    fails(&sandbox, 2, &["init"]);
    assert!(!sandbox.path().join("elsewhere.yaml").exists());
}

#[test]
fn init_maps_a_backlog_with_names_of_its_own() {
    let sandbox = Sandbox::new();
    for (n, status) in ["implemented", "implemented", "provisional", "replaced"].iter().enumerate()
    {
        sandbox.write(
            format!("keps/sig-{}/{n}-x/kep.yaml", n % 2),
            format!("title: T{n}\nkep-number: {n}\nauthors: ['@ada', '@bo']\nstatus: {status}\n"),
        );
        sandbox.write(format!("keps/sig-{}/{n}-x/README.md", n % 2), "# Words\n");
    }
    sandbox.write("keps/OWNERS.yaml", "approvers: [ada]\n");
    sandbox.write("docs/index.md", "---\ntitle: Home\nid: home\n---\n");
    sandbox.write("mkdocs/conf.yaml", "site_name: x\n");
    sandbox.write("node_modules/x/a.yaml", "title: x\nstatus: open\n");
    sandbox.write("boards/data/a/pack.yaml", "id: a\n");
    sandbox.write("boards/data/b/pack.yaml", "id: b\n");
    let told = ok(&sandbox, &["init"]);
    assert!(
        told.contains("4 items in keps.") && told.contains("2 packs in boards/data."),
        "{told}"
    );
    let text = sandbox.read("gonogo.yaml");
    for part in [
        "  - path: keps\n    files: '**/kep.yaml'\n",
        "    fields: {id: kep-number, owner: authors}\n",
        "      implemented: closed\n",
        "      provisional: open\n",
        "      replaced: withdrawn\n",
        "packs:\n  - path: boards/data\n",
    ] {
        assert!(text.replace('"', "'").contains(part), "{part:?} in\n{text}");
    }
    let items = ok(&sandbox, &["list", "is:closed", "--format", "jsonl"]);
    assert_eq!(items.lines().count(), 2, "{items}");
    assert!(items.contains("\"owner\":\"@ada\""), "{items}");
}

#[test]
fn init_in_an_empty_repository_makes_a_fresh_start() {
    let sandbox = Sandbox::new();
    assert!(ok(&sandbox, &["init"]).contains("new ones are written to backlog"));
    ok(&sandbox, &["list"]);
    assert!(ok(&sandbox, &["config"]).contains("gonogo.yaml:"));
}

/// The line of a setting, its blanks drawn together.
fn line(text: &str, key: &str) -> String {
    let words = |line: &str| line.split_whitespace().collect::<Vec<_>>().join(" ");
    text.lines().map(words).find(|line| line.starts_with(&format!("{key} "))).unwrap_or_default()
}

#[test]
fn config_tells_each_setting_and_its_origin() {
    let sandbox = launch();
    std::fs::create_dir_all(sandbox.home().join(".config/gonogo")).unwrap();
    let own = sandbox.home().join(".config/gonogo/config.yaml");
    std::fs::write(&own, "ui:\n  theme: dark\nkeys: {board: {assign: [A]}}\n").unwrap();
    let own = own.display();
    let text = ok(&sandbox, &["config"]);
    for (key, rest) in [
        ("color", "auto default".to_owned()),
        ("launch.name", "Atlas gonogo.yaml:1".to_owned()),
        ("launch.freeze", "- default".to_owned()),
        (
            "columns.post-launch",
            "id: post-launch, title: Post-launch, role: deferred gonogo.yaml:6".into(),
        ),
        (
            "criteria.C1",
            "id: C1, text: No tile shows missing data as complete gonogo.yaml:11".into(),
        ),
        ("signoff_roles", "owner, data, docs, support default".to_owned()),
        ("backlog.0", "path: backlog gonogo.yaml:14".to_owned()),
        ("rules.GNG033.days", "60 default".to_owned()),
        ("ui.theme", format!("dark {own}:2")),
        ("ui.mouse", "false default".to_owned()),
        ("keys.board.assign", format!("A {own}:3")),
    ] {
        assert_eq!(line(&text, key), format!("{key} {rest}"), "{text}");
    }
    let flagged = said(&sandbox, &["config", "--color", "never"], &[("GONOGO_ASCII", "true")]);
    assert_eq!(line(&flagged, "color"), "color never --color");
    assert_eq!(line(&flagged, "ui.theme"), "ui.theme mono --color");
    assert_eq!(line(&flagged, "ui.ascii"), "ui.ascii true GONOGO_ASCII");
    let quiet = said(&sandbox, &["config"], &[("NO_COLOR", "1")]);
    assert_eq!(line(&quiet, "color"), "color never NO_COLOR");

    let json: Value = serde_json::from_str(&ok(&sandbox, &["config", "--format", "json"])).unwrap();
    assert_eq!((&json["schema"], &json["kind"]), (&1.into(), &"config".into()));
    let settings = json["settings"].as_array().unwrap();
    let setting = |key: &str| settings.iter().find(|s| s["key"] == key).unwrap();
    assert_eq!(setting("launch.date")["value"], "2027-01-12");
    assert_eq!(setting("launch.date")["origin"]["kind"], "file");
    assert_eq!(setting("launch.date")["origin"]["line"], 1);
    assert_eq!(setting("rules.GNG033.days")["value"], 60);
    assert_eq!(setting("people.ads-lead")["value"]["roles"][0], "owner");

    std::fs::write(sandbox.home().join(".config/gonogo/config.yaml"), "ui: {them: x}\n").unwrap();
    assert!(fails(&sandbox, 2, &["config"]).contains("config.yaml:1"));
}

#[test]
fn an_unknown_rule_or_parameter_is_told_with_its_line() {
    let sandbox = launch();
    let settings = sandbox.read("gonogo.yaml");
    for (rules, words) in [
        ("rules:\n  gng033: {days: 3}\n", ["gonogo.yaml:17:3", "did you mean GNG033?"]),
        ("rules:\n  GNG033: {dys: 3}\n", ["gonogo.yaml:17:12", "did you mean days?"]),
        ("rules:\n  GNG033: {severity: eror}\n", ["gonogo.yaml:17:12", "off, info, warn, block"]),
    ] {
        sandbox.write("gonogo.yaml", format!("{settings}{rules}"));
        let error = fails(&sandbox, 2, &["status"]);
        assert!(words.iter().all(|word| error.contains(word)), "{error}");
    }
}

#[test]
fn schema_prints_what_the_documents_hold() {
    let sandbox = Sandbox::without_repository();
    for document in ["item", "pack", "config"] {
        let text = ok(&sandbox, &["schema", document]);
        let file = format!("{}/docs/schema/{document}.json", env!("CARGO_MANIFEST_DIR"));
        assert_eq!(text, std::fs::read_to_string(file).unwrap());
    }
    assert_eq!(sandbox.run(&["schema", "other"]).status.code(), Some(2));
}
