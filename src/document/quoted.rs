//! Texts as they are written in a document.

use crate::spelling::is_hidden;

/// Returns a text in quotes, on one line, with everything escaped that a line of TOML cannot have or that a reader
/// cannot see.
///
/// This is the only place in which a text gets its quotes: documents, messages and suggestions all use it.
pub(super) fn quoted(text: &str) -> String {
    let mut written = String::with_capacity(text.len() + 2);
    written.push('"');
    for c in text.chars() {
        match c {
            '"' | '\\' => written.extend(['\\', c]),
            '\n' => written.push_str("\\n"),
            '\r' => written.push_str("\\r"),
            '\t' => written.push_str("\\t"),
            // JSON knows `\u` too, and has no `\U`; all that are hidden have four digits.
            c if is_hidden(c) => written.push_str(&format!("\\u{:04X}", u32::from(c))),
            c => written.push(c),
        }
    }
    written.push('"');
    written
}

/// Returns a list of one text.
pub(super) fn list_of(text: &str) -> String {
    format!("[{}]", quoted(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_written_on_one_line() {
        for (text, written) in [
            ("", r#""""#),
            ("the \"crown\"", r#""the \"crown\"""#),
            ("C:\\", r#""C:\\""#),
            ("a\nb\r\n\tc", r#""a\nb\r\n\tc""#),
            ("\u{0}\u{1b}\u{7f}\u{202e}", r#""\u0000\u001B\u007F\u202E""#),
            ("Őrség 🏴‍☠️", "\"Őrség 🏴‍☠️\""),
        ] {
            assert_eq!(quoted(text), written);
        }
    }

    #[cfg(feature = "toml")]
    #[test]
    fn every_character_reads_back() {
        let all: String = ('\0'..=char::MAX).step_by(1).take(0x3000).collect();
        let table: toml::Table = format!("text = {}", quoted(&all)).parse().unwrap();
        assert_eq!(table["text"].as_str(), Some(all.as_str()));
    }
}
