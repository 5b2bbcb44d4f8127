//! The fields that a mapping can fill: [`Target`].

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::decode::shapes::{self, Split};
use crate::model::article::{Article, Author, FieldRef, Image, Kind, Provider, Record, TextClass};
use crate::model::value::Value;

/// A field of an article, or a part of its provider, its authors or its images.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Target {
    /// The field at this place of [`Article::FIELDS`].
    Field(usize),
    /// The part of the provider at this place of [`Provider::FIELDS`].
    Provider(usize),
    /// The part of each author at this place of [`Author::FIELDS`].
    Author(usize),
    /// The part of each image at this place of [`Image::FIELDS`].
    Image(usize),
}

/// The place of `provider` among the fields of an article.
pub(super) const PROVIDER: &str = "provider";
const AUTHORS: &str = "authors";
const IMAGES: &str = "images";

impl Target {
    /// Returns all targets, in canonical order: a whole before its parts.
    pub(crate) fn all() -> impl Iterator<Item = Self> {
        let fields = Article::FIELDS.iter().enumerate();
        let targets =
            fields.filter(|(_, field)| !is_of_newsconv(field.name)).flat_map(|(i, field)| {
                let parts: Vec<Self> = match field.kind {
                    Kind::Provider => {
                        let parts = (0..Provider::FIELDS.len()).map(Self::Provider);
                        parts.chain((0..Author::FIELDS.len()).map(Self::Author)).collect()
                    }
                    Kind::Images => (0..Image::FIELDS.len()).map(Self::Image).collect(),
                    _ => Vec::new(),
                };
                [Self::Field(i)].into_iter().chain(parts)
            });
        // No source has stubs of related articles in a shape that could be read.
        targets.filter(|target| target.kind() != Kind::Related)
    }

    /// Returns the target with this name, such as `title` or `provider.authors.url`.
    pub(crate) fn named(name: &str) -> Option<Self> {
        static NAMES: LazyLock<HashMap<String, Target>> =
            LazyLock::new(|| Target::all().map(|target| (target.name(), target)).collect());
        NAMES.get(name).copied()
    }

    /// Returns the name, with dots.
    pub(crate) fn name(self) -> String {
        match self {
            Self::Field(i) => Article::FIELDS[i].name.to_owned(),
            Self::Provider(i) => format!("{PROVIDER}.{}", Provider::FIELDS[i].name),
            Self::Author(i) => format!("{PROVIDER}.{AUTHORS}.{}", Author::FIELDS[i].name),
            Self::Image(i) => format!("{IMAGES}.{}", Image::FIELDS[i].name),
        }
    }

    /// Returns the type.
    pub(crate) fn kind(self) -> Kind {
        match self {
            Self::Field(i) => Article::FIELDS[i].kind,
            Self::Provider(i) => Provider::FIELDS[i].kind,
            Self::Author(i) => Author::FIELDS[i].kind,
            Self::Image(i) => Image::FIELDS[i].kind,
        }
    }

    /// Returns whether this is the domain of the provider.
    pub(crate) fn is_domain(self) -> bool {
        matches!(self, Self::Provider(i) if Provider::FIELDS[i].name == "domain")
    }

    /// Returns whether this is an address.
    pub(crate) fn is_address(self) -> bool {
        matches!(self, Self::Field(i) if Article::FIELDS[i].class == Some(TextClass::Address))
    }

    /// Returns what a source found for this target: through a list, a field that is one value gets the first.
    pub(crate) fn first_of(self, found: Value<'_>) -> Value<'_> {
        let is_one = matches!(self.kind(), Kind::Text | Kind::Time | Kind::Integer | Kind::Boolean);
        let is_part = matches!(self, Self::Author(_) | Self::Image(_));
        match found {
            Value::List(mut items) if is_one && !is_part && !items.is_empty() => {
                items.swap_remove(0)
            }
            other => other,
        }
    }

    /// Returns the target that this one is a part of, or itself: the authors for the URL of an author.
    pub(crate) fn whole(self) -> Self {
        match self {
            Self::Author(_) => Provider::index(AUTHORS).map_or(self, Self::Provider),
            Self::Image(_) => Article::index(IMAGES).map_or(self, Self::Field),
            Self::Field(_) | Self::Provider(_) => self,
        }
    }

    /// Returns whether the article has a value here. A part of a list has one if any item has.
    pub(crate) fn is_set(self, article: &Article<'_>) -> bool {
        let has = |value: FieldRef<'_, '_>| !value.is_none();
        let part = |i| move |record: &Author<'_>| nth(record, i, has);
        match self {
            Self::Field(i) => nth(article, i, has),
            Self::Provider(i) => article.provider.as_ref().is_some_and(|x| nth(x, i, has)),
            Self::Author(i) => authors(article).is_some_and(|list| list.iter().any(part(i))),
            Self::Image(i) => {
                article.images.as_deref().is_some_and(|list| list.iter().any(|x| nth(x, i, has)))
            }
        }
    }

    /// Sets the value here. Returns false if `value` does not fit; then the article is unchanged.
    ///
    /// A part of a list fits only if the list has as many items as the value; if there is no list, the main part makes
    /// one.
    pub(crate) fn set<'a>(
        self,
        article: &mut Article<'a>,
        value: &Value<'a>,
        split: Split,
    ) -> bool {
        match self {
            Self::Field(i) if Article::FIELDS[i].name == "id" => {
                let number = shapes::identifier(value);
                shapes::set(article.slot(i), number.as_ref().unwrap_or(value), split)
            }
            Self::Field(i) => shapes::set(article.slot(i), value, split),
            Self::Provider(i) => {
                let mut provider = article.provider.clone().unwrap_or_default();
                let fits = shapes::set(provider.slot(i), value, split);
                if fits {
                    article.provider = Some(provider);
                }
                fits
            }
            Self::Author(i) => match authors(article) {
                None if Author::FIELDS[i].name == "name" => self.whole().set(article, value, split),
                None => false,
                Some(_) => {
                    let list = article.provider.as_mut().and_then(|x| x.authors.as_mut());
                    list.is_some_and(|list| set_each(list, i, value))
                }
            },
            Self::Image(i) => match &mut article.images {
                None if Image::FIELDS[i].name == "url" => self.whole().set(article, value, split),
                None => false,
                Some(list) => set_each(list, i, value),
            },
        }
    }

    /// Returns whether the value here is a time finer than a microsecond.
    pub(crate) fn is_fine_time(self, article: &Article<'_>) -> bool {
        let is_fine = |value: FieldRef<'_, '_>| matches!(value, FieldRef::Time(Some(time)) if time.is_finer_than_micros());
        matches!(self, Self::Field(i) if nth(article, i, is_fine))
    }

    /// Makes the value here absent.
    #[cfg(feature = "markdown")]
    pub(crate) fn clear(self, article: &mut Article<'_>) {
        match self {
            Self::Field(i) => article.slot(i).clear(),
            Self::Provider(i) => {
                if let Some(provider) = &mut article.provider {
                    provider.slot(i).clear();
                }
            }
            Self::Author(i) => {
                let list = article.provider.as_mut().and_then(|x| x.authors.as_mut());
                list.into_iter().flatten().for_each(|author| author.slot(i).clear());
            }
            Self::Image(i) => {
                let list = article.images.as_mut();
                list.into_iter().flatten().for_each(|image| image.slot(i).clear());
            }
        }
    }

    /// Returns whether both articles have the same value here; times may have been cut to the microsecond since.
    #[cfg(feature = "markdown")]
    pub(crate) fn is_same(self, a: &Article<'_>, b: &Article<'_>) -> bool {
        fn both<'a, R: Record<'a>>(a: &R, b: &R, index: usize) -> bool {
            let both = a.fields().nth(index).zip(b.fields().nth(index));
            both.is_some_and(|((_, a), (_, b))| match (a, b) {
                (FieldRef::Time(Some(a)), FieldRef::Time(Some(b))) => a == b || a.to_micros() == *b,
                (a, b) => a == b,
            })
        }
        match self {
            Self::Field(i) => both(a, b, i),
            Self::Provider(i) => {
                let (a, b) = (a.provider.clone(), b.provider.clone());
                both(&a.unwrap_or_default(), &b.unwrap_or_default(), i)
            }
            // They are compared as parts of the whole.
            Self::Author(_) | Self::Image(_) => self.whole().is_same(a, b),
        }
    }

    /// Returns the value in the simplest shape that [`Target::set`] reads, or `None` if there is no such shape.
    pub(crate) fn simplest<'a>(self, article: &Article<'a>) -> Option<Value<'a>> {
        match self {
            Self::Field(i) => nth(article, i, shapes::simplest),
            Self::Provider(i) => nth(article.provider.as_ref()?, i, shapes::simplest),
            Self::Author(i) => each(authors(article)?, i),
            Self::Image(i) => each(article.images.as_deref()?, i),
        }
    }
}

/// Returns whether the field is the place of the file, or newsconv's own memory of the source.
fn is_of_newsconv(name: &str) -> bool {
    matches!(name, "path" | "sourceStyle" | "frontMatter")
}

fn authors<'r, 'a>(article: &'r Article<'a>) -> Option<&'r [Author<'a>]> {
    article.provider.as_ref()?.authors.as_deref()
}

/// Applies `f` to the field at `index`.
fn nth<'r, 'a: 'r, R: Record<'a>, T: Default>(
    record: &'r R,
    index: usize,
    f: impl FnOnce(FieldRef<'r, 'a>) -> T,
) -> T {
    record.fields().nth(index).map(|(_, value)| f(value)).unwrap_or_default()
}

/// Sets one part of each item from as many values, if all fit and none has it.
fn set_each<'a, R: Record<'a> + Clone>(list: &mut [R], index: usize, value: &Value<'a>) -> bool {
    let values = match value {
        Value::List(values) => &values[..],
        one => std::slice::from_ref(one),
    };
    if values.len() != list.len() || list.iter().any(|item| nth(item, index, |x| !x.is_none())) {
        return false;
    }
    let mut changed = list.to_vec();
    let mut items = changed.iter_mut().zip(values);
    let fits = items.all(|(item, value)| shapes::set(item.slot(index), value, Split::Never));
    if fits {
        list.clone_from_slice(&changed);
    }
    fits
}

/// Returns one part of each item: its value if there is one item, else a list.
fn each<'a, R: Record<'a>>(list: &[R], index: usize) -> Option<Value<'a>> {
    let mut values: Vec<_> =
        list.iter().map(|item| nth(item, index, shapes::simplest)).collect::<Option<_>>()?;
    if values.len() == 1 { values.pop() } else { Some(Value::List(values)) }
}
