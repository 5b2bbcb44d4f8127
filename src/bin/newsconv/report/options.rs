//! How the user wants problems to be told.

use std::io::{self, IsTerminal as _};

use clap::ValueEnum;

/// How problems are told.
#[derive(Clone, Copy, Debug, clap::Args)]
pub(crate) struct Reporting {
    /// Form of messages [default: full on a terminal, else concise].
    #[arg(long, value_enum, value_name = "FORM", global = true)]
    pub(super) format: Option<Form>,

    /// Whether messages are coloured; `auto` heeds the terminal and `NO_COLOR`.
    #[arg(long, value_enum, value_name = "WHEN", default_value = "auto", global = true)]
    pub(super) color: Color,
}

/// The form of messages.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Form {
    /// With the source line and a mark under the place.
    Full,
    /// One line for each.
    Concise,
    /// One JSON object on a line for each, as in `schemas/diagnostic.schema.json`.
    Json,
}

/// Whether messages are coloured.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Color {
    /// On a terminal, unless `NO_COLOR` is set.
    Auto,
    /// Everywhere.
    Always,
    /// Nowhere.
    Never,
}

impl Reporting {
    pub(super) fn form(self) -> Form {
        let usual = if io::stderr().is_terminal() { Form::Full } else { Form::Concise };
        self.format.unwrap_or(usual)
    }

    pub(super) fn is_coloured(self) -> bool {
        match self.color {
            Color::Always => true,
            Color::Never => false,
            Color::Auto => io::stderr().is_terminal() && !is_set("NO_COLOR") && !is_dumb(),
        }
    }
}

/// Whether a variable of the environment is there and not empty, as <https://no-color.org> asks for.
fn is_set(variable: &str) -> bool {
    std::env::var_os(variable).is_some_and(|value| !value.is_empty())
}

fn is_dumb() -> bool {
    std::env::var_os("TERM").is_some_and(|terminal| terminal == "dumb")
}
