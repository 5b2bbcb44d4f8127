//! Help, versions, and command lines that cannot be carried out.

use newsconv::format;

use super::Place;

#[test]
fn without_arguments_the_usage_is_shown() {
    let place = Place::new();
    for arguments in [&[][..], &["in"], &["-q"], &["in", "-t", "csv"]] {
        let ran = place.run(arguments);
        assert!(ran.err.contains("newsconv [OPTIONS] <INPUT>... <OUTPUT>"), "{}", ran.err);
        assert!(
            ran.err.starts_with("error: expected at least one INPUT and one OUTPUT, found "),
            "{}",
            ran.err
        );
        assert_eq!((ran.code, &*ran.out), (Some(2), ""));
    }
}

#[test]
fn help_and_version_go_to_standard_output() {
    let place = Place::new();
    let version = place.run(&["--version"]).succeeds();
    assert_eq!(version, format!("newsconv {}\n", env!("CARGO_PKG_VERSION")));
    for flag in ["--help", "-h", "help"] {
        let help = place.run(&[flag]).succeeds();
        for text in ["<INPUT>... <OUTPUT>", "Exit codes:\n  0  done", "--overwrite", "verify"] {
            assert!(help.contains(text), "{flag}: {help}");
        }
    }
    assert!(place.run(&["verify", "--help"]).succeeds().contains("--right-from"));
}

#[test]
fn invalid_option_values_are_usage_errors() {
    let place = Place::with_articles();
    let known = format!("the known ones are {}", format::names());
    place.run(&["in", "x", "-t", "docx"]).fails_with(2, &known);
    place.run(&["in", "x.json", "-f", "docx"]).fails_with(2, "unknown format `docx`");
    place.run(&["in", "x.json", "-j", "0"]).fails_with(2, "'0'");
    place.run(&["in", "x.json", "-j", "many"]).fails_with(2, "'many'");
    place.run(&["in", "x.json", "--json-shape", "tree"]).fails_with(2, "array");
    place.run(&["in", "x.json", "--nonsense"]).fails_with(2, "--nonsense");
    place.run(&["", "x.json"]).fails_with(2, "none was supplied");
    place.run(&["in", ""]).fails_with(2, "none was supplied");
    assert_eq!(
        place.files("."),
        place.files("in").iter().map(|p| format!("in/{p}")).collect::<Vec<_>>()
    );
}

#[test]
fn commands_and_files_are_distinguished() {
    let place = Place::with_articles();
    place.article("verify", "A file called verify");
    let out = place.run(&["./verify", "-", "-t", "ndjson"]).succeeds();
    assert!(out.contains("A file called verify"), "{out}");
    place.run(&["in", "./schema", "-t", "ndjson"]).succeeds();
    assert_eq!(place.read("schema").lines().count(), 3);
    place.run(&["in", "verify", "-t", "csv", "--overwrite"]).succeeds();
    assert!(place.read("verify").starts_with("path,"));
}

#[test]
fn a_command_after_options_gets_advice_where_to_write_it() {
    let place = Place::with_articles();
    let message = "error: the input verify does not exist; if verify is meant as the command, write it first: \
                   newsconv verify ...";
    place.run(&["-q", "verify", "in", "x.json"]).fails(2, message);
}

#[test]
fn quiet_leaves_errors() {
    let place = Place::with_articles();
    place.write("in/plain.md", "no front matter");
    let ran = place.run(&["in", "x.json"]);
    assert_eq!(
        ran.err,
        "in/plain.md:1:1: warning[NC0105] the file has no front matter; the whole file was read \
         as the body\n4 articles written to x.json, 1 warning\n"
    );
    let ran = place.run(&["-q", "in", "x.json", "--overwrite"]);
    assert_eq!((ran.code, &*ran.err, &*ran.out), (Some(0), "", ""));
    place.write("in/bad.md", "---\nquality: high\n---\n");
    let ran = place.run(&["-q", "in", "x.json", "--overwrite"]);
    assert_eq!(ran.code, Some(1));
    assert_eq!(
        ran.err,
        "in/bad.md:2:10: error[NC0201] quality: expected an integer, found the text \"high\"; --lenient keeps it as an unknown key\n\
         error: 1 record rejected, 4 good articles read; nothing was written\n"
    );
}

#[test]
fn verify_says_what_differs() {
    let place = Place::with_articles();
    place.run(&["in", "x.csv"]).succeeds();
    let equal = "3 articles on the left, 3 on the right: 3 equal, 0 different\n";
    assert_eq!(place.run(&["verify", "in", "x.csv"]).succeeds(), equal);
    place.article("in/a/1.md", "Uno");
    let ran = place.run(&["verify", "in", "x.csv"]);
    assert_eq!(ran.code, Some(1));
    assert!(ran.out.starts_with("a/1.md: title: \"Uno\" != \"One\"\n"), "{}", ran.out);
    assert!(ran.out.ends_with("2 equal, 1 different\n"), "{}", ran.out);
    place.run(&["verify", "in"]).fails_with(2, "<RIGHT>");
    place.run(&["verify", "in", "none.csv"]).fails_with(1, "cannot read none.csv: ");
}

#[test]
fn verify_counts_what_one_side_lacks_and_speaks_json() {
    let place = Place::new();
    place.write("a.ndjson", "{\"path\":\"a.md\",\"x\":1.10}\n{\"path\":\"b.md\"}\n");
    place.write(
        "b.ndjson",
        "{\"path\":\"a.md\",\"x\":1.1}\n{\"path\":\"c.md\"}\n{\"path\":\"d.md\"}\n",
    );
    let ran = place.run(&["verify", "a.ndjson", "b.ndjson"]);
    let counts = "2 articles on the left, 3 on the right: 1 equal, 0 different, 1 on the left alone, \
                  2 on the right alone\n";
    assert!(ran.out.ends_with(counts), "{}", ran.out);
    let ran = place.run(&["verify", "a.ndjson", "b.ndjson", "--spelling", "--json"]);
    assert_eq!(ran.code, Some(1));
    let lines = [
        r#"{"article":"a.md","field":"x","left":"1.10","right":"1.1"}"#,
        r#"{"article":"c.md","left":"absent","right":"an article"}"#,
        r#"{"article":"d.md","left":"absent","right":"an article"}"#,
        r#"{"article":"b.md","left":"an article","right":"absent"}"#,
        r#"{"counts":{"different":1,"equal":0,"left":2,"leftOnly":1,"right":3,"rightOnly":2}}"#,
    ];
    assert_eq!(ran.out.lines().collect::<Vec<_>>(), lines);
    let ran = place.run(&["verify", "a.ndjson", "b.ndjson", "-q"]);
    assert_eq!((ran.code, &*ran.out, &*ran.err), (Some(1), "", ""));
    assert_eq!(place.run(&["verify", "-q", "a.ndjson", "a.ndjson"]).succeeds(), "");
}

#[test]
fn nothing_of_a_progress_line_reaches_a_pipe() {
    let place = Place::with_articles();
    let ran = place.run(&["in", "x.json"]);
    assert_eq!(ran.err, "3 articles written to x.json\n");
    assert_eq!(ran.out, "");
}
