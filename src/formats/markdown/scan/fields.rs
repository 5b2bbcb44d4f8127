//! Entries to the fields of records, typed at once.

use std::borrow::Cow;

use super::cursor::Cursor;
use super::scalar::Held;
use super::{Declined, Scan};
use crate::article::{Article, FieldMut, Record};
use crate::formats::markdown::plain;
use crate::timestamp::Timestamp;
use crate::value::Value;

impl<'a> Cursor<'a> {
    /// The record whose keys stand at this column, from here on.
    pub(super) fn record<R: Record<'a>>(&mut self) -> Scan<R> {
        let column = self.column;
        let mut record = R::default();
        let mut seen = Seen::default();
        loop {
            let key = self.key()?;
            match seen.field::<R>(&key.text) {
                Some(index) => {
                    seen.insert(index)?;
                    self.field(record.slot(index), column)?;
                }
                None => self.extra(record.extra_mut(), key, column)?,
            }
            if self.column < column {
                return Ok(record);
            }
            if self.column > column {
                return Err(Declined);
            }
        }
    }

    /// Sets the field whose key, at this column, has just been passed; null leaves it absent.
    fn field(&mut self, slot: FieldMut<'_, 'a>, column: usize) -> Scan<()> {
        match slot {
            FieldMut::Text(x) => *x = self.text(column)?,
            FieldMut::Time(x) => *x = self.time(column)?,
            FieldMut::Integer(x) => *x = self.integer(column)?,
            FieldMut::Boolean(x) => *x = self.boolean(column)?,
            FieldMut::Texts(x) => *x = self.list(column, Self::text_item)?,
            FieldMut::Provider(x) => *x = self.map(column)?,
            FieldMut::Images(x) => *x = self.list(column, Self::map_item)?,
            FieldMut::Authors(x) => *x = self.list(column, Self::map_item)?,
            FieldMut::Related(x) => *x = self.list(column, Self::map_item)?,
        }
        Ok(())
    }

    fn text(&mut self, column: usize) -> Scan<Option<Cow<'a, str>>> {
        match self.held()? {
            Held::Quoted(text) => Ok(Some(text)),
            Held::Plain(text) => match plain::resolve(text.into()) {
                Value::Text(text) => Ok(Some(text)),
                Value::Null => Ok(None),
                _ => Err(Declined),
            },
            other => self.null(other, column),
        }
    }

    fn time(&mut self, column: usize) -> Scan<Option<Timestamp>> {
        // A text that is a time is never a number, so what a plain one is to YAML need not be asked.
        let parsed = match self.held()? {
            Held::Quoted(text) => Timestamp::parse(&text),
            Held::Plain(text) => Timestamp::parse(text),
            other => return self.null(other, column),
        };
        match parsed {
            Ok((time, true)) => Ok(Some(time)),
            _ => Err(Declined),
        }
    }

    fn integer(&mut self, column: usize) -> Scan<Option<i64>> {
        match self.held()? {
            Held::Plain(text) => match plain::resolve(text.into()) {
                Value::Integer(number) => number.try_into().map(Some).map_err(|_| Declined),
                Value::Null => Ok(None),
                _ => Err(Declined),
            },
            other => self.null(other, column),
        }
    }

    fn boolean(&mut self, column: usize) -> Scan<Option<bool>> {
        match self.held()? {
            Held::Plain(text) => match plain::resolve(text.into()) {
                Value::Boolean(value) => Ok(Some(value)),
                Value::Null => Ok(None),
                _ => Err(Declined),
            },
            other => self.null(other, column),
        }
    }

    fn map<R: Record<'a>>(&mut self, column: usize) -> Scan<Option<R>> {
        match self.held()? {
            Held::EmptyMap => Ok(Some(R::default())),
            Held::Below if self.column > column => self.record().map(Some),
            other => self.null(other, column),
        }
    }

    fn list<T>(&mut self, column: usize, item: fn(&mut Self) -> Scan<T>) -> Scan<Option<Vec<T>>> {
        match self.held()? {
            Held::EmptyList => Ok(Some(Vec::new())),
            Held::Below if self.is_at_block_of(column) => self.items(item).map(Some),
            other => self.null(other, column),
        }
    }

    /// The items of the list whose first dash is here.
    pub(super) fn items<T>(&mut self, item: fn(&mut Self) -> Scan<T>) -> Scan<Vec<T>> {
        let column = self.column;
        let mut items = Vec::with_capacity(1);
        while self.column == column && self.is_at_item() {
            self.open_item();
            items.push(item(self)?);
        }
        // Whether a line further in than the dashes, or an item that is none, may stand there at all is
        // for the map around the list to say.
        if items.is_empty() || self.column > column { Err(Declined) } else { Ok(items) }
    }

    fn text_item(&mut self) -> Scan<Cow<'a, str>> {
        match self.held()? {
            Held::Quoted(text) => Ok(text),
            Held::Plain(text) => match plain::resolve(text.into()) {
                Value::Text(text) => Ok(text),
                _ => Err(Declined),
            },
            _ => Err(Declined),
        }
    }

    fn map_item<R: Record<'a>>(&mut self) -> Scan<R> {
        if self.peek()? != b'{' {
            return self.record();
        }
        match self.held()? {
            Held::EmptyMap => Ok(R::default()),
            _ => Err(Declined),
        }
    }

    /// None where a key at this column holds null; anything else is not of the type that is wanted.
    fn null<T>(&self, held: Held<'a>, column: usize) -> Scan<Option<T>> {
        let null = match held {
            Held::Below => !self.is_at_block_of(column),
            Held::Plain(text) => plain::resolve(text.into()) == Value::Null,
            _ => false,
        };
        if null { Ok(None) } else { Err(Declined) }
    }
}

/// The fields of a record that were there.
#[derive(Default)]
struct Seen {
    /// One bit for each.
    fields: u64,
    /// The field after the last one: keys mostly stand in canonical order.
    next: usize,
}

impl Seen {
    /// The field that the key names.
    fn field<'a, R: Record<'a>>(&self, key: &str) -> Option<usize> {
        let is_named = |index: &usize| R::FIELDS[*index].name == key;
        let found = (self.next..R::FIELDS.len()).find(is_named);
        let found = found.or_else(|| (0..self.next).find(is_named));
        found.filter(|_| Article::is_front_matter(key))
    }

    /// Declines a field that was there before.
    fn insert(&mut self, index: usize) -> Scan<()> {
        let bit = u32::try_from(index).ok().and_then(|index| 1_u64.checked_shl(index));
        let bit = bit.filter(|bit| self.fields & bit == 0).ok_or(Declined)?;
        self.fields |= bit;
        self.next = index + 1;
        Ok(())
    }
}
