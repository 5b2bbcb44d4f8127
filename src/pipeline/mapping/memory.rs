//! What a mapping remembers of the source, in `sourceStyle`.
//!
//! `sourceStyle` is a JSON object. Its member `mapped` says for each field that was mapped where it came from:
//!
//! ```json
//! {"mapped":{"title":"headline","publishedDateTime":["date","2024-01-23"],"slug":[":filename"]}}
//! ```
//!
//! The value is the key of the source, if what it had there is the field's value in its simplest shape; a list of the
//! key and what it had, if that is another shape; a list of the source alone, if the field was copied from what is still
//! there; a list of the source, the key and what it had, if only a part of that became the field. A way into nested maps
//! has its steps joined by `/`, as in a JSON pointer ([RFC 6901](https://www.rfc-editor.org/rfc/rfc6901)). `!` before the
//! name of the field means that it has the opposite value.

use std::borrow::Cow;
use std::fmt::Write as _;

#[cfg(feature = "markdown")]
use crate::decode::json_tree;
use crate::model::article::Article;
use crate::model::value::Value;

use super::target::Target;

/// The member of `sourceStyle`.
const MEMBER: &str = "mapped";

/// One key of the source that was mapped.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Entry<'a> {
    /// The key of the article, as it was spelled; the source as it was written, if the value was copied.
    pub(super) key: Cow<'a, str>,
    /// The steps from there into nested maps.
    pub(super) way: Vec<String>,
    pub(super) target: Target,
    /// Whether the field has the opposite value.
    pub(super) is_negated: bool,
    pub(super) kept: Kept<'a>,
}

/// How the value of the source is kept.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Kept<'a> {
    /// It is the field's value in its simplest shape.
    Simplest,
    /// It is this.
    Value(Value<'a>),
    /// It is still there.
    Copied,
    /// It is a part of this value of the key, whose name is that of a field, so that it cannot stay an unknown key.
    Part(Cow<'a, str>, Value<'a>),
}

impl<'a> Kept<'a> {
    /// How to keep `value`, from which `target` was set.
    pub(super) fn of(target: Target, article: &Article<'a>, value: Value<'a>) -> Self {
        if target.simplest(article).as_ref() == Some(&value) {
            Self::Simplest
        } else {
            Self::Value(value)
        }
    }
}

impl Entry<'_> {
    /// The memory of a field that was copied from `source`, which is still there.
    pub(super) fn copied(source: String, target: Target) -> Self {
        Self { key: source.into(), way: Vec::new(), target, is_negated: false, kept: Kept::Copied }
    }
}

/// Adds the entries to the text of `sourceStyle`.
pub(super) fn write(style: Option<&str>, entries: &[Entry<'_>]) -> String {
    let mut text = String::from("{");
    // A text that is no object is not newsconv's.
    if let Some(members) = style.and_then(|style| style.strip_prefix('{')?.strip_suffix('}'))
        && !members.is_empty()
    {
        text.push_str(members);
        text.push(',');
    }
    let quoted = |text: &str| Value::Text(text.into()).to_string();
    let _ = write!(text, "{}:{{", quoted(MEMBER));
    for (at, entry) in entries.iter().enumerate() {
        let comma = if at == 0 { "" } else { "," };
        let mut source = escaped(&entry.key);
        for step in &entry.way {
            source.push('/');
            source.push_str(&escaped(step));
        }
        let source = quoted(&source);
        let not = if entry.is_negated { "!" } else { "" };
        let target = quoted(&format!("{not}{}", entry.target.name()));
        // Writing to a `String` cannot fail.
        let _ = match &entry.kept {
            Kept::Simplest => write!(text, "{comma}{target}:{source}"),
            Kept::Value(value) => write!(text, "{comma}{target}:[{source},{value}]"),
            Kept::Copied => write!(text, "{comma}{target}:[{source}]"),
            Kept::Part(key, value) => {
                write!(text, "{comma}{target}:[{source},{},{value}]", quoted(key))
            }
        };
    }
    text.push_str("}}");
    text
}

fn escaped(step: &str) -> String {
    step.replace('~', "~0").replace('/', "~1")
}

/// Returns the entries in the text of `sourceStyle`, and that text without them. `None` if it has none, or if they were
/// not written by [`write`].
#[cfg(feature = "markdown")]
pub(super) fn read(style: &str) -> Option<(Vec<Entry<'_>>, Option<String>)> {
    let mut members = json_tree::object(style).ok()?;
    let at = members.iter().position(|(key, _)| key == MEMBER)?;
    let Value::Map(map) = members.remove(at).1 else { return None };
    let entries = map.into_iter().map(|(target, value)| {
        let (source, kept) = match value {
            Value::Text(source) => (source, Kept::Simplest),
            Value::List(items) => {
                let mut items = items.into_iter();
                let Some(Value::Text(source)) = items.next() else { return None };
                let kept = match (items.next(), items.next()) {
                    (None, _) => Kept::Copied,
                    (Some(value), None) => Kept::Value(value),
                    (Some(Value::Text(key)), Some(value)) => Kept::Part(key, value),
                    _ => return None,
                };
                (source, kept)
            }
            _ => return None,
        };
        let mut steps = source.split('/').map(|step| step.replace("~1", "/").replace("~0", "~"));
        let name = target.strip_prefix('!');
        let is_negated = name.is_some();
        let target = Target::named(name.unwrap_or(&target))?;
        Some(Entry { key: steps.next()?.into(), way: steps.collect(), target, is_negated, kept })
    });
    let entries: Vec<_> = entries.collect::<Option<_>>()?;
    let rest = (!members.is_empty()).then(|| Value::Map(members).to_string());
    (!entries.is_empty()).then_some((entries, rest))
}
