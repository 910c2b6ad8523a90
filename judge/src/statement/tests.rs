//! What a statement may hold, and what becomes of the rest.
use std::collections::BTreeSet;

use proptest::prelude::*;

use super::{Trouble, page, render};

fn public() -> BTreeSet<String> {
    ["statement/map.png", "starter/python/run", "data/public/1/in"]
        .map(str::to_owned)
        .into()
}

fn troubles(markdown: &str) -> Vec<(u32, Trouble)> {
    render(markdown, &public()).troubles
}

#[test]
fn an_ordinary_statement_is_rendered_whole() {
    let text = "# Maji\n\nSoma [mfano](data/public/1/in), [kianzio](starter/python), [hapa](#sheria-za-2-jibu) na \
        <https://example.org>.\n\n![Ramani](statement/map.png)\n\n## Sheria za `2` jibu\n\n| a | b |\n| - | - |\n| 1 | 2 |\n";
    let rendered = render(text, &public());
    assert_eq!(rendered.troubles, []);
    assert_eq!((rendered.headings, rendered.targets), (vec![1, 2], 5));
    for part in [
        "<table>",
        "href=\"data/public/1/in\"",
        "<h2 id=\"sheria-za-2-jibu\">",
        "src=\"statement/map.png\"",
    ] {
        assert!(rendered.html.contains(part), "{part}: {}", rendered.html);
    }
}

#[test]
fn headings_of_one_name_are_told_apart() {
    let html = render("# Mfano\n# Mfano\n# !\n", &public()).html;
    assert!(
        html.contains("id=\"mfano\"") && html.contains("id=\"mfano-1\""),
        "{html}"
    );
}

#[test]
fn what_must_not_be_there_is_named_with_its_line_and_disarmed() {
    let html = |text: &str| Trouble::Html(text.to_owned());
    let link = |text: &str| Trouble::Link(text.to_owned());
    let picture = |text: &str| Trouble::Picture(text.to_owned());
    for (text, expected) in [
        (
            "a\n\n<script>alert(1)</script>\n",
            (3, html("<script>alert(1)</script>")),
        ),
        ("a <b onclick=x>", (1, html("<b onclick=x>"))),
        ("<!-- note -->", (1, html("<!-- note -->"))),
        ("[x](javascript:alert(1))", (1, link("javascript:alert(1)"))),
        ("\n[x](JavaScript:alert(1))", (2, link("JavaScript:alert(1)"))),
        ("[x](data:text/html,hi)", (1, link("data:text/html,hi"))),
        ("[x](//example.org)", (1, link("//example.org"))),
        ("[x](../secret)", (1, link("../secret"))),
        ("[x](data/hidden/1/in)", (1, link("data/hidden/1/in"))),
        ("[x](#nowhere)", (1, link("#nowhere"))),
        ("[x]()", (1, link(""))),
        (
            "![x](https://example.org/a.png)",
            (1, picture("https://example.org/a.png")),
        ),
        ("![x](starter/python/run)", (1, picture("starter/python/run"))),
    ] {
        assert_eq!(troubles(text).first(), Some(&expected), "{text}");
        let shown = render(text, &public()).html.to_lowercase();
        for armed in [
            "<script",
            "<b ",
            "<!--",
            "javascript:",
            "href=\"data:",
            "//example.org",
        ] {
            let in_text = !shown.contains(&format!("\"{armed}")) && !armed.starts_with('<');
            assert!(!shown.contains(armed) || in_text, "{text}: {shown}");
        }
    }
}

#[test]
fn a_title_cannot_break_out_of_its_page() {
    let page = page("sw", "</title><script>", "<p>x</p>\n");
    assert!(page.contains("<title>&lt;/title&gt;&lt;script&gt;</title>") && page.contains("lang=\"sw\""));
}

proptest! {
    /// Whatever is written, the only tags are those of Markdown.
    #[test]
    fn no_text_makes_it_panic_or_lets_a_script_through(text in "[\\PC\n]{0,80}", at in 0usize..80) {
        let mut text = text;
        let at = (0..=at.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
        text.insert_str(at, "<script src=x></script>");
        let html = render(&text, &public()).html.to_lowercase();
        prop_assert!(!html.contains("<script"), "{}", html);
    }
}
