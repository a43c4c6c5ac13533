//! The histories that are measured: patterns that can be laid out in any size.

use whoheld::chrono::{Days, NaiveDate};
use whoheld::{
    Actor, Allegiance, Attacked, Captured, Change, Credence, Event, Fraction, Place, Scenario, Share, Shares, When,
};

/// A pattern of places, actors and events. Its size is the number of its events.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shape {
    /// One place, taken every day, by two sides in turn.
    Captures,
    /// One place, attacked every day, that never falls.
    Attacks,
    /// One whole of many equal parts; every day another part is taken.
    Tree,
    /// Many places that stand alone, each taken once, all of them within 64 days.
    Families,
    /// One place, taken again and again by six sides; each time is known only to within as many days as there are events.
    Wide,
    /// One place, seen every day to be shared in another way.
    Observations,
    /// One place, taken every other day by a legion that changes sides the day after; as many legions as events.
    Sides,
    /// One place that two sides claim in turn to have taken, day after day. If not asked to, nobody believes them.
    Claims,
}

/// Most shapes have two sides, the first two.
const SIDES: [&str; 6] = ["blue", "red", "green", "black", "white", "gold"];

/// The days over which events at many places are spread, however many places there are.
const FEW_DAYS: usize = 64;

/// The day with that number; day 0 is the first of a record.
pub(crate) fn date(number: usize) -> NaiveDate {
    let first = NaiveDate::from_ymd_opt(2012, 1, 1).expect("a day");
    first.checked_add_days(Days::new(number as u64)).expect("a day")
}

impl Shape {
    pub(crate) const ALL: [Self; 8] = [
        Self::Captures,
        Self::Attacks,
        Self::Tree,
        Self::Families,
        Self::Wide,
        Self::Observations,
        Self::Sides,
        Self::Claims,
    ];

    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Captures => "captures",
            Self::Attacks => "attacks",
            Self::Tree => "tree",
            Self::Families => "families",
            Self::Wide => "wide",
            Self::Observations => "observations",
            Self::Sides => "sides",
            Self::Claims => "claims",
        }
    }

    /// The sizes at which it is measured: each twice the one before, and small enough to be counted within seconds. They
    /// are chosen so that the few events or actors that come in later fill no list or hash table, which would double.
    pub(crate) const fn sizes(self) -> [usize; 3] {
        let smallest = match self {
            Self::Attacks | Self::Wide => 64,
            Self::Observations | Self::Claims => 90,
            Self::Sides => 75,
            _ => 180,
        };
        [smallest, 2 * smallest, 4 * smallest]
    }

    /// The day of an event, by its number.
    pub(crate) const fn day(self, number: usize) -> usize {
        match self {
            Self::Families => number % FEW_DAYS,
            Self::Sides => 2 * number,
            _ => number,
        }
    }

    /// The first day that is later than all events of a record of that size.
    pub(crate) const fn end(self, size: usize) -> usize {
        match self {
            Self::Families => FEW_DAYS,
            Self::Wide => 2 * size,
            _ => self.day(size),
        }
    }

    fn has_many_places(self) -> bool {
        matches!(self, Self::Tree | Self::Families)
    }

    /// The place of an event, by its number.
    fn place(self, number: usize, size: usize) -> String {
        if self.has_many_places() { format!("place-{}", number % size) } else { "town".to_owned() }
    }

    /// The place that questions are about. In a tree it is the whole.
    pub(crate) fn asked(self, size: usize) -> String {
        if self == Self::Families { self.place(size / 2, size) } else { "town".to_owned() }
    }

    /// All places that events are at; and the days over which to ask about them all, of which there are few if the
    /// places are many.
    pub(crate) fn area(self, size: usize) -> (Vec<String>, NaiveDate, NaiveDate) {
        if self.has_many_places() {
            let middle = self.day(size / 2);
            ((0..size).map(|number| self.place(number, size)).collect(), date(middle), date(middle + FEW_DAYS))
        } else {
            (vec![self.asked(size)], date(0), date(self.end(size)))
        }
    }

    /// The event of that number, on a day that need not be its own.
    pub(crate) fn event(self, number: usize, size: usize, on: usize) -> Event {
        let side = SIDES[number % 2];
        let change: Change = match self {
            Self::Captures | Self::Claims => Captured::by(side).into(),
            Self::Attacks => Attacked::by("blue").into(),
            // Blue takes them all before red takes any of them back.
            Self::Tree | Self::Families => Captured::by(SIDES[number / size % 2]).into(),
            Self::Wide => Captured::by(SIDES[number % SIDES.len()]).into(),
            Self::Observations => {
                let blue = u16::try_from(1 + number % 999).expect("a small number");
                Shares::of("blue", Share::exactly(blue)).and("red", Share::exactly(1000 - blue)).into()
            }
            Self::Sides => Captured::by(format!("legion-{}", number % size)).into(),
        };
        let when = match self {
            Self::Wide => When::days(date(on), date(on + size - 1)).expect("days in order"),
            _ => When::day(date(on)),
        };
        let event = Event::new(when, self.place(number, size), change).id(format!("event-{number}"));
        let event = event.order(i64::try_from(number).expect("a small number"));
        if self == Self::Claims { event.credence(Credence::Claimed).claimed_by(side) } else { event }
    }

    /// The record of that many events.
    pub(crate) fn scenario(self, size: usize) -> Scenario {
        let mut scenario = Scenario::default();
        let sides = if self == Self::Wide { &SIDES } else { &SIDES[..2] };
        scenario.actors.extend(sides.iter().map(|side| Actor::new(*side)));
        if self != Self::Families {
            scenario = scenario.place(Place::new("town").held_by("red"));
        }
        for number in 0..size {
            let place = Place::new(self.place(number, size));
            match self {
                Self::Tree => {
                    let one_of = f64::from(u32::try_from(size).expect("a small number"));
                    // A little less, so that no rounding makes the parts more than the whole.
                    let fraction = Fraction::of(0.999 / one_of).expect("a fraction");
                    scenario.places.push(place.within("town").fraction(fraction));
                }
                Self::Families => scenario.places.push(place.held_by("red")),
                Self::Sides => {
                    let turns = date(self.day(number) + 1);
                    let legion = Actor::new(format!("legion-{number}")).allegiance(Allegiance::to("blue").until(turns));
                    scenario.actors.push(legion.allegiance(Allegiance::to("red").from(turns)));
                }
                _ => {}
            }
            scenario.events.push(self.event(number, size, self.day(number)));
        }
        scenario
    }
}
