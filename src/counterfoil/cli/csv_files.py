# SPDX-License-Identifier: Apache-2.0
"""CSV that a spreadsheet will open: a cell that somebody else wrote is never a formula there.

What an import refuses is written as it stood (``import_job``): it is the user's own file, to be mended and read again.
"""

import csv
import io
import re
from collections.abc import Iterable, Sequence
from typing import Final

_BEGINS_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""OWASP, CSV injection: what spreadsheets take for the beginning of a formula, or pass over before one."""
_NUMBER: Final = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?\Z")


def csv_text(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A head and rows as RFC 4180 quotes them, with line feeds; None is an empty cell."""
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\n")
    writer.writerow(map(_cell, columns))
    writer.writerows(map(_cell, row) for row in rows)
    return written.getvalue()


def _cell(value: object) -> object:
    """A text that would be a formula stands behind an apostrophe, as spreadsheets mark a text; a number is none."""
    if not isinstance(value, str) or not value.lstrip(" ").startswith(_BEGINS_FORMULA) or _NUMBER.match(value):
        return value
    return f"'{value}"
