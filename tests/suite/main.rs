//! The one test binary: a module for each part of newsconv.

mod golden;
mod invalid;
mod pairs;
mod schemas;
mod util;
