#!/usr/bin/env python3
"""What a change costs here, counted in the source: scripts/cost.py [COMMIT] [--field NAME] [--capability NAME].

COMMIT is HEAD if not said, so that two commits can be counted side by side. A place is a run of neighbouring lines,
written by hand, that name the field."""

import argparse
import re
import subprocess


def git(*args):
    return subprocess.run(["git", *args], check=True, capture_output=True, text=True).stdout


def read(commit):
    """Every Rust and TypeScript file and migration that stands in a commit, by its path."""
    wanted = re.compile(r"^(crates|e2e|bench|console/src)/.*\.(rs|ts|tsx|sql)$")
    paths = [path for path in git("ls-tree", "-r", "--name-only", commit).split("\n") if wanted.match(path)]
    process = subprocess.run(
        ["git", "cat-file", "--batch"],
        input="".join(f"{commit}:{path}\n" for path in paths).encode(),
        check=True,
        capture_output=True,
    )
    out, files, at = process.stdout, {}, 0
    for path in paths:
        end = out.index(b"\n", at)
        size = int(out[at:end].split()[2])
        files[path] = out[end + 1 : end + 1 + size].decode()
        at = end + 1 + size + 1
    return files


def program(text):
    """The lines of a Rust file that are the program's: without comments and tests."""
    return [line for line in text.split("#[cfg(test)]")[0].split("\n") if not line.lstrip().startswith("//")]


def uses(path, files, root):
    """The files that a file names by `crate::` or `super::`, as far as they are files."""
    module = path[len(root) : -3].removesuffix("/mod").split("/")
    found = set()
    text = "\n".join(program(files[path]))
    for start, rest in re.findall(r"\b(crate|super|self)::((?:\w+::)*(?:\w+|\{[^{}]*\}))", text):
        here = {"crate": [], "self": module, "super": module[:-1]}[start]
        for name in re.findall(r"\w+", rest.rpartition("::")[2]) or [""]:
            parts = here + [part for part in rest.rpartition("::")[0].split("::") if part] + [name]
            while parts:
                for file in (f"{root}{'/'.join(parts)}.rs", f"{root}{'/'.join(parts)}/mod.rs"):
                    if file in files:
                        found.add(file)
                        parts = [""]
                        break
                parts = parts[:-1]
    found.discard(path)
    return found


def circles(graph):
    """Groups of files that reach each other (Tarjan's strongly connected components)."""
    index, low, stack, on, groups = {}, {}, [], set(), []

    def visit(node):
        index[node] = low[node] = len(index)
        stack.append(node)
        on.add(node)
        for other in graph[node]:
            if other not in index:
                visit(other)
                low[node] = min(low[node], low[other])
            elif other in on:
                low[node] = min(low[node], index[other])
        if low[node] == index[node]:
            group = []
            while True:
                other = stack.pop()
                on.discard(other)
                group.append(other)
                if other == node:
                    break
            if len(group) > 1:
                groups.append(sorted(group))

    for node in graph:
        if node not in index:
            visit(node)
    return groups


def places(files, field):
    """Where a field stands by hand, by file: camelCase, snake_case and PascalCase are one name."""
    words = [word.lower() for word in re.findall(r"[A-Z]?[a-z]+", field)]
    name = re.compile(r"(?<![A-Za-z])" + "[_ ]?".join(words) + r"(?![a-z])", re.IGNORECASE)
    found = {}
    for path, text in files.items():
        if "/tests/" in path or path.startswith(("bench/", "e2e/")):
            continue
        last, count = -2, 0
        for number, line in enumerate(text.split("\n")):
            if name.search(line):
                count += number > last + 1
                last = number
        if count:
            found[path] = count
    return found


def main():
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("commit", nargs="?", default="HEAD")
    ask.add_argument("--field", default="limitPolicy")
    ask.add_argument("--capability", default="target_groups")
    asked = ask.parse_args()
    files = read(asked.commit)
    root = "crates/server/src/"
    server = {path: text for path, text in files.items() if path.startswith(root) and path.endswith(".rs")}
    rust = {path: text for path, text in files.items() if path.endswith(".rs")}
    graph = {path: uses(path, server, root) for path in server}
    # Inside one folder; a folder's mod.rs names all of it and is no way back.
    room = {}
    for path in server:
        room.setdefault(path.rpartition("/")[0], []).append(path)
    inside = []
    for members in room.values():
        own = [path for path in members if not path.endswith(("/mod.rs", "/lib.rs"))]
        inside += circles({path: [other for other in graph[path] if other in own] for path in own})
    folder = f"{root}{asked.capability}/"
    foreign = [p for p, t in server.items() if not p.startswith(folder) and re.search(rf"\b{asked.capability}::", t)]
    field = places(files, asked.field)
    binaries = {re.match(r"e2e/tests/([^/]+)", path).group(1) for path in rust if path.startswith("e2e/tests/")}
    print(f"commit                        {git('rev-parse', '--short', asked.commit).strip()}")
    print(f"lines of the server           {sum(len(program(text)) for text in server.values())}")
    print(f"files of the server           {len(server)}")
    print(f"files over 400 lines          {sum(text.count(chr(10)) > 400 for text in rust.values())}")
    print(f"operations                    {sum(text.count('#[utoipa::path(') for text in server.values())}")
    handlers = re.compile(r"^async fn \w+\(", re.MULTILINE)
    routed = [text for path, text in server.items() if "#[utoipa::path(" in text]
    print(f"handlers                      {sum(len(handlers.findall(text)) for text in routed)}")
    print(f"circles inside rooms          {len(inside)}")
    for group in inside:
        print("   " + " ".join(path[len(root) :] for path in group))
    print(f"end-to-end test binaries      {len(binaries)}")
    print(f"places of {asked.field:<19} {sum(field.values())} in {len(field)} files")
    for path, count in sorted(field.items()):
        print(f"   {count} {path}")
    print(f"files that name {asked.capability:<13} {len(foreign)}")
    for path in sorted(foreign):
        print(f"   {path[len(root):]}")


main()
