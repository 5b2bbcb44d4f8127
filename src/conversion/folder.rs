//! Chooses the files of a folder to read: those of one format.
//!
//! Folders of articles often have other files as well: pictures next to Markdown, `manifest.json` and
//! `_SUCCESS` next to Parquet. These must not be read as articles. So a folder is read as Markdown if it has
//! any, else as columns, else as the only text format that it has. The other files are counted.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use super::paths::real;
use crate::diagnostic::advice::Advice;
use crate::diagnostic::error::{Error, Result};
use crate::diagnostic::option_name::OptionName;
use crate::diagnostic::{Code, Diagnostic, Severity};
use crate::pipeline::format::FormatSpec;
use crate::pipeline::summary::Report;

/// Number of first bytes of a file without a known extension, from which its format is detected.
const HEAD_BYTES: u64 = 8 << 10;

/// Number of extensions that are listed in the count of skipped files; the others are counted together.
const LISTED: usize = 5;

/// The files of a folder with the formats of their extensions.
type Files = Vec<(Option<&'static FormatSpec>, PathBuf)>;

/// Returns the files of `folder` that are read, of all that were `found` in it, in their order, and reports how many
/// others there are.
///
/// With `from`, those are the files of that format, whatever their names: files that have an extension of it, and
/// files with no known extension whose content may be of it.
///
/// # Errors
/// [`Error::Usage`] if the folder has data of several formats, or is a table of Iceberg or Delta, whose files
/// may have deleted rows. With `from` the files of such a table are read, with a warning.
pub(super) fn choose(
    folder: &Path,
    found: Files,
    from: Option<&'static FormatSpec>,
    report: Report<'_>,
) -> Result<Vec<PathBuf>> {
    let format = match from {
        Some(from) => Some(from),
        None => format_of(folder, &found)?,
    };
    let is_data = format.is_some_and(|format| !is_markdown(format));
    // Looking for a table takes time for each file, and Markdown is never part of one.
    if let Some(table) = is_data.then(|| table_format(&found)).flatten() {
        if from.is_none() {
            return Err(Error::usage(deleted_rows(folder, table)));
        }
        let name = real(folder).display().to_string();
        let message = format!("it is a table of {table}, and rows that were deleted are read, too");
        report(Diagnostic::new(Code::LeftOut, name, message));
    }
    let is_read = |own: Option<&FormatSpec>, path: &Path| match (from, own) {
        (Some(from), Some(_)) => from.has_extension(path),
        (Some(from), None) => may_be(from, path),
        (None, Some(own)) => {
            format.is_some_and(|format| format.name == own.name) && !is_other_xml(own, path)
        }
        (None, None) => false,
    };
    let (mut read, mut left) = (Vec::new(), Vec::new());
    for (own, path) in found {
        match () {
            () if is_data && is_set_aside(folder, &path) => {}
            () if is_read(own, &path) => read.push(path),
            () => left.push((own.filter(|own| !is_other_xml(own, &path)), path)),
        }
    }
    // If nothing is read, the caller reports an error for the whole folder.
    if !read.is_empty() && !left.is_empty() {
        report(left_out(folder, &left, from.is_some()));
    }
    Ok(read)
}

/// Returns the format to read in a folder with these files: Markdown before columns before text. Returns
/// `None` if there is no file of a known format.
fn format_of(folder: &Path, found: &Files) -> Result<Option<&'static FormatSpec>> {
    let known = || found.iter().filter_map(|(format, path)| Some(((*format)?, path)));
    // A single Markdown file is enough: archives of Markdown often have JSON or CSV for other
    // purposes next to it.
    if let Some((markdown, _)) = known().find(|(format, _)| is_markdown(format)) {
        return Ok(Some(markdown));
    }
    // Columns come before text, since folders of Parquet have manifests and logs in JSON.
    for is_text in [false, true] {
        let mut counts: Vec<(&'static FormatSpec, usize)> = Vec::new();
        let data = known()
            .filter(|(format, path)| !is_set_aside(folder, path) && !is_other_xml(format, path));
        for (format, _) in data.filter(|(format, _)| format.is_text == is_text) {
            match counts.iter_mut().find(|(counted, _)| counted.name == format.name) {
                Some((_, count)) => *count += 1,
                None => counts.push((format, 1)),
            }
        }
        match counts[..] {
            [] => {}
            [(format, _)] => return Ok(Some(format)),
            // Reading one of several formats would lose the articles of the others, and reading all
            // could read them twice.
            _ => return Err(several(folder, &counts)),
        }
    }
    Ok(None)
}

fn several(folder: &Path, counts: &[(&'static FormatSpec, usize)]) -> Error {
    let counts: Vec<_> =
        counts.iter().map(|(format, count)| format!("{count} {}", format.name)).collect();
    let fault = format!(
        "{}: the folder has files of several formats ({}), and newsconv reads one; choose it with ",
        real(folder).display(),
        counts.join(", ")
    );
    let advice =
        Advice::from(fault).option(OptionName::From).words(", or name the files as inputs");
    Error::usage(advice)
}

fn is_markdown(format: &FormatSpec) -> bool {
    format.one_file_per_article
}

/// Returns whether a name on the path from `folder` to `path` begins with `_`. Tools use such names for files
/// that are not data, such as `_SUCCESS`, `_metadata` and `_delta_log/`. A partition such as `_year=2024` is
/// data.
fn is_set_aside(folder: &Path, path: &Path) -> bool {
    let below = path.strip_prefix(folder).unwrap_or(path);
    below.components().any(|part| {
        let name = part.as_os_str().as_encoded_bytes();
        name.first() == Some(&b'_') && !name.contains(&b'=')
    })
}

/// Returns the kind of table in the folder, according to its metadata.
fn table_format(found: &Files) -> Option<&'static str> {
    found.iter().find_map(|(_, path)| {
        let mut above = path.iter().rev().skip(1);
        let name = path.file_name()?.as_encoded_bytes();
        match above.next()?.as_encoded_bytes() {
            b"_delta_log" if name.ends_with(b".json") => Some("Delta Lake"),
            b"metadata" if name.ends_with(b".metadata.json") => Some("Iceberg"),
            _ => None,
        }
    })
}

fn deleted_rows(folder: &Path, table: &str) -> Advice {
    let fault = format!(
        "{}: this is a table of {table}, whose files may hold rows that were deleted; write its current rows to \
         Parquet with a tool that reads {table}, such as DuckDB, or read all files as they are with ",
        real(folder).display()
    );
    Advice::from(fault).setting(OptionName::From, "parquet")
}

/// Returns whether a file without a known extension may have the format `from`: columnar files are recognised
/// by their first bytes; text must not have a zero byte. Returns true for a file that cannot be opened, so
/// that reading it reports the problem.
fn may_be(from: &FormatSpec, path: &Path) -> bool {
    let mut head = Vec::new();
    let opened = File::open(path).and_then(|file| file.take(HEAD_BYTES).read_to_end(&mut head));
    let is_utf16 = head.starts_with(b"\xff\xfe") || head.starts_with(b"\xfe\xff");
    match opened {
        Err(_) => true,
        Ok(_) if from.is_text => is_utf16 || !head.contains(&0),
        Ok(_) => (from.looks_like)(&head),
    }
}

/// Returns whether a file with the extension `xml`, which names no format, is none of the format `own`: a site map next
/// to articles is no feed.
fn is_other_xml(own: &FormatSpec, path: &Path) -> bool {
    let is_xml = path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("xml"));
    is_xml && own.extensions.contains(&"xml") && {
        let mut head = Vec::new();
        let read = File::open(path).and_then(|file| file.take(HEAD_BYTES).read_to_end(&mut head));
        read.is_ok() && !(own.looks_like)(&head)
    }
}

/// Returns one problem for all files that are not read, counted by extension: a warning if one of them has
/// the extension of a format and might have articles.
fn left_out(folder: &Path, left: &Files, is_named: bool) -> Diagnostic {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for (_, path) in left {
        let extension = path.extension().map(|last| format!(".{}", last.to_string_lossy()));
        *counts.entry(extension.unwrap_or_else(|| "without extension".to_owned())).or_default() +=
            1;
    }
    let mut counts: Vec<_> = counts.into_iter().collect();
    counts.sort_by(|(a, few), (b, many)| many.cmp(few).then_with(|| a.cmp(b)));
    let more: usize = counts.iter().skip(LISTED).map(|(_, count)| count).sum();
    let listed =
        counts.iter().take(LISTED).map(|(extension, count)| format!("{count} {extension}"));
    let mut listed: Vec<_> = listed.collect();
    if more > 0 {
        listed.push(format!("{more} others"));
    }
    let files = if left.len() == 1 { "file was" } else { "files were" };
    let message = format!("{} other {files} skipped: {}", left.len(), listed.join(", "));
    let problem = Diagnostic::new(Code::LeftOut, real(folder).display().to_string(), message);
    if left.iter().all(|(format, _)| format.is_none()) {
        return Diagnostic { severity: Severity::Note, ..problem };
    }
    if is_named {
        problem
    } else {
        problem
            .with_help(Advice::from("use ").option(OptionName::From).words(" to choose the format"))
    }
}
