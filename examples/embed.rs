//! A history of one's own, built in code, and three questions to it.

use whoheld::chrono::NaiveDate;
use whoheld::{Actor, Allegiance, Attacked, Captured, Event, History, Place, Repelled, Share, Threshold};

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
        Event::new("1849-07-03".parse()?, "citadel", Attacked::by("republic")),
        Event::new("1849-07-03 evening".parse()?, "citadel", Repelled::new("republic").by("crown")),
        Event::new("[1849-07-08..1849-07-10]".parse()?, "citadel", Captured::by("republic").extent(Share::HALF)),
    ])?;

    // Who held the bridge before and after the regiment changed sides?
    println!("{}", history.who_held("bridge", day(4)?)?);
    println!("{}", history.who_held("bridge", day(5)?)?);

    // What of the citadel while nobody knows on which day its half fell?
    let citadel = history.who_held("citadel", day(9)?)?;
    println!("{citadel}");
    println!("certain: {}; all of it the crown's: {}", citadel.is_certain(), citadel.holds("crown", Threshold::All)?);

    // On how many days of the month did the crown hold all of it?
    let days = history.by_side().days_held("citadel", "crown", Threshold::All, day(1)?, day(31)?)?;
    println!("the crown held the whole citadel on {} to {} days of July", days.at_least, days.at_most);

    // A mistake changes nothing, and says what would have worked.
    let refused = history.insert(Event::new("1849-07-12".parse()?, "citadell", Captured::by("republic"))).unwrap_err();
    println!("{refused}");
    Ok(())
}
