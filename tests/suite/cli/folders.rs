//! Outputs that are folders of Markdown.

use super::Place;

const ALL: [&str; 3] = ["0.md", "a/1.md", "b/c/2.md"];

#[test]
fn a_folder_is_made_with_all_that_is_above_it() {
    let place = Place::with_articles();
    place.folder("there");
    for arguments in [
        &["in", "new/"][..],
        &["in", "deep/er/new/"],
        &["in", "there"],
        &["in", "plain", "-t", "markdown"],
        &["in", "dotted.d/", "-t", "md"],
    ] {
        place.run(arguments).succeeds();
        assert_eq!(place.files(arguments[1]), ALL, "{arguments:?}");
        assert_eq!(place.read(&format!("{}/b/c/2.md", arguments[1])), super::article("Two"));
    }
}

#[test]
fn files_that_are_there_need_overwrite() {
    let place = Place::with_articles();
    place.write("out/b/c/2.md", "old");
    place.write("out/b/other.md", "other");
    let held = "error: cannot write out/b/c/2.md: it already exists; --overwrite replaces it";
    for folder in ["out", "out/"] {
        place.run(&["in", folder]).fails(1, held);
    }
    assert_eq!(place.files("out"), ["b/c/2.md", "b/other.md"]);
    assert_eq!(place.read("out/b/c/2.md"), "old");
    place.run(&["in", "out", "--overwrite"]).succeeds();
    assert_eq!(place.files("out"), ["0.md", "a/1.md", "b/c/2.md", "b/other.md"]);
    assert_eq!(place.read("out/b/c/2.md"), super::article("Two"));
    assert_eq!(place.read("out/b/other.md"), "other");
}

#[test]
fn issues_of_the_files_before_an_error_are_reported() {
    let place = Place::with_articles();
    place.write("out/held.md", "old");
    place.write("x.ndjson", "{\"title\":\"Made up\"}\n{\"path\":\"held.md\"}\n");
    let ran = place.run(&["x.ndjson", "out"]);
    assert_eq!(ran.code, Some(1), "{}", ran.err);
    let [warning, error] =
        ["warning[", "held.md: it already exists"].map(|text| ran.err.find(text));
    assert!(warning.is_some() && error > warning, "{}", ran.err);
}

/// The large files are more than the first one of their chunk lets expect, so that it is read in parts.
#[test]
fn large_files_behind_small_ones_are_read_alike_on_any_number_of_threads() {
    let place = Place::with_articles();
    for file in 0..600 {
        let body = "words ".repeat(if file % 100 == 7 { 500_000 } else { 1 });
        place.write(&format!("mixed/{file:03}.md"), format!("---\nheat: {file}\n---\n{body}"));
    }
    for output in ["x.ndjson", "x.parquet"] {
        let outputs = ["1", "2", "7"].map(|jobs| {
            place.run(&["mixed", output, "-j", jobs, "--overwrite"]).succeeds();
            std::fs::read(place.path(output)).expect("an output")
        });
        assert!(outputs[0] == outputs[1] && outputs[1] == outputs[2], "{output}");
    }
    let lines = place.read("x.ndjson");
    assert_eq!(lines.lines().count(), 600);
    assert!(lines.lines().enumerate().all(|(n, line)| line.contains(&format!("\"heat\":{n},"))));
    for jobs in ["1", "7"] {
        let ran = place.run(&["check", "mixed", "-j", jobs]);
        let named: Vec<&str> = ran.err.lines().filter(|line| line.contains("no title")).collect();
        assert_eq!(named.len(), 600, "-j {jobs}");
        assert!(named.is_sorted());
    }
}

#[test]
fn a_failed_run_changes_nothing_in_a_folder_that_is_there() {
    let place = Place::with_articles();
    place.write("out/0.md", "old");
    place.write("in/z.md", "---\nquality: high\n---\n");
    place.run(&["in", "out", "--overwrite"]).fails_with(1, "nothing was written");
    assert_eq!(place.files("out"), ["0.md"]);
    assert_eq!(place.read("out/0.md"), "old");
}

#[test]
fn a_conflicting_file_is_named() {
    let place = Place::with_articles();
    place.write("file", "a file");
    place
        .run(&["in", "file/"])
        .fails(1, "error: cannot write file/: it exists and is not a folder");
    place.run(&["in", "file/sub/"]).fails_with(1, "error: cannot write file/sub/: ");
    place.folder("out/0.md");
    let message = "error: cannot write out/0.md: a folder with that name already exists";
    place.run(&["in", "out", "--overwrite"]).fails(1, message);
    place.write("out2/a", "a file");
    let message = "error: cannot write out2/a/1.md: out2/a exists and is not a folder";
    place.run(&["in", "out2", "--overwrite"]).fails_with(1, message);
    assert_eq!(place.files("out2"), ["a"]);
}

#[test]
fn two_articles_of_one_path_are_an_error() {
    let place = Place::new();
    place.write("x.ndjson", "{\"path\":\"a.md\"}\n{\"path\":\"a.md\"}\n");
    place.run(&["x.ndjson", "out/"]).fails_with(1, "a.md: error[NC0505]");
    assert!(!place.path("out").exists());
    place.write("y.ndjson", "{\"title\":\"A\"}\n{\"title\":\"A\"}\n");
    place.run(&["y.ndjson", "out/"]).succeeds();
    assert_eq!(place.files("out"), ["a-2.md", "a.md"]);
}

#[test]
fn a_path_cannot_leave_the_folder() {
    let place = Place::new();
    for path in ["../x.md", "/x.md", "a/../../x.md", ""] {
        place.write("x.ndjson", format!("{{\"path\":\"{path}\"}}\n"));
        place.run(&["x.ndjson", "out/"]).fails_with(1, "error[NC0504]");
    }
    assert_eq!(place.files("."), ["x.ndjson"]);
}

#[test]
fn an_output_folder_that_holds_inputs_is_rejected() {
    let place = Place::with_articles();
    let text = |file: &str, folder: &str| {
        format!(
            "error: {file} is an input in the output folder {folder}; the output must be another \
             folder"
        )
    };
    for arguments in [&["in", "in/"][..], &["in", "in", "--overwrite"]] {
        place.run(arguments).fails(2, &text("in/0.md", arguments[1]));
    }
    place.run(&["in/0.md", "in"]).fails(2, &text("in/0.md", "in"));
    place.run(&["in", "./in/a/", "--overwrite"]).fails(2, &text("in/a/1.md", "./in/a/"));
    place.run(&["in", ".", "--path-prefix", "in/", "--overwrite"]).fails(2, &text("in/0.md", "."));
    // The first run makes a folder that the second one would read.
    place.run(&["in", "in/out/"]).succeeds();
    place.run(&["in", "in/out/", "--overwrite"]).fails(2, &text("in/out/0.md", "in/out/"));
    // Inputs of another format may lie where Markdown goes.
    place.run(&["in", "rows/x.csv"]).fails_with(1, "the folder rows does not exist");
    place.folder("rows");
    place.run(&["in/out", "rows/x.csv"]).succeeds();
    place.run(&["rows", "rows"]).succeeds();
    assert_eq!(place.files("rows"), ["0.md", "a/1.md", "b/c/2.md", "x.csv"]);
}

#[cfg(unix)]
#[test]
fn a_link_to_the_input_folder_is_rejected() {
    let place = Place::with_articles();
    std::os::unix::fs::symlink("in", place.path("link")).expect("a link");
    place.run(&["in", "link"]).fails_with(2, "in/0.md is an input in the output folder link");
    place.run(&["link", "in"]).fails_with(2, "link/0.md is an input in the output folder in");
}

#[cfg(unix)]
#[test]
fn a_linked_folder_is_written_into() {
    let place = Place::with_articles();
    place.folder("real");
    std::os::unix::fs::symlink("real", place.path("link")).expect("a link");
    place.run(&["in", "link/"]).succeeds();
    assert!(place.path("link").is_symlink());
    assert_eq!(place.files("real"), ALL);
    std::os::unix::fs::symlink("none", place.path("dead")).expect("a link");
    place
        .run(&["in", "dead/"])
        .fails(1, "error: cannot write dead/: it exists and is not a folder");
}
