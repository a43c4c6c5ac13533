//! What the machine allows: a miss to memory, a line read that others overlap, bytes in sequence.

use std::hint::black_box;
use std::io;
use std::time::Instant;

use crate::measure::Bench;
use crate::random::SplitMix;
use crate::sample::Work;

pub const NAME: &str = "probe";

/// A ring of 256 MiB, many times a cache.
const LINES: u32 = 1 << 22;
const STEPS: u32 = 2_000_000;

/// A line of the cache, of which only the next line's number is read.
#[repr(align(64))]
#[derive(Clone, Copy)]
struct Line {
    next: u32,
}

pub fn measure(bench: &Bench) -> io::Result<()> {
    let ring = ring(&mut SplitMix(1));
    let seconds = median(|| chased(&ring));
    bench.write(NAME, Work::Miss, seconds, STEPS as usize, "")?;
    let seconds = median(|| read_freely(&ring));
    bench.write(NAME, Work::LineRead, seconds, STEPS as usize, "")?;

    drop(ring);
    let numbers: Vec<u64> = (0..1 << 25).collect();
    let seconds = median(|| {
        let start = Instant::now();
        black_box(black_box(&numbers).iter().fold(0_u64, |sum, &number| sum.wrapping_add(number)));
        start.elapsed().as_secs_f64()
    });
    bench.write(NAME, Work::Sequential, seconds, numbers.len() * 8, "")
}

/// One cycle through all lines in random order, by Sattolo's shuffle.
fn ring(random: &mut SplitMix) -> Vec<Line> {
    let mut lines: Vec<Line> = (0..LINES).map(|next| Line { next }).collect();
    for last in (1..LINES).rev() {
        lines.swap(last as usize, random.below(last) as usize);
    }
    lines
}

fn chased(ring: &[Line]) -> f64 {
    let start = Instant::now();
    let mut at = 0;
    for _ in 0..STEPS {
        at = ring[at as usize].next;
    }
    black_box(at);
    start.elapsed().as_secs_f64()
}

fn read_freely(ring: &[Line]) -> f64 {
    let mut random = SplitMix(2);
    let wanted: Vec<u32> = (0..STEPS).map(|_| random.below(LINES)).collect();
    let start = Instant::now();
    black_box(wanted.iter().fold(0_u32, |sum, &line| sum.wrapping_add(ring[line as usize].next)));
    start.elapsed().as_secs_f64()
}

fn median(mut run: impl FnMut() -> f64) -> f64 {
    let mut runs = [(); 3].map(|()| run());
    runs.sort_unstable_by(f64::total_cmp);
    runs[1]
}
