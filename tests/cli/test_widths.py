# SPDX-License-Identifier: Apache-2.0
"""Tables on narrow terminals: whole words, or a field to a line."""

import pytest
from rich.cells import cell_len

from counterfoil.cli import output
from counterfoil.cli.widths import WORD_MAX, fit

COLUMNS = ("time", "instrument", "balance", "what happened")
ROWS = (
    ("2026-11-27T19:58:53.070Z", "EXAMPLE-FUND", "499,811.00", "175.00 unit of EXAMPLE-FUND transferred to bob-1"),
    ("2026-11-27T19:58:56.291Z", "e-CNY", "1,175.00", "解除对账户 investor-081 的 EXAMPLE-FUND 1,125.00 unit 的冻结"),
)
HASH = "9b036e036e3a4cfd151bedd612321de34d6df4a728f0feb966281dda9d01e22f"


@pytest.mark.parametrize("width", range(20, 170))
def test_no_word_stands_on_two_lines(width, monkeypatch, capsys):
    """Whatever the width, each amount, time and word is found whole, and no line is wider where a table is drawn."""
    monkeypatch.setattr(output, "WIDTH_WITHOUT_TERMINAL", width)
    output.write_table("Statement", COLUMNS, ROWS)
    lines = capsys.readouterr().out.splitlines()
    if fit([COLUMNS, *ROWS], width) is not None:
        assert all(cell_len(line) <= width for line in lines)
    if width >= 44:  # a name of a field and a time beside each other
        told = " ".join(" ".join(lines).split())
        assert all(word in told for row in ROWS for text in row for word in text.split() if word.isascii())


def test_a_hash_may_be_folded_and_is_whole_where_there_is_room():
    """It would make every table a list otherwise."""
    assert fit([("name", "hash"), ("bob", HASH)], 80) == [4, 64]
    folded = fit([("name", "hash"), ("bob", HASH)], 50)
    assert fit([("name", "hash", "text"), ("bob", HASH, "word " * 30)], 100) == [4, 64, 22]
    assert folded is not None and folded[0] == 4 and WORD_MAX <= folded[1] < 64


def test_chinese_characters_are_two_cells_wide():
    """As a terminal shows them."""
    assert fit([("name",), ("轮候冻结",)], 80) == [8]
    assert fit([("name",), ("轮候冻结",)], 11) is None


def test_each_field_is_named_where_there_is_no_room_for_a_table(monkeypatch, capsys):
    """Row by row, in the order of the columns."""
    monkeypatch.setattr(output, "WIDTH_WITHOUT_TERMINAL", 40)
    output.write_table("Statement", COLUMNS, ROWS)
    lines = [line.split() for line in capsys.readouterr().out.splitlines()]
    assert lines[0] == ["Statement"]
    assert [line for line in lines if line[:1] == ["balance"]] == [["balance", "499,811.00"], ["balance", "1,175.00"]]
