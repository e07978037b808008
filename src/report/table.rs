//! Tables for spreadsheets.

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
