//! The machine, and what else it was doing.

use std::collections::HashMap;
use std::fs;
use std::path::Path;
use std::thread;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::size::Size;

/// How long other processes are watched, and the share of one core from which on they are named.
const WATCHED: Duration = Duration::from_millis(500);
const NOTABLE: f64 = 0.02;
/// Ticks a second in which Linux counts the time of processes for those who ask.
const TICKS: f64 = 100.0;

/// What was seen between the engines of two rounds, while none of ours ran.
#[derive(Serialize, Deserialize)]
pub struct Surroundings {
    pub size: Size,
    pub round: usize,
    /// Before or after the round.
    pub moment: String,
    pub load: String,
    /// Shares of a core that all processes together took.
    pub busy: f64,
    pub processes: Vec<String>,
}

/// Processor, cores, memory and kernel, as far as the system tells.
pub fn description() -> String {
    let read = |path: &str| fs::read_to_string(path).unwrap_or_default();
    let field = |text: &str, name: &str| {
        let line = text.lines().find(|line| line.starts_with(name));
        line.and_then(|line| line.split_once(':')).map_or("unknown".to_owned(), |(_, value)| value.trim().to_owned())
    };
    let processor = read("/proc/cpuinfo");
    let family = ["cpu family", "model\t"].map(|name| field(&processor, name));
    let kernel = read("/proc/sys/kernel/osrelease");
    let pages = read("/sys/kernel/mm/transparent_hugepage/enabled");
    let pages =
        pages.split_once('[').and_then(|(_, rest)| rest.split_once(']')).map_or("unknown", |(chosen, _)| chosen);
    format!(
        "{} (family {}, model {}), {} cores, cache {}, memory {}, {} {}, transparent huge pages: {pages}",
        field(&processor, "model name"),
        family[0],
        family[1],
        thread::available_parallelism().map_or(0, usize::from),
        last_cache(),
        field(&read("/proc/meminfo"), "MemTotal"),
        std::env::consts::OS,
        kernel.trim(),
    )
}

fn last_cache() -> String {
    let caches = (0..8).rev().map(|index| format!("/sys/devices/system/cpu/cpu0/cache/index{index}/size"));
    let found = caches.into_iter().find_map(|path| fs::read_to_string(path).ok());
    found.map_or("unknown".to_owned(), |size| size.trim().to_owned())
}

pub fn surroundings(size: Size, round: usize, moment: &str) -> Surroundings {
    let before = ticks();
    thread::sleep(WATCHED);
    let mut busy = 0.0;
    let mut processes = Vec::new();
    for (process, (name, after)) in ticks() {
        let spent = after.saturating_sub(before.get(&process).map_or(0, |known| known.1));
        let share = spent as f64 / TICKS / WATCHED.as_secs_f64();
        busy += share;
        if share >= NOTABLE {
            processes.push(format!("{name} {share:.2}"));
        }
    }
    processes.sort();
    let load = fs::read_to_string("/proc/loadavg").unwrap_or_default();
    let load = load.split(' ').take(3).collect::<Vec<_>>().join(" ");
    Surroundings { size, round, moment: moment.to_owned(), load, busy, processes }
}

/// The name of every process and the ticks that it has run.
fn ticks() -> HashMap<String, (String, u64)> {
    let entries = fs::read_dir("/proc").into_iter().flatten().flatten();
    let processes = entries.filter(|entry| entry.file_name().to_string_lossy().bytes().all(|it| it.is_ascii_digit()));
    processes
        .filter_map(|entry| Some((entry.file_name().to_string_lossy().into_owned(), spent(&entry.path())?)))
        .collect()
}

/// The name stands in brackets and may itself hold blanks; user and system ticks are the 12th and 13th number after it.
fn spent(process: &Path) -> Option<(String, u64)> {
    let stat = fs::read_to_string(process.join("stat")).ok()?;
    let (name, numbers) = stat.split_once('(')?.1.rsplit_once(") ")?;
    let numbers: Vec<&str> = numbers.split(' ').collect();
    let ticks = numbers.get(11)?.parse::<u64>().ok()? + numbers.get(12)?.parse::<u64>().ok()?;
    Some((name.to_owned(), ticks))
}
