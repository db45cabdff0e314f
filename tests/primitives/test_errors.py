# SPDX-License-Identifier: Apache-2.0
"""The exception tree and what its members say."""

import inspect
from pathlib import Path

import pytest

from counterfoil.primitives import errors


def test_every_exception_is_drawn_in_the_tree() -> None:
    """The picture in the module's docstring has every class and no other."""
    picture = (errors.__doc__ or "").split("::")[1].split("Business")[0]
    drawn = [line.lstrip(" │├└─").split()[0] for line in picture.splitlines() if line.strip()]
    classes = {
        name
        for name, member in inspect.getmembers(errors, inspect.isclass)
        if issubclass(member, errors.CounterfoilError)
    }
    assert sorted(drawn) == sorted(classes)


@pytest.mark.parametrize(
    ("error", "text"),
    [
        (errors.InputError("wrong"), "wrong"),
        (errors.InputError("wrong", where="$.a"), "$.a: wrong"),
        (errors.DecodeError("wrong", where="$.a", remedy="do right"), "$.a: wrong (do right)"),
        (errors.LockedError(Path("d")), "d is in use by another process; stop it first or use another directory"),
        (errors.CorruptionError(Path("f"), 7, "torn"), "f is corrupt at byte 7: torn"),
        (errors.WitnessRefusal(409, "old size is not mine", size=3), "409: old size is not mine"),
    ],
)
def test_errors_say_what_where_and_what_would_be_right(error: Exception, text: str) -> None:
    """Each error's text is made of its fields."""
    assert str(error) == text
