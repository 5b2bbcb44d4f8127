//! Any bytes that are Markdown, written with the keys of each generator, as a feed and as pages.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    newsconv_fuzz::written_as(bytes);
});
