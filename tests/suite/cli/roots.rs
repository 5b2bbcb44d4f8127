//! What the paths of articles are relative to.

use super::{Place, paths};

#[test]
fn paths_are_relative_to_the_deepest_common_folder() {
    let place = Place::with_articles();
    place.article("more/m.md", "M");
    assert_eq!(place.paths(&["in/a/1.md"]), ["1.md"]);
    assert_eq!(place.paths(&["in/a/1.md", "in/0.md"]), ["0.md", "a/1.md"]);
    assert_eq!(place.paths(&["in/a", "in/b"]), ["a/1.md", "b/c/2.md"]);
    assert_eq!(place.paths(&["in/a/1.md", "in/b/c"]), ["a/1.md", "b/c/2.md"]);
    assert_eq!(place.paths(&["in/a", "more"]), ["in/a/1.md", "more/m.md"]);
    assert_eq!(place.paths(&[".", "in/a/1.md"]).len(), 4);
}

#[test]
fn folders_may_be_spelled_in_any_way() {
    let place = Place::with_articles();
    let absolute = place.path("in/a");
    let absolute = absolute.to_str().expect("Unicode");
    let both = ["a/1.md", "b/c/2.md"];
    assert_eq!(place.paths(&["./in/a", "in/b"]), both);
    assert_eq!(place.paths(&[absolute, "in/b"]), both);
    assert_eq!(place.paths(&["in/b/c/../../a/1.md", "in/b/c/2.md"]), both);
    let inside = place
        .command(&["../a", "../../in/b/c/2.md", "-", "-t", "ndjson"])
        .current_dir(place.path("in/b"))
        .output();
    let lines = String::from_utf8(inside.expect("it runs").stdout).expect("UTF-8");
    assert_eq!(paths(&lines), both);
}

#[test]
fn root_names_another_folder_above() {
    let place = Place::with_articles();
    let absolute = place.path("in");
    let absolute = absolute.to_str().expect("Unicode");
    for root in ["in", "./in/", "in/a/..", absolute] {
        assert_eq!(place.paths(&["in/a", "--root", root]), ["a/1.md"], "{root}");
        assert_eq!(place.paths(&["in/a/1.md", "in/0.md", "--root", root]), ["0.md", "a/1.md"]);
    }
    for root in [".", "./", "in/.."] {
        assert_eq!(place.paths(&["./in/a", "--root", root]), ["in/a/1.md"], "{root}");
    }
}

#[test]
fn a_root_that_does_not_hold_every_input_is_a_usage_error() {
    let place = Place::with_articles();
    let outside = "error: --root: in/0.md is not below the folder in/a";
    place.run(&["in/a", "in/0.md", "x.json", "--root", "in/a"]).fails(2, outside);
    place.run(&["in", "x.json", "--root", "none"]).fails(2, "error: --root: none is not a folder");
    place
        .run(&["in", "x.json", "--root", "in/0.md"])
        .fails(2, "error: --root: in/0.md is not a folder");
    place.run(&["in", "x.json", "--root", ".."]).succeeds();
}

#[test]
fn a_prefix_is_put_before_the_paths_of_files() {
    let place = Place::with_articles();
    let all = ["_news/0.md", "_news/a/1.md", "_news/b/c/2.md"];
    assert_eq!(place.paths(&["in", "--path-prefix", "_news/"]), all);
}

#[cfg(unix)]
#[test]
fn parents_of_linked_folders_are_those_of_the_system() {
    let place = Place::with_articles();
    place.article("far/away/f.md", "F");
    place.article("far/g.md", "G");
    std::os::unix::fs::symlink("../far/away", place.path("in/link")).expect("a link");
    assert_eq!(place.paths(&["in/link/../g.md", "in/link/f.md"]), ["away/f.md", "g.md"]);
}
