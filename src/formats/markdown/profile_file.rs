//! Mapping files: profiles in TOML. They are read here, since this is where TOML is.

use std::collections::HashMap;

use crate::decode::shapes::Split;
use crate::decode::tree::{Entry, Spanned, SpannedKind};
use crate::diagnostic::error::{Error, Result};
use crate::diagnostic::excerpt::{quote, short};
use crate::diagnostic::nearest::nearest;
use crate::diagnostic::{SourceText, UnlocatedDiagnostic};
use crate::model::declared::{ColumnType, DeclaredColumn};
use crate::model::value::Value;
use crate::pipeline::mapping::{self, Manner, Mapping, Times, Writing};

use super::language::Form;
use super::toml;

/// The keys of a mapping file.
const KEYS: [&str; 12] = [
    "title",
    "url",
    "based-on",
    "split",
    "records",
    "timezone",
    "utc",
    "lenient",
    "header-lines",
    "write",
    "fields",
    "columns",
];

/// The keys of its table `write`.
const WRITE_KEYS: [&str; 7] =
    ["front-matter", "times", "site-paths", "lists", "author-maps", "one-image", "any-case"];

impl Mapping {
    /// Returns the mapping that a file in TOML describes, in the form of the built-in profiles: `newsconv profile jekyll`
    /// prints one. `name` is what it is called in messages.
    ///
    /// | key | value | default |
    /// |---|---|---|
    /// | `based-on` | the profile that it adds to | none |
    /// | `[fields]` | for each field one source, or a list of them | |
    /// | `[columns]` | typed columns for other keys: each a type, or a table with `type` and `from` (one source or a list) | |
    /// | `split` | how one text becomes a list: `never`, `commas`, `spaces`, `semicolons` (where there is one, else commas) | that of the profile below |
    /// | `timezone` | the zone of times without one, such as `Europe/Berlin` | UTC |
    /// | `utc` | the sources whose times are in UTC where they have no zone | none but those of the profile below |
    /// | `lenient` | whether wrong values of the article's own keys are unknown keys, with a warning: the `tags` of an API may be numbers | that of the profile below |
    /// | `header-lines` | whether files without a fence begin with lines `Key: value` | `false` |
    /// | `[write]` | how `--as` writes files: below | that of the profile below |
    /// | `records` | where the records are in JSON that has something there, such as `response.results` | |
    /// | `title`, `url` | text for people: what it is, where it is documented | |
    ///
    /// | key of `[write]` | value | default |
    /// |---|---|---|
    /// | `front-matter` | the forms of front matter that are read, the usual one first: `yaml`, `toml`, `json`, `---toml`, `---json`, `;;;`, `header` | the one that the article came in |
    /// | `times` | `rfc3339`, `blanks` (`2024-01-23 12:00:00 +0100`), `no-zone` (no `Z`) | `rfc3339` |
    /// | `site-paths` | whether keys of `webUrl` hold a path on the site, so that an address with a host is not written there | `false` |
    /// | `lists` | whether authors and images are always lists of texts | `false` |
    /// | `author-maps` | whether authors are always a list of maps with `name` | `false` |
    /// | `one-image` | whether the key of images holds the address of one image | `false` |
    /// | `any-case` | whether the generator reads keys in any case; else those that it knows are in its own spelling | `false` |
    ///
    /// ```
    /// use newsconv::Mapping;
    ///
    /// let text = "based-on = \"common\"\n[fields]\nexcerpt = [\"rubric\", \"lead.text\"]\n";
    /// assert_eq!(Mapping::from_toml("ours", text)?.name(), "ours");
    ///
    /// let wrong = Mapping::from_toml("ours", "[fields]\ntitel = \"headline\"\n").expect_err("no such field");
    /// assert_eq!(wrong.to_string(), "ours: line 2: a mapping cannot fill `titel`; did you mean `title`?");
    /// # Ok::<(), newsconv::Error>(())
    /// ```
    ///
    /// # Errors
    /// [`Error::Usage`] with the line, if the text is not TOML, has a key, a field or a type that does not exist, or gives
    /// one source to two fields or columns.
    pub fn from_toml(name: &str, text: &str) -> Result<Self> {
        let document = toml::parse(text, 0);
        let file = File { name, source: SourceText::whole(name, text.as_bytes()) };
        if let Some(problem) = document.errors.into_iter().next() {
            return Err(file.located(problem));
        }
        let entries = match document.root.map(|root| root.data) {
            Some(SpannedKind::Map(entries)) => entries,
            _ => Vec::new(),
        };
        file.mapping(&entries)
    }
}

/// The folded sources that are taken, each with the field or the column that has it.
type Taken = HashMap<String, String>;

/// A mapping file, for messages.
struct File<'f> {
    name: &'f str,
    source: SourceText<'f>,
}

impl File<'_> {
    fn mapping(&self, entries: &[Entry<'_>]) -> Result<Mapping> {
        let named = |name: &str| entries.iter().find(|entry| entry.key == name);
        self.check_keys(entries, &KEYS, "a mapping file")?;
        let mut mapping = match named("based-on") {
            None => Mapping::empty(),
            Some(entry) => Mapping::base(self.text(&entry.node)?)
                .map_err(|error| self.fault(entry.node.at, &error.to_string()))?,
        };
        let mut manner = Manner::of(&mapping);
        for name in ["title", "url"] {
            named(name).map(|entry| self.text(&entry.node)).transpose()?;
        }
        if let Some(entry) = named("records") {
            manner.records = Some(self.text(&entry.node)?.to_owned());
        }
        if let Some(entry) = named("timezone") {
            let zone = self.text(&entry.node)?.parse();
            let fault = |error: Error| self.fault(entry.node.at, &error.to_string());
            manner.timezone = Some(zone.map_err(fault)?);
        }
        if let Some(entry) = named("utc") {
            for source in self.sources(&entry.node, "utc")? {
                let parsed = mapping::time_source(source);
                manner.utc.push(parsed.map_err(|error| self.fault(entry.node.at, &error))?);
            }
        }
        let switches =
            [("header-lines", &mut manner.header_lines), ("lenient", &mut manner.lenient)];
        for (name, switch) in switches {
            if let Some(entry) = named(name) {
                *switch = self.boolean(entry)?;
            }
        }
        if let Some(entry) = named("write") {
            let SpannedKind::Map(keys) = &entry.node.data else {
                return Err(self.fault(entry.node.at, "`write` is a table: write `[write]`"));
            };
            self.writing(keys, &mut manner.writing)?;
        }
        if let Some(entry) = named("split") {
            manner.split = match self.text(&entry.node)? {
                "never" => Split::Never,
                "commas" => Split::Commas,
                "spaces" => Split::Spaces,
                "semicolons" => Split::Semicolons,
                other => {
                    let message = format!(
                        "{} is not one of `never`, `commas`, `spaces`, `semicolons`",
                        quote(other)
                    );
                    return Err(self.fault(entry.node.at, &message));
                }
            };
        }
        let mut taken = Taken::default();
        if let Some(entry) = named("fields") {
            let SpannedKind::Map(fields) = &entry.node.data else {
                return Err(self.fault(entry.node.at, "`fields` is a table: write `[fields]`"));
            };
            mapping = self.fields(mapping, fields, &mut taken, "")?;
        }
        if let Some(entry) = named("columns") {
            let SpannedKind::Map(columns) = &entry.node.data else {
                return Err(self.fault(entry.node.at, "`columns` is a table: write `[columns]`"));
            };
            mapping = self.columns(mapping, columns, &mut taken)?;
        }
        Ok(mapping.in_manner(self.name, manner))
    }

    fn check_keys(&self, entries: &[Entry<'_>], known: &[&'static str], of: &str) -> Result<()> {
        let Some(entry) = entries.iter().find(|entry| !known.contains(&&*entry.key)) else {
            return Ok(());
        };
        let advice = match nearest(&entry.key, known.iter().copied()) {
            Some(meant) => format!("did you mean `{meant}`?"),
            None => format!("the keys are {}", known.join(", ")),
        };
        let message = format!("`{}` is not a key of {of}; {advice}", short(&entry.key));
        Err(self.fault(entry.at, &message))
    }

    fn boolean(&self, entry: &Entry<'_>) -> Result<bool> {
        match entry.node.data {
            SpannedKind::Scalar(Value::Boolean(value)) => Ok(value),
            _ => Err(self.fault(entry.node.at, &format!("`{}` is true or false", entry.key))),
        }
    }

    fn writing(&self, keys: &[Entry<'_>], writing: &mut Writing) -> Result<()> {
        self.check_keys(keys, &WRITE_KEYS, "the table `write`")?;
        for entry in keys {
            let node = &entry.node;
            match &*entry.key {
                "front-matter" => {
                    let forms = match &node.data {
                        SpannedKind::List(items) => &items[..],
                        _ => std::slice::from_ref(node),
                    };
                    writing.forms =
                        forms.iter().map(|form| self.form(form)).collect::<Result<_>>()?;
                }
                "times" => {
                    let name = self.text(node)?;
                    let known = Times::ALL.iter().find(|(known, _)| *known == name);
                    let (_, times) = known.ok_or_else(|| {
                        let names = Times::ALL.map(|(name, _)| format!("`{name}`")).join(", ");
                        self.fault(node.at, &format!("{} is not one of {names}", quote(name)))
                    })?;
                    writing.times = *times;
                }
                "site-paths" => writing.site_paths = self.boolean(entry)?,
                "lists" => writing.lists = self.boolean(entry)?,
                "author-maps" => writing.author_maps = self.boolean(entry)?,
                "one-image" => writing.one_image = self.boolean(entry)?,
                _ => writing.any_case = self.boolean(entry)?,
            }
        }
        Ok(())
    }

    /// Returns the name of a form of front matter.
    fn form(&self, node: &Spanned<'_>) -> Result<String> {
        let name = self.text(node)?;
        if Form::named(name).is_none() {
            let names = Form::ALL.map(|form| format!("`{}`", form.name())).join(", ");
            return Err(self.fault(node.at, &format!("{} is not one of {names}", quote(name))));
        }
        Ok(name.to_owned())
    }

    fn fields(
        &self,
        mut mapping: Mapping,
        fields: &[Entry<'_>],
        taken: &mut Taken,
        above: &str,
    ) -> Result<Mapping> {
        for Entry { key, at, node } in fields {
            let name = format!("{above}{key}");
            // TOML reads `images.url` without quotes as a table.
            if let SpannedKind::Map(parts) = &node.data {
                mapping = self.fields(mapping, parts, taken, &format!("{name}."))?;
                continue;
            }
            let sources = self.sources(node, &name)?;
            self.take(taken, &sources, &name, *at)?;
            mapping = mapping
                .with(&name, sources)
                .map_err(|error| self.fault(*at, &error.to_string()))?;
        }
        Ok(mapping)
    }

    fn columns(
        &self,
        mut mapping: Mapping,
        columns: &[Entry<'_>],
        taken: &mut Taken,
    ) -> Result<Mapping> {
        for Entry { key, at, node } in columns {
            let (column_type, sources) = match &node.data {
                SpannedKind::Map(members) => self.column(members, node.at)?,
                _ => (self.column_type(node)?, Vec::new()),
            };
            let column = DeclaredColumn::new(&**key, column_type);
            mapping = mapping
                .with_column(column, &sources)
                .map_err(|error| self.fault(*at, &error.to_string()))?;
            self.take(taken, &sources, key, *at)?;
            self.take(taken, &[key], key, *at)?;
        }
        Ok(mapping)
    }

    /// Returns the type and the sources of a column that is given as a table.
    fn column<'n>(
        &self,
        members: &'n [Entry<'_>],
        at: usize,
    ) -> Result<(ColumnType, Vec<&'n str>)> {
        let (mut column_type, mut sources) = (None, Vec::new());
        for Entry { key, at, node } in members {
            match &**key {
                "type" => column_type = Some(self.column_type(node)?),
                "from" => sources = self.sources(node, "from")?,
                other => {
                    let message = format!("a column has `type` and `from`, not `{}`", short(other));
                    return Err(self.fault(*at, &message));
                }
            }
        }
        let missing = || self.fault(at, "the column has no `type`");
        Ok((column_type.ok_or_else(missing)?, sources))
    }

    fn column_type(&self, node: &Spanned<'_>) -> Result<ColumnType> {
        let name = self.text(node)?;
        ColumnType::named(name).ok_or_else(|| {
            let names = || ColumnType::ALL.iter().map(|of| of.name());
            let advice = match other_name(name).or_else(|| nearest(name, names())) {
                Some(meant) => format!("did you mean \"{meant}\"?"),
                None => format!("the types are {}", names().collect::<Vec<_>>().join(", ")),
            };
            self.fault(node.at, &format!("{} is not a type; {advice}", quote(name)))
        })
    }

    /// Notes that the field or the column `name` takes these sources.
    fn take(&self, taken: &mut Taken, sources: &[&str], name: &str, at: usize) -> Result<()> {
        for source in sources {
            let is_place = source.starts_with(':');
            let before = taken.insert(crate::decode::shapes::fold(source), name.to_owned());
            if let Some(other) = before.filter(|other| other != name && !is_place) {
                let message = format!(
                    "{} is already a source of `{other}`; a key can be the source of only one field",
                    quote(source)
                );
                return Err(self.fault(at, &message));
            }
        }
        Ok(())
    }

    /// Returns one source, or a list of them.
    fn sources<'n>(&self, node: &'n Spanned<'_>, name: &str) -> Result<Vec<&'n str>> {
        let text = |node: &'n Spanned<'_>| match &node.data {
            SpannedKind::Scalar(Value::Text(text)) => Ok(&**text),
            _ => {
                let found = node.describe();
                let message = format!("`{}` is a key or a list of keys, not {found}", short(name));
                Err(self.fault(node.at, &message))
            }
        };
        match &node.data {
            SpannedKind::List(items) => items.iter().map(text).collect(),
            _ => Ok(vec![text(node)?]),
        }
    }

    fn text<'n>(&self, node: &'n Spanned<'_>) -> Result<&'n str> {
        match &node.data {
            SpannedKind::Scalar(Value::Text(text)) => Ok(text),
            _ => Err(self.fault(node.at, &format!("expected text, found {}", node.describe()))),
        }
    }

    fn fault(&self, at: usize, message: &str) -> Error {
        let before = &self.source.text[..at.min(self.source.text.len())];
        let line = memchr::memchr_iter(b'\n', before).count() + 1;
        Error::usage(format!("{}: line {line}: {message}", self.name))
    }

    fn located(&self, problem: UnlocatedDiagnostic) -> Error {
        self.fault(problem.at, &problem.message)
    }
}

/// Returns the type of a column that other languages call by this name.
fn other_name(name: &str) -> Option<&'static str> {
    Some(match &*name.to_ascii_lowercase() {
        "int" | "int32" | "int64" | "long" | "bigint" => "integer",
        "str" | "string" | "varchar" | "utf8" => "text",
        "bool" => "boolean",
        "double" | "number" | "float64" | "decimal" => "float",
        "date" | "datetime" | "timestamp" => "time",
        "list" | "array" | "texts" | "list of string" | "list of strings" => "list of text",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pipeline::mapping::PROFILES;

    #[test]
    fn the_built_in_profiles_are_what_their_files_say() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/src/pipeline/mapping/profiles");
        let files = std::fs::read_dir(folder).expect("the folder is there");
        let is_profile = |name: &std::ffi::OsStr| name.to_string_lossy().ends_with(".toml");
        let files = files.filter(|file| is_profile(&file.as_ref().expect("a file").file_name()));
        assert_eq!(files.count(), PROFILES.len(), "`make profiles` writes the table");
        for profile in PROFILES {
            let built_in = Mapping::profile(profile.name).expect("a profile");
            let read = Mapping::from_toml(profile.name, profile.text).expect(profile.name);
            assert_eq!(read, built_in, "{}", profile.name);
            // It has what equal mappings may differ in: how files are written.
            assert_eq!(read.to_toml(), built_in.to_toml(), "{}", profile.name);
            let printed = Mapping::from_toml(profile.name, &built_in.to_toml());
            assert_eq!(printed.expect(profile.name), built_in, "{}", profile.name);
        }
    }

    /// A part of a field may be named without quotes, which TOML reads as a table.
    #[test]
    fn parts_of_fields_need_no_quotes() {
        let plain = "[fields]\nimages.url = \"x\"\nprovider.authors.name = [\"y\"]\n";
        let quoted = "[fields]\n\"images.url\" = \"x\"\n\"provider.authors.name\" = [\"y\"]\n";
        let read = |text: &str| Mapping::from_toml("ours", text).expect("a mapping");
        assert_eq!(read(plain), read(quoted));
    }

    /// Whatever a file says comes back from the text that is printed.
    #[test]
    fn a_printed_mapping_is_the_same() {
        for text in [
            "",
            "based-on = \"common\"\n[fields]\nexcerpt = [\"HEADLINE\"]\n",
            "based-on = \"jekyll\"\nsplit = \"never\"\nrecords = \"a.\\\"b\\u007f\"\n",
            "[fields]\ntitle = [\"a\\u0000b\", \"A-\\u0085\", \"\\\\\"]\n\"provider.name\" = \"größe\"\n",
        ] {
            let mapping = Mapping::from_toml("ours", text).expect(text);
            let printed = mapping.to_toml();
            let again = Mapping::from_toml("ours", &printed)
                .unwrap_or_else(|error| panic!("{error}\n{printed}"));
            assert_eq!(again, mapping, "{printed}");
            assert_eq!(again.to_toml(), printed);
        }
    }

    #[test]
    fn mistakes_are_named_with_their_lines() {
        let cases = [
            ("x = 1\n", "line 1: `x` is not a key of a mapping file; the keys are title, "),
            ("feilds = 1\n", "did you mean `fields`?"),
            (
                "split = \"tabs\"\n",
                "line 1: \"tabs\" is not one of `never`, `commas`, `spaces`, `semicolons`",
            ),
            ("\nbased-on = \"hugoo\"\n", "line 2: unknown profile `hugoo`; did you mean `hugo`?"),
            (
                "[fields]\n\ntitle = 5\n",
                "line 3: `title` is a key or a list of keys, not the integer 5",
            ),
            ("[fields]\nquality = \"!q\"\n", "line 2: `!q` is the opposite of true or false"),
            ("[fields]\nimages = \":url\"\n", "line 2: `:url` says nothing about `images`"),
            ("[fields]\ntitle = \"heads[0].text\"\n", "line 2: `heads[0].text` is not a source"),
            ("[fields]\nimages.x = \"a\"\n", "line 2: a mapping cannot fill `images.x`"),
            (
                "[columns]\na = \"int\"\n",
                "line 2: \"int\" is not a type; did you mean \"integer\"?",
            ),
            ("[fields]\ntitle = [\":file\"]\n", "line 2: `:file` is not a source"),
            (
                "[fields]\ntitle = \"a-b\"\nexcerpt = \"A_B\"\n",
                "line 3: \"A_B\" is already a source of `title`",
            ),
            ("fields = 1\n", "line 1: `fields` is a table"),
            (
                "timezone = \"Europe/Berln\"\n",
                "line 1: unknown time zone `Europe/Berln`; did you mean",
            ),
            ("columns = 1\n", "line 1: `columns` is a table"),
            (
                "[columns]\nweight = \"intger\"\n",
                "line 2: \"intger\" is not a type; did you mean \"integer\"?",
            ),
            ("[columns]\nweight = 5\n", "line 2: expected text, found the integer 5"),
            (
                "[columns]\nTitle = \"text\"\n",
                "line 2: `Title` cannot be declared, since `title` is",
            ),
            ("[columns]\na = \"text\"\nA = \"text\"\n", "line 3: the column `A` is declared twice"),
            ("[columns]\na = { from = \"b\" }\n", "line 2: the column has no `type`"),
            ("[columns]\na = { of = \"b\" }\n", "line 2: a column has `type` and `from`, not `of`"),
            (
                "[columns]\na = { from = \":filename\", type = \"text\" }\n",
                "line 2: `:filename` cannot fill a declared column",
            ),
            (
                "[fields]\ntitle = \"x\"\n[columns]\na = { from = \"X\", type = \"text\" }\n",
                "line 4: \"X\" is already a source of `title`",
            ),
            (
                "[fields]\ntitle = \"weight\"\n[columns]\nweight = \"integer\"\n",
                "line 4: \"weight\" is already a source of `title`",
            ),
            ("utc = [\":filename\"]\n", "line 1: `:filename` has no zone"),
            ("header-lines = \"yes\"\n", "line 1: `header-lines` is true or false"),
            ("write = 1\n", "line 1: `write` is a table"),
            (
                "[write]\ntime = 1\n",
                "line 2: `time` is not a key of the table `write`; did you mean `times`?",
            ),
            (
                "[write]\ntimes = \"iso\"\n",
                "line 2: \"iso\" is not one of `rfc3339`, `blanks`, `no-zone`",
            ),
            ("[write]\nfront-matter = [\"yml\"]\n", "line 2: \"yml\" is not one of `yaml`, `toml`"),
            ("[write]\nlists = 1\n", "line 2: `lists` is true or false"),
            ("a = \n", "line 1: "),
        ];
        for (text, said) in cases {
            let error = Mapping::from_toml("ours.toml", text).expect_err(text).to_string();
            assert!(error.starts_with("ours.toml: line ") && error.contains(said), "{error}");
        }
    }
}
