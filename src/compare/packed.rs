//! Values as bytes, for a while: they come back as they were, spelling and all.

use std::borrow::Cow;

use crate::model::value::{Map, Value};

const NULL: u8 = 0;
const FALSE: u8 = 1;
const TRUE: u8 = 2;
const INTEGER: u8 = 3;
const FLOAT: u8 = 4;
const DECIMAL: u8 = 5;
const TEXT: u8 = 6;
const LIST: u8 = 7;
const MAP: u8 = 8;

/// Appends `value` to `into`.
pub(super) fn pack(value: &Value<'_>, into: &mut Vec<u8>) {
    match value {
        Value::Null => into.push(NULL),
        Value::Boolean(value) => into.push(if *value { TRUE } else { FALSE }),
        Value::Integer(value) => {
            into.push(INTEGER);
            into.extend_from_slice(&value.to_le_bytes());
        }
        Value::Float(value) => {
            into.push(FLOAT);
            into.extend_from_slice(&value.to_le_bytes());
        }
        Value::Decimal(digits) => {
            into.push(DECIMAL);
            text(digits, into);
        }
        Value::Text(value) => {
            into.push(TEXT);
            text(value, into);
        }
        Value::List(items) => {
            into.push(LIST);
            length(items.len(), into);
            for item in items {
                pack(item, into);
            }
        }
        Value::Map(map) => {
            into.push(MAP);
            length(map.len(), into);
            for (key, value) in map {
                text(key, into);
                pack(value, into);
            }
        }
    }
}

fn text(text: &str, into: &mut Vec<u8>) {
    length(text.len(), into);
    into.extend_from_slice(text.as_bytes());
}

fn length(length: usize, into: &mut Vec<u8>) {
    into.extend_from_slice(&(length as u64).to_le_bytes());
}

/// Returns the value that [`pack`] made these bytes of; `None` if they are others.
pub(super) fn unpack(bytes: &[u8]) -> Option<Value<'_>> {
    Packed(bytes).value()
}

/// The rest of the bytes.
struct Packed<'b>(&'b [u8]);

impl<'b> Packed<'b> {
    fn value(&mut self) -> Option<Value<'b>> {
        Some(match self.take(1)? {
            [NULL] => Value::Null,
            [FALSE] => Value::Boolean(false),
            [TRUE] => Value::Boolean(true),
            [INTEGER] => Value::Integer(i128::from_le_bytes(self.take(16)?.try_into().ok()?)),
            [FLOAT] => Value::Float(f64::from_le_bytes(self.take(8)?.try_into().ok()?)),
            [DECIMAL] => Value::Decimal(self.text()?),
            [TEXT] => Value::Text(self.text()?),
            [LIST] => {
                let items = (0..self.length()?).map(|_| self.value());
                Value::List(items.collect::<Option<_>>()?)
            }
            [MAP] => {
                let entries = (0..self.length()?).map(|_| Some((self.text()?, self.value()?)));
                Value::Map(entries.collect::<Option<Map<'_>>>()?)
            }
            _ => return None,
        })
    }

    fn text(&mut self) -> Option<Cow<'b, str>> {
        let length = self.length()?;
        std::str::from_utf8(self.take(length)?).ok().map(Cow::Borrowed)
    }

    fn length(&mut self) -> Option<usize> {
        usize::try_from(u64::from_le_bytes(self.take(8)?.try_into().ok()?)).ok()
    }

    fn take(&mut self, count: usize) -> Option<&'b [u8]> {
        let (taken, rest) = self.0.split_at_checked(count)?;
        self.0 = rest;
        Some(taken)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_value_comes_back_as_it_was() {
        let number = |text: &'static str| Value::number(text.into());
        let values = vec![
            Value::Null,
            Value::Boolean(true),
            Value::Boolean(false),
            Value::Integer(i128::MIN),
            Value::Float(-0.0),
            Value::Float(f64::NAN),
            number("1.10"),
            number("1E400"),
            Value::Text("Ferry \u{0}é😀".into()),
            Value::List(Vec::new()),
            Value::Map(vec![("".into(), Value::Map(Vec::new())), ("a".into(), number("-0"))]),
        ];
        let all = Value::Map(vec![("all".into(), Value::List(values))]);
        let mut bytes = Vec::new();
        pack(&all, &mut bytes);
        assert_eq!(unpack(&bytes), Some(all));
        for end in 0..bytes.len() {
            assert_eq!(unpack(&bytes[..end]), None, "{end}");
        }
        assert_eq!(unpack(&[9]), None);
    }
}
