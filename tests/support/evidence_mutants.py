# SPDX-License-Identifier: Apache-2.0
"""Packages as a forger who renews the manifest would change them: bytes, lines, numbers, hashes, names, whole files."""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from random import Random

from counterfoil.evidence.package import FILES, pack_files, unpack_files
from counterfoil.primitives.errors import InputError
from support.evidence_cases import HONEST

LINED = [name for name in FILES if name.endswith(".jsonl")]
NUMBER = re.compile(rb"(?<=:)[0-9]+")
HEX = re.compile(rb'(?<=")[0-9a-f]{64}(?=")')


@cache
def packages() -> dict[str, bytes]:
    """The honest packages by name. They are built for who asks, and not for all who look what tests there are."""
    return {name: build() for name, build in HONEST.items()}


@cache
def files_of() -> dict[str, dict[str, bytes]]:
    """The same, unpacked."""
    return {name: unpack_files(package) for name, package in packages().items()}


def mutants(
    random: Random, count: int, honest: Mapping[str, dict[str, bytes]] | None = None
) -> Iterator[tuple[str, bytes | None]]:
    """The name of an honest package and what became of it; None where what is left names no claim."""
    honest = files_of() if honest is None else honest
    for _ in range(count):
        name = random.choice(sorted(honest))
        files = dict(honest[name])
        for _ in range(random.choice((1, 1, 1, 2, 3))):
            random.choice(MUTATIONS)(random, files)
        try:
            yield name, pack_files(files)
        except InputError:
            yield name, None


def flip(random: Random, files: dict[str, bytes]) -> None:
    """Another byte somewhere."""
    name = random.choice([name for name in FILES if files[name]])
    content = bytearray(files[name])
    content[random.randrange(len(content))] ^= random.randint(1, 255)
    files[name] = bytes(content)


def move_lines(random: Random, files: dict[str, bytes]) -> None:
    """A line is dropped, doubled or put elsewhere, alone or with its proof."""
    name = random.choice([name for name in LINED if files[name]])
    twin = f"{name[:-7]}_proofs.jsonl" if f"{name[:-7]}_proofs.jsonl" in files else name
    chosen = {name, twin} if random.random() < 0.7 else {name}
    at, to, way = random.random(), random.random(), random.choice(("drop", "double", "move"))
    for one in chosen:
        lines = files[one].splitlines(keepends=True)
        if not lines:
            continue
        line = lines[int(at * len(lines))] if way == "double" else lines.pop(int(at * len(lines)))
        if way != "drop":
            lines.insert(int(to * (len(lines) + 1)), line)
        files[one] = b"".join(lines)


def change_number(random: Random, files: dict[str, bytes]) -> None:
    """Another number: a height, an index, a quantity, a time."""
    _replace(random, files, NUMBER, lambda old: str(max(0, int(old) + random.choice((-1, 1, 1_000)))).encode())


def change_hash(random: Random, files: dict[str, bytes]) -> None:
    """Another hash that stands in the same file."""
    name = random.choice([name for name in FILES if len(HEX.findall(files[name])) > 1])
    hashes = HEX.findall(files[name])
    files[name] = files[name].replace(random.choice(hashes), random.choice(hashes), 1)


def change_name(random: Random, files: dict[str, bytes]) -> None:
    """One identifier for another, in one file or in all."""
    words = (b"li-account", b"wang-account", b"zhao-account", b"ACME", b"CNY", b'"li"', b'"north"', b'"signature"')
    old, new = random.sample(words, 2)
    chosen = list(FILES) if random.random() < 0.2 else [random.choice(FILES)]
    for name in chosen:
        files[name] = files[name].replace(old, new.strip(b'"') if old[:1] != b'"' else new)


def take_another(random: Random, files: dict[str, bytes]) -> None:
    """A file, with or without its proofs, from another honest package."""
    other = files_of()[random.choice(sorted(HONEST))]
    name = random.choice([name for name in FILES if name != "claim.json"])
    files[name] = other[name]
    twin = f"{name[:-7]}_proofs.jsonl"
    if twin in other and random.random() < 0.8:
        files[twin] = other[twin]


def _replace(random: Random, files: dict[str, bytes], pattern: re.Pattern[bytes], change: object) -> None:
    name = random.choice([name for name in FILES if pattern.search(files[name])])
    match = random.choice(list(pattern.finditer(files[name])))
    content = files[name]
    files[name] = content[: match.start()] + change(match[0]) + content[match.end() :]  # type: ignore[operator]


MUTATIONS = (flip, move_lines, move_lines, change_number, change_number, change_hash, change_name, take_another)
