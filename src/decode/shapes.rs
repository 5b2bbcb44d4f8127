//! Reads values of other shapes than a field's own: a text where a list belongs, a number in text, the name of an
//! author where a map belongs.
//!
//! These are all: whatever is not listed in the functions here does not fit, and stays what it was. A mapping
//! applies them to the keys that it takes values from, and to fields whose value has the wrong type.

use std::borrow::Cow;

use chrono::DateTime;

use crate::model::article::{Article, Author, Field, FieldMut, FieldRef, Image, Provider, Record};
use crate::model::declared::{self, ColumnType};
use crate::model::number::Decimal;
use crate::model::timestamp::Timestamp;
use crate::model::value::{Map, Value};

/// How one text becomes a list of texts or of authors.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub(crate) enum Split {
    /// The text is the only item: `Washington, D.C.` is one.
    #[default]
    Never,
    /// At commas, without the white space around them.
    Commas,
    /// At white space, as Jekyll does in `tags: ferry harbour`
    /// (<https://jekyllrb.com/docs/posts/#tags-and-categories>).
    Spaces,
    /// At semicolons where there is one, else at commas, as Pelican does
    /// (<https://docs.getpelican.com/en/latest/content.html#file-metadata>).
    Semicolons,
}

#[cfg(feature = "markdown")]
impl Split {
    /// All ways.
    pub(crate) const ALL: [Self; 4] = [Self::Never, Self::Commas, Self::Spaces, Self::Semicolons];
}

/// Sets a field from `value`. Returns false if the value does not fit; then the field is unchanged.
pub(crate) fn set<'a>(slot: FieldMut<'_, 'a>, value: &Value<'a>, split: Split) -> bool {
    fn put<T>(slot: &mut Option<T>, value: Option<T>) -> bool {
        let fits = value.is_some();
        if fits {
            *slot = value;
        }
        fits
    }
    match slot {
        FieldMut::Text(x) => put(x, text(value)),
        FieldMut::Time(x) => put(x, time(value)),
        FieldMut::Integer(x) => put(x, integer(value)),
        FieldMut::Boolean(x) => put(x, boolean(value)),
        FieldMut::Texts(x) => put(x, texts(value, split)),
        FieldMut::Provider(x) => put(x, record(only(value))),
        FieldMut::Images(x) => put(x, list(value, Split::Never)),
        FieldMut::Authors(x) => put(x, list(value, split)),
        // No source has stubs of related articles in another shape that could not be mistaken.
        FieldMut::Related(_) => false,
    }
}

/// Reads the only item of a list, or the value itself.
fn only<'v, 'a>(value: &'v Value<'a>) -> &'v Value<'a> {
    match value {
        Value::List(items) if items.len() == 1 => &items[0],
        other => other,
    }
}

/// Reads a text. No other value is one: `title: [x]` is a slip more often than a list.
fn text<'a>(value: &Value<'a>) -> Option<Cow<'a, str>> {
    match value {
        Value::Text(text) => Some(text.clone()),
        _ => None,
    }
}

/// Returns a number as the text of an identifier: many systems number their articles.
pub(crate) fn identifier<'a>(value: &Value<'a>) -> Option<Value<'a>> {
    match value {
        Value::Integer(_) | Value::Decimal(_) => Some(Value::Text(value.to_string().into())),
        _ => None,
    }
}

/// Returns the value in the form that a declared column of this type holds, or `None` if it does not fit.
pub(crate) fn declared<'a>(of: ColumnType, value: &Value<'a>, split: Split) -> Option<Value<'a>> {
    Some(match of {
        ColumnType::Text => Value::Text(scalar_text(value)?),
        ColumnType::Integer => Value::Integer(integer(value)?.into()),
        ColumnType::Float => Value::Float(float(value)?),
        ColumnType::Boolean => match value {
            Value::Text(text) if text.eq_ignore_ascii_case("true") => Value::Boolean(true),
            Value::Text(text) if text.eq_ignore_ascii_case("false") => Value::Boolean(false),
            Value::Boolean(value) => Value::Boolean(*value),
            _ => return None,
        },
        ColumnType::Time => Value::Text(declared::spelled(time(value)?).into()),
        ColumnType::Texts => {
            let texts = match value {
                Value::Text(text) => parts(text, split),
                Value::List(items) => items.iter().map(scalar_text).collect::<Option<_>>()?,
                other => vec![scalar_text(other)?],
            };
            Value::List(texts.into_iter().map(Value::Text).collect())
        }
    })
}

/// Reads the text of a scalar: a number and a boolean as they are spelled. People leave out the quotes of `1.10` and
/// `true` where all other values of a key are words.
fn scalar_text<'a>(value: &Value<'a>) -> Option<Cow<'a, str>> {
    match value {
        Value::Text(text) | Value::Decimal(text) => Some(text.clone()),
        Value::Float(number) if !number.is_finite() => None,
        Value::Boolean(_) | Value::Integer(_) | Value::Float(_) => Some(value.to_string().into()),
        Value::Null | Value::List(_) | Value::Map(_) => None,
    }
}

/// Reads a number, also in text.
fn float(value: &Value<'_>) -> Option<f64> {
    let number: f64 = match value {
        Value::Float(number) => *number,
        Value::Integer(_) | Value::Decimal(_) => value.to_string().parse().ok()?,
        Value::Text(text) => text.trim().parse().ok()?,
        _ => return None,
    };
    number.is_finite().then_some(number)
}

/// Reads a list of texts; one text, split or not.
fn texts<'a>(value: &Value<'a>, split: Split) -> Option<Vec<Cow<'a, str>>> {
    match value {
        Value::Text(text) => Some(parts(text, split)),
        Value::List(items) => items.iter().map(text).collect(),
        _ => None,
    }
}

/// Returns the parts of one text, none of them empty. A text that is not split is one part.
fn parts<'a>(text: &Cow<'a, str>, split: Split) -> Vec<Cow<'a, str>> {
    if split == Split::Never {
        return vec![text.clone()];
    }
    match text {
        Cow::Borrowed(whole) => pieces(whole, split).into_iter().map(Cow::Borrowed).collect(),
        // Parts of an owned text would borrow from it, and it lives no longer than this value.
        Cow::Owned(whole) => {
            pieces(whole, split).into_iter().map(|part| Cow::Owned(part.to_owned())).collect()
        }
    }
}

fn pieces(text: &str, split: Split) -> Vec<&str> {
    let at = |mark: char| text.split(mark).map(str::trim).filter(|part| !part.is_empty()).collect();
    match split {
        Split::Never => vec![text],
        Split::Semicolons if text.contains(';') => at(';'),
        Split::Commas | Split::Semicolons => at(','),
        Split::Spaces => text.split_whitespace().collect(),
    }
}

/// Reads a whole number, also in text.
fn integer(value: &Value<'_>) -> Option<i64> {
    match value {
        Value::Integer(number) => i64::try_from(*number).ok(),
        Value::Float(_) | Value::Decimal(_) => whole(&value.to_string()),
        Value::Text(text) => whole(text.trim()),
        _ => None,
    }
}

fn whole(text: &str) -> Option<i64> {
    i64::try_from(Decimal::parse(text)?.whole()?).ok()
}

/// Reads true or false, also in text; 0 and 1; the states `publish`, `published` and `draft` of an editorial system.
fn boolean(value: &Value<'_>) -> Option<bool> {
    match value {
        Value::Boolean(value) => Some(*value),
        Value::Integer(0) => Some(false),
        Value::Integer(1) => Some(true),
        Value::Text(text) => match &*text.to_ascii_lowercase() {
            "true" | "publish" | "published" => Some(true),
            "false" | "draft" => Some(false),
            _ => None,
        },
        _ => None,
    }
}

/// Returns the opposite of true or false, also in text (`TRUE`, `False`) or as 0 and 1; `None` if the value is neither.
pub(crate) fn opposite(value: &Value<'_>) -> Option<bool> {
    match value {
        Value::Text(text) if text.eq_ignore_ascii_case("true") => Some(false),
        Value::Text(text) if text.eq_ignore_ascii_case("false") => Some(true),
        Value::Boolean(_) | Value::Integer(_) => boolean(value).map(|value| !value),
        _ => None,
    }
}

/// Reads a time in any spelling that [`Timestamp`] reads; in the spelling of mail and RSS
/// ([RFC 2822](https://www.rfc-editor.org/rfc/rfc2822#section-3.3)); as digits only, `20240123T120000Z`; in seconds
/// or milliseconds since 1970, as a number or in text.
fn time(value: &Value<'_>) -> Option<Timestamp> {
    match value {
        Value::Integer(number) => epoch(i64::try_from(*number).ok()?),
        Value::Text(text) => {
            let text = text.trim();
            if let Ok((time, _)) = Timestamp::parse(text) {
                return Some(time);
            }
            mail_time(text).or_else(|| digits_time(text)).or_else(|| epoch(text.parse().ok()?))
        }
        _ => None,
    }
}

/// Seconds since 1970 have ten digits from 2001 to 2286, milliseconds thirteen. No other number is taken for a time:
/// `20240123` and `2024` are not seconds.
fn epoch(number: i64) -> Option<Timestamp> {
    let micros = match number {
        1_000_000_000..=9_999_999_999 => number * 1_000_000,
        1_000_000_000_000..=9_999_999_999_999 => number * 1_000,
        _ => return None,
    };
    Timestamp::from_unix_micros(micros, None).ok()
}

fn mail_time(text: &str) -> Option<Timestamp> {
    let time = DateTime::parse_from_rfc2822(text).ok()?;
    let minutes = i16::try_from(time.offset().local_minus_utc() / 60).ok()?;
    // `GMT` and `Z` say that the time is in UTC; `+0000` is an offset.
    let is_utc = text.ends_with(|c: char| c.is_ascii_alphabetic()) && minutes == 0;
    Timestamp::from_unix_micros(time.timestamp_micros(), (!is_utc).then_some(minutes)).ok()
}

/// Reads `20240123T120000Z`, the basic form of ISO 8601, which GDELT writes; without `Z` it has no zone.
fn digits_time(text: &str) -> Option<Timestamp> {
    let is_utc = text.ends_with('Z');
    let (date, clock) = text.strip_suffix('Z').unwrap_or(text).split_once('T')?;
    let is_digits =
        |part: &str, length| part.len() == length && part.bytes().all(|byte| byte.is_ascii_digit());
    if !is_digits(date, 8) || !is_digits(clock, 6) {
        return None;
    }
    let spelled = format!(
        "{}-{}-{}T{}:{}:{}{}",
        &date[..4],
        &date[4..6],
        &date[6..],
        &clock[..2],
        &clock[2..4],
        &clock[4..],
        if is_utc { "Z" } else { "" }
    );
    Timestamp::parse(&spelled).ok().map(|(time, _)| time)
}

/// A record that can be read from a text or a map.
trait Shaped<'a>: Record<'a> {
    /// The field that a text sets.
    const MAIN: &'static str;
    /// Other names of the fields, in lower case without `-` and `_`.
    const NAMES: &'static [(&'static str, &'static str)];
}

impl<'a> Shaped<'a> for Author<'a> {
    const MAIN: &'static str = "name";
    const NAMES: &'static [(&'static str, &'static str)] = &[
        ("displayname", "name"),
        ("fullname", "name"),
        ("title", "name"),
        ("link", "url"),
        ("uri", "url"),
        ("href", "url"),
        ("homepage", "url"),
        ("website", "url"),
    ];
}

impl<'a> Shaped<'a> for Image<'a> {
    const MAIN: &'static str = "url";
    const NAMES: &'static [(&'static str, &'static str)] = &[
        ("src", "url"),
        ("href", "url"),
        ("path", "url"),
        ("file", "url"),
        ("feature", "url"),
        ("image", "url"),
        ("contenturl", "url"),
        ("alt", "title"),
        ("alttext", "title"),
        ("caption", "title"),
        ("credit", "attribution"),
        ("copyright", "attribution"),
    ];
}

impl<'a> Shaped<'a> for Provider<'a> {
    const MAIN: &'static str = "name";
    const NAMES: &'static [(&'static str, &'static str)] =
        &[("title", "name"), ("displayname", "name")];
}

/// Reads a map whose main field is set, or the text of that field.
fn record<'a, R: Shaped<'a>>(value: &Value<'a>) -> Option<R> {
    let main = R::index(R::MAIN)?;
    let mut record = R::default();
    match value {
        Value::Text(text) if !text.is_empty() => {
            set(record.slot(main), &Value::Text(text.clone()), Split::Never);
        }
        Value::Map(map) if members(&mut record, map) => {}
        _ => return None,
    }
    let is_set = record.fields().nth(main).is_some_and(|(_, value)| !value.is_none());
    is_set.then_some(record)
}

/// Sets the fields of a record from a map. What other names have stays an unknown key of the record where it does not
/// fit. Returns false if what a field's own name has does not fit.
fn members<'a, R: Shaped<'a>>(record: &mut R, map: &Map<'a>) -> bool {
    // Exact names come first, whatever their order, since they win over other names.
    let is_exact = |key: &str| R::index(key).is_some();
    for exact in [true, false] {
        for (key, value) in map.iter().filter(|(key, _)| is_exact(key) == exact) {
            let folded = fold(key);
            let named = R::NAMES.iter().find(|(other, _)| *other == folded).map(|(_, name)| *name);
            let meant = |field: &Field| field.name == key || fold(field.name) == folded;
            let index = R::FIELDS.iter().position(meant);
            let index = index.or_else(|| R::index(named?));
            let is_free = |index: &usize| {
                record.fields().nth(*index).is_some_and(|(_, value)| value.is_none())
            };
            let fits = match index.filter(is_free) {
                Some(index) => {
                    set(record.slot(index), value, Split::Never)
                        || pixels(value).is_some_and(|number| {
                            set(record.slot(index), &Value::Integer(number.into()), Split::Never)
                        })
                }
                None => false,
            };
            if exact && !fits && *value != Value::Null {
                return false;
            }
            if !fits && !exact {
                record.extra_mut().push((key.clone(), value.clone()));
            }
        }
    }
    true
}

/// Reads the size of an image as schema.org writes it: `1200px`, or a
/// [`QuantitativeValue`](https://schema.org/QuantitativeValue) with such a value.
fn pixels(value: &Value<'_>) -> Option<i64> {
    match value {
        Value::Text(text) => whole(text.trim().strip_suffix("px")?.trim_end()),
        Value::Map(map) => {
            let (_, value) = map.iter().find(|(key, _)| key == "value")?;
            integer(value).or_else(|| pixels(value))
        }
        _ => None,
    }
}

/// Reads a list of texts and maps; one of them.
fn list<'a, R: Shaped<'a>>(value: &Value<'a>, split: Split) -> Option<Vec<R>> {
    match value {
        Value::List(items) => items.iter().map(record).collect(),
        Value::Text(text) if split != Split::Never => {
            // Names have spaces within, so a list of names has commas whatever the profile says of tags.
            let split = if split == Split::Semicolons { split } else { Split::Commas };
            let parts = parts(text, split);
            parts.into_iter().map(|part| record(&Value::Text(part))).collect()
        }
        _ => Some(vec![record(value)?]),
    }
}

/// Returns a key without the differences that do not count: in lower case, without `-`, `_` and spaces.
pub(crate) fn fold(key: &str) -> String {
    let counts = |c: &char| !matches!(c, '-' | '_' | ' ');
    key.chars().filter(counts).flat_map(char::to_lowercase).collect()
}

/// Returns the key as [`fold`] does; borrowed if that changes nothing.
pub(crate) fn folded(key: &str) -> Cow<'_, str> {
    let is_plain = key.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit());
    if is_plain { Cow::Borrowed(key) } else { Cow::Owned(fold(key)) }
}

/// Returns whether a folded key is the name of a field of an article.
pub(crate) fn is_field_name(key: &str) -> bool {
    Article::FIELDS.iter().any(|field| fold(field.name) == key)
}

/// Returns the value in the simplest shape that [`set`] reads as this field: of an author, an image or a provider of
/// which only the main field is set, that text; of a list of one such record, that text.
///
/// Returns `None` if the field is absent, or if it has no such shape.
pub(crate) fn simplest<'a>(field: FieldRef<'_, 'a>) -> Option<Value<'a>> {
    match field {
        FieldRef::Text(x) => x.clone().map(Value::Text),
        FieldRef::Time(x) => x.map(|time| Value::Text(time.to_string().into())),
        FieldRef::Integer(x) => x.map(|number| Value::Integer(number.into())),
        FieldRef::Boolean(x) => x.map(Value::Boolean),
        FieldRef::Texts(x) => {
            Some(Value::List(x.as_ref()?.iter().cloned().map(Value::Text).collect()))
        }
        FieldRef::Provider(x) => main(x.as_ref()?),
        FieldRef::Images(x) => mains(x.as_ref()?),
        FieldRef::Authors(x) => mains(x.as_ref()?),
        FieldRef::Related(_) => None,
    }
}

fn mains<'a, R: Shaped<'a>>(records: &[R]) -> Option<Value<'a>> {
    match records {
        [one] => main(one),
        many => many.iter().map(main).collect::<Option<_>>().map(Value::List),
    }
}

/// Returns the text of the main field, if nothing else is set.
fn main<'a, R: Shaped<'a>>(record: &R) -> Option<Value<'a>> {
    let mut set = record.fields().filter(|(_, value)| !value.is_none());
    match (set.next(), set.next()) {
        (Some((field, FieldRef::Text(Some(text)))), None)
            if field.name == R::MAIN && record.extra().is_empty() =>
        {
            Some(Value::Text(text.clone()))
        }
        _ => None,
    }
}

/// Returns the value with all that it has: a record as a map of its fields and its unknown keys. `None` if the field is
/// absent, or if [`set`] does not read it in that shape.
#[cfg(feature = "markdown")]
pub(crate) fn complete<'a>(field: FieldRef<'_, 'a>) -> Option<Value<'a>> {
    match field {
        FieldRef::Provider(x) => map_of(x.as_ref()?),
        FieldRef::Images(x) => {
            x.as_ref()?.iter().map(map_of).collect::<Option<_>>().map(Value::List)
        }
        FieldRef::Authors(x) => {
            x.as_ref()?.iter().map(map_of).collect::<Option<_>>().map(Value::List)
        }
        other => simplest(other),
    }
}

#[cfg(feature = "markdown")]
fn map_of<'a, R: Record<'a>>(record: &R) -> Option<Value<'a>> {
    if record.has_reserved_extra() {
        return None;
    }
    let set = record.fields().filter(|(_, value)| !value.is_none());
    let mut map: Map<'a> = set
        .map(|(field, value)| Some((field.name.into(), complete(value)?)))
        .collect::<Option<_>>()?;
    map.extend(record.extra().iter().cloned());
    Some(Value::Map(map))
}
