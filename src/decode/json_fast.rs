//! The fast path from JSON text to fields, in one pass of `serde_json`.
//!
//! It succeeds only if there is nothing to report: no wrong type, no duplicate member, no time without an
//! offset, no `extra` and no offset member. It declines everything else, and the caller takes the full path
//! through [`json_tree`](crate::decode::json_tree) and
//! [`RecordDecoder`](crate::decode::decoder::RecordDecoder), which knows positions and has all messages. If
//! the fast path succeeds, the full path gives the same result.

use std::fmt;
use std::marker::PhantomData;

use serde::de::{Deserialize, DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;

use crate::decode::json_tree;
use crate::model::article::serde_impl::Text;
use crate::model::article::{Article, FieldMut, Record};
use crate::model::timestamp::Timestamp;
use crate::model::value::{MAX_DEPTH, Value};

/// The number of unknown members up to which comparing each with all others is fast.
const FEW: usize = 16;

/// Decodes the JSON object `text` to an article. Returns `None` if the full path is needed.
#[cfg(feature = "json")]
pub(crate) fn article(text: &str) -> Option<Article<'_>> {
    whole(text, Members(PhantomData))
}

/// Sets a field to the JSON value `text`; null makes it absent. Returns false if the full path is needed; the
/// field is unchanged then.
#[cfg(feature = "csv")]
pub(crate) fn field<'a>(slot: FieldMut<'_, 'a>, text: &'a str) -> bool {
    whole(text, Slot(slot)).is_some()
}

fn whole<'a, S: DeserializeSeed<'a>>(text: &'a str, seed: S) -> Option<S::Value> {
    let mut input = serde_json::Deserializer::from_str(text);
    let value = seed.deserialize(&mut input).ok()?;
    // Text after the value is a syntax error for the full path to report.
    input.end().ok()?;
    Some(value)
}

/// Returns the error that means "take the full path". Its text is never shown.
fn declined<E: Error>() -> E {
    E::custom("declined")
}

/// Decodes a record from its members.
struct Members<R>(PhantomData<R>);

impl<'de, R: Record<'de>> DeserializeSeed<'de> for Members<R> {
    type Value = R;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<R, D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de, R: Record<'de>> Visitor<'de> for Members<R> {
    type Value = R;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<R, A::Error> {
        let mut record = R::default();
        let mut seen = 0_u64;
        let mut next = 0;
        while let Some(Text(key)) = members.next_key()? {
            if let Some(index) = R::index_from(&key, next) {
                // Without this check the last of two members would win silently.
                if seen & 1 << index != 0 {
                    return Err(declined());
                }
                seen |= 1 << index;
                next = index + 1;
                members.next_value_seed(Slot(record.slot(index)))?;
            } else if is_plain(&record, &key) {
                let value = unknown(members.next_value()?).ok_or_else(declined)?;
                record.extra_mut().push((key, value));
            } else {
                return Err(declined());
            }
        }
        // If an article has no known field, its fields may be spelled differently, which the full path
        // checks.
        if seen == 0 && R::NAME == Article::NAME && !record.extra().is_empty() {
            return Err(declined());
        }
        Ok(record)
    }
}

/// Returns whether there is nothing to report about the unknown member `key`.
fn is_plain<'a, R: Record<'a>>(record: &R, key: &str) -> bool {
    let extra = record.extra();
    extra.len() < FEW && !R::is_reserved(key) && extra.iter().all(|(other, _)| other != key)
}

/// Returns the value of an unknown member, or `None` if it is malformed or nested too deeply.
fn unknown(raw: &RawValue) -> Option<Value<'_>> {
    // Unknown members need the tree, which keeps all digits of numbers and rejects duplicates at
    // every level.
    let node = json_tree::parse_within(raw.get(), raw).ok()?;
    (node.depth() <= MAX_DEPTH).then(|| node.into_value())
}

/// Sets one field, or leaves it unchanged if the value is declined. Null makes it absent.
struct Slot<'r, 'a>(FieldMut<'r, 'a>);

impl<'de> DeserializeSeed<'de> for Slot<'_, 'de> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        match self.0 {
            FieldMut::Text(x) => {
                *x = Option::<Text<'de>>::deserialize(deserializer)?.map(|text| text.0);
            }
            FieldMut::Time(x) => *x = time(Option::deserialize(deserializer)?)?,
            FieldMut::Integer(x) => *x = Option::deserialize(deserializer)?,
            FieldMut::Boolean(x) => *x = Option::deserialize(deserializer)?,
            FieldMut::Texts(x) => {
                let texts = Option::<Vec<Text<'de>>>::deserialize(deserializer)?;
                *x = texts.map(|texts| texts.into_iter().map(|text| text.0).collect());
            }
            FieldMut::Provider(x) => *x = Maybe(Members(PhantomData)).deserialize(deserializer)?,
            FieldMut::Images(x) => *x = records(deserializer)?,
            FieldMut::Authors(x) => *x = records(deserializer)?,
            FieldMut::Related(x) => *x = records(deserializer)?,
        }
        Ok(())
    }
}

/// Returns the time in a text, or declines a text without an offset.
fn time<E: Error>(text: Option<Text<'_>>) -> Result<Option<Timestamp>, E> {
    let Some(Text(text)) = text else { return Ok(None) };
    match Timestamp::parse(&text) {
        Ok((time, true)) => Ok(Some(time)),
        _ => Err(declined()),
    }
}

fn records<'de, R: Record<'de>, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<Vec<R>>, D::Error> {
    Maybe(Items(|| Members(PhantomData))).deserialize(deserializer)
}

/// The result of the seed, or `None` for null.
struct Maybe<S>(S);

impl<'de, S: DeserializeSeed<'de>> DeserializeSeed<'de> for Maybe<S> {
    type Value = Option<S::Value>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_option(self)
    }
}

impl<'de, S: DeserializeSeed<'de>> Visitor<'de> for Maybe<S> {
    type Value = Option<S::Value>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value or null")
    }

    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_none<E>(self) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        self.0.deserialize(deserializer).map(Some)
    }
}

/// A list whose items are made by a new seed each.
struct Items<F>(F);

impl<'de, S: DeserializeSeed<'de>, F: Fn() -> S> DeserializeSeed<'de> for Items<F> {
    type Value = Vec<S::Value>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_seq(self)
    }
}

impl<'de, S: DeserializeSeed<'de>, F: Fn() -> S> Visitor<'de> for Items<F> {
    type Value = Vec<S::Value>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an array")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Self::Value, A::Error> {
        // The size hint of the input is not trusted: memory grows with the items that are there.
        let mut all = Vec::new();
        while let Some(item) = items.next_element_seed((self.0)())? {
            all.push(item);
        }
        Ok(all)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::decoder::{Dialect, RecordDecoder};
    use crate::decode::tree::SpannedKind;
    use crate::decode::wrong_values::WrongValues;

    /// The article that the full way makes of `text`; none where it has anything to say.
    fn full(text: &str) -> Option<Article<'_>> {
        let SpannedKind::Map(entries) = json_tree::parse(text).ok()?.data else { return None };
        let mut fields = RecordDecoder::new(Dialect::Json, WrongValues::Reject);
        let article = fields.article(entries);
        (fields.errors.is_empty() && fields.warnings.is_empty()).then_some(article)
    }

    #[test]
    fn plain_articles_are_taken_and_mean_the_same() {
        for text in [
            "{}",
            r#"{"title":"a \"b\" \u00e9\ud83d\ude00","body":"","path":null}"#,
            r#" { "heat" : -5 , "quality": 9223372036854775807, "published" : false } "#,
            r#"{"publishedDateTime":"2024-01-23T12:00:00.5+05:30","updatedDateTime":null}"#,
            r#"{"topics":[],"tags":["a","b"],"provider":{"name":"","authors":[{"name":"x"}]}}"#,
            r#"{"images":[{"url":"u","width":1,"isCached":true,"rank":0.10}],"provider":{}}"#,
            r#"{"related":[{"title":"t","provider":{"images":[{}]}}],"related_to":{"a":[1,null]}}"#,
            r#"{"z":1.5,"a":123456789012345678901234567890,"n":null,"title":"after"}"#,
        ] {
            let fast = article(text).unwrap_or_else(|| panic!("declined {text}"));
            assert_eq!(Some(fast), full(text), "{text}");
        }
    }

    #[test]
    fn everything_that_needs_a_message_is_declined() {
        let many: Vec<_> = (0..=FEW).map(|number| format!(r#""k{number}":1"#)).collect();
        let deep = format!(r#"{{"x":{}1{}}}"#, "[".repeat(101), "]".repeat(101));
        for text in [
            "",
            "{} x",
            "[]",
            r#"{"title":5}"#,
            r#"{"title":"a","title":"b"}"#,
            r#"{"z":1,"z":2}"#,
            r#"{"quality":5.0}"#,
            r#"{"quality":9223372036854775808}"#,
            r#"{"publishedDateTime":"2024-01-23"}"#,
            r#"{"publishedDateTime":"2024-01-23T12:00:00Z","publishedOffset":60}"#,
            r#"{"extra":{"a":1}}"#,
            r#"{"Title":"a"}"#,
            r#"{"title":"a","provider.name":"b"}"#,
            r#"{"tags":["a",null]}"#,
            r#"{"images":[null]}"#,
            r#"{"provider":[]}"#,
            r#"{"title":"\ud800"}"#,
            &format!("{{{}}}", many.join(",")),
            &deep,
        ] {
            assert_eq!(article(text), None, "{text}");
        }
    }

    #[test]
    fn a_field_that_is_declined_stays_as_it_was() {
        let mut article = Article { tags: Some(Vec::new()), ..Article::default() };
        assert!(!field(FieldMut::Texts(&mut article.tags), "[1]"));
        assert_eq!(article.tags, Some(Vec::new()));
        assert!(field(FieldMut::Texts(&mut article.tags), r#"["a"]"#));
        assert_eq!(article.tags, Some(vec!["a".into()]));
        assert!(field(FieldMut::Texts(&mut article.tags), "null"));
        assert_eq!(article.tags, None);
    }
}
