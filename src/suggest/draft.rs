//! The text of a drafted mapping file.

use std::collections::HashSet;
use std::fmt::Write as _;

use crate::decode::shapes::fold;
use crate::pipeline::mapping::{Mapping, quoted};

use super::Basis;
use super::keys::{Key, Keys, Known};
use super::names::Names;

/// The number of columns that a draft declares: more would be data in keys.
const MOST_COLUMNS: usize = 1000;

/// The number of keys that a comment names.
const NAMED: usize = 10;

/// Returns the mapping file. `articles` is the number of those that were read.
///
/// Writing to a `String` cannot fail.
pub(super) fn draft(basis: &Basis, articles: u64, keys: &Keys) -> String {
    let mut text = String::new();
    let noun = if articles == 1 { "article" } else { "articles" };
    let _ = writeln!(
        text,
        "# A draft from the keys of {articles} {noun}. Read it, and change what is not meant."
    );
    let _ = writeln!(text, "# {}", basis.reason);
    let _ = writeln!(text, "based-on = {}", quoted(basis.mapping.name()));
    if keys.has_misfits {
        text.push_str("# Without this, articles are rejected whose values do not fit the fields of these names.\n");
        text.push_str("lenient = true\n");
    }
    let mut sorted: Vec<&Key> = keys.kept.values().collect();
    // The most frequent first; those of the same number stay sorted by name.
    sorted.sort_by_key(|key| std::cmp::Reverse(key.tally.values));
    let fields = fields(&sorted);
    if !fields.is_empty() {
        text.push_str("\n[fields]\n");
    }
    for (field, key) in &fields {
        let field = if field.contains('.') { quoted(field) } else { field.clone() };
        let _ = writeln!(text, "{}", about(key, articles, key.tally.values));
        let _ = writeln!(text, "{field} = [{}]", quoted(&key.source));
    }
    let is_field = |key: &Key| fields.iter().any(|(_, other)| other.source == key.source);
    let (known, rest): (Vec<&Key>, Vec<&Key>) = sorted
        .into_iter()
        .filter(|key| !is_field(key))
        .partition(|key| key.known != Known::Nothing && !keys.is_unused(key));
    columns(&mut text, &basis.mapping, articles, &rest);
    remarks(&mut text, &known, &rest, keys);
    text
}

/// Returns the fields that keys clearly mean: each one lacks wherever the key is, and all values fit.
fn fields<'k>(sorted: &[&'k Key]) -> Vec<(String, &'k Key)> {
    let mut fields: Vec<(String, &Key)> = Vec::new();
    for key in sorted {
        let Some((guess, free)) = key.guess else { continue };
        let name = guess.name();
        if free == key.tally.values
            && key.known == Known::Nothing
            && !fields.iter().any(|(other, _)| *other == name)
        {
            fields.push((name, key));
        }
    }
    fields.sort_by(|(a, _), (b, _)| a.cmp(b));
    fields
}

/// Writes the declared columns.
fn columns(text: &mut String, base: &Mapping, articles: u64, keys: &[&Key]) {
    let typed: Vec<_> =
        keys.iter().filter_map(|key| Some((key, key.tally.best()?))).take(MOST_COLUMNS).collect();
    if typed.is_empty() {
        return;
    }
    text.push_str("\n[columns]\n");
    let firsts = keys.iter().filter_map(|key| key.steps.first());
    let inner = keys.iter().filter(|key| key.steps.len() > 1);
    let maps: HashSet<String> =
        inner.filter_map(|key| key.steps.first()).map(|key| fold(key)).collect();
    let mut names = Names::new(base, firsts.map(|key| fold(key)).collect());
    for (key, (kind, taken)) in typed {
        let _ = writeln!(text, "{}", about(key, articles, taken));
        // A map in its place would be a wrong value as well.
        let is_map_too = matches!(&key.steps[..], [own] if maps.contains(&fold(own)));
        let takes_all = taken == key.tally.values && !is_map_too;
        let name = names.next(&key.steps, kind, takes_all);
        let is_own = takes_all && matches!(&key.steps[..], [own] if fold(own) == fold(&name));
        let is_bare = name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
        let column = if is_bare { name } else { quoted(&name) };
        let kind = quoted(kind.name());
        let _ = if is_own {
            writeln!(text, "{column} = {kind}")
        } else {
            writeln!(text, "{column} = {{ from = {}, type = {kind} }}", quoted(&key.source))
        };
    }
}

/// Returns a comment on a key: how often it occurs, its first value, and how many of its values a column takes.
fn about(key: &Key, articles: u64, taken: u64) -> String {
    let Key { tally, example, .. } = key;
    let mut text = format!("# {} of {articles}, such as {example}", tally.values);
    if taken < tally.values {
        let _ = write!(text, "; the column takes {taken} of them");
    }
    if key.known == Known::Source {
        text.push_str(
            "; the profile knows this key, but each article has a better value for its field",
        );
    }
    text
}

/// Writes what is in no column, and why.
fn remarks(text: &mut String, known: &[&Key], rest: &[&Key], keys: &Keys) {
    let untyped: Vec<&Key> =
        rest.iter().copied().filter(|key| key.tally.best().is_none()).collect();
    let many = (rest.len() - untyped.len()).saturating_sub(MOST_COLUMNS);
    let mut said = Vec::new();
    if !known.is_empty() {
        said.push(format!(
            "These keys mean a field, which has another value in so many articles or does not fit: {}.",
            named(known)
        ));
    }
    if !untyped.is_empty() {
        said.push(format!("No type takes the values of these keys: {}.", named(&untyped)));
    }
    if many > 0 {
        said.push(format!("{many} rarer keys are left out: a file may declare them, but so many keys are rather data."));
    }
    if keys.left_out > 0 {
        said.push(format!(
            "{} values have other keys, which are more than a draft counts.",
            keys.left_out
        ));
    }
    if keys.unnamed > 0 {
        said.push(format!(
            "{} values have keys that no source can name: empty, very long, or with a dot.",
            keys.unnamed
        ));
    }
    if !said.is_empty() {
        text.push('\n');
    }
    for line in said {
        let _ = writeln!(text, "# {line}");
    }
}

/// Returns the first keys and their number of values.
fn named(keys: &[&Key]) -> String {
    let one = |key: &&Key| format!("{} ({})", quoted(&key.source), key.tally.values);
    let mut list: Vec<String> = keys.iter().take(NAMED).map(one).collect();
    if keys.len() > NAMED {
        list.push(format!("and {} more", keys.len() - NAMED));
    }
    list.join(", ")
}
