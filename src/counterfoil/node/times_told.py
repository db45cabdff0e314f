# SPDX-License-Identifier: Apache-2.0
"""Times in what a program says: it counts milliseconds since 1970, and nobody reads those."""

import re
from typing import Final

from counterfoil.evidence.text import format_time

_QUOTED_OR_MILLISECONDS: Final = re.compile(r'"(?:[^"\\]|\\.)*"|(?<![\w.-])(?P<number>[0-9]{13})(?!\w|\.[0-9])')
_FROM: Final = 1_000_000_000_000
"""2001-09-09: what is less has twelve digits."""
_UNTIL: Final = 4_102_444_800_000
"""2100-01-01: what is more is hardly a time."""


def with_times(text: str) -> str:
    """A text, or JSON, in which what a number is *as a time* stands behind it: no type says which are times.

    What stands in quotation marks stays as it is: an identifier of digits, a text of JSON.
    """
    return _QUOTED_OR_MILLISECONDS.sub(_told, text)


def _told(found: re.Match[str]) -> str:
    number = int(found["number"] or 0)
    return f"{found[0]} (as a time {format_time(number)})" if _FROM <= number < _UNTIL else found[0]
