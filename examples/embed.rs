//! Builds a history in code, and asks it.
//!
//! `cargo run --example embed`

use whoheld::chrono::NaiveDate;
use whoheld::{
    Actor, Allegiance, Attacked, Captured, DayPart, Event, History, Place, Repelled, Share, Threshold, When,
};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let day = |d| NaiveDate::from_ymd_opt(1849, 7, d).ok_or("no such day");
    let mut history = History::new();

    history.add_actor(Actor::new("crown"))?;
    history.add_actor(Actor::new("republic"))?;
    // The garrison's regiment goes over to the republic on the 5th, and takes along what it holds.
    let (crown, republic) = (Allegiance::to("crown").until(day(5)?), Allegiance::to("republic").from(day(5)?));
    history.add_actor(Actor::new("ninth-regiment").allegiance(crown).allegiance(republic))?;

    history.add_place(Place::new("town").name("en", "the town"))?;
    history.add_place(Place::new("bridge").within("town").held_by("ninth-regiment"))?;
    history.add_place(Place::new("citadel").within("town").held_by("crown"))?;

    history.insert_all([
        Event::new(day(3)?, "citadel", Attacked::by("republic")),
        Event::new(When::part(day(3)?, DayPart::Evening), "citadel", Repelled::new("republic").by("crown")),
        Event::new(When::days(day(8)?, day(10)?)?, "citadel", Captured::by("republic").extent(Share::HALF)),
    ])?;

    // Who held the bridge before and after the regiment changed sides?
    println!("{}", history.who_held("bridge", day(4)?)?);
    println!("{}", history.who_held("bridge", day(5)?)?);

    // What of the citadel while nobody knows on which day its half fell?
    let citadel = history.who_held("citadel", day(9)?)?;
    println!("{citadel}");
    println!("certain: {}; all of it the crown's: {}", citadel.is_certain(), citadel.holds("crown", Threshold::All)?);

    // On how many days of the month did the crown hold all of it?
    let days = history.by_side().days_held("citadel", "crown", Threshold::All, day(1)?..=day(31)?)?;
    println!("the crown held the whole citadel on {} to {} days of July", days.at_least, days.at_most);

    // A mistake changes nothing, and says what would have worked.
    let refused = history.insert(Event::new(day(12)?, "citadell", Captured::by("republic"))).unwrap_err();
    println!("{refused}");
    Ok(())
}
