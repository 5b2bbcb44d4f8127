//! Inputs that cannot be read, among many that can: all of them are named, and none is waited for.

use std::fs;
use std::io::Write as _;
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::os::unix::net::UnixListener;
use std::process::Stdio;
use std::time::{Duration, Instant};

use newsconv::format::FORMATS;

use super::system::{as_nobody, mkfifo};
use crate::cli::{Place, Ran, paths};
use crate::util::extension;

/// Checks that `said` alone was wrong with `in`, that nothing was written, and that under `--on-error
/// skip` the three good articles are.
#[track_caller]
fn refuses(run: impl Fn(&[&str]) -> Ran, place: &Place, said: &[&str]) {
    let ran = run(&["in", "x.ndjson"]);
    for said in said {
        assert!(ran.err.contains(said), "{said}: {}", ran.err);
    }
    assert_eq!(ran.err.matches("error[NC0113]").count(), said.len(), "{}", ran.err);
    ran.fails_with(1, "3 good articles read; nothing was written");
    assert!(!place.path("x.ndjson").exists());
    let ran = run(&["in", "x.ndjson", "--on-error", "skip"]);
    assert_eq!(ran.code, Some(3), "{}", ran.err);
    assert_eq!(paths(&place.read("x.ndjson")), ["0.md", "a/1.md", "b/c/2.md"]);
}

fn set_mode(place: &Place, path: &str, mode: u32) {
    fs::set_permissions(place.path(path), fs::Permissions::from_mode(mode)).expect("a mode");
}

#[test]
fn files_and_folders_without_permission_are_all_named() {
    let place = Place::with_articles();
    place.article("in/a/shut.md", "Shut");
    place.article("in/shut.md", "Shut");
    place.article("in/shut/x.md", "Shut");
    for path in ["in/a/shut.md", "in/shut.md", "in/shut"] {
        set_mode(&place, path, 0o000);
    }
    refuses(
        |arguments| as_nobody(&place, arguments),
        &place,
        &[
            "in/shut: error[NC0113] it cannot be read: Permission denied",
            "in/a/shut.md: error[NC0113] it cannot be read: Permission denied",
            "in/shut.md: error[NC0113] it cannot be read: Permission denied",
        ],
    );
    // As words, too, and where the content has to be looked at.
    set_mode(&place, "in/shut", 0o755);
    place.write("in/noname", "{\"title\":\"x\"}\n");
    set_mode(&place, "in/noname", 0o000);
    let words = ["in/0.md", "in/noname", "in/shut.md", "y.csv", "--on-error", "skip"];
    let ran = as_nobody(&place, &words);
    assert_eq!(ran.code, Some(3), "{}", ran.err);
    assert_eq!(ran.err.matches("error[NC0113]").count(), 2, "{}", ran.err);
    // A folder that is named itself.
    set_mode(&place, "in/shut", 0o000);
    let ran = as_nobody(&place, &["in/shut", "z.csv"]);
    set_mode(&place, "in/shut", 0o755);
    ran.fails_with(1, "in/shut: error[NC0113] it cannot be read: Permission denied");
}

/// What memory the system gives none of to read is a file with a true input error.
#[cfg(target_os = "linux")]
#[test]
fn an_input_error_is_named_in_every_format() {
    let place = Place::with_articles();
    symlink("/proc/self/mem", place.path("in/a/broken.md")).expect("a link");
    let said = "in/a/broken.md: error[NC0113] it cannot be read: Input/output error";
    refuses(|arguments| place.run(arguments), &place, &[said]);
    let mut seen = 0;
    for spec in FORMATS {
        let broken = format!("broken.{}", extension(spec));
        symlink("/proc/self/mem", place.path(&broken)).expect("a link");
        let good = format!("x.{}", extension(spec));
        place.run(&["in/0.md", &good, "-t", spec.name, "--overwrite"]).succeeds();
        let words = [&broken, &good, "-", "-t", "ndjson", "-f", spec.name, "--on-error", "skip"];
        let ran = place.run(&words);
        assert_eq!(ran.code, Some(3), "{}: {}", spec.name, ran.err);
        assert!(ran.err.contains(&format!("{broken}: error[NC0113]")), "{}", ran.err);
        assert_eq!(ran.out.lines().count(), 1, "{}", spec.name);
        seen += 1;
    }
    assert_eq!(seen, FORMATS.len());
}

/// Files that are gone, or are folders, when their turn comes: newsconv has listed them, and waits for
/// what a pipe has to say.
#[test]
fn files_that_vanish_are_named_in_every_format() {
    for spec in FORMATS {
        let place = Place::with_articles();
        let ending = extension(spec);
        let name = |stem: &str| format!("rows/{stem}.{ending}");
        place.folder("rows");
        for (stem, article) in [("1", "in/0.md"), ("2", "in/a/1.md"), ("3", "in/b/c/2.md")] {
            place.run(&[article, &name(stem), "-t", spec.name]).succeeds();
        }
        fs::copy(place.path(&name("3")), place.path(&name("4"))).expect("a copy");
        mkfifo(&place.path("pipe"));
        let words = ["rows", "pipe", "x.json", "-f", spec.name, "--on-error", "skip"];
        let mut command = place.command(&words);
        let child = command.stderr(Stdio::piped()).spawn().expect("it runs");
        // This waits until the pipe is opened for reading, which is when the folder has been listed.
        let mut pipe =
            fs::File::options().write(true).open(place.path("pipe")).expect("it is opened");
        fs::remove_file(place.path(&name("1"))).expect("it is there");
        fs::remove_file(place.path(&name("3"))).expect("it is there");
        place.folder(&name("3"));
        pipe.write_all(&fs::read(place.path(&name("2"))).expect("a file")).expect("it is read");
        drop(pipe);
        let ran = Ran::new(&child.wait_with_output().expect("it ends"));
        assert_eq!(ran.code, Some(3), "{}: {}", spec.name, ran.err);
        for (stem, said) in [("1", "No such file"), ("3", "Is a directory")] {
            let said = format!("{}: error[NC0113] it cannot be read: {said}", name(stem));
            assert!(ran.err.contains(&said), "{}: {}", spec.name, ran.err);
        }
        assert!(
            ran.err.ends_with("3 articles written to x.json, 2 records skipped\n"),
            "{}",
            ran.err
        );
    }
}

#[test]
fn pipes_sockets_and_devices_in_a_folder_are_left_out() {
    let place = Place::with_articles();
    mkfifo(&place.path("in/pipe"));
    mkfifo(&place.path("in/a/pipe.md"));
    mkfifo(&place.path("in/.hidden.md"));
    let _socket = UnixListener::bind(place.path("in/b/socket.md")).expect("a socket");
    symlink("/dev/zero", place.path("in/zero.md")).expect("a link");
    for words in [&["in"][..], &["in", "-f", "md"], &["in/*", "in/*/*.md"]] {
        let begun = Instant::now();
        let ran = place.run(&[words, &["-", "-t", "ndjson"]].concat());
        assert!(begun.elapsed() < Duration::from_secs(20));
        let left_out: Vec<&str> = ran.err.lines().filter(|line| line.contains("NC0100")).collect();
        let mut expected = vec![
            "in/a/pipe.md: warning[NC0100] it is a named pipe; it was skipped",
            "in/b/socket.md: warning[NC0100] it is a socket; it was skipped",
            "in/pipe: warning[NC0100] it is a named pipe; it was skipped",
            "in/zero.md: warning[NC0100] it is a device; it was skipped",
        ];
        for line in left_out {
            expected.retain(|known| *known != line);
        }
        assert!(expected.is_empty(), "{words:?} {expected:?}: {}", ran.err);
        assert_eq!(paths(&ran.succeeds()), ["0.md", "a/1.md", "b/c/2.md"]);
    }
}

#[test]
fn a_pipe_that_is_named_is_read() {
    let place = Place::with_articles();
    mkfifo(&place.path("in/pipe.md"));
    let mut command = place.command(&["in/pipe.md", "-", "-t", "ndjson"]);
    let child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("it runs");
    fs::write(place.path("in/pipe.md"), crate::cli::article("Piped")).expect("it is read");
    let ran = Ran::new(&child.wait_with_output().expect("it ends"));
    assert!(ran.succeeds().contains("Piped"));
}

/// Links are followed; those that lead back, each by its own way, are left out.
#[test]
fn loops_of_links_end() {
    let place = Place::with_articles();
    symlink("..", place.path("in/a/up")).expect("a link");
    symlink(".", place.path("in/b/here")).expect("a link");
    symlink("self.md", place.path("in/b/self.md")).expect("a link");
    symlink(place.path("in"), place.path("in/b/c/root")).expect("a link");
    fs::create_dir_all(place.path("other")).expect("a folder");
    symlink("../in", place.path("other/in")).expect("a link");
    symlink("../other", place.path("in/other")).expect("a link");
    let begun = Instant::now();
    let ran = place.run(&["in", "x.ndjson", "--on-error", "skip"]);
    assert!(begun.elapsed() < Duration::from_secs(20));
    for link in ["in/a/up", "in/b/here", "in/b/c/root", "in/other/in"] {
        let said = format!("{link}: warning[NC0100] the link leads back to ");
        assert!(ran.err.contains(&said), "{link}: {}", ran.err);
    }
    let said = "in/b/self.md: error[NC0113] it cannot be read: the link is broken";
    assert!(ran.err.contains(said), "{}", ran.err);
    assert_eq!(ran.code, Some(3), "{}", ran.err);
    assert_eq!(paths(&place.read("x.ndjson")), ["0.md", "a/1.md", "b/c/2.md"]);
}

#[test]
fn dead_links_are_named_and_the_others_read() {
    let place = Place::with_articles();
    symlink("nowhere", place.path("in/a/dead.md")).expect("a link");
    symlink("nowhere", place.path("in/dead.md")).expect("a link");
    let said =
        ["in/a/dead.md: error[NC0113] it cannot be read: the link is broken", "in/dead.md: "];
    refuses(|arguments| place.run(arguments), &place, &said);
    // Also where a pattern matches them.
    let words = ["in/*.md", "in/*/dead.md", "y.csv", "--on-error", "skip"];
    let ran = place.run(&words);
    assert_eq!((ran.code, ran.err.matches("error[NC0113]").count()), (Some(3), 2), "{}", ran.err);
}

#[cfg(target_os = "linux")]
#[test]
fn names_that_are_not_unicode_are_named() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt as _;

    let place = Place::with_articles();
    for name in [&b"caf\xe9.md"[..], b"\xff\xfe.md"] {
        let file = place.path("in").join(OsStr::from_bytes(name));
        fs::write(file, crate::cli::article("Coffee")).expect("a file");
    }
    let said = [
        "in/caf\u{fffd}.md: error[NC0113] it cannot be read: its path is not Unicode",
        "in/\u{fffd}\u{fffd}.md: error[NC0113] it cannot be read: its path is not Unicode",
    ];
    refuses(|arguments| place.run(arguments), &place, &said);
}

/// The other reasons of a run that fails are told as well.
#[test]
fn unreadable_files_and_wrong_records_are_both_reported() {
    let place = Place::with_articles();
    symlink("nowhere", place.path("in/dead.md")).expect("a link");
    place.write("in/z.md", "---\nquality: high\n---\n");
    let ran = place.run(&["in", "x.csv"]);
    assert!(ran.err.contains("in/z.md:2:10: error[NC0201]"), "{}", ran.err);
    ran.fails_with(1, "in/dead.md: error[NC0113]");
    assert_eq!(place.run(&["in", "x.csv", "--max-errors", "0", "-q"]).code, Some(1));
    // Comparing takes no notice of what cannot be read, so it must fail.
    place.run(&["verify", "in", "in"]).fails_with(1, "in/dead.md: error[NC0113]");
    // A word that names nothing is a mistake in the command, whatever is to be skipped.
    let ran = place.run(&["in", "none.md", "x.csv", "--on-error", "skip"]);
    ran.fails_with(1, "error: cannot read none.md: ");
    assert!(!place.path("x.csv").exists());
}
