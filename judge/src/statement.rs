//! A statement as a page: Markdown to HTML in which nothing is left that a page must not hold. Pure.
//!
//! Raw HTML becomes plain text; a link leads to the web, to a heading of the same text, or to a file that students
//! have; a picture is such a file. Everything else is named as trouble and leads nowhere.
use std::collections::BTreeSet;
use std::ops::Range;

use pulldown_cmark::{CowStr, Event, Options, Parser, Tag, TagEnd, html};

/// A statement rendered.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Rendered {
    /// The body of a page.
    pub html: String,
    /// Level of each heading, in order.
    pub headings: Vec<u8>,
    /// Links and pictures.
    pub targets: usize,
    /// What had to be taken out, with its line.
    pub troubles: Vec<(u32, Trouble)>,
}

/// What a statement must not hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Trouble {
    /// HTML written by hand.
    Html(String),
    /// A link that leads nowhere, or where no reader should be led.
    Link(String),
    /// A picture that is not a file of the public bundle.
    Picture(String),
}

/// Endings of picture files.
const PICTURES: [&str; 6] = ["png", "jpg", "jpeg", "gif", "svg", "webp"];

type Spanned<'a> = (Event<'a>, Range<usize>);

/// Renders Markdown. `public` are the paths of the files that students have.
pub fn render(markdown: &str, public: &BTreeSet<String>) -> Rendered {
    let options = Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH;
    let mut events: Vec<Spanned<'_>> = Parser::new_ext(markdown, options).into_offset_iter().collect();
    let (anchors, headings) = name_headings(&mut events);
    let mut rendered = Rendered {
        headings,
        ..Rendered::default()
    };
    let mut kept = Vec::with_capacity(events.len());
    for (event, range) in events {
        let before = markdown.get(..range.start).unwrap_or_default();
        let line = u32::try_from(before.matches('\n').count() + 1).unwrap_or(u32::MAX);
        kept.extend(harmless(event, (&anchors, public), &mut |trouble| {
            rendered.troubles.extend(trouble.map(|t| (line, t)));
        }));
    }
    let is_target = |e: &&Event<'_>| matches!(e, Event::Start(Tag::Link { .. } | Tag::Image { .. }));
    rendered.targets = kept.iter().filter(is_target).count();
    html::push_html(&mut rendered.html, kept.into_iter());
    rendered
}

/// A whole document around a rendered body, to be looked at in a browser.
pub fn page(language: &str, title: &str, body: &str) -> String {
    let mut safe = String::new();
    html::push_html(&mut safe, std::iter::once(Event::Text(CowStr::from(title))));
    format!(
        "<!doctype html>\n<html lang=\"{language}\">\n<head>\n<meta charset=\"utf-8\">\n\
        <meta name=\"viewport\" content=\"width=device-width\">\n<title>{safe}</title>\n\
        <style>body {{ max-width: 44rem; margin: 2rem auto; padding: 0 1rem; font: 1rem/1.5 sans-serif }} \
        pre {{ overflow-x: auto; background: #f4f4f4; padding: .5rem }} table {{ border-collapse: collapse }} \
        td, th {{ border: 1px solid #bbb; padding: .25rem .5rem; text-align: left }} img {{ max-width: 100% }}</style>\n\
        </head>\n<body>\n{body}</body>\n</html>\n"
    )
}

/// Gives every heading a name to link to, and tells the names and the levels.
fn name_headings(events: &mut [Spanned<'_>]) -> (BTreeSet<String>, Vec<u8>) {
    let (mut anchors, mut levels) = (BTreeSet::new(), Vec::new());
    for at in 0..events.len() {
        let rest = events.get(at..).unwrap_or_default();
        let inside = rest
            .iter()
            .take_while(|(e, _)| !matches!(e, Event::End(TagEnd::Heading(_))));
        let text: String = inside.filter_map(|(event, _)| spoken(event)).collect();
        if let Some((Event::Start(Tag::Heading { level, id, .. }), _)) = events.get_mut(at) {
            let base = slug(&text);
            let free = |name: &String| !anchors.contains(name);
            let numbered = (1u32..).map(|n| format!("{base}-{n}"));
            let name = std::iter::once(base.clone()).chain(numbered).find(free);
            anchors.extend(name.clone());
            *id = name.map(CowStr::from);
            levels.push(*level as u8);
        }
    }
    (anchors, levels)
}

fn spoken<'a>(event: &'a Event<'_>) -> Option<&'a str> {
    match event {
        Event::Text(text) | Event::Code(text) => Some(text),
        _ => None,
    }
}

/// Letters and digits in small letters, `-` between words.
fn slug(text: &str) -> String {
    let lower = text.to_lowercase();
    let words = lower
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join("-")
}

/// What is left of one piece.
fn harmless<'a>(
    event: Event<'a>,
    (anchors, public): (&BTreeSet<String>, &BTreeSet<String>),
    say: &mut dyn FnMut(Option<Trouble>),
) -> Option<Event<'a>> {
    match event {
        Event::Html(text) | Event::InlineHtml(text) => {
            say(Some(Trouble::Html(text.trim().to_owned())).filter(|_| !text.trim().is_empty()));
            Some(Event::Text(text))
        }
        Event::Start(Tag::HtmlBlock) | Event::End(TagEnd::HtmlBlock) => None,
        Event::Start(Tag::Link {
            link_type,
            dest_url,
            title,
            id,
        }) => {
            let good = is_web(&dest_url, &["https:", "http:", "mailto:"])
                || dest_url
                    .strip_prefix('#')
                    .is_some_and(|name| anchors.contains(name))
                || is_public(&dest_url, public)
                || link_type == pulldown_cmark::LinkType::Email;
            say((!good).then(|| Trouble::Link(dest_url.to_string())));
            let dest_url = if good { dest_url } else { CowStr::from("#") };
            Some(Event::Start(Tag::Link {
                link_type,
                dest_url,
                title,
                id,
            }))
        }
        Event::Start(Tag::Image {
            link_type,
            dest_url,
            title,
            id,
        }) => {
            let ending = dest_url.rsplit('.').next().unwrap_or_default().to_lowercase();
            let good = PICTURES.contains(&ending.as_str()) && public.contains(&*dest_url);
            say((!good).then(|| Trouble::Picture(dest_url.to_string())));
            let dest_url = if good { dest_url } else { CowStr::from("") };
            Some(Event::Start(Tag::Image {
                link_type,
                dest_url,
                title,
                id,
            }))
        }
        other => Some(other),
    }
}

fn is_web(target: &str, schemes: &[&str]) -> bool {
    let lower = target.to_lowercase();
    schemes.iter().any(|scheme| lower.starts_with(scheme)) && !target.chars().any(char::is_control)
}

/// A file that students have, or a folder of such files.
fn is_public(target: &str, public: &BTreeSet<String>) -> bool {
    let path = target.split('#').next().unwrap_or_default();
    let path = path.strip_prefix("./").unwrap_or(path).trim_end_matches('/');
    let folder = format!("{path}/");
    !path.is_empty() && (public.contains(path) || public.iter().any(|file| file.starts_with(&folder)))
}

#[cfg(test)]
mod tests;
