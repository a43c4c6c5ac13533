//! Bytes that are no text.

use whoheld::{History, MistakeKind};

use super::refused;

#[test]
fn a_file_in_another_encoding() {
    let utf_16 = |mark: bool, bytes: fn(u16) -> [u8; 2]| -> Vec<u8> {
        let text = "format = 1\ntitle = \"Őrség\"\n".encode_utf16();
        mark.then_some(0xFEFF).into_iter().chain(text).flat_map(bytes).collect()
    };
    for bytes in [u16::to_le_bytes, u16::to_be_bytes] {
        let error = refused(utf_16(true, bytes));
        let [mistake] = error.mistakes() else { panic!("{error}") };
        assert_eq!((mistake.kind, mistake.line, mistake.column), (MistakeKind::Encoding, Some(1), Some(1)));
        assert!(mistake.message.contains("UTF-16") && mistake.message.contains("UTF-8"), "{mistake}");

        let error = refused(utf_16(false, bytes));
        assert_eq!(error.mistakes()[0].kind, MistakeKind::Encoding);
    }
}

#[test]
fn the_line_of_a_bad_byte_is_shown_to_its_end() {
    let line = [&b"title = \"caf\xe9 "[..], "é".repeat(150).as_bytes(), b"\""].concat();
    let error = History::from_toml([&b"format = 1\n"[..], &line, b"\n[[place]]"].concat()).unwrap_err();
    assert_eq!(error.mistakes()[0].source_line.as_deref(), Some(&*String::from_utf8_lossy(&line)));
}

#[test]
fn a_byte_that_is_no_text() {
    // `ő` in Latin-2; cut within a character; a NUL.
    for (bytes, names) in [(&b"\xF5"[..], "0xF5"), (&b"\xC5"[..], "0xC5"), (&b"\0"[..], "NUL")] {
        let document = [b"format = 1\n[[place]]\nid = \"x\"\nname = \"\xC5\x90rs", bytes, b"g\"\n"].concat();
        let error = refused(document);
        let [mistake] = error.mistakes() else { panic!("{error}") };
        assert_eq!((mistake.kind, mistake.line, mistake.column), (MistakeKind::Encoding, Some(4), Some(12)));
        assert!(mistake.message.contains(names), "{mistake}");
    }
}
