//! Parses the entries of a map directly into the typed fields of a record.

use std::borrow::Cow;

use super::cursor::Cursor;
use super::scalar::Held;
use super::{Declined, Scan};
use crate::formats::markdown::plain;
use crate::formats::markdown::spelling::is_canonical_text;
use crate::model::article::{Article, FieldMut, Record, TextClass};
use crate::model::timestamp::Timestamp;
use crate::model::value::Value;

impl<'a> Cursor<'a> {
    /// Fills the empty `record` with the keys at this column, from here on.
    ///
    /// Fills records in place: they are large, and returning them by value would copy them.
    pub(super) fn record<R: Record<'a>>(&mut self, record: &mut R) -> Scan<()> {
        let column = self.column;
        let mut seen = Seen::default();
        loop {
            match self.next_field::<R>(&seen) {
                Some(index) => self.known(record, &mut seen, index, column)?,
                None => {
                    let key = self.key()?;
                    match seen.field::<R>(&key.text) {
                        Some(index) => self.known(record, &mut seen, index, column)?,
                        None => self.extra(record.extra_mut(), key, column)?,
                    }
                }
            }
            if self.column < column {
                return Ok(());
            }
            if self.column > column {
                return Err(Declined);
            }
        }
    }

    /// Moves past the key and colon of a field that follows the last one in canonical order, as most do.
    /// Comparing with the expected key avoids a search for the key's end.
    fn next_field<R: Record<'a>>(&mut self, seen: &Seen) -> Option<usize> {
        let rest = self.rest();
        let index = (seen.next..R::FIELDS.len()).find(|index| {
            let name = R::FIELDS[*index].name.as_bytes();
            rest.first() == name.first()
                && rest.starts_with(name)
                && matches!(rest[name.len()..], [b':', b' ' | b'\n' | b'\r', ..])
        })?;
        let name = R::FIELDS[index].name;
        Article::is_front_matter(name).then(|| {
            self.at += name.len() + 1;
            index
        })
    }

    /// Sets the field at `index`, whose key was just parsed.
    fn known<R: Record<'a>>(
        &mut self,
        record: &mut R,
        seen: &mut Seen,
        index: usize,
        column: usize,
    ) -> Scan<()> {
        seen.insert(index)?;
        let kept = self.spelled.len();
        let field = &R::FIELDS[index];
        let is_plain = field.class.is_some_and(TextClass::is_plain);
        self.field(record.slot(index), is_plain, column)?;
        self.step_up(kept, &field.name);
        Ok(())
    }

    /// Sets the field whose key, at this column, was just parsed. Null leaves it absent. `is_plain` says whether
    /// the house style has a text without quotes where it can.
    fn field(&mut self, slot: FieldMut<'_, 'a>, is_plain: bool, column: usize) -> Scan<()> {
        match slot {
            FieldMut::Text(x) => *x = self.text(is_plain, column)?,
            FieldMut::Time(x) => *x = self.time(column)?,
            FieldMut::Integer(x) => *x = self.integer(column)?,
            FieldMut::Boolean(x) => *x = self.boolean(column)?,
            FieldMut::Texts(x) => self.list(x, column, Self::text_item)?,
            FieldMut::Provider(x) => self.map(x, column)?,
            FieldMut::Images(x) => self.list(x, column, Self::map_item)?,
            FieldMut::Authors(x) => self.list(x, column, Self::map_item)?,
            FieldMut::Related(x) => self.list(x, column, Self::map_item)?,
        }
        Ok(())
    }

    fn text(&mut self, is_plain: bool, column: usize) -> Scan<Option<Cow<'a, str>>> {
        let text = match self.held()? {
            Held::Quoted(text) => text,
            Held::Plain(text) if plain::typed(text).is_none() => text.into(),
            other => return self.null(other, column),
        };
        self.keep_spelling(is_canonical_text(self.raw, &text, is_plain));
        Ok(Some(text))
    }

    fn time(&mut self, column: usize) -> Scan<Option<Timestamp>> {
        // A text in the form of a time is never a number, so a plain scalar does not need to be resolved
        // first.
        let parsed = match self.held()? {
            Held::Quoted(text) => Timestamp::parse(&text),
            Held::Plain(text) => Timestamp::parse(text),
            other => return self.null(other, column),
        };
        let Ok((time, true)) = parsed else { return Err(Declined) };
        // Twenty characters with both letters are `2024-01-23T12:00:00Z`: what most times are.
        let is_usual = matches!(self.raw.as_bytes(), [.., b'Z'] if self.raw.len() == 20)
            && self.raw.as_bytes()[10] == b'T';
        self.keep_spelling(is_usual || time.to_string() == self.raw);
        Ok(Some(time))
    }

    fn integer(&mut self, column: usize) -> Scan<Option<i64>> {
        let text = match self.held()? {
            Held::Plain(text) => text,
            other => return self.null(other, column),
        };
        match plain::typed(text) {
            Some(Value::Integer(number)) => {
                let is_usual = matches!(text.as_bytes(), [b'1'..=b'9', ..]);
                self.keep_spelling(is_usual || number.to_string() == text);
                number.try_into().map(Some).map_err(|_| Declined)
            }
            _ => self.null(Held::Plain(text), column),
        }
    }

    fn boolean(&mut self, column: usize) -> Scan<Option<bool>> {
        let text = match self.held()? {
            Held::Plain(text) => text,
            other => return self.null(other, column),
        };
        match plain::typed(text) {
            Some(Value::Boolean(value)) => {
                self.keep_spelling(matches!(text, "true" | "false"));
                Ok(Some(value))
            }
            _ => self.null(Held::Plain(text), column),
        }
    }

    fn map<R: Record<'a>>(&mut self, into: &mut Option<R>, column: usize) -> Scan<()> {
        match self.held()? {
            Held::EmptyMap => *into = Some(R::default()),
            Held::Below if self.column > column => self.record(into.insert(R::default()))?,
            other => *into = self.null(other, column)?,
        }
        Ok(())
    }

    fn list<T: Default>(
        &mut self,
        into: &mut Option<Vec<T>>,
        column: usize,
        item: fn(&mut Self, &mut T) -> Scan<()>,
    ) -> Scan<()> {
        match self.held()? {
            Held::EmptyList => *into = Some(Vec::new()),
            Held::Below if self.is_at_block_of(column) => {
                self.items(into.insert(Vec::with_capacity(1)), item)?;
            }
            other => *into = self.null(other, column)?,
        }
        Ok(())
    }

    /// Appends the items of the list whose first dash is here.
    fn items<T: Default>(
        &mut self,
        items: &mut Vec<T>,
        item: fn(&mut Self, &mut T) -> Scan<()>,
    ) -> Scan<()> {
        let column = self.column;
        while self.column == column && self.is_at_item() {
            self.open_item();
            let kept = self.spelled.len();
            items.push(T::default());
            items.last_mut().map_or(Err(Declined), |last| item(self, last))?;
            self.step_up(kept, &(items.len() - 1));
        }
        // Decline unclear indentation: whether a line is allowed that is indented further than the dashes, or
        // that has no dash, depends on the enclosing map.
        if items.is_empty() || self.column > column { Err(Declined) } else { Ok(()) }
    }

    fn text_item(&mut self, item: &mut Cow<'a, str>) -> Scan<()> {
        *item = match self.held()? {
            Held::Quoted(text) => text,
            Held::Plain(text) if plain::typed(text).is_none() => text.into(),
            _ => return Err(Declined),
        };
        self.keep_spelling(is_canonical_text(self.raw, item, true));
        Ok(())
    }

    fn map_item<R: Record<'a>>(&mut self, item: &mut R) -> Scan<()> {
        if self.peek()? != b'{' {
            return self.record(item);
        }
        match self.held()? {
            Held::EmptyMap => Ok(()),
            _ => Err(Declined),
        }
    }

    /// Returns `None` if the value of a key at this column is null, which the house style leaves out. Declines
    /// any other value, since it has the wrong type.
    fn null<T>(&mut self, held: Held<'a>, column: usize) -> Scan<Option<T>> {
        let null = match held {
            Held::Below => !self.is_at_block_of(column),
            Held::Plain(text) => plain::typed(text) == Some(Value::Null),
            _ => false,
        };
        if !null {
            return Err(Declined);
        }
        self.keep_spelling(false);
        Ok(None)
    }
}

/// The fields of a record seen so far.
#[derive(Default)]
struct Seen {
    /// One bit for each field.
    fields: u64,
    /// The index after that of the last field: keys are mostly in canonical order.
    next: usize,
}

impl Seen {
    /// Returns the index of the field with the name `key`.
    fn field<'a, R: Record<'a>>(&self, key: &str) -> Option<usize> {
        let is_named = |index: &usize| R::FIELDS[*index].name == key;
        let found = (self.next..R::FIELDS.len()).find(is_named);
        let found = found.or_else(|| (0..self.next).find(is_named));
        found.filter(|_| Article::is_front_matter(key))
    }

    /// Marks the field as seen. Declines a field that was seen before.
    fn insert(&mut self, index: usize) -> Scan<()> {
        let bit = u32::try_from(index).ok().and_then(|index| 1_u64.checked_shl(index));
        let bit = bit.filter(|bit| self.fields & bit == 0).ok_or(Declined)?;
        self.fields |= bit;
        self.next = index + 1;
        Ok(())
    }
}
