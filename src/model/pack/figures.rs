//! What a pack shows: the models and tables it reads, its figures, its sentences.

use crate::model::item::words;

/// A model of the dbt package that the pack reads.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Model {
    /// Its name in dbt.
    pub name: String,
    /// The columns that the pack reads.
    pub columns: Vec<String>,
}

/// A table that must be synced for the pack to be true.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SourceTable {
    /// Its name in the source.
    pub table: String,
    /// Whether the pack cannot do without it.
    pub required: bool,
    /// The dbt variable that switches it off.
    pub switch: Option<String>,
    /// The condition under `behavior` that says what is shown without it.
    pub if_missing: Option<String>,
}

words! {
    /// How a figure is made.
    MeasureKind {
        /// A sum of a column.
        Sum = "sum",
        /// A number of rows.
        Count = "count",
        /// A number of different values.
        CountDistinct = "count_distinct",
        /// A mean.
        Average = "average",
        /// The smallest value.
        Min = "min",
        /// The largest value.
        Max = "max",
        /// One column divided by another.
        Ratio = "ratio",
        /// Made of other figures.
        Derived = "derived",
    }
}

impl MeasureKind {
    /// Whether it divides, and so can meet a denominator that is zero or empty.
    pub fn divides(self) -> bool {
        matches!(self, MeasureKind::Average | MeasureKind::Ratio | MeasureKind::Derived)
    }
}

/// How a figure is computed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Measure {
    /// How it is made.
    pub kind: Option<MeasureKind>,
    /// The column that it adds up, counts or averages.
    pub column: Option<String>,
    /// What is divided.
    pub numerator: Option<String>,
    /// What it is divided by.
    pub denominator: Option<String>,
    /// The figures that a derived one is made of.
    pub from: Vec<String>,
}

/// The days or weeks by which a figure is shown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TimeRule {
    /// The column that says when.
    pub column: Option<String>,
    /// The zone in which a day is cut: a column, or a name such as UTC.
    pub zone: Option<String>,
    /// hour, day, week, month …
    pub grain: Option<String>,
    /// What it is compared with.
    pub compare: Option<String>,
}

/// What a figure counts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Unit {
    /// currency, percent, count, days …
    pub kind: Option<String>,
    /// The column that holds the currency.
    pub column: Option<String>,
    /// What keeps different currencies apart.
    pub rule: Option<String>,
}

/// A figure on a tile.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Kpi {
    /// Its id within the pack.
    pub id: String,
    /// What the tile is called.
    pub title: Option<String>,
    /// The model it reads.
    pub model: Option<String>,
    /// How it is computed.
    pub measure: Measure,
    /// Its days or weeks; `None` for a figure without time.
    pub time: Option<TimeRule>,
    /// What it counts.
    pub unit: Unit,
    /// What is shown where the denominator is zero or empty.
    pub zero_denominator: Option<String>,
}

impl Kpi {
    /// The columns that it reads, each with the keys that lead to it.
    pub fn columns(&self) -> impl Iterator<Item = ([&'static str; 2], &str)> {
        let time = self.time.as_ref();
        [
            (["measure", "column"], self.measure.column.as_deref()),
            (["measure", "numerator"], self.measure.numerator.as_deref()),
            (["measure", "denominator"], self.measure.denominator.as_deref()),
            (["time", "column"], time.and_then(|time| time.column.as_deref())),
            (["unit", "column"], self.unit.column.as_deref()),
        ]
        .into_iter()
        .filter_map(|(path, column)| Some((path, column?)))
    }
}

/// A sentence made of figures.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Narrative {
    /// Its id within the pack.
    pub id: String,
    /// The figures it names.
    pub kpis: Vec<String>,
    /// The sentence.
    pub text: Option<String>,
    /// The variants it has (`no_data`, `stale`, `partial`), each with its words.
    pub variants: Vec<(String, String)>,
    /// How many rows it needs before it speaks, as written.
    pub min_rows: Option<String>,
}

impl Narrative {
    /// The words of a variant; `None` where there are none.
    pub fn variant(&self, name: &str) -> Option<&str> {
        let found = self.variants.iter().find(|(other, _)| other == name);
        found.map(|(_, words)| words.as_str())
    }
}
