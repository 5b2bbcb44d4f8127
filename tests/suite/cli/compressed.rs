//! gzip and zstd around text.

use std::fmt::Write as _;
use std::fs;
use std::io::{Read as _, Write as _};

use newsconv::format::FORMATS;

use super::{Place, article};

const LINES: &str = "{\"title\":\"A\"}\n{\"title\":\"B\"}\n";

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::new(6));
    encoder.write_all(bytes).expect("memory takes it");
    encoder.finish().expect("memory takes it")
}

fn zstd(bytes: &[u8]) -> Vec<u8> {
    zstd::encode_all(bytes, 3).expect("memory takes it")
}

/// Makes a file of a codec.
type Pack = fn(&[u8]) -> Vec<u8>;

/// Both codecs: extension, encoder, magic bytes.
const CODECS: [(&str, Pack, &[u8]); 2] =
    [("gz", gzip, b"\x1f\x8b"), ("zst", zstd, b"\x28\xb5\x2f\xfd")];

/// `count` members or frames of 16 MiB of zeros each.
fn bomb(pack: Pack, count: usize) -> Vec<u8> {
    pack(&vec![0; 16 << 20]).repeat(count)
}

#[test]
fn every_text_format_is_written_and_read_in_both() {
    let place = Place::with_articles();
    let text = FORMATS.iter().filter(|spec| spec.is_text && spec.name != "markdown");
    let mut seen = 0;
    for spec in text {
        for (extension, _, magic) in CODECS {
            let name = format!("x.{}.{extension}", spec.extensions[0]);
            place.run(&["in", &name, "-t", spec.name, "--overwrite"]).succeeds();
            let written = fs::read(place.path(&name)).expect("a file");
            assert!(written.starts_with(magic), "{name}");
            place.run(&["in", &name, "-t", spec.name, "-j", "3", "--overwrite"]).succeeds();
            assert_eq!(written, fs::read(place.path(&name)).expect("a file"), "{name}");
            let plain = place.run(&["in", "-", "-t", spec.name]).succeeds();
            let codec = if extension == "gz" { "gzip" } else { "zstd" };
            assert_eq!(unpacked(codec, &written), plain, "{name}");
            let back = place.run(&["verify", "in", &name, "--right-from", spec.name]).succeeds();
            assert!(back.ends_with("3 equal, 0 different\n"), "{name}: {back}");
            seen += 1;
        }
    }
    assert_eq!(seen, 10);
}

fn unpacked(codec: &str, bytes: &[u8]) -> String {
    let mut text = String::new();
    match codec {
        "gzip" => flate2::read::GzDecoder::new(bytes).read_to_string(&mut text),
        _ => zstd::Decoder::new(bytes).and_then(|mut read| read.read_to_string(&mut text)),
    }
    .expect("it is whole");
    text
}

#[test]
fn gzip_says_neither_when_nor_from_what() {
    let place = Place::with_articles();
    place.run(&["in", "x.ndjson.gz"]).succeeds();
    let head = fs::read(place.path("x.ndjson.gz")).expect("a file")[..8].to_vec();
    assert_eq!(head, [0x1f, 0x8b, 8, 0, 0, 0, 0, 0]);
}

#[test]
fn content_decides_the_format_if_the_name_does_not() {
    let place = Place::new();
    for (extension, pack, _) in CODECS {
        let packed = pack(LINES.as_bytes());
        let out = place.feed(&packed, &["-", "-", "-t", "ndjson"]).succeeds();
        assert_eq!(out, LINES);
        for name in ["odd", "odd.txt", "x.ndjson", &format!("x.{extension}"), "other.ndjson.gz"] {
            place.write(name, &packed);
            let out = place.run(&[name, "-", "-t", "ndjson"]).succeeds();
            assert_eq!(out, LINES, "{name}");
        }
    }
    // What standard input begins with is looked at, though zstd gives nothing before a whole block.
    let mut long = String::new();
    for n in 0..60_000_u64 {
        let title = n.wrapping_mul(0x9e37_79b9_7f4a_7c15);
        writeln!(long, "{{\"title\":\"{title:x}\"}}").expect("a text takes all");
    }
    for (_, pack, _) in CODECS {
        let out = place.feed(pack(long.as_bytes()), &["-", "-", "-t", "ndjson"]).succeeds();
        assert!(out == long);
    }
}

#[test]
fn all_members_and_frames_are_read() {
    let place = Place::new();
    for (extension, pack, _) in CODECS {
        let name = format!("x.ndjson.{extension}");
        place.write(&name, [pack(LINES.as_bytes()), pack(b""), pack(LINES.as_bytes())].concat());
        let out = place.run(&[&name, "-", "-t", "ndjson"]).succeeds();
        assert_eq!(out, format!("{LINES}{LINES}"), "{name}");
    }
    let skipped = b"\x50\x2a\x4d\x18\x03\0\0\0abc";
    let out = place.feed([skipped, &*zstd(LINES.as_bytes())].concat(), &["-", "-", "-t", "csv"]);
    assert_eq!(out.succeeds().lines().count(), 3);
}

#[test]
fn compressed_markdown_is_markdown_without_that_extension() {
    let place = Place::with_articles();
    place.write("in/a/z.md.gz", gzip(article("Z").as_bytes()));
    place.write("in/b/y.MD.ZST", zstd(article("Y").as_bytes()));
    assert_eq!(place.paths(&["in"]), ["0.md", "a/1.md", "a/z.md", "b/c/2.md", "b/y.MD"]);
    place.run(&["in", "out/"]).succeeds();
    assert_eq!(place.read("out/a/z.md"), article("Z"));
    place.run(&["in/0.md", "one.md.gz"]).succeeds();
    let written = fs::read(place.path("one.md.gz")).expect("a file");
    assert_eq!(unpacked("gzip", &written), place.read("in/0.md"));
}

#[test]
fn compressed_columns_are_read_and_not_written() {
    let place = Place::with_articles();
    for name in ["parquet", "arrow", "arrows"] {
        let plain = format!("x.{name}");
        place.run(&["in", &plain]).succeeds();
        let bytes = fs::read(place.path(&plain)).expect("a file");
        for (extension, pack, _) in CODECS {
            let packed = format!("y.{name}.{extension}");
            place.write(&packed, pack(&bytes));
            place.run(&["verify", "in", &packed]).succeeds();
            let message = format!(
                "error: z.{name}.{extension}: {name} is compressed internally and cannot be wrapped in \
                 gzip or zstd; use --compression to choose its codec"
            );
            place.run(&["in", &format!("z.{name}.{extension}")]).fails(2, &message);
        }
    }
}

#[test]
fn compression_is_asked_for_by_name_or_option() {
    let place = Place::with_articles();
    for (asked, codec) in [("gzip", "gzip"), ("zstd:9", "zstd")] {
        place.run(&["in", "x.csv", "--compression", asked, "--overwrite"]).succeeds();
        let plain = place.run(&["in", "-", "-t", "csv", "--compression", "none"]).succeeds();
        assert_eq!(unpacked(codec, &fs::read(place.path("x.csv")).expect("a file")), plain);
        let mut command = place.command(&["in", "-", "-t", "csv", "--compression", asked]);
        let out = command.output().expect("it runs").stdout;
        assert_eq!(unpacked(codec, &out), plain);
    }
    for (output, asked, message) in [
        (
            "x.csv.gz",
            "zstd",
            "x.csv.gz: the extension is that of gzip, but --compression names another compression",
        ),
        (
            "x.csv.gz",
            "none",
            "x.csv.gz: the extension is that of gzip, but --compression names another compression",
        ),
        ("x.csv", "lz4", "a text format cannot be compressed with lz4; use gzip or zstd"),
        ("out/", "gzip", "out/: the files of a folder cannot be compressed"),
    ] {
        let ran = place.run(&["in", output, "--compression", asked, "--overwrite"]);
        ran.fails(2, &format!("error: {message}"));
    }
}

#[test]
fn a_cut_off_source_is_an_error_and_nothing_is_written() {
    let place = Place::with_articles();
    for (extension, pack, _) in CODECS {
        let name = format!("x.ndjson.{extension}");
        let whole = pack(LINES.repeat(100).as_bytes());
        for cut in 0..whole.len() {
            if cut % 17 != 0 && cut + 9 < whole.len() {
                continue;
            }
            place.write(&name, &whole[..cut]);
            let ran = place.run(&[&name, "-", "-t", "ndjson"]);
            ran.fails_with(1, &format!("{name}: error[NC0403] "));
        }
        let mut flipped = whole.clone();
        let end = flipped.len() - 5;
        flipped[end] ^= 0x55;
        place.write(&name, &flipped);
        place.run(&[&name, "x.csv"]).fails_with(1, &format!("{name}: error[NC0403] "));
        assert!(!place.path("x.csv").exists());
        place.feed(&whole[..40], &["-", "x.csv"]).fails_with(1, "-: error[NC0403] the ");
        place.write(&name, LINES);
        place.run(&[&name, "x.csv"]).fails_with(1, "error[NC0403] its name says ");
    }
    place.write("x.ndjson.gz", [gzip(LINES.as_bytes()), b"garbage".to_vec()].concat());
    place.run(&["x.ndjson.gz", "x.csv"]).fails_with(1, "x.ndjson.gz: error[NC0403] the gzip data");
}

#[test]
fn one_broken_file_among_many_is_rejected_by_itself() {
    let place = Place::with_articles();
    place.write("in/a/0.md.gz", &gzip(article("Z").as_bytes())[..20]);
    place.run(&["in", "x.csv"]).fails_with(1, "error: 1 record rejected, 3 good articles");
    let ran = place.run(&["in", "-", "-t", "ndjson", "--on-error", "skip"]);
    assert_eq!(ran.code, Some(3), "{}", ran.err);
    assert_eq!(super::paths(&ran.out), ["0.md", "a/1.md", "b/c/2.md"]);
    place.write("1.ndjson.gz", b"");
    place.write("2.ndjson.zst", zstd(LINES.as_bytes()));
    let ran =
        place.run(&["1.ndjson.gz", "2.ndjson.zst", "-", "-t", "ndjson", "--on-error", "skip"]);
    assert_eq!((ran.code, &*ran.out), (Some(3), LINES), "{}", ran.err);
}

#[test]
fn bombs_are_rejected() {
    let place = Place::new();
    for (extension, pack, _) in CODECS {
        // 1 GiB.
        let packed = bomb(pack, 64);
        for name in ["json", "md", "parquet"] {
            let name = format!("x.{name}.{extension}");
            place.write(&name, &packed);
            let ran = place.run(&[&name, "out.json"]);
            ran.fails_with(1, &format!("{name}: error[NC0404] its first "));
            assert!(!place.path("out.json").exists());
        }
        place
            .feed(&packed, &["-", "-", "-t", "csv", "-f", "json"])
            .fails_with(1, "-: error[NC0404] ");
        // A bomb in a bomb is one layer deep: what is within is not unpacked again.
        let nested = if extension == "gz" { gzip(&packed) } else { zstd(&packed) };
        place.feed(nested, &["-", "-", "-t", "csv", "-f", "ndjson"]).fails_with(1, "-:1:");
    }
}

#[test]
fn the_nesting_limit_is_exact() {
    let place = Place::new();
    for (extension, pack, _) in CODECS {
        let name = format!("x.ndjson.{extension}");
        place.write(&name, pack(LINES.as_bytes()));
        let size = LINES.len();
        let run = |most: &str| place.run(&[&name, "-", "-t", "ndjson", "--max-decompressed", most]);
        assert_eq!(run(&size.to_string()).succeeds(), LINES);
        let message = format!(
            "{name}: error[NC0404] it decompresses to more than {} bytes; raise the limit with \
             --max-decompressed",
            size - 1
        );
        run(&(size - 1).to_string()).fails_with(1, &message);
        run("0").fails_with(1, "more than 0 bytes");
    }
    place.run(&["x.ndjson.gz", "-", "-t", "csv", "--max-decompressed", "2G"]).fails_with(2, "2G");
    // The option takes the place of the usual limit.
    let packed = bomb(zstd, 5);
    place.write("x.md.zst", &packed);
    let over = place.run(&["x.md.zst", "x.json", "--max-decompressed", "80MiB"]);
    assert_eq!(over.code, Some(0), "{}", over.err);
}
