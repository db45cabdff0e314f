# SPDX-License-Identifier: Apache-2.0
"""Where in a JSON document something stands that no reader of ours takes: asked only once it was refused."""

import re
from typing import Final

_TOKEN: Final = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\]:,]|[^\s{}\[\]:,"]+')
_NUMBER_LENGTH_MAX: Final = 200
_EXPONENT: Final = re.compile(r"[eE]\+?-?0*([0-9]*)")


class _Level:
    """An object or a list that is open: the names it has had, or how many items."""

    def __init__(self, *, is_object: bool) -> None:
        self.is_object = is_object
        self.names: set[str] = set()
        self.name = ""
        self.count = 0

    @property
    def step(self) -> str:
        return f".{self.name}" if self.is_object else f"[{self.count}]"


def place_of(text: str) -> str:
    """The path and the line of the first name that is given twice, or of the first word that is no plain value."""
    levels: list[_Level] = []
    awaits_name = False
    for token in _TOKEN.finditer(text):
        word = token[0]
        if word in "{[":
            levels.append(_Level(is_object=word == "{"))
            awaits_name = word == "{"
        elif word in "}]":
            levels = levels[:-1]
            awaits_name = False
        elif word == ",":
            awaits_name = bool(levels) and levels[-1].is_object
            if levels and not levels[-1].is_object:
                levels[-1].count += 1
        elif awaits_name and word[0] == '"':
            awaits_name, level = False, levels[-1]
            level.name = word[1:-1]
            if level.name in level.names:
                return _shown(text, levels, token.start())
            level.names.add(level.name)
        elif _is_unplain(word):
            return _shown(text, levels, token.start())
    return ""


def _is_unplain(word: str) -> bool:
    if word[0] == '"' or word in {":", "true", "false", "null"}:
        return False
    exponent = _EXPONENT.search(word)
    return (
        word in {"NaN", "Infinity", "-Infinity"}
        or len(word) > _NUMBER_LENGTH_MAX
        or (exponent is not None and len(exponent[1]) > 2)
    )


def _shown(text: str, levels: list[_Level], start: int) -> str:
    path = "".join(level.step for level in levels).removeprefix(".")
    line = f"line {text.count(chr(10), 0, start) + 1}"
    return f"{path} ({line})" if path else line
