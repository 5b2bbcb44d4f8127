//! Chooses the file name of an article.

use std::borrow::Cow;

use crate::diagnostic::error::Result;
use crate::diagnostic::{Code, Diagnostic};
use crate::model::article::Article;
use crate::pipeline::mapping::Mapping;

/// Extensions of Markdown files. The first one is used for generated names.
pub(super) const EXTENSIONS: &[&str] = &["md", "markdown", "mdx", "mkd", "mdown"];

/// Names that Windows reserves for devices, besides those of numbered ports.
const DEVICES: [&str; 6] = ["CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$"];

/// Maximum length of one part of a path in bytes.
const LONGEST_PART: usize = 255;

/// Returns the file name of `article`, relative to the output folder, and whether it was generated because
/// the article has no path.
///
/// A path that does not end in a Markdown extension gets `.md` added. An article without a path is named
/// after the day of its publication and its title, as the real archives are.
pub(super) fn of<'r>(
    article: &'r Article<'_>,
    mapping: Option<&Mapping>,
) -> Result<(Cow<'r, str>, bool)> {
    let Some(path) = article.path.as_deref() else {
        let named = mapping.and_then(|mapping| named_by(mapping, article));
        return Ok((named.unwrap_or_else(|| made_up(article)).into(), true));
    };
    if let Some(fault) = fault(path) {
        return Err(bad_path(path, fault).into());
    }
    let is_markdown = EXTENSIONS.iter().any(|extension| {
        path.rsplit_once('.').is_some_and(|(_, last)| last.eq_ignore_ascii_case(extension))
    });
    let named = if is_markdown { path.into() } else { Cow::Owned(format!("{path}.md")) };
    // Checked again: with `.md` a part can become longer than 255 bytes.
    match fault(&named) {
        Some(fault) => Err(bad_path(path, fault).into()),
        None => Ok((named, false)),
    }
}

/// Returns the warning with the generated file name of an article without a path.
pub(super) fn made_up_warning(path: &str) -> Diagnostic {
    let message = format!("the article has no path and is written to {path}");
    Diagnostic::new(Code::NoPath, path, message).in_field("path")
}

/// Returns the error for a path that the system does not allow.
pub(super) fn impossible(path: &str, reason: &str) -> Diagnostic {
    bad_path(path, reason)
}

/// Returns the error that the path conflicts with the file or folder `other`.
pub(super) fn taken(path: &str, other: &str) -> Diagnostic {
    let message = if other == path {
        format!("two articles have the path {path:?}")
    } else if other.strip_suffix('/') == Some(path) {
        format!("{path:?} is the path of an article and also the folder of another")
    } else if path.strip_prefix(other).is_some_and(|rest| rest.starts_with('/')) {
        format!("{path:?} is in a folder that has the path of another article, {other:?}")
    } else {
        format!("on this file system {path:?} is the same file as {other:?}")
    };
    Diagnostic::new(Code::SamePath, path, message).in_field("path")
}

/// Returns the warning that `path` and `other` are the same name on some systems.
pub(super) fn alike_warning(path: &str, other: &str) -> Diagnostic {
    let message = format!(
        "{path:?} and {other:?} differ in capitals or Unicode form only; macOS and Windows would \
         keep one of them"
    );
    Diagnostic::new(Code::AlikePath, path, message).in_field("path")
}

fn bad_path(path: &str, fault: &str) -> Diagnostic {
    let message = format!("{path:?} cannot be a file below the output folder: {fault}");
    Diagnostic::new(Code::BadPath, path, message).in_field("path")
}

/// Returns why `path` is not a valid file name below a folder on every system, or `None`.
fn fault(path: &str) -> Option<&'static str> {
    if path.is_empty() {
        return Some("it is empty");
    }
    if path.starts_with('/') {
        return Some("it is absolute");
    }
    // A backslash separates folders on Windows, so it could climb out of the output folder there.
    // The rules are the same on every system, so that an archive written here can be copied there.
    if path.contains(['\0', '\\']) {
        return Some("it has a NUL or a backslash");
    }
    let bytes = path.as_bytes();
    if bytes.get(1) == Some(&b':') && bytes[0].is_ascii_alphabetic() {
        return Some("it begins with a drive letter");
    }
    // The exception: real archives have `?` and `:` in names, which other systems allow.
    if cfg!(windows) && path.contains(|c: char| "<>:\"|?*".contains(c) || c.is_ascii_control()) {
        return Some("it has a character that Windows does not allow in names");
    }
    path.split('/').find_map(fault_of_part)
}

fn fault_of_part(part: &str) -> Option<&'static str> {
    match part {
        "" => Some("it has an empty part"),
        "." | ".." => Some("it has a part `.` or `..`"),
        _ if part.ends_with(['.', ' ']) => {
            Some("a part of it ends in a dot or a space, which Windows drops")
        }
        _ if is_device(part) => Some("a part of it is the name of a device on Windows"),
        _ if part.len() > LONGEST_PART => Some("a part of it is longer than 255 bytes"),
        _ => None,
    }
}

/// Returns whether `part`, with any extension, is the name of a device on Windows.
fn is_device(part: &str) -> bool {
    // Windows opens the device for `NUL.txt` and for `nul .md` too.
    let stem = part.split('.').next().unwrap_or(part).trim_end().to_ascii_uppercase();
    let numbered = stem.strip_prefix("COM").or_else(|| stem.strip_prefix("LPT"));
    let is_number = |rest: &str| {
        let mut characters = rest.chars();
        // Windows reserves the superscript digits of Latin-1 as well.
        let digit = characters.next().is_some_and(|c| matches!(c, '0'..='9' | '¹' | '²' | '³'));
        digit && characters.next().is_none()
    };
    DEVICES.contains(&&*stem) || numbered.is_some_and(is_number)
}

/// Generates a file name as a profile has it, which says the title, as in Obsidian, or the slug after the day, as in
/// Jekyll; `None` if the article has no such field, or if it cannot be the name of a file.
fn named_by(mapping: &Mapping, article: &Article<'_>) -> Option<String> {
    let stem = if mapping.names_files_by("title") {
        // Windows allows no such characters, and links within Obsidian neither `#`, `^`, `[` nor `]`.
        let is_odd = |c: char| c.is_control() || "/\\:*?\"<>|#^[]".contains(c);
        let words = article.title.as_deref()?.split(is_odd).map(str::trim);
        words.filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
    } else if mapping.names_files_by("slug") {
        let slug = article.slug.as_deref().filter(|slug| !slug.contains(['/', '.']))?;
        [day(article).as_deref(), Some(slug)].into_iter().flatten().collect::<Vec<_>>().join("-")
    } else {
        return None;
    };
    let name = format!("{stem}.md");
    // A number may be added.
    let fits = !stem.is_empty() && name.len() < LONGEST_PART - 20 && fault(&name).is_none();
    fits.then_some(name)
}

/// Returns the day of publication, in the article's own zone.
fn day(article: &Article<'_>) -> Option<String> {
    article.published_date_time.map(|time| time.to_chrono().format("%Y-%m-%d").to_string())
}

/// Generates a file name from the article's day and title, such as `2024-01-23-harbour-opens.md`.
fn made_up(article: &Article<'_>) -> String {
    let day = day(article);
    let title = article.title.as_deref().map(slug).filter(|slug| !slug.is_empty());
    let parts: Vec<String> = day.into_iter().chain(title).collect();
    let stem = if parts.is_empty() { "article".to_owned() } else { parts.join("-") };
    let name = format!("{stem}.md");
    // The articles "Con" and "Aux" need a name that Windows does not keep for a device.
    if fault(&name).is_some() { format!("article-{name}") } else { name }
}

/// Returns the letters and digits of `text` in lower case, with words joined by hyphens, at most 100
/// characters.
fn slug(text: &str) -> String {
    let lower = text.to_lowercase();
    // An apostrophe is within a word: `Ukraine's` becomes `ukraines`, not `ukraine-s`.
    let words = lower.split(|c: char| !c.is_alphanumeric() && c != '\'' && c != '’');
    let words = words.map(|word| word.replace(['\'', '’'], "")).filter(|word| !word.is_empty());
    let joined = words.collect::<Vec<_>>().join("-");
    let cut: String = joined.chars().take(100).collect();
    cut.trim_end_matches('-')
        .chars()
        // At most 200 bytes, so that the day, a number and `.md` fit into 255 bytes in any script;
        // cut between characters.
        .scan(0, |bytes, c| {
            *bytes += c.len_utf8();
            (*bytes <= 200).then_some(c)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::error::Error;

    fn path_of(path: &str) -> Result<String, Code> {
        let code = |error| match error {
            Error::Invalid(problems) => problems[0].code,
            other => panic!("{other}"),
        };
        let article = Article { path: Some(path.into()), ..Article::default() };
        of(&article, None).map(|(path, _)| path.into_owned()).map_err(code)
    }

    #[test]
    fn paths_stay_below_the_folder() {
        assert_eq!(path_of("a/b.md").as_deref(), Ok("a/b.md"));
        assert_eq!(path_of("a/b.Markdown").as_deref(), Ok("a/b.Markdown"));
        assert_eq!(path_of("a/b").as_deref(), Ok("a/b.md"));
        assert_eq!(path_of("..a/b..md").as_deref(), Ok("..a/b..md"));
        let long = "x".repeat(256);
        for path in [
            "",
            "/a.md",
            "../a.md",
            "a/../../b.md",
            "a//b.md",
            "./a.md",
            "a/",
            "a\0.md",
            "a\\b.md",
            "c:a.md",
            &long,
            // The extension that is added counts.
            &long[..254],
        ] {
            assert_eq!(path_of(path), Err(Code::BadPath), "{path}");
        }
        assert_eq!(path_of(&long[..252]).map(|path| path.len()), Ok(255));
    }

    #[test]
    fn paths_with_device_names_of_windows_are_rejected() {
        let mut seen = 0;
        for device in
            DEVICES.into_iter().map(str::to_owned).chain(["COM", "LPT"].into_iter().flat_map(
                |port| "0123456789¹²³".chars().map(move |digit| format!("{port}{digit}")),
            ))
        {
            let spelled = [device.to_lowercase(), format!("{}{}", &device[..1], &device[1..])];
            for name in spelled {
                for path in [
                    format!("{name}.md"),
                    format!("{name}.tar.md"),
                    name.clone(),
                    format!("a/{name}/b.md"),
                    format!("{name}.d/b.md"),
                    format!("{name} .md"),
                ] {
                    assert_eq!(path_of(&path), Err(Code::BadPath), "{path}");
                    seen += 1;
                }
            }
        }
        assert_eq!(seen, (6 + 26) * 2 * 6);
        for path in ["console.md", "com10.md", "COM.md", "lpt¼.md", "a.con.md", "nul-1/b.md"] {
            assert_eq!(path_of(path).as_deref(), Ok(path));
        }
    }

    #[test]
    fn paths_that_end_in_dots_or_blanks_are_rejected() {
        for path in ["a.", "a.md.", "a.md ", "a./b.md", "a /b.md", "a...", "x/.../b.md"] {
            assert_eq!(path_of(path), Err(Code::BadPath), "{path}");
        }
        assert_eq!(path_of(" a.md").as_deref(), Ok(" a.md"));
        assert_eq!(path_of(".a/b .md").as_deref(), Ok(".a/b .md"));
    }

    #[test]
    fn a_colon_in_a_path_depends_on_the_system() {
        assert_eq!(path_of("2024-01-23T12:00.md").is_ok(), !cfg!(windows));
    }

    #[test]
    fn an_article_without_a_path_is_named_after_its_day_and_title() {
        let mut article = Article {
            title: Some("It’s Open: Harbour, “Phase 2”!".into()),
            ..Article::default()
        };
        assert_eq!(of(&article, None).expect("a name").0, "its-open-harbour-phase-2.md");
        article.published_date_time = "2024-01-23T23:30:00-05:00".parse().ok();
        assert_eq!(of(&article, None).expect("a name").0, "2024-01-23-its-open-harbour-phase-2.md");
        assert_eq!(of(&Article::default(), None).expect("a name").0, "article.md");
    }

    /// A name that was made up is read back as the path that it is.
    #[test]
    fn made_up_names_obey_the_rules_for_paths() {
        let ports = ["COM1", "lpt9", "Com²"].map(str::to_owned);
        let titles = DEVICES.into_iter().map(|device| device.replace('$', "")).chain(ports);
        let odd = ["..", "a. ", "…", "ﷺﷺ", "İ", "\u{0}", "c:d"].map(str::to_owned);
        for title in titles.chain(odd).chain(["ﷺ".repeat(300), "Ⱥ".repeat(300)]) {
            let article = Article { title: Some(title.clone().into()), ..Article::default() };
            let (name, is_made_up) = of(&article, None).expect("a name");
            assert!(is_made_up, "{title:?}");
            assert_eq!(path_of(&name).as_deref(), Ok(&*name), "{title:?}");
        }
        let article = Article { title: Some("Con".into()), ..Article::default() };
        assert_eq!(of(&article, None).expect("a name").0, "article-con.md");
    }
}
