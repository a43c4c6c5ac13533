//! Writing what an example makes, and nothing over what it did not.

use std::path::Path;

/// What stands in every file that this crate makes: in a comment, near its beginning.
const MARK: &str = "made by whoheld";

/// Writes a file, unless there is one there already that this crate did not make.
pub(crate) fn write(path: &Path, text: &str) -> Result<(), String> {
    let at = |error: std::io::Error| format!("{}: {error}", path.display());
    if path.exists() {
        let there = std::fs::read(path).map_err(at)?;
        let head = String::from_utf8_lossy(&there[..there.len().min(1000)]).into_owned();
        if !head.contains(MARK) {
            return Err(format!("{}: there is a file that whoheld did not make; it was left as it is", path.display()));
        }
    }
    debug_assert!(text.chars().take(1000).collect::<String>().contains(MARK));
    std::fs::write(path, text).map_err(at)
}
