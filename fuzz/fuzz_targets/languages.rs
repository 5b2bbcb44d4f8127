//! Any bytes that are Markdown, written with front matter in each language.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    newsconv_fuzz::languages(bytes);
});
