//! Checks whether the last path is an input, and the output was forgotten.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};

use newsconv::{Error, Result, format};

/// Number of entries of a folder that are looked at to see whether it has Markdown.
const MOST_ENTRIES: usize = 1000;

/// Returns an error if `output`, the last path of the command line, exists and looks like one of `inputs`, as
/// after `newsconv *.ndjson`: it would be replaced by the others.
///
/// With several inputs that is an error even if `overwrite` is set: who means it can say so with `-o`.
///
/// # Errors
/// [`Error::Usage`], which names `-o`.
pub(crate) fn check(inputs: &[PathBuf], output: &Path, overwrite: bool) -> Result<()> {
    let is_several = inputs.len() > 1;
    let real = fs::canonicalize(output).ok();
    let is_input =
        inputs.iter().any(|input| real.is_some() && fs::canonicalize(input).ok() == real);
    // An output that is an input is an error in any case, and says so.
    if output == Path::new("-") || is_input {
        return Ok(());
    }
    let like = match fs::metadata(output) {
        Ok(held) if held.is_file() => inputs.iter().find(|input| are_alike(input, output)),
        // A folder keeps its other files, so writing one folder to another is usual.
        Ok(held) if held.is_dir() && is_several && has_markdown(output) => {
            inputs.iter().find(|input| input.is_dir() && has_markdown(input))
        }
        _ => None,
    };
    let Some(like) = like.filter(|_| is_several || !overwrite) else { return Ok(()) };
    let (like, name) = (like.display(), output.display());
    let (what, advice) = match (output.is_dir(), is_several) {
        (true, _) => ("folder", format!("write -o {name}")),
        (false, true) => ("file", format!("write -o {name} --overwrite")),
        (false, false) => ("file", "add --overwrite".to_owned()),
    };
    let message = format!(
        "the last path is the output, but {name} is a {what} that exists and looks like the input {like}; if the \
         output was forgotten, add it with -o; if {name} is the output, {advice}"
    );
    Err(Error::Usage(message.into()))
}

/// Returns whether two files have the same format or the same extension.
fn are_alike(input: &Path, output: &Path) -> bool {
    let of = |path: &Path| format::by_extension(path).map(|format| format.name);
    let extension = |path: &Path| path.extension().map(OsStr::to_ascii_lowercase);
    input.is_file()
        && match (of(input), of(output)) {
            (Some(input), Some(output)) => input == output,
            (None, None) => extension(input) == extension(output),
            _ => false,
        }
}

/// Returns whether the folder has Markdown among its first entries or those of its folders.
fn has_markdown(folder: &Path) -> bool {
    let (mut folders, mut left) = (vec![folder.to_path_buf()], MOST_ENTRIES);
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).into_iter().flatten().flatten().take(left) {
            left -= 1;
            let path = entry.path();
            if format::by_extension(&path).is_some_and(|format| format.one_file_per_article) {
                return true;
            }
            if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
                folders.push(path);
            }
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_last_path_like_the_inputs_is_suspected() {
        let place = tempfile::tempdir().expect("a folder");
        let path = |name: &str| place.path().join(name);
        for name in [
            "a.ndjson",
            "b.jsonl",
            "c.NDJSON.gz",
            "d.csv",
            "part-0",
            "part-1",
            "x/1.md",
            "y/z/2.md",
        ] {
            fs::create_dir_all(path(name).parent().expect("a folder")).expect("a folder");
            fs::write(path(name), "").expect("a file");
        }
        fs::create_dir(path("empty")).expect("a folder");
        let check = |inputs: &[&str], output: &str, overwrite: bool| {
            let inputs: Vec<_> = inputs.iter().map(|name| path(name)).collect();
            check(&inputs, &path(output), overwrite).map_err(|error| error.to_string())
        };
        for (inputs, output) in [
            (&["a.ndjson", "d.csv"][..], "b.jsonl"),
            (&["a.ndjson", "b.jsonl"], "c.NDJSON.gz"),
            (&["part-0", "d.csv"], "part-1"),
            (&["x", "x/1.md"], "y"),
        ] {
            for overwrite in [false, true] {
                let error = check(inputs, output, overwrite).expect_err(output);
                assert!(error.contains("-o") && error.contains(output), "{error}");
            }
        }
        assert!(check(&["a.ndjson"], "b.jsonl", false).expect_err("one").contains("--overwrite"));
        for (inputs, output, overwrite) in [
            (&["a.ndjson"][..], "b.jsonl", true),
            (&["a.ndjson", "b.jsonl"], "d.csv", false),
            (&["a.ndjson", "b.jsonl"], "new.ndjson", false),
            (&["x"], "y", false),
            (&["x", "y"], "empty", false),
            (&["a.ndjson", "b.jsonl"], "x", false),
            // The matches of a pattern are compared by the library.
            (&["*.ndjson", "d.csv"], "a.ndjson", false),
        ] {
            check(inputs, output, overwrite).expect(output);
        }
    }
}
