# SPDX-License-Identifier: Apache-2.0
"""What may stand at a place of a file, where that is one of some words: for whoever wrote another."""

from counterfoil.primitives.field_types import hints_of, type_at, words_of


def written_there(struct: type, path: str) -> str:
    """The words of the enumeration at a path such as ``$.rules.ending.mode``; empty where any other thing stands."""
    words = words_of(type_at(hints_of(struct), path))
    return f"one of {', '.join(words)}" if words else ""
