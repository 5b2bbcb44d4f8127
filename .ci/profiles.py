#!/usr/bin/env python3
"""Writes src/pipeline/mapping/profiles/table.rs from the profiles beside it: `make profiles`.

The table keeps its order; new profiles come last. A Rust test holds the table to the files.
"""

import json
import re
import tomllib
from pathlib import Path

FOLDER = Path(__file__).parent.parent / "src/pipeline/mapping/profiles"
TABLE = FOLDER / "table.rs"
HEAD = """\
//! The built-in profiles: generated from the TOML files beside this one, so that they are not parsed at start.
//!
//! `make profiles` writes this file.

use super::entry::Profile;
use crate::decode::shapes::Split;
use crate::pipeline::mapping::writing::Times;

/// The built-in profiles: `common`, then those of site generators, then those of APIs and feeds.
#[rustfmt::skip]
pub const PROFILES: &[Profile] = &[
"""


def text(value):
    """A literal of Rust; those of JSON are the same for what profiles hold."""
    return json.dumps(value, ensure_ascii=False)


def option(value):
    return "None" if value is None else f"Some({text(value)})"


def entry(name):
    """The profile as a value of Rust."""
    profile = tomllib.loads((FOLDER / f"{name}.toml").read_text())
    write = profile.get("write", {})
    times = write.get("times", "rfc3339").title().replace("-", "")
    lines = [
        f"name: {text(name)},",
        f"title: {text(profile['title'])},",
        f"url: {text(profile['url'])},",
        f'text: include_str!("{name}.toml"),',
        f"based_on: {option(profile.get('based-on'))},",
        f"split: Split::{profile.get('split', 'never').capitalize()},",
        f"records: {option(profile.get('records'))},",
        f"utc: &[{', '.join(map(text, profile.get('utc', [])))}],",
        f"lenient: {str(profile.get('lenient', False)).lower()},",
        f"header_lines: {str(profile.get('header-lines', False)).lower()},",
        f"forms: &[{', '.join(map(text, write.get('front-matter', [])))}],",
        f"times: Times::{times},",
        f"site_paths: {str(write.get('site-paths', False)).lower()},",
        *(
            f"{name.replace('-', '_')}: {str(write.get(name, False)).lower()},"
            for name in ("lists", "author-maps", "one-image", "any-case")
        ),
        "fields: &[",
        *(
            f"    ({text(field)}, &[{', '.join(map(text, sources))}]),"
            for field, sources in profile["fields"].items()
        ),
        "],",
    ]
    return "".join(f"{line}\n" for line in ["    Profile {", *(f"        {x}" for x in lines), "    },"])


def main():
    known = re.findall(r'name: "([^"]+)"', TABLE.read_text()) if TABLE.exists() else []
    names = {path.stem for path in FOLDER.glob("*.toml")}
    order = [name for name in known if name in names] + sorted(names.difference(known))
    TABLE.write_text(HEAD + "".join(map(entry, order)) + "];\n")


if __name__ == "__main__":
    main()
