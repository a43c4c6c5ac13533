//! The README, tried as a reader would: every output that it shows under a command is what the command prints, its file
//! loads, its counts are those of the record, and it is short. Its examples in Rust are doc tests.

use std::path::Path;

use whoheld::History;

use crate::examples::run_in;

const README: &str = include_str!("../../README.md");

/// The blocks of code of one language, each with the number of the line on which it begins.
fn blocks(language: &str) -> Vec<(usize, String)> {
    let mut blocks = Vec::new();
    let mut open: Option<(usize, bool, String)> = None;
    for (number, line) in (1..).zip(README.lines()) {
        match (&mut open, line.strip_prefix("```")) {
            (None, Some(name)) => open = Some((number, name == language, String::new())),
            (Some((_, _, text)), None) => *text += &format!("{line}\n"),
            (Some(_), Some(_)) => {
                let (begin, wanted, text) = open.take().expect("a block");
                blocks.extend(wanted.then_some((begin, text)));
            }
            (None, None) => {}
        }
    }
    assert!(open.is_none(), "a block of code does not end");
    blocks
}

/// The file that the README asks its reader to save as `my.toml`.
fn my_toml() -> String {
    blocks("toml").into_iter().map(|block| block.1).find(|text| text.starts_with("format = 1")).expect("a whole file")
}

/// What the examples of a block of commands print, one after the other.
fn printed(commands: &str) -> String {
    let folder = std::env::temp_dir().join(format!("whoheld-readme-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("a folder");
    std::fs::write(folder.join("my.toml"), my_toml()).expect("a file");
    let mut all = String::new();
    for (_, command) in commands.lines().filter_map(|line| line.split_once("--example ")) {
        let mut words = command.split_whitespace();
        let name = words.next().expect("a name");
        let args: Vec<&str> = words.skip_while(|word| *word == "--").collect();
        let within = if args.contains(&"my.toml") { &folder } else { Path::new(env!("CARGO_MANIFEST_DIR")) };
        all += &run_in(within, name, &args).1;
    }
    std::fs::remove_dir_all(&folder).expect("the folder");
    all
}

#[test]
fn every_output_in_the_readme_is_what_the_command_above_it_prints() {
    let commands = blocks("sh");
    let mut shown = 0;
    for (begin, text) in blocks("text") {
        let Some((_, above)) = commands.iter().rfind(|(line, _)| *line < begin) else { continue };
        // A mistake is shown before the command that reports it; it has a test of its own.
        if text.starts_with("error: ") {
            continue;
        }
        let all = printed(above);
        let mut rest = all.lines();
        for line in text.lines().filter(|line| line.trim() != "...") {
            assert!(
                rest.any(|printed| printed == line),
                "README shows what is not printed, or not there:\n{line}\n{all}"
            );
        }
        shown += 1;
    }
    assert!(shown >= 7, "only {shown} outputs were compared");
    // Every example that the README names is there; some need a feature, and are not built for this test.
    for (_, commands) in commands {
        for (_, command) in commands.lines().filter_map(|line| line.split_once("--example ")) {
            let name = command.split_whitespace().next().expect("a name");
            let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("examples/{name}.rs"));
            assert!(file.exists(), "there is no example `{name}`");
        }
    }
}

#[test]
fn the_file_in_the_readme_loads_and_answers() {
    let history = History::from_toml(my_toml()).unwrap_or_else(|error| panic!("{error}"));
    let on = |day: &str| day.parse::<whoheld::chrono::NaiveDate>().unwrap();
    let answer = history.who_held("the bridge", on("1849-07-05")).unwrap();
    assert_eq!(answer.to_string(), "bridge on 1849-07-05: republic");
}

#[test]
fn the_mistake_in_the_readme_is_told_so() {
    let text = my_toml().replacen("{ by = \"republic\" }", "{ by = \"republc\" }", 1);
    let error = History::from_toml(text).expect_err("a slip").in_file("my.toml").to_string();
    assert!(README.contains(&error), "README should show:\n{error}");
}

#[test]
fn the_readme_counts_the_record_as_it_is() {
    let record = whoheld::aleppo_2016();
    let (places, actors, events) = (record.places().count(), record.actors().count(), record.events().len());
    let counts = format!("{places} places, {actors} actors and their sides, {events} events");
    assert!(README.replace('\n', " ").contains(&counts), "README should say: {counts}");
}

#[test]
fn the_readme_is_short() {
    let mut code = false;
    let mut words = 0;
    for line in README.lines() {
        let fence = line.starts_with("```");
        code ^= fence;
        words += if code || fence { 0 } else { line.split_whitespace().count() };
    }
    assert!(words < 2000, "README has {words} words outside of code, and should have fewer than 2,000");
}

#[test]
fn the_version_is_the_same_everywhere() {
    let version = env!("CARGO_PKG_VERSION");
    assert!(README.contains(&format!("version {version}, ")), "README should cite version {version}");
    for (name, text, line) in [
        ("CITATION.cff", include_str!("../../CITATION.cff"), format!("version: {version}")),
        ("CHANGELOG.md", include_str!("../../CHANGELOG.md"), format!("## {version}")),
    ] {
        assert!(text.lines().any(|it| it.starts_with(&line)), "{name} should have a line `{line}`");
    }
}
