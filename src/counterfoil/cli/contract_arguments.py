# SPDX-License-Identifier: Apache-2.0
"""What ``counterfoil contract`` takes for code and for arguments: a folder or a name, and texts by the interface."""

import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final, NamedTuple

import typer

from counterfoil.cli.times import time_from
from counterfoil.primitives.errors import InputError

if TYPE_CHECKING:
    from counterfoil.law.call import Call
    from counterfoil.law.module import View
    from counterfoil.law.program import Entry, Value
    from counterfoil.node.chain import ChainNode
    from counterfoil.node.contracts.folder import ContractFolder

ContractArgument = Annotated[str, typer.Argument(metavar="CONTRACT", help="Which.")]
FolderOption = Annotated[
    Path | None, typer.Option("--folder", metavar="FOLDER", help="Which code: where contract.toml is.")
]
CodeOption = Annotated[
    str | None, typer.Option("--code", metavar="CODE", help="Or approved code by its name on the chain, or its hash.")
]
ArgumentsOption = Annotated[
    list[str],
    typer.Option(
        "--arg",
        metavar="NAME=VALUE",
        help="An argument: text or JSON, for an int also a time such as +7d; may be repeated.",
        show_default=False,
    ),
]
ShowsOption = Annotated[
    list[str],
    typer.Option("--shows", metavar="PATH", help="A record that it may look at; may be repeated.", show_default=False),
]
ByOption = Annotated[str, typer.Option("--by", metavar="PARTY", help="In whose name.")]
_FIELDS: Final = "counterfoil contract"
_TYPED: Final[Mapping[str, str]] = {"contract": "CONTRACT", "function": "FUNCTION", "arguments": "--arg"}
"""Fields of calls that are no options of their names."""
_TYPES: Final[Mapping[str, type]] = {"int": int, "str": str, "bool": bool, "list": list, "dict": dict}
_LISTED: Final = "counterfoil show records contracts/code lists all"
_REVIEWED: Final = "counterfoil contract approve, by those who have not yet"
_HASH_LIKE: Final = re.compile(r"[0-9a-f]{8,64}(?:…|\.\.\.)?\Z")
"""What somebody may type for code who has no folder of it."""
_TIME: Final = re.compile(r"[+-][0-9]+[a-z]|[0-9]{4}-[0-9]|[0-9]{8}T")
"""How a time begins that somebody typed for a number."""
_CURES: Final[Mapping[str, str]] = {
    "int": "a whole number, or a time such as +7d or 2026-12-01T15:00+08:00",
    "bool": "true or false",
    "list": "JSON such as --arg 'NAME=[1, 2]'",
    "dict": """JSON such as --arg 'NAME={"of": 1}'""",
}


class Chosen(NamedTuple):
    """Code that was named, and what can be called of it."""

    code: str
    entries: "Mapping[str, Entry]"


def read_contract(folder: Path) -> "tuple[ContractFolder, dict[str, Entry]]":
    """The contract of a folder and its entries; InputError naming the line when its source is not in the dialect."""
    from counterfoil.law.program import NotInDialect
    from counterfoil.node.contracts.folder import read_folder
    from counterfoil.node.contracts.proofreading import problems_of
    from counterfoil.node.contracts.running_here import tracing_programs

    contract = read_folder(folder)
    try:
        return contract, dict(tracing_programs().entries(contract.source))
    except NotInDialect as refused:
        error = NotInDialect(problems_of(contract.source) or refused.problems)
        first, more = error.problems[0], len(error.problems) - 1
        where = f"{folder / contract.manifest.source}, line {first.line}, column {first.column}"
        remedy = f"{first.right}; counterfoil contract check tells {more} more" if more else first.right
        raise InputError(first.wrong, where=where, remedy=remedy) from error


def require_folder(folder: Path) -> None:
    """InputError for a hash in the place of a folder: which command takes one."""
    if _HASH_LIKE.match(str(folder)) and not folder.exists():
        remedy = f"by hash: counterfoil contracts approve --code {folder}"
        raise InputError("a folder is needed here", where="FOLDER", remedy=remedy)


def chosen_code(node: "ChainNode", folder: Path | None, code: str | None) -> Chosen:
    """The code of a folder, or approved code of a chain by its name or its hash; InputError unless one is meant."""
    from counterfoil.modules.contracts import queries
    from counterfoil.modules.contracts.records import CodeStatus
    from counterfoil.modules.contracts.reviewing import still_asked
    from counterfoil.node.contracts.code_names import code_named, require_one
    from counterfoil.node.network import clock_ms

    if (folder is None) == (code is None):
        raise InputError("which code is not said", where="--folder", remedy="one of --folder FOLDER and --code CODE")
    if folder is not None:
        contract, entries = read_contract(folder)
        return Chosen(contract.code, entries)
    named = code_named(queries.codes(node.ledger.view), str(code))
    found = [one for one in named if one.status is CodeStatus.cleared]
    require_one(node.ledger.view, found, str(code), where="--code")
    if found:
        return Chosen(found[0].code, _entries(found[0].source))
    moment = node.ledger.next_block(clock_ms())
    there = ", ".join(f"{one.code} is {one.status.value}{still_asked(moment, one)}" for one in named)
    problem = f"no approved code {code!r}{f': {there}' if there else ''}"
    raise InputError(problem, where="--code", remedy=_REVIEWED if there else _LISTED)


def review_of(view: "View", code: str) -> int:
    """Which review of code it is that runs, or ran last; of unknown code the first."""
    from counterfoil.modules.contracts.records import CODES, FIRST_REVIEW

    found = view.read(CODES, code)
    return FIRST_REVIEW if found is None else found.review


def entry_of(view: "View", contract: str, function: str) -> "Entry | None":
    """A function of a contract as it runs now; None where there is none."""
    from counterfoil.modules.contracts import queries

    code = queries.code_of(view, contract)
    return None if code is None else _entries(code.source).get(function)


def _entries(source: str) -> "Mapping[str, Entry]":
    """What can be called of a program; nothing where this release has not its dialect."""
    from counterfoil.law.program import NotInDialect
    from counterfoil.node.contracts.running_here import tracing_programs

    try:
        return tracing_programs().entries(source)
    except (InputError, NotInDialect):
        return {}


def written_arguments(given: Sequence[str], entry: "Entry | None") -> str:
    """Arguments as the chain keeps them, each read as its parameter's type asks where that is known.

    InputError for one that is not written NAME=VALUE, that is given twice or is none of the function's, or that is of
    another type.
    """
    from counterfoil.modules.contracts.values import as_arguments

    types = {} if entry is None else {one.name: one.type for one in entry.parameters}
    arguments: dict[str, Value] = {}
    for one in given:
        name, mark, text = one.partition("=")
        if not mark or not name or name in arguments:
            problem = f"{name!r} is given twice" if name in arguments else f"{one!r} has no name and value"
            raise InputError(problem, where="--arg", remedy="--arg quantity=5, --arg to=alice-1")
        if entry is not None and name not in types:
            takes = ", ".join(f"{one}: {type_}" for one, type_ in types.items())
            remedy = f"it takes {takes}" if takes else "it takes none"
            raise InputError(f"{entry.name} takes no argument {name!r}", where=f"--arg {name}", remedy=remedy)
        arguments[name] = _value(name, text, types.get(name))
        _require_text(name, arguments[name])
    return as_arguments(arguments)


def _require_text(name: str, value: "Value") -> None:
    """InputError for what no ledger takes, where it was typed: the option, and the place in its JSON."""
    from counterfoil.primitives import canonical
    from counterfoil.primitives.errors import DecodeError

    try:
        canonical.encode({name: value})
    except DecodeError as error:
        inside = (error.where or "").removeprefix(f"$.{name}")
        where = f"--arg {name}{f', {inside}' if inside else ''}"
        raise InputError(error.problem, where=where, remedy=error.remedy) from error


def _value(name: str, text: str, type_: str | None) -> "Value":
    if type_ == "str":  # 2026 is a text where a text is asked, and quotation marks are of it
        return text
    value = _plain(name, text)
    if type_ is None or type(value) is _TYPES[type_]:
        return value
    if type_ == "int" and isinstance(value, str):
        return _time(name, text)
    if type_ == "bool" and text in ("yes", "no"):
        return text == "yes"
    raise _unfit(name, text, type_)


def _time(name: str, text: str) -> int:
    from counterfoil.node.network import clock_ms

    if not _TIME.match(text):
        raise _unfit(name, text, "int")
    return time_from(text, clock_ms, where=f"--arg {name}, an int")


def _unfit(name: str, text: str, type_: str) -> InputError:
    """That a text is of another type than the parameter, and how one of that type is written."""
    return InputError(f"{text!r} is no {type_}", where=f"--arg {name}", remedy=_CURES[type_].replace("NAME", name))


def _plain(name: str, text: str) -> "Value":
    """JSON, or else the text; InputError where an object says one key twice."""
    from counterfoil.primitives.errors import DecodeError
    from counterfoil.primitives.written import unique_names

    try:
        value: Value = json.loads(text, object_pairs_hook=unique_names)
    except DecodeError as error:
        raise InputError(error.problem, where=f"--arg {name}", remedy=error.remedy) from error
    except (ValueError, RecursionError):
        return text
    return value


def call_of(name: str, fields: dict[str, Any]) -> "Call":
    """A call of these fields; InputError naming the one that is wrong as it was typed."""
    from counterfoil.cli.calls import parse_calls

    try:
        [call] = parse_calls({"call": name, **fields}, where=_FIELDS)
    except InputError as error:
        field, _, inside = (error.where or "").removeprefix(f"{_FIELDS}, $.").partition("[")
        if field not in fields:
            raise
        typed = f"{_TYPED.get(field, f'--{field}')}{f', [{inside}' if inside else ''}"
        raise InputError(error.problem, where=typed, remedy="see --help") from error
    return call
