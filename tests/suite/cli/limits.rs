//! The size that one record may have.

use std::process::Stdio;

use super::{Place, Ran};

const LARGE: usize = 2000;

/// Sources of a small and a large record, each with the place of the large one.
fn sources() -> [(&'static str, String); 8] {
    let text = "x".repeat(LARGE);
    [
        (
            "a.rss",
            format!(
                "<rss><channel><item><title>A</title></item><item><title>{text}</title></item></channel></rss>"
            ),
        ),
        ("a.ndjson", format!("{{\"title\":\"A\"}}\n{{\"title\":\"{text}\"}}\n")),
        ("b.json", format!("[{{\"title\":\"A\"}},\n{{\"title\":\"{text}\"}}]")),
        (
            "c.json",
            format!(
                "{{\"articles\":[{{\"title\":\"A\",\"body\":\"\"}},{{\"title\":\"{text}\",\"body\":\"\"}}]}}"
            ),
        ),
        ("d.csv", format!("title\nA\n{text}\n")),
        ("e.tsv", format!("title\nA\n{text}\n")),
        ("f.md", format!("---\ntitle: A\n---\n{text}\n")),
        ("g.json", format!("{{\"title\":\"{text}\"}}")),
    ]
}

#[test]
fn a_record_beyond_the_limit_is_rejected_in_every_format() {
    for (name, source) in sources() {
        let place = Place::new();
        place.write(name, &source);
        let ran = place.run(&[name, "out.ndjson", "--max-record-size", "1000"]);
        assert_eq!(ran.code, Some(1), "{name}: {}", ran.err);
        assert!(
            ran.err.contains("error[NC0318] the record is larger than 1000 bytes"),
            "{}",
            ran.err
        );
        assert_eq!(ran.err.matches("NC0318").count(), 1, "{name}: {}", ran.err);
        assert!(ran.err.contains("--max-record-size"), "{name}: {}", ran.err);
        assert!(place.files(".").iter().all(|file| file != "out.ndjson"), "{name}");
        place.run(&[name, "out.ndjson", "--max-record-size", "3000"]).succeeds();
        place.run(&[name, "out.ndjson", "--overwrite"]).succeeds();
    }
}

/// A value that is larger is not decompressed.
#[test]
fn a_value_beyond_the_limit_is_rejected_in_columns() {
    let place = Place::new();
    let body = "ferry ".repeat(500_000);
    place.write("a.ndjson", format!("{{\"title\":\"A\",\"body\":\"{body}\"}}\n"));
    for (name, compression) in [
        ("a.parquet", "zstd"),
        ("b.parquet", "none"),
        ("c.arrow", "zstd"),
        ("d.arrow", "none"),
        ("e.arrows", "zstd"),
    ] {
        place.run(&["a.ndjson", name, "--compression", compression]).succeeds();
        let ran = place.run(&[name, "out.ndjson", "--max-record-size", "1MiB"]);
        assert_eq!(ran.code, Some(1), "{name} {compression}: {}", ran.err);
        assert!(ran.err.contains("error[NC0318]"), "{name}: {}", ran.err);
        assert!(ran.err.contains("raise the limit with --max-record-size"), "{name}: {}", ran.err);
        place.run(&[name, "out.ndjson", "--max-record-size", "4MiB"]).succeeds();
        place.run(&["verify", "a.ndjson", "out.ndjson"]).succeeds();
        place.run(&[name, "-", "-t", "ndjson"]).succeeds();
        std::fs::remove_file(place.path("out.ndjson")).expect("it is there");
    }
}

/// What comes after such a record is read, where its end is known.
#[test]
fn the_other_records_are_read() {
    for (name, source) in &sources()[..6] {
        let place = Place::new();
        place.write(name, source);
        let words = [name, "-", "-t", "ndjson", "--on-error", "skip", "--max-record-size", "1000"];
        let ran = place.run(&words);
        assert_eq!(ran.code, Some(3), "{name}: {}", ran.err);
        assert_eq!(ran.out.lines().count(), 1, "{name}: {}", ran.out);
    }
}

/// A source that does not end is given up while there is memory.
#[cfg(target_os = "linux")]
#[test]
fn a_source_without_an_end_does_not_fill_the_memory() {
    let place = Place::new();
    for (format, begin) in [
        ("ndjson", ""),
        ("ndjson", "{\"title\":\""),
        ("json", ""),
        ("json", "[{\"title\":\""),
        ("json", "{\"title\":\""),
        ("csv", "title\n"),
        ("csv", "title\n\""),
        ("csv", ""),
        ("tsv", "title\n\""),
        ("markdown", "---\n"),
        ("feed", "{\"value\":[\""),
    ] {
        let newsconv = env!("CARGO_BIN_EXE_newsconv");
        let script = format!(
            "ulimit -v 1000000; (printf '%s' '{begin}'; tr '\\0' x </dev/zero) | '{newsconv}' - out.parquet --from {format} --max-record-size 4MiB -j 1"
        );
        let mut command = std::process::Command::new("sh");
        command.args(["-c", &script]).current_dir(place.path(".")).stdin(Stdio::null());
        let ran = Ran::new(&command.output().expect("it runs"));
        assert_eq!(ran.code, Some(1), "{format} {begin}: {}", ran.err);
        assert!(ran.err.contains("NC0318"), "{format} {begin}: {}", ran.err);
    }
}

/// Articles whose counterparts come late wait in a temporary file.
#[cfg(target_os = "linux")]
#[test]
fn verify_does_not_hold_an_archive_in_memory() {
    let place = Place::new();
    let line = |number: usize, last: &str| {
        let body = format!("Ferry {number} ").repeat(400_000);
        format!("{{\"path\":\"{number:02}.md\",\"body\":\"{body}{last}\"}}\n")
    };
    let count = 30;
    place.write("a.ndjson", (0..count).map(|number| line(number, "")).collect::<String>());
    let other = |number| line(number, if number == 7 { "stops" } else { "" });
    place.write("b.ndjson", (0..count).rev().map(other).collect::<String>());
    let newsconv = env!("CARGO_BIN_EXE_newsconv");
    // The articles of one side alone have more than 100 MB.
    let script = format!("ulimit -v 170000; '{newsconv}' verify a.ndjson b.ndjson");
    let mut command = std::process::Command::new("sh");
    command.args(["-c", &script]).current_dir(place.path("."));
    let ran = Ran::new(&command.output().expect("it runs"));
    assert_eq!(ran.code, Some(1), "{}", ran.err);
    assert!(ran.out.starts_with("07.md: body: …\"Ferry 7 "), "{}", ran.out);
    assert!(ran.out.ends_with(": 29 equal, 1 different\n"), "{}", ran.out);
}
