//! Compression around a whole source or output, as the programs `gzip` and `zstd` do it.

use std::path::{Path, is_separator};

use memchr::memrchr;

use crate::io::compression::Compression;

/// The codec around a whole source or output.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Wrapper {
    Gzip,
    Zstd,
}

/// Number of bytes that [`Wrapper::of_head`] examines.
pub(crate) const MAGIC_BYTES: usize = 4;

impl Wrapper {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Gzip => "gzip",
            Self::Zstd => "zstd",
        }
    }

    /// Returns the codec with its default level.
    pub(crate) fn usual(self) -> Compression {
        match self {
            Self::Gzip => Compression::Gzip(6),
            Self::Zstd => Compression::Zstd(3),
        }
    }

    /// Returns the codec of the last extension of a file's name, such as zstd for `.zst`.
    pub(crate) fn of_name(path: &Path) -> Option<Self> {
        split(path.as_os_str().as_encoded_bytes()).and_then(|(_, last)| Self::of_extension(last))
    }

    fn of_extension(extension: &[u8]) -> Option<Self> {
        if extension.eq_ignore_ascii_case(b"gz") {
            Some(Self::Gzip)
        } else if extension.eq_ignore_ascii_case(b"zst") {
            Some(Self::Zstd)
        } else {
            None
        }
    }

    /// Returns the codec of a source with these first bytes, or `None` if it is not compressed. No text and
    /// no columnar format begins with them.
    pub(crate) fn of_head(head: &[u8]) -> Option<Self> {
        match head {
            [0x1f, 0x8b, 0x08, ..] => Some(Self::Gzip),
            // A frame, or a skippable frame, which some programs write first.
            [0x28, 0xb5, 0x2f, 0xfd, ..] | [0x50..=0x5f, 0x2a, 0x4d, 0x18, ..] => Some(Self::Zstd),
            _ => None,
        }
    }

    /// Returns the message for a build without the feature `compress`.
    #[cfg(not(feature = "compress"))]
    pub(crate) fn missing(self) -> String {
        let codec = self.name();
        format!("{codec} needs the feature `compress`, which newsconv was built without")
    }
}

/// Returns the last extension of `path`, ignoring that of a codec: `CSV` for `a.CSV.gz`.
pub(crate) fn inner_extension(path: &Path) -> Option<&[u8]> {
    let (stem, last) = split(path.as_os_str().as_encoded_bytes())?;
    match Wrapper::of_extension(last) {
        Some(_) => split(stem).map(|(_, inner)| inner),
        None => Some(last),
    }
}

/// Returns whether the last extension of `path`, ignoring that of a codec, is one of `extensions` in any
/// letter case.
pub(crate) fn has_extension(path: &Path, extensions: &[&str]) -> bool {
    inner_extension(path).is_some_and(|extension| is_one_of(extensions, extension))
}

/// Returns whether `extension` is one of `extensions` in any letter case.
pub(crate) fn is_one_of(extensions: &[&str], extension: &[u8]) -> bool {
    extensions.iter().any(|own| own.as_bytes().eq_ignore_ascii_case(extension))
}

/// Splits `path` at the dot of its last extension. Returns `None` if the name has no extension, or if its
/// only dot is the first character.
///
/// [`Path::extension`] does the same, but it walks the components, which takes longer than parsing an
/// article; this is called several times for each file of an archive.
fn split(path: &[u8]) -> Option<(&[u8], &[u8])> {
    let dot = memrchr(b'.', path)?;
    let (stem, last) = (&path[..dot], &path[dot + 1..]);
    let ends_name = |byte: &u8| is_separator(char::from(*byte));
    let is_name = stem.last().is_some_and(|byte| !ends_name(byte)) && !last.iter().any(ends_name);
    is_name.then_some((stem, last))
}

/// Returns `path` without the extension of a codec: `a.md` for `a.md.gz`.
pub(crate) fn inner_path(path: &str) -> &str {
    match Wrapper::of_name(Path::new(path)) {
        Some(_) => path.rsplit_once('.').map_or(path, |(inner, _)| inner),
        None => path,
    }
}

/// Returns the message for compressed data that ends after `read` bytes, which decompressed to `given` bytes.
pub(super) fn too_early(wrapper: Wrapper, read: u64, given: u64) -> String {
    let name = wrapper.name();
    format!("the {name} data ends too early, at byte {read}, after {given} bytes of content")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_tell_codecs_and_what_is_within() {
        for (name, wrapper, extension, inner) in [
            ("a/b.md.gz", Some(Wrapper::Gzip), Some("md"), "a/b.md"),
            ("b.CSV.ZST", Some(Wrapper::Zstd), Some("CSV"), "b.CSV"),
            ("b.gz", Some(Wrapper::Gzip), None, "b"),
            ("b.csv", None, Some("csv"), "b.csv"),
            (".gz", None, None, ".gz"),
            ("a.gz/b", None, None, "a.gz/b"),
            ("a.b/.zst", None, None, "a.b/.zst"),
            ("a/.md.gz", Some(Wrapper::Gzip), None, "a/.md"),
            ("gz", None, None, "gz"),
        ] {
            let path = Path::new(name);
            assert_eq!(Wrapper::of_name(path), wrapper, "{name}");
            assert_eq!(inner_extension(path), extension.map(str::as_bytes), "{name}");
            assert_eq!(inner_path(name), inner);
        }
    }
}
