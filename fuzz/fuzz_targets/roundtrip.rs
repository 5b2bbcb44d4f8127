//! Any bytes that are Markdown, through NDJSON and back: the same articles.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    newsconv_fuzz::round_trip("markdown", "ndjson", bytes);
});
