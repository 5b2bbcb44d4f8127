//! What pages become, by hand and as the library writes them.

use std::sync::Arc;

use arrow_array::{ArrayRef, RecordBatch, StringArray};
use parquet::arrow::ArrowWriter;
use parquet::file::properties::{WriterProperties, WriterVersion};
use parquet::schema::types::{ColumnDescriptor, ColumnPath, Type as Schema};

use super::*;
use crate::formats::columns::testing::{Heard, open};

/// What is known of a column of texts that may be null, in a file of `bytes`.
fn of(kind: Type, bytes: i64) -> Expansion {
    let leaf = Schema::primitive_type_builder("title", kind).build().expect("a type");
    let leaf = ColumnDescriptor::new(Arc::new(leaf), 1, 0, ColumnPath::from("title"));
    expansion(leaf, bytes, BATCH_ROWS)
}

/// What is known of a column of lists of texts, of which so many rows are decoded at once.
fn of_lists(rows: usize) -> Expansion {
    let leaf = Schema::primitive_type_builder("element", Type::BYTE_ARRAY).build().expect("a type");
    let leaf = ColumnDescriptor::new(Arc::new(leaf), 2, 1, ColumnPath::from("topics"));
    expansion(leaf, 100, rows)
}

fn expansion(leaf: ColumnDescriptor, bytes: i64, rows: usize) -> Expansion {
    let column = ColumnChunkMetaData::builder(Arc::new(leaf)).set_total_compressed_size(bytes);
    let limits = Limits { rows, text_bytes: TEXT_BYTES };
    Expansion::of(&column.build().expect("a column"), limits)
}

fn data(encoding: Encoding, num_values: u32, values: &[u8]) -> Page {
    let (buf, num_nulls, num_rows) = (Bytes::copy_from_slice(values), 0, num_values);
    let (def_levels_byte_len, rep_levels_byte_len) = (0, 0);
    let (is_compressed, statistics) = (false, None);
    Page::DataPageV2 {
        buf,
        num_values,
        encoding,
        num_nulls,
        num_rows,
        def_levels_byte_len,
        rep_levels_byte_len,
        is_compressed,
        statistics,
    }
}

fn dictionary(texts: &[usize], num_values: u32) -> Page {
    let mut page = Vec::new();
    for length in texts {
        page.extend(u32::try_from(*length).expect("short").to_le_bytes());
        page.resize(page.len() + length, b'x');
    }
    let encoding = Encoding::PLAIN;
    Page::DictionaryPage { buf: page.into(), num_values, encoding, is_sorted: false }
}

fn varint(mut value: u64) -> Vec<u8> {
    let mut bytes = Vec::new();
    while value >= 0x80 {
        bytes.push(value.to_le_bytes()[0] | 0x80);
        value >>= 7;
    }
    bytes.push(value.to_le_bytes()[0]);
    bytes
}

/// `count` times the number `first`, in blocks of 128.
fn deltas(count: u64, first: u64) -> Vec<u8> {
    let mut bytes = [varint(128), varint(4), varint(count), varint(first << 1)].concat();
    let blocks = count.saturating_sub(1).div_ceil(128).min(1 << 16);
    bytes.resize(bytes.len() + 5 * usize::try_from(blocks).expect("few"), 0);
    bytes
}

fn is_refused(page: &Page) -> bool {
    of(Type::BYTE_ARRAY, 100).check(page).is_err()
}

#[test]
fn a_page_has_no_more_deltas_than_values() {
    for encoding in [Encoding::DELTA_BYTE_ARRAY, Encoding::DELTA_LENGTH_BYTE_ARRAY] {
        let page = |claimed: u64, values| {
            data(encoding, values, &[deltas(claimed, 0), deltas(claimed, 0)].concat())
        };
        for (claimed, values) in [(0, 0), (0, 9), (9, 9), (300, 300), (300, 900)] {
            assert!(!is_refused(&page(claimed, values)), "{encoding} {claimed} of {values}");
        }
        for (claimed, values) in [(10, 9), (1 << 50, 9), ((1 << 20) + 1, u32::MAX)] {
            assert!(is_refused(&page(claimed, values)), "{encoding} {claimed} of {values}");
        }
    }
    // A file that has as many bytes may have them.
    let many = data(Encoding::DELTA_LENGTH_BYTE_ARRAY, u32::MAX, &deltas((1 << 20) + 1, 0));
    assert!(of(Type::BYTE_ARRAY, 1 << 20).check(&many).is_ok());
}

#[test]
fn both_lists_of_a_page_of_prefixes_are_as_long() {
    let page = |prefixes: &[u8], suffixes: &[u8]| {
        data(Encoding::DELTA_BYTE_ARRAY, 9, &[prefixes, suffixes].concat())
    };
    assert!(!is_refused(&page(&deltas(9, 0), &deltas(9, 0))));
    for (prefixes, suffixes) in [
        (deltas(9, 0), deltas(8, 0)),
        (deltas(8, 0), deltas(9, 0)),
        (deltas(9, 0), deltas(1 << 60, 0)),
        (deltas(9, 0), Vec::new()),
        (deltas(9, 0)[..6].to_vec(), Vec::new()),
        // No blocks, blocks of nothing, and numbers of more bits than there are.
        ([varint(128), varint(0), varint(9), varint(0)].concat(), deltas(9, 0)),
        ([varint(0), varint(4), varint(9), varint(0), vec![0; 90]].concat(), deltas(9, 0)),
        (
            [varint(128), varint(4), varint(9), varint(0), vec![0, 33, 0, 0, 0]].concat(),
            vec![0; 900],
        ),
    ] {
        assert!(is_refused(&page(&prefixes, &suffixes)), "{prefixes:?}");
    }
}

#[test]
fn texts_that_repeat_each_other_have_a_limit() {
    let prefixes = |first: u64| {
        data(Encoding::DELTA_BYTE_ARRAY, 900, &[deltas(900, first), deltas(900, 0)].concat())
    };
    assert!(!is_refused(&prefixes(1 << 18)));
    assert!(is_refused(&prefixes(1 << 20)));
}

#[test]
fn a_dictionary_may_not_make_too_much_of_a_page() {
    // A run of 900 times the number 1, in two bits each.
    let index = |index: u8| [vec![2], varint(900 << 1), vec![index]].concat();
    let page = |index: &[u8]| data(Encoding::RLE_DICTIONARY, 900, index);
    let mut column = of(Type::BYTE_ARRAY, 100);
    column.check(&dictionary(&[3, 1 << 20], 2)).expect("a dictionary");
    assert!(column.check(&page(&index(0))).is_ok());
    assert!(column.check(&page(&index(1))).is_err());
    // Eight numbers of two bits: 0, 1, and six times 0.
    let packed = [vec![2], varint(112 << 1 | 1), [0b0100, 0].repeat(112)].concat();
    assert!(column.check(&page(&packed)).is_ok());
    let packed = [vec![2], varint(112 << 1 | 1), [0b0101_0101, 0b0101_0101].repeat(112)].concat();
    assert!(column.check(&page(&packed)).is_err());
    // A number that is not in the dictionary.
    assert_eq!(column.check(&page(&index(2))), Err(Unfit::Damaged));
}

/// `count` numbers of one bit each: the first as `first` says, all others as `rest` does.
fn levels(first: u8, rest: u8, count: u64) -> Vec<u8> {
    [varint(1 << 1), vec![first], varint((count - 1) << 1), vec![rest]].concat()
}

#[test]
fn texts_in_lists_are_counted_by_rows() {
    let index = [vec![1], varint(1000 << 1), vec![0]].concat();
    for (rows_begin, expected) in [(0, Ok(())), (1, Err(Unfit::TooMuch))] {
        // 1000 texts of a megabyte, each in a row of its own, or all in one row.
        let (repetition, definition) =
            (levels(0, rows_begin, 1000), [varint(1000 << 1), vec![2]].concat());
        let prefixed = |levels: &[u8]| {
            [u32::try_from(levels.len()).expect("short").to_le_bytes().as_slice(), levels].concat()
        };
        let first = Page::DataPage {
            buf: [prefixed(&repetition), prefixed(&definition), index.clone()].concat().into(),
            num_values: 1000,
            encoding: Encoding::RLE_DICTIONARY,
            def_level_encoding: Encoding::RLE,
            rep_level_encoding: Encoding::RLE,
            statistics: None,
        };
        let second = Page::DataPageV2 {
            buf: [&*repetition, &definition, &index].concat().into(),
            num_values: 1000,
            encoding: Encoding::RLE_DICTIONARY,
            num_nulls: 0,
            num_rows: if rows_begin == 0 { 1000 } else { 1 },
            def_levels_byte_len: u32::try_from(definition.len()).expect("short"),
            rep_levels_byte_len: u32::try_from(repetition.len()).expect("short"),
            is_compressed: false,
            statistics: None,
        };
        for page in [first, second] {
            let mut column = of_lists(100);
            column.check(&dictionary(&[1 << 20], 1)).expect("a dictionary");
            assert_eq!(column.check(&page), expected, "{rows_begin}");
        }
    }
}

#[test]
fn texts_of_a_row_are_counted_across_pages() {
    let index = [vec![1], varint(100 << 1), vec![0]].concat();
    let page = |first: u8| {
        let (repetition, definition) =
            (levels(first, 1, 100), [varint(100 << 1), vec![2]].concat());
        Page::DataPageV2 {
            buf: [&*repetition, &definition, &index].concat().into(),
            num_values: 100,
            encoding: Encoding::RLE_DICTIONARY,
            num_nulls: 0,
            num_rows: u32::from(first == 0),
            def_levels_byte_len: u32::try_from(definition.len()).expect("short"),
            rep_levels_byte_len: u32::try_from(repetition.len()).expect("short"),
            is_compressed: false,
            statistics: None,
        }
    };
    for (longest, pages) in [(1 << 20, 2), (1 << 16, 40)] {
        let mut column = of_lists(1);
        column.check(&dictionary(&[longest], 1)).expect("a dictionary");
        assert_eq!(column.check(&page(0)), Ok(()));
        for _ in 1..pages {
            assert_eq!(column.check(&page(1)), Ok(()));
        }
        assert_eq!(column.check(&page(1)), Err(Unfit::TooMuch));
        assert_eq!(column.check(&page(0)), Ok(()), "a new row");
    }
}

#[test]
fn nothing_follows_the_header_of_a_single_number() {
    for count in [0, 1] {
        // As `DuckDB` has them: blocks of 2048 numbers in eight parts.
        let numbers = [varint(2048), varint(8), varint(count), varint(6)].concat();
        let texts = [&*numbers, b"abc"].concat();
        assert!(!is_refused(&data(Encoding::DELTA_LENGTH_BYTE_ARRAY, 3, &texts)), "{count}");
        let prefixes = [varint(2048), varint(8), varint(count), varint(0)].concat();
        let texts = [&*prefixes, &numbers, b"abc"].concat();
        assert!(!is_refused(&data(Encoding::DELTA_BYTE_ARRAY, 3, &texts)), "{count}");
    }
}

/// A file with one text of `length` bytes for each of `rows` rows, by the one text of its dictionary.
fn repeated(length: usize, rows: usize) -> Vec<u8> {
    let text = "x".repeat(length);
    let column: ArrayRef = Arc::new(StringArray::from_iter_values((0..rows).map(|_| &text)));
    let batch = RecordBatch::try_from_iter([("title", column)]).expect("a batch");
    let properties = WriterProperties::builder().set_dictionary_page_size_limit(64 << 20).build();
    let mut bytes = Vec::new();
    let mut writer =
        ArrowWriter::try_new(&mut bytes, batch.schema(), Some(properties)).expect("a writer");
    writer.write(&batch).expect("written");
    writer.close().expect("closed");
    bytes
}

#[test]
fn fewer_rows_are_decoded_at_once_where_texts_are_long() {
    // 300 rows are 300 MB together, and none of them is much.
    let mut heard = Heard::default();
    open("parquet", repeated(1 << 20, 300)).expect("opens").read(&mut heard).expect("read");
    assert_eq!(heard.problems, [""; 0]);
    let lengths =
        heard.articles.iter().map(|article| article.title.as_ref().map(|title| title.len()));
    assert!(lengths.eq([Some(1 << 20); 300]));
}

#[test]
fn a_row_that_is_too_much_says_what_raises_the_limit() {
    let bytes = repeated(1 << 10, 5);
    let read = |most| {
        let options = crate::options::ReadOptions {
            max_record_size: Some(most),
            ..crate::options::ReadOptions::default()
        };
        let input = crate::Input::bytes("in.parquet", bytes.clone());
        let parquet = crate::format::by_name("parquet").expect("known");
        let mut heard = Heard::default();
        let mut reader = (parquet.open)(vec![input], &options).expect("opens");
        reader.read(&mut heard).expect("read");
        (heard.articles.len(), heard.problems)
    };
    assert_eq!(read(1 << 10), (5, Vec::new()));
    let problem = "in.parquet: error[NC0318] row 1 or one soon after it has more than 1000 bytes of text that \
                   repeats itself in the column title; raise the limit with --max-record-size";
    assert_eq!(read(1000), (0, vec![problem.to_owned()]));
}

#[test]
fn a_dictionary_has_what_it_says() {
    for kind in [Type::BYTE_ARRAY, Type::INT32, Type::INT64, Type::DOUBLE, Type::INT96] {
        let check = |count| of(kind, 100).check(&dictionary(&[20, 20], count));
        assert!(check(2).is_ok() && check(u32::MAX).is_err(), "{kind}");
    }
}

#[test]
fn no_written_file_is_rejected() {
    let texts: Vec<_> = (0..5000).map(|n| format!("{:0n$}{n}", 7, n = n % 40)).collect();
    let column: ArrayRef = Arc::new(StringArray::from_iter_values(&texts));
    let nulls = texts.iter().enumerate().map(|(n, text)| (n % 3 > 0).then_some(text));
    let nulls: ArrayRef = Arc::new(nulls.collect::<StringArray>());
    let columns = [("title", column, false), ("category", nulls, true)];
    let batch = RecordBatch::try_from_iter_with_nullable(columns).expect("a batch");
    for version in [WriterVersion::PARQUET_1_0, WriterVersion::PARQUET_2_0] {
        for encoding in [Encoding::DELTA_BYTE_ARRAY, Encoding::DELTA_LENGTH_BYTE_ARRAY] {
            let properties = WriterProperties::builder()
                .set_writer_version(version)
                .set_dictionary_enabled(false)
                .set_encoding(encoding)
                .set_data_page_row_count_limit(777);
            let mut bytes = Vec::new();
            let mut writer =
                ArrowWriter::try_new(&mut bytes, batch.schema(), Some(properties.build()))
                    .expect("a writer");
            writer.write(&batch).expect("written");
            writer.close().expect("closed");
            let mut heard = Heard::default();
            open("parquet", bytes).expect("opens").read(&mut heard).expect("read");
            assert_eq!(heard.problems, [""; 0], "{version:?} {encoding}");
            let titles = heard.articles.iter().map(|article| article.title.as_deref());
            assert!(titles.eq(texts.iter().map(|text| Some(text.as_str()))));
        }
    }
}
