//! Whatever the input holds and whatever happens outside, nothing is hurt.

#[cfg(unix)]
mod files;
#[cfg(unix)]
mod interrupt;
mod paths;
#[cfg(unix)]
mod system;
