//! Adds the columns in the names of folders to the articles of the files in them.

use std::sync::Arc;

use super::column_place::{
    Place, are_same, field, is_part_of_date, node, place, set_offset, set_unknown, slot,
};
use super::partitions::{Folder, Partition, hive_off};
use crate::decode::decoder::{Dialect, RecordDecoder};
use crate::decode::field_names::{ARTICLE_NAMES, taken_for};
use crate::decode::tree::FieldPath;
use crate::decode::wrong_values::WrongValues;
use crate::diagnostic::advice::Advice;
use crate::diagnostic::error::Result;
use crate::diagnostic::{Code, Diagnostic, UnlocatedDiagnostic};
use crate::model::article::{Article, FieldMut, Kind, Record as _};
use crate::pipeline::layer::Layer;
use crate::pipeline::sink::{ArticleSink, Flow, Origin};

/// The columns of a partition, with values of the types that the model has for them.
#[derive(Clone, Debug)]
pub(super) struct FolderColumns(Arc<Columns>);

#[derive(Debug, Default)]
struct Columns {
    /// The columns that are known fields, as an article with only these fields.
    held: Article<'static>,
    columns: Vec<Column>,
}

/// One column.
#[derive(Debug)]
struct Column {
    /// The name of its folder.
    folder: String,
    /// The name of the field, or the unknown key.
    key: String,
    place: Place,
}

impl FolderColumns {
    /// Returns the columns of `partition`, with warnings about them that have no path.
    ///
    /// If `lenient`, a value that its field cannot hold becomes an unknown key.
    ///
    /// # Errors
    /// All problems of the names, without a path: a value that its field cannot hold, or two values for one column.
    pub(super) fn new(
        partition: &Partition,
        lenient: bool,
    ) -> std::result::Result<(Self, Vec<Diagnostic>), Vec<Diagnostic>> {
        let names = partition.folders().iter().map(|folder| &*folder.key);
        let meant = ARTICLE_NAMES.bind(names);
        let mut fields = RecordDecoder::new(Dialect::Json, WrongValues::unmapped(lenient));
        let mut columns = Columns::default();
        for (folder, known) in partition.folders().iter().zip(meant) {
            let key = known.unwrap_or(&folder.key);
            if key != folder.key {
                fields.warnings.push(taken_for("folder name", &folder.key, key, 0));
            }
            let (errors, warnings) = (fields.errors.len(), fields.warnings.len());
            columns.add(folder, key, &mut fields);
            let found = fields.errors.iter_mut().skip(errors);
            for problem in found.chain(fields.warnings.iter_mut().skip(warnings)) {
                problem.message = format!("the folder name `{}`: {}", folder.name, problem.message);
            }
        }
        let located = |problems: Vec<UnlocatedDiagnostic>| -> Vec<Diagnostic> {
            problems.into_iter().map(|problem| problem.into_diagnostic("")).collect()
        };
        if !fields.errors.is_empty() {
            return Err(located(fields.errors));
        }
        // Parts of the date are compared with times that may be in the names as well.
        columns.columns.sort_by_key(|column| matches!(column.place, Place::Unknown(_)));
        Ok((Self(Arc::new(columns)), located(fields.warnings)))
    }

    /// Returns whether the columns are compared with the time of each article, which must then be read.
    pub(super) fn need_the_time(&self) -> bool {
        self.0.columns.iter().any(|column| {
            matches!(column.place, Place::Unknown(Some(_))) && is_part_of_date(&column.key)
        })
    }
}

impl Columns {
    /// Adds the column of `folder`, whose name in an article is `key`.
    fn add(&mut self, folder: &Folder, key: &str, fields: &mut RecordDecoder) {
        let mut fault = |code, message: &str, help: Advice| {
            let problem = UnlocatedDiagnostic::new(code, 0, message).in_field(key);
            fields.errors.push(problem.with_help(help));
        };
        if !folder.is_unicode {
            return fault(Code::Partition, "the name is not Unicode", "rename the folder".into());
        }
        if let Some(same) = self.columns.iter().find(|column| column.key == key) {
            if same.folder.split_once('=').map(|(_, value)| value)
                != folder.name.split_once('=').map(|(_, value)| value)
            {
                let message = format!("`{}` above it has another value for `{key}`", same.folder);
                fault(Code::Partition, &message, hive_off());
            }
            return;
        }
        let Some(place) = place(key) else {
            let message = format!("`{key}` holds more than one value, and a folder name has one");
            return fault(Code::Partition, &message, hive_off());
        };
        let filled = match place {
            Place::Unknown(_) => None,
            place => self.fill(place, folder.value.as_deref(), key, fields),
        };
        let place = filled.unwrap_or_else(|| Place::Unknown(folder.value.clone()));
        self.columns.push(Column { folder: folder.name.clone(), key: key.to_owned(), place });
    }

    /// Sets the known field at `place` in the article of known fields. Returns the place; if it is an offset, with its
    /// value. Returns `None` if the value is kept as an unknown key instead.
    fn fill(
        &mut self,
        place: Place,
        value: Option<&str>,
        key: &str,
        fields: &mut RecordDecoder,
    ) -> Option<Place> {
        let before = fields.mark();
        let at = FieldPath::Key(&FieldPath::Root, key);
        let place = match (place, value) {
            (Place::Offset(index, _), value) => {
                let value = value.filter(|text| !text.is_empty());
                let minutes = value.map(|text| {
                    let mut minutes = None;
                    fields.field(FieldMut::Integer(&mut minutes), node(Kind::Integer, text), at);
                    minutes
                });
                Place::Offset(index, minutes.flatten())
            }
            (place, None) => place,
            (place, Some(text)) => {
                if let Some((kind, slot)) = slot(&mut self.held, &place)
                    && (kind == Kind::Text || !text.is_empty())
                {
                    fields.field(slot, node(kind, text), at);
                }
                place
            }
        };
        if !fields.downgrade_errors(before, key) {
            return Some(place);
        }
        if let Some((_, slot)) = slot(&mut self.held, &place) {
            slot.clear();
        }
        None
    }

    /// Sets `column` in `article`. Returns false if the article has another value for it already.
    fn set<'s>(&'s self, article: &mut Article<'s>, column: &'s Column) -> bool {
        match &column.place {
            Place::Unknown(named) => set_unknown(article, &column.key, named.as_deref()),
            Place::Offset(index, minutes) => set_offset(article.slot(*index), *minutes),
            place => {
                let named = field(&self.held, place).filter(|named| !named.is_none());
                match (field(article, place).filter(|held| !held.is_none()), named) {
                    (Some(held), Some(named)) => are_same(held, named),
                    (Some(_), None) => false,
                    (None, named) => {
                        if let Some(named) = named
                            && let Some((_, slot)) = slot(article, place)
                        {
                            slot.assign(named);
                        }
                        true
                    }
                }
            }
        }
    }
}

impl Layer for FolderColumns {
    fn article(
        &self,
        article: &Article<'_>,
        origin: &dyn Origin,
        sink: &mut dyn ArticleSink,
    ) -> Result<Flow> {
        // The clone borrows its text as the article does.
        let mut whole = article.clone();
        let others = self.0.columns.iter().filter(|column| !self.0.set(&mut whole, column));
        let problems: Vec<Diagnostic> = others.map(disagree).collect();
        if problems.is_empty() {
            return sink.article(&whole, origin);
        }
        sink.reject(origin.locate(problems), origin)
    }
}

fn disagree(column: &Column) -> Diagnostic {
    let message = format!("the record and the name of its folder `{}` disagree", column.folder);
    Diagnostic::new(Code::Partition, "", message).in_field(&*column.key).with_help(hive_off())
}
