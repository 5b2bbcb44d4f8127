//! The options of the program for callers in Python, who name them as the program does.

use std::error::Error as _;
use std::ffi::OsString;

use clap::Parser as _;
use clap::error::{ContextKind, ContextValue};
use newsconv::diagnostic::{Advice, OptionName};
use newsconv::schema::DeclaredColumn;
use newsconv::{Conversion, Error, Result};

use crate::program::args::Args;
use crate::program::mapped;

/// Returns the conversion that these options describe, each a word such as `--on-error=skip`. Paths are not among them.
///
/// # Errors
/// [`Error::Usage`] if an option has a value that it does not take.
pub fn conversion(options: impl IntoIterator<Item = OsString>) -> Result<Conversion> {
    let name = OsString::from("newsconv");
    let args = Args::try_parse_from(std::iter::once(name).chain(options));
    args.map_err(|error| Error::Usage(fault(&error)))?.conversion()
}

/// Returns the columns that a profile declares, which is named as on the command line.
///
/// # Errors
/// [`Error::Usage`] if there is no such profile.
pub fn columns(profile: &str) -> Result<Vec<DeclaredColumn>> {
    let profile = mapped::profile(profile).map_err(|reason| Error::Usage(reason.into()))?;
    Ok(profile.columns())
}

/// Returns what is wrong, in which options are data.
fn fault(error: &clap::Error) -> Advice {
    let text = |kind| match error.get(kind) {
        Some(ContextValue::String(text)) => text.clone(),
        Some(ContextValue::Strings(texts)) => texts.join(", "),
        _ => String::new(),
    };
    let argument = text(ContextKind::InvalidArg);
    let flag = argument.split(' ').next().unwrap_or_default();
    let (value, valid) = (text(ContextKind::InvalidValue), text(ContextKind::ValidValue));
    let reason = match error.source() {
        Some(reason) => reason.to_string(),
        None if valid.is_empty() => error.kind().to_string(),
        None => format!("it must be one of {valid}"),
    };
    let advice = match OptionName::ALL.iter().find(|option| option.flag() == flag) {
        Some(option) => Advice::default().setting(*option, value),
        None => format!("{}={value:?}", flag.trim_start_matches('-').replace('-', "_")).into(),
    };
    advice.words(format!(" cannot be used: {reason}"))
}

#[cfg(test)]
mod tests {
    use newsconv::diagnostic::Speaker;

    use super::*;

    fn said(options: &[&str]) -> String {
        let done = conversion(options.iter().map(OsString::from));
        done.expect_err("a wrong value").spelled(Speaker::Python)
    }

    #[test]
    fn options_are_those_of_the_program() {
        let options = ["--on-error=skip", "--max-record-size=2GiB", "--map=title=headline"];
        assert!(conversion(options.map(OsString::from)).is_ok());
    }

    #[test]
    fn a_wrong_value_is_said_as_python_writes_it() {
        assert_eq!(
            said(&["--on-error=ignore"]),
            "on_error=\"ignore\" cannot be used: it must be one of fail, skip"
        );
        assert_eq!(
            said(&["--max-record-size=big"]),
            "max_record_size=big cannot be used: `big` is not a size; write it like 512MB, 2GiB or 1000000"
        );
        assert!(said(&["--from=x"]).starts_with("from_=\"x\" cannot be used: "));
        assert!(said(&["--map=nothing=x"]).starts_with("map=\"nothing=x\" cannot be used: "));
        assert!(said(&["--select=nothing"]).contains("nothing"));
    }
}
