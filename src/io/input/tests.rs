use std::sync::atomic::{AtomicUsize, Ordering};

use super::*;

/// An object in a store, which counts how often it is opened.
struct Object {
    bytes: Arc<[u8]>,
    opened: Arc<AtomicUsize>,
    ranges: bool,
}

impl Source for Object {
    fn name(&self) -> Cow<'_, str> {
        "store://a/b.md.gz".into()
    }

    fn path(&self) -> Option<Cow<'_, str>> {
        Some("a/b.md.gz".into())
    }

    fn open(&self) -> io::Result<Box<dyn Read + Send>> {
        self.opened.fetch_add(1, Ordering::Relaxed);
        Ok(Box::new(io::Cursor::new(Arc::clone(&self.bytes))))
    }

    fn open_at(&self) -> io::Result<Option<Arc<dyn ReadAt>>> {
        let bytes = Arc::new(Arc::clone(&self.bytes)) as Arc<dyn ReadAt>;
        Ok(self.ranges.then_some(bytes))
    }
}

fn all(bytes: Arc<dyn ReadAt>) -> Vec<u8> {
    let mut all = Vec::new();
    Cursor::new(bytes, 0).read_to_end(&mut all).expect("it can be read");
    all
}

#[test]
fn a_source_of_ones_own_is_called_what_it_says() {
    let opened = Arc::new(AtomicUsize::new(0));
    let object = Object { bytes: Arc::from(*b""), opened, ranges: false };
    let input = Input::source(object);
    assert_eq!(input.name(), "store://a/b.md.gz");
    assert_eq!(input.path().expect("Unicode").as_deref(), Some("a/b.md"));
    assert_eq!(&*input.path_bytes(), b"a/b.md.gz");
    let empty = input.open().err().expect("an empty file is no gzip").to_string();
    assert!(empty.starts_with("store://a/b.md.gz: error[NC0403] "), "{empty}");
}

#[test]
fn ranges_are_asked_for_and_not_copied() {
    for ranges in [true, false] {
        let opened = Arc::new(AtomicUsize::new(0));
        let bytes: Arc<[u8]> = Arc::from(*b"PAR1 and more");
        let object = Object { bytes: Arc::clone(&bytes), opened: Arc::clone(&opened), ranges };
        let input = Input::source(Plain(object));
        assert_eq!(all(input.open_at().expect("it opens")), *bytes);
        assert_eq!(opened.load(Ordering::Relaxed), usize::from(!ranges));
    }
}

/// The same object under a name that says nothing of compression.
struct Plain(Object);

impl Source for Plain {
    fn name(&self) -> Cow<'_, str> {
        "store://b".into()
    }

    fn open(&self) -> io::Result<Box<dyn Read + Send>> {
        self.0.open()
    }

    fn open_at(&self) -> io::Result<Option<Arc<dyn ReadAt>>> {
        self.0.open_at()
    }
}

#[test]
fn bytes_peeked_from_a_reader_are_not_lost() {
    let text = "one and two and three";
    let mut input = Input::reader("a.txt", io::Cursor::new(text));
    assert_eq!(input.peek(2).expect("it can be read"), b"on");
    assert_eq!(input.peek(3).expect("it can be read"), b"one");
    let mut read = Vec::new();
    input.clone().read_to_end(&mut read).expect("it can be read");
    assert_eq!(read, text.as_bytes());
    let mut input = Input::reader("a.txt", io::Cursor::new(text));
    input.peek(2).expect("it can be read");
    assert_eq!(all(input.open_at().expect("it is copied")), text.as_bytes());
}

#[test]
fn a_copied_input_keeps_its_name_and_path() {
    let place = tempfile::tempdir().expect("a folder");
    let mut input = Input::reader("a/b.csv", io::Cursor::new("path\n"));
    input.peek(2).expect("it can be read");
    input.spool(&place.path().join("copy")).expect("it can be copied");
    assert!(!input.is_stream());
    assert_eq!(input.name(), "a/b.csv");
    assert_eq!(input.path().expect("Unicode").as_deref(), Some("a/b.csv"));
    assert_eq!(all(input.open_at().expect("it opens")), b"path\n");
}
