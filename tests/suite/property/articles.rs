//! Any article: text of any characters, unknown keys of any depth and type, numbers and times to their
//! limits, and every way of being empty.

use std::borrow::Cow;

use newsconv::schema::MAX_DEPTH;
use newsconv::{Article, Author, Image, Map, Provider, Related, Timestamp, Value};
use proptest::collection::vec;
use proptest::num::f64::{NEGATIVE, NORMAL, POSITIVE, SUBNORMAL, ZERO};
use proptest::option::of;
use proptest::prelude::*;

/// Texts that some format or tool takes for something else.
const WORDS: [&str; 58] = [
    "",
    " ",
    "yes",
    "null",
    "~",
    "014",
    "1.5",
    "2024-01-01",
    "- a",
    "a: b",
    "#",
    "---",
    "...",
    "\r\n",
    "\u{feff}",
    "\u{85}\u{2028}",
    "\0",
    "=1+1",
    "NA",
    "\"\"",
    "{}",
    "[]",
    "<<",
    "…",
    "😀",
    "\\",
    "\t",
    "true",
    "False",
    "Null",
    "1e5",
    "0x1F",
    "0o17",
    ".inf",
    "-.INF",
    ".nan",
    "NaN",
    "+1",
    "-0",
    "1_000",
    "12:30:45",
    "2024-01-01T00:00:00Z",
    "!!int 3",
    "&a",
    "*a",
    "? a",
    "| ",
    "> ",
    "@x",
    "`x",
    "%TAG",
    "a #b",
    "a:",
    "-",
    "'",
    "\u{fffe}\u{ffff}",
    "\u{fdd0}\u{1fffe}\u{10ffff}",
    "+++",
];

/// Characters of every plane and kind: controls, separators, marks, what is no character.
fn character() -> impl Strategy<Value = char> {
    let odd = "\0\t\n\r\u{b}\u{1b}\u{7f}\u{80}\u{85}\u{a0}\u{ad}\u{2028}\u{2029}\u{200d}\u{202e}\u{feff}\
               \u{fffd}\u{fffe}\u{ffff}\u{fdd0}\u{e000}\u{d7ff}\u{1fffe}\u{10ffff}\u{301}'\"\\,;:#-{}[]&*!|>%@`";
    let odd: Vec<char> = odd.chars().collect();
    let plane = (0_u32..17, 0_u32..0x1_0000)
        .prop_map(|(plane, at)| char::from_u32(plane << 16 | at).unwrap_or('\u{fffd}'));
    prop_oneof![prop::sample::select(odd), plane, prop::char::range('\0', '\u{ff}'), any::<char>()]
}

pub(super) fn text() -> impl Strategy<Value = Cow<'static, str>> {
    let any = vec(character(), 0..20).prop_map(|chars| chars.into_iter().collect::<String>());
    prop_oneof![
        prop::sample::select(WORDS.to_vec()).prop_map(Cow::from),
        any.prop_map(Cow::from),
        "[a-zA-Z0-9 .,:;'\"-]{0,40}".prop_map(Cow::from),
    ]
}

/// Any instant of the years 0000 to 9999 to the microsecond, with any offset that keeps it there.
pub(super) fn time() -> impl Strategy<Value = Timestamp> {
    const FIRST: i64 = -62_167_132_800_000_000;
    const LAST: i64 = 253_402_214_399_999_999;
    let edges = prop::sample::select(vec![FIRST, LAST, -1, 0, 1, 999_999, -1_000_000]);
    let second = (FIRST / 1_000_000..=LAST / 1_000_000).prop_map(|seconds| seconds * 1_000_000);
    let micros = prop_oneof![4 => FIRST..=LAST, 1 => edges, 1 => second];
    (micros, of(-1439_i16..=1439)).prop_map(|(micros, offset)| {
        Timestamp::from_unix_micros(micros, offset).expect("within a day of the limits")
    })
}

/// Text of which all of an archive's tools can make a key: any, and a few that clash.
fn key() -> impl Strategy<Value = Cow<'static, str>> {
    let clashing = "extra body path sourceStyle frontMatter publishedOffset value items";
    let clashing: Vec<_> = clashing.split(' ').collect();
    prop_oneof![4 => text(), 1 => prop::sample::select(clashing).prop_map(Cow::from)]
}

fn map(value: impl Strategy<Value = Value<'static>>) -> impl Strategy<Value = Map<'static>> {
    vec((key(), value), 0..4).prop_map(|mut map: Map<'static>| {
        let mut seen = std::collections::HashSet::new();
        map.retain(|(key, _)| seen.insert(key.clone()));
        map
    })
}

/// A value that is no list or map.
fn leaf() -> impl Strategy<Value = Value<'static>> {
    let edges = [i64::MIN.into(), i64::MAX.into(), u64::MAX.into(), i128::MIN, i128::MAX, 0_i128];
    let edges =
        edges.iter().flat_map(|edge| [edge.saturating_sub(1), *edge, edge.saturating_add(1)]);
    let integers = prop_oneof![
        any::<i64>().prop_map(i128::from),
        any::<u64>().prop_map(i128::from),
        any::<i128>(),
        prop::sample::select(edges.collect::<Vec<_>>()),
    ];
    let extremes = [
        0.0,
        -0.0,
        f64::MAX,
        f64::MIN,
        f64::MIN_POSITIVE,
        5e-324,
        -5e-324,
        2.225_073_858_507_201e-308,
        f64::EPSILON,
        1e15,
        1e16,
        1e17,
        1e21,
        1e22,
        1e23,
        1e-5,
        1e-7,
        0.1,
        9_007_199_254_740_993.0,
        3.0,
    ];
    let floats = prop_oneof![
        NORMAL | SUBNORMAL | ZERO | POSITIVE | NEGATIVE,
        prop::sample::select(extremes.to_vec())
    ];
    // More digits than 64 bits of a float or 128 of an integer hold.
    let digits = prop_oneof![
        "-?[1-9][0-9]{40,60}",
        "-?[1-9][0-9]{0,3}\\.[0-9]{30}[1-9]",
        "-?[1-9]e[4-9][0-9]{2}",
        "-?[1-9]\\.[1-9]e-[4-9][0-9]{2}",
    ];
    prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::Boolean),
        integers.prop_map(Value::Integer),
        floats.prop_map(Value::Float),
        digits.prop_map(|digits| Value::Decimal(digits.into())),
        text().prop_map(Value::Text),
    ]
}

fn value() -> impl Strategy<Value = Value<'static>> {
    let wide =
        leaf().prop_recursive(4, 24, 4, |inner| {
            prop_oneof![
                vec(inner.clone(), 0..4).prop_map(Value::List),
                map(inner).prop_map(Value::Map),
            ]
        });
    // To the deepest that is read, the innermost of which may be empty.
    let deep = (leaf(), vec(of(key()), 1..=MAX_DEPTH)).prop_map(|(leaf, levels)| {
        levels.into_iter().fold(leaf, |value, key| match key {
            Some(key) => Value::Map(vec![(key, value)]),
            None => Value::List(vec![value]),
        })
    });
    prop_oneof![30 => wide, 1 => deep]
}

/// Unknown keys of a record whose front matter has these fields: none of them has a field's name.
fn extra(fields: &'static [newsconv::schema::Field]) -> impl Strategy<Value = Map<'static>> {
    map(value()).prop_map(move |mut map| {
        map.retain(|(key, _)| {
            !fields.iter().any(|field| {
                field.name == key
                    && !["path", "body", "sourceStyle", "frontMatter"].contains(&field.name)
            })
        });
        map
    })
}

fn texts() -> impl Strategy<Value = Option<Vec<Cow<'static, str>>>> {
    of(vec(text(), 0..3))
}

fn image() -> impl Strategy<Value = Image<'static>> {
    let sizes = (of(any::<i64>()), of(any::<i64>()));
    let parts =
        (of(text()), sizes, of(text()), of(text()), of(any::<bool>()), extra(Image::FIELDS));
    parts.prop_map(|(url, (width, height), title, attribution, is_cached, extra)| {
        let mut image = Image::default();
        (image.url, image.width, image.height) = (url, width, height);
        (image.title, image.attribution) = (title, attribution);
        (image.is_cached, image.extra) = (is_cached, extra);
        image
    })
}

fn provider() -> impl Strategy<Value = Provider<'static>> {
    let author = (of(text()), of(text()), extra(Author::FIELDS)).prop_map(|(name, url, extra)| {
        let mut author = Author::default();
        (author.name, author.url, author.extra) = (name, url, extra);
        author
    });
    let lists = (of(vec(image(), 0..2)), of(vec(author, 0..2)));
    (of(text()), of(text()), lists, extra(Provider::FIELDS)).prop_map(
        |(name, domain, (images, authors), extra)| {
            let mut provider = Provider::default();
            (provider.name, provider.domain) = (name, domain);
            (provider.images, provider.authors, provider.extra) = (images, authors, extra);
            provider
        },
    )
}

fn related() -> impl Strategy<Value = Related<'static>> {
    let words = (of(text()), of(text()), of(text()), of(text()), of(text()));
    let rest = (of(time()), of(provider()), of(any::<i64>()), of(vec(image(), 0..2)));
    (words, rest, extra(Related::FIELDS)).prop_map(|(words, rest, extra)| {
        let mut stub = Related::default();
        (stub.title, stub.excerpt, stub.original_url, stub.web_url, stub.r#type) = words;
        (stub.published_date_time, stub.provider, stub.quality, stub.images) = rest;
        stub.extra = extra;
        stub
    })
}

pub(crate) fn article() -> impl Strategy<Value = Article<'static>> {
    let words = vec(of(text()), 15);
    let scalars = (of(time()), of(time()), of(any::<i64>()), of(any::<i64>()), of(any::<bool>()));
    let lists =
        (of(provider()), texts(), texts(), of(vec(image(), 0..3)), of(vec(related(), 0..3)));
    (words, scalars, lists, extra(Article::FIELDS)).prop_map(|(words, scalars, lists, extra)| {
        let mut article = Article { path: Some("a.md".into()), extra, ..Article::default() };
        let mut words = words.into_iter();
        let mut next = || words.next().flatten();
        (article.category, article.title, article.excerpt) = (next(), next(), next());
        (article.original_url, article.web_url, article.amp_web_url) = (next(), next(), next());
        (article.cdn_amp_web_url, article.source_url, article.r#type) = (next(), next(), next());
        (article.locale, article.highlight, article.featured_content) = (next(), next(), next());
        (article.secured, article.body) = (next(), next());
        let (published, updated) = (scalars.0, scalars.1);
        (article.published_date_time, article.updated_date_time) = (published, updated);
        (article.quality, article.heat, article.published) = (scalars.2, scalars.3, scalars.4);
        (article.provider, article.topics, article.tags, article.images, article.related) = lists;
        article
    })
}
