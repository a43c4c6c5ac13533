//! Writing what an example makes, and nothing over what it did not.

use std::path::{Path, PathBuf};

/// What stands in every file that this crate makes: in a comment, near its beginning.
const MARK: &str = "made by whoheld";

/// A scenario, and where to write.
type Asked = (Option<String>, Option<PathBuf>);

/// The scenario and the place to write to, as far as the command line says them: `[--scenario FILE] [OUT]`. `None` where
/// it asks for help.
pub(crate) fn asked(usage: &str) -> Result<Option<Asked>, String> {
    let (mut scenario, mut path) = (None, None);
    let mut args = std::env::args().skip(1);
    while let Some(arg) = args.next() {
        match arg.as_str() {
            "--scenario" => scenario = Some(args.next().ok_or(format!("--scenario takes a file\n{usage}"))?),
            "--help" | "-h" => return Ok(None),
            option if option.starts_with("--") => return Err(format!("unknown option `{option}`\n{usage}")),
            _ if path.is_none() => path = Some(PathBuf::from(arg)),
            _ => return Err(usage.to_owned()),
        }
    }
    Ok(Some((scenario, path)))
}

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
