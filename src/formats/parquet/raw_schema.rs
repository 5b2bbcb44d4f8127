//! The schema that columns are decoded with, where the decoder would change a value without a word.
//!
//! | in the file | the decoder | decoded as |
//! |---|---|---|
//! | INT96 | cuts below its unit, and overflows | its 12 bytes |
//! | INTERVAL | forgets the months | its 12 bytes |
//! | INT(8), INT(16), with and without a sign | cuts values that the type cannot have | INT32 |
//!
//! The encodings of both types are the same in each row, byte for byte.

use std::sync::Arc;

use parquet::basic::{ConvertedType, LogicalType, Type as Physical};
use parquet::errors::ParquetError;
use parquet::schema::types::{SchemaDescPtr, SchemaDescriptor, Type, TypePtr};

/// Number of bytes of an INT96 and of an INTERVAL.
const LENGTH: i32 = 12;

/// Returns the schema to decode `columns` with. A file that newsconv wrote is decoded with its own: it has none of
/// these values, and its columns can then be passed on as they are.
pub(super) fn raw_schema(
    columns: &SchemaDescPtr,
    written_by: Option<&str>,
) -> Result<SchemaDescPtr, ParquetError> {
    let is_own = written_by.is_some_and(|program| program.starts_with("newsconv version "));
    if is_own || !columns.columns().iter().any(|leaf| is_changed(leaf.self_type())) {
        return Ok(Arc::clone(columns));
    }
    Ok(Arc::new(SchemaDescriptor::new(raw(&columns.root_schema_ptr())?)))
}

fn raw(of: &TypePtr) -> Result<TypePtr, ParquetError> {
    let info = of.get_basic_info();
    if of.is_primitive() {
        if !is_changed(of) {
            return Ok(Arc::clone(of));
        }
        let (physical, length) = match of.get_physical_type() {
            Physical::INT32 => (Physical::INT32, -1),
            _ => (Physical::FIXED_LEN_BYTE_ARRAY, LENGTH),
        };
        let leaf = Type::primitive_type_builder(of.name(), physical)
            .with_repetition(info.repetition())
            .with_length(length);
        return Ok(Arc::new(leaf.build()?));
    }
    let fields = of.get_fields().iter().map(raw).collect::<Result<_, _>>()?;
    let group = Type::group_type_builder(of.name())
        .with_converted_type(info.converted_type())
        .with_logical_type(info.logical_type_ref().cloned())
        .with_fields(fields);
    // The root alone has no repetition.
    let group =
        if info.has_repetition() { group.with_repetition(info.repetition()) } else { group };
    Ok(Arc::new(group.build()?))
}

/// Returns whether the decoder may change values of this type.
fn is_changed(of: &Type) -> bool {
    let info = of.get_basic_info();
    let is_short = match info.logical_type_ref() {
        Some(LogicalType::Integer(integer)) => integer.bit_width < 32,
        Some(_) => false,
        None => matches!(
            info.converted_type(),
            ConvertedType::INT_8
                | ConvertedType::INT_16
                | ConvertedType::UINT_8
                | ConvertedType::UINT_16
        ),
    };
    match of.get_physical_type() {
        Physical::INT96 => info.logical_type_ref() != Some(&LogicalType::Unknown),
        Physical::INT32 => is_short,
        Physical::FIXED_LEN_BYTE_ARRAY => info.converted_type() == ConvertedType::INTERVAL,
        _ => false,
    }
}
