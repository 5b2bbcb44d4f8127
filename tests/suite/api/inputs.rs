//! Inputs that are no paths.

use std::borrow::Cow;
use std::fs;
use std::io::{self, Read};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use newsconv::io::{Inputs, ReadAt, Source};
use newsconv::options::Options;
use newsconv::{Article, Conversion, Input, OnError, Selection, format};

fn articles(conversion: &Conversion, inputs: impl Into<Inputs>) -> Vec<Article<'static>> {
    let mut articles = Vec::new();
    let reader = conversion.reader(inputs, &mut |problem| panic!("{problem}"));
    reader.expect("it opens").read(&mut articles).expect("all can be read");
    articles
}

fn titles(articles: &[Article<'_>]) -> Vec<String> {
    articles.iter().map(|article| article.title.clone().unwrap_or_default().into_owned()).collect()
}

#[test]
fn one_input_or_many_of_any_kind_are_taken() {
    let place = tempfile::tempdir().expect("a folder");
    let file = place.path().join("c.ndjson");
    fs::write(&file, "{\"title\":\"file\"}\n").expect("it can be written");
    let bytes = Input::bytes("a.ndjson", *b"{\"title\":\"bytes\"}\n");
    let reader = || Input::reader("b.ndjson", io::Cursor::new("{\"title\":\"reader\"}\n"));
    let conversion = Conversion::new();
    for one in [
        Inputs::from(&file),
        file.clone().into(),
        file.to_str().expect("Unicode").into(),
        file.to_str().expect("Unicode").to_owned().into(),
        Path::new(&file).into(),
        [&file].into(),
        (&[&file]).into(),
        vec![&file].into(),
        (&vec![file.clone()]).into(),
        std::iter::once(&file).collect(),
        Input::file(&file).into(),
    ] {
        assert_eq!(titles(&articles(&conversion, one)), ["file"]);
    }
    let mut all = Inputs::from(&file);
    all.extend([reader(), bytes]);
    // By their paths, in whatever order they are given.
    assert_eq!(titles(&articles(&conversion, all)), ["bytes", "reader", "file"]);
}

#[test]
fn markdown_takes_its_path_from_the_input() {
    let text = "---\ntitle: Ferry\n---\nIt sails.\n";
    let inputs = [
        Input::bytes("news/b.md", text.as_bytes()),
        Input::reader("news/a.md", io::Cursor::new(text)),
    ];
    let read = articles(&Conversion::new(), inputs);
    let paths: Vec<_> = read.iter().map(|article| article.path.as_deref()).collect();
    assert_eq!(paths, [Some("news/a.md"), Some("news/b.md")]);
}

#[test]
fn the_format_is_detected_by_name_else_by_content() {
    let lines = "{\"title\":\"One\"}\n{\"title\":\"Two\"}\n";
    for name in ["x", "x.txt", "x.ndjson", "-"] {
        let inputs =
            [Input::bytes(name, lines.as_bytes()), Input::reader(name, io::Cursor::new(lines))];
        let read = titles(&articles(&Conversion::new(), inputs));
        assert_eq!(read, ["One", "Two", "One", "Two"], "{name}");
    }
}

#[test]
fn what_is_rejected_of_an_input_that_is_no_file_is_kept() {
    let place = tempfile::tempdir().expect("a folder");
    let rejects = place.path().join("rejects");
    let options =
        Options { on_error: OnError::Skip, rejects: Some(rejects.clone()), ..Options::default() };
    let bad = "{\"title\":\"good\"}\n{\"title\":\n";
    let inputs = [
        Input::bytes("a/b.ndjson", bad.as_bytes()),
        Input::reader("c.ndjson", io::Cursor::new(bad)),
        Input::bytes("d.parquet", *b"PAR1 and no more"),
    ];
    let output = place.path().join("out.csv");
    let conversion = Conversion::new().options(options);
    let summary = conversion.run(inputs, output, &mut |_| {}).expect("the good ones are written");
    assert_eq!((summary.articles, summary.rejected), (2, 3));
    for name in ["a/b.ndjson", "c.ndjson"] {
        assert_eq!(fs::read_to_string(rejects.join(name)).expect("it is kept"), "{\"title\":\n");
    }
    assert_eq!(fs::read(rejects.join("d.parquet")).expect("it is kept"), b"PAR1 and no more");
}

/// A file in a far store, which counts the bytes that are asked for.
struct Far {
    bytes: Arc<[u8]>,
    asked: Arc<AtomicU64>,
}

impl Source for Far {
    fn name(&self) -> Cow<'_, str> {
        "far://news.parquet?version=1".into()
    }

    fn path(&self) -> Option<Cow<'_, str>> {
        Some("news.parquet".into())
    }

    fn open(&self) -> io::Result<Box<dyn Read + Send>> {
        panic!("only parts of it are needed")
    }

    fn open_at(&self) -> io::Result<Option<Arc<dyn ReadAt>>> {
        let parts = Far { bytes: Arc::clone(&self.bytes), asked: Arc::clone(&self.asked) };
        Ok(Some(Arc::new(parts)))
    }
}

impl ReadAt for Far {
    fn length(&self) -> u64 {
        self.bytes.len() as u64
    }

    fn read_at(&self, into: &mut [u8], offset: u64) -> io::Result<usize> {
        let read = self.bytes.read_at(into, offset)?;
        self.asked.fetch_add(read as u64, Ordering::Relaxed);
        Ok(read)
    }
}

/// Bodies that do not compress well, and short titles.
fn lines(count: u64) -> String {
    let mut seed = 7_u64;
    let mut line = |number| {
        let mut noise = || {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            format!("{seed:016x}")
        };
        let body: String = (0..400).map(|_| noise()).collect();
        format!("{{\"title\":\"{number}\",\"body\":\"{body}\"}}\n")
    };
    (0..count).map(&mut line).collect()
}

#[test]
fn of_columns_far_away_only_the_needed_parts_are_read() {
    let place = tempfile::tempdir().expect("a folder");
    for name in ["news.parquet", "news.arrow"] {
        let file = place.path().join(name);
        let input = Input::bytes("a.ndjson", lines(3000).as_bytes());
        let _ = Conversion::new().run(input, &file, &mut |_| {}).expect("it can be written");
        let bytes: Arc<[u8]> = fs::read(&file).expect("it is there").into();
        let length = bytes.len() as u64;
        let asked = Arc::new(AtomicU64::new(0));
        let far = || Far { bytes: Arc::clone(&bytes), asked: Arc::clone(&asked) };
        let format = format::by_extension(&file).expect("a known format");
        let conversion = Conversion::new().input_format(format);
        let whole = articles(&conversion, Input::source(far()));
        assert_eq!(whole.len(), 3000);
        let all = asked.swap(0, Ordering::Relaxed);
        assert!(all >= length && all < 3 * length, "{name}: {all} of {length}");
        let mut options = Options::default();
        options.read.select = Some("title".parse::<Selection>().expect("a field"));
        let conversion = conversion.options(options);
        let cut = articles(&conversion, Input::source(far()));
        assert_eq!(titles(&cut), titles(&whole));
        let some = asked.load(Ordering::Relaxed);
        assert!(name == "news.arrow" || some < length / 2, "{name}: {some} of {length}");
    }
}
