# SPDX-License-Identifier: Apache-2.0
"""What may be taken out within a day, by hand and beside a twin: nothing that the day's trades or its marks need.

A lot is 3,000 fen a last decimal, the margin twelve per cent. Eve has 100,000,000 fen, and bought a lot at 50,000: the
fee is 3,795.
"""

from fractions import Fraction
from math import floor as floor_of
from random import Random

import pytest

from counterfoil.evidence.package import Package
from counterfoil.modules.futures import calls as c
from counterfoil.modules.futures.records import HOUSES, MARGIN_ACCOUNTS
from counterfoil.modules.futures.standing import withdrawable
from counterfoil.modules.parties.records import Control
from counterfoil.node.collect import Collector
from counterfoil.primitives.types import RecordPath
from support.evidence_world import World
from support.forging import proved_as_it_is_alone, says
from support.futures_breaches import Floor
from support.futures_called import ACCOUNTS, FALLEN, FEE, mark, marked_floor, until_the_end
from support.futures_called_breaches import called_world
from support.futures_market import AT, MULTIPLIER, book, fill
from support.ledger import GENESIS_TIME, Ledger

RICH = 100_000_000
MARGIN = 18_000_000
"""of a lot at 50,000"""
TWO_FEES = 7_636
"""of lots opened at 50,000 and 50,600: 25.3 millionths of 301,800,000 are 7,635.54"""


@pytest.fixture
def ledger() -> Ledger:
    """Nobody was called, and nothing is marked."""
    made = marked_floor(Ledger(), GENESIS_TIME)
    made.account("of-eve", "eve")
    made.do(c.Bind(account="m-eve", to="of-eve"), signed_by="eve")
    return made


def left(ledger: Ledger, name: str = "m-eve") -> int:
    account, house = ledger.state.read(MARGIN_ACCOUNTS, name), ledger.state.read(HOUSES, "CC")
    assert account is not None and house is not None
    return withdrawable(ledger.context(), account, house)


def taken_out(ledger: Ledger, amount: int, name: str = "eve") -> str:
    """On a chain of its own."""
    call = c.Withdraw(account=f"m-{name}", amount=amount)
    return ledger.twin().submit(call, signed_by=name).outcome.name


def traded(ledger: Ledger, number: int, direction: str, offset: str, price: int, name: str = "m-eve") -> None:
    one = fill(number, direction, offset, price, time=ledger.time)
    ledger.do(book(name, one, contract="IM"), signed_by="venue")


def test_without_a_mark_the_days_trades_count_at_the_last_settlement_price(ledger: Ledger) -> None:
    """A lot at that price costs its fee and its margin; one bought 600 dearer has lost 1,800,000 so far, too."""
    assert left(ledger) == RICH - MARGIN - FEE
    assert [taken_out(ledger, left(ledger) + more) for more in (0, 1)] == ["ok", "not_available"]
    traded(ledger, 20, "bought", "opens", AT + 600)
    assert left(ledger) == RICH - 2 * MARGIN - 600 * MULTIPLIER - TWO_FEES == 62_192_364
    assert [taken_out(ledger, left(ledger) + more) for more in (0, 1)] == ["ok", "not_available"]


def test_what_is_open_gains_nothing_that_can_be_taken_out(ledger: Ledger) -> None:
    """Sold 600 dearer it would gain as much at the last settlement price: nobody has paid that yet."""
    traded(ledger, 20, "sold", "opens", AT + 600)
    assert left(ledger) == RICH - 2 * MARGIN - TWO_FEES


def test_once_a_price_is_marked_it_counts_for_who_was_not_called(ledger: Ledger) -> None:
    """At 48,000 6,000,000 are lost and 17,280,000 needed, of whoever nobody called, too."""
    ledger.do(mark(), signed_by="ccp")
    assert left(ledger) == RICH - (AT - FALLEN) * MULTIPLIER - 17_280_000 - FEE == 76_716_205
    assert [taken_out(ledger, left(ledger) + more) for more in (0, 1)] == ["ok", "needed_today"]


def test_no_mark_lets_more_out(ledger: Ledger) -> None:
    """Up: the gain is nobody's yet, and the margin is more. Down, of who sold: less margin frees nothing."""
    before = left(ledger, "m-bob")
    ledger.do(mark(52_000), signed_by="ccp")
    assert left(ledger) == RICH - 18_720_000 - FEE
    ledger.do(mark(), signed_by="ccp")
    assert left(ledger, "m-bob") == before
    assert taken_out(ledger, before + 1, "bob") == "not_available"


def test_what_was_carried_into_the_day_counts_from_its_settlement(ledger: Ledger) -> None:
    """Settled at 49,000 the first loss is paid; a day later 48,000 costs 3,000,000 more."""
    until_the_end(ledger)
    ledger.do(c.FixSettlement(contract="IM", price=49_000, reason="of the test"), signed_by="ccp")
    ledger.do(*(c.Settle(account=name) for name, *_ in ACCOUNTS), signed_by="eve")
    there = RICH - 1_000 * MULTIPLIER - FEE
    assert left(ledger) == there - 17_640_000
    ledger.drive("eve", "futures")
    day = ledger.state.read(HOUSES, "CC")
    assert day is not None and day.closed is not None
    ledger.do(c.OpenDay(house="CC", day=day.closed + 1), signed_by="ccp")
    assert left(ledger) == there - 17_640_000
    ledger.do(mark(), signed_by="ccp")
    assert left(ledger) == there - 1_000 * MULTIPLIER - 17_280_000


def test_the_price_of_the_day_takes_the_place_of_its_marks(ledger: Ledger) -> None:
    """Once 50,000 is fixed the account is judged by that, though 48,000 was marked."""
    ledger.do(mark(), signed_by="ccp")
    until_the_end(ledger)
    ledger.do(c.FixSettlement(contract="IM", price=AT, reason="it rose again"), signed_by="ccp")
    assert left(ledger) == RICH - MARGIN - FEE


def half_up(exact: Fraction) -> int:
    """Of the twin's own."""
    return floor_of(exact + Fraction(1, 2))


class Twin:
    """A lot a line, prices as they were traded, and no position."""

    def __init__(self) -> None:
        self.long, self.short, self.closed, self.turned, self.closings = [AT], list[int](), 0, AT, 0

    def at(self, price: int) -> int:
        """What is left at a price: gains of what is open are nobody's, losses are its own."""
        moved = sum(price - one for one in self.long) + sum(one - price for one in self.short)
        fees = half_up(Fraction(25_300 * self.turned * MULTIPLIER, 10**9)) + 7 * self.closings
        cost = fees - self.closed * MULTIPLIER - min(moved, 0) * MULTIPLIER
        sides = (half_up(Fraction(12 * price * MULTIPLIER * len(side), 100)) for side in (self.long, self.short))
        return RICH * 10 - max(cost, 0) - sum(sides)


@pytest.mark.parametrize("seed", range(6))
def test_what_may_be_taken_out_is_what_a_twin_in_fractions_says(ledger: Ledger, seed: int) -> None:
    """Lots opened and closed at any prices, marked at any: the less of two sums, to the fen."""
    ledger.issue("CNY", "m-eve", RICH * 9, issuer="bank eve")
    dice, twin, prices = Random(seed), Twin(), [AT]
    for number in range(20, 40):
        price = dice.randrange(45_000, 55_000, 2)
        side = dice.choice(("bought", "sold"))
        there = twin.short if side == "bought" else twin.long
        closes = bool(there) and dice.random() < 0.4
        if closes:
            twin.closed += (there[0] - price) if side == "bought" else (price - there[0])
            twin.closings += 1
            del there[0]
        else:
            (twin.long if side == "bought" else twin.short).append(price)
            twin.turned += price
        traded(ledger, number, side, "closes" if closes else "opens", price)
        if dice.random() < 0.5:
            prices = [AT, dice.randrange(44_000, 56_000, 2)]
            ledger.do(mark(prices[1]), signed_by="ccp")
        assert left(ledger) == min(twin.at(one) for one in prices), (number, prices)


PATH = RecordPath("futures/account/m-eve")
SWAPS = ((b'"amount":1000000', b'"amount":1000001'), (b'"price":48000', b'"price":48002'))


@pytest.fixture(scope="module")
def told() -> tuple[World, Package]:
    """Eve, who was never called, took something out after a price was marked."""
    world = called_world()
    floor = Floor(world)
    floor.account("of-eve", "eve", incoming=Control.holder)
    floor.do(c.Bind(account="m-eve", to="of-eve"), signed_by="eve")
    floor.do(c.Withdraw(account="m-eve", amount=1_000_000), signed_by="eve")
    world.block()
    return world, Collector(world, world.publish()).record(PATH)


def test_what_was_taken_out_is_proved_beside_the_mark(told: tuple[World, Package]) -> None:
    """Offline: the account shows the price marked and what it left, and nothing of who was called."""
    world, package = told
    proved_as_it_is_alone(world, package, SWAPS)
    shown = b"".join(one.event for one in package.events)
    assert b'"futures.price_marked"' in shown and not any(one in shown for one in (b"m-ann", b"m-cat", b"m-dan"))


@pytest.mark.parametrize(("old", "new"), SWAPS)
def test_every_forgery_is_of_what_the_package_says(told: tuple[World, Package], old: bytes, new: bytes) -> None:
    """So that none is passed over in silence."""
    assert says(told[1], old)
