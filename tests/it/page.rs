//! What the page is given is what the library answers; and nothing that a record says is more than text. How the page
//! behaves is seen in a browser: `tests/page/run`.

use serde_json::Value;
use whoheld::chrono::{Days, NaiveDate};
use whoheld::{
    Actor, Basis, Conflicts, Credence, Event, History, Page, Place, Reading, View, When, Withdrew, aleppo, aleppo_2016,
};

/// The data inside a page.
fn data(html: &str) -> Value {
    let (_, rest) = html.split_once(r#"<script type="application/json" id="data">"#).expect("the data");
    let (json, _) = rest.split_once("</script>").expect("its end");
    serde_json::from_str(json).unwrap_or_else(|error| panic!("{error}"))
}

fn number(value: &Value) -> usize {
    usize::try_from(value.as_u64().unwrap_or_else(|| panic!("a number: {value}"))).unwrap()
}

/// The run of a place on a day.
fn run(view: &Value, place: usize, day: usize) -> &Value {
    let runs = view["places"][place].as_array().expect("runs");
    runs.iter().rfind(|run| number(&run[0]) <= day).expect("the first run begins with the first day")
}

/// That a view of the page has, for every place and day, what the library answers.
fn same(data: &Value, shown: &Value, view: View<'_>, first: NaiveDate, days: usize) {
    for (place, definition) in view.history().places().enumerate() {
        for day in 0..days {
            let on = first.checked_add_days(Days::new(day as u64)).unwrap();
            let answer = view.who_held(definition, on).unwrap();
            let run = run(shown, place, day);
            let state = &data["states"][number(&run[1])];
            let text = answer.to_string();
            assert_eq!(text.split_once(": ").unwrap().1, state["text"], "{text}");
            assert_eq!(state["certain"], answer.is_certain(), "{text}");
            assert_eq!(run[6], answer.depends_on_narrative_order(), "{text}");
            // The paragraph: the verdict with its day, then the age that the page says itself, then why.
            let part = |at: usize| data["texts"][number(&run[at])].as_str().unwrap().to_owned();
            let when = format!("the close of {}", on.format("%-d %B %Y"));
            let verdict = part(2).replacen('\u{1}', &format!("at {when}"), 1);
            // The page itself says whether the record covers the day.
            let paragraph = answer.explain();
            let outside = answer.basis() == Basis::Outside;
            assert_eq!(paragraph.starts_with("The record covers 27 October to 13 November 2016; "), outside);
            let paragraph = if outside { paragraph.split_once(" knew. ").unwrap().1 } else { &paragraph };
            assert!(paragraph.to_lowercase().starts_with(&verdict.to_lowercase()), "{paragraph}\n{verdict}");
            let why = part(3);
            let all = why.split(". ").all(|sentence| paragraph.contains(sentence.trim_end_matches('.')));
            assert!(all, "{paragraph}\n{why}");
            let basis = answer.basis().to_string();
            assert_eq!(run[4].as_str().unwrap(), if outside { "x" } else { &basis[..1] }, "{text}");
            if let (Some(last), "carried") = (answer.last_evidence(), &*basis) {
                assert_eq!(run[5].as_i64().unwrap(), last.signed_duration_since(first).num_days(), "{text}");
            }
        }
    }
}

#[test]
fn the_page_shows_what_the_library_answers() {
    let record = aleppo_2016();
    let html = Page::of(record).readings(aleppo::readings()).to_html().unwrap();
    let data = data(&html);
    let first: NaiveDate = data["first"].as_str().unwrap().parse().unwrap();
    let days = number(&data["days"]);
    let readings = data["readings"].as_array().unwrap();
    let offered = aleppo::readings();
    for (reading, shown) in offered.iter().zip(readings) {
        assert_eq!(shown["name"], reading.to_string());
        let account = record.interpret(reading).unwrap();
        same(&data, &shown["side"], account.by_side(), first, days);
        if *reading == offered[0] {
            same(&data, &shown["actor"], account.by_actor(), first, days);
        }
    }
    // And as known on each day on which knowledge grew.
    let known: Vec<&Value> = readings.iter().filter(|it| it["group"] == "known").collect();
    assert_eq!(known.len() + offered.len(), readings.len());
    assert_eq!(known.len(), 14);
    let early = known.iter().find(|it| it["name"] == "as known on 2016-11-10").unwrap();
    let account = record.interpret(&Reading::new().known_on("2016-11-10".parse().unwrap())).unwrap();
    same(&data, &early["side"], account.by_side(), first, days);
    assert_eq!(html, Page::of(record).readings(aleppo::readings()).to_html().unwrap(), "the same bytes");
}

#[test]
fn a_page_offers_the_word_of_each_side_that_claims_anything() {
    let names = |html: &str| -> Vec<String> {
        let readings = data(html)["readings"].as_array().unwrap().clone();
        readings.iter().filter(|it| it["group"] != "known").map(|it| it["name"].as_str().unwrap().to_owned()).collect()
    };
    let html = Page::of(aleppo_2016()).to_html().unwrap();
    assert_eq!(
        names(&html),
        ["as told", "according to the government and its allies", "according to the rebels", "keeping all"]
    );
    let mut quiet = History::new();
    quiet.add_actor(Actor::new("crown")).unwrap();
    quiet.add_place(Place::new("hill").held_by("crown")).unwrap();
    assert_eq!(names(&Page::of(&quiet).to_html().unwrap()), ["as told"]);
    quiet
        .insert(Event::new("1849".parse::<When>().unwrap(), "hill", Withdrew::new("crown")).credence(Credence::Claimed))
        .unwrap();
    assert_eq!(names(&Page::of(&quiet).to_html().unwrap()), ["as told", "keeping all"]);
    let error = Page::of(&quiet).readings([Reading::new().only_from("nobody-here")]).to_html().unwrap_err();
    assert_eq!(error.to_string(), "no actor or source `nobody-here`");
    assert!(Page::of(&History::new()).to_html().is_ok(), "of nothing there is a page too");
}

#[test]
fn what_a_record_says_cannot_leave_its_place() {
    let hostile = "</script><img src=x onerror=alert(1)>{{data}}{{script}}<!--\u{2028}&lt;\"'";
    let mut scenario = aleppo_2016().to_scenario();
    scenario.title = Some(hostile.to_owned());
    scenario.places[0].names.insert("en".to_owned(), hostile.to_owned());
    scenario.events[0].note = Some(hostile.to_owned());
    let history = History::try_from(scenario).unwrap();
    let readings = [Reading::new().named(hostile), Reading::new().conflicts(Conflicts::KeepAll)];
    let html = Page::of(&history).readings(readings).known_on([]).language(hostile).colour("rebels", hostile).to_html();
    let html = html.unwrap();
    assert!(!html.contains("<img") && !html.contains("<!--\u{2028}"));
    let data = data(&html);
    assert_eq!(data["title"], hostile);
    assert_eq!(data["places"][0]["names"].as_array().unwrap().iter().find(|name| name[0] == "en").unwrap()[1], hostile);
    assert_eq!(data["readings"][0]["name"], hostile);
    assert_eq!(html.matches("</script>").count(), 2, "the data and the script end, and nothing else does");
}
