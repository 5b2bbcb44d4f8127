//! [`Mapping`]: the value.

use std::sync::{Arc, OnceLock};

use crate::decode::shapes::Split;
use crate::decode::shapes::fold;
use crate::diagnostic::error::{Error, Result};
use crate::diagnostic::excerpt::short;
use crate::diagnostic::nearest::nearest;
#[cfg(feature = "csv")]
use crate::model::declared::ColumnType;
use crate::model::declared::DeclaredColumn;
use crate::pipeline::timezone::TimeZone;

use super::profile;
use super::profiles::{DEFAULT, PROFILES};
use super::rules::{ColumnRule, Output, Rule, Rules};
use super::source::Source;
#[cfg(feature = "markdown")]
use super::writing::Writing;

/// Where each field of an article comes from: other keys that mean it, and the name and the folder of the file.
///
/// A key of the model's own name always wins, and is read in other shapes too, such as one text where a list belongs.
/// Of the other sources the first one wins whose value fits; a value that does not fit stays an unknown key, with a
/// warning. Names match without regard to case, `-` and `_`.
///
/// A [`Conversion`](crate::Conversion) maps by the profile `common` unless it is given another mapping. What was mapped
/// in front matter is remembered in [`sourceStyle`](crate::Article::source_style), so that Markdown comes back with its
/// own keys.
///
/// ```
/// use newsconv::{Conversion, Mapping};
///
/// let mapping = Mapping::profile("common")?.with("excerpt", ["rubric", "lead.text"])?;
/// let conversion = Conversion::new().mapping(mapping);
/// # Ok::<(), newsconv::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Mapping(Arc<Rules>);

impl Mapping {
    /// Returns the built-in profile with this name.
    ///
    /// # Errors
    /// [`Error::Usage`] if there is none.
    pub fn profile(name: &str) -> Result<Self> {
        // One profile is parsed at its first use: all of them would take longer than many a conversion.
        type Parsed = OnceLock<Result<Mapping, String>>;
        static PARSED: [Parsed; PROFILES.len()] = [const { OnceLock::new() }; PROFILES.len()];
        match PROFILES.iter().position(|profile| profile.name == name) {
            Some(at) => {
                let parsed = || profile::built_in(&PROFILES[at]).map(Mapping::of);
                PARSED[at].get_or_init(parsed).clone().map_err(Error::usage)
            }
            None => {
                let names = PROFILES.iter().map(|profile| profile.name);
                let known = names.clone().collect::<Vec<_>>().join(", ");
                let meant = nearest(name, names).map(|x| format!("; did you mean `{x}`?"));
                Err(Error::usage(format!(
                    "unknown profile `{}`{}; the known ones are {known}",
                    short(name),
                    meant.unwrap_or_default(),
                )))
            }
        }
    }

    /// Returns the built-in profile with this name for one that adds to it.
    ///
    /// # Errors
    /// As [`Mapping::profile`].
    #[cfg(feature = "markdown")]
    pub(crate) fn base(name: &str) -> Result<Self> {
        let mut rules = Arc::unwrap_or_clone(Self::profile(name)?.0);
        rules.forget_words();
        Ok(Self::of(rules))
    }

    /// Returns what the keys of this mapping are written to.
    pub(crate) fn output(&self) -> Output {
        self.0.output
    }

    /// Returns the forms of front matter that the profile's files have, the usual one first.
    #[cfg(feature = "markdown")]
    pub(crate) fn forms(&self) -> &[String] {
        &self.0.writing.forms
    }

    /// Returns whether the names of the profile's files say this field.
    #[cfg(feature = "markdown")]
    pub(crate) fn names_files_by(&self, field: &str) -> bool {
        let words = self.0.words.iter().filter(|(target, _)| target.name() == field);
        words.flat_map(|(_, words)| words).any(|word| word.spelled == ":filename")
    }

    /// Returns a mapping without any source. It still reads fields in other shapes than their own.
    #[must_use]
    pub fn empty() -> Self {
        Self::of(Rules { name: "empty".to_owned(), ..Rules::default() })
    }

    /// Returns the same mapping, in which `field` is looked for in `sources` first.
    ///
    /// # Errors
    /// [`Error::Usage`] if there is no such field, or a source is not a key, a way such as `fields.headline`, or one of
    /// `:filename`, `:folder`, `:parent`, `:url`.
    pub fn with<S: AsRef<str>>(
        self,
        field: &str,
        sources: impl IntoIterator<Item = S>,
    ) -> Result<Self> {
        let mut rules = Arc::unwrap_or_clone(self.0);
        let target = profile::target(field).map_err(Error::usage)?;
        let sources: Vec<_> = sources
            .into_iter()
            .map(|source| profile::source_of(target, source.as_ref()).map_err(Error::usage))
            .collect::<Result<_>>()?;
        rules.added.push((target, sources.clone()));
        rules.put_first(target, sources);
        Ok(Self::of(rules))
    }

    /// Returns the same mapping with one more column after those of the model. Its values are those of the unknown key
    /// with its name, else of the first of `sources` that has one that fits. What does not fit in the key of its own
    /// name is an error, as it is in a field.
    ///
    /// ```
    /// use newsconv::schema::{ColumnType, DeclaredColumn};
    /// use newsconv::{Conversion, Mapping};
    ///
    /// let rating = DeclaredColumn::new("rating", ColumnType::Float);
    /// let mapping = Mapping::profile("common")?.with_column(rating, ["review.score"])?;
    /// let batches = Conversion::new().mapping(mapping).batches("samples/valid/archive")?;
    /// # use newsconv::arrow::array::RecordBatchReader as _;
    /// assert!(batches.schema().field_with_name("rating").is_ok());
    /// # Ok::<(), newsconv::Error>(())
    /// ```
    ///
    /// # Errors
    /// [`Error::Usage`] if there is a column of this name, or if a source is not a key or a way such as
    /// `review.score`.
    pub fn with_column<S: AsRef<str>>(
        self,
        column: DeclaredColumn,
        sources: impl IntoIterator<Item = S>,
    ) -> Result<Self> {
        let mut rules = Arc::unwrap_or_clone(self.0);
        profile::check_column(&column, &rules).map_err(Error::usage)?;
        let sources: Vec<_> = sources
            .into_iter()
            .map(|source| profile::column_source(source.as_ref()).map_err(Error::usage))
            .collect::<Result<_>>()?;
        rules.add_column(ColumnRule { column, sources });
        Ok(Self::of(rules))
    }

    /// Returns the zone of times that the source writes without one, if the mapping names it.
    #[must_use]
    pub fn timezone(&self) -> Option<TimeZone> {
        self.0.timezone
    }

    /// Returns the declared columns, in order.
    #[must_use]
    pub fn columns(&self) -> Vec<DeclaredColumn> {
        self.0.columns.iter().map(|rule| rule.column.clone()).collect()
    }

    /// Returns the type of the declared column that the key `name` fills by its own name.
    #[cfg(feature = "csv")]
    pub(crate) fn column_type(&self, name: &str) -> Option<ColumnType> {
        let places = self.0.column_index.get(&fold(name))?;
        let (at, _) = places.iter().find(|(_, source)| source.is_none())?;
        Some(self.0.columns[*at].column.column_type)
    }

    /// Returns what was added to this mapping, added to the profile with this name instead.
    pub(super) fn on(&self, profile: &str) -> Option<Self> {
        let base = Self::profile(profile).ok()?;
        let Rules { added, columns, name, .. } = self.rules();
        if added.is_empty() && columns.is_empty() && name == DEFAULT {
            return Some(base);
        }
        let mut rules = Arc::unwrap_or_clone(base.0);
        // What a file says of texts and times holds for these records too.
        if self.0.split != Split::Never {
            rules.split = self.0.split;
        }
        rules.timezone = self.0.timezone.or(rules.timezone);
        rules.add_utc(&self.0.utc);
        for (target, sources) in &self.0.added {
            rules.put_first(*target, sources.clone());
        }
        self.0.columns.iter().cloned().for_each(|column| rules.add_column(column));
        Some(Self::of(rules))
    }

    /// Returns whether the profile of a source's signature joins this mapping, as it joins `common`.
    pub(crate) fn joins(&self) -> bool {
        self.0.joins
    }

    /// Returns the same mapping under another name, with another manner.
    #[cfg(feature = "markdown")]
    pub(crate) fn in_manner(self, name: &str, manner: Manner) -> Self {
        let mut rules = Arc::unwrap_or_clone(self.0);
        let Manner { split, records, timezone, utc, lenient, header_lines, writing } = manner;
        name.clone_into(&mut rules.name);
        rules.output = Output::Markdown;
        rules.writing = writing;
        (rules.split, rules.records, rules.header_lines) = (split, records, header_lines);
        (rules.timezone, rules.lenient) = (timezone, lenient);
        rules.add_utc(&utc);
        // Where no other profile joins, there is nothing to add to one.
        if !rules.joins {
            rules.added.clear();
        }
        Self::of(rules)
    }

    /// Returns the name of the profile.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.0.name
    }

    /// Returns the fields that other keys mean, in canonical order, each with its sources, the first one first.
    ///
    /// ```
    /// use newsconv::Mapping;
    ///
    /// let sources = Mapping::empty().with("title", ["headline", "webTitle"])?.sources();
    /// assert_eq!(sources, [("title".to_owned(), vec!["headline".to_owned(), "webTitle".to_owned()])]);
    /// # Ok::<(), newsconv::Error>(())
    /// ```
    #[must_use]
    pub fn sources(&self) -> Vec<(String, Vec<String>)> {
        let fields = self.0.fields.iter().filter(|rule| !rule.sources.is_empty());
        let spelled = |rule: &Rule| rule.sources.iter().map(|x| x.spelled.clone()).collect();
        fields.map(|rule| (rule.target.name(), spelled(rule))).collect()
    }

    /// Returns the mapping as a file that [`Mapping::from_toml`] reads.
    #[must_use]
    pub fn to_toml(&self) -> String {
        profile::print(&self.0)
    }

    /// Returns whether a key may mean a field.
    pub(crate) fn knows(&self, key: &str) -> bool {
        self.0.index.contains_key(&fold(key))
    }

    /// Returns where in a JSON document the records are.
    #[cfg(feature = "json")]
    pub(crate) fn records(&self) -> Option<&str> {
        self.0.records.as_deref()
    }

    /// Returns whether files without a fence begin with header lines, `Key: value`.
    #[cfg(feature = "markdown")]
    pub(crate) fn has_header_lines(&self) -> bool {
        self.0.header_lines
    }

    /// Returns whether one text becomes a list of several.
    #[cfg(any(feature = "markdown", feature = "json", feature = "csv"))]
    pub(crate) fn splits(&self) -> bool {
        self.0.split != Split::Never
    }

    /// Returns the rules.
    pub(super) fn rules(&self) -> &Rules {
        &self.0
    }

    pub(super) fn of(mut rules: Rules) -> Self {
        rules.fields.sort_by_key(|rule| rule.target);
        rules.index();
        Self(Arc::new(rules))
    }
}

/// What a mapping says besides the sources of fields.
#[cfg(feature = "markdown")]
#[derive(Debug)]
pub(crate) struct Manner {
    pub(crate) split: Split,
    pub(crate) records: Option<String>,
    pub(crate) timezone: Option<TimeZone>,
    pub(crate) utc: Vec<Source>,
    pub(crate) lenient: bool,
    pub(crate) header_lines: bool,
    pub(crate) writing: Writing,
}

#[cfg(feature = "markdown")]
impl Manner {
    pub(crate) fn of(mapping: &Mapping) -> Self {
        let Rules { split, records, timezone, utc, lenient, header_lines, writing, .. } =
            mapping.rules();
        let utc = utc.clone();
        let (records, timezone, writing) = (records.clone(), *timezone, writing.clone());
        let (lenient, header_lines) = (*lenient, *header_lines);
        Self { split: *split, records, timezone, utc, lenient, header_lines, writing }
    }
}

/// Two mappings are equal if they read the same, whatever their names.
impl PartialEq for Mapping {
    fn eq(&self, other: &Self) -> bool {
        type Manners<'r> = (Split, Option<&'r str>, Option<TimeZone>, &'r [Source], [bool; 2]);
        fn content(rules: &Rules) -> (&[Rule], &[ColumnRule], Manners<'_>) {
            let Rules { split, records, timezone, utc, lenient, header_lines, .. } = rules;
            let switches = [*lenient, *header_lines];
            let manners = (*split, records.as_deref(), *timezone, &utc[..], switches);
            (&rules.fields, &rules.columns, manners)
        }
        Arc::ptr_eq(&self.0, &other.0) || content(&self.0) == content(&other.0)
    }
}

impl Eq for Mapping {}
