//! Feeds a target its corpus and mutations of it, on any toolchain.
//!
//! ```sh
//! cargo run --release --features mutate -- [--seconds N] [--inputs N] [--seed N] TARGET   # fuzz
//! cargo run --release --features mutate -- TARGET FILE…                                   # run these files only
//! ```
//!
//! Exits with 1 if an input panicked; that input, as short as it could be made, is then in the folder `found`.

use std::cell::RefCell;
use std::panic::{catch_unwind, set_hook, take_hook};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};
use std::{env, fs};

use whoheld_fuzz::mutation::{Mutator, minimised, words};
use whoheld_fuzz::{TARGETS, Target};

const USAGE: &str = "usage: mutate [--seconds N] [--inputs N] [--seed N] TARGET [FILE…]";

type Problem = Box<dyn std::error::Error>;

fn main() -> Result<ExitCode, Problem> {
    let (mut seconds, mut inputs, mut names) = (10, u64::MAX, Vec::new());
    let mut seed = SystemTime::now().duration_since(UNIX_EPOCH)?.as_secs();
    let mut arguments = env::args().skip(1);
    while let Some(argument) = arguments.next() {
        let mut number = || arguments.next().ok_or(USAGE)?.parse::<u64>().map_err(|_| USAGE);
        match argument.as_str() {
            "--seconds" => seconds = number()?,
            "--inputs" => inputs = number()?,
            "--seed" => seed = number()?,
            option if option.starts_with("--") => return Err(USAGE.into()),
            _ => names.push(argument),
        }
    }
    let (name, files) = names.split_first().ok_or(USAGE)?;
    let target = TARGETS.into_iter().find(|target| target.name == name).ok_or_else(|| {
        let known: Vec<&str> = TARGETS.iter().map(|target| target.name).collect();
        format!("no target `{name}`; there are {}", known.join(", "))
    })?;

    if !files.is_empty() {
        for file in files {
            (target.run)(&fs::read(file)?);
            println!("{name}: {file} passes");
        }
        return Ok(ExitCode::SUCCESS);
    }
    let home = Path::new(env!("CARGO_MANIFEST_DIR"));
    let corpus = read_all(&home.join("corpus").join(name))?;
    let dictionary = fs::read_to_string(home.join("dictionary.txt"))?;
    fuzz(target, corpus, words(&dictionary), seed, Duration::from_secs(seconds), inputs)
}

fn read_all(folder: &Path) -> Result<Vec<Vec<u8>>, Problem> {
    let mut files: Vec<PathBuf> =
        fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect::<Result<_, Problem>>()?;
    // The order of a folder is the machine's; a seed must mean the same everywhere.
    files.sort();
    Ok(files.iter().map(fs::read).collect::<Result<_, _>>()?)
}

fn fuzz(
    target: Target,
    corpus: Vec<Vec<u8>>,
    words: Vec<Vec<u8>>,
    seed: u64,
    time: Duration,
    inputs: u64,
) -> Result<ExitCode, Problem> {
    let name = target.name;
    println!("{name}: {} files of the corpus, and mutations of them from seed {seed}", corpus.len());
    let begun = Instant::now();
    let mut mutator = Mutator::new(seed, corpus.clone(), words, target.max_len);
    let mut kept = corpus.into_iter();
    let hook = take_hook();
    set_hook(Box::new(|panic| {
        let at = panic.location().map(ToString::to_string).unwrap_or_default();
        LAST.with(|last| last.replace(at));
    }));
    let (mut tried, mut slowest) = (0, Duration::ZERO);
    while tried < inputs && (begun.elapsed() < time || kept.len() > 0) {
        let input = kept.next().unwrap_or_else(|| mutator.next_input());
        let start = Instant::now();
        let panic = panic_at(target, &input);
        slowest = slowest.max(start.elapsed());
        tried += 1;
        if panic.is_some() {
            println!("{name}: {tried} inputs tried from seed {seed}, and the last one panicked");
            let least = minimised(&input, |input| panic_at(target, input) == panic);
            set_hook(hook);
            // Once more, for what it says.
            let _ = catch_unwind(|| (target.run)(&least));
            let found = env::var_os("FOUND").map_or_else(|| PathBuf::from("found"), PathBuf::from).join(name);
            fs::create_dir_all(&found)?;
            let file = found.join(format!("panic-{seed}-{tried}"));
            fs::write(&file, &least)?;
            println!("{name}: saved as {}:\n{}", file.display(), String::from_utf8_lossy(&least));
            return Ok(ExitCode::FAILURE);
        }
    }
    println!(
        "{name}: {tried} inputs tried in {:.0} s, the slowest in {} ms",
        begun.elapsed().as_secs_f64(),
        slowest.as_millis()
    );
    Ok(ExitCode::SUCCESS)
}

thread_local! {
    /// Where the last panic was: file and line.
    static LAST: RefCell<String> = const { RefCell::new(String::new()) };
}

/// Where the target panics on that input, if it does.
fn panic_at(target: Target, input: &[u8]) -> Option<String> {
    catch_unwind(|| (target.run)(input)).is_err().then(|| LAST.with(RefCell::take))
}
