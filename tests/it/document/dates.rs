//! Dates.

use super::{WORLD, check, event, one, read, says, says_of_event, stands_in_event};

#[test]
fn allegiances_that_overlap_or_end_before_they_begin() {
    let actor = |allegiance: &str| says(&format!("[[actor]]\nid = 'x'\n{allegiance}"));
    assert_eq!(
        actor("allegiance = [{ to = 'rebels', until = 2016-10-29 }, { to = 'government', from = 2016-10-28 }]"),
        "4:61: actor `x`: its allegiances to `rebels` and `government` overlap"
    );
    assert_eq!(
        actor("allegiance = [{ to = 'rebels', from = 2016-10-29, until = 2016-10-28 }]"),
        "4:22: actor `x`: its allegiance to `rebels` ends before it begins"
    );
}

#[test]
fn a_date_that_is_none() {
    check(
        &[
            ("'28.10.2016'", "3:8: `28.10.2016` is no date; write `2016-10-28`"),
            (
                "'2016-02-30'",
                "3:8: `2016-02-30` is no day of the calendar; that month has 29 days; the last is `2016-02-29`",
            ),
            (
                "2016-02-30",
                "3:8: `2016-02-30` is no day of the calendar; that month has 29 days; the last is `2016-02-29`",
            ),
            (
                "'2016-11-06/2016-11-08'",
                "3:8: `2016-11-06/2016-11-08` lasts, and an event happens at one moment; write \
                 `[2016-11-06..2016-11-08]` for one moment within it, or give what lasts an `until`",
            ),
            (
                "'[2016-11-08..2016-11-06]'",
                "3:8: `[2016-11-08..2016-11-06]` is a range that ends before it begins; write \
                 `[2016-11-06..2016-11-08]`",
            ),
            (
                "'2016-11-06..2016-11-08'",
                "3:8: `2016-11-06..2016-11-08` is a range without brackets; write `[2016-11-06..2016-11-08]`",
            ),
            (
                "'2016-10-28 evning'",
                "3:8: `2016-10-28 evning` names no part of the day by `evning`; did you mean `2016-10-28 evening`?",
            ),
            ("201", "3:8: `201` is no date; a date is written like `2016-10-28`, `2016-10` or `2016`"),
            (
                "2016-10-28T14:30:00Z",
                "3:8: `2016-10-28T14:30:00Z` has a time zone, and moments here are local civil time; write `2016-10-28T14:30`",
            ),
            ("true", "3:8: here stands true or false, and a text in quotes is wanted"),
        ],
        |when| says(&format!("[[event]]\nwhen = {when}\nplace = 'town'\nsiege_lifted = {{}}")),
    );
    assert_eq!(
        says_of_event("attacked = { by = 'rebels', until = 'soon' }"),
        "5:37: `soon` is no date; a date is written like `2016-10-28`, `2016-10` or `2016`"
    );
    assert_eq!(
        says_of_event("siege_lifted = {}\nrecorded = 'yesterday'"),
        "6:12: `yesterday` is no day; a day is written like `2016-10-28`"
    );
    assert_eq!(
        says_of_event("siege_lifted = {}\nrecorded = 2016-10-28T14:30:00"),
        "6:12: `2016-10-28T14:30:00` is a date and no day; `recorded` is a day, like `2016-10-28`; leave it out if the \
         day is not known"
    );
}

/// Books have a year, magazines a month.
#[test]
fn a_source_may_be_published_in_a_year_or_month() {
    for (written, kept) in [("1962", "1962"), ("1962-05", "1962-05"), ("1962-05-03", "1962-05-03")] {
        let text = format!("format = 1\n[[source]]\nid = 'x'\npublished = {written}");
        let history = whoheld::History::from_toml(&text)
            .or_else(|_| whoheld::History::from_toml(text.replace(written, &format!("'{written}'"))));
        assert_eq!(history.unwrap().source("x").unwrap().published.unwrap().to_string(), kept);
    }
}

#[test]
fn a_year_where_a_day_is_wanted_is_named() {
    assert_eq!(
        says_of_event("siege_lifted = {}\nrecorded = 2016"),
        "6:12: `2016` is a date and no day; `recorded` is a day, like `2016-01-01`; leave it out if the day is not known"
    );
}

#[test]
fn an_until_before_the_beginning_stands_where_it_is_written() {
    assert_eq!(stands_in_event("attacked = { by = 'rebels', until = 2016-10-27 }"), one(5, 37, "2016-10-27"));
    assert_eq!(
        stands_in_event("fought = { between = ['rebels', 'government'], until = '2016-10-27' }"),
        one(5, 56, "'2016-10-27'")
    );
    // On the same day, even in its morning, it is not before.
    for until in ["2016-10-28", "'2016-10-28 morning'", "2016-10", "'..'"] {
        let until = if until == "2016-10" { "'2016-10'" } else { until };
        let lines = event(&format!("attacked = {{ by = 'rebels', until = {until} }}"));
        assert!(read(&format!("format = 1\n{lines}\n{WORLD}")).is_ok(), "{until}");
    }
}

#[test]
fn an_until_before_the_beginning_stands_where_it_is_however_it_is_written() {
    for until in ["2016-10-27T14:30:00", "'[2016-09 .. 2016-10-27]'", "'2016-10-26  night'"] {
        let lines = format!("attacked = {{ by = 'rebels', until = {until} }}");
        assert_eq!(stands_in_event(&lines), one(5, 37, until), "{until}");
    }
}
