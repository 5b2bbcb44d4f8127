//! YAML to trees: events of the full YAML library, with the core schema, anchors and merge keys applied.
//!
//! Specification: [YAML 1.2.2](https://yaml.org/spec/1.2.2/); merge keys as in
//! [the YAML 1.1 type](https://yaml.org/type/merge.html).

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap, HashSet};

use granit_parser::{ErrorKind, Event, Parser, ScalarStyle, ScanError, Span, StrInput, Tag};

use crate::decode::tree::{Entry, KNOWN_DEPTH, Seen, Spanned, SpannedKind, place_of};
use crate::diagnostic::advice::Advice;
use crate::diagnostic::excerpt::{quote, short};
use crate::diagnostic::{Code, UnlocatedDiagnostic, keep};
use crate::model::value::{MAX_DEPTH, Value};

use super::document::{self, Document, Part};
use super::{plain, yaml_help};

/// Nodes and bytes of text that aliases may repeat in one document.
const MAX_REPEATED: usize = 1 << 20;

/// Parses `yaml`, which begins at byte `base` of its file: all places count from the file's start.
pub(super) fn parse(yaml: &str, base: usize) -> Document<'_> {
    let mut options =
        // Far above `MAX_DEPTH`, so that the error for values that are nested too deeply is
        // newsconv's own in all but absurd files.
        granit_parser::options! { block_nesting_limit: 1000, flow_nesting_limit: 1000 };
    options.set_emit_comments(false);
    let parser = Parser::new_from_str_with_options(yaml, options);
    let mut builder = Builder {
        parser,
        yaml,
        base,
        anchors: HashMap::new(),
        unused: BTreeMap::new(),
        repeated: 0,
        place: Vec::new(),
        document: Document::default(),
    };
    let done = builder.run();
    // Also after an error: the warnings before it are part of what the reader of the messages has
    // to mend.
    builder.warn_of_unused_anchors();
    if let Err(problem) = done {
        // A fault leaves the way to where it was met.
        let place = builder.place();
        builder.document.errors.push(problem.in_field(place));
    }
    // A collection ends after its items and is recorded after them, so the spans are not ascending
    // yet.
    builder.document.spans.sort_unstable();
    builder.document
}

struct Builder<'a> {
    parser: Parser<'a, StrInput<'a>>,
    yaml: &'a str,
    base: usize,
    anchors: HashMap<usize, Spanned<'a>>,
    /// Anchors of plain texts that no alias has named yet, with the places of the texts.
    unused: BTreeMap<usize, (usize, String)>,
    repeated: usize,
    /// The keys and indexes on the way to the current node.
    place: Vec<Part<'a>>,
    document: Document<'a>,
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
                // A line `---` would have been the closing fence, so this document begins on a line
                // such as `--- text`.
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

    /// Returns the parser's error in words; one in a line that is indented by a tab is about that tab.
    fn scan_problem(&mut self, error: &ScanError) -> UnlocatedDiagnostic {
        let at = self.byte(error.marker());
        let start = self.yaml[..at].rfind('\n').map_or(0, |newline| newline + 1);
        let line = self.yaml[start..].split(['\n', '\r']).next().unwrap_or_default();
        // `continued::parse` mends this and parses again. If it cannot, the error counts.
        if *error.kind() == ErrorKind::InvalidQuotedScalarIndent && at == start {
            self.document.unindented = Some(at);
        }
        let message = yaml_help::message(error.kind());
        let blanks = line.find(|c| !matches!(c, ' ' | '\t')).unwrap_or(line.len());
        if let Some(tab) = line[..blanks].find('\t') {
            let at = self.base + start + tab;
            return UnlocatedDiagnostic::new(Code::YamlSyntax, at, message)
                .with_help(yaml_help::NO_TABS);
        }
        UnlocatedDiagnostic {
            help: yaml_help::help(error.kind(), line).map(Advice::from),
            ..UnlocatedDiagnostic::new(code_of(error.kind()), self.base + at, message)
        }
    }

    fn byte(&self, marker: &granit_parser::Marker) -> usize {
        // The parser gives bytes for strings; counting characters is the fallback for markers
        // without them.
        let chars =
            || self.yaml.char_indices().nth(marker.index()).map_or(self.yaml.len(), |(at, _)| at);
        let at = marker.byte_offset().unwrap_or_else(chars).min(self.yaml.len());
        // A marker within a character would panic in a slice further on.
        (0..=at).rev().find(|&at| self.yaml.is_char_boundary(at)).unwrap_or(0)
    }

    fn at(&self, span: Span) -> usize {
        self.base + self.byte(&span.start)
    }

    fn node(&mut self, event: Event<'a>, span: Span, depth: usize) -> Step<Spanned<'a>> {
        let at = self.at(span);
        // Fields of the model may nest by themselves, so `KNOWN_DEPTH` is added to what unknown
        // keys may use.
        if depth > MAX_DEPTH + KNOWN_DEPTH {
            let message = format!("values are nested more than {MAX_DEPTH} levels deep");
            return Err(UnlocatedDiagnostic::new(Code::TooDeep, at, message));
        }
        let (node, anchor) = match event {
            Event::Scalar(text, style, anchor, tag) => {
                if style == ScalarStyle::Plain {
                    self.look_for_lost_text(&text, span, (anchor, tag.is_some()));
                }
                // Spans are for tokens of one line that can be repeated elsewhere: an anchor must
                // not be defined twice, and a block scalar has several lines.
                let is_block = matches!(style, ScalarStyle::Literal | ScalarStyle::Folded);
                if anchor == 0 && tag.is_none() && !is_block {
                    self.document.spans.push((at, self.base + self.byte(&span.end)));
                }
                (Spanned { at, data: self.scalar(text, style, tag.as_deref(), at) }, anchor)
            }
            Event::SequenceStart(_, anchor, tag) => {
                self.check_tag(tag.as_deref(), "seq", at);
                let (node, end) = self.list(at, depth)?;
                self.record_span(&node, end, anchor != 0 || tag.is_some());
                (node, anchor)
            }
            Event::MappingStart(_, anchor, tag) => {
                self.check_tag(tag.as_deref(), "map", at);
                let (node, end) = self.map(at, depth)?;
                self.record_span(&node, end, anchor != 0 || tag.is_some());
                (node, anchor)
            }
            Event::Alias(id) => return self.alias(id, at, depth),
            other => {
                let message = format!("unexpected {other:?}");
                return Err(UnlocatedDiagnostic::new(Code::YamlSyntax, at, message));
            }
        };
        // The parser numbers anchors from 1; 0 means that the node has none.
        if anchor != 0 {
            self.anchors.insert(anchor, node.clone());
        }
        Ok(node)
    }

    /// Warns where what follows or begins a plain scalar is a comment or an anchor to YAML, and was hardly meant
    /// so: `title: #1 hit`, `title: The #1 hit`, `title: &Partners open`.
    fn look_for_lost_text(&mut self, text: &str, span: Span, (anchor, tagged): (usize, bool)) {
        let (start, end) = (self.byte(&span.start), self.byte(&span.end));
        let is_nothing = start == end && anchor == 0 && !tagged;
        let count = |at: usize, of: &[u8]| {
            self.yaml[at..].bytes().take_while(|byte| of.contains(byte)).count()
        };
        // A value that is not there has the place of the colon, or of the dash, before it.
        let after = if is_nothing { start + count(start, b":-?") } else { end };
        let blanks = count(after, b" \t");
        let is_comment = blanks > 0 && self.yaml[after + blanks..].starts_with('#');
        // The rest of the line is looked for only where there is a comment: a line may have many values.
        let lost = if is_comment {
            self.yaml[after + blanks..].split(['\n', '\r']).next().unwrap_or_default()
        } else {
            ""
        };
        // `#1` and `#tag` look like text; `# comment`, with a space, like a comment that was meant.
        let tag_like = lost.chars().nth(1).is_some_and(char::is_alphanumeric);
        let is_text = || plain::typed(text).is_none();
        let at = self.base + after + blanks;
        if is_comment && is_nothing {
            let message = format!("the value is null: what follows is a comment, {}", quote(lost));
            let problem = UnlocatedDiagnostic::new(Code::CommentedOut, self.base + start, message);
            self.warn(problem.with_help("put a text that begins with `#` in quotes"));
        } else if is_comment && tag_like && is_text() {
            let message = format!("the text ends before a comment, {}", quote(lost));
            let problem = UnlocatedDiagnostic::new(Code::CommentedOut, at, message);
            self.warn(problem.with_help("put a text that holds ` #` in quotes"));
        }
        if anchor != 0 && is_text() {
            self.unused.insert(anchor, (self.base + start, self.place()));
        }
    }

    fn warn_of_unused_anchors(&mut self) {
        for (at, place) in std::mem::take(&mut self.unused).into_values() {
            // The anchor is directly before the text that it marks.
            let line = self.yaml[..at - self.base].rfind('&').unwrap_or(0);
            let anchor = self.yaml[line..].split_whitespace().next().unwrap_or_default();
            let message = format!(
                "{} is an anchor that nothing repeats, and not part of the text",
                quote(anchor)
            );
            let problem = UnlocatedDiagnostic::new(Code::UnusedAnchor, at, message);
            let problem = problem.with_help("put a text that begins with `&` in quotes");
            keep(&mut self.document.warnings, problem.in_field(place));
        }
    }

    fn alias(&mut self, id: usize, at: usize, depth: usize) -> Step<Spanned<'a>> {
        self.unused.remove(&id);
        // A node is added to the anchors when it is complete, so an alias to a parent finds
        // nothing. YAML allows such cycles; a tree cannot have them.
        let Some(node) = self.anchors.get(&id) else {
            return Err(UnlocatedDiagnostic::new(
                Code::YamlSyntax,
                at,
                "the alias is inside the value that it repeats",
            ));
        };
        let (weight, height) = measure(node);
        // Aliases of aliases grow exponentially ("billion laughs"). The sum over the whole document
        // bounds time and memory before anything is copied.
        self.repeated += weight;
        if self.repeated > MAX_REPEATED || depth + height > MAX_DEPTH + KNOWN_DEPTH {
            let message = "the aliases expand to too many values";
            return Err(UnlocatedDiagnostic::new(Code::TooDeep, at, message));
        }
        Ok(Spanned { at, ..node.clone() })
    }

    /// Records where a collection begins and ends; block collections have no brackets and do not count.
    fn record_span(&mut self, node: &Spanned<'_>, end: usize, marked: bool) {
        let is_flow = self.yaml[node.at - self.base..].starts_with(['[', '{']);
        if is_flow && !marked {
            self.document.spans.push((node.at, end));
        }
    }

    /// Returns a list, and where it ends.
    fn list(&mut self, at: usize, depth: usize) -> Step<(Spanned<'a>, usize)> {
        let mut items = Vec::new();
        loop {
            match self.next()? {
                (Event::SequenceEnd, span) => {
                    let end = self.base + self.byte(&span.end);
                    return Ok((Spanned { at, data: SpannedKind::List(items) }, end));
                }
                (event, span) => {
                    self.place.push(Part::Index(items.len()));
                    items.push(self.node(event, span, depth + 1)?);
                    self.place.pop();
                }
            }
        }
    }

    /// Returns a map, and where it ends.
    fn map(&mut self, at: usize, depth: usize) -> Step<(Spanned<'a>, usize)> {
        let mut entries: Vec<Entry<'a>> = Vec::new();
        let mut seen = Seen::default();
        let mut merge = None;
        let end = loop {
            let (event, span) = self.next()?;
            if event == Event::MappingEnd {
                break self.base + self.byte(&span.end);
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
                // Applied after the loop, since keys of the map itself win even if they come later.
                Some(_) if is_merge && merge.is_none() => merge = Some((entries.len(), node)),
                Some(key) if is_merge || !seen.insert(&entries, key.clone()) => {
                    let first = place_of(&entries, &key);
                    self.error(UnlocatedDiagnostic::twice("key", &key, key_at, first));
                }
                Some(key) => entries.push(Entry { key, at: key_at, node }),
            }
            self.place.pop();
        };
        if let Some((place, node)) = merge {
            self.merge(&mut entries, place, node);
        }
        Ok((Spanned { at, data: SpannedKind::Map(entries) }, end))
    }

    fn error(&mut self, problem: UnlocatedDiagnostic) {
        let problem = problem.in_field(self.place());
        keep(&mut self.document.errors, problem);
    }

    fn warn(&mut self, problem: UnlocatedDiagnostic) {
        let problem = problem.in_field(self.place());
        keep(&mut self.document.warnings, problem);
    }

    /// Returns the path to the current node, such as `images[2].width`.
    fn place(&self) -> String {
        document::place(&self.place)
    }

    /// Returns the node of a key, its text unresolved when it is a plain scalar.
    fn key_node(&mut self, event: Event<'a>, span: Span, depth: usize) -> Step<Spanned<'a>> {
        // A key keeps its source text: `01` and `1` are different keys, though they are the same
        // number.
        let Event::Scalar(text, ScalarStyle::Plain, anchor, None) = event else {
            return self.node(event, span, depth + 1);
        };
        let at = self.at(span);
        // The parser gives `~` for a key that is not there.
        let is_nothing = self.byte(&span.start) == self.byte(&span.end);
        let text = if is_nothing { Cow::Borrowed("") } else { text };
        if plain::typed(&text).is_some() && text != "<<" {
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

    /// Returns the text of a key; a key that is a list or a map is an error.
    fn key(&mut self, node: Spanned<'a>) -> Option<Cow<'a, str>> {
        match node.data {
            SpannedKind::Scalar(Value::Text(text)) | SpannedKind::Spelled(text, _) => Some(text),
            SpannedKind::Scalar(value) => Some(value.to_string().into()),
            SpannedKind::List(_) | SpannedKind::Map(_) => {
                let message = format!("a key must be text, found {}", node.describe());
                self.error(UnlocatedDiagnostic::new(Code::ComplexKey, node.at, message));
                None
            }
        }
    }

    /// Puts the keys of a merged map, or of a list of them, where `<<` was; keys of the map itself win.
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
            // `insert` is false for a key that this map or an earlier merged one has, so the first
            // one wins.
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
    ) -> SpannedKind<'a> {
        let name = tag.map(name_of);
        match name.as_deref() {
            None if style == ScalarStyle::Plain => plain::node(text),
            // The tag `!` makes any scalar text (YAML 1.2.2, section 6.9.1), as quotes do.
            None | Some("!" | "!!str" | "!!binary" | "!!timestamp") => {
                SpannedKind::Scalar(Value::Text(text))
            }
            Some(core @ ("!!int" | "!!float" | "!!bool" | "!!null")) => {
                SpannedKind::Scalar(self.tagged(core, text, at))
            }
            Some(_) => {
                self.check_tag(tag, "str", at);
                let is_plain = style == ScalarStyle::Plain;
                if is_plain { plain::node(text) } else { SpannedKind::Scalar(Value::Text(text)) }
            }
        }
    }

    /// Returns the value of a scalar whose tag demands a type.
    fn tagged(&mut self, tag: &str, text: Cow<'a, str>, at: usize) -> Value<'a> {
        let value = plain::typed(&text).unwrap_or_else(|| Value::Text(text.clone()));
        // `!!float 3` is the float 3.0, not the integer.
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

/// Returns the tag as it is usually spelled: `!!int`, `!local`, or a whole URI.
fn name_of(tag: &Tag) -> String {
    let whole = tag.to_string();
    match whole.strip_prefix("tag:yaml.org,2002:") {
        Some(suffix) => format!("!!{suffix}"),
        None => whole,
    }
}

/// Returns what repeating a node costs, in nodes and bytes of text, and how deep it is.
fn measure(node: &Spanned<'_>) -> (usize, usize) {
    let fold = |parts: &mut dyn Iterator<Item = (usize, usize)>| {
        let (weight, height) =
            parts.fold((1, 0), |(w, h), (weight, height)| (w + weight, h.max(height)));
        (weight, height + 1)
    };
    match &node.data {
        SpannedKind::Scalar(Value::Text(text) | Value::Decimal(text))
        | SpannedKind::Spelled(text, _) => (1 + text.len(), 0),
        SpannedKind::Scalar(_) => (1, 0),
        SpannedKind::List(items) => fold(&mut items.iter().map(measure)),
        SpannedKind::Map(entries) => fold(&mut entries.iter().map(|entry| {
            let (weight, height) = measure(&entry.node);
            (weight + entry.key.len(), height)
        })),
    }
}
