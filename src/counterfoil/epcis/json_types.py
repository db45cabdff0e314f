# SPDX-License-Identifier: Apache-2.0
"""What a JSON document states, as Python has it: decimals exact, binary floats never."""

from collections.abc import Mapping
from decimal import Decimal
from typing import TypeAlias

Json: TypeAlias = bool | int | Decimal | str | list["Json"] | dict[str, "Json"] | None
"""A JSON value."""
JsonObject: TypeAlias = dict[str, Json]
Members: TypeAlias = Mapping[str, Json]
"""A JSON object that is only read."""


def as_object(value: Json) -> JsonObject:
    """The object that a value is; an empty one where it is none: whether it should be one is for the schema to say."""
    return value if isinstance(value, dict) else {}


def as_list(value: Json) -> list[Json]:
    """The items of a list; a value that is no list is a list of it, and nothing is an empty one."""
    if isinstance(value, list):
        return value
    return [] if value is None else [value]


def as_text(value: Json) -> str:
    """The text that a value is; an empty one where it is none."""
    return value if isinstance(value, str) else ""
