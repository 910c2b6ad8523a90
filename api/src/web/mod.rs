//! The front that speaks HTTP. Nothing else in the server knows a status, a header or a URL.
mod problem;
mod headers;
mod cache;
mod extract;
mod basic;
mod push;
mod follow;
mod json;
mod router;
mod serve;

use router::router;
pub(crate) use serve::serve;
