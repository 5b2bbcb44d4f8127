//! Advice in messages: words, and options as data.

use std::borrow::Cow;
use std::fmt;
use std::io;

use crate::diagnostic::option_name::{OptionName, Speaker};

/// What to do about a problem: words between which options are data, so that each caller reads them as they would
/// write them.
///
/// ```
/// use newsconv::diagnostic::{Advice, OptionName, Speaker};
///
/// let advice = Advice::from("save it as UTF-8, or name its encoding with ").setting(OptionName::Encoding, "utf-16");
/// assert_eq!(
///     advice.spelled(Speaker::Program),
///     "save it as UTF-8, or name its encoding with --encoding utf-16"
/// );
/// assert!(advice.spelled(Speaker::Python).ends_with(r#"with encoding="utf-16""#));
/// assert_eq!(advice.options(), [OptionName::Encoding]);
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Advice {
    /// No two [`Part::Words`] follow each other.
    parts: Vec<Part>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Part {
    Words(Cow<'static, str>),
    Option(OptionName, Option<Cow<'static, str>>),
}

impl Advice {
    /// Adds words. Blanks between them and an option belong to the words.
    #[must_use]
    pub fn words(mut self, words: impl Into<Cow<'static, str>>) -> Self {
        let words = words.into();
        match self.parts.last_mut() {
            Some(Part::Words(last)) => last.to_mut().push_str(&words),
            _ if words.is_empty() => {}
            _ => self.parts.push(Part::Words(words)),
        }
        self
    }

    /// Adds an option without a value.
    #[must_use]
    pub fn option(mut self, name: OptionName) -> Self {
        self.parts.push(Part::Option(name, None));
        self
    }

    /// Adds an option with a value, which is written as the program takes it. A delimiter or quote is the
    /// character itself.
    #[must_use]
    pub fn setting(mut self, name: OptionName, value: impl Into<Cow<'static, str>>) -> Self {
        self.parts.push(Part::Option(name, Some(value.into())));
        self
    }

    /// Adds all of `more`.
    #[must_use]
    pub fn then(self, more: Self) -> Self {
        more.parts.into_iter().fold(self, |advice, part| match part {
            Part::Words(words) => advice.words(words),
            Part::Option(name, None) => advice.option(name),
            Part::Option(name, Some(value)) => advice.setting(name, value),
        })
    }

    /// Returns the options that it names, in their order.
    #[must_use]
    pub fn options(&self) -> Vec<OptionName> {
        let option = |part: &Part| match part {
            Part::Words(_) => None,
            Part::Option(name, _) => Some(*name),
        };
        self.parts.iter().filter_map(option).collect()
    }

    /// Returns it as text, in which options are written as `speaker` writes them.
    #[must_use]
    pub fn spelled(&self, speaker: Speaker) -> String {
        let spelled = |part: &Part| match part {
            Part::Words(words) => words.clone(),
            Part::Option(name, value) => name.spelled(value.as_deref(), speaker),
        };
        self.parts.iter().map(spelled).collect()
    }
}

/// Writes options as a caller in Rust writes them.
impl fmt::Display for Advice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.spelled(Speaker::Rust))
    }
}

impl From<&'static str> for Advice {
    fn from(words: &'static str) -> Self {
        Self::default().words(words)
    }
}

impl From<String> for Advice {
    fn from(words: String) -> Self {
        Self::default().words(words)
    }
}

impl From<OptionName> for Advice {
    fn from(name: OptionName) -> Self {
        Self::default().option(name)
    }
}

/// The reason of an [`io::Error`] that advises options.
#[derive(Debug)]
pub(crate) struct AdvisedReason(Advice);

impl AdvisedReason {
    /// Returns an error of this kind, for this reason.
    pub(crate) fn error(kind: io::ErrorKind, reason: impl Into<Advice>) -> io::Error {
        io::Error::new(kind, Self(reason.into()))
    }

    /// Returns the reason of any error, with the options that it advises.
    pub(crate) fn of(error: &io::Error) -> Advice {
        let advised = error.get_ref().and_then(|reason| reason.downcast_ref::<Self>());
        advised.map_or_else(|| error.to_string().into(), |reason| reason.0.clone())
    }
}

impl fmt::Display for AdvisedReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl std::error::Error for AdvisedReason {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_and_options_are_distinguished() {
        let skip = Advice::from("use ").setting(OptionName::OnError, "skip");
        let both = skip.words(" or ").then(Advice::from(OptionName::Lenient).words("!"));
        assert_eq!(both.options(), [OptionName::OnError, OptionName::Lenient]);
        assert_eq!(both.spelled(Speaker::Program), "use --on-error skip or --lenient!");
        assert_eq!(
            both.to_string(),
            "use Conversion::on_error(OnError::Skip) or Conversion::lenient!"
        );
        assert_eq!(Advice::from("a").words("b").words(""), Advice::from("ab"));
        // What looks like a flag in words is none.
        assert_eq!(Advice::from("--lenient").options(), []);
    }

    #[test]
    fn an_error_of_the_system_keeps_its_advice() {
        let advice =
            Advice::from("it exists; ").option(OptionName::Overwrite).words(" replaces it");
        let error = AdvisedReason::error(io::ErrorKind::AlreadyExists, advice.clone());
        assert_eq!(AdvisedReason::of(&error), advice);
        assert_eq!(error.to_string(), "it exists; Conversion::overwrite replaces it");
        assert_eq!(AdvisedReason::of(&io::Error::other("full")), Advice::from("full"));
    }
}
