//! GNG022 to GNG029: whether the figures of a pack can be computed, and whether they can be trusted.

use crate::model::finding::Severity;
use crate::model::pack::{Kpi, MeasureKind, Pack, Show};

use super::wording::{all_of, one_of, quoted, says};
use super::{Check, Context, Reports, Rule, duration};

/// The minutes that Fivetran takes as `sync_frequency`, from its documentation of connections.
const SYNC_MINUTES: &[u64] = &[1, 5, 15, 30, 60, 120, 180, 360, 480, 720, 1440];

pub(super) static GNG022: Rule = Rule {
    id: "GNG022",
    name: "threshold-out-of-step",
    severity: Severity::Warn,
    flag: 'R',
    summary: "A pack's thresholds lie between how often data is synced and what the package watches.",
    why: "A warning that comes before the next sync can is a false alarm each day; an error that \
          comes later than the package's own leaves a time in which nobody is told.",
    fix: "Make freshness.warn_after longer than sync_every, and error_after no longer than \
          package.error_after.",
    fails: "id: shopify\nfreshness: {warn_after: 6h, error_after: 48h, sync_every: 12h}",
    passes: "id: shopify\nfreshness: {warn_after: 24h, error_after: 48h, sync_every: 12h, \
             package: {warn_after: 48h, error_after: 168h}}",
    parameters: &[],
    checks: &[Check::Pack(thresholds)],
};

fn thresholds(pack: &Pack, _: &Context<'_>, reports: &mut Reports<'_>) {
    let Some(freshness) = pack.freshness.as_ref().filter(|_| pack.ships()) else { return };
    let id = &pack.id;
    let span = |text: &Option<String>| text.as_deref().and_then(duration::parse);
    let words = |text: &Option<String>| text.as_deref().unwrap_or_default().trim().to_owned();
    if let Some(text) = &freshness.sync_every {
        let minutes = duration::parse(text).map(|every| every.as_secs() / 60);
        if minutes.is_none_or(|minutes| !SYNC_MINUTES.contains(&minutes)) {
            reports.push(
                &["freshness", "sync_every"],
                format!("{id}: Fivetran does not sync every {}", quoted(text)),
                "write 1m, 5m, 15m, 30m, 1h, 2h, 3h, 6h, 8h, 12h or 24h",
            );
        }
    }
    if let (Some(warn), Some(every)) = (span(&freshness.warn_after), span(&freshness.sync_every))
        && warn <= every
    {
        reports.push(
            &["freshness", "warn_after"],
            format!(
                "{id} warns after {}, but data comes only every {}",
                words(&freshness.warn_after),
                words(&freshness.sync_every)
            ),
            "make warn_after longer than sync_every, or sync more often",
        );
    }
    let package = freshness.package.clone().unwrap_or_default();
    if let (Some(error), Some(theirs)) = (span(&freshness.error_after), span(&package.error_after))
        && error > theirs
    {
        reports.push(
            &["freshness", "error_after"],
            format!(
                "{id} calls data too old after {}, the package already after {}",
                words(&freshness.error_after),
                words(&package.error_after)
            ),
            "make error_after no longer than package.error_after",
        );
    }
}

pub(super) static GNG023: Rule = Rule {
    id: "GNG023",
    name: "unguarded-ratio",
    severity: Severity::Warn,
    flag: 'Z',
    summary: "A figure that divides says what is shown when there is nothing to divide by.",
    why: "The first day of a new customer has no orders: the tile then shows an error or 0 %.",
    fix: "Add zero_denominator with what is shown.",
    fails: "id: shopify\nkpis: [{id: refund_rate, model: shopify__daily_shop, measure: {type: \
            ratio, numerator: a, denominator: b}}]\nmodels: [{name: shopify__daily_shop, columns: \
            [a, b]}]",
    passes: "id: shopify\nkpis: [{id: refund_rate, model: shopify__daily_shop, measure: {type: \
             ratio, numerator: a, denominator: b}, zero_denominator: placeholder}]\nmodels: \
             [{name: shopify__daily_shop, columns: [a, b]}]",
    parameters: &[],
    checks: &[Check::Pack(ratios)],
};

fn ratios(pack: &Pack, _: &Context<'_>, reports: &mut Reports<'_>) {
    for_each_kpi(pack, |n, kpi| {
        let divides = kpi.measure.kind.is_some_and(MeasureKind::divides);
        if divides && !says(kpi.zero_denominator.as_deref()) {
            reports.push(
                &["kpis", n, "zero_denominator"],
                format!("{}: {} does not say what is shown without a denominator", pack.id, kpi.id),
                format!("add zero_denominator ({})", one_of(Show::WORDS)),
            );
        }
    });
}

pub(super) static GNG024: Rule = Rule {
    id: "GNG024",
    name: "unit-without-rule",
    severity: Severity::Warn,
    flag: 'C',
    summary: "A figure of money says how currencies are kept apart, a figure by day in which zone.",
    why: "Sums over currencies and days cut in another zone are the commonest disputes about a \
          dashboard, and nobody sees them from the figure.",
    fix: "Add unit.rule and time.zone.",
    fails: "id: shopify\nkpis: [{id: net_revenue, model: m, unit: {kind: currency}, time: \
            {column: date_day, grain: day}}]\nmodels: [{name: m, columns: [date_day]}]",
    passes: "id: shopify\nkpis: [{id: net_revenue, model: m, unit: {kind: currency, rule: one tile \
             a currency}, time: {column: date_day, zone: UTC, grain: day}}]\nmodels: [{name: m, \
             columns: [date_day]}]",
    parameters: &[],
    checks: &[Check::Pack(units)],
};

fn units(pack: &Pack, _: &Context<'_>, reports: &mut Reports<'_>) {
    for_each_kpi(pack, |n, kpi| {
        if kpi.unit.kind.as_deref() == Some("currency") && !says(kpi.unit.rule.as_deref()) {
            reports.push(
                &["kpis", n, "unit", "rule"],
                format!("{}: {} is money and has no rule for currencies", pack.id, kpi.id),
                "add unit.rule: how amounts in different currencies are kept apart",
            );
        }
        if kpi.time.as_ref().is_some_and(|time| !says(time.zone.as_deref())) {
            reports.push(
                &["kpis", n, "time", "zone"],
                format!("{}: {} does not say in which zone its days are cut", pack.id, kpi.id),
                "add time.zone: a column, UTC, or a name such as Europe/Dublin",
            );
        }
    });
}

pub(super) static GNG027: Rule = Rule {
    id: "GNG027",
    name: "unknown-model",
    severity: Severity::Block,
    flag: 'R',
    summary: "Figures read models that the pack names, and the pack names models that users have.",
    why: "A tile on a model that is not there stays dead. Columns that nobody lists are a warning.",
    fix: "Correct the name, or add the model with its columns under models. Where the dbt package \
          is installed, its quickstart.yml and models/**/*.yml say what there is.",
    fails: "id: shopify\nmodels: [{name: shopify__daily_shop, columns: [count_orders]}]\nkpis: \
            [{id: orders, model: shopify__daily_shops, measure: {type: sum, column: count_orders}}]",
    passes: "id: shopify\nmodels: [{name: shopify__daily_shop, columns: [count_orders]}]\nkpis: \
             [{id: orders, model: shopify__daily_shop, measure: {type: sum, column: count_orders}}]",
    parameters: &[],
    checks: &[Check::Pack(models_of_kpis), Check::Pack(models_of_package)],
};

fn models_of_kpis(pack: &Pack, _: &Context<'_>, reports: &mut Reports<'_>) {
    let known: Vec<&str> = pack.models.iter().map(|model| model.name.as_str()).collect();
    for_each_kpi(pack, |n, kpi| {
        let id = &pack.id;
        for from in &kpi.measure.from {
            if !pack.kpis.iter().any(|other| other.id == *from) {
                reports.push(
                    &["kpis", n, "measure", "from"],
                    format!("{id}: {} is made of {from}, which is no KPI of the pack", kpi.id),
                    "correct the name, or define it under kpis",
                );
            }
        }
        let Some(name) = &kpi.model else {
            if kpi.measure.kind != Some(MeasureKind::Derived) {
                reports.push(
                    &["kpis", n, "model"],
                    format!("{id}: {} reads no model", kpi.id),
                    if known.is_empty() {
                        "add model, and the model under models".to_owned()
                    } else {
                        format!("add model ({})", one_of(&known))
                    },
                );
            }
            return;
        };
        let Some(model) = pack.models.iter().find(|model| model.name == *name) else {
            reports.push(
                &["kpis", n, "model"],
                format!("{id}: {} reads {name}, which is not under models", kpi.id),
                if known.is_empty() {
                    "add it under models, with the columns that are read".to_owned()
                } else {
                    format!("write {}, or add it under models", one_of(&known))
                },
            );
            return;
        };
        for (path, column) in kpi.columns() {
            if !model.columns.iter().any(|known| known == column) {
                let [first, second] = path;
                reports.push_at_most(
                    Severity::Warn,
                    &["kpis", n, first, second],
                    format!("{id}: {} reads {name}.{column}, which is not under models", kpi.id),
                    format!("correct the name, or add {column} to the columns of {name}"),
                );
            }
        }
    });
}

fn models_of_package(pack: &Pack, context: &Context<'_>, reports: &mut Reports<'_>) {
    let assets = &context.board.assets;
    let quickstart = pack.quickstart_path().and_then(|path| assets.quickstart(&path));
    let properties = pack.models_path().and_then(|path| assets.models(&path));
    for (n, model) in pack.models.iter().enumerate() {
        let n = n.to_string();
        let (id, name) = (&pack.id, &model.name);
        if let Some(quickstart) = quickstart.filter(|q| !q.public_models.is_empty())
            && !quickstart.public_models.contains(name)
        {
            reports.push(
                &["models", &n, "name"],
                format!("{id} reads {name}, which is not among the package's public_models"),
                "read a public model; the others may change or be switched off",
            );
        }
        let Some(columns) = properties.and_then(|models| models.get(name)) else { continue };
        let unknown = |column: &&String| !columns.contains(&column.to_lowercase());
        let missing: Vec<&String> = model.columns.iter().filter(unknown).collect();
        if !missing.is_empty() && !columns.is_empty() {
            reports.push_at_most(
                Severity::Warn,
                &["models", &n, "columns"],
                format!("{id}: the installed {name} has no {}", all_of(&missing)),
                "correct the names, or the version range of the package",
            );
        }
    }
}

pub(super) static GNG029: Rule = Rule {
    id: "GNG029",
    name: "table-without-fallback",
    severity: Severity::Warn,
    flag: 'R',
    summary: "For each table that may not be synced, the pack says what stands in its place.",
    why: "Quickstart switches a model off when its table is not synced; what depended on it is \
          then empty, or an error.",
    fix: "Add if_missing with a condition that stands under behavior, and switch with the variable \
          of the package.",
    fails: "id: shopify\nsources: [{table: refund, required: false}]",
    passes: "id: shopify\nsources: [{table: refund, required: false, if_missing: missing_table}]\n\
             behavior: {missing_table: {show: placeholder}}",
    parameters: &[],
    checks: &[Check::Pack(optional_tables)],
};

fn optional_tables(pack: &Pack, context: &Context<'_>, reports: &mut Reports<'_>) {
    if !pack.ships() {
        return;
    }
    let quickstart = pack.quickstart_path().and_then(|path| context.board.assets.quickstart(&path));
    for (n, source) in pack.sources.iter().enumerate().filter(|(_, source)| !source.required) {
        let n = n.to_string();
        let (id, table) = (&pack.id, &source.table);
        match &source.if_missing {
            None => reports.push(
                &["sources", &n, "if_missing"],
                format!("{id} does not say what is shown without the table {table}"),
                "add if_missing with a condition under behavior (missing_table, or one of its own)",
            ),
            Some(condition) if pack.behavior(condition).is_none() => reports.push(
                &["sources", &n, "if_missing"],
                format!("{id}: without {table} holds {condition}, which behavior does not define"),
                format!("add behavior.{condition} ({})", one_of(Show::WORDS)),
            ),
            Some(_) => {}
        }
        let Some(quickstart) = quickstart else { continue };
        let tables = &quickstart.table_variables;
        let switches: Vec<&str> = tables
            .iter()
            .filter(|(_, tables)| tables.contains(&table.to_lowercase()))
            .map(|(name, _)| name.as_str())
            .collect();
        let is_variable =
            |name: &String| tables.contains_key(name) || quickstart.supported_vars.contains(name);
        match &source.switch {
            Some(switch) if !is_variable(switch) => reports.push(
                &["sources", &n, "switch"],
                format!("{id}: the package has no variable {switch}"),
                if switches.is_empty() {
                    "take switch out".to_owned()
                } else {
                    format!("write {}", one_of(&switches))
                },
            ),
            None if !switches.is_empty() => reports.push(
                &["sources", &n],
                format!("{id}: {} switches {table} off, which the pack does not say", switches[0]),
                format!("add switch: {}", one_of(&switches)),
            ),
            _ => {}
        }
    }
}

/// Goes through the figures of a pack that goes out, each with its position as a key.
fn for_each_kpi(pack: &Pack, mut look: impl FnMut(&str, &Kpi)) {
    if pack.ships() {
        for (n, kpi) in pack.kpis.iter().enumerate() {
            look(&n.to_string(), kpi);
        }
    }
}
