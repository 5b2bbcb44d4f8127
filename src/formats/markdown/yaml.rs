//! YAML to trees: events of the full YAML library, with the core schema, anchors and merge keys applied.
//!
//! Specification: [YAML 1.2.2](https://yaml.org/spec/1.2.2/); merge keys as in
//! [the YAML 1.1 type](https://yaml.org/type/merge.html).

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use granit_parser::{ErrorKind, Event, Parser, ScalarStyle, ScanError, Span, StrInput, Tag};

use crate::decode::tree::{Entry, KNOWN_DEPTH, Seen, Spanned, SpannedKind, quote, short};
use crate::diagnostic::{Code, UnlocatedDiagnostic, keep};
use crate::model::value::{MAX_DEPTH, Value};

use super::{plain, yaml_help};

/// Nodes and bytes of text that aliases may repeat in one document.
const MAX_REPEATED: usize = 1 << 20;

/// What a YAML document holds.
#[derive(Debug, Default)]
pub(super) struct Document<'a> {
    /// The root; none in a document without any value.
    pub(super) root: Option<Spanned<'a>>,
    /// Faults for which the document is not what it seems.
    pub(super) errors: Vec<UnlocatedDiagnostic>,
    /// What should be said about it.
    pub(super) warnings: Vec<UnlocatedDiagnostic>,
}

/// Parses `yaml`, which begins at byte `base` of its file: all places count from the file's start.
pub(super) fn parse(yaml: &str, base: usize) -> Document<'_> {
    let mut options =
        granit_parser::options! { block_nesting_limit: 1000, flow_nesting_limit: 1000 };
    options.set_emit_comments(false);
    let parser = Parser::new_from_str_with_options(yaml, options);
    let mut builder = Builder {
        parser,
        yaml,
        base,
        anchors: HashMap::new(),
        repeated: 0,
        place: Vec::new(),
        document: Document::default(),
    };
    if let Err(problem) = builder.run() {
        // A fault leaves the way to where it was met.
        let place = builder.place();
        builder.document.errors.push(problem.in_field(place));
    }
    builder.document
}

struct Builder<'a> {
    parser: Parser<'a, StrInput<'a>>,
    yaml: &'a str,
    base: usize,
    anchors: HashMap<usize, Spanned<'a>>,
    repeated: usize,
    /// The keys and indexes on the way to the current node.
    place: Vec<Part<'a>>,
    document: Document<'a>,
}

/// One step into a tree.
enum Part<'a> {
    Key(Cow<'a, str>),
    Index(usize),
}

type Step<T> = Result<T, UnlocatedDiagnostic>;

impl<'a> Builder<'a> {
    fn run(&mut self) -> Step<()> {
        let mut documents = 0;
        loop {
            let (event, span) = self.next()?;
            match event {
                Event::StreamEnd => return Ok(()),
                Event::StreamStart | Event::DocumentEnd => {}
                Event::DocumentStart(..) if documents == 1 => {
                    let message = "the front matter holds more than one YAML document";
                    return Err(UnlocatedDiagnostic::new(Code::YamlSyntax, self.at(span), message));
                }
                Event::DocumentStart(..) => documents += 1,
                event => self.document.root = Some(self.node(event, span, 0)?),
            }
        }
    }

    fn next(&mut self) -> Step<(Event<'a>, Span)> {
        match self.parser.next() {
            Some(Ok(next)) => Ok(next),
            Some(Err(error)) => Err(self.scan_problem(&error)),
            None => Ok((Event::StreamEnd, Span::default())),
        }
    }

    /// The parser's error; one in a line that is indented by a tab is about that tab.
    fn scan_problem(&self, error: &ScanError) -> UnlocatedDiagnostic {
        let at = self.byte(error.marker());
        let line = self.yaml[..at].rfind('\n').map_or(0, |newline| newline + 1);
        let blanks = self.yaml[line..].find(|c| !matches!(c, ' ' | '\t'));
        let indent = &self.yaml[line..line + blanks.unwrap_or(0)];
        match indent.find('\t') {
            Some(tab) => {
                UnlocatedDiagnostic::new(Code::YamlSyntax, self.base + line + tab, error.info())
                    .with_help("indent with spaces; YAML does not allow tabs there")
            }
            None => UnlocatedDiagnostic {
                help: yaml_help::help(error.kind()).map(str::to_owned),
                ..UnlocatedDiagnostic::new(code_of(error.kind()), self.base + at, error.info())
            },
        }
    }

    fn byte(&self, marker: &granit_parser::Marker) -> usize {
        let chars =
            || self.yaml.char_indices().nth(marker.index()).map_or(self.yaml.len(), |(at, _)| at);
        let at = marker.byte_offset().unwrap_or_else(chars).min(self.yaml.len());
        (0..=at).rev().find(|&at| self.yaml.is_char_boundary(at)).unwrap_or(0)
    }

    fn at(&self, span: Span) -> usize {
        self.base + self.byte(&span.start)
    }

    fn node(&mut self, event: Event<'a>, span: Span, depth: usize) -> Step<Spanned<'a>> {
        let at = self.at(span);
        if depth > MAX_DEPTH + KNOWN_DEPTH {
            let message = format!("values are nested more than {MAX_DEPTH} levels deep");
            return Err(UnlocatedDiagnostic::new(Code::TooDeep, at, message));
        }
        let (node, anchor) = match event {
            Event::Scalar(text, style, anchor, tag) => {
                (Spanned::scalar(at, self.scalar(text, style, tag.as_deref(), at)), anchor)
            }
            Event::SequenceStart(_, anchor, tag) => {
                self.check_tag(tag.as_deref(), "seq", at);
                (self.list(at, depth)?, anchor)
            }
            Event::MappingStart(_, anchor, tag) => {
                self.check_tag(tag.as_deref(), "map", at);
                (self.map(at, depth)?, anchor)
            }
            Event::Alias(id) => return self.alias(id, at, depth),
            other => {
                let message = format!("unexpected {other:?}");
                return Err(UnlocatedDiagnostic::new(Code::YamlSyntax, at, message));
            }
        };
        if anchor != 0 {
            self.anchors.insert(anchor, node.clone());
        }
        Ok(node)
    }

    fn alias(&mut self, id: usize, at: usize, depth: usize) -> Step<Spanned<'a>> {
        let Some(node) = self.anchors.get(&id) else {
            return Err(UnlocatedDiagnostic::new(
                Code::YamlSyntax,
                at,
                "the alias is inside the value that it repeats",
            ));
        };
        let (weight, height) = measure(node);
        self.repeated += weight;
        if self.repeated > MAX_REPEATED || depth + height > MAX_DEPTH + KNOWN_DEPTH {
            let message = "the aliases expand to too many values";
            return Err(UnlocatedDiagnostic::new(Code::TooDeep, at, message));
        }
        Ok(Spanned { at, ..node.clone() })
    }

    fn list(&mut self, at: usize, depth: usize) -> Step<Spanned<'a>> {
        let mut items = Vec::new();
        loop {
            match self.next()? {
                (Event::SequenceEnd, _) => {
                    return Ok(Spanned { at, data: SpannedKind::List(items) });
                }
                (event, span) => {
                    self.place.push(Part::Index(items.len()));
                    items.push(self.node(event, span, depth + 1)?);
                    self.place.pop();
                }
            }
        }
    }

    fn map(&mut self, at: usize, depth: usize) -> Step<Spanned<'a>> {
        let mut entries: Vec<Entry<'a>> = Vec::new();
        let mut seen = Seen::default();
        let mut merge = None;
        loop {
            let (event, span) = self.next()?;
            if event == Event::MappingEnd {
                break;
            }
            let is_merge =
                matches!(&event, Event::Scalar(text, ScalarStyle::Plain, _, None) if text == "<<");
            let key_node = self.key_node(event, span, depth)?;
            let key_at = key_node.at;
            let key = self.key(key_node);
            self.place.push(Part::Key(key.clone().unwrap_or_default()));
            let (event, span) = self.next()?;
            let node = self.node(event, span, depth + 1)?;
            match key {
                None => {}
                Some(_) if is_merge && merge.is_none() => merge = Some((entries.len(), node)),
                Some(key) if is_merge || !seen.insert(&entries, key.clone()) => {
                    let message = format!("the key `{}` is given twice", short(&key));
                    let problem = UnlocatedDiagnostic::new(Code::DuplicateKey, key_at, message);
                    self.error(problem);
                }
                Some(key) => entries.push(Entry { key, at: key_at, node }),
            }
            self.place.pop();
        }
        if let Some((place, node)) = merge {
            self.merge(&mut entries, place, node);
        }
        Ok(Spanned { at, data: SpannedKind::Map(entries) })
    }

    fn error(&mut self, problem: UnlocatedDiagnostic) {
        let problem = problem.in_field(self.place());
        keep(&mut self.document.errors, problem);
    }

    fn warn(&mut self, problem: UnlocatedDiagnostic) {
        let problem = problem.in_field(self.place());
        keep(&mut self.document.warnings, problem);
    }

    /// Where the current node stands, such as `images[2].width`.
    fn place(&self) -> String {
        let mut text = String::new();
        for part in &self.place {
            match part {
                Part::Key(key) if text.is_empty() => text.push_str(&short(key)),
                Part::Key(key) => text.extend([".", &short(key)]),
                Part::Index(index) => text.extend(["[", &index.to_string(), "]"]),
            }
        }
        text
    }

    /// The node of a key, its text unresolved when it is a plain scalar.
    fn key_node(&mut self, event: Event<'a>, span: Span, depth: usize) -> Step<Spanned<'a>> {
        let Event::Scalar(text, ScalarStyle::Plain, anchor, None) = event else {
            return self.node(event, span, depth + 1);
        };
        let at = self.at(span);
        if !matches!(plain::resolve(text.clone()), Value::Text(_)) && text != "<<" {
            let message = format!(
                "the key `{}` is not text; it was read as the text {}",
                short(&text),
                quote(&text)
            );
            let problem = UnlocatedDiagnostic::new(Code::KeyNotText, at, message);
            self.warn(problem.with_help("put it in quotes"));
        }
        let node = Spanned::scalar(at, Value::Text(text));
        if anchor != 0 {
            self.anchors.insert(anchor, node.clone());
        }
        Ok(node)
    }

    /// The text of a key; a key that is a list or a map is an error.
    fn key(&mut self, node: Spanned<'a>) -> Option<Cow<'a, str>> {
        match node.data {
            SpannedKind::Scalar(Value::Text(text)) => Some(text),
            SpannedKind::Scalar(value) => Some(value.to_string().into()),
            SpannedKind::List(_) | SpannedKind::Map(_) => {
                let message = format!("a key must be text, found {}", node.describe());
                self.error(UnlocatedDiagnostic::new(Code::ComplexKey, node.at, message));
                None
            }
        }
    }

    /// Puts the keys of a merged map, or of a list of them, where `<<` stood; keys that are there win.
    fn merge(&mut self, entries: &mut Vec<Entry<'a>>, place: usize, node: Spanned<'a>) {
        let at = node.at;
        let maps = match node.data {
            SpannedKind::List(items) => items,
            _ => vec![node],
        };
        let mut seen: HashSet<Cow<'a, str>> =
            entries.iter().map(|entry| entry.key.clone()).collect();
        let mut merged: Vec<Entry<'a>> = Vec::new();
        for map in maps {
            let SpannedKind::Map(more) = map.data else {
                let message =
                    format!("`<<` needs a map or a list of maps, found {}", map.describe());
                let problem = UnlocatedDiagnostic::new(Code::BadMerge, at, message);
                self.error(problem);
                return;
            };
            merged.extend(more.into_iter().filter(|entry| seen.insert(entry.key.clone())));
        }
        entries.splice(place..place, merged);
    }

    fn scalar(
        &mut self,
        text: Cow<'a, str>,
        style: ScalarStyle,
        tag: Option<&Tag>,
        at: usize,
    ) -> Value<'a> {
        let name = tag.map(name_of);
        match name.as_deref() {
            None if style == ScalarStyle::Plain => plain::resolve(text),
            None | Some("!" | "!!str" | "!!binary" | "!!timestamp") => Value::Text(text),
            Some(core @ ("!!int" | "!!float" | "!!bool" | "!!null")) => self.tagged(core, text, at),
            Some(_) => {
                self.check_tag(tag, "str", at);
                if style == ScalarStyle::Plain { plain::resolve(text) } else { Value::Text(text) }
            }
        }
    }

    /// The value of a scalar whose tag demands a type.
    fn tagged(&mut self, tag: &str, text: Cow<'a, str>, at: usize) -> Value<'a> {
        let value = plain::resolve(text.clone());
        let float = |value: &Value<'_>| match value {
            Value::Integer(whole) => Some(Value::number(format!("{whole}.0").into())),
            _ => None,
        };
        match (tag, &value) {
            ("!!int", Value::Integer(_) | Value::Decimal(_))
            | ("!!float", Value::Float(_) | Value::Decimal(_))
            | ("!!bool", Value::Boolean(_))
            | ("!!null", Value::Null) => value,
            ("!!float", whole @ Value::Integer(_)) => float(whole).unwrap_or(value),
            _ => {
                let message = format!("{} is not a value of type `{tag}`", quote(&text));
                self.error(UnlocatedDiagnostic::new(Code::WrongType, at, message));
                Value::Text(text)
            }
        }
    }

    /// Warns of a tag other than the core schema's `expected`.
    fn check_tag(&mut self, tag: Option<&Tag>, expected: &str, at: usize) {
        let Some(name) = tag.map(name_of) else { return };
        if name != "!" && name != format!("!!{expected}") {
            let message = format!("the tag `{name}` was dropped");
            self.warn(UnlocatedDiagnostic::new(Code::UnknownTag, at, message));
        }
    }
}

fn code_of(kind: &ErrorKind) -> Code {
    if *kind == ErrorKind::RecursionLimitExceeded { Code::TooDeep } else { Code::YamlSyntax }
}

/// The tag as it is usually spelled: `!!int`, `!local`, or a whole URI.
fn name_of(tag: &Tag) -> String {
    let whole = tag.to_string();
    match whole.strip_prefix("tag:yaml.org,2002:") {
        Some(suffix) => format!("!!{suffix}"),
        None => whole,
    }
}

/// What repeating a node costs, in nodes and bytes of text, and how deep it is.
fn measure(node: &Spanned<'_>) -> (usize, usize) {
    let fold = |parts: &mut dyn Iterator<Item = (usize, usize)>| {
        let (weight, height) =
            parts.fold((1, 0), |(w, h), (weight, height)| (w + weight, h.max(height)));
        (weight, height + 1)
    };
    match &node.data {
        SpannedKind::Scalar(Value::Text(text) | Value::Decimal(text)) => (1 + text.len(), 0),
        SpannedKind::Scalar(_) => (1, 0),
        SpannedKind::List(items) => fold(&mut items.iter().map(measure)),
        SpannedKind::Map(entries) => fold(&mut entries.iter().map(|entry| {
            let (weight, height) = measure(&entry.node);
            (weight + entry.key.len(), height)
        })),
    }
}
