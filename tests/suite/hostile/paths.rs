//! Writing a folder never leaves it, and no article takes another's file.

use crate::cli::{Place, article};

/// NDJSON of articles with these paths, each with its number for a title.
fn articles(paths: &[&str]) -> String {
    let line = |(number, path): (usize, &&str)| {
        serde_json::json!({"path": path, "title": number.to_string(), "body": "Body\n"}).to_string()
    };
    paths.iter().enumerate().map(line).collect::<Vec<_>>().join("\n")
}

/// A place with articles of these paths in `x.ndjson`.
fn with(paths: &[&str]) -> Place {
    let place = Place::new();
    place.write("x.ndjson", articles(paths));
    place
}

/// Every path that is refused whatever the system, with the reason.
const REFUSED: [(&str, &str); 30] = [
    ("", "it is empty"),
    ("/a.md", "it is absolute"),
    ("//a/b.md", "it is absolute"),
    ("..", "a part `.` or `..`"),
    ("../a.md", "a part `.` or `..`"),
    ("a/../../b.md", "a part `.` or `..`"),
    ("a/./b.md", "a part `.` or `..`"),
    ("a/..", "a part `.` or `..`"),
    ("a//b.md", "an empty part"),
    ("a/", "an empty part"),
    ("a\0.md", "a NUL or a backslash"),
    ("..\\a.md", "a NUL or a backslash"),
    ("\\\\server\\a.md", "a NUL or a backslash"),
    ("C:a.md", "a drive letter"),
    ("c:/a.md", "a drive letter"),
    ("con.md", "a device"),
    ("a/AUX", "a device"),
    ("prn/a.md", "a device"),
    ("Nul.tar.md", "a device"),
    ("com0.md", "a device"),
    ("COM9/a.md", "a device"),
    ("lpt\u{b2}.md", "a device"),
    ("conin$.md", "a device"),
    ("CONOUT$", "a device"),
    ("nul .md", "a device"),
    ("a.", "a dot or a space"),
    ("a.md ", "a dot or a space"),
    ("a./b.md", "a dot or a space"),
    ("a /b.md", "a dot or a space"),
    (".../b.md", "a dot or a space"),
];

#[test]
fn what_is_no_file_below_the_folder_is_rejected() {
    for (path, reason) in REFUSED {
        let place = with(&[path]);
        place.folder("there");
        for output in ["new/", "there"] {
            let ran = place.run(&["x.ndjson", output, "--overwrite"]);
            assert!(ran.err.contains(reason), "{path:?}: {}", ran.err);
            ran.fails_with(1, "error[NC0504] path: ");
        }
        assert_eq!(place.files("."), ["x.ndjson"], "{path:?}");
    }
}

/// All are reported at once, and those that can be written are, where that is asked for.
#[test]
fn rejected_paths_are_skipped_like_other_records() {
    let mut paths: Vec<&str> = REFUSED.iter().map(|(path, _)| *path).collect();
    paths.push("good.md");
    let place = with(&paths);
    let ran = place.run(&["x.ndjson", "out/", "--message-format", "json"]);
    assert_eq!(ran.err.matches("\"code\":\"NC0504\"").count(), REFUSED.len(), "{}", ran.err);
    assert!(!place.path("out").exists());
    let ran = place.run(&["x.ndjson", "out/", "--on-error", "skip"]);
    assert_eq!(ran.code, Some(3), "{}", ran.err);
    assert_eq!(place.files("out"), ["good.md"]);
    assert_eq!(place.files("."), ["out/good.md", "x.ndjson"]);
}

#[test]
fn names_longer_than_the_system_takes_are_rejected() {
    let part = "x".repeat(256);
    let with_extension = "x".repeat(254);
    let whole = format!("{}b.md", format!("{}/", "x".repeat(250)).repeat(40));
    let paths = [part.as_str(), &with_extension, &whole];
    let place = with(&[paths[0], paths[1], paths[2], "good.md"]);
    place.folder("there");
    for output in ["out/", "there"] {
        let ran = place.run(&["x.ndjson", output]);
        assert_eq!(ran.err.matches("longer than 255 bytes").count(), 2, "{}", ran.err);
        let too_long = format!("{whole:?} cannot be a file below the output folder: ");
        assert!(!cfg!(unix) || ran.err.contains(&too_long), "{}", ran.err);
        ran.fails_with(1, "nothing was written");
        assert_eq!(place.files("."), ["x.ndjson"]);
        let ran = place.run(&["x.ndjson", output, "--on-error", "skip"]);
        assert_eq!(ran.code, Some(3), "{}", ran.err);
        assert_eq!(place.files(output), ["good.md"]);
        std::fs::remove_file(place.path(output).join("good.md")).expect("it is there");
        assert_eq!(std::fs::read_dir(place.path(output)).expect("a folder").count(), 0);
    }
}

/// What the file system of the tests makes of names that are alike.
fn are_told_apart(place: &Place, names: [&str; 2]) -> bool {
    place.write(&format!("probe/{}", names[0]), "one");
    let other = place.path("probe").join(names[1]);
    let told = !other.exists();
    std::fs::remove_dir_all(place.path("probe")).expect("a folder");
    told
}

#[test]
fn names_that_are_alike_are_both_written_or_the_second_is_rejected() {
    for names in [
        ["a/Ferry.md", "a/ferry.md"],
        ["A/x.md", "a/x.md"],
        ["\u{c9}t\u{e9}.md", "E\u{301}te\u{301}.md"],
        ["Stra\u{df}e.md", "STRASSE.md"],
        ["x.md", "X.md/y.md"],
        ["X.md/y.md", "x.md"],
    ] {
        let place = with(&names);
        place.folder("there");
        for output in ["out/", "there"] {
            let ran = place.run(&["x.ndjson", output]);
            if are_told_apart(&place, names) {
                assert_eq!(ran.code, Some(0), "{names:?}: {}", ran.err);
                let mut files = place.files(output);
                files.sort_unstable();
                let mut expected = names;
                expected.sort_unstable();
                assert_eq!(files, expected);
                assert_eq!(ran.err.matches("warning[NC0509]").count(), 1, "{}", ran.err);
            } else {
                assert!(ran.err.contains("error[NC0505]"), "{names:?}: {}", ran.err);
                assert_eq!(ran.code, Some(1));
                assert!(!place.path("out").exists() && place.files("there").is_empty());
            }
            assert!(ran.err.contains(&format!("{:?}", names[1])), "{}", ran.err);
        }
    }
}

#[test]
fn no_article_takes_the_file_of_another() {
    for (paths, said) in [
        (["a.md", "a.md"], "two articles have the path \"a.md\""),
        (["a", "a.md"], "two articles have the path \"a.md\""),
        (["a.md", "a.md/b.md"], "\"a.md/b.md\" is in a folder that has the path of another"),
        (
            ["a.md/b/c.md", "a.md"],
            "\"a.md\" is the path of an article and also the folder of another",
        ),
        (
            ["a.md/b.md/c.md", "a.md/b.md"],
            "\"a.md/b.md\" is the path of an article and also the fol",
        ),
    ] {
        for output in ["out/", "there"] {
            let place = with(&paths);
            place.folder("there");
            let ran = place.run(&["x.ndjson", output]);
            assert!(ran.err.contains("error[NC0505]"), "{}", ran.err);
            ran.fails_with(1, said);
            assert_eq!(place.files("."), ["x.ndjson"]);
            let ran = place.run(&["x.ndjson", output, "--on-error", "skip"]);
            assert_eq!(ran.code, Some(3), "{}", ran.err);
            let first = if paths[0] == "a" { "a.md" } else { paths[0] };
            assert_eq!(place.files(output), [first]);
            // The first of them is the one that is there.
            assert_eq!(place.read(&format!("{output}/{first}")), article("0"));
        }
    }
}

/// Names that are made up give way to all others that came before.
#[test]
fn a_made_up_name_gives_way() {
    let place = Place::new();
    let lines = "{\"path\":\"Ferry.md\"}\n{\"title\":\"Ferry\"}\n{\"title\":\"ferry\"}\n\
                 {\"path\":\"pier.md/x.md\"}\n{\"title\":\"Pier\"}\n";
    place.write("x.ndjson", lines);
    let ran = place.run(&["x.ndjson", "out/"]);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    assert_eq!(ran.err.matches("warning[NC0506]").count(), 3, "{}", ran.err);
    let files = ["Ferry.md", "ferry-2.md", "ferry-3.md", "pier-2.md", "pier.md/x.md"];
    assert_eq!(place.files("out"), files);
}

#[cfg(unix)]
mod links {
    use std::os::unix::fs::symlink;

    use super::with;

    #[test]
    fn nothing_is_written_through_a_link_in_the_folder() {
        for target in ["../outside", "real", "nowhere"] {
            let place = with(&["good.md", "in/link/a.md", "in/link/b/c.md"]);
            place.folder("outside");
            place.folder("out/in/real");
            symlink(target, place.path("out/in/link")).expect("a link");
            for arguments in [&["x.ndjson", "out"][..], &["x.ndjson", "out", "--overwrite"]] {
                place.run(arguments).fails_with(
                    1,
                    "error: cannot write out/in/link/a.md: out/in/link is a link; links in the \
                     output folder are not followed",
                );
            }
            assert_eq!(place.files("."), ["out/in/link", "x.ndjson"]);
            let link = std::fs::read_link(place.path("out/in/link")).expect("still a link");
            assert_eq!(link, std::path::Path::new(target));
        }
    }

    #[test]
    fn a_link_in_the_place_of_a_file_is_replaced_and_not_followed() {
        let place = with(&["a.md", "b.md", "c.md"]);
        place.write("outside/a.md", "a");
        place.folder("out");
        for (name, target) in
            [("a.md", "../outside/a.md"), ("b.md", "nowhere"), ("c.md", "../outside")]
        {
            symlink(target, place.path("out").join(name)).expect("a link");
        }
        let message = "error: cannot write out/a.md: it already exists; --overwrite replaces it";
        place.run(&["x.ndjson", "out"]).fails(1, message);
        assert!(place.path("out/a.md").is_symlink());
        place.run(&["x.ndjson", "out", "--overwrite"]).succeeds();
        for (number, name) in ["a.md", "b.md", "c.md"].into_iter().enumerate() {
            assert!(!place.path("out").join(name).is_symlink());
            assert_eq!(place.read(&format!("out/{name}")), super::article(&number.to_string()));
        }
        assert_eq!(place.files("outside"), ["a.md"]);
        assert_eq!(place.read("outside/a.md"), "a");
    }

    #[test]
    fn the_folder_that_is_named_may_be_a_link() {
        let place = with(&["a/b.md"]);
        place.folder("real");
        symlink("real", place.path("link")).expect("a link");
        for arguments in [&["x.ndjson", "link"][..], &["x.ndjson", "link/", "--overwrite"]] {
            place.run(arguments).succeeds();
            assert_eq!(place.files("real"), ["a/b.md"]);
            assert!(place.path("link").is_symlink());
        }
        // One within a folder that is not there yet may stand above it as well.
        place.run(&["x.ndjson", "link/new/er/"]).succeeds();
        assert_eq!(place.read("real/new/er/a/b.md"), super::article("0"));
    }
}
