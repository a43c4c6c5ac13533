//! Told twice, out of order, against its dates, denied or corrected.

use whoheld::{
    Attacked, Captured, Credence, Denied, Event, FindingKind, History, NoteKind, Noted, Place, Share, Source, When,
};

use super::{With, at, citadel, found, history, is_found, is_not_found, on, siege, told};
use crate::support::date;

#[test]
fn an_event_recorded_twice() {
    let kind = FindingKind::ToldTwice;
    let half = |id: &str| on("03", id, Captured::by("republic").extent(Share::HALF));
    let two = |one: Event, two: Event| {
        let scenario = siege().source(Source::new("gazette")).source(Source::new("herald"));
        told(scenario.place(citadel().held_by("crown")), [one, two])
    };
    let says = "note [again half, place citadel] `again` says what `half` says already, of the same date";
    is_found(
        kind,
        [
            (two(half("half"), half("again")), says),
            (two(half("half").cite("gazette", "p. 1"), half("again").cite("gazette", "p. 3")), says),
            (two(half("half").claimed_by("crown"), half("again").claimed_by("crown").cite("gazette", "")), says),
            (two(half("half").cite("gazette", "").cite("herald", ""), half("again").cite("herald", "")), says),
            // Nobody is said to have told it: it may be the same.
            (two(half("half").cite("gazette", ""), half("again")), says),
        ],
    );
    is_not_found(
        kind,
        [
            history(
                citadel().held_by("crown"),
                [half("half"), on("04", "more", Captured::by("republic").extent(Share::HALF))],
            ),
            history(citadel().held_by("crown"), [half("half"), half("again").same_as("half")]),
            history(
                citadel(),
                [on("03", "a", Noted::kind(NoteKind::Shelling)), on("03", "b", Noted::kind(NoteKind::Shelling))],
            ),
            // Two that report the same corroborate each other.
            two(half("half").cite("gazette", ""), half("again").cite("herald", "")),
            two(half("half").claimed_by("crown"), half("again").claimed_by("republic")),
        ],
    );
}

#[test]
fn a_range_that_the_order_narrows_to_less_than_half() {
    let kind = FindingKind::NarrowedByOrder;
    let in_order = |one: &str, two: &str| {
        history(
            citadel().held_by("crown"),
            [on(one, "fall", Captured::by("republic")), on(two, "raid", Attacked::by("crown"))],
        )
    };
    let days = |from: &str, to: &str| format!("[1849-07-{from}..1849-07-{to}]");
    is_found(
        kind,
        [
            // 01  02  03  04  05  06  07  08
            // |---------fall----------|
            //         |raid|                 the fall was before
            (
                in_order(&days("01", "07"), "03"),
                "note [fall raid, place citadel] `fall` of [1849-07-01..1849-07-07] can only have been on \
                 1849-07-01..1849-07-03, because it is listed before `raid`",
            ),
            (
                in_order("05", &days("01", "07")),
                "note [raid fall, place citadel] `raid` of [1849-07-01..1849-07-07] can only have been on \
                 1849-07-05..1849-07-07, because it is listed after `fall`",
            ),
            // By one before and one after.
            (
                history(
                    citadel().held_by("crown"),
                    [
                        on("03", "raid", Attacked::by("republic")),
                        on(&days("01", "07"), "fall", Captured::by("republic")),
                        on("04", "relief", Attacked::by("crown")),
                    ],
                ),
                "note [fall raid relief, place citadel] `fall` of [1849-07-01..1849-07-07] can only have been on \
                 1849-07-03..1849-07-04, because it is listed after `raid` and before `relief`",
            ),
            // A month, and a part and its whole.
            (
                told(
                    siege().place(Place::new("town")).place(citadel().within("town")),
                    [
                        Event::new("1849-07".parse::<When>().unwrap(), "citadel", Captured::by("republic")).id("fall"),
                        at("town", "02", "raid", Attacked::by("crown")),
                    ],
                ),
                "note [fall raid, place citadel] `fall` of 1849-07 can only have been on 1849-07-01..1849-07-02, because \
                 it is listed before `raid`",
            ),
        ],
    );
    is_not_found(
        kind,
        [
            // To more than half, or just half.
            in_order(&days("01", "07"), "04"),
            in_order(&days("01", "06"), "03"),
            // A day, or less, is no range.
            in_order("03", "03 early"),
            in_order("03 night", "03 evening"),
            // Of an open range there is no half.
            in_order("[..1849-07-07]", "03"),
            in_order("05", "[1849-07-01..]"),
            // By the dates alone.
            in_order(&days("01", "07"), "08"),
            // Beside each other.
            told(
                siege().place(citadel()).place(Place::new("bridge")),
                [
                    on(&days("01", "07"), "fall", Captured::by("republic")),
                    at("bridge", "02", "raid", Attacked::by("crown")),
                ],
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
        events.push(Event::new(last.parse::<When>().unwrap(), "citadel", Attacked::by("republic")).id("slip"));
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
fn an_order_that_only_the_arrival_tells() {
    let kind = FindingKind::OrderAssumed;
    let one = |when: &str| on(when, "assault", Captured::by("republic")).order(7);
    let two = |when: &str| on(when, "relief", Captured::by("crown")).order(7);
    let both =
        |a: Event, b: Event| History::try_from(siege().place(citadel().held_by("crown")).event(a).event(b)).unwrap();
    let says = "note [relief assault, place citadel] \
                `assault` comes before `relief` only because it was put in first; \
                give each an `order` of its own, or narrower dates";
    let other = "note [assault relief, place citadel] \
                 `relief` comes before `assault` only because it was put in first; \
                 give each an `order` of its own, or narrower dates";
    is_found(
        kind,
        [
            (both(one("03"), two("03")), says),
            (both(two("03"), one("03")), other),
            // 01  02  03  04  05
            //     |--assault--|
            //         |relief|
            (both(one("[1849-07-02..1849-07-04]"), two("03")), says),
            // The town's events tell of the citadel too.
            (
                told(siege().place(Place::new("town")).place(citadel().within("town")), [])
                    .with([at("town", "03", "assault", Captured::by("republic")).order(0), two("03").order(0)]),
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

#[test]
fn events_listed_against_their_dates() {
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
                 `assault` is listed before `relief` and dated after it; the dates stand",
            ),
            // The whole and its part.
            (
                told(
                    siege().place(Place::new("town")).place(citadel().within("town")),
                    [at("town", "04", "assault", Captured::by("republic")), on("03", "relief", Captured::by("crown"))],
                ),
                "note [assault relief, place town] \
                 `assault` is listed before `relief` and dated after it; the dates stand",
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
