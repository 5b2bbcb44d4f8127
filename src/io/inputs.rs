//! What callers name as inputs: paths, or inputs that they made themselves.

use std::path::{Path, PathBuf};

use crate::io::input::Input;

/// What a [`Conversion`](crate::Conversion) reads, made of one thing or of many: paths as on the command line
/// (files, folders, glob patterns, `-` for standard input) and [`Input`]s.
///
/// Functions take anything that can be converted into it: `"_news/"`, `["a.md", "b.md"]`, `&paths`,
/// `Input::bytes(…)`, a `Vec<Input>`.
///
/// ```
/// use newsconv::Input;
/// use newsconv::io::Inputs;
///
/// let mut inputs = Inputs::from("_news/");
/// inputs.extend([Input::bytes("a.ndjson", *b"{}")]);
/// assert_eq!(inputs.len(), 2);
/// ```
#[derive(Clone, Debug, Default)]
pub struct Inputs(Vec<Location>);

/// One of the [`Inputs`].
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Location {
    /// A file, a folder, a glob pattern, or `-` for standard input.
    Path(PathBuf),
    /// An input that the caller made.
    Input(Input),
}

impl Location {
    pub(crate) fn as_path(&self) -> Option<&Path> {
        match self {
            Self::Path(path) => Some(path),
            Self::Input(_) => None,
        }
    }
}

impl Inputs {
    /// Returns the number of paths and inputs. A path may name many files.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Returns whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(crate) fn locations(&self) -> &[Location] {
        &self.0
    }

    /// Returns those that are paths.
    pub(crate) fn paths(&self) -> impl Iterator<Item = &Path> {
        self.0.iter().filter_map(Location::as_path)
    }
}

/// What is taken for one input.
macro_rules! from_one {
    ($($one:ty: $name:ident => $location:expr),* $(,)?) => {
        $(
            impl From<$one> for Location {
                fn from($name: $one) -> Self {
                    $location
                }
            }

            impl From<$one> for Inputs {
                fn from(one: $one) -> Self {
                    Self(vec![one.into()])
                }
            }
        )*
    };
}

from_one! {
    &str: path => Self::Path(path.into()),
    String: path => Self::Path(path.into()),
    &String: path => Self::Path(path.into()),
    &Path: path => Self::Path(path.into()),
    PathBuf: path => Self::Path(path),
    &PathBuf: path => Self::Path(path.into()),
    Input: input => Self::Input(input),
    &Input: input => Self::Input(input.clone()),
}

impl<T: Into<Location>> From<Vec<T>> for Inputs {
    fn from(all: Vec<T>) -> Self {
        all.into_iter().collect()
    }
}

impl<T: Into<Location>, const N: usize> From<[T; N]> for Inputs {
    fn from(all: [T; N]) -> Self {
        all.into_iter().collect()
    }
}

impl<T: Into<Location> + Clone> From<&[T]> for Inputs {
    fn from(all: &[T]) -> Self {
        all.iter().cloned().collect()
    }
}

impl<T: Into<Location> + Clone, const N: usize> From<&[T; N]> for Inputs {
    fn from(all: &[T; N]) -> Self {
        all.as_slice().into()
    }
}

impl<T: Into<Location> + Clone> From<&Vec<T>> for Inputs {
    fn from(all: &Vec<T>) -> Self {
        all.as_slice().into()
    }
}

impl<T: Into<Location>> FromIterator<T> for Inputs {
    fn from_iter<I: IntoIterator<Item = T>>(all: I) -> Self {
        Self(all.into_iter().map(Into::into).collect())
    }
}

impl<T: Into<Location>> Extend<T> for Inputs {
    fn extend<I: IntoIterator<Item = T>>(&mut self, more: I) {
        self.0.extend(more.into_iter().map(Into::into));
    }
}
