//! Articles to one Markdown file, or to a folder of them.

use crate::diagnostic::error::Result;
use crate::diagnostic::{Code, Diagnostic};
use crate::io::output::{Folder, Output, PutOutcome, TakenPaths, Target};
use crate::pipeline::constraints::Constraints;
use crate::pipeline::mapping::{Mapping, Output as Profiled};
use crate::pipeline::options::{FrontMatter, Options};
use crate::pipeline::writer::{WriteIssue, Writer};

use super::encoder::{Encoder, File};
use super::paths;
use super::preserve;

/// One Markdown file, or a folder of them.
pub(super) struct Files {
    output: Outputs,
    /// The language of front matter that was asked for.
    language: Option<FrontMatter>,
    /// The profile whose keys are written.
    mapping: Option<Mapping>,
}

#[expect(clippy::large_enum_variant, reason = "a run has one of it")]
enum Outputs {
    One(OneFile),
    Many(ManyFiles),
}

impl Writer for Files {
    type Encoder = Encoder;
    type Target = Target;

    fn create(target: Target, options: &Options) -> Result<Self> {
        let output = match target {
            Target::Folder(folder) => {
                let folder = Folder::create(&folder, options.write.overwrite)?;
                Outputs::Many(ManyFiles { folder, jobs: options.jobs() })
            }
            Target::Custom(destination) if destination.is_folder() => {
                let folder = Folder::custom(destination)?;
                Outputs::Many(ManyFiles { folder, jobs: options.jobs() })
            }
            single => Outputs::One(OneFile { output: Output::create(single)?, written: false }),
        };
        let language = options.write.front_matter;
        let mapping = options.write.mapping.clone();
        let mapping = mapping.filter(|mapping| mapping.output() == Profiled::Markdown);
        Ok(Self { output, language, mapping })
    }

    fn encoder(&self) -> Encoder {
        let named = matches!(self.output, Outputs::Many(_));
        let mapping = self.mapping.clone();
        Encoder { named, language: self.language, mapping, ..Encoder::default() }
    }

    fn write(&mut self, filled: &mut Encoder, issues: &mut Vec<WriteIssue>) -> Result<()> {
        let Encoder { text, files, .. } = filled;
        match &mut self.output {
            Outputs::One(file) => file.write(text, files.drain(..))?,
            Outputs::Many(folder) => folder.write(text, files.drain(..), issues)?,
        }
        text.clear();
        Ok(())
    }

    fn may_reject(&self) -> bool {
        matches!(self.output, Outputs::Many(_))
    }

    fn finish(self) -> Result<()> {
        match self.output {
            Outputs::One(file) => file.finish(),
            Outputs::Many(folder) => folder.folder.commit(),
        }
    }

    fn constraints(&self) -> Constraints {
        preserve::limits(self.language)
    }
}

/// One Markdown file.
pub(super) struct OneFile {
    output: Output,
    written: bool,
}

impl OneFile {
    fn write(&mut self, text: &str, files: impl Iterator<Item = File>) -> Result<()> {
        for file in files {
            // Checked when the second article arrives, since nobody knows the number of articles
            // before.
            if self.written {
                return Err(wrong_number("more were read").into());
            }
            self.output.put(text[file.range].as_bytes())?;
            self.written = true;
        }
        Ok(())
    }

    fn finish(self) -> Result<()> {
        if !self.written {
            return Err(wrong_number("none was read").into());
        }
        self.output.commit()
    }
}

fn wrong_number(found: &str) -> Diagnostic {
    let message = format!("a Markdown file holds exactly one article, but {found}");
    let problem = Diagnostic::new(Code::TooMany, "", message);
    problem.with_help("to write a folder of files, end the output in `/`")
}

/// Files that wait to be written together, each with its index among the files of its encoder.
#[derive(Default)]
struct Waiting {
    files: Vec<(usize, File)>,
    names: TakenPaths,
}

/// A folder of Markdown files.
pub(super) struct ManyFiles {
    folder: Folder,
    /// Threads that files are written on.
    jobs: usize,
}

impl ManyFiles {
    fn write(
        &mut self,
        text: &str,
        files: impl Iterator<Item = File>,
        issues: &mut Vec<WriteIssue>,
    ) -> Result<()> {
        let mut waiting = Waiting::default();
        for (index, file) in files.enumerate() {
            // Files with different names can be written in any order, on several threads. One whose
            // name is taken must wait for those before it, so that the same article wins on every
            // run.
            if self.folder.is_taken(&file.path) || waiting.names.clash(&file.path).is_some() {
                // What becomes of the files before it decides on this one.
                self.put_all(&mut waiting, text, issues)?;
                issues.extend(self.put(index, file, text)?);
            } else {
                waiting.names.add(&file.path);
                waiting.files.push((index, file));
            }
        }
        self.put_all(&mut waiting, text, issues)
    }

    /// Writes the file `index`; a name that was made up gets a number when it is taken.
    fn put(&mut self, index: usize, file: File, text: &str) -> Result<Option<WriteIssue>> {
        let path = if file.is_made_up { self.free(file.path) } else { file.path };
        let placed = self.folder.put(&path, text[file.range].as_bytes())?;
        Ok(issue(index, &path, file.is_made_up, placed))
    }

    /// Writes the files that wait, none of which is in another's way.
    fn put_all(
        &mut self,
        waiting: &mut Waiting,
        text: &str,
        issues: &mut Vec<WriteIssue>,
    ) -> Result<()> {
        let Waiting { files, .. } = std::mem::take(waiting);
        let bytes = |file: &File| text[file.range.clone()].as_bytes();
        let all: Vec<_> = files.iter().map(|(_, file)| (&*file.path, bytes(file))).collect();
        let placed = self.folder.put_all(&all, self.jobs);
        for ((index, file), placed) in files.iter().zip(placed) {
            // The issues of the files before an error are reported before it.
            issues.extend(issue(*index, &file.path, file.is_made_up, placed?));
        }
        Ok(())
    }

    /// Returns the path `made_up`, or the first with a number that no file has yet.
    fn free(&self, made_up: String) -> String {
        if !self.folder.is_taken(&made_up) {
            return made_up;
        }
        // The name is free at the time of the call, and no other thread adds names: one writer owns
        // the folder.
        let stem = made_up.trim_end_matches(".md");
        let mut numbered = (2_u64..).map(|number| format!("{stem}-{number}.md"));
        numbered.find(|path| !self.folder.is_taken(path)).unwrap_or(made_up)
    }
}

/// Returns the issue with the file `index` after it was put into the folder, or `None`.
fn issue(index: usize, path: &str, is_made_up: bool, placed: PutOutcome) -> Option<WriteIssue> {
    let diagnostic = match placed {
        PutOutcome::Written if is_made_up => paths::made_up_warning(path),
        PutOutcome::Written => return None,
        PutOutcome::Beside(other) => paths::alike_warning(path, &other),
        PutOutcome::Taken(other) => paths::taken(path, &other),
        PutOutcome::Impossible(reason) => paths::impossible(path, &reason),
    };
    Some(WriteIssue { diagnostic, article: Some(index) })
}
