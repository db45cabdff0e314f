# SPDX-License-Identifier: Apache-2.0
"""The last digit of a GS1 key, which follows from those before it."""


def check_digit(payload: str) -> str:
    """The digit that follows ``payload`` (GS1 General Specifications §7.9.1): weights 3, 1, 3, … from the right."""
    total = 3 * sum(map(int, payload[::-2])) + sum(map(int, payload[-2::-2]))
    return str(-total % 10)


def has_check_digit(key: str) -> bool:
    """Whether the last digit of a key is the one that follows from the others."""
    return check_digit(key[:-1]) == key[-1]
