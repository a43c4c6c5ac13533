//! Findings that are accepted; kinds and words.

use std::collections::BTreeSet;

use whoheld::{Accepted, Actor, Audit, Change, Finding, FindingKind, History, Scenario, Severity, Withdrew};

use super::{citadel, found, on};

/// The republic withdraws from what the crown holds; nothing else is odd.
fn odd() -> Scenario {
    Scenario::default()
        .actor(Actor::new("crown"))
        .actor(Actor::new("republic"))
        .place(citadel().held_by("crown"))
        .event(on("03", "out", Withdrew::new("republic")))
}

#[test]
fn an_accepted_finding_is_not_shown_again() {
    let open = History::try_from(odd()).unwrap();
    let audit = open.audit();
    let [finding] = audit.findings() else { panic!("{audit}") };
    assert_eq!(audit.worst(), Some(Severity::Warning));
    let not_held = || Accepted::new(FindingKind::NotHeld, "It held the outworks.");
    for accepted in [
        finding.accept("It held the outworks."),
        not_held().event("out"),
        not_held().place("citadel"),
        not_held().actor("republic"),
        not_held().event("out").place("citadel").actor("republic"),
    ] {
        let mut history = open.clone();
        history.accept(accepted.clone());
        let audit = history.audit();
        assert_eq!(audit.findings(), [], "{accepted:?}");
        assert_eq!((audit.to_string().as_str(), audit.worst()), ("", None));
        let [only] = audit.accepted() else { panic!("{accepted:?}") };
        assert_eq!((&only.finding, only.reason.as_str()), (finding, "It held the outworks."));
        // It is part of the document.
        assert_eq!(History::try_from(history.to_scenario()).unwrap().audit(), audit);
        assert!(history != open);
    }
}

#[test]
fn an_acceptance_that_matches_nothing_is_a_finding() {
    let not_held = || Accepted::new(FindingKind::NotHeld, "It held the outworks.");
    for (accepted, says) in [
        (
            Accepted::new(FindingKind::OrderAssumed, "So it was.").event("out"),
            "warning: no finding matches the acceptance of order-assumed of `out`: there is no such finding (any \
             more) (acceptance-unmatched)",
        ),
        (
            not_held().event("out").event("march-out"),
            "warning: no finding matches the acceptance of not-held of `out` and `march-out`: there is no event \
             `march-out` (acceptance-unmatched)",
        ),
        (
            not_held().event("out").place("citadell"),
            "warning: no finding matches the acceptance of not-held of `out` and `citadell`: there is no place \
             `citadell`; did you mean `citadel`? (acceptance-unmatched)",
        ),
        (
            not_held().actor("republik"),
            "warning: no finding matches the acceptance of not-held of `republik`: there is no actor `republik`; \
             did you mean `republic`? (acceptance-unmatched)",
        ),
        (
            not_held().source("gazette"),
            "warning: no finding matches the acceptance of not-held of `gazette`: there is no source `gazette` \
             (acceptance-unmatched)",
        ),
        (
            not_held().actor("crown"),
            "warning: no finding matches the acceptance of not-held of `crown`: there is no such finding (any \
             more) (acceptance-unmatched)",
        ),
        (
            not_held(),
            "warning: no finding matches the acceptance of not-held: it does not say of what: `events`, `place`, \
             `actor` or `source` (acceptance-unmatched)",
        ),
    ] {
        let audit = History::try_from(odd().accept(accepted)).unwrap().audit();
        assert_eq!(audit.accepted(), []);
        assert_eq!(audit.findings().len(), 2);
        let unmatched = |finding: &&Finding| finding.kind == FindingKind::AcceptanceUnmatched;
        assert_eq!(audit.findings().iter().find(unmatched).unwrap().to_string(), says);
    }
    // The event is put right, and what was accepted is no more.
    let mut history = History::try_from(odd()).unwrap();
    history.accept(not_held().event("out"));
    assert_eq!(history.audit().findings(), []);
    history.replace("out", on("03", "out", Withdrew::new("crown"))).unwrap();
    assert_eq!(
        found(&history, FindingKind::AcceptanceUnmatched),
        ["warning [out] no finding matches the acceptance of not-held of `out`: there is no such finding (any \
             more)"]
    );
}

#[test]
fn acceptances_come_in_any_order() {
    let one = Accepted::new(FindingKind::NotHeld, "One reason.").event("out");
    let two = Accepted::new(FindingKind::NotHeld, "Another.").place("citadel");
    let a = History::try_from(odd().accept(one.clone()).accept(two.clone())).unwrap();
    let b = History::try_from(odd().accept(two).accept(one)).unwrap();
    assert!(a == b);
    assert_eq!(a.audit(), b.audit());
}

#[test]
fn kinds_and_severities_have_words() {
    let mut words = BTreeSet::new();
    for kind in FindingKind::ALL {
        assert_eq!(kind.to_string(), kind.word());
        assert_eq!(kind.word().parse(), Ok(*kind));
        let json = format!("\"{}\"", kind.word());
        assert_eq!(serde_json::to_string(kind).unwrap(), json);
        assert_eq!(serde_json::from_str::<FindingKind>(&json).unwrap(), *kind);
        words.insert(kind.word());
    }
    assert_eq!(words.len(), FindingKind::ALL.len());
    let error = "not-heldd".parse::<FindingKind>().unwrap_err().to_string();
    assert!(error.starts_with("`not-heldd` is no kind of finding; write recaptured-never-held, "), "{error}");
    assert!(Severity::Warning > Severity::Note);
    assert_eq!(format!("{:>8}|{:<5}|", Severity::Warning, Severity::Note), " warning|note |");
}

#[test]
fn an_audit_is_one_finding_a_line() {
    let mut history = History::try_from(odd()).unwrap();
    history.insert(on("02", "relief", Change::SiegeLifted).order(0)).unwrap();
    let audit = history.audit();
    assert_eq!(
        audit.to_string(),
        "note: `relief`: a siege of `citadel` is lifted, and no event begins it (end-without-beginning)\n\
         warning: `out`: republic withdraws from `citadel`, which it held none of: it was crown (not-held)"
    );
    let json = serde_json::to_string(&audit).unwrap();
    assert!(json.contains(r#"{"kind":"not-held","severity":"warning","events":["out"],"place":"citadel""#), "{json}");
    assert_eq!(serde_json::from_str::<Audit>(&json).unwrap(), audit);
    let one_by_one: Vec<String> = audit.clone().into_iter().map(|finding| finding.to_string()).collect();
    assert_eq!(one_by_one.join("\n"), audit.to_string());
}
