//! Lines in the file.

use proptest::prelude::*;
use whoheld::{Audit, Finding, FindingKind, History};

use super::always::odd_history;
use crate::RECORDS;
use crate::random::{ALL, config, record};

const FILE: &str = r#"format = 1

[[actor]]
id = "crown"

[[actor]]
id = "republic"

[[actor]]
id = "regiment"

[[source]]
id = "gazette"

[[place]]
id = "citadel"
baseline = { held_by = "crown", cites = ["gazette"] }

[[place]]
id = "bridge"

[[event]]
id = "out"
when = 1849-07-04
place = "citadel"
withdrew = { actor = "republic" }
cites = ["gazette"]

[[event]]
id = "relief"
when = 1849-07-03
place = "citadel"
siege_lifted = {}

[[accepted]]
finding = "order-assumed"
events = ["out"]
reason = "So it was."
"#;

fn shown(history: &History) -> Vec<(Option<usize>, FindingKind)> {
    history.audit().findings().iter().map(|finding| (finding.line, finding.kind)).collect()
}

#[test]
fn a_finding_knows_the_line_of_its_entry() {
    let mut history = History::from_toml(FILE).unwrap_or_else(|error| panic!("{error}"));
    let read = shown(&history);
    assert_eq!(
        read,
        [
            (Some(22), FindingKind::NotHeld),
            (Some(22), FindingKind::ToldAgainstDates),
            (Some(35), FindingKind::AcceptanceUnmatched),
            (Some(29), FindingKind::EndWithoutBeginning),
            (Some(29), FindingKind::Uncited),
            (Some(19), FindingKind::PlaceUnreached),
            (Some(9), FindingKind::ActorUnnamed),
        ]
    );
    assert!(history.audit().to_string().starts_with("22: warning: `out`: republic withdraws from `citadel`, which"));
    for (line, kind) in &read {
        let starts = FILE.lines().nth(line.unwrap() - 1).unwrap();
        assert!(starts.starts_with("[["), "{kind}: {starts}");
    }
    // A clone was read from the same file.
    assert_eq!(shown(&history.clone()), read);

    // What came in later stands in no file.
    let out = history.event("out").unwrap().clone();
    let without = |of: &str| -> Vec<(Option<usize>, FindingKind)> {
        let of_it = |at: usize| matches!((of, at), ("out", 0 | 1) | ("relief", 3 | 4));
        read.iter().enumerate().map(|(at, it)| (it.0.filter(|_| !of_it(at)), it.1)).collect()
    };
    let mut replaced = history.clone();
    replaced.replace("out", out.clone()).unwrap();
    assert_eq!(shown(&replaced), without("out"));
    let relief = history.remove("relief").unwrap();
    let out_too = history.remove("out").unwrap();
    // They come back in the other order, into each other's room.
    history.insert(relief.clone()).unwrap();
    history.insert(out_too).unwrap();
    assert!(shown(&history).iter().all(|(line, kind)| {
        let of_an_event = [
            FindingKind::NotHeld,
            FindingKind::ToldAgainstDates,
            FindingKind::EndWithoutBeginning,
            FindingKind::Uncited,
        ];
        line.is_none() == of_an_event.contains(kind)
    }));
    // A history of the same through serde was read from no lines.
    let json = serde_json::to_string(&history).unwrap();
    let again: History = serde_json::from_str(&json).unwrap();
    assert!(shown(&again).iter().all(|(line, _)| line.is_none()));
}

/// The line is that of the first of the finding's events, or of the place, actor or source it is about.
#[test]
fn the_line_is_that_of_what_the_finding_is_about() {
    let denied = FILE.replace("siege_lifted = {}", "denied = { event = \"out\" }");
    let history = History::from_toml(denied).unwrap_or_else(|error| panic!("{error}"));
    assert!(shown(&history).contains(&(Some(22), FindingKind::ClaimDenied)), "{}", history.audit());
    let bridge = "id = \"bridge\"\nwithin = \"citadel\"\nfraction = 0.75\nbaseline = \"republic\"";
    let disagree = FILE
        .replace("id = \"bridge\"", bridge)
        .replace("held_by = \"crown\"", "shares = { crown = \"most\", republic = \"part\" }");
    let history = History::from_toml(disagree).unwrap_or_else(|error| panic!("{error}"));
    assert!(shown(&history).contains(&(Some(15), FindingKind::PartsDisagree)), "{}", history.audit());
}

#[cfg(feature = "aleppo")]
#[test]
fn the_record_that_ships_has_no_open_findings() {
    let audit = whoheld::aleppo_2016().audit();
    assert_eq!(audit.to_string(), "");
    assert_eq!((audit.findings(), audit.worst()), (&[][..], None));
    assert!(!audit.accepted().is_empty());
    for accepted in audit.accepted() {
        assert!(accepted.reason.len() > 20, "{}: {}", accepted.finding, accepted.reason);
        assert!(accepted.finding.line.is_some(), "{}", accepted.finding);
    }
}

proptest! {
    #![proptest_config(config(RECORDS))]

    #[test]
    fn a_file_written_and_read_again_is_audited_alike(seed in any::<u64>(), record in record(ALL)) {
        let history = odd_history(&record, seed);
        let again = History::from_toml(history.to_toml()).unwrap();
        let (one, two) = (history.audit(), again.audit());
        let bare = |audit: Audit| -> Vec<Finding> {
            audit.into_iter().map(|mut finding| { finding.line = None; finding }).collect()
        };
        prop_assert_eq!(bare(one), bare(two.clone()));
        let text = again.to_toml();
        for finding in two.findings() {
            if let Some(line) = finding.line {
                let starts = text.lines().nth(line - 1).unwrap_or_default();
                prop_assert!(starts.starts_with("[["), "{}: {}", finding, starts);
            }
        }
    }
}
