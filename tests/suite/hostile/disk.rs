//! Outputs that cannot be written, or not to their end: the run fails and names them, what was there
//! stays, and nothing unfinished is left.

use std::fs;
use std::io::{self, Write as _};
use std::os::unix::fs::PermissionsExt as _;
use std::process::Command;

use newsconv::format::FORMATS;

use super::system::as_nobody;
use crate::cli::{Place, Ran, article};
use crate::util::{extension, file_name};

/// A place with articles of some 4 MB, which do not compress, in `in.ndjson`.
fn with_much() -> Place {
    let place = Place::new();
    let mut state = 0x2545_f491_4f6c_dd1d_u64;
    let mut noise = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        format!("{state:016x}")
    };
    let mut lines = Vec::new();
    for number in 0..200 {
        let body: String = (0..1250).map(|_| noise()).collect();
        writeln!(lines, r#"{{"path":"{number}.md","title":"x","body":"{body}"}}"#).expect("memory");
    }
    place.write("in.ndjson", lines);
    place
}

/// Runs `script` with the program as `$newsconv`.
fn shell(place: &Place, shell: &[&str], script: &str) -> Ran {
    let mut command = Command::new(shell[0]);
    command.args(&shell[1..]).args(["-c", script]).current_dir(place.path("."));
    command.env("newsconv", env!("CARGO_BIN_EXE_newsconv"));
    Ran::new(&command.output().expect("it runs"))
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_device_is_named_in_every_format() {
    let place = Place::with_articles();
    let mut seen = 0;
    for spec in FORMATS {
        let input = if spec.name == "markdown" { "in/0.md" } else { "in" };
        let ran = place.run(&[input, "/dev/full", "-t", spec.name]);
        ran.fails_with(1, "error: cannot write /dev/full: No space left on device");
        let full = fs::File::options().write(true).open("/dev/full").expect("a device");
        let mut command = place.command(&[input, "-", "-t", spec.name]);
        let ran = Ran::new(&command.stdout(full).output().expect("it runs"));
        let said = "error: cannot write standard output: No space left on device";
        assert!(ran.err.starts_with(said), "{}: {}", spec.name, ran.err);
        assert_eq!(ran.code, Some(1), "{}", spec.name);
        seen += 1;
    }
    assert_eq!(seen, FORMATS.len());
    assert_eq!(place.files("."), ["in/0.md", "in/a/1.md", "in/b/c/2.md"]);
}

/// How a small disk is made that is gone with the shell; the reason where that cannot be done.
fn small_disk(place: &Place) -> Result<Vec<&'static str>, String> {
    place.folder("disk");
    let mut reasons = String::new();
    for shell_in in [&["unshare", "-m", "sh"][..], &["unshare", "-r", "-m", "sh"]] {
        let ran = shell(place, shell_in, "mount -t tmpfs -o size=1m none disk");
        if ran.code == Some(0) {
            return Ok(shell_in.to_vec());
        }
        reasons += &ran.err;
    }
    Err(reasons)
}

/// Runs `script` where `disk` is a tmpfs of 1 MB and 100 files at the most; none where there is no such
/// thing, which is said in the output of the tests.
fn on_small_disk(place: &Place, script: &str) -> Option<Ran> {
    match small_disk(place) {
        Ok(words) => {
            let mount = "set -e; mount -t tmpfs -o size=1m,nr_inodes=100 none disk; set +e";
            Some(shell(place, &words, &format!("{mount}\n{script}")))
        }
        Err(reason) => {
            // Not by `eprintln!`, which the test harness keeps to itself.
            let _ = writeln!(io::stderr(), "NOT TESTED, a small disk cannot be mounted: {reason}");
            None
        }
    }
}

#[test]
fn a_disk_that_fills_up_leaves_the_file_that_was_there() {
    let place = with_much();
    let mut seen = 0;
    for spec in FORMATS.iter().filter(|spec| spec.name != "markdown") {
        let output = format!("disk/x.{}", extension(spec));
        let script = format!(
            "echo old > {output}; $newsconv in.ndjson {output} --overwrite -t {} >&2; echo $?; cat {output}; ls -A disk",
            spec.name
        );
        let Some(ran) = on_small_disk(&place, &script) else { return };
        let name = file_name(std::path::Path::new(&output));
        assert_eq!(ran.out, format!("1\nold\n{name}\n"), "{}: {}", spec.name, ran.err);
        let said = format!("error: cannot write {output}: No space left on device");
        assert!(ran.err.starts_with(&said), "{}: {}", spec.name, ran.err);
        seen += 1;
    }
    assert_eq!(seen, FORMATS.len() - 1);
}

#[test]
fn a_disk_that_fills_up_leaves_the_folder_that_was_there() {
    let place = with_much();
    // By bytes, and by the number of files, of which 100 can be made.
    let line = |number| format!("{{\"path\":\"{number}/x.md\",\"title\":\"x\"}}\n");
    place.write("many.ndjson", (0..200).map(line).collect::<String>());
    for input in ["in.ndjson", "many.ndjson"] {
        let script = format!("$newsconv {input} disk/new/ >&2; echo $?; ls -A disk");
        let Some(ran) = on_small_disk(&place, &script) else { return };
        assert_eq!(ran.out, "1\n", "{}", ran.err);
        assert!(ran.err.starts_with("error: cannot write disk/new/"), "{}", ran.err);
        assert!(ran.err.contains(": No space left on device"), "{}", ran.err);
        let script = format!(
            "mkdir -p disk/out/1; echo old > disk/out/0.md; echo old > disk/out/1/x.md
             $newsconv {input} disk/out --overwrite >&2; echo $?
             cat disk/out/0.md disk/out/1/x.md; find disk/out -mindepth 1 | sort"
        );
        let ran = on_small_disk(&place, &script).expect("it could be mounted before");
        let left = "1\nold\nold\ndisk/out/0.md\ndisk/out/1\ndisk/out/1/x.md\n";
        assert_eq!(ran.out, left, "{}", ran.err);
        assert!(ran.err.starts_with("error: cannot write disk/out"), "{}", ran.err);
        assert!(ran.err.contains(": No space left on device"), "{}", ran.err);
    }
}

/// A folder in the output folder that is another disk: files cannot be moved there in one step, and
/// those moved before are taken back.
#[test]
fn a_failed_move_undoes_the_earlier_ones() {
    let place = Place::with_articles();
    place.write("disk/out/0.md", "old");
    let script = "
        mkdir -p out/b; echo old > out/0.md
        mount --bind disk out/b
        $newsconv in out --overwrite >&2; echo $?
        cat out/0.md; find out -mindepth 1 | sort";
    let Some(ran) = on_small_disk(&place, script) else { return };
    assert_eq!(ran.out, "1\nold\nout/0.md\nout/b\n", "{}", ran.err);
    let said = "error: cannot write out/b/c/2.md: Invalid cross-device link";
    assert!(ran.err.starts_with(said), "{}", ran.err);
}

#[test]
fn a_folder_that_may_not_be_changed_is_named_and_the_others_taken_back() {
    let place = Place::with_articles();
    for path in ["out/0.md", "out/a/1.md", "out/b/c/2.md"] {
        place.write(path, "old");
    }
    let set_mode = |path: &str, mode| {
        fs::set_permissions(place.path(path), fs::Permissions::from_mode(mode)).expect("a mode");
    };
    set_mode("out", 0o777);
    set_mode("out/a", 0o777);
    set_mode("out/b/c", 0o555);
    let ran = as_nobody(&place, &["in", "out", "--overwrite"]);
    set_mode("out/b/c", 0o755);
    ran.fails(1, "error: cannot write out/b/c/2.md: Permission denied (os error 13)");
    assert_eq!(place.files("out"), ["0.md", "a/1.md", "b/c/2.md"]);
    for file in place.files("out") {
        assert_eq!(place.read(&format!("out/{file}")), "old");
    }
}

#[test]
fn a_folder_that_takes_no_files_is_named() {
    let place = Place::with_articles();
    place.folder("shut");
    place.write("old/x.json", "old");
    let set_mode = |path: &str, mode| {
        fs::set_permissions(place.path(path), fs::Permissions::from_mode(mode)).expect("a mode");
    };
    set_mode("shut", 0o555);
    set_mode("old", 0o555);
    let runs = ["shut/x.json", "old/x.json", "shut/x/", "shut"].map(|output| {
        let ran = as_nobody(&place, &["in", output, "--overwrite"]);
        (output, ran)
    });
    set_mode("shut", 0o755);
    set_mode("old", 0o755);
    for (output, ran) in runs {
        let folder = &output[..output.find('/').unwrap_or(output.len())];
        let text = format!("error: cannot write {output}: nothing can be created in the folder ");
        assert!(ran.err.starts_with(&text), "{}", ran.err);
        ran.fails_with(1, &format!("{folder}: Permission denied (os error 13)\n"));
    }
    assert_eq!(place.read("old/x.json"), "old");
    assert_eq!(place.files("shut"), [""; 0]);
    place.run(&["in", "none/x.json"]).fails_with(1, "none/x.json: the folder none does not exist");
}

/// `ulimit -f`, which is a signal by itself that would end the program where it stands.
#[test]
fn a_limit_of_file_sizes_is_an_error_like_others() {
    let place = with_much();
    place.write("out/0.md", "old");
    let mut seen = 0;
    for spec in FORMATS {
        let output = match spec.name {
            "markdown" => "new/".to_owned(),
            _ => format!("x.{}", extension(spec)),
        };
        if spec.name != "markdown" {
            place.write(&output, "old");
        }
        let script =
            format!("ulimit -f 8; exec $newsconv in.ndjson {output} --overwrite -t {}", spec.name);
        let ran = shell(&place, &["sh"], &script);
        assert!(ran.err.contains("File too large (os error 27)"), "{}: {}", spec.name, ran.err);
        ran.fails_with(1, &format!("error: cannot write {output}"));
        if spec.name == "markdown" {
            assert!(!place.path("new").exists());
        } else {
            assert_eq!(place.read(&output), "old", "{}", spec.name);
            fs::remove_file(place.path(&output)).expect("it is there");
        }
        seen += 1;
    }
    let script = "ulimit -f 8; exec $newsconv in.ndjson out --overwrite";
    shell(&place, &["sh"], script).fails_with(1, "File too large");
    assert_eq!((seen, place.read("out/0.md").as_str()), (FORMATS.len(), "old"));
    assert_eq!(place.files("."), ["in.ndjson", "out/0.md"]);
    // What fits is written.
    place.write("in/0.md", article("Small"));
    shell(&place, &["sh"], "ulimit -f 8; exec $newsconv in x.json").succeeds();
}

/// The message names the folder that is missing, and what to set.
#[test]
fn a_folder_for_temporary_files_that_is_missing_is_named() {
    let place = Place::new();
    let body = "x".repeat(20 << 20);
    place.write("long.ndjson", format!("{{\"title\":\"A\",\"body\":\"{body}\"}}\n"));
    let run = |words: &[&str]| {
        let mut command = place.command(words);
        Ran::new(&command.env("TMPDIR", place.path("none")).output().expect("it runs"))
    };
    let none = place.path("none").display().to_string();
    let message =
        format!("a temporary file in {none} cannot be written: No such file or directory");
    let ran = run(&["long.ndjson", "-", "-t", "ndjson"]);
    assert_eq!(ran.code, Some(1), "{}", ran.err);
    assert!(
        ran.err.starts_with(&format!("error: cannot write standard output: {message}")),
        "{}",
        ran.err
    );
    // Columns are read from their end, so compressed ones are copied first.
    place.run(&["long.ndjson", "x.arrow"]).succeeds();
    let gzipped = Command::new("gzip").arg(place.path("x.arrow")).status().expect("gzip runs");
    assert!(gzipped.success());
    let ran = run(&["x.arrow.gz", "x.ndjson"]);
    assert!(ran.err.contains(&message), "{}", ran.err);
    // What is needed for rejects is written beside them.
    place.write("bad.ndjson", "{\"title\":1}\n");
    let mut command =
        place.command(&["-", "x.csv", "-f", "ndjson", "--on-error", "skip", "--rejects", "bad"]);
    let bad = std::fs::File::open(place.path("bad.ndjson")).expect("a file");
    let ran = Ran::new(&command.stdin(bad).env("TMPDIR", &none).output().expect("it runs"));
    assert_eq!(ran.code, Some(3), "{}", ran.err);
}
