//! The columns of a row group, page by page: none reaches the decoder that would make it take memory
//! beyond measure.

use std::sync::{Arc, OnceLock};

use parquet::arrow::arrow_reader::RowGroups;
use parquet::column::page::{Page, PageIterator, PageMetadata, PageReader};
use parquet::errors::{ParquetError, Result};
use parquet::file::metadata::{ParquetMetaData, RowGroupMetaData};
use parquet::file::reader::SerializedPageReader;

use super::decoded_size::{Expansion, Limits, Unfit};
use super::file::Positioned;
use super::page_headers::wrong;

/// One row group of a file.
pub(in crate::formats::parquet) struct Group<'m> {
    pub(in crate::formats::parquet) file: Arc<Positioned>,
    pub(in crate::formats::parquet) metadata: &'m ParquetMetaData,
    pub(in crate::formats::parquet) index: usize,
    pub(in crate::formats::parquet) limits: Limits,
    /// Says which column has too much text in rows that are decoded together, once one does.
    pub(in crate::formats::parquet) too_much: Arc<OnceLock<String>>,
}

impl Group<'_> {
    fn row_group(&self) -> &RowGroupMetaData {
        self.metadata.row_group(self.index)
    }

    fn pages(&self, leaf: usize) -> Result<Box<dyn PageReader>> {
        let group = self.row_group();
        let column = group.column(leaf);
        let index = self.metadata.page_index_for_row_group(self.index);
        let pages = SerializedPageReader::new(
            Arc::clone(&self.file),
            column,
            usize::try_from(group.num_rows()).unwrap_or(0),
            index.page_locations(leaf).cloned(),
        )?;
        let too_much = Arc::clone(&self.too_much);
        let path = column.column_path().string();
        Ok(Box::new(Checked {
            pages,
            expansion: Expansion::of(column, self.limits),
            path,
            too_much,
        }))
    }
}

impl RowGroups for Group<'_> {
    fn num_rows(&self) -> usize {
        usize::try_from(self.row_group().num_rows()).unwrap_or(0)
    }

    fn column_chunks(&self, leaf: usize) -> Result<Box<dyn PageIterator>> {
        Ok(Box::new(One(Some(self.pages(leaf)))))
    }

    fn row_groups(&self) -> Box<dyn Iterator<Item = &RowGroupMetaData> + '_> {
        Box::new(std::iter::once(self.row_group()))
    }

    fn metadata(&self) -> &ParquetMetaData {
        self.metadata
    }
}

/// The pages of one column of one row group.
struct One(Option<Result<Box<dyn PageReader>>>);

impl Iterator for One {
    type Item = Result<Box<dyn PageReader>>;

    fn next(&mut self) -> Option<Self::Item> {
        self.0.take()
    }
}

impl PageIterator for One {}

/// Pages that have been checked.
struct Checked {
    pages: SerializedPageReader<Positioned>,
    expansion: Expansion,
    /// The column.
    path: String,
    too_much: Arc<OnceLock<String>>,
}

impl Checked {
    /// Returns the error of the decoder, whose words are all that is left of it; what it is about is in `too_much`.
    fn error(&self, unfit: Unfit) -> ParquetError {
        match unfit {
            Unfit::Damaged => wrong(),
            Unfit::TooMuch => {
                // The first column to say so is as good as any.
                drop(self.too_much.set(self.path.clone()));
                ParquetError::General("a page has too much text".to_owned())
            }
        }
    }
}

impl PageReader for Checked {
    fn get_next_page(&mut self) -> Result<Option<Page>> {
        let page = self.pages.get_next_page()?;
        if let Some(page) = &page {
            // The page is decompressed here, but its values are not decoded yet: this is the last
            // moment to reject it.
            let checked = self.expansion.check(page);
            checked.map_err(|unfit| self.error(unfit))?;
        }
        Ok(page)
    }

    fn peek_next_page(&mut self) -> Result<Option<PageMetadata>> {
        self.pages.peek_next_page()
    }

    fn skip_next_page(&mut self) -> Result<()> {
        // A skipped page is never decoded, so it needs no check.
        self.pages.skip_next_page()
    }

    fn at_record_boundary(&mut self) -> Result<bool> {
        self.pages.at_record_boundary()
    }
}

impl Iterator for Checked {
    type Item = Result<Page>;

    fn next(&mut self) -> Option<Self::Item> {
        self.get_next_page().transpose()
    }
}
