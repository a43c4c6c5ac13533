//! Draws a history: a lane of time for each place, and all places on three days.
//!
//! `cargo run --example picture -- [--scenario FILE] [OUT-FOLDER]`. Without a file, it draws the record of the Aleppo
//! offensive.

mod out;
mod scenario_file;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use whoheld::chrono::{Days, NaiveDate};
use whoheld::{History, StatePicture, TimelinePicture, aleppo_2016};

const USAGE: &str = "usage: picture [--scenario FILE] [OUT-FOLDER]
  --scenario FILE   a record of your own in TOML or JSON; without it, the offensive
  OUT-FOLDER        where to write the pictures; the current folder if not said; it is made if it is not
                    there. What whoheld drew before is drawn anew; other files are left as they are";

fn run() -> Result<String, String> {
    let Some((scenario, folder)) = out::asked(USAGE)? else { return Ok(USAGE.to_owned()) };
    let folder = folder.unwrap_or_else(|| PathBuf::from("."));
    let history = match &scenario {
        None => aleppo_2016().clone(),
        Some(file) => scenario_file::read(file)?,
    };
    let name = match &scenario {
        None => "offensive".to_owned(),
        Some(file) => Path::new(file).file_stem().map_or("history".into(), |stem| stem.to_string_lossy().into_owned()),
    };
    std::fs::create_dir_all(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    let mut written = Vec::new();
    let mut write = |name: String, svg: String| {
        let path = folder.join(name);
        out::write(&path, &svg).map(|()| written.push(format!("wrote {}", path.display())))
    };
    write(format!("{name}.svg"), TimelinePicture::of(&history).to_string())?;
    for day in three_days(&history) {
        write(format!("{name}-{day}.svg"), StatePicture::of(&history, day).to_string())?;
    }
    Ok(written.join("\n"))
}

/// The first day, one in the middle, and the last.
fn three_days(history: &History) -> Vec<NaiveDate> {
    let Some((first, last)) = history.days() else { return Vec::new() };
    let half = last.signed_duration_since(first).num_days().unsigned_abs() / 2;
    let mut days = vec![first, first.checked_add_days(Days::new(half)).unwrap_or(last), last];
    days.dedup();
    days
}

fn main() -> ExitCode {
    out::end(run())
}
