//! Finds the positions of fields in a parsed source, for messages.

use crate::decode::tree::{Spanned, SpannedKind};
use crate::diagnostic::{Diagnostic, SourceText};

/// A field to find.
#[derive(Clone, Copy)]
pub(crate) struct FieldQuery<'f> {
    /// Its name, such as `images[2].width`; during the search the rest of it, including the separator.
    name: &'f str,
    /// Whether the position of the key is wanted instead of that of its value, for an unknown key.
    is_key: bool,
    index: usize,
}

impl<'f> FieldQuery<'f> {
    /// Returns the query for the field of `problem`, which has the name `name` in the source.
    pub(crate) fn by(problem: &Diagnostic, name: &'f str) -> Self {
        Self { name, is_key: problem.code.is_about_key(), index: 0 }
    }
}

/// The position of a field in a tree.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct FieldLocation {
    /// The byte at which it begins.
    pub(crate) at: usize,
    /// Number of bytes of the field's name after the innermost value that exists: 0 if the field itself
    /// exists.
    pub(crate) left: usize,
    /// Whether it is within a member `extra`.
    in_extra: bool,
}

/// Returns the position of each field in `root`: its own, or if it is missing, that of the innermost existing
/// value on the path to it, or `None` if there is none.
///
/// The tree is walked once for all fields, so that a record with a hundred thousand of them is fast.
pub(crate) fn spots<'f>(
    root: &Spanned<'_>,
    fields: impl Iterator<Item = FieldQuery<'f>>,
) -> Vec<Option<FieldLocation>> {
    let numbered = fields.enumerate().map(|(index, wanted)| FieldQuery { index, ..wanted });
    let mut wanted: Vec<_> = numbered.collect();
    let mut found = vec![None; wanted.len()];
    // Sorted, so that all fields below one step are neighbours and `below` finds them by binary
    // search.
    wanted.sort_by_key(|wanted| wanted.name);
    walk(root, &wanted, false, &mut found);
    found
}

/// Searches below `node` for the `wanted` fields, which are sorted.
fn walk(
    node: &Spanned<'_>,
    wanted: &[FieldQuery<'_>],
    in_extra: bool,
    found: &mut [Option<FieldLocation>],
) {
    match &node.data {
        SpannedKind::Scalar(_) | SpannedKind::Spelled(..) => {}
        SpannedKind::List(items) => {
            for (index, item) in items.iter().enumerate() {
                let step = format!("[{index}]");
                let below = below(wanted, &step);
                if !below.is_empty() {
                    let spot = FieldLocation { at: item.at, left: 0, in_extra };
                    reach(item, (spot, item.at), &below, found);
                }
            }
        }
        SpannedKind::Map(entries) => {
            for entry in entries {
                let below = below(wanted, &entry.key);
                if !below.is_empty() {
                    let spot = FieldLocation { at: entry.node.at, left: 0, in_extra };
                    reach(&entry.node, (spot, entry.at), &below, found);
                }
                // JSON has unknown keys there whose names clash with fields.
                if entry.key == "extra" {
                    walk(&entry.node, wanted, true, found);
                }
            }
        }
    }
}

/// Returns the part of `wanted` that is the member `step` or below it, with that step removed.
fn below<'f>(wanted: &[FieldQuery<'f>], step: &str) -> Vec<FieldQuery<'f>> {
    let from = wanted.partition_point(|wanted| wanted.name < step);
    // Names with the prefix are neighbours, but `imagesExtra` has the prefix `images` too and is
    // filtered out.
    let rests = wanted[from..]
        .iter()
        .map_while(|wanted| Some(FieldQuery { name: wanted.name.strip_prefix(step)?, ..*wanted }));
    rests.filter(|wanted| wanted.name.is_empty() || wanted.name.starts_with(['.', '['])).collect()
}

/// Records that `node`, whose key is at byte `key`, is on the path to the `wanted` fields, and searches below
/// it.
fn reach(
    node: &Spanned<'_>,
    (spot, key): (FieldLocation, usize),
    wanted: &[FieldQuery<'_>],
    found: &mut [Option<FieldLocation>],
) {
    for wanted in wanted {
        // The less of the name is left, the nearer this node is to the field.
        let left = wanted.name.len();
        let at = if wanted.is_key && left == 0 { key } else { spot.at };
        let best = &mut found[wanted.index];
        // An unknown key that has the name of a field is in `extra`.
        let is_better = |best: FieldLocation| {
            left < best.left || (left == best.left && wanted.is_key && spot.in_extra)
        };
        if best.is_none_or(is_better) {
            *best = Some(FieldLocation { at, left, ..spot });
        }
    }
    let separator = if matches!(node.data, SpannedKind::Map(_)) { "." } else { "" };
    let rests = wanted.iter().filter_map(|wanted| {
        let name = wanted.name.strip_prefix(separator).filter(|name| !name.is_empty())?;
        Some(FieldQuery { name, ..*wanted })
    });
    let rests: Vec<_> = rests.collect();
    if !rests.is_empty() {
        walk(node, &rests, spot.in_extra, found);
    }
}

/// Returns the problems with the positions of their fields in the record `root`, in source order. Positions
/// in `root` count from byte `base` of `source`. A field that is not found gets the position of byte `start`.
pub(crate) fn locate(
    source: &SourceText<'_>,
    root: Option<(&Spanned<'_>, usize)>,
    start: usize,
    problems: Vec<Diagnostic>,
) -> Vec<Diagnostic> {
    let fields = problems.iter().map(|problem| FieldQuery::by(problem, &problem.field));
    let found = root.map(|(root, base)| (spots(root, fields), base));
    let place = |(index, problem): (usize, Diagnostic)| {
        let spot = found.as_ref().and_then(|(spots, base)| Some((spots[index]?, base)));
        (spot.map_or(start, |(spot, base)| base + spot.at), problem)
    };
    source.place_all(problems.into_iter().enumerate().map(place).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decode::json_tree::parse;

    fn wanted(name: &str, is_key: bool) -> FieldQuery<'_> {
        FieldQuery { name, is_key, index: 0 }
    }

    #[test]
    fn fields_are_found_by_the_names_that_messages_give_them() {
        let text =
            r#"{"a": [1, {"b.c": 2, "b": {"c": 3}}], "a[0]": 4, "extra": {"e": 5}, "f": "x"}"#;
        let root = parse(text).expect("valid");
        let fields =
            ["a[0]", "a[1].b.c", "a[1].b", "e", "f", "f.g", "a[1].b.d", "a[7]", "nothing", ""];
        let found = spots(&root, fields.into_iter().map(|name| wanted(name, false)));
        let found =
            found.into_iter().map(|spot| spot.map(|spot| (&text[spot.at..=spot.at], spot.left)));
        let shown: Vec<_> = found.collect();
        let expected = [
            Some(("1", 0)),
            Some(("2", 0)),
            Some(("{", 0)),
            Some(("5", 0)),
            Some(("\"", 0)),
            Some(("\"", 2)),
            Some(("{", 2)),
            Some(("[", 3)),
            None,
            None,
        ];
        assert_eq!(shown, expected);
        let key = spots(&root, [wanted("e", true)].into_iter())[0].expect("there");
        assert!(text[key.at..].starts_with("\"e\""));
    }

    #[test]
    fn very_many_fields_are_found_at_once() {
        let keys: Vec<String> = (0..100_000).map(|n| format!("k{n}")).collect();
        let members: Vec<String> = keys.iter().map(|key| format!("\"{key}\":0")).collect();
        let text = format!("{{{}}}", members.join(","));
        let root = parse(&text).expect("valid");
        // Each with each, they would take minutes.
        let found = spots(&root, keys.iter().map(|name| wanted(name, true)));
        let at = found[99_999].expect("there").at;
        assert!(text[at..].starts_with("\"k99999\""), "{at}");
    }
}
