//! Markdown files with front matter in YAML, TOML or JSON, one article each.
//!
//! Specifications: [YAML 1.2.2](https://yaml.org/spec/1.2.2/), core schema; front matter as
//! [Jekyll](https://jekyllrb.com/docs/front-matter/) reads it.
//!
//! | quirk | rule |
//! |---|---|
//! | fences | `---` opens on the first line, after a byte order mark; the next line that is `---` or `...` closes; blanks may follow both |
//! | body | every byte after the closing fence's line; absent when the file ends within that line |
//! | no front matter | the file is a body, with a warning |
//! | other languages | TOML between `+++` lines or after `---toml`, JSON as an object `{ "…` or after `---json` or `;;;`: [`toml`], [`json`] |
//! | header lines | `Key: value` without fences, only where the options allow them: [`header`] |
//! | merge keys | `<<` is applied; keys of the map itself win, then those of earlier maps |
//! | tags | the core schema's are obeyed, `!!binary` and `!!timestamp` stay text, others are dropped with a warning |
//! | fast path | [`scan`] reads the plain front matter of real archives, and leaves all other to the full parser, which alone reports problems |
//! | spelling | what the house style would spell otherwise is kept in `sourceStyle`, see [`style`] |
//! | house style | written by [`render`]: the layout of the real archives; other languages by [`render_toml`], [`render_json`] and [`render_header`] |
//! | keys of a generator | written where a profile is asked for: [`profiled`] |
//! | language written | the one that was asked for, else the one that the article came in, else YAML: [`file`] |

pub mod both_parsers;
mod canonical;
mod continued;
mod document;
mod encoder;
mod fences;
mod file;
mod header;
mod items;
mod json;
mod language;
mod parse;
mod paths;
mod plain;
mod preserve;
mod profile_file;
mod profiled;
mod reader;
mod render;
mod render_header;
mod render_json;
mod render_toml;
mod scan;
pub(crate) mod settings;
mod source;
mod spelling;
mod style;
pub(crate) mod text;
mod toml;
mod writer;
mod yaml;
mod yaml_help;

use crate::pipeline::format::FormatSpec;
use crate::pipeline::run::run;

/// Markdown with YAML front matter.
pub(crate) const SPEC: FormatSpec = FormatSpec {
    name: "markdown",
    title: "Markdown with YAML front matter: a file, or a folder of files",
    url: "https://jekyllrb.com/docs/front-matter/",
    extensions: paths::EXTENSIONS,
    is_text: true,
    one_file_per_article: true,
    looks_like: fences::looks_like,
    open: |inputs, options| Ok(Box::new(reader::Files::new(inputs, options))),
    convert: run::<writer::Files>,
};
