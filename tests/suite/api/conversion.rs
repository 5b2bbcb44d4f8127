//! Articles as iterators, through functions of the caller, and from the caller.

use std::num::NonZero;

use newsconv::format::{self, FormatSpec};
use newsconv::io::Memory;
use newsconv::{Article, Conversion, Error, Input, OnError, Result, Summary};

use crate::util::samples;

/// So many lines, every tenth of which is no article.
fn lines(count: usize) -> Input {
    let line = |n| match n % 10 {
        9 => format!("{{\"title\":{n}}}\n"),
        _ => format!("{{\"title\":\"{n}\",\"quality\":{n}}}\n"),
    };
    Input::bytes("a.ndjson", (0..count).map(line).collect::<String>().into_bytes())
}

fn good(count: usize) -> Vec<String> {
    (0..count).filter(|n| n % 10 != 9).map(|n| n.to_string()).collect()
}

fn title(article: &Article<'_>) -> String {
    article.title.clone().unwrap_or_default().into_owned()
}

#[test]
fn an_iterator_gives_every_article_and_every_problem() {
    for jobs in [1, 3] {
        let conversion = Conversion::new().jobs(NonZero::new(jobs));
        let (mut titles, mut problems) = (Vec::new(), 0);
        for article in conversion.articles(lines(40_000)).expect("it opens") {
            match article {
                Ok(article) => titles.push(title(&article)),
                Err(Error::Invalid(_)) => problems += 1,
                Err(error) => panic!("{error}"),
            }
        }
        assert_eq!(titles, good(40_000));
        assert_eq!(problems, 4000);
    }
}

#[test]
fn an_iterator_may_be_dropped_at_any_time() {
    for taken in [0, 1, 20_000] {
        let articles = Conversion::new().articles(lines(40_000)).expect("it opens");
        assert_eq!(articles.filter_map(Result::ok).take(taken).count(), taken);
    }
}

#[test]
fn each_article_is_seen_in_order_and_a_bad_record_ends_that() {
    let mut titles = Vec::new();
    let done = Conversion::new().for_each(lines(100), |article| titles.push(title(article)));
    assert!(matches!(done, Err(Error::Invalid(problems)) if problems.len() == 1));
    assert_eq!(titles.len(), 9);
    titles.clear();
    let skipping = Conversion::new().on_error(OnError::Skip);
    let summary = skipping.for_each(lines(100), |article| titles.push(title(article)));
    let Summary { articles, rejected, .. } = summary.expect("bad ones are skipped");
    assert_eq!((articles, rejected), (90, 10));
    assert_eq!(titles, good(100));
}

/// Keeps articles of an even quality, and marks them.
fn even(mut article: Article<'_>) -> Option<Article<'_>> {
    article.category = Some("even".into());
    (article.quality? % 2 == 0).then_some(article)
}

#[test]
fn functions_see_each_article_whatever_the_formats() {
    let columns = Memory::default();
    let skipping = || Conversion::new().on_error(OnError::Skip);
    for to in format::FORMATS.iter().filter(|format| format.name != "markdown") {
        let parquet = skipping().output_format(to);
        let _ = parquet.run(lines(3000), &columns, &mut |_| {}).expect("it is written");
        let input = Input::bytes("a", columns.take());
        let reading = Conversion::new().input_format(to);
        let all = reading.articles(input.clone()).expect("it opens").count();
        assert_eq!(all, 2700, "{}", to.name);
        let (same, filtered) = (reading.clone().output_format(to), reading.filter_map(even));
        let output = Memory::default();
        let conversion = same.filter_map(even).filter_map(|article| Some(article));
        let summary = conversion.run(input.clone(), &output, &mut |_| {}).expect("it is written");
        assert_eq!((summary.articles, summary.rejected), (1500, 0), "{}", to.name);
        let read: Result<Vec<_>> = filtered.articles(input).expect("it opens").collect();
        let read = read.expect("all can be read");
        assert!(read.len() == 1500 && read.iter().all(|a| a.category.as_deref() == Some("even")));
    }
}

#[cfg(feature = "arrow")]
#[test]
fn batches_are_a_reader_of_arrow_with_our_errors_within() {
    use newsconv::arrow::array::RecordBatchReader as _;
    let mut batches = Conversion::new().batches(lines(20)).expect("it opens");
    assert_eq!(batches.schema(), newsconv::arrow::article_schema());
    let (mut rows, mut problems) = (0, 0);
    for batch in &mut batches {
        match batch {
            Ok(batch) => rows += batch.num_rows(),
            Err(error) => {
                let source = std::error::Error::source(&error).expect("ours");
                assert!(matches!(source.downcast_ref(), Some(Error::Invalid(_))));
                problems += 1;
            }
        }
    }
    assert_eq!((rows, problems), (18, 2));
}

#[test]
fn articles_made_by_hand_are_written_in_any_format() {
    let made = || (0..3000_i64).map(|n| Article { quality: Some(n), ..Article::default() });
    for to in format::FORMATS.iter().filter(|format| format.name != "markdown") {
        let output = Memory::default();
        let conversion = Conversion::new().output_format(to).filter_map(even);
        let summary = conversion.write(made(), &output, &mut |_| {}).expect("it is written");
        assert_eq!(summary.articles, 1500, "{}", to.name);
        let reading = Conversion::new().input_format(to);
        let back = reading.articles(Input::bytes("a", output.take())).expect("it opens");
        let back = back.collect::<Result<Vec<_>>>().expect("all can be read");
        assert!(back.iter().map(|article| article.quality).eq((0..1500).map(|n| Some(2 * n))));
    }
}

#[test]
fn a_custom_format_is_detected_by_its_extension_everywhere() {
    static LINES: FormatSpec =
        FormatSpec { name: "lines", extensions: &["lines", "csv"], ..format::NDJSON };
    let place = tempfile::tempdir().expect("a folder");
    let conversion = Conversion::new().format(&LINES);
    let archive = samples("valid/archive");
    for name in ["a.lines", "b/c.csv"] {
        let file = place.path().join(name);
        std::fs::create_dir_all(file.parent().expect("a folder")).expect("it can be made");
        let summary = conversion.run(&archive, &file, &mut |_| {}).expect("it is written");
        assert_eq!(summary.articles, 4);
        assert!(std::fs::read(&file).expect("a file").starts_with(b"{\"path\""));
    }
    // Both files of the folder are of that format.
    let read = conversion.articles(place.path()).expect("it opens").collect::<Result<Vec<_>>>();
    assert_eq!(read.expect("all can be read").len(), 8);
}
