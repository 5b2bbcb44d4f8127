//! What a conversion would do: [`Conversion::plan`].

use std::fs;
use std::path::{Path, PathBuf};

use super::{Conversion, generator, target};
use crate::diagnostic::error::{Error, Result};
use crate::io::input::Input;
use crate::io::inputs::Inputs as Locations;
use crate::io::output::{OpenOptions, Target, check_free};
use crate::pipeline::format::FormatSpec;
use crate::pipeline::rejects::Rejects;
use crate::pipeline::summary::Report;

/// Number of names that a plan holds of each list.
const NAMED: usize = 5;

/// What [`Conversion::run`] would do. Nothing is read for it but the names of files and their first bytes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Plan {
    /// What would be read, in this order.
    pub inputs: Vec<PlannedInputs>,
    /// The files and folders that cannot be read, each of which would count as a rejected record.
    pub unreadable: Names,
    /// The name of the profile by which fields would be mapped, `None` if none would be. What sources say by their
    /// signatures is not known yet.
    pub profile: Option<String>,
    /// The profile of the generator whose configuration lies with the inputs or above them, and the name of that file.
    pub generator: Option<(&'static str, &'static str)>,
    /// The output, as messages call it.
    pub output: String,
    /// The name of its format.
    pub format: &'static str,
    /// Whether it is a folder with one file for each article.
    pub is_folder: bool,
    /// The files that would be replaced; `None` if their names depend on what is read.
    pub replaced: Option<Names>,
    /// The folder for rejected records, if there would be one.
    pub rejects: Option<String>,
    /// The files of an earlier run that would be deleted from that folder.
    pub deleted: Names,
}

/// Inputs of one format.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct PlannedInputs {
    /// The name of the format.
    pub format: &'static str,
    /// Their names.
    pub names: Names,
}

/// Names of files: their number, and the first few of them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Names {
    /// The number of all.
    pub count: u64,
    /// The first ones, at most five.
    pub first: Vec<String>,
}

impl Names {
    fn add(&mut self, name: impl FnOnce() -> String) {
        self.count += 1;
        if self.first.len() < NAMED {
            self.first.push(name());
        }
    }
}

impl Conversion {
    /// Returns what [`Conversion::run`] would do with these arguments, and reports problems with the names of inputs.
    /// Nothing is written, no file is opened for writing, and no article is read.
    ///
    /// ```
    /// use newsconv::Conversion;
    ///
    /// let folder = tempfile::tempdir()?;
    /// let output = folder.path().join("news.csv");
    /// let plan = Conversion::new().plan("samples/valid/archive", &output, &mut |_| {})?;
    /// assert_eq!((plan.inputs[0].format, plan.inputs[0].names.count), ("markdown", 4));
    /// assert_eq!((plan.format, plan.profile.as_deref()), ("csv", Some("common")));
    /// assert!(!output.exists());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    /// As [`Conversion::run`] before it reads an article: among them [`Error::Usage`], and [`Error::Output`] for a file
    /// that is there already.
    pub fn plan(
        &self,
        inputs: impl Into<Locations>,
        output: impl Into<Target>,
        report: Report<'_>,
    ) -> Result<Plan> {
        let inputs = &inputs.into();
        let (to, target) = self.target(output.into())?;
        target::check_is_free(inputs, &target)?;
        let found = self.find(inputs, report)?;
        let read = &self.options.read;
        target::check_output_is_no_input(inputs, &found, to, &target, &read.path_prefix)?;
        let mut plan = Plan {
            output: target::name(&target),
            format: to.name,
            profile: self.read_options()?.mapping.map(|mapping| mapping.name().to_owned()),
            generator: inputs.paths().find_map(generator::of),
            ..Plan::default()
        };
        if let Some(folder) = &self.options.rejects {
            target::check_rejects(inputs, &target, folder)?;
        }
        if let Some(folder) = Rejects::check(&self.options)? {
            plan.deleted = files(&folder);
            plan.rejects = Some(folder.display().to_string());
        }
        for problem in &found.rejected {
            plan.unreadable.add(|| problem.path.clone());
        }
        for group in &found.groups {
            let name = group.format.name;
            let at = plan.inputs.iter().position(|inputs| inputs.format == name);
            let at = at.unwrap_or_else(|| {
                plan.inputs.push(PlannedInputs { format: name, names: Names::default() });
                plan.inputs.len() - 1
            });
            group.inputs.iter().for_each(|input| plan.inputs[at].names.add(|| input.name()));
        }
        match &target {
            Target::Folder(folder) => {
                plan.is_folder = true;
                let is_document = |format: &FormatSpec| format.one_file_per_article;
                let is_known = found.groups.iter().all(|group| is_document(group.format));
                let sources = found.groups.iter().flat_map(|group| &group.inputs);
                // A new folder has nothing that could be replaced.
                plan.replaced = match (folder.exists(), is_known) {
                    (false, _) => Some(Names::default()),
                    (true, false) => None,
                    (true, true) => Some(self.replaced(folder, sources)?),
                };
            }
            target => {
                let mut replaced = Names::default();
                if let Some(file) = file_of(target).filter(|file| file.is_file()) {
                    replaced.add(|| file.display().to_string());
                }
                plan.replaced = Some(replaced);
            }
        }
        Ok(plan)
    }

    /// Returns the files in the folder that have the names of the articles of these sources.
    fn replaced<'i>(
        &self,
        folder: &Path,
        sources: impl Iterator<Item = &'i Input>,
    ) -> Result<Names> {
        let Self { options, .. } = self;
        let mut replaced = Names::default();
        for source in sources {
            let Some(path) = source.path()? else { continue };
            let file = folder.join(format!("{}{path}", options.read.path_prefix));
            if file.symlink_metadata().is_ok() {
                check_free(&file, options.write.overwrite)
                    .map_err(|source| Error::output(&file, source))?;
                replaced.add(|| file.display().to_string());
            }
        }
        Ok(replaced)
    }
}

/// Returns the file that a target is, if it is one.
fn file_of(target: &Target) -> Option<&Path> {
    match target {
        Target::Configured(target, OpenOptions { .. }) => file_of(target),
        Target::File(file) => Some(file),
        _ => None,
    }
}

/// Returns the files in a folder and in those within it.
fn files(folder: &Path) -> Names {
    let mut names = Names::default();
    let mut waiting: Vec<PathBuf> = vec![folder.to_path_buf()];
    while let Some(folder) = waiting.pop() {
        let entries = fs::read_dir(&folder).into_iter().flatten().flatten();
        let mut entries: Vec<_> = entries.map(|entry| entry.path()).collect();
        entries.sort();
        for path in entries {
            let is_folder = path.symlink_metadata().is_ok_and(|metadata| metadata.is_dir());
            if is_folder {
                waiting.push(path);
            } else {
                names.add(|| path.display().to_string());
            }
        }
    }
    names
}
