//! A format of your own: reader, writer and the `FormatSpec` that ties them together.
//!
//! ```sh
//! cargo run --example own_format                   # four of the samples
//! cargo run --example own_format -- path/to/_news
//! ```
//!
//! The format is that of [GNU recutils](https://www.gnu.org/software/recutils/manual/), a database in
//! plain text: records of `name: value` lines with an empty line between them.
//!
//! ```text
//! %rec: Article
//!
//! path: news/ferry.md
//! title: Night ferry
//! quality: 71
//! topics: ["Travel","Sea"]
//! body: It sails again.
//! +
//! + Every night.
//! ```
//!
//! | quirk | rule |
//! |---|---|
//! | text and times | as they are; `+ ` begins each further line of a value |
//! | everything else | JSON text on one line; unknown keys are the object `extra` |
//! | `\` at the end of a line | joins it with the next, and cannot be escaped: text that has one is JSON text in a field `<name>_json` |
//! | `#` lines, `%` records | comments and descriptors: passed over |
//! | numbers under `extra` | are read to 64 bits; an article that would not come back the same is refused |
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "printing is what it is for")]

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::{BufRead as _, BufReader, Read};
use std::sync::Arc;

use newsconv::diagnostic::Position;
use newsconv::format::FormatSpec;
use newsconv::io::{Output, Target};
use newsconv::options::{Options, ReadOptions};
use newsconv::pipeline::{ArticleSink, Chain, Chunk, Flow, Origin, Reader, WriteIssue, Writer};
use newsconv::schema::Kind;
use newsconv::{Article, Code, Conversion, Diagnostic, Error, Input, Result};
use serde_json::value::RawValue;

/// The whole format, as newsconv sees it. The built-in ones are described by the same type.
static REC: FormatSpec = FormatSpec {
    name: "rec",
    title: "GNU recutils: records of fields in plain text",
    url: "https://www.gnu.org/software/recutils/manual/The-Rec-Format.html",
    extensions: &["rec"],
    is_text: true,
    one_file_per_article: false,
    looks_like: |head| head.starts_with(HEADER.as_bytes()),
    open: |inputs, options| Ok(Box::new(Chain::new(inputs, options, Records::open))),
    convert: newsconv::pipeline::run::<RecWriter>,
};

/// The descriptor that begins every file.
const HEADER: &str = "%rec: Article\n";

/// Bytes that make up a chunk, at the least.
const CHUNK_BYTES: usize = 1 << 20;

// ---- Reading: cut the input into chunks, which any thread can parse. ----

/// Cuts an input at empty lines; what is in memory is one chunk.
struct Records {
    name: Arc<str>,
    stream: BufReader<Box<dyn Read + Send>>,
    /// Lines before what is read next.
    line: usize,
}

impl Reader for Records {
    fn next_chunk(&mut self) -> Result<Option<Box<dyn Chunk>>> {
        Ok(self.next_run()?.map(|run| Box::new(run) as Box<dyn Chunk>))
    }
}

impl Records {
    fn open(input: Input, _: Arc<ReadOptions>) -> Result<Box<dyn Reader>> {
        let (name, stream) = (input.name().into(), BufReader::new(input.open()?));
        Ok(Box::new(Self { name, stream, line: 0 }))
    }

    /// The next whole records; none at the end.
    fn next_run(&mut self) -> Result<Option<Run>> {
        let (mut bytes, first, name) = (Vec::new(), self.line, Arc::clone(&self.name));
        loop {
            let from = bytes.len();
            let read = self.stream.read_until(b'\n', &mut bytes);
            let read = read.map_err(|source| Error::Input { name: name.to_string(), source })?;
            self.line += usize::from(read > 0);
            let empty = bytes[from..].trim_ascii().is_empty();
            if read == 0 || (empty && bytes.len() >= CHUNK_BYTES) {
                break;
            }
        }
        Ok((!bytes.is_empty()).then_some(Run { name, bytes, first }))
    }
}

/// A run of whole records.
struct Run {
    name: Arc<str>,
    bytes: Vec<u8>,
    /// Lines of the source before it.
    first: usize,
}

impl Chunk for Run {
    fn read(&mut self, sink: &mut dyn ArticleSink) -> Result<Flow> {
        let problem = |code, line: usize, message: &str| {
            let place = Position::new(0, line as u64, 1);
            vec![Diagnostic::new(code, &*self.name, message).at(place)]
        };
        let Ok(text) = std::str::from_utf8(&self.bytes) else {
            return sink.reject(problem(Code::NotUtf8, self.first + 1, "not UTF-8"), &());
        };
        for (line, record) in records(text) {
            let json = match json_text(record) {
                Ok(json) if json == "{}" => continue,
                json => json,
            };
            let article = json.as_deref().map_err(Clone::clone).and_then(|json| {
                serde_json::from_str::<Article<'_>>(json).map_err(|error| error.to_string())
            });
            let flow = match article {
                Ok(article) => sink.article(&article, &())?,
                Err(message) => {
                    sink.reject(problem(Code::RecordSyntax, self.first + line, &message), &())?
                }
            };
            if flow == Flow::Stop {
                return Ok(Flow::Stop);
            }
        }
        Ok(Flow::Continue)
    }
}

/// The records of `text` with the lines, from 1, that they begin at.
fn records(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let (mut rest, mut line) = (text, 1);
    std::iter::from_fn(move || {
        let record = rest.trim_start_matches('\n');
        line += rest.len() - record.len();
        let end = record.find("\n\n").map_or(record.len(), |at| at + 1);
        let (record, after) = record.split_at(end);
        let first = line;
        line += record.matches('\n').count();
        rest = after;
        (!record.is_empty()).then_some((first, record))
    })
}

/// A record as JSON text, which knows how to become an article.
fn json_text(record: &str) -> Result<String, String> {
    let mut members = Vec::new();
    for (name, value) in fields(record)? {
        let (name, is_text) = match name.strip_suffix("_json") {
            Some(name) => (name, false),
            None => (name, is_text(name)),
        };
        let value = if is_text { quoted(&value) } else { value };
        members.push(format!("{}:{value}", quoted(name)));
    }
    Ok(format!("{{{}}}", members.join(",")))
}

/// The fields of a record with their whole values; none when it is a descriptor.
fn fields(record: &str) -> Result<Vec<(&str, String)>, String> {
    let mut fields: Vec<(&str, String)> = Vec::new();
    let mut lines = record.split_terminator('\n').filter(|line| !line.starts_with('#'));
    while let Some(line) = lines.next() {
        let after_blank = |text: &str| text.strip_prefix([' ', '\t']).unwrap_or(text).to_owned();
        let mut value = if let Some(more) = line.strip_prefix('+') {
            format!("\n{}", after_blank(more))
        } else {
            let (name, value) = line.split_once(':').ok_or("a line has no `:`")?;
            fields.push((name, String::new()));
            after_blank(value)
        };
        while value.ends_with('\\') {
            value.pop();
            value += lines.next().unwrap_or_default();
        }
        let (_, whole) = fields.last_mut().ok_or("it begins with `+`")?;
        *whole += &value;
    }
    fields.retain(|(name, _)| !name.starts_with('%'));
    Ok(fields)
}

/// Whether the field `name` is written as it is; an unknown one is taken for text.
fn is_text(name: &str) -> bool {
    let field = Article::FIELDS.iter().find(|field| field.name == name);
    name != "extra" && field.is_none_or(|field| matches!(field.kind, Kind::Text | Kind::Time))
}

fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

// ---- Writing: encoders are filled on many threads, one writer takes them in order. ----

struct RecWriter {
    output: Output,
}

impl Writer for RecWriter {
    type Encoder = RecText;
    type Target = Target;

    fn create(target: Target, _: &Options) -> Result<Self> {
        let mut output = Output::create(target)?;
        output.put(HEADER.as_bytes())?;
        Ok(Self { output })
    }

    fn encoder(&self) -> RecText {
        RecText(String::new())
    }

    fn write(&mut self, filled: &mut RecText, _: &mut Vec<WriteIssue>) -> Result<()> {
        self.output.put(filled.0.as_bytes())?;
        filled.0.clear();
        Ok(())
    }

    fn finish(self) -> Result<()> {
        self.output.commit()
    }
}

/// The text of some records, each with an empty line before it.
struct RecText(String);

impl ArticleSink for RecText {
    fn article(&mut self, article: &Article<'_>, _: &dyn Origin) -> Result<Flow> {
        let path = article.path.as_deref().unwrap_or_default();
        let refuse = |code, message: String| Error::from(Diagnostic::new(code, path, message));
        let record = record(article).map_err(|e| refuse(Code::NotFinite, e.to_string()))?;
        let back = json_text(&record).unwrap_or_default();
        if serde_json::from_str::<Article<'_>>(&back).ok().as_ref() != Some(article) {
            let message = "recutils cannot hold this article: it would not come back the same";
            return Err(refuse(Code::OutOfRange, message.to_owned()));
        }
        self.0 += "\n";
        self.0 += &record;
        Ok(Flow::Continue)
    }
}

/// An article as a record: its fields in canonical order, then `extra`.
fn record(article: &Article<'_>) -> serde_json::Result<String> {
    let known = Article { extra: Vec::new(), ..article.clone() };
    let members: BTreeMap<String, Box<RawValue>> =
        serde_json::from_str(&serde_json::to_string(&known)?)?;
    let mut text = String::new();
    for field in Article::FIELDS {
        let Some(value) = members.get(field.name).map(|raw| raw.get()) else { continue };
        let plain: String =
            if is_text(field.name) { serde_json::from_str(value)? } else { value.to_owned() };
        if plain.ends_with('\\') || plain.contains("\\\n") {
            let _ = writeln!(text, "{}_json: {value}", field.name);
        } else {
            let _ = writeln!(text, "{}: {}", field.name, plain.replace('\n', "\n+ "));
        }
    }
    if !article.extra.is_empty() || text.is_empty() {
        let extra: Vec<String> = article
            .extra
            .iter()
            .map(|(key, value)| Ok(format!("{}:{}", quoted(key), serde_json::to_string(value)?)))
            .collect::<serde_json::Result<_>>()?;
        let _ = writeln!(text, "extra: {{{}}}", extra.join(","));
    }
    Ok(text)
}

// ---- Using it: like any other format. ----

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let folder = tempfile::tempdir()?;
    let file = |name: &str| folder.path().join(name);
    let mut report = |problem: Diagnostic| eprintln!("{problem}");

    let folder_of_news = std::env::args().nth(1);
    let inputs = [folder_of_news.as_deref().unwrap_or("samples/valid/archive")];
    // The extension `rec` tells the format from here on.
    let conversion = Conversion::new().format(&REC);
    let written = conversion.run(inputs, file("news.rec"), &mut report)?;
    let read = conversion.run(file("news.rec"), file("back.json"), &mut report)?;
    let _ = conversion.run(inputs, file("direct.json"), &mut report)?;

    let text = std::fs::read_to_string(file("news.rec"))?;
    for line in text.lines().take(16) {
        println!("{line:.100}");
    }
    println!("…\n\n{} articles written, {} read back", written.articles, read.articles);
    let same = std::fs::read(file("back.json"))? == std::fs::read(file("direct.json"))?;
    if same { Ok(()) } else { Err("some articles came back different".into()) }
}
