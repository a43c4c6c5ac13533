//! The keys of a document, and the words that people write for them.

use super::quoted::quoted;
use crate::spelling::nearest;

/// The keys at the top of a document.
pub(super) const DOCUMENT_KEYS: [&str; 10] =
    ["format", "title", "licence", "note", "covers", "actor", "source", "place", "event", "accepted"];

/// The keys of the document that hold lists of entries.
pub(super) const LIST_KEYS: [&str; 5] = ["actor", "source", "place", "event", "accepted"];

/// The keys of the document that no entry has.
pub(super) const TOP_KEYS: [&str; 5] = ["format", "title", "licence", "covers", "accepted"];

/// Keys that people write for other ones, each with the key that is meant, and whether nothing else can be meant.
const SYNONYMS: [(&str, &str, bool); 15] = [
    ("date", "when", true),
    ("day", "when", true),
    ("location", "place", true),
    ("source", "cites", false),
    ("sources", "cites", true),
    ("cite", "cites", true),
    ("license", "licence", true),
    ("side", "allegiance", false),
    ("parent", "within", false),
    ("holder", "held_by", true),
    ("by", "actor", false),
    ("by", "attacker", false),
    ("attacker", "by", false),
    ("actor", "by", false),
    ("share", "shares", false),
];

/// What reports say that happened, each with the changes that it may be; and of what is only noted, the kind of note.
const VERBS: [(&str, &[&str], &str); 50] = [
    ("took", &["captured"], ""),
    ("taken", &["captured"], ""),
    ("seized", &["captured"], ""),
    ("liberated", &["captured"], ""),
    ("occupied", &["captured"], ""),
    ("conquered", &["captured"], ""),
    ("overran", &["captured"], ""),
    ("stormed", &["captured", "attacked"], ""),
    ("entered", &["captured", "attacked"], ""),
    ("retook", &["recaptured"], ""),
    ("retaken", &["recaptured"], ""),
    ("regained", &["recaptured"], ""),
    ("recovered", &["recaptured"], ""),
    ("left", &["withdrew"], ""),
    ("evacuated", &["withdrew"], ""),
    ("abandoned", &["withdrew"], ""),
    ("retreated", &["withdrew"], ""),
    ("vacated", &["withdrew"], ""),
    ("lost", &["captured", "withdrew"], ""),
    ("fell", &["captured"], ""),
    ("surrendered", &["captured", "transferred"], ""),
    ("ceded", &["transferred"], ""),
    ("handed_over", &["transferred"], ""),
    ("gave", &["transferred"], ""),
    ("held", &["observed"], ""),
    ("controlled", &["observed"], ""),
    ("changed_hands", &["became", "captured"], ""),
    ("passed_to", &["became", "transferred"], ""),
    ("assigned", &["became"], ""),
    ("held_by", &["became", "observed"], ""),
    ("unknown_holder", &["unknown"], ""),
    ("unrecorded", &["unknown"], ""),
    ("unclear", &["unknown"], ""),
    ("assaulted", &["attacked"], ""),
    ("raided", &["attacked"], ""),
    ("clashed", &["fought"], ""),
    ("battled", &["fought"], ""),
    ("contested", &["fought"], ""),
    ("repulsed", &["repelled"], ""),
    ("defended", &["repelled"], ""),
    ("encircled", &["besieged"], ""),
    ("surrounded", &["besieged"], ""),
    ("blockaded", &["besieged"], ""),
    ("relieved", &["siege_lifted"], ""),
    ("unblockaded", &["siege_lifted"], ""),
    ("shelled", &["noted"], "shelling"),
    ("bombarded", &["noted"], "shelling"),
    ("bombed", &["noted"], "bombing"),
    ("struck", &["noted"], "strike"),
    ("claimed", &["noted"], "statement"),
];

/// The entry of a verb in [`VERBS`].
fn verb(given: &str) -> Option<&'static (&'static str, &'static [&'static str], &'static str)> {
    VERBS.iter().find(|(word, ..)| given.eq_ignore_ascii_case(word))
}

/// What was probably meant by an unknown key.
pub(super) struct MeantKey {
    /// What was meant, in the words of a question: `` `captured` or `transferred` ``.
    pub(super) asked: String,
    /// The known key, if it is one.
    pub(super) key: Option<&'static str>,
    /// Whether nothing else can have been meant.
    pub(super) sure: bool,
}

/// Returns what was probably meant by an unknown key, if that is one of some known keys.
pub(super) fn meant_key(given: &str, known: impl Iterator<Item = &'static str> + Clone) -> Option<MeantKey> {
    let one = |key: &'static str, sure| MeantKey { asked: format!("`{key}`"), key: Some(key), sure };
    let is_known = |key: &str| known.clone().any(|known| known == key);
    let spelt = |key: &str| key.to_lowercase().replace(['-', ' '], "_");
    if let Some(key) = known.clone().find(|key| spelt(given) == **key) {
        return Some(one(key, true));
    }
    if let Some((_, keys, kind)) = verb(given).filter(|(_, keys, _)| keys.iter().any(|key| is_known(key))) {
        let key = if let [key] = keys { Some(*key) } else { None };
        let asked = match kind {
            &"" => keys.iter().map(|key| format!("`{key}`")).collect::<Vec<_>>().join(" or "),
            kind => format!("`noted = {{ kind = {} }}`", quoted(kind)),
        };
        return Some(MeantKey { asked, key, sure: false });
    }
    let synonym = SYNONYMS.iter().find(|(word, key, _)| *word == given && is_known(key));
    synonym.map(|(_, key, sure)| one(key, *sure)).or_else(|| nearest(given, known).map(|key| one(key, false)))
}

/// Returns whether an unknown key was probably meant to be this one.
pub(super) fn may_mean(given: &str, key: &'static str) -> bool {
    meant_key(given, std::iter::once(key)).is_some()
}

/// The keys of an event.
pub(super) const EVENT_KEYS: [&str; 29] = [
    "id",
    "when",
    "order",
    "place",
    "with",
    "credence",
    "inferred",
    "claimed_by",
    "cites",
    "recorded",
    "supersedes",
    "same_as",
    "note",
    // From here on, changes: what happened.
    "captured",
    "recaptured",
    "withdrew",
    "transferred",
    "observed",
    "became",
    "unknown",
    "attacked",
    "fought",
    "repelled",
    "besieged",
    "siege_lifted",
    "fire_control",
    "fire_control_lost",
    "noted",
    "denied",
];

/// The keys of an event that say what happened.
pub(super) const CHANGE_KEYS: &[&str] = EVENT_KEYS.split_at(13).1;
