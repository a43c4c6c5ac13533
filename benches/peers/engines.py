"""DuckDB, Polars and pandas on the same columns, by the same rules of timing as the engines in Rust.

    python engines.py ENGINE FOLDER SIZE ROUND     duckdb-1, duckdb-2, polars or pandas
    python engines.py versions FOLDER
"""

import json
import os
import sys
import time
import warnings
from pathlib import Path

# Read when Polars is loaded.
os.environ["POLARS_MAX_THREADS"] = "2"

import duckdb
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa

NONE = 0xFFFF_FFFF
FEW = "100000"
LONG = 2.0  # A run that takes longer, in seconds, is its own warm-up.
ENOUGH = 0.5
MOST = 7


class Data:
    """The columns of one size, and what the reference answered."""

    def __init__(self, folder, size):
        self.folder = Path(folder, size)
        self.expected = json.loads((self.folder / "expected.json").read_text())
        self.places = self.expected["places"]
        self.days = self.expected["snapshot_days"]
        self.log = self.columns("log", "place", "day", "state")
        self.late = self.columns("late", "place", "day", "state")
        self.rows = self.questions("rows")
        self.rows_by_day = self.questions("rows_by_day")
        self.few = {name: column[: int(FEW)] for name, column in self.rows.items()}

    def columns(self, of, *names):
        types = {"place": "<u4", "day": "<i4", "state": "<u4"}
        return {name: np.fromfile(self.folder / f"{of}.{name}", dtype=types[name]) for name in names}

    def questions(self, of):
        """With a number for each row: engines give their answers in whatever order suits them."""
        columns = self.columns(of, "place", "day")
        return {"id": np.arange(len(columns["place"]), dtype="<u4"), **columns}

    def rows_expected(self):
        return self.expected["rows"][str(len(self.rows["id"]))]


def checksum(states):
    """As `checksum.rs` has it."""
    at = np.arange(1, len(states) + 1, dtype=np.uint64) * np.uint64(0x9E37_79B9_7F4A_7C15)
    weight = (at ^ (at >> np.uint64(29))) * np.uint64(0xBF58_476D_1CE4_E5B9)
    return f"{int(((states.astype(np.uint64) + np.uint64(1)) * weight).sum(dtype=np.uint64)):016x}"


def scattered(length, at, states):
    """A column of states from those that were found and where they belong."""
    column = np.full(length, NONE, dtype=np.uint32)
    column[np.asarray(at, dtype=np.int64)] = np.ma.filled(states, NONE) if np.ma.isMaskedArray(states) else states
    return column


class Bench:
    def __init__(self, engine, folder, size, round_number):
        self.engine, self.size, self.round = engine, size, round_number
        self.samples = Path(folder, "samples.jsonl")

    def time(self, work, units, expected, ways, answers, prepare=lambda: None):
        """Runs each way once, compares the answers, and times the fastest; the median is written down.

        Preparing and comparing are not timed.
        """

        def once(way):
            prepare()
            start = time.perf_counter()
            output = way()
            took = time.perf_counter() - start
            found = checksum(answers(output))
            if found != expected:
                sys.exit(
                    f"{self.engine} answers otherwise than the reference: "
                    f"size {self.size}, work {work}, {found} for {expected}"
                )
            return took

        tried = [min(once(way), once(way)) if len(ways) > 1 else once(way) for way in ways]
        fastest = ways[tried.index(min(tried))]
        runs = [min(tried)]
        if runs[0] <= LONG:
            runs = []
            begun = time.perf_counter()
            while not runs or (len(runs) < MOST and time.perf_counter() - begun < ENOUGH):
                runs.append(once(fastest))
        seconds = sorted(runs)[len(runs) // 2]
        self.write(work, seconds, units, expected)
        return seconds

    def write(self, work, seconds, units, expected):
        sample = {"size": self.size, "round": self.round, "engine": self.engine, "work": work}
        sample |= {"seconds": seconds, "units": units, "checksum": expected}
        print(f"  {self.size} round {self.round}: {self.engine}, {work}: {seconds:.6f} s for {units}", file=sys.stderr)
        with self.samples.open("a") as samples:
            samples.write(json.dumps(sample) + "\n")


class DuckDb:
    """All in memory; what is asked is in its tables before the clock starts, the answers come as numpy's arrays."""

    AS_OF = "SELECT id, state FROM {questions} AS question ASOF JOIN {changes} AS change \
        ON question.place = change.place AND question.day >= change.day"

    def __init__(self, data, threads):
        self.data = data
        self.name = "DuckDB" if threads == 1 else "DuckDB, two threads"
        self.threads = threads
        self.connection = duckdb.connect()
        self.connection.execute(f"SET threads = {threads}")
        self.connection.register("log", pa.table(data.log))
        for name in ("late", "rows", "few"):
            self.connection.register("given", pa.table(getattr(data, name)))
            self.connection.execute(f"CREATE TABLE {name} AS SELECT * FROM given")

    def as_of(self, questions="rows", changes="change"):
        return self.connection.execute(self.AS_OF.format(questions=questions, changes=changes)).fetchnumpy()

    def measure(self, bench):
        data, execute, expected = self.data, self.connection.execute, self.data.expected
        few = lambda changes: lambda _: self.answers(len(data.few["id"]), self.as_of("few", changes))
        build = lambda: execute("CREATE OR REPLACE TABLE change AS SELECT * FROM log ORDER BY place, day")
        bench.time("build", len(data.log["day"]), expected["rows"][FEW], [build], few("change"))

        rows = len(data.rows["id"])
        seconds = bench.time("as-of", rows, data.rows_expected(), [self.as_of], lambda it: self.answers(rows, it))
        if self.threads == 2:
            bench.write("as-of-two", seconds, rows, data.rows_expected())

        everywhere = "CREATE TABLE everywhere AS SELECT range::UINTEGER AS place FROM range(?)"
        execute(everywhere, [data.places])
        queries = (
            "SELECT place, arg_max(state, day) AS state FROM change WHERE day <= ? GROUP BY place",
            "SELECT place, state FROM (SELECT place, ?::INTEGER AS day FROM everywhere) \
                ASOF JOIN change USING (place, day)",
        )
        ways = [lambda query=query: [execute(query, [day]).fetchnumpy() for day in data.days] for query in queries]
        snapshots = lambda found: np.concatenate([scattered(data.places, it["place"], it["state"]) for it in found])
        bench.time("snapshot", data.places * len(data.days), expected["snapshots"], ways, snapshots)

        # Appended: it sorts when it is asked.
        bench.time(
            "late",
            len(data.late["day"]),
            expected["rows_after_late"][FEW],
            [lambda: execute("INSERT INTO changed SELECT * FROM late")],
            few("changed"),
            prepare=lambda: execute("CREATE OR REPLACE TABLE changed AS SELECT * FROM change"),
        )

    @staticmethod
    def answers(length, found):
        return scattered(length, found["id"], found["state"])


class Polars:
    """Two threads, its own choice on two cores."""

    name = "Polars, two threads"

    def __init__(self, data):
        self.data = data
        self.log, self.late, self.rows, self.rows_by_day, self.few = (
            pl.DataFrame(columns) for columns in (data.log, data.late, data.rows, data.rows_by_day, data.few)
        )

    @staticmethod
    def joined(questions, changes):
        # It cannot check the order within places, and would warn of that.
        return questions.join_asof(changes, on="day", by="place", strategy="backward", check_sortedness=False)

    def measure(self, bench):
        data, expected = self.data, self.data.expected
        sort = lambda: self.log.sort("place", "day")
        bench.time("build", len(self.log), expected["rows"][FEW], [sort], self.few_answers)
        by_place, by_day = sort(), self.log.sort("day")

        rows = len(self.rows)
        ways = [
            lambda: self.joined(self.rows.sort("place", "day"), by_place),
            lambda: self.joined(self.rows.sort("day"), by_day),
        ]
        seconds = bench.time("as-of", rows, data.rows_expected(), ways, self.answers)
        bench.write("as-of-two", seconds, rows, data.rows_expected())
        ways = [lambda: self.joined(self.rows_by_day, by_day), lambda: self.joined(self.rows_by_day, by_place)]
        bench.time("as-of-by-day", rows, expected["rows_by_day"], ways, self.answers)

        keyed = self.keyed(by_place).select("key", "state", held="place").with_columns(pl.col("key").set_sorted())
        in_one = Bench(f"{self.name}, place and day in one key", bench.samples.parent, bench.size, bench.round)
        seconds = in_one.time("as-of", rows, data.rows_expected(), [lambda: self.joined_by_key(keyed)], self.answers)
        in_one.write("as-of-two", seconds, rows, data.rows_expected())

        last_of_place = pl.col("place") != pl.col("place").shift(-1, fill_value=NONE)
        ways = [
            lambda: [by_place.filter(pl.col("day") <= day).filter(last_of_place) for day in data.days],
            lambda: [
                by_place.lazy().filter(pl.col("day") <= day).filter(last_of_place).select("place", "state").collect()
                for day in data.days
            ],
            lambda: [by_place.filter(pl.col("day") <= day).unique("place", keep="last") for day in data.days],
        ]
        snapshots = lambda found: np.concatenate([scattered(data.places, it["place"], it["state"]) for it in found])
        bench.time("snapshot", data.places * len(data.days), expected["snapshots"], ways, snapshots)

        add = lambda: pl.concat([by_place, self.late]).sort("place", "day")
        bench.time("late", len(self.late), expected["rows_after_late"][FEW], [add], self.few_answers)

    def joined_by_key(self, changes):
        """A trick that the documentation does not tell, and much faster: one sorted column stands for both."""
        found = self.keyed(self.rows).sort("key").join_asof(changes, on="key", strategy="backward")
        return found.select("id", state=pl.when(pl.col("place") == pl.col("held")).then("state"))

    @staticmethod
    def keyed(columns):
        day = (pl.col("day").cast(pl.Int64) + 2**31).cast(pl.UInt64)
        return columns.with_columns(key=pl.col("place").cast(pl.UInt64) * 2**32 + day)

    def few_answers(self, changes):
        return self.answers(self.joined(self.few.sort("place", "day"), changes))

    @staticmethod
    def answers(found):
        return scattered(len(found), found["id"].to_numpy(), found["state"].fill_null(NONE).to_numpy())


class Pandas:
    """`merge_asof` of rows that were sorted by day beforehand."""

    name = "pandas"

    def __init__(self, data):
        self.data = data
        self.log, self.late, self.rows_by_day = (
            pd.DataFrame(columns) for columns in (data.log, data.late, data.rows_by_day)
        )
        self.few = pd.DataFrame(data.few).sort_values("day", kind="stable")

    def measure(self, bench):
        data, expected = self.data, self.data.expected
        sort = lambda: self.log.sort_values("day")
        few = lambda changes: self.answers(self.joined(self.few, changes))
        bench.time("build", len(self.log), expected["rows"][FEW], [sort], few)
        by_day = sort()
        rows = len(self.rows_by_day)
        ways = [lambda: self.joined(self.rows_by_day, by_day)]
        bench.time("as-of-by-day", rows, expected["rows_by_day"], ways, self.answers)
        add = lambda: pd.concat([by_day, self.late]).sort_values("day")
        bench.time("late", len(self.late), expected["rows_after_late"][FEW], [add], few)

    @staticmethod
    def joined(questions, changes):
        return pd.merge_asof(questions, changes, on="day", by="place", direction="backward")

    @staticmethod
    def answers(found):
        return scattered(len(found), found["id"].to_numpy(), found["state"].fillna(NONE).to_numpy().astype(np.uint32))


def main(arguments):
    if arguments[:1] == ["versions"]:
        python = "Python " + sys.version.split()[0]
        engines = [f"{it.__name__} {it.__version__}" for it in (duckdb, pl, pd, np, pa)]
        with Path(arguments[1], "versions.jsonl").open("a") as versions:
            versions.writelines(json.dumps(it) + "\n" for it in [python, *engines])
        return
    engine, folder, size, round_number = arguments
    data = Data(folder, size)
    engines = {
        "duckdb-1": lambda: DuckDb(data, 1),
        "duckdb-2": lambda: DuckDb(data, 2),
        "polars": lambda: Polars(data),
        "pandas": lambda: Pandas(data),
    }
    measured = engines[engine]()
    measured.measure(Bench(measured.name, folder, size, int(round_number)))


if __name__ == "__main__":
    warnings.simplefilter("error")
    main(sys.argv[1:])
