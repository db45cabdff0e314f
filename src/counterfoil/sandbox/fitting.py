# SPDX-License-Identifier: Apache-2.0
"""Whether what a call is given fits the entry: asked before any interpreter sees it, so that none is given too much."""

import json
from collections.abc import Mapping
from typing import Final

from counterfoil.law.program import Ended, Entry, ProgramFailed, Value
from counterfoil.sandbox import costs

SHOWN_MAX: Final = 64
"""Characters of what does not fit."""
_TYPES: Final[Mapping[str, type]] = {"int": int, "str": str, "bool": bool, "list": list, "dict": dict}


def fitting(entries: Mapping[str, Entry], function: str, arguments: Mapping[str, Value]) -> list[Value]:
    """The arguments in their places; ProgramFailed when there is no such entry, or they do not fit it."""
    entry = entries.get(function)
    if entry is None:
        raise ProgramFailed(Ended.misused, f"there is no {function}")
    known = {one.name: one for one in entry.parameters}
    if more := sorted(arguments.keys() - known.keys()):
        raise ProgramFailed(Ended.misused, f"{function} takes no {more[0]}")
    if lacking := [one.name for one in entry.parameters if one.name not in arguments and not one.optional]:
        raise ProgramFailed(Ended.misused, f"{function} needs {', '.join(lacking)}")
    for name, parameter in known.items():
        if name in arguments and type(arguments[name]) is not _TYPES[parameter.type]:
            given = shown(arguments[name])
            raise ProgramFailed(Ended.misused, f"{name} of {function} is {parameter.type}, and is given {given}")
    placed = [arguments.get(one.name, one.default) for one in entry.parameters]
    if wrong := _wrong(placed):
        raise ProgramFailed(Ended.misused, f"{function} is given {wrong}")
    return placed


def shown(value: Value) -> str:
    """A value of the wrong type as it was written, a text in quotation marks; of what has parts its type."""
    if value is None or isinstance(value, bool | int | str):
        text = json.dumps(value)
        return text if len(text) <= SHOWN_MAX else f"{text[:SHOWN_MAX]}…"
    return f"a {type(value).__name__}"


def _wrong(given: list[Value]) -> str:
    """What of the arguments cannot cross to a program; empty when all can."""
    waiting: list[tuple[object, int]] = [(one, 1) for one in given]
    nodes = characters = 0
    while waiting:
        value, depth = waiting.pop()
        nodes += 1
        match value:
            case None | bool():
                pass
            case int():
                if abs(value) > costs.INTEGER_MAX:
                    return "an integer beyond 2**53 - 1"
            case str():
                characters += len(value)
                if not value.isascii() and any("\ud800" <= one <= "\udfff" for one in value):
                    return "half of a surrogate pair"
            case list():
                waiting += [(one, depth + 1) for one in value]
            case dict():
                waiting += [(one, depth + 1) for pair in value.items() for one in pair]
                if any(type(key) is not str for key in value):
                    return "a key that is no text"
            case _:
                return f"a {type(value).__name__}"
        if depth > costs.DEPTH_MAX + 1 or nodes + len(waiting) > costs.NODES_MAX or characters > costs.GIVEN_MAX:
            return "too much, or what nests too deep"
    return ""
