//! Values of a document whose type the author chooses.
use serde_json::{Map, Number, Value};
use toml::Spanned;
use toml::de::DeValue;

use super::Node;

impl<'d> Node<'d, '_> {
    /// Whether it is an array.
    pub(in super::super) fn is_array(&self) -> bool {
        self.value.get_ref().is_array()
    }

    /// The value as JSON; dates and numbers that JSON does not have are none.
    pub(in super::super) fn json(&self) -> Option<Value> {
        let value = json(self.value);
        value.or_else(|| self.wrong("string, number, boolean, array, table"))
    }

    /// The text it is, if it is one.
    pub(in super::super) fn as_text(&self) -> Option<&'d str> {
        self.value.get_ref().as_str()
    }
}

fn json(value: &Spanned<DeValue<'_>>) -> Option<Value> {
    Some(match value.get_ref() {
        DeValue::String(text) => Value::String(text.clone().into_owned()),
        DeValue::Integer(integer) => Value::Number(
            i64::from_str_radix(integer.as_str(), integer.radix())
                .ok()?
                .into(),
        ),
        DeValue::Float(float) => Value::Number(Number::from_f64(float.as_str().parse().ok()?)?),
        DeValue::Boolean(flag) => Value::Bool(*flag),
        DeValue::Datetime(_) => return None,
        DeValue::Array(array) => Value::Array(array.iter().map(json).collect::<Option<_>>()?),
        DeValue::Table(table) => {
            let entry = |(name, value): (&Spanned<_>, &Spanned<DeValue<'_>>)| {
                let name: &std::borrow::Cow<'_, str> = name.get_ref();
                Some((name.clone().into_owned(), json(value)?))
            };
            Value::Object(table.iter().map(entry).collect::<Option<Map<_, _>>>()?)
        }
    })
}
