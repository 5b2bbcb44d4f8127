//! The fast path through front matter: from bytes to borrowed fields, without a tree in between.
//!
//! Real front matter uses a small part of YAML. This scanner supports only that part. If it finds anything
//! else, it declines, and [the full YAML parser](super::yaml) parses the whole file. The scanner may decline
//! anything, but if it succeeds, the full parser returns the same article without any problem. So all errors
//! and warnings come from the full parser.
//!
//! It supports exactly this:
//!
//! | part | what is known |
//! |---|---|
//! | the file | a byte order mark, `---`, entries, and a line `---` or `...`; LF or CRLF; UTF-8 without control characters, U+2028, U+2029, marks and non-characters |
//! | lines between entries | empty lines, lines of spaces, lines with only a comment |
//! | comments | `# …` with a space on both sides of the sign, after a value |
//! | maps | one key on a line, all at the same indent, the outermost at none; no key twice, up to 64 unknown ones |
//! | keys | plain or quoted, up to 1000 bytes, followed at once by `: ` or by `:` and the line's end; plain ones that are text |
//! | lists | `- item` on a line, at the indent of their key or further in; maps and lists may begin after the dash |
//! | empty collections | exactly `[]` and `{}` |
//! | lists in brackets | scalars on one line; plain ones without indicators |
//! | block scalars | `\|`, `\|-`, `>` and `>-`; folded text on lines at one indent, without empty lines |
//! | plain scalars on several lines | further in than their key, without empty lines and comments |
//! | other scalars | plain, in single or in double quotes, on one line, followed by nothing but spaces; plain ones that do not begin with `---` or `...`; all escapes but surrogates and escaped line ends |
//! | types | those of the core schema, as [`plain::typed`](super::plain::typed) tells them; of known fields the type that the field has, or null; times with an offset |
//! | depth | that of [`MAX_DEPTH`](crate::schema::MAX_DEPTH) |
//!
//! Therefore it declines anchors, aliases, tags, maps in braces, quoted scalars of many lines, `? `, merge keys, tabs,
//! items with nothing after the dash, document markers, and every value of a wrong type.

mod block;
mod chars;
mod cursor;
mod extra;
mod fields;
mod flow;
mod scalar;

use crate::model::article::Article;

use super::fences::Parts;
use super::language::Form;
use super::style;
use cursor::Cursor;

/// The scanner declines the front matter: the full parser is needed.
struct Declined;

type Scan<T> = Result<T, Declined>;

/// Parses the Markdown file `text` to an article without a path. Returns `None` if the full parser is needed.
pub(super) fn article(text: &str) -> Option<Article<'_>> {
    let mut article = Article::default();
    scan(text, &mut article).ok().map(|()| article)
}

fn scan<'a>(text: &'a str, article: &mut Article<'a>) -> Scan<()> {
    let mut cursor = Cursor::new(text)?;
    match cursor.column {
        0 => {}
        1 => cursor.record(article)?,
        // YAML allows an indented outermost map, but the columns below count from 1 for the
        // unindented one.
        _ => return Err(Declined),
    }
    let Some(Parts { front: Some(yaml), body, .. }) = cursor.parts else { return Err(Declined) };
    // Checked last and in one pass: a loop over the bytes without branches is far faster than a
    // check at each token, and what was scanned before is dropped if it fails.
    if !chars::are_usual(&text.as_bytes()[yaml]) {
        return Err(Declined);
    }
    article.body = body.map(|at| text[at..].into());
    // The full parser records the same tokens in `spelling::of`; both sort them by pointer, so the
    // text of `sourceStyle` does not depend on the parser.
    if !cursor.spelled.is_empty() {
        let tokens = cursor.spelled.iter().map(|(pointer, raw)| (&**pointer, *raw));
        article.source_style = style::to_json(tokens, Form::Yaml).map(Into::into);
    }
    Ok(())
}

#[cfg(test)]
mod tests;
