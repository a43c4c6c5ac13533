//! The same mistakes in JSON, told by their paths.

use whoheld::History;

use super::extremes::{DEEP, on_a_small_stack};

fn of_json(json: &str) -> String {
    serde_json::from_str::<History>(json).unwrap_err().to_string()
}

#[test]
fn json_is_told_by_paths() {
    for (json, path) in [
        (r#"{ "format": 1, "place": [{ "id": "a" }, { "id": "A" }] }"#, "place 2"),
        (r#"{ "format": 1, "place": [{ "id": [] }] }"#, "place 1, id"),
        (r#"{ "format": 1, "actr": [] }"#, "the document"),
        (r#"{ "format": 1, "event": [{ "when": "soon" }] }"#, "event 1, when"),
        (r#"{ "format": 1, "format": 1 }"#, "the document: the key `format` stands here twice"),
        (r#"{ "format": 1, "place": [{ "id": "a", "id": "b" }] }"#, "place 1: the key `id` stands here twice"),
    ] {
        assert!(of_json(json).starts_with(path), "{}", of_json(json));
    }
}

#[test]
fn json_has_every_mistake() {
    let says = of_json(r#"{ "format": 1, "actor": [{ "id": "A" }, { "id": "b", "nam": 3 }], "place": [{}, 4] }"#);
    for path in ["actor 1", "actor 2", "place 1", "place 2"] {
        assert!(says.lines().any(|line| line.starts_with(path)), "{path}\n{says}");
    }
}

#[test]
fn json_ten_thousand_deep() {
    let around = |open: &str, close: &str| format!("{}1{}", open.repeat(DEEP), close.repeat(DEEP));
    for json in [around("[", "]"), around("{\"a\":", "}"), around("[{\"a\":", "}]"), "[".repeat(DEEP)] {
        for json in [format!("{{ \"format\": 1, \"title\": {json} }}"), json] {
            let says = on_a_small_stack(move || of_json(&json));
            assert!(says.contains("nested too deep"), "{says}");
        }
    }
}
