//! `grader = { run = [...], limits = {...} }` of a check.
use super::manifest::Grader;
use super::parse_environment::{command, limits};
use super::reader::Node;

pub(super) fn grader(node: &Node<'_, '_>) -> Option<Grader> {
    let section = node.table()?;
    let grader = Grader {
        run: section.need("run").and_then(|n| command(&n)).unwrap_or_default(),
        build: section.get("build").and_then(|n| command(&n)),
        limits: limits(section.get("limits"), super::GRADER_LIMITS),
    };
    section.finish();
    Some(grader)
}
