//! What the house style writes on one line for a value, in each language.

use super::items::{self, Item};
use super::language::{Form, Language};
use super::{render, render_header, render_json, render_toml};
use crate::model::article::{Field, FieldRef};
use crate::model::value::Value;

/// Appends what follows the key of a field. Returns false if it has no value, or takes more than one line.
pub(super) fn field(form: Form, field: &Field, value: FieldRef<'_, '_>, out: &mut String) -> bool {
    if value.is_none() {
        return false;
    }
    let language = form.language();
    if language != Language::Yaml {
        return item(language, &items::of_field(value), out);
    }
    render::field(field, value, out);
    let rest = out.strip_prefix(field.name).and_then(|rest| rest.strip_prefix(": "));
    let Some(line) = rest.and_then(|rest| rest.strip_suffix('\n')) else { return false };
    *out = line.to_owned();
    true
}

/// Appends what follows an unknown key. Returns false if it takes more than one line.
pub(super) fn value(form: Form, value: &Value<'_>, out: &mut String) -> bool {
    let language = form.language();
    if language != Language::Yaml {
        return item(language, &items::of_value(value), out);
    }
    let is_one_line = !render::is_block_value(value);
    if is_one_line {
        render::scalar(value, out);
    }
    is_one_line
}

fn item(language: Language, item: &Item<'_>, out: &mut String) -> bool {
    match language {
        Language::Toml if !render_toml::is_table(item) => render_toml::value(item, out),
        Language::Json if render_json::is_one_line(item) => render_json::value(item, 0, out),
        Language::Header => render_header::value(item, out),
        Language::Yaml | Language::Toml | Language::Json => return false,
    }
    true
}
