//! What the fuzz targets share. A panic is a finding; an error or a diagnostic is not.

use std::sync::Once;

use newsconv::format::FormatSpec;
use newsconv::io::{Memory, Target};
use newsconv::options::{Options, ReadOptions};
use newsconv::pipeline::{ArticleSink, Flow, Origin, Reader};
use newsconv::profiles::PROFILES;
use newsconv::{
    Article, Conversion, Diagnostic, Error, FrontMatter, Input, Mapping, Result, format,
};

/// Reads `bytes` as the format called `name`, to the end.
///
/// Every problem is put into words, so that its place and its text are tried as well.
pub fn read(name: &str, bytes: &[u8]) {
    pass_over_caught_panics();
    let reader = open(known(name), bytes, &ReadOptions::default());
    if let Err(error) = reader.and_then(|mut reader| reader.read(&mut Nowhere)) {
        say(&error);
    }
}

/// Keeps the runner from taking a decoder's panic for a finding that newsconv catches and names.
fn pass_over_caught_panics() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let usual = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |panic| {
            if !newsconv::format::in_guarded_call() {
                usual(panic);
            }
        }));
    });
}

/// Where the fast path through front matter answers, the full YAML parser gives the same article and has
/// nothing to say of it.
///
/// The bytes are tried as a file, and as lines between fences.
pub fn front_matter(bytes: &[u8]) {
    let fenced = [b"---\n", bytes, b"\n---\n"].concat();
    for file in [bytes, &fenced] {
        if let Some(fast) = newsconv::testing::front_matter::fast(file) {
            assert_eq!(
                Some(fast),
                newsconv::testing::front_matter::full(file),
                "{}",
                file.escape_ascii()
            );
        }
    }
}

/// Whatever of `bytes` can be read as the format `from` and written as the format `by`, comes back
/// from there: `from` → `by` → `from` → `by` gives the same articles and the same bytes.
pub fn round_trip(from: &str, by: &str, bytes: &[u8]) {
    let (from, by) = (known(from), known(by));
    let options = one_worker();
    let Some(first) = convert(from, bytes, by, &options) else { return };
    let back = convert(by, &first, from, &options).expect("what was read can be written again");
    let second = convert(from, &back, by, &options).expect("what was written can be read again");
    assert_eq!(articles(by, &first), articles(by, &second), "by way of {}", back.escape_ascii());
    assert!(first == second, "{}\n{}", first.escape_ascii(), second.escape_ascii());
}

/// Whatever of `bytes` can be read as Markdown, is the same after it was written with front matter in each language.
///
/// The bytes are tried as a file, and between the fences of TOML and JSON.
pub fn languages(bytes: &[u8]) {
    let toml = [b"+++\n", bytes, b"\n+++\n"].concat();
    let json = [b"---json\n", bytes, b"\n---\n"].concat();
    for file in [bytes, &toml, &json] {
        for language in [FrontMatter::Toml, FrontMatter::Json, FrontMatter::Yaml] {
            write_in(language, file);
        }
    }
}

fn write_in(language: FrontMatter, bytes: &[u8]) {
    let mut options = one_worker();
    options.write.front_matter = Some(language);
    let markdown = known("markdown");
    let mut warned = false;
    let memory = Memory::default();
    // A warning may say that something was left out.
    let mut report = |_: Diagnostic| warned = true;
    let done = open(markdown, bytes, &options.read).and_then(|reader| {
        (markdown.convert)(reader, Target::Memory(memory.clone()), &options, &mut report)
    });
    if done.ok().is_none_or(|summary| summary.rejected > 0) || warned {
        return;
    }
    let plain = |bytes: &[u8]| {
        let mut articles = articles(markdown, bytes);
        for article in &mut articles {
            article.source_style = None;
        }
        articles
    };
    let written = memory.take();
    assert_eq!(plain(bytes), plain(&written), "{language:?}: {}", written.escape_ascii());
}

/// Whatever of `bytes` can be read as Markdown, is read by a profile as the same article after it was written with the keys
/// of that profile as after it was written with newsconv's own.
pub fn written_as(bytes: &[u8]) {
    let Some(article) = article(&Conversion::new(), "markdown", bytes) else { return };
    for profile in PROFILES {
        let mapping = Mapping::profile(profile.name).expect("a built-in profile");
        let reading = Conversion::new().mapping(mapping.clone());
        for (plain, to) in [("markdown", "markdown"), ("json", "json"), ("json", "ndjson")] {
            let write = |article: &Article<'static>, conversion: Conversion, to: &str| {
                let memory = Memory::default();
                let conversion = conversion.output_format(known(to));
                let done = conversion.write([article.clone()], &memory, &mut |_| {});
                done.ok().map(|_| memory.take())
            };
            // A profile that does not fit the format is an error.
            let writing = Conversion::new().write_as(mapping.clone());
            let Some(written) = write(&article, writing, to) else { continue };
            // A text that is a list of one is written as that text, which a profile may split.
            let house = Article { source_style: None, ..article.clone() };
            let plainly =
                write(&house, Conversion::new(), plain).expect("what was read can be written");
            let [one, other] = [(to, &written), (plain, &plainly)].map(|(format, bytes)| {
                let mut article =
                    self::article(&reading, format, bytes).expect("it can be read again");
                article.source_style = None;
                // Keys of fields have no order beside others.
                article.extra.sort_by(|a, b| a.0.cmp(&b.0));
                article
            });
            assert_eq!(one, other, "{} in {to}: {}", profile.name, written.escape_ascii());
        }
    }
}

/// The one article of `bytes` in a format.
fn article(conversion: &Conversion, format: &str, bytes: &[u8]) -> Option<Article<'static>> {
    let conversion = conversion.clone().input_format(known(format));
    conversion.articles(Input::bytes("fuzz.md", bytes)).ok()?.next()?.ok()
}

/// A line of JSON with keys that profiles know, in several shapes.
const KEYS: &[u8] = br#"{"path":"a/2024-01-23-b.md","headline":"Ferry","date":"2024-01-23","author":["Ada",{"name":"Bo"}],"tags":"a, b","draft":true,"cover":{"src":"a.png","alt":[1]},"weight":"3","a":{"b":[{"c":null},{"c":2.5}]},"status":"publish","extra":{"x":1}}"#;

/// A mapping file that can be read is the same after it was printed and read again, and maps any article.
pub fn mapping(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let mapping = match Mapping::from_toml("fuzz.toml", text) {
        Ok(mapping) => mapping,
        Err(error) => return say(&error),
    };
    let printed = mapping.to_toml();
    let again = Mapping::from_toml("fuzz.toml", &printed)
        .unwrap_or_else(|error| panic!("{error}\n{text}\n{printed}"));
    assert_eq!(mapping, again, "{text}\n{printed}");
    assert_eq!(printed, again.to_toml(), "{text}");
    let conversion = Conversion::new().mapping(mapping).jobs(std::num::NonZero::new(1));
    let articles = conversion.articles(Input::bytes("fuzz.ndjson", KEYS));
    for article in articles.expect("the bytes are there") {
        if let Err(error) = article {
            say(&error);
        }
    }
}

/// A Markdown file that can be read comes back byte for byte from the format `by` when it is preserved.
pub fn preserve(by: &str, bytes: &[u8]) {
    let mut options = one_worker();
    options.read.preserve = true;
    options.write.preserve = true;
    let (markdown, by) = (known("markdown"), known(by));
    let Some(kept) = convert(markdown, bytes, by, &options) else { return };
    let back = convert(by, &kept, markdown, &options).expect("what was read can be written again");
    assert!(back == bytes, "{}\n{}", bytes.escape_ascii(), back.escape_ascii());
}

fn one_worker() -> Options {
    Options { jobs: std::num::NonZero::new(1), ..Options::default() }
}

fn known(name: &str) -> &'static FormatSpec {
    format::by_name(name).unwrap_or_else(|| panic!("no format is called {name}"))
}

fn open(format: &FormatSpec, bytes: &[u8], options: &ReadOptions) -> Result<Box<dyn Reader>> {
    (format.open)(vec![Input::bytes("fuzz.md", bytes)], options)
}

/// `bytes` as another format; none when a record was refused on the way.
fn convert(from: &FormatSpec, bytes: &[u8], to: &FormatSpec, options: &Options) -> Option<Vec<u8>> {
    let memory = Memory::default();
    let target = Target::Memory(memory.clone());
    let mut report = |problem: Diagnostic| say(&problem);
    let done = open(from, bytes, &options.read)
        .and_then(|reader| (to.convert)(reader, target, options, &mut report))
        .inspect_err(|error| say(error));
    done.ok().filter(|summary| summary.rejected == 0).map(|_| memory.take())
}

fn articles(format: &FormatSpec, bytes: &[u8]) -> Vec<Article<'static>> {
    let mut articles = Vec::new();
    let read = open(format, bytes, &ReadOptions::default())
        .and_then(|mut reader| reader.read(&mut articles));
    read.expect("what newsconv wrote can be read");
    articles
}

/// Puts a problem into words, for nobody.
fn say(problem: &dyn std::fmt::Display) {
    std::hint::black_box(problem.to_string());
}

/// Drops every article and passes over everything that is none.
struct Nowhere;

impl ArticleSink for Nowhere {
    fn article(&mut self, article: &Article<'_>, _: &dyn Origin) -> Result<Flow> {
        std::hint::black_box(article);
        Ok(Flow::Continue)
    }

    fn reject(&mut self, problems: Vec<Diagnostic>, _: &dyn Origin) -> Result<Flow> {
        say(&Error::Invalid(problems));
        Ok(Flow::Continue)
    }

    fn warn(&mut self, problem: Diagnostic) -> Result<()> {
        say(&problem);
        Ok(())
    }
}

/// The quick form of fuzzing: each target on every sample of its format and on damaged copies of it.
#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::{Path, PathBuf};

    use super::*;

    /// Damaged copies of each sample.
    const COPIES: usize = 20;

    /// Marsaglia's xorshift.
    struct Random(u64);

    impl Random {
        fn below(&mut self, end: usize) -> usize {
            self.0 ^= self.0 << 13;
            self.0 ^= self.0 >> 7;
            self.0 ^= self.0 << 17;
            usize::try_from(self.0 >> 1).expect("64 bits") % end.max(1)
        }

        /// A copy with bytes changed, cut out or doubled, in up to four places.
        fn damage(&mut self, bytes: &[u8]) -> Vec<u8> {
            let mut copy = bytes.to_vec();
            for _ in 0..=self.below(4) {
                let at = self.below(copy.len());
                let end = (at + 1 + self.below(16)).min(copy.len());
                match self.below(3) {
                    0 if at < end => copy[at] = u8::try_from(self.below(256)).expect("a byte"),
                    1 => drop(copy.drain(at..end)),
                    _ => {
                        let again = copy[at..end].to_vec();
                        copy.splice(at..at, again);
                    }
                }
            }
            copy
        }
    }

    fn samples(extension: &str) -> Vec<PathBuf> {
        let mut waiting = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("../samples")];
        let mut found = Vec::new();
        while let Some(folder) = waiting.pop() {
            for entry in fs::read_dir(&folder).expect("a folder") {
                let path = entry.expect("an entry").path();
                if path.is_dir() {
                    waiting.push(path);
                } else if path.to_str().is_some_and(|path| path.ends_with(extension)) {
                    found.push(path);
                }
            }
        }
        found
    }

    /// Gives `target` all samples whose names end in `extension`, and damaged copies.
    fn fuzz(extension: &str, target: impl Fn(&[u8])) {
        let found = samples(extension);
        assert!(found.len() >= 37, "{} samples {extension}", found.len());
        let mut random = Random(0x9e37_79b9_7f4a_7c15);
        for file in found {
            let bytes = fs::read(file).expect("a sample");
            target(&bytes);
            (0..COPIES).for_each(|_| target(&random.damage(&bytes)));
        }
    }

    #[test]
    fn every_reader_bears_damaged_samples() {
        let formats = newsconv::format::FORMATS;
        assert_eq!(formats.len(), 9);
        for format in formats {
            let extension = match format.name {
                "feed" => ".feed.json".to_owned(),
                name => format!(".{}", format::by_name(name).expect("known").extensions[0]),
            };
            fuzz(&extension, |bytes| read(format.name, bytes));
        }
    }

    #[test]
    fn damaged_feeds_and_answers_do_no_harm() {
        let mut random = Random(0x9e37_79b9_7f4a_7c15);
        let mut seen = 0;
        for (folder, extension, format) in
            [("feeds", "xml", "rss"), ("apis", "json", "json"), ("apis", "ndjson", "ndjson")]
        {
            let folder =
                std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../samples").join(folder);
            for file in fs::read_dir(folder).expect("samples") {
                let file = file.expect("a file").path();
                if file.extension().is_none_or(|own| own != extension) {
                    continue;
                }
                let bytes = fs::read(&file).expect("a sample");
                read(format, &bytes);
                (0..COPIES).for_each(|_| read(format, &random.damage(&bytes)));
                seen += 1;
            }
        }
        assert!(seen >= 26, "{seen} samples");
    }

    /// Declared columns, which no built-in profile has.
    const COLUMNS: &[u8] = b"\n[columns]\nweight = \"integer\"\nseries = \"list of text\"\n\
        a_b = { from = [\"a.b\", \"c\"], type = \"float\" }\n\"gr\xc3\xb6\xc3\x9fe\" = { from = \"a[].b\", type = \"time\" }\n";

    #[test]
    fn damaged_mapping_files_do_no_harm() {
        let mut random = Random(0x9e37_79b9_7f4a_7c15);
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../src/pipeline/mapping/profiles");
        let mut seen = 0;
        for file in fs::read_dir(folder).expect("a folder") {
            let file = file.expect("a file").path();
            if file.extension().is_none_or(|extension| extension != "toml") {
                continue;
            }
            let mut bytes = fs::read(&file).expect("a profile");
            bytes.extend_from_slice(COLUMNS);
            mapping(&bytes);
            (0..COPIES).for_each(|_| mapping(&random.damage(&bytes)));
            seen += 1;
        }
        assert!(seen >= 24, "{seen} profiles");
    }

    #[test]
    fn both_ways_through_front_matter_agree_on_damaged_samples() {
        fuzz(".md", front_matter);
    }

    #[test]
    fn damaged_samples_are_the_same_in_each_language() {
        fuzz(".md", languages);
    }

    #[test]
    fn damaged_samples_are_the_same_as_each_profile_has_them() {
        fuzz(".md", written_as);
    }

    #[test]
    fn what_is_left_of_damaged_samples_comes_back() {
        fuzz(".md", |bytes| round_trip("markdown", "ndjson", bytes));
        fuzz(".md", |bytes| preserve("csv", bytes));
        fuzz(".md", |bytes| preserve("ndjson", bytes));
    }
}
