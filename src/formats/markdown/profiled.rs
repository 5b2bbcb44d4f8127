//! Writes the Markdown file of an article with the keys, shapes and spellings of a profile, such as Jekyll's.

use std::borrow::Cow;

use crate::diagnostic::error::{Error, Result};
use crate::diagnostic::{Code, Diagnostic};
use crate::model::article::{Article, Kind, Record as _};
use crate::pipeline::mapping::{self, Mapping, Shaped};
use crate::pipeline::options::FrontMatter;

use super::language::{Form, Language};
use super::preserve::{LIMITS, means};
use super::{fences, file, style};

/// Appends the Markdown file of `article` as the profile has it, with front matter in the language that is `wanted`,
/// else in one that the profile's generator reads: the one that the article came in, or the generator's usual one.
/// Source text that was kept is written if it is such front matter.
///
/// # Errors
/// [`Error::Invalid`] where source text that no longer fits has excused keys which front matter cannot hold.
pub(super) fn write(
    article: &Article<'_>,
    mapping: &Mapping,
    wanted: Option<FrontMatter>,
    out: &mut String,
) -> Result<()> {
    let forms = forms(article, mapping, wanted);
    for (index, &form) in forms.iter().enumerate() {
        let (shaped, fits) = in_form(article, mapping, form);
        if !fits {
            continue;
        }
        let clashes = clashes(&shaped);
        if !clashes.is_empty() {
            return Err(Error::Invalid(clashes));
        }
        if let Some(source) = &shaped.front_matter {
            let start = out.len();
            out.push_str(source);
            out.push_str(shaped.body.as_deref().unwrap_or_default());
            if is_one_of(&out[start..], &forms) && means(&out[start..], &shaped, true) {
                return Ok(());
            }
            out.truncate(start);
            let problems = LIMITS.problems(&Article { front_matter: None, ..article.clone() });
            if !problems.is_empty() {
                return Err(Error::Invalid(problems));
            }
        }
        // The last one is YAML, or what was asked for: it holds everything that the constraints let pass.
        let is_chosen = index + 1 == forms.len();
        if file::write_in(form, is_chosen, &shaped, out) {
            return Ok(());
        }
    }
    Ok(())
}

/// Returns a problem for each unknown key with the name of a field that is set, which would be there twice.
fn clashes(article: &Article<'_>) -> Vec<Diagnostic> {
    // With source text, a key of a field that is not set is no problem.
    let article = Article { front_matter: Some(Cow::Borrowed("")), ..article.clone() };
    let found = LIMITS.all_problems(&article);
    found.into_iter().filter(|problem| problem.code == Code::KeyClash).collect()
}

/// Returns the forms to be tried, in their order.
fn forms(article: &Article<'_>, mapping: &Mapping, wanted: Option<FrontMatter>) -> Vec<Form> {
    let known = style::form(article);
    let read: Vec<Form> = mapping.forms().iter().filter_map(|name| Form::named(name)).collect();
    if let Some(wanted) = wanted.map(file::of_option) {
        let mut alike = read.iter().filter(|form| form.language() == wanted.language());
        return vec![alike.next().copied().unwrap_or(wanted)];
    }
    // YAML is what articles of other formats have, so it says nothing of the source.
    let is_kept = known != Form::Yaml && (read.is_empty() || read.contains(&known));
    let usual = if is_kept { known } else { read.first().copied().unwrap_or_default() };
    if usual == Form::Yaml { vec![usual] } else { vec![usual, Form::Yaml] }
}

/// Returns the article with the profile's keys, for front matter in this form; and whether the form can hold it.
fn in_form<'a>(article: &Article<'a>, mapping: &Mapping, form: Form) -> (Article<'a>, bool) {
    let has_texts = form.language() == Language::Header;
    let Shaped { mut article, times, fits_texts } = mapping::shaped(article, mapping, has_texts);
    let is_quoted = has_texts || form.language() == Language::Json;
    let tokens = times.into_iter().filter(|_| !is_quoted).map(|time| {
        let mut pointer = String::new();
        for step in &time.way {
            style::push_step(step, &mut pointer);
        }
        (pointer, time.spelled, time.is_own)
    });
    // A profile that splits texts would read several items in a text that was one.
    let is_list = |name: &str| {
        Article::index(name).is_some_and(|index| Article::FIELDS[index].kind == Kind::Texts)
    };
    let is_kept = |pointer: &str, token: &str| {
        !mapping.splits() || !is_list(&pointer[1..]) || token.starts_with('[')
    };
    let style = style::with_tokens(article.source_style.as_deref(), form, is_kept, tokens);
    article.source_style = style.map(Cow::Owned);
    (article, fits_texts)
}

/// Returns whether the front matter of the file `text` has one of these forms.
fn is_one_of(text: &str, forms: &[Form]) -> bool {
    let has_header_lines = forms.contains(&Form::Header);
    fences::split(text, has_header_lines).is_ok_and(|parts| forms.contains(&parts.form))
}
