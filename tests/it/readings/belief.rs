//! What is believed: known by then, above the floor, on whose word, corrected by what.

use whoheld::{
    Baseline, Captured, Conflicts, Credence, Denied, History, LookupError, NoteKind, Noted, Place, Reading, Scenario,
};

use super::engine::read;
use super::records::RULES;
use super::{bears, hill, holds, january, keep_all, on};

#[test]
fn only_what_was_recorded_by_then_is_known() {
    //        | 02 | 03 | 04 | 05 | 06 | 07 |
    // told    [==]                             by the crown; recorded on the 5th
    // last    [==============]                 by the republic, up to the 4th: assumed recorded then
    // first        [------------- ...          by the league, from the 3rd: assumed recorded on the first
    let told = hill([on("02", "told", Captured::by("crown")).recorded(january(5))]);
    holds(&told, &Reading::new().known_on(january(4)), 7, &["unrecorded 1000"]);
    holds(&told, &Reading::new().known_on(january(5)), 2, &["crown 1000"]);
    bears(&told, &Reading::new().known_on(january(4)), 7, &["told: ignored: not yet known"]);
    let last = hill([on("[2000-01-02..2000-01-04]", "last", Captured::by("republic"))]);
    holds(&last, &Reading::new().known_on(january(3)), 7, &["unrecorded 1000"]);
    holds(&last, &Reading::new().known_on(january(4)), 7, &["republic 1000"]);
    let first = hill([on("[2000-01-03..]", "first", Captured::by("league"))]);
    holds(&first, &Reading::new().known_on(january(2)), 7, &["unrecorded 1000"]);
    holds(&first, &Reading::new().known_on(january(3)), 7, &["unrecorded 1000", "league 1000"]);
    // By its end, if only that is known; never, if nothing is.
    let by = hill([on("[..2000-01-03]", "by", Captured::by("league"))]);
    holds(&by, &Reading::new().known_on(january(2)), 7, &["unrecorded 1000"]);
    holds(&by, &Reading::new().known_on(january(3)), 7, &["league 1000"]);
    let undated = hill([on("[..]", "undated", Captured::by("league"))]);
    holds(&undated, &Reading::new(), 7, &["unrecorded 1000", "league 1000"]);
    holds(&undated, &Reading::new().known_on(january(31)), 7, &["unrecorded 1000"]);
}

#[test]
fn what_is_below_the_floor_is_ignored_unless_believed_by_name() {
    //        | 02 | 03 | 04 |
    // sure    [==]              crown, stated
    // said         [==]         republic, claimed by the regiment
    // wrong             [==]    league, refuted; the pamphlet has it
    let told = hill([
        on("02", "sure", Captured::by("crown")),
        on("03", "said", Captured::by("republic")).credence(Credence::Claimed).claimed_by("regiment"),
        on("04", "wrong", Captured::by("league")).credence(Credence::Refuted).cite("pamphlet", ""),
    ]);
    holds(&told, &Reading::new(), 4, &["crown 1000"]);
    holds(&told, &Reading::new().credence(Credence::Claimed), 4, &["republic 1000"]);
    holds(&told, &Reading::new().credence(Credence::Refuted), 4, &["league 1000"]);
    // What the regiment claims comes from the republic too.
    holds(&told, &Reading::new().according_to("republic"), 4, &["republic 1000"]);
    holds(&told, &Reading::new().according_to("pamphlet"), 4, &["league 1000"]);
    holds(&told, &Reading::new().according_to("gazette"), 4, &["crown 1000"]);
    bears(
        &told,
        &Reading::new().according_to("regiment"),
        4,
        &["said: supporting", "sure: overtaken", "wrong: ignored: below the floor, against"],
    );
    // A baseline too: of sources, by those it cites.
    let mut initial = hill([]);
    initial.places[0].baseline = Some(Baseline::held_by("crown").credence(Credence::Claimed).cite("pamphlet", ""));
    holds(&initial, &Reading::new(), 4, &["unrecorded 1000"]);
    holds(&initial, &Reading::new().according_to("pamphlet"), 4, &["crown 1000"]);
    holds(&initial, &Reading::new().credence(Credence::Claimed), 4, &["crown 1000"]);
    holds(&initial, &Reading::new().credence(Credence::Claimed).only_from("map"), 4, &["unrecorded 1000"]);
    holds(&initial, &Reading::new().credence(Credence::Claimed).not_from("pamphlet"), 4, &["unrecorded 1000"]);
    holds(&initial, &keep_all(), 4, &["unrecorded 1000", "crown 1000"]);
}

#[test]
fn what_one_denies_is_ignored_with_its_twins() {
    //         | 02 | 03 | 04 |
    // seen     [==]              republic; the same as
    // again    [==]              republic, claimed by the crown itself
    // later         [==]         league
    // denial             [==]    by the crown, of `seen`
    let seen = on("02", "seen", Captured::by("republic")).cite("gazette", "");
    let again = on("02", "again", Captured::by("republic")).cite("map", "").same_as("seen");
    let denial = on("04", "denial", Denied::event("seen")).claimed_by("crown").credence(Credence::Claimed);
    let told = hill([seen.clone(), again.clone(), denial.clone()]);
    holds(&told, &Reading::new(), 4, &["republic 1000"]);
    holds(&told, &Reading::new().according_to("crown"), 4, &["unrecorded 1000"]);
    bears(
        &told,
        &Reading::new().according_to("crown"),
        4,
        &["again: ignored: denied by denial", "denial: supporting", "seen: ignored: denied by denial"],
    );
    // What is believed by name outweighs what is not: the republic's word, though only claimed, the crown's denial.
    let named = hill([
        seen.clone().claimed_by("republic").credence(Credence::Claimed),
        denial.clone().credence(Credence::Confirmed),
    ]);
    holds(&named, &Reading::new().according_to("republic"), 4, &["republic 1000"]);
    bears(
        &named,
        &Reading::new().according_to("republic"),
        4,
        &["denial: ignored: outweighed by seen, against", "seen: supporting"],
    );
    // Another's denial, and a denial of what comes from the crown itself, do nothing.
    holds(&told, &Reading::new().according_to("league"), 4, &["republic 1000"]);
    let own = hill([seen.clone(), again.clone().claimed_by("crown"), denial.clone()]);
    holds(&own, &Reading::new().according_to("crown"), 4, &["republic 1000"]);
    bears(
        &own,
        &Reading::new().according_to("crown"),
        4,
        &["again: supporting", "denial: disputing, against", "seen: ignored: denied by denial"],
    );
    // A denial that is not known, or not taken from anyone, denies nothing.
    holds(&told, &Reading::new().according_to("crown").known_on(january(3)), 4, &["republic 1000"]);
    let not_cited = hill([seen, again, denial.cite("pamphlet", "")]);
    holds(&not_cited, &Reading::new().according_to("crown").not_from("pamphlet"), 4, &["republic 1000"]);
}

#[test]
fn it_matters_on_whose_word() {
    //        | 02 | 03 | 04 | 05 |
    // both    [==]                   crown: claimed by the crown and the regiment, in the gazette
    // one          [==]              republic: claimed by the regiment, in the gazette and on the map
    // none              [==]         league: nobody's words
    let told = hill([
        on("02", "both", Captured::by("crown")).claimed_by("crown").claimed_by("regiment").cite("gazette", ""),
        on("03", "one", Captured::by("republic")).claimed_by("regiment").cite("gazette", "").cite("map", ""),
        on("04", "none", Captured::by("league")),
    ]);
    // "every claimant is X (or answers to X), or every source it cites is"
    holds(&told, &Reading::new().not_from("republic"), 3, &["crown 1000"]);
    holds(&told, &Reading::new().not_from("republic").not_from("crown"), 3, &["unrecorded 1000"]);
    holds(&told, &Reading::new().not_from("gazette"), 2, &["unrecorded 1000"]);
    holds(&told, &Reading::new().not_from("gazette"), 3, &["republic 1000"]);
    holds(&told, &Reading::new().not_from("gazette"), 4, &["league 1000"]);
    // "it comes from none of them"
    holds(&told, &Reading::new().only_from("crown"), 5, &["crown 1000"]);
    holds(&told, &Reading::new().only_from("republic"), 5, &["republic 1000"]);
    holds(&told, &Reading::new().only_from("map").only_from("crown"), 5, &["republic 1000"]);
    holds(&told, &Reading::new().only_from("pamphlet"), 5, &["unrecorded 1000"]);
    bears(
        &told,
        &Reading::new().only_from("map"),
        5,
        &[
            "both: ignored: from those whose word is not taken",
            "none: ignored: from those whose word is not taken, against",
            "one: supporting",
        ],
    );
}

#[test]
fn a_third_version_does_not_bring_back_the_first() {
    //          | 02 | 03 | 04 |
    // first     [==]                crown
    // second         [==]           republic; corrects the first; recorded on the 4th
    // third               [==]      a note; corrects the second; recorded on the 6th
    let first = on("02", "first", Captured::by("crown"));
    let second = on("03", "second", Captured::by("republic")).supersedes("first").recorded(january(4));
    let third = on("04", "third", Noted::kind(NoteKind::Other)).supersedes("second").recorded(january(6));
    let told = hill([first.clone(), second.clone(), third]);
    holds(&told, &Reading::new().known_on(january(3)), 7, &["crown 1000"]);
    holds(&told, &Reading::new().known_on(january(4)), 7, &["republic 1000"]);
    holds(&told, &Reading::new().known_on(january(4)), 2, &["unrecorded 1000"]);
    holds(&told, &Reading::new(), 7, &["unrecorded 1000"]);
    bears(&told, &Reading::new(), 7, &["first: superseded by second", "second: superseded by third"]);
    // What is ignored corrects nothing.
    let ignored = hill([first, second.credence(Credence::Claimed)]);
    holds(&ignored, &Reading::new(), 7, &["crown 1000"]);
    holds(&ignored, &Reading::new().credence(Credence::Claimed), 7, &["republic 1000"]);
}

#[test]
fn a_correction_that_comes_in_or_goes_counts_at_once() {
    //          | 02 | 03 |
    // first     [==]           crown
    // second         [==]      republic; corrects the first
    let [first, second] =
        [on("02", "first", Captured::by("crown")), on("03", "second", Captured::by("republic")).supersedes("first")];
    let mut history = History::try_from(hill([first])).unwrap();
    let on_the_second = |history: &History| history.who_held("hill", january(2)).unwrap().to_string();
    assert_eq!(on_the_second(&history), "hill on 2000-01-02: crown");
    history.insert(second.clone()).unwrap();
    assert_eq!(on_the_second(&history), "hill on 2000-01-02: unrecorded");
    let mut corrects_nothing = second.clone();
    corrects_nothing.supersedes.clear();
    history.replace("second", corrects_nothing).unwrap();
    assert_eq!(on_the_second(&history), "hill on 2000-01-02: crown");
    history.replace("second", second).unwrap();
    assert_eq!(on_the_second(&history), "hill on 2000-01-02: unrecorded");
    history.remove("second").unwrap();
    assert_eq!(on_the_second(&history), "hill on 2000-01-02: crown");
}

#[test]
fn who_is_not_there_cannot_be_named() {
    let history = History::try_from(hill([])).unwrap();
    for reading in
        [Reading::new().according_to("gazete"), Reading::new().only_from("gazete"), Reading::new().not_from("gazete")]
    {
        let error = history.interpret(&reading).unwrap_err();
        assert!(
            matches!(&error, LookupError::Unknown { given, nearest: Some(near), .. }
            if given == "gazete" && near == "gazette"),
            "{error}"
        );
    }
    for reading in [Reading::new().according_to("republc"), Reading::new().only_from("gazette").not_from("republc")] {
        let error = history.interpret(&reading).unwrap_err().to_string();
        assert!(error.contains("`republc`") && error.contains("`republic`"), "{error}");
    }
}

#[test]
fn readings_are_written_in_words() {
    for (rule, word) in RULES.into_iter().zip(["as-told", "highest-credence", "against-interest", "keep-all"]) {
        assert_eq!(rule.to_string(), word);
        assert_eq!(word.parse(), Ok(rule));
        assert_eq!(serde_json::to_string(&rule).unwrap(), format!("\"{word}\""));
        assert_eq!(serde_json::from_str::<Conflicts>(&format!("\"{word}\"")).unwrap(), rule);
    }
    assert!("keepall".parse::<Conflicts>().is_err());
    assert_eq!(Conflicts::default(), Conflicts::AsTold);
    assert_eq!(serde_json::from_str::<Reading>("{}").unwrap(), Reading::new());
    assert!(serde_json::from_str::<Reading>("{\"credance\": \"claimed\"}").is_err());
    let reading = keep_all().known_on(january(2)).credence(Credence::Refuted).according_to("crown").stale_after(30);
    let json = serde_json::to_string(&reading).unwrap();
    for word in ["2000-01-02", "refuted", "crown", "keep-all", "30"] {
        assert!(json.contains(word), "{json}");
    }
    assert_eq!(serde_json::from_str::<Reading>(&json).unwrap(), reading);
    assert_eq!(Reading::new().to_string(), "as told");
    assert_eq!(reading.named("mine").to_string(), "mine");
}

#[test]
fn arrival_orders_neither_what_is_possible_nor_the_sources() {
    // The hill and its two parts, each the crown's at the start, from sources of their own; claimed, of hill and west.
    let claimed = |it: Baseline| it.credence(Credence::Claimed);
    let mut told = hill([]);
    told.places[0].baseline = Some(claimed(Baseline::held_by("crown")));
    for (id, cites) in [("west", "gazette"), ("east", "map")] {
        let mut part = Place::new(id).within("hill");
        part.baseline = Some(Baseline::held_by("crown").cite(cites, ""));
        told.places.push(part);
    }
    let answers = |told: &Scenario, reading: &Reading| {
        let history = History::try_from(told.clone()).unwrap();
        read(&history, reading).who_held("hill", january(1)).unwrap().to_record()
    };
    let mut doubtful = told.clone();
    doubtful.places[1].baseline = doubtful.places[1].baseline.take().map(claimed);
    doubtful.places.truncate(2);
    // What the parts can be, combined: on the 1st or the 2nd the league takes the west, the republic the east.
    let mut combined = told.clone();
    for (place, by) in [("west", "league"), ("east", "republic")] {
        let mut taken = on("[2000-01-01..2000-01-02]", by, Captured::by(by));
        taken.place = place.to_owned();
        combined.events.push(taken);
    }
    for (told, reading) in [(told, Reading::new()), (doubtful, keep_all()), (combined, Reading::new())] {
        let mut turned = told.clone();
        turned.places.reverse();
        assert_eq!(answers(&told, &reading), answers(&turned, &reading));
    }
}
