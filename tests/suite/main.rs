//! The one test binary: a module for each part of newsconv.

mod schemas;
