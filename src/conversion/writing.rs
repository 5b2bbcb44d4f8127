//! The options of a conversion for how the output is written.

use std::num::NonZero;

use super::builder::Conversion;
use crate::io::compression::Compression;
use crate::pipeline::mapping::Mapping;
use crate::pipeline::options::{FrontMatter, JsonShape};

/// Options for how the output is written.
impl Conversion {
    /// Writes the front matter of Markdown in this language. By default it is written in the language that an article
    /// came in, and in YAML for articles from other formats.
    ///
    /// TOML has no null: an unknown key that is null is left out, with a warning, and null in a list is an error.
    ///
    /// ```
    /// use newsconv::{Conversion, FrontMatter, Input, format, io::Memory};
    ///
    /// let (input, output) = (Input::bytes("a.ndjson", b"{\"title\":\"One\"}".as_slice()), Memory::default());
    /// let conversion = Conversion::new().output_format(&format::MARKDOWN).front_matter(FrontMatter::Toml);
    /// conversion.run(input, &output, &mut |_| {})?;
    /// assert_eq!(output.take(), b"+++\ntitle = \"One\"\n+++");
    /// # Ok::<(), newsconv::Error>(())
    /// ```
    #[must_use]
    pub fn front_matter(mut self, language: FrontMatter) -> Self {
        self.options.write.front_matter = Some(language);
        self
    }

    /// Writes the keys, shapes and spellings of a profile: the opposite of [`mapping`](Self::mapping). By default newsconv's
    /// own.
    ///
    /// The profile of a site generator, or a mapping of your own, is written as Markdown: each field under the first key
    /// of the profile that can say it, times as the generator documents them, front matter in its usual language, and
    /// files without a path under its usual names. What it has no key for keeps its own name, and what came from another
    /// key of the same generator keeps that. `jsonfeed` is written as JSON, `schema-org` as JSON and NDJSON. What is
    /// read back by the same profile is the same article.
    ///
    /// ```
    /// use newsconv::{Conversion, Input, Mapping, format, io::Memory};
    ///
    /// let line = br#"{"title":"Ferry","publishedDateTime":"2024-01-23T12:00:00+01:00","published":false}"#;
    /// let (input, output) = (Input::bytes("a.ndjson", line.as_slice()), Memory::default());
    /// let conversion = Conversion::new().output_format(&format::MARKDOWN).write_as(Mapping::profile("hugo")?);
    /// conversion.run(input, &output, &mut |_| {})?;
    /// assert_eq!(output.take(), b"---\ntitle: \"Ferry\"\n\ndate: 2024-01-23T12:00:00+01:00\ndraft: true\n---");
    /// # Ok::<(), newsconv::Error>(())
    /// ```
    #[must_use]
    pub fn write_as(mut self, profile: Mapping) -> Self {
        self.options.write.mapping = Some(profile);
        self
    }

    /// Writes a JSON document of this shape. By default one object for a single Markdown file, else an array.
    ///
    /// ```
    /// use newsconv::{Conversion, Input, format, io::Memory, JsonShape};
    ///
    /// let (input, output) = (Input::bytes("a.ndjson", b"{\"title\":\"One\",\"body\":\"a\"}\n".as_slice()), Memory::default());
    /// let conversion = Conversion::new().output_format(&format::JSON).json_shape(JsonShape::Items);
    /// let summary = conversion.run(input, &output, &mut |_| {})?;
    /// assert!(output.take().starts_with(b"{\n  \"items\": [") && summary.written);
    /// # Ok::<(), newsconv::Error>(())
    /// ```
    #[must_use]
    pub fn json_shape(mut self, shape: JsonShape) -> Self {
        self.options.write.json_shape = shape;
        self
    }

    /// Writes JSON without line breaks and indentation. By default `false`.
    ///
    /// ```
    /// use newsconv::{Conversion, Input, format, io::Memory};
    ///
    /// let (input, output) = (Input::bytes("a.ndjson", b"{\"title\":\"One\",\"body\":\"a\"}\n".as_slice()), Memory::default());
    /// let conversion = Conversion::new().output_format(&format::JSON).compact(true);
    /// let summary = conversion.run(input, &output, &mut |_| {})?;
    /// assert!(output.take().starts_with(b"[{\"title\":") && summary.written);
    /// # Ok::<(), newsconv::Error>(())
    /// ```
    #[must_use]
    pub fn compact(mut self, compact: bool) -> Self {
        self.options.write.compact = compact;
        self
    }

    /// Replaces files that the output has already. By default (`false`) that is an error.
    ///
    /// ```
    /// use newsconv::Conversion;
    ///
    /// let folder = tempfile::tempdir()?;
    /// let conversion = Conversion::new().overwrite(true);
    /// for _ in 0..2 {
    ///     let summary = conversion.run("samples/valid/archive", folder.path(), &mut |_| {})?;
    ///     assert!(summary.written);
    /// }
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn overwrite(mut self, overwrite: bool) -> Self {
        self.options.write.overwrite = overwrite;
        self
    }

    /// Compresses the output: columns within, text as a whole, which takes gzip and zstd. By default (`None`) zstd for
    /// Parquet, nothing for Arrow, and for text what the name says.
    ///
    /// ```
    /// use newsconv::{Conversion, Input, format, io::Memory, Compression};
    ///
    /// let (input, output) = (Input::bytes("a.ndjson", b"{\"title\":\"One\",\"body\":\"a\"}\n".as_slice()), Memory::default());
    /// let conversion = Conversion::new().output_format(&format::CSV).compression(Compression::Gzip(6));
    /// let summary = conversion.run(input, &output, &mut |_| {})?;
    /// assert!(output.take().starts_with(&[0x1f, 0x8b]) && summary.written);
    /// # Ok::<(), newsconv::Error>(())
    /// ```
    #[must_use]
    pub fn compression(mut self, compression: impl Into<Option<Compression>>) -> Self {
        self.options.write.compression = compression.into();
        self
    }

    /// Writes Parquet that nearly every reader takes, such as fastparquet and `@dsnp/parquetjs`: with plain values and
    /// dictionaries only, in Snappy unless [`compression`](Self::compression) says otherwise. By default (`false`) URLs
    /// and times are written as differences, which makes the file smaller.
    ///
    /// ```
    /// use newsconv::{Conversion, Input, format, io::Memory};
    ///
    /// let (input, output) = (Input::bytes("a.ndjson", b"{\"title\":\"One\"}\n".as_slice()), Memory::default());
    /// let conversion = Conversion::new().output_format(&format::PARQUET).compat(true);
    /// let summary = conversion.run(input, &output, &mut |_| {})?;
    /// assert!(output.take().starts_with(b"PAR1") && summary.written);
    /// # Ok::<(), newsconv::Error>(())
    /// ```
    #[must_use]
    pub fn compat(mut self, compat: bool) -> Self {
        self.options.write.compat = compat;
        self
    }

    /// Writes at most this many rows into a Parquet row group. By default (`None`) 1,048,576.
    ///
    /// ```
    /// use std::num::NonZero;
    /// use newsconv::Conversion;
    ///
    /// let conversion = Conversion::new().row_group_rows(NonZero::new(100_000));
    /// ```
    #[must_use]
    pub fn row_group_rows(mut self, rows: impl Into<Option<NonZero<usize>>>) -> Self {
        self.options.write.row_group_rows = rows.into();
        self
    }
}
