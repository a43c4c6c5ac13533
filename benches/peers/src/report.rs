//! One table of all rounds.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::io;
use std::path::{Path, PathBuf};

use crate::machine::Surroundings;
use crate::probe::NAME as PROBE;
use crate::sample::{self, Sample, Work};
use crate::section::{SECTIONS, Section};
use crate::size::{SIZES, Size};
use crate::target::{Bound, TARGETS, Target};

pub fn samples(folder: &Path) -> PathBuf {
    folder.join("samples.jsonl")
}

pub fn surroundings(folder: &Path) -> PathBuf {
    folder.join("surroundings.jsonl")
}

pub fn versions(folder: &Path) -> PathBuf {
    folder.join("versions.jsonl")
}

/// Seconds a unit, by round.
type Rounds = BTreeMap<usize, f64>;

/// All that was measured.
struct Measured(BTreeMap<(Work, String, Size), Rounds>);

pub fn table(folder: &Path) -> io::Result<String> {
    let mut measured = Measured(BTreeMap::new());
    for sample in sample::read::<Sample>(&samples(folder))? {
        let rounds = measured.0.entry((sample.work, sample.engine.clone(), sample.size)).or_default();
        rounds.insert(sample.round, sample.seconds_a_unit());
    }
    let mut out = String::new();
    let _ = writeln!(out, "{}\n", sample::read::<String>(&versions(folder))?.join(" · "));
    out += &measured.sizes();
    out += "\nMedians over the rounds. In brackets: how many times as long as ours of the same round it took, the \
        median of the rounds' ratios. Ours is the first line of each work. Growth is of the time a unit: a row, a \
        place of a snapshot, a change. Limits are what the probe measured in the same rounds. DuckDB appends \
        a late batch and sorts when it is asked; Polars and pandas sort everything anew.\n\n";
    out += "| work | engine | S | M | L | growth S→M, M→L | target | met |\n|---|---|---|---|---|---|---|---|\n";
    for section in SECTIONS {
        out += &measured.section(section);
    }
    out += "\nWhat else ran, watched before and after each round: load over 1, 5 and 15 minutes, cores' worth that \
        other processes took, which.\n\n| size | round | | load | cores taken | by |\n|---|---|---|---|---|---|\n";
    for seen in sample::read::<Surroundings>(&surroundings(folder))? {
        let Surroundings { size, round, moment, load, busy, processes } = seen;
        let _ = writeln!(out, "| {size} | {round} | {moment} | {load} | {busy:.2} | {} |", processes.join(", "));
    }
    Ok(out)
}

impl Measured {
    fn rounds(&self, work: Work, engine: &str, size: Size) -> Option<&Rounds> {
        self.0.get(&(work, engine.to_owned(), size))
    }

    fn of(&self, work: Work, engine: &str, size: Size) -> Option<f64> {
        self.rounds(work, engine, size).and_then(|rounds| median(rounds.values().copied()))
    }

    /// How many times as long as ours the fastest of the peers took, round by round.
    fn ratio(&self, work: Work, ours: &str, peers: &[&str], size: Size) -> Option<f64> {
        let ours = self.rounds(work, ours, size)?;
        let peers: Vec<&Rounds> = peers.iter().filter_map(|peer| self.rounds(work, peer, size)).collect();
        median(ours.iter().filter_map(|(round, ours)| {
            let fastest = peers.iter().filter_map(|rounds| rounds.get(round)).copied().min_by(f64::total_cmp);
            fastest.map(|fastest| fastest / ours)
        }))
    }

    fn sizes(&self) -> String {
        let mut out = String::new();
        for size in SIZES {
            let rounds = self.0.iter().filter(|((_, engine, of), _)| *of == size && engine == PROBE);
            let Some(rounds) = rounds.map(|(_, rounds)| rounds.len()).max() else { continue };
            let shape = size.shape();
            let _ = writeln!(
                out,
                "- {size}: {} places, {} changes each on average, {} days, {} rows; {rounds} rounds",
                shape.places, shape.changes_each, shape.days, shape.rows
            );
        }
        out
    }

    fn section(&self, section: &Section) -> String {
        let Section { work, ours, .. } = *section;
        let mut engines: Vec<&str> = Vec::new();
        for engine in [ours].into_iter().chain(self.0.keys().filter(|it| it.0 == work).map(|it| it.1.as_str())) {
            if !engines.contains(&engine) {
                engines.push(engine);
            }
        }
        // The fastest first: at the greatest size that was measured.
        engines[1..].sort_by(|one, other| {
            let largest = |engine| SIZES.iter().rev().find_map(|&size| self.of(work, engine, size)).unwrap_or(f64::MAX);
            largest(one).total_cmp(&largest(other))
        });

        let mut out = format!("| **{}** | {} | | | | | | |\n", section.title, section.shown.unit());
        for engine in engines {
            let cells = SIZES.map(|size| {
                let shown = self.of(work, engine, size).map(|seconds| section.shown.value(seconds, size));
                let ratio = self.ratio(work, ours, &[engine], size).filter(|_| engine != ours);
                shown.map_or("–".to_owned(), |shown| with_ratio(shown, ratio))
            });
            let growth = self.growth(work, engine);
            let (wanted, met) = self.targets(section, engine);
            let _ = writeln!(out, "| | {engine} | {} | {growth} | {wanted} | {met} |", cells.join(" | "));
        }
        if let Some(limit) = &section.limit {
            let cells = SIZES.map(|size| {
                let limit = self.of(limit.work, PROBE, size).map(|seconds| seconds * limit.units);
                let ratio = self.of(work, ours, size).zip(limit).map(|(ours, limit)| limit / ours);
                limit.map_or("–".to_owned(), |limit| with_ratio(section.shown.value(limit, size), ratio))
            });
            let _ = writeln!(out, "| | *limit: {}* | {} | | | |", limit.title, cells.join(" | "));
        }
        out
    }

    fn growth(&self, work: Work, engine: &str) -> String {
        let [small, medium, large] = SIZES.map(|size| self.of(work, engine, size));
        let steps = [small.zip(medium), medium.zip(large)];
        if steps == [None, None] {
            return String::new();
        }
        steps.map(|step| step.map_or("–".to_owned(), |(from, to)| format!("×{}", figures(to / from)))).join(", ")
    }

    /// The targets that stand in an engine's line, and whether they are met.
    fn targets(&self, section: &Section, engine: &str) -> (String, String) {
        let (mut wanted, mut met) = (Vec::new(), Vec::new());
        for target in TARGETS.iter().filter(|it| it.work == section.work && it.line() == engine) {
            let size = target.size;
            wanted.push(format!("{size} {}", target.bound.sentence(section)));
            met.push(self.reached(target, section).map_or(format!("{size} –"), |(reached, met)| {
                format!("{size} {}: {}", if met { "yes" } else { "**no**" }, figures(reached))
            }));
        }
        (wanted.join("; "), met.join("; "))
    }

    fn reached(&self, target: &Target, section: &Section) -> Option<(f64, bool)> {
        let Target { work, engine, size, .. } = *target;
        match target.bound {
            Bound::Times(times, peers) => {
                let ratio = self.ratio(work, engine, peers, size)?;
                Some((ratio, ratio >= times))
            }
            Bound::Probes(most, probe) => {
                let (ours, probe) = (self.rounds(work, engine, size)?, self.rounds(probe, PROBE, size)?);
                let ratios = ours.iter().filter_map(|(round, ours)| probe.get(round).map(|probe| ours / probe));
                let ratio = median(ratios)?;
                Some((ratio, ratio <= most))
            }
            Bound::AUnit(most) => {
                let shown = section.shown.value(self.of(work, engine, size)?, size);
                Some((shown, shown <= most))
            }
        }
    }
}

impl Target {
    /// In whose line of the table it stands: the peer's, if it is about one.
    fn line(&self) -> &'static str {
        match self.bound {
            Bound::Times(_, peers) => peers[0],
            Bound::Probes(..) | Bound::AUnit(_) => self.engine,
        }
    }
}

impl Bound {
    fn sentence(self, section: &Section) -> String {
        match self {
            Self::Times(times, [_]) => format!("≥ {times}×"),
            Self::Times(times, _) => format!("≥ {times}× its best"),
            Self::Probes(most, _) => format!("≤ {most} misses"),
            Self::AUnit(most) => format!("≤ {most} {}", section.shown.unit()),
        }
    }
}

fn with_ratio(shown: f64, ratio: Option<f64>) -> String {
    let shown = figures(shown);
    ratio.map_or(shown.clone(), |ratio| format!("{shown} ({}×)", figures(ratio)))
}

/// Three figures.
fn figures(number: f64) -> String {
    match number.abs() {
        size if size >= 99.95 => format!("{number:.0}"),
        size if size >= 9.995 => format!("{number:.1}"),
        size if size >= 0.9995 => format!("{number:.2}"),
        size if size >= 0.0995 => format!("{number:.3}"),
        _ => format!("{number:.4}"),
    }
}

fn median(values: impl Iterator<Item = f64>) -> Option<f64> {
    let mut values: Vec<f64> = values.collect();
    values.sort_unstable_by(f64::total_cmp);
    match values.len() {
        0 => None,
        count if count % 2 == 1 => Some(values[count / 2]),
        count => Some(f64::midpoint(values[count / 2 - 1], values[count / 2])),
    }
}
