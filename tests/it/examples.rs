//! The examples as a user runs them: what they print, and with which status they end.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use whoheld::AnswerRecord;

/// An example that `cargo test` has built beside this test.
fn example(name: &str) -> Command {
    let test = std::env::current_exe().expect("this test has a path");
    let target = test.parent().and_then(|deps| deps.parent()).expect("tests stand in a folder of the target folder");
    let program: PathBuf = target.join("examples").join(format!("{name}{}", std::env::consts::EXE_SUFFIX));
    assert!(program.exists(), "{} is not built: run `cargo build --examples` first", program.display());
    let mut command = Command::new(program);
    command.env_remove("NO_COLOR");
    command
}

fn run(name: &str, args: &[&str]) -> (Option<i32>, String, String) {
    run_in(env!("CARGO_MANIFEST_DIR"), name, args)
}

/// Runs an example in a folder: its status, what it printed, and its errors.
pub(crate) fn run_in(folder: impl AsRef<Path>, name: &str, args: &[&str]) -> (Option<i32>, String, String) {
    let Output { status, stdout, stderr } =
        example(name).current_dir(folder).args(args).output().expect("the example runs");
    let text = |bytes| String::from_utf8(bytes).expect("examples print text");
    (status.code(), text(stdout), text(stderr))
}

#[test]
fn the_replay_is_legible_at_eighty_columns_in_plain_text() {
    let (status, text, errors) = run("replay", &[]);
    assert_eq!((status, errors.as_str()), (Some(0), ""));
    assert!(!text.contains('\x1b'), "no colour but on a terminal");
    for line in text.lines() {
        assert!(line.chars().count() <= 80, "{line}");
    }
    for said in [
        "━━ Friday 28 October 2016 ━━",
        "      rebels, under fire of government → vacant, under fire of government",
        "  eastern Aleppo           RRRRRRRRRR     Sheikh Maqsood           YYYYYYYYYY",
        "━━ undated ━━",
        "━━ some time later ━━",
    ] {
        assert!(text.lines().any(|line| line == said), "{said}\n{text}");
    }
}

#[test]
fn a_replay_of_a_file_in_toml_or_json_is_the_same() {
    let (_, text, _) = run("replay", &[]);
    assert_eq!(run("replay", &["src/aleppo/aleppo-2016.toml"]).1, text);
    let file = std::env::temp_dir().join(format!("whoheld-{}.json", std::process::id()));
    std::fs::write(&file, serde_json::to_string(whoheld::aleppo_2016()).unwrap()).unwrap();
    let (status, from_json, errors) = run("replay", &[file.to_str().unwrap()]);
    std::fs::remove_file(&file).unwrap();
    assert_eq!((status, errors.as_str()), (Some(0), ""));
    assert_eq!(from_json, text);
    let (status, _, errors) = run("replay", &["no-such-file.toml"]);
    assert_eq!(status, Some(2));
    assert!(errors.starts_with("no-such-file.toml: "), "{errors}");
    assert!(run("replay", &["--help"]).1.starts_with("usage: replay"));
}

#[test]
fn who_held_answers_in_one_line_and_says_why() {
    let (status, text, _) = run("who_held", &["2016-11-07", "al-hikmah-school"]);
    assert_eq!(status, Some(0));
    let mut lines = text.lines();
    assert_eq!(lines.next(), Some("al-hikmah-school on 2016-11-07: rebels, under fire of government"));
    assert_eq!(lines.next(), Some("  certain; observed; since before the record, until 2016-11-08"));
    assert!(lines.next().is_some_and(|line| line.ends_with("(article S46 [80])")), "{text}");
    let (_, all, _) = run("who_held", &["2016-11-07"]);
    assert_eq!(all.lines().count(), 37);
    let (_, named, _) = run("who_held", &["--by", "actor", "2016-11-07", "Al-Hikmah iskola"]);
    assert_eq!(named, run("who_held", &["2016-11-07", "al-hikmah-school"]).1);
}

#[test]
fn json_is_the_owned_answer_one_object_a_line() {
    let (status, text, _) = run("who_held", &["--json", "2016-11-08"]);
    assert_eq!(status, Some(0));
    let records: Vec<AnswerRecord> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(records.len(), 37);
    let (_, line, _) = run("who_held", &["--json", "2016-11-08T12:00", "three-hills"]);
    let value: serde_json::Value = serde_json::from_str(&line).unwrap();
    let expected = serde_json::json!({
        "place": "three-hills",
        "query_time": "2016-11-08T12:00",
        "at": "2016-11-08T12:00",
        "certain": false,
        "surety": "open",
        "depends_on_narrative_order": false,
        "possible": [
            {
                "shares": [{"holder": "unrecorded", "at_least": 1000, "at_most": 1000}],
                "contested": [], "besieged_by": [], "under_fire_of": []
            },
            {
                "shares": [{"holder": "government", "at_least": 1000, "at_most": 1000}],
                "contested": [], "besieged_by": [], "under_fire_of": []
            }
        ],
        "basis": "observed",
        "last_evidence": "2016-11-08",
        "since": {"earliest": "2016-11-08T00:00", "latest": "2016-11-08T00:01"},
        "until": {"earliest": "2016-11-08T23:59", "latest": "2016-11-09T00:00"},
        "events": [value["events"][0]], "events_count": 1,
        "sources": [{"source": "article", "locator": "S47 [81, 82, 83]"}], "sources_count": 1,
        "allegiances": [],
        "relevant_events_count": 1,
        "reading": {"conflicts": "as-told"},
        "decided_by": null,
        "relevant_events": [{
            "event": value["events"][0],
            "role": "supporting", "why": null, "by": null, "against": false,
            "when": "2016-11-08", "place": "three-hills", "change": "captured by government",
            "credence": "stated", "inferred": false, "claimed_by": [],
            "known_since": "2016-11-08", "known_since_assumed": true,
            "sources": [{"source": "article", "locator": "S47 [81, 82, 83]"}],
            "note": "Three hills nearby are taken with it."
        }]
    });
    assert_eq!(value, expected);
    let (_, open, _) = run("who_held", &["--json", "2016-10-01", "hamdaniyah"]);
    let open: serde_json::Value = serde_json::from_str(&open).unwrap();
    for open_end in ["since", "until", "last_evidence"] {
        assert!(open[open_end].is_null(), "{open}");
    }
}

#[test]
fn who_held_reads_the_record_in_other_ways() {
    let minyan = |options: &[&str]| {
        let (status, text, errors) = run("who_held", &[options, &["2016-11-11", "Minyan"]].concat());
        assert_eq!((status, errors.as_str()), (Some(0), ""), "{options:?}");
        text.lines().next().unwrap().trim_start_matches("minyan-residential on 2016-11-11: ").to_owned()
    };
    assert_eq!(minyan(&[]), "government");
    assert_eq!(minyan(&["--known-on", "2016-11-10"]), "half government, half rebels");
    assert_eq!(minyan(&["--according-to", "rebels"]), "half government, half rebels");
    assert_eq!(minyan(&["--according-to", "Fastaqim Union"]), "half government, half rebels");
    assert_eq!(minyan(&["--according-to", "government", "--according-to", "sana"]), "government");
    assert_eq!(minyan(&["--credence", "claimed"]), "government (part), rebels (part)");
    assert_eq!(minyan(&["--credence", "claimed", "--conflicts", "highest-credence"]), "government");
    assert_eq!(minyan(&["--credence", "claimed", "--conflicts", "against-interest"]), "government");
    assert!(minyan(&["--conflicts", "keep-all"]).starts_with("government, or else "));
    let (_, text, _) = run("who_held", &["--known-on", "2016-11-10", "2016-11-11", "Minyan"]);
    assert!(text.contains("\n  read: as known on 2016-11-10\n"), "{text}");
}

#[test]
fn who_held_explains_itself_in_a_paragraph() {
    let explained = |options: &[&str]| {
        let (status, text, _) = run("who_held", &[&["--explain"], options, &["2016-11-11", "Minyan"]].concat());
        assert_eq!(status, Some(0), "{options:?}");
        assert!(text.lines().all(|line| line.chars().count() <= 100), "{text}");
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    };
    for options in [&[][..], &["--according-to", "rebels"], &["--known-on", "2016-11-10"]] {
        let text = explained(options);
        assert!(text.contains("(11 November 2016; Hungarian Wikipedia, S58 [98, 99])"), "{text}");
    }
}

#[test]
fn an_explanation_says_which_rule_set_a_word_aside() {
    let explained = |options: &[&str]| {
        let options = [&["--explain", "--credence", "claimed"], options, &["2016-11-11", "Minyan"]].concat();
        let (status, text, _) = run("who_held", &options);
        assert_eq!(status, Some(0), "{options:?}");
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    };
    // Whose word is taken elsewhere decides nothing here.
    let credible = explained(&["--conflicts", "highest-credence", "--according-to", "ypg"]);
    assert!(credible.contains("Hungarian Wikipedia, which is the more credible: Zakaria"), "{credible}");
    let least = explained(&["--conflicts", "against-interest"]);
    assert!(least.contains("Hungarian Wikipedia, which serves its source less: Zakaria"), "{least}");
    let named = explained(&["--conflicts", "against-interest", "--according-to", "article"]);
    assert!(named.contains("Hungarian Wikipedia, which this reading takes at its word: Zakaria"), "{named}");
}

#[test]
fn two_readings_stand_side_by_side() {
    let (status, text, errors) = run("two_readings", &[]);
    assert_eq!((status, errors.as_str()), (Some(0), ""));
    assert!(text.lines().all(|line| line.chars().count() <= 80), "{text}");
    let heads = ["the government's", "the rebels'", "the article's"];
    assert!(text.lines().any(|line| heads.iter().all(|head| line.contains(head))), "{text}");
    for place in ["Minyan residential district", "Dahiyat al-Assad", "1070 Housing Project", "Tal Rakhem hill"] {
        assert!(text.contains(&format!("\n━━ {place} ━━\n")), "{place}: {text}");
    }
    let row = "  2016-11-11  government            half government,      government\n";
    assert!(text.contains(row), "{text}");
    // Days on which nothing differs from the day before stand there too.
    assert!(text.contains("  2016-11-12  ″                     ″                     ″\n"), "{text}");
    assert!(run("two_readings", &["zahra"]).1.ends_with("Zahra district: nothing is disputed.\n"));
    let (status, _, errors) = run("two_readings", &["zarha"]);
    assert_eq!(status, Some(2));
    assert!(errors.starts_with("no place `zarha`; did you mean `zahra`?"), "{errors}");
}

#[test]
fn bad_input_is_named_and_ends_with_status_two() {
    for (args, says) in [
        (&["2016-11-08", "minyann"][..], "no place `minyann`; did you mean `minyan-residential` (Minyan)?"),
        (&["2016-02-30"], "`2016-02-30` is no day of the calendar; that month has 29 days"),
        (&["2016-11"], "`2016-11` is not one moment; ask about a day (2016-10-28) or a minute (2016-10-28T14:30)"),
        (&["--scenario", "nowhere.toml", "2016-11-08"], "nowhere.toml: "),
        (&["--by", "faction", "2016-11-08"], "--by takes side or actor, not `faction`"),
        (&["--jsn", "2016-11-08"], "unknown option `--jsn`"),
        (&["--known-on", "2016-11", "2016-11-08"], "--known-on: `2016-11` is no day; write it like 2016-10-28"),
        (
            &["--credence", "claim", "2016-11-08"],
            "--credence: `claim` is no credence; write confirmed, stated, reported, claimed or refuted",
        ),
        (
            &["--conflicts", "all", "2016-11-08"],
            "--conflicts: `all` is no rule for conflicts; write as-told, highest-credence, against-interest or keep-all",
        ),
        (&["--according-to", "rebells", "2016-11-08"], "no actor or source `rebells`; did you mean `rebels`?"),
        (&[], "usage: who_held"),
    ] {
        let (status, text, errors) = run("who_held", args);
        assert_eq!((status, text.as_str()), (Some(2), ""), "{args:?}");
        assert!(errors.starts_with(says), "{args:?}: {errors}");
    }
}

/// A file of this test run, gone when dropped.
struct File(PathBuf);

impl File {
    fn new(name: &str, text: &str) -> Self {
        let path = std::env::temp_dir().join(format!("whoheld-{}-{name}", std::process::id()));
        std::fs::write(&path, text).expect("the folder for passing files can be written");
        Self(path)
    }

    fn name(&self) -> &str {
        self.0.to_str().expect("a name in UTF-8")
    }
}

impl Drop for File {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.0);
    }
}

const SOUND: &str = "format = 1\n[[actor]]\nid = 'crown'\n[[place]]\nid = 'citadel'\nbaseline = 'crown'\n\
                     [[event]]\nwhen = 1849-07-08\nplace = 'citadel'\nattacked = { by = 'crown' }\n";

#[test]
fn undated_events_are_replayed_as_undated() {
    let file = File::new(
        "undated.toml",
        r#"
        format = 1
        actor = [{ id = "a" }, { id = "b" }]
        place = [{ id = "x", baseline = "a" }, { id = "y", baseline = "a" }]
        event = [
            { when = "[..]", place = "x", captured = { by = "b" } },
            { when = 1849-07-05, place = "y", captured = { by = "b" } },
        ]
        "#,
    );
    let (status, text, errors) = run("replay", &[file.name()]);
    assert_eq!((status, errors.as_str()), (Some(0), ""));
    let told: Vec<&str> = text.lines().filter(|line| line.contains("━━") || line.contains("captured by")).collect();
    let expected = ["━━ undated ━━", "  x: captured by b.", "━━ Thursday 5 July 1849 ━━", "  y: captured by b."];
    assert_eq!(told[..4], expected, "{text}");
}

#[test]
fn check_tells_mistakes_and_findings_and_ends_with_a_status() {
    let (status, text, errors) = run("check", &[]);
    assert_eq!((status, errors.as_str()), (Some(0), ""));
    assert_eq!(text, "the offensive: 0 warnings, 0 notes, 12 accepted\n");
    assert_eq!(run("check", &["--deny", "notes"]).0, Some(0));

    let sound = File::new("sound.toml", SOUND);
    let found = format!(
        "{0}:7: warning: `1849-07-08-citadel-attacked`: crown attacks `citadel`, which it held itself (against-own-side)\n\
         {0}: 1 warning, 0 notes, 0 accepted\n",
        sound.name()
    );
    assert_eq!(run("check", &[sound.name()]), (Some(0), found.clone(), String::new()));
    assert_eq!(run("check", &["--deny", "warnings", sound.name()]), (Some(1), found, String::new()));

    let reason = "[[accepted]]\nfinding = 'against-own-side'\nplace = 'citadel'\nreason = 'a mutiny'\n";
    let accepted = File::new("accepted.toml", &format!("{SOUND}{reason}"));
    let clean = format!("{}: 0 warnings, 0 notes, 1 accepted\n", accepted.name());
    assert_eq!(run("check", &["--deny", "notes", accepted.name()]), (Some(0), clean, String::new()));
    assert!(run("check", &["--accepted", accepted.name()]).1.contains("because: a mutiny"));

    // Many findings of one kind are one line, unless all are asked for.
    let sources = |number: usize| ["1", "2", "3", "4", "5"][..number].join("'\n[[source]]\nid = 's");
    let uncited = |number: usize| {
        let file = File::new("uncited.toml", &format!("{SOUND}[[source]]\nid = 's{}'\n", sources(number)));
        let all = run("check", &["--all", file.name()]).1;
        (all, run("check", &[file.name()]).1)
    };
    let (all, few) = uncited(3);
    assert_eq!((few.matches("nothing cites the source").count(), all.lines().count()), (3, few.lines().count()));
    let (all, many) = uncited(5);
    assert_eq!(all.matches("nothing cites the source").count(), 5, "{all}");
    let one_line = "note: 5 sources are cited by nothing: `s1`, `s2`, `s3` and 2 more (source-uncited)\n";
    assert_eq!(many.matches(one_line).count(), 1, "{many}");
    assert_eq!(all.lines().last(), many.lines().last());

    let broken = File::new("broken.toml", &SOUND.replace("'crown' }", "'crwon' }"));
    let (status, text, errors) = run("check", &["--deny", "warnings", broken.name(), sound.name()]);
    assert_eq!(status, Some(2));
    assert!(text.contains("against-own-side"), "the other file is checked too: {text}");
    let said = format!(
        "error: event `1849-07-08-citadel-attacked`: no actor `crwon`; did you mean `crown`?\n  --> {}:10:19\n",
        broken.name()
    );
    assert!(errors.starts_with(&said), "{errors}");
    assert_eq!(run("check", &["no-such-file.toml"]).0, Some(2));
    assert_eq!(run("check", &["--deny", "everything"]).0, Some(2));
}

#[test]
fn check_fixes_what_is_surely_meant() {
    let faulty = "# A siege.\n[actor]\nid = crown\n[[place]]\nid = 'citadel'\naliases = 'Keep'\nbaseline = 'crwon'\n\
                  [[event]]\ndate = \"8 July 1849\"\nplace = \"Keep\"\nbesieged = { by = \"crown\" }\n";
    let file = File::new("fix.toml", faulty);
    let (status, text, errors) = run("check", &["--fix", file.name()]);
    assert_eq!(status, Some(2), "{text}{errors}");
    let lines = "\
+    1  format = 1
-    2  [actor]
+    3  [[actor]]
-    3  id = crown
+    4  id = \"crown\"
-    6  aliases = 'Keep'
+    7  aliases = [\"Keep\"]
-    9  date = \"8 July 1849\"
+   10  when = \"1849-07-08\"
-   10  place = \"Keep\"
+   11  place = \"citadel\"
";
    let name = file.name();
    assert_eq!(text, format!("--- {name}\n+++ {name}, fixed\n{lines}{name}: 7 mistakes fixed\n"));
    // What is left is said, and is not for a program to decide.
    assert!(errors.starts_with("error: place `citadel`: no actor `crwon`; did you mean `crown`?"), "{errors}");
    let fixed = std::fs::read_to_string(&file.0).unwrap();
    assert!(fixed.starts_with("format = 1\n# A siege.\n[[actor]]\n") && fixed.contains("'crwon'"), "{fixed}");

    // A second time there is nothing to fix; nor is there in a file without mistakes.
    assert!(run("check", &["--fix", name]).1.starts_with(&format!("{name}: nothing to fix\n")));
    assert_eq!(std::fs::read_to_string(&file.0).unwrap(), fixed);
    let sound = File::new("fix-sound.toml", SOUND);
    let (status, text, _) = run("check", &["--fix", sound.name()]);
    assert_eq!((status, text.lines().count()), (Some(0), 3), "{text}");
    assert_eq!(std::fs::read_to_string(&sound.0).unwrap(), SOUND);

    let json = File::new("fix.json", "{ \"format\": 1, \"titel\": \"x\" }");
    for args in [&["--fix"][..], &["--fix", "-"], &["--fix", "no-such-file.toml"], &["--fix", json.name()]] {
        let (status, text, errors) = run("check", args);
        assert_eq!((status, text.as_str()), (Some(2), ""), "{args:?}: {errors}");
    }
    let folder = file.0.parent().unwrap().read_dir().unwrap();
    let own = format!("whoheld-{}-fix", std::process::id());
    let parts = folder.filter_map(|entry| entry.unwrap().file_name().into_string().ok());
    assert!(!parts.filter(|name| name.starts_with(&own)).any(|name| name.contains(".part")));
}

#[test]
fn compare_shows_where_two_codings_part_and_the_figures() {
    let second = "tests/aleppo/second-coding.toml";
    let (status, text, errors) = run("compare", &["--actor", "ypg=sdf", "-", second]);
    assert_eq!((status, errors.as_str()), (Some(0), ""));
    for line in text.lines().filter(|line| line.starts_with(' ')) {
        assert!(line.chars().count() <= 80, "{line}");
    }
    assert!(text.contains("\nminyan-residential\n  2016-11-08                compatible  "), "{text}");

    let (status, text, _) = run("compare", &["-", "-"]);
    assert_eq!(status, Some(0));
    assert!(text.contains("equal 100.0%") && !text.contains(" | "), "{text}");
    let (_, json, _) = run("compare", &["--json", "-", second]);
    let lines: Vec<serde_json::Value> = json.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let (figures, records) = lines.split_last().unwrap();
    for record in records {
        serde_json::from_value::<whoheld::DisagreementRecord>(record.clone()).unwrap();
    }
    assert!(figures["who_held_most"]["alpha"].is_number(), "{figures}");
    for args in [&["-"][..], &["-", "no-such-file.toml"], &["--place", "x", "-", "-"], &["--place", "x=y", "-", "-"]] {
        assert_eq!(run("compare", args).0, Some(2), "{args:?}");
    }
}

#[test]
fn picture_says_where_it_wrote_and_spares_what_is_not_its_own() {
    let folder = std::env::temp_dir().join(format!("whoheld-pictures-{}", std::process::id()));
    let path = folder.to_string_lossy().into_owned();
    let (status, text, errors) = run("picture", &[&path]);
    assert_eq!((status, errors.as_str()), (Some(0), ""));
    let names = ["offensive.svg", "offensive-2016-10-28.svg", "offensive-2016-11-06.svg", "offensive-2016-11-15.svg"];
    let wrote: Vec<String> = names.iter().map(|name| format!("wrote {}\n", folder.join(name).display())).collect();
    assert_eq!(text, wrote.concat());
    let drawn = std::fs::read_to_string(folder.join(names[0])).unwrap();
    assert_eq!(drawn, include_str!("../../examples/offensive.svg"));
    assert_eq!(run("picture", &[&path]).0, Some(0), "its own pictures are drawn anew");
    std::fs::write(folder.join(names[0]), "somebody's work").unwrap();
    let (status, text, errors) = run("picture", &[&path]);
    assert_eq!((status, text.as_str()), (Some(2), ""));
    assert!(errors.contains("there is a file that whoheld did not make; it was left as it is"), "{errors}");
    assert_eq!(std::fs::read_to_string(folder.join(names[0])).unwrap(), "somebody's work");
    std::fs::remove_dir_all(&folder).unwrap();
    assert_eq!(run("picture", &["--scenario", "nowhere.toml"]).0, Some(2));
    assert_eq!(run("picture", &["--svg"]).0, Some(2));
}

#[test]
fn the_history_built_in_code_answers() {
    let (status, text, _) = run("embed", &[]);
    assert_eq!(status, Some(0));
    assert_eq!(
        text.lines().collect::<Vec<_>>(),
        [
            "bridge on 1849-07-04: crown",
            "bridge on 1849-07-05: republic",
            "citadel on 1849-07-09: crown, or else half crown, half republic",
            "certain: false; all of it the crown's: possibly",
            "the crown held the whole citadel on 7 to 9 days of July",
            "event `1849-07-12-citadell-captured`: no place `citadell`; did you mean `citadel`?",
        ]
    );
}
