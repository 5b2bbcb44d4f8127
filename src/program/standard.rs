//! Standard output, and checks for standard input and output that were closed.

use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use newsconv::{Error, Result};

/// Returns an error if standard input or output is needed but closed, as after `<&-` or `>&-` in a shell.
/// Otherwise nothing would be read or everything would be lost, and the run would seem to succeed.
///
/// # Errors
/// [`Error::Input`] or [`Error::Output`] with the system's EBADF.
pub(crate) fn check(inputs: &[PathBuf], output: &Path) -> Result<()> {
    let (name, standard) = ("-".to_owned(), Path::new("-"));
    if inputs.iter().any(|input| input == standard) && is_closed(&io::stdin()) {
        return Err(Error::Input { name, source: closed("input") });
    }
    if output == standard && is_closed(&io::stdout()) {
        return Err(Error::Output { name, source: closed("output") });
    }
    Ok(())
}

/// Prints to standard output. A closed pipe is not an error.
pub(crate) fn print(text: &str) -> Result<()> {
    let mut out = io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            Err(Error::Output { name: "-".to_owned(), source: error })
        }
        _ => Ok(()),
    }
}

fn closed(which: &str) -> io::Error {
    let text = format!(
        "standard {which} is closed; open a file or pipe there, or /dev/null for one direction alone"
    );
    io::Error::other(text)
}

/// Returns whether the standard stream was closed when the program started.
///
/// Rust's runtime opens `/dev/null` in its place, for reading and writing, before the program can look. Shells open
/// `/dev/null` for one direction, so that this tells the two apart.
#[cfg(unix)]
fn is_closed(stream: &impl std::os::fd::AsFd) -> bool {
    use rustix::fs::{OFlags, fcntl_getfl, fstat, stat};
    let (Ok(own), Ok(null), Ok(flags)) = (fstat(stream), stat("/dev/null"), fcntl_getfl(stream))
    else {
        // It is not even open now.
        return true;
    };
    let is_null = (own.st_dev, own.st_ino) == (null.st_dev, null.st_ino);
    is_null && flags & OFlags::RWMODE == OFlags::RDWR
}

#[cfg(not(unix))]
fn is_closed<S>(_: &S) -> bool {
    false
}
