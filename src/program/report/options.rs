//! The options for how messages are printed.

use std::convert::Infallible;
use std::io::{self, IsTerminal as _};

use clap::ValueEnum;

/// The options for how messages are printed.
#[derive(Clone, Debug, clap::Args)]
pub(crate) struct Reporting {
    /// Form of the messages [default: full on a terminal, else concise].
    #[arg(long, value_enum, value_name = "FORM", global = true)]
    pub(super) message_format: Option<Form>,

    /// The name that `--message-format` had, which is an error.
    #[arg(long, hide = true, global = true, num_args = 0..=1, default_missing_value = "", value_parser = former)]
    format: Option<Infallible>,

    /// When to use colours in messages.
    #[arg(long, value_enum, value_name = "WHEN", default_value = "auto", global = true)]
    pub(super) color: Color,
}

/// The form of messages.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Form {
    /// With the source line and a mark under the position.
    Full,
    /// One line per message.
    Concise,
    /// One JSON object per line, as described in `schemas/diagnostic.schema.json`.
    Json,
}

/// When messages are coloured.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Color {
    /// If standard error is a terminal and `NO_COLOR` is not set.
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

impl Reporting {
    pub(super) fn form(&self) -> Form {
        let usual = if io::stderr().is_terminal() { Form::Full } else { Form::Concise };
        self.message_format.unwrap_or(usual)
    }

    pub(super) fn is_coloured(&self) -> bool {
        match self.color {
            Color::Always => true,
            Color::Never => false,
            Color::Auto => io::stderr().is_terminal() && !is_set("NO_COLOR") && !is_dumb(),
        }
    }
}

/// Returns the error of `--format`, which is also what other programs call the options for formats of files.
fn former(word: &str) -> Result<Infallible, &'static str> {
    Err(match Form::from_str(word, true) {
        Ok(Form::Json) => {
            "write --message-format json for messages, --json for the results of verify and --dry-run"
        }
        Ok(_) => "write --message-format",
        Err(_) => {
            "write -f for the format of the inputs, -t for that of the output, --message-format for the form of \
             messages"
        }
    })
}

/// Returns true if the environment variable is set and not empty, as <https://no-color.org> defines it.
fn is_set(variable: &str) -> bool {
    std::env::var_os(variable).is_some_and(|value| !value.is_empty())
}

fn is_dumb() -> bool {
    std::env::var_os("TERM").is_some_and(|terminal| terminal == "dumb")
}
