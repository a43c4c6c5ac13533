//! How the cost of each operation grows with the size of what it works on: counted, not timed.
//!
//! ```text
//! cargo bench --bench growth                                      # everything
//! cargo bench --bench growth -- append load/wide                  # only what has one of these in its operation/shape
//! cargo bench --bench growth -- --save benches/growth.tsv         # writes the exponents to a file
//! cargo bench --bench growth -- --baseline benches/growth.tsv     # fails if one of them has risen by more than 0.15
//! ```
//!
//! Each operation is done on histories of n, 2n and 4n events, laid out in some of several shapes. Two things are
//! counted: the instructions that it takes to do the operation once, and the peak of memory, which is the most bytes in
//! use at any moment of the run beyond those in use before it. What it takes to lay out the history is not counted.
//! Valgrind's callgrind counts the instructions, in a process for each operation, shape and size; on two cores with nothing
//! else to do all of it takes two or three minutes.
//!
//! An exponent tells how a cost grows. It is the binary logarithm of how many times as much the operation costs when the
//! size is doubled: about 0 where the size does not matter, 1 where the cost grows with the size, 2 where it grows with
//! its square. Sizes are small, so an operation that grows with the square may not have come up to 2 yet.
//!
//! Counts are the same on a busy machine as on an idle one. They still differ a little from run to run, because the hash
//! tables of the standard library are seeded at random. An allocation takes some instructions more here than elsewhere,
//! as it is counted too.

mod count;
mod operations;
mod report;
mod shapes;

use std::process::ExitCode;
use std::time::Instant;

use count::{Cell, valgrind_is_here};
use operations::{OPERATIONS, Operation};
use report::Row;
use shapes::Shape;

/// What the command line asks for.
#[derive(Default)]
struct Arguments {
    filters: Vec<String>,
    save: Option<String>,
    baseline: Option<String>,
}

impl Arguments {
    fn read(words: &[String]) -> Result<Self, String> {
        let mut arguments = Self::default();
        let mut words = words.iter();
        while let Some(word) = words.next() {
            let file = match word.as_str() {
                "--bench" => continue,
                "--save" => &mut arguments.save,
                "--baseline" => &mut arguments.baseline,
                option if option.starts_with('-') => return Err(format!("there is no option {option}")),
                filter => {
                    arguments.filters.push(filter.to_owned());
                    continue;
                }
            };
            *file = Some(words.next().ok_or_else(|| format!("{word} wants a file"))?.clone());
        }
        if arguments.save.is_some() && !arguments.filters.is_empty() {
            return Err("exponents are saved all together: --save goes with no filter".to_owned());
        }
        Ok(arguments)
    }

    fn wants(&self, operation: &Operation, shape: Shape) -> bool {
        let name = format!("{}/{}", operation.name, shape.name());
        self.filters.is_empty() || self.filters.iter().any(|filter| name.contains(filter))
    }
}

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    if let [flag, name] = &words[..]
        && flag == "--cell"
    {
        let Some(cell) = Cell::named(name) else {
            eprintln!("there is no cell {name}");
            return ExitCode::from(2);
        };
        cell.run();
        return ExitCode::SUCCESS;
    }
    if !words.iter().any(|word| word == "--bench") {
        println!("this counts only when it is run by `cargo bench`");
        return ExitCode::SUCCESS;
    }
    match Arguments::read(&words).and_then(|arguments| run(&arguments)) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::from(2)
        }
    }
}

/// Counts what is wanted, prints it, saves it and compares it.
fn run(arguments: &Arguments) -> Result<ExitCode, String> {
    let begun = Instant::now();
    let read = |file: &String| std::fs::read_to_string(file).map_err(|error| format!("{file}: {error}"));
    let saved = arguments.baseline.as_ref().map(read).transpose()?;
    let count_work = valgrind_is_here();
    if !count_work {
        println!("There is no valgrind here, so instructions are not counted: what follows is peak memory alone.");
        if arguments.save.is_some() || saved.is_some() {
            return Err("to save or to compare exponents takes valgrind".to_owned());
        }
    }
    println!("{}", report::heading());
    let mut rows = Vec::new();
    for operation in OPERATIONS {
        for &shape in operation.shapes.iter().filter(|shape| arguments.wants(operation, **shape)) {
            let row = count(operation, shape, count_work)?;
            println!("{}", row.line());
            rows.push(row);
        }
    }
    if rows.is_empty() {
        return Err("no operation/shape has that in its name".to_owned());
    }
    println!("rows: {}, each counted at three sizes; seconds: {}", rows.len(), begun.elapsed().as_secs());
    if let Some(file) = &arguments.save {
        std::fs::write(file, report::to_tsv(&rows)).map_err(|error| format!("{file}: {error}"))?;
    }
    let risen = saved.map_or_else(|| Ok(Vec::new()), |saved| report::risen(&rows, &saved))?;
    for line in &risen {
        println!("{line}");
    }
    Ok(if risen.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Counts an operation on a shape at each size: the instructions at all sizes at once, as each has a process of its own.
fn count(operation: &'static Operation, shape: Shape, count_work: bool) -> Result<Row, String> {
    let sizes = shape.sizes();
    let cells = sizes.map(|size| Cell { operation, shape, size });
    let memory = cells.map(Cell::peak_memory);
    let mut work = None;
    if count_work {
        let [n, twice, four_times] = std::thread::scope(|scope| {
            let running = cells.map(|cell| scope.spawn(move || cell.instructions()));
            running.map(|it| it.join().expect("a thread that does not panic"))
        });
        work = Some([n?, twice?, four_times?]);
    }
    Ok(Row { operation: operation.name, shape: shape.name(), sizes, work, memory })
}
