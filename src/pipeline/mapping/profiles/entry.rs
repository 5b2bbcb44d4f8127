//! What a built-in profile is.

use crate::decode::shapes::Split;
use crate::pipeline::mapping::writing::Times;

/// A mapping that is built in. [`Mapping::profile`](crate::Mapping::profile) returns it by its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
#[expect(clippy::struct_excessive_bools, reason = "each is a key of its own in the file")]
pub struct Profile {
    /// The name.
    pub name: &'static str,
    /// Whose keys it knows.
    pub title: &'static str,
    /// Where these keys are documented.
    pub url: &'static str,
    /// The profile as a file in TOML, to begin one of your own with.
    pub text: &'static str,
    /// The profile that this one adds to.
    pub(in crate::pipeline::mapping) based_on: Option<&'static str>,
    /// How one text becomes a list.
    pub(in crate::pipeline::mapping) split: Split,
    /// Where in a JSON document the records are.
    pub(in crate::pipeline::mapping) records: Option<&'static str>,
    /// The sources whose times are in UTC where they have no zone.
    pub(in crate::pipeline::mapping) utc: &'static [&'static str],
    /// Whether wrong values of fields are unknown keys.
    pub(in crate::pipeline::mapping) lenient: bool,
    /// Whether files without a fence begin with header lines, `Key: value`.
    pub(in crate::pipeline::mapping) header_lines: bool,
    /// The forms of front matter that are read, the usual one first.
    pub(in crate::pipeline::mapping) forms: &'static [&'static str],
    /// How times are spelled.
    pub(in crate::pipeline::mapping) times: Times,
    /// Whether keys of addresses hold a path on the site.
    pub(in crate::pipeline::mapping) site_paths: bool,
    /// Whether authors and images are always lists of texts.
    pub(in crate::pipeline::mapping) lists: bool,
    /// Whether authors are always a list of maps.
    pub(in crate::pipeline::mapping) author_maps: bool,
    /// Whether the key of images holds the address of one image.
    pub(in crate::pipeline::mapping) one_image: bool,
    /// Whether the generator reads keys in any case.
    pub(in crate::pipeline::mapping) any_case: bool,
    /// The sources of each field.
    pub(in crate::pipeline::mapping) fields: &'static [(&'static str, &'static [&'static str])],
}
