//! newsconv
mod article;
mod timestamp;
mod value;
mod diagnostic; mod error; mod sink; mod reader; mod writer; mod limits; mod tree; mod fields; mod json_text;
pub use article::*;
pub use timestamp::*;
pub use value::*;
pub use diagnostic::*; pub use error::*; pub use sink::*; pub use reader::*; pub use writer::*; pub use limits::*;
