# SPDX-License-Identifier: Apache-2.0
"""Random business days, beside a slow twin: plain dicts, nets summed up anew each time, and what each call answers."""

from fractions import Fraction
from math import ceil
from random import Random
from typing import Any

import pytest

from counterfoil.commerce.ledger import broken_invariants
from counterfoil.law.dated import day_of, minute_of
from counterfoil.modules.clearing import calls as c
from counterfoil.modules.clearing.queries import obligations
from counterfoil.modules.clearing.records import DAYS
from support.cleared import EX, OFFSET_MIN, RULES, TEN, TWO, agree, enter, founded, free, market_of, member_of, until
from support.ledger import Ledger

NAMES = ("ann", "bob", "cat")
THINGS = ("SHARE", "BOND", "CNY")
CUTS = (TEN, TWO)
Trade = dict[str, Any]


class Slowly:
    """A market as rows of lists; ``minute``: of the day, as the next block will have it."""

    def __init__(self) -> None:
        start = {"SHARE": 1_000, "BOND": 1_000, "CNY": 100_000}
        self.units = {(name, thing): start[thing] for name in NAMES for thing in THINGS}
        self.trades: dict[str, Trade] = {}
        self.lists: dict[str, list[str]] = {}
        self.moved: dict[tuple[str, str, str], int] = {}
        self.status: dict[str, str] = {}
        self.owed = dict.fromkeys(NAMES, 0)
        self.day: int | None = None
        self.last_closed = 0
        self.minute = 0
        self.today = 0
        self.late = 0

    # What follows from the rows.

    def cycles(self) -> list[str]:
        return [cycle for cycle in self.status if cycle.startswith(f"{EX}/{self.day}/")]

    def gathering(self) -> str | None:
        ahead = [n for n, cut in enumerate(CUTS, 1) if self.today == self.day and self.minute < cut]
        names = [f"{EX}/{self.day}/{n}" for n in ahead]
        return next((name for name in names if name in self.status), None)

    def net(self, cycle: str, account: str, thing: str) -> int:
        total = 0
        for one in self.trades.values():
            if one["cycle"] == cycle and one["in"]:
                units, cash = one["in"]
                total += units * (one["thing"] == thing) * ((one["buyer"] == account) - (one["seller"] == account))
                total += cash * (thing == "CNY") * ((one["seller"] == account) - (one["buyer"] == account))
        return total

    def rest(self, cycle: str, account: str, thing: str) -> int:
        return self.net(cycle, account, thing) - self.moved.get((cycle, account, thing), 0)

    def there(self, cycle: str, account: str, thing: str) -> bool:
        """Whether a trade of the account in this instrument ever came into the cycle."""
        names = self.lists[cycle]
        found = (self.trades[name] for name in names)
        return any(account in (one["seller"], one["buyer"]) and thing in (one["thing"], "CNY") for one in found)

    # What each call does.

    def trade(self, name: str, one: Trade) -> str:
        if name in self.trades:
            return "trade_exists"
        self.trades[name] = one | {
            "cycle": None,
            "in": None,
            "done": (0, 0),
            "fails": set(),
            "fined": {},
            "state": "waits",
        }
        cycle = self.gathering()
        if cycle is None:
            self.late += self.day is not None
        else:
            self._enter(name, cycle)
        return "ok"

    def _enter(self, name: str, cycle: str) -> None:
        one = self.trades[name]
        one["in"] = (one["units"] - one["done"][0], one["cash"] - one["done"][1])
        one["cycle"], one["state"] = cycle, "netted"
        self.lists[cycle].append(name)

    def roll(self, name: str) -> str:
        if name not in self.trades:
            return "unknown_trade"
        one = self.trades[name]
        if one["state"] != "waits":
            return "trade_not_open"
        if one["cycle"] is not None and self.status[one["cycle"]] not in ("settled", "done"):
            return "cycle_not_settled"
        cycle = self.gathering()
        if cycle is None:
            return "no_cycle_gathers"
        self._enter(name, cycle)
        return "ok"

    def cancel(self, name: str) -> str:
        if name not in self.trades:
            return "unknown_trade"
        one = self.trades[name]
        if one["state"] == "netted":
            number = int(one["cycle"][-1])
            day = int(one["cycle"].split("/")[1])
            if (self.today, self.minute) >= (day, CUTS[number - 1]):
                return "trade_cut"
        elif one["state"] != "waits":
            return "trade_not_open"
        one["state"], one["in"] = "cancelled", None
        return "ok"

    def open_day(self) -> str:
        if self.day is not None:
            return "business_day_open"
        ahead = [n for n, cut in enumerate(CUTS, 1) if self.minute < cut]
        if not ahead:
            return "last_cut_off_passed"
        self.day, self.late = self.today, 0
        for number in ahead:
            cycle = f"{EX}/{self.day}/{number}"
            self.status[cycle], self.lists[cycle] = "gathers", []
        return "ok"

    def close_day(self) -> str:
        if self.day is None:
            return "no_business_day_open"
        if any(self.status[cycle] not in ("settled", "done") for cycle in self.cycles()):
            return "cycle_unfinished"
        self.last_closed, self.day = self.day, None
        return "ok"

    def past(self, cycle: str, minutes: int) -> bool:
        number, day = int(cycle[-1]), int(cycle.split("/")[1])
        return (self.today, self.minute) >= (day, CUTS[number - 1] + minutes)

    def cut(self, cycle: str) -> str:
        if self.status[cycle] != "gathers":
            return "cut_already"
        if not self.past(cycle, 0):
            return "before_cut_off"
        self.status[cycle] = "collects"
        return "ok"

    def _wrong(self, cycle: str, account: str, thing: str) -> str | None:
        if self.status[cycle] == "gathers":
            return "cycle_not_cut"
        if self.status[cycle] != "collects":
            return "cycle_settled"
        return None if self.there(cycle, account, thing) else "unknown_net_position"

    def collect(self, cycle: str, account: str, thing: str, net: int) -> str:
        if wrong := self._wrong(cycle, account, thing):
            return wrong
        if net != self.net(cycle, account, thing):
            return "net_not_gross"
        owed = -self.rest(cycle, account, thing)
        if owed <= 0:
            return "nothing_owed"
        if self.units[account, thing] < owed:
            return "insufficient_free_quantity"
        self.units[account, thing] -= owed
        self.moved[cycle, account, thing] = self.moved.get((cycle, account, thing), 0) - owed
        return "ok"

    def drop(self, cycle: str, account: str, thing: str) -> str:
        if wrong := self._wrong(cycle, account, thing):
            return wrong
        owed, has = -self.rest(cycle, account, thing), self.units[account, thing]
        if owed <= 0:
            return "nothing_owed"
        if not self.past(cycle, 30):
            return "still_collected"
        if has >= owed and not self.past(cycle, 60):
            return "units_at_hand"
        for _, name, other in sorted((each == "CNY", name, each) for name in NAMES for each in THINGS):
            if (name, other) == (account, thing):
                break
            lacks = self.units[name, other] < -self.rest(cycle, name, other)
            if self.rest(cycle, name, other) < 0 and (lacks or self.past(cycle, 60)):
                return "another_fails_first"
        side = ("buyer", "CNY") if thing == "CNY" else ("seller", thing)
        delivering = [
            self.trades[name]
            for name in self.lists[cycle]
            if self.trades[name]["in"] and self.trades[name]["cycle"] == cycle
            if self.trades[name][side[0]] == account and thing in ("CNY", self.trades[name]["thing"])
        ]
        self._fail(delivering[-1], thing, owed - has if has < owed else owed, account, fined=has < owed)
        return "ok"

    def _fail(self, one: Trade, thing: str, short: int, account: str, *, fined: bool) -> None:
        units, cash = one["in"]
        kept = 0
        if one["partial"]:
            # The most units, tried one by one, that leave so much less to deliver.
            fits = [k for k in range(units) if (cash - self.price(one, k) if thing == "CNY" else units - k) >= short]
            kept = max(fits, default=0)
        one["fails"].add(one["cycle"])
        one["in"] = (kept, self.price(one, kept))
        if fined:
            self._fine(one, thing, account)
        if not kept:
            one["in"], one["state"] = None, self.again(one)

    def price(self, one: Trade, units: int) -> int:
        """What is paid for so many units after those that are done: each unit's share of the whole, rounded once."""
        done, paid = one["done"]
        return int(Fraction(one["cash"] * (done + units), one["units"])) - paid

    def again(self, one: Trade) -> str:
        """It failed in so many cycles, each told by its name."""
        return "waits" if len(one["fails"]) <= RULES["recycles"] else "failed"

    def _fine(self, one: Trade, thing: str, account: str) -> None:
        """Of a trade, what failed in each of a day's cycles is written down, and the most of it is paid for."""
        written = one["fined"].setdefault(one["cycle"].split("/")[1], {})
        rate = RULES["cash_bp"] if thing == "CNY" else RULES["securities_bp"]

        def worth() -> int:
            most = max(written.values(), default=0)
            return max(RULES["minimum"], ceil(Fraction(most * rate, 10_000))) if most else 0

        before = worth()
        written[one["cycle"]] = one["cash"] - one["done"][1] - one["in"][1]
        self.owed[account] += worth() - before

    def settle(self, cycle: str) -> str:
        if self.status[cycle] == "gathers":
            return "cycle_not_cut"
        if self.status[cycle] != "collects":
            return "cycle_settled"
        if any(self.rest(cycle, name, thing) < 0 for name in NAMES for thing in THINGS):
            return "still_owing"
        self.status[cycle] = "settled"
        self.due = {
            (cycle, name, thing): self.rest(cycle, name, thing) for name in NAMES for thing in THINGS
        } | getattr(self, "due", {})
        self.nets = {
            (cycle, name, thing): self.net(cycle, name, thing) for name in NAMES for thing in THINGS
        } | getattr(self, "nets", {})
        return "ok"

    def hand_out(self, cycle: str, account: str, thing: str, net: int) -> str:
        if self.status[cycle] != "settled":
            return "cycle_not_settled"
        if not self.there(cycle, account, thing):
            return "unknown_net_position"
        if net != self.nets[cycle, account, thing]:
            return "net_not_gross"
        due = self.due[cycle, account, thing]
        if due <= 0:
            return "nothing_due"
        self.units[account, thing] += due
        self.due[cycle, account, thing] = 0
        return "ok"

    def conclude(self, name: str) -> str:
        if name not in self.trades:
            return "unknown_trade"
        one = self.trades[name]
        if one["state"] != "netted":
            return "trade_not_open"
        if self.status[one["cycle"]] != "settled":
            return "cycle_not_settled"
        one["done"] = (one["done"][0] + one["in"][0], one["done"][1] + one["in"][1])
        one["state"], one["in"] = "settled" if one["done"][0] == one["units"] else self.again(one), None
        return "ok"

    def pay(self, account: str) -> str:
        if not self.owed[account]:
            return "no_penalty_owed"
        paid = min(self.owed[account], self.units[account, "CNY"])
        if not paid:
            return "insufficient_free_quantity"
        self.owed[account] -= paid
        self.units[account, "CNY"] -= paid
        return "ok"


def drawn(random: Random, slowly: Slowly) -> tuple[Any, str]:
    """A call that is often right, and what the twin answers; the twin has then done it."""
    cycles = slowly.cycles() or list(slowly.status)[-2:]
    cycle = random.choice(cycles) if cycles else ""
    account, thing = random.choice(NAMES), random.choice(THINGS)
    name = f"t{random.randrange(len(slowly.trades) + 2)}"
    if random.random() < 0.3:
        return due(random, slowly)
    kind = random.choices(
        ("trade", "roll", "cancel", "open", "close", "cut", "collect", "drop", "settle", "hand", "conclude", "pay"),
        (8, 3, 1, 1, 1, 2, 9, 5, 2, 9, 5, 1),
    )[0]
    if kind == "trade":
        return _traded(random, slowly, name)
    if kind == "roll":
        return c.Roll(trade=name), slowly.roll(name)
    if kind == "cancel":
        return c.Cancel(trade=name), slowly.cancel(name)
    if kind == "conclude":
        return c.Conclude(trade=name), slowly.conclude(name)
    if kind == "pay":
        return c.PayPenalty(market=EX, account=account), slowly.pay(account)
    if kind == "open" or not cycle:
        return c.OpenDay(market=EX), slowly.open_day()
    if kind == "close":
        return c.CloseDay(market=EX), slowly.close_day()
    if kind == "cut":
        return c.Cut(cycle=cycle), slowly.cut(cycle)
    if kind == "settle":
        return c.Settle(cycle=cycle), slowly.settle(cycle)
    where = {"cycle": cycle, "account": account, "instrument": thing}
    if kind == "drop":
        return c.Drop(**where), slowly.drop(cycle, account, thing)
    net = getattr(slowly, "nets", {}).get((cycle, account, thing), slowly.net(cycle, account, thing))
    net += random.choice((0,) * 9 + (1,))
    if kind == "collect":
        return c.Collect(**where, net=net), slowly.collect(cycle, account, thing, net)
    return c.HandOut(**where, net=net), slowly.hand_out(cycle, account, thing, net)


def due(random: Random, slowly: Slowly) -> tuple[Any, str]:
    """What the day needs next, so that days end."""
    for cycle in slowly.cycles():
        if slowly.status[cycle] == "gathers":
            return c.Cut(cycle=cycle), slowly.cut(cycle)
        if slowly.status[cycle] != "collects":
            continue
        owing = [(name, thing) for name in NAMES for thing in THINGS if slowly.rest(cycle, name, thing) < 0]
        if not owing:
            return c.Settle(cycle=cycle), slowly.settle(cycle)
        account, thing = random.choice(owing)
        net, where = slowly.net(cycle, account, thing), {"cycle": cycle, "account": account, "instrument": thing}
        if random.random() < 0.5:
            return c.Collect(**where, net=net), slowly.collect(cycle, account, thing, net)
        return c.Drop(**where), slowly.drop(cycle, account, thing)
    if slowly.day is None:
        return c.OpenDay(market=EX), slowly.open_day()
    return c.CloseDay(market=EX), slowly.close_day()


def _traded(random: Random, slowly: Slowly, name: str) -> tuple[Any, str]:
    seller, buyer = random.sample(NAMES, 2)
    thing, partial = random.choice(THINGS[:2]), random.random() < 0.4
    units, cash = random.randint(1, 900), random.randint(1, 70_000)
    row = {"seller": seller, "buyer": buyer, "thing": thing, "units": units, "cash": cash, "partial": partial}
    calls = [enter(name, seller, buyer, units, cash, instrument=thing, partial=partial)]
    return [*calls, agree(name, buyer, partial=partial)], slowly.trade(name, row)


@pytest.mark.parametrize("seed", range(5))
def test_random_clearing_against_a_slow_twin(seed: int) -> None:
    """Every answer is the twin's; so are all units, all nets that stand, and every penalty; invariants hold."""
    random, slowly, ledger = Random(seed), Slowly(), founded(Ledger(checked=False))
    answers = set()
    until(ledger, 540)
    for step in range(700):
        at = ledger.time + 1_000
        slowly.today, slowly.minute = day_of(at, OFFSET_MIN), minute_of(at, OFFSET_MIN)
        call, expected = drawn(random, slowly)
        calls = call if isinstance(call, list) else [call]
        answer = ledger.submit(*calls, signed_by="house ann bob cat").outcome.name
        assert answer == expected, (step, call)
        answers.add((type(calls[-1]).__name__, answer))
        if random.random() < 0.12:
            ledger.wait(random.choice((5, 20, 45)) * 60_000)
        if minute_of(ledger.time, OFFSET_MIN) > 1_300 and random.random() < 0.2:
            until(ledger, 540)
        if step % 20 == 0:
            _compare(ledger, slowly)
    _compare(ledger, slowly)
    assert list(broken_invariants(ledger.state)) == []
    assert len(answers) > 25
    closed = [day for _, day in ledger.state.rows(DAYS) if day.certificate is not None]
    assert closed and all(day.certificate is not None and day.certificate.adds_up for day in closed)


def _compare(ledger: Ledger, slowly: Slowly) -> None:
    """What the ledger has and what the twin has."""
    assert {key: free(ledger, *key) for key in slowly.units} == slowly.units
    assert {name: member_of(ledger, name).owed for name in NAMES} == slowly.owed
    assert market_of(ledger).day == slowly.day
    for cycle, status in slowly.status.items():
        if status in ("gathers", "collects"):
            nets = {(one.account, one.instrument): one.net for one in obligations(ledger.state, cycle)}
            assert nets == {key: slowly.net(cycle, *key) for key in nets}
