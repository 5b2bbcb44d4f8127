//! [JSON Schema](https://json-schema.org/draft/2020-12) of a diagnostic in JSON.

use super::json::{Json, list, object, print, text};
use crate::diagnostic::option_name::OptionName;
use crate::diagnostic::{Code, Severity};

/// The name of the file in `schemas/` with the text of [`diagnostic_schema`].
pub const DIAGNOSTIC_SCHEMA_FILE: &str = "diagnostic.schema.json";

const DESCRIPTION: &str = "One problem as newsconv reports it in JSON: a line of NDJSON. \
    Unknown values are omitted.";

const CODE: &str = "The kind of problem; absent where the run itself failed, and no input is at fault. \
    A code never changes its meaning.";

const OPTIONS: &str = "The options of the program that `help` names, or `message` where the run itself failed, \
    without dashes; later versions may have more.";

/// Returns the JSON Schema of a [`Diagnostic`](crate::Diagnostic) in JSON, draft 2020-12, as text that ends in a
/// newline.
///
/// ```
/// let schema = newsconv::schema::diagnostic_schema();
/// assert!(schema.contains(r#""$id": "urn:newsconv:diagnostic:1""#));
/// ```
#[must_use]
pub fn diagnostic_schema() -> String {
    print(&object([
        ("$schema", text("https://json-schema.org/draft/2020-12/schema")),
        ("$id", text("urn:newsconv:diagnostic:1")),
        ("title", text("diagnostic")),
        ("description", text(DESCRIPTION)),
        ("type", text("object")),
        ("properties", properties()),
        ("required", names(&["severity", "message"])),
        ("dependentRequired", dependents()),
        ("not", object([("required", names(&["line", "row"]))])),
        ("additionalProperties", Json::Boolean(false)),
    ]))
}

fn properties() -> Json {
    object([
        ("code", described(CODE, codes())),
        ("severity", described("How bad it is.", ("enum", severities()))),
        ("path", described("The source, as it was named to newsconv.", string())),
        ("line", number("Line of the source, from 1.", 1)),
        ("column", number("Column in characters, from 1.", 1)),
        ("byte", number("Bytes of the source before the place.", 0)),
        ("row", number("Row of a columnar source, from 1.", 1)),
        ("field", described("The field, such as `images[2].width`.", string())),
        ("message", described("What is wrong, in words.", string())),
        (
            "help",
            described("What to do about it, with options as the program spells them.", string()),
        ),
        ("options", options()),
        (
            "sourceLine",
            described(
                "The source line; of a long line only the part around the position.",
                string(),
            ),
        ),
        ("sourceColumn", number("Column of the first character of `sourceLine`.", 1)),
    ])
}

/// Returns which members occur only together with another.
fn dependents() -> Json {
    object([
        ("line", names(&["path", "column", "byte"])),
        ("column", names(&["line"])),
        ("byte", names(&["line"])),
        ("sourceLine", names(&["line", "sourceColumn"])),
        ("sourceColumn", names(&["sourceLine"])),
    ])
}

type Member = (&'static str, Json);

fn described(description: &'static str, what: Member) -> Json {
    object([("description", text(description)), what])
}

fn string() -> Member {
    ("type", text("string"))
}

fn number(description: &'static str, minimum: i128) -> Json {
    let minimum = ("minimum", Json::Integer(minimum));
    object([("description", text(description)), ("type", text("integer")), minimum])
}

/// Returns each code with its title, which form generators show next to it.
fn codes() -> Member {
    let one = |code: &Code| object([("const", text(code.as_str())), ("title", text(code.title()))]);
    ("oneOf", list(Code::ALL.iter().map(one)))
}

/// Returns the list of names of options.
fn options() -> Json {
    let names = OptionName::ALL.iter().map(|option| text(option.as_str()));
    object([
        ("description", text(OPTIONS)),
        ("type", text("array")),
        ("items", object([("enum", list(names))])),
        ("minItems", Json::Integer(1)),
    ])
}

fn severities() -> Json {
    list(Severity::ALL.iter().map(|severity| text(severity.as_str())))
}

fn names(names: &[&'static str]) -> Json {
    list(names.iter().map(|name| text(*name)))
}
