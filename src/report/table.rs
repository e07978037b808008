//! Tables: for spreadsheets, and for people.

use crate::text::{Align, cell, width};

/// Rows with a header, separated by a delimiter. Whoever fills the cells guards them against being
/// taken for formulas.
///
/// # Errors
/// When a row has another length than the header.
pub fn delimited(
    delimiter: u8,
    header: Vec<String>,
    rows: impl Iterator<Item = Vec<String>>,
) -> Result<Vec<u8>, csv::Error> {
    let mut writer = csv::WriterBuilder::new().delimiter(delimiter).from_writer(Vec::new());
    writer.write_record(&header)?;
    for row in rows {
        writer.write_record(&row)?;
    }
    writer.into_inner().map_err(|error| error.into_error().into())
}

/// A header and rows in columns of cells, each as wide as its longest; the last is not filled up.
pub fn aligned(header: &[String], rows: &[Vec<String>]) -> Vec<String> {
    let widths: Vec<usize> = (0..header.len())
        .map(|n| {
            let cells = rows.iter().filter_map(|row| row.get(n)).chain(header.get(n));
            cells.map(|text| width(text)).max().unwrap_or(0)
        })
        .collect();
    let line = |cells: &[String]| {
        let cells = cells.iter().zip(&widths);
        let cells: Vec<String> = cells.map(|(text, w)| cell(text, *w, Align::Left)).collect();
        cells.join("  ").trim_end().to_owned()
    };
    std::iter::once(line(header)).chain(rows.iter().map(|row| line(row))).collect()
}
