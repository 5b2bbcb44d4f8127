//! Under `--csv-safe` no text is taken for a formula, and every text comes back.

use super::super::formula::BEGINNINGS;
use super::*;

/// Texts that begin in every way that matters, and in many that do not.
fn texts() -> Vec<String> {
    let mut beginnings: Vec<String> = BEGINNINGS.map(String::from).into();
    let others = ["", "'", "''", "a", " ", "\"", ",", "'a", "\u{feff}", "é", "0", "(", "{"];
    beginnings.extend(others.map(String::from));
    let mut texts = Vec::new();
    for first in &beginnings {
        for second in &beginnings {
            let rests = ["", "1+1", "HYPERLINK(\"x\",\"y\")", "\tx\r\n'"];
            texts.extend(rests.map(|rest| format!("{first}{second}{rest}")));
        }
    }
    texts
}

fn safe_read(table: &[u8], delimiter: u8) -> Log {
    let mut log = Log::default();
    let dialect = if delimiter == b'\t' { TSV } else { Dialect { delimiter, ..CSV } };
    let options = Arc::new(ReadOptions { csv_safe: true, ..ReadOptions::default() });
    let blocks = Blocks::open(&Input::bytes("t.csv", table), options, dialect, BLOCK_BYTES);
    blocks.expect("bytes open").read(&mut log).expect("nothing fails");
    log
}

fn safe_write(articles: &[Article<'_>], delimiter: u8) -> Vec<u8> {
    let mut encoder = Encoder::new(delimiter, columns::written(false, &[]).into()).guarded(true);
    encoder.header();
    for article in articles {
        encoder.article(article, &()).expect("memory takes it");
    }
    encoder.text
}

/// Articles with `text` in every kind of text cell.
fn article_of(text: &str) -> Article<'_> {
    let provider = Provider { name: Some(text.into()), ..Provider::default() };
    Article {
        title: Some(text.into()),
        body: Some(text.into()),
        provider: Some(provider),
        ..Article::default()
    }
}

#[test]
fn every_text_comes_back_and_none_is_a_formula() {
    let texts = texts();
    assert_eq!(texts.len(), 24 * 24 * 4);
    let articles: Vec<Article<'_>> = texts.iter().map(|text| article_of(text)).collect();
    for delimiter in [b',', b'\t'] {
        let table = safe_write(&articles, delimiter);
        let log = safe_read(&table, delimiter);
        assert_eq!(log.problems, []);
        assert_eq!(log.articles.len(), articles.len());
        for (back, article) in log.articles.iter().zip(&articles) {
            assert_eq!(back, article);
        }
        // Who does not know of guards finds no formula.
        let seen = read_by(&table, delimiter, BLOCK_BYTES).articles;
        for article in &seen {
            let provider = article.provider.as_ref().and_then(|provider| provider.name.as_deref());
            for text in [article.title.as_deref(), article.body.as_deref(), provider] {
                let text = text.expect("a text");
                assert!(!text.starts_with(BEGINNINGS), "{text:?}");
            }
        }
    }
}

#[test]
fn only_texts_are_guarded_and_only_where_they_must_be() {
    let json = r#"{"title": "'tis", "excerpt": "-5", "quality": -5, "heat": -1, "topics": ["=x"],
        "publishedDateTime": "2024-01-01T00:00:00-05:00", "-k": "=1"}"#;
    let articles = [article(json)];
    let table = String::from_utf8(safe_write(&articles, b',')).expect("text");
    let record = table.lines().nth(1).expect("a record");
    assert!(record.contains(",'tis,'-5,"), "{record}");
    assert!(record.contains(",-5,-1,") && record.contains(",-300,"), "{record}");
    assert!(record.contains("\"[\"\"=x\"\"]\"") && record.contains("{\"\"-k\"\":"), "{record}");
    assert_eq!(safe_read(table.as_bytes(), b',').articles, articles);
    // Without the option texts stay as they are, both ways.
    let plain = String::from_utf8(write(&articles, b',')).expect("text");
    assert!(plain.contains(",'tis,-5,"), "{plain}");
    assert_eq!(read("title\n'=1\n").articles, [article(r#"{"title": "'=1"}"#)]);
    let unknown = safe_read(b"title,other\n'=1,'+2\n", b',');
    assert_eq!(unknown.articles, [article(r#"{"title": "=1", "other": "+2"}"#)]);
}
