//! What the metadata of a file says about the mapping by which it was made.

use arrow_schema::{Schema, SchemaRef};
use twox_hash::XxHash64;

use crate::pipeline::mapping::Mapping;
use crate::pipeline::options::Options;

/// The key of the profile's name in the schema metadata and in Parquet's key-value metadata.
const PROFILE_KEY: &str = "newsconv.profile";

/// The key of the hash of the profile's content.
const HASH_KEY: &str = "newsconv.profile_hash";

/// Returns the name of the mapping and the hash of its text, by their keys; nothing if there is no mapping, as where a
/// writer is used without a [`Conversion`](crate::Conversion).
///
/// The hash is [XXH64](https://github.com/Cyan4973/xxHash) with the seed 0 of what [`Mapping::to_toml`] returns, as 16
/// hexadecimal digits: the same on every machine. Of a name that is a path only the last part is given, so that a file
/// does not depend on where its profile lay.
pub(crate) fn provenance(options: &Options) -> Vec<(&'static str, String)> {
    let Some(mapping) = &options.read.mapping else { return Vec::new() };
    let name = mapping.name().rsplit(['/', '\\']).next().unwrap_or_default();
    vec![(PROFILE_KEY, name.to_owned()), (HASH_KEY, hash(mapping))]
}

fn hash(mapping: &Mapping) -> String {
    format!("{:016x}", XxHash64::oneshot(0, mapping.to_toml().as_bytes()))
}

/// Returns the schema with the metadata about the mapping.
pub(crate) fn with_provenance(schema: &SchemaRef, options: &Options) -> Schema {
    let mut schema = Schema::clone(schema);
    let more = provenance(options).into_iter().map(|(key, value)| (key.to_owned(), value));
    schema.metadata.extend(more);
    schema
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hash_is_of_what_a_mapping_does() {
        let common = Mapping::profile("common").expect("a profile");
        assert_eq!(hash(&common), hash(&common.clone()));
        let other = common.clone().with("title", ["rubric"]).expect("a source");
        assert_ne!(hash(&common), hash(&other));
        // The same on every machine and in every release of the hash.
        let one = Mapping::empty().with("title", ["rubric"]).expect("a source");
        assert_eq!(one.to_toml(), "[fields]\ntitle = [\"rubric\"]\n");
        assert_eq!(hash(&one), "f35eaa200b521140");
        let mut options = Options::default();
        assert_eq!(provenance(&options), []);
        options.read.mapping = Some(one);
        assert_eq!(provenance(&options)[0], (PROFILE_KEY, "empty".to_owned()));
    }
}
