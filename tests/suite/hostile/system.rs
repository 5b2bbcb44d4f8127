//! What the tests ask of the system.

use std::fs;
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
use std::path::Path;
use std::process::Command;

use crate::cli::{Place, Ran};

/// Makes a named pipe.
pub(crate) fn mkfifo(path: &Path) {
    let made = Command::new("mkfifo").arg(path).status().expect("mkfifo runs");
    assert!(made.success(), "{}", path.display());
}

/// Whether files that `place` holds belong to the superuser, from whom nothing is kept.
pub(crate) fn is_superuser(place: &Place) -> bool {
    fs::metadata(place.path(".")).expect("a folder").uid() == 0
}

/// Runs newsconv as somebody from whom something can be kept: the user of the tests or, where that is
/// the superuser, one with no rights at all, who is given the place.
pub(crate) fn as_nobody(place: &Place, arguments: &[&str]) -> Ran {
    let mut command = place.command(arguments);
    if is_superuser(place) {
        let rights = fs::Permissions::from_mode(0o777);
        fs::set_permissions(place.path("."), rights).expect("a mode");
        let mut dropped = Command::new("setpriv");
        dropped.args(["--reuid=65534", "--regid=65534", "--clear-groups", "--"]);
        dropped.arg(command.get_program()).args(command.get_args());
        dropped.current_dir(place.path("."));
        command = dropped;
    }
    Ran::new(&command.output().expect("it runs"))
}

/// Too many workers are asked for, or the system has no threads to give: the run does with fewer. The limit is set
/// for a user of its own, since others may run programs, too.
#[test]
fn a_run_works_with_fewer_threads() {
    let place = Place::with_articles();
    for number in 0..1200 {
        place.article(&format!("in/many/{number}/a.md"), "Many");
    }
    for output in ["x.parquet", "x.ndjson", "out/"] {
        place.run(&["in", output, "-j", "100000"]).succeeds();
    }
    if !is_superuser(&place) {
        return;
    }
    let newsconv = env!("CARGO_BIN_EXE_newsconv");
    let rights = fs::Permissions::from_mode(0o777);
    fs::set_permissions(place.path("."), rights).expect("a mode");
    for output in ["y.parquet", "y.ndjson", "new/"] {
        let script = format!("ulimit -u 1; exec '{newsconv}' in {output} -j 8");
        let mut command = Command::new("setpriv");
        command.args([
            "--reuid=54321",
            "--regid=54321",
            "--clear-groups",
            "--",
            "sh",
            "-c",
            &script,
        ]);
        let ran = Ran::new(&command.current_dir(place.path(".")).output().expect("it runs"));
        assert_eq!(ran.code, Some(0), "{output}: {}", ran.err);
        let same = place.run(&["verify", "in", output]);
        assert!(same.out.ends_with("0 different\n"), "{output}: {}", same.out);
    }
}
