"""The archives that the comparison runs on: generated from a seed, or copies of real articles."""

import base64
import json
import os
import pathlib
import random
import shutil
import sys

# The lengths below are those of a real site's news: 1.5 kB of front matter in the middle.
LETTERS = "etaoinshrdlucmfwypvbgkjqxz"
TOPICS = [f"Topic {name}" for name in ("AI", "Apps", "Business", "Data", "Energy", "Health", "World")]


class Generator:
    """Articles that repeat themselves as real ones do: words by Zipf's law, some 200 providers."""

    def __init__(self, seed=2024):
        self.random = random.Random(seed)
        lengths = self.random.choices(range(2, 12), weights=[5, 9, 12, 12, 10, 9, 8, 6, 4, 2], k=6000)
        self.words = ["".join(self.random.choices(LETTERS, k=length)) for length in lengths]
        self.weights = [1 / (rank + 3) for rank in range(len(self.words))]
        self.pool = iter(())
        names = [self.sentence(1, 3).title() for _ in range(200)]
        self.providers = [
            {
                "name": name,
                "domain": name.lower().replace(" ", "") + ".example",
                "images": [{"url": f"https://logos.example/{i}.jpg", "width": 50, "height": 50}],
            }
            for i, name in enumerate(names)
        ]

    def word(self):
        word = next(self.pool, None)
        if word is None:
            self.pool = iter(self.random.choices(self.words, self.weights, k=100_000))
            word = next(self.pool)
        return word

    def sentence(self, least, most):
        return " ".join(self.word() for _ in range(self.random.randint(least, most)))

    def article(self, number):
        """The article `number` as newsconv's JSON."""
        chance = self.random.random
        title = self.sentence(6, 16).capitalize()
        day = f"2023-{1 + number // 28 % 12:02}-{1 + number % 28:02}"
        provider = self.random.choice(self.providers)
        url = f"https://www.{provider['domain']}/{day}/{title.lower().replace(' ', '-')}/"
        clock = self.random.randrange(86_400)
        article = {
            "path": f"news/{day}-{number:07}.md",
            "category": "news",
            "title": title,
            "excerpt": self.sentence(20, 55).capitalize() + ".",
            "publishedDateTime": f"{day}T{clock // 3600:02}:{clock // 60 % 60:02}:{clock % 60:02}Z",
            "originalUrl": url,
            "webUrl": url,
            "type": "article" if chance() < 0.9 else "video",
            "quality": self.random.randrange(101),
            "heat": self.random.randrange(101),
            "published": True,
            "provider": provider,
            "topics": self.random.sample(TOPICS, self.random.choice([1, 1, 1, 2, 3])),
        }
        if chance() < 0.92:
            image = f"https://images.example/{self.random.getrandbits(64):016x}.jpg"
            article["images"] = [
                {"url": image, "width": 1280, "height": self.random.randrange(400, 900), "isCached": True}
            ]
        article["secured"] = f"{self.base64(288)};{self.base64(16)}"
        if chance() < 0.25:
            article["body"] = "\n" + "\n\n".join(self.sentence(30, 90) for _ in range(2)) + "\n"
        return article

    def base64(self, count):
        return base64.b64encode(self.random.randbytes(count)).decode()


def ndjson(target, count):
    """Writes `count` generated articles, unless the file is there."""
    if target.exists():
        return
    generator = Generator()
    draft = target.with_suffix(".draft")
    with draft.open("w", encoding="utf-8") as file:
        for number in range(count):
            file.write(json.dumps(generator.article(number), ensure_ascii=False) + "\n")
    draft.rename(target)


def copies(corpus, target, count):
    """Fills the folder `target` with `count` copies of the articles in `corpus`, under new names."""
    if target.exists():
        return
    sources = sorted(file for file in pathlib.Path(corpus).rglob("*.md") if is_article(file))
    if not sources:
        raise SystemExit(f"there is no article in {corpus}")
    draft = target.with_suffix(".draft")
    shutil.rmtree(draft, ignore_errors=True)
    texts = [(file.relative_to(corpus), file.read_bytes()) for file in sources]
    for number in range(count):
        name, text = texts[number % len(texts)]
        file = draft / name.parent / f"{name.stem}-{number // len(texts):04}.md"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(text)
    os.rename(draft, target)


def is_article(file):
    with file.open("rb") as opened:
        return opened.read(3) == b"---"


def main():
    target, count = sys.argv[1:]
    ndjson(pathlib.Path(target), int(count))


if __name__ == "__main__":
    main()
