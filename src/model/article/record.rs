//! The list of a record type's fields, and how generic code accesses them.

use std::borrow::Cow;

use super::{Author, Image, Provider, Related, TextClass};
use crate::model::timestamp::Timestamp;
use crate::model::value::Map;

/// One field of a record: its name in every format, its type, its meaning.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Field {
    /// The name, spelled as in front matter.
    pub name: &'static str,
    /// The type.
    pub kind: Kind,
    /// For a [`Kind::Time`], the name of the column with the offset in minutes east of UTC.
    pub offset: Option<&'static str>,
    /// For a [`Kind::Text`], what sort of text it is.
    pub(crate) class: Option<TextClass>,
    /// The meaning of the field.
    pub doc: &'static str,
}

/// The type of a [`Field`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Kind {
    /// Text.
    Text,
    /// A [`Timestamp`].
    Time,
    /// A whole number within 64 bits.
    Integer,
    /// True or false.
    Boolean,
    /// A list of text.
    Texts,
    /// A [`Provider`].
    Provider,
    /// A list of [`Image`]s.
    Images,
    /// A list of [`Author`]s.
    Authors,
    /// A list of [`Related`] stubs.
    Related,
}

impl Kind {
    /// Returns the fields of the record of this kind, or of its items if it is a list. Returns an empty slice
    /// for a scalar.
    pub(crate) fn fields(self) -> &'static [Field] {
        match self {
            Self::Provider => Provider::FIELDS,
            Self::Images => Image::FIELDS,
            Self::Authors => Author::FIELDS,
            Self::Related => Related::FIELDS,
            Self::Text | Self::Time | Self::Integer | Self::Boolean | Self::Texts => &[],
        }
    }
}

/// A reference to a field of a record.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum FieldRef<'r, 'a> {
    Text(&'r Option<Cow<'a, str>>),
    Time(&'r Option<Timestamp>),
    Integer(&'r Option<i64>),
    Boolean(&'r Option<bool>),
    Texts(&'r Option<Vec<Cow<'a, str>>>),
    Provider(&'r Option<Provider<'a>>),
    Images(&'r Option<Vec<Image<'a>>>),
    Authors(&'r Option<Vec<Author<'a>>>),
    Related(&'r Option<Vec<Related<'a>>>),
}

impl FieldRef<'_, '_> {
    /// Returns whether the field is absent.
    pub(crate) fn is_none(self) -> bool {
        match self {
            Self::Text(x) => x.is_none(),
            Self::Time(x) => x.is_none(),
            Self::Integer(x) => x.is_none(),
            Self::Boolean(x) => x.is_none(),
            Self::Texts(x) => x.is_none(),
            Self::Provider(x) => x.is_none(),
            Self::Images(x) => x.is_none(),
            Self::Authors(x) => x.is_none(),
            Self::Related(x) => x.is_none(),
        }
    }
}

/// A mutable reference to a field of a record.
#[derive(Debug)]
pub(crate) enum FieldMut<'r, 'a> {
    Text(&'r mut Option<Cow<'a, str>>),
    Time(&'r mut Option<Timestamp>),
    Integer(&'r mut Option<i64>),
    Boolean(&'r mut Option<bool>),
    Texts(&'r mut Option<Vec<Cow<'a, str>>>),
    Provider(&'r mut Option<Provider<'a>>),
    Images(&'r mut Option<Vec<Image<'a>>>),
    Authors(&'r mut Option<Vec<Author<'a>>>),
    Related(&'r mut Option<Vec<Related<'a>>>),
}

impl<'a> FieldMut<'_, 'a> {
    /// Sets the field to what `value`, a field of the same kind, holds. A field of another kind changes nothing.
    pub(crate) fn assign(self, value: FieldRef<'_, 'a>) {
        match (self, value) {
            (Self::Text(x), FieldRef::Text(y)) => x.clone_from(y),
            (Self::Time(x), FieldRef::Time(y)) => *x = *y,
            (Self::Integer(x), FieldRef::Integer(y)) => *x = *y,
            (Self::Boolean(x), FieldRef::Boolean(y)) => *x = *y,
            (Self::Texts(x), FieldRef::Texts(y)) => x.clone_from(y),
            (Self::Provider(x), FieldRef::Provider(y)) => x.clone_from(y),
            (Self::Images(x), FieldRef::Images(y)) => x.clone_from(y),
            (Self::Authors(x), FieldRef::Authors(y)) => x.clone_from(y),
            (Self::Related(x), FieldRef::Related(y)) => x.clone_from(y),
            _ => {}
        }
    }

    /// Makes the field absent.
    pub(crate) fn clear(self) {
        match self {
            Self::Text(x) => *x = None,
            Self::Time(x) => *x = None,
            Self::Integer(x) => *x = None,
            Self::Boolean(x) => *x = None,
            Self::Texts(x) => *x = None,
            Self::Provider(x) => *x = None,
            Self::Images(x) => *x = None,
            Self::Authors(x) => *x = None,
            Self::Related(x) => *x = None,
        }
    }
}

/// A struct whose fields generic code can walk: [`Article`](super::Article) and the records nested in it.
pub(crate) trait Record<'a>: Default + 'a {
    /// The name of the record type in messages.
    const NAME: &'static str;
    /// The fields, in canonical order.
    const FIELDS: &'static [Field];
    /// Returns all fields with their values, in canonical order.
    fn fields<'r>(&'r self) -> impl Iterator<Item = (&'static Field, FieldRef<'r, 'a>)>
    where
        'a: 'r;
    /// Returns a mutable reference to the field at `index` of [`Record::FIELDS`].
    ///
    /// # Panics
    /// If there is no such field.
    fn slot(&mut self, index: usize) -> FieldMut<'_, 'a>;
    /// Returns the unknown keys.
    fn extra(&self) -> &Map<'a>;
    /// Returns the unknown keys, mutably.
    fn extra_mut(&mut self) -> &mut Map<'a>;

    /// Returns the index of the field `name` in [`Record::FIELDS`].
    fn index(name: &str) -> Option<usize> {
        Self::FIELDS.iter().position(|field| field.name == name)
    }

    /// Does the same as [`Record::index`], but tries `next` first: members are mostly in canonical order.
    #[cfg(any(feature = "json", feature = "csv"))]
    fn index_from(name: &str, next: usize) -> Option<usize> {
        let (before, after) = Self::FIELDS.split_at(next.min(Self::FIELDS.len()));
        let is_meant = |field: &Field| field.name == name;
        let found = after.iter().position(is_meant).map(|index| before.len() + index);
        found.or_else(|| before.iter().position(is_meant))
    }

    /// Returns whether a member `key` has a meaning in JSON, so that an unknown key with that name cannot be
    /// written next to the known ones.
    fn is_reserved(key: &str) -> bool {
        key == "extra"
            || Self::FIELDS.iter().any(|f| f.name == key || f.offset == Some(key))
            || Self::part(key).is_some()
    }

    /// Returns the part of a provider that the dotted name `key` means, such as `provider.name`.
    fn part(key: &str) -> Option<Part> {
        let (name, part) = key.split_once('.')?;
        let is_meant = |field: &Field| field.kind == Kind::Provider && field.name == name;
        let field = Self::FIELDS.iter().position(is_meant)?;
        match Provider::FIELDS.iter().position(|field| field.name == part) {
            None if part != "extra" => None,
            part => Some(Part { field, part }),
        }
    }

    /// Returns whether an unknown key has a [reserved](Record::is_reserved) name.
    fn has_reserved_extra(&self) -> bool {
        self.extra().iter().any(|(key, _)| Self::is_reserved(key))
    }
}

/// A part of a provider.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Part {
    /// The place of the provider among the fields of its record.
    pub(crate) field: usize,
    /// The place of the part among the provider's fields; `None` for its unknown keys.
    pub(crate) part: Option<usize>,
}

/// Converts a field's value to one that borrows nothing.
pub(crate) trait IntoOwned {
    type Static;
    fn into_owned(self) -> Self::Static;
}

impl<T: IntoOwned> IntoOwned for Option<T> {
    type Static = Option<T::Static>;
    fn into_owned(self) -> Self::Static {
        self.map(T::into_owned)
    }
}

impl<T: IntoOwned> IntoOwned for Vec<T> {
    type Static = Vec<T::Static>;
    fn into_owned(self) -> Self::Static {
        self.into_iter().map(T::into_owned).collect()
    }
}

impl IntoOwned for Cow<'_, str> {
    type Static = Cow<'static, str>;
    fn into_owned(self) -> Self::Static {
        Cow::Owned(self.into_owned())
    }
}

macro_rules! own_by_copy {
    ($($type:ty),*) => {
        $(impl IntoOwned for $type {
            type Static = Self;
            fn into_owned(self) -> Self {
                self
            }
        })*
    };
}

own_by_copy!(Timestamp, i64, bool);

/// The Rust type of a field of the given [`Kind`].
macro_rules! field_type {
    (Text) => { Option<Cow<'a, str>> };
    (Time) => { Option<Timestamp> };
    (Integer) => { Option<i64> };
    (Boolean) => { Option<bool> };
    (Texts) => { Option<Vec<Cow<'a, str>>> };
    (Provider) => { Option<Provider<'a>> };
    (Images) => { Option<Vec<Image<'a>>> };
    (Authors) => { Option<Vec<Author<'a>>> };
    (Related) => { Option<Vec<Related<'a>>> };
}

/// The [`TextClass`] of a field of the given [`Kind`]. Every text field has one, and no other field has.
macro_rules! text_class {
    ($key:literal Text $class:ident) => {
        Some($crate::model::article::TextClass::$class)
    };
    ($key:literal Text) => {
        compile_error!(concat!(
            "the line of the field `",
            $key,
            "` has no text class; write `= \"",
            $key,
            "\" as Word` ",
            "or another class of `TextClass`"
        ))
    };
    ($key:literal $kind:ident) => {
        None
    };
    ($key:literal $kind:ident $class:ident) => {
        compile_error!(concat!("the field `", $key, "` is not text, so it has no text class"))
    };
}

/// Declares a record type: its struct, its [`Record`] implementation and `into_owned`.
macro_rules! record {
    (
        $(#[$meta:meta])*
        pub struct $name:ident = $label:literal {
            $($(#[doc = $doc:literal])* $field:ident: $kind:ident = $key:literal
                $(with $offset:literal)? $(as $class:ident)?,)*
        }
    ) => {
        $(#[$meta])*
        #[derive(Clone, Debug, Default, PartialEq)]
        pub struct $name<'a> {
            $($(#[doc = $doc])* pub $field: $crate::model::article::record::field_type!($kind),)*
            /// All unknown keys, in source order.
            pub extra: Map<'a>,
        }

        impl $name<'_> {
            /// The fields in canonical order, without `extra`.
            pub const FIELDS: &'static [Field] = &[
                $(Field {
                    name: $key,
                    kind: Kind::$kind,
                    // The first element is the offset if the line has one, else `None`.
                    offset: [$(Some($offset),)? None][0],
                    class: $crate::model::article::record::text_class!($key $kind $($class)?),
                    doc: concat!($($doc),*).trim_ascii(),
                },)*
            ];

            /// Returns the same record, borrowing nothing.
            #[must_use]
            pub fn into_owned(self) -> $name<'static> {
                $name {
                    $($field: self.$field.into_owned(),)*
                    extra: into_owned_map(self.extra),
                }
            }
        }

        impl IntoOwned for $name<'_> {
            type Static = $name<'static>;
            fn into_owned(self) -> Self::Static {
                $name::into_owned(self)
            }
        }

        impl<'a> Record<'a> for $name<'a> {
            const NAME: &'static str = $label;
            const FIELDS: &'static [Field] = $name::FIELDS;

            fn fields<'r>(&'r self) -> impl Iterator<Item = (&'static Field, FieldRef<'r, 'a>)>
            where
                'a: 'r,
            {
                $name::FIELDS.iter().zip([$(FieldRef::$kind(&self.$field)),*])
            }

            fn slot(&mut self, index: usize) -> FieldMut<'_, 'a> {
                // A chain of comparisons, since a macro cannot number its repetitions.
                let mut at = 0..;
                $(if at.next() == Some(index) {
                    return FieldMut::$kind(&mut self.$field);
                })*
                unreachable!("a record has no field {index}")
            }

            fn extra(&self) -> &Map<'a> {
                &self.extra
            }

            fn extra_mut(&mut self) -> &mut Map<'a> {
                &mut self.extra
            }
        }

        impl serde::Serialize for $name<'_> {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                $crate::model::article::serde_impl::serialize(self, serializer)
            }
        }

        impl<'de: 'a, 'a> serde::Deserialize<'de> for $name<'a> {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                $crate::model::article::serde_impl::deserialize(deserializer)
            }
        }
    };
}

pub(crate) use {field_type, record, text_class};
