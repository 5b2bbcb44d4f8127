//! What a conversion would do, for people and as JSON.

use std::fmt::Write as _;

use newsconv::diagnostic::printable;
use newsconv::plan::{Names, Plan};
use serde_json::{Value, json};

use super::words::count;

/// Returns the plan in lines of text. `by` is the profile that was asked for, if it has another name.
pub(crate) fn text(plan: &Plan, by: Option<&str>) -> String {
    let mut text = String::new();
    // Writing to a `String` cannot fail.
    for inputs in &plan.inputs {
        let what = format!("{} as {}", count(inputs.names.count, "input"), inputs.format);
        let _ = writeln!(text, "would read {what}: {}", list(&inputs.names));
    }
    if plan.unreadable.count > 0 {
        let bad = count(plan.unreadable.count, "record");
        let _ =
            writeln!(text, "would reject {bad}, which cannot be read: {}", list(&plan.unreadable));
    }
    match by.or(plan.profile.as_deref()) {
        Some(profile) => {
            let _ = writeln!(text, "would map keys by the profile {}", printable(profile));
        }
        None => text.push_str("would map no keys\n"),
    }
    if let Some((profile, file)) =
        plan.generator.filter(|(name, _)| plan.profile.as_deref() != Some(*name))
    {
        let _ = writeln!(
            text,
            "found {file} above the inputs: --profile {profile} is made for such a site"
        );
    }
    let each = if plan.is_folder { ", one file for each article" } else { "" };
    let output = if plan.output == "-" { "standard output" } else { &plan.output };
    let _ = writeln!(text, "would write {} to {}{each}", plan.format, printable(output));
    match &plan.replaced {
        Some(names) if names.count == 0 => {}
        Some(names) => {
            let _ = writeln!(text, "would replace {}: {}", count(names.count, "file"), list(names));
        }
        None => text.push_str("would replace the files there that have the path of an article\n"),
    }
    if let Some(folder) = &plan.rejects {
        let _ = writeln!(text, "would copy rejected records to {}", printable(folder));
    }
    if plan.deleted.count > 0 {
        let files = count(plan.deleted.count, "file");
        let _ = writeln!(text, "would delete {files}: {}", list(&plan.deleted));
    }
    text
}

fn list(names: &Names) -> String {
    let mut first: Vec<_> = names.first.iter().map(|name| printable(name)).collect();
    let more = names.count - first.len() as u64;
    if more > 0 {
        first.push(format!("and {more} more"));
    }
    first.join(", ")
}

/// Returns the plan as one line of JSON.
pub(crate) fn json(plan: &Plan) -> String {
    let names = |names: &Names| json!({ "count": names.count, "first": names.first });
    let inputs = plan.inputs.iter().map(|inputs| {
        let mut object = names(&inputs.names);
        object["format"] = json!(inputs.format);
        object
    });
    let generator =
        plan.generator.map(|(profile, file)| json!({ "profile": profile, "file": file }));
    let plan = json!({
        "inputs": inputs.collect::<Vec<_>>(),
        "unreadable": names(&plan.unreadable),
        "profile": plan.profile,
        "generator": generator,
        "output": plan.output,
        "format": plan.format,
        "folder": plan.is_folder,
        "replaced": plan.replaced.as_ref().map_or(Value::Null, names),
        "rejects": plan.rejects,
        "deleted": names(&plan.deleted),
    });
    format!("{}\n", json!({ "plan": plan }))
}
