//! Whatever the input holds and whatever happens outside, nothing is hurt.

mod paths;
