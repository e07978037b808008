use super::*;

const WHOLE: &str = r"
launch: {name: Connector dashboard packs, date: 2027-01-12, freeze: 2027-01-05}
columns:
  - {id: must, title: Must, role: required}
  - {id: new, title: New, role: inbox}
  - {id: later, title: Later, role: deferred}
people:
  - {id: commerce-lead, name: Commerce lead, email: commerce@example.com, roles: [owner]}
  - {id: nameless}
criteria:
  - {id: C1, text: No number from stale data}
trackers:
  - {match: 'PACK-(\d+)', url: 'https://example.com/browse/PACK-$1'}
backlog:
  - path: ./keps/
    files: '**/kep.yaml'
    fields: {id: kep-number, owner: authors}
    values: {status: {implemented: closed, replaced: closed}}
rules: {GNG033: {severity: warn, days: 60}}
";

#[test]
fn a_whole_file_is_understood() {
    let settings = Settings::parse(WHOLE).unwrap();
    assert_eq!(settings.launch.date.unwrap().to_string(), "2027-01-12");
    assert_eq!(settings.columns.at(0).unwrap().id, "new");
    assert_eq!(settings.people.last().unwrap().name, "nameless");
    let place = settings.backlog.first().unwrap();
    assert_eq!(place.path, "keps");
    assert_eq!(place.mapping.key(Field::Owner), "authors");
    assert_eq!(place.mapping.write(Field::Status, "closed"), "implemented", "the first one named");
    assert!(place.files.as_ref().unwrap().is_match("sig-a/1-x/kep.yaml"));
    assert_eq!(settings.packs.first().unwrap().path, "packs", "left out: the default");
    let rule = settings.rules.get("GNG033").unwrap();
    assert_eq!((rule.severity, rule.parameters.get("days")), (Some(Severity::Warn), Some(&60)));
}

#[test]
fn an_empty_file_means_the_defaults() {
    let settings = Settings::parse("# nothing yet\n\n").unwrap();
    assert_eq!(settings.columns, Columns::default());
    assert_eq!(settings.backlog.len(), 1);
}

#[test]
fn what_cannot_be_used_names_its_line() {
    for (text, line, part) in [
        ("launch:\n  nam: x\n", 2, "unknown field `nam`"),
        ("lunch: {}\n", 1, "unknown field `lunch`"),
        (
            "people: []\ncolumns: [{id: a, title: A, role: inbox}]\n",
            2,
            "no column has the role required",
        ),
        ("backlog:\n- path: ../other\n", 2, "leads out of the repository"),
        ("backlog:\n- path: /etc\n", 2, "leads out of the repository"),
        (
            "backlog:\n- path: a\n  fields: {ownr: b}\n",
            3,
            "ownr; did you mean owner? (there are: id",
        ),
        ("backlog:\n- path: a\n  values:\n    status: {done: [closed]}\n", 4, "on both sides"),
        ("backlog:\n- path: a\n  files: '[a'\n", 3, "files: "),
        ("packs:\n- path: a\n  fields: {id: b}\n", 3, "unknown field `fields`"),
        ("\ntrackers:\n- {match: '(', url: x}\n", 3, "is no pattern"),
        ("launch: {date: soon}\n", 1, ""),
        (
            "rules: {GNG010: {severity: fatal}}\n",
            1,
            "GNG010: severity is one of off, info, warn, block, not fatal",
        ),
        ("rules:\n  GNG010: off\n", 2, "GNG010: write {severity: …} with one of off,"),
        ("rules:\n  # why\n  GNG999: {severity: off}\n", 3, "there is no rule GNG999; did you"),
        ("rules:\n  gng010: {severity: off}\n", 2, "did you mean GNG010? (gonogo explain"),
        ("rules:\n  unrehearsed-rollback: {days: 3}\n", 2, "did you mean GNG033?"),
        (
            "rules:\n  GNG010: {severity: warn}\n  GNG033:\n    day: 30\n",
            4,
            "GNG033 has no setting day; did you mean days? (there are: severity, days)",
        ),
        ("rules:\n  GNG010: {days: 30}\n", 2, "GNG010 has no setting days (there are: severity)"),
        ("rules: {GNG033: {days: soon}}\n", 1, "GNG033: days is a whole number, not soon"),
        ("rules:\n  GNG033: {days: }\n", 2, "GNG033: days is a whole number, not nothing"),
        ("rules: {GNG033: {days: 1}, GNG033: {days: 2}}\n", 1, "duplicate entry"),
        ("a: b: c\n", 1, ""),
    ] {
        let error = Settings::parse(text).unwrap_err();
        assert_eq!(error.line, line, "{text} {error}");
        assert!(error.cause.contains(part), "{text} {error}");
    }
}
