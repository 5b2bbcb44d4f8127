//! Cells are what the `csv` crate says, blocks are cut between records.

use super::super::dialect::{CSV, Dialect};
use super::super::scan::{self, Cell, Cut, Form};
use super::{articles, read, read_by, write};
use crate::model::article::Article;

/// Numbers that look random and are the same on every run.
struct Random(u64);

impl Random {
    fn below(&mut self, bound: usize) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).expect("31 bits") % bound
    }

    /// Text of what matters to a parser of tables, and little else.
    fn text(&mut self, longest: usize) -> String {
        const PARTS: [&str; 12] =
            ["\"", "\"", ",", ",", "\n", "\r", "\r\n", "\t", "a", "é", " ", "\0"];
        (0..self.below(longest + 1)).map(|_| PARTS[self.below(PARTS.len())]).collect()
    }
}

/// The records of `text`, each with where it ends.
fn records(text: &[u8], delimiter: u8) -> Vec<(Vec<Cell>, usize)> {
    let mut all = Vec::new();
    let mut at = scan::skip_line_ends(text, 0);
    while at < text.len() {
        let mut cells = Vec::new();
        let next = scan::record(text, at, Dialect { delimiter, ..CSV }, &mut cells);
        all.push((cells, next));
        at = scan::skip_line_ends(text, next);
    }
    all
}

/// What the `csv` crate, which gives no places, makes of the bytes of a cell.
fn content(text: &[u8], cell: &Cell) -> String {
    let text = std::str::from_utf8(text).expect("text");
    let inside = |from: usize, to: usize| text[from..to].replace("\"\"", "\"");
    match cell.form {
        Form::Trailing(at) => inside(cell.from + 1, at - 1) + &text[at..cell.to],
        Form::Unclosed => inside(cell.from + 1, cell.to),
        _ => {
            cell.text(text.as_bytes(), Some(text)).expect("whole").unwrap_or_default().into_owned()
        }
    }
}

#[test]
fn cells_are_those_of_the_csv_crate() {
    let mut random = Random(1);
    let mut seen = [0; 3];
    for _ in 0..6_000 {
        let text = random.text(24);
        for delimiter in [b',', b'\t'] {
            let mut builder = csv::ReaderBuilder::new();
            let builder = builder.has_headers(false).flexible(true).delimiter(delimiter);
            let theirs: Vec<Vec<String>> = builder
                .from_reader(text.as_bytes())
                .records()
                .map(|record| record.expect("text").iter().map(str::to_owned).collect())
                .collect();
            let found = records(text.as_bytes(), delimiter);
            let cells = |record: &(Vec<Cell>, usize)| -> Vec<String> {
                record.0.iter().map(|cell| content(text.as_bytes(), cell)).collect()
            };
            assert_eq!(found.iter().map(cells).collect::<Vec<_>>(), theirs, "{text:?}");
            for cell in found.iter().flat_map(|record| &record.0) {
                match cell.form {
                    Form::Unclosed => seen[0] += 1,
                    Form::Trailing(_) => seen[1] += 1,
                    _ => seen[2] += 1,
                }
            }
        }
    }
    assert!(seen.iter().all(|&count| count > 1_000), "{seen:?}");
}

#[test]
fn what_is_written_is_what_the_csv_crate_reads() {
    let mut random = Random(2);
    let texts: Vec<String> = (0..2000).map(|_| random.text(8)).collect();
    let articles: Vec<_> = texts
        .iter()
        .map(|text| Article {
            title: Some(text.into()),
            body: Some(text.into()),
            extra: vec![(text.into(), crate::Value::Text(text.into()))],
            ..Article::default()
        })
        .collect();
    let written = write(&articles, b',');
    let mut reader = csv::Reader::from_reader(written.as_slice());
    let names = reader.headers().expect("a header").clone();
    let column = |name| names.iter().position(|n| n == name).expect("a column");
    let (title, extra, body) = (column("title"), column("extra"), column("body"));
    let mut count = 0;
    for (record, text) in reader.records().zip(&texts) {
        let record = record.expect("a record");
        assert_eq!((&record[title], &record[body]), (text.as_str(), text.as_str()));
        assert_eq!(record[extra], serde_json::json!({ text: text }).to_string());
        count += 1;
    }
    assert_eq!(count, texts.len());
    assert_eq!(read(written).articles, articles);
}

#[test]
fn a_cut_is_where_a_record_ends() {
    let mut random = Random(3);
    for _ in 0..10_000 {
        let text = random.text(24);
        let text = text.as_bytes();
        let ends = records(text, b',').into_iter().map(|(_, next)| next);
        let ends: Vec<usize> = ends.map(|end| scan::skip_line_ends(text, end)).collect();
        let (mut cut, mut given, mut until) = (Cut::default(), 0, 0);
        while until < text.len() {
            until = (until + 1 + random.below(5)).min(text.len());
            cut.run(&text[given..until], CSV);
            if cut.end > 0 && random.below(2) == 0 {
                given += cut.end;
                cut.shift();
                let start = scan::skip_line_ends(text, given);
                let first = scan::skip_line_ends(text, 0);
                assert!(start == first || ends.contains(&start), "{text:?} {given}");
            }
        }
        let last = records(text, b',').pop();
        let last = last.filter(|(cells, next)| {
            text[..*next].ends_with(b"\n") && cells.iter().all(|cell| cell.form != Form::Unclosed)
        });
        if let Some((_, next)) = last {
            assert!(given + cut.end >= next, "{text:?} {given} {cut:?}");
        }
    }
}

#[test]
fn blocks_of_any_size_say_the_same() {
    let mut random = Random(4);
    let mut text = write(&articles(), b',');
    text.extend_from_slice(b"a,b\n");
    let ragged = text.len();
    for _ in 0..200 {
        let more = format!("{}{}\n", random.text(12), ",".repeat(random.below(40)));
        text.extend_from_slice(more.as_bytes());
    }
    let whole = read(&text);
    assert!(whole.articles.len() >= articles().len() && whole.problems.len() > 10);
    assert!(whole.problems.iter().any(|p| p.position.is_some_and(|p| p.byte > ragged as u64)));
    for size in [1, 2, 3, 7, 64, 500, 4096] {
        assert!(read_by(&text, b',', size) == whole, "{size}");
        let marked = read_by(&[b"\xef\xbb\xbf", text.as_slice()].concat(), b',', size);
        assert!(marked.articles == whole.articles, "{size}");
    }
}
