//! Outputs that are no paths, and what becomes of them when a record is rejected.

use std::fs;
use std::io::{self, Write};
use std::path::Path;
use std::sync::{Arc, Mutex};

use newsconv::format::{self, FORMATS};
use newsconv::io::{Destination, Memory, Object, Objects, Target};
use newsconv::options::Options;
use newsconv::{Conversion, Diagnostic, Error, Input, OnError, Severity};

use crate::util::samples;

/// A store of objects by name, and what happened to it.
#[derive(Clone, Default)]
struct Store(Arc<Mutex<Vec<NamedBytes>>>);

type NamedBytes = (String, Vec<u8>);

impl Store {
    fn held(&self) -> Vec<(String, Vec<u8>)> {
        self.0.lock().expect("no panic").clone()
    }
}

/// A place in the store.
struct Place {
    store: Store,
    name: &'static str,
    is_folder: bool,
    fails: bool,
}

/// What is on its way there.
struct Pending {
    place: Place,
    objects: Vec<(String, Vec<u8>)>,
}

impl Destination for Place {
    fn name(&self) -> String {
        self.name.to_owned()
    }

    fn is_folder(&self) -> bool {
        self.is_folder
    }

    fn create(self: Box<Self>) -> io::Result<Box<dyn Object>> {
        let objects = vec![(self.name.to_owned(), Vec::new())];
        Ok(Box::new(Pending { place: *self, objects }))
    }

    fn create_many(self: Box<Self>) -> io::Result<Box<dyn Objects>> {
        Ok(Box::new(Pending { place: *self, objects: Vec::new() }))
    }
}

impl Pending {
    fn appear(self) -> io::Result<()> {
        if self.place.fails {
            return Err(io::Error::other("the store is full"));
        }
        self.place.store.0.lock().expect("no panic").extend(self.objects);
        Ok(())
    }
}

impl Write for Pending {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.objects[0].1.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Object for Pending {
    fn commit(self: Box<Self>) -> io::Result<()> {
        self.appear()
    }
}

impl Objects for Pending {
    fn put(&mut self, path: &str, bytes: &[u8]) -> io::Result<()> {
        self.objects.push((path.to_owned(), bytes.to_vec()));
        Ok(())
    }

    fn commit(self: Box<Self>) -> io::Result<()> {
        self.appear()
    }
}

fn place(store: &Store, name: &'static str) -> Place {
    Place { store: store.clone(), name, is_folder: false, fails: false }
}

/// What the file `output` holds after a conversion.
fn expected(output: &Path, to: &'static format::FormatSpec) -> Vec<u8> {
    let conversion = Conversion::new().output_format(to);
    let _ = conversion.run(samples("valid/archive"), output, &mut |_| {}).expect("it is written");
    fs::read(output).expect("a file")
}

#[test]
fn every_format_goes_to_a_place_of_ones_own_as_to_a_file() {
    let folder = tempfile::tempdir().expect("a folder");
    let formats = FORMATS.iter().filter(|format| format.name != "markdown");
    let mut count = 0;
    for &to in formats {
        let expected = expected(&folder.path().join(to.name), to);
        let input = samples("valid/archive");
        let store = Store::default();
        let conversion = Conversion::new().output_format(to);
        let run = |target: Target| {
            let _ = conversion.run(&input, target, &mut |_| {}).expect("it is written");
        };
        run(Target::custom(place(&store, "store://news")));
        assert!(store.held() == [("store://news".to_owned(), expected.clone())], "{}", to.name);
        let memory = Memory::default();
        run(memory.clone().into());
        assert!(memory.take() == expected, "{}", to.name);
        let file = tempfile::NamedTempFile::new().expect("a file");
        run(Target::writer(file.reopen().expect("a file")));
        assert!(fs::read(file.path()).expect("a file") == expected, "{}", to.name);
        count += 1;
    }
    assert_eq!(count + 1, FORMATS.len());
}

/// Whether it is the target or the conversion that may replace a file, the path means the same.
#[test]
fn a_path_that_may_be_replaced_is_a_path_like_others() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = |name: &str| folder.path().join(name);
    let conversion = Conversion::new();
    let run = |input: &Path, output: &str| {
        conversion.run(input, Target::from(path(output)).overwrite(), &mut |_| {})
    };
    for name in ["x.csv", "x.csv.gz"] {
        for _ in 0..2 {
            assert!(run(&samples("valid/archive"), name).expect("it is written").written);
        }
    }
    assert!(fs::read(path("x.csv.gz")).expect("a file").starts_with(&[0x1f, 0x8b]));
    let before = fs::read(path("x.csv")).expect("a file");
    let error = run(&path("x.csv"), "x.csv").expect_err("it is the input").to_string();
    assert!(error.contains("is both input and output"), "{error}");
    assert_eq!(fs::read(path("x.csv")).expect("a file"), before);
    assert!(run(&samples("valid/archive"), "new/").expect("it is written").written);
    assert!(path("new").is_dir());
}

#[test]
fn the_name_of_a_place_tells_the_format_and_the_compression() {
    let store = Store::default();
    for name in ["store://a.csv", "store://b.ndjson.gz"] {
        let target = Target::custom(place(&store, name));
        let _ = Conversion::new().run(samples("valid/archive"), target, &mut |_| {}).expect(name);
    }
    let held = store.held();
    assert!(held[0].1.starts_with(b"path,") && held[1].1.starts_with(&[0x1f, 0x8b]));
    let target = Target::custom(place(&store, "store://c"));
    let done = Conversion::new().run(samples("valid/archive"), target, &mut |_| {});
    assert!(matches!(done, Err(Error::Usage(_))));
    let done = Conversion::new().run(samples("valid/archive"), Memory::default(), &mut |_| {});
    assert!(matches!(done, Err(Error::Usage(_))));
}

#[test]
fn a_folder_of_ones_own_takes_every_file() {
    let store = Store::default();
    let target = Place { is_folder: true, ..place(&store, "store://news") };
    let input = samples("valid/archive");
    let summary =
        Conversion::new().run(&input, Target::custom(target), &mut |_| {}).expect("written");
    let mut held = store.held();
    held.sort();
    assert_eq!(held.len() as u64, summary.articles);
    for (path, bytes) in held {
        assert!(fs::read(input.join(&path)).expect("a sample") == bytes, "{path}");
    }
}

struct One(Place);
impl Destination for One {
    fn name(&self) -> String {
        self.0.name()
    }
    fn is_folder(&self) -> bool {
        true
    }
    fn create(self: Box<Self>) -> io::Result<Box<dyn Object>> {
        Box::new(self.0).create()
    }
}

#[test]
fn one_object_takes_no_folder() {
    let target = Place { is_folder: true, ..place(&Store::default(), "store://news") };
    let done =
        Conversion::new().run(samples("valid/archive"), Target::custom(One(target)), &mut |_| {});
    let error = done.expect_err("it takes one object").to_string();
    assert_eq!(error, "cannot write store://news: it takes one object, not many");
}

#[test]
fn a_rejected_record_is_an_error_and_nothing_appears() {
    let bad = || {
        Input::bytes(
            "a.ndjson",
            *b"{\"path\":\"one.md\",\"title\":\"One\"}\n{\"title\":1}\n{\"quality\":\"x\"}\n",
        )
    };
    for is_folder in [false, true] {
        let store = Store::default();
        let target = || Place { is_folder, ..place(&store, "store://news.json") };
        let mut problems = 0;
        let report = &mut |problem: Diagnostic| {
            problems += usize::from(problem.severity == Severity::Error);
        };
        match Conversion::new().run(bad(), Target::custom(target()), report) {
            Err(error @ Error::Rejected(_)) => {
                let text = "2 of 3 records were rejected; nothing was written";
                assert_eq!(error.to_string(), text);
            }
            done => panic!("{done:?}"),
        }
        assert_eq!((problems, store.held().len()), (2, 0));
        let options = Options { on_error: OnError::Skip, ..Options::default() };
        let conversion = Conversion::new().options(options);
        let summary =
            conversion.run(bad(), Target::custom(target()), &mut |_| {}).expect("written");
        assert!(summary.written && (summary.articles, summary.rejected) == (1, 2));
        assert_eq!(store.held().len(), 1);
    }
}

#[test]
fn a_place_that_fails_is_named() {
    let store = Store::default();
    let target = Place { fails: true, ..place(&store, "store://news.json") };
    let done = Conversion::new().run(samples("valid/archive"), Target::custom(target), &mut |_| {});
    let error = done.expect_err("it is full").to_string();
    assert_eq!(error, "cannot write store://news.json: the store is full");
}
