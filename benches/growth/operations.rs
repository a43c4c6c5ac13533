//! What is measured: the operations of the library, each on some of the shapes.

use std::hint::black_box;

use whoheld::chrono::NaiveDate;
use whoheld::{
    Actor, Conflicts, Event, History, Reading, Scenario, StatePicture, Threshold, TimelinePicture, View, compare,
};

use crate::shapes::{Shape, date};
use Shape::{Attacks, Captures, Claims, Families, Observations, Sides, Tree, Wide};

/// An operation of the library, and the shapes that it is measured on.
pub(crate) struct Operation {
    pub(crate) name: &'static str,
    pub(crate) needs: Needs,
    /// How often a run does it. What is told is the work of one.
    pub(crate) times: usize,
    pub(crate) shapes: &'static [Shape],
    pub(crate) run: fn(&mut Ready),
}

/// What has to be there before an operation can be done. Making it is not counted.
#[derive(Clone, Copy)]
pub(crate) enum Needs {
    Text,
    Scenario,
    History,
    /// A history which an event and an actor have just come in to, so that its lists have room for a few more.
    Room,
    TwoHistories,
}

/// How many events or actors come in, one by one; and on how many days it is asked who held a place.
const TIMES: usize = 16;

/// All operations. Every shape is at least loaded, appended to and asked for a timeline.
pub(crate) const OPERATIONS: &[Operation] = &[
    operation("load_toml", Needs::Text, 1, &[Captures, Families], load_toml),
    operation("load", Needs::Scenario, 1, &Shape::ALL, load),
    operation("append", Needs::Room, TIMES, &Shape::ALL, append),
    operation("insert", Needs::Room, TIMES, &[Captures, Attacks, Tree, Families, Wide, Observations, Sides], insert),
    operation("add_actor", Needs::Room, TIMES, &[Captures, Sides], add_actor),
    operation("who_held", Needs::History, TIMES, &[Captures, Attacks, Tree, Families, Wide, Sides], who_held),
    operation("timeline", Needs::History, 1, &Shape::ALL, timeline),
    operation("replay", Needs::History, 1, &[Captures, Attacks, Tree, Families, Sides], replay),
    operation("days_held", Needs::History, 1, &[Captures, Tree, Wide, Sides], days_held),
    operation("first_held", Needs::History, 1, &[Captures, Tree, Wide, Sides], first_held),
    operation("between", Needs::History, 1, &[Captures, Tree, Wide, Sides], between),
    operation("read_known", Needs::History, 1, &[Captures, Families, Observations, Claims], read_known),
    operation("read_all", Needs::History, 1, &[Captures, Families, Observations, Claims], read_all),
    operation("audit", Needs::History, 1, &[Captures, Attacks, Tree, Families, Observations, Sides], audit),
    operation("compare", Needs::TwoHistories, 1, &[Captures, Families, Wide, Observations], compare_two),
    operation("control_table", Needs::History, 1, &[Captures, Tree, Families, Wide, Sides], control_table),
    operation("share_of_area", Needs::History, 1, &[Captures, Tree, Families, Wide], share_of_area),
    operation("timeline_svg", Needs::History, 1, &[Captures, Attacks, Tree, Families, Wide, Sides], timeline_svg),
    operation("state_svg", Needs::History, 1, &[Tree, Families], state_svg),
];

const fn operation(
    name: &'static str,
    needs: Needs,
    times: usize,
    shapes: &'static [Shape],
    run: fn(&mut Ready),
) -> Operation {
    Operation { name, needs, times, shapes, run }
}

/// What operations work on. What an operation has no need of is empty.
#[derive(Default)]
pub(crate) struct Ready {
    text: String,
    scenario: Scenario,
    history: History,
    /// Another coding of the same events.
    other: History,
    /// Events later than all others, and events amid the others.
    later: Vec<Event>,
    amid: Vec<Event>,
    actors: Vec<Actor>,
    /// What is asked about: a place, from the first day to after the last, and days between; or some places and days.
    place: String,
    first: NaiveDate,
    last: NaiveDate,
    days: Vec<NaiveDate>,
    area: (Vec<String>, NaiveDate, NaiveDate),
}

impl Ready {
    /// Lays out what an operation needs, in a shape of that size.
    pub(crate) fn new(needs: Needs, shape: Shape, size: usize) -> Self {
        let load = |scenario: Scenario| History::try_from(scenario).expect("a good record");
        let scenario = shape.scenario(size);
        let mut ready = Self {
            place: shape.asked(size),
            first: date(0),
            last: date(shape.end(size)),
            days: (0..TIMES).map(|part| date(shape.end(size) * part / TIMES)).collect(),
            area: shape.area(size),
            ..Self::default()
        };
        match needs {
            Needs::Text => ready.text = load(scenario).to_toml(),
            Needs::Scenario => ready.scenario = scenario,
            Needs::History => ready.history = load(scenario),
            Needs::Room => {
                ready.history = load(scenario);
                ready.make_room(shape, size);
            }
            Needs::TwoHistories => {
                let mut other = scenario.clone();
                // The second coder missed every tenth event.
                other.events.retain(|event| event.order.is_none_or(|order| order % 10 != 5));
                ready.history = load(scenario);
                ready.other = load(other);
            }
        }
        ready
    }

    fn make_room(&mut self, shape: Shape, size: usize) {
        let later = |extra: usize| shape.event(size + extra, size, shape.end(size) + extra);
        // On the day of an event amid the others, and told right after it, comes what is like the event after it.
        let amid = |extra: usize| {
            let beside = shape.event(size / 2 + extra, size, 0);
            let mut event = shape.event(size / 2 + extra + 1, size, shape.day(size / 2 + extra));
            event.order = beside.order;
            event.id(format!("event-{}-and-more", size / 2 + extra))
        };
        self.later = (1..=TIMES).map(later).collect();
        self.amid = (0..TIMES).map(amid).collect();
        self.actors = (1..=TIMES).map(|extra| Actor::new(format!("newcomer-{extra}")).answers_to("red")).collect();
        self.history.insert(later(0)).expect("a good event");
        self.history.add_actor(Actor::new("newcomer-0")).expect("a good actor");
    }

    fn middle(&self) -> NaiveDate {
        self.first + (self.last - self.first) / 2
    }

    fn view(&self) -> View<'_> {
        self.history.by_side()
    }
}

/// Keeps a result to the end of the run, so that dropping it does not count as work.
fn keep<T>(result: T) {
    std::mem::forget(black_box(result));
}

fn load_toml(ready: &mut Ready) {
    keep(History::from_toml(&ready.text).expect("a good file"));
}

fn load(ready: &mut Ready) {
    keep(History::try_from(std::mem::take(&mut ready.scenario)).expect("a good record"));
}

fn append(ready: &mut Ready) {
    for event in std::mem::take(&mut ready.later) {
        keep(ready.history.insert(event).expect("a good event"));
    }
}

fn insert(ready: &mut Ready) {
    for event in std::mem::take(&mut ready.amid) {
        keep(ready.history.insert(event).expect("a good event"));
    }
}

fn add_actor(ready: &mut Ready) {
    for actor in std::mem::take(&mut ready.actors) {
        keep(ready.history.add_actor(actor).expect("a good actor"));
    }
}

fn who_held(ready: &mut Ready) {
    for &on in &ready.days {
        keep(ready.history.who_held(ready.place.as_str(), on).expect("a place").is_certain());
    }
}

fn timeline(ready: &mut Ready) {
    let timeline = ready.view().timeline(ready.place.as_str()).expect("a place");
    keep(timeline.holdings().filter(whoheld::Holding::is_certain).count());
}

fn replay(ready: &mut Ready) {
    keep(ready.history.replay().filter(|step| step.changes_control()).count());
}

fn days_held(ready: &mut Ready) {
    let (place, first, last) = (ready.place.as_str(), ready.first, ready.last);
    keep(ready.view().days_held(place, "blue", Threshold::All, first..=last).expect("names that are known"));
}

fn first_held(ready: &mut Ready) {
    keep(ready.view().first_held(ready.place.as_str(), "blue", Threshold::All).expect("names that are known"));
}

fn between(ready: &mut Ready) {
    keep(ready.view().between(ready.place.as_str(), ready.first..=ready.last).expect("a place"));
}

fn read_known(ready: &mut Ready) {
    keep(ready.history.interpret(&Reading::new().known_on(ready.middle())).expect("nobody is named"));
}

fn read_all(ready: &mut Ready) {
    keep(ready.history.interpret(&Reading::new().conflicts(Conflicts::KeepAll)).expect("nobody is named"));
}

fn audit(ready: &mut Ready) {
    keep(ready.history.audit());
}

fn compare_two(ready: &mut Ready) {
    let comparison = compare(&ready.history, &ready.other);
    keep((comparison.disagreements().len(), comparison.agreement()));
}

fn control_table(ready: &mut Ready) {
    keep(ready.view().control_table().states());
}

fn share_of_area(ready: &mut Ready) {
    let (places, first, last) = &ready.area;
    let places = places.iter().map(String::as_str);
    keep(ready.view().share_of_area(places, "blue", *first..=*last).expect("names that are known"));
}

fn timeline_svg(ready: &mut Ready) {
    keep(TimelinePicture::of(&ready.history).to_string());
}

fn state_svg(ready: &mut Ready) {
    keep(StatePicture::of(&ready.history, ready.middle()).to_string());
}
