# SPDX-License-Identifier: Apache-2.0
"""Random walks over a desk, beside a market that knows no desk: everybody ends with what he would have had there."""

from random import Random
from typing import Any, Final

import pytest

from counterfoil.commerce.ledger import broken_invariants
from counterfoil.modules.futures import delivery_calls as s
from counterfoil.modules.futures.at_the_desk import passing_on
from counterfoil.modules.futures.delivery import HALVES
from counterfoil.modules.futures.desk_events import INCOMES
from counterfoil.modules.lifecycle.actions import ActionKind
from counterfoil.modules.lifecycle.records import POSITIONS
from counterfoil.modules.parties import calls as p
from counterfoil.modules.parties.records import ACCOUNTS, AccountStatus
from counterfoil.primitives.types import Timestamp
from support.futures_desk import (
    UNIT,
    action_of,
    announced,
    driven,
    founding,
    matched,
    offered,
    paid,
    recorded,
    sold,
    until,
)
from support.ledger import Ledger

WHO: Final = ("ann", "bob", "cat")
PARCELS: Final = {1: ("bob", 2 * UNIT), 2: ("cat", UNIT)}
"""number → who sells so many bonds, which Ann buys"""


class Walk:
    """A desk, and the twin: who owns how many bonds, wherever they are, and what they brought him."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)
        self.ledger: Any = founding(Ledger())
        self.ledger.instrument("BOND", "issuer")
        offered(sold(self.ledger))
        matched(self.ledger)
        self.own = {"ann": 0, "bob": 2 * UNIT, "cat": UNIT}
        self.cash = {name: self.has(name, "CNY") for name in WHO}

    def has(self, name: str, instrument: str) -> int:
        holding = self.ledger.holding(f"of-{name}", instrument)
        return 0 if holding is None else int(holding.balance)

    def goes_on(self, number: int) -> None:
        """An action, and whatever else anybody does before its record time, and after."""
        bonus = self.random.random() < 0.5
        kind = ActionKind.bonus if bonus else ActionKind.dividend
        action, said = f"act-{number}", {} if bonus else {"cash": "CNY"}
        announced(self.ledger, action, kind, amount=1, per=1, **said)
        self.meanwhile()
        recorded(self.ledger, action)
        brought = dict(self.own)
        self.meanwhile()
        # An issuer pays no account that is stopped: what it owes there waits, as the desk's parts do.
        self.all_stand()
        if bonus:
            until(self.ledger, action_of(self.ledger, action).pay_time)
            driven(self.ledger, action)
        else:
            paid(self.ledger, action)
        gains = self.own if bonus else self.cash
        for name, units in brought.items():
            gains[name] += units
        self.adds_up(action)

    def meanwhile(self) -> None:
        """Accounts are stopped and stand again, goods are paid for and handed over, what came is passed on."""
        for _ in range(self.random.randrange(5)):
            self.random.choice((self.stops, self.pays, self.hands_over, self.passes_on))()

    def stops(self) -> None:
        name = self.random.choice(WHO)
        account = self.ledger.state.read(ACCOUNTS, f"of-{name}")
        stands = account.status is AccountStatus.active
        call = (p.SuspendAccount if stands else p.ReinstateAccount)(account=f"of-{name}", by="court", reference="order")
        self.ledger.do(call, signed_by="court")

    def pays(self, number: int | None = None) -> None:
        number = self.random.choice(tuple(PARCELS)) if number is None else number
        seller, units = PARCELS[number]
        if self.ledger.state.read(HALVES, "T1", str(number), "bought") is None:
            buys = s.Take(contract="T1", account="m-ann", number=number)
            self.ledger.do(buys, s.Credit(contract="T1", account=f"m-{seller}", number=number), signed_by="pat")
            self.own[seller] -= units
            self.own["ann"] += units

    def hands_over(self) -> None:
        self.ledger.submit(s.HandOver(contract="T1", account="m-ann", instrument="BOND"), signed_by="pat")

    def passes_on(self) -> None:
        due = list(passing_on(self.ledger.state, Timestamp(self.ledger.time)))
        for call in self.random.sample(due, min(len(due), 2)):
            self.ledger.do(call, signed_by="pat")

    def adds_up(self, action: str) -> None:
        """What is said to have been at the desk is what its register says, and nothing is lost there."""
        income = self.ledger.state.read(INCOMES, "CC", "BOND", action)
        there = self.ledger.state.read(POSITIONS, "BOND", action, "desk")
        assert (0 if income is None else income.units) == (0 if there is None else there.quantity)
        assert not list(broken_invariants(self.ledger.state))

    def all_stand(self) -> None:
        for name in WHO:
            if self.ledger.state.read(ACCOUNTS, f"of-{name}").status is not AccountStatus.active:
                call = p.ReinstateAccount(account=f"of-{name}", by="court", reference="order")
                self.ledger.do(call, signed_by="court")

    def ends(self) -> None:
        """All is paid for, and nothing is left at the desk."""
        self.all_stand()
        for number in PARCELS:
            self.pays(number)
        self.ledger.drive("pat", "futures")
        assert not self.ledger.holding("desk", "BOND").balance


@pytest.mark.parametrize("seed", range(12))
def test_where_units_are_changes_nothing_of_what_they_bring(seed: int) -> None:
    """Bonuses and dividends of one for one, so that nothing is rounded: bonds and cash are those of the twin."""
    walk = Walk(seed)
    for number in range(6):
        walk.goes_on(number)
    walk.ends()
    assert {name: walk.has(name, "BOND") for name in WHO} == walk.own
    assert {name: walk.has(name, "CNY") for name in WHO} == walk.cash
