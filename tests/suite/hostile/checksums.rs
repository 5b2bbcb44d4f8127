//! Pages with checksums: whatever byte of one is damaged, the file is refused.

use std::ops::Range;

use bytes::Bytes;
use newsconv::{Code, Error};
use parquet::file::metadata::{PageIndexPolicy, ParquetMetaDataReader};

use crate::util::{articles_of, by_name, samples};

/// Bytes from one that is damaged to the next.
const STEP: usize = 5;

#[test]
fn no_damaged_page_with_a_checksum_is_read() {
    let parquet = by_name("parquet");
    for name in ["checksums-v1.parquet", "checksums-v2.parquet"] {
        let whole = std::fs::read(samples("foreign").join(name)).expect("the sample is there");
        assert_eq!(articles_of(name, &whole, parquet).expect("it is whole").len(), 4);
        let mut told = 0;
        for at in pages(&whole).into_iter().flatten().step_by(STEP) {
            let mut bytes = whole.clone();
            bytes[at] ^= 1 << (at % 8);
            match articles_of(name, &bytes, parquet) {
                Err(Error::Invalid(problems)) => {
                    let [problem] = &*problems else { panic!("{name}, byte {at}: {problems:?}") };
                    assert_eq!(problem.code, Code::Damaged, "{name}, byte {at}");
                    assert!(problem.message.contains("CRC checksum"), "{name}, {at}: {problem}");
                    told += 1;
                }
                other => panic!("{name}, byte {at}: {other:?}"),
            }
        }
        println!("{name}: {told} damaged bytes");
        assert!(told > 500, "{name}: {told}");
    }
}

/// What each page of `file` holds, without its header, which no checksum covers.
fn pages(file: &[u8]) -> Vec<Range<usize>> {
    let reader = ParquetMetaDataReader::new().with_page_index_policy(PageIndexPolicy::Required);
    let metadata = reader.parse_and_finish(&Bytes::copy_from_slice(file)).expect("a footer");
    let index = metadata.page_index_for_row_group(0);
    let place = |number: i64| usize::try_from(number).expect("a place");
    let mut pages = Vec::new();
    for (leaf, column) in metadata.row_group(0).columns().iter().enumerate() {
        let locations = index.offset_index(leaf).expect("an index").page_locations();
        let first = place(locations[0].offset);
        let start = column.dictionary_page_offset().map_or(first, place);
        if start < first {
            pages.push(content(file, start..first));
        }
        for page in locations {
            let offset = place(page.offset);
            pages.push(content(file, offset..offset + place(page.compressed_page_size.into())));
        }
    }
    pages
}

/// A page without its header, whose third number is the length of the rest.
fn content(file: &[u8], page: Range<usize>) -> Range<usize> {
    let mut at = page.start;
    let mut number = || {
        at += 1;
        let mut value = 0;
        for shift in (0..35).step_by(7) {
            let byte = usize::from(file[at]);
            at += 1;
            value |= (byte & 0x7f) << shift;
            if byte < 0x80 {
                break;
            }
        }
        value / 2
    };
    let [_, _, length] = [number(), number(), number()];
    assert!(length < page.len(), "a page has a header");
    page.end - length..page.end
}
