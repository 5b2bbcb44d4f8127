"""The results as a Markdown table and as a chart."""

import datetime
import json
import pathlib
import platform
import shutil
import subprocess
from dataclasses import dataclass
from importlib.metadata import version

GRAY_MATTER = pathlib.Path(__file__).resolve().parent / "node_modules" / "gray-matter" / "package.json"
PACKAGES = ["duckdb", "polars", "pyarrow", "python-frontmatter", "PyYAML"]


@dataclass
class Row:
    """One line of the table. `met` is none where there was no goal."""

    work: str
    ours: str
    peer: str
    theirs: str
    ratio: float | None = None
    goal: str = ""
    met: bool | None = None


def seconds(value):
    """Seconds as people read them."""
    return f"{value * 1000:.1f} ms" if value < 0.1 else f"{value:.2f} s"


def table(rows):
    """The rows as a Markdown table."""
    lines = [
        "| work | newsconv | beside | takes | times newsconv's | goal | met |",
        "|---|---:|---|---:|---:|---|---|",
    ]
    for row in rows:
        ratio = "" if row.ratio is None else f"**{row.ratio:.2f} ×**"
        met = {None: "", True: "yes", False: "no"}[row.met]
        cells = [row.work, row.ours, row.peer, row.theirs, ratio, row.goal, met]
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines)


def machine(newsconv, rounds, data):
    """A sentence on what was measured where, and when."""
    with open("/proc/cpuinfo", encoding="utf-8") as file:
        models = [line.split(":", 1)[1].strip() for line in file if line.startswith("model name")]
    packages = ", ".join([*(f"{name} {version(name)}" for name in PACKAGES), *node_packages()])
    own = subprocess.run([newsconv, "--version"], check=True, capture_output=True, text=True).stdout.strip()
    return (
        f"{own}, {datetime.date.today()}; {len(models)} × {models[0] if models else platform.machine()}, "
        f"{platform.system()} {platform.release()}; {packages}. {data} Medians of {rounds} rounds, warm cache."
    )


def has_gray_matter():
    """Whether Node is there, and gray-matter is installed for it."""
    return bool(shutil.which("node")) and GRAY_MATTER.is_file()


def node_packages():
    """gray-matter and Node with their versions, where they are there."""
    if not has_gray_matter():
        return []
    node = subprocess.run(["node", "--version"], check=True, capture_output=True, text=True).stdout
    gray_matter = json.loads(GRAY_MATTER.read_text(encoding="utf-8"))["version"]
    return [f"gray-matter {gray_matter}", f"Node {node.strip().removeprefix('v')}"]


def front_matter(criterion):
    """The rows on front matter in memory, from what `cargo bench --bench front_matter` left."""
    folder = criterion / "front_matter"
    if not folder.is_dir():
        raise SystemExit(f"there is no {folder}; run cargo bench --bench front_matter first")

    def nanoseconds(name):
        text = (folder / name / "new" / "estimates.json").read_text(encoding="utf-8")
        return json.loads(text)["median"]["point_estimate"]

    bytes_read = json.loads((folder / "fast" / "new" / "benchmark.json").read_text())["throughput"]["Bytes"]
    ours = nanoseconds("fast")
    speed = bytes_read / ours * 1000
    work = "front matter in memory, one core"
    yield Row(work, f"{speed:.0f} MB/s", "", "", None, "≥ 600 MB/s", speed >= 600)
    for name, called in [("full", "the full YAML path"), ("yaml_serde", "yaml_serde")]:
        theirs = nanoseconds(name)
        ratio = theirs / ours
        took = f"{bytes_read / theirs * 1000:.0f} MB/s"
        yield Row(work, f"{speed:.0f} MB/s", called, took, ratio, "≥ 15 ×", ratio >= 15)


def chart(rows, target):
    """Draws the rows that have a ratio as bars on a logarithmic scale, as SVG."""
    import matplotlib

    matplotlib.use("svg")
    matplotlib.rcParams["svg.hashsalt"] = "newsconv"
    from matplotlib import pyplot

    bars = [row for row in rows if row.ratio is not None][::-1]
    figure, axes = pyplot.subplots(figsize=(9, 0.32 * len(bars) + 1.2))
    colours = ["#2a6f97" if row.ratio >= 1 else "#c1666b" for row in bars]
    places = range(len(bars))
    axes.barh(places, [row.ratio for row in bars], color=colours, height=0.7)
    axes.set_yticks(places, [f"{row.work}: {row.peer}" for row in bars])
    axes.set_xscale("log")
    axes.axvline(1, color="#333333", linewidth=1)
    for place, row in zip(places, bars):
        axes.annotate(
            f" {row.ratio:.1f} ×", (row.ratio, place), va="center", ha="left" if row.ratio >= 1 else "right"
        )
    axes.set_xlabel("times as long as newsconv takes (more is slower)")
    axes.spines[["top", "right"]].set_visible(False)
    axes.margins(x=0.12, y=0.01)
    figure.savefig(target, bbox_inches="tight", metadata={"Date": None})
