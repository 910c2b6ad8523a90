//! Requests as they are written.
use super::*;

#[test]
fn a_path_holds_nothing_that_ends_it() {
    for (path, expected) in [
        ("/a/b?c=d&e=%20", "/a/b?c=d&e=%20"),
        ("/a b\r\nX: y", "/a%20b%0D%0AX:%20y"),
        ("/é", "/%C3%A9"),
        ("http://localhost:8000/x", "/x"),
        ("http://127.0.0.1:8000/x", "/x"),
        ("http://127.0.0.1:8001/x", "http://127.0.0.1:8001/x"),
        ("//evil/x", "//evil/x"),
    ] {
        assert_eq!(target(path, 8000), expected, "{path}");
    }
}

#[test]
fn form_fields_are_encoded() {
    assert_eq!(form_encoded("a b&c=é+*"), "a+b%26c%3D%C3%A9%2B*");
}
