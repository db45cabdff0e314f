# SPDX-License-Identifier: Apache-2.0
"""Records that are amended: what an earlier version said is written beside them, once, and numbered from 1."""

from collections.abc import Iterator

from counterfoil.law.module import View
from counterfoil.law.table import R, Table


def before(view: View, table: Table[R], key: str, version: int) -> Iterator[tuple[int, R | None]]:
    """(number, what it said) of each version of a record before its current one; None where one is missing."""
    for number in range(1, version):
        yield number, view.read(table, key, str(number))
