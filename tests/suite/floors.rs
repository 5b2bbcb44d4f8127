//! The layout of the source: a file imports from floors below its own, and no files import each other in a
//! circle.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

/// The floors, lowest first; the rooms of one floor do not import each other. CONTRIBUTING.md says what
/// belongs in each room.
const FLOORS: &[&[&str]] = &[
    &["diagnostic"],
    &["model"],
    &["io", "decode", "schema"],
    &["pipeline"],
    &["formats"],
    &["check", "compare", "suggest"],
    &["conversion"],
    &["lib"],
    &["program"],
];

/// Modules by their path, such as `formats::csv::scan`, and the modules that each one imports from. A `mod.rs`
/// names its own children as a matter of course: that is no import.
type Imports = BTreeMap<String, BTreeSet<String>>;

#[test]
fn files_import_from_lower_floors_only() {
    let place = |module: &str| {
        let room = module.split("::").next().unwrap_or_default().to_owned();
        let floor = FLOORS.iter().position(|rooms| rooms.contains(&&*room));
        (floor.unwrap_or_else(|| panic!("{room} has no floor: name it in FLOORS")), room)
    };
    let imports = imports();
    let arrows: Vec<_> =
        imports.iter().flat_map(|(from, to)| to.iter().map(move |to| (from, to))).collect();
    assert!(imports.len() > 130 && arrows.len() > 500, "{} of {}", arrows.len(), imports.len());
    let runs_up = |(from, to): &&(&String, &String)| {
        let ((from, room), (to, other)) = (place(from), place(to));
        from < to || from == to && room != other
    };
    let wrong: Vec<_> = arrows.iter().filter(runs_up).collect();
    assert!(wrong.is_empty(), "these imports run up or across: {wrong:#?}");
}

#[test]
fn no_files_import_each_other_in_a_circle() {
    let mut rest = imports();
    // A module that imports nothing that is left is on no circle.
    while let Some(done) = rest.iter().find(|(_, to)| to.is_empty()).map(|(from, _)| from.clone()) {
        rest.remove(&done);
        for to in rest.values_mut() {
            to.remove(&done);
        }
    }
    assert!(rest.is_empty(), "these modules are on a circle, or import one that is: {rest:#?}");
}

/// What each module of `src` imports from. The tests are left out.
fn imports() -> Imports {
    let mut sources = BTreeMap::new();
    collect(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), "", &mut sources);
    let imported = |module: &String, source: &String| {
        let parent = module.rsplit_once("::").map_or("", |(parent, _)| parent);
        let named = [("crate::", ""), ("super::", parent)].into_iter().flat_map(|(start, base)| {
            let parts = source.split(start).skip(1);
            parts.flat_map(move |rest| paths(rest).map(move |path| (base, path)))
        });
        let found = named.filter_map(|(base, path)| deepest(base, &path, &sources));
        let inner = format!("{module}::");
        found.filter(|other| other != module && !other.starts_with(&inner)).collect()
    };
    sources.iter().map(|(module, source)| (module.clone(), imported(module, source))).collect()
}

/// Adds the modules of `folder`, whose path is `above`, with their code: without comments and tests.
fn collect(folder: &Path, above: &str, into: &mut BTreeMap<String, String>) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        let name = path.file_stem().and_then(|name| name.to_str()).expect("a name");
        let module = match (name, above) {
            ("main" | "tests" | "testing", _) => continue,
            ("mod", _) => above.to_owned(),
            (_, "") => name.to_owned(),
            _ => format!("{above}::{name}"),
        };
        if path.is_dir() {
            collect(&path, &module, into);
            continue;
        }
        let text = fs::read_to_string(&path).expect("a source file").replace("pub(in crate::", "(");
        let code = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default();
        let lines = code.lines().filter(|line| !line.trim_start().starts_with("//"));
        into.insert(module, lines.flat_map(|line| [line, "\n"]).collect());
    }
}

/// The paths at the start of `import`: one, or one for each name in braces.
fn paths(import: &str) -> impl Iterator<Item = String> {
    let is_path = |c: char| c.is_alphanumeric() || c == '_' || c == ':';
    let end = import.find(|c| !is_path(c)).unwrap_or(import.len());
    let (head, rest) = import.split_at(end);
    let inner = rest.strip_prefix('{').and_then(|rest| rest.split('}').next());
    inner.unwrap_or_default().split(',').map(move |name| format!("{head}{}", name.trim()))
}

/// The deepest module of `sources` on the way that `path` goes from `base`.
fn deepest(base: &str, path: &str, sources: &BTreeMap<String, String>) -> Option<String> {
    let mut at = base.to_owned();
    let mut found = sources.contains_key(base).then(|| base.to_owned());
    for part in path.split("::").filter(|part| !part.is_empty()) {
        at = if at.is_empty() { part.to_owned() } else { format!("{at}::{part}") };
        if !sources.contains_key(&at) {
            break;
        }
        found = Some(at.clone());
    }
    found
}
