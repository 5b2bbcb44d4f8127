//! Any article at all survives every format, every chain of formats, and every spelling of its front
//! matter; what a format cannot hold is refused by name.
//!
//! `PROPTEST_CASES` says how many there are of each, 256 where it is not set.

mod articles;
mod styles;

use std::sync::atomic::{AtomicUsize, Ordering};

use newsconv::format::{FORMATS, FormatSpec};
use newsconv::options::Options;
use newsconv::{Article, Code, Error, Input, Timestamp, Value};
use proptest::collection::vec;
use proptest::prelude::*;

use crate::util::{BINARY, by_name, preserving, refusals, through, written};

pub(crate) use articles::article;
use articles::time;

/// The articles after a trip through the format. A Markdown file is read under the article's path.
fn after(articles: &[Article<'static>], spec: &'static FormatSpec) -> Vec<Article<'static>> {
    through(articles, spec, &Options::default())
}

/// As many cases as are asked for, or a share of them where each takes long.
pub(crate) fn share(of: u32) -> ProptestConfig {
    let all = ProptestConfig::default();
    ProptestConfig { cases: (all.cases / of).max(1), ..all }
}

proptest! {
    #![proptest_config(share(1))]

    #[test]
    fn any_article_survives_every_format(article in article()) {
        let articles = [article];
        let mut seen = 0;
        for spec in FORMATS {
            prop_assert_eq!(&after(&articles, spec)[..], &articles[..], "{}", spec.name);
            seen += 1;
        }
        prop_assert_eq!(seen, FORMATS.len());
    }

    /// Times in all offsets and with any number of digits: text keeps them, columns the microsecond.
    #[test]
    fn any_time_survives_every_format(
        whole in time(), digits in "[0-9]{0,9}", offset in -1439_i32..=1439, zulu: bool,
    ) {
        let whole = Timestamp::from_unix_micros(whole.unix_micros(), None).expect("it is one");
        let text = whole.to_string();
        let second = text.split(['.', 'Z']).next().expect("a beginning");
        let point = if digits.is_empty() { "" } else { "." };
        let sign = if offset < 0 { '-' } else { '+' };
        let (hours, minutes) = (offset.abs() / 60, offset.abs() % 60);
        let zone = if zulu { "Z".to_owned() } else { format!("{sign}{hours:02}:{minutes:02}") };
        let Ok(time) = format!("{second}{point}{digits}{zone}").parse::<Timestamp>() else {
            // Past the first or the last year in UTC.
            return Ok(());
        };
        let article = Article { path: Some("a.md".into()), ..Article::default() };
        let articles = [Article { published_date_time: Some(time), ..article }];
        for spec in FORMATS {
            let back = after(&articles, spec);
            if BINARY.contains(&spec.name) {
                let back = back[0].published_date_time.expect("a time");
                let micros = Timestamp::from_unix_micros(time.unix_micros(), time.offset_minutes());
                prop_assert_eq!(Some(back), micros.ok(), "{}: {}", spec.name, time);
            } else {
                prop_assert_eq!(&back[..], &articles[..], "{}: {}", spec.name, time);
            }
        }
    }

    /// What has no spelling in a format is refused by name; Markdown has one for it.
    #[test]
    fn numbers_that_are_none_are_refused_by_name(
        article in article(),
        number in prop::sample::select(vec![f64::NAN, f64::INFINITY, f64::NEG_INFINITY]),
        levels in vec(any::<bool>(), 0..5),
    ) {
        let value = levels.iter().fold(Value::Float(number), |value, list| {
            if *list { Value::List(vec![value]) } else { Value::Map(vec![("k".into(), value)]) }
        });
        let mut article = article;
        article.extra.retain(|(key, _)| key != "number");
        article.extra.push(("number".into(), value));
        for spec in FORMATS {
            if spec.name == "markdown" {
                let articles = [article.clone()];
                prop_assert_eq!(&after(&articles, spec)[..], &articles[..]);
                continue;
            }
            let refused = refusals(std::slice::from_ref(&article), spec);
            let is_named = |problem: &&newsconv::Diagnostic| {
                problem.code == Code::NotFinite && problem.field.starts_with("number")
            };
            prop_assert_eq!(refused.iter().filter(is_named).count(), 1, "{}: {:?}", spec.name, refused);
        }
    }
}

proptest! {
    #![proptest_config(share(2))]

    #[test]
    fn articles_keep_their_order_and_their_number(articles in vec(article(), 1..4)) {
        for spec in FORMATS.iter().filter(|spec| spec.name != "markdown") {
            prop_assert_eq!(&after(&articles, spec)[..], &articles[..], "{}", spec.name);
        }
    }

    #[test]
    fn any_article_survives_a_chain_of_formats(
        article in article(), chain in vec(0..FORMATS.len(), 2..6),
    ) {
        let first = [article];
        let mut articles = first.to_vec();
        for &link in &chain {
            articles = after(&articles, FORMATS[link]);
            articles[0].path.clone_from(&first[0].path);
        }
        let names: Vec<&str> = chain.iter().map(|&link| FORMATS[link].name).collect();
        prop_assert_eq!(&articles[..], &first[..], "{:?}", names);
    }
}

/// Spellings that were accepted, and all of them.
static SPELLED: [AtomicUsize; 2] = [AtomicUsize::new(0), AtomicUsize::new(0)];

proptest! {
    #![proptest_config(share(1))]

    /// Quotes, flow and block, comments, order, line ends, marks, anchors: all come back to the byte.
    #[test]
    fn any_spelling_comes_back_to_the_byte_when_preserved(
        article in article(), dice in vec(any::<u8>(), 64..256),
    ) {
        let text = styles::spell(&article, &dice);
        SPELLED[1].fetch_add(1, Ordering::Relaxed);
        let Some(read) = read_preserved(&text) else { return Ok(()) };
        SPELLED[0].fetch_add(1, Ordering::Relaxed);
        for spec in FORMATS {
            let back = through(&read, spec, &preserving());
            let bytes = written(&back, by_name("markdown"), &preserving());
            prop_assert_eq!(String::from_utf8_lossy(&bytes), &*text, "{}", spec.name);
        }
        let taken = SPELLED.each_ref().map(|count| count.load(Ordering::Relaxed));
        prop_assert!(taken[1] < 50 || taken[0] * 10 >= taken[1] * 9, "{:?} spellings are valid", taken);
    }
}

/// The article of a Markdown file with its source; none where it is refused.
fn read_preserved(text: &str) -> Option<Vec<Article<'static>>> {
    let input = Input::bytes("a.md", text.as_bytes());
    let mut articles = Vec::new();
    let mut reader = (by_name("markdown").open)(vec![input], &preserving().read).expect("it opens");
    match reader.read(&mut articles) {
        Ok(_) => Some(articles),
        Err(Error::Invalid(_)) => None,
        Err(error) => panic!("{error}"),
    }
}
