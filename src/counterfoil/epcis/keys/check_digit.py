# SPDX-License-Identifier: Apache-2.0
"""The last digit of a GS1 key, which follows from those before it."""

from typing import Final


def check_digit(payload: str) -> str:
    """The digit that follows ``payload`` (GS1 General Specifications §7.9.1): weights 3, 1, 3, … from the right."""
    digits = payload.encode()
    total = 3 * sum(digits[::-2]) + sum(digits[-2::-2]) - _ZERO * (len(digits) + 2 * (len(digits) + 1 >> 1))
    return str(-total % 10)


_ZERO: Final = ord("0")
"""Taken away once for each weight, so that bytes are summed as they are."""


def has_check_digit(key: str) -> bool:
    """Whether the last digit of a key is the one that follows from the others."""
    return check_digit(key[:-1]) == key[-1]
