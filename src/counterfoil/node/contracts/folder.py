# SPDX-License-Identifier: Apache-2.0
"""A contract as a folder: ``contract.toml`` says what it is, beside its source and its tests."""

import difflib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import msgspec

from counterfoil.evidence.text import hides
from counterfoil.modules.contracts.calls import ProposeCode
from counterfoil.modules.contracts.law import DIALECT, proposal
from counterfoil.modules.contracts.records import SOURCE_LENGTH_MAX, Upgrades
from counterfoil.primitives import canonical
from counterfoil.primitives.errors import InputError
from counterfoil.primitives.hashing import digest, to_hex
from counterfoil.primitives.input_files import read_input_file
from counterfoil.primitives.types import IDENTIFIER_PATTERN, CodeHash, HexHash
from counterfoil.primitives.written import parse_toml

MANIFEST: Final = "contract.toml"
NAME: Final = "1 to 64 of A-Z a-z 0-9 . _ : -, beginning with a letter or digit"
"""What the name of code looks like."""


class Manifest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What ``contract.toml`` says."""

    name: str
    """what its code is called on a chain; an upgrade has the same"""
    title: str
    """what people call it, at most 200 characters; it may be empty"""
    licence: str
    """an SPDX identifier, such as Apache-2.0"""
    upgrades: Upgrades
    """whether other code, reviewed as well, may take its place in a contract that runs"""
    dialect: int
    """the version of the language, which is 1"""
    source: str
    """the file beside it that holds the program"""
    summary: str = ""
    """one sentence for its page; it stands on no chain"""
    roles: list[str] | None = None
    """whose word it asks for, by the names under which it keeps who they are, or `[]`; checked, and on no chain"""
    tests: HexHash | None = None
    """SHA-256 of its tests (`show record contracts/code/HASH`), for a folder whose author's tests are elsewhere; beside
    tests it must be theirs"""


@dataclass(frozen=True, slots=True)
class ContractFolder:
    """What was read of it."""

    folder: Path
    manifest: Manifest
    source: str
    tests: HexHash | None
    """SHA-256 of canonical JSON, file name → SHA-256 of its bytes; None: it has no tests"""

    @property
    def code(self) -> CodeHash:
        """What the chain will call it."""
        return self.proposal("").code

    @property
    def unchecked(self) -> list[str]:
        """What a check of it does not see, for want of what the folder has not."""
        told = []
        if self.manifest.roles is None:
            told += [f"whether each role has a say ({MANIFEST} names no roles, and no chain does)"]
        if self.manifest.tests is not None and not files_of_tests(self.folder):
            told += ["its tests (no chain has them; whoever proposed it has)"]
        return told

    def proposal(self, by: str) -> ProposeCode:
        """The call that proposes it, in a party's name."""
        manifest = self.manifest
        return proposal(
            name=manifest.name,
            title=manifest.title,
            licence=manifest.licence,
            upgrades=manifest.upgrades,
            source=self.source,
            tests=self.tests,
            by=by,
        )


def read_folder(folder: Path) -> ContractFolder:
    """Read a contract; InputError says which file, what is wrong, and what would be right."""
    path = folder / MANIFEST
    if folder.is_file():
        remedy = f"name the folder: {folder.parent}"
        raise InputError("a file, where a folder is needed", where=str(folder), remedy=remedy)
    try:
        plain = _toml(_read(folder, path), str(path))
        manifest = canonical.convert(plain, Manifest)
    except FileNotFoundError:
        remedy = "begin one: counterfoil contract new"
        raise InputError("there is no contract here", where=str(path), remedy=remedy) from None
    except msgspec.ValidationError as error:
        raise _unlike_a_manifest(plain, error, str(path)) from error
    require_name(manifest.name, where=f"{path}, name")
    if manifest.dialect != DIALECT:
        remedy = f"this version knows dialect {DIALECT}"
        raise InputError(f"dialect {manifest.dialect}", where=str(path), remedy=remedy)
    tests = {test.name: to_hex(digest(_read(folder, test))) for test in files_of_tests(folder)}
    roles = "".join(manifest.roles or ())
    for name, text in (("title", manifest.title), ("summary", manifest.summary), ("roles", roles)):
        if hides(text):
            problem = "a character that is not seen, or that reorders others"
            raise InputError(problem, where=f"{path}, {name}", remedy="characters that are seen, as in the source")
    hashed = _hash_of(tests)
    if hashed is not None and manifest.tests not in (None, hashed):
        remedy = "the tests that it came with, or none; a contract of your own has no such key"
        raise InputError(f"the tests have the hash {hashed}", where=f"{path}, tests", remedy=remedy)
    contract = ContractFolder(folder, manifest, _source(folder, manifest.source), hashed or manifest.tests)
    _require_proposable(contract, str(path))
    return contract


def _toml(data: bytes, where: str) -> dict[str, Any]:
    try:
        return parse_toml(data, where=where)
    except InputError as error:
        raise InputError(f"not what a contract says of itself: {error.problem}", where=where) from error


def _unlike_a_manifest(plain: dict[str, Any], error: msgspec.ValidationError, where: str) -> InputError:
    """What of a manifest is wrong: all keys that are none or missing, with those that there are; or the first value."""
    fields = {one.name: one.required for one in msgspec.structs.fields(Manifest)}
    unknown = [_meant(key, [name for name in fields if name not in plain]) for key in plain if key not in fields]
    missing = [name for name, required in fields.items() if required and name not in plain]
    told = [f"no key {one}" for one in unknown] + [f"{name} is missing" for name in missing]
    if told:
        optional = ", ".join(name for name, required in fields.items() if not required)
        needed = ", ".join(name for name, required in fields.items() if required)
        remedy = f"it has {needed}, and may have {optional}"
        return InputError(f"not what a contract says of itself: {'; '.join(told)}", where=where, remedy=remedy)
    problem, path = canonical.problem_and_path(error)
    remedy = f"upgrades is {' or '.join(Upgrades)}" if path == "$.upgrades" else ""
    return InputError(
        f"not what a contract says of itself: {problem}", where=f"{where}, {path.removeprefix('$.')}", remedy=remedy
    )


def _meant(key: str, names: list[str]) -> str:
    close = difflib.get_close_matches(key.lower(), names, n=1)
    return f"{key!r} (did you mean {close[0]}?)" if close else repr(key)


def _require_proposable(contract: ContractFolder, where: str) -> None:
    """InputError for what no chain takes in a proposal: here, and not after it was signed."""
    try:
        canonical.convert(msgspec.to_builtins(contract.proposal("nobody")), ProposeCode)
    except msgspec.ValidationError as error:
        problem, path = canonical.problem_and_path(error)
        raise InputError(
            problem, where=f"{where}, {path.removeprefix('$.')}", remedy="counterfoil contract new"
        ) from error


def require_name(name: str, where: str) -> None:
    """InputError for what no code can be called."""
    if not re.match(IDENTIFIER_PATTERN, name):
        raise InputError(f"{name!r} is no name of code", where=where, remedy=NAME)


def files_of_tests(folder: Path) -> list[Path]:
    """The files of its tests, in order of names."""
    return sorted(folder.glob("test_*.py"))


def _source(folder: Path, name: str) -> str:
    path = folder / name
    if Path(name).name != name or "\0" in name:
        raise InputError(f"the source {name!r} is not in the folder", where=str(folder / MANIFEST))
    try:
        text = _read(folder, path).decode()
    except FileNotFoundError:
        raise InputError("the source is not there", where=str(path)) from None
    except UnicodeDecodeError as error:
        raise InputError(f"the source is not UTF-8: {error.reason} at byte {error.start}", where=str(path)) from None
    if not 0 < len(text) <= SOURCE_LENGTH_MAX:
        raise InputError(f"{len(text)} characters", where=str(path), remedy=f"1 to {SOURCE_LENGTH_MAX}")
    return text


def _read(folder: Path, path: Path) -> bytes:
    """A file of the folder; InputError for a link that leads out of it: what is proposed is what lies in the folder."""
    if not path.resolve().is_relative_to(folder.resolve()):
        remedy = "copy the file into the folder"
        raise InputError("is a link that leads out of the contract's folder", where=str(path), remedy=remedy)
    return read_input_file(path)


def _hash_of(tests: Mapping[str, HexHash]) -> HexHash | None:
    return to_hex(digest(canonical.encode(dict(tests)))) if tests else None
