//! Drafts a mapping file from the inputs: [`Conversion::suggest`].

use std::path::Path;

use super::builder::MappedBy;
use super::layered::Seen;
use super::{Conversion, generator};
use crate::diagnostic::error::Result;
use crate::io::inputs::{Inputs as Locations, Location};
use crate::pipeline::mapping::{DEFAULT, Mapping, PROFILES};
use crate::pipeline::summary::Report;
use crate::suggest::{self, Basis, Winner};

impl Conversion {
    /// Returns a mapping file for `inputs` as text in TOML with comments, to be read and changed by a person:
    /// [`Mapping::from_toml`] reads it.
    ///
    /// It adds to the profile of the generator whose configuration lies above the inputs, such as `_config.yml`, or of
    /// the API whose signature they have; else to the one that types most values; else to `common`. A profile that was
    /// given to [`Conversion::mapping`] is taken instead. It maps keys that clearly mean a field, and declares a column
    /// for each other key with the type that takes most of its values. All articles are read, in bounded memory: at most
    /// 4,096 keys are counted, and the draft says what it leaves out. Records that cannot be read are reported.
    ///
    /// ```
    /// use newsconv::{Conversion, Input};
    ///
    /// let lines = "{\"title\":\"One\",\"page_title\":\"x\",\"weight\":3}\n{\"story_headline\":\"Two\",\"weight\":4}\n";
    /// let text = Conversion::new().suggest(Input::bytes("a.ndjson", lines.as_bytes()), &mut |_| {})?;
    /// assert!(text.contains("based-on = \"common\"\n"));
    /// assert!(text.contains("title = [\"story_headline\"]\n"));
    /// assert!(text.contains("# 2 of 2, such as 3\nweight = \"integer\"\n"));
    /// # Ok::<(), newsconv::Error>(())
    /// ```
    ///
    /// # Errors
    /// As [`Conversion::run`] when it looks for the inputs; [`Error::Usage`](crate::Error::Usage) if there is no article,
    /// or the mapping is not a built-in profile.
    pub fn suggest(&self, inputs: impl Into<Locations>, report: Report<'_>) -> Result<String> {
        let inputs = inputs.into();
        let basis = self.basis(&inputs)?;
        let found = self.find(&inputs, report)?;
        let is_document = found.groups.iter().all(|group| group.format.one_file_per_article);
        let mut options = self.read_options()?;
        (options.select, options.mapping) = (None, Some(basis.mapping.clone()));
        let reader = self.open_mapped(found, options, None, &Seen::default());
        suggest::suggest(reader, &basis, is_document, &self.options, report)
    }

    /// Returns the profile that the draft adds to.
    fn basis(&self, inputs: &Locations) -> Result<Basis> {
        if let MappedBy::Given(mapping) = &self.mapping
            && mapping.name() != DEFAULT
        {
            let mapping = Mapping::profile(mapping.name())?;
            return Ok(Basis { mapping, reason: "The profile was given.".to_owned() });
        }
        if let Some((profile, name)) = inputs.paths().find_map(generator::of) {
            let reason = format!(
                "It adds to this profile, since `{name}` lies with the articles or above them."
            );
            return Ok(Basis { mapping: Mapping::profile(profile)?, reason });
        }
        let winner = self.winner(inputs)?;
        let reason = match winner {
            DEFAULT => "It adds to the profile that is on by default.",
            _ => "It adds to this profile, which knows more of the keys than others.",
        };
        Ok(Basis { mapping: Mapping::profile(winner)?, reason: reason.to_owned() })
    }

    /// Returns the name of the profile that types most values of the inputs, if they can be read twice.
    fn winner(&self, inputs: &Locations) -> Result<&'static str> {
        let is_stream = |location: &Location| {
            location.as_path().is_none_or(|path| path == Path::new("-") || is_pipe(path))
        };
        if inputs.locations().iter().any(is_stream) {
            return Ok(DEFAULT);
        }
        let found = self.find(inputs, &mut |_| {})?;
        let is_document = found.groups.iter().all(|group| group.format.one_file_per_article);
        let is_generator = |name: &str| generator::all().any(|other| other == name);
        let names = PROFILES.iter().map(|profile| profile.name);
        let rivals = names.filter(|name| *name != DEFAULT && is_generator(name) == is_document);
        let names: Vec<_> = std::iter::once(DEFAULT).chain(rivals).collect();
        let candidates =
            names.iter().map(|name| Mapping::profile(name)).collect::<Result<Vec<_>>>()?;
        let mut options = self.read_options()?;
        (options.select, options.mapping) = (None, candidates.first().cloned());
        let reader = self.open_mapped(found, options, None, &Seen::default());
        Ok(match suggest::best(reader, candidates, is_document, &self.options)? {
            Winner::Signed(profile) => profile,
            Winner::Best(at) => names.get(at).copied().unwrap_or(DEFAULT),
        })
    }
}

/// Returns whether what is read from there cannot be read again.
fn is_pipe(path: &Path) -> bool {
    path.metadata().is_ok_and(|metadata| !metadata.is_file() && !metadata.is_dir())
}
