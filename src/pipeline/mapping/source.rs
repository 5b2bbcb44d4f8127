//! Where a mapping takes values from: [`Source`].

use crate::decode::shapes::fold;
use crate::model::article::{Article, Kind};
use crate::model::timestamp::Timestamp;
use crate::model::value::{Map, Value};

use super::target::Target;

/// A key, or the way to a key in nested maps, or the place of the article.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Source {
    /// As it was written, such as `fields.headline`.
    pub(crate) spelled: String,
    pub(crate) from: From,
    /// Whether the value is the opposite: `!draft`.
    pub(crate) is_negated: bool,
}

/// What a source reads.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum From {
    /// The value at the end of these keys. They are folded.
    Keys(Vec<Step>),
    Place(Place),
}

/// One step of a way into nested maps.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Step {
    /// The key, folded.
    pub(crate) key: String,
    /// Whether its value is a list, and the rest of the way leads into each item: `authors[].name`.
    pub(crate) is_list: bool,
}

/// What the place of an article says about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Place {
    /// The date or the slug in the name of the file: `2024-01-23-the-ferry.md`.
    Filename,
    /// The first folder of its path.
    Folder,
    /// The folder that the file is in.
    Parent,
    /// The date in its address, `https://example.org/2024/01/23/the-ferry`, or the domain there.
    Url,
}

const PLACES: [(&str, Place); 4] = [
    (":filename", Place::Filename),
    (":folder", Place::Folder),
    (":parent", Place::Parent),
    (":url", Place::Url),
];

impl Source {
    /// Parses a source. Returns `None` if it has an empty step, or names a place that does not exist.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let spelled = text.trim();
        if spelled.starts_with(':') {
            let place = PLACES.iter().find(|(name, _)| *name == spelled)?.1;
            let from = From::Place(place);
            return Some(Self { spelled: spelled.to_owned(), from, is_negated: false });
        }
        let way = spelled.strip_prefix('!');
        let steps = way.unwrap_or(spelled).split('.').map(|step| {
            let (key, is_list) = match step.strip_suffix("[]") {
                Some(key) => (key, true),
                None => (step, false),
            };
            // An index, or a bracket that is not the end of the step, is a slip.
            let is_way = !key.contains(['[', ']']);
            let key = fold(key);
            (is_way && !key.is_empty()).then_some(Step { key, is_list })
        });
        let from = From::Keys(steps.collect::<Option<_>>()?);
        Some(Self { spelled: spelled.to_owned(), from, is_negated: way.is_some() })
    }

    /// Returns the names of the places, for messages.
    pub(crate) fn places() -> String {
        PLACES.map(|(name, _)| format!("`{name}`")).join(", ")
    }

    /// Returns whether one of `others` reads the same, however it is spelled.
    pub(crate) fn is_in(&self, others: &[Self]) -> bool {
        others.iter().any(|other| (&self.from, self.is_negated) == (&other.from, other.is_negated))
    }

    /// Returns the first key, folded; `None` for a place.
    pub(crate) fn first(&self) -> Option<&str> {
        match &self.from {
            From::Keys(steps) => steps.first().map(|step| &*step.key),
            From::Place(_) => None,
        }
    }

    /// Returns the key, folded, if it is a key of the article with nothing below it.
    pub(crate) fn only_key(&self) -> Option<&str> {
        match &self.from {
            From::Keys(steps) => match &steps[..] {
                [one] if !one.is_list && !self.is_negated => Some(&one.key),
                _ => None,
            },
            From::Place(_) => None,
        }
    }

    /// Returns whether the value is copied: it is one of many, or says more than the field.
    pub(crate) fn is_copied(&self) -> bool {
        match &self.from {
            From::Keys(steps) => steps.iter().any(|step| step.is_list),
            From::Place(_) => true,
        }
    }
}

/// Follows `steps` from `value`. Through a list, the result is the list of what is found in its items, without
/// those that have nothing there.
pub(crate) fn follow<'a>(value: &Value<'a>, steps: &[Step], is_list: bool) -> Option<Value<'a>> {
    if is_list {
        let Value::List(items) = value else { return None };
        let found: Vec<_> = items.iter().filter_map(|item| follow(item, steps, false)).collect();
        return (!found.is_empty()).then_some(Value::List(found));
    }
    let Some((step, rest)) = steps.split_first() else { return Some(value.clone()) };
    let Value::Map(map) = value else { return None };
    let (_, inner) = &map[find(map, &step.key)?];
    follow(inner, rest, step.is_list)
}

/// Removes what `steps` lead to; a map that is empty then is removed too. Returns whether `value` itself should be.
/// `spelled` becomes the steps in their own spelling.
pub(crate) fn remove(value: &mut Value<'_>, steps: &[Step], spelled: &mut Vec<String>) -> bool {
    let Some((step, rest)) = steps.split_first() else { return true };
    let Value::Map(map) = value else { return false };
    let Some(at) = find(map, &step.key) else { return false };
    spelled.push(map[at].0.to_string());
    if remove(&mut map[at].1, rest, spelled) {
        map.remove(at);
    }
    map.is_empty()
}

/// Returns the only key that folds to `key`, or the first of several.
fn find(map: &Map<'_>, key: &str) -> Option<usize> {
    map.iter().position(|(other, _)| fold(other) == key)
}

impl Place {
    /// Returns whether it says something about any article, also one among many in a file: its address does.
    pub(crate) fn is_of_any(self, target: Target) -> bool {
        self == Self::Url && target.is_domain()
    }

    /// Returns whether it can say something about the target.
    pub(crate) fn is_about(self, target: Target) -> bool {
        let is_time = target.kind() == Kind::Time;
        match self {
            Self::Filename => true,
            Self::Folder | Self::Parent => !is_time,
            Self::Url => is_time || target.is_domain(),
        }
    }

    /// Returns what the place says about the target.
    pub(crate) fn value(self, article: &Article<'_>, target: Target) -> Option<Value<'static>> {
        let path = article.path.as_deref();
        let addresses = || {
            let all = [&article.web_url, &article.original_url, &article.source_url];
            all.into_iter().flatten()
        };
        let text = match (self, target.kind() == Kind::Time) {
            (Self::Filename, true) => dated(stem(path?))?.0.to_owned(),
            (Self::Filename, false) => {
                let stem = stem(path?);
                dated(stem).map_or(stem, |(_, slug)| slug).to_owned()
            }
            (Self::Folder, false) => path?.split_once('/')?.0.to_owned(),
            (Self::Parent, false) => path?.rsplit('/').nth(1)?.to_owned(),
            (Self::Url, true) => addresses().find_map(|address| date_within(address))?,
            (Self::Url, false) if target.is_domain() => {
                addresses().find_map(|address| domain_within(address))?.to_owned()
            }
            (Self::Folder | Self::Parent, true) | (Self::Url, false) => return None,
        };
        (!text.is_empty()).then(|| Value::Text(text.into()))
    }
}

/// Returns the name of a file without its extension. The name of its folder, if the file is `index.md`.
fn stem(path: &str) -> &str {
    let mut steps = path.rsplit('/');
    let name = steps.next().unwrap_or_default();
    let stem = name.split_once('.').map_or(name, |(stem, _)| stem);
    match stem {
        "index" | "_index" => steps.next().unwrap_or(stem),
        _ => stem,
    }
}

/// Returns the date at the beginning of a name, and what follows it: `2024-01-23` and `the-ferry`.
fn dated(stem: &str) -> Option<(&str, &str)> {
    let mut ends = stem.match_indices('-').map(|(at, _)| at);
    let (year, month) = (ends.next()?, ends.next()?);
    let rest = &stem[month + 1..];
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    let date = &stem[..month + 1 + digits];
    let after = &rest[digits..];
    let slug = after.strip_prefix(['-', '_']).or_else(|| after.is_empty().then_some(""))?;
    // Dates only: the parser knows which days there are.
    (year == 4 && Timestamp::parse(date).is_ok()).then_some((date, slug))
}

/// Returns the domain in an address with a scheme, without a user and a port.
fn domain_within(address: &str) -> Option<&str> {
    let (_, rest) = address.split_once("://")?;
    let host = rest.split(['/', '?', '#']).next()?;
    let host = host.rsplit('@').next()?;
    let name = host.split(':').next()?;
    name.contains('.').then_some(name)
}

/// Returns the date in an address that has one as three steps: `/2024/01/23/`.
fn date_within(address: &str) -> Option<String> {
    let path = address.split(['?', '#']).next()?;
    let steps: Vec<&str> = path.split('/').collect();
    steps.windows(3).find_map(|date| {
        let lengths = [date[0].len(), date[1].len(), date[2].len()];
        let is_date = matches!(lengths, [4, 1..=2, 1..=2]);
        let spelled = date.join("-");
        (is_date && Timestamp::parse(&spelled).is_ok()).then_some(spelled)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_files_have_a_date_and_a_slug() {
        let cases = [
            ("posts/2024-01-23-the-ferry.md", Some("2024-01-23"), "the-ferry"),
            ("2024-1-3-a.en.md", Some("2024-1-3"), "a"),
            ("2024-01-23.md", Some("2024-01-23"), ""),
            ("2024-01-23-the-ferry/index.md", Some("2024-01-23"), "the-ferry"),
            ("2024-13-23-x.md", None, "2024-13-23-x"),
            ("1-2-3-go.md", None, "1-2-3-go"),
            ("2024-01-234.md", None, "2024-01-234"),
            ("the-ferry.md", None, "the-ferry"),
        ];
        for (path, date, slug) in cases {
            let article = Article { path: Some(path.into()), ..Article::default() };
            let named = |name| Target::named(name).expect("a field");
            let text = |name| Place::Filename.value(&article, named(name));
            let date = date.map(|date| Value::Text(date.into()));
            assert_eq!(text("publishedDateTime"), date, "{path}");
            let slug = (!slug.is_empty()).then(|| Value::Text(slug.into()));
            assert_eq!(text("slug"), slug, "{path}");
        }
    }

    #[test]
    fn an_address_has_a_date_as_three_steps() {
        let cases = [
            ("https://example.org/2024/01/23/the-ferry?x=2023/1/1", Some("2024-01-23")),
            ("2017/11/14/Fearless", Some("2017-11-14")),
            ("https://example.org/2024/13/23/x", None),
            ("https://example.org/12/24/1", None),
        ];
        for (address, date) in cases {
            assert_eq!(date_within(address).as_deref(), date, "{address}");
        }
    }

    #[test]
    fn an_address_has_a_domain_behind_its_scheme() {
        let cases = [
            ("https://example.org/a", Some("example.org")),
            ("https://ada:pw@www.example.org:8080?x=a.b/c", Some("www.example.org")),
            ("https://localhost/a", None),
            ("/posts/a.html", None),
            ("example.org/a", None),
        ];
        for (address, domain) in cases {
            assert_eq!(domain_within(address), domain, "{address}");
        }
    }

    #[test]
    fn ways_lead_into_maps_and_lists() {
        let value: Value<'_> =
            serde_json::from_str(r#"{"a":{"B_c":1},"d":[{"e":2},{"f":3},{"E":4}]}"#).expect("JSON");
        let found = |way: &str| {
            let source = Source::parse(way).expect("a source");
            let From::Keys(steps) = source.from else { panic!("it has keys") };
            follow(&value, &steps, false).map(|value| value.to_string())
        };
        assert_eq!(found("A.b-c").as_deref(), Some("1"));
        assert_eq!(found("d[].e").as_deref(), Some("[2,4]"));
        assert_eq!(found("d.e"), None);
        assert!(
            ["", "a..b", ":nowhere", "!", "heads[0].text", "a[]b", "a[", "]"]
                .iter()
                .all(|way| Source::parse(way).is_none())
        );
    }
}
