//! What an installed dbt package says of itself: its Quickstart file and its models.

use std::collections::{BTreeMap, BTreeSet};

use crate::document::spans::{Node, Tree};
use crate::document::values;
use crate::document::yaml::position;
use crate::model::asset::Quickstart;
use crate::model::value::Value;

/// Keys under `table_variables` that name tables which may be missing without a variable.
const TOLERATED: &str = "_fivetran_quickstart_";

/// Reads a `quickstart.yml`. A variable that stands twice (dbt_hubspot has one) holds the tables of
/// both places: a reader that takes only the last would lose some.
pub fn quickstart(text: &str) -> Option<Quickstart> {
    let tree = Tree::build(text).ok()?;
    let mut found = Quickstart::default();
    for entry in tree.root().entries() {
        match entry.key.text() {
            Some("public_models") => found.public_models.extend(texts(&entry.value)),
            Some("table_variables") => {
                let mut seen = BTreeSet::new();
                for variable in entry.value.entries() {
                    let Some(name) = variable.key.text() else { continue };
                    if !seen.insert(name) {
                        let (line, column) = position(text, variable.start);
                        found.repeated.push((name.to_owned(), line, column));
                    }
                    if !name.starts_with(TOLERATED) {
                        let tables = found.table_variables.entry(name.to_owned()).or_default();
                        tables.extend(texts(&variable.value).map(|table| table.to_lowercase()));
                    }
                }
            }
            Some("supported_vars") => {
                let names = entry.value.entries().iter().filter_map(|e| e.key.text());
                found.supported_vars.extend(names.map(str::to_owned));
            }
            _ => {}
        }
    }
    Some(found)
}

fn texts(node: &Node) -> impl Iterator<Item = String> {
    node.items().iter().filter_map(|item| item.node.text().map(str::to_owned))
}

/// Adds the models of a property file (`models/**/*.yml`), each with its columns.
pub fn models(text: &str, into: &mut BTreeMap<String, BTreeSet<String>>) {
    let Ok(Some(value)) = values::parse(text) else { return };
    let list = |value: &Value, key: &str| {
        value.get(key).and_then(Value::as_list).unwrap_or_default().to_vec()
    };
    for model in list(&value, "models") {
        let Some(name) = model.text("name") else { continue };
        let columns = into.entry(name.to_owned()).or_default();
        columns.extend(
            list(&model, "columns").iter().filter_map(|c| c.text("name")).map(str::to_lowercase),
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_variable_that_stands_twice_holds_both() {
        let text = "public_models: [\n  a__x,\n  a__y\n]\ntable_variables:\n  v: [Property]\n  v:\n    - property_option\n  _fivetran_quickstart_t: [t]\nsupported_vars:\n  w: {type: list}\n";
        let found = quickstart(text).unwrap();
        assert_eq!(found.public_models, ["a__x".to_owned(), "a__y".to_owned()].into());
        let tables: Vec<_> = found.table_variables["v"].iter().collect();
        assert_eq!(tables, ["property", "property_option"]);
        assert_eq!(found.table_variables.len(), 1);
        assert_eq!(found.repeated, [("v".to_owned(), 7, 3)]);
        assert!(found.supported_vars.contains("w"));
    }

    #[test]
    fn models_have_columns() {
        let mut found = BTreeMap::new();
        models(
            "models:\n- name: m\n  columns:\n  - name: A\n  - {name: b}\n- {x: y}\n",
            &mut found,
        );
        models("not: models\n", &mut found);
        assert_eq!(found["m"], ["a".to_owned(), "b".to_owned()].into());
    }
}
