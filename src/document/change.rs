//! What happened, as an event of a document says it.

use super::mistake::MistakeKind;
use super::node::{Node, Value};
use super::reader::{CHANGE_KEYS, Fields, Reader};
use crate::scenario::{
    Attacked, Besieged, Captured, Change, Denied, FireControl, Fought, Noted, Quantity, Repelled, Shares, Transferred,
    Until, Withdrew,
};
use crate::share::Share;

impl Reader {
    pub(super) fn change(&mut self, fields: Fields<'_>, path: &str) -> Option<Change> {
        let mut said =
            fields.entries.iter().filter(|(key, _)| key.as_text().is_some_and(|key| CHANGE_KEYS.contains(&key)));
        let Some((key, node)) = said.next() else {
            if CHANGE_KEYS.iter().any(|key| Self::misspelt(fields, key)) {
                return None;
            }
            let say = format!("the event does not say what happened; write one of {}", CHANGE_KEYS.join(", "));
            self.fault(MistakeKind::MissingKey, fields.node, path, say);
            return None;
        };
        if let Some((second, _)) = said.next() {
            let (first, other) = (key.as_text().unwrap_or_default(), second.as_text().unwrap_or_default());
            let say = format!("an event is one change: `{first}` or `{other}`; write two events");
            self.fault(MistakeKind::Impossible, second, path, say);
        }
        let word = key.as_text().unwrap_or_default();
        let path = &format!("{path}, {word}");
        match word {
            "captured" => self.captured(node, path).map(Change::Captured),
            "recaptured" => self.captured(node, path).map(Change::Recaptured),
            "withdrew" => self.withdrew(node, path).map(Change::Withdrew),
            "transferred" => self.transferred(node, path).map(Change::Transferred),
            "observed" => {
                let fields = self.fields(node, path, &["shares"])?;
                self.needed(fields, "shares", path, Self::shares).map(Change::Observed)
            }
            "attacked" => self.attacked(node, path).map(Change::Attacked),
            "fought" => self.fought(node, path).map(Change::Fought),
            "repelled" => self.repelled(node, path).map(Change::Repelled),
            "besieged" => {
                let fields = self.fields(node, path, &["by"])?;
                Some(Besieged::by(self.needed(fields, "by", path, Self::text)?).into())
            }
            "fire_control" => {
                let fields = self.fields(node, path, &["by"])?;
                Some(FireControl::by(self.needed(fields, "by", path, Self::text)?).into())
            }
            "siege_lifted" => self.fields(node, path, &[]).map(|_| Change::SiegeLifted),
            "fire_control_lost" => self.fields(node, path, &[]).map(|_| Change::FireControlLost),
            "denied" => {
                let fields = self.fields(node, path, &["event"])?;
                Some(Denied::event(self.needed(fields, "event", path, Self::text)?).into())
            }
            _ => self.noted(node, path).map(Change::Noted),
        }
    }

    fn captured(&mut self, node: &Node, path: &str) -> Option<Captured> {
        let fields = self.fields(node, path, &["by", "extent", "portion", "from", "except"])?;
        let mut captured = Captured::by(self.needed(fields, "by", path, Self::text)?);
        (captured.extent, captured.portion, captured.except) = self.extent(fields, path);
        captured.from = self.maybe(fields, "from", path, Self::text);
        Some(captured)
    }

    fn withdrew(&mut self, node: &Node, path: &str) -> Option<Withdrew> {
        let fields = self.fields(node, path, &["actor", "extent", "portion", "except"])?;
        let mut withdrew = Withdrew::new(self.needed(fields, "actor", path, Self::text)?);
        (withdrew.extent, withdrew.portion, withdrew.except) = self.extent(fields, path);
        Some(withdrew)
    }

    fn transferred(&mut self, node: &Node, path: &str) -> Option<Transferred> {
        let fields = self.fields(node, path, &["from", "to", "extent", "portion", "except"])?;
        let from = self.needed(fields, "from", path, Self::text);
        let mut transferred = Transferred::from_to(from?, self.needed(fields, "to", path, Self::text)?);
        (transferred.extent, transferred.portion, transferred.except) = self.extent(fields, path);
        Some(transferred)
    }

    /// How much of a place a change is about: its extent, its portion in words, and the places it leaves out.
    fn extent(&mut self, fields: Fields<'_>, path: &str) -> (Share, Option<String>, Vec<String>) {
        let extent = self.maybe(fields, "extent", path, Self::parsed).unwrap_or(Share::WHOLE);
        let portion = self.maybe(fields, "portion", path, Self::text);
        (extent, portion, self.maybe(fields, "except", path, Self::texts).unwrap_or_default())
    }

    fn attacked(&mut self, node: &Node, path: &str) -> Option<Attacked> {
        let fields = self.fields(node, path, &["by", "until"])?;
        let mut attacked = Attacked::by(self.needed(fields, "by", path, Self::text)?);
        attacked.until = self.maybe(fields, "until", path, Self::parsed::<Until>);
        Some(attacked)
    }

    fn fought(&mut self, node: &Node, path: &str) -> Option<Fought> {
        let fields = self.fields(node, path, &["between", "until"])?;
        let mut fought = Fought::between(self.needed(fields, "between", path, Self::texts)?);
        fought.until = self.maybe(fields, "until", path, Self::parsed::<Until>);
        Some(fought)
    }

    fn repelled(&mut self, node: &Node, path: &str) -> Option<Repelled> {
        let fields = self.fields(node, path, &["attacker", "by"])?;
        let mut repelled = Repelled::new(self.needed(fields, "attacker", path, Self::text)?);
        repelled.by = self.maybe(fields, "by", path, Self::text);
        Some(repelled)
    }

    fn noted(&mut self, node: &Node, path: &str) -> Option<Noted> {
        let fields = self.fields(node, path, &["kind", "by", "portion", "numbers"])?;
        let mut it = Noted::kind(self.needed(fields, "kind", path, Self::parsed)?);
        it.by = self.maybe(fields, "by", path, Self::text);
        it.portion = self.maybe(fields, "portion", path, Self::text);
        if let Some(node) = fields.get("numbers") {
            let Value::Table(entries) = &node.value else {
                self.wrong_kind(node, path, "a table of numbers");
                return None;
            };
            for (of, number) in entries {
                let quantity = self.parsed::<Quantity>(number, path);
                it.numbers.extend(quantity.map(|quantity| (of.as_text().unwrap_or_default().to_owned(), quantity)));
            }
        }
        Some(it)
    }

    pub(super) fn shares(&mut self, node: &Node, path: &str) -> Option<Shares> {
        let Value::Table(entries) = &node.value else {
            self.wrong_kind(node, path, "a table of shares by holder");
            return None;
        };
        let mut shares = Shares::default();
        for (holder, share) in entries {
            if let Some(share) = self.parsed::<Share>(share, path) {
                shares = shares.and(holder.as_text().unwrap_or_default(), share);
            }
        }
        Some(shares)
    }
}
