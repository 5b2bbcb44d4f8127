"""newsconv beside what people use today: makes the data, runs everybody in turn, prints the table.

`make bench-compare` runs it with the peers in a virtual environment. The table and the chart are
written to `results.md` and `results.svg` beside this file.
"""

import argparse
import os
import pathlib
import shutil
import subprocess
import sys

import data
import report
from measure import Contender, ratio, remove, rounds
from report import Row
from tasks import Tasks

HERE = pathlib.Path(__file__).resolve().parent
MB = 1_000_000


def main():
    options = arguments()
    compare = Compare(options)
    compare.prepare()
    rows = [*compare.front_matter(), *compare.speed(), *compare.size(), *compare.growth()]
    machine = report.machine(options.newsconv, options.rounds, compare.described())
    text = f"{report.table(rows)}\n\n{machine}\n"
    print(text)
    (HERE / "results.md").write_text(text, encoding="utf-8")
    report.chart(rows, HERE / "results.svg")


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--newsconv", required=True, help="the program, built with the profile dist")
    parser.add_argument("--work", type=pathlib.Path, required=True, help="folder for data and outputs")
    parser.add_argument("--criterion", type=pathlib.Path, required=True, help="folder of criterion's results")
    parser.add_argument("--corpus", help="folder of real articles, copied under new names")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--files", type=int, default=20_000, help="files in the folder of Markdown")
    parser.add_argument("--articles", type=int, default=200_000, help="articles in NDJSON, CSV and Parquet")
    parser.add_argument("--many", type=int, default=1_000_000, help="articles for memory and growth")
    return parser.parse_args()


class Compare:
    """The run: its data, its outputs and what was found."""

    def __init__(self, options):
        self.options = options
        self.data = options.work / "data"
        self.out = options.work / "out"
        self.python = sys.executable

    def prepare(self):
        """Makes the data that is not there yet."""
        self.data.mkdir(parents=True, exist_ok=True)
        shutil.rmtree(self.out, ignore_errors=True)
        self.out.mkdir()
        self.generate("articles.ndjson", self.options.articles)
        self.generate("many.ndjson", self.options.many)
        self.generate("tenth.ndjson", self.options.many // 10)
        for target in ["articles.parquet", "articles.csv"]:
            self.convert("articles.ndjson", target)
        self.run_peer("duckdb-csv-parquet", "articles.csv", "flat.parquet")
        self.folder("folder", self.options.files)
        self.folder("many-files", self.options.many // 10)
        self.convert("folder", "folder.parquet")

    def generate(self, name, count):
        # In a process of its own: what it holds in memory would count as ours.
        subprocess.run([self.python, HERE / "data.py", self.data / name, str(count)], check=True)

    def folder(self, name, count):
        """A folder of Markdown: of the corpus where there is one, else of generated articles."""
        target = self.data / name
        if self.options.corpus:
            data.copies(self.options.corpus, target, count)
        elif not target.exists():
            source = f"{name}.ndjson"
            self.generate(source, count)
            draft = self.data / f"{name}.draft"
            shutil.rmtree(draft, ignore_errors=True)
            self.convert(source, f"{draft.name}/")
            os.rename(draft, target)

    def convert(self, source, target, *more):
        if not (self.data / target).exists():
            command = [self.options.newsconv, "--quiet", *more, self.data / source, f"{self.data}/{target}"]
            subprocess.run(command, check=True)

    def run_peer(self, job, source, target):
        if not (self.data / target).exists():
            command = [self.python, HERE / "peers.py", job, self.data / source, self.data / target]
            subprocess.run(command, check=True, stdout=subprocess.DEVNULL)

    def described(self):
        kind = "copies of real articles" if self.options.corpus else "generated articles"
        size = (self.data / "articles.ndjson").stat().st_size / MB
        many = (self.data / "many.ndjson").stat().st_size / MB
        return (
            f"Folders hold {self.options.files:,} {kind}; NDJSON, CSV and Parquet "
            f"{self.options.articles:,} generated ones ({size:,.0f} MB of NDJSON), for memory and growth "
            f"{self.options.many:,} ({many:,.0f} MB)."
        )

    def speed(self):
        """The rows of every task, each checked for the number of articles."""
        gray_matter = report.has_gray_matter()
        if not gray_matter:
            print("gray-matter is not installed, so it is not compared", file=sys.stderr)
        tasks = Tasks(self.options.newsconv, self.python, HERE, self.data, self.out)
        for task in tasks.all(gray_matter):
            print(f"... {task.title}", file=sys.stderr)
            rounds([task.ours, *task.peers], self.options.rounds)
            self.check(task)
            yield from rows_of(task)
            for contender in [task.ours, *task.peers]:
                remove(contender.output)

    def check(self, task):
        """Everybody must have written as many articles."""
        counts = {
            contender.name: self.count(contender.output)
            for contender in [task.ours, *task.peers]
            if contender.output is not None
        }
        if len(set(counts.values())) != 1:
            raise SystemExit(f"{task.title}: the outputs differ in rows: {counts}")

    def count(self, output):
        command = [self.python, HERE / "count_rows.py", output]
        return int(subprocess.run(command, check=True, capture_output=True, text=True).stdout)

    def size(self):
        """newsconv's Parquet beside DuckDB's of the same columns: at the same level, and as both come."""
        self.convert("articles.ndjson", "level-3.parquet", "--compression", "zstd:3")
        self.run_peer("duckdb-parquet-parquet", "articles.parquet", "duckdb.parquet")
        for name, what, goal in [("level-3", "both at zstd level 3", True), ("articles", "each as it comes", False)]:
            ours, theirs = ((self.data / f"{file}.parquet").stat().st_size for file in [name, "duckdb"])
            row = Row(f"size of the Parquet, {what}", f"{ours / MB:.2f} MB", "duckdb", f"{theirs / MB:.2f} MB", theirs / ours)
            if goal:
                row.goal, row.met = "≥ 1.00 ×", theirs >= ours
            yield row

    def growth(self):
        """Peak memory and the cost of ten times as much."""
        one, ten, files = (
            Contender(name, [self.options.newsconv, "--quiet", self.data / name, self.out / f"{name}.parquet"],
                      self.out / f"{name}.parquet")
            for name in ["tenth.ndjson", "many.ndjson", "many-files"]
        )
        rounds([one, ten], max(2, self.options.rounds // 2))
        rounds([files], 1)
        for contender, what in [(ten, f"{self.options.many:,} articles of NDJSON"),
                                (files, f"{self.options.many // 10:,} files")]:
            peak = contender.peak / MB
            yield Row(f"peak memory, {what} → Parquet", f"{peak:.0f} MB", "", "", None, "≤ 300 MB", peak <= 300)
        cost = ratio(one, ten)
        yield Row(
            "ten times the NDJSON → Parquet", report.seconds(one.median), "newsconv, ten times",
            report.seconds(ten.median), cost, "≤ 10.5 ×", cost <= 10.5,
        )

    def front_matter(self):
        """The rows on parsing in memory, from the benchmark that `make bench-compare` has run."""
        return report.front_matter(self.options.criterion)


def rows_of(task):
    """A row for each peer; the goal for the fastest stands at that one."""
    fastest = min(task.peers, key=lambda peer: peer.median)
    for peer in task.peers:
        found = ratio(task.ours, peer)
        goal = task.goals.get(peer.name) or (task.goals.get("fastest") if peer is fastest else None)
        row = Row(task.title, report.seconds(task.ours.median), named(peer), report.seconds(peer.median), found)
        if peer.name == "true":
            more = (task.ours.median - peer.median) * 1000
            row.ratio, row.goal, row.met = None, f"≤ 10 ms more; {more:.1f} ms", more <= 10
        elif goal:
            row.goal, row.met = f"≥ {goal:g} ×", found >= goal
        yield row


def named(peer):
    """The peer's name without the job's."""
    names = {"frontmatter": "python-frontmatter + pyarrow", "plain": "plain writes"}
    first = peer.name.split("-")[0] if peer.reports and peer.name != "gray-matter" else peer.name
    return names.get(first, first)


if __name__ == "__main__":
    main()
