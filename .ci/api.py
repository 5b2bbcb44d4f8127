#!/usr/bin/env python3
"""Lists the public API of the library, one item on each line, for `docs/api.txt`.

    api.py           prints the listing
    api.py check     fails when `docs/api.txt` is another one
    api.py write     writes it there

It reads the JSON of rustdoc, which stable Rust gives out under RUSTC_BOOTSTRAP=1. Only rustdoc itself gets that
variable, by `.ci/rustdoc`: under it, build scripts choose other options, and cargo would compile all dependencies anew,
here and in the next ordinary build. Items are named by the path that their users write; what is `#[doc(hidden)]` is
left out.
"""

from __future__ import annotations

import difflib
import json
import os
import pathlib
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

Item = dict[str, Any]
LISTING = pathlib.Path("docs/api.txt")
RUSTDOC = pathlib.Path(__file__).resolve().with_name("rustdoc")


def rustdoc() -> Item:
    command = ["cargo", "rustdoc", "--locked", "--quiet", "--lib", "--all-features", "--"]
    command += ["-Z", "unstable-options", "--output-format", "json", "--cap-lints", "allow"]
    target = os.environ.get("CARGO_TARGET_DIR", "target")
    subprocess.run(command, check=True, env={**os.environ, "RUSTDOC": str(RUSTDOC)})
    return json.loads(pathlib.Path(target, "doc", "newsconv.json").read_text())


class Listing:
    def __init__(self, doc: Item) -> None:
        self.index: dict[str, Item] = doc["index"]
        self.root = str(doc["root"])

    def get(self, id: Any) -> Item | None:
        return self.index.get(str(id))

    def type(self, of: Any) -> str:
        if of is None:
            return "()"
        ((kind, data),) = of.items() if isinstance(of, dict) else ((of, None),)
        match kind:
            case "resolved_path":
                return data["path"].split("::")[-1] + self.args(data["args"])
            case "generic" | "primitive":
                return data
            case "borrowed_ref":
                life = f"{data['lifetime']} " if data["lifetime"] else ""
                return f"&{life}{'mut ' if data['is_mutable'] else ''}{self.type(data['type'])}"
            case "tuple":
                return f"({', '.join(map(self.type, data))})"
            case "slice":
                return f"[{self.type(data)}]"
            case "array":
                return f"[{self.type(data['type'])}; {data['len']}]"
            case "impl_trait":
                return f"impl {self.bounds(data)}"
            case "dyn_trait":
                traits = [self.path(t["trait"]) for t in data["traits"]]
                return "dyn " + " + ".join(traits + ([data["lifetime"]] if data["lifetime"] else []))
            case "qualified_path":
                return f"{self.type(data['self_type'])}::{data['name']}"
            case "function_pointer":
                return self.signature(data["sig"], "fn")
            case _:
                return kind

    def path(self, path: Item) -> str:
        return path["path"].split("::")[-1] + self.args(path["args"])

    def args(self, args: Any) -> str:
        if not args:
            return ""
        if "parenthesized" in args:
            data = args["parenthesized"]
            out = f" -> {self.type(data['output'])}" if data["output"] else ""
            return f"({', '.join(map(self.type, data['inputs']))}){out}"
        all = [str(next(iter(arg.values()))) if "lifetime" in arg else self.type(next(iter(arg.values()))) for arg in args["angle_bracketed"]["args"]]
        for bound in args["angle_bracketed"]["constraints"]:
            equals = bound["binding"].get("equality", {})
            all.append(f"{bound['name']} = {self.type(equals.get('type'))}" if equals else bound["name"])
        return f"<{', '.join(all)}>" if all else ""

    def bounds(self, bounds: list[Item]) -> str:
        traits = [self.path(b["trait_bound"]["trait"]) for b in bounds if "trait_bound" in b]
        return " + ".join(traits + [b["outlives"] for b in bounds if "outlives" in b])

    def signature(self, sig: Item, name: str) -> str:
        inputs = ", ".join(f"{n}: {self.type(t)}" if n != "self" else self.receiver(t) for n, t in sig["inputs"])
        out = f" -> {self.type(sig['output'])}" if sig["output"] else ""
        return f"{name}({inputs}){out}"

    def receiver(self, of: Any) -> str:
        text = self.type(of)
        return "self" if text == "Self" else text.replace("Self", "self") if text in ("&Self", "&mut Self") else f"self: {text}"

    def generics(self, generics: Item) -> str:
        names = [p["name"] + (f": {self.bounds(p['kind']['type']['bounds'])}" if p["kind"].get("type", {}).get("bounds") else "")
                 for p in generics["params"] if not p["kind"].get("type", {}).get("is_synthetic")]
        return f"<{', '.join(names)}>" if names else ""

    def function(self, item: Item, prefix: str) -> str:
        data = item["inner"]["function"]
        head = "const fn " if data["header"]["is_const"] else "fn "
        return head + self.signature(data["sig"], f"{prefix}{item['name']}{self.generics(data['generics'])}")

    def lines(self, id: Any, path: str, name: str | None = None) -> Iterator[str]:
        item = self.get(id)
        if item is None:
            return
        name = name or item["name"]
        ((kind, data),) = item["inner"].items()
        here = f"{path}::{name}" if path else name
        match kind:
            case "module":
                yield f"mod {here}"
                for child in data["items"]:
                    yield from self.lines(child, here)
            case "use":
                if data["id"] is not None and self.get(data["id"]) and not data["is_glob"]:
                    yield from self.lines(data["id"], path, data["name"])
                else:
                    yield f"use {path}::{data['name']} = {data['source']}"
            case "function":
                yield self.function({**item, "name": name}, f"{path}::")
            case "struct" | "enum" | "trait":
                yield f"{kind} {here}{self.generics(data['generics'])}"
                yield from self.members(kind, data, here)
            case "static" | "constant":
                yield f"{kind} {here}: {self.type(data['type'])}"
            case "type_alias":
                yield f"type {here}{self.generics(data['generics'])} = {self.type(data['type'])}"
            case _:
                yield f"{kind} {here}"

    def members(self, kind: str, data: Item, here: str) -> Iterator[str]:
        if kind == "struct":
            shape = data["kind"]
            fields = shape.get("plain", {}).get("fields", []) if isinstance(shape, dict) else []
            for field in filter(None, map(self.get, fields)):
                yield f"field {here}.{field['name']}: {self.type(field['inner']['struct_field'])}"
        if kind == "enum":
            for variant in filter(None, map(self.get, data["variants"])):
                yield f"variant {here}::{variant['name']}{self.variant(variant['inner']['variant']['kind'])}"
        if kind == "trait":
            for member in filter(None, map(self.get, data["items"])):
                inner = member["inner"]
                if "function" in inner:
                    default = " { … }" if inner["function"]["has_body"] else ""
                    yield f"{self.function(member, f'{here}::')}{default}"
                else:
                    yield f"type {here}::{member['name']}"
            return
        for impl in filter(None, map(self.get, data["impls"])):
            of = impl["inner"]["impl"]
            derived = of["trait"] and of["trait"]["path"] == "StructuralPartialEq"
            if of["is_synthetic"] or of["blanket_impl"] or derived:
                continue
            if of["trait"] is not None:
                yield f"impl {self.path(of['trait'])} for {here}"
                continue
            for member in filter(None, map(self.get, of["items"])):
                if "function" in member["inner"]:
                    yield self.function(member, f"{here}::")
                else:
                    yield f"const {here}::{member['name']}"

    def variant(self, kind: Any) -> str:
        if isinstance(kind, str):
            return ""
        if "tuple" in kind:
            fields = [self.get(id) for id in kind["tuple"]]
            return f"({', '.join(self.type(f['inner']['struct_field']) for f in fields if f)})"
        fields = [self.get(id) for id in kind["struct"]["fields"]]
        return " { " + ", ".join(f"{f['name']}: {self.type(f['inner']['struct_field'])}" for f in fields if f) + " }"


def main() -> int:
    listing = Listing(rustdoc())
    lines = sorted(set(listing.lines(listing.root, "")), key=lambda line: line.split(" ", 1)[1])
    text = "".join(f"{line}\n" for line in lines)
    match sys.argv[1:]:
        case ["write"]:
            LISTING.write_text(text)
        case ["check"]:
            held = LISTING.read_text()
            if held != text:
                sys.stdout.writelines(difflib.unified_diff(held.splitlines(True), text.splitlines(True), str(LISTING), "the library"))
                print("the public API differs from its listing: read the difference, then run `make api`")
                return 1
        case _:
            sys.stdout.write(text)
    return 0


sys.exit(main())
