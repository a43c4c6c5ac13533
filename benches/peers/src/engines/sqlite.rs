//! `SQLite` in memory, with an index that covers every query.

use std::io;

use rusqlite::{Connection, params};

use crate::checksum::NONE;
use crate::data::{Changes, Data, Rows};
use crate::engines::Engine;
use crate::generate::{FEW, SOME};
use crate::measure::{Bench, QueryTime};

pub struct Sqlite(Connection);

/// The latest change until a day.
const AT: &str = "SELECT state FROM change WHERE place = ?1 AND day <= ?2 ORDER BY day DESC LIMIT 1";
const AS_OF: &str = "SELECT (SELECT state FROM change WHERE change.place = question.place \
    AND change.day <= question.day ORDER BY change.day DESC LIMIT 1) FROM question ORDER BY id";
const SNAPSHOT: &str = "SELECT place, state, max(day) FROM change WHERE day <= ?1 GROUP BY place";

impl Engine for Sqlite {
    const NAME: &'static str = "SQLite";
    type Log = Changes;
    type Questions = Rows;

    fn log(changes: &Changes) -> Changes {
        changes.clone()
    }

    fn questions(rows: &Rows) -> Rows {
        rows.clone()
    }

    fn build(_: usize, log: &Changes) -> Self {
        let fill = |connection: &mut Connection| -> rusqlite::Result<()> {
            connection.execute_batch(
                "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;
                 CREATE TABLE change (place INTEGER NOT NULL, day INTEGER NOT NULL, state INTEGER NOT NULL);",
            )?;
            let transaction = connection.transaction()?;
            let mut insert = transaction.prepare("INSERT INTO change VALUES (?1, ?2, ?3)")?;
            for (place, day, state) in log.iter() {
                insert.execute(params![place, day, state])?;
            }
            drop(insert);
            transaction.execute_batch("CREATE INDEX covering ON change (place, day, state)")?;
            transaction.commit()
        };
        let mut connection = Connection::open_in_memory().expect("SQLite opens in memory");
        fill(&mut connection).expect("SQLite takes the log");
        Self(connection)
    }

    fn load(&mut self, questions: &Rows) {
        let fill = |connection: &mut Connection| -> rusqlite::Result<()> {
            let transaction = connection.transaction()?;
            transaction.execute_batch(
                "DROP TABLE IF EXISTS question;
                 CREATE TABLE question (id INTEGER PRIMARY KEY, place INTEGER NOT NULL, day INTEGER NOT NULL);",
            )?;
            let mut insert = transaction.prepare("INSERT INTO question (place, day) VALUES (?1, ?2)")?;
            for (place, day) in questions.iter() {
                insert.execute(params![place, day])?;
            }
            drop(insert);
            transaction.commit()
        };
        fill(&mut self.0).expect("SQLite takes the questions");
    }

    fn asking(&self) -> impl FnMut(&Rows, usize) -> u32 + '_ {
        let mut statement = self.0.prepare(AT).expect("the query is well formed");
        move |rows, row| {
            let mut found =
                statement.query(params![rows.place[row], rows.day[row]]).expect("the query takes two numbers");
            found.next().expect("the query runs").map_or(NONE, |row| row.get(0).expect("a state"))
        }
    }

    fn as_of(&self, _: &Rows, states: &mut [u32]) {
        let mut statement = self.0.prepare(AS_OF).expect("the query is well formed");
        let mut found = statement.query([]).expect("the query runs");
        for state in states {
            let row = found.next().expect("the query runs").expect("a row for each question");
            *state = row.get::<_, Option<u32>>(0).expect("a state").unwrap_or(NONE);
        }
    }

    fn snapshot(&self, day: i32, states: &mut [u32]) {
        states.fill(NONE);
        let mut statement = self.0.prepare(SNAPSHOT).expect("the query is well formed");
        let mut found = statement.query([day]).expect("the query takes a day");
        while let Some(row) = found.next().expect("the query runs") {
            states[row.get::<_, u32>(0).expect("a place") as usize] = row.get(1).expect("a state");
        }
    }
}

impl Sqlite {
    /// Of all its pages, table and index.
    pub fn bytes(&self) -> usize {
        let pragma = |name: &str| self.0.query_row(&format!("PRAGMA {name}"), [], |row| row.get::<_, u32>(0));
        pragma("page_count").expect("a number") as usize * pragma("page_size").expect("a number") as usize
    }
}

pub fn measure(bench: &Bench, data: &Data) -> io::Result<()> {
    bench.engine::<Sqlite>(data, &QueryTime { lookups: FEW, rows: SOME }).map(drop)
}
