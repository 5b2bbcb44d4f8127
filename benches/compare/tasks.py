"""What is compared: each task is a job of newsconv's beside those of its peers."""

from dataclasses import dataclass, field

from measure import Contender


@dataclass
class Task:
    """One row or more of the table: newsconv's time against each peer's."""

    title: str
    ours: Contender
    peers: list
    # Peer name -> least ratio of its time to newsconv's; "fastest" stands for the fastest peer.
    goals: dict = field(default_factory=dict)


class Tasks:
    """Makes the tasks over the prepared files in `data`, with their outputs in `out`."""

    def __init__(self, newsconv, python, here, data, out):
        self.newsconv, self.python, self.here, self.data, self.out = newsconv, python, here, data, out

    def all(self, gray_matter):
        """All tasks; `gray_matter` says whether Node and that package are there."""
        folder = self.data / "folder"
        yield from self.from_folder(folder, gray_matter)
        yield self.task(
            "NDJSON → Parquet", "articles.ndjson", "parquet",
            ["duckdb-ndjson-parquet", "pyarrow-ndjson-parquet", "polars-ndjson-parquet"],
            {"fastest": 2.0},
        )
        yield self.task(
            "Parquet → NDJSON", "articles.parquet", "ndjson",
            ["duckdb-parquet-ndjson", "polars-parquet-ndjson"], {"fastest": 1.0},
        )
        yield self.task(
            "CSV → Parquet", "articles.csv", "parquet",
            ["duckdb-csv-parquet", "pyarrow-csv-parquet", "polars-csv-parquet"], {"fastest": 1.0},
        )
        yield self.task(
            "Parquet → CSV", "articles.parquet", "csv",
            ["duckdb-parquet-csv", "pyarrow-parquet-csv", "polars-parquet-csv"], {"fastest": 1.0},
            # The others cannot write nested columns as CSV: they get what they made of the CSV,
            # in which lists and structs are JSON text.
            peer_source="flat.parquet",
        )
        yield Task(
            "Parquet → folder",
            self.own("folder.parquet", "folder-out/"),
            [self.peer("plain-writes", folder, "plain-out")],
            {"plain-writes": 0.7},
        )
        yield Task(
            "one article → Parquet",
            self.own(next(folder.rglob("*.md")), "one.parquet"),
            [Contender("true", ["true"])],
        )

    def from_folder(self, folder, gray_matter):
        """A folder of Markdown to each format that data people ask for."""
        for name, extension in [("Parquet", "parquet"), ("NDJSON", "ndjson"), ("CSV", "csv")]:
            command = f"find '{folder}' -type f -print0 | xargs -0 cat > /dev/null"
            peers = [Contender("find, xargs cat", ["sh", "-c", command])]
            goals = {"find, xargs cat": 1.0}
            if extension == "parquet":
                peers.append(self.peer("frontmatter-parquet", folder, "frontmatter.parquet"))
                goals["frontmatter-parquet"] = 25.0
            if extension == "parquet" and gray_matter:
                script = [self.here / "gray_matter.js", folder, self.out / "gray.ndjson"]
                peers.append(
                    Contender("gray-matter", ["node", *script], self.out / "gray.ndjson", reports=True)
                )
                goals["gray-matter"] = 8.0
            yield Task(f"folder → {name}", self.own(folder, f"folder.{extension}"), peers, goals)

    def task(self, title, source, extension, peers, goals, peer_source=None):
        """A task whose peers do the same with a file as newsconv does."""
        ours = self.own(source, f"newsconv.{extension}")
        given = self.data / (peer_source or source)
        return Task(title, ours, [self.peer(job, given, f"{job}.{extension}") for job in peers], goals)

    def own(self, source, output):
        """newsconv, from a file of the data to a new output."""
        target = str(self.out / output.rstrip("/")) + "/" * output.endswith("/")
        command = [self.newsconv, "--quiet", self.data / source, target]
        return Contender("newsconv", command, self.out / output.rstrip("/"))

    def peer(self, job, source, output):
        """A job of `peers.py`, called by the library's name."""
        command = [self.python, self.here / "peers.py", job, source, self.out / output]
        return Contender(job, command, self.out / output, reports=True)
