//! The same shape in JSON.

use whoheld::History;

#[test]
fn json_has_the_same_shape() {
    let json = r#"{
        "format": 1,
        "actor": [{ "id": "rebels", "name": "the rebels" }],
        "place": [{ "id": "town", "point": [36, 37.5], "baseline": { "held_by": "rebels" } }],
        "event": [{ "when": 2016, "place": "town", "observed": { "shares": { "rebels": "half" } } }]
    }"#;
    let toml = r#"
        format = 1
        actor = [{ id = "rebels", name = "the rebels" }]
        place = [{ id = "town", point = [36, 37.5], baseline = { held_by = "rebels" } }]
        event = [{ when = 2016, place = "town", observed = { shares = { rebels = "half" } } }]
    "#;
    let from_json: History = serde_json::from_str(json).unwrap();
    assert!(from_json == History::from_toml(toml).unwrap());
}

#[test]
fn a_mistake_in_json_is_told_with_its_path() {
    let says = |json: &str| serde_json::from_str::<History>(json).unwrap_err().to_string();
    let event = |event: &str| {
        format!(
            r#"{{ "format": 1, "actor": [{{ "id": "rebels" }}], "place": [{{ "id": "town" }}], "event": [{event}] }}"#
        )
    };
    assert_eq!(
        says(&event(r#"{ "when": "30.2.2016", "place": "town", "siege_lifted": {} }"#)),
        "event 1, when: `30.2.2016` is no date; write `2016-02-29`"
    );
    assert_eq!(
        says(&event(r#"{ "when": 2016, "place": "town", "captured": { "by": "rebels", "extend": "half" } }"#)),
        "event 1, captured: unknown key `extend`; did you mean `extent`?"
    );
    assert_eq!(
        says(&event(r#"{ "when": 2016, "place": "town", "besieged": { "by": "rebel" } }"#)),
        "event 1, besieged, by: event `2016-town-besieged`: no actor `rebel`; did you mean `rebels`?"
    );
    assert_eq!(says(r#"{ "format": 2 }"#), "format: format 2 is not known here; this version reads format 1");
    assert_eq!(says("[]"), "the document: here stands a list, and a table is wanted");
}

#[test]
fn a_mistake_in_json_has_no_line() {
    let error = serde_json::from_str::<History>("{}").unwrap_err().to_string();
    assert!(error.contains("the key `format` is missing") && !error.starts_with("1:1"), "{error}");
}
