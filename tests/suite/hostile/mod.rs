//! Whatever the input holds and whatever happens outside, nothing is hurt.

#[cfg(unix)]
mod disk;
#[cfg(unix)]
mod files;
#[cfg(unix)]
mod interrupt;
#[cfg(unix)]
mod kill;
mod paths;
#[cfg(unix)]
mod system;
