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
fn missing_files_are_named() {
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
    place.write("empty/er/x.png", "no text\0");
    place.run(&["empty", "x.json"]).fails_with(1, "cannot read empty: the folder has no files");
    place.article("empty/er/x.md", "X");
    let none = "error: cannot read empty: the folder has no csv files";
    place.run(&["empty", "x.json", "-f", "csv"]).fails(1, none);
}

#[test]
fn a_folder_is_read_as_one_format_and_the_rest_is_counted() {
    let place = Place::with_articles();
    for name in
        ["x.ndjson", "a.png", "b/b.png", "LICENSE", "c.css", "d.js", "e.svg", "f.woff", "g.ttf"]
    {
        place.write(&format!("in/{name}"), "{\"title\":\"X\"}\n");
    }
    for name in ["d.mdx", "e.mkd", "f.mdown", "g.markdown", "_drafts/h.md", "_index.md"] {
        place.article(&format!("in/{name}"), "More");
    }
    let ran = place.run(&["in", "-", "-t", "ndjson"]);
    let left = "9 other files were skipped: 2 .png, 1 .css, 1 .js, 1 .ndjson, 1 .svg, 3 others";
    let help = "use --from to choose the format";
    let written = "9 articles written to standard output, 1 warning\n";
    assert_eq!(ran.err, format!("in: warning[NC0100] {left}; {help}\n{written}"));
    let all = [
        "0.md",
        "_drafts/h.md",
        "_index.md",
        "a/1.md",
        "b/c/2.md",
        "d.mdx",
        "e.mkd",
        "f.mdown",
        "g.markdown",
    ];
    assert_eq!(paths(&ran.out), all);
    // Pictures are no articles, and nobody needs to be warned of them.
    place.write("few/a.png", "\0");
    place.article("few/a.md", "A");
    let ran = place.run(&["few", "-", "-t", "ndjson"]);
    assert!(
        ran.err.starts_with("few: note[NC0100] 1 other file was skipped: 1 .png\n"),
        "{}",
        ran.err
    );
}

#[test]
fn data_of_several_formats_in_one_folder_is_an_error() {
    let place = Place::new();
    place.write("rows/a.csv", "title\nA\n");
    place.write("rows/b.ndjson", "{\"title\":\"B\"}\n");
    place.write("rows/c.csv", "title\nC\n");
    let several = "error: rows: the folder has files of several formats (2 csv, 1 ndjson), and newsconv reads one; choose it with --from, or name the files as inputs";
    place.run(&["rows", "x.json"]).fails(2, several);
    let out = place.run(&["rows", "-", "-t", "ndjson", "-f", "csv"]).succeeds();
    assert_eq!(out, "{\"title\":\"A\"}\n{\"title\":\"C\"}\n");
    let out = place.run(&["rows/*", "-", "-t", "ndjson"]).succeeds();
    assert_eq!(out.lines().count(), 3);
}

/// As tools write data sets: with files that are none of theirs, or without a name that says what they are.
#[cfg(feature = "parquet")]
#[test]
fn columns_go_before_text_and_files_of_other_tools_are_passed_over() {
    let place = Place::with_articles();
    place.run(&["in", "set/part=1/a.parquet"]).fails_with(1, "cannot write");
    place.folder("set/part=1");
    place.folder("set/_temporary");
    place.run(&["in", "set/part=1/a.parquet"]).succeeds();
    for name in ["set/manifest.json", "set/_SUCCESS", "set/_temporary/x.parquet", "set/.part.crc"] {
        place.write(name, "{\"title\":\"none\"}");
    }
    let ran = place.run(&["set", "-", "-t", "ndjson"]);
    assert!(
        ran.err.starts_with("set: warning[NC0100] 1 other file was skipped: 1 .json; "),
        "{}",
        ran.err
    );
    assert_eq!(paths(&ran.out), ["0.md", "a/1.md", "b/c/2.md"]);
    // `--from` names the format of files whose names do not tell it.
    for name in ["named/part-00000", "named/b.pq"] {
        place.write(name, std::fs::read(place.path("set/part=1/a.parquet")).expect("a file"));
    }
    place.write("named/README", "no data");
    place.write("named/manifest.json", "{}");
    let ran = place.run(&["named", "-", "-t", "ndjson", "-f", "parquet"]);
    let left = "named: warning[NC0100] 2 other files were skipped: 1 .json, 1 without extension\n";
    assert!(ran.err.starts_with(left), "{}", ran.err);
    assert_eq!(ran.out.lines().count(), 6);
}

#[cfg(feature = "parquet")]
#[test]
fn a_table_whose_files_may_hold_deleted_rows_is_rejected() {
    for (name, table) in [
        ("_delta_log/00000000000000000000.json", "Delta Lake"),
        ("metadata/v1.metadata.json", "Iceberg"),
    ] {
        let place = Place::with_articles();
        place.folder("table/data");
        place.run(&["in", "table/data/a.parquet"]).succeeds();
        place.write(&format!("table/{name}"), "{\"title\":\"none\"}");
        let message = format!(
            "error: table: this is a table of {table}, whose files may hold rows that were deleted; "
        );
        place.run(&["table", "x.json"]).fails_with(2, &message);
        let ran = place.run(&["table", "-", "-t", "ndjson", "-f", "parquet"]);
        let warned = format!(
            "table: warning[NC0100] it is a table of {table}, and rows that were deleted are read"
        );
        assert!(ran.err.starts_with(&warned), "{}", ran.err);
        assert_eq!(ran.out.lines().count(), 3);
    }
}

/// Hugging Face's `save_to_disk` writes streams with that name, beside JSON about them.
#[cfg(feature = "arrow")]
#[test]
fn arrow_streams_are_read_whatever_their_extension() {
    let place = Place::with_articles();
    place.folder("set");
    place.run(&["in", "set/data-00000-of-00001.arrow", "-t", "arrows"]).succeeds();
    place.write("set/state.json", "{}");
    assert_eq!(place.paths(&["set"]), ["0.md", "a/1.md", "b/c/2.md"]);
    assert_eq!(place.paths(&["set/data-00000-of-00001.arrow"]), ["0.md", "a/1.md", "b/c/2.md"]);
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

    /// Also where the way back leads above the folder that is read.
    #[test]
    fn a_link_to_a_folder_above_the_input_is_left_out() {
        let place = Place::with_articles();
        place.article("top.md", "Top");
        symlink("..", place.path("in/up")).expect("a link");
        symlink("../../..", place.path("in/b/c/far")).expect("a link");
        let ran = place.run(&["in", "-", "-t", "ndjson"]);
        assert_eq!(paths(&ran.out), ["0.md", "a/1.md", "b/c/2.md"]);
        assert_eq!(ran.err.matches("the link leads back to ").count(), 2, "{}", ran.err);
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
