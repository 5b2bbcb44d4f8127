//! The JSON feed of the everyday-cc sites.
//!
//! It has no published specification; this is what the sites' own pages show
//! (<https://github.com/everyday-cc/powerapps>). A page is an object
//! `{"page": 1, "value": [entries], "nextPage": null}`, indented by two spaces. Every entry has the same
//! members in the same order, [`MEMBERS`], and spells out null and defaults; it has no place for an
//! article's `quality`, `published`, `related` and `secured`.
//!
//! | quirk | rule |
//! |---|---|
//! | defaults | an absent `isCached` is written as false, an absent `locale` as `en-us`; both are read as absent |
//! | `publishers` | of a provider: null, unless an unknown key of that name holds something |
//! | `categories` | a list of the one `category`; a list of none or several is kept as an unknown key |
//! | `content` | the body; one of white space alone is written as empty text, which is read as one line end |
//! | unknown members | are written next to the known ones, after them; an entry's member named like a front matter field is that field |
//! | what an entry cannot hold | is written to [`REMAINDERS`], a member of the envelope after `nextPage`: an array with one element per entry, null or an object of the article's fields as in JSON, null for one that is absent, `extra` for all unknown keys; it is absent if no entry needs it |
//! | edited entries | a field of a remainder that no longer fits its entry is passed over with a warning: the entry is right |
//! | pages | several pages are read one after the other, and written as one page 1 |
//! | memory | a page is read whole; in writing, remainders wait in memory or, past 16 MiB, in a temporary file |

mod decode;
mod encode;
mod encoder;
mod members;
mod reader;
mod sidecar;
#[cfg(test)]
mod tests;
mod writer;

use crate::pipeline::format::FormatSpec;
use crate::pipeline::reader::Chain;
use crate::pipeline::run::run;

/// The site feed. It is selected only by name, since its files have the extension `.json`.
pub(crate) const SPEC: FormatSpec = FormatSpec {
    name: "feed",
    title: "the JSON feed of the everyday-cc sites",
    url: "https://github.com/everyday-cc/powerapps",
    extensions: members::EXTENSIONS,
    is_text: true,
    one_file_per_article: false,
    looks_like: |_| false,
    open: |inputs, options| Ok(Box::new(Chain::new(inputs, options, reader::open))),
    convert: run::<writer::Page>,
};
