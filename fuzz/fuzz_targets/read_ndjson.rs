//! Any bytes, read as `ndjson`.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    newsconv_fuzz::read("ndjson", bytes);
});
