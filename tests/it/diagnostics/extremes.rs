//! Megabytes of garbage, and ten thousand deep.

use std::thread;

use whoheld::{DocumentError, History, MistakeKind};

use super::refused;

/// In bytes; half of it where nothing is optimized, as it is by default. By hand, in a release build, 22 kinds of garbage
/// of up to 50 MB were tried: the slowest took 6.9 s.
const LARGE: usize = if cfg!(debug_assertions) { 1 << 20 } else { 2 << 20 };

fn filled(with: &str) -> String {
    with.repeat(LARGE / with.len())
}

/// An error, with a report that a person and a program can bear.
fn bears(garbage: impl AsRef<[u8]>) -> DocumentError {
    let error = refused(garbage);
    let first = &error.mistakes()[0];
    assert!(!first.message.is_empty() && first.message.len() < 2_000, "{}", first.message);
    assert!(first.line.is_some() && first.column.is_some() && first.span.is_some());
    assert!(error.mistakes().len() <= 10_000);
    let texts = error.mistakes().iter().map(|it| it.text.len() + it.source_line.as_ref().map_or(0, String::len));
    assert!(texts.max().unwrap() <= 32_000);
    error
}

#[test]
fn megabytes_of_prose() {
    let error = bears(filled("lorem ipsum dolor sit amet, consectetur adipiscing elit\n"));
    // More than anyone reads are counted, and the report says so.
    assert_eq!(error.mistakes().len(), 10_000);
    let more = format!("and at least {} more mistakes", error.more());
    assert!(error.more() > 0 && error.to_string().ends_with(&more));
}

#[test]
fn megabytes_of_quotes() {
    bears(filled("\"\n"));
}

#[test]
fn megabytes_of_equals_signs() {
    bears(filled("= = =\n"));
}

#[test]
fn megabytes_of_brackets() {
    for line in ["]]\n", "a = [\n", "a = {\n"] {
        bears(filled(line));
    }
}

#[test]
fn megabytes_of_another_format() {
    for line in ["{\"a\": [1, 2, {\"b\": null}]},\n", "<td class='x'>28 October</td>\n", "2016-10-28;Aleppo;\"held\"\n"]
    {
        bears(filled(line));
    }
}

#[test]
fn a_megabyte_in_one_line() {
    for piece in ["x", "[", "{a=", "\"", "🏴‍☠️", "a.", "-", " = "] {
        bears(piece.repeat(1_000_000 / piece.len()));
        bears(format!("format = 1\ntitle = {}", filled(piece)));
    }
}

#[test]
fn megabytes_of_garbage_that_is_not_even_text() {
    let mut state = 0x9E37_79B9_7F4A_7C15_u64;
    let mut random = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state.to_le_bytes()[3]
    };
    let bytes: Vec<u8> = (0..LARGE).map(|_| random()).collect();
    assert_eq!(bears(&bytes).mistakes()[0].kind, MistakeKind::Encoding);
    bears(vec![0xFF; LARGE]);
    bears(vec![0; LARGE]);
    let ascii: Vec<u8> = bytes.iter().map(|byte| b" \n=[]{}\"'.,#abc123"[usize::from(byte % 18)]).collect();
    bears(ascii);
}

#[test]
fn megabytes_of_entries_that_are_all_wrong() {
    bears(format!("format = 1\n{}", filled("[[actor]]\nid = \"x\"\n")));
}

#[test]
fn megabytes_of_events_that_are_all_wrong() {
    bears(format!("format = 1\n{}", filled("[[event]]\nwhen = \"some day\"\nplace = \"nowhere\"\n")));
}

pub(super) const DEEP: usize = 10_000;

/// On a stack that holds no recursion as deep as that.
pub(super) fn on_a_small_stack<T: Send + 'static>(run: impl FnOnce() -> T + Send + 'static) -> T {
    thread::Builder::new().stack_size(512 << 10).spawn(run).unwrap().join().unwrap()
}

#[test]
fn nesting_ten_thousand_deep() {
    let around = |open: &str, close: &str| format!("{}1{}", open.repeat(DEEP), close.repeat(DEEP));
    let (dotted, pairs) = ("a.".repeat(DEEP), "[{ a = ".repeat(DEEP));
    for (document, line) in [
        (format!("title = {}", around("[", "]")), 2),
        (format!("title = {}", around("{ a = ", " }")), 2),
        (format!("title = {}", around("[{ a = ", " }]")), 2),
        (format!("title = {pairs}"), 2),
        (format!("title = {}", around("[\n", "]\n")), 2),
        (format!("title = \"x\"\n{dotted}a = 1"), 3),
        (format!("title = \"x\"\n[{dotted}a]"), 3),
        (format!("title = \"x\"\n[[{dotted}a]]"), 3),
        (format!("title = {{ {dotted}a = 1 }}"), 2),
    ] {
        let error = on_a_small_stack(move || bears(format!("format = 1\n{document}\n")));
        let deep = error.mistakes().iter().find(|it| it.message.contains("nested too deep")).expect("says so");
        assert_eq!(deep.kind, MistakeKind::Syntax);
        assert!(deep.line >= Some(line), "{}", deep);
    }
}

/// So many entries in a row, each of which names the next; of a circle the last one names the first.
fn chain(head: &str, entry: impl Fn(usize, usize) -> String, circle: bool) -> String {
    let links = if circle { DEEP } else { DEEP - 1 };
    let entries: Vec<String> = (0..links).map(|at| entry(at, (at + 1) % DEEP)).collect();
    format!("format = 1\n{head}\n{}", entries.concat())
}

#[test]
fn places_within_places_ten_thousand_deep() {
    for (head, circle) in [("[[place]]\nid = \"x9999\"", false), ("", true)] {
        let entry = |at, of| format!("[[place]]\nid = \"x{at}\"\nwithin = \"x{of}\"\n");
        let document = chain(head, entry, circle);
        let error = on_a_small_stack(move || bears(document));
        assert!(error.mistakes().iter().all(|it| it.text.starts_with("\"x")), "each at its `within`");
    }
}

#[test]
fn allegiances_ten_thousand_deep() {
    let entry = |at, of| format!("[[actor]]\nid = \"x{at}\"\nallegiance = \"x{of}\"\n");
    let chained = chain("[[actor]]\nid = \"x9999\"", entry, false);
    assert!(on_a_small_stack(move || History::from_toml(chained).is_ok()));
    let error = {
        let circle = chain("", entry, true);
        on_a_small_stack(move || bears(circle))
    };
    assert!(error.mistakes().iter().all(|it| it.kind == MistakeKind::Circle));
}

fn corrections(circle: bool) -> String {
    let event = |id: usize, rest: &str| {
        format!("[[event]]\nid = \"x{id}\"\nwhen = 2016\nplace = \"town\"\nsiege_lifted = {{}}\n{rest}")
    };
    let last = if circle { String::new() } else { event(DEEP - 1, "") };
    let entry = |at, of| event(at, &format!("supersedes = [\"x{of}\"]\n"));
    chain(&format!("[[place]]\nid = \"town\"\n{last}"), entry, circle)
}

#[test]
fn corrections_ten_thousand_deep() {
    assert!(on_a_small_stack(|| History::from_toml(corrections(false)).is_ok()));
}

#[test]
fn corrections_in_a_circle_of_ten_thousand() {
    let error = on_a_small_stack(|| bears(corrections(true)));
    assert!(error.mistakes().iter().all(|it| it.kind == MistakeKind::Circle));
}
