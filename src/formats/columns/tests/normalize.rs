//! The plain types against arrow's own casts, for arrays of any type.

use std::collections::HashMap;
use std::sync::Arc;

use arrow_array::builder::StringBuilder;
use arrow_array::cast::AsArray;
use arrow_array::types::*;
use arrow_array::*;
use arrow_buffer::{ArrowNativeType, NullBuffer, OffsetBuffer};
use arrow_cast::{CastOptions, cast_with_options};
use arrow_schema::{DataType, Field, FieldRef, Fields, TimeUnit};

use crate::formats::columns::normalize::{plain, to_int64, to_milliseconds, to_plain};

/// Arrays and types from one number, the same ones each time.
struct Random(u64);

impl Random {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((mixed ^ (mixed >> 31)) % end as u64).expect("it is less than `end`")
    }

    /// A type with a place in an article, with others within down to `depth`.
    fn data_type(&mut self, depth: usize) -> DataType {
        let inner = depth.saturating_sub(1);
        match self.below(if depth == 0 { 9 } else { 20 }) {
            0 => DataType::Utf8,
            1 => DataType::LargeUtf8,
            2 | 3 => DataType::Utf8View,
            4 => DataType::Float16,
            5 => DataType::Int16,
            6 => DataType::Boolean,
            7 => DataType::Timestamp(TimeUnit::Second, None),
            8 => DataType::Null,
            9 | 10 => {
                let keys =
                    [DataType::Int8, DataType::UInt16, DataType::Int64][self.below(3)].clone();
                DataType::Dictionary(Box::new(keys), Box::new(self.data_type(inner)))
            }
            11 | 12 => {
                let ends =
                    [DataType::Int16, DataType::Int32, DataType::Int64][self.below(3)].clone();
                let ends = Arc::new(Field::new("run_ends", ends, false));
                DataType::RunEndEncoded(ends, self.field("values", inner, true))
            }
            13 => DataType::List(self.item(inner)),
            14 => DataType::LargeList(self.item(inner)),
            15 => DataType::ListView(self.item(inner)),
            16 => DataType::LargeListView(self.item(inner)),
            17 => {
                let length = i32::try_from(self.below(3)).expect("it is small");
                DataType::FixedSizeList(self.item(inner), length)
            }
            18 => {
                let names = ["a", "b", "c"].into_iter().take(self.below(4));
                DataType::Struct(names.map(|name| self.item_called(name, inner)).collect())
            }
            _ => {
                let texts = [DataType::Utf8, DataType::LargeUtf8, DataType::Utf8View];
                let key = Arc::new(Field::new("key", texts[self.below(3)].clone(), false));
                let fields = Fields::from(vec![key, self.item_called("value", inner)]);
                let entries = Field::new("entries", DataType::Struct(fields), false);
                DataType::Map(Arc::new(entries), false)
            }
        }
    }

    fn item(&mut self, depth: usize) -> FieldRef {
        self.item_called("element", depth)
    }

    fn item_called(&mut self, name: &str, depth: usize) -> FieldRef {
        let nullable = self.below(3) > 0;
        self.field(name, depth, nullable)
    }

    fn field(&mut self, name: &str, depth: usize, nullable: bool) -> FieldRef {
        let of = self.data_type(depth);
        // What is null whatever it says can stand in no column without nulls.
        let nullable = nullable || has_nulls_of_its_own(&of);
        let metadata = [("made".to_owned(), "up".to_owned())];
        Arc::new(Field::new(name, of, nullable).with_metadata(HashMap::from(metadata)))
    }

    fn nulls(&mut self, rows: usize, nullable: bool) -> Option<NullBuffer> {
        (nullable && self.below(2) > 0).then(|| (0..rows).map(|_| self.below(3) > 0).collect())
    }

    /// An array of so many rows that is a part of a larger one.
    fn array(&mut self, of: &DataType, rows: usize, nullable: bool) -> ArrayRef {
        let (before, after) = (self.below(4), self.below(3));
        self.whole(of, before + rows + after, nullable).slice(before, rows)
    }

    fn whole(&mut self, of: &DataType, rows: usize, nullable: bool) -> ArrayRef {
        let nulls = self.nulls(rows, nullable);
        match of {
            DataType::Null => Arc::new(NullArray::new(rows)),
            DataType::Dictionary(keys, values) => match **keys {
                DataType::Int8 => self.dictionary::<Int8Type>(values, rows, nulls, nullable),
                DataType::UInt16 => self.dictionary::<UInt16Type>(values, rows, nulls, nullable),
                _ => self.dictionary::<Int64Type>(values, rows, nulls, nullable),
            },
            DataType::RunEndEncoded(ends, values) => match ends.data_type() {
                DataType::Int16 => self.runs::<Int16Type>(of, values, rows, nullable),
                DataType::Int32 => self.runs::<Int32Type>(of, values, rows, nullable),
                _ => self.runs::<Int64Type>(of, values, rows, nullable),
            },
            DataType::List(item) => self.list::<i32>(item, rows, nulls),
            DataType::LargeList(item) => self.list::<i64>(item, rows, nulls),
            DataType::ListView(item) => self.views::<i32>(item, rows, nulls),
            DataType::LargeListView(item) => self.views::<i64>(item, rows, nulls),
            DataType::FixedSizeList(item, length) => {
                let items = rows * usize::try_from(*length).expect("it is small");
                let items = self.array(item.data_type(), items, item.is_nullable());
                let lists = FixedSizeListArray::try_new_with_length(
                    item.clone(),
                    *length,
                    items,
                    nulls,
                    rows,
                );
                Arc::new(lists.expect("lists"))
            }
            DataType::Struct(fields) => Arc::new(self.rows_of(fields, rows, nulls)),
            DataType::Map(entries, sorted) => {
                let offsets = self.offsets::<i32>(rows);
                let DataType::Struct(fields) = entries.data_type() else { panic!("no entries") };
                let count = usize::try_from(offsets.last()).expect("an offset") + 1;
                let rows = self.rows_of(fields, count, None);
                Arc::new(MapArray::new(entries.clone(), offsets, rows, nulls, *sorted))
            }
            scalar => self.scalars(scalar, rows, nulls),
        }
    }

    /// Numbers or texts; long texts are not within their views.
    fn scalars(&mut self, of: &DataType, rows: usize, nulls: Option<NullBuffer>) -> ArrayRef {
        let is_null = |row| nulls.as_ref().is_some_and(|nulls| nulls.is_null(row));
        let source: ArrayRef = match of {
            DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View => {
                let mut texts = StringBuilder::new();
                for row in 0..rows {
                    let text =
                        ["", "short", "ä€𝄞", "more than the twelve bytes of a view"][self.below(4)];
                    texts.append_option((!is_null(row)).then_some(text));
                }
                Arc::new(texts.finish())
            }
            DataType::Boolean => {
                let values = (0..rows).map(|_| self.below(2) > 0).collect();
                Arc::new(BooleanArray::new(values, nulls))
            }
            _ => {
                let values =
                    (0..rows).map(|_| i64::try_from(self.below(999)).expect("small") - 500);
                Arc::new(Int64Array::new(values.collect(), nulls))
            }
        };
        arrow_cast::cast(&source, of).expect("casts")
    }

    fn dictionary<K: ArrowDictionaryKeyType>(
        &mut self,
        values: &DataType,
        rows: usize,
        nulls: Option<NullBuffer>,
        nullable: bool,
    ) -> ArrayRef {
        let count = 1 + self.below(4);
        let values = self.array(values, count, nullable);
        let keys = (0..rows).map(|_| K::Native::usize_as(self.below(count)));
        let keys = PrimitiveArray::<K>::new(keys.collect(), nulls);
        Arc::new(DictionaryArray::new(keys, values))
    }

    fn runs<E: RunEndIndexType>(
        &mut self,
        of: &DataType,
        values: &FieldRef,
        rows: usize,
        nullable: bool,
    ) -> ArrayRef {
        let mut ends = Vec::new();
        let mut end = 0;
        while end < rows {
            end = (end + 1 + self.below(3)).min(rows);
            ends.push(E::Native::usize_as(end));
        }
        let values = self.array(values.data_type(), ends.len(), nullable);
        let ends = PrimitiveArray::<E>::new(ends.into(), None);
        let runs = RunArray::<E>::try_new(&ends, &values).expect("runs");
        // Its own fields have no metadata.
        Arc::new(RunArray::<E>::from(
            runs.into_data().into_builder().data_type(of.clone()).build().expect("runs"),
        ))
    }

    fn offsets<O: OffsetSizeTrait>(&mut self, rows: usize) -> OffsetBuffer<O> {
        OffsetBuffer::from_lengths((0..rows).map(|_| self.below(4)).collect::<Vec<_>>())
    }

    fn list<O: OffsetSizeTrait>(
        &mut self,
        item: &FieldRef,
        rows: usize,
        nulls: Option<NullBuffer>,
    ) -> ArrayRef {
        let offsets = self.offsets::<O>(rows);
        let items = offsets.last().as_usize() + self.below(3);
        let items = self.array(item.data_type(), items, item.is_nullable());
        Arc::new(GenericListArray::<O>::new(item.clone(), offsets, items, nulls))
    }

    /// Lists that overlap and are in no order.
    fn views<O: OffsetSizeTrait>(
        &mut self,
        item: &FieldRef,
        rows: usize,
        nulls: Option<NullBuffer>,
    ) -> ArrayRef {
        let count = self.below(9);
        let items = self.array(item.data_type(), count, item.is_nullable());
        let starts: Vec<_> = (0..rows).map(|_| self.below(count + 1)).collect();
        let sizes = starts.iter().map(|start| O::usize_as(self.below(count - start + 1)));
        let sizes = sizes.collect();
        let starts = starts.iter().map(|start| O::usize_as(*start)).collect();
        Arc::new(GenericListViewArray::<O>::new(item.clone(), starts, sizes, items, nulls))
    }

    fn rows_of(&mut self, fields: &Fields, rows: usize, nulls: Option<NullBuffer>) -> StructArray {
        let columns = fields.iter();
        let columns = columns.map(|field| self.array(field.data_type(), rows, field.is_nullable()));
        let columns = columns.collect();
        StructArray::try_new_with_length(fields.clone(), columns, nulls, rows).expect("rows")
    }
}

fn has_nulls_of_its_own(of: &DataType) -> bool {
    match of {
        DataType::Null => true,
        DataType::Dictionary(_, values) => has_nulls_of_its_own(values),
        DataType::RunEndEncoded(_, values) => has_nulls_of_its_own(values.data_type()),
        _ => false,
    }
}

/// As arrow casts it, an error where a value does not fit.
fn cast(array: &ArrayRef, of: &DataType) -> ArrayRef {
    let options = CastOptions { safe: false, ..CastOptions::default() };
    cast_with_options(array, of, &options).expect("casts")
}

#[test]
fn every_type_becomes_plain_as_arrow_casts_it() {
    for seed in 0..4_000 {
        let mut random = Random(seed);
        let of = random.data_type(3);
        let rows = random.below(8);
        let array = random.array(&of, rows, true);
        let field = Field::new("x", of.clone(), true);
        let wanted = plain(&field).expect("every type here has a plain one");
        let found =
            to_plain(&array, &field).unwrap_or_else(|error| panic!("{seed}: {of}: {error}"));
        assert_eq!(found.data_type(), &wanted, "{seed}: {of}");
        found.to_data().validate_full().unwrap_or_else(|error| panic!("{seed}: {of}: {error}"));
        assert_eq!(&found, &cast(&array, &wanted), "{seed}: {of}");
    }
}

#[test]
fn integers_and_dates_are_the_numbers_that_arrow_casts_them_to() {
    let numbers: ArrayRef = Arc::new(Int64Array::from(vec![Some(0), None, Some(1), Some(127)]));
    let negative: ArrayRef = Arc::new(Int64Array::from(vec![Some(-128), None, Some(-1)]));
    let signed = [DataType::Int8, DataType::Int16, DataType::Int32, DataType::Int64];
    let unsigned = [DataType::UInt8, DataType::UInt16, DataType::UInt32];
    for of in signed.iter().chain(&unsigned) {
        let array = cast(&numbers, of).slice(1, 3);
        assert_eq!(
            to_int64(&array).expect("integers"),
            *cast(&array, &DataType::Int64).as_primitive()
        );
    }
    for of in &signed {
        let array = cast(&negative, of);
        assert_eq!(to_int64(&array).expect("integers"), *negative.as_primitive());
    }
    for of in [DataType::UInt64, DataType::Float64, DataType::Decimal128(9, 0), DataType::Utf8] {
        assert_eq!(to_int64(&cast(&numbers, &of)), None, "{of}");
    }
    let days: ArrayRef = Arc::new(Date32Array::from(vec![None, Some(i32::MIN), Some(i32::MAX)]));
    for array in [cast(&days, &DataType::Date64), days] {
        let milliseconds = cast(&cast(&array, &DataType::Date64), &DataType::Int64);
        assert_eq!(to_milliseconds(&array).expect("dates"), *milliseconds.as_primitive());
    }
    assert_eq!(to_milliseconds(&numbers), None);
}

#[test]
fn values_that_do_not_fit_are_errors_before_memory_is_allocated() {
    let item = Arc::new(Field::new("item", DataType::Int8, true));
    let items: ArrayRef = Arc::new(Int8Array::from(vec![1; 1 << 20]));
    let (starts, sizes) = (vec![0; 4096], vec![1 << 20; 4096]);
    let lists: ArrayRef =
        Arc::new(ListViewArray::new(item.clone(), starts.into(), sizes.into(), items, None));
    let field = Field::new("x", lists.data_type().clone(), true);
    let error = to_plain(&lists, &field).expect_err("4 billion items");
    assert_eq!(
        error.to_string(),
        "Cast error: a column of a batch has more than 2 GiB of text, or more items than that"
    );
    let found = to_plain(&lists.slice(7, 1), &field).expect("a million items");
    assert_eq!(found.as_list::<i32>().value(0).len(), 1 << 20);
    let of = DataType::Union(arrow_schema::UnionFields::empty(), arrow_schema::UnionMode::Sparse);
    let error = to_plain(&new_empty_array(&of), &Field::new("x", of, true)).expect_err("a union");
    assert_eq!(error.to_string(), "Cast error: an article cannot store Union(Sparse)");
}
