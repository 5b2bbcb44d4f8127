//! Two archives compared, for `newsconv verify`.

use std::io::{self, Write as _};
use std::path::Path;

use newsconv::compare::{Comparison, Difference, compare, compare_spelling};
use newsconv::format::FormatSpec;
use newsconv::{Conversion, Result};
use serde_json::json;

use crate::program::report::{Messages, count};
use crate::program::standard::{self, print};

/// How archives are compared, and how differences are printed.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Form {
    /// Whether spellings are compared too.
    pub(crate) spelling: bool,
    /// Whether each difference and the counts are printed as JSON.
    pub(crate) json: bool,
}

/// Compares two archives, each with its format where that is given, and says whether they are equal.
pub(crate) fn verify(
    sides: [(&Path, Option<&'static FormatSpec>); 2],
    form: Form,
    messages: &Messages,
    reading: impl Fn(Option<&'static FormatSpec>) -> Conversion,
) -> Result<bool> {
    standard::check(&sides.map(|(path, _)| path.to_path_buf()), Path::new("-"))?;
    // The differences go to standard output, between which the line is hidden.
    let progress = messages.progress(Path::new(""));
    let mut report = |problem| progress.aside(|| messages.problem(&problem));
    let mut open =
        |(path, from)| reading(from).progress(progress.records()).reader([path], &mut report);
    let [left, right] = sides;
    let (mut left, mut right) = (open(left)?, open(right)?);
    let mut out = io::stdout().lock();
    let mut silent = messages.is_quiet();
    let mut found = |difference: Difference| {
        let line = if form.json {
            serde_json::to_string(&difference).unwrap_or_else(|_| difference.to_string())
        } else {
            difference.to_string()
        };
        // Nobody reads on once the pipe is closed.
        progress.aside(|| silent = silent || writeln!(out, "{line}").is_err());
    };
    let compare = if form.spelling { compare_spelling } else { compare };
    let result = compare(&mut *left, &mut *right, &mut found);
    progress.end();
    let result = result?;
    messages.end_repeats();
    if !silent {
        let text = if form.json { counts_json(&result) } else { counts(&result) };
        print(&text)?;
    }
    Ok(result.is_equal())
}

fn counts(result: &Comparison) -> String {
    let Comparison { left, right, equal, different, .. } = result;
    let alone = [(result.left_only(), "left"), (result.right_only(), "right")];
    let alone = alone.into_iter().filter(|(number, _)| *number > 0);
    let alone: Vec<_> =
        alone.map(|(number, side)| format!(", {number} on the {side} alone")).collect();
    let alone = alone.concat();
    let left = count(*left, "article");
    format!(
        "{left} on the left, {right} on the right: {equal} equal, {different} different{alone}\n"
    )
}

fn counts_json(result: &Comparison) -> String {
    let Comparison { left, right, equal, different, .. } = result;
    let (left_only, right_only) = (result.left_only(), result.right_only());
    let counts = json!({
        "left": left, "right": right, "equal": equal, "different": different,
        "leftOnly": left_only, "rightOnly": right_only,
    });
    json!({ "counts": counts }).to_string() + "\n"
}
