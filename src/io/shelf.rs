//! Bytes that are put aside and taken back in any order: in memory as far as it goes, then in a temporary file.

use std::fs::File;
use std::io::{self, Read as _, Seek as _, SeekFrom, Write as _};

use crate::io::temporary;

/// Bytes that are kept in memory before the others go to a temporary file.
const MEMORY_BYTES: usize = 32 << 20;

/// Where bytes that were put aside are.
#[derive(Debug)]
pub(crate) enum Place {
    Memory(Box<[u8]>),
    File { at: u64, length: usize },
}

/// Bytes that are put aside.
#[derive(Debug)]
pub(crate) struct Shelf {
    /// Bytes that memory has room for.
    room: usize,
    file: Option<File>,
    /// Number of pieces in the file, and of its bytes.
    filed: usize,
    end: u64,
}

impl Shelf {
    pub(crate) fn new() -> Self {
        Self { room: MEMORY_BYTES, file: None, filed: 0, end: 0 }
    }

    /// Puts `bytes` aside, and returns where they are.
    ///
    /// # Errors
    /// When the folder for temporary files is missing or full.
    pub(crate) fn put(&mut self, bytes: Vec<u8>) -> io::Result<Place> {
        let length = bytes.len();
        if let Some(room) = self.room.checked_sub(length) {
            self.room = room;
            return Ok(Place::Memory(bytes.into_boxed_slice()));
        }
        let file = match &mut self.file {
            Some(file) => file,
            None => self.file.insert(temporary::file()?),
        };
        let at = self.end;
        let written = file.seek(SeekFrom::Start(at)).and_then(|_| file.write_all(&bytes));
        written.map_err(|error| temporary::fault(&error))?;
        self.end += length as u64;
        self.filed += 1;
        Ok(Place::File { at, length })
    }

    /// Puts into `bytes` what is at `place`, which stays there.
    ///
    /// # Errors
    /// When the temporary file cannot be read.
    pub(crate) fn read(&mut self, place: &Place, bytes: &mut Vec<u8>) -> io::Result<()> {
        bytes.clear();
        match (place, &mut self.file) {
            (Place::Memory(kept), _) => bytes.extend_from_slice(kept),
            (Place::File { at, length }, Some(file)) => {
                bytes.resize(*length, 0);
                let read = file.seek(SeekFrom::Start(*at)).and_then(|_| file.read_exact(bytes));
                read.map_err(|error| temporary::fault(&error))?;
            }
            // A place in the file comes from `put`, which made the file.
            (Place::File { .. }, None) => {}
        }
        Ok(())
    }

    /// Gives up what is at `place`.
    pub(crate) fn remove(&mut self, place: Place) {
        match place {
            Place::Memory(bytes) => self.room += bytes.len(),
            Place::File { .. } => {
                self.filed -= 1;
                // The file begins anew when nothing in it is needed any more.
                if self.filed == 0 {
                    self.end = 0;
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_put_aside_comes_back_from_memory_and_from_the_file() {
        let mut shelf = Shelf::new();
        shelf.room = 10;
        let texts = ["one", "four", "eleven", "", "twelve", "six"];
        let places: Vec<_> = texts
            .iter()
            .map(|text| shelf.put(text.as_bytes().to_vec()).expect("it is put"))
            .collect();
        let filed: Vec<_> =
            places.iter().map(|place| matches!(place, Place::File { .. })).collect();
        assert_eq!(filed, [false, false, true, false, true, false]);
        let mut bytes = Vec::new();
        for index in [4, 0, 5, 2, 3, 1, 4] {
            shelf.read(&places[index], &mut bytes).expect("it is read");
            assert_eq!(bytes, texts[index].as_bytes());
        }
        for place in places {
            shelf.remove(place);
        }
        assert_eq!((shelf.room, shelf.filed, shelf.end), (10, 0, 0));
        let place = shelf.put(b"again, in the file".to_vec()).expect("it is put");
        assert!(matches!(place, Place::File { at: 0, .. }));
        shelf.read(&place, &mut bytes).expect("it is read");
        assert_eq!(bytes, b"again, in the file");
    }
}
