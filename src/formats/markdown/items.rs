//! The front matter of an article as a tree to be written: for languages other than YAML, which
//! [`render`](super::render) writes at once.

use std::fmt::Display;

use super::language::Language;
use super::style::{self, Styles};
use crate::model::article::{Article, FieldRef, Record};
use crate::model::timestamp::Timestamp;
use crate::model::value::Value;

/// A value to be written.
#[derive(Debug)]
pub(super) enum Item<'r> {
    /// What the source wrote, on one line.
    Token(String),
    Null,
    Boolean(bool),
    /// A number as JSON spells it.
    Number(String),
    /// Infinity, or no number.
    Odd(f64),
    Time(Timestamp),
    Text(&'r str),
    List(Vec<Item<'r>>),
    Map(Keys<'r>),
}

/// The keys of a map with their values.
#[derive(Debug, Default)]
pub(super) struct Keys<'r> {
    pub(super) all: Vec<(&'r str, Item<'r>)>,
    /// The number of those that are fields, which come first and may be written in any order. Unknown keys keep
    /// their order.
    pub(super) fields: usize,
}

/// Returns the front matter of `article` in that language, with what the source wrote where that is still right.
pub(super) fn of<'r>(article: &'r Article<'_>, language: Language) -> Keys<'r> {
    let styles = Styles::of(article).filter(|styles| styles.form.language() == language);
    Builder { styles, language, at: String::new() }.record(article, Article::is_front_matter)
}

/// Returns the value of a field that is set, as the house style has it.
pub(super) fn of_field<'r>(value: FieldRef<'r, '_>) -> Item<'r> {
    Builder { styles: None, language: Language::Yaml, at: String::new() }.field("", value)
}

/// Returns the value of an unknown key, as the house style has it.
pub(super) fn of_value<'r>(value: &'r Value<'_>) -> Item<'r> {
    Builder { styles: None, language: Language::Yaml, at: String::new() }.below(value)
}

struct Builder<'s> {
    styles: Option<Styles<'s>>,
    language: Language,
    /// The JSON pointer to the current value; kept up only where there are styles.
    at: String,
}

impl Builder<'_> {
    /// Returns what the source wrote at the key or index `step` from here.
    fn token(&mut self, step: &dyn Display) -> Option<String> {
        self.styles.as_ref()?.token_below(&mut self.at, step)
    }

    fn within<T>(&mut self, step: &dyn Display, build: impl FnOnce(&mut Self) -> T) -> T {
        let length = self.at.len();
        if self.styles.is_some() {
            style::push_step(step, &mut self.at);
        }
        let done = build(self);
        self.at.truncate(length);
        done
    }

    fn record<'r, 'a: 'r, R: Record<'a>>(
        &mut self,
        record: &'r R,
        is_written: fn(&str) -> bool,
    ) -> Keys<'r> {
        let mut all = Vec::new();
        for (index, (field, value)) in record.fields().enumerate() {
            if !is_written(field.name) {
                continue;
            }
            let token = self.token(&field.name);
            match token.filter(|token| style::is_field(self.language, token, record, index)) {
                Some(token) => all.push((field.name, Item::Token(token))),
                None if value.is_none() => {}
                None => all.push((field.name, self.field(field.name, value))),
            }
        }
        let fields = all.len();
        all.extend(record.extra().iter().map(|(key, value)| (&**key, self.value(&key, value))));
        Keys { all, fields }
    }

    fn field<'r>(&mut self, name: &str, value: FieldRef<'r, '_>) -> Item<'r> {
        self.within(&name, |builder| match value {
            FieldRef::Text(Some(text)) => Item::Text(text),
            FieldRef::Time(Some(time)) => Item::Time(*time),
            FieldRef::Integer(Some(number)) => Item::Number(number.to_string()),
            FieldRef::Boolean(Some(flag)) => Item::Boolean(*flag),
            FieldRef::Texts(Some(texts)) => {
                let texts = texts.iter().enumerate();
                Item::List(texts.map(|(index, text)| builder.text_item(index, text)).collect())
            }
            FieldRef::Provider(Some(provider)) => Item::Map(builder.record(provider, |_| true)),
            FieldRef::Images(Some(images)) => builder.records(images),
            FieldRef::Authors(Some(authors)) => builder.records(authors),
            FieldRef::Related(Some(related)) => builder.records(related),
            // A field that is not set is not written.
            _ => Item::Null,
        })
    }

    fn text_item<'r>(&mut self, index: usize, text: &'r str) -> Item<'r> {
        let token = self.token(&index);
        match token.filter(|token| style::is_item(self.language, token, text)) {
            Some(token) => Item::Token(token),
            None => Item::Text(text),
        }
    }

    fn records<'r, 'a: 'r, R: Record<'a>>(&mut self, records: &'r [R]) -> Item<'r> {
        let items = records.iter().enumerate().map(|(index, record)| {
            let token = self.token(&index);
            match token.filter(|token| style::is_record(self.language, token, record)) {
                Some(token) => Item::Token(token),
                None => Item::Map(self.within(&index, |builder| builder.record(record, |_| true))),
            }
        });
        Item::List(items.collect())
    }

    /// Returns the value at the key or index `step`.
    fn value<'r>(&mut self, step: &dyn Display, value: &'r Value<'_>) -> Item<'r> {
        let token = self.token(step);
        match token.filter(|token| style::is_value(self.language, token, value)) {
            Some(token) => Item::Token(token),
            None => self.within(step, |builder| builder.below(value)),
        }
    }

    fn below<'r>(&mut self, value: &'r Value<'_>) -> Item<'r> {
        match value {
            Value::Null => Item::Null,
            Value::Boolean(flag) => Item::Boolean(*flag),
            Value::Float(number) if !number.is_finite() => Item::Odd(*number),
            Value::Integer(_) | Value::Float(_) | Value::Decimal(_) => {
                Item::Number(value.to_string())
            }
            Value::Text(text) => Item::Text(text),
            Value::List(items) => {
                let items = items.iter().enumerate();
                Item::List(items.map(|(index, item)| self.value(&index, item)).collect())
            }
            Value::Map(map) => {
                let all = map.iter().map(|(key, value)| (&**key, self.value(&key, value)));
                Item::Map(Keys { all: all.collect(), fields: 0 })
            }
        }
    }
}
