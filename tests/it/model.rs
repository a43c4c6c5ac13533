//! The trickiest rules, each on an example worked out by hand: the slow model and the engine must both say so.
//!
//! A timeline shows days from left to right; `|` is midnight.

use std::collections::BTreeSet;

use whoheld::chrono::NaiveDate;
use whoheld::{
    Actor, Allegiance, Attacked, Baseline, Became, Besieged, Captured, Change, Event, FireControl, Fought, Fraction,
    History, Moment, Place, QueryTime, Scenario, Share, Shares, Transferred, Until, When, Withdrew,
};

use crate::oracle::{By, Model, Shown};

/// One record, with the model's and the engine's view of it.
struct Both {
    model: Model,
    history: History,
}

/// Events are `e1`, `e2`… in the order in which they are told.
fn told(actors: Vec<Actor>, places: Vec<Place>, events: Vec<(&str, &str, Change)>) -> Both {
    let event = |(n, (when, place, change)): (i64, (&str, &str, Change))| {
        let when: When = when.parse().unwrap_or_else(|error| panic!("{error}"));
        Event::new(when, place, change).id(format!("e{n}")).order(n)
    };
    let mut scenario = Scenario::default();
    scenario.actors = actors;
    scenario.places = places;
    scenario.events = (1..).zip(events).map(event).collect();
    let model = Model::of(&scenario);
    let history = History::try_from(scenario).unwrap_or_else(|refusals| panic!("{refusals}"));
    Both { model, history }
}

impl Both {
    /// What is possible at a place; on a day means at its close.
    #[track_caller]
    fn at(&self, place: &str, on: &str, expected: &[&str]) {
        self.asked(By::Actor, place, on, expected);
    }

    #[track_caller]
    fn by_side(&self, place: &str, on: &str, expected: &[&str]) {
        self.asked(By::Side, place, on, expected);
    }

    #[track_caller]
    fn asked(&self, by: By, place: &str, on: &str, expected: &[&str]) {
        let asked: QueryTime = on.parse().unwrap();
        let moment = match asked {
            QueryTime::On(day) => Moment::close(day),
            QueryTime::At(moment) => moment,
            _ => unreachable!("only these are read"),
        };
        let words = |shown: BTreeSet<Shown>| shown.iter().map(|shown| format!("{shown:?}")).collect::<BTreeSet<_>>();
        let expected: BTreeSet<String> = expected.iter().map(ToString::to_string).collect();
        let model = self.model.family(&self.model.root(place)).possible(place, moment.minutes(), by);
        assert_eq!(words(model), expected, "the model: {place} {asked}");
        let view = if by == By::Side { self.history.by_side() } else { self.history.by_actor() };
        let engine = view.who_held(place, asked).unwrap().possible().map(Shown::of).collect();
        assert_eq!(words(engine), expected, "the engine: {place} {asked}");
    }
}

fn actors(ids: &[&str]) -> Vec<Actor> {
    ids.iter().map(|id| Actor::new(*id)).collect()
}

fn part(id: &str, within: &str, fraction: f64) -> Place {
    Place::new(id).within(within).fraction(Fraction::of(fraction).unwrap())
}

fn day(text: &str) -> NaiveDate {
    text.parse::<Moment>().unwrap().date()
}

/// Dates decide before the order of the record does; that order decides between spans that overlap.
#[test]
fn the_narrative_order_follows_dates_then_the_record() {
    //        | 1st | 2nd | 3rd |
    // e1           [=====]          told first, but e3 certainly came before it
    // e2     [=================]    overlaps both
    // e3     [=====]
    //
    // At first e1 is not free (e3 precedes it): of e2 and e3 the least order goes first.
    let both = told(
        actors(&["a", "b", "c"]),
        vec![Place::new("hill")],
        vec![
            ("2000-01-02", "hill", Captured::by("a").into()),
            ("[2000-01-01..2000-01-03]", "hill", Captured::by("b").into()),
            ("2000-01-01", "hill", Captured::by("c").into()),
        ],
    );
    assert_eq!(both.model.told("hill"), ["e2", "e3", "e1"]);
    // e2 is listed before e3, so it is over by the end of the 1st.
    both.at("hill", "2000-01-01T12:00", &["unrecorded 1000", "b 1000", "c 1000"]);
    both.at("hill", "2000-01-01", &["c 1000"]);
    both.at("hill", "2000-01-02T12:00", &["c 1000", "a 1000"]);
    both.at("hill", "2000-01-02", &["a 1000"]);
}

/// An event of the whole narrows those of its parts; those of parts beside each other are free.
#[test]
fn neighbours_narrow_through_the_whole() {
    //          | 1st | 2nd | 3rd |
    // e1 west    [===============]   before e2: by the end of the 2nd
    // e2 town          [===]
    // e3 east    [===============]   after e2: not before the 2nd
    let both = told(
        actors(&["a", "b", "c"]),
        vec![Place::new("town"), Place::new("west").within("town"), Place::new("east").within("town")],
        vec![
            ("[2000-01-01..2000-01-03]", "west", Captured::by("a").into()),
            ("2000-01-02", "town", Captured::by("b").into()),
            ("[2000-01-01..2000-01-03]", "east", Captured::by("c").into()),
        ],
    );
    let family = both.model.family("town");
    let minutes = |day: &str| Moment::opening(day.parse().unwrap()).minutes();
    assert_eq!(family.narrowed["e1"], (minutes("2000-01-01"), minutes("2000-01-03")));
    assert_eq!(family.narrowed["e2"], (minutes("2000-01-02"), minutes("2000-01-03")));
    assert_eq!(family.narrowed["e3"], (minutes("2000-01-02"), minutes("2000-01-04")));
    both.at("west", "2000-01-01", &["unrecorded 1000", "a 1000"]);
    both.at("east", "2000-01-01", &["unrecorded 1000"]);
    both.at("west", "2000-01-02", &["b 1000"]);
    both.at("east", "2000-01-02", &["b 1000", "c 1000"]);
    both.at("east", "2000-01-03", &["c 1000"]);

    // Without the town's event between them, neither knows of the other.
    let both = told(
        actors(&["a", "c"]),
        vec![Place::new("town"), Place::new("west").within("town"), Place::new("east").within("town")],
        vec![
            ("[2000-01-02..2000-01-03]", "west", Captured::by("a").into()),
            ("[2000-01-01..2000-01-02]", "east", Captured::by("c").into()),
        ],
    );
    assert_eq!(both.model.told("town"), ["e1", "e2"]);
    both.at("west", "2000-01-01", &["unrecorded 1000"]);
    both.at("east", "2000-01-01", &["unrecorded 1000", "c 1000"]);
}

/// A whole can be whatever its parts can be, in any combination.
#[test]
fn parts_combine_freely() {
    //          | 1st | 2nd |
    // e1 west  [===========]
    // e2 east  [===========]      halves of the town: four ways at the close of the 1st
    let both = told(
        actors(&["a", "b"]),
        vec![Place::new("town").held_by("a"), part("west", "town", 0.5), part("east", "town", 0.5)],
        vec![
            ("[2000-01-01..2000-01-02]", "west", Captured::by("b").into()),
            ("[2000-01-01..2000-01-02]", "east", Withdrew::new("a").into()),
        ],
    );
    both.at("town", "2000-01-01", &["a 1000", "a 500, b 500", "a 500, nobody 500", "b 500, nobody 500"]);
    both.at("town", "2000-01-02", &["b 500, nobody 500"]);
}

/// "Captured half" may mean that it now holds half, or that it took a further half; payers pay, others only if need be.
#[test]
fn a_partial_capture_is_true_in_both_meanings() {
    //       | start        | 1st               | 2nd
    // hill    b 700, c 300   a 250 from c        a most
    let both = told(
        actors(&["a", "b", "c"]),
        vec![
            Place::new("hill")
                .baseline(Baseline::shared(Shares::of("b", Share::exactly(700)).and("c", Share::exactly(300)))),
        ],
        vec![
            ("2000-01-01", "hill", Captured::by("a").extent(Share::exactly(250)).from("c").into()),
            ("2000-01-02", "hill", Captured::by("a").extent(Share::MOST).into()),
        ],
    );
    // a: [0,0] → [250, 250]. c has enough: b's 700 is at most 1000 − 250. c pays: 300 → 50..300, and tightened 50.
    both.at("hill", "2000-01-01", &["a 250, b 700, c 50"]);
    // a: [250,250] → [501, min(999, 250 + 999)]; everyone else may lose up to 999.
    both.at("hill", "2000-01-02", &["a 501..999, b 0..499, c 0..50"]);

    // From one that cannot pay so much: a 400 from c, who has 300. b's 700 exceeds 1000 − 400, so b pays too.
    let both = told(
        actors(&["a", "b", "c"]),
        vec![
            Place::new("hill")
                .baseline(Baseline::shared(Shares::of("b", Share::exactly(700)).and("c", Share::exactly(300)))),
        ],
        vec![("2000-01-01", "hill", Captured::by("a").extent(Share::exactly(400)).from("c").into())],
    );
    both.at("hill", "2000-01-01", &["a 400, b 300..600, c 0..300"]);
}

/// What changes in a part moves the whole by its extent; a part retaken makes the whole whole again by itself.
#[test]
fn a_part_moves_the_whole() {
    //              | 1st          | 2nd                  | 3rd
    // town (a)       .              b attacks              .
    //  east 25–50%   c takes it     .                      a retakes it
    let east = Place::new("east").within("town").fraction(Fraction::between(0.25, 0.5).unwrap());
    let both = told(
        actors(&["a", "b", "c"]),
        vec![Place::new("town").held_by("a"), east],
        vec![
            ("2000-01-01", "east", Captured::by("c").into()),
            ("2000-01-02", "town", Attacked::by("b").into()),
            ("2000-01-03", "east", Captured::by("a").into()),
        ],
    );
    both.at("town", "2000-01-01", &["a 500..750, c 250..500"]);
    // The attack speaks of no ground: what the part changed is not counted twice.
    both.at("town", "2000-01-02", &["a 500..750, c 250..500, contested {\"b\"}"]);
    both.at("town", "2000-01-03", &["a 1000"]);
}

/// A whole is not certainly in one hand while a part of unknown extent is not.
#[test]
fn a_part_of_unknown_extent_leaves_its_trace() {
    //          | 1st                 | 2nd
    // town (a)   .                     a seen to hold all
    //  post ?    b half                .
    let both = told(
        actors(&["a", "b"]),
        vec![Place::new("town").held_by("a"), Place::new("post").within("town")],
        vec![
            ("2000-01-01", "post", Captured::by("b").extent(Share::HALF).into()),
            ("2000-01-02", "town", Shares::whole("a").into()),
        ],
    );
    both.at("post", "2000-01-01", &["a 500, b 500"]);
    // The post may be all of the town, or nothing of it.
    both.at("town", "2000-01-01", &["a 500..1000, b 0..500"]);
    // What was seen fits, if the post is next to nothing: so no one else can hold any of it.
    both.at("town", "2000-01-02", &["a 1000"]);
    both.at("post", "2000-01-02", &["a 1000"]);

    // A baseline of the whole in parts, and a part that is another's: next to nothing of it.
    let halves = Baseline::shared(Shares::of("a", Share::HALF).and("b", Share::HALF));
    let both = told(
        actors(&["a", "b", "c"]),
        vec![Place::new("town").baseline(halves), Place::new("post").within("town").held_by("c")],
        vec![],
    );
    both.at("town", "2000-01-01", &["a 499..500, b 499..500, c 0..1"]);
}

/// A place left out keeps what it had, and the places around it fall silent: their parts and rest speak.
#[test]
fn a_place_left_out_keeps_what_it_had() {
    //               | 1st                       | 2nd             | 3rd
    // town (a)        b takes it, not the fort    .                 .
    //  quarter 50%    reached, around the fort    .                 .
    //   fort 20%      left out: a, under attack   c takes half      .
    //  market 25%     reached                     .                 a takes it
    let both = told(
        actors(&["a", "b", "c"]),
        vec![
            Place::new("town").held_by("a"),
            part("quarter", "town", 0.5),
            part("fort", "quarter", 0.2),
            part("market", "town", 0.25),
        ],
        vec![
            ("2000-01-01", "fort", Attacked::by("b").until(Until::Open).into()),
            ("2000-01-01", "market", Attacked::by("b").until(Until::Open).into()),
            ("2000-01-01", "town", Captured::by("b").except("fort").into()),
            ("2000-01-02", "fort", Captured::by("c").extent(Share::HALF).into()),
            ("2000-01-03", "market", Captured::by("a").into()),
        ],
    );
    both.at("fort", "2000-01-01", &["a 1000, contested {\"b\"}"]);
    both.at("market", "2000-01-01", &["b 1000"]);
    both.at("quarter", "2000-01-01", &["a 200, b 800"]);
    both.at("town", "2000-01-01", &["a 100, b 900"]);
    both.at("fort", "2000-01-02", &["a 500, c 500, contested {\"b\"}"]);
    both.at("quarter", "2000-01-02", &["a 100, b 800, c 100"]);
    both.at("town", "2000-01-02", &["a 50, b 900, c 50"]);
    both.at("town", "2000-01-03", &["a 300, b 650, c 50"]);
}

/// A partial gain of the whole puts each part in doubt; what is then seen of a part moves the whole only if it
/// contradicts.
#[test]
fn a_partial_gain_puts_the_parts_in_doubt() {
    //            | 1st           | 2nd              | 3rd
    // town (a)     b takes half    .                  .
    //  east 50%    doubt           b seen, all of it  c seen, all of it
    //  west 50%    doubt           .                  .
    let both = told(
        actors(&["a", "b", "c"]),
        vec![Place::new("town").held_by("a"), part("east", "town", 0.5), part("west", "town", 0.5)],
        vec![
            ("2000-01-01", "town", Captured::by("b").extent(Share::HALF).into()),
            ("2000-01-02", "east", Shares::whole("b").into()),
            ("2000-01-03", "east", Shares::whole("c").into()),
        ],
    );
    both.at("town", "2000-01-01", &["a 500, b 500"]);
    both.at("east", "2000-01-01", &["a 0..1000, b 0..1000"]);
    // That fits: evidence, and the whole stays half and half. (The sum would allow b all of it.)
    both.at("east", "2000-01-02", &["b 1000"]);
    both.at("west", "2000-01-02", &["a 0..1000, b 0..1000"]);
    both.at("town", "2000-01-02", &["a 500, b 500"]);
    // That does not: c has half of the town. Of the east, `then` was anything: b can have lost up to 500.
    both.at("east", "2000-01-03", &["c 1000"]);
    both.at("town", "2000-01-03", &["a 0..500, b 0..500, c 500"]);
}

/// An observation sees those under a listed actor as its own, in the parts too.
#[test]
fn an_observation_adds_up_those_under_whom_it_lists() {
    //                | start           | 1st                | 2nd
    // town             militia 500,      .                    army seen with half
    //                  rebels 500
    //  east 50%        anyone's          rebels left          .
    let halves = Baseline::shared(Shares::of("militia", Share::HALF).and("rebels", Share::HALF));
    let both = told(
        vec![Actor::new("army"), Actor::new("militia").answers_to("army"), Actor::new("rebels")],
        vec![Place::new("town").baseline(halves), part("east", "town", 0.5)],
        vec![
            ("2000-01-01", "east", Withdrew::new("rebels").into()),
            ("2000-01-02", "town", Shares::of("army", Share::HALF).into()),
        ],
    );
    both.at("east", "2000-01-01", &["militia 0..1000, nobody 0..1000"]);
    // The east is half of the town; the militia's and the rebels' halves can lie on either side.
    both.at("town", "2000-01-01", &["militia 0..1000, nobody 0..500, rebels 0..500"]);
    both.at("town", "2000-01-02", &["army 500, nobody 0..500, rebels 0..500"]);
    both.at("east", "2000-01-02", &["army 0..1000, nobody 0..1000"]);
}

/// A whole change settles a place and all it reaches; fire control ends where its user's side now has the place.
#[test]
fn a_whole_change_settles() {
    //          | 1st                             | 2nd                  | 3rd
    // town (a)   b besieges, b and c fire at it    militia of b takes     .
    //  post      b attacks, without an end         reached                c seen, all of it
    let both = told(
        vec![Actor::new("a"), Actor::new("b"), Actor::new("c"), Actor::new("militia").answers_to("b")],
        vec![Place::new("town").held_by("a"), Place::new("post").within("town")],
        vec![
            ("2000-01-01", "town", Besieged::by("b").into()),
            ("2000-01-01", "town", FireControl::by("b").into()),
            ("2000-01-01", "town", FireControl::by("c").into()),
            ("2000-01-01", "post", Attacked::by("b").until(Until::Open).into()),
            ("2000-01-01", "post", FireControl::by("c").into()),
            ("2000-01-02", "town", Captured::by("militia").into()),
            ("2000-01-03", "post", Shares::whole("c").into()),
        ],
    );
    both.at("town", "2000-01-01", &["a 1000, besieged {\"b\"}, under fire {\"b\", \"c\"}"]);
    both.at("post", "2000-01-01", &["a 1000, contested {\"b\"}, under fire {\"c\"}"]);
    both.at("town", "2000-01-02", &["militia 1000, under fire {\"c\"}"]);
    both.at("post", "2000-01-02", &["militia 1000, under fire {\"c\"}"]);
    both.by_side("post", "2000-01-02", &["b 1000, under fire {\"c\"}"]);
    both.at("post", "2000-01-03", &["c 1000"]);
    // Of unknown extent: the post may be all of the town. What goes on there is its own.
    both.at("town", "2000-01-03", &["c 0..1000, militia 0..1000, under fire {\"c\"}"]);
}

/// Settled in the hands of its user's side: whoever of that side they are.
#[test]
fn fire_control_ends_where_the_side_has_it_all() {
    //       | start                   | 1st             | 2nd
    // hill    a 300, militia of a 200,  a fires at it     b hands all to the militia
    //         b 500
    let shares = Shares::of("a", Share::exactly(300)).and("b", Share::HALF).and("militia", Share::exactly(200));
    let both = told(
        vec![Actor::new("a"), Actor::new("b"), Actor::new("militia").answers_to("a")],
        vec![Place::new("hill").baseline(Baseline::shared(shares))],
        vec![
            ("2000-01-01", "hill", FireControl::by("a").into()),
            ("2000-01-02", "hill", Transferred::from_to("b", "militia").into()),
        ],
    );
    both.at("hill", "2000-01-01", &["a 300, b 500, militia 200, under fire {\"a\"}"]);
    both.by_side("hill", "2000-01-01", &["a 500, b 500, under fire {\"a\"}"]);
    both.at("hill", "2000-01-02", &["a 300, militia 700"]);
    both.by_side("hill", "2000-01-02", &["a 1000"]);
}

/// A fight counts to the close of the day on which it falls, and not after it.
#[test]
fn a_fight_counts_to_the_close_of_its_day() {
    //        | 1st        | 2nd        | 3rd
    // e1              [=====]                   the night of the 1st ends on the 2nd: it falls on either day
    let both = told(
        actors(&["a"]),
        vec![Place::new("hill").held_by("a")],
        vec![("2000-01-01 night", "hill", Attacked::by("a").into())],
    );
    both.at("hill", "2000-01-01T20:00", &["a 1000"]);
    both.at("hill", "2000-01-01", &["a 1000", "a 1000, contested {\"a\"}"]);
    both.at("hill", "2000-01-02T06:00", &["a 1000", "a 1000, contested {\"a\"}"]);
    both.at("hill", "2000-01-02", &["a 1000", "a 1000, contested {\"a\"}"]);
    both.at("hill", "2000-01-03T00:01", &["a 1000"]);
}

/// A whole baseline holds for what has none of its own, a partial one leaves the parts open, and what it leaves open is
/// unrecorded.
#[test]
fn baselines_reach_inwards() {
    // town (a) ─┬─ east 50%, none of its own ─── post 50%: b
    //           └─ west 25%: c most
    let both = told(
        actors(&["a", "b", "c"]),
        vec![
            Place::new("town").held_by("a"),
            part("east", "town", 0.5),
            part("post", "east", 0.5).held_by("b"),
            part("west", "town", 0.25).baseline(Baseline::shared(Shares::of("c", Share::MOST))),
        ],
        vec![],
    );
    both.at("east", "2000-01-01", &["a 500, b 500"]);
    both.at("west", "2000-01-01", &["c 501..999, unrecorded 1..499"]);
    // 250 + 250 of a; 250 of b; a quarter of 501..999 and of 1..499, rounded outwards.
    both.at("town", "2000-01-01", &["a 500, b 250, c 125..250, unrecorded 0..125"]);

    // town (half a, half b) ─── east 50%, none of its own: anything among its holders
    let halves = Baseline::shared(Shares::of("a", Share::HALF).and("b", Share::HALF));
    let both = told(actors(&["a", "b"]), vec![Place::new("town").baseline(halves), part("east", "town", 0.5)], vec![]);
    both.at("town", "2000-01-01", &["a 500, b 500"]);
    both.at("east", "2000-01-01", &["a 0..1000, b 0..1000"]);
}

/// Allegiance counts as it was on the day: of the event for what it does, of the question for the side.
#[test]
fn sides_change_with_the_day() {
    //          | 1st                     | 2nd                      | 3rd
    // militia    under a                   under b from here on
    // hill       half a, half militia      b leaves, all it has       .
    let militia = Actor::new("militia")
        .allegiance(Allegiance::to("a").until(day("2000-01-02T00:00")))
        .allegiance(Allegiance::to("b").from(day("2000-01-02T00:00")));
    let both = told(
        vec![Actor::new("a"), Actor::new("b"), militia],
        vec![Place::new("hill").baseline(Baseline::shared(Shares::of("a", Share::HALF).and("militia", Share::HALF)))],
        vec![("2000-01-02 evening", "hill", Withdrew::new("b").into())],
    );
    both.by_side("hill", "2000-01-01", &["a 1000"]);
    // The close of the 1st is the 1st's; a minute later it is the 2nd.
    both.by_side("hill", "2000-01-02T00:01", &["a 500, b 500"]);
    both.by_side("hill", "2000-01-02", &["a 500, nobody 500"]);
}

/// Above 64 combinations the engine may be less exact, but every control that is possible lies within one it names.
#[test]
fn too_many_combinations_are_never_less_true() {
    // Seven tenths of the town, each taken at some time of the 1st or the 2nd: 128 ways at the close of the 1st.
    let parts = ["n", "ne", "se", "s", "sw", "nw", "mid"];
    let mut places = vec![Place::new("town").held_by("a")];
    places.extend(parts.map(|id| part(id, "town", 0.1)));
    let takers = ["b", "c", "d", "b", "c", "d", "b"];
    let events = parts.iter().zip(takers);
    let both = told(
        actors(&["a", "b", "c", "d"]),
        places,
        events.map(|(part, by)| ("[2000-01-01..2000-01-02]", *part, Captured::by(by).into())).collect(),
    );
    let on = "2000-01-01".parse().unwrap();
    let family = both.model.family("town");
    assert_eq!(family.ways("town", Moment::close(on).minutes()), 128);
    let engine: Vec<Shown> = both.history.by_actor().who_held("town", on).unwrap().possible().map(Shown::of).collect();
    for control in family.possible("town", Moment::close(on).minutes(), By::Actor) {
        assert!(engine.iter().any(|one| one.allows(&control)), "{control:?} lies in none of {engine:#?}");
    }
    // Before and after, all is exact.
    both.at("town", "1999-12-31", &["a 1000"]);
    both.at("town", "2000-01-02", &["a 300, b 300, c 200, d 200"]);
}

/// Between the bounds of its end, a fight may be over or not; without `until` it is over with the day on which it falls.
#[test]
fn a_fight_ends_within_its_bounds() {
    //        | 5th    | 8th | … | 20th |
    let fight = |until: &str| Fought::between(["a", "b"]).until(until.parse().unwrap());
    let (over, on) = ("a 1000", "a 1000, contested {\"a\", \"b\"}");
    let hill = |fight: Fought, when: &str| {
        told(actors(&["a", "b"]), vec![Place::new("hill").held_by("a")], vec![(when, "hill", fight.into())])
    };
    let both = hill(fight("[1849-07-08..1849-07-20]"), "1849-07-05");
    both.at("hill", "1849-07-08", &[on]);
    both.at("hill", "1849-07-09T00:01", &[over, on]);
    both.at("hill", "1849-07-15", &[over, on]);
    both.at("hill", "1849-07-20", &[over, on]);
    both.at("hill", "1849-07-21", &[over]);
    // A month: the close of one of its days.
    let both = hill(fight("1849-08"), "1849-07-05");
    both.at("hill", "1849-08-01", &[on]);
    both.at("hill", "1849-08-10", &[over, on]);
    both.at("hill", "1849-08-31", &[over, on]);
    both.at("hill", "1849-09-01", &[over]);
    // A time of day: that moment.
    let both = hill(fight("1849-07-10T14:30"), "1849-07-05");
    both.at("hill", "1849-07-10T14:30", &[on]);
    both.at("hill", "1849-07-10T14:31", &[over]);
    // An open side is without bound, and `..` no end.
    let both = hill(fight("[1849-07-08..]"), "1849-07-05");
    both.at("hill", "1849-07-08", &[on]);
    both.at("hill", "1949-07-08", &[over, on]);
    let both = hill(fight("[..]"), "1849-07-05");
    both.at("hill", "1849-07-05", &[over, on]);
    both.at("hill", "1949-07-05", &[over, on]);
    let both = hill(fight(".."), "1849-07-05");
    both.at("hill", "1949-07-05", &[on]);
    // Without `until`, at the close of the day on which it falls.
    let both = hill(Fought::between(["a", "b"]), "[1849-07-01..1849-07-09]");
    both.at("hill", "1849-07-01", &[over, on]);
    both.at("hill", "1849-07-09", &[over, on]);
    both.at("hill", "1849-07-10", &[over]);
}

/// Of two attacks in the narrative order, the first does not outlast the second.
#[test]
fn attacks_end_in_their_order() {
    let both = told(
        actors(&["a", "b", "c"]),
        vec![Place::new("hill").held_by("c")],
        vec![
            ("[1849-07-01..1849-07-03]", "hill", Attacked::by("a").into()),
            ("[1849-07-01..1849-07-03]", "hill", Attacked::by("b").into()),
        ],
    );
    both.at("hill", "1849-07-03", &["c 1000", "c 1000, contested {\"b\"}", "c 1000, contested {\"a\", \"b\"}"]);
}

/// A handover by one who holds nothing changes nothing; where ground is unrecorded, it may have.
#[test]
fn a_handover_may_move_nothing() {
    //       | 1st            | 2nd                        | 3rd               | 4th
    // hill    b besieges       c, who has none, leaves      b takes half        .
    // wood    b besieges       a leaves (unrecorded)        .                   b leaves, if it had any
    let both = told(
        actors(&["a", "b", "c"]),
        vec![Place::new("hill").held_by("a"), Place::new("wood")],
        vec![
            ("2000-01-01", "hill", Besieged::by("b").into()),
            ("2000-01-01", "wood", Besieged::by("b").into()),
            ("2000-01-02", "hill", Withdrew::new("c").into()),
            ("2000-01-02", "wood", Transferred::from_to("a", "c").into()),
        ],
    );
    both.at("hill", "2000-01-02", &["a 1000, besieged {\"b\"}"]);
    both.at("wood", "2000-01-01", &["unrecorded 1000, besieged {\"b\"}"]);
    let either = "c 0..1000, unrecorded 0..1000";
    both.at("wood", "2000-01-02", &[either, &format!("{either}, besieged {{\"b\"}}")]);
}

/// Several partial transfers from one giver leave each receiver some.
#[test]
fn land_split_several_ways_gives_each_some() {
    let part = |to: &str| Transferred::from_to("a", to).extent(Share::PART);
    let both = told(
        actors(&["a", "b", "c", "d"]),
        vec![Place::new("land").held_by("a")],
        vec![
            ("2000-01-01", "land", part("b").into()),
            ("2000-01-02", "land", part("c").into()),
            ("2000-01-03", "land", part("d").into()),
        ],
    );
    both.at("land", "2000-01-01", &["a 1..999, b 1..999"]);
    both.at("land", "2000-01-02", &["a 0..998, b 1..999, c 1..999"]);
    both.at("land", "2000-01-03", &["a 0..997, b 1..998, c 1..998, d 1..998"]);
}

/// What a place became stands, whatever was before: its parts are anything among the holders that it has then.
#[test]
fn what_a_place_became_stands_whatever_was_before() {
    //              | start | 1st             | 2nd           | 3rd
    // town           a       became b most     .               became a
    //  east 50%      a       (b or silent)     c takes it      (a)
    let both = told(
        actors(&["a", "b", "c"]),
        vec![Place::new("town").held_by("a"), part("east", "town", 0.5)],
        vec![
            ("2000-01-01", "town", Besieged::by("c").into()),
            ("2000-01-01", "town", Became::new(Shares::of("b", Share::MOST)).into()),
            ("2000-01-02", "east", Captured::by("c").into()),
            ("2000-01-03", "town", Became::whole("a").into()),
        ],
    );
    // What the shares leave open is unrecorded, and a partial statement ends no siege.
    both.at("town", "2000-01-01", &["b 501..999, unrecorded 1..499, besieged {\"c\"}"]);
    both.at("east", "2000-01-01", &["b 0..1000, unrecorded 0..1000"]);
    // The east had any of what the town has; half of the town is c's now.
    both.at("town", "2000-01-02", &["b 1..500, c 500, unrecorded 0..499, besieged {\"c\"}"]);
    both.at("town", "2000-01-03", &["a 1000"]);
    both.at("east", "2000-01-03", &["a 1000"]);
}

/// Where nothing is known any more, no part is known, and nothing goes on that is known of.
#[test]
fn what_is_not_known_any_more_is_silent() {
    let both = told(
        actors(&["a", "b"]),
        vec![Place::new("town").held_by("a"), part("east", "town", 0.5)],
        vec![
            ("2000-01-01", "town", FireControl::by("b").into()),
            ("2000-01-01", "east", FireControl::by("b").into()),
            ("[2000-01-02..2000-01-03]", "town", Change::Unknown),
            ("2000-01-04", "east", Captured::by("b").into()),
        ],
    );
    let before = "a 1000, under fire {\"b\"}";
    both.at("town", "2000-01-02", &[before, "unrecorded 1000"]);
    both.at("east", "2000-01-02", &[before, "unrecorded 1000"]);
    both.at("east", "2000-01-03", &["unrecorded 1000"]);
    both.at("town", "2000-01-04", &["b 500, unrecorded 500"]);
}

/// Of a divided place, a part is at least what the others cannot fill, and the rest nothing, or what none of them can.
#[test]
fn the_parts_of_a_divided_place_fill_it() {
    let between = |id: &str, low, high| Place::new(id).within("land").fraction(Fraction::between(low, high).unwrap());
    let land = || Place::new("land").divided().held_by("a");
    let taken =
        || vec![("2000-01-01", "east", Captured::by("b").into()), ("2000-01-02", "west", Captured::by("b").into())];
    let both =
        told(actors(&["a", "b"]), vec![land(), between("east", 0.1, 0.4), Place::new("west").within("land")], taken());
    // The west is 600..900 thousandths, so the east is 100..400.
    both.at("land", "2000-01-01", &["a 600..900, b 100..400"]);
    both.at("land", "2000-01-02", &["b 1000"]);
    let both = told(actors(&["a", "b"]), vec![land(), between("east", 0.1, 0.4), between("west", 0.2, 0.5)], taken());
    // Together at most 900: the east is all 400 of them, the west 500, and 100 are left.
    both.at("land", "2000-01-01", &["a 600, b 400"]);
    both.at("land", "2000-01-02", &["a 100, b 900"]);
    // Where nothing is stated of the land, its parts alone say who holds it.
    let parts = ["north", "south"].map(|id| Place::new(id).within("land"));
    let places = std::iter::once(Place::new("land").divided()).chain(parts).collect();
    let both = told(
        actors(&["germany"]),
        places,
        vec![
            ("1916-06-01", "north", Captured::by("germany").into()),
            ("1916-06-20", "south", Captured::by("germany").into()),
        ],
    );
    both.at("land", "1916-06-10", &["germany 0..1000, unrecorded 0..1000"]);
    both.at("land", "1916-06-24", &["germany 1000"]);
}

/// Seen to hold none: evidence where that fits, else a change that is no whole one.
#[test]
fn one_that_was_seen_to_hold_none_has_none() {
    let halves = || Baseline::shared(Shares::of("a", Share::HALF).and("b", Share::HALF));
    let both = told(
        vec![Actor::new("a"), Actor::new("b"), Actor::new("militia").answers_to("a")],
        vec![Place::new("hill").baseline(halves()), Place::new("vale").held_by("militia")],
        vec![
            ("2000-01-01", "hill", Besieged::by("b").into()),
            ("2000-01-02", "hill", Shares::of("militia", Share::NONE).into()),
            ("2000-01-03", "hill", Shares::of("a", Share::NONE).into()),
            ("2000-01-02", "vale", Shares::of("a", Share::NONE).into()),
        ],
    );
    both.at("hill", "2000-01-02", &["a 500, b 500, besieged {\"b\"}"]);
    both.at("hill", "2000-01-03", &["b 1000, besieged {\"b\"}"]);
    both.at("vale", "2000-01-02", &["unrecorded 1000"]);
}
