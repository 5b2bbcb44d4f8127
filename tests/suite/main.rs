//! The one test binary: a module for each part of newsconv.
#![allow(clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

#[cfg(feature = "cli")]
mod api;
mod apis;
mod cli;
mod corpus;
mod diagnostics;
mod drift;
mod floors;
#[cfg(feature = "markdown")]
mod front_matter;
mod golden;
#[cfg(feature = "cli")]
mod hostile;
mod invalid;
mod jobs;
#[cfg(feature = "markdown")]
mod languages;
mod lenient;
mod origin;
mod pairs;
mod preserve;
mod property;
mod schemas;
mod spelling;
mod stop;
mod truncate;
mod util;
mod versions;
mod whole;
mod words;
#[cfg(feature = "markdown")]
mod written_as;
mod yaml;
