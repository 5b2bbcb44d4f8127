//! Finds names of files that are the same on some file system.

use std::collections::HashMap;

use unicode_normalization::UnicodeNormalization as _;

/// The names of files and of their folders.
///
/// The keys of the table ignore letter case and Unicode form, like most file systems on macOS and Windows.
#[derive(Debug, Default)]
pub(crate) struct TakenPaths {
    entries: HashMap<String, Entry>,
}

/// A file or folder that has a name.
#[derive(Debug)]
struct Entry {
    /// The name as it was spelled first.
    name: String,
    is_folder: bool,
}

/// A name that conflicts with another.
#[derive(Debug, PartialEq)]
pub(crate) struct Clash {
    /// The file with the name, or the folder, which ends in `/`.
    pub(crate) name: String,
    /// Whether the names conflict on every file system, not only on some.
    pub(crate) everywhere: bool,
}

impl TakenPaths {
    /// Returns what conflicts with a file `path`: a file or a folder with that name, or a file where it needs
    /// a folder.
    pub(crate) fn clash(&self, path: &str) -> Option<Clash> {
        let above = folders(path).filter_map(|folder| {
            let entry = self.entries.get(&folded(folder)).filter(|entry| !entry.is_folder)?;
            Some((entry, folder))
        });
        let same = self.entries.get(&folded(path)).map(|entry| (entry, path));
        let clash = |(entry, name): (&Entry, &str)| Clash {
            name: format!("{}{}", entry.name, if entry.is_folder { "/" } else { "" }),
            everywhere: entry.name == name,
        };
        // A clash that exists on every file system is worse than one that depends on letter case,
        // so it is reported.
        above.chain(same).map(clash).max_by_key(|clash| clash.everywhere)
    }

    /// Adds the file `path`. If the name exists already, its first spelling is kept.
    pub(crate) fn add(&mut self, path: &str) {
        for folder in folders(path) {
            self.insert(folder, true);
        }
        self.insert(path, false);
    }

    fn insert(&mut self, name: &str, is_folder: bool) {
        let entry = || Entry { name: name.to_owned(), is_folder };
        self.entries.entry(folded(name)).or_insert_with(entry);
    }
}

/// Returns the parent folders of the file `path`.
fn folders(path: &str) -> impl Iterator<Item = &str> {
    path.match_indices('/').map(|(end, _)| &path[..end])
}

/// Returns the key of a name: the same text for all names that are equal on some file system.
fn folded(name: &str) -> String {
    if name.is_ascii() {
        return name.to_ascii_lowercase();
    }
    // Convert to upper case first, since some letters have several lower-case forms: σ and ς, s and ſ.
    name.nfd().flat_map(char::to_uppercase).flat_map(char::to_lowercase).nfd().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_some_system_takes_for_one_fold_to_one() {
        for (one, other) in [
            ("Harbour.md", "harbour.MD"),
            ("\u{c9}t\u{e9}.md", "e\u{301}TE\u{301}.md"),
            ("ΟΔΟΣ.md", "οδος.md"),
            ("οδοσ.md", "οδος.md"),
            ("\u{1f80}", "\u{3b1}\u{313}\u{345}"),
            ("\u{212b}.md", "\u{e5}.md"),
        ] {
            assert_eq!(folded(one), folded(other), "{one} {other}");
        }
        for (one, other) in [("a.md", "b.md"), ("e.md", "é.md"), ("海.md", "海 .md")] {
            assert_ne!(folded(one), folded(other), "{one} {other}");
        }
    }

    #[test]
    fn a_clash_names_what_is_in_the_way() {
        let mut names = TakenPaths::default();
        names.add("a/B/c.md");
        names.add("a/d.md");
        let clash = |path: &str| names.clash(path).map(|clash| (clash.name, clash.everywhere));
        let some = |name: &str, everywhere| Some((name.to_owned(), everywhere));
        assert_eq!(clash("a/B/c.md"), some("a/B/c.md", true));
        assert_eq!(clash("a/b/C.md"), some("a/B/c.md", false));
        assert_eq!(clash("a/B"), some("a/B/", true));
        assert_eq!(clash("a/b"), some("a/B/", false));
        assert_eq!(clash("a/d.md/e.md"), some("a/d.md", true));
        assert_eq!(clash("A/D.md/x/e.md"), some("a/d.md", false));
        for free in ["a/e.md", "A/e.md", "a/b/d.md", "x"] {
            assert_eq!(clash(free), None, "{free}");
        }
    }
}
