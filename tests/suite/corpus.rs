//! The real archives through every format and back. Where `NEWSCONV_CORPUS` does not name them, the
//! samples stand in: those in house style as `news/`, the others as `samples/`, and a feed of the first.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use newsconv::format::{FORMATS, FormatSpec};
use newsconv::options::Options;
use newsconv::{Article, Conversion, Timestamp};

use crate::util::{
    NARROWED, articles, by_name, cases, converted, converted_with, corpus, differences, entries,
    is_canonical, place, preserving, same_files,
};

/// What the site's feed puts before the path of each article.
const PREFIX: &str = "_news/";

/// The folders of the archives; those that are not there are passed over.
const FOLDERS: [&str; 5] = ["news", "samples", "learning", "people", "communities"];

/// Archives, and how many files there are: of `news/`, of all folders, and entries of the feed.
struct Archives {
    root: PathBuf,
    counts: (usize, usize, usize),
}

/// The real archives, or the samples as such in a temporary folder.
fn archives(temporary: &Path) -> Archives {
    match corpus() {
        Some(root) => Archives { root, counts: (674, 1379, 428) },
        None => stand_in(temporary.join("corpus")),
    }
}

fn stand_in(root: PathBuf) -> Archives {
    let folders = [("news", true), ("samples", false)];
    for (folder, _) in folders {
        fs::create_dir_all(root.join(folder)).expect("a folder");
    }
    for case in cases().iter().filter(|case| !case.is_archive() && case.name != NARROWED) {
        let canonical = is_canonical(&case.name);
        let (folder, _) =
            folders.iter().find(|(_, house)| *house == canonical).expect("one of two");
        let to = root.join(folder).join(format!("{}.md", case.name));
        fs::copy(case.markdown(), to).expect("a copy");
    }
    fs::create_dir(root.join("feed")).expect("a folder");
    write_feed(&root.join("news"), &root.join("feed/page-1.json"));
    Archives { root, counts: (19, 35, 19) }
}

impl Archives {
    fn folders(&self) -> Vec<PathBuf> {
        let folders = FOLDERS.iter().map(|folder| self.root.join(folder));
        folders.filter(|folder| folder.is_dir()).collect()
    }

    /// Converts all folders into `output`.
    fn convert(&self, output: &Path, to: &'static FormatSpec) {
        let conversion =
            Conversion::new().root(&self.root).input_format(by_name("markdown")).output_format(to);
        let done = conversion.run(self.folders(), output, &mut |_| {}).expect("it can be written");
        assert_eq!((done.articles, done.rejected), (self.counts.1 as u64, 0), "{}", to.name);
    }

    fn articles(&self) -> Vec<Article<'static>> {
        let conversion = Conversion::new().root(&self.root).input_format(by_name("markdown"));
        let mut articles = Vec::new();
        let reader = conversion.reader(self.folders(), &mut |_| {});
        reader.and_then(|mut reader| reader.read(&mut articles)).expect("they can be read");
        articles
    }
}

/// The articles without what is said of the spelling of their values: the house style has another order of keys, in
/// which `sourceStyle` lists them.
fn meaning(place: &Path, spec: &'static FormatSpec) -> Vec<Article<'static>> {
    articles(place, spec).into_iter().map(without_style).collect()
}

fn without_style(article: Article<'static>) -> Article<'static> {
    Article { source_style: None, ..article }
}

/// `news/` comes back byte for byte, the other folders in meaning.
#[test]
fn archives_come_back_from_every_format() {
    let temporary = tempfile::tempdir().expect("a folder");
    let archives = archives(temporary.path());
    let expected: Vec<_> = archives.articles().into_iter().map(without_style).collect();
    assert_eq!(expected.len(), archives.counts.1);
    let mut seen = 0;
    for spec in FORMATS.iter().copied() {
        let there = place(temporary.path(), "all", spec);
        let back = temporary.path().join(format!("back-{}/", spec.name));
        archives.convert(&there, spec);
        assert!(meaning(&there, spec) == expected, "{}: another meaning", spec.name);
        converted((&there, spec), (&back, by_name("markdown")));
        assert!(meaning(&back, by_name("markdown")) == expected, "{}: and back", spec.name);
        let news = same_files(&archives.root.join("news"), &back.join("news"));
        assert_eq!(news, archives.counts.0);
        seen += 1;
    }
    assert_eq!(seen, FORMATS.len());
}

/// With the source text kept, every file of every folder, whatever its style.
#[test]
fn archives_come_back_to_the_byte_when_preserved() {
    let temporary = tempfile::tempdir().expect("a folder");
    let archives = archives(temporary.path());
    let (options, markdown) = (preserving(), by_name("markdown"));
    for spec in FORMATS.iter().copied() {
        let there = place(temporary.path(), "kept", spec);
        let back = temporary.path().join(format!("kept-{}/", spec.name));
        let conversion =
            Conversion::new().root(&archives.root).input_format(markdown).output_format(spec);
        let conversion = conversion.options(options.clone());
        let done = conversion.run(archives.folders(), &there, &mut |_| {}).expect("written");
        assert_eq!(done.rejected, 0, "{}", spec.name);
        converted_with(&options, (&there, spec), (&back, markdown));
        let same = |folder: &PathBuf| {
            same_files(folder, &back.join(folder.strip_prefix(&archives.root).expect("below")))
        };
        let same: usize = archives.folders().iter().map(same).sum();
        println!("{}: {same} of {} files are the same to the byte", spec.name, archives.counts.1);
        assert_eq!(same, archives.counts.1, "{}", spec.name);
    }
}

/// Writes the folder `news` as one page.
fn write_feed(news: &Path, page: &Path) {
    let mut options = Options::default();
    PREFIX.clone_into(&mut options.read.path_prefix);
    converted_with(&options, (news, by_name("markdown")), (page, by_name("feed")));
}

/// The lines of each entry of a page, by the line that names its path.
fn lines_of_entries(page: &Path) -> BTreeMap<String, Vec<String>> {
    let text = fs::read_to_string(page).expect("the page is there");
    let page = text.split("\n  \"_newsconv\"").next().expect("a beginning");
    let mut entries = BTreeMap::new();
    for entry in page.split("\n    {\n").skip(1) {
        let lines = entry.split("\n    }").next().expect("a beginning").lines();
        let lines: Vec<String> = lines.map(str::to_owned).collect();
        entries.insert(lines[0].clone(), lines);
    }
    entries
}

/// Whether two lines of a page say the same: to the byte, but for the offset of an instant.
fn is_same_line(left: &str, right: &str) -> bool {
    let instant = |line: &str| {
        let (member, value) = line.split_once(": ")?;
        let text = value.trim_matches(['"', ',']);
        let time = text.parse::<Timestamp>().ok().filter(|_| member.ends_with("DateTime\""))?;
        Some((member.to_owned(), time.unix_micros()))
    };
    left == right || (instant(left).is_some() && instant(left) == instant(right))
}

/// Each entry of the site's feed is what newsconv makes of its twin in `news/`, line by line.
#[test]
fn the_feed_is_what_the_site_made() {
    let temporary = tempfile::tempdir().expect("a folder");
    let archives = archives(temporary.path());
    let page = temporary.path().join("page.json");
    write_feed(&archives.root.join("news"), &page);
    let ours = lines_of_entries(&page);
    assert_eq!(ours.len(), archives.counts.0);
    let mut seen = 0;
    for page in entries(&archives.root.join("feed")) {
        for (path, theirs) in lines_of_entries(&page) {
            let ours = ours.get(&path).unwrap_or_else(|| panic!("no twin of {path}"));
            assert_eq!(ours.len(), theirs.len(), "{path}");
            for (left, right) in ours.iter().zip(&theirs) {
                assert!(is_same_line(left, right), "{path}: {left} != {right}");
            }
            seen += 1;
        }
    }
    assert_eq!(seen, archives.counts.2);
}

/// The site's pages to Markdown, and to a page again: the same articles.
#[test]
fn the_feed_comes_back_from_every_format() {
    let temporary = tempfile::tempdir().expect("a folder");
    let archives = archives(temporary.path());
    let (pages, feed) = (archives.root.join("feed"), by_name("feed"));
    assert_eq!(articles(&pages, feed).len(), archives.counts.2);
    for spec in FORMATS.iter().copied() {
        let there = place(temporary.path(), "there", spec);
        let again = place(temporary.path(), &format!("again-{}", spec.name), feed);
        converted((&pages, feed), (&there, spec));
        converted((&there, spec), (&again, feed));
        let found = differences((&pages, feed), (&again, feed));
        assert!(found.is_empty(), "{}: {:?}", spec.name, &found[..found.len().min(3)]);
    }
}
