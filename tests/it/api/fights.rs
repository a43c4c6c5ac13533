//! Fights whose end is only known within bounds, and handovers that move nothing.

use whoheld::{Basis, History, Reading, RoleKind, TimelinePicture};

use crate::support::possible;

fn history(toml: &str) -> History {
    History::from_toml(toml).unwrap_or_else(|error| panic!("{error}"))
}

/// A place `x` of a, for which a and b fight from 5 July 1849 on.
fn fight(until: &str) -> History {
    history(&format!(
        r#"
        format = 1
        actor = [{{ id = "a" }}, {{ id = "b" }}]
        place = [{{ id = "x", baseline = "a" }}]
        event = [{{ when = 1849-07-05, place = "x", fought = {{ between = ["a", "b"]{until} }} }}]
        "#
    ))
}

fn says(history: &History, on: &str) -> String {
    let answer = history.who_held("x", on.parse::<whoheld::QueryTime>().unwrap()).unwrap();
    assert_eq!(answer.is_certain(), answer.possible().count() == 1);
    answer.to_string()
}

#[test]
fn a_fight_may_end_within_bounds() {
    let loose = fight(r#", until = "[1849-07-08..1849-07-20]""#);
    assert_eq!(says(&loose, "1849-07-08"), "x on 1849-07-08: a, contested by a and b");
    assert_eq!(says(&loose, "1849-07-15"), "x on 1849-07-15: a, or else a, contested by a and b");
    assert_eq!(says(&loose, "1849-07-21"), "x on 1849-07-21: a");
    let month = fight(r#", until = "1849-08""#);
    assert_eq!(says(&month, "1849-08-10"), "x on 1849-08-10: a, or else a, contested by a and b");
    // `until` includes the day that it names.
    let day = fight(", until = 1849-07-10");
    assert_eq!(says(&day, "1849-07-10"), "x on 1849-07-10: a, contested by a and b");
    assert_eq!(says(&day, "1849-07-11"), "x on 1849-07-11: a");
}

#[test]
fn an_attack_may_end_within_bounds() {
    let attack = |until: &str| {
        history(&format!(
            r#"
            format = 1
            actor = [{{ id = "a" }}, {{ id = "b" }}]
            place = [{{ id = "x", baseline = "a" }}]
            event = [{{ when = "[1849-07-01..1849-07-09]", place = "x", attacked = {{ by = "b"{until} }} }}]
            "#
        ))
    };
    let loose = attack(r#", until = "[1849-07-10..1849-07-20]""#);
    assert_eq!(says(&loose, "1849-07-15"), "x on 1849-07-15: a, or else a, contested by b");
    let day = attack("");
    assert_eq!(says(&day, "1849-07-09"), "x on 1849-07-09: a, or else a, contested by b");
    assert_eq!(says(&day, "1849-07-10"), "x on 1849-07-10: a");
}

#[test]
fn a_loose_end_is_told_in_words_and_drawn_pale() {
    let loose = fight(r#", until = "[1849-07-08..1849-07-20]""#);
    let on = |text: &str| text.parse::<whoheld::QueryTime>().unwrap();
    let words = loose.who_held("x", on("1849-07-15")).unwrap().explain();
    assert!(
        words.starts_with("At the close of 15 July 1849 a held all of x; it may have been contested by a and b."),
        "{words}"
    );
    let svg = TimelinePicture::of(&loose).to_string();
    assert!(svg.contains(r#"stroke-opacity="1""#) && svg.contains(r#"stroke-opacity="0.45""#));
}

/// A fight is a report to its latest end or, where that is open, to its earliest.
#[test]
fn a_fight_is_a_report_to_its_end() {
    let basis = |until: &str, on: &str| {
        let history = fight(until);
        let stale = history.interpret(&Reading::new().stale_after(2)).unwrap();
        let on: whoheld::QueryTime = on.parse().unwrap();
        let fresh = possible(stale.by_side(), "x", on).iter().all(|control| control.rows.contains_key("a"));
        (history.who_held("x", on).unwrap().basis(), fresh)
    };
    assert_eq!(basis(r#", until = "[1849-07-08..1849-07-20]""#, "1849-07-20"), (Basis::Observed, true));
    assert_eq!(basis(r#", until = "[1849-07-08..1849-07-20]""#, "1849-07-21"), (Basis::Carried, false));
    assert_eq!(basis(r#", until = "[1849-07-09..]""#, "1849-07-09"), (Basis::Observed, true));
    assert_eq!(basis(r#", until = "[1849-07-09..]""#, "1849-07-10"), (Basis::Carried, false));
    assert_eq!(basis(r#", until = "..""#, "1849-07-07"), (Basis::Carried, true));
    assert_eq!(basis(r#", until = "..""#, "1849-07-08"), (Basis::Carried, false));
    assert_eq!(basis(r#", until = "[..]""#, "1849-07-08"), (Basis::Carried, false));
}

/// Only a fight without end is found to have none.
#[test]
fn an_unknown_end_is_an_end() {
    let found = |until: &str| fight(until).audit().to_string().contains("fight-without-end");
    assert!(found(r#", until = "..""#));
    assert!(!found(r#", until = "[..]""#));
    assert!(!found(r#", until = "[1849-07-09..]""#));
    assert!(!found(""));
}

/// The cession moved nothing: it is no evidence of who holds x, and ends no siege.
#[test]
fn a_transfer_of_nothing_is_no_evidence() {
    let history = history(
        r#"
        format = 1
        actor = [{ id = "hun" }, { id = "rom" }, { id = "pol" }]
        source = [{ id = "front" }, { id = "treaty" }]
        place = [{ id = "x" }]
        event = [
          { id = "taken", when = 1939-10-01, place = "x", captured = { by = "pol" }, cites = ["front"] },
          { id = "siege", when = 1939-10-05, place = "x", besieged = { by = "hun" }, cites = ["front"] },
          { id = "ceded", when = 1939-11-01, place = "x", transferred = { from = "hun", to = "rom" }, cites = ["treaty"] },
        ]
        "#,
    );
    for on in ["1939-11-01", "1939-11-02"] {
        assert_eq!(says(&history, on), format!("x on {on}: pol, besieged by hun"));
        let answer = history.who_held("x", on.parse::<whoheld::QueryTime>().unwrap()).unwrap();
        let record = answer.to_record();
        assert_eq!(record.events, ["taken", "siege"]);
        assert_eq!(record.decided_by.as_deref(), Some("taken"));
        assert_eq!(record.sources.iter().map(|source| source.source.as_str()).collect::<Vec<_>>(), ["front"]);
        assert_eq!((answer.basis(), record.last_evidence), (Basis::Carried, "1939-10-05".parse().ok()));
        // What counts and moves nothing is not relevant.
        assert!(record.relevant_events.iter().all(|relevant| relevant.role == RoleKind::Supporting));
        assert_eq!(record.relevant_events.len(), 2);
    }
    assert!(history.audit().to_string().contains("not-held"), "{}", history.audit());
}

/// Where ground is unrecorded, it may have been the giver's: both outcomes are possible.
#[test]
fn a_transfer_may_have_moved_something() {
    let history = history(
        r#"
        format = 1
        actor = [{ id = "hun" }, { id = "rom" }]
        place = [{ id = "x" }]
        event = [
          { id = "siege", when = 1939-10-05, place = "x", besieged = { by = "rom" } },
          { id = "ceded", when = 1939-11-01, place = "x", transferred = { from = "hun", to = "rom" } },
        ]
        "#,
    );
    let answer = history.who_held("x", "1939-11-02".parse::<whoheld::QueryTime>().unwrap()).unwrap();
    let either = "rom or unrecorded, in shares unknown";
    assert_eq!(answer.to_string(), format!("x on 1939-11-02: {either}, or else {either}, besieged by rom"));
    assert_eq!(answer.to_record().events, ["siege", "ceded"]);
}

/// Many loose fights at once: all of them over, or none.
#[test]
fn too_many_loose_fights_are_over_together() {
    let ids: Vec<String> = (0..9).map(|number| format!("a{number}")).collect();
    let actors: Vec<String> = ids.iter().map(|id| format!("{{ id = \"{id}\" }}")).collect();
    let attack = |id: &String| {
        format!(
            "{{ when = 1849-07-05, place = \"x\", attacked = {{ by = \"{id}\", until = \"[1849-07-08..1849-07-20]\" }} }}"
        )
    };
    let attacks = |number: usize| ids[..number].iter().map(attack).collect::<Vec<_>>().join(", ");
    let history = |number: usize| {
        history(&format!(
            "format = 1\nactor = [{}]\nplace = [{{ id = \"x\", baseline = \"a0\" }}]\nevent = [{}]",
            actors.join(", "),
            attacks(number)
        ))
    };
    let on: whoheld::QueryTime = "1849-07-15".parse().unwrap();
    for (number, controls) in [(1, 2), (2, 4), (6, 64), (7, 2), (9, 2)] {
        let history = history(number);
        let answer = history.who_held("x", on).unwrap();
        assert_eq!(answer.possible().count(), controls, "{number} fights");
        let contested: Vec<usize> = answer.possible().map(|control| control.contested_by().len()).collect();
        assert!(contested.contains(&0) && contested.contains(&number));
    }
}

/// Of two attacks by one actor, only one has a recorded end. It is a report to that end, and not as long as the other
/// goes on.
#[test]
fn a_fight_is_a_report_to_its_own_end_only() {
    let history = history(
        r#"
        format = 1
        actor = [{ id = "republic" }, { id = "crown" }]
        place = [{ id = "bridge", baseline = "crown" }]
        event = [
          { when = 1849-07-09, place = "bridge", attacked = { by = "republic", until = "1849-07-12" } },
          { when = 1849-07-06, place = "bridge", attacked = { by = "republic", until = ".." } },
        ]
        "#,
    );
    let basis = |on: &str| history.who_held("bridge", on.parse::<whoheld::QueryTime>().unwrap()).unwrap().basis();
    assert_eq!([basis("1849-07-12"), basis("1849-07-13")], [whoheld::Basis::Observed, whoheld::Basis::Carried]);
}
