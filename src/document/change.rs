//! Reads the change of an event: what happened.

use super::keys::{CHANGE_KEYS, may_mean};
use super::node::{Node, Value};
use super::reader::{Fields, Reader, deeper};
use crate::facts::MistakeKind;
use crate::scenario::{
    Attacked, Became, Besieged, Captured, Change, Denied, FireControl, Fought, Noted, Observed, Quantity, Repelled,
    Shares, Transferred, Until, Withdrew,
};
use crate::share::Share;
use crate::time::When;

impl Reader {
    /// Reads the one change that an event has.
    pub(super) fn change(&mut self, fields: Fields<'_>, path: &str) -> Option<Change> {
        let mut changes =
            fields.entries.iter().filter(|(key, _)| key.as_text().is_some_and(|key| CHANGE_KEYS.contains(&key)));
        let Some((key, node)) = changes.next() else {
            if CHANGE_KEYS.iter().any(|key| Self::is_misspelt(fields, key)) {
                return None;
            }
            let message = format!("the event does not say what happened; write one of {}", CHANGE_KEYS.join(", "));
            self.fault(MistakeKind::MissingKey, fields.node, path, message);
            return None;
        };
        if let Some((second, _)) = changes.next() {
            let (first, other) = (key.as_text().unwrap_or_default(), second.as_text().unwrap_or_default());
            let message = format!("an event is one change: `{first}` or `{other}`; write two events");
            self.fault(MistakeKind::Impossible, second, path, message);
        }
        let word = key.as_text().unwrap_or_default();
        let path = &format!("{path}, {word}");
        match word {
            "captured" => self.captured(node, path).map(Change::Captured),
            "recaptured" => self.captured(node, path).map(Change::Recaptured),
            "withdrew" => self.withdrew(node, path).map(Change::Withdrew),
            "transferred" => self.transferred(node, path).map(Change::Transferred),
            "observed" => {
                let (shares, until) = self.stated(node, path, &["shares", "until"])?;
                let mut observed = Observed::new(shares);
                observed.until = until;
                Some(observed.into())
            }
            "became" => self.stated(node, path, &["shares"]).map(|(shares, _)| Became::new(shares).into()),
            "unknown" => self.fields(node, path, &[]).map(|_| Change::Unknown),
            "attacked" => self.attacked(node, path).map(Change::Attacked),
            "fought" => self.fought(node, path).map(Change::Fought),
            "repelled" => self.repelled(node, path).map(Change::Repelled),
            "besieged" => {
                let fields = self.fields(node, path, &["by"])?;
                Some(Besieged::by(self.required(fields, "by", path, Self::text)?).into())
            }
            "fire_control" => {
                let fields = self.fields(node, path, &["by"])?;
                Some(FireControl::by(self.required(fields, "by", path, Self::text)?).into())
            }
            "siege_lifted" => self.fields(node, path, &[]).map(|_| Change::SiegeLifted),
            "fire_control_lost" => self.fields(node, path, &[]).map(|_| Change::FireControlLost),
            "denied" => {
                let fields = self.fields(node, path, &["event"])?;
                Some(Denied::event(self.required(fields, "event", path, Self::text)?).into())
            }
            _ => self.noted(node, path).map(Change::Noted),
        }
    }

    fn captured(&mut self, node: &Node, path: &str) -> Option<Captured> {
        let fields = self.fields(node, path, &["by", "extent", "portion", "from", "except"])?;
        let mut captured = Captured::by(self.required(fields, "by", path, Self::text)?);
        (captured.extent, captured.portion, captured.except) = self.extent(fields, path);
        captured.from = self.optional(fields, "from", path, Self::text);
        Some(captured)
    }

    fn withdrew(&mut self, node: &Node, path: &str) -> Option<Withdrew> {
        let fields = self.fields(node, path, &["actor", "extent", "portion", "except"])?;
        let mut withdrew = Withdrew::new(self.required(fields, "actor", path, Self::text)?);
        (withdrew.extent, withdrew.portion, withdrew.except) = self.extent(fields, path);
        Some(withdrew)
    }

    fn transferred(&mut self, node: &Node, path: &str) -> Option<Transferred> {
        let fields = self.fields(node, path, &["from", "to", "extent", "portion", "except"])?;
        let from = self.required(fields, "from", path, Self::text);
        let mut transferred = Transferred::from_to(from?, self.required(fields, "to", path, Self::text)?);
        (transferred.extent, transferred.portion, transferred.except) = self.extent(fields, path);
        Some(transferred)
    }

    /// Reads how much of a place a change is about: its extent, its portion in words, and the places it leaves out.
    fn extent(&mut self, fields: Fields<'_>, path: &str) -> (Share, Option<String>, Vec<String>) {
        let extent = self.optional(fields, "extent", path, Self::parsed).unwrap_or(Share::WHOLE);
        let portion = self.optional(fields, "portion", path, Self::text);
        (extent, portion, self.optional(fields, "except", path, Self::texts).unwrap_or_default())
    }

    fn attacked(&mut self, node: &Node, path: &str) -> Option<Attacked> {
        let fields = self.fields(node, path, &["by", "until"])?;
        let mut attacked = Attacked::by(self.required(fields, "by", path, Self::text)?);
        attacked.until = self.optional(fields, "until", path, Self::parsed::<Until>);
        Some(attacked)
    }

    fn fought(&mut self, node: &Node, path: &str) -> Option<Fought> {
        let fields = self.fields(node, path, &["between", "until"])?;
        let mut fought = Fought::between(self.required(fields, "between", path, Self::texts)?);
        fought.until = self.optional(fields, "until", path, Self::parsed::<Until>);
        Some(fought)
    }

    fn repelled(&mut self, node: &Node, path: &str) -> Option<Repelled> {
        let fields = self.fields(node, path, &["attacker", "by"])?;
        let mut repelled = Repelled::new(self.required(fields, "attacker", path, Self::text)?);
        repelled.by = self.optional(fields, "by", path, Self::text);
        Some(repelled)
    }

    fn noted(&mut self, node: &Node, path: &str) -> Option<Noted> {
        let fields = self.fields(node, path, &["kind", "by", "portion", "numbers"])?;
        let mut noted = Noted::kind(self.required(fields, "kind", path, Self::parsed)?);
        noted.by = self.optional(fields, "by", path, Self::text);
        noted.portion = self.optional(fields, "portion", path, Self::text);
        if let Some(node) = fields.get("numbers") {
            let Value::Table(entries) = &node.value else {
                self.wrong_kind(node, path, "a table of numbers");
                return None;
            };
            for (name, number) in entries {
                let quantity = self.parsed::<Quantity>(number, path);
                noted
                    .numbers
                    .extend(quantity.map(|quantity| (name.as_text().unwrap_or_default().to_owned(), quantity)));
            }
        }
        Some(noted)
    }

    /// Reads who held how much, and until when if `until` is among the known keys. The shares stand beside it, or under
    /// `shares`.
    fn stated(&mut self, node: &Node, path: &str, known: &'static [&'static str]) -> Option<(Shares, Option<When>)> {
        let is_table = |(_, value): &(Node, Node)| matches!(value.value, Value::Table(_));
        let (shares, until) = match &node.value {
            Value::Table(entries) if !entries.iter().any(is_table) => {
                self.refuse_duplicates(entries, path);
                let means_until = |(key, value): &&(Node, Node)| {
                    let is_share = || value.as_text().is_some_and(|text| text.parse::<Share>().is_ok());
                    let key = key.as_text().unwrap_or_default();
                    known.contains(&"until") && (key == "until" || (may_mean(key, "until") && !is_share()))
                };
                let (until, rows): (Vec<_>, Vec<_>) = entries.iter().partition(means_until);
                let misspelt: Vec<(Node, Node)> = until.iter().map(|&entry| entry.clone()).collect();
                self.refuse_unknown(&misspelt, path, &["until"]);
                (Some(self.rows(rows, path)), until.into_iter().find(|(key, _)| key.as_text() == Some("until")))
            }
            _ => {
                let fields = self.fields(node, path, known)?;
                let until = fields.entries.iter().find(|(key, _)| key.as_text() == Some("until"));
                (self.required(fields, "shares", path, Self::shares), until)
            }
        };
        let until = until.and_then(|(_, until)| self.parsed(until, &deeper(path, "until")));
        shares.map(|shares| (shares, until))
    }

    /// Reads a table of shares by holder.
    pub(super) fn shares(&mut self, node: &Node, path: &str) -> Option<Shares> {
        let Value::Table(entries) = &node.value else {
            self.wrong_kind(node, path, "a table of shares by holder");
            return None;
        };
        Some(self.rows(entries, path))
    }

    /// Reads shares by holder.
    fn rows<'n>(&mut self, entries: impl IntoIterator<Item = &'n (Node, Node)>, path: &str) -> Shares {
        let mut shares = Shares::default();
        for (holder, share) in entries {
            if let Some(share) = self.parsed::<Share>(share, path) {
                shares = shares.and(holder.as_text().unwrap_or_default(), share);
            }
        }
        shares
    }
}
