//! What words for inputs stand for.

use super::{Place, paths};

#[test]
fn a_folder_is_read_with_its_folders_in_order() {
    let place = Place::with_articles();
    place.article("in/a.md", "A");
    place.article("in/a/b.md", "B");
    place.article("in/a-b.md", "A-B");
    let all = ["0.md", "a-b.md", "a.md", "a/1.md", "a/b.md", "b/c/2.md"];
    for folder in ["in", "in/", "./in", "in/.", "in//", "in/../in"] {
        assert_eq!(place.paths(&[folder]), all, "{folder}");
    }
    let inside = place.command(&[".", "-", "-t", "ndjson"]).current_dir(place.path("in")).output();
    let lines = String::from_utf8(inside.expect("it runs").stdout).expect("UTF-8");
    assert_eq!(paths(&lines), all);
}

#[test]
fn hidden_files_are_passed_over() {
    let place = Place::with_articles();
    for path in ["in/.hidden.md", "in/.git/x.md", "in/a/.obsidian/x.md", "in/.#lock.md"] {
        place.article(path, "Hidden");
    }
    let all = ["0.md", "a/1.md", "b/c/2.md"];
    assert_eq!(place.paths(&["in"]), all);
    assert_eq!(place.paths(&["in/**/*.md"]), all);
    assert_eq!(place.paths(&["in/*"]), all);
    // Named by themselves they are meant.
    assert_eq!(place.paths(&["in/.hidden.md"]), [".hidden.md"]);
    assert_eq!(place.paths(&["in/.git"]), ["x.md"]);
}

#[test]
fn patterns_given_as_text_match_as_in_a_shell() {
    let place = Place::with_articles();
    place.article("in/a/10.md", "Ten");
    place.write("in/a/1.txt", "not matched");
    assert_eq!(place.paths(&["in/**/*.md"]), ["0.md", "a/1.md", "a/10.md", "b/c/2.md"]);
    assert_eq!(place.paths(&["in/*.md"]), ["0.md"]);
    assert_eq!(place.paths(&["in/*/1*.md"]), ["1.md", "10.md"]);
    assert_eq!(place.paths(&["in/a/?.md"]), ["1.md"]);
    assert_eq!(place.paths(&["./in/[0-9].md"]), ["0.md"]);
    assert_eq!(place.paths(&["in/a/[!1].md", "in/b"].map(|_| "in/b")), ["c/2.md"]);
    assert_eq!(place.paths(&["in/*.md", "in/b/**/*.md"]), ["0.md", "b/c/2.md"]);
    // A pattern may match folders, of which some hold nothing.
    place.folder("in/empty");
    assert_eq!(place.paths(&["in/[be]*"]), ["c/2.md"]);
}

#[test]
fn patterns_that_match_nothing_or_are_none_say_so() {
    let place = Place::with_articles();
    place.folder("empty/er");
    let nothing = "error: cannot read in/*.docx: the pattern matches no files";
    place.run(&["in/*.docx", "x.json"]).fails(1, nothing);
    place.run(&["empty/*", "x.json"]).fails_with(1, "empty/*: the pattern matches no files");
    place.run(&["in/[", "x.json"]).fails_with(2, "error: in/[: Pattern syntax error");
}

#[test]
fn a_name_that_looks_like_a_pattern_is_a_name_first() {
    let place = Place::new();
    place.article("in/[1].md", "Brackets");
    place.article("in/1.md", "One");
    assert_eq!(place.paths(&["in/[1].md"]), ["[1].md"]);
}

#[test]
fn every_file_is_read_once() {
    let place = Place::with_articles();
    let all = ["0.md", "a/1.md", "b/c/2.md"];
    let absolute = place.path("in/0.md");
    let absolute = absolute.to_str().expect("Unicode");
    assert_eq!(place.paths(&["in", "in"]), all);
    assert_eq!(place.paths(&["in", "in/0.md", "in/a", "in//a//1.md", "./in/b/./c"]), all);
    assert_eq!(place.paths(&["in/a/../0.md", "in", absolute, "in/**/*.md"]), all);
    assert_eq!(place.paths(&["in/0.md", "in/0.md"]), ["0.md"]);
}

#[test]
fn what_is_missing_is_named() {
    let place = Place::with_articles();
    place.run(&["none.md", "x.json"]).fails_with(1, "error: cannot read none.md: ");
    place.run(&["in", "none", "x.json"]).fails_with(1, "error: cannot read none: ");
    place.run(&["in/0.md/x.md", "x.json"]).fails_with(1, "error: cannot read in/0.md/x.md: ");
    assert!(!place.path("x.json").exists());
}

#[test]
fn a_folder_without_articles_says_so() {
    let place = Place::new();
    place.folder("empty/er");
    place.run(&["empty", "x.json"]).fails_with(1, "cannot read empty: the folder has no files");
    place.write("empty/er/x.png", "no text");
    place.run(&["empty", "x.json"]).fails_with(1, "cannot read empty: the folder has no files");
    place.article("empty/er/x.md", "X");
    let none = "error: cannot read empty: the folder has no csv files";
    place.run(&["empty", "x.json", "-f", "csv"]).fails(1, none);
}

#[test]
fn markdown_goes_before_other_formats_of_a_folder() {
    let place = Place::with_articles();
    place.write("in/x.ndjson", "{\"title\":\"X\"}\n");
    let ran = place.run(&["in", "-", "-t", "ndjson"]);
    assert_eq!(
        ran.err,
        "in: warning[NC0100] 1 file of another format was skipped; use --from to choose the format\n\
         3 articles written to standard output, 1 warning\n"
    );
    assert_eq!(paths(&ran.out), ["0.md", "a/1.md", "b/c/2.md"]);
    assert_eq!(place.paths(&["in", "-f", "ndjson"]), ["-"]);
    // Without Markdown, the other formats are what the folder holds.
    place.write("rows/a.csv", "title\nA\n");
    place.write("rows/b.ndjson", "{\"title\":\"B\"}\n");
    place.write("rows/c.csv", "title\nC\n");
    let out = place.run(&["rows", "-", "-t", "ndjson"]).succeeds();
    assert_eq!(out, "{\"title\":\"A\"}\n{\"title\":\"C\"}\n{\"title\":\"B\"}\n");
}

#[cfg(unix)]
mod links {
    use std::os::unix::fs::symlink;

    use super::super::{Place, paths};

    #[test]
    fn links_are_followed() {
        let place = Place::with_articles();
        place.article("elsewhere/e.md", "E");
        symlink("../elsewhere", place.path("in/link")).expect("a link");
        symlink("../../elsewhere/e.md", place.path("in/a/e.md")).expect("a link");
        assert_eq!(place.paths(&["in"]), ["0.md", "a/1.md", "a/e.md", "b/c/2.md", "link/e.md"]);
        symlink("in", place.path("all")).expect("a link");
        assert_eq!(place.paths(&["all/a/../a"]), ["1.md", "e.md"]);
    }

    #[test]
    fn a_link_that_leads_back_is_left_out() {
        let place = Place::with_articles();
        symlink("..", place.path("in/b/back")).expect("a link");
        let ran = place.run(&["in", "-", "-t", "ndjson"]);
        assert_eq!(
            ran.err,
            "in/b/back: warning[NC0100] the link leads back to in; it was skipped\n\
             3 articles written to standard output, 1 warning\n"
        );
        assert_eq!(paths(&ran.out), ["0.md", "a/1.md", "b/c/2.md"]);
    }

    #[test]
    fn a_dead_link_to_an_article_is_an_error_and_to_anything_else_a_warning() {
        let place = Place::with_articles();
        symlink("nowhere", place.path("in/.#lock.md")).expect("a link");
        symlink("nowhere", place.path("in/picture")).expect("a link");
        let ran = place.run(&["in", "-", "-t", "ndjson"]);
        assert!(
            ran.err.starts_with("in/picture: warning[NC0100] the link is broken; it was skipped\n"),
            "{}",
            ran.err
        );
        assert_eq!(paths(&ran.out).len(), 3);
        symlink("nowhere", place.path("in/a/x.md")).expect("a link");
        let message = "in/a/x.md: error[NC0113] it cannot be read: the link is broken";
        place.run(&["-q", "in", "x.json"]).fails_with(1, message);
        place.run(&["in/a/x.md", "x.json"]).fails_with(1, "cannot read in/a/x.md: ");
        symlink("self", place.path("self")).expect("a link");
        place.run(&["self", "x.json"]).fails_with(1, "cannot read self: ");
    }
}
