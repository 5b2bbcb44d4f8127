//! Feeds in XML: RSS 2.0 and 0.9x, RSS 1.0 (RDF), Atom 1.0 and 0.3. They are read, never written.
//!
//! Specifications: [RSS 2.0](https://www.rssboard.org/rss-specification),
//! [RSS 1.0](https://web.resource.org/rss/1.0/spec), [Atom](https://www.rfc-editor.org/rfc/rfc4287),
//! [Media RSS](https://www.rssboard.org/media-rss).
//!
//! | quirk | rule |
//! |---|---|
//! | items | one article for each `item` or `entry`, in order |
//! | title, link, description or summary | `title`, `webUrl`, `excerpt` |
//! | `content:encoded`, Atom's `content` | `body`; HTML stays HTML, of XHTML the markup is kept |
//! | guid, id, `rdf:about` | `id`; the URL too, if there is no link and it is one |
//! | `pubDate`, `published`, `dc:date`; `updated` | the times, in RFC 2822 or RFC 3339; what is no time stays an unknown key, with a warning |
//! | `author`, `dc:creator`, `itunes:author` | `provider.authors`; of `mail (name)` the mail is an unknown key of the author |
//! | `source`, `dc:publisher`, else the feed's title and link | `provider.name`, `provider.domain` |
//! | `category`, `dc:subject` | `topics`, never split |
//! | enclosures, `media:content`, `media:thumbnail` | `images` if they are images |
//! | `dc:language`, `xml:lang`, the feed's language | `locale` |
//! | other elements of an item | unknown keys, by the usual prefix of their namespace: text, or a map with `@attribute` and `#text` |
//! | other elements of the feed | are reported and not read |
//! | HTML's entities, stray `&` | are read; entities that the document defines are never expanded, and nothing is fetched |
//! | encoding | the byte order mark, the XML declaration, else UTF-8; the option for the encoding overrides the declaration |
//! | damage | an item that is not well-formed is rejected alone |
//! | memory | a chunk of items at a time |

mod chunk;
mod feed;
mod item;
mod links;
mod media;
mod names;
mod people;
mod reader;
mod scan;
mod sniff;
#[cfg(test)]
mod tests;
mod time;
mod tree;

use crate::diagnostic::error::Error;
use crate::pipeline::format::FormatSpec;
use crate::pipeline::reader::Chain;

/// RSS, Atom and RDF.
pub(crate) const SPEC: FormatSpec = FormatSpec {
    name: "rss",
    title: "RSS, Atom and RDF feeds, which are only read",
    url: "https://www.rssboard.org/rss-specification",
    extensions: chunk::EXTENSIONS,
    is_text: true,
    one_file_per_article: false,
    looks_like: sniff::looks_like,
    open: |inputs, options| Ok(Box::new(Chain::new(inputs, options, reader::open))),
    convert: |_, _, _, _| Err(Error::usage(NOT_WRITTEN)),
};

/// What is said where feeds are asked for as an output.
const NOT_WRITTEN: &str = "feeds in XML are read and not written";
