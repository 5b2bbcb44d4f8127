//! Compares the articles of two archives of any formats.

mod difference;
mod differences;

use std::collections::HashMap;

use crate::diagnostic::error::Result;
use crate::model::article::Article;
use crate::pipeline::reader::Reader;
use crate::pipeline::sink::{Flow, ForEach};

pub use difference::Difference;
use differences::{Sameness, differences};

/// The result of a comparison.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Comparison {
    /// Number of articles on the left.
    pub left: u64,
    /// Number of articles on the right.
    pub right: u64,
    /// Number of articles that are on both sides and equal.
    pub equal: u64,
    /// Number of articles that are on both sides and differ.
    pub different: u64,
}

impl Comparison {
    /// Returns whether both sides have the same articles.
    #[must_use]
    pub fn is_equal(&self) -> bool {
        self.left == self.equal && self.right == self.equal
    }

    /// Articles that are on the left alone.
    #[must_use]
    pub fn left_only(&self) -> u64 {
        self.left.saturating_sub(self.equal + self.different)
    }

    /// Articles that are on the right alone.
    #[must_use]
    pub fn right_only(&self) -> u64 {
        self.right.saturating_sub(self.equal + self.different)
    }
}

/// Compares the articles of two readers, and passes every difference to `report`.
///
/// Articles are paired by path, those without one by their order. Where each side holds one article,
/// the two are a pair and their paths do not count. Numbers of unknown keys are compared by what they are:
/// `1.10` is `1.1`, since many tools rewrite them. The left side is held in memory.
///
/// # Errors
/// Returns the errors of the readers. A record that is not an article is an error here.
pub fn compare(
    left: &mut dyn Reader,
    right: &mut dyn Reader,
    report: &mut dyn FnMut(Difference),
) -> Result<Comparison> {
    compare_by(Sameness::Meaning, left, right, report)
}

/// Compares as [`compare`] does, the spelling of values too: of numbers, and of what Markdown spells otherwise
/// than the house style.
///
/// # Errors
/// As [`compare`].
pub fn compare_spelling(
    left: &mut dyn Reader,
    right: &mut dyn Reader,
    report: &mut dyn FnMut(Difference),
) -> Result<Comparison> {
    compare_by(Sameness::Spelling, left, right, report)
}

fn compare_by(
    sameness: Sameness,
    left: &mut dyn Reader,
    right: &mut dyn Reader,
    report: &mut dyn FnMut(Difference),
) -> Result<Comparison> {
    let mut lefts: Vec<Article<'static>> = Vec::new();
    left.read(&mut lefts)?;
    let mut pairs = Pairs::new(lefts, sameness);
    let mut pending: Option<Article<'static>> = None;
    let mut count = 0;
    right.read(&mut ForEach(|article: &Article<'_>| {
        count += 1;
        // The first article waits until it is known whether it is the only one.
        if count == 1 {
            pending = Some(article.clone().into_owned());
        } else {
            if let Some(first) = pending.take() {
                pairs.meet(&first, report);
            }
            pairs.meet(article, report);
        }
        Ok(Flow::Continue)
    }))?;
    if let Some(only) = pending {
        pairs.meet_only(&only, report);
    }
    Ok(pairs.finish(report))
}

/// The articles of the left side that are not compared yet.
struct Pairs {
    articles: Vec<Option<Article<'static>>>,
    by_path: HashMap<String, Vec<usize>>,
    /// Articles without a path, the next one last.
    unnamed: Vec<usize>,
    sameness: Sameness,
    result: Comparison,
}

impl Pairs {
    fn new(articles: Vec<Article<'static>>, sameness: Sameness) -> Self {
        let mut by_path: HashMap<String, Vec<usize>> = HashMap::new();
        let mut unnamed = Vec::new();
        // In reverse, so that `pop` gives the first of several articles with one path.
        for (index, article) in articles.iter().enumerate().rev() {
            match &article.path {
                Some(path) => by_path.entry(path.to_string()).or_default().push(index),
                None => unnamed.push(index),
            }
        }
        let result = Comparison { left: articles.len() as u64, ..Comparison::default() };
        let articles = articles.into_iter().map(Some).collect();
        Self { articles, by_path, unnamed, sameness, result }
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
            // With the same path on both sides, the path is not a difference.
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
        let mut differ = false;
        differences(left, right, self.sameness, &mut |field, left, right| {
            differ = true;
            report(Difference { article: name.to_owned(), field, left, right });
        });
        if differ {
            self.result.different += 1;
        } else {
            self.result.equal += 1;
        }
    }

    /// Reports the articles that are only on the left.
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Input;

    fn compared(left: &str, right: &str) -> (Vec<String>, Comparison) {
        compared_by(compare, left, right)
    }

    type Compare =
        fn(&mut dyn Reader, &mut dyn Reader, &mut dyn FnMut(Difference)) -> Result<Comparison>;

    fn compared_by(compare: Compare, left: &str, right: &str) -> (Vec<String>, Comparison) {
        let ndjson = crate::formats::by_name("ndjson").expect("built in");
        let open = |text: &str| {
            let input = Input::bytes("x.ndjson", text.as_bytes());
            (ndjson.open)(vec![input], &crate::options::ReadOptions::default()).expect("opens")
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

    #[test]
    fn articles_of_one_side_are_counted() {
        let (_, result) = compared(
            "{\"path\":\"a\"}\n{\"path\":\"b\"}",
            "{\"path\":\"b\"}\n{\"path\":\"c\"}\n{\"path\":\"d\"}",
        );
        assert_eq!((result.left_only(), result.right_only(), result.equal), (1, 2, 1));
        let (_, result) = compared("{}", "");
        assert_eq!((result.left_only(), result.right_only()), (1, 0));
    }

    /// A key of `extra` is never taken for the field of its name.
    #[test]
    fn unknown_keys_and_fields_of_one_name_stay_distinct() {
        for (left, right, lines) in [
            (
                r#"{"extra":{"title":"X"}}"#,
                r#"{"title":"X"}"#,
                &["article 1: extra.title: \"X\" != absent", "article 1: title: absent != \"X\""][..],
            ),
            (
                r#"{"title":"A","extra":{"title":"B"}}"#,
                r#"{"title":"A","extra":{"title":"C"}}"#,
                &["article 1: extra.title: \"B\" != \"C\""],
            ),
            (
                r#"{"provider":{"extra":{"name":null}}}"#,
                r#"{"provider":{}}"#,
                &["article 1: provider.extra.name: null != absent"],
            ),
            (r#"{"extra":{"extra":1}}"#, "{}", &["article 1: extra.extra: 1 != absent"]),
        ] {
            let (mut found, result) = compared(left, right);
            found.sort();
            assert_eq!(
                (&found[..], result.different),
                (&lines.iter().map(|line| (*line).to_owned()).collect::<Vec<_>>()[..], 1)
            );
        }
    }

    #[test]
    fn long_texts_are_shown_where_they_part() {
        let body = "The ferry sails every morning at six, and comes back by noon. ".repeat(3);
        let article = |end: &str| format!(r#"{{"path":"a.md","body":"{body}{end}"}}"#);
        let (found, _) = compared(&article("With mail."), &article("With nails."));
        assert_eq!(
            found,
            [
                r#"a.md: body: …"omes back by noon. With mail." != …"omes back by noon. With nails.""#
            ]
        );
        let (found, _) = compared(&article(""), &article(&"x".repeat(100)));
        assert!(
            found[0].starts_with(r#"a.md: body: …"and comes back by noon. " != …"and"#),
            "{found:?}"
        );
        assert!(found[0].ends_with("xxx\"…"), "{found:?}");
        // Cut within no character.
        let long = |end: &str| format!(r#"{{"body":"{}{end}"}}"#, "江é😀".repeat(100));
        let (found, _) = compared(&long("a"), &long("b"));
        let end = "江é😀".repeat(8);
        assert_eq!(found, [format!("article 1: body: …\"{end}a\" != …\"{end}b\"")]);
    }

    #[test]
    fn a_difference_is_one_line_that_no_terminal_obeys() {
        let article = |number: u8| {
            format!(
                r#"{{"path":"a\nb.md","x\u001b[31m":{number},"":{number},"y":{{"":{number}}},"\u200b":[{number}]}}"#
            )
        };
        let (found, _) = compared(&article(1), &article(2));
        assert_eq!(
            found,
            [
                r"a\nb.md: x\u{1b}[31m: 1 != 2",
                r#"a\nb.md: "": 1 != 2"#,
                r#"a\nb.md: y."": 1 != 2"#,
                r"a\nb.md: \u{200b}[0]: 1 != 2",
            ]
        );
        let difference = Difference {
            article: "a".into(),
            field: "b".into(),
            left: "1".into(),
            right: "2".into(),
        };
        let json = serde_json::to_string(&difference).expect("JSON");
        assert_eq!(json, r#"{"article":"a","field":"b","left":"1","right":"2"}"#);
    }

    #[test]
    fn numbers_are_compared_by_what_they_are_or_by_spelling() {
        let left = r#"{"a":1.10,"b":[1E400],"c":1,"images":[{"x":-0}],"d":"01"}"#;
        let right = r#"{"a":1.1,"b":[1e+400],"c":1.0,"images":[{"x":0}],"d":"01"}"#;
        let (found, result) = compared(left, right);
        assert!(found.is_empty() && result.is_equal(), "{found:?}");
        let (found, result) = compared_by(compare_spelling, left, right);
        assert_eq!(
            found,
            [
                "article 1: images[0].x: -0 != 0",
                "article 1: a: 1.10 != 1.1",
                "article 1: b[0]: 1E400 != 1e+400",
                "article 1: c: 1 != 1.0",
            ]
        );
        assert_eq!(result.different, 1);
        assert_eq!(compared(r#"{"d":"01"}"#, r#"{"d":1}"#).1.different, 1, "a text is no number");
    }
}
