//! Changes: what happened, in the past tense.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use thiserror::Error;

use crate::error::Correction;

use crate::share::Share;
use crate::when::{BadWhen, When};

/// What happened at a place. `DESIGN.md`, "Changes", says what each does to a control.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Change {
    /// Someone took it, or some of it.
    Captured(Captured),
    /// Someone took it who had held it before: the same effect.
    Recaptured(Captured),
    /// Someone left; that ground is nobody's.
    Withdrew(Withdrew),
    /// It was handed over without a fight.
    Transferred(Transferred),
    /// Someone saw who held how much of it.
    Observed(Shares),
    /// It was attacked.
    Attacked(Attacked),
    /// It was fought over.
    Fought(Fought),
    /// An attack was beaten off.
    Repelled(Repelled),
    /// It was surrounded.
    Besieged(Besieged),
    /// The siege ended.
    SiegeLifted,
    /// It came under aimed fire of someone who commands it from outside.
    FireControl(FireControl),
    /// That fire control ended.
    FireControlLost,
    /// Something that changes no control: kept, told, never computed with.
    Noted(Noted),
    /// Someone denied another event. Kept for readings; it changes no control by itself.
    Denied(Denied),
}

impl Change {
    /// Its word, as files have it.
    #[must_use]
    pub const fn word(&self) -> &'static str {
        match self {
            Self::Captured(_) => "captured",
            Self::Recaptured(_) => "recaptured",
            Self::Withdrew(_) => "withdrew",
            Self::Transferred(_) => "transferred",
            Self::Observed(_) => "observed",
            Self::Attacked(_) => "attacked",
            Self::Fought(_) => "fought",
            Self::Repelled(_) => "repelled",
            Self::Besieged(_) => "besieged",
            Self::SiegeLifted => "siege_lifted",
            Self::FireControl(_) => "fire_control",
            Self::FireControlLost => "fire_control_lost",
            Self::Noted(_) => "noted",
            Self::Denied(_) => "denied",
        }
    }

    /// Whether it is only kept and told: it takes no place in the order and changes no control.
    #[must_use]
    pub const fn is_noted(&self) -> bool {
        matches!(self, Self::Noted(_) | Self::Denied(_))
    }

    /// The words that say which portion of the place it was; never computed with.
    #[must_use]
    pub fn portion(&self) -> Option<&str> {
        match self {
            Self::Captured(it) | Self::Recaptured(it) => it.portion.as_deref(),
            Self::Withdrew(it) => it.portion.as_deref(),
            Self::Transferred(it) => it.portion.as_deref(),
            Self::Noted(it) => it.portion.as_deref(),
            _ => None,
        }
    }
}

impl fmt::Display for Change {
    /// In words: `captured by rebels, half of it, from government (western half)`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let extent = |extent: Share| match extent {
            Share::WHOLE => String::new(),
            extent => format!(", {extent} of it"),
        };
        let portion = |words: &Option<String>| words.as_ref().map(|words| format!(" ({words})")).unwrap_or_default();
        let until = |until: &Option<Until>| until.map(|until| format!(", until {until}")).unwrap_or_default();
        let by = |by: &Option<String>| by.as_ref().map(|by| format!(" by {by}")).unwrap_or_default();
        match self {
            Self::Captured(it) | Self::Recaptured(it) => {
                let from = it.from.as_ref().map(|from| format!(", from {from}")).unwrap_or_default();
                write!(f, "{} by {}{}{from}{}", self.word(), it.by, extent(it.extent), portion(&it.portion))
            }
            Self::Withdrew(it) => write!(f, "{} withdrew{}{}", it.actor, extent(it.extent), portion(&it.portion)),
            Self::Transferred(it) => {
                write!(f, "handed over by {} to {}{}{}", it.from, it.to, extent(it.extent), portion(&it.portion))
            }
            Self::Observed(shares) => {
                let shares: Vec<String> = shares.iter().map(|(holder, share)| format!("{holder} {share}")).collect();
                write!(f, "observed: {}", shares.join(", "))
            }
            Self::Attacked(it) => write!(f, "attacked by {}{}", it.by, until(&it.until)),
            Self::Fought(it) => write!(f, "fought over by {}{}", it.between.join(" and "), until(&it.until)),
            Self::Repelled(it) => write!(f, "attack of {} repelled{}", it.attacker, by(&it.by)),
            Self::Besieged(it) => write!(f, "besieged by {}", it.by),
            Self::SiegeLifted => f.write_str("siege lifted"),
            Self::FireControl(it) => write!(f, "under the fire control of {}", it.by),
            Self::FireControlLost => f.write_str("fire control lost"),
            Self::Noted(it) => write!(f, "{}{}{}", it.kind, by(&it.by), portion(&it.portion)),
            Self::Denied(it) => write!(f, "denial of {}", it.event),
        }
    }
}

/// Someone took a place, or some of it.
///
/// A partial capture says that something was left: where "the rest" fell, code the whole.
///
/// ```
/// use whoheld::{Captured, Share};
///
/// let half = Captured::by("rebels").extent(Share::HALF).portion("western half").from("government");
/// assert_eq!(half.extent, Share::HALF);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Captured {
    /// Who holds it now: a side or an actor.
    pub by: String,
    /// How much of it.
    pub extent: Share,
    /// Which portion, in words.
    pub portion: Option<String>,
    /// Who lost it, where only that actor did.
    pub from: Option<String>,
    /// Places within it that a whole capture does not reach.
    pub except: Vec<String>,
}

impl Captured {
    /// All of it was taken.
    pub fn by(actor: impl Into<String>) -> Self {
        Self { by: actor.into(), extent: Share::WHOLE, portion: None, from: None, except: Vec::new() }
    }

    /// Only so much of it was taken.
    #[must_use]
    pub fn extent(mut self, extent: Share) -> Self {
        self.extent = extent;
        self
    }

    /// Says in words which portion.
    #[must_use]
    pub fn portion(mut self, words: impl Into<String>) -> Self {
        self.portion = Some(words.into());
        self
    }

    /// Says who lost it.
    #[must_use]
    pub fn from(mut self, actor: impl Into<String>) -> Self {
        self.from = Some(actor.into());
        self
    }

    /// Leaves out a place within it.
    #[must_use]
    pub fn except(mut self, place: impl Into<String>) -> Self {
        self.except.push(place.into());
        self
    }
}

impl From<Captured> for Change {
    fn from(it: Captured) -> Self {
        Self::Captured(it)
    }
}

/// Someone left a place, or some of it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Withdrew {
    /// Who left; with it all that answer to it.
    pub actor: String,
    /// How much of the place was left; whole means all that the actor held.
    pub extent: Share,
    /// Which portion, in words.
    pub portion: Option<String>,
    /// Places within it that a whole withdrawal does not reach.
    pub except: Vec<String>,
}

impl Withdrew {
    /// An actor left all that it held.
    pub fn actor(actor: impl Into<String>) -> Self {
        Self { actor: actor.into(), extent: Share::WHOLE, portion: None, except: Vec::new() }
    }

    /// It left only so much.
    #[must_use]
    pub fn extent(mut self, extent: Share) -> Self {
        self.extent = extent;
        self
    }

    /// Says in words which portion.
    #[must_use]
    pub fn portion(mut self, words: impl Into<String>) -> Self {
        self.portion = Some(words.into());
        self
    }

    /// Leaves out a place within it.
    #[must_use]
    pub fn except(mut self, place: impl Into<String>) -> Self {
        self.except.push(place.into());
        self
    }
}

impl From<Withdrew> for Change {
    fn from(it: Withdrew) -> Self {
        Self::Withdrew(it)
    }
}

/// A place, or some of it, was handed over without a fight.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Transferred {
    /// Who gave; with it all that answer to it.
    pub from: String,
    /// Who holds it now.
    pub to: String,
    /// How much of the place; whole means all that `from` held.
    pub extent: Share,
    /// Which portion, in words.
    pub portion: Option<String>,
    /// Places within it that a whole transfer does not reach.
    pub except: Vec<String>,
}

impl Transferred {
    /// All that one held went to the other.
    pub fn between(from: impl Into<String>, to: impl Into<String>) -> Self {
        Self { from: from.into(), to: to.into(), extent: Share::WHOLE, portion: None, except: Vec::new() }
    }

    /// Only so much went.
    #[must_use]
    pub fn extent(mut self, extent: Share) -> Self {
        self.extent = extent;
        self
    }

    /// Says in words which portion.
    #[must_use]
    pub fn portion(mut self, words: impl Into<String>) -> Self {
        self.portion = Some(words.into());
        self
    }

    /// Leaves out a place within it.
    #[must_use]
    pub fn except(mut self, place: impl Into<String>) -> Self {
        self.except.push(place.into());
        self
    }
}

impl From<Transferred> for Change {
    fn from(it: Transferred) -> Self {
        Self::Transferred(it)
    }
}

/// Who held how much: holders by id (an actor, or `nobody`) with their shares.
///
/// As a change this is an observation: shares seen at a place.
///
/// ```
/// use whoheld::{Share, Shares};
///
/// let halves = Shares::of("rebels", Share::HALF).and("government", Share::HALF);
/// assert_eq!(halves.iter().count(), 2);
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Shares(BTreeMap<String, Share>);

impl Shares {
    /// One holder of everything.
    pub fn whole(holder: impl Into<String>) -> Self {
        Self::of(holder, Share::WHOLE)
    }

    /// One holder's share.
    pub fn of(holder: impl Into<String>, share: Share) -> Self {
        Self::default().and(holder, share)
    }

    /// Adds another holder's share; the same holder again replaces the first.
    #[must_use]
    pub fn and(mut self, holder: impl Into<String>, share: Share) -> Self {
        self.0.insert(holder.into(), share);
        self
    }

    /// The holders in order of id, with their shares.
    pub fn iter(&self) -> impl Iterator<Item = (&str, Share)> {
        self.0.iter().map(|(holder, share)| (holder.as_str(), *share))
    }

    /// Whether no holder is listed.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl From<Shares> for Change {
    fn from(shares: Shares) -> Self {
        Self::Observed(shares)
    }
}

/// How long something lasted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Until {
    /// To that date.
    Date(When),
    /// No end is recorded: written `..`.
    Open,
}

impl fmt::Display for Until {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Date(when) => when.fmt(f),
            Self::Open => f.pad(".."),
        }
    }
}

impl FromStr for Until {
    type Err = BadWhen;

    fn from_str(text: &str) -> Result<Self, BadWhen> {
        if text == ".." { Ok(Self::Open) } else { text.parse().map(Self::Date) }
    }
}

/// An attack: the place is contested by the attacker until repelled, settled or over.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Attacked {
    /// Who attacked.
    pub by: String,
    /// How long it went on; if not said, as long as its `when`.
    pub until: Option<Until>,
}

impl Attacked {
    /// An attack on the day of the event.
    pub fn by(actor: impl Into<String>) -> Self {
        Self { by: actor.into(), until: None }
    }

    /// It went on.
    #[must_use]
    pub fn until(mut self, until: Until) -> Self {
        self.until = Some(until);
        self
    }
}

impl From<Attacked> for Change {
    fn from(it: Attacked) -> Self {
        Self::Attacked(it)
    }
}

/// A fight: the place is contested by all who fight there until settled or over.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Fought {
    /// Who fought.
    pub between: Vec<String>,
    /// How long it went on; if not said, as long as its `when`.
    pub until: Option<Until>,
}

impl Fought {
    /// A fight on the day of the event.
    pub fn between<A: Into<String>>(actors: impl IntoIterator<Item = A>) -> Self {
        Self { between: actors.into_iter().map(Into::into).collect(), until: None }
    }

    /// It went on.
    #[must_use]
    pub fn until(mut self, until: Until) -> Self {
        self.until = Some(until);
        self
    }
}

impl From<Fought> for Change {
    fn from(it: Fought) -> Self {
        Self::Fought(it)
    }
}

/// An attack was beaten off: it ends, and the holder is as before.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Repelled {
    /// Whose attack; with it the attacks of all on the same side.
    pub attacker: String,
    /// Who beat it off.
    pub by: Option<String>,
}

impl Repelled {
    /// That attacker's attack was beaten off.
    pub fn attacker(actor: impl Into<String>) -> Self {
        Self { attacker: actor.into(), by: None }
    }

    /// By that defender.
    #[must_use]
    pub fn by(mut self, actor: impl Into<String>) -> Self {
        self.by = Some(actor.into());
        self
    }
}

impl From<Repelled> for Change {
    fn from(it: Repelled) -> Self {
        Self::Repelled(it)
    }
}

/// A siege: it lasts until lifted, or until the place is taken or left.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Besieged {
    /// Who besieged it.
    pub by: String,
}

impl Besieged {
    /// A siege by that actor.
    pub fn by(actor: impl Into<String>) -> Self {
        Self { by: actor.into() }
    }
}

impl From<Besieged> for Change {
    fn from(it: Besieged) -> Self {
        Self::Besieged(it)
    }
}

/// Fire control: it lasts until lost, or until its user takes the place.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct FireControl {
    /// Whose fire commands the place.
    pub by: String,
}

impl FireControl {
    /// Fire control by that actor.
    pub fn by(actor: impl Into<String>) -> Self {
        Self { by: actor.into() }
    }
}

impl From<FireControl> for Change {
    fn from(it: FireControl) -> Self {
        Self::FireControl(it)
    }
}

/// Something that happened and changed no control.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Noted {
    /// What kind of thing.
    pub kind: NoteKind,
    /// Who did it.
    pub by: Option<String>,
    /// Which portion of the place, in words.
    pub portion: Option<String>,
    /// What was counted, with its bounds.
    pub numbers: BTreeMap<String, Quantity>,
}

impl Noted {
    /// A note of that kind.
    #[must_use]
    pub const fn kind(kind: NoteKind) -> Self {
        Self { kind, by: None, portion: None, numbers: BTreeMap::new() }
    }

    /// Says who did it.
    #[must_use]
    pub fn by(mut self, actor: impl Into<String>) -> Self {
        self.by = Some(actor.into());
        self
    }

    /// Adds a count.
    #[must_use]
    pub fn number(mut self, of: impl Into<String>, quantity: Quantity) -> Self {
        self.numbers.insert(of.into(), quantity);
        self
    }
}

impl From<Noted> for Change {
    fn from(it: Noted) -> Self {
        Self::Noted(it)
    }
}

/// Someone denied another event.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Denied {
    /// The id of the event that is denied.
    pub event: String,
}

impl Denied {
    /// A denial of that event.
    pub fn event(id: impl Into<String>) -> Self {
        Self { event: id.into() }
    }
}

impl From<Denied> for Change {
    fn from(it: Denied) -> Self {
        Self::Denied(it)
    }
}

macro_rules! note_kinds {
    ($($(#[doc = $doc:literal])+ $variant:ident $word:literal,)+) => {
        /// What kind of thing was noted.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[non_exhaustive]
        pub enum NoteKind { $($(#[doc = $doc])+ $variant,)+ }

        impl NoteKind {
            pub(crate) const WORDS: &[&str] = &[$($word),+];

            /// Its word, as files have it.
            #[must_use]
            pub const fn word(self) -> &'static str {
                match self { $(Self::$variant => $word,)+ }
            }
        }

        impl FromStr for NoteKind {
            type Err = BadNoteKind;

            fn from_str(text: &str) -> Result<Self, BadNoteKind> {
                match text { $($word => Ok(Self::$variant),)+ _ => Err(BadNoteKind(text.to_owned())) }
            }
        }
    };
}

note_kinds! {
    /// Artillery, rockets or mortars fired at it.
    Shelling "shelling",
    /// A bomb brought there: a car bomb, a mine, a tunnel bomb.
    Bombing "bombing",
    /// A strike from the air, or by a guided weapon.
    Strike "strike",
    /// Arms, vehicles or posts lost.
    Losses "losses",
    /// People killed or hurt.
    Casualties "casualties",
    /// An accusation.
    Allegation "allegation",
    /// A denial of something that is no event here.
    Denial "denial",
    /// Troops or arms brought up.
    Reinforcement "reinforcement",
    /// Troops that moved.
    Movement "movement",
    /// Works or troops that make it harder to take.
    Fortification "fortification",
    /// What was meant to be done.
    Plan "plan",
    /// Something announced or declared.
    Statement "statement",
    /// A demand with a term.
    Ultimatum "ultimatum",
    /// Goods taken.
    Looting "looting",
    /// How things stood on the whole.
    Situation "situation",
    /// Anything else.
    Other "other",
}

impl fmt::Display for NoteKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.word())
    }
}

/// A text that is no kind of note.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("`{0}` is no kind of note; the kinds are {kinds}", kinds = NoteKind::WORDS.join(", "))]
pub struct BadNoteKind(String);

impl Correction for BadNoteKind {
    fn correction(&self) -> Option<String> {
        crate::find::nearest(&self.0, NoteKind::WORDS.iter().copied()).map(str::to_owned)
    }
}

/// A count as a source gives it.
///
/// | written | means |
/// |---|---|
/// | `15` | that many |
/// | `2..4` | from 2 to 4 |
/// | `100..`, `..20` | at least, at most |
/// | `2 or 4` | one of these |
/// | `~15` | about that many |
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Quantity {
    /// That many.
    Exactly(u64),
    /// About that many.
    About(u64),
    /// Between two bounds, either of which may be open.
    Between(Option<u64>, Option<u64>),
    /// One of these.
    OneOf(Vec<u64>),
}

impl fmt::Display for Quantity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let end = |bound: &Option<u64>| bound.map(|n| n.to_string()).unwrap_or_default();
        match self {
            Self::Exactly(n) => write!(f, "{n}"),
            Self::About(n) => write!(f, "~{n}"),
            Self::Between(low, high) => write!(f, "{}..{}", end(low), end(high)),
            Self::OneOf(all) => {
                let all: Vec<String> = all.iter().map(u64::to_string).collect();
                f.write_str(&all.join(" or "))
            }
        }
    }
}

/// A text that is no quantity.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("`{0}` is no quantity; write 15, `2..4`, `100..`, `..20`, `2 or 4` or `~15`")]
pub struct BadQuantity(pub(crate) String);

impl Correction for BadQuantity {
    /// A range with another sign, a number with its thousands marked.
    fn correction(&self) -> Option<String> {
        let text = self.0.trim();
        let (low, high) = text.split_once(['-', '–']).unwrap_or((text, ""));
        let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
        let plain = |text: &str| text.chars().all(|c| c.is_ascii_digit() || " ,.'".contains(c));
        let meant = match (digits(low), digits(high)) {
            (low, _) if low.is_empty() => return None,
            _ if !plain(low) || !plain(high) => return None,
            (low, high) if high.is_empty() => low,
            (low, high) => format!("{low}..{high}"),
        };
        meant.parse::<Quantity>().ok().filter(|_| meant != self.0).map(|_| meant)
    }
}

impl FromStr for Quantity {
    type Err = BadQuantity;

    fn from_str(text: &str) -> Result<Self, BadQuantity> {
        let bad = || BadQuantity(text.to_owned());
        let number = |part: &str| {
            let part = part.trim();
            let plain = !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
            plain.then(|| part.parse::<u64>().ok()).flatten().ok_or_else(bad)
        };
        let bound = |part: &str| if part.trim().is_empty() { Ok(None) } else { number(part).map(Some) };
        if let Some(about) = text.strip_prefix('~') {
            return number(about).map(Self::About);
        }
        if let Some((low, high)) = text.split_once("..") {
            let (low, high) = (bound(low)?, bound(high)?);
            let reversed = matches!((low, high), (Some(low), Some(high)) if low > high);
            return if reversed || (low.is_none() && high.is_none()) {
                Err(bad())
            } else {
                Ok(Self::Between(low, high))
            };
        }
        if text.contains(" or ") {
            return text.split(" or ").map(number).collect::<Result<_, _>>().map(Self::OneOf);
        }
        number(text).map(Self::Exactly)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantities_read_back() {
        for text in ["15", "2..4", "100..", "..20", "2 or 4", "2 or 4 or 6", "~15"] {
            assert_eq!(text.parse::<Quantity>().unwrap().to_string(), text);
        }
        for text in ["", "..", "4..2", "many", "-1", "2 or", "1.5", "99999999999999999999"] {
            assert_eq!(
                text.parse::<Quantity>().unwrap_err().to_string(),
                format!("`{text}` is no quantity; write 15, `2..4`, `100..`, `..20`, `2 or 4` or `~15`")
            );
        }
    }
}
