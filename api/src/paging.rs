//! Lists are bounded and continued where they ended: keyset pages, never offsets, so that the last page costs
//! as much as the first and nothing is shown twice when rows are added meanwhile.
use serde::Serialize;
use serde::de::DeserializeOwned;

/// Which part of a list is wanted: at most `limit` entries after the one whose key is `after`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Window<K> {
    pub(crate) after: Option<K>,
    pub(crate) limit: usize,
}

/// A part of a list; `next` is the key to go on after, absent when the list has ended.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Part<T, K> {
    pub(crate) items: Vec<T>,
    pub(crate) next: Option<K>,
}

impl<K> Window<K> {
    /// How many rows to ask for: one more than will be shown tells whether there are more.
    pub(crate) fn rows(&self) -> u64 {
        u64::try_from(self.limit).unwrap_or(u64::MAX).saturating_add(1)
    }

    /// Cuts the rows that were found down to what was wanted.
    pub(crate) fn cut<T>(&self, mut rows: Vec<T>, key: impl FnOnce(&T) -> K) -> Part<T, K> {
        let more = rows.len() > self.limit;
        rows.truncate(self.limit);
        let next = rows.last().filter(|_| more).map(key);
        Part { items: rows, next }
    }
}

impl<T, K> Part<T, K> {
    /// The same part with every entry turned into what `turn` makes of it.
    pub(crate) fn map<U>(self, turn: impl FnMut(T) -> U) -> Part<U, K> {
        Part {
            items: self.items.into_iter().map(turn).collect(),
            next: self.next,
        }
    }
}

/// A key as the opaque text that readers hand back.
pub(crate) fn seal(key: &impl Serialize) -> Option<String> {
    serde_json::to_vec(key).ok().map(hex::encode)
}

/// The key in an opaque text, unless somebody wrote it by hand.
pub(crate) fn open<K: DeserializeOwned>(cursor: &str) -> Option<K> {
    serde_json::from_slice(&hex::decode(cursor).ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_window_shows_its_limit_and_tells_where_to_go_on() {
        for (rows, shown, next) in [(0, 0, None), (1, 1, None), (2, 2, None), (3, 2, Some(1))] {
            let window = Window {
                after: None::<i32>,
                limit: 2,
            };
            let part = window.cut((0..rows).collect(), |last| *last);
            assert_eq!((part.items.len(), part.next), (shown, next), "{rows} rows");
        }
    }

    #[test]
    fn a_cursor_comes_back_as_it_went_and_nonsense_does_not() {
        let key = (12, "wazi".to_owned());
        let sealed = seal(&key).unwrap();
        assert_eq!(open(&sealed), Some(key));
        assert_eq!(open::<(i32, String)>("zz"), None);
        assert_eq!(open::<(i32, String)>("7b7d"), None);
    }
}
