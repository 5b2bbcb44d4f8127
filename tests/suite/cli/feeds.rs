//! Feeds in XML on the command line: told by name and content, in archives, and never written.

use std::fs;
use std::io::Write as _;

use super::Place;
use crate::util::samples;

fn sample(name: &str) -> String {
    fs::read_to_string(samples("feeds").join(name)).expect(name)
}

#[test]
fn feeds_are_told_by_name_and_content() {
    let place = Place::new();
    for (sample_name, items) in [("rss.xml", 2), ("atom.xml", 2), ("rdf.xml", 1)] {
        let text = sample(sample_name);
        let mut outputs = Vec::new();
        for name in ["a.xml", "a.rss", "a.ATOM", "a.rdf", "feed", "feed.txt"] {
            place.write(name, &text);
            outputs.push(place.run(&[name, "-", "-t", "ndjson"]).succeeds());
        }
        outputs.push(place.feed(&text, &["-", "-", "-t", "ndjson"]).succeeds());
        outputs.push(
            place.feed(&text, &["-", "-", "-t", "ndjson", "-f", "rss", "-j", "1"]).succeeds(),
        );
        let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::new(6));
        packed.write_all(text.as_bytes()).expect("memory takes it");
        place.write("b.xml.gz", packed.finish().expect("memory takes it"));
        place.write("b.rss.zst", zstd::encode_all(text.as_bytes(), 3).expect("memory takes it"));
        for name in ["b.xml.gz", "b.rss.zst"] {
            outputs.push(place.run(&[name, "-", "-t", "ndjson"]).succeeds());
        }
        assert_eq!(outputs[0].lines().count(), items, "{sample_name}");
        assert!(outputs.iter().all(|output| *output == outputs[0]), "{outputs:?}");
    }
}

#[test]
fn feeds_of_a_folder_are_read_in_order_and_other_xml_is_not() {
    let place = Place::new();
    place.write("in/b.xml", sample("rss.xml"));
    place.write("in/a.atom", sample("atom.xml"));
    place.write("in/sitemap.xml", "<urlset><url/></urlset>");
    let out = place.run(&["in", "-", "-t", "ndjson"]).succeeds();
    assert_eq!(out.lines().count(), 4);
    assert!(out.contains("Lamps &amp; lanterns") && out.contains("Market hall reopens"));
    // A site map next to other data is no second format.
    place.write("data/a.json", "[{\"title\": \"A\"}]");
    place.write("data/sitemap.xml", "<urlset><url/></urlset>");
    assert_eq!(place.run(&["data", "-", "-t", "ndjson"]).succeeds().lines().count(), 1);
    place.write("data/feed.xml", sample("rss.xml"));
    place.run(&["data", "-", "-t", "ndjson"]).fails_with(2, "several formats (1 json, 1 rss)");
    place.run(&["data", "-", "-t", "ndjson", "-f", "json"]).succeeds();
}

#[test]
fn feeds_come_through_every_format() {
    let place = Place::new();
    for name in ["rss.xml", "atom.xml", "rdf.xml"] {
        place.write(name, sample(name));
        for format in newsconv::format::FORMATS {
            let out = format!("out-{name}.{}", format.extensions[0]);
            let to = if format.name == "markdown" { "out/".to_owned() } else { out };
            let arguments = [name, &to, "-t", format.name, "--overwrite"];
            place.run(&arguments).succeeds();
            if format.name == "markdown" {
                continue;
            }
            let back = place.run(&["verify", name, &to, "--right-from", format.name]).succeeds();
            assert!(back.contains(" equal, 0 different"), "{name} {}: {back}", format.name);
        }
    }
}

#[test]
fn a_feed_is_no_output() {
    let place = Place::with_articles();
    for arguments in [
        &["in", "out.rss"][..],
        &["in", "out.xml"],
        &["in", "-", "-t", "rss"],
        &["in", "out.json", "-t", "rss"],
    ] {
        // The names at the end of the message are those of the formats that are written.
        let said = "rss is read and not written; use --to with one of parquet";
        place.run(arguments).fails_with(2, said);
        place.run(arguments).fails_with(
            2,
            "tsv, feed
",
        );
    }
    assert!(!place.path("out.rss").exists());
}

#[test]
fn a_rejected_item_is_copied_as_a_feed() {
    let place = Place::new();
    let good = "<item><title>A</title></item>";
    let bad = "<item><title>B</item>";
    let text = format!(
        "<rss version=\"2.0\"><channel><title>T</title>\n{good}\n{bad}\n{good}\n{bad}\n</channel></rss>\n"
    );
    place.write("in.xml", text);
    let arguments = ["in.xml", "out.ndjson", "--on-error", "skip", "--rejects", "bad"];
    place.run(&arguments).fails_with(3, "2 records skipped");
    let copy = place.read("bad/in.xml");
    assert!(copy.starts_with("<rss version=\"2.0\"><channel><title>T</title>\n<item>"), "{copy}");
    assert!(copy.ends_with(&format!("{bad}\n{bad}\n</channel></rss>\n")), "{copy}");
    // Mended, it is read.
    place.write("mended.xml", copy.replace("<title>B<", "<title>B</title><"));
    assert_eq!(place.run(&["mended.xml", "-", "-t", "ndjson"]).succeeds().lines().count(), 2);
}
