//! Writes a page in which anyone can replay a history, as one HTML file.
//!
//! `cargo run --features page --example page -- [--scenario FILE] [OUT.html]`. Without a file, it shows the record of the
//! Aleppo offensive.

mod out;
mod scenario_file;

use std::path::PathBuf;
use std::process::ExitCode;

use whoheld::{Page, aleppo, aleppo_2016};

const USAGE: &str = "usage: page [--scenario FILE] [OUT.html]
  --scenario FILE   a record of your own in TOML or JSON; without it, the offensive
  OUT.html          where to write it; whoheld.html if not said. What whoheld made
                    there before is made anew; other files are left as they are";

fn run() -> Result<String, String> {
    let Some((scenario, path)) = out::asked(USAGE)? else { return Ok(USAGE.to_owned()) };
    let path = path.unwrap_or_else(|| PathBuf::from("whoheld.html"));
    let html = match scenario {
        None => Page::of(aleppo_2016()).readings(aleppo::readings()).to_html(),
        Some(file) => Page::of(&scenario_file::read(&file)?).to_html(),
    };
    out::write(&path, &html.map_err(|error| error.to_string())?)?;
    Ok(format!("wrote {}: open it in a browser", path.display()))
}

fn main() -> ExitCode {
    out::end(run())
}
