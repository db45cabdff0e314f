# SPDX-License-Identifier: Apache-2.0
"""A fund's business of many days at random, beside a second law of funds: plain dicts, fractions and sorted lists."""

from datetime import date, timedelta
from fractions import Fraction
from math import floor
from random import Random
from typing import Any

import pytest
from msgspec.structs import replace

from counterfoil.commerce.ledger import broken_invariants
from counterfoil.law.dated import DAY_MS, MINUTE_MS
from counterfoil.modules.funds import calls as c
from counterfoil.modules.funds.queries import open_days
from counterfoil.modules.funds.records import LOTS, RedemptionTier
from counterfoil.modules.holdings.calls import Transfer
from counterfoil.modules.parties import calls as p
from support import fund_market as m
from support.fund_market import CASH, CUT_OFF, EACH, FUND, HOLDERS, TIERED, WEDNESDAY
from support.ledger import DOCUMENT, Ledger

STEPS = 160
EPOCH = date(1970, 1, 1)


def half_up(value: Fraction) -> int:
    return floor(value + Fraction(1, 2))


def trades(day: int) -> bool:
    """A weekday, and not the holiday."""
    return (EPOCH + timedelta(days=day)).weekday() < 5 and day != WEDNESDAY + 2


def later(day: int, count: int) -> int:
    """The count-th trading day after."""
    while count:
        day += 1
        count -= trades(day)
    return day


class Slowly:
    """Orders as rows, lots as lists, and everything computed from the start when it is needed."""

    def __init__(self) -> None:
        self.cash = dict.fromkeys((f"{name}-cash" for name in HOLDERS), EACH) | {"fund-cash": 0, "seller-cash": 0}
        self.lots: dict[str, list[tuple[int, int]]] = {f"{name}-units": [] for name in HOLDERS}
        self.orders: dict[str, dict[str, Any]] = {}
        self.lines: dict[int, list[str]] = {}
        self.dealt: dict[tuple[str, int], dict[str, Any]] = {}
        self.units = 0
        self.held: dict[str, int] = {}
        self.terms: list[tuple[int, c.TermsGiven]] = [(0, TIERED)]
        self.dropped: list[str] = []

    def terms_of(self, day: int) -> c.TermsGiven:
        return next(terms for since, terms in reversed(self.terms) if since <= day)

    def set_terms(self, terms: c.TermsGiven, moment: tuple[int, int]) -> None:
        """From the day after the one to which an order would come at that moment; nothing that is said goes away."""
        self.terms.append((self.day_of_order(*moment) + 1, terms))

    def day_of_order(self, day: int, minute: int) -> int:
        return day if trades(day) and minute < self.terms_of(day).cut_off else later(day, 1)

    def fee_of(self, money: int) -> int:
        """A rate on the net amount; from 50,000.00 on 1,000.00."""
        if money >= 5_000_000:
            return 100_000
        rate = Fraction(6, 1_000) if money >= 1_000_000 else Fraction(15, 1_000)
        return money - half_up(money / (1 + rate))

    def order(self, name: str, who: str, side: str, amount: int, day: int, ends: int) -> None:
        """``ends``: the day on which its hold does."""
        fee = self.fee_of(amount) if side == "buys" else 0
        self.orders[name] = {"who": who, "side": side, "left": amount, "fee": fee, "open": True, "ends": ends}
        self.held[name] = amount
        self.lines.setdefault(day, []).append(name)

    def cancel(self, name: str) -> None:
        one = self.orders[name]
        self.held[name] -= one["left"]
        one.update(open=False, left=0, fee=0)

    def shared(self, whole: int, weights: dict[str, int]) -> dict[str, int]:
        total = sum(weights.values())
        exact = {name: Fraction(whole * weight, total) for name, weight in weights.items()}
        parts = {name: floor(share) for name, share in exact.items()}
        line = sorted(exact, key=lambda name: parts[name] - exact[name])
        for name in line[: whole - sum(parts.values())]:
            parts[name] += 1
        return parts

    def deal(self, day: int, net_assets: int, moment: tuple[int, int]) -> None:
        """All orders of the day at once; fractions of Fractions, and one sorted list for each side."""
        terms, confirmed = self.terms_of(day), later(day, 1)
        nav = Fraction(half_up(Fraction(net_assets, self.units) * 10_000), 10_000) if self.units else Fraction(1)
        names = [name for name in self.lines.pop(day, []) if self.orders[name]["open"]]
        buying = {name: self.orders[name] for name in names if self.orders[name]["side"] == "buys"}
        selling = {name: self.orders[name]["left"] for name in names if self.orders[name]["side"] == "sells"}
        weights = {name: one["left"] - one["fee"] for name, one in buying.items()}
        bought = half_up(sum(weights.values()) / nav)
        accepted = min(sum(selling.values()), bought + self.units * terms.large_bp // 10_000)
        for name, units in (self.shared(bought, weights) if weights else {}).items():
            one = self.orders[name]
            self.dealt[name, day] = {"units": units, "money": weights[name], "fee": one["fee"], "due": later(day, 1)}
            self.dealt[name, day]["confirmed"] = confirmed
            one["open"] = False
        for name, units in (self.shared(accepted, selling) if selling else {}).items():
            one = self.orders[name]
            if units:
                self.dealt[name, day] = {"units": units, "nav": nav, "due": later(day, terms.redemption_days)}
                self.dealt[name, day] |= {"confirmed": confirmed, "tiers": terms.redemption}
            one["left"] -= units
            one["open"] = one["left"] > 0
        self.units += bought - accepted
        next_day = self.day_of_order(*moment)
        paid_on = later(next_day, self.terms_of(next_day).redemption_days)
        put_off = [name for name in names if name in selling and self.orders[name]["open"]]
        for name in put_off:
            if self.orders[name]["ends"] > paid_on:
                self.lines.setdefault(next_day, []).append(name)
            else:
                self.dropped.append(name)
                self.cancel(name)

    def payout(self, who: str, dealt: dict[str, Any]) -> tuple[int, int, int]:
        """(to the holder, fee, to the seller)."""
        wanted, paid, gross = dealt["units"], 0, 0
        for day, units in self.lots[f"{who}-units"]:
            taken = min(units, wanted)
            wanted -= taken
            worth = half_up(taken * dealt["nav"])
            age = dealt["confirmed"] - day
            rates = [Fraction(tier.fee_ppm, 10**6) for tier in dealt["tiers"] if tier.from_days <= age]
            rate = rates[-1] if rates else Fraction(0)
            gross += worth
            paid += worth - half_up(worth * rate)
        fee = gross - paid
        return paid, fee, fee - fee * 2_500 // 10_000

    def settle(self, name: str, day: int) -> bool:
        """Whether it moved; a fund that is short pays later."""
        dealt, one = self.dealt[name, day], self.orders[name]
        who = one["who"]
        if one["side"] == "buys":
            self.cash["fund-cash"] += dealt["money"]
            self.cash["seller-cash"] += dealt["fee"]
            self.cash[f"{who}-cash"] -= dealt["money"] + dealt["fee"]
            self.held[name] -= dealt["money"] + dealt["fee"]
            self.come(f"{who}-units", [(dealt["confirmed"], dealt["units"])])
        else:
            paid, _, earned = self.payout(who, dealt)
            if paid + earned > self.cash["fund-cash"]:
                return False
            self.cash["fund-cash"] -= paid + earned
            self.cash["seller-cash"] += earned
            self.cash[f"{who}-cash"] += paid
            self.held[name] -= dealt["units"]
            self.go(f"{who}-units", dealt["units"])
        del self.dealt[name, day]
        return True

    def give_up(self, name: str, day: int) -> None:
        """Nothing came of it."""
        dealt = self.dealt.pop((name, day))
        buys = self.orders[name]["side"] == "buys"
        self.held[name] -= dealt["money"] + dealt["fee"] if buys else dealt["units"]
        self.units -= dealt["units"] if buys else -dealt["units"]

    def come(self, account: str, lots: list[tuple[int, int]]) -> None:
        merged: dict[int, int] = {}
        for day, units in [*self.lots[account], *lots]:
            merged[day] = merged.get(day, 0) + units
        self.lots[account] = sorted(merged.items())

    def go(self, account: str, units: int) -> list[tuple[int, int]]:
        gone = []
        while units:
            day, there = self.lots[account].pop(0)
            taken = min(there, units)
            gone.append((day, taken))
            units -= taken
            if there > taken:
                self.lots[account].insert(0, (day, there - taken))
        return gone

    def free(self, who: str, side: str) -> int:
        """What is not held for an order."""
        account = f"{who}-cash" if side == "buys" else f"{who}-units"
        there = self.cash[account] if side == "buys" else sum(units for _, units in self.lots[account])
        held = (self.held[name] for name, one in self.orders.items() if (one["who"], one["side"]) == (who, side))
        return there - sum(held)


class Business:
    """The same done to both."""

    def __init__(self, seed: int) -> None:
        self.random, self.slowly, self.ledger = Random(seed), Slowly(), m.founded(TIERED)
        self.number = 0
        self.moment = (WEDNESDAY, 600)
        self.stopped: set[str] = set()
        self.seen: set[str] = set()
        m.wait_until(self.ledger, *self.moment)

    def step(self) -> None:
        """Order, take back, give away, stop somebody, set terms, or let time pass."""
        kind = self.random.choices(("order", "cancel", "give", "stop", "terms", "wait"), (10, 2, 1, 1, 1, 4))[0]
        self.seen.add(kind)
        getattr(self, kind)()

    def order(self) -> None:
        who = self.random.choice([name for name in HOLDERS if name not in self.stopped])
        side = self.random.choice(("buys", "sells"))
        most = self.slowly.free(who, side)
        if side == "sells":
            amount = self.random.randint(1, max(1, most // self.random.choice((1, 3, 20))))
        else:
            amount = self.random.choice((10_000, 10_000, self.random.randint(1_000, 2_000_000), 5_000_000))
        if amount > most:
            return
        self.number += 1
        name = f"o{self.number}"
        make = m.buys if side == "buys" else m.sells
        day = self.slowly.day_of_order(*self.moment)
        lag = self.slowly.terms_of(day).redemption_days if side == "sells" else 1
        days = self.random.choice((300, later(day, lag) + 1 - self.moment[0]))
        hold, order = make(self.ledger, name, who, amount)
        ends = self.moment[0] + days
        hold = replace(hold, expires=ends * DAY_MS - m.CHINA * MINUTE_MS)
        self.ledger.do(hold, order, signed_by=who)
        self.slowly.order(name, who, side, amount, day, ends)

    def terms(self) -> None:
        """Other fees, another share, cut-off and lag: of days to which no order came, whenever they are said."""
        terms = replace(
            TIERED,
            cut_off=self.random.choice((CUT_OFF, 500)),
            redemption=self.random.choice((TIERED.redemption, (RedemptionTier(from_days=3, fee_ppm=20_000),))),
            large_bp=self.random.choice((1_000, 300)),
            redemption_days=self.random.choice((2, 4)),
        )
        m.set_terms(self.ledger, terms)
        self.slowly.set_terms(terms, self.moment)

    def cancel(self) -> None:
        """Only before the cut-off of the day that it is in line for."""
        waiting = [(day, name) for day, line in self.slowly.lines.items() for name in line]
        if not waiting:
            return
        day, name = self.random.choice(waiting)
        one = self.slowly.orders[name]
        if one["who"] in self.stopped or not one["open"]:
            return
        answer = self.ledger.submit(c.CancelOrder(order=name), signed_by=one["who"]).outcome.name
        early = self.slowly.day_of_order(*self.moment) <= day
        assert answer == ("ok" if early else "after_cut_off"), (name, day, self.moment)
        if early:
            self.slowly.cancel(name)

    def give(self) -> None:
        """Units go over to another holder, and keep their days."""
        giver, taker = self.random.sample([name for name in HOLDERS if name not in self.stopped], 2)
        most = self.slowly.free(giver, "sells")
        if most < 2:
            return
        units = self.random.randint(1, most // 2)
        names = {"sender": f"{giver}-units", "receiver": f"{taker}-units"}
        self.ledger.do(Transfer(instrument=FUND, quantity=units, **names), signed_by=giver)
        self.slowly.come(names["receiver"], self.slowly.go(names["sender"], units))

    def stop(self) -> None:
        """A holder is suspended for a while; at most one at a time."""
        order = {"by": "supervisor", "reference": "order 1", "document": DOCUMENT}
        if self.stopped:
            self.ledger.do(p.ReinstateParty(party=self.stopped.pop(), **order), signed_by="supervisor")
        else:
            self.stopped.add(who := self.random.choice(HOLDERS))
            self.ledger.do(p.SuspendParty(party=who, **order), signed_by="supervisor")

    def wait(self) -> None:
        """To the afternoon, in which the day is dealt; or to the next morning, on which what is due is settled."""
        day, minute = self.moment
        self.moment = (day, CUT_OFF) if minute < CUT_OFF else (day + 1, 600)
        m.wait_until(self.ledger, *self.moment)
        if self.moment[1] == CUT_OFF:
            self._deal()
        else:
            self._settle()

    def _deal(self) -> None:
        """Most days, and later all days that wait, in turn."""
        if self.random.random() < 0.2:
            return
        for day in sorted(one for one in self.slowly.lines if one <= self.moment[0]):
            net_assets = self.slowly.units * self.random.randint(80, 130) // 100
            m.deal_day(self.ledger, day, net_assets)
            self.slowly.deal(day, net_assets, self.moment)

    def _settle(self) -> None:
        today = self.moment[0]
        due = [key for key, dealt in self.slowly.dealt.items() if dealt["due"] <= today]
        self.random.shuffle(due)
        for name, day in due:
            answer = self.ledger.submit(c.SettleDealing(order=name, day=day)).outcome.name
            self.seen.add(answer)
            one = self.slowly.orders[name]
            if one["who"] in self.stopped:
                assert answer == "party_suspended"
            elif today >= one["ends"]:
                assert answer != "ok"
                self.ledger.do(c.GiveUp(order=name, day=day))
                self.slowly.give_up(name, day)
            else:
                moved = self.slowly.settle(name, day)
                assert answer == ("ok" if moved else "insufficient_free_quantity"), (name, day)

    def compare(self) -> None:
        """What everybody has, and what waits, is the same in both."""
        ledger, slowly = self.ledger, self.slowly
        for account, amount in slowly.cash.items():
            assert m.money(ledger, account) == amount, account
        for account, lots in slowly.lots.items():
            assert lots_of(ledger, account) == lots, account
        assert m.book(ledger).units == slowly.units
        waiting = {day.day: day.net_money + day.units for day in open_days(ledger.state, FUND)}
        expected = {
            day: sum(slowly.orders[name]["left"] - slowly.orders[name]["fee"] for name in line)
            for day, line in slowly.lines.items()
        }
        assert waiting == expected


def lots_of(ledger: Ledger, account: str) -> list[tuple[int, int]]:
    found = ledger.state.read(LOTS, account, FUND)
    return [] if found is None else [(lot.day, lot.units) for lot in found.lots]


@pytest.mark.parametrize("seed", range(4))
def test_random_funds_against_a_slow_law(seed: int) -> None:
    """Every holder has to the cent and to the lot what the slow law says, step by step."""
    business = Business(seed)
    for _ in range(STEPS):
        business.step()
        business.compare()
    assert list(broken_invariants(business.ledger.state)) == []
    assert business.seen >= {"order", "cancel", "give", "stop", "terms", "wait", "ok"}
    assert business.slowly.dropped
    assert m.money(business.ledger, "seller-cash") > 0
    assert business.ledger.holding("seller-cash", CASH).balance == business.slowly.cash["seller-cash"]
