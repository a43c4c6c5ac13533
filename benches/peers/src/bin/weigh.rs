//! Bytes that each engine holds, by what it asks of the allocator. A program of its own: counting costs time.

use std::error::Error;
use std::path::Path;

use peak_alloc::PeakAlloc;
use peers::data::Data;
use peers::engines::Engine;
use peers::engines::maps::Maps;
use peers::engines::named_maps::NamedMaps;
use peers::engines::ours::LOG;
use peers::engines::ranges::Ranges;
use peers::engines::sqlite::Sqlite;
use peers::measure::Bench;
use peers::report;
use peers::sample::Work;
use whoheld::StateTable;

#[global_allocator]
static ALLOCATOR: PeakAlloc = PeakAlloc;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [folder, size] = &arguments[..] else { return Err("usage: weigh FOLDER SIZE".into()) };
    let folder = Path::new(folder);
    let data = Data::read(folder, size.parse()?)?;
    let bench = Bench { size: data.size, round: 1, samples: report::samples(folder) };
    let write = |engine: &str, work, bytes: usize| bench.write(engine, work, bytes as f64, data.log.len(), "");

    let (table, bytes) = weighed::<StateTable>(&data);
    write(StateTable::NAME, Work::Memory, bytes)?;
    if table.bytes().abs_diff(bytes) > bytes / 1000 + 1000 {
        eprintln!("  StateTable says that it takes {} bytes, and takes {bytes}", table.bytes());
    }
    let before = ALLOCATOR.current_usage();
    let log = table.log();
    let bytes = ALLOCATOR.current_usage() - before;
    write(LOG, Work::Memory, bytes)?;
    if log.bytes().abs_diff(bytes) > bytes / 1000 + 1000 {
        eprintln!("  StateLog says that it takes {} bytes, and takes {bytes}", log.bytes());
    }
    write(LOG, Work::CheckpointMemory, log.checkpoint_bytes())?;
    drop((table, log));

    write(Maps::NAME, Work::Memory, weighed::<Maps>(&data).1)?;
    write(NamedMaps::NAME, Work::Memory, weighed::<NamedMaps>(&data).1)?;
    write(Ranges::NAME, Work::Memory, weighed::<Ranges>(&data).1)?;
    // SQLite has an allocator of its own.
    let pages = Sqlite::build(data.expected.places, &data.log).bytes();
    Ok(write(Sqlite::NAME, Work::Memory, pages)?)
}

fn weighed<E: Engine>(data: &Data) -> (E, usize) {
    let log = E::log(&data.log);
    let before = ALLOCATOR.current_usage();
    let built = E::build(data.expected.places, &log);
    let bytes = ALLOCATOR.current_usage() - before;
    (built, bytes)
}
