//! Compares the articles of two archives of any formats.

mod comparison;
mod difference;
mod differences;
mod lockstep;
mod packed;
mod waiting;

use crate::diagnostic::error::Result;
use crate::pipeline::reader::Reader;

pub use comparison::Comparison;
pub use difference::Difference;
use differences::Sameness;
use lockstep::compare_by;

/// Compares the articles of two readers, and passes every difference to `report`.
///
/// Articles are paired by path, those without one by their order. Of several articles with one path, equal ones are
/// paired first, and the others in their order; so the order of the articles on either side does not change the result.
/// Where each side holds one article, the two are a pair and their paths do not count. Numbers of unknown keys are
/// compared by what they are: `1.10` is `1.1`, since many tools rewrite them.
///
/// Both sides are read at the same time, and only some chunks of each are in memory. What has no equal counterpart yet
/// waits, from 32 MiB on in a temporary file. So differences are reported when both sides have been read: first those of
/// the articles on the right in their order, then the articles that are on the left alone.
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Input;
    use crate::diagnostic::error::Error;
    use crate::model::article::Article;
    use crate::pipeline::reader::Chunk;
    use crate::pipeline::sink::{ArticleSink, Flow};

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

    /// Reads one chunk of these articles after the other, and knows whether it has said that there are no more.
    struct Chunks(std::vec::IntoIter<Vec<Article<'static>>>, bool);

    struct OneChunk(Vec<Article<'static>>);

    impl Reader for Chunks {
        fn next_chunk(&mut self) -> Result<Option<Box<dyn Chunk>>> {
            Ok(self.0.next().map(|articles| Box::new(OneChunk(articles)) as Box<dyn Chunk>))
        }
    }

    impl Chunk for OneChunk {
        fn read(&mut self, sink: &mut dyn ArticleSink) -> Result<Flow> {
            for article in &self.0 {
                sink.article(article, &())?;
            }
            Ok(Flow::Continue)
        }
    }

    /// Compares articles that are given as a path and a quality, in chunks of so many.
    fn compared_in_chunks(left: &[(&str, i64)], right: &[(&str, i64)], of: usize) -> Comparison {
        let chunks = |side: &[(&str, i64)]| {
            let article = |&(path, quality): &(&str, i64)| Article {
                path: (!path.is_empty()).then(|| path.to_owned().into()),
                quality: Some(quality),
                ..Article::default()
            };
            let chunks = side.chunks(of).map(|chunk| chunk.iter().map(article).collect());
            Chunks(chunks.collect::<Vec<Vec<_>>>().into_iter(), false)
        };
        compare(&mut chunks(left), &mut chunks(right), &mut |_| {}).expect("readable")
    }

    /// A reader of which the run is cancelled once everything has been read.
    struct CancelledAtTheEnd(Chunks);

    impl Reader for CancelledAtTheEnd {
        fn next_chunk(&mut self) -> Result<Option<Box<dyn Chunk>>> {
            match self.0.next_chunk()? {
                // The end itself is read once.
                None if self.0.1 => Err(Error::Interrupted),
                chunk => {
                    self.0.1 = chunk.is_none();
                    Ok(chunk)
                }
            }
        }
    }

    #[test]
    fn a_comparison_can_be_cancelled_while_it_reports() {
        let side = |name: &'static str| {
            let article = Article { path: Some(name.into()), ..Article::default() };
            Chunks(vec![vec![article]].into_iter(), false)
        };
        let mut left = CancelledAtTheEnd(side("a"));
        let mut found = 0;
        let result = compare(&mut left, &mut side("b"), &mut |_| found += 1);
        assert!(matches!(result, Err(Error::Interrupted)), "{result:?}");
        assert_eq!(found, 0);
    }

    /// Any order of the articles on either side gives the same result, also where a path occurs more than once.
    #[test]
    fn the_order_of_articles_does_not_count() {
        let left = [("a", 1), ("b", 1), ("b", 2), ("b", 3), ("c", 1), ("e", 1), ("f", 1)];
        let right = [("b", 3), ("b", 4), ("b", 1), ("c", 2), ("d", 1), ("e", 1), ("f", 1)];
        let mut orders = 0;
        for seed in 0..200_u64 {
            let mut state = seed;
            let mut shuffled = |side: &[(&'static str, i64)]| {
                let mut side = side.to_vec();
                for index in (1..side.len()).rev() {
                    state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                    let other = usize::try_from(state >> 33).expect("31 bits") % (index + 1);
                    side.swap(index, other);
                }
                side
            };
            let (left, right) = (shuffled(&left), shuffled(&right));
            let result =
                compared_in_chunks(&left, &right, 1 + usize::try_from(seed % 4).expect("small"));
            let counts = (result.left, result.right, result.equal, result.different);
            assert_eq!(counts, (7, 7, 4, 2), "{left:?} {right:?}");
            assert_eq!((result.left_only(), result.right_only()), (1, 1));
            orders += 1;
        }
        assert_eq!(orders, 200);
    }

    /// Articles without a path are paired by their order among each other, whatever is between them.
    #[test]
    fn articles_without_a_path_are_paired_by_their_order() {
        let left = [("", 1), ("a", 1), ("", 2), ("", 3)];
        let right = [("b", 1), ("", 1), ("", 3), ("a", 1), ("", 2)];
        for of in 1..=5 {
            let result = compared_in_chunks(&left, &right, of);
            assert_eq!((result.equal, result.different, result.right_only()), (2, 2, 1), "{of}");
        }
    }

    /// Sides that are sorted or shifted do not make everything wait.
    #[test]
    fn only_what_is_out_of_step_waits() {
        let name = |number: usize| format!("{number:05}");
        let articles = |numbers: &mut dyn Iterator<Item = usize>| {
            let article =
                |number| Article { path: Some(name(number).into()), ..Article::default() };
            Chunks(vec![numbers.map(article).collect::<Vec<_>>()].into_iter(), false)
        };
        // Every third article is missing on the left, and every fifth on the right.
        let mut left = articles(&mut (0..1000).filter(|number| number % 3 != 0));
        let mut right = articles(&mut (0..1000).filter(|number| number % 5 != 0));
        let (result, most) = lockstep::watched(&mut left, &mut right);
        assert_eq!((result.equal, result.left_only(), result.right_only()), (533, 133, 267));
        assert_eq!(most, 400, "what is missing waits to the end");
        // One article more at the beginning, and no order.
        let mut left = articles(&mut std::iter::once(2000).chain((0..1000).rev()));
        let mut right = articles(&mut (0..1000).rev());
        let (result, most) = lockstep::watched(&mut left, &mut right);
        assert_eq!((result.equal, result.left_only(), result.right_only()), (1000, 1, 0));
        assert!(most < 10, "{most} waited");
    }
}
