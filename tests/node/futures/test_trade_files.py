# SPDX-License-Identifier: Apache-2.0
"""Trade capture reports of FIX (35=AE): what is of no trade that was made is not booked as one."""

from collections.abc import Sequence
from pathlib import Path

import pytest
import simplefix  # type: ignore[import-untyped]

from counterfoil.node.futures.trade_files import read_rows
from counterfoil.primitives.errors import InputError

Pairs = Sequence[tuple[int, str]]
TRADE: Pairs = ((571, "1001"), (55, "IF2101"), (32, "3"), (31, "5216.2"), (75, "20210104"), (60, "20210104-02:00:00"))
SIDES: Pairs = ((552, "2"), (54, "1"), (1, "m-alice"), (77, "O"), (54, "2"), (1, "m-bob"), (77, "O"))


def report(tmp_path: Path, *pairs: tuple[int, str]) -> Path:
    """A file of one message."""
    message = simplefix.FixMessage()
    for tag, value in ((8, "FIX.4.4"), (35, "AE"), *pairs):
        message.append_pair(tag, value)
    file = tmp_path / "reports.fix"
    file.write_bytes(message.encode())
    return file


@pytest.mark.parametrize("said", [(), ((487, "0"),), ((150, "F"), (856, "0"), (939, "0")), ((856, "2"),)])
def test_a_report_of_a_trade_is_two_sides(tmp_path: Path, said: Pairs) -> None:
    """Whether it says so or not."""
    rows = read_rows(report(tmp_path, *said, *TRADE, *SIDES))
    assert [(one.cells["AccountID"], one.cells["Price"]) for one in rows] == [
        ("m-alice", "5216.2"),
        ("m-bob", "5216.2"),
    ]


@pytest.mark.parametrize(
    ("tag", "value", "name"),
    [
        (487, "1", "TradeReportTransType (487): '1'"),
        (487, "2", "TradeReportTransType (487): '2'"),
        (487, "4", "TradeReportTransType (487): '4'"),
        (150, "H", "ExecType (150): 'H'"),
        (150, "G", "ExecType (150): 'G'"),
        (856, "6", "TradeReportType (856): '6'"),
        (939, "1", "TrdRptStatus (939): '1'"),
    ],
)
def test_a_report_that_cancels_a_trade_does_not_book_it_once_more(
    tmp_path: Path, tag: int, value: str, name: str
) -> None:
    """A trade that the venue cancelled in the evening had its two sides booked by the report that cancelled it."""
    with pytest.raises(InputError) as refused:
        read_rows(report(tmp_path, (tag, value), (572, "1000"), *TRADE, *SIDES))
    with pytest.raises(InputError, match="is of no trade that was made"):
        read_rows(report(tmp_path, *TRADE, *SIDES, (tag, value)))
    assert f"message 1, {name} is of no trade that was made" in str(refused.value)
    assert "counterfoil futures cancel" in str(refused.value)


@pytest.mark.parametrize(("tag", "value"), [(31, "5000.0"), (32, "30"), (571, "1002"), (60, "20210104-03:00:00")])
def test_a_price_that_stands_twice_is_not_the_last_of_the_two(tmp_path: Path, tag: int, value: str) -> None:
    """Of two prices, numbers or times the last was taken, and nothing said."""
    with pytest.raises(InputError, match=rf"message 1, {tag}: stands twice"):
        read_rows(report(tmp_path, (tag, value), *TRADE, *SIDES))


def test_a_side_has_one_account(tmp_path: Path) -> None:
    """The accounts of two sides are two."""
    with pytest.raises(InputError, match="message 1, 1: stands twice"):
        read_rows(report(tmp_path, *TRADE, *SIDES[:3], (1, "m-eve"), *SIDES[3:]))
