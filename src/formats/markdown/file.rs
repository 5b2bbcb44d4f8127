//! Writes the Markdown file of an article, in the language that its front matter came in or in another.

use super::items::{self, Item, Keys};
use super::language::{Form, Language};
use super::parse::{Mode, parse_fully};
use super::{render, render_header, render_json, render_toml, style};
use crate::decode::wrong_values::WrongValues;
use crate::model::article::Article;
use crate::pipeline::options::FrontMatter;

/// Appends the whole Markdown file of `article`, with its front matter in the language `wanted`, else in the one that
/// it came in. Where that cannot hold the article, the front matter is YAML: TOML has no null, JSON no infinity, and
/// header lines have text only.
pub(super) fn write(article: &Article<'_>, wanted: Option<FrontMatter>, out: &mut String) {
    let known = style::form(article);
    let form = match wanted.map(of_option) {
        Some(form) if form.language() != known.language() => form,
        _ => known,
    };
    // What was asked for is written even if something is left out: the constraints have warned of that.
    if !write_in(form, wanted.is_some(), article, out) {
        render::file(article, out);
    }
}

/// Appends the whole Markdown file of `article` with front matter in this form. Returns false, and appends nothing, if
/// the form cannot hold the article, or if the article has no front matter. `is_chosen` writes it even if something is
/// left out.
pub(super) fn write_in(
    form: Form,
    is_chosen: bool,
    article: &Article<'_>,
    out: &mut String,
) -> bool {
    if form == Form::Yaml {
        render::file(article, out);
        return true;
    }
    let known = style::form(article);
    let start = out.len();
    let keys = items::of(article, form.language());
    let is_written = match form.language() {
        Language::Toml => {
            (is_chosen || !holds_null(&keys)) && !is_bare(&keys, known) && {
                fenced(form, article, out, |out| render_toml::lines(&keys, out));
                true
            }
        }
        Language::Json => {
            (is_chosen || !holds_odd(&keys)) && !is_bare(&keys, known) && {
                fenced(form, article, out, |out| {
                    render_json::object(&keys, 0, out);
                    if form != Form::Json {
                        out.push('\n');
                    }
                });
                true
            }
        }
        Language::Header => {
            render_header::lines(&keys, out);
            push_body(article, out);
            is_same(&out[start..], article)
        }
        Language::Yaml => false,
    };
    if !is_written {
        out.truncate(start);
    }
    is_written
}

/// Returns the form of a language that was asked for.
pub(super) fn of_option(wanted: FrontMatter) -> Form {
    match wanted {
        FrontMatter::Yaml => Form::Yaml,
        FrontMatter::Toml => Form::Toml,
        FrontMatter::Json => Form::Json,
    }
}

/// Returns whether there is nothing to write between fences, and the article had no such fences.
fn is_bare(keys: &Keys<'_>, known: Form) -> bool {
    keys.all.is_empty() && known == Form::Yaml
}

fn fenced(form: Form, article: &Article<'_>, out: &mut String, lines: impl FnOnce(&mut String)) {
    let (open, close) = form.fences();
    if !open.is_empty() {
        out.extend([open, "\n"]);
    }
    lines(out);
    out.push_str(close);
    push_body(article, out);
}

fn push_body(article: &Article<'_>, out: &mut String) {
    if let Some(body) = &article.body {
        out.push('\n');
        out.push_str(body);
    }
}

fn holds_null(keys: &Keys<'_>) -> bool {
    any(keys, &|item| matches!(item, Item::Null))
}

fn holds_odd(keys: &Keys<'_>) -> bool {
    any(keys, &|item| matches!(item, Item::Odd(_)))
}

fn any(keys: &Keys<'_>, is_meant: &dyn Fn(&Item<'_>) -> bool) -> bool {
    fn within(item: &Item<'_>, is_meant: &dyn Fn(&Item<'_>) -> bool) -> bool {
        match item {
            Item::List(items) => items.iter().any(|item| within(item, is_meant)),
            Item::Map(keys) => any(keys, is_meant),
            item => is_meant(item),
        }
    }
    keys.all.iter().any(|(_, item)| within(item, is_meant))
}

/// Returns whether the file `text` with header lines is read as the article, apart from what is not in the file.
fn is_same(text: &str, article: &Article<'_>) -> bool {
    let mut parsed = parse_fully(text, Mode { wrong: WrongValues::Keep, header_lines: true });
    let read = &mut parsed.article;
    read.path.clone_from(&article.path);
    read.source_style.clone_from(&article.source_style);
    read.front_matter.clone_from(&article.front_matter);
    parsed.errors.is_empty() && *read == *article
}
