//! Quoted texts that go on at the start of a line, where YAML wants an indent and most parsers take them.

use crate::diagnostic::{Code, UnlocatedDiagnostic};

use super::document::Document;
use super::yaml;

/// Texts of one document that are mended: each takes another look at all of it.
const MOST: usize = 64;

/// Parses `yaml`, which begins at byte `base` of its file. A quoted text of the outermost map may go on at the
/// start of a line, with a warning.
pub(super) fn parse(yaml: &str, base: usize) -> Document<'_> {
    let document = yaml::parse(yaml, base);
    match document.unindented {
        Some(at) => mended(yaml, base, at).unwrap_or(document),
        None => document,
    }
}

/// Returns the document `yaml` with the lines of its quoted texts indented, the first of which is at byte `at`;
/// `None` where that does not help.
fn mended(yaml: &str, base: usize, at: usize) -> Option<Document<'static>> {
    // All in bytes of the source, ascending.
    let (mut lines, mut firsts) = (Vec::new(), vec![at]);
    loop {
        // Each round mends one quoted text and parses again, because only the parser knows where
        // the next one is.
        lines.extend(unindented(yaml, *firsts.last()?)?);
        let text = indented(yaml, &lines);
        let places = Places::new(&lines, base);
        let document = yaml::parse(&text, 0);
        let Some(next) = document.unindented else {
            let mut document = owned(document, &places);
            document.warnings.extend(firsts.into_iter().map(|line| warning(base + line)));
            return Some(document);
        };
        let next = places.source(next) - base;
        // The parser must stop further down each time. Otherwise the indent did not help, and the
        // loop would not end.
        if lines.last().is_some_and(|&last| last >= next) || firsts.len() == MOST {
            return None;
        }
        firsts.push(next);
    }
}

fn warning(at: usize) -> UnlocatedDiagnostic {
    let message = "the quoted text goes on at the start of this line, where YAML wants an indent";
    UnlocatedDiagnostic::new(Code::ContinuedAtStart, at, message)
        .with_help("indent the line by a space or more")
}

/// Returns the text with a blank before each of the lines that begin at these bytes.
fn indented(yaml: &str, lines: &[usize]) -> String {
    let mut text = String::with_capacity(yaml.len() + lines.len());
    let mut start = 0;
    for &line in lines {
        text.push_str(&yaml[start..line]);
        text.push(' ');
        start = line;
    }
    text + &yaml[start..]
}

/// Returns the lines that go on at the start of a line within the quoted text that is open at byte `at`.
fn unindented(text: &str, at: usize) -> Option<Vec<usize>> {
    let opening =
        text[..at].lines().rev().find(|line| !line.is_empty() && !line.starts_with([' ', '\t']))?;
    // The last line above without an indent is the one with the key, since the text is a value of
    // the outermost map.
    let key = opening.find(": ")?;
    let line = opening.as_ptr() as usize - text.as_ptr() as usize;
    let value = opening[key + 2..].trim_start();
    let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    let start = line + opening.len() - value.len() + 1;
    let end = start + closing(&text[start..], quote)?;
    let starts = text[start..end].match_indices('\n').map(|(newline, _)| start + newline + 1);
    // Lines that have an indent already, and empty ones, stay as they are: more blanks would move
    // the positions for nothing.
    Some(starts.filter(|&line| !text[line..].starts_with([' ', '\t', '\n', '\r'])).collect())
}

/// Returns the byte of `text` where the closing quote is.
fn closing(text: &str, quote: char) -> Option<usize> {
    let mut escaped = false;
    let mut chars = text.char_indices();
    while let Some((at, c)) = chars.next() {
        // A doubled single quote is one quote of the text. The first of the two marks the second as
        // escaped.
        let is_doubled =
            || quote == '\'' && chars.clone().next().is_some_and(|(_, next)| next == c);
        escaped = match c {
            _ if escaped => false,
            '\\' => quote == '"',
            c if c == quote && is_doubled() => true,
            c if c == quote => return Some(at),
            _ => false,
        };
    }
    None
}

/// Maps positions in the text with the blanks to positions in the source.
struct Places {
    /// Where blanks were put in, in the text that has them.
    added: Vec<usize>,
    base: usize,
}

impl Places {
    fn new(lines: &[usize], base: usize) -> Self {
        // Each blank moves all later ones by one byte, so the place of the blank before the line
        // `index` is `index` further on.
        Self { added: lines.iter().enumerate().map(|(index, line)| line + index).collect(), base }
    }

    fn source(&self, at: usize) -> usize {
        // The number of blanks before `at` is how far the text was moved there.
        self.base + at - self.added.partition_point(|&blank| blank < at)
    }
}

fn owned(document: Document<'_>, places: &Places) -> Document<'static> {
    let problem = |problem: UnlocatedDiagnostic| UnlocatedDiagnostic {
        at: places.source(problem.at),
        ..problem
    };
    Document {
        root: document.root.map(|root| root.into_owned(&|at| places.source(at))),
        spans: document
            .spans
            .iter()
            .map(|&(start, end)| (places.source(start), places.source(end)))
            .collect(),
        errors: document.errors.into_iter().map(problem).collect(),
        warnings: document.warnings.into_iter().map(problem).collect(),
        // `unindented` stays `None`: the document was mended.
        ..Document::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::tree::SpannedKind;
    use crate::model::value::Value;

    fn parsed(text: &str) -> (Option<Value<'static>>, Vec<(Code, usize)>) {
        let Document { root, errors, warnings, .. } = parse(text, 3);
        assert!(errors.is_empty(), "{errors:?}");
        let found = warnings.iter().map(|warning| (warning.code, warning.at)).collect();
        (root.map(|root| root.into_owned(&|at| at).into_value()), found)
    }

    #[test]
    fn quoted_texts_may_go_on_at_the_start_of_a_line() {
        let text = "a: \"one\ntwo \\\"\n\n  three\nfour\\\nfive\"\nb: 'it''s\n#not: a comment\n'\nc: [1, x]\n";
        let (value, found) = parsed(text);
        let value = value.expect("a map");
        assert_eq!(value.get("a").and_then(Value::as_text), Some("one two \"\nthree fourfive"));
        assert_eq!(value.get("b").and_then(Value::as_text), Some("it's #not: a comment "));
        let at = |line: &str| (Code::ContinuedAtStart, 3 + text.find(line).expect("a line"));
        assert_eq!(found, [at("two"), at("#not")]);
        let root = parse(text, 3).root.expect("a map");
        let SpannedKind::Map(entries) = root.data else { panic!("a map") };
        let place = |word: &str| 3 + text.find(word).expect("a word");
        assert_eq!((entries[1].at, entries[2].at), (place("b: "), place("c: ")));
        assert_eq!(entries[2].node.at, place("[1"));
    }

    #[test]
    fn other_indentation_errors_are_not_repaired() {
        for text in [
            "a: \"one\ntwo\n",
            "a:\n  b: \"one\n  two\"\n",
            "a: \"one\n\ttwo\"\n",
            "- \"one\ntwo\"\n",
            "a: \"one\ntwo\" x\n",
        ] {
            assert!(!parse(text, 0).errors.is_empty(), "{text}");
        }
        let many = "a: \"one\ntwo\"\n".replace('a', "k");
        let many: String = (0..200).map(|n| many.replace('k', &format!("k{n}"))).collect();
        assert!(!parse(&many, 0).errors.is_empty());
    }
}
