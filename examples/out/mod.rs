//! Writing what an example makes, and nothing over what it did not.

use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// What stands in every file that this crate makes: in a comment, near its beginning.
const MARK: &str = "made by whoheld";

/// A scenario, and where to write.
type Arguments = (Option<String>, Option<PathBuf>);

/// The scenario and the place to write to, as far as the command line says them: `[--scenario FILE] [OUT]`. `None` where
/// it asks for help.
pub(crate) fn asked(usage: &str) -> Result<Option<Arguments>, String> {
    let (mut scenario, mut path) = (None, None);
    let mut args = std::env::args().skip(1);
    while let Some(arg) = args.next() {
        match arg.as_str() {
            "--scenario" => scenario = Some(args.next().ok_or(format!("--scenario takes a file\n{usage}"))?),
            "--help" | "-h" => return Ok(None),
            option if option.starts_with("--") => return Err(format!("unknown option `{option}`\n{usage}")),
            record if Path::new(record).extension().is_some_and(|it| it == "toml" || it == "json") => {
                return Err(format!("`{record}` is where to write? a record is named with --scenario\n{usage}"));
            }
            _ if path.is_none() => path = Some(PathBuf::from(arg)),
            more => return Err(format!("one place to write to is enough; `{more}` is a second\n{usage}")),
        }
    }
    Ok(Some((scenario, path)))
}

/// Says what came of it, and ends with 2 where something went wrong.
pub(crate) fn end(result: Result<String, String>) -> ExitCode {
    match result {
        Ok(text) => {
            println!("{text}");
            ExitCode::SUCCESS
        }
        Err(message) => {
            eprintln!("{message}");
            ExitCode::from(2)
        }
    }
}

/// Writes a file, unless there is one there already that this crate did not make.
pub(crate) fn write(path: &Path, text: &str) -> Result<(), String> {
    let at = |error: std::io::Error| format!("{}: {error}", path.display());
    if path.exists() {
        if !path.is_file() {
            return Err(format!("{}: that is no file", path.display()));
        }
        let mut head = Vec::new();
        std::fs::File::open(path).and_then(|file| file.take(1000).read_to_end(&mut head)).map_err(at)?;
        if !String::from_utf8_lossy(&head).contains(MARK) {
            return Err(format!("{}: there is a file that whoheld did not make; it was left as it is", path.display()));
        }
    }
    debug_assert!(text.chars().take(1000).collect::<String>().contains(MARK));
    std::fs::write(path, text).map_err(at)
}
