//! Outputs that are one file: whole, or not there.

use super::Place;

/// Makes the folder `in` hold something that is no article.
fn spoil(place: &Place) {
    place.write("in/z.md", "---\nquality: high\n---\n");
}

#[test]
fn a_file_is_replaced_whole() {
    let place = Place::with_articles();
    place.write("x.ndjson", "what was there before\n".repeat(1000));
    let there = "error: cannot write x.ndjson: it already exists; --overwrite replaces it";
    place.run(&["in", "x.ndjson"]).fails(1, there);
    assert!(place.read("x.ndjson").starts_with("what was there before\n"));
    place.run(&["in", "x.ndjson", "--overwrite"]).succeeds();
    assert_eq!(place.read("x.ndjson").lines().count(), 3);
    assert_eq!(place.files("."), ["in/0.md", "in/a/1.md", "in/b/c/2.md", "x.ndjson"]);
}

/// What a shell makes of a pattern when the output was forgotten.
#[test]
fn a_source_is_not_taken_for_the_output() {
    let place = Place::new();
    let names = ["2023", "2024", "2025"].map(|year| format!("{year}.ndjson"));
    for name in &names {
        place.write(name, format!("{{\"title\":\"{name}\"}}\n"));
    }
    let [a, b, c] = names.each_ref().map(String::as_str);
    let said = "error: the last path is the output, but 2025.ndjson is a file that exists and looks like the input \
                2023.ndjson; if the output was forgotten, add it with -o; if 2025.ndjson is the output, ";
    let several = format!("{said}write -o 2025.ndjson --overwrite");
    place.run(&[a, b, c]).fails(2, &several);
    place.run(&[a, b, c, "--overwrite"]).fails(2, &several);
    place.run(&[a, b, c, "-t", "csv", "--overwrite"]).fails(2, &several);
    place.run(&[a, c]).fails(2, &format!("{said}add --overwrite"));
    assert_eq!(place.read(c), "{\"title\":\"2025.ndjson\"}\n");
    // With `-o` all paths are inputs, wherever it is.
    let there = "error: cannot write 2025.ndjson: it already exists; --overwrite replaces it";
    place.run(&[a, b, "-o", c]).fails(1, there);
    place.run(&["-o", "all.ndjson", a, b, c]).succeeds();
    assert_eq!(place.read("all.ndjson").lines().count(), 3);
    place.run(&[a, "--output", c, b, "--overwrite"]).succeeds();
    assert_eq!(place.read(c).lines().count(), 2);
    place.run(&[a, b, "--overwrite"]).succeeds();
    place.run(&["-o", "x.csv"]).fails_with(2, "expected at least one INPUT, found none");
}

/// A name must not control the terminal.
#[test]
fn control_characters_in_names_of_outputs_are_escaped() {
    let place = Place::with_articles();
    let ran = place.run(&["in", "a\u{1b}[31m\u{202e}b.csv"]);
    assert!(ran.err.ends_with("written to a\\u{1b}[31m\\u{202e}b.csv\n"), "{}", ran.err);
    ran.succeeds();
    let message =
        r"error: cannot write a\u{1b}[31m\u{202e}b.csv: it already exists; --overwrite replaces it";
    place.run(&["in", "a\u{1b}[31m\u{202e}b.csv"]).fails(1, message);
    place
        .run(&["in", "no\u{7}ne/x.csv"])
        .fails_with(1, r"cannot write no\u{7}ne/x.csv: the folder no\u{7}ne does");
    place
        .run(&["in", "x\u{9b}.unknown"])
        .fails_with(2, r"error: x\u{9b}.unknown: the name does not tell the format");
}

/// In a folder of two Markdown files.
#[test]
fn the_second_of_two_files_is_not_replaced() {
    let place = Place::new();
    place.article("a.md", "A");
    place.article("b.md", "B");
    place.run(&["a.md", "b.md"]).fails_with(2, "looks like the input a.md; ");
    assert_eq!(place.read("b.md"), super::article("B"));
}

#[test]
fn a_run_that_fails_leaves_everything_as_it_was() {
    let place = Place::with_articles();
    spoil(&place);
    place.write("old.ndjson", "old\n");
    for name in ["old.ndjson", "new.json", "new.csv", "folder/", "deep/er/folder/", "new.md"] {
        place.run(&["in", name, "--overwrite"]).fails_with(1, "in/z.md:2:10: error[NC0201]");
    }
    let all = ["in/0.md", "in/a/1.md", "in/b/c/2.md", "in/z.md", "old.ndjson"];
    assert_eq!(place.files("."), all);
    assert_eq!(place.read("old.ndjson"), "old\n");
    assert!(!place.path("folder").exists() && !place.path("deep").exists());
    place.run(&["in", "-", "-t", "ndjson"]).fails_with(1, "nothing was written");
}

#[test]
fn a_markdown_file_takes_exactly_one_article() {
    let place = Place::with_articles();
    place.run(&["in/0.md", "x.md"]).succeeds();
    assert_eq!(place.read("x.md"), super::article("Zero"));
    let many = "error[NC0507] a Markdown file holds exactly one article, but more were read; to write \
                a folder of files, end the output in `/`";
    place.run(&["in", "x.md", "--overwrite"]).fails(1, many);
    assert_eq!(place.read("x.md"), super::article("Zero"));
    place.run(&["in", "-", "-t", "markdown"]).fails(1, many);
    assert_eq!(place.run(&["in/a", "-", "-t", "md"]).succeeds(), super::article("One"));
}

#[test]
fn a_folder_that_is_not_there_is_named() {
    let place = Place::with_articles();
    let message = "error: cannot write none/x.json: the folder none does not exist";
    place.run(&["in", "none/x.json"]).fails(1, message);
    let message = "error: cannot write in/0.md/x.json: the folder in/0.md does not exist";
    place.run(&["in", "in/0.md/x.json"]).fails(1, message);
}

#[test]
fn a_folder_takes_markdown_alone() {
    let place = Place::with_articles();
    place.folder("there");
    for folder in ["there", "there/", "new/"] {
        let message =
            format!("error: {folder} is a folder, but this format is written as a single file");
        place.run(&["in", folder, "-t", "json"]).fails(2, &message);
    }
}

#[test]
fn an_output_that_is_an_input_is_rejected() {
    let place = Place::with_articles();
    place.run(&["in", "x.ndjson"]).succeeds();
    let before = place.read("x.ndjson");
    let text = "is both input and output; the output must be another file";
    place.run(&["x.ndjson", "x.ndjson"]).fails(2, &format!("error: x.ndjson {text}"));
    place.run(&["x.ndjson", "./in/../x.ndjson"]).fails(2, &format!("error: x.ndjson {text}"));
    place
        .run(&["in", "./x.ndjson", "-o", "x.ndjson"])
        .fails(2, &format!("error: ./x.ndjson {text}"));
    place.run(&["in/0.md", "in/0.md"]).fails(2, &format!("error: in/0.md {text}"));
    place
        .run(&["*.ndjson", "x.ndjson", "--overwrite"])
        .fails(2, &format!("error: x.ndjson {text}"));
    assert_eq!(place.read("x.ndjson"), before);
    // A file of the format that a folder is read for.
    place.write("rows/a.ndjson", &before);
    place.run(&["rows", "rows/all.ndjson"]).succeeds();
    let again = place.run(&["rows", "rows/all.ndjson", "--overwrite"]);
    again.fails(2, &format!("error: rows/all.ndjson {text}"));
    // A file of another format is no input of the folder.
    place.run(&["in", "in/all.json"]).succeeds();
    let again = place.run(&["in", "in/all.json", "--overwrite"]);
    assert!(again.err.ends_with("3 articles written to in/all.json, 1 warning\n"), "{}", again.err);
}

#[cfg(unix)]
mod unix {
    use std::fs;
    use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, symlink};

    use super::super::Place;

    fn mode(place: &Place, path: &str) -> u32 {
        fs::metadata(place.path(path)).expect("a file").mode() & 0o7777
    }

    #[test]
    fn an_input_behind_a_link_is_found_too() {
        let place = Place::with_articles();
        place.run(&["in", "x.ndjson"]).succeeds();
        symlink("x.ndjson", place.path("y.ndjson")).expect("a link");
        let text = "is both input and output; the output must be another file";
        place.run(&["x.ndjson", "y.ndjson"]).fails(2, &format!("error: x.ndjson {text}"));
        place.run(&["y.ndjson", "x.ndjson"]).fails(2, &format!("error: y.ndjson {text}"));
    }

    fn set_mode(place: &Place, path: &str, rights: u32) {
        let permissions = fs::Permissions::from_mode(rights);
        fs::set_permissions(place.path(path), permissions).expect("a mode");
    }

    /// One rule for single files and for the files of a folder: new content does not run with the rights of
    /// another user.
    #[test]
    fn the_mode_of_a_replaced_file_is_kept() {
        let place = Place::with_articles();
        place.write("old.json", "");
        place.write("old/0.md", "");
        for (rights, kept) in [(0o600, 0o600), (0o664, 0o664), (0o6755, 0o755)] {
            for (path, output) in [("old.json", "old.json"), ("old/0.md", "old/")] {
                set_mode(&place, path, rights);
                place.run(&["in", output, "--overwrite"]).succeeds();
                assert_eq!(mode(&place, path), kept, "{path}");
            }
        }
        place.write("plain", "");
        place.run(&["in", "new.json"]).succeeds();
        assert_eq!(mode(&place, "new.json"), mode(&place, "plain"));
        place.folder("made");
        place.run(&["in", "new/"]).succeeds();
        assert_eq!(mode(&place, "new"), mode(&place, "made"));
        assert_eq!(mode(&place, "new/0.md"), mode(&place, "plain"));
    }

    /// Only the superuser can give a file away; others are not tested.
    #[test]
    fn the_owner_of_a_replaced_file_is_kept_where_the_system_permits() {
        let place = Place::with_articles();
        place.write("old.json", "");
        place.write("old/0.md", "");
        let own = fs::metadata(place.path("old.json")).expect("a file").uid();
        let other = if own == 0 { 65534 } else { own };
        for (path, output) in [("old.json", "old.json"), ("old/0.md", "old/")] {
            std::os::unix::fs::chown(place.path(path), Some(other), None).expect("permitted");
            place.run(&["in", output, "--overwrite"]).succeeds();
            assert_eq!(fs::metadata(place.path(path)).expect("a file").uid(), other, "{path}");
        }
    }

    #[test]
    fn a_file_that_may_only_be_read_is_not_replaced() {
        let place = Place::with_articles();
        for (path, output) in [("old.json", "old.json"), ("old/0.md", "old/")] {
            place.write(path, "old");
            set_mode(&place, path, 0o444);
            let message = format!("error: cannot write {path}: the file is read-only");
            place.run(&["in", output, "--overwrite"]).fails(1, &message);
            assert_eq!(place.read(path), "old");
        }
    }

    /// Two runs at once: one writes its files, the other is told that they are there.
    #[test]
    fn two_runs_into_one_folder_do_not_mix() {
        let place = Place::new();
        for number in 0..200 {
            place.article(&format!("one/{number}.md"), "One");
            place.article(&format!("two/{number}.md"), "Two");
        }
        let run = |input: &str, more: &[&str]| {
            let words = [&[input, "out/"], more].concat();
            let mut command = place.command(&words);
            command.stderr(std::process::Stdio::null()).spawn().expect("it runs")
        };
        for (more, succeed) in [(&[][..], 1), (&["--overwrite"], 2)] {
            place.folder("out");
            let runs = [run("one", more), run("two", more)];
            let ended = runs.map(|mut run| run.wait().expect("it ends").success());
            assert_eq!(ended.into_iter().filter(|success| *success).count(), succeed);
            let first = place.read("out/0.md");
            for number in 1..200 {
                assert_eq!(place.read(&format!("out/{number}.md")), first, "{number}");
            }
            fs::remove_dir_all(place.path("out")).expect("a folder");
        }
    }

    #[test]
    fn a_link_stays_and_what_it_leads_to_is_replaced() {
        let place = Place::with_articles();
        place.write("real/x.json", "old");
        symlink("real/x.json", place.path("link.json")).expect("a link");
        symlink("link.json", place.path("link2.json")).expect("a link");
        place.run(&["in", "link2.json"]).fails_with(1, "link2.json: it already exists");
        place.run(&["in", "link2.json", "--overwrite"]).succeeds();
        assert!(place.path("link2.json").is_symlink() && place.path("link.json").is_symlink());
        assert!(place.read("real/x.json").starts_with('['));
        symlink("real/new.json", place.path("dead.json")).expect("a link");
        place.run(&["in", "dead.json"]).succeeds();
        assert!(place.path("dead.json").is_symlink());
        assert!(place.read("real/new.json").starts_with('['));
        symlink("none/x.json", place.path("lost.json")).expect("a link");
        let message = "error: cannot write lost.json: the folder none does not exist";
        place.run(&["in", "lost.json"]).fails(1, message);
        symlink("self.json", place.path("self.json")).expect("a link");
        place.run(&["in", "self.json"]).fails_with(1, "error: cannot write self.json: ");
        assert!(place.path("self.json").is_symlink());
    }
}
