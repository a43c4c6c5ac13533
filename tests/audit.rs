//! The audit: for each kind of finding the smallest history that has it and the nearest that does not, then what
//! always holds, on random histories.
//!
//! `PROPTEST_CASES=2000 cargo test --test audit` goes further than the default.

mod oracle;
mod random;

use std::collections::{BTreeMap, BTreeSet};

use oracle::exact::Choices;
use proptest::prelude::*;
use random::{ALL, Record, config, day, pick, record};
use whoheld::chrono::NaiveDate;
use whoheld::{
    Accepted, Actor, Allegiance, Attacked, Audit, Baseline, Besieged, Captured, Change, Credence, Denied, Event,
    Finding, FindingKind, FireControl, Fought, Fraction, History, NoteKind, Noted, Place, Repelled, Scenario, Severity,
    Share, Shares, Source, Transferred, Until, When, Withdrew,
};

// ------------------------------------------------------------------------------------------------------ small histories

/// The citadel, and those who fight for it: the regiment answers to the republic.
fn siege() -> Scenario {
    Scenario::default()
        .actor(Actor::new("crown"))
        .actor(Actor::new("republic"))
        .actor(Actor::new("regiment").answers_to("republic"))
}

fn citadel() -> Place {
    Place::new("citadel")
}

/// An event of July 1849 at the citadel.
fn on(when: &str, id: &str, change: impl Into<Change>) -> Event {
    at("citadel", when, id, change)
}

fn at(place: &str, when: &str, id: &str, change: impl Into<Change>) -> Event {
    let when = if when.starts_with('[') { when.to_owned() } else { format!("1849-07-{when}") };
    Event::new(when.parse().unwrap_or_else(|error| panic!("{error}")), place, change).id(id)
}

/// One citadel, and events in the order of telling, as a document has them.
fn history(place: Place, events: impl IntoIterator<Item = Event>) -> History {
    told(siege().place(place), events)
}

fn told(mut scenario: Scenario, events: impl IntoIterator<Item = Event>) -> History {
    scenario.events.extend((1..).zip(events).map(|(order, event)| event.order(order)));
    History::try_from(scenario).unwrap_or_else(|refusals| panic!("{refusals}"))
}

/// The open findings of a kind, a line each: how grave, about which events, place, actor and source; what it says.
fn found(history: &History, kind: FindingKind) -> Vec<String> {
    let audit = history.audit();
    let of_kind = audit.findings().iter().filter(|finding| finding.kind == kind);
    let shown = |finding: &Finding| {
        assert_eq!(finding.line, None, "not from a file");
        let mut about = finding.events.join(" ");
        for (what, id) in [("place", &finding.place), ("actor", &finding.actor), ("source", &finding.source)] {
            if let Some(id) = id {
                about += &format!("{}{what} {id}", if about.is_empty() { "" } else { ", " });
            }
        }
        format!("{} [{about}] {}", finding.severity, finding.sentence)
    };
    of_kind.map(shown).collect()
}

/// Each history has that one finding of the kind.
fn is_found<'a>(kind: FindingKind, all: impl IntoIterator<Item = (History, &'a str)>) {
    for (history, expected) in all {
        assert_eq!(found(&history, kind), [expected]);
    }
}

fn is_not_found(kind: FindingKind, all: impl IntoIterator<Item = History>) {
    for (number, history) in all.into_iter().enumerate() {
        assert_eq!(found(&history, kind), [""; 0], "number {number}");
    }
}

fn recaptured(by: &str) -> Change {
    Change::Recaptured(Captured::by(by))
}

fn open_attack(by: &str) -> Attacked {
    Attacked::by(by).until(Until::Open)
}

fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

#[test]
fn a_recapture_by_one_that_never_held_it() {
    let kind = FindingKind::RecapturedNeverHeld;
    is_found(
        kind,
        [
            (
                history(citadel().held_by("crown"), [on("03", "back", recaptured("republic"))]),
                "warning [back, place citadel, actor republic] \
                 `back`: republic recaptures `citadel`, and nothing before says that it held any of it",
            ),
            // The record was silent: it may have held it then.
            (
                history(citadel(), [on("03", "back", recaptured("republic"))]),
                "note [back, place citadel, actor republic] \
                 `back`: republic recaptures `citadel`, and nothing before says that it held any of it",
            ),
            // What comes later in the telling is no ground.
            (
                history(
                    citadel().held_by("crown"),
                    [on("03", "back", recaptured("republic")), on("04", "again", recaptured("crown"))],
                ),
                "warning [back, place citadel, actor republic] \
                 `back`: republic recaptures `citadel`, and nothing before says that it held any of it",
            ),
        ],
    );
    is_not_found(
        kind,
        [
            history(citadel().held_by("crown"), [on("03", "in", Captured::by("republic"))]),
            history(
                citadel().held_by("crown"),
                [
                    on("03", "in", Captured::by("republic").extent(Share::HALF)),
                    on("04", "out", Captured::by("crown")),
                    on("05", "back", recaptured("republic")),
                ],
            ),
            // Its side held it.
            history(
                citadel().held_by("regiment"),
                [on("03", "in", Captured::by("crown")), on("04", "back", recaptured("republic"))],
            ),
            // It held the town that the citadel is in.
            told(
                siege().place(Place::new("town").held_by("republic")).place(citadel().within("town")),
                [on("03", "in", Captured::by("crown")), on("04", "back", recaptured("republic"))],
            ),
        ],
    );
}

#[test]
fn a_capture_of_what_it_already_held_whole() {
    let kind = FindingKind::CapturedAlreadyHeld;
    is_found(
        kind,
        [
            (
                history(citadel().held_by("republic"), [on("03", "in", Captured::by("republic"))]),
                "warning [in, place citadel, actor republic] `in`: republic captures `citadel`, all of which it held already",
            ),
            (
                history(
                    citadel().held_by("crown"),
                    [
                        on("03", "in", Captured::by("republic")),
                        on("04", "again", Captured::by("republic").extent(Share::HALF)),
                    ],
                ),
                "warning [again, place citadel, actor republic] \
                 `again`: republic captures `citadel`, all of which it held already",
            ),
        ],
    );
    is_not_found(
        kind,
        [
            history(citadel().held_by("crown"), [on("03", "in", Captured::by("republic"))]),
            history(citadel(), [on("03", "in", Captured::by("republic"))]),
            history(
                citadel().held_by("crown"),
                [
                    on("03", "most", Captured::by("republic").extent(Share::MOST)),
                    on("04", "rest", Captured::by("republic")),
                ],
            ),
            // It left in between.
            history(
                citadel().held_by("republic"),
                [on("03", "out", Withdrew::new("republic")), on("04", "in", Captured::by("republic"))],
            ),
            // What is not believed holds nothing.
            history(
                citadel().held_by("crown"),
                [
                    on("03", "said", Captured::by("republic")).credence(Credence::Claimed),
                    on("04", "in", Captured::by("republic")),
                ],
            ),
        ],
    );
}

#[test]
fn a_loss_of_what_it_did_not_hold() {
    let kind = FindingKind::NotHeld;
    is_found(
        kind,
        [
            (
                history(citadel().held_by("crown"), [on("03", "out", Withdrew::new("republic"))]),
                "warning [out, place citadel, actor republic] \
                 `out`: republic withdraws from `citadel`, which it held none of: it was crown",
            ),
            (
                history(citadel().held_by("nobody"), [on("03", "out", Withdrew::new("republic"))]),
                "warning [out, place citadel, actor republic] \
                 `out`: republic withdraws from `citadel`, which it held none of: it was vacant",
            ),
            (
                history(citadel().held_by("crown"), [on("03", "deal", Transferred::from_to("republic", "crown"))]),
                "warning [deal, place citadel, actor republic] \
                 `deal`: republic hands over `citadel`, which it held none of: it was crown",
            ),
            (
                history(citadel().held_by("regiment"), [on("03", "in", Captured::by("republic").from("crown"))]),
                "warning [in, place citadel, actor crown] \
                 `in`: `citadel` is captured from crown, which held none of: it was regiment",
            ),
        ],
    );
    // Where the record is silent it may have held it.
    for change in [
        Change::from(Withdrew::new("crown")),
        Transferred::from_to("crown", "republic").into(),
        Captured::by("republic").from("crown").into(),
    ] {
        for silent in [citadel(), citadel().baseline(Baseline::shared(Shares::of("republic", Share::HALF)))] {
            let audit = history(silent, [on("03", "out", change.clone())]).audit();
            let finding = audit.findings().iter().find(|finding| finding.kind == kind).unwrap();
            assert_eq!((finding.severity, finding.actor.as_deref()), (Severity::Note, Some("crown")), "{finding}");
        }
    }
    is_not_found(
        kind,
        [
            history(citadel().held_by("republic"), [on("03", "out", Withdrew::new("republic"))]),
            // One that answers to it held some.
            history(
                citadel().baseline(Baseline::shared(Shares::of("crown", Share::MOST).and("regiment", Share::PART))),
                [
                    on("03", "out", Withdrew::new("republic")),
                    on("04", "deal", Transferred::from_to("crown", "republic")),
                ],
            ),
            history(citadel().held_by("crown"), [on("03", "in", Captured::by("republic").from("crown"))]),
        ],
    );
    // The regiment changes sides on the 5th: until then it is no loss of the republic's.
    //
    //  04        05        06
    //  |-crown---|republic-|     the regiment's side
    //       x         .          the republic withdraws
    let regiment = || {
        Actor::new("guard")
            .allegiance(Allegiance::to("crown").until(date("1849-07-05")))
            .allegiance(Allegiance::to("republic").from(date("1849-07-05")))
    };
    let scenario = || siege().actor(regiment()).place(citadel().held_by("guard"));
    let out = |day: &str| told(scenario(), [on(day, "out", Withdrew::new("republic"))]);
    assert_eq!(found(&out("04"), kind).len(), 1);
    is_not_found(kind, [out("05")]);
}

#[test]
fn an_attack_on_its_own() {
    let kind = FindingKind::AgainstOwnSide;
    let own = || citadel().held_by("republic");
    is_found(
        kind,
        [
            (
                history(own(), [on("03", "assault", Attacked::by("republic"))]),
                "warning [assault, place citadel, actor republic] `assault`: republic attacks `citadel`, which it held itself",
            ),
            (
                history(own(), [on("03", "siege", Besieged::by("republic"))]),
                "warning [siege, place citadel, actor republic] `siege`: republic besieges `citadel`, which it held itself",
            ),
            (
                history(own(), [on("03", "guns", FireControl::by("republic"))]),
                "warning [guns, place citadel, actor republic] \
                 `guns`: republic has fire control of `citadel`, which it held itself",
            ),
            (
                history(own(), [on("03", "assault", Attacked::by("regiment"))]),
                "warning [assault, place citadel, actor regiment] \
                 `assault`: regiment attacks `citadel`, which republic held, of the same side",
            ),
        ],
    );
    // Its boss is its side too.
    let of_the_regiment = history(citadel().held_by("regiment"), [on("03", "assault", Attacked::by("republic"))]);
    assert_eq!(found(&of_the_regiment, kind).len(), 1);
    is_not_found(
        kind,
        [
            history(citadel().held_by("crown"), [on("03", "assault", Attacked::by("republic"))]),
            history(citadel(), [on("03", "siege", Besieged::by("republic"))]),
            // Half of it was another's.
            history(
                citadel().baseline(Baseline::shared(Shares::of("crown", Share::HALF).and("republic", Share::HALF))),
                [on("03", "guns", FireControl::by("republic"))],
            ),
        ],
    );
}

#[test]
fn an_event_told_twice() {
    let kind = FindingKind::ToldTwice;
    let half = || Captured::by("republic").extent(Share::HALF);
    is_found(
        kind,
        [(
            history(citadel().held_by("crown"), [on("03", "half", half()), on("03", "again", half())]),
            "note [again half, place citadel] `again` says what `half` says already, of the same date",
        )],
    );
    is_not_found(
        kind,
        [
            history(citadel().held_by("crown"), [on("03", "half", half()), on("04", "more", half())]),
            history(citadel().held_by("crown"), [on("03", "half", half()), on("03", "again", half()).same_as("half")]),
            history(
                citadel(),
                [on("03", "a", Noted::kind(NoteKind::Shelling)), on("03", "b", Noted::kind(NoteKind::Shelling))],
            ),
        ],
    );
}

#[test]
fn an_event_far_from_all_others() {
    let kind = FindingKind::FarFromOthers;
    let told = |last: &str| {
        let mut events: Vec<Event> =
            (1..=5).map(|day| on(&format!("0{day}"), &format!("raid-{day}"), Attacked::by("republic"))).collect();
        events.push(Event::new(last.parse().unwrap(), "citadel", Attacked::by("republic")).id("slip"));
        history(citadel().held_by("crown"), events)
    };
    for year in ["1894-07-06", "1749-07-06"] {
        let says = format!(
            "warning [slip, place citadel] `slip` of {year} lies far from all other events; is the year right?"
        );
        assert_eq!(found(&told(year), kind), [says]);
    }
    is_not_found(kind, [told("1850-06-01"), told("1849-07-06"), told("[..]")]);
}

#[test]
fn a_name_that_several_bear() {
    let kind = FindingKind::NameShared;
    let two = |first: Place, second: Place| told(siege().place(first).place(second), []);
    is_found(
        kind,
        [
            (
                two(citadel().alias("the rock"), Place::new("keep").alias("The Rock")),
                "note [place citadel] `the rock` names more than one place: `citadel` and `keep`",
            ),
            (
                two(citadel().alias("Keep"), Place::new("keep")),
                "note [place citadel] `keep` names more than one place: `citadel` and `keep`",
            ),
        ],
    );
    is_not_found(kind, [two(citadel().alias("Citadel"), Place::new("keep").alias("the rock"))]);
}

#[test]
fn an_end_without_a_beginning() {
    let kind = FindingKind::EndWithoutBeginning;
    let crown = || citadel().held_by("crown");
    is_found(
        kind,
        [
            (
                history(crown(), [on("03", "thrown-back", Repelled::new("republic"))]),
                "note [thrown-back, place citadel, actor republic] \
                 `thrown-back`: an attack of republic on `citadel` is repelled that nothing tells of",
            ),
            (
                history(crown(), [on("03", "relief", Change::SiegeLifted)]),
                "note [relief, place citadel] `relief`: a siege of `citadel` is lifted that nothing tells of",
            ),
            (
                history(crown(), [on("03", "guns-gone", Change::FireControlLost)]),
                "note [guns-gone, place citadel] `guns-gone`: fire control of `citadel` is lost that nothing tells of",
            ),
            // Somebody else's attack.
            (
                history(
                    crown(),
                    [on("03", "assault", Attacked::by("crown")), on("03", "thrown-back", Repelled::new("republic"))],
                ),
                "note [thrown-back, place citadel, actor republic] \
                 `thrown-back`: an attack of republic on `citadel` is repelled that nothing tells of",
            ),
            // Lifted twice.
            (
                history(
                    crown(),
                    [
                        on("03", "siege", Besieged::by("republic")),
                        on("04", "out", Change::SiegeLifted),
                        on("05", "relief", Change::SiegeLifted),
                    ],
                ),
                "note [relief, place citadel] `relief`: a siege of `citadel` is lifted that nothing tells of",
            ),
        ],
    );
    is_not_found(
        kind,
        [
            history(
                crown(),
                [on("03", "assault", Attacked::by("republic")), on("03", "thrown-back", Repelled::new("republic"))],
            ),
            // Its side attacked; and so it is in a fight that both are told to have been in.
            history(
                crown(),
                [on("03", "assault", open_attack("regiment")), on("07", "thrown-back", Repelled::new("republic"))],
            ),
            history(
                crown(),
                [
                    on("03", "melee", Fought::between(["crown", "republic"])),
                    on("03", "thrown-back", Repelled::new("republic")),
                ],
            ),
            history(crown(), [on("03", "siege", Besieged::by("republic")), on("09", "relief", Change::SiegeLifted)]),
            // A whole capture ended the siege; that it was lifted then goes without saying, and may be said.
            history(
                crown(),
                [
                    on("03", "siege", Besieged::by("republic")),
                    on("04", "in", Captured::by("republic")),
                    on("05", "relief", Change::SiegeLifted),
                ],
            ),
            // Over by its date before it is told to be repelled.
            history(
                crown(),
                [on("03", "assault", Attacked::by("republic")), on("04", "thrown-back", Repelled::new("republic"))],
            ),
            history(
                crown(),
                [on("03", "guns", FireControl::by("republic")), on("09", "gone", Change::FireControlLost)],
            ),
        ],
    );
}

#[test]
fn an_observation_that_contradicts_what_was_known() {
    let kind = FindingKind::ObservationContradicts;
    let seen = |shares: Shares| [on("03", "seen", shares)];
    is_found(
        kind,
        [
            (
                history(citadel().held_by("crown"), seen(Shares::whole("republic"))),
                "warning [seen, place citadel] `seen`: `citadel` was seen as republic whole, which cannot have been: it was crown",
            ),
            (
                history(
                    citadel().held_by("crown"),
                    seen(Shares::of("republic", Share::HALF).and("crown", Share::HALF)),
                ),
                "warning [seen, place citadel] \
                 `seen`: `citadel` was seen as crown half, republic half, which cannot have been: it was crown",
            ),
        ],
    );
    is_not_found(
        kind,
        [
            history(citadel().held_by("crown"), seen(Shares::whole("crown"))),
            // Of silent ground anyone may be seen to hold any.
            history(citadel(), seen(Shares::whole("republic"))),
            history(
                citadel().baseline(Baseline::shared(Shares::of("crown", Share::HALF))),
                seen(Shares::of("republic", Share::HALF)),
            ),
            // Part of it was the crown's, and no more is said.
            history(
                citadel().baseline(Baseline::shared(Shares::of("crown", Share::PART).and("republic", Share::PART))),
                seen(Shares::of("republic", Share::MOST)),
            ),
            // One that answers to the republic was known to hold it.
            history(citadel().held_by("regiment"), seen(Shares::whole("republic"))),
            history(
                citadel().held_by("crown"),
                [on("03", "in", Captured::by("republic")), on("04", "seen", Shares::whole("republic"))],
            ),
        ],
    );
}

/// A town of which the citadel is so much.
fn town(fraction: f64, town: Place, citadel: Place) -> Scenario {
    siege().place(town).place(citadel.within("town").fraction(Fraction::of(fraction).unwrap()))
}

#[test]
fn a_whole_and_its_parts_that_cannot_both_be_true() {
    let kind = FindingKind::PartsDisagree;
    let shared = |crown, republic| Baseline::shared(Shares::of("crown", crown).and("republic", republic));
    let mixed = || Place::new("town").baseline(shared(Share::MOST, Share::PART));
    is_found(
        kind,
        [
            // Three quarters of the town cannot be the republic's if most of it is the crown's.
            (
                told(town(0.75, mixed(), citadel().held_by("republic")), []),
                "warning [place town] what is said of `town` and what is said of its parts cannot both be true on the \
                 eve: their baselines disagree",
            ),
            (
                told(
                    town(0.75, mixed(), citadel().held_by("crown")),
                    [
                        at("town", "03", "half", Captured::by("republic").extent(Share::HALF)),
                        on("04", "seen", Shares::whole("crown")),
                    ],
                ),
                "warning [seen half, place town] what is said of `town` and what is said of its parts cannot both be \
                 true since `seen` and `half`; the later stands",
            ),
        ],
    );
    is_not_found(
        kind,
        [
            told(town(0.25, mixed(), citadel().held_by("republic")), []),
            told(town(0.75, mixed(), citadel().held_by("crown")), []),
            told(
                town(0.25, mixed(), citadel().held_by("crown")),
                [
                    at("town", "03", "half", Captured::by("republic").extent(Share::HALF)),
                    on("04", "seen", Shares::whole("crown")),
                ],
            ),
            // The part changes hands, and the whole's record moves with it.
            told(town(0.75, mixed(), citadel().held_by("crown")), [on("04", "in", Captured::by("republic"))]),
        ],
    );
}

#[test]
fn an_order_that_only_the_ids_tell() {
    let kind = FindingKind::OrderAssumed;
    let one = |when: &str| on(when, "assault", Captured::by("republic")).order(7);
    let two = |when: &str| on(when, "relief", Captured::by("crown")).order(7);
    let both =
        |a: Event, b: Event| History::try_from(siege().place(citadel().held_by("crown")).event(a).event(b)).unwrap();
    let says = "note [relief assault, place citadel] \
                only their ids put `assault` before `relief`; give them an `order`, or narrower dates";
    is_found(
        kind,
        [
            (both(one("03"), two("03")), says),
            (both(two("03"), one("03")), says),
            // 01  02  03  04  05
            //     |--assault--|
            //         |relief|
            (both(one("[1849-07-02..1849-07-04]"), two("03")), says),
            // The town's events tell of the citadel too.
            (
                told(siege().place(Place::new("town")).place(citadel().within("town")), [])
                    .with([at("town", "03", "assault", Captured::by("republic")), two("03").order(0)]),
                says,
            ),
        ],
    );
    is_not_found(
        kind,
        [
            both(one("03"), two("04")),
            both(one("03"), two("03").order(8)),
            both(one("03 morning"), two("03 afternoon")),
            // What is only noted takes no place in the order.
            both(one("03"), on("03", "relief", Noted::kind(NoteKind::Other)).order(7)),
            both(one("03"), two("03").credence(Credence::Claimed)),
            // Places beside each other are free of each other.
            told(siege().place(citadel()).place(Place::new("bridge")), [])
                .with([one("03"), at("bridge", "03", "relief", Captured::by("crown")).order(7)]),
        ],
    );
}

trait With {
    fn with(self, events: impl IntoIterator<Item = Event>) -> Self;
}

impl With for History {
    /// These events too, with the orders they have.
    fn with(mut self, events: impl IntoIterator<Item = Event>) -> Self {
        self.insert_all(events).unwrap_or_else(|refusals| panic!("{refusals}"));
        self
    }
}

#[test]
fn a_telling_against_the_dates() {
    let kind = FindingKind::ToldAgainstDates;
    let in_that_order = |one: &str, two: &str| {
        history(
            citadel().held_by("crown"),
            [on(one, "assault", Captured::by("republic")), on(two, "relief", Captured::by("crown"))],
        )
    };
    // 03        04
    // | relief  | assault |     as dated: relief, assault
    is_found(
        kind,
        [
            (
                in_that_order("04", "03"),
                "note [assault relief, place citadel] \
                 `assault` is told before `relief` and dated after it; the dates stand",
            ),
            // The whole and its part.
            (
                told(
                    siege().place(Place::new("town")).place(citadel().within("town")),
                    [at("town", "04", "assault", Captured::by("republic")), on("03", "relief", Captured::by("crown"))],
                ),
                "note [assault relief, place town] \
                 `assault` is told before `relief` and dated after it; the dates stand",
            ),
        ],
    );
    is_not_found(
        kind,
        [
            in_that_order("03", "04"),
            in_that_order("03", "03"),
            in_that_order("04", "[1849-07-03..1849-07-04]"),
            // Beside each other.
            told(
                siege().place(citadel()).place(Place::new("bridge")),
                [on("04", "assault", Captured::by("republic")), at("bridge", "03", "relief", Captured::by("crown"))],
            ),
            // Nobody believes it.
            history(
                citadel().held_by("crown"),
                [
                    on("04", "assault", Captured::by("republic")),
                    on("03", "relief", Captured::by("crown")).credence(Credence::Refuted),
                ],
            ),
        ],
    );
}

#[test]
fn an_actor_outside_its_own_dates() {
    let kind = FindingKind::OutsideItsTime;
    let militia = || {
        let mut militia = Actor::new("militia");
        (militia.from, militia.until) = (Some(date("1849-07-03")), Some(date("1849-07-06")));
        siege().actor(militia).place(citadel().held_by("crown"))
    };
    let one = |event: Event| told(militia(), [event]);
    // 01  02  03  04  05  06  07
    //         |-militia--|
    is_found(
        kind,
        [
            (
                one(on("02", "assault", Attacked::by("militia"))),
                "warning [assault, place citadel, actor militia] \
                 `assault` of 1849-07-02 names militia, which is there only from 1849-07-03 on",
            ),
            (
                one(on("06", "assault", Attacked::by("militia"))),
                "warning [assault, place citadel, actor militia] \
                 `assault` of 1849-07-06 names militia, which is there only until 1849-07-06",
            ),
            (
                one(on("[..1849-07-02]", "assault", Attacked::by("republic")).with("militia")),
                "warning [assault, place citadel, actor militia] \
                 `assault` of [..1849-07-02] names militia, which is there only from 1849-07-03 on",
            ),
        ],
    );
    // Whatever it does, and once even if it is named twice.
    for change in [
        Change::from(Captured::by("militia")),
        Captured::by("crown").from("militia").into(),
        Change::Recaptured(Captured::by("militia")),
        Withdrew::new("militia").into(),
        Transferred::from_to("militia", "crown").into(),
        Transferred::from_to("crown", "militia").into(),
        Shares::of("crown", Share::HALF).and("militia", Share::HALF).into(),
        Attacked::by("militia").into(),
        Fought::between(["crown", "militia"]).into(),
        Repelled::new("militia").into(),
        Repelled::new("crown").by("militia").into(),
        Besieged::by("militia").into(),
        FireControl::by("militia").into(),
        Noted::kind(NoteKind::Movement).by("militia").into(),
    ] {
        let history = one(on("02", "deed", change).with("militia"));
        assert_eq!(found(&history, kind).len(), 1);
    }
    is_not_found(
        kind,
        [
            one(on("03", "assault", Attacked::by("militia"))),
            one(on("05", "assault", Attacked::by("militia"))),
            // It can have been there.
            one(on("[1849-07-01..1849-07-03]", "assault", Attacked::by("militia"))),
            one(on("[1849-07-05..]", "assault", Attacked::by("militia"))),
            one(on("[..]", "assault", Attacked::by("militia"))),
            one(on("02", "assault", Attacked::by("republic"))),
            // To claim something it need not be there.
            one(on("09", "assault", Attacked::by("republic")).claimed_by("militia")),
        ],
    );
}

#[test]
fn a_claim_that_is_denied() {
    let kind = FindingKind::ClaimDenied;
    let with = |denial: Event| history(citadel().held_by("crown"), [on("03", "in", Captured::by("republic")), denial]);
    is_found(
        kind,
        [
            (
                with(on("04", "denial", Denied::event("in"))),
                "note [in denial, place citadel] `in` is denied (`denial`)",
            ),
            (
                with(on("04", "denial", Denied::event("in")).claimed_by("crown").claimed_by("regiment")),
                "note [in denial, place citadel] `in` is denied by crown, regiment (`denial`)",
            ),
        ],
    );
    is_not_found(kind, [with(on("04", "denial", Noted::kind(NoteKind::Denial).by("crown")))]);
}

#[test]
fn denials_in_a_circle() {
    let kind = FindingKind::DenialsInACircle;
    let denial = |id: &str, of: &str| on("04", id, Denied::event(of));
    is_found(
        kind,
        [
            (
                history(citadel(), [denial("b", "a"), denial("a", "b")]),
                "warning [a b] `a`, `b` deny each other in a circle",
            ),
            (
                history(citadel(), [denial("c", "a"), denial("a", "b"), denial("b", "c"), denial("d", "c")]),
                "warning [a b c] `a`, `b`, `c` deny each other in a circle",
            ),
        ],
    );
    let in_a_row = [on("03", "in", Captured::by("crown")), denial("a", "in"), denial("b", "a"), denial("c", "b")];
    is_not_found(kind, [history(citadel(), in_a_row)]);
}

/// Corrections in a circle never get in.
#[test]
fn corrections_in_a_circle_are_refused() {
    let correction = |id: &str, of: &str| on("03", id, Captured::by("republic")).supersedes(of);
    let mut history = history(citadel(), []);
    let refusals = history.insert_all([correction("a", "b"), correction("b", "a")]).unwrap_err();
    assert_eq!(refusals.to_string(), "event `b`: corrects in a circle: a → b → a");
    assert!(history.insert(correction("a", "a")).is_err());
    history.insert(on("03", "b", Captured::by("republic"))).unwrap();
    history.insert(correction("a", "b")).unwrap();
    assert!(history.replace("b", correction("b", "a")).is_err());
    assert_eq!(found(&history, FindingKind::DenialsInACircle), [""; 0]);
}

#[test]
fn what_was_known_before_it_happened() {
    let kind = FindingKind::RecordedTooEarly;
    let known = |when: &str, on_day: &str| {
        history(citadel(), [on(when, "in", Captured::by("republic")).recorded(date(on_day))])
    };
    is_found(
        kind,
        [
            (
                known("03", "1849-07-02"),
                "warning [in, place citadel] `in` of 1849-07-03 became known on 1849-07-02, before it happened",
            ),
            (
                known("[1849-07-03..]", "1849-07-02"),
                "warning [in, place citadel] `in` of [1849-07-03..] became known on 1849-07-02, before it happened",
            ),
        ],
    );
    is_not_found(
        kind,
        [
            known("03", "1849-07-03"),
            known("[1849-07-02..1849-07-09]", "1849-07-02"),
            known("[..1849-07-09]", "1849-07-02"),
            history(citadel(), [on("03", "in", Captured::by("republic"))]),
        ],
    );
}

#[test]
fn one_happening_on_two_dates() {
    let kind = FindingKind::SameAsApart;
    let twice = |one: &str, two: &str| {
        told(
            siege().place(citadel()).place(Place::new("bridge")),
            [
                on(one, "fall", Captured::by("republic")),
                at("bridge", two, "crossing", Captured::by("republic")).same_as("fall"),
            ],
        )
    };
    let says = |two: &str| {
        format!(
            "warning [crossing fall, place bridge] `crossing` of {two} is said to be the same as `fall` of 1849-07-03; \
             their dates have no moment in common"
        )
    };
    is_found(
        kind,
        [(twice("03", "04"), &*says("1849-07-04")), (twice("03", "[..1849-07-02]"), &*says("[..1849-07-02]"))],
    );
    is_not_found(
        kind,
        [twice("03", "03"), twice("03", "03 evening"), twice("03", "[..]"), twice("[1849-07-01..1849-07-04]", "04")],
    );
}

#[test]
fn a_fight_that_nothing_ends() {
    let kind = FindingKind::FightWithoutEnd;
    let crown = || citadel().held_by("crown");
    let says = |id: &str| {
        format!("note [{id}, place citadel] nothing ends the fight for `citadel` that is left open by `{id}`")
    };
    is_found(
        kind,
        [
            (history(crown(), [on("03", "assault", open_attack("republic"))]), &*says("assault")),
            (
                history(crown(), [on("03", "melee", Fought::between(["crown", "republic"]).until(Until::Open))]),
                &*says("melee"),
            ),
            // A partial capture settles nothing; nor does throwing back somebody else.
            (
                history(
                    crown(),
                    [
                        on("03", "assault", open_attack("republic")),
                        on("04", "half", Captured::by("republic").extent(Share::HALF)),
                        on("05", "thrown-back", Repelled::new("crown")),
                    ],
                ),
                &*says("assault"),
            ),
        ],
    );
    let until = |when: &str| Until::Date(when.parse::<When>().unwrap());
    let ended_by = |event: Event| history(crown(), [on("03", "assault", open_attack("republic")), event]);
    is_not_found(
        kind,
        [
            history(crown(), [on("03", "assault", Attacked::by("republic"))]),
            history(crown(), [on("03", "assault", Attacked::by("republic").until(until("1849-08-11")))]),
            ended_by(on("04", "thrown-back", Repelled::new("republic"))),
            ended_by(on("04", "in", Captured::by("republic"))),
            ended_by(on("04", "out", Withdrew::new("crown"))),
            // The town around it was taken as a whole.
            told(
                siege().place(Place::new("town")).place(crown().within("town")),
                [on("03", "assault", open_attack("republic")), at("town", "04", "in", Captured::by("republic"))],
            ),
        ],
    );
}

#[test]
fn what_is_not_cited() {
    let with = |event: Event| told(siege().source(Source::new("gazette")).place(citadel()), [event]);
    let plain = || on("03", "in", Captured::by("republic"));
    let kind = FindingKind::Uncited;
    is_found(
        kind,
        [
            (with(plain()), "note [in, place citadel] `in` cites no source, and is not marked as inferred"),
            (
                with(on("03", "shells", Noted::kind(NoteKind::Shelling))),
                "note [shells, place citadel] `shells` cites no source, and is not marked as inferred",
            ),
            (
                told(siege().source(Source::new("gazette")).place(citadel().held_by("crown")), []),
                "note [place citadel] the baseline of `citadel` cites no source, and is not marked as inferred",
            ),
        ],
    );
    is_not_found(
        kind,
        [
            with(plain().cite("gazette", "p. 3")),
            with(plain().inferred()),
            // Where there are no sources, none is missed.
            history(citadel().held_by("crown"), [plain()]),
            told(
                siege().source(Source::new("gazette")).place(citadel().baseline(Baseline::held_by("crown").inferred())),
                [],
            ),
            told(
                siege()
                    .source(Source::new("gazette"))
                    .place(citadel().baseline(Baseline::held_by("crown").cite("gazette", ""))),
                [],
            ),
        ],
    );

    let kind = FindingKind::SourceUncited;
    is_found(kind, [(with(plain()), "note [source gazette] nothing cites the source `gazette`")]);
    is_not_found(
        kind,
        [
            with(plain().cite("gazette", "p. 3")),
            with(plain().claimed_by("gazette")),
            history(citadel(), [plain()]),
            told(
                siege()
                    .source(Source::new("gazette"))
                    .place(citadel().baseline(Baseline::held_by("crown").cite("gazette", ""))),
                [],
            ),
        ],
    );
}

#[test]
fn a_place_that_no_event_reaches() {
    let kind = FindingKind::PlaceUnreached;
    is_found(
        kind,
        [
            (history(citadel().held_by("crown"), []), "note [place citadel] no event reaches `citadel`"),
            // Beside it something happens.
            (
                told(
                    siege()
                        .place(Place::new("town"))
                        .place(citadel().within("town"))
                        .place(Place::new("bridge").within("town")),
                    [at("bridge", "03", "in", Captured::by("republic"))],
                ),
                "note [place citadel] no event reaches `citadel`",
            ),
        ],
    );
    let happens_at = |place: &str| {
        let keep = Place::new("keep").within("citadel");
        told(
            siege().place(Place::new("town")).place(citadel().within("town")).place(keep),
            [at(place, "03", "in", Captured::by("republic"))],
        )
    };
    is_not_found(
        kind,
        [
            history(citadel(), [on("03", "shells", Noted::kind(NoteKind::Shelling))]),
            // At it, around it, within it.
            happens_at("citadel"),
            happens_at("town"),
            happens_at("keep"),
        ],
    );
}

#[test]
fn an_actor_that_nothing_names() {
    let kind = FindingKind::ActorUnnamed;
    let with = |place: Place, event: Option<Event>| {
        let scenario = Scenario::default().actor(Actor::new("crown")).actor(Actor::new("republic"));
        told(scenario.place(place), event)
    };
    let republic = || on("03", "in", Captured::by("republic"));
    is_found(kind, [(with(citadel(), Some(republic())), "note [actor crown] nothing names the actor `crown`")]);
    is_not_found(
        kind,
        [
            with(citadel().held_by("crown"), Some(republic())),
            with(citadel(), Some(republic().with("crown"))),
            with(citadel(), Some(republic().claimed_by("crown"))),
            with(citadel(), Some(on("03", "in", Captured::by("republic").from("crown")))),
        ],
    );
    // One that others answer to is named by them; one that only answers is not.
    let chain = Scenario::default().actor(Actor::new("crown")).actor(Actor::new("guard").answers_to("crown"));
    is_found(kind, [(told(chain, []), "note [actor guard] nothing names the actor `guard`")]);
}

/// The part is seen to be another's than the eve has it.
#[test]
fn a_part_against_the_eve_of_its_whole() {
    let mixed = Baseline::shared(Shares::of("crown", Share::MOST).and("republic", Share::PART));
    let keep = Place::new("keep").within("citadel").held_by("republic");
    let scenario = town(0.75, Place::new("town").baseline(mixed), citadel()).place(keep);
    let history = told(scenario, [on("03", "seen", Shares::whole("republic"))]);
    let audit = history.audit();
    let finding = audit.findings().iter().find(|it| it.kind == FindingKind::PartsDisagree);
    if let Some(finding) = finding {
        assert_eq!((&finding.events[..], finding.place.as_deref()), (&["seen".to_owned()][..], Some("town")));
    }
}

/// What takes no place in the order can be taken out like anything else.
#[test]
fn what_is_only_kept_can_be_taken_out() {
    for kept in [
        on("03", "kept", Noted::kind(NoteKind::Shelling)),
        on("03", "kept", Captured::by("republic")).credence(Credence::Claimed),
    ] {
        let mut history = history(citadel(), []);
        let before = history.audit();
        history.insert(kept.clone()).unwrap();
        assert_ne!(history.audit(), before);
        history.replace("kept", kept.clone()).unwrap();
        assert_eq!(history.remove("kept"), Ok(kept));
        assert_eq!(history.audit(), before);
    }
}

// ------------------------------------------------------------------------------------------------ reported, not yet so

#[test]
fn an_attack_may_be_repelled_the_day_after() {
    for [one, two] in [["03", "04"], ["03 evening", "04 early"], ["03 night", "05"]] {
        let history = history(
            citadel().held_by("crown"),
            [on(one, "assault", Attacked::by("republic")), on(two, "thrown-back", Repelled::new("republic"))],
        );
        assert_eq!(found(&history, FindingKind::EndWithoutBeginning), [""; 0]);
    }
}

#[test]
fn an_event_that_overlaps_hides_nothing() {
    // 01  02  03  04  05
    // .---raid---|            told third
    // |fall|                  told second
    //     |relief|            told first
    let relief = on("02", "relief", Captured::by("crown")).order(0);
    let fall = on("01", "fall", Captured::by("republic")).order(3);
    let raid = on("[..1849-07-03]", "a-raid", Attacked::by("republic")).order(3);
    let history = history(citadel().held_by("crown"), []).with([relief, fall, raid]);
    assert_eq!(found(&history, FindingKind::ToldAgainstDates).len(), 1);
}

#[test]
fn a_fight_that_was_ended_stays_so() {
    let history = history(
        citadel().held_by("crown"),
        [
            on("03", "first", open_attack("republic")),
            on("04", "thrown-back", Repelled::new("republic")),
            on("05", "second", open_attack("republic")),
        ],
    );
    assert_eq!(
        found(&history, FindingKind::FightWithoutEnd),
        ["note [second, place citadel] nothing ends the fight for `citadel` that is left open by `second`"]
    );
}

#[test]
fn what_the_whole_leaves_unrecorded_may_be_the_parts() {
    let most = || Place::new("town").baseline(Baseline::shared(Shares::of("crown", Share::MOST)));
    let history = told(town(0.25, most(), citadel().held_by("republic")), []);
    assert_eq!(found(&history, FindingKind::PartsDisagree), [""; 0]);
    let republic =
        history.who_held("town", date("1849-07-03")).unwrap().control().unwrap().share_of("republic").unwrap();
    assert!(republic.at_most() >= 250, "{republic:?}");
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

// ----------------------------------------------------------------------------------------------------------- acceptances

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
            "warning: nothing is accepted by the acceptance of order-assumed of `out`: there is no such finding (any \
             more) (acceptance-unmatched)",
        ),
        (
            not_held().event("out").event("march-out"),
            "warning: nothing is accepted by the acceptance of not-held of `out` and `march-out`: there is no event \
             `march-out` (acceptance-unmatched)",
        ),
        (
            not_held().event("out").place("citadell"),
            "warning: nothing is accepted by the acceptance of not-held of `out` and `citadell`: there is no place \
             `citadell`; did you mean `citadel`? (acceptance-unmatched)",
        ),
        (
            not_held().actor("republik"),
            "warning: nothing is accepted by the acceptance of not-held of `republik`: there is no actor `republik`; \
             did you mean `republic`? (acceptance-unmatched)",
        ),
        (
            not_held().source("gazette"),
            "warning: nothing is accepted by the acceptance of not-held of `gazette`: there is no source `gazette` \
             (acceptance-unmatched)",
        ),
        (
            not_held().actor("crown"),
            "warning: nothing is accepted by the acceptance of not-held of `crown`: there is no such finding (any \
             more) (acceptance-unmatched)",
        ),
        (
            not_held(),
            "warning: nothing is accepted by the acceptance of not-held: it does not say of what: `events`, `place`, \
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
        ["warning [out] nothing is accepted by the acceptance of not-held of `out`: there is no such finding (any \
             more)"]
    );
}

// ------------------------------------------------------------------------------------------------------ kinds and words

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
    assert!(error.starts_with("`not-heldd` is no kind of finding; the kinds are recaptured-never-held, "), "{error}");
    assert!(Severity::Warning > Severity::Note);
    assert_eq!(format!("{:>8}|{:<5}|", Severity::Warning, Severity::Note), " warning|note |");
}

#[test]
fn an_audit_is_one_finding_a_line() {
    let mut history = History::try_from(odd()).unwrap();
    history.insert(on("02", "relief", Change::SiegeLifted)).unwrap();
    let audit = history.audit();
    assert_eq!(
        audit.to_string(),
        "warning: `out`: republic withdraws from `citadel`, which it held none of: it was crown (not-held)\n\
         note: `relief`: a siege of `citadel` is lifted that nothing tells of (end-without-beginning)"
    );
    let json = serde_json::to_string(&audit).unwrap();
    assert!(json.contains(r#"{"kind":"not-held","severity":"warning","events":["out"],"place":"citadel""#), "{json}");
    assert_eq!(serde_json::from_str::<Audit>(&json).unwrap(), audit);
    let one_by_one: Vec<String> = audit.clone().into_iter().map(|finding| finding.to_string()).collect();
    assert_eq!(one_by_one.join("\n"), audit.to_string());
}

// ----------------------------------------------------------------------------------------------------- lines in the file

#[cfg(feature = "toml")]
mod lines {
    use super::*;
    use whoheld::aleppo_2016;

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
        assert!(
            history.audit().to_string().starts_with("22: warning: `out`: republic withdraws from `citadel`, which")
        );
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

    #[test]
    fn the_record_that_ships_has_no_open_findings() {
        let audit = aleppo_2016().audit();
        assert_eq!(audit.to_string(), "");
        assert_eq!((audit.findings(), audit.worst()), (&[][..], None));
        assert!(!audit.accepted().is_empty());
        for accepted in audit.accepted() {
            assert!(accepted.reason.len() > 20, "{}: {}", accepted.finding, accepted.reason);
            assert!(accepted.finding.line.is_some(), "{}", accepted.finding);
        }
    }

    proptest! {
        #![proptest_config(config(64))]

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
}

// ------------------------------------------------------------------------------------------------------ what always holds

/// A random record made odder: actors with dates, sources, claims, denials, twins, what was known too early.
fn odd_scenario(record: &Record, seed: u64) -> Scenario {
    let mut choices = Choices(seed);
    let mut some = |number: usize| choices.below(number);
    let mut scenario = record.scenario();
    for source in 0..some(3) {
        scenario.sources.push(Source::new(format!("s{source}")));
    }
    for actor in &mut scenario.actors {
        let a_day = |number: usize| day(u8::try_from(number).unwrap());
        match some(4) {
            0 => actor.from = Some(a_day(some(6))),
            1 => actor.until = Some(a_day(some(6))),
            _ => {}
        }
    }
    let sources: Vec<String> = scenario.sources.iter().map(|source| source.id.clone()).collect();
    let ids: Vec<String> = scenario.events.iter().map(|event| event.name().to_owned()).collect();
    for event in &mut scenario.events {
        if let Some(source) = sources.get(some(3)) {
            event.cites.push(whoheld::Citation::new(source, ""));
        }
        match some(12) {
            0 => event.credence = Credence::Claimed,
            1 => event.inferred = true,
            2 => event.recorded = Some(day(u8::try_from(some(6)).unwrap())),
            3 | 4 => event.change = Denied::event(&ids[some(ids.len())]).into(),
            5 => event.same_as = Some(ids[some(ids.len())].clone()),
            6 => event.with.push("a0".to_owned()),
            7 => event.claimed_by.push("a1".to_owned()),
            _ => {}
        }
        // Nothing refers to itself.
        if event.same_as == event.id {
            event.same_as = None;
        }
        if matches!(&event.change, Change::Denied(denied) if Some(&denied.event) == event.id.as_ref()) {
            event.change = Noted::kind(NoteKind::Other).into();
        }
    }
    scenario
}

fn odd_history(record: &Record, seed: u64) -> History {
    History::try_from(odd_scenario(record, seed)).unwrap_or_else(|refusals| panic!("{refusals}\n{record:?}"))
}

/// The same, whose entries came in in another order, the events one by one where what they refer to is there.
fn arrived_otherwise(scenario: &Scenario, choices: &mut Choices) -> History {
    let mut history = History::new();
    let take = |free: Vec<usize>, choices: &mut Choices| *pick(&free, u8::try_from(choices.below(256)).unwrap());
    let mut sources = scenario.sources.clone();
    choices.shuffle(&mut sources);
    for source in sources {
        history.add_source(source).unwrap();
    }
    let mut actors = scenario.actors.clone();
    while !actors.is_empty() {
        let there = |id: &String| history.actor(id).is_ok();
        let free = |n: &usize| actors[*n].allegiances.iter().all(|allegiance| there(&allegiance.to));
        let next = take((0..actors.len()).filter(free).collect(), choices);
        history.add_actor(actors.remove(next)).unwrap();
    }
    let mut places = scenario.places.clone();
    while !places.is_empty() {
        let free = |n: &usize| places[*n].within.iter().all(|id| history.place(id).is_ok());
        let next = take((0..places.len()).filter(free).collect(), choices);
        history.add_place(places.remove(next)).unwrap();
    }
    let mut events = scenario.events.clone();
    choices.shuffle(&mut events);
    while !events.is_empty() {
        let before = events.len();
        events.retain(|event| history.insert(event.clone()).is_err());
        // What is asked in between must not matter.
        let _ = history.audit();
        if events.len() == before {
            // These refer to each other in a circle.
            history.insert_all(std::mem::take(&mut events)).unwrap();
        }
    }
    history
}

/// Every answer that there is, as text.
fn answers(history: &History) -> BTreeMap<String, Vec<String>> {
    let of = |place: &Place| {
        let spans = [history.by_side(), history.by_actor()]
            .into_iter()
            .flat_map(|view| view.timeline(place.id.as_str()).unwrap().holdings().collect::<Vec<_>>())
            .map(|span| {
                let possible: Vec<_> = span.possible().map(|control| control.to_record()).collect();
                format!("{:?} {:?} {possible:?}", span.from(), span.until())
            });
        (place.id.clone(), spans.collect())
    };
    history.places().map(of).collect()
}

/// Whether two events bear on each other's places, and both take their place in the order.
fn are_related(history: &History, one: &Event, other: &Event) -> bool {
    let around = |place: &str| -> Vec<String> {
        let outer = |id: &String| history.place(id).unwrap().within.clone();
        std::iter::successors(Some(place.to_owned()), outer).collect()
    };
    let counts = |event: &Event| !event.change.is_noted() && event.credence >= Credence::Reported;
    counts(one)
        && counts(other)
        && (around(&one.place).contains(&other.place) || around(&other.place).contains(&one.place))
}

fn precedes(one: &Event, other: &Event) -> bool {
    matches!((one.when.span().latest(), other.when.span().earliest()), (Some(end), Some(start)) if end <= start)
}

/// Whether only their ids tell which is told first.
fn are_tied(history: &History, one: &Event, other: &Event) -> bool {
    let free = !precedes(one, other) && !precedes(other, one);
    one.id != other.id && one.order == other.order && free && are_related(history, one, other)
}

/// Whether one is told before another that it is dated after.
fn is_told_against(history: &History, early: &Event, late: &Event) -> bool {
    early.order < late.order && precedes(late, early) && are_related(history, early, late)
}

proptest! {
    #![proptest_config(config(96))]

    /// The same whatever came in first, one by one or all at once, and after something was taken out and put back.
    #[test]
    fn an_audit_does_not_depend_on_the_order_of_arrival(record in record(ALL), seed in any::<u64>()) {
        let scenario = odd_scenario(&record, seed);
        let history = History::try_from(scenario.clone()).unwrap();
        let audit = history.audit();
        prop_assert_eq!(&history.audit(), &audit, "asked again");
        let mut choices = Choices(seed ^ 1);
        let mut other = arrived_otherwise(&scenario, &mut choices);
        prop_assert!(other == history);
        prop_assert_eq!(&other.audit(), &audit);
        for event in &scenario.events {
            // Some are referred to, and stay.
            if let Ok(gone) = other.remove(event.name()) {
                let _ = other.audit();
                other.insert(gone).unwrap();
            }
            other.replace(event.name(), event.clone()).unwrap();
        }
        prop_assert_eq!(&other.audit(), &audit);
        let mut shuffled = scenario;
        choices.shuffle(&mut shuffled.actors);
        choices.shuffle(&mut shuffled.places);
        choices.shuffle(&mut shuffled.sources);
        choices.shuffle(&mut shuffled.events);
        prop_assert_eq!(&History::try_from(shuffled).unwrap().audit(), &audit);
    }

    /// Accepting every finding leaves none, and none of the acceptances is idle.
    #[test]
    fn what_is_accepted_is_no_longer_open(record in record(ALL), seed in any::<u64>()) {
        let mut history = odd_history(&record, seed);
        let open = history.audit();
        for finding in open.findings() {
            prop_assert_ne!(finding.kind, FindingKind::AcceptanceUnmatched);
            history.accept(finding.accept("So it was."));
        }
        let audit = history.audit();
        prop_assert_eq!(audit.to_string(), "");
        prop_assert_eq!(audit.worst(), None);
        let accepted: Vec<&Finding> = audit.accepted().iter().map(|it| &it.finding).collect();
        prop_assert_eq!(accepted, open.findings().iter().collect::<Vec<_>>());
        // Without events, what was accepted of them is no more.
        let mut scenario = history.to_scenario();
        scenario.events.clear();
        let audit = History::try_from(scenario).unwrap().audit();
        let of_events = open.findings().iter().filter(|finding| !finding.events.is_empty()).count();
        let unmatched = audit.findings().iter().filter(|it| it.kind == FindingKind::AcceptanceUnmatched).count();
        prop_assert!(unmatched >= of_events);
    }

    /// Serde round trips are equal, of the audit and of what is audited.
    #[test]
    fn an_audit_survives_serde(record in record(ALL), seed in any::<u64>()) {
        let mut history = odd_history(&record, seed);
        if let Some(finding) = history.audit().findings().first() {
            history.accept(finding.accept("So it was."));
        }
        let audit = history.audit();
        let json = serde_json::to_string(&audit).unwrap();
        prop_assert_eq!(&serde_json::from_str::<Audit>(&json).unwrap(), &audit);
        let again: History = serde_json::from_str(&serde_json::to_string(&history).unwrap()).unwrap();
        prop_assert_eq!(again.audit(), audit);
    }

    /// To audit changes no answer, and accepting neither.
    #[test]
    fn an_audit_changes_no_answer(record in record(ALL), seed in any::<u64>()) {
        let mut history = odd_history(&record, seed);
        let (before, told) = (history.clone(), answers(&history));
        let audit = history.audit();
        prop_assert!(history == before);
        prop_assert_eq!(&answers(&history), &told);
        for finding in audit.findings() {
            history.accept(finding.accept("So it was."));
        }
        prop_assert_eq!(&answers(&history), &told);
    }

    /// Every finding is about something that is there, in a sentence that names it; they stand in the order of telling.
    #[test]
    fn findings_are_about_what_is_there(record in record(ALL), seed in any::<u64>()) {
        let history = odd_history(&record, seed);
        let audit = history.audit();
        let mut seen = BTreeSet::new();
        let mut last = None;
        for finding in audit.findings() {
            prop_assert!(finding.events.iter().all(|id| history.event(id).is_ok()), "{}", finding);
            prop_assert!(finding.place.iter().all(|id| history.place(id).is_ok()), "{}", finding);
            prop_assert!(finding.actor.iter().all(|id| history.actor(id).is_ok()), "{}", finding);
            prop_assert!(finding.source.iter().all(|id| history.source(id).is_ok()), "{}", finding);
            let about: Vec<&String> =
                finding.place.iter().chain(&finding.actor).chain(&finding.source).chain(&finding.events).collect();
            prop_assert!(about.iter().any(|id| finding.sentence.contains(id.as_str())), "{}", finding);
            prop_assert!(seen.insert((finding.to_string(), &finding.events)), "twice: {}", finding);
            let first = finding.events.first().map(|id| (history.event(id).unwrap().order, id.clone()));
            let key = (first.is_none(), first, finding.kind);
            prop_assert!(last.as_ref() <= Some(&key), "{}", finding);
            last = Some(key);
        }
    }

    /// By trying every pair of events: an order is assumed, or against the dates, nowhere but where it is.
    #[test]
    fn orders_are_judged_by_pairs(record in record(ALL), seed in any::<u64>()) {
        let history = odd_history(&record, seed);
        let events: Vec<&Event> = history.events().collect();
        let audit = history.audit();
        let of = |kind| audit.findings().iter().filter(move |finding| finding.kind == kind);
        for finding in of(FindingKind::OrderAssumed) {
            let [one, two] = &finding.events[..] else { panic!("{finding}") };
            prop_assert!(are_tied(&history, history.event(one).unwrap(), history.event(two).unwrap()), "{}", finding);
        }
        for finding in of(FindingKind::ToldAgainstDates) {
            let [early, late] = &finding.events[..] else { panic!("{finding}") };
            let (early, late) = (history.event(early).unwrap(), history.event(late).unwrap());
            prop_assert!(is_told_against(&history, early, late), "{}", finding);
        }
        let any_tie = events.iter().any(|one| events.iter().any(|other| are_tied(&history, one, other)));
        prop_assert_eq!(of(FindingKind::OrderAssumed).count() > 0, any_tie);
    }

    /// Each event that is told before one that its date follows is found, once.
    #[test]
        fn every_telling_against_the_dates_is_found(record in record(ALL), seed in any::<u64>()) {
        let history = odd_history(&record, seed);
        let audit = history.audit();
        for event in history.events() {
            let of_it = |it: &&Finding| it.kind == FindingKind::ToldAgainstDates && it.events[0] == event.name();
            let is = history.events().any(|other| is_told_against(&history, event, other));
            prop_assert_eq!(audit.findings().iter().filter(of_it).count(), usize::from(is), "{}", event.name());
        }
    }

    /// Events that are not believed speak against nothing.
    #[test]
    fn what_is_not_believed_speaks_against_nothing(record in record(ALL), seed in any::<u64>()) {
        let mut scenario = odd_scenario(&record, seed);
        for event in &mut scenario.events {
            event.credence = Credence::Claimed;
        }
        let audit = History::try_from(scenario).unwrap().audit();
        for finding in audit.findings() {
            let of_the_sequence = matches!(
                finding.kind,
                FindingKind::RecapturedNeverHeld
                    | FindingKind::CapturedAlreadyHeld
                    | FindingKind::NotHeld
                    | FindingKind::AgainstOwnSide
                    | FindingKind::EndWithoutBeginning
                    | FindingKind::ObservationContradicts
                    | FindingKind::OrderAssumed
                    | FindingKind::ToldAgainstDates
                    | FindingKind::FightWithoutEnd
            );
            prop_assert!(!of_the_sequence, "{}", finding);
        }
    }
}
