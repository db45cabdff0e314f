# SPDX-License-Identifier: Apache-2.0
"""What is worked out once, and what is remembered of what strangers send."""

import gc
import sys

from counterfoil.epcis.keys.canonical import canonical_link
from counterfoil.epcis.lazily import lazily
from counterfoil.epcis.times import parse_time


class Counted:
    def __init__(self) -> None:
        self.asked = 0

    @lazily
    def answer(self) -> int:
        """How often it was worked out."""
        self.asked += 1
        return self.asked


def test_it_is_worked_out_once_for_each() -> None:
    """When it is first asked for, and with its docstring."""
    first, second = Counted(), Counted()
    assert first.asked == 0
    assert [first.answer, first.answer, second.answer, first.asked] == [1, 1, 1, 1]
    assert Counted.answer.__doc__ == "How often it was worked out."


def test_long_texts_are_not_remembered() -> None:
    """A time with decimals without end and a link without end are read, and nothing keeps them."""
    for text, read in (
        ("2026-07-01T10:00:00." + "1" * 100_000 + "Z", parse_time),
        ("https://id.gs1.org/01/04012345111118/21/7?" + "x" * 100_000, canonical_link),
    ):
        before = sys.getrefcount(text)
        assert read(text) is not None
        gc.collect()
        assert sys.getrefcount(text) == before
