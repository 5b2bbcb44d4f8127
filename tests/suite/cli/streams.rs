//! Standard input and output, pipes and devices.

use super::{Place, paths};

const LINES: &str = "{\"title\":\"A\"}\n{\"title\":\"B\"}\n";

#[test]
fn nothing_but_data_is_on_standard_output() {
    let place = Place::with_articles();
    let ran = place.run(&["in", "-", "-t", "ndjson"]);
    assert_eq!(paths(&ran.out), ["0.md", "a/1.md", "b/c/2.md"]);
    assert_eq!(ran.err, "3 articles written to standard output\n");
    place.write("in/z.md", "---\nquality: high\n---\n");
    place.run(&["in", "-", "-t", "ndjson"]).fails_with(1, "in/z.md:2:10: error[NC0201]");
}

#[test]
fn standard_input_to_standard_output() {
    let place = Place::new();
    let out = place.feed(LINES, &["-", "-", "-t", "csv"]).succeeds();
    assert_eq!(out.lines().count(), 3);
    let back = place.feed(out, &["-", "-", "-t", "ndjson", "-f", "csv"]).succeeds();
    assert_eq!(back, LINES);
    let problem = place.feed("{\"quality\":\"high\"}\n", &["-", "-", "-f", "ndjson", "-t", "csv"]);
    problem.fails_with(1, "-:1:12: error[NC0201] quality: ");
}

#[test]
fn standard_input_beside_files_comes_first_and_once() {
    let place = Place::with_articles();
    place.write("x.ndjson", "{\"title\":\"C\"}\n");
    let out = place.feed(LINES, &["x.ndjson", "-", "-", "-t", "ndjson"]).succeeds();
    assert_eq!(out, format!("{LINES}{{\"title\":\"C\"}}\n"));
    place
        .feed(LINES, &["-", "-", "-", "-t", "ndjson"])
        .fails(2, "error: standard input (`-`) is given twice");
    // A file of that name is still reached.
    place.write("-", LINES);
    let out = place.run(&["./-", "-", "-t", "ndjson"]).succeeds();
    assert_eq!(out, LINES);
}

#[test]
fn a_source_longer_than_what_is_looked_at_is_read_whole() {
    let place = Place::new();
    let long = LINES.repeat(50_000);
    let out = place.feed(&long, &["-", "-", "-t", "ndjson"]).succeeds();
    assert!(out == long);
}

#[cfg(unix)]
mod unix {
    use std::fs;
    use std::io::{BufRead as _, BufReader};
    use std::process::{Command, Stdio};

    use super::{LINES, Place};

    fn pipe(place: &Place, name: &str) {
        let made = Command::new("mkfifo").arg(place.path(name)).status().expect("mkfifo runs");
        assert!(made.success());
    }

    #[test]
    fn a_closed_pipe_is_success() {
        let place = Place::new();
        place.write("x.ndjson", LINES.repeat(100_000));
        let mut command = place.command(&["-q", "x.ndjson", "-", "-t", "ndjson"]);
        let mut child =
            command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("runs");
        let mut line = String::new();
        BufReader::new(child.stdout.take().expect("a pipe")).read_line(&mut line).expect("a line");
        assert_eq!(line, "{\"title\":\"A\"}\n");
        let ended = child.wait_with_output().expect("it ends");
        assert_eq!((ended.status.code(), ended.stderr), (Some(0), Vec::new()));
    }

    /// `keep.csv` would be replaced by a header, and the articles would be lost.
    #[test]
    fn closed_standard_streams_are_errors() {
        let place = Place::with_articles();
        place.write("keep.csv", "old");
        let newsconv = env!("CARGO_BIN_EXE_newsconv");
        for (words, message) in [
            ("- keep.csv -f ndjson --overwrite <&-", "cannot read -: standard input is closed; "),
            ("check - -f ndjson <&-", "cannot read -: standard input is closed; "),
            ("in - -t csv >&-", "cannot write -: standard output is closed; "),
            ("verify in in >&-", "cannot write -: standard output is closed; "),
        ] {
            let script = format!("'{newsconv}' {words}");
            let mut command = Command::new("sh");
            let ran = command.args(["-c", &script]).current_dir(place.path(".")).output();
            let ran = ran.expect("sh runs");
            let said = String::from_utf8_lossy(&ran.stderr);
            assert_eq!(ran.status.code(), Some(1), "{words}: {said}");
            assert!(said.starts_with(&format!("error: {message}")), "{words}: {said}");
        }
        assert_eq!(place.read("keep.csv"), "old");
        // What a shell opens is no closed stream.
        let script = format!("'{newsconv}' - - -f ndjson -t csv < /dev/null > /dev/null");
        let status = Command::new("sh").args(["-c", &script]).status();
        assert!(status.expect("sh runs").success());
    }

    #[test]
    fn devices_are_written_and_read() {
        let place = Place::with_articles();
        place.run(&["in", "/dev/null", "-t", "json"]).succeeds();
        let out = place.run(&["in", "/dev/stdout", "-t", "ndjson"]).succeeds();
        assert_eq!(out.lines().count(), 3);
        let out = place.feed(LINES, &["/dev/stdin", "-", "-t", "ndjson"]).succeeds();
        assert_eq!(out, LINES);
        let out = place.run(&["/dev/null", "-", "-f", "ndjson", "-t", "ndjson"]).succeeds();
        assert_eq!(out, "");
    }

    /// What is appended to a file goes on with it: the file is never replaced by another one.
    #[test]
    fn descriptors_are_written_and_never_replaced() {
        let place = Place::with_articles();
        let newsconv = env!("CARGO_BIN_EXE_newsconv");
        let csv = place.run(&["in", "-", "-t", "csv"]).succeeds();
        std::os::unix::fs::symlink("/dev/stdout", place.path("link.csv")).expect("a link");
        for (words, redirected) in [
            ("/dev/stdout", ">>"),
            ("link.csv", ">>"),
            ("/dev/fd/1", ">>"),
            ("/proc/self/fd/1", ">>"),
            ("/dev/stderr -q", "2>>"),
            ("/dev/fd/2 -q", "2>>"),
            ("/dev/fd/7", "7>>"),
            ("-o /proc/self/fd/7", "7>>"),
        ] {
            place.write("log.csv", "header\n");
            let before = fs::metadata(place.path("log.csv")).expect("a file");
            let script = format!("'{newsconv}' in {words} -t csv {redirected} log.csv");
            let mut command = Command::new("sh");
            let ran = command.args(["-c", &script]).current_dir(place.path(".")).output();
            let ran = super::super::Ran::new(&ran.expect("sh runs"));
            assert_eq!(ran.code, Some(0), "{words}: {}", ran.err);
            assert_eq!(place.read("log.csv"), format!("header\n{csv}"), "{words}");
            let after = fs::metadata(place.path("log.csv")).expect("a file");
            assert_eq!(ino(&before), ino(&after), "{words}");
        }
        // A run that fails leaves the file as it was.
        place.write("in/z.md", "---\nquality: high\n---\n");
        place.write("log.csv", "header\n");
        let script = format!("'{newsconv}' in /dev/stdout -t csv >> log.csv");
        let status = Command::new("sh").args(["-c", &script]).current_dir(place.path(".")).status();
        assert_eq!(status.expect("sh runs").code(), Some(1));
        assert_eq!(place.read("log.csv"), "header\n");
        place
            .run(&["in/0.md", "/dev/fd/77", "-t", "csv"])
            .fails(1, "error: cannot write /dev/fd/77: the descriptor 77 is not open");
    }

    fn ino(metadata: &fs::Metadata) -> u64 {
        std::os::unix::fs::MetadataExt::ino(metadata)
    }

    #[test]
    fn a_named_pipe_is_read_whole_though_its_format_is_looked_for() {
        let place = Place::new();
        pipe(&place, "pipe");
        let long = LINES.repeat(20_000);
        let child = place
            .command(&["pipe", "-", "-t", "ndjson"])
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("it runs");
        fs::write(place.path("pipe"), &long).expect("it is read");
        let ran = super::super::Ran::new(&child.wait_with_output().expect("it ends"));
        assert!(ran.succeeds() == long);
    }

    #[test]
    fn a_named_pipe_is_written() {
        let place = Place::with_articles();
        pipe(&place, "pipe.ndjson");
        let mut command = place.command(&["in", "pipe.ndjson"]);
        let child = command.stderr(Stdio::piped()).spawn().expect("it runs");
        let text = fs::read_to_string(place.path("pipe.ndjson")).expect("it is written");
        assert_eq!(text.lines().count(), 3);
        super::super::Ran::new(&child.wait_with_output().expect("it ends")).succeeds();
    }
}
