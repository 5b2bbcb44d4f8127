//! Warns of keys with characters that cannot be seen, which look like other keys.

use std::fmt::Arguments;

use crate::diagnostic::excerpt::LISTED;
use crate::diagnostic::{Code, Diagnostic, is_unseen};
use crate::model::article::{Article, Record, Visit, walk};
#[cfg(feature = "arrow")]
use crate::model::value::Map;
use crate::model::value::Value;

/// Returns a warning for each unknown key of `article` with such characters, at most a thousand, with the article's
/// path. Keys within the values of unknown keys are looked at too.
pub(crate) fn problems(article: &Article<'_>) -> Vec<Diagnostic> {
    let path = article.path.as_deref().unwrap_or_default();
    let mut found = Found { path, problems: Vec::new() };
    walk(article, &mut found);
    found.problems
}

/// Returns whether [`problems`] would warn of a key in `map`, or within its values.
#[cfg(feature = "arrow")]
pub(crate) fn is_warned_of(map: &Map<'_>) -> bool {
    fn is_within(value: &Value<'_>) -> bool {
        match value {
            Value::List(items) => items.iter().any(is_within),
            Value::Map(map) => is_warned_of(map),
            _ => false,
        }
    }
    map.iter().any(|(key, value)| misleading(key).next().is_some() || is_within(value))
}

struct Found<'p> {
    path: &'p str,
    problems: Vec<Diagnostic>,
}

impl Visit for Found<'_> {
    fn record<'a, R: Record<'a>>(&mut self, record: &R, at: Arguments<'_>) {
        for (key, value) in record.extra() {
            let is_field = |name: &str| R::FIELDS.iter().any(|field| field.name == name);
            self.key(key, format_args!("{at}{key}"), is_field);
            self.within(value, format_args!("{at}{key}"));
        }
    }
}

impl Found<'_> {
    /// Looks at the keys within `value`.
    fn within(&mut self, value: &Value<'_>, at: Arguments<'_>) {
        match value {
            Value::List(items) => {
                for (index, item) in items.iter().enumerate() {
                    self.within(item, format_args!("{at}[{index}]"));
                }
            }
            Value::Map(map) => {
                for (key, value) in map {
                    self.key(key, format_args!("{at}.{key}"), |_| false);
                    self.within(value, format_args!("{at}.{key}"));
                }
            }
            _ => {}
        }
    }

    fn key(&mut self, key: &str, at: Arguments<'_>, is_field: impl Fn(&str) -> bool) {
        // Most keys are ASCII, of which only control characters cannot be seen.
        let Some(character) = misleading(key).next() else { return };
        if self.problems.len() >= LISTED {
            return;
        }
        let seen: String = key.chars().filter(|c| !is_unseen(*c)).collect();
        let meant = if is_field(&seen) { "the field" } else { "the key" };
        let message = format!(
            "the key has an invisible character, U+{:04X}; without it, it is {meant} `{seen}`",
            u32::from(character)
        );
        let problem = Diagnostic::new(Code::InvisibleInKey, self.path, message);
        self.problems.push(problem.in_field(at.to_string()).with_help("delete the character"));
    }
}

/// Returns the characters of `key` that cannot be seen and have no business there.
fn misleading(key: &str) -> impl Iterator<Item = char> {
    // Words of Persian and of Indian languages are written with joiners, and line breaks show.
    let is_word = !key.is_ascii() && key.chars().all(|c| !c.is_ascii_alphanumeric());
    key.chars().filter(move |c| {
        is_unseen(*c)
            && !matches!(c, '\n' | '\r' | '\t')
            && !(is_word && matches!(c, '\u{200c}' | '\u{200d}'))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn characters_that_cannot_be_seen_are_named() {
        let said = |json: &str| -> Vec<String> {
            let article: Article<'_> = serde_json::from_str(json).expect("an article");
            problems(&article).iter().map(ToString::to_string).collect()
        };
        let of = |field: &str, code: &str, is: &str| {
            format!(
                "warning[NC0119] {field}: the key has an invisible character, {code}; without it, it is {is}; delete the character"
            )
        };
        for (json, expected) in [
            (r#"{"\u200btitle":1}"#, of(r"\u{200b}title", "U+200B", "the field `title`")),
            (r#"{"\u00a0kind":1}"#, of(r"\u{a0}kind", "U+00A0", "the key `kind`")),
            (r#"{"ki\ufeffnd":1}"#, of(r"ki\u{feff}nd", "U+FEFF", "the key `kind`")),
            (r#"{"x":[{"\u202ey":1}]}"#, of(r"x[0].\u{202e}y", "U+202E", "the key `y`")),
            (
                r#"{"provider":{"domain\u200d":1}}"#,
                of(r"provider.domain\u{200d}", "U+200D", "the field `domain`"),
            ),
        ] {
            assert_eq!(said(json), [expected], "{json}");
        }
        for json in
            [r#"{"a b":1,"ü":2,"a\nb":3}"#, "{\"می\u{200c}خواهم\":1}", "{\"江\u{3000}北\":1}"]
        {
            assert_eq!(said(json), [""; 0], "{json}");
        }
    }
}
