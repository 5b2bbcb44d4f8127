#![allow(missing_docs)]
#[derive(Clone, Copy, Debug)]
pub enum SchemaKind {
    Arrow,
}
impl SchemaKind {
    pub const ALL: &'static [Self] = &[Self::Arrow];
    pub fn as_str(self) -> &'static str {
        "arrow"
    }
}
impl std::str::FromStr for SchemaKind {
    type Err = String;
    fn from_str(_: &str) -> Result<Self, String> {
        Ok(Self::Arrow)
    }
}
pub fn schema(_: SchemaKind) -> String {
    String::new()
}
