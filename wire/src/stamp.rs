//! Points in time: milliseconds since 1970 in the database, RFC 3339 in UTC on the wire.
//!
//! An integer sorts and compares the same way on SQLite and PostgreSQL; text and `timestamptz` do not.
use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

/// A moment, in milliseconds since 1970-01-01T00:00:00Z. Serialized as RFC 3339 text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "db", derive(sea_orm::DeriveValueType))]
pub struct Timestamp(pub i64);

impl Timestamp {
    /// This moment moved by `milliseconds`, saturating at the ends of time.
    pub fn plus(self, milliseconds: i64) -> Self {
        Self(self.0.saturating_add(milliseconds))
    }

    /// Day, month, year and the 24-hour clock in East Africa, which has no summer time, for people.
    pub fn in_east_africa(self) -> String {
        let east = OffsetDateTime::from_unix_timestamp(self.0.div_euclid(1000)).ok();
        let offset = time::UtcOffset::from_hms(3, 0, 0).ok();
        let Some(t) = east
            .zip(offset)
            .and_then(|(at, offset)| at.checked_to_offset(offset))
        else {
            return self.to_string();
        };
        let (day, month, year) = (t.day(), u8::from(t.month()), t.year());
        let (hour, minute, second) = t.to_hms();
        format!("{day:02}/{month:02}/{year} {hour:02}:{minute:02}:{second:02} EAT")
    }

    /// Reads RFC 3339 text; parts below a millisecond are cut off.
    pub fn parse(text: &str) -> Option<Self> {
        let moment = OffsetDateTime::parse(text, &Rfc3339).ok()?;
        i64::try_from(moment.unix_timestamp_nanos().div_euclid(1_000_000))
            .ok()
            .map(Self)
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let nanos = i128::from(self.0) * 1_000_000;
        let text = OffsetDateTime::from_unix_timestamp_nanos(nanos)
            .ok()
            .and_then(|m| m.format(&Rfc3339).ok());
        f.write_str(text.as_deref().unwrap_or("out-of-range"))
    }
}

impl Serialize for Timestamp {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Timestamp {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).ok_or_else(|| de::Error::custom("not an RFC 3339 moment"))
    }
}

#[cfg(feature = "schema")]
mod schema {
    use utoipa::openapi::schema::{KnownFormat, ObjectBuilder, SchemaFormat, Type};
    use utoipa::openapi::{RefOr, Schema};

    impl utoipa::PartialSchema for super::Timestamp {
        fn schema() -> RefOr<Schema> {
            let format = SchemaFormat::KnownFormat(KnownFormat::DateTime);
            ObjectBuilder::new()
                .schema_type(Type::String)
                .format(Some(format))
                .into()
        }
    }

    impl utoipa::ToSchema for super::Timestamp {}
}

#[cfg(test)]
mod tests {
    use super::Timestamp;

    #[test]
    fn text_and_number_agree() {
        let moment = Timestamp::parse("2026-11-23T16:05:00.250+03:00").unwrap();
        assert_eq!(moment, Timestamp(1_795_439_100_250));
        assert_eq!(moment.to_string(), "2026-11-23T13:05:00.25Z");
    }

    #[test]
    fn nonsense_is_refused_and_extremes_do_not_panic() {
        assert!(Timestamp::parse("yesterday").is_none());
        assert_eq!(Timestamp(i64::MAX).plus(1).to_string(), "out-of-range");
    }
}
