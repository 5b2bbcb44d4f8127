"""What `--as` writes is what the generators, and readers of feeds, take it for."""

from __future__ import annotations

import json
import re
import tomllib
from datetime import date, datetime
from pathlib import Path
from typing import Any

import yaml

from conftest import PROJECT, Run

ARCHIVE = PROJECT / "samples" / "valid" / "archive"
# What https://www.jsonfeed.org/version/1.1/ says of the members of a feed and of its items.
FEED = {"version": str, "title": str, "home_page_url": str, "items": list}
ITEM = {
    "id": str,
    "url": str,
    "external_url": str,
    "title": str,
    "content_html": str,
    "content_text": str,
    "summary": str,
    "image": str,
    "date_published": str,
    "date_modified": str,
    "authors": list,
    "tags": list,
    "language": str,
    "attachments": list,
}
RFC3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")
ADDRESSES = ("url", "external_url", "image")


def check(value: dict[str, Any], members: dict[str, type]) -> None:
    """Each member is one of these, or an extension."""
    for name, member in value.items():
        if name.startswith("_"):
            assert isinstance(member, dict), name
            continue
        assert type(member) is members[name], name


def test_json_feed_is_valid(newsconv: Run, tmp_path: Path) -> None:
    feed_path = tmp_path / "feed.json"
    newsconv(ARCHIVE, feed_path, "--as", "jsonfeed", "--profile", "common")
    feed = json.loads(feed_path.read_text("utf-8"))
    check(feed, FEED)
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert feed["title"]
    assert len(feed["items"]) == 4
    assert len({item["id"] for item in feed["items"]}) == 4
    for item in feed["items"]:
        check(item, ITEM)
        assert item["id"]
        assert "content_html" in item or "content_text" in item
        for name in ("date_published", "date_modified"):
            assert name not in item or RFC3339.fullmatch(item[name])
        assert all(item.get(name, "https://").startswith(("http://", "https://")) for name in ADDRESSES)
        for author in item.get("authors", []):
            assert author.get("name") or author.get("url")
            assert set(author) <= {"name", "url", "avatar"}
        assert all(isinstance(tag, str) for tag in item.get("tags", []))
    newsconv("verify", ARCHIVE, feed_path, "--profile", "common")


def test_schema_org_has_what_google_asks_for(newsconv: Run, tmp_path: Path) -> None:
    pages = tmp_path / "pages.ndjson"
    newsconv(ARCHIVE, pages, "--as", "schema-org", "--profile", "common")
    for line in pages.read_text("utf-8").splitlines():
        page = json.loads(line)
        assert page["@context"] == "https://schema.org"
        assert page["@type"] == "NewsArticle"
        assert isinstance(page["headline"], str)
        datetime.fromisoformat(page["datePublished"])
    newsconv("verify", ARCHIVE, pages, "--profile", "common")


def front(path: Path, fence: str) -> str:
    """The text between the fences."""
    return path.read_text("utf-8").removeprefix(f"{fence}\n").split(f"\n{fence}")[0]


def test_dates_have_the_types_of_each_generator(newsconv: Run, tmp_path: Path) -> None:
    source = tmp_path / "in.ndjson"
    moment = "2024-01-23T12:00:00+01:00"
    article = {
        "path": "a.md",
        "title": "The ferry",
        "publishedDateTime": moment,
        "updatedDateTime": "2024-01-24T00:00:00Z",
        "provider": {"authors": [{"name": "Ada"}]},
        "tags": ["a"],
    }
    source.write_text(json.dumps(article), "utf-8")
    for name, day, changed in [
        ("jekyll", "date", "last_modified_at"),
        ("hugo", "date", "lastmod"),
        ("astro", "pubDate", "updatedDate"),
    ]:
        newsconv(source, f"{tmp_path}/{name}/", "--as", name)
        read = yaml.safe_load(front(tmp_path / name / "a.md", "---"))
        # Ruby's YAML takes `+0100` for an offset, PyYAML takes `+01:00` alone.
        expected = "2024-01-23 12:00:00 +0100" if name == "jekyll" else datetime.fromisoformat(moment)
        assert read[day] == expected, name
        assert read[changed] == date(2024, 1, 24), name
        assert read["author"] == "Ada"
        assert read["tags"] == ["a"]
    newsconv(source, f"{tmp_path}/zola/", "--as", "zola")
    zola = tomllib.loads(front(tmp_path / "zola" / "a.md", "+++"))
    assert zola["date"] == datetime.fromisoformat(moment)
    assert zola["updated"] == date(2024, 1, 24)
    assert zola["authors"] == ["Ada"]
    assert zola["taxonomies"] == {"tags": ["a"]}
