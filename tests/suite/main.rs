//! The one test binary: a module for each part of newsconv.

#[cfg(feature = "cli")]
mod cli;
mod drift;
mod golden;
mod invalid;
mod pairs;
mod schemas;
mod util;
