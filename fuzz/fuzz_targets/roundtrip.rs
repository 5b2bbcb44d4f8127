//! Any bytes that are Markdown, through NDJSON and back: the same articles; preserved, through CSV and NDJSON
//! and back: the same bytes.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    newsconv_fuzz::round_trip("markdown", "ndjson", bytes);
    newsconv_fuzz::preserve("csv", bytes);
    newsconv_fuzz::preserve("ndjson", bytes);
});
