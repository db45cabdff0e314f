# SPDX-License-Identifier: Apache-2.0
"""Random business across record times, beside a slow register: whole lists of who held, copied at each record time."""

from fractions import Fraction
from random import Random
from typing import Any

import pytest

from counterfoil.commerce.ledger import broken_invariants
from counterfoil.modules.holdings import calls as h
from counterfoil.modules.lifecycle import calls as c
from counterfoil.modules.lifecycle.actions import ActionKind, ActionStatus
from counterfoil.modules.lifecycle.queries import entitlements_of, holder_list, next_steps
from counterfoil.modules.lifecycle.records import SNAPSHOTS, Income, SnapshotStatus
from counterfoil.primitives.types import Millionths
from counterfoil.terms.kernel.arithmetic import Rounding
from support.corporate_actions import CASH, LATER, SHARE, action_of, small_market
from support.ledger import Ledger
from support.seeds import seed_of_this_commit

NAMES = ("ann", "ben", "cat", "till")
TAX_PPM = 123_456


class Slowly:
    """Who holds what, and what was so at each record time."""

    def __init__(self, held: dict[str, int]) -> None:
        self.held = held
        self.cash = dict.fromkeys(NAMES, 0)
        self.tax = 0
        self.times: dict[str, int] = {}
        self.registers: dict[str, dict[str, int]] = {}
        self.actions: dict[str, c.Announce] = {}

    def passes(self, time: int) -> None:
        """Copy the register for every record time before the next block."""
        for name, at in self.times.items():
            if at < time and name not in self.registers:
                self.registers[name] = {who: had for who, had in self.held.items() if had}

    def whole(self, call: c.Announce, units: int) -> int:
        exact = Fraction(units * call.amount, call.per) - (units if call.kind is ActionKind.splits else 0)
        down = exact.numerator // exact.denominator
        return down + (call.rounding is Rounding.HALF_UP and exact - down >= Fraction(1, 2))

    def parts(self, name: str) -> dict[str, int]:
        """One unit after another to whoever lacks most of the exact share."""
        register = self.registers[name]
        units, whole = sum(register.values()), self.whole(self.actions[name], sum(register.values()))
        shares = {who: Fraction(whole * had, units) for who, had in register.items()}
        given = {who: share.numerator // share.denominator for who, share in shares.items()}
        while sum(given.values()) < whole:
            first = min(shares, key=lambda who: (given[who] - shares[who], who))
            given[first] += 1
        return given

    def pay(self, name: str) -> None:
        for who, part in self.parts(name).items():
            if self.actions[name].kind is ActionKind.dividend:
                tax = int(Fraction(part * TAX_PPM, 10**6) + Fraction(1, 2))
                self.tax += tax
                self.cash[who] += part - tax
            else:
                self.held[who] += part


def drawn(random: Random, slowly: Slowly, number: int, now: int) -> Any:
    """A movement, or something new for the register."""
    kind = random.randrange(9)
    giver, taker = random.sample(NAMES, 2)
    if kind < 4:
        quantity = random.randint(1, 60)
        return h.Transfer(sender=giver, receiver=taker, instrument=SHARE, quantity=quantity)
    if kind == 4:
        return h.Issue(instrument=SHARE, account=giver, quantity=random.randint(1, 40))
    if kind == 5:
        return h.Redeem(instrument=SHARE, account=giver, quantity=random.randint(1, 40))
    if kind == 6:
        fields = {"by": "issuer", "reference": "r"}
        return c.Schedule(instrument=SHARE, snapshot=f"s{number}", record_time=now + random.randint(1, 9_000), **fields)
    time = now + random.randint(1, 9_000)
    what = random.choice((ActionKind.dividend, ActionKind.dividend, ActionKind.bonus, ActionKind.splits))
    per = random.randint(1, 30)
    return c.Announce(
        instrument=SHARE,
        action=f"a{number}",
        kind=what,
        record_time=time,
        ex_time=time + 1,
        pay_time=time + 2,
        amount=random.randint(1, 20) + (per if what is ActionKind.splits else 0),
        per=per,
        rounding=random.choice(tuple(Rounding)),
        reference="r",
        cash=CASH if what is ActionKind.dividend else None,
    )


def noted(slowly: Slowly, call: Any) -> None:
    """What the call makes of the slow register."""
    if isinstance(call, h.Transfer):
        slowly.held[call.sender] -= call.quantity
        slowly.held[call.receiver] += call.quantity
    elif isinstance(call, h.Issue | h.Redeem):
        slowly.held[call.account] += call.quantity if isinstance(call, h.Issue) else -call.quantity
    elif isinstance(call, c.Schedule):
        slowly.times[call.snapshot] = call.record_time
    elif isinstance(call, c.Announce):
        slowly.times[call.action] = call.record_time
        slowly.actions[call.action] = call


def driven(ledger: Ledger, random: Random, slowly: Slowly) -> None:
    """One thing that is due, of a snapshot chosen by chance, and sometimes only a part of it."""
    name = random.choice(sorted(slowly.times))
    calls = list(next_steps(ledger.state, SHARE, name, ledger.time + 1_000))
    if not calls:
        return
    if isinstance(calls[0], c.Pay):
        paid(ledger, slowly, name, calls)
        return
    ledger.do(*calls[: random.randint(1, len(calls))], signed_by="venue")
    found = ledger.state.read(SNAPSHOTS, SHARE, name)
    if found is not None and found.status is SnapshotStatus.recorded:
        assert {one.account: one.quantity for one in holder_list(ledger.state, SHARE, name)} == slowly.registers[name]


def paid(ledger: Ledger, slowly: Slowly, name: str, calls: list[Any]) -> None:
    action = action_of(ledger, SHARE, name)
    assert {one.account: one.gross for one in entitlements_of(ledger.state, action)} == slowly.parts(name)
    if action.pays == CASH and action.whole:  # of nothing there is no hold, and nothing moves
        hold = h.Hold(
            hold=name, account="treasury", instrument=CASH, quantity=action.whole, executor=action.path, expires=LATER
        )
        ledger.do(hold, c.Fund(instrument=SHARE, action=name, hold=name), signed_by="issuer")
    slowly.passes(ledger.time + 1_000)
    ledger.do(*calls, signed_by="venue")
    slowly.pay(name)
    slowly.passes(ledger.time + 1_000)
    ledger.do(c.Finish(instrument=SHARE, action=name), signed_by="venue")


def enough(ledger: Ledger, slowly: Slowly) -> bool:
    """Whether the walk met what it is for: how soon it does depends on the seed, and it goes on until then."""
    over = [name for name in slowly.actions if action_of(ledger, SHARE, name).status is ActionStatus.paid_out]
    return len(over) > 3 and len(slowly.registers) > 8


@pytest.mark.parametrize("seed", [1, 2, 3, 52192461, seed_of_this_commit()])
def test_random_business_across_record_times(seed: int) -> None:
    """The register, every part of every whole, tax and cash are those of the slow lists, whatever moved meanwhile."""
    random, ledger = Random(seed), small_market()
    ledger.account("treasury", "issuer")
    slowly = Slowly({"ann": 333, "ben": 333, "cat": 335, "till": 0})
    rates = {"rates": (), "usual_ppm": Millionths(TAX_PPM), "account": "tax", "by": "supervisor"}
    ledger.do(c.Withhold(income=Income.dividend, reference="law", **rates), signed_by="supervisor")
    ledger.do(h.Transfer(sender="till", receiver="treasury", instrument=CASH, quantity=100_000_000), signed_by="issuer")
    number = 0
    while number < 160 or (number < 1_600 and not enough(ledger, slowly)):
        number += 1
        call = drawn(random, slowly, number, ledger.time + 1_000)
        slowly.passes(ledger.time + 1_000)
        answer = ledger.submit(call, signed_by="ann ben cat issuer")
        if answer.outcome.name == "ok":
            noted(slowly, call)
        else:
            assert answer.outcome.name in ("insufficient_free_quantity", "register_full"), call
        for _ in range(random.randint(0, 3)):
            if slowly.times:
                slowly.passes(ledger.time + 1_000)
                driven(ledger, random, slowly)
    assert {name: ledger.holding(name, SHARE).balance for name in NAMES} == slowly.held
    assert {name: ledger.holding(name, CASH).balance for name in NAMES} == slowly.cash
    assert ledger.holding("tax", CASH).balance == slowly.tax
    assert enough(ledger, slowly)
    assert list(broken_invariants(ledger.state)) == []
