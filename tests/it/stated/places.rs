//! What these changes do to places, in answers, in explanations and in the audit.

use whoheld::{
    Attacked, Basis, Became, Besieged, Captured, Change, Event, FindingKind, FireControl, Fraction, History,
    MistakeKind, Observed, Place, Share, Shares, Until, When, Withdrew,
};

use super::{history, july, said};
use crate::support::event;

fn at(place: &str, day: u32, change: impl Into<Change>) -> Event {
    Event::new(july(day), place, change)
}

fn part(id: &str, within: &str, fraction: f64) -> Place {
    Place::new(id).within(within).fraction(Fraction::of(fraction).unwrap())
}

/// What the audit finds, but for actors that a small record does not name.
fn odd(history: &History) -> Vec<String> {
    let audit = history.audit();
    let odd = audit.findings().iter().filter(|finding| finding.kind != FindingKind::ActorUnnamed);
    odd.map(|finding| finding.sentence.clone()).collect()
}

#[test]
fn a_place_becomes_what_is_stated_whatever_it_was() {
    let town = || [Place::new("town").held_by("crown"), part("citadel", "town", 0.25)];
    let activity = |by: &str| {
        [
            at("town", 1, Besieged::by(by)),
            at("town", 1, FireControl::by(by)),
            at("town", 1, Attacked::by(by).until(Until::Open)),
        ]
    };
    // A whole one settles the place and its parts, and ends the fire control of its holder's side.
    let whole = history(town(), activity("republic").into_iter().chain([at("town", 3, Became::whole("regiment"))]));
    assert_eq!(said(&whole, "town", 2), "crown, contested by republic, besieged by republic, under fire of republic");
    assert_eq!((said(&whole, "town", 3).as_str(), said(&whole, "citadel", 3).as_str()), ("regiment", "regiment"));
    assert_eq!(odd(&whole), Vec::<String>::new());
    // In any other, the parts are anything among the holders after it, and what goes on goes on.
    let most = Became::new(Shares::of("republic", Share::MOST));
    let shared = history(town(), activity("republic").into_iter().chain([at("town", 3, most)]));
    assert!(said(&shared, "town", 3).starts_with("republic (most)"), "{}", said(&shared, "town", 3));
    assert!(said(&shared, "town", 3).ends_with("contested by republic, besieged by republic, under fire of republic"));
    assert!(!said(&shared, "citadel", 3).contains("crown"));
    let citadel = shared.by_actor().who_held("citadel", july(3)).unwrap().to_record();
    let rows: Vec<_> =
        citadel.possible[0].shares.iter().map(|it| (it.holder.as_str(), it.at_least, it.at_most)).collect();
    assert_eq!(rows, [("republic", 0, 1000), ("unrecorded", 0, 1000)]);
}

#[test]
fn what_a_place_became_is_never_compared_with_what_was_before() {
    let events = [
        at("town", 1, Captured::by("crown")),
        at("town", 2, Became::new(Shares::of("republic", Share::HALF).and("nobody", Share::HALF))),
        at("town", 3, Became::whole("crown")),
        at("town", 4, Became::whole("crown")),
        at("citadel", 5, Became::whole("republic")),
        at("town", 6, Became::new(Shares::of("crown", Share::NONE).and("republic", Share::PART))),
        at("town", 7, Change::Unknown),
        at("citadel", 8, Became::whole("crown")),
    ];
    let history = history([Place::new("town"), part("citadel", "town", 0.25)], events);
    assert_eq!(odd(&history), Vec::<String>::new());
    assert_eq!(said(&history, "town", 5), "crown (75%), republic (the rest)");
    assert_eq!(said(&history, "town", 8), "unrecorded (75%), crown (the rest)");
}

#[test]
fn from_then_on_nothing_is_known() {
    let events = [
        at("town", 1, Captured::by("republic")),
        at("town", 2, Besieged::by("crown")),
        at("town", 2, FireControl::by("crown")),
        at("citadel", 3, FireControl::by("crown")),
        at("citadel", 3, Attacked::by("crown").until(Until::Open)),
        at("town", 5, Change::Unknown),
        at("town", 9, Captured::by("crown").extent(Share::HALF)),
    ];
    let history = history([Place::new("town").held_by("crown"), part("citadel", "town", 0.25)], events);
    let basis = |place: &str, day| {
        let answer = history.who_held(place, july(day)).unwrap();
        (answer.basis(), answer.age_in_days())
    };
    assert_eq!(said(&history, "town", 4), "republic, besieged by crown, under fire of crown");
    assert_eq!(said(&history, "citadel", 4), "republic, contested by crown, under fire of crown");
    assert_eq!(basis("town", 4), (Basis::Carried, Some(2)));
    for place in ["town", "citadel"] {
        assert_eq!((said(&history, place, 5).as_str(), basis(place, 5)), ("unrecorded", (Basis::Unrecorded, None)));
        assert_eq!((said(&history, place, 7).as_str(), basis(place, 7)), ("unrecorded", (Basis::Unrecorded, None)));
    }
    // Later evidence counts again.
    assert_eq!(
        (said(&history, "town", 9).as_str(), basis("town", 9)),
        ("half crown, half unrecorded", (Basis::Observed, Some(0)))
    );
    let answer = history.who_held("town", july(7)).unwrap();
    assert_eq!(answer.decided_by().map(|event| &event.change), Some(&Change::Unknown));
    assert_eq!(
        answer.explain(),
        "At the close of 7 July 1849 it is not recorded who held town. From 5 July 1849 on it is not known who held it."
    );
    let citadel = history.who_held("citadel", july(7)).unwrap().explain();
    assert!(citadel.ends_with("From 5 July 1849 on it is not known who held town."), "{citadel}");
}

#[test]
fn a_fight_without_end_ends_where_nothing_is_known_any_more() {
    let fight = || at("hill", 1, Attacked::by("republic").until(Until::Open));
    let found = |after: Change| {
        let audit = history([Place::new("hill").held_by("crown")], [fight(), at("hill", 3, after)]).audit();
        audit.findings().iter().any(|finding| finding.kind == FindingKind::FightWithoutEnd)
    };
    let most = Became::new(Shares::of("republic", Share::MOST));
    assert_eq!([Change::Unknown, Became::whole("crown").into(), most.into()].map(found), [false, false, true]);
}

#[test]
fn what_may_not_be_known_any_more_leaves_the_evidence() {
    let when: When = "[1849-07-05..1849-07-07]".parse().unwrap();
    let events = [at("hill", 1, Captured::by("crown")), Event::new(when, "hill", Change::Unknown)];
    let history = history([Place::new("hill")], events);
    let answer = |day| history.who_held("hill", july(day)).unwrap();
    assert_eq!(said(&history, "hill", 6), "crown, or else unrecorded");
    assert_eq!((answer(6).basis(), answer(6).age_in_days()), (Basis::Carried, Some(5)));
    assert_eq!((answer(7).basis(), answer(7).age_in_days()), (Basis::Unrecorded, None));
    assert!(
        answer(8).explain().contains("Since some time from 5 July 1849 to 7 July 1849 it is not known who held it.")
    );
}

#[test]
fn an_unknown_part_is_no_evidence_of_its_whole() {
    let town = || [Place::new("town"), part("citadel", "town", 0.25)];
    let events = [at("citadel", 1, Captured::by("crown")), at("citadel", 3, Change::Unknown)];
    let unknown = history(town(), events);
    for (place, day, basis) in
        [("town", 2, Basis::Carried), ("town", 3, Basis::Unrecorded), ("citadel", 3, Basis::Unrecorded)]
    {
        assert_eq!(unknown.who_held(place, july(day)).unwrap().basis(), basis, "{place} on {day}");
    }
    // What is not known of a part leaves what was said of the whole.
    let events = [at("town", 1, Captured::by("crown")), at("citadel", 3, Change::Unknown)];
    let whole = history(town(), events);
    assert_eq!(whole.who_held("town", july(4)).unwrap().basis(), Basis::Carried);
    assert_eq!(said(&whole, "town", 4), "crown (75%), unrecorded (the rest)");
    // A baseline is forgotten like an event.
    let baseline = history([Place::new("town").held_by("crown")], [at("town", 3, Change::Unknown)]);
    let basis = |day| baseline.who_held("town", july(day)).unwrap().basis();
    assert_eq!((basis(2), basis(3)), (Basis::Baseline, Basis::Unrecorded));
}

#[test]
fn what_is_seen_again_and_again_is_evidence_until_the_last_look() {
    let seen = Observed::new(Shares::whole("republic")).until(july(6));
    let history = history([Place::new("hill").held_by("crown")], [at("hill", 3, seen)]);
    let evidence = |day| {
        let answer = history.who_held("hill", july(day)).unwrap();
        (answer.basis(), answer.last_evidence())
    };
    assert_eq!(said(&history, "hill", 2), "crown");
    assert_eq!(said(&history, "hill", 3), "republic");
    for day in 3..=6 {
        assert_eq!(evidence(day), (Basis::Observed, Some(july(day))));
    }
    assert_eq!(evidence(9), (Basis::Carried, Some(july(6))));
    assert_eq!(history.who_held("hill", july(9)).unwrap().age_in_days(), Some(3));
    // Staleness counts from the last look too.
    let reading = whoheld::Reading::new().stale_after(2);
    let stale = history.interpret(&reading).unwrap();
    let holder = |day| stale.who_held("hill", july(day)).unwrap().holder().map(|holder| holder.id().to_owned());
    assert_eq!((holder(8).as_deref(), holder(9).as_deref()), (Some("republic"), Some("unrecorded")));
    // Of what was known on the 4th, the later looks are no part.
    let early = whoheld::Reading::new().known_on(july(4));
    let early = history.interpret(&early).unwrap();
    let evidence = |day| early.who_held("hill", july(day)).unwrap().last_evidence();
    assert_eq!((evidence(4), evidence(6)), (Some(july(4)), Some(july(4))));
    assert_eq!(
        history.event("1849-07-03-hill-observed").unwrap().change.to_string(),
        "observed: republic whole, until 1849-07-06"
    );
}

#[test]
fn a_last_look_does_not_lie_before_the_first() {
    let mut history = history([Place::new("hill")], []);
    let seen = |until| at("hill", 3, Observed::whole("crown").until(until));
    let refused = history.insert(seen(july(2))).unwrap_err();
    assert_eq!(
        (refused.to_string().as_str(), refused.kind()),
        ("event `1849-07-03-hill-observed`: its `until` (1849-07-02) lies before its `when`", MistakeKind::Period)
    );
    history.insert(seen(july(3))).unwrap();
    // Of a loose one, some day may be late enough.
    let loose = "[1849-07-01..1849-07-09]".parse::<When>().unwrap();
    history.insert(at("hill", 3, Observed::whole("crown").until(loose)).id("loose")).unwrap();
    assert_eq!(history.who_held("hill", july(9)).unwrap().basis(), Basis::Observed);
    assert_eq!(history.who_held("hill", july(10)).unwrap().basis(), Basis::Carried);
}

#[test]
fn somebody_was_seen_to_hold_none() {
    let hill = || {
        Place::new("hill")
            .baseline(whoheld::Baseline::shared(Shares::of("crown", Share::HALF).and("republic", Share::HALF)))
    };
    let none = |holder: &str| Shares::of(holder, Share::NONE);
    // What fits is evidence.
    let fits = history([hill()], [at("hill", 2, none("nobody"))]);
    assert_eq!((said(&fits, "hill", 2).as_str(), odd(&fits)), ("half crown, half republic", vec![]));
    // What does not fit is a change, and where one holder remains, still no whole change: sieges go on.
    let events = [at("hill", 1, Besieged::by("republic")), at("hill", 2, none("crown"))];
    let left = history([hill()], events);
    assert_eq!(said(&left, "hill", 2), "republic, besieged by republic");
    // Where nobody known remains, it is not recorded who did hold it.
    let open = history([Place::new("hill").held_by("crown")], [at("hill", 2, none("crown"))]);
    assert_eq!(said(&open, "hill", 2), "unrecorded");
    let text = open.events()[0].change.to_string();
    assert_eq!(text, "observed: crown none");
    // All that answer to it are counted with it.
    let under = history([Place::new("hill").held_by("regiment")], [at("hill", 2, none("republic"))]);
    assert_eq!(said(&under, "hill", 2), "unrecorded");
}

#[test]
fn none_is_refused_where_it_says_nothing() {
    let mut history = history([Place::new("hill")], []);
    for change in
        [Captured::by("crown").extent(Share::NONE).into(), Change::from(Withdrew::new("crown").extent(Share::NONE))]
    {
        let refused = history.insert(at("hill", 1, change)).unwrap_err();
        assert_eq!(refused.problem(), "an extent of nothing changes nothing; leave the event out or give its extent");
    }
    let baseline = whoheld::Baseline::shared(Shares::of("crown", Share::NONE));
    let refused = history.add_place(Place::new("vale").baseline(baseline)).unwrap_err();
    assert_eq!(
        refused.problem(),
        "a baseline lists those who held some of the place; leave `crown` out, or say `none` in an event `observed` or \
         `became`"
    );
}

#[test]
fn the_parts_of_a_divided_place_are_the_whole_of_it() {
    let bank =
        || [Place::new("bank").divided(), Place::new("north").within("bank"), Place::new("south").within("bank")];
    let events = [at("north", 1, Captured::by("crown")), at("south", 20, Captured::by("crown"))];
    let divided = history(bank(), events.clone());
    assert_eq!(said(&divided, "bank", 20), "crown");
    // Without the key, the rest is unrecorded.
    let mut places = bank();
    places[0].divided = false;
    assert_ne!(said(&history(places, events.clone()), "bank", 20), "crown");
    // Places come one by one, also after events.
    let mut later = history(bank(), events);
    later.add_place(Place::new("west").within("bank")).unwrap();
    assert!(said(&later, "bank", 20).contains("unrecorded"), "{}", said(&later, "bank", 20));
    later.insert(at("west", 21, Captured::by("crown"))).unwrap();
    assert_eq!(said(&later, "bank", 21), "crown");
    // Without parts the key has no effect.
    let alone = history([Place::new("bank").divided().held_by("crown")], []);
    assert_eq!(said(&alone, "bank", 1), "crown");
}

#[test]
fn the_extents_of_a_divided_place_fill_it() {
    // A part is at least what the others cannot fill.
    let between = |low, high| Fraction::between(low, high).unwrap();
    let places = |divided: bool| {
        let town = if divided { Place::new("town").divided() } else { Place::new("town") };
        let part = |id: &str, fraction| Place::new(id).within("town").fraction(fraction);
        [town.held_by("crown"), part("east", between(0.1, 0.4)), part("west", between(0.1, 0.7))]
    };
    let taken = [at("west", 1, Captured::by("republic"))];
    assert_eq!(said(&history(places(true), taken.clone()), "town", 1), "republic (60-70%), crown (the rest)");
    assert_eq!(said(&history(places(false), taken), "town", 1), "crown (30-90%), republic (the rest)");
    // Where the parts cannot fill it, the rest is exactly what they leave.
    let town = [Place::new("town").divided().held_by("crown"), part("east", "town", 0.25), part("west", "town", 0.5)];
    let taken = ["east", "west"].map(|part| at(part, 1, Captured::by("republic")));
    assert_eq!(said(&history(town, taken), "town", 1), "republic (75%), crown (the rest)");
}

#[test]
fn explanations_say_what_a_place_became() {
    let became = Became::new(Shares::of("crown", Share::MOST).and("republic", Share::PART).and("nobody", Share::NONE));
    let history =
        history([Place::new("hill")], [at("hill", 5, became), event("1849-07-06", "hill", Observed::whole("crown"))]);
    let text = history.who_held("hill", july(5)).unwrap().explain();
    assert!(
        text.contains(
            "Hill: from then on the crown held most of it, none of it was nobody's and the republic held part of it (5 July \
             1849)."
        ),
        "{text}"
    );
    assert_eq!(
        history.event("1849-07-05-hill-became").unwrap().change.to_string(),
        "became: crown most, nobody none, republic part"
    );
}
