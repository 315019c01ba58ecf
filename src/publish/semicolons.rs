//! Rows of the small tables that lie beside reports and configurations: semicolons between their fields.

/// A row without its line end; a field that would break it stands between quotes.
#[must_use]
pub fn semicolon_row<'t>(fields: impl IntoIterator<Item = &'t str>) -> String {
    fields.into_iter().map(quoted).collect::<Vec<_>>().join(";")
}

fn quoted(field: &str) -> String {
    if field.contains([';', '"', '\n', '\r']) {
        format!("\"{}\"", field.replace('"', "\"\""))
    } else {
        field.to_owned()
    }
}
