//! Parses the entries of a map directly into the typed fields of a record.

use std::borrow::Cow;

use super::cursor::Cursor;
use super::flow::FlowItem;
use super::scalar::{LineValue, NO_BLOCK};
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
                // The key is out of order, quoted, or not a field.
                None => {
                    let key = self.key()?;
                    match seen.field::<R>(&key.text) {
                        Some(index) => self.known(record, &mut seen, index, column)?,
                        None => self.extra(record.extra_mut(), key, column)?,
                    }
                }
            }
            // The map ended: what follows belongs to an outer map or list, or is the closing fence
            // (column 0).
            if self.column < column {
                return Ok(());
            }
            // Deeper lines after a complete value are continuation lines of a scalar, or wrong.
            if self.column > column {
                return Err(Declined);
            }
        }
    }

    /// Moves past the key and colon of a field that follows the last one in canonical order, as most do.
    /// Comparing with the expected key avoids a search for the key's end.
    fn next_field<R: Record<'a>>(&mut self, seen: &Seen) -> Option<usize> {
        let rest = self.rest();
        // The first byte rules out most fields without a call to compare the names.
        let index = (seen.next..R::FIELDS.len()).find(|index| {
            let name = R::FIELDS[*index].name.as_bytes();
            rest.first() == name.first()
                && rest.starts_with(name)
                && matches!(rest[name.len()..], [b':', b' ' | b'\n' | b'\r', ..])
        })?;
        let name = R::FIELDS[index].name;
        // The path, the body and what newsconv itself records about the source are fields of the
        // model but not of front matter. A key with such a name is an unknown key.
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
        // Tokens from here on belong to this value; their pointers still lack its key.
        let before = self.spelled.len();
        let field = &R::FIELDS[index];
        let is_plain = field.class.is_some_and(TextClass::is_plain);
        self.field(record.slot(index), is_plain, column)?;
        self.step_up(before, &field.name);
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
            FieldMut::Texts(x) => self.list(x, column, Self::text_item, flow_text)?,
            FieldMut::Provider(x) => self.map(x, column)?,
            FieldMut::Images(x) => self.list(x, column, Self::map_item, |_| None)?,
            FieldMut::Authors(x) => self.list(x, column, Self::map_item, |_| None)?,
            FieldMut::Related(x) => self.list(x, column, Self::map_item, |_| None)?,
        }
        Ok(())
    }

    fn text(&mut self, is_plain: bool, column: usize) -> Scan<Option<Cow<'a, str>>> {
        let text = match self.line_value(column)? {
            LineValue::Quoted(text) => text,
            // It has more lines than a spelling can have.
            LineValue::Block(text) => return Ok(Some(text)),
            // A number or a boolean is not text. `null` looks at it again and declines it, so that
            // the full parser reports the wrong type.
            LineValue::Plain(text) if plain::typed(text).is_none() => text.into(),
            other => return self.null(other, column),
        };
        self.record_spelling(is_canonical_text(self.raw, &text, is_plain));
        Ok(Some(text))
    }

    fn time(&mut self, column: usize) -> Scan<Option<Timestamp>> {
        // A text in the form of a time is never a number, so a plain scalar does not need to be resolved
        // first.
        let parsed = match self.line_value(column)? {
            LineValue::Quoted(text) => Timestamp::parse(&text),
            LineValue::Plain(text) => Timestamp::parse(text),
            other => return self.null(other, column),
        };
        // The flag says whether the time has an offset. A time without one is read as UTC with a
        // warning, and only the full parser warns.
        let Ok((time, true)) = parsed else { return Err(Declined) };
        // Twenty characters with both letters are `2024-01-23T12:00:00Z`: what most times are.
        let is_usual = matches!(self.raw.as_bytes(), [.., b'Z'] if self.raw.len() == 20)
            && self.raw.as_bytes()[10] == b'T';
        self.record_spelling(is_usual || time.to_string() == self.raw);
        Ok(Some(time))
    }

    fn integer(&mut self, column: usize) -> Scan<Option<i64>> {
        let text = match self.line_value(column)? {
            LineValue::Plain(text) => text,
            other => return self.null(other, column),
        };
        match plain::typed(text) {
            Some(Value::Integer(number)) => {
                // Without a sign, a leading zero or a base, the digits are what the house style
                // writes. Only other forms are rendered and compared.
                let is_usual = matches!(text.as_bytes(), [b'1'..=b'9', ..]);
                self.record_spelling(is_usual || number.to_string() == text);
                // Beyond 64 bits the field cannot have the number, which is an error that the full
                // parser reports.
                number.try_into().map(Some).map_err(|_| Declined)
            }
            _ => self.null(LineValue::Plain(text), column),
        }
    }

    fn boolean(&mut self, column: usize) -> Scan<Option<bool>> {
        let text = match self.line_value(column)? {
            LineValue::Plain(text) => text,
            other => return self.null(other, column),
        };
        match plain::typed(text) {
            Some(Value::Boolean(value)) => {
                self.record_spelling(matches!(text, "true" | "false"));
                Ok(Some(value))
            }
            _ => self.null(LineValue::Plain(text), column),
        }
    }

    fn map<R: Record<'a>>(&mut self, into: &mut Option<R>, column: usize) -> Scan<()> {
        match self.line_value(column)? {
            LineValue::EmptyMap => *into = Some(R::default()),
            // Unlike a list, a map must be indented more than its key.
            LineValue::Below if self.column > column => self.record(into.insert(R::default()))?,
            other => *into = self.null(other, column)?,
        }
        Ok(())
    }

    fn list<T: Default>(
        &mut self,
        into: &mut Option<Vec<T>>,
        column: usize,
        item: fn(&mut Self, &mut T) -> Scan<()>,
        flow: fn(FlowItem<'a>) -> Option<T>,
    ) -> Scan<()> {
        match self.line_value(column)? {
            LineValue::EmptyList => *into = Some(Vec::new()),
            LineValue::Flow(found) => {
                self.record_spelling(false);
                let items = found.into_iter().map(flow);
                *into = Some(items.collect::<Option<_>>().ok_or(Declined)?);
            }
            LineValue::Below if self.is_at_block_of(column) => {
                // Most lists have one item, and the default growth would reserve four, of records
                // that are large.
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
            let before = self.spelled.len();
            items.push(T::default());
            items.last_mut().map_or(Err(Declined), |last| item(self, last))?;
            self.step_up(before, &(items.len() - 1));
        }
        // Decline unclear indentation: whether a line is allowed that is indented further than the dashes, or
        // that has no dash, depends on the enclosing map.
        if items.is_empty() || self.column > column { Err(Declined) } else { Ok(()) }
    }

    fn text_item(&mut self, item: &mut Cow<'a, str>) -> Scan<()> {
        *item = match self.line_value(NO_BLOCK)? {
            LineValue::Quoted(text) => text,
            LineValue::Plain(text) if plain::typed(text).is_none() => text.into(),
            _ => return Err(Declined),
        };
        self.record_spelling(is_canonical_text(self.raw, item, true));
        Ok(())
    }

    fn map_item<R: Record<'a>>(&mut self, item: &mut R) -> Scan<()> {
        // Either a record begins on the dash's own line, or the item is `{}`. Everything else is
        // declined by `record`, which expects a key.
        if self.peek()? != b'{' {
            return self.record(item);
        }
        match self.line_value(NO_BLOCK)? {
            LineValue::EmptyMap => Ok(()),
            _ => Err(Declined),
        }
    }

    /// Returns `None` if the value of a key at this column is null, which the house style leaves out. Declines
    /// any other value, since it has the wrong type.
    fn null<T>(&mut self, value: LineValue<'a>, column: usize) -> Scan<Option<T>> {
        let null = match value {
            LineValue::Below => !self.is_at_block_of(column),
            LineValue::Plain(text) => plain::typed(text) == Some(Value::Null),
            _ => false,
        };
        if !null {
            return Err(Declined);
        }
        // The house style leaves null out, so any null in the source is a spelling of its own, also
        // an empty one.
        self.record_spelling(false);
        Ok(None)
    }
}

/// Returns the text of an item in brackets; `None` if it is a value of another type.
fn flow_text(item: FlowItem<'_>) -> Option<Cow<'_, str>> {
    match item {
        FlowItem::Quoted(text) => Some(text),
        FlowItem::Plain(text) => plain::typed(text).is_none().then_some(text.into()),
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
        // A key before the last one is only out of order. `insert` finds out if it was seen.
        let found = found.or_else(|| (0..self.next).find(is_named));
        found.filter(|_| Article::is_front_matter(key))
    }

    /// Marks the field as seen. Declines a field that was seen before.
    fn insert(&mut self, index: usize) -> Scan<()> {
        // `checked_shl` gives `None` beyond 63 fields: such a record would be declined, not
        // misread.
        let bit = u32::try_from(index).ok().and_then(|index| 1_u64.checked_shl(index));
        let bit = bit.filter(|bit| self.fields & bit == 0).ok_or(Declined)?;
        self.fields |= bit;
        self.next = index + 1;
        Ok(())
    }
}
