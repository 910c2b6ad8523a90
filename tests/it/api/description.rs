//! The OpenAPI document describes what is there.
use serde_json::Value;

use crate::harness::House;

#[test]
fn the_description_is_openapi_3_1_and_complete() {
    let house = House::on_sqlite();
    let description = house.stranger("anybody").get("/v1/openapi.json").is(200);
    assert!(description["openapi"].as_str().unwrap().starts_with("3.1"));
    let mut ids = Vec::new();
    for (path, methods) in description["paths"].as_object().unwrap() {
        for (method, operation) in methods.as_object().unwrap() {
            let name = format!("{method} {path}");
            let id = operation["operationId"]
                .as_str()
                .unwrap_or_else(|| panic!("{name}: no operationId"));
            assert!(id.contains('_'), "{name}: `{id}` is not verb_resource");
            assert!(operation["summary"].is_string(), "{name}: no summary");
            ids.push(id.to_owned());
        }
    }
    let count = ids.len();
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), count, "operation ids are unique");
    every_reference_leads_somewhere(&description, &description);
}

fn every_reference_leads_somewhere(document: &Value, part: &Value) {
    match part {
        Value::Object(fields) => {
            if let Some(target) = fields.get("$ref").and_then(Value::as_str) {
                assert!(
                    document.pointer(target.trim_start_matches('#')).is_some(),
                    "{target} leads nowhere"
                );
            }
            fields
                .values()
                .for_each(|v| every_reference_leads_somewhere(document, v));
        }
        Value::Array(items) => items
            .iter()
            .for_each(|v| every_reference_leads_somewhere(document, v)),
        _ => {}
    }
}
