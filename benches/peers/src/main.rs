//! The commands that `run` gives: data, one engine's round, what else runs, the table.

use std::error::Error;
use std::io;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use peers::data::Data;
use peers::engines::{maps, named_maps, ours, ranges, sqlite};
use peers::generate::generate;
use peers::machine::{description, surroundings};
use peers::measure::Bench;
use peers::sample::append;
use peers::size::Size;
use peers::{probe, report};

const USAGE: &str = "usage: peers generate FOLDER SIZE
       peers measure ENGINE FOLDER SIZE ROUND
       peers watch FOLDER SIZE ROUND before|after
       peers versions FOLDER
       peers report FOLDER
engines: probe ours maps named-maps ranges sqlite";

fn main() -> ExitCode {
    match command() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn command() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments[..] {
        ["generate", folder, size] => generate(size.parse()?).write(Path::new(folder))?,
        ["measure", engine, folder, size, round] => measure(engine, Path::new(folder), size.parse()?, round.parse()?)?,
        ["watch", folder, size, round, moment] => {
            let seen = surroundings(size.parse()?, round.parse()?, moment);
            append(&report::surroundings(Path::new(folder)), &seen)?;
        }
        ["versions", folder] => {
            append(&report::versions(Path::new(folder)), &format!("machine: {}", description()))?;
            append(&report::versions(Path::new(folder)), &format!("SQLite {}", rusqlite::version()))?;
        }
        ["report", folder] => print!("{}", report::table(Path::new(folder))?),
        _ => return Err(USAGE.into()),
    }
    Ok(())
}

fn measure(engine: &str, folder: &Path, size: Size, round: usize) -> io::Result<()> {
    let samples: PathBuf = report::samples(folder);
    let bench = Bench { size, round, samples };
    if engine == "probe" {
        return probe::measure(&bench);
    }
    let data = Data::read(folder, size)?;
    match engine {
        "ours" => ours::measure(&bench, &data),
        "maps" => maps::measure(&bench, &data),
        "named-maps" => named_maps::measure(&bench, &data),
        "ranges" => ranges::measure(&bench, &data),
        "sqlite" => sqlite::measure(&bench, &data),
        _ => Err(io::Error::other(USAGE)),
    }
}
