//! Any bytes, by both ways through front matter.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    newsconv_fuzz::front_matter(bytes);
});
