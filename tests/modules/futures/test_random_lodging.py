# SPDX-License-Identifier: Apache-2.0
"""Days of random trades, pledges, prices and payments beside a twin that reckons margin in exact fractions."""

from fractions import Fraction
from math import ceil, floor
from random import Random

import pytest

from counterfoil.modules.futures import calls as c
from counterfoil.modules.futures.records import MARGIN_ACCOUNTS
from counterfoil.modules.futures.settling import Settled
from support.futures_ending import AT, MULTIPLIER, START, fix, listing, open_day, receipt, trade
from support.futures_lodged import firm, give_back, lodged, policy, price, realise, taking
from support.ledger import Ledger
from support.statements import add_up, as_node

NAMES = ("lia", "moe", "ned")
RATE = Fraction(9, 100)
KEPT = Fraction(95, 100)


class Walk:
    """A ledger, and beside it what every account has: cash, short lots, bonds by pledge, receipts."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)
        self.multiple, self.haircut = self.random.randrange(6), self.random.randrange(0, 300_000)
        self.ledger: Ledger = taking(Ledger(), policies=False)
        accepted = tuple(one for one in policy().securities if one.instrument == "BOND")
        accepted = (type(accepted[0])("BOND", self.haircut),)
        self.ledger.do(policy(multiple=self.multiple, securities=accepted), signed_by="ccp")
        for name in ("moe", "ned"):
            firm(self.ledger, name)
        self.cash = dict.fromkeys(NAMES, 3_000_000)
        self.short = dict.fromkeys(NAMES, 0)
        self.bonds: dict[str, dict[str, int]] = {name: {} for name in NAMES}
        self.receipts = dict.fromkeys(NAMES, 0)
        self.previous, self.price, self.numbers = AT, 10_000, 0

    def value(self, name: str) -> int:
        share = 1 - Fraction(self.haircut, 10**6)
        return sum(floor(units * self.price * share) for units in self.bonds[name].values())

    def margin(self, name: str) -> int:
        bare = max(self.short[name] - 5 * self.receipts[name], 0)
        return floor(bare * self.previous * MULTIPLIER * RATE + Fraction(1, 2))

    def is_there(self, name: str, cash: int, value: int) -> bool:
        """Whether this cash, with what counts beside it, is all the margin."""
        return cash >= 0 and cash + min(value, self.multiple * cash) >= self.margin(name)

    def lacking(self, name: str) -> int:
        """The least that must come in, found by halving."""
        low, high = self.cash[name] - 1, max(self.margin(name), 0) + abs(self.cash[name])
        if self.is_there(name, self.cash[name], self.value(name)):
            return 0
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (low, middle) if self.is_there(name, middle, self.value(name)) else (middle, high)
        return high - self.cash[name]

    def day(self, number: int) -> None:
        day = START + number
        open_day(self.ledger, day)
        trades = [("ann", name, self.previous, self.random.randrange(1, 4)) for name in NAMES if self.may_open(name)]
        if trades:
            trade(self.ledger, "W", day, *trades)
            for _, name, _, lots in trades:
                self.short[name] += lots
        for name in NAMES:
            self._lodges(name)
        self.price = self.random.randrange(8_000, 12_000)
        self.ledger.do(price(self.price), signed_by="ccp")
        settlement = self.previous + 10 * self.random.randrange(-100, 130)
        fix(self.ledger, {"W": settlement})
        for name in NAMES:
            self.cash[name] -= self.short[name] * (settlement - self.previous) * MULTIPLIER
        self.previous = settlement
        before = len(self.ledger.events)
        self.ledger.drive("ann", "futures")
        told = {
            one.data["account"][2:]: one.data
            for one in self.ledger.decoded_events(before)
            if one.type == Settled.type and one.data["account"] != "m-ann"
        }
        for name in NAMES:
            self._compared(name, told.get(name))
        for name in NAMES:
            self._pays(name)
        self.ledger.drive("ann", "futures")

    def may_open(self, name: str) -> bool:
        found = self.ledger.state.read(MARGIN_ACCOUNTS, f"m-{name}")
        assert found is not None
        return not found.called

    def _lodges(self, name: str) -> None:
        """Bonds, now and then a receipt; and some go back where they may, exactly where they may."""
        self.numbers += 1
        new, units = f"p-{self.numbers}", self.random.randrange(1, 400)
        if self.random.random() < 0.6 and len(self.bonds[name]) < 20:
            self.ledger.issue("BOND", f"of-{name}", units, issuer="depot")
            lodged(self.ledger, name, new, units)
            self.bonds[name][new] = units
        if self.random.random() < 0.15:
            receipt(self.ledger, f"R{self.numbers}", name)
            lodged(self.ledger, name, f"r-{self.numbers}", 1, f"R{self.numbers}", product="metal")
            self.receipts[name] += 1
        if self.bonds[name]:
            self._gives_back(name, self.random.choice(sorted(self.bonds[name])))

    def _gives_back(self, name: str, pledge: str) -> None:
        units = self.random.randrange(1, self.bonds[name][pledge] + 1)
        kept = dict(self.bonds[name])
        self.bonds[name][pledge] -= units
        may = self.is_there(name, self.cash[name], self.value(name))
        answer = self.ledger.submit(give_back(name, pledge, units), signed_by=name)
        assert (answer.outcome.name == "ok") is may, (answer, name, pledge)
        if not may:
            self.bonds[name] = kept
        elif not self.bonds[name][pledge]:
            del self.bonds[name][pledge]

    def _compared(self, name: str, said: dict[str, int] | None) -> None:
        if said is not None:
            counted = min(self.value(name), self.multiple * max(self.cash[name], 0))
            assert (said["balance"], said["mortgage"], said["called"]) == (self.cash[name], counted, self.lacking(name))
        found = self.ledger.state.read(MARGIN_ACCOUNTS, f"m-{name}")
        assert found is not None and found.owed == max(-self.cash[name], 0)

    def _pays(self, name: str) -> None:
        """What is owed is taken over of bonds while there are any, by the twin's own count; the rest is paid in."""
        for pledge in sorted(self.bonds[name]):
            found = self.ledger.state.read(MARGIN_ACCOUNTS, f"m-{name}")
            assert found is not None
            if not found.owed:
                break
            self.ledger.do(realise(name, pledge), c.Collect(account=f"m-{name}"), signed_by="ccp")
            units = next(
                units
                for units in range(1, self.bonds[name][pledge] + 1)
                if floor(units * self.price * KEPT) >= found.owed or units == self.bonds[name][pledge]
            )
            self.cash[name] += floor(units * self.price * KEPT)
            self.bonds[name][pledge] -= units
            if not self.bonds[name][pledge]:
                del self.bonds[name][pledge]
            assert self.ledger.holding(f"of-{name}", "BOND").pledged == sum(self.bonds[name].values())
        lacks = max(-self.cash[name], 0) + self.random.choice((0, ceil(self.lacking(name) * Fraction(1, 2)), 10**6))
        if lacks:
            self.ledger.issue("CNY", f"m-{name}", lacks, issuer=f"bank {name}")
            self.cash[name] += lacks


@pytest.mark.parametrize("seed", range(6))
def test_days_are_margined_as_the_twin_says(seed: int) -> None:
    """What counts, what is called, what goes back and what is taken over: to the unit, and every unit is somewhere."""
    walk = Walk(seed)
    walk.ledger.do(listing("W", "metal", last=START + 11), signed_by="venue")
    for number in (0, 1, 2, 3, 4, 7, 8, 9):
        walk.day(number)
    add_up(as_node(walk.ledger))
    held = sum(walk.ledger.holding(account, "BOND").balance for account in ("kept", *(f"of-{name}" for name in NAMES)))
    supply = sum(int(one.data["quantity"]) for one in walk.ledger.decoded_events() if _issues_bonds(one.type, one.data))
    assert held == supply


def _issues_bonds(kind: str, data: dict[str, object]) -> bool:
    return kind == "holdings.issued" and data["instrument"] == "BOND"
