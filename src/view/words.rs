//! A state of control in words: who holds how much, and what is going on.

use std::fmt;

use super::control::{Control, Holder};
use crate::scenario::Actor;
use crate::share::Share;
use crate::words::{listed, shown_share};

impl Control<'_> {
    /// Returns who holds how much, in words: `rebels (most), government (the rest)`.
    pub(crate) fn division_phrase(self) -> String {
        division_phrase(&self.shares().collect::<Vec<_>>())
    }

    /// Returns what is going on, each item after a comma: `, contested by government and rebels`.
    pub(crate) fn activity_phrase(self) -> String {
        self.activity_named(|actor| &actor.id)
    }

    /// Returns what is going on, with a function that writes the actors.
    pub(crate) fn activity_named(self, name: impl Fn(&Actor) -> &str) -> String {
        let list = |actors: &[&Actor]| listed(&actors.iter().map(|actor| name(actor)).collect::<Vec<_>>());
        let mut text = String::new();
        for (words, actors) in [
            ("contested by", self.contested_by()),
            ("besieged by", self.besieged_by()),
            ("under fire of", self.under_fire_of()),
        ] {
            if !actors.is_empty() {
                text += &format!(", {words} {}", list(&actors));
            }
        }
        text
    }
}

impl fmt::Display for Control<'_> {
    /// Writes a phrase: `rebels (most), government (the rest)`, `half rebels, half government`, `vacant`, `unrecorded`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&(self.division_phrase() + &self.activity_phrase()))
    }
}

/// Returns who holds how much, in words.
fn division_phrase(shares: &[(Holder<'_>, Share)]) -> String {
    let name = |holder: &Holder<'_>| match holder {
        Holder::Nobody => "vacant".to_owned(),
        holder => holder.id().to_owned(),
    };
    match shares {
        [(only, _)] => name(only),
        [(a, first), (b, second)] if *first == Share::HALF && *second == Share::HALF => {
            format!("half {}, half {}", name(a), name(b))
        }
        [(a, first), others @ ..] if first.at_least() > 500 && others.iter().all(|other| other.1.at_least() == 0) => {
            let others: Vec<String> = others.iter().map(|(holder, _)| name(holder)).collect();
            format!("{}, possibly {} in part", name(a), others.join(" or "))
        }
        [(a, first), (b, _)] if first.at_least() > 0 && *first != Share::PART => {
            format!("{} ({}), {} (the rest)", name(a), shown_share(*first), name(b))
        }
        all if all.iter().all(|(_, share)| *share == Share::ANY) => {
            let names: Vec<String> = all.iter().map(|(holder, _)| name(holder)).collect();
            format!("{}, in shares unknown", names.join(" or "))
        }
        all => {
            let rows: Vec<String> =
                all.iter().map(|(holder, share)| format!("{} ({})", name(holder), shown_share(*share))).collect();
            rows.join(", ")
        }
    }
}
