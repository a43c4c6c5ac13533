//! An administrative file: for each unit, rows of who held it from one day to another. Each row is coded by `became`, and
//! each gap by `unknown`. The history answers exactly what the rows say.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use proptest::prelude::*;
use whoheld::chrono::{Days, NaiveDate};
use whoheld::{Basis, FindingKind, History, Threshold, Verdict};

use crate::random::config;
use crate::{HEAVY, LIGHT};

/// Who held one unit from a day until another, both counted from the first of the file; the last day is the next one's.
/// A row without an end lasts.
#[derive(Clone, Copy, Debug)]
struct Row {
    unit: usize,
    holder: usize,
    from: u64,
    to: Option<u64>,
}

const HOLDERS: usize = 5;

fn day(number: u64) -> NaiveDate {
    NaiveDate::from_ymd_opt(1815, 6, 9).unwrap() + Days::new(number)
}

/// The rows of a unit: the length of each, the gap behind it (mostly none: a hand-over), and its holder.
fn rows_of(unit: usize, first: u64, lengths: &[(u64, u64, usize)], ends: bool) -> Vec<Row> {
    let mut from = first;
    let mut rows: Vec<Row> = Vec::new();
    for &(length, gap, holder) in lengths {
        rows.push(Row { unit, holder, from, to: Some(from + length) });
        from += length + gap;
    }
    if let Some(last) = rows.last_mut().filter(|_| !ends) {
        last.to = None;
    }
    rows
}

fn rows(units: std::ops::Range<usize>, each: std::ops::Range<usize>) -> impl Strategy<Value = (usize, Vec<Row>)> {
    let gap = prop_oneof![3 => Just(0_u64), 1 => 1..40_u64];
    let length = (1..60_u64, gap, 0..HOLDERS);
    let unit = (0..50_u64, prop::collection::vec(length, each), any::<bool>());
    prop::collection::vec(unit, units).prop_map(|units| {
        let each = units.iter().enumerate().map(|(unit, (first, lengths, ends))| rows_of(unit, *first, lengths, *ends));
        (units.len(), each.flatten().collect())
    })
}

/// The file: units that make up one land, whose holders are never stated for the land itself.
fn file(units: usize, rows: &[Row]) -> String {
    let mut text = String::from("format = 1\n");
    for holder in 0..HOLDERS {
        write!(text, "[[actor]]\nid = \"h{holder}\"\n").unwrap();
    }
    text.push_str("[[place]]\nid = \"land\"\ndivided = true\n");
    for unit in 0..units {
        write!(text, "[[place]]\nid = \"u{unit}\"\nwithin = \"land\"\n").unwrap();
    }
    for row in rows {
        let Row { unit, holder, from, to } = *row;
        let from = day(from);
        write!(text, "[[event]]\nwhen = {from}\nplace = \"u{unit}\"\nbecame = {{ h{holder} = \"whole\" }}\n").unwrap();
        // Where the next row begins on that day, the unit changes hands; else nothing is known of it.
        if let Some(to) = to.filter(|to| !rows.iter().any(|next| next.unit == unit && next.from == *to)) {
            write!(text, "[[event]]\nwhen = {}\nplace = \"u{unit}\"\nunknown = {{}}\n", day(to)).unwrap();
        }
    }
    text
}

/// Who held a unit on a day, by its rows.
fn holder_of(rows: &[Row], unit: usize, on: u64) -> Option<usize> {
    let holds = |row: &&Row| row.unit == unit && row.from <= on && row.to.is_none_or(|to| on < to);
    rows.iter().find(holds).map(|row| row.holder)
}

fn load(units: usize, rows: &[Row]) -> History {
    History::from_toml(file(units, rows)).unwrap_or_else(|error| panic!("{error}"))
}

fn answers_what_its_rows_say(units: usize, rows: &[Row]) -> Result<(), TestCaseError> {
    let history = load(units, rows);
    // In so few rows, not all actors have to be named.
    let audit = history.audit();
    prop_assert!(audit.findings().iter().all(|it| it.kind == FindingKind::ActorUnnamed), "{:?}", audit.findings());
    let table = history.by_actor().control_table();
    let last = rows.iter().map(|row| row.to.unwrap_or(row.from)).max().unwrap_or(0);
    let mut by_unit: BTreeMap<usize, Vec<Row>> = BTreeMap::new();
    for row in rows {
        by_unit.entry(row.unit).or_default().push(*row);
    }
    for on in 0..last + 3 {
        let mut holders: Vec<Option<usize>> = Vec::new();
        for unit in 0..units {
            let holder = by_unit.get(&unit).and_then(|rows| holder_of(rows, unit, on));
            holders.push(holder);
            let name = holder.map_or("unrecorded".to_owned(), |holder| format!("h{holder}"));
            let id = format!("u{unit}");
            let answer = history.who_held(id.as_str(), day(on)).unwrap();
            prop_assert_eq!(answer.to_string(), format!("{id} on {}: {name}", day(on)));
            prop_assert_eq!(answer.basis() == Basis::Unrecorded, holder.is_none(), "{} on {}", id, day(on));
            if let Some(began) =
                holder.map(|_| by_unit[&unit].iter().filter(|row| row.from <= on).map(|it| it.from).max())
            {
                prop_assert_eq!(answer.last_evidence(), began.map(day));
            }
            let state = table.as_of(&[(id.as_str(), day(on))]).unwrap()[0];
            prop_assert_eq!(table.holds(state, "h0", Threshold::All).unwrap() == Verdict::Yes, holder == Some(0));
        }
        // The land is one holder's if all units are.
        let land = history.who_held("land", day(on)).unwrap();
        let one = holders.iter().all(|holder| *holder == holders[0]).then_some(holders[0]);
        let name = |holder: Option<usize>| holder.map_or("unrecorded".to_owned(), |holder| format!("h{holder}"));
        prop_assert_eq!(land.holder().map(|holder| holder.id().to_owned()), one.map(name), "land on {}", day(on));
    }
    Ok(())
}

proptest! {
    #![proptest_config(config(LIGHT))]

    #[test]
    fn a_file_of_rows_answers_what_its_rows_say((units, rows) in rows(1..4, 1..8)) {
        answers_what_its_rows_say(units, &rows)?;
    }
}

proptest! {
    #![proptest_config(config(HEAVY / 4))]

    /// Some 2,000 rows.
    #[test]
    fn a_large_file_of_rows_speaks_of_no_contradiction((units, rows) in rows(100..101, 20..21)) {
        prop_assert_eq!(rows.len(), 2_000);
        let history = load(units, &rows);
        let audit = history.audit();
    prop_assert_eq!(audit.findings(), []);
        let on = rows[rows.len() / 2].from;
        for unit in 0..units {
            let holder = holder_of(&rows, unit, on).map_or("unrecorded".to_owned(), |holder| format!("h{holder}"));
            let answer = history.who_held(format!("u{unit}").as_str(), day(on)).unwrap();
            prop_assert_eq!(answer.holder().map(|holder| holder.id().to_owned()), Some(holder));
        }
    }
}
