//! The columns of a selection, in the order in which they are named.

use newsconv::arrow::schema::{DataType, Schema};

/// Returns the places of the columns of these fields: a nested field's is that of its record, and a time brings its
/// offset.
pub(crate) fn columns(schema: &Schema, select: &[String]) -> Vec<usize> {
    let mut found = Vec::new();
    for name in select {
        let name = name.trim();
        let Some(at) = schema.index_of(name).ok().or_else(|| {
            let (record, _) = name.split_once('.')?;
            schema.index_of(record).ok()
        }) else {
            continue;
        };
        let offset = (at + 1..schema.fields().len()).next().filter(|_| is_time(schema, at));
        let offset = offset.filter(|next| *schema.field(*next).data_type() == DataType::Int16);
        for at in std::iter::once(at).chain(offset) {
            if !found.contains(&at) {
                found.push(at);
            }
        }
    }
    found
}

fn is_time(schema: &Schema, at: usize) -> bool {
    matches!(schema.field(at).data_type(), DataType::Timestamp(..))
}
