//! Parses unknown keys with values of any type.

use super::cursor::Cursor;
use super::flow::FlowItem;
use super::scalar::{Key, LineValue, NO_BLOCK};
use super::{Declined, Scan};
use crate::formats::markdown::plain;
use crate::formats::markdown::spelling::is_canonical_text;
use crate::model::value::{MAX_DEPTH, Map, Value};

/// Number of keys of a map up to which comparing each with all others is fast.
const MANY_KEYS: usize = 64;

impl<'a> Cursor<'a> {
    /// Adds the unknown key, which was just parsed at this column, with its value.
    pub(super) fn extra(&mut self, map: &mut Map<'a>, key: Key<'a>, column: usize) -> Scan<()> {
        self.entry(map, key, column, 1)
    }

    /// Adds a key whose value is at the given level below an unknown key.
    fn entry(&mut self, map: &mut Map<'a>, key: Key<'a>, column: usize, level: usize) -> Scan<()> {
        // The full parser warns of a key such as `2024` or `true`, which is read as text.
        let typed = key.plain && plain::typed(&key.text).is_some();
        let merges = key.plain && key.text == "<<";
        // A key that is there already is an error for the full parser to report.
        if typed || merges || map.len() >= MANY_KEYS || map.iter().any(|(k, _)| *k == key.text) {
            return Err(Declined);
        }
        let before = self.spelled.len();
        let value = match self.line_value(column)? {
            LineValue::Below if self.is_at_block_of(column) => self.block(level)?,
            // It has more lines than a spelling can have.
            LineValue::Block(text) => Value::Text(text),
            LineValue::Flow(items) => self.flow(items),
            value => self.scalar(value),
        };
        self.step_up(before, &key.text);
        map.push((key.text, value));
        Ok(())
    }

    /// Parses the list or map that begins here.
    fn block(&mut self, level: usize) -> Scan<Value<'a>> {
        // Checked before the recursion, which bounds the stack too.
        if level > MAX_DEPTH {
            return Err(Declined);
        }
        if self.is_at_item() { self.value_list(level) } else { self.value_map(level) }
    }

    fn value_list(&mut self, level: usize) -> Scan<Value<'a>> {
        let column = self.column;
        let mut items = Vec::new();
        while self.column == column && self.is_at_item() {
            self.open_item();
            let before = self.spelled.len();
            let value = self.value_item(level)?;
            self.step_up(before, &items.len());
            items.push(value);
        }
        // A line further in after a complete item is a continuation line or an error.
        if self.column > column { Err(Declined) } else { Ok(Value::List(items)) }
    }

    /// Parses the value after a dash.
    fn value_item(&mut self, level: usize) -> Scan<Value<'a>> {
        // A key is looked for first, since a plain scalar can begin with the same characters.
        if self.is_at_item() || self.is_at_key() {
            return self.block(level + 1);
        }
        match self.line_value(NO_BLOCK)? {
            LineValue::Below | LineValue::Block(_) => Err(Declined),
            LineValue::Flow(items) => Ok(self.flow(items)),
            value => Ok(self.scalar(value)),
        }
    }

    fn value_map(&mut self, level: usize) -> Scan<Value<'a>> {
        let column = self.column;
        let mut map = Map::new();
        while self.column == column {
            let key = self.key()?;
            self.entry(&mut map, key, column, level + 1)?;
        }
        if self.column > column { Err(Declined) } else { Ok(Value::Map(map)) }
    }

    /// Returns a list that was written in brackets.
    fn flow(&mut self, items: Vec<FlowItem<'a>>) -> Value<'a> {
        self.record_spelling(false);
        let value = |item| match item {
            FlowItem::Plain(text) => plain::unknown(text),
            FlowItem::Quoted(text) => Value::Text(text),
        };
        Value::List(items.into_iter().map(value).collect())
    }

    /// Returns the value of a line in the core schema.
    fn scalar(&mut self, value: LineValue<'a>) -> Value<'a> {
        let value = match value {
            LineValue::Plain(text) => plain::unknown(text),
            LineValue::Quoted(text) => Value::Text(text),
            LineValue::EmptyList => Value::List(Vec::new()),
            LineValue::EmptyMap => Value::Map(Map::new()),
            // Callers take these three themselves.
            LineValue::Below | LineValue::Flow(_) | LineValue::Block(_) => Value::Null,
        };
        let is_canonical = match &value {
            Value::Text(text) => is_canonical_text(self.raw, text, true),
            Value::Null => self.raw == "null",
            Value::Boolean(value) => self.raw == if *value { "true" } else { "false" },
            // YAML has several spellings of infinity and NaN, such as `.Inf`; one of them is the
            // house style's.
            Value::Float(number) if !number.is_finite() => value.to_string() == self.raw,
            // Numbers that JSON spells otherwise are texts.
            _ => true,
        };
        self.record_spelling(is_canonical);
        value
    }
}
