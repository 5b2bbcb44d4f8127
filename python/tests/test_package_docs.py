"""The package: every example of `docs/python.md`, the READMEs and the notebook runs."""

from __future__ import annotations

import re
import warnings
from pathlib import Path

import newsconv as nc
import pytest

from conftest import PROJECT

DOCS = PROJECT / "docs" / "python.md"
TEXTS = {
    "sea": "The ferry left the harbour with salt and wind on the waves.",
    "land": "The tractor crossed the field behind the barn at the farm.",
}


def sections(file: Path) -> dict[str, list[str]]:
    """The Python blocks of each section."""
    found: dict[str, list[str]] = {}
    for section in re.split(r"^## ", file.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]:
        blocks = re.findall(r"^```python\n(.*?)^```", section, re.MULTILINE | re.DOTALL)
        if blocks:
            found[section.splitlines()[0]] = blocks
    return found


@pytest.fixture
def posts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with an archive in `posts/`."""
    rows = [
        {
            "path": f"{topic}-{number}.md",
            "title": f"{topic.title()} {number}",
            "publishedDateTime": f"2024-{number % 12 + 1:02}-10T{number % 24:02}:30:00+0{number % 3}:00",
            "topics": [topic, "news"],
            "provider": {"name": f"Paper {number % 2}"},
            "images": [{"url": f"/{number}.jpg", "width": 10, "height": 10}] * (number % 3),
            "weight": number,
            "body": f"{text}\n" * (1 + number % 4),
        }
        for number in range(20)
        for topic, text in TEXTS.items()
    ]
    nc.write(rows, tmp_path / "posts/")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("name", sections(DOCS))
def test_a_section_runs(name: str, posts: Path) -> None:
    namespace: dict[str, object] = {}
    with warnings.catch_warnings():
        warnings.simplefilter("error", nc.NewsconvWarning)
        for block in sections(DOCS)[name]:
            exec(compile(block, f"{DOCS.name}: {name}", "exec"), namespace)


def test_no_section_is_missing() -> None:
    assert len(sections(DOCS)) == 13


@pytest.mark.parametrize("readme", ["README.md", "python/README.md"])
def test_the_readme_runs(readme: str, posts: Path) -> None:
    text = (PROJECT / readme).read_text(encoding="utf-8")
    blocks = [block for block in re.findall(r"```python\n(.*?)```", text, re.DOTALL) if "import newsconv" in block]
    assert len(blocks) == 1
    exec(compile(blocks[0], readme, "exec"), {})
    assert nc.verify("posts/", "news.parquet")


def test_the_notebook_runs(tmp_path: Path) -> None:
    import nbformat
    from nbclient import NotebookClient

    file = PROJECT / "examples" / "newsconv.ipynb"
    notebook = nbformat.read(file, as_version=4)
    executed = notebook.copy()
    NotebookClient(executed, timeout=300, kernel_name="python3", resources={"metadata": {"path": str(tmp_path)}}).execute()

    def plots(cells: list[object]) -> int:
        outputs = [output for cell in cells for output in cell.get("outputs", [])]  # type: ignore[attr-defined]
        return sum("image/png" in output.get("data", {}) for output in outputs)

    assert plots(executed.cells) == plots(notebook.cells) == 2, "it is stored with its outputs"
