//! Finds the generator of a site by the configuration that lies above its articles.

use std::fs::File;
use std::io::Read as _;
use std::path::Path;

use super::paths::folders_above;

/// The number of folders that are looked into, from the articles upwards.
const LEVELS: usize = 8;

/// The first bytes of a configuration that are read, if its name alone does not tell.
const HEAD_BYTES: u64 = 64 << 10;

/// The files and folders that tell a generator, with its profile. A file that several generators may have is that of
/// the first one whose word it contains at the start of a line.
const MARKS: &[(&str, &str, Option<&str>)] = &[
    ("hugo.toml", "hugo", None),
    ("hugo.yaml", "hugo", None),
    ("hugo.yml", "hugo", None),
    ("hugo.json", "hugo", None),
    ("config.toml", "zola", Some("base_url")),
    ("config.toml", "hugo", Some("baseURL")),
    ("config.toml", "hugo", Some("baseurl")),
    ("config/_default", "hugo", None),
    ("astro.config.mjs", "astro", None),
    ("astro.config.js", "astro", None),
    ("astro.config.cjs", "astro", None),
    ("astro.config.ts", "astro", None),
    ("astro.config.mts", "astro", None),
    ("docusaurus.config.js", "docusaurus", None),
    ("docusaurus.config.mjs", "docusaurus", None),
    ("docusaurus.config.cjs", "docusaurus", None),
    ("docusaurus.config.ts", "docusaurus", None),
    (".eleventy.js", "eleventy", None),
    ("eleventy.config.js", "eleventy", None),
    ("eleventy.config.mjs", "eleventy", None),
    ("eleventy.config.cjs", "eleventy", None),
    ("eleventy.config.ts", "eleventy", None),
    ("pelicanconf.py", "pelican", None),
    (".obsidian", "obsidian", None),
    ("_config.yml", "jekyll", None),
    ("_config.yaml", "jekyll", None),
];

/// Returns the profiles of generators.
pub(super) fn all() -> impl Iterator<Item = &'static str> {
    let mut seen = Vec::new();
    MARKS.iter().map(|(_, profile, _)| *profile).filter(move |profile| {
        let is_new = !seen.contains(profile);
        seen.push(*profile);
        is_new
    })
}

/// Returns the profile of the generator whose configuration lies beside the articles at `location` or above them, and
/// the name of that file.
pub(super) fn of(location: &Path) -> Option<(&'static str, &'static str)> {
    for folder in folders_above(location, LEVELS) {
        let found = MARKS.iter().find(|(name, _, word)| {
            let path = folder.join(name);
            path.exists() && word.is_none_or(|word| has_line(&path, word))
        });
        if let Some((name, profile, _)) = found {
            // Hexo has a file of this name too, and does not split tags.
            let is_hexo = *profile == "jekyll" && has_line(&folder.join(name), "new_post_name");
            return (!is_hexo).then_some((*profile, *name));
        }
    }
    None
}

/// Returns whether a line near the start of the file begins with this word.
fn has_line(path: &Path, word: &str) -> bool {
    let mut head = Vec::new();
    let read = File::open(path).and_then(|file| file.take(HEAD_BYTES).read_to_end(&mut head));
    read.is_ok() && String::from_utf8_lossy(&head).lines().any(|line| line.starts_with(word))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    #[test]
    fn the_nearest_configuration_tells_the_generator() {
        let cases = [
            ("_config.yml", "title: News\n", Some("jekyll")),
            ("_config.yml", "new_post_name: :title.md\n", None),
            ("config.toml", "title = 1\nbaseURL = \"/\"\n", Some("hugo")),
            ("config.toml", "base_url = \"/\"\n", Some("zola")),
            ("config.toml", "x = 1\n", None),
            ("astro.config.mjs", "", Some("astro")),
            ("eleventy.config.js", "", Some("eleventy")),
            (".git", "", None),
        ];
        for (name, text, profile) in cases {
            let folder = tempfile::tempdir().expect("a folder");
            let posts = folder.path().join("site/content/posts");
            fs::create_dir_all(&posts).expect("folders");
            fs::write(posts.join("a.md"), "").expect("a file");
            fs::write(folder.path().join("site").join(name), text).expect("a file");
            for location in [posts.clone(), posts.join("a.md")] {
                let found = of(&location);
                assert_eq!(found.map(|(profile, _)| profile), profile, "{name}");
            }
        }
        assert_eq!(of(Path::new("/nowhere/at/all")), None);
        assert_eq!(all().count(), 8);
    }
}
