//! Whether two archives hold the same articles, whatever their formats.

use std::collections::HashMap;
use std::fmt;

use crate::decode::tree::quote;
use crate::diagnostic::error::Result;
use crate::model::article::{Article, FieldRef, Record};
use crate::model::value::{Map, Value, into_owned_map};
use crate::pipeline::reader::Reader;
use crate::pipeline::sink::{Flow, ForEach};

/// One difference between two archives.
///
/// It prints on one line: `news/a.md: provider.images[0].width: 640 != 641`.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Difference {
    /// Which article: its path, or its number from 1 where it has none.
    pub article: String,
    /// The field, such as `images[2].width`; empty when the whole article is missing on one side.
    pub field: String,
    /// What the left archive holds, in short; `absent` when nothing.
    pub left: String,
    /// What the right archive holds, in short; `absent` when nothing.
    pub right: String,
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: ", self.article)?;
        if !self.field.is_empty() {
            write!(f, "{}: ", self.field)?;
        }
        write!(f, "{} != {}", self.left, self.right)
    }
}

/// What a comparison found.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Comparison {
    /// Articles on the left.
    pub left: u64,
    /// Articles on the right.
    pub right: u64,
    /// Articles that are on both sides and equal.
    pub equal: u64,
    /// Articles that are on both sides and differ.
    pub different: u64,
}

impl Comparison {
    /// Whether both sides hold the same articles.
    #[must_use]
    pub fn is_equal(&self) -> bool {
        self.left == self.equal && self.right == self.equal
    }
}

/// Compares the articles of two readers in the model, and gives every difference to `report`.
///
/// Articles are paired by path, those without one by their order. Where each side holds one article,
/// the two are a pair and their paths do not count. The left side is held in memory.
///
/// # Errors
/// What the readers answer; a record that is no article is an error here.
pub fn compare(
    left: &mut dyn Reader,
    right: &mut dyn Reader,
    report: &mut dyn FnMut(Difference),
) -> Result<Comparison> {
    let mut lefts: Vec<Article<'static>> = Vec::new();
    left.read(&mut lefts)?;
    let mut pairs = Pairs::new(lefts);
    let mut held: Option<Article<'static>> = None;
    let mut count = 0;
    right.read(&mut ForEach(|article: &Article<'_>| {
        count += 1;
        // The first is held back until it is known whether it is the only one.
        if count == 1 {
            held = Some(article.clone().into_owned());
        } else {
            if let Some(first) = held.take() {
                pairs.meet(&first, report);
            }
            pairs.meet(article, report);
        }
        Ok(Flow::Continue)
    }))?;
    if let Some(only) = held {
        pairs.meet_only(&only, report);
    }
    Ok(pairs.finish(report))
}

/// The left side, waiting for its counterparts.
struct Pairs {
    articles: Vec<Option<Article<'static>>>,
    by_path: HashMap<String, Vec<usize>>,
    /// Articles without a path, the next one last.
    unnamed: Vec<usize>,
    result: Comparison,
}

impl Pairs {
    fn new(articles: Vec<Article<'static>>) -> Self {
        let mut by_path: HashMap<String, Vec<usize>> = HashMap::new();
        let mut unnamed = Vec::new();
        for (index, article) in articles.iter().enumerate().rev() {
            match &article.path {
                Some(path) => by_path.entry(path.to_string()).or_default().push(index),
                None => unnamed.push(index),
            }
        }
        let result = Comparison { left: articles.len() as u64, ..Comparison::default() };
        Self { articles: articles.into_iter().map(Some).collect(), by_path, unnamed, result }
    }

    /// Compares a right article with its counterpart.
    fn meet(&mut self, right: &Article<'_>, report: &mut dyn FnMut(Difference)) {
        self.result.right += 1;
        let index = match &right.path {
            Some(path) => self.by_path.get_mut(&**path).and_then(Vec::pop),
            None => self.unnamed.pop(),
        };
        let name = name_of(right, self.result.right);
        match index.and_then(|index| self.articles[index].take()) {
            Some(left) => self.compare(&left, right, &name, report),
            None => report(missing(name, "absent", "an article")),
        }
    }

    /// Compares the only right article: with the only left one whatever their paths.
    fn meet_only(&mut self, right: &Article<'_>, report: &mut dyn FnMut(Difference)) {
        if self.articles.len() != 1 {
            return self.meet(right, report);
        }
        self.result.right = 1;
        if let Some(mut left) = self.articles[0].take() {
            left.path.clone_from(&right.path.clone().map(|path| path.into_owned().into()));
            let name = name_of(right, 1);
            self.compare(&left, right, &name, report);
        }
    }

    fn compare(
        &mut self,
        left: &Article<'_>,
        right: &Article<'_>,
        name: &str,
        report: &mut dyn FnMut(Difference),
    ) {
        // How the source spelled an article is not what it says.
        let plain = || (left.without_source(), right.without_source());
        let Some((left, right)) = (left != right).then(plain).filter(|(a, b)| a != b) else {
            self.result.equal += 1;
            return;
        };
        self.result.different += 1;
        differences(&left, &right, &mut |field, left, right| {
            report(Difference { article: name.to_owned(), field, left, right });
        });
    }

    /// Reports what is on the left alone.
    fn finish(self, report: &mut dyn FnMut(Difference)) -> Comparison {
        for (index, left) in self.articles.into_iter().enumerate() {
            if let Some(left) = left {
                report(missing(name_of(&left, index as u64 + 1), "an article", "absent"));
            }
        }
        self.result
    }
}

fn name_of(article: &Article<'_>, number: u64) -> String {
    article.path.as_deref().map_or_else(|| format!("article {number}"), str::to_owned)
}

fn missing(article: String, left: &str, right: &str) -> Difference {
    Difference { article, field: String::new(), left: left.to_owned(), right: right.to_owned() }
}

type Found<'f> = &'f mut dyn FnMut(String, String, String);

/// Gives every field in which two articles differ to `found`, with what both sides hold.
fn differences(left: &Article<'_>, right: &Article<'_>, found: Found<'_>) {
    values(Some(&record(left)), Some(&record(right)), "", found);
}

/// Gives every place in which two values differ to `found`.
fn values(left: Option<&Value<'_>>, right: Option<&Value<'_>>, at: &str, found: Found<'_>) {
    match (left, right) {
        (Some(left), Some(right)) if left == right => {}
        (Some(Value::Map(left)), Some(Value::Map(right))) => maps(left, right, at, found),
        (Some(Value::List(left)), Some(Value::List(right))) => {
            for index in 0..left.len().max(right.len()) {
                values(left.get(index), right.get(index), &format!("{at}[{index}]"), found);
            }
        }
        _ => found(at.to_owned(), in_short(left), in_short(right)),
    }
}

fn maps(left: &Map<'_>, right: &Map<'_>, at: &str, found: Found<'_>) {
    let value = |map: &Map<'_>, key: &str| map.iter().position(|(k, _)| k == key);
    let dot = if at.is_empty() { "" } else { "." };
    let more = right.iter().map(|(key, _)| key).filter(|key| value(left, key).is_none());
    let mut differ = false;
    for key in left.iter().map(|(key, _)| key).chain(more) {
        let left = value(left, key).map(|index| &left[index].1);
        let right = value(right, key).map(|index| &right[index].1);
        differ |= left != right;
        values(left, right, &format!("{at}{dot}{key}"), found);
    }
    if !differ {
        let keys = |map: &Map<'_>| map.iter().map(|(key, _)| &**key).collect::<Vec<_>>().join(", ");
        let order = |map| format!("the order {}", keys(map));
        found(
            if at.is_empty() { "extra".to_owned() } else { at.to_owned() },
            order(left),
            order(right),
        );
    }
}

/// What one side holds, in short.
fn in_short(value: Option<&Value<'_>>) -> String {
    match value {
        None => "absent".to_owned(),
        Some(Value::Text(text)) => quote(text),
        Some(value) => {
            let text = value.to_string();
            match text.char_indices().nth(60) {
                Some((end, _)) => format!("{}…", &text[..end]),
                None => text,
            }
        }
    }
}

/// A record as a map of what it holds, unknown keys beside the known ones.
fn record<'a, R: Record<'a>>(record: &R) -> Value<'static> {
    let known = record.fields().filter(|(_, held)| !held.is_none());
    let known = known.map(|(field, held)| (field.name.into(), field_value(held)));
    let extra = into_owned_map(record.extra().clone());
    Value::Map(known.chain(extra).collect())
}

fn field_value(field: FieldRef<'_, '_>) -> Value<'static> {
    let text = |text: &str| Value::Text(text.to_owned().into());
    match field {
        FieldRef::Text(Some(held)) => text(held),
        FieldRef::Time(Some(held)) => Value::Text(held.to_string().into()),
        FieldRef::Integer(Some(held)) => Value::Integer((*held).into()),
        FieldRef::Boolean(Some(held)) => Value::Boolean(*held),
        FieldRef::Texts(Some(held)) => Value::List(held.iter().map(|held| text(held)).collect()),
        FieldRef::Provider(Some(held)) => record(held),
        FieldRef::Images(Some(held)) => Value::List(held.iter().map(record).collect()),
        FieldRef::Authors(Some(held)) => Value::List(held.iter().map(record).collect()),
        FieldRef::Related(Some(held)) => Value::List(held.iter().map(record).collect()),
        _ => Value::Null,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Input;

    fn compared(left: &str, right: &str) -> (Vec<String>, Comparison) {
        let ndjson = crate::formats::by_name("ndjson").expect("built in");
        let open = |text: &str| {
            let input = Input::bytes("x.ndjson", text.as_bytes());
            (ndjson.open)(vec![input], &crate::ReadOptions::default()).expect("opens")
        };
        let mut found = Vec::new();
        let report = &mut |difference: Difference| found.push(difference.to_string());
        let result = compare(&mut *open(left), &mut *open(right), report).expect("readable");
        (found, result)
    }

    #[test]
    fn differences_are_named_by_path_and_field() {
        let left = r#"{"path":"a.md","title":"x","provider":{"images":[{"width":640}]},"z":{"b":1,"c":2}}
{"path":"b.md"}
{"path":"c.md"}"#;
        let right = r#"{"path":"c.md"}
{"path":"a.md","excerpt":"y","title":"","provider":{"images":[{"width":641},{}]},"z":{"c":2,"b":1}}
{"path":"d.md"}"#;
        let (found, result) = compared(left, right);
        assert_eq!(
            found,
            [
                "a.md: title: \"x\" != \"\"",
                "a.md: provider.images[0].width: 640 != 641",
                "a.md: provider.images[1]: absent != {}",
                "a.md: z: the order b, c != the order c, b",
                "a.md: excerpt: absent != \"y\"",
                "d.md: absent != an article",
                "b.md: an article != absent",
            ]
        );
        assert_eq!((result.left, result.right, result.equal, result.different), (3, 3, 1, 1));
        assert!(!result.is_equal());
    }

    #[test]
    fn single_articles_are_compared_whatever_their_paths() {
        let (found, result) =
            compared(r#"{"path":"a.md","title":"x"}"#, r#"{"path":"b.md","title":"x"}"#);
        assert!(found.is_empty() && result.is_equal(), "{found:?}");
        let (found, _) = compared("{\"title\":\"x\"}\n{\"title\":\"y\"}", "{\"title\":\"x\"}\n{}");
        assert_eq!(found, ["article 2: title: \"y\" != absent"]);
    }
}
