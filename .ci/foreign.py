#!/usr/bin/env python3
"""What newsconv makes of other sites' archives: `make foreign`.

Each folder below NEWSCONV_FOREIGN is an archive, each file of a folder `api` an answer of an API. The table says for
each: files, those that are converted, the share of front matter values that land in typed columns, the same with the
profile that `newsconv profile suggest` drafts, the share of articles with a time, an author, a URL and an image, and the
share of files that come back byte for byte under `--preserve`, and with the same meaning without it.
"""

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path

import yaml

PROGRAM = os.environ.get("NEWSCONV", "target/release/newsconv")
MARKDOWN = {".md", ".mdx", ".markdown", ".mkd", ".mdown"}


def run(*words):
    """The exit code and the messages of newsconv."""
    done = subprocess.run([PROGRAM, *map(str, words)], capture_output=True, text=True, check=False)
    return done.returncode, done.stderr


def fields(*words):
    """The names of the fields of an article and of each record in it."""
    schema = json.loads(subprocess.check_output([PROGRAM, "schema", "--as", "json-schema", *map(str, words)]))
    names = {key: set(record["properties"]) for key, record in schema["$defs"].items() if "properties" in record}
    return set(schema["properties"]), names


ARTICLE, RECORDS = fields()
KINDS = {"provider": "provider", "images": "image", "authors": "author", "related": "related"}


def leaves(value):
    """The number of values that are not null, lists and maps without items included."""
    if isinstance(value, dict) and value:
        return sum(map(leaves, value.values()))
    if isinstance(value, list) and value:
        return sum(map(leaves, value))
    return 0 if value is None else 1


def unknown(record, names):
    """The number of values under unknown keys of a record and of those in it."""
    count = 0
    for key, value in record.items():
        if key == "extra" or key not in names:
            count += leaves(value)
        elif key in KINDS:
            items = value if isinstance(value, list) else [value]
            count += sum(unknown(item, RECORDS[KINDS[key]]) for item in items if item is not None)
    return count


class Loader(yaml.SafeLoader):
    """PyYAML with texts for dates, so that spellings of one time are told apart."""


Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in rules if not tag.endswith(":timestamp")]
    for first, rules in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def front_matter(path):
    """The front matter of a file as Python reads it, or None."""
    text = path.read_text(encoding="utf-8-sig", errors="replace")
    found = re.match(r"(---|\+\+\+)[ \t]*\r?\n(.*?)^\1[ \t]*(\r?\n|\Z)", text, re.DOTALL | re.MULTILINE)
    if not found:
        return None
    try:
        if found[1] == "+++":
            return tomllib.loads(found[2].replace("\r\n", "\n"))
        return yaml.load(found[2], Loader) or {}
    except (yaml.YAMLError, tomllib.TOMLDecodeError):
        return None


def share(part, whole):
    return f"{100 * part / whole:.1f} %" if whole else "-"


def suggested(folder, temporary):
    """The share of values that land in columns with the profile that `profile suggest` drafts."""
    drafted, table = temporary / "suggested.toml", temporary / "suggested.ndjson"
    with drafted.open("w") as out:
        subprocess.run([PROGRAM, "profile", "suggest", folder, "-q"], stdout=out, stderr=subprocess.DEVNULL, check=False)
    code, messages = run(folder, table, "--on-error", "skip", "--profile", drafted, "-q")
    if not table.exists():
        return messages.strip().splitlines()[0] if messages else f"exit {code}"
    article, _ = fields("--profile", drafted)
    total = untyped = 0
    for line in table.open():
        record = json.loads(line)
        source = front_matter(folder / record["path"])
        if source:
            total += leaves(source)
            untyped += unknown(record, article)
    return share(total - untyped, total)


def archive(folder, profile):
    """The row of an archive."""
    files = sorted(path for path in folder.rglob("*") if path.suffix.lower() in MARKDOWN)
    with tempfile.TemporaryDirectory() as temporary:
        out = Path(temporary)
        table = out / "all.ndjson"
        run(folder, table, "--on-error", "skip", "--profile", profile, "-q")
        articles = [json.loads(line) for line in table.open()] if table.exists() else []
        sources = {article["path"]: front_matter(folder / article["path"]) for article in articles}
        total = sum(leaves(source) for source in sources.values() if source)
        untyped = sum(unknown(article, ARTICLE) for article in articles if sources[article["path"]])
        filled = {
            "time": lambda x: x.get("publishedDateTime"),
            "author": lambda x: (x.get("provider") or {}).get("authors"),
            "URL": lambda x: x.get("webUrl") or x.get("originalUrl"),
            "image": lambda x: x.get("images"),
        }
        shares = [share(sum(bool(get(x)) for x in articles), len(articles)) for get in filled.values()]
        columns = out / "all.parquet"
        run(folder, columns, "--on-error", "skip", "--preserve", "--profile", profile, "-q")
        run(columns, f"{out}/bytes/", "--preserve", "-q")
        run(table, f"{out}/meaning/", "-q")
        bytes_back = meaning_back = 0
        for path, source in sources.items():
            back = out / "bytes" / path
            bytes_back += back.exists() and back.read_bytes() == (folder / path).read_bytes()
            again = out / "meaning" / path
            meaning_back += again.exists() and front_matter(again) == source
        row = [folder.name, len(files), share(len(articles), len(files)), share(total - untyped, total)]
        row.append(suggested(folder, out))
        return [*row, *shares, share(bytes_back, len(articles)), share(meaning_back, len(articles))]


def answer(path):
    """The row of an API's answer."""
    with tempfile.TemporaryDirectory() as temporary:
        table = Path(temporary) / "all.ndjson"
        code, messages = run(path, table, "-q")
        articles = [json.loads(line) for line in table.open()] if table.exists() else []
        if not articles:
            return [path.name, "-", messages.strip().splitlines()[0] if messages else f"exit {code}"]
        filled = {
            "title": lambda x: x.get("title"),
            "time": lambda x: x.get("publishedDateTime"),
            "URL": lambda x: x.get("webUrl") or x.get("originalUrl"),
            "author or publisher": lambda x: any(
                (x.get("provider") or {}).get(key) for key in ("name", "domain", "authors")
            ),
        }
        shares = [share(sum(bool(get(x)) for x in articles), len(articles)) for get in filled.values()]
        return [path.name, len(articles), *shares]


def table(head, rows):
    """Prints a table in Markdown."""
    print("|", " | ".join(head), "|")
    print("|" + "---|" * len(head))
    for row in rows:
        print("|", " | ".join(map(str, row)), "|")
    print()


def main():
    root = Path(os.environ.get("NEWSCONV_FOREIGN", "../shared/foreign"))
    profile = sys.argv[1] if len(sys.argv) > 1 else "common"
    if not root.is_dir() or not shutil.which(PROGRAM):
        sys.exit(f"there is no folder {root} or no program {PROGRAM}; set NEWSCONV_FOREIGN and NEWSCONV")
    folders = sorted(path for path in root.iterdir() if path.is_dir())
    head = ["archive", "files", "converted", "typed", "suggested", "time", "author", "URL", "image", "bytes back", "meaning back"]
    table(head, [archive(folder, profile) for folder in folders if folder.name != "api"])
    answers = sorted((root / "api").glob("*")) if (root / "api").is_dir() else []
    table(["answer", "articles", "title", "time", "URL", "author or publisher"], map(answer, answers))


if __name__ == "__main__":
    main()
