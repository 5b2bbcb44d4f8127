//! Decides when the source text of front matter is kept, and when it may be written back.

use std::borrow::Cow;

use crate::decode::wrong_values::WrongValues;
use crate::diagnostic::error::{Error, Result};
use crate::model::article::Article;
use crate::model::value::sort_keys;
use crate::pipeline::constraints::Constraints;
use crate::pipeline::mapping;
use crate::pipeline::options::FrontMatter;
use crate::pipeline::timezone;

use super::language::Form;
use super::parse::{Mode, Parsed, parse};
use super::{fences, file, render, style};

/// What front matter cannot hold.
pub(super) const LIMITS: Constraints = Constraints { flat_keys: true, ..Constraints::NONE };

/// Returns what front matter in the language `wanted` cannot hold.
pub(super) fn limits(wanted: Option<FrontMatter>) -> Constraints {
    match wanted {
        Some(FrontMatter::Toml) => Constraints { no_null: true, ..LIMITS },
        Some(FrontMatter::Json) => Constraints { finite: true, ..LIMITS },
        Some(FrontMatter::Yaml) | None => LIMITS,
    }
}

/// Returns the text before the body of the file `bytes`, which has `article`. Returns `None` if the house
/// style gives exactly that file, also after columns have cut the times to the microsecond, unless
/// a mapping moves keys.
pub(super) fn of<'a>(
    article: &Article<'_>,
    bytes: &'a [u8],
    is_moved: bool,
) -> Option<Cow<'a, str>> {
    let mut text = String::with_capacity(bytes.len());
    file::write(article, None, &mut text);
    // Columns hold microseconds. If that cuts a time, the house style will no longer give these
    // bytes when the article comes back, so the source is kept.
    if !is_moved && text.as_bytes() == bytes && article.to_micros() == *article {
        return None;
    }
    // The body is the end of the file, byte for byte.
    let body = article.body.as_deref().map_or(0, str::len);
    Some(String::from_utf8_lossy(&bytes[..bytes.len() - body]))
}

/// Appends the Markdown file of `article`: with the source text of its front matter if that was kept and
/// still has the same meaning, else in the house style. So an edited article is never overwritten by stale
/// text. Source text in another language than the one that is `wanted` is not used.
///
/// # Errors
/// [`Error::Invalid`] where source text that no longer fits has excused keys which the house style cannot hold.
pub(super) fn restore(
    article: &Article<'_>,
    wanted: Option<FrontMatter>,
    out: &mut String,
) -> Result<()> {
    let clocks = timezone::restored(article);
    let restored = mapping::restored(&clocks);
    let article = &*restored;
    let start = out.len();
    if let Some(source) = &article.front_matter {
        out.push_str(source);
        out.push_str(article.body.as_deref().unwrap_or_default());
        // Parsing is the only sure test, since the article may have been edited in any field since.
        // Mapped keys come back in another order.
        let is_mapped = matches!(restored, Cow::Owned(_));
        if is_wanted(&out[start..], wanted) && means(&out[start..], article, is_mapped) {
            return Ok(());
        }
        out.truncate(start);
        // The constraints allow a duplicate name if the source text has it. With that text gone,
        // they must be checked without it.
        let problems = LIMITS.problems(&Article { front_matter: None, ..article.clone() });
        if !problems.is_empty() {
            return Err(Error::Invalid(problems));
        }
    }
    file::write(article, wanted, out);
    Ok(())
}

/// Returns whether the front matter of the file `text` is in the language `wanted`, if any is.
fn is_wanted(text: &str, wanted: Option<FrontMatter>) -> bool {
    wanted.map(file::of_option).is_none_or(|form| {
        let parts = fences::split(text, false);
        parts.is_ok_and(|parts| parts.form.language() == form.language())
    })
}

/// Returns whether the file `text` holds `article`, which may have been read leniently, apart from its path; times
/// may have been cut to the microsecond since. `unordered` compares unknown keys without their order.
pub(super) fn means(text: &str, article: &Article<'_>, unordered: bool) -> bool {
    let header_lines = style::form(article) == Form::Header;
    let Some(mut read) = reread(text, header_lines) else { return false };
    let mut wanted = without_origin(article.clone());
    if unordered {
        sort_keys(&mut wanted.extra);
        sort_keys(&mut read.extra);
    }
    if read == wanted || read.to_micros() == wanted {
        return true;
    }
    // A key that was mapped comes back with what the source had, which a reader without the mapping may take for a field
    // in another shape. Then the text is as good as the one that would be written instead, if both are read alike.
    let mut other = String::new();
    render::file(article, &mut other);
    let Some(mut written) = unordered.then(|| reread(&other, false)).flatten() else {
        return false;
    };
    sort_keys(&mut written.extra);
    read == written || read.to_micros() == written
}

/// Returns the article in the file `text`, if it has one. `header_lines` reads lines without a fence, `Key: value`.
fn reread(text: &str, header_lines: bool) -> Option<Article<'_>> {
    let mode = Mode { wrong: WrongValues::Keep, header_lines };
    let Parsed { article, errors, .. } = parse(text.as_bytes(), mode);
    errors.is_empty().then(|| without_origin(article))
}

/// Returns the article without what says where it came from, which is not in the file.
fn without_origin(article: Article<'_>) -> Article<'_> {
    Article { path: None, source_style: None, front_matter: None, ..article }
}
