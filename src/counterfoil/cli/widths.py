# SPDX-License-Identifier: Apache-2.0
"""How wide the columns of a table are, so that no amount, time or word stands on two lines."""

from collections.abc import Iterator, Sequence
from typing import Final

WORD_MAX: Final = 26
"""A longer word, such as a hash, may be folded; a shorter one, such as an amount or a time, never."""
AROUND: Final = 3
"""Cells beside each column, and one more at the end"""


def fit(rows: Sequence[Sequence[str]], width: int) -> list[int] | None:
    """A width for each column, in cells of the terminal; None if they do not fit side by side. Needs one row or more.

    Each has room for its longest word up to ``WORD_MAX``. What is left goes to longer words, then to whole lines; each
    time to those that lack least first, so that a long text gives way before a short one.
    """
    from rich.cells import cell_len

    columns = list(zip(*rows, strict=True))
    most = [max(cell_len(line) for text in column for line in text.split("\n")) for column in columns]
    words = [max((cell_len(word) for word in _words(column)), default=0) for column in columns]
    room = width - AROUND * len(columns) - 1
    widths = [min(word, WORD_MAX) for word in words]
    if sum(widths) > room:
        return None
    for wanted in (words, most):
        widths = _widened(widths, wanted, room - sum(widths))
    return widths


def _widened(widths: Sequence[int], wanted: Sequence[int], spare: int) -> list[int]:
    wider = list(widths)
    by_need = sorted(range(len(wider)), key=lambda column: wanted[column] - wider[column])
    for place, column in enumerate(by_need):
        given = min(wanted[column] - wider[column], spare // (len(wider) - place))
        wider[column] += given
        spare -= given
    return wider


def _words(texts: Sequence[str]) -> Iterator[str]:
    for text in texts:
        yield from text.split()


def padded(text: str, width: int, *, right: bool = False) -> str:
    """A text filled up to so many cells of the terminal, of which a Chinese character takes two."""
    from rich.cells import cell_len

    blank = " " * max(0, width - cell_len(text))
    return blank + text if right else text + blank
