//! A scenario file read as a history, for the examples that take one.

use whoheld::History;

/// Reads a file in TOML, or in JSON where it begins with a brace; else tells every mistake in it.
pub(crate) fn read(file: &str) -> Result<History, String> {
    let bytes = std::fs::read(file).map_err(|error| format!("{file}: {error}"))?;
    if bytes.trim_ascii_start().starts_with(b"{") {
        return serde_json::from_slice(&bytes).map_err(|error| format!("{file}: {error}"));
    }
    History::from_toml(&bytes).map_err(|error| {
        let number = error.mistakes().len() + error.more();
        let mistakes = if number == 1 { "mistake" } else { "mistakes" };
        format!("{}\n\n{file}: {number} {mistakes}", error.in_file(file))
    })
}
