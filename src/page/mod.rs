//! The replay page: one HTML file, which is opened from disk, and in which anyone can replay a history and ask who held
//! what. `data` and `maker` work out what it shows; `page.html`, `page.css` and `page.js` show it.

mod calendar;
mod data;
mod maker;

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;

use data::Data;
use maker::Options;

use crate::facts::LookupError;
use crate::history::History;
use crate::reading::{Conflicts, Reading};
use crate::scenario::{Credence, Event, day_of};

const HTML: &str = include_str!("page.html");
const STYLE: &str = include_str!("page.css");
const SCRIPT: &str = include_str!("page.js");

/// The greatest number of "as known on" days that a page offers by default.
const MAX_KNOWN_ON: usize = 31;

/// A page in which anyone can replay a history day by day and ask who held what, how certainly, and on whose word: one
/// HTML file that needs no network. All answers on it are worked out here, not in the browser. The same history always
/// gives the same bytes.
///
/// ```
/// # #[cfg(feature = "aleppo")] {
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
    /// Returns a page of a history, in English where its names are.
    ///
    /// The page offers the default reading; one according to each side that claims anything; one that keeps all
    /// conflicting claims, if anything is only claimed; and what was known on the days on which events became known.
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

    /// Offers these readings instead of the default ones. The first is shown when the page is opened.
    #[must_use]
    pub fn readings(mut self, readings: impl IntoIterator<Item = Reading>) -> Self {
        self.readings = Some(readings.into_iter().collect());
        self
    }

    /// Offers what was known on these days. By default, the days on which events became known; if these are more than
    /// 31, 31 of them, evenly spread, the last included.
    #[must_use]
    pub fn known_on(mut self, days: impl IntoIterator<Item = NaiveDate>) -> Self {
        self.known_on = Some(days.into_iter().collect());
        self
    }

    /// Sets the language in which places and actors are named, if the record has a name in it; English by default.
    #[must_use]
    pub fn language(mut self, language: impl Into<String>) -> Self {
        self.language = language.into();
        self
    }

    /// Sets a title instead of that of the record.
    #[must_use]
    pub fn title(mut self, title: impl Into<String>) -> Self {
        self.title = Some(title.into());
        self
    }

    /// Sets the colour of an actor, `#rrggbb`. If the actor is a side, those who answer to it get paler shades of it.
    #[must_use]
    pub fn colour(mut self, actor: impl Into<String>, colour: impl Into<String>) -> Self {
        self.colours.insert(actor.into(), colour.into());
        self
    }

    /// Returns the page as HTML.
    ///
    /// # Errors
    /// Returns an error if a reading names an actor or source that does not exist, or a name that several have.
    pub fn to_html(&self) -> Result<String, LookupError> {
        let json = self.to_json()?;
        let title = escaped(self.title.as_deref().or(self.history.title()).unwrap_or("A history"));
        // The data is inserted last, so that no text in it is taken for a placeholder.
        let html = HTML.replace("{{title}}", &title);
        let html = html.replace("{{style}}", STYLE).replace("{{script}}", SCRIPT);
        Ok(html.replacen("{{data}}", &json, 1))
    }

    /// Returns what the page shows, as JSON that is safe inside a script element.
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
        // Escaped like this, no text can end the script element, begin another, or end a line of the script.
        Ok(json
            .replace('<', "\\u003c")
            .replace('>', "\\u003e")
            .replace('&', "\\u0026")
            .replace('\u{2028}', "\\u2028")
            .replace('\u{2029}', "\\u2029"))
    }
}

/// Returns text escaped for HTML. Braces are escaped too, so that no text is taken for a placeholder.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;").replace('{', "&#123;")
}

/// Returns the default reading, one according to each side that claims anything, and one that keeps all conflicting
/// claims if anything is only claimed.
fn default_readings(history: &History) -> Vec<Reading> {
    let mut readings = vec![Reading::new().named("as told")];
    let only_claimed = |event: &&Event| event.credence < Credence::Reported;
    let facts = history.facts();
    let sides = facts.sides();
    for (number, side) in facts.actors.numbered().filter(|(_, actor)| actor.allegiances.is_empty()) {
        let is_claimed_by_side = |event: &Event| {
            let mut actors = event.claimed_by.iter().filter_map(|id| facts.actor_names.id(id));
            actors.any(|actor| sides.side(actor, day_of(event)) == number)
        };
        if history.events().into_iter().filter(only_claimed).any(is_claimed_by_side) {
            readings.push(Reading::new().named(format!("according to {}", side.title())).according_to(&side.id));
        }
    }
    if history.events().into_iter().any(|event| only_claimed(&event)) {
        readings.push(Reading::new().named("keeping all").conflicts(Conflicts::KeepAll));
    }
    readings
}

/// Returns the days on which events became known, or [`MAX_KNOWN_ON`] of them, evenly spread.
fn days_of_knowledge(history: &History) -> Vec<NaiveDate> {
    let days: BTreeSet<NaiveDate> = history.events().into_iter().filter_map(Event::known_since).collect();
    let days: Vec<NaiveDate> = days.into_iter().collect();
    if days.len() <= MAX_KNOWN_ON {
        return days;
    }
    (1..=MAX_KNOWN_ON).map(|number| days[number * days.len() / MAX_KNOWN_ON - 1]).collect()
}
