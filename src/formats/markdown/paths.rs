//! What file an article is written to.

use std::borrow::Cow;

use crate::article::Article;
use crate::diagnostic::{Code, Diagnostic};
use crate::error::Result;

/// The file name, relative to the output folder, that `article` is written to, and whether it was made
/// up, for an article without a path.
///
/// A path that does not end in a Markdown extension gets `.md` added. An article without a path is named
/// after the day of its publication and its title, as the real archives are.
pub(super) fn of<'r>(article: &'r Article<'_>) -> Result<(Cow<'r, str>, bool)> {
    let Some(path) = article.path.as_deref() else {
        return Ok((made_up(article).into(), true));
    };
    if let Some(fault) = fault(path) {
        let message = format!("{path:?} cannot be a file below the output folder: {fault}");
        return Err(Diagnostic::new(Code::BadPath, path, message).in_field("path").into());
    }
    let is_markdown = super::SPEC.extensions.iter().any(|extension| {
        path.rsplit_once('.').is_some_and(|(_, last)| last.eq_ignore_ascii_case(extension))
    });
    Ok((if is_markdown { path.into() } else { format!("{path}.md").into() }, false))
}

/// Says under which name an article without a path is written.
pub(super) fn made_up_warning(path: &str) -> Diagnostic {
    let message = format!("an article without a path is written to {path}");
    Diagnostic::new(Code::NoPath, path, message).in_field("path")
}

/// Why `path` cannot be a file name below any folder.
fn fault(path: &str) -> Option<&'static str> {
    if path.is_empty() {
        return Some("it is empty");
    }
    if path.starts_with('/') {
        return Some("it is absolute");
    }
    if path.contains(['\0', '\\']) {
        return Some("it has a NUL or a backslash");
    }
    let bytes = path.as_bytes();
    if bytes.get(1) == Some(&b':') && bytes[0].is_ascii_alphabetic() {
        return Some("it begins with a drive letter");
    }
    path.split('/').find_map(|part| match part {
        "" => Some("it has an empty part"),
        "." | ".." => Some("it has a part `.` or `..`"),
        _ if part.len() > 255 => Some("a part of it is longer than 255 bytes"),
        _ => None,
    })
}

/// A file name from what is known of the article: `2024-01-23-harbour-opens.md`.
fn made_up(article: &Article<'_>) -> String {
    let day =
        article.published_date_time.map(|time| time.to_chrono().format("%Y-%m-%d").to_string());
    let title = article.title.as_deref().map(slug).filter(|slug| !slug.is_empty());
    let parts: Vec<String> = day.into_iter().chain(title).collect();
    let stem = if parts.is_empty() { "article".to_owned() } else { parts.join("-") };
    format!("{stem}.md")
}

/// The letters and digits of `text` in lower case, words joined by hyphens, 100 characters at most.
fn slug(text: &str) -> String {
    let lower = text.to_lowercase();
    let words = lower.split(|c: char| !c.is_alphanumeric() && c != '\'' && c != '’');
    let words = words.map(|word| word.replace(['\'', '’'], "")).filter(|word| !word.is_empty());
    let joined = words.collect::<Vec<_>>().join("-");
    let cut: String = joined.chars().take(100).collect();
    cut.trim_end_matches('-')
        .chars()
        .scan(0, |bytes, c| {
            *bytes += c.len_utf8();
            (*bytes <= 200).then_some(c)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Error;

    fn path_of(path: &str) -> Result<String, Code> {
        let code = |error| match error {
            Error::Invalid(problems) => problems[0].code,
            other => panic!("{other}"),
        };
        let article = Article { path: Some(path.into()), ..Article::default() };
        of(&article).map(|(path, _)| path.into_owned()).map_err(code)
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
        ] {
            assert_eq!(path_of(path), Err(Code::BadPath), "{path}");
        }
    }

    #[test]
    fn an_article_without_a_path_is_named_after_its_day_and_title() {
        let mut article = Article {
            title: Some("It’s Open: Harbour, “Phase 2”!".into()),
            ..Article::default()
        };
        assert_eq!(of(&article).expect("a name").0, "its-open-harbour-phase-2.md");
        article.published_date_time = "2024-01-23T23:30:00-05:00".parse().ok();
        assert_eq!(of(&article).expect("a name").0, "2024-01-23-its-open-harbour-phase-2.md");
        assert_eq!(of(&Article::default()).expect("a name").0, "article.md");
    }
}
