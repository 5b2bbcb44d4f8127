//! The fast path through front matter beside the full YAML parser: it may decline, it may never disagree.

use std::cell::Cell;
use std::fs;
use std::path::PathBuf;

use newsconv::Article;
use newsconv::io::{Memory, Target};
use newsconv::options::Options;
use newsconv::testing::front_matter;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

use crate::property::article;
use crate::util::{Given, by_name, corpus, file_name, markdown_files, samples};

/// Whether the fast path answers for the file; then the full parser must give just that, in silence.
#[track_caller]
fn is_fast(file: &[u8]) -> bool {
    let Some(fast) = front_matter::fast(file) else { return false };
    assert_eq!(Some(fast), front_matter::full(file), "{}", file.escape_ascii());
    true
}

/// The files of the samples, valid ones and invalid ones.
fn sample_files() -> (Vec<PathBuf>, Vec<PathBuf>) {
    (markdown_files(&samples("valid")), markdown_files(&samples("invalid")))
}

/// The files of the real archives, without the page about them.
fn corpus_files() -> Vec<PathBuf> {
    let Some(root) = corpus() else { return Vec::new() };
    let readme = root.join("README.md");
    markdown_files(&root).into_iter().filter(|file| *file != readme).collect()
}

fn read(file: &PathBuf) -> Vec<u8> {
    fs::read(file).expect("a file that was found")
}

fn count_fast(files: &[PathBuf]) -> usize {
    files.iter().filter(|file| is_fast(&read(file))).count()
}

#[test]
fn every_real_article_takes_the_fast_path() {
    let files = corpus_files();
    assert_eq!(files.len(), if corpus().is_some() { 1379 } else { 0 });
    for file in &files {
        assert!(is_fast(&read(file)), "{}", file.display());
    }
}

/// The samples show what YAML can do; most of those that decline do so for their very point.
#[test]
fn most_samples_take_the_fast_path_and_no_invalid_one() {
    let (valid, invalid) = sample_files();
    assert_eq!((count_fast(&valid), valid.len()), (25, 40));
    // What only `newsconv check` has words for is an article.
    let (checked, refused): (Vec<_>, Vec<_>) =
        invalid.into_iter().partition(|file| file_name(file).starts_with("check-"));
    assert_eq!((count_fast(&checked), checked.len()), (4, 5));
    assert_eq!((count_fast(&refused), refused.len()), (0, 50));
}

/// Marsaglia's xorshift.
struct Random(u64);

impl Random {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 1).unwrap_or(0) % end.max(1)
    }

    fn pick<'a, T: ?Sized>(&mut self, from: &[&'a T]) -> &'a T {
        from[self.below(from.len())]
    }
}

/// What means something to YAML, or nearly does.
const PIECES: &[&str] = &[
    " ",
    "  ",
    "    ",
    "\n",
    "\r\n",
    "\r",
    "\t",
    ":",
    ": ",
    " :",
    "- ",
    "-",
    "\n- ",
    "\n  - ",
    "? ",
    "#",
    " #",
    "# x\n",
    "\n# x\n",
    "\"",
    "'",
    "''",
    "\\",
    "\\n",
    "\\u0041",
    "\\ud83d",
    "\\\n",
    "[",
    "]",
    "[]",
    "{}",
    "{",
    ", ",
    "|",
    "|\n",
    ">-\n",
    "&a ",
    "*a",
    "!",
    "!!str ",
    "%",
    "@",
    "`",
    "~",
    "null",
    "true",
    "no",
    "1",
    "014",
    "0x1F",
    "0o7",
    "-1",
    "+1",
    "1.5",
    "1e3",
    ".inf",
    "-.inf",
    ".nan",
    "18446744073709551616",
    "<<: ",
    "---",
    "...",
    "\n---\n",
    "\n...\n",
    "--- ",
    "... ",
    "...x: ",
    "\u{85}",
    "\u{a0}",
    "\u{2028}",
    "\u{feff}",
    "\0",
    "\u{7f}",
    "é",
    "中",
    "title: ",
    "title: x\n",
    "quality: 1\n",
    "tags:\n",
    "topics: []\n",
    "extra: y\n",
    "path: z\n",
    "2024-01-23",
    "2024-01-23T12:00:00Z",
    "\"a\": b\n",
    "'a': b\n",
    "1: x\n",
    "images:\n  - url: u\n",
    "provider:\n  name: n\n",
];

/// One change to the text: a byte, a line, or a piece of YAML.
fn mutate(text: &mut Vec<u8>, random: &mut Random) {
    let mut lines: Vec<Vec<u8>> =
        text.split_inclusive(|&b| b == b'\n').map(<[u8]>::to_vec).collect();
    let (one, other) = (random.below(lines.len()), random.below(lines.len()));
    let at = random.below(text.len());
    match random.below(8) {
        _ if text.is_empty() => text.extend(b"---\n"),
        0 => text[at] ^= 1 << random.below(8),
        1 => drop(text.remove(at)),
        2 => text.truncate(at),
        3 => {
            lines.swap(one, other);
            *text = lines.concat();
        }
        4 => {
            lines.remove(one);
            *text = lines.concat();
        }
        5 => {
            let line = lines[one].clone();
            lines.insert(other, line);
            *text = lines.concat();
        }
        6 => {
            let indent = random.pick(&[" ", "  ", "    ", "- ", "  - "]);
            lines[one].splice(0..0, indent.bytes());
            *text = lines.concat();
        }
        _ => drop(text.splice(at..at, random.pick(PIECES).bytes()).collect::<Vec<u8>>()),
    }
}

/// Samples, and some of the real articles, changed here and there.
#[test]
fn the_fast_path_never_disagrees_about_changed_files() {
    let (valid, invalid) = sample_files();
    let some = corpus_files().into_iter().step_by(20);
    let mut random = Random(0x2545_f491_4f6c_dd1d);
    let (mut seen, mut fast) = (0, 0);
    for file in valid.into_iter().chain(invalid).chain(some) {
        let text = read(&file);
        // Bodies are long and the same to both ways.
        let text = &text[..text.len().min(4000)];
        for _ in 0..200 {
            let mut changed = text.to_vec();
            for _ in 0..=random.below(3) {
                mutate(&mut changed, &mut random);
            }
            seen += 1;
            fast += usize::from(is_fast(&changed));
        }
    }
    assert!(seen > 10_000 && fast * 10 > seen, "{fast} of {seen}");
}

/// Lines that look like front matter, some of which fit together.
fn front_matter_like() -> impl Strategy<Value = String> {
    let indent =
        prop::sample::select(vec!["", "", "", "", "  ", "  ", "  ", "    ", "    ", " ", "      "]);
    let dash = prop::sample::select(vec!["", "", "", "", "- ", "- ", "- - ", "-   "]);
    let key = prop::sample::select(vec![
        "title: ",
        "quality: ",
        "heat: ",
        "published: ",
        "provider:",
        "images:",
        "topics:",
        "tags:",
        "name: ",
        "url: ",
        "width: ",
        "isCached: ",
        "related:",
        "authors:",
        "publishedDateTime: ",
        "secured: ",
        "x: ",
        "y:",
        "z: ",
        "\"q\": ",
        "'q q': ",
        "a:b: ",
        "path: ",
        "é: ",
        "x-y: ",
        "",
        "",
        "",
        "1: ",
        "<<: ",
        "k :",
        "\"\": ",
        "null: ",
    ]);
    let value = prop_oneof![
        4 => Just(String::new()),
        8 => prop::sample::select(PIECES.to_vec()).prop_map(str::to_owned),
        4 => "[a-z0-9 :#'\"\\\\.,~\\-]{0,12}",
        3 => "\"[a-z :#'\\\\n\"é]{0,10}\"",
        2 => "'[a-z :#'\\\\é]{0,10}'",
        1 => any::<String>(),
    ];
    let end = prop::sample::select(vec![
        "\n", "\n", "\n", "\n", "\n", " \n", "\r\n", "\n\n", " # x\n", "\n  \n",
    ]);
    let line = (indent, dash, key, value, end)
        .prop_map(|(indent, dash, key, value, end)| [indent, dash, key, &value, end].concat());
    vec(line, 0..6).prop_map(|lines| format!("---\n{}---\nbody", lines.concat()))
}

#[test]
fn the_fast_path_never_disagrees_about_what_looks_like_front_matter() {
    let fast = Cell::new(0_u32);
    let mut runner = TestRunner::new(Config { cases: 8192, ..Config::default() });
    let check = |text: String| {
        fast.set(fast.get() + u32::from(is_fast(text.as_bytes())));
        Ok(())
    };
    runner.run(&front_matter_like(), check).expect("they agree");
    assert!(fast.get() > 800, "{} of 8192", fast.get());
}

/// The article as a Markdown file in the house style.
fn rendered(article: &Article<'static>) -> Vec<u8> {
    let memory = Memory::default();
    let reader = Box::new(Given(Some(vec![article.clone()])));
    let target = Target::Memory(memory.clone());
    let done = (by_name("markdown").convert)(reader, target, &Options::default(), &mut |_| {});
    assert_eq!(done.expect("it is written").rejected, 0);
    memory.take()
}

proptest! {
    #[test]
    fn any_article_in_house_style_takes_the_fast_path(mut article in article()) {
        article.title.get_or_insert_with(|| "so that there is front matter".into());
        let file = rendered(&article);
        prop_assert!(is_fast(&file), "{}", file.escape_ascii());
        article.path = None;
        prop_assert_eq!(front_matter::fast(&file), Some(article));
    }
}
