//! What the text of front matter holds, in whichever language it was written.

use std::borrow::Cow;

use crate::decode::tree::Spanned;
use crate::diagnostic::UnlocatedDiagnostic;
use crate::diagnostic::excerpt::short;

/// What front matter holds. All places are bytes of the file.
#[derive(Debug, Default)]
pub(super) struct Document<'a> {
    /// The root; none in a document without any value.
    pub(super) root: Option<Spanned<'a>>,
    /// Faults for which the document is not what it seems.
    pub(super) errors: Vec<UnlocatedDiagnostic>,
    /// What should be said about it.
    pub(super) warnings: Vec<UnlocatedDiagnostic>,
    /// Where scalars and collections in brackets begin and end, without those of YAML that have a tag or an
    /// anchor, ascending.
    pub(super) spans: Vec<(usize, usize)>,
    /// Byte of the YAML where a quoted text went on at the start of a line, which ended the parsing.
    pub(super) unindented: Option<usize>,
}

/// One step into a tree.
pub(super) enum Part<'a> {
    Key(Cow<'a, str>),
    Index(usize),
}

/// Returns the path of these steps, such as `images[2].width`.
pub(super) fn place(parts: &[Part<'_>]) -> String {
    let mut text = String::new();
    for part in parts {
        match part {
            Part::Key(key) if text.is_empty() => text.push_str(&short(key)),
            Part::Key(key) => text.extend([".", &short(key)]),
            Part::Index(index) => text.extend(["[", &index.to_string(), "]"]),
        }
    }
    text
}
