//! What documents and lines have in common.

/// Extensions of documents.
pub(super) const EXTENSIONS: &[&str] = &["json"];

/// Extensions of lines.
pub(super) const NDJSON_EXTENSIONS: &[&str] = &["ndjson", "jsonl"];

/// Bytes of a source that make up a chunk, at the least.
pub(crate) const CHUNK_BYTES: usize = 4 << 20;

/// Returns the first byte that is no white space or byte order mark.
pub(super) fn first_byte(head: &[u8]) -> Option<u8> {
    let head = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head);
    head.iter().copied().find(|byte| !byte.is_ascii_whitespace())
}
