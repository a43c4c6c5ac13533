//! The table of what was counted, and its comparison with an earlier one.

use std::fmt::Write;

/// An operation on a shape: what was counted at each of three sizes.
pub(crate) struct Row {
    pub(crate) operation: &'static str,
    pub(crate) shape: &'static str,
    pub(crate) sizes: [usize; 3],
    /// The instructions of one operation; `None` where they were not counted.
    pub(crate) work: Option<[u64; 3]>,
    /// The peak of memory, in bytes.
    pub(crate) memory: [u64; 3],
}

/// An exponent may be that much above the saved one. Hash tables are seeded anew in every run, so that counts differ a
/// little.
const TOLERANCE: f64 = 0.15;

#[expect(clippy::cast_precision_loss, reason = "only the first few digits matter")]
const fn float(number: u64) -> f64 {
    number as f64
}

/// How a cost grew as the size was doubled, and doubled again, to the hundredth: 0 is flat, 1 grows with the size, 2 with
/// its square.
fn exponents(costs: [u64; 3]) -> [f64; 2] {
    let exponent = |from: u64, to: u64| {
        let exact = if from == to { 0.0 } else { (float(to) / float(from)).log2() };
        // What is added makes 0 of -0, which would be printed so.
        (exact * 100.0).round() / 100.0 + 0.0
    };
    [exponent(costs[0], costs[1]), exponent(costs[1], costs[2])]
}

/// A number in its first three digits, with a unit; each unit is a thousand of the one before.
fn short(number: u64, units: [&str; 4]) -> String {
    if number < 1000 {
        return format!("{number} {}", units[0]);
    }
    let (mut number, mut unit) = (float(number) / 1000.0, 1);
    while number >= 999.5 && unit < 3 {
        (number, unit) = (number / 1000.0, unit + 1);
    }
    let decimals = if number < 10.0 { 2 } else { usize::from(number < 100.0) };
    format!("{number:.decimals$} {}", units[unit])
}

/// The cost at each size, and both exponents.
fn columns(costs: [u64; 3], units: [&str; 4]) -> String {
    let [first, last] = exponents(costs);
    let [n, twice, four_times] = costs.map(|cost| short(cost, units));
    format!("{n:>8} {twice:>8} {four_times:>8}  {first:>5.2} {last:>5.2}")
}

/// What stands above the rows.
pub(crate) fn heading() -> String {
    let costs = format!("{:>8} {:>8} {:>8}  {:>5} {:>5}", "at n", "at 2n", "at 4n", "n-2n", "2n-4n");
    let (work, memory) = ("instructions, exponents", "peak memory, exponents");
    format!("{:42}{work:^42}{memory:^42}\n{:14}{:14}{:>12}  {costs}   {costs}", "", "operation", "shape", "n, 2n, 4n")
}

impl Row {
    pub(crate) fn line(&self) -> String {
        let sizes = self.sizes.map(|size| size.to_string()).join(" ");
        let work =
            self.work.map_or_else(|| format!("{:>40}", "not counted"), |work| columns(work, ["", "k", "M", "G"]));
        let memory = columns(self.memory, ["B", "kB", "MB", "GB"]);
        format!("{:14}{:14}{sizes:>12}  {work}   {memory}", self.operation, self.shape)
    }

    /// The exponents of the last doubling, of work and of memory.
    fn last(&self) -> Option<(f64, f64)> {
        Some((exponents(self.work?)[1], exponents(self.memory)[1]))
    }
}

/// The exponents as a file has them: a line for each row.
pub(crate) fn to_tsv(rows: &[Row]) -> String {
    let mut text = "operation\tshape\twork\tmemory\n".to_owned();
    for row in rows {
        if let Some((work, memory)) = row.last() {
            writeln!(text, "{}\t{}\t{work:.2}\t{memory:.2}", row.operation, row.shape).expect("memory to write to");
        }
    }
    text
}

/// What rose since the exponents were saved, a line for each; and what the file does not have, as nothing is known of it.
///
/// # Errors
/// Where the text is no such file.
pub(crate) fn risen(rows: &[Row], saved: &str) -> Result<Vec<String>, String> {
    let mut known = Vec::new();
    for line in saved.lines().skip(1) {
        let bad = || format!("not a line of saved exponents: {line}");
        let [operation, shape, work, memory] = line.split('\t').collect::<Vec<_>>()[..] else { return Err(bad()) };
        let (work, memory): (f64, f64) = (work.parse().map_err(|_| bad())?, memory.parse().map_err(|_| bad())?);
        known.push((operation, shape, work, memory));
    }
    let mut risen = Vec::new();
    for row in rows {
        let name = format!("{}/{}", row.operation, row.shape);
        let Some(&(_, _, work, memory)) = known.iter().find(|it| (it.0, it.1) == (row.operation, row.shape)) else {
            risen.push(format!("{name}: not among the saved exponents"));
            continue;
        };
        let Some(now) = row.last() else { continue };
        for (what, was, is) in [("work", work, now.0), ("memory", memory, now.1)] {
            if is > was + TOLERANCE {
                risen.push(format!("{name}: the exponent of {what} rose from {was:.2} to {is:.2}"));
            }
        }
    }
    Ok(risen)
}
