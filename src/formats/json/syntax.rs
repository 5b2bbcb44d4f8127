//! Constants and functions for both JSON documents and NDJSON.

/// File extensions of JSON documents.
pub(super) const EXTENSIONS: &[&str] = &["json"];

/// File extensions of NDJSON.
pub(super) const NDJSON_EXTENSIONS: &[&str] = &["ndjson", "jsonl"];

/// The member of an item of a feed or of a page that holds what the feed or the page has no member for.
pub(super) const REST: &str = "_newsconv";

/// Bytes of a source that make up a chunk, at the least.
pub(crate) const CHUNK_BYTES: usize = 4 << 20;

/// Returns the first byte that is not white space or part of a byte order mark.
pub(super) fn first_byte(head: &[u8]) -> Option<u8> {
    let head = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head);
    head.iter().copied().find(|byte| !byte.is_ascii_whitespace())
}
