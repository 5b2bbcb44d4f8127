//! Outputs in memory.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// A buffer that outlives the output written into it.
///
/// ```
/// use newsconv::io::{Memory, Output, Target};
/// use std::io::Write;
///
/// let memory = Memory::default();
/// let mut output = Output::create(Target::Memory(memory.clone()))?;
/// output.write_all(b"whole").expect("memory takes it");
/// assert!(memory.take().is_empty());
/// output.commit()?;
/// assert_eq!(memory.take(), b"whole");
/// # Ok::<(), newsconv::Error>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct Memory(Arc<Mutex<Vec<u8>>>);

impl Memory {
    /// Takes the bytes committed so far out of the buffer.
    #[must_use]
    pub fn take(&self) -> Vec<u8> {
        std::mem::take(&mut *self.lock())
    }

    pub(super) fn lock(&self) -> MutexGuard<'_, Vec<u8>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
