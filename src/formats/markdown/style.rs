//! How the source spelled values that the house style spells otherwise: the text of `sourceStyle`.
//!
//! It is a JSON object from the JSON pointer of a value in the front matter to what was written there, on one
//! line: `{"/title":"The ferry","/date":"2015-06-11","/tags":"[a, b]","/zip":"01234"}`. The writer takes such a
//! token only where it still says what the article holds, so a value that was edited is never overruled.
//!
//! The member `frontMatter` names the language of the front matter and its fences, if that is not YAML: `toml`,
//! `---toml`, `json`, `---json`, `;;;` or `header` ([`Form`]). The tokens are in that language. Members whose names
//! do not begin with `/` are not tokens.

use std::borrow::Cow;
use std::collections::HashMap;
use std::collections::btree_map::{BTreeMap, Entry};
use std::fmt::{Display, Write as _};

use crate::decode::decoder::{Dialect, RecordDecoder};
use crate::decode::json_tree;
use crate::decode::tree::{FieldPath, Spanned, SpannedKind};
use crate::decode::wrong_values::WrongValues;
use crate::model::article::{Article, FieldRef, Record};
use crate::model::value::{Value, sort_keys};
use crate::pipeline::source_style::FORM;

use super::language::{Form, Language};
use super::source;

/// What the source wrote, by the pointer to it.
pub(super) struct Styles<'s> {
    /// The language that the source was written in, and its fences.
    pub(super) form: Form,
    tokens: HashMap<Cow<'s, str>, Cow<'s, str>>,
}

impl<'s> Styles<'s> {
    /// Returns the tokens of an article; `None` where there is nothing. What is not a token is passed over.
    pub(super) fn of(article: &'s Article<'_>) -> Option<Self> {
        let map = json_tree::object(article.source_style.as_deref()?).ok()?;
        // The field may come from any JSON or CSV file, so it is not trusted: what does not fit is
        // skipped, and every token is checked against the value before it is used.
        let mut form = Form::default();
        let mut tokens = HashMap::new();
        for (pointer, value) in map {
            match value {
                Value::Text(token) if pointer.starts_with('/') => {
                    tokens.insert(pointer, token);
                }
                Value::Text(name) if pointer == FORM => {
                    form = Form::named(&name).unwrap_or_default();
                }
                _ => {}
            }
        }
        Some(Self { form, tokens })
    }

    /// Returns what the source wrote one step below the pointer `at`, which is the same afterwards.
    pub(super) fn token_below(&self, at: &mut String, step: &dyn Display) -> Option<String> {
        let length = at.len();
        push_step(step, at);
        let token = self.token(at).map(str::to_owned);
        at.truncate(length);
        token
    }

    pub(super) fn token(&self, pointer: &str) -> Option<&str> {
        self.tokens.get(pointer).map(|token| &**token)
    }
}

/// Returns the text of `sourceStyle` for front matter in `form`, with these tokens: a pointer, what is written there, and
/// whether a token of the source wins. What the source wrote is kept if its front matter had the same form, and if
/// `is_kept` says so of the pointer and the token.
pub(super) fn with_tokens(
    style: Option<&str>,
    form: Form,
    is_kept: impl Fn(&str, &str) -> bool,
    tokens: impl Iterator<Item = (String, String, bool)>,
) -> Option<String> {
    let known = style.and_then(|style| json_tree::object(style).ok()).unwrap_or_default();
    let is_form = |name: &Value<'_>| matches!(name, Value::Text(name) if **name == *form.name());
    let named = known.iter().find(|(key, _)| key == FORM).map(|(_, name)| name);
    let is_same = named.map_or(form == Form::Yaml, is_form);
    let mut all: BTreeMap<String, String> = BTreeMap::new();
    for (pointer, token) in known {
        if let Value::Text(token) = token
            && is_same
            && pointer.starts_with('/')
            && is_kept(&pointer, &token)
        {
            all.insert(pointer.into_owned(), token.into_owned());
        }
    }
    for (pointer, token, yields) in tokens {
        match all.entry(pointer) {
            Entry::Occupied(_) if yields => {}
            Entry::Occupied(mut known) => {
                known.insert(token);
            }
            Entry::Vacant(free) => {
                free.insert(token);
            }
        }
    }
    to_json(all.iter().map(|(pointer, token)| (&**pointer, &**token)), form)
}

/// Returns the form in which the article's front matter was written: that of YAML where it is not known.
pub(super) fn form(article: &Article<'_>) -> Form {
    Styles::of(article).map_or(Form::Yaml, |styles| styles.form)
}

/// Appends a step to a JSON pointer ([RFC 6901](https://www.rfc-editor.org/rfc/rfc6901)).
pub(super) fn push_step(step: &dyn Display, pointer: &mut String) {
    pointer.push('/');
    let start = pointer.len();
    // Writing to a `String` cannot fail.
    let _ = write!(pointer, "{step}");
    // RFC 6901 escapes `~` first: in the other order, the `~1` made of `/` would become `~01`.
    if pointer[start..].contains(['~', '/']) {
        let escaped = pointer[start..].replace('~', "~0").replace('/', "~1");
        pointer.truncate(start);
        pointer.push_str(&escaped);
    }
}

/// Returns the tokens and the form as the text of `sourceStyle`, in the order of their pointers; `None` where the
/// form is that of YAML and there are no tokens.
pub(super) fn to_json<'t>(
    tokens: impl Iterator<Item = (&'t str, &'t str)>,
    form: Form,
) -> Option<String> {
    let text = |text: &str| Value::Text(text.into()).to_string();
    let form = (form != Form::Yaml).then(|| (FORM, form.name()));
    let members =
        tokens.chain(form).map(|(pointer, token)| format!("{}:{}", text(pointer), text(token)));
    let mut members: Vec<String> = members.collect();
    // Sorted, so that the text depends on the tokens only and not on the order of the keys in the
    // source.
    members.sort_unstable();
    (!members.is_empty()).then(|| format!("{{{}}}", members.join(",")))
}

/// Returns whether `token` as the value of a key is what the field at `index` holds; times may have been cut to the
/// microsecond since.
pub(super) fn is_field<'a, R: Record<'a>>(
    language: Language,
    token: &str,
    record: &R,
    index: usize,
) -> bool {
    parsed(language, token, Place::Key(R::FIELDS[index].name)).is_some_and(|node| {
        let mut decoder = RecordDecoder::new(Dialect::Yaml, WrongValues::Reject);
        let mut read = R::default();
        decoder.field(read.slot(index), node, FieldPath::Root);
        let both = read.fields().nth(index).zip(record.fields().nth(index));
        decoder.errors.is_empty()
            && both.is_some_and(|((_, read), (_, value))| are_same(read, value))
    })
}

/// Returns whether `token` as a list item is the record `record`.
pub(super) fn is_record<'a, R: Record<'a>>(language: Language, token: &str, record: &R) -> bool {
    parsed(language, token, Place::Item).is_some_and(|node| {
        let SpannedKind::Map(entries) = node.data else { return false };
        let mut decoder = RecordDecoder::new(Dialect::Yaml, WrongValues::Reject);
        let read: R = decoder.record(entries, FieldPath::Root);
        let mut fields = read.fields().zip(record.fields());
        decoder.errors.is_empty()
            && fields.all(|((_, read), (_, value))| are_same(read, value))
            && read.extra() == record.extra()
    })
}

fn are_same(read: FieldRef<'_, '_>, value: FieldRef<'_, '_>) -> bool {
    match (read, value) {
        (FieldRef::Time(Some(read)), FieldRef::Time(Some(value))) => {
            read == value || read.to_micros() == *value
        }
        _ => read == value,
    }
}

/// Returns whether `token` as the value of a key is `value`.
pub(super) fn is_value(language: Language, token: &str, value: &Value<'_>) -> bool {
    parsed(language, token, Place::Key("k")).is_some_and(|node| is_alike(node.into_value(), value))
}

/// Returns whether `token` as a list item is `value`.
pub(super) fn is_list_value(language: Language, token: &str, value: &Value<'_>) -> bool {
    parsed(language, token, Place::Item).is_some_and(|node| is_alike(node.into_value(), value))
}

/// Returns whether both values are the same but for the order of keys: a key that was mapped comes back as the last
/// one.
fn is_alike(read: Value<'_>, value: &Value<'_>) -> bool {
    let sorted = |value: Value<'_>| {
        let mut map = vec![(Cow::Borrowed(""), value.into_owned())];
        sort_keys(&mut map);
        map
    };
    read == *value
        || matches!(read, Value::Map(_) | Value::List(_)) && sorted(read) == sorted(value.clone())
}

/// Returns whether `token` as a list item is `text`.
pub(super) fn is_item(language: Language, token: &str, text: &str) -> bool {
    let is_text = |node: Spanned<'_>| match node.data {
        SpannedKind::Scalar(Value::Text(read)) => read == text,
        _ => false,
    };
    parsed(language, token, Place::Item).is_some_and(is_text)
}

/// Where a token is written.
#[derive(Clone, Copy, PartialEq)]
enum Place<'p> {
    /// As the value of this key.
    Key(&'p str),
    /// As an item of a list.
    Item,
}

/// Returns what `token`, which is one line, says in that place.
fn parsed(language: Language, token: &str, place: Place<'_>) -> Option<Spanned<'static>> {
    // More lines could smuggle further keys into the front matter.
    if token.contains(['\n', '\r']) {
        return None;
    }
    // The token is parsed where it will be written: `a: b` is a map after a dash, and an error
    // after a key.
    let key = if let Place::Key(key) = place { key } else { "k" };
    let is_item_of_yaml = place == Place::Item && language == Language::Yaml;
    let (before, after) = match language {
        Language::Yaml if is_item_of_yaml => ("- ".to_owned(), "\n"),
        Language::Yaml => ("k: ".to_owned(), "\n"),
        Language::Toml => ("k = ".to_owned(), "\n"),
        Language::Json => ("{\"k\": ".to_owned(), "}"),
        // The type of a value depends on its key there.
        Language::Header => (format!("{key}: "), "\n"),
    };
    let text = format!("{before}{token}{after}");
    let document = source::parse(language, &text, 0);
    let root = document.root.filter(|_| document.errors.is_empty())?;
    // All of it is the value: a comment after it would hide what follows in a list.
    let span = (before.len(), before.len() + token.len());
    if language != Language::Yaml && document.spans.binary_search(&span).is_err() {
        return None;
    }
    let node = match root.data {
        // Exactly one entry, so that the token did not end the value and begin something else.
        SpannedKind::Map(mut entries) if !is_item_of_yaml && entries.len() == 1 => {
            entries.pop().filter(|entry| entry.key == "k" || entry.key == key)?.node
        }
        SpannedKind::List(mut items) if is_item_of_yaml && items.len() == 1 => items.pop()?,
        _ => return None,
    };
    Some(node.into_owned(&|at| at))
}
