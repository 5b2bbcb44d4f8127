//! The buffers of an array by its type, in the order of a message.
//!
//! Specification: [buffer listing for each
//! layout](https://arrow.apache.org/docs/format/Columnar.html#buffer-listing-for-each-layout).

use arrow_schema::{DataType, Fields};

/// Returns, for each buffer of columns of these types, a number that divides its length in bytes. `views` has
/// the number of data buffers of each column of views, of which at most `most` are counted. Returns `None` if
/// `views` has too few numbers.
pub(super) fn units(
    columns: &Fields,
    views: impl IntoIterator<Item = i64>,
    most: usize,
) -> Option<Vec<usize>> {
    let mut walk = Walk { views: views.into_iter(), most, units: Vec::new() };
    walk.fields(columns)?;
    Some(walk.units)
}

struct Walk<V> {
    views: V,
    most: usize,
    units: Vec<usize>,
}

impl<V: Iterator<Item = i64>> Walk<V> {
    fn fields(&mut self, fields: &Fields) -> Option<()> {
        fields.iter().try_for_each(|field| self.array(field.data_type()))
    }

    fn array(&mut self, of: &DataType) -> Option<()> {
        match of {
            // A column of nulls has no buffers, not even a validity bitmap.
            DataType::Null => {}
            // Runs have no buffers of their own, only two children.
            DataType::RunEndEncoded(ends, values) => {
                self.array(ends.data_type())?;
                self.array(values.data_type())?;
            }
            DataType::Struct(fields) => {
                self.units.push(1);
                self.fields(fields)?;
            }
            DataType::FixedSizeList(item, _) => {
                self.units.push(1);
                self.array(item.data_type())?;
            }
            DataType::List(item) | DataType::Map(item, _) => {
                self.units.extend([1, 4]);
                self.array(item.data_type())?;
            }
            DataType::LargeList(item) => {
                self.units.extend([1, 8]);
                self.array(item.data_type())?;
            }
            DataType::ListView(item) => {
                self.units.extend([1, 4, 4]);
                self.array(item.data_type())?;
            }
            DataType::LargeListView(item) => {
                self.units.extend([1, 8, 8]);
                self.array(item.data_type())?;
            }
            DataType::Utf8 | DataType::Binary => self.units.extend([1, 4, 1]),
            DataType::LargeUtf8 | DataType::LargeBinary => self.units.extend([1, 8, 1]),
            DataType::Utf8View | DataType::BinaryView => {
                self.units.extend([1, 16]);
                let data = usize::try_from(self.views.next()?).ok()?;
                self.units.extend(std::iter::repeat_n(1, data.min(self.most)));
            }
            // The values are in a message of their own.
            DataType::Dictionary(keys, _) => self.units.extend([1, width(keys)]),
            other => self.units.extend([1, width(other)]),
        }
        Some(())
    }
}

/// Returns the size of one value in bytes; 1 for bits and for values of variable length.
fn width(of: &DataType) -> usize {
    of.primitive_width().unwrap_or(1)
}
