//! Points: whole hundredths inside, a plain number on the wire, so that no board depends on float rounding.
use std::fmt;
use std::iter::Sum;
use std::ops::Add;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// Points in hundredths: `Points(1350)` is 13.5 points.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "db", derive(sea_orm::DeriveValueType))]
pub struct Points(pub i32);

impl Points {
    /// The most that can be read back: ten million points.
    pub const MOST: Self = Self::whole(10_000_000);

    /// `n` whole points.
    pub const fn whole(n: i32) -> Self {
        Self(n.saturating_mul(100))
    }
}

impl Add for Points {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }
}

impl Sum for Points {
    fn sum<I: Iterator<Item = Self>>(points: I) -> Self {
        points.fold(Self::default(), Add::add)
    }
}

/// `13`, `13.5`, `13.25`: no trailing zeros. Honours width and alignment.
impl fmt::Display for Points {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (whole, rest) = (self.0 / 100, (self.0 % 100).abs());
        let text = match rest {
            0 => whole.to_string(),
            r if r % 10 == 0 => format!("{whole}.{}", r / 10),
            r => format!("{whole}.{r:02}"),
        };
        f.pad(&text)
    }
}

impl Serialize for Points {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if self.0 % 100 == 0 {
            serializer.serialize_i32(self.0 / 100)
        } else {
            serializer.serialize_f64(f64::from(self.0) / 100.0)
        }
    }
}

impl<'de> Deserialize<'de> for Points {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let number = f64::deserialize(deserializer)?;
        let hundredths = (number * 100.0).round();
        if hundredths.is_finite() && (0.0..=f64::from(Self::MOST.0)).contains(&hundredths) {
            #[expect(clippy::cast_possible_truncation, reason = "checked to lie between 0 and 1e9")]
            Ok(Self(hundredths as i32))
        } else {
            Err(de::Error::custom("points are a number between 0 and 10000000"))
        }
    }
}

#[cfg(feature = "schema")]
mod schema {
    use utoipa::openapi::schema::{ObjectBuilder, Type};
    use utoipa::openapi::{RefOr, Schema};

    impl utoipa::PartialSchema for super::Points {
        fn schema() -> RefOr<Schema> {
            ObjectBuilder::new()
                .schema_type(Type::Number)
                .minimum(Some(0.0))
                .into()
        }
    }

    impl utoipa::ToSchema for super::Points {}
}

#[cfg(test)]
mod tests {
    use super::Points;

    #[test]
    fn shown_without_trailing_zeros() {
        let shown = [1300, 1350, 1325, 5, 0].map(|p| Points(p).to_string());
        assert_eq!(shown, ["13", "13.5", "13.25", "0.05", "0"]);
    }

    #[test]
    fn json_goes_there_and_back() {
        for points in [0, 1, 10, 1333, 7000, Points::MOST.0] {
            let json = serde_json::to_string(&Points(points)).unwrap();
            assert_eq!(
                serde_json::from_str::<Points>(&json).unwrap(),
                Points(points),
                "{json}"
            );
        }
        assert!(serde_json::from_str::<Points>("-1").is_err());
        assert!(serde_json::from_str::<Points>("1e300").is_err());
    }
}
