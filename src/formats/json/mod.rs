//! JSON documents and newline-delimited JSON.
//!
//! Specifications: [RFC 8259](https://www.rfc-editor.org/rfc/rfc8259) and
//! [NDJSON](https://github.com/ndjson/ndjson-spec).
//!
//! | quirk | rule |
//! |---|---|
//! | document | one object, an array, or an object with the records in a member (`envelope/` says which), deeper than one level where `signature/` knows the API; `--records` names them |
//! | JSON Feed | what the feed says once holds for its items: `title` and `home_page_url` for the provider, `authors`, `language` |
//! | feeds and pages written | as `profiled` says; what they have no member for is in `_newsconv` of each item, which is read back |
//! | kind | NDJSON in a document and an array in NDJSON are read as what they are, with a note |
//! | names | `provider.name` is a part of the provider; other spellings of fields are bound if no member is spelled exactly |
//! | unknown members | are written next to the known ones, after them; all of them under `extra` if one has the name of a member, or if no field tells that it is an article |
//! | times | RFC 3339 text in their own offset; `publishedOffset` and `updatedOffset` are read, never written |
//! | whole floats | are taken for integers (`80.0`) |
//! | memory | lines and arrays are streamed; a document that is one object is read whole |

mod encoder;
mod envelope;
mod ids;
mod item_members;
mod profiled;
mod reader;
mod rest;
mod shared;
pub(crate) mod signature;
mod syntax;
mod writer;

#[cfg(test)]
mod tests;

use crate::pipeline::format::FormatSpec;
use crate::pipeline::reader::Chain;
use crate::pipeline::run::run;

/// JSON documents.
pub(crate) const SPEC: FormatSpec = FormatSpec {
    name: "json",
    title: "JSON: an object, an array, or an envelope around an array",
    url: "https://www.rfc-editor.org/rfc/rfc8259",
    extensions: syntax::EXTENSIONS,
    is_text: true,
    one_file_per_article: false,
    looks_like: |head| matches!(syntax::first_byte(head), Some(b'{' | b'[')),
    open: |inputs, options| Ok(Box::new(Chain::new(inputs, options, reader::document))),
    convert: run::<writer::Documents>,
};

/// Newline-delimited JSON.
pub(crate) const NDJSON_SPEC: FormatSpec = FormatSpec {
    name: "ndjson",
    title: "newline-delimited JSON, also called JSON Lines",
    url: "https://github.com/ndjson/ndjson-spec",
    extensions: syntax::NDJSON_EXTENSIONS,
    is_text: true,
    one_file_per_article: false,
    looks_like: reader::looks_like_lines,
    open: |inputs, options| Ok(Box::new(Chain::new(inputs, options, reader::lines))),
    convert: run::<writer::Lines>,
};
