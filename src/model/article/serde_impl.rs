//! Serde support for articles, as described in `schemas/article.schema.json`.
//!
//! Absent fields are omitted. Unknown keys follow the known ones. If one of them has the name of a member
//! that has a meaning, all of them are members of an object `extra` instead.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

use serde::de::{Deserialize, DeserializeSeed, Deserializer, Error as _, MapAccess, Visitor};
use serde::ser::{Serialize, SerializeMap, Serializer};

use super::{FieldMut, FieldRef, Record};
use crate::model::timestamp::Timestamp;
use crate::model::value::{Map, Value};

/// Serializes the members of a record in canonical order.
pub(crate) fn serialize<'a, R: Record<'a>, S: Serializer>(
    record: &R,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    let mut out = serializer.serialize_map(None)?;
    for (field, value) in record.fields() {
        if !value.is_none() {
            out.serialize_entry(field.name, &value)?;
        }
    }
    if record.has_reserved_extra() {
        out.serialize_entry("extra", &MapRef(record.extra()))?;
    } else {
        for (key, value) in record.extra() {
            out.serialize_entry(key, value)?;
        }
    }
    out.end()
}

/// A map as one JSON object.
pub(crate) struct MapRef<'r, 'a>(pub(crate) &'r Map<'a>);

impl Serialize for MapRef<'_, '_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(key, value)| (key, value)))
    }
}

/// Serializes the field's value, or null if it is absent.
impl Serialize for FieldRef<'_, '_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Text(x) => x.serialize(serializer),
            Self::Time(x) => x.serialize(serializer),
            Self::Integer(x) => x.serialize(serializer),
            Self::Boolean(x) => x.serialize(serializer),
            Self::Texts(x) => x.serialize(serializer),
            Self::Provider(x) => x.serialize(serializer),
            Self::Images(x) => x.serialize(serializer),
            Self::Authors(x) => x.serialize(serializer),
            Self::Related(x) => x.serialize(serializer),
        }
    }
}

/// Serializes RFC 3339 text with the offset of the source.
impl Serialize for Timestamp {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// Deserializes text in any form that [`Timestamp`] reads.
impl<'de> Deserialize<'de> for Timestamp {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Cow::<str>::deserialize(deserializer)?;
        text.parse().map_err(D::Error::custom)
    }
}

/// Deserializes a record from a map of its members.
pub(crate) fn deserialize<'de: 'a, 'a, R: Record<'a>, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<R, D::Error> {
    deserializer.deserialize_map(RecordVisitor(PhantomData))
}

struct RecordVisitor<'a, R>(PhantomData<&'a R>);

impl<'de: 'a, 'a, R: Record<'a>> Visitor<'de> for RecordVisitor<'a, R> {
    type Value = R;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "a map of {} fields", R::NAME)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<R, A::Error> {
        let mut record = R::default();
        let mut seen = Vec::new();
        while let Some(key) = members.next_key::<Text<'a>>()? {
            let key = key.0;
            if seen.contains(&key) {
                return Err(A::Error::custom(format_args!("duplicate key `{key}`")));
            }
            match R::index(&key) {
                Some(index) => members.next_value_seed(Slot(record.slot(index)))?,
                None => keep(record.extra_mut(), key.clone(), members.next_value()?),
            }
            seen.push(key);
        }
        Ok(record)
    }
}

/// Adds an unknown member. If it is an object with the name `extra`, adds its members one by one.
fn keep<'a>(extra: &mut Map<'a>, key: Cow<'a, str>, value: Value<'a>) {
    match value {
        Value::Map(members) if key == "extra" => extra.extend(members),
        value => extra.push((key, value)),
    }
}

/// A text, borrowed if the format allows it.
pub(crate) struct Text<'a>(pub(crate) Cow<'a, str>);

impl<'de: 'a, 'a> Deserialize<'de> for Text<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct TextVisitor;
        impl<'de> Visitor<'de> for TextVisitor {
            type Value = Text<'de>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("text")
            }
            fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Text<'de>, E> {
                Ok(Text(Cow::Borrowed(text)))
            }
            fn visit_str<E>(self, text: &str) -> Result<Text<'de>, E> {
                Ok(Text(Cow::Owned(text.to_owned())))
            }
        }
        deserializer.deserialize_str(TextVisitor)
    }
}

/// Fills one field.
struct Slot<'r, 'a>(FieldMut<'r, 'a>);

impl<'de: 'a, 'a> DeserializeSeed<'de> for Slot<'_, 'a> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        match self.0 {
            FieldMut::Text(x) => {
                *x = Option::<Text<'a>>::deserialize(deserializer)?.map(|text| text.0);
            }
            FieldMut::Time(x) => *x = Option::deserialize(deserializer)?,
            FieldMut::Integer(x) => *x = Option::deserialize(deserializer)?,
            FieldMut::Boolean(x) => *x = Option::deserialize(deserializer)?,
            FieldMut::Texts(x) => {
                *x = Option::<Vec<Text<'a>>>::deserialize(deserializer)?
                    .map(|texts| texts.into_iter().map(|text| text.0).collect());
            }
            FieldMut::Provider(x) => *x = Option::deserialize(deserializer)?,
            FieldMut::Images(x) => *x = Option::deserialize(deserializer)?,
            FieldMut::Authors(x) => *x = Option::deserialize(deserializer)?,
            FieldMut::Related(x) => *x = Option::deserialize(deserializer)?,
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::article::Article;

    #[test]
    fn members_keep_absent_empty_and_unknown_apart() {
        let json =
            r#"{"title":"","provider":{"name":"A","rank":1},"topics":[],"z":null,"a":{"b":[]}}"#;
        let article: Article<'_> = serde_json::from_str(json).expect("an article");
        assert_eq!(article.title.as_deref(), Some(""));
        assert_eq!(article.excerpt, None);
        assert_eq!(serde_json::to_string(&article).expect("JSON"), json);
    }

    #[test]
    fn unknown_keys_that_clash_are_under_extra() {
        let json = r#"{"title":"t","extra":{"body":"b","extra":5,"path":[]}}"#;
        let article: Article<'_> = serde_json::from_str(json).expect("an article");
        assert_eq!(article.body, None);
        assert_eq!(article.extra.len(), 3);
        assert_eq!(serde_json::to_string(&article).expect("JSON"), json);
    }

    #[test]
    fn yaml_is_read_and_written_too() {
        let yaml = "title: Tide\npublishedDateTime: 2024-01-23T12:00:00+01:00\nimages:\n- url: a\n  width: 3\nrank: 1.5\n";
        let article: Article<'_> = serde_yaml::from_str(yaml).expect("an article");
        assert_eq!(article.images.as_ref().map(|images| images[0].width), Some(Some(3)));
        assert_eq!(article.extra, [("rank".into(), Value::Float(1.5))]);
        assert_eq!(serde_yaml::to_string(&article).expect("YAML"), yaml);
    }

    #[test]
    fn a_member_given_twice_is_rejected() {
        let twice = serde_json::from_str::<Article<'_>>(r#"{"title":"a","title":"b"}"#);
        assert!(twice.expect_err("an error").to_string().contains("duplicate key `title`"));
    }
}
