//! Whatever the input holds and whatever happens outside, nothing is hurt.

#[cfg(unix)]
mod files;
mod paths;
#[cfg(unix)]
mod system;
