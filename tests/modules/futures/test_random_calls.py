# SPDX-License-Identifier: Apache-2.0
"""What accounts lack within a day, beside a twin in exact fractions that knows trades and payments alone."""

from collections import Counter
from fractions import Fraction
from math import floor
from random import Random

import pytest

from counterfoil.modules.futures.positions import Direction
from counterfoil.modules.futures.records import HOUSES, MARGIN_ACCOUNTS
from counterfoil.modules.futures.standing import now_of
from support.futures_called import ACCOUNTS, mark, marked_floor
from support.futures_market import AT, MULTIPLIER, balance, book, fill
from support.ledger import GENESIS_TIME, Ledger

OPENING, TODAY_EACH, MARGIN = Fraction(25_300, 10**9), 7, Fraction(12, 100)
NAMES = [name for name, *_ in ACCOUNTS]


class Twin:
    """An account: what it was paid, each trade, and how many lots it has on either side."""

    def __init__(self, paid_in: int) -> None:
        self.paid_in = paid_in
        self.trades: list[tuple[Direction, bool, int, int]] = []
        self.has: Counter[Direction] = Counter()

    def trade(self, side: Direction, price: int, lots: int, *, opens: bool) -> None:
        self.trades.append((side, opens, price, lots))
        self.has[side if opens else side.other] += lots if opens else -lots

    def lacks(self, price: int) -> int:
        """Margin beyond what is there, where every trade gains what it is away from the price."""
        gained = sum(one.sign * (price - at) * lots * MULTIPLIER for one, _, at, lots in self.trades)
        opened = sum(at * lots * MULTIPLIER for _, opens, at, lots in self.trades if opens)
        closed = sum(lots for _, opens, _, lots in self.trades if not opens)
        fees = floor(opened * OPENING + closed * TODAY_EACH + Fraction(1, 2))
        needed = floor(sum(self.has.values()) * price * MULTIPLIER * MARGIN + Fraction(1, 2))
        return max(0, needed - (self.paid_in + gained - fees))


def begun(ledger: Ledger) -> dict[str, Twin]:
    """All but Bob have bought a lot of him."""
    twins = {name: Twin(paid_in) for name, _, _, paid_in in ACCOUNTS}
    for name in NAMES:
        if name != "m-bob":
            twins[name].trade(Direction.bought, AT, 1, opens=True)
            twins["m-bob"].trade(Direction.sold, AT, 1, opens=True)
    marked_floor(ledger, GENESIS_TIME)
    return twins


def traded(ledger: Ledger, twins: dict[str, Twin], random: Random, number: int) -> None:
    """One buys of another; each opens, or closes what it has."""
    price, lots, calls = AT + 2 * random.randint(-900, 900), random.choice((1, 1, 2)), []
    pair = random.sample(NAMES, 2)
    for name, side in zip(pair, Direction, strict=True):
        opens = twins[name].has[side.other] < lots or random.random() < 0.5
        offset = "opens" if opens else "closes"
        calls.append(book(name, fill(number, side, offset, price, lots, time=ledger.time), contract="IM"))
        twins[name].trade(side, price, lots, opens=opens)
    every = [one for twin in twins.values() for one in twin.trades if one[0] is Direction.bought]
    sums = sum(lots for *_, lots in every), sum(at * lots * MULTIPLIER for _, _, at, lots in every)
    open_interest = sum(twin.has[Direction.bought] for twin in twins.values())
    ledger.do(*calls, balance("IM", *sums, open_interest), signed_by="venue")


@pytest.mark.parametrize("seed", range(6))
def test_what_is_lacking_at_a_mark_is_what_a_twin_finds(seed: int) -> None:
    """Of every account, after every trade, payment and mark; some lack something, and some do not."""
    ledger, random, found = Ledger(), Random(seed), Counter[bool]()
    twins = begun(ledger)
    for number in range(20, 32):
        traded(ledger, twins, random, number)
        name, amount = random.choice(NAMES), random.randint(1, 4_000_000)
        ledger.issue("CNY", name, amount, issuer=f"bank {name.removeprefix('m-')}")
        twins[name].paid_in += amount
        price = AT + 2 * random.randint(-2_000, 2_000)
        ledger.do(mark(price), signed_by="ccp")
        house = ledger.state.read(HOUSES, "CC")
        assert house is not None
        for account, twin in twins.items():
            there = ledger.state.read(MARGIN_ACCOUNTS, account)
            assert there is not None
            assert now_of(ledger.context(), there, house).called == twin.lacks(price), (account, number)
            found[twin.lacks(price) > 0] += 1
    assert min(found[True], found[False]) > 0
