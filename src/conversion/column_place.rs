//! Where an article has the value of a column that is in the name of a folder.

use crate::decode::json_tree;
use crate::decode::tree::Spanned;
use crate::model::article::{Article, FieldMut, FieldRef, Kind, Part, Provider, Record as _};
use crate::model::timestamp::Timestamp;
use crate::model::value::Value;

/// The part of an article that a column is.
#[derive(Debug)]
pub(super) enum Place {
    /// The field with this index.
    Field(usize),
    /// A field of the provider: the index of the provider in the article, and that of the field in the provider.
    Part(usize, usize),
    /// The offset of the time with this index; `None` for `Z`.
    Offset(usize, Option<i64>),
    /// An unknown key; `None` for null.
    Unknown(Option<String>),
}

/// Returns the part of an article that the column `key` is, or `None` if that part holds more than one value.
pub(super) fn place(key: &str) -> Option<Place> {
    let is_scalar = |kind| matches!(kind, Kind::Text | Kind::Time | Kind::Integer | Kind::Boolean);
    if let Some(index) = Article::index(key) {
        return is_scalar(Article::FIELDS[index].kind).then_some(Place::Field(index));
    }
    if let Some(index) = Article::FIELDS.iter().position(|field| field.offset == Some(key)) {
        return Some(Place::Offset(index, None));
    }
    if let Some(Part { field, part }) = Article::part(key) {
        let part = part.filter(|part| is_scalar(Provider::FIELDS[*part].kind))?;
        return Some(Place::Part(field, part));
    }
    (key != "extra").then_some(Place::Unknown(None))
}

/// Returns a known field of `article`, or `None` if the provider that it belongs to is absent.
pub(super) fn field<'r, 'a>(article: &'r Article<'a>, place: &Place) -> Option<FieldRef<'r, 'a>> {
    let of = |index: usize| article.fields().nth(index).map(|(_, held)| held);
    match place {
        Place::Field(index) => of(*index),
        Place::Part(index, part) => match of(*index)? {
            FieldRef::Provider(Some(provider)) => provider.fields().nth(*part).map(|(_, x)| x),
            _ => None,
        },
        Place::Offset(..) | Place::Unknown(_) => None,
    }
}

/// Returns the kind of a known field, and the field itself to be set. Creates the provider if it is absent.
pub(super) fn slot<'r, 'a>(
    article: &'r mut Article<'a>,
    place: &Place,
) -> Option<(Kind, FieldMut<'r, 'a>)> {
    match place {
        Place::Field(index) => Some((Article::FIELDS[*index].kind, article.slot(*index))),
        Place::Part(index, part) => match article.slot(*index) {
            FieldMut::Provider(provider) => {
                let slot = provider.get_or_insert_default().slot(*part);
                Some((Provider::FIELDS[*part].kind, slot))
            }
            _ => None,
        },
        Place::Offset(..) | Place::Unknown(_) => None,
    }
}

/// Returns the text in the name of a folder as a value for a field of this kind.
pub(super) fn node(kind: Kind, text: &str) -> Spanned<'static> {
    let number = || match json_tree::parse(text).map(Spanned::into_value) {
        Ok(number @ (Value::Integer(_) | Value::Float(_) | Value::Decimal(_))) => {
            Some(number.into_owned())
        }
        _ => None,
    };
    let value = match kind {
        Kind::Integer => text.parse().ok().map(Value::Integer).or_else(number),
        Kind::Boolean if text.eq_ignore_ascii_case("true") => Some(Value::Boolean(true)),
        Kind::Boolean if text.eq_ignore_ascii_case("false") => Some(Value::Boolean(false)),
        Kind::Boolean => number(),
        _ => None,
    };
    Spanned::scalar(0, value.unwrap_or_else(|| Value::Text(text.to_owned().into())))
}

/// Returns whether two fields have the same value. Times are the same if their instants are: the time in the name of
/// a folder is often in UTC.
pub(super) fn are_same(held: FieldRef<'_, '_>, named: FieldRef<'_, '_>) -> bool {
    let utc = |time: &Timestamp| time.with_offset(None).ok();
    match (held, named) {
        (FieldRef::Time(Some(held)), FieldRef::Time(Some(named))) => utc(held) == utc(named),
        _ => held == named,
    }
}

/// Sets the offset of a time. Returns false if the time has another one already.
pub(super) fn set_offset(slot: FieldMut<'_, '_>, minutes: Option<i64>) -> bool {
    let FieldMut::Time(Some(time)) = slot else { return minutes.is_none() };
    let named = minutes.map(|minutes| i16::try_from(minutes).unwrap_or(i16::MAX));
    match time.offset_minutes() {
        None => match time.with_offset(named) {
            Ok(shown) => {
                *time = shown;
                true
            }
            Err(_) => false,
        },
        held => held == named,
    }
}

/// Sets an unknown key. Returns false if the article has another value for it already.
///
/// Datasets are often divided by parts of the date: `year`, `month` and `day` are not set if they repeat the day of the
/// article.
pub(super) fn set_unknown<'a>(
    article: &mut Article<'a>,
    key: &'a str,
    named: Option<&'a str>,
) -> bool {
    let held = article.extra.iter_mut().find(|(held, _)| held == key).map(|(_, value)| value);
    match (held, named) {
        (None | Some(Value::Null), None) => true,
        (Some(_), None) => false,
        (Some(held @ Value::Null), Some(named)) => {
            *held = Value::Text(named.into());
            true
        }
        (Some(held), Some(named)) => says(held, named),
        (None, Some(named)) => {
            if !is_of_date(article.published_date_time, key, named) {
                article.extra.push((key.into(), Value::Text(named.into())));
            }
            true
        }
    }
}

/// Returns whether `value` equals the text in the name of a folder.
fn says(value: &Value<'_>, named: &str) -> bool {
    match value {
        Value::Text(text) => text == named,
        Value::Boolean(value) => named.eq_ignore_ascii_case(if *value { "true" } else { "false" }),
        // Such as `01` for 1.
        Value::Integer(_) | Value::Float(_) | Value::Decimal(_) => {
            named.parse::<f64>().is_ok() && value.is_same(&Value::Decimal(named.into()))
        }
        _ => value.to_string() == named,
    }
}

pub(super) fn is_part_of_date(key: &str) -> bool {
    matches!(key, "year" | "month" | "day")
}

/// Returns whether `key` is a part of a date, and `value` is that part of the UTC day of `time`.
fn is_of_date(time: Option<Timestamp>, key: &str, value: &str) -> bool {
    use chrono::Datelike as _;
    let (Some(time), Ok(value)) = (time, value.parse::<i64>()) else { return false };
    let day = time.to_chrono().to_utc();
    match key {
        "year" => i64::from(day.year()) == value,
        "month" => i64::from(day.month()) == value,
        "day" => i64::from(day.day()) == value,
        _ => false,
    }
}
