# SPDX-License-Identifier: Apache-2.0
"""Sides of trades held against each other by number: in price, in lots, and whether both are there."""

import pytest

from counterfoil.modules.futures.positions import Direction, Fill, Offset
from counterfoil.node.futures.booking_calls import Booked
from counterfoil.node.futures.trade_sides import SHOWN, Side, require_even
from counterfoil.primitives.errors import InputError

BOUGHT, SOLD = Direction


def side(
    line: int,
    trade: int,
    direction: Direction,
    lots: int,
    price: int = 70_020,
    *,
    contract: str = "cu2612",
    whose: str = "",
) -> Side:
    """One at a price without decimals."""
    fill = Fill(trade=trade, time=0, direction=direction, offset=Offset.opens, price=price, lots=lots)
    return Side(f"trades.csv, line {line}", Booked(whose or f"m-{line}", contract), fill, 20_000, 0)


EVEN = (side(2, 1001, BOUGHT, 5), side(3, 1001, SOLD, 5))
WRONG = {
    "a buy 30001 against a sell 30002": (
        (side(2, 30001, BOUGHT, 5), side(3, 30002, SOLD, 5)),
        "trade 30001: line 2 bought 5 at 70020, and no line sold; cu2612, trade 30002: line 3 sold 5 at 70020, and no "
        "line bought",
    ),
    "three sides numbered 1001 and one 1002": (
        (*EVEN, side(4, 1001, BOUGHT, 2), side(5, 1002, SOLD, 2)),
        "trade 1001: line 2 bought 5 at 70020, line 3 sold 5 at 70020, line 4 bought 2 at 70020; cu2612, trade 1002: "
        "line 5 sold 2 at 70020, and no line bought",
    ),
    "sides priced 70020 and 70010": (
        (side(2, 1001, BOUGHT, 5), side(3, 1001, SOLD, 5, 70_010)),
        "trade 1001: line 2 bought 5 at 70020, line 3 sold 5 at 70010",
    ),
    "a side that is missing": (
        (*EVEN, side(4, 1002, BOUGHT, 5)),
        "1 trade has sides that do not fit: cu2612, trade 1002: line 4 bought 5 at 70020, and no line sold",
    ),
    "a wrong volume": (
        (side(2, 1001, BOUGHT, 5), side(3, 1001, SOLD, 4)),
        "trade 1001: line 2 bought 5 at 70020, line 3 sold 4 at 70020",
    ),
    "one number in two contracts": (
        (side(2, 1001, BOUGHT, 5), side(3, 1001, SOLD, 5, contract="cu2701")),
        "2 trades have sides that do not fit: cu2612, trade 1001: line 2 bought 5",
    ),
}


@pytest.mark.parametrize("name", WRONG)
def test_sides_that_do_not_fit_are_named_with_their_lines(name: str) -> None:
    """By contract and number, with figures as people write them."""
    sides, told = WRONG[name]
    with pytest.raises(InputError) as refused:
        require_even(sides)
    assert told in str(refused.value) and refused.value.where == "trades.csv"
    assert "nothing was sent" in refused.value.remedy


def test_of_five_thousand_lines_the_first_are_named_and_how_many_more() -> None:
    """Nobody reads more; in order of the file."""
    sides = [side(line, 1000 + line, BOUGHT, 1) for line in range(2, 5_002)]
    with pytest.raises(InputError) as refused:
        require_even(sides)
    assert refused.value.problem.startswith("5000 trades have sides that do not fit: cu2612, trade 1002: line 2 ")
    assert refused.value.problem.endswith(f"; and {5_000 - SHOWN} more")
    assert refused.value.problem.count("trade 1") == SHOWN


def test_sides_that_fit_pass() -> None:
    """Of two accounts, of one that trades with itself, and of several that share a side."""
    require_even(EVEN)
    require_even([side(2, 1, BOUGHT, 5, whose="m-a"), side(3, 1, SOLD, 5, whose="m-a")])
    require_even([side(2, 1, BOUGHT, 5), side(3, 1, SOLD, 3), side(4, 1, SOLD, 2)])
