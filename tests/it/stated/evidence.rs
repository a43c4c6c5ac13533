//! The basis of an answer and its last evidence, on random records of places that stand alone, against the slow model.

use proptest::prelude::*;
use whoheld::Reading;
use whoheld::chrono::Days;

use crate::RECORDS;
use crate::oracle::Model;
use crate::oracle::evidence::basis;
use crate::random::{ALL, Kind, config, day, record};

proptest! {
    #![proptest_config(config(RECORDS * 4))]

    /// An event is evidence from when it can have happened until it has for certain, or until the last look; and no
    /// longer than until it is certain that nothing is known any more.
    #[test]
    fn evidence_is_what_the_model_says(record in record(Kind { trees: 1, places: 1, ..ALL }), limit in 0..4_u32) {
        let alone = record.places[0].id.clone();
        let (history, model) = (record.history(), Model::of(&record.scenario()));
        let reading = Reading::new().stale_after(limit);
        let stale = history.interpret(&reading).unwrap();
        let family = model.family(&alone);
        for number in 0..16 {
            let day = day(number) - Days::new(2);
            let answer = history.who_held(alone.as_str(), day).unwrap();
            prop_assert_eq!((answer.basis(), answer.last_evidence()), basis(&model, &family, &alone, day, None), "{}", day);
            let answer = stale.who_held(alone.as_str(), day).unwrap();
            let expected = basis(&model, &family, &alone, day, Some(limit));
            prop_assert_eq!((answer.basis(), answer.last_evidence()), expected, "{} limit {}", day, limit);
        }
    }
}
