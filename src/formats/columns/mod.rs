//! Articles as typed columns: what Arrow and Parquet share.
//!
//! Specification: [Arrow columnar format](https://arrow.apache.org/docs/format/Columnar.html).
//!
//! | quirk | rule |
//! |---|---|
//! | schema | one, made from the list of fields; every column is there, in the same order, nullable |
//! | times | microseconds in UTC; the offset in minutes east of UTC in a column beside it, null for `Z` |
//! | `extra` | a JSON object as text, null when there is none; the last field of each struct, before `body` at the top |
//! | absent, `""`, `[]` | null, empty text, empty list |
//! | other types | every type that means the same is read: views, large types, dictionaries, other widths, whole floats, other units and zones |
//! | types that JSON does not have | become text, see `text_form`; bytes are text in a field |
//! | types that nothing has | are left out of an unknown column, with a warning |
//! | columns of nothing | are absent, whatever their type |
//! | NaN | is null, with a note; infinity is text in an unknown column |
//! | zones | times have the offset of their column's zone |
//! | nulls in unknown structs | are absent keys |
//! | times without a zone | are read as UTC, with one warning for each column |
//! | lists and structs in a text column | are read as JSON |
//! | names of columns | case and blanks around them do not matter if one column alone means the field; `provider.name` is a part of the provider |
//! | declared columns | come last, each with the value of the unknown key of its name, which `extra` does not have then |
//! | unknown columns | become keys of `extra`, after its own; null means that the key is absent |
//! | null within a list | is an error: the model has no null items |
//! | batches of this schema | are written as they were read where their rows would come out the same; no article is made |

mod added;
mod batches;
mod binding;
mod builder;
mod canonical;
mod chunk;
mod declared;
mod encoder;
mod fault;
mod lists;
mod names;
mod normalize;
mod passthrough;
mod projection;
mod provenance;
mod rebatch;
mod rows;
mod schema;
mod sizes;
mod small_batches;
pub(crate) mod text_form;
mod value;
mod zone;

#[cfg(test)]
pub(crate) mod testing;
#[cfg(test)]
mod tests;

pub(crate) use added::AddedColumns;
pub(crate) use batches::reported_batches;
pub use batches::{Batches, record_batches};
pub(crate) use builder::misfit;
#[cfg(feature = "parquet")]
pub(crate) use chunk::push;
pub(crate) use chunk::{Rows, Source, rows_in_chunk};
pub(crate) use encoder::Encoder;
pub(crate) use fault::{Fault, check_average};
#[cfg(feature = "parquet")]
pub(crate) use normalize::{converted, is_too_deep};
#[cfg(feature = "parquet")]
pub(crate) use projection::leaves;
pub(crate) use projection::roots;
#[cfg(feature = "parquet")]
pub(crate) use provenance::provenance;
pub(crate) use provenance::with_provenance;
pub(crate) use rebatch::{Join, batch_bytes};
#[cfg(feature = "parquet")]
pub(crate) use schema::VERSION_KEY;
pub(crate) use schema::schema;
pub use schema::{article_schema, mapped_schema};
#[cfg(feature = "parquet")]
pub(crate) use sizes::CHUNK_BYTES;
pub(crate) use sizes::{BATCH_ROWS, RECORD_BYTES, constraints};
pub(crate) use small_batches::SmallBatches;
#[cfg(feature = "parquet")]
pub(crate) use small_batches::{MOST_BATCHES, SMALL_BYTES, SMALL_ROWS};
