//! The replay page: one HTML file, to be opened from disk, in which anyone can replay a history and ask it.

mod data;

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use crate::facts::LookupError;
use crate::history::History;
use crate::reading::{Conflicts, Reading};
use crate::scenario::{Credence, Event, day_of};
use data::{Data, Options};

const HTML: &str = include_str!("page.html");
const STYLE: &str = include_str!("page.css");
const SCRIPT: &str = include_str!("page.js");

/// How many days of knowledge a page offers if not told which.
const KNOWN_ON: usize = 31;

/// A page in which anyone can replay a history day by day and ask who held what, how surely, and on whose word: one
/// HTML file that needs no network. Everything it shows is worked out here; the same history gives the same bytes.
///
/// ```
/// # #[cfg(feature = "toml")] {
/// use whoheld::{Page, aleppo, aleppo_2016};
///
/// let html = Page::of(aleppo_2016()).readings(aleppo::readings()).to_html()?;
/// assert!(html.starts_with("<!doctype html>"));
/// # }
/// # Ok::<(), whoheld::LookupError>(())
/// ```
#[derive(Clone, Debug)]
pub struct Page<'h> {
    history: &'h History,
    readings: Option<Vec<Reading>>,
    known_on: Option<Vec<NaiveDate>>,
    language: String,
    title: Option<String>,
    colours: BTreeMap<String, String>,
}

impl<'h> Page<'h> {
    /// A page of a history: in English where its names are, read by default, by the word of each side that claims
    /// anything, keeping all if anything is only claimed, and as known on the days on which knowledge grew.
    #[must_use]
    pub fn of(history: &'h History) -> Self {
        Self {
            history,
            readings: None,
            known_on: None,
            language: "en".to_owned(),
            title: None,
            colours: BTreeMap::new(),
        }
    }

    /// Offers these readings, the first of them to begin with.
    #[must_use]
    pub fn readings(mut self, readings: impl IntoIterator<Item = Reading>) -> Self {
        self.readings = Some(readings.into_iter().collect());
        self
    }

    /// Offers what was known on these days. If not said: on the days on which knowledge grew, or, if these are more
    /// than 31, on as many of them, evenly chosen, the last among them.
    #[must_use]
    pub fn known_on(mut self, days: impl IntoIterator<Item = NaiveDate>) -> Self {
        self.known_on = Some(days.into_iter().collect());
        self
    }

    /// Names places and actors in a language, where the record has such a name.
    #[must_use]
    pub fn language(mut self, language: impl Into<String>) -> Self {
        self.language = language.into();
        self
    }

    /// Gives it another title than the record's.
    #[must_use]
    pub fn title(mut self, title: impl Into<String>) -> Self {
        self.title = Some(title.into());
        self
    }

    /// Paints an actor, and those who answer to it in paler shades, in a colour `#rrggbb`.
    #[must_use]
    pub fn colour(mut self, actor: impl Into<String>, colour: impl Into<String>) -> Self {
        self.colours.insert(actor.into(), colour.into());
        self
    }

    /// The page as HTML.
    ///
    /// # Errors
    /// Where a reading names an actor or source that is not there, or a name that several bear.
    pub fn to_html(&self) -> Result<String, LookupError> {
        let json = self.to_json()?;
        let title = escaped(self.title.as_deref().or(self.history.title()).unwrap_or("A history"));
        // The data comes last, so that nothing in it is taken for a mark.
        let html = HTML.replace("{{title}}", &title);
        let html = html.replace("{{style}}", STYLE).replace("{{script}}", SCRIPT);
        Ok(html.replacen("{{data}}", &json, 1))
    }

    /// What the page shows, as JSON that is safe inside a script element.
    fn to_json(&self) -> Result<String, LookupError> {
        let readings = self.readings.clone().unwrap_or_else(|| default_readings(self.history));
        let known_on = self.known_on.clone().unwrap_or_else(|| days_of_knowledge(self.history));
        let options = Options {
            readings: &readings,
            known_on: &known_on,
            language: &self.language,
            title: self.title.as_deref(),
            colours: &self.colours,
        };
        let json = serde_json::to_string(&Data::of(self.history, &options)?).expect("maps have text keys");
        // Nothing of it can end the element, begin another, or end a line of script.
        Ok(json
            .replace('<', "\\u003c")
            .replace('>', "\\u003e")
            .replace('&', "\\u0026")
            .replace('\u{2028}', "\\u2028")
            .replace('\u{2029}', "\\u2029"))
    }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;").replace('{', "&#123;")
}

/// The default, each side's own word if it claims anything, and keeping all if anything is only claimed.
fn default_readings(history: &History) -> Vec<Reading> {
    let mut readings = vec![Reading::new().named("as told")];
    let claimed = |event: &&Event| event.credence < Credence::Reported;
    let facts = history.facts();
    let sides = facts.sides();
    for (number, side) in facts.actors.numbered().filter(|(_, actor)| actor.allegiances.is_empty()) {
        let by = |event: &Event| {
            let mut actors = event.claimed_by.iter().filter_map(|id| facts.actor_names.id(id));
            actors.any(|actor| sides.side(actor, day_of(event)) == number)
        };
        if history.events().filter(claimed).any(by) {
            readings.push(Reading::new().named(format!("according to {}", side.title())).according_to(&side.id));
        }
    }
    if history.events().any(|event| claimed(&event)) {
        readings.push(Reading::new().named("keeping all").conflicts(Conflicts::KeepAll));
    }
    readings
}

fn days_of_knowledge(history: &History) -> Vec<NaiveDate> {
    let days: BTreeSet<NaiveDate> = history.events().filter_map(Event::known_since).collect();
    let days: Vec<NaiveDate> = days.into_iter().collect();
    if days.len() <= KNOWN_ON {
        return days;
    }
    (1..=KNOWN_ON).map(|at| days[at * days.len() / KNOWN_ON - 1]).collect()
}
