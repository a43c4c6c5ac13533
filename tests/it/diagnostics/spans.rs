//! Where a mistake stands.

use proptest::prelude::*;
use proptest::sample::Index;
use proptest::test_runner::TestCaseResult;
use whoheld::History;

use super::together::MANY;
use super::{in_short, marked, refused};
use crate::LIGHT;
use crate::random::config;

/// Whether each mistake stands where it says it does, and in order.
pub(super) fn stands_right(document: &str) -> TestCaseResult {
    let Err(error) = History::from_toml(document) else { return Ok(()) };
    prop_assert!(!error.mistakes().is_empty());
    let mut last = 0;
    for mistake in error.mistakes() {
        let span = mistake.span.clone().unwrap();
        prop_assert!(last <= span.start && span.start <= span.end, "{:?}", mistake);
        last = span.start;
        let spanned = document.get(span.clone());
        prop_assert!(spanned.is_some(), "between characters: {:?}", mistake);
        let first: String = spanned.unwrap().lines().next().unwrap_or_default().chars().take(4000).collect();
        prop_assert_eq!(&mistake.text, &first, "{:?}", mistake);

        // The mark before the text is no column; elsewhere it is a character.
        let (before, after) = document.split_at(span.start);
        let start = before.rfind('\n').map_or(0, |at| at + 1);
        let unmarked = |line| if start == 0 { str::trim_start_matches(line, '\u{feff}') } else { line };
        let before_in_line = unmarked(&before[start..]);
        prop_assert_eq!(mistake.line, Some(before.matches('\n').count() + 1), "{:?}", mistake);
        prop_assert_eq!(mistake.column, Some(before_in_line.chars().count() + 1), "{:?}", mistake);

        let line = format!("{before_in_line}{}", after.split('\n').next().unwrap());
        let line = unmarked(line.trim_end_matches('\r'));
        prop_assert_eq!(mistake.source_line.as_deref(), (line.len() <= 4000).then_some(line), "{:?}", mistake);
        prop_assert!(!mistake.message.is_empty());
    }
    prop_assert_eq!(error.to_string().matches("error: ").count(), error.mistakes().len());
    Ok(())
}

#[test]
fn a_mistake_stands_where_it_says() {
    stands_right(MANY).unwrap();
    let expected = marked(MANY);

    // As other systems and editors save it.
    for saved in [
        MANY.replace('\n', "\r\n"),
        format!("\u{feff}{MANY}"),
        format!("\u{feff}{MANY}").replace('\n', "\r\n"),
        MANY.trim_end().to_owned(),
    ] {
        stands_right(&saved).unwrap();
        assert_eq!(in_short(&refused(&saved)), expected);
    }

    // With tabs, in lines of wide, joined and right-to-left characters, and in long lines.
    for mark in ["#\t", "# 🏴‍☠️ حلب Őrség", &format!("# {}", "ő".repeat(5_000))] {
        let document = MANY.replace("#!", mark);
        stands_right(&document).unwrap();
        let place = |short: &String| short.split(' ').take(2).collect::<Vec<_>>().join(" ");
        let found = in_short(&refused(document));
        assert!(found.iter().map(place).eq(expected.iter().map(place)), "{found:?}");
    }
    let spaced = MANY.replace(" = ", "\t=\t");
    stands_right(&spaced).unwrap();
    assert_eq!(in_short(&refused(spaced)), expected);
    let indented = MANY.replace('\n', "\n\t");
    stands_right(&indented).unwrap();
    assert_eq!(refused(indented).mistakes().len(), expected.len());
}

#[test]
fn a_mistake_behind_wide_characters() {
    for before in ["حلب", "Őrség", "🏴‍☠️🇭🇺", "ｗｉｄｅ", "a\tb", &"حلب ".repeat(2_000)] {
        let document = format!("format = 1\n[[place]]\nid = \"x\"\nnames = {{ en = \"{before}\", hu = 3 }}\n");
        stands_right(&document).unwrap();
        let error = refused(&document);
        let [mistake] = error.mistakes() else { panic!("{error}") };
        assert_eq!((mistake.line, mistake.text.as_str()), (Some(4), "3"));
        assert_eq!(mistake.column, Some("names = { en = \"".len() + before.chars().count() + "\", hu = ".len() + 1));
        // A line too long to be shown is still named.
        let shown = error.to_string();
        assert_eq!(shown.contains("names = "), document.len() < 4_000, "{shown}");
        assert!(shown.contains(&format!(":4:{}", mistake.column.unwrap())), "{shown}");
    }
}

proptest! {
    #![proptest_config(config(LIGHT))]

    #[test]
    fn a_mistake_stands_where_it_says_whatever_is_put_in(
        at in any::<Index>(),
        put in prop_oneof!["\\PC{1,6}", "[\\[\\]{}=\"'.,#\\\\\n\r\t \u{feff}é]{1,6}", any::<String>()],
    ) {
        let mut chars: Vec<char> = MANY.chars().collect();
        let at = at.index(chars.len() + 1);
        chars.splice(at..at, put.chars());
        stands_right(&chars.into_iter().collect::<String>())?;
    }
}
