//! Columns in the names of folders: `category=news/year=2024/part-0.parquet`.
//!
//! Hive, Spark, pyarrow, Polars and others write datasets like this, and leave these columns out of the files.
//! The rules are those of Hive: the name of a folder is the column, `=` and its value, both percent-encoded, and
//! [`__HIVE_DEFAULT_PARTITION__`](https://spark.apache.org/docs/latest/sql-data-sources-parquet.html#partition-discovery)
//! means null.

use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::paths::real;
use crate::diagnostic::advice::Advice;
use crate::diagnostic::option_name::OptionName;
use crate::diagnostic::{Code, Diagnostic};

/// The value that means null in the name of a folder.
pub(super) const NULL: &str = "__HIVE_DEFAULT_PARTITION__";

/// A folder whose name is a column with its value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Folder {
    /// Its name as it is on disk, for messages.
    pub(super) name: String,
    pub(super) key: String,
    /// `None` means null.
    pub(super) value: Option<String>,
    /// Whether the name is Unicode. If it is not, the value cannot be read.
    pub(super) is_unicode: bool,
}

/// The columns in the names of a file's folders, outermost first.
#[derive(Clone, Debug, Default)]
pub(super) struct Partition(Arc<[Folder]>);

impl PartialEq for Partition {
    /// Files of one folder share one list of columns, so that the pointers are compared first.
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0) || self.0 == other.0
    }
}

impl Partition {
    /// Returns the columns in the names of `folder` and of the folders above it, up to `root`. A single partition can
    /// be the input, so `root` and the folders directly above it count too, as long as their names are columns.
    pub(super) fn of(folder: &Path, root: &Path) -> Self {
        let above = root.iter().count();
        let names: Vec<&OsStr> = folder.iter().collect();
        let mut found = Vec::new();
        for (depth, name) in names.into_iter().enumerate().rev() {
            match column(name) {
                Some(column) => found.push(column),
                None if depth < above => break,
                None => {}
            }
        }
        found.reverse();
        Self(found.into())
    }

    pub(super) fn folders(&self) -> &[Folder] {
        &self.0
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    fn keys(&self) -> BTreeSet<&str> {
        self.0.iter().map(|folder| &*folder.key).collect()
    }
}

/// Finds the columns of files. It remembers those of the last folder, since the next file is mostly in the same one.
#[derive(Debug, Default)]
pub(super) struct Partitions {
    last: Option<(PathBuf, Partition)>,
}

impl Partitions {
    /// Returns the columns of `file`, which was found in the folder `root`.
    pub(super) fn of(&mut self, file: &Path, root: &Path) -> Partition {
        let Some(folder) = file.parent() else { return Partition::default() };
        if !folder.as_os_str().as_encoded_bytes().contains(&b'=') {
            return Partition::default();
        }
        match &self.last {
            Some((last, partition)) if last == folder => partition.clone(),
            _ => {
                let partition = Partition::of(folder, root);
                self.last = Some((folder.to_path_buf(), partition.clone()));
                partition
            }
        }
    }
}

/// Returns the warning that the files of the folder `root` have different columns in the names of their folders, or
/// `None` if all have the same.
pub(super) fn mixed(root: &Path, files: &[PathBuf], found: &[Partition]) -> Option<Diagnostic> {
    let (first, rest) = found.split_first()?;
    let keys = first.keys();
    // Neighbours are mostly in the same folder, so comparing each with the one before is quick.
    let mut before = first;
    let other = rest.iter().position(|partition| {
        let is_new = partition != std::mem::replace(&mut before, partition);
        is_new && partition.keys() != keys
    })?;
    let named = |keys: &BTreeSet<&str>| {
        let keys: Vec<_> = keys.iter().map(|key| format!("`{key}`")).collect();
        if keys.is_empty() { "no columns".to_owned() } else { keys.join(", ") }
    };
    let (one, two) = (files.first()?.display(), files.get(other + 1)?.display());
    let (keys, others) = (named(&keys), named(&rest[other].keys()));
    let message = format!(
        "the folder names of its files have different columns: {keys} for {one}, {others} for {two}"
    );
    let problem = Diagnostic::new(Code::MixedFolders, real(root).display().to_string(), message);
    Some(problem.with_help(hive_off()))
}

/// Returns the advice to read no columns from the names of folders.
pub(super) fn hive_off() -> Advice {
    Advice::default()
        .setting(OptionName::Hive, "off")
        .words(" reads no columns from the names of folders")
}

/// Returns the column in the name of a folder.
fn column(name: &OsStr) -> Option<Folder> {
    let is_unicode = name.to_str().is_some();
    let name = name.to_string_lossy();
    let (key, value) = name.split_once('=')?;
    if key.is_empty() {
        return None;
    }
    let value = (value != NULL).then(|| decoded(value));
    Some(Folder { key: decoded(key), value, is_unicode, name: name.into_owned() })
}

/// Returns `text` with its percent-encoded bytes decoded, or `text` itself if that is not Unicode.
fn decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, after @ ..] = rest {
        let hex = |at: usize| after.get(at).and_then(|byte| char::from(*byte).to_digit(16));
        let byte = if *first == b'%' { hex(0).zip(hex(1)) } else { None };
        match byte.and_then(|(high, low)| u8::try_from(high * 16 + low).ok()) {
            Some(byte) => {
                bytes.push(byte);
                rest = &after[2..];
            }
            None => {
                bytes.push(*first);
                rest = after;
            }
        }
    }
    String::from_utf8(bytes).unwrap_or_else(|_| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn columns(folder: &str, root: &str) -> Vec<(String, Option<String>)> {
        let found = Partition::of(Path::new(folder), Path::new(root));
        found.folders().iter().map(|folder| (folder.key.clone(), folder.value.clone())).collect()
    }

    #[test]
    fn names_are_split_at_the_first_equals_sign_and_decoded() {
        for (name, key, value) in [
            ("a=b", "a", Some("b")),
            ("a=b=c", "a", Some("b=c")),
            ("a=", "a", Some("")),
            ("a%3Db=c%2Fd", "a=b", Some("c/d")),
            ("a=1+1", "a", Some("1+1")),
            ("a=1%2B1 %C3%A9 é", "a", Some("1+1 é é")),
            ("a=%E9", "a", Some("%E9")),
            ("a=100%", "a", Some("100%")),
            ("a=%2", "a", Some("%2")),
            ("a=%zz", "a", Some("%zz")),
            ("a=__HIVE_DEFAULT_PARTITION__", "a", None),
        ] {
            let expected = vec![(key.to_owned(), value.map(str::to_owned))];
            assert_eq!(columns(&format!("ds/{name}"), "ds"), expected, "{name}");
        }
        assert!(columns("ds/=x", "ds").is_empty());
        assert!(columns("ds/x", "ds").is_empty());
    }

    #[test]
    fn folders_count_below_the_input_and_directly_above_it() {
        let keys = |folder: &str, root: &str| -> String {
            columns(folder, root).into_iter().map(|(key, _)| key).collect()
        };
        assert_eq!(keys("ds/a=1/x/b=2", "ds"), "ab");
        assert_eq!(keys("run=1/ds/a=1/b=2", "run=1/ds"), "ab");
        assert_eq!(keys("x/a=1/b=2", "x/a=1/b=2"), "ab");
        assert_eq!(keys("x/a=1/y/b=2/c=3", "x/a=1/y/b=2"), "bc");
        assert_eq!(keys("/a=1/../b=2", "/a=1/../b=2"), "b");
    }

    #[cfg(unix)]
    #[test]
    fn a_name_that_is_not_unicode_is_told_apart() {
        use std::os::unix::ffi::OsStrExt as _;
        let folder = Path::new(OsStr::from_bytes(b"ds/a=\xe9"));
        let found = Partition::of(folder, Path::new("ds"));
        assert!(matches!(found.folders(), [folder] if !folder.is_unicode && folder.key == "a"));
        let found = Partition::of(Path::new("ds/a=\u{fffd}"), Path::new("ds"));
        assert!(matches!(found.folders(), [folder] if folder.is_unicode));
    }
}
