# SPDX-License-Identifier: Apache-2.0
"""Contracts that end at random, beside a twin that follows every single lot: each fen and each receipt in one place."""

from collections import defaultdict
from fractions import Fraction
from itertools import groupby
from random import Random
from typing import Final

import pytest
from msgspec.structs import replace

from counterfoil.commerce.ledger import broken_invariants
from counterfoil.modules.futures import calls as c
from counterfoil.modules.futures.delivery import DELIVERIES
from counterfoil.modules.futures.delivery_calls import Allot, Compensate, Credit, Fail, Take
from counterfoil.modules.futures.expiry import ENDINGS, EndingStatus
from counterfoil.modules.futures.expiry_calls import FixFinal
from counterfoil.modules.futures.outcomes import FuturesOutcome as Refusal
from counterfoil.modules.futures.positions import POSITIONS, TRADINGS
from counterfoil.modules.futures.records import DAYS, MARGIN_ACCOUNTS
from counterfoil.modules.parties.calls import ReinstateAccount, SuspendAccount
from counterfoil.modules.parties.records import Role
from counterfoil.primitives.types import Millionths
from support.futures_ending import (
    AFTER,
    AT,
    CLIENTS,
    FIRMS,
    IN_GOODS,
    LAST,
    MULTIPLIER,
    PERSON,
    RICH,
    START,
    allotments,
    close,
    fix,
    founded,
    intend,
    listing,
    offer,
    open_day,
    product,
    receipt,
    settle,
    trade,
)
from support.ledger import Ledger
from support.statements import add_up, as_node, statements_of

UNIT: Final = 5
PENALTY_PPM: Final = 123_457
PREMIUMS: Final = {"standard": 0, "north": 300, "south": -200}
GRADES: Final = tuple(PREMIUMS)
BESIDE: Final = "V"
"""A contract that gains nothing and is open meanwhile: so accounts are settled on days on which they deliver."""


class Twin:
    """What each has, in fen: every lot gains from where it was opened to the final price, whatever happened between."""

    def __init__(self) -> None:
        self.lots: dict[str, int] = defaultdict(int)
        self.cash: dict[str, Fraction] = dict.fromkeys(CLIENTS, Fraction(RICH))
        self.receipts: dict[str, str] = {}
        self.offers: list[tuple[str, str, str]] = []
        """seller, receipt, grade, in the order in which they were offered"""
        self.wishes: list[tuple[str, str]] = []
        """buyer and grade, in the order in which they were said"""
        self.poor: set[str] = set()

    def traded(self, buyer: str, seller: str, price: int, lots: int) -> None:
        for name, sign in ((buyer, 1), (seller, -1)):
            self.lots[name] += sign * lots
            self.cash[name] -= sign * price * lots * MULTIPLIER

    def finished(self, price: int) -> None:
        """All at the final price; then goods unit by unit, and of the rest lot by lot who fails."""
        for name, lots in self.lots.items():
            self.cash[name] += price * lots * MULTIPLIER
        left = dict(self.lots)
        exchanged = self._exchanged(left)
        for seller, buyer, name, grade in exchanged:
            paid = UNIT * (price * MULTIPLIER + PREMIUMS[grade])
            if buyer in self.poor:
                self._fails(buyer, seller, price, UNIT)
                continue
            self.cash[seller] += paid
            self.cash[buyer] -= paid
            self.receipts[name] = buyer
        self._rest(price, left)

    def _exchanged(self, left: dict[str, int]) -> list[tuple[str, str, str, str]]:
        wants = {buyer: left[buyer] // UNIT for buyer, _ in self.wishes}
        there, found = list(self.offers), []
        for graded in (True, False):
            for buyer, grade in self.wishes:
                for one in list(there):
                    if wants[buyer] and (not graded or one[2] == grade):
                        wants[buyer] -= 1
                        there.remove(one)
                        found.append((one[0], buyer, one[1], one[2]))
                        left[buyer] -= UNIT
                        left[one[0]] += UNIT
        self._wants, self._there = wants, there
        return found

    def _rest(self, price: int, left: dict[str, int]) -> None:
        """Single lots in the order of accounts: willing buyers first against sellers that offered nothing."""
        wants = {name: self._wants.get(name, 0) * UNIT for name in left}
        buyers = [(name, number < wants[name]) for name in sorted(left) for number in range(left[name])]
        offered: dict[str, int] = defaultdict(int)
        for seller, _, _ in self._there:
            offered[seller] += UNIT
        sellers = [(name, number < offered[name]) for name in sorted(left) for number in range(-left[name])]
        willing, not_wanting = ([name for name, did in buyers if did is wanted] for wanted in (True, False))
        offering, not_offering = ([name for name, did in sellers if did is wanted] for wanted in (True, False))
        failed = list(zip(not_offering, willing, strict=False))
        for (seller, buyer), lots in groupby(failed):
            self._fails(seller, buyer, price, len(list(lots)))
        unpaid = list(zip(offering, not_wanting, strict=False))
        for (seller, buyer), lots in groupby(unpaid):
            self._fails(buyer, seller, price, len(list(lots)))

    def _fails(self, name: str, other: str, price: int, lots: int) -> None:
        exact = Fraction(price * MULTIPLIER * lots * PENALTY_PPM, 1_000_000)
        penalty = int(exact + Fraction(1, 2))
        self.cash[name] -= penalty
        self.cash[other] += penalty


class Walk:
    """A contract from its first trade to its end, on the ledger and beside it."""

    def __init__(self, seed: int) -> None:
        self.random, self.twin = Random(seed), Twin()
        self.ledger = founded(Ledger())
        rules = replace(IN_GOODS, penalty_ppm=Millionths(PENALTY_PPM))
        self.ledger.do(product("walked", rules), signed_by="ccp venue")
        self.ledger.do(listing("W", product="walked"), signed_by="venue")
        self.ledger.do(listing(BESIDE, product="index", last=LAST + 60), signed_by="venue")
        self.ledger.party("court", Role.supervisor)
        self.stopped: set[str] = set()
        self.beside: list[tuple[str, str, int, int]] = []
        own = c.OpenAccount(account="m-alpha", house="CC", holder="alpha", member="alpha", own=True)
        self.ledger.do(own, signed_by="alpha")
        self.ledger.issue("CNY", "m-alpha", RICH, issuer="bank alpha")
        for name in FIRMS:
            self.ledger.do(c.Bind(account=f"m-{name}", to=f"of-{name}"), signed_by=name)

    def trades(self) -> None:
        """Three days of openings, each settled at a price of its own; the last settlement price is the final one."""
        for day in range(START, LAST + 1):
            open_day(self.ledger, day)
            if day < START + 3:
                made = [self._matched() for _ in range(3)]
                trade(self.ledger, "W", day, *made)
                for one in made:
                    self.twin.traded(*one)
            self.price = AT + 10 * self.random.randrange(-300, 300)
            fix(self.ledger, {"W": self.price})
            settle(self.ledger)
            if day < LAST:
                close(self.ledger)
        self.ledger.do(FixFinal(contract="W"), signed_by="ccp")
        self.ledger.drive("pat", "futures")

    def _matched(self) -> tuple[str, str, int, int]:
        buyer, seller = self.random.sample(FIRMS, 2)
        if self.random.random() < 0.15:
            buyer = PERSON
        return buyer, seller, AT + 10 * self.random.randrange(-200, 200), self.random.randrange(3, 15)

    def says(self) -> None:
        """Some sellers offer, some buyers want; some of these take out what they need no margin for."""
        open_day(self.ledger, AFTER[0])
        firms = list(FIRMS)
        self.random.shuffle(firms)
        for name in firms:
            lots = self.twin.lots[name]
            if lots < 0 and (units := -lots // UNIT):
                self._offers(name, self.random.randrange(units + 1))
            elif lots > 0 and self.random.random() < 0.8:
                grade = self.random.choice(("", *GRADES))
                self.ledger.do(intend(name, grade, "W"), signed_by=name)
                self.twin.wishes.append((name, grade))
            if 0 < lots <= 20 and self.random.random() < 0.5:  # so that what it keeps, and is paid, pays for no parcel
                self._takes_out(name)
        close(self.ledger)

    def _offers(self, name: str, units: int) -> None:
        goods = []
        for number in range(units):
            grade = self.random.choice(GRADES)
            goods.append(receipt(self.ledger, f"{name}-{number}", name, grade, "walked"))
            self.twin.offers.append((name, goods[-1].instrument, grade))
            self.twin.receipts[goods[-1].instrument] = name
        if goods:
            self.ledger.do(offer(name, *goods, contract="W"), signed_by=name)

    def _takes_out(self, name: str) -> None:
        account = self.ledger.state.read(MARGIN_ACCOUNTS, f"m-{name}")
        amount = self.ledger.holding(f"m-{name}", "CNY").free - account.delivery_margin
        self.ledger.do(c.Withdraw(account=f"m-{name}", amount=amount), signed_by=name)
        self.twin.poor.add(name)

    def ends(self) -> None:
        """Matched in steps, maybe days late; paid on the day, or left; made good on the day after; then handed over."""
        late = self.random.choice((0, 0, 1, 2))
        days = (*AFTER, *range(AFTER[3] + 1, AFTER[3] + 2), *range(AFTER[3] + 4, AFTER[3] + 7))
        for number, day in enumerate(days[1:]):
            open_day(self.ledger, day)
            self._trades_beside(day, first=not number, last=day == days[-1])
            self._stops()
            if priced := self.random.random() < 0.5:
                self._settles_some()
            if number <= late:
                self._writes(whole=number == late)
                self._tries(number < late)
            else:
                self._tries(False)
            if not priced:  # so that deliveries come before any account is settled
                self.ledger.drive("pat", "futures")
                fix(self.ledger, {BESIDE: AT})
            self.ledger.drive("pat", "futures")
            closed = self.ledger.state.read(DAYS, "CC", str(day))
            assert (closed.status, closed.variation, closed.owed, closed.due) == ("closed", 0, 0, 0)
            assert list(broken_invariants(self.ledger.state)) == []
        open_day(self.ledger, days[-1] + 1)
        for name in sorted(self.stopped):
            self._stop(name, stands=True)
        self.ledger.drive("pat", "futures")

    def _trades_beside(self, day: int, *, first: bool, last: bool) -> None:
        """Some open lots beside what they deliver, and close them on the last day."""
        if first:
            sides = [self.random.sample(CLIENTS, 2) for _ in range(3)]
            self.beside = [(*pair, AT, self.random.randrange(1, 4)) for pair in sides]
            trade(self.ledger, BESIDE, day, *self.beside)
        if last:
            back = [(seller, buyer, price, lots) for buyer, seller, price, lots in self.beside]
            trade(self.ledger, BESIDE, day, *back, offset="closes")

    def _settles_some(self) -> None:
        """Before whatever a delivery brings them on the day; the others are settled after that."""
        fix(self.ledger, {BESIDE: AT})
        for name in self.random.sample(CLIENTS, 2):
            account = self.ledger.state.read(MARGIN_ACCOUNTS, f"m-{name}")
            if account.positions:
                self.ledger.do(c.Settle(account=f"m-{name}"), signed_by="pat")

    def _writes(self, *, whole: bool) -> None:
        """To all, and that it stands; or to some, wrongly to one, and then it does not stand."""
        *written, stands = allotments(self.ledger, "W")
        if whole:
            halves = [one for one in written if isinstance(one, Allot)]
            for one in halves:
                cut = self.random.randrange(1, len(one.parcels) + 1)
                self.ledger.do(replace(one, parcels=one.parcels[:cut]), signed_by="ccp")
                if one.parcels[cut:]:
                    self.ledger.do(replace(one, parcels=one.parcels[cut:], more=True), signed_by="ccp")
            self.ledger.do(stands, signed_by="ccp")
            return
        for one in self.random.sample(written[1:], self.random.randrange(len(written))):
            self.ledger.do(one, signed_by="ccp")
        assert self.ledger.submit(stands, signed_by="ccp").outcome is Refusal.not_the_matching

    def _tries(self, unmatched: bool) -> None:
        """Anybody asks for anything of any parcel, in any order: what is not due is refused, and costs nobody."""
        halves = [
            (one.account, parcel.number) for _, one in self.ledger.state.rows(DELIVERIES, "W") for parcel in one.parcels
        ]
        for account, number in self.random.sample(halves, min(len(halves), 6)):
            asked = self.random.choice((Take, Fail, Compensate, Credit))
            answer = self.ledger.submit(asked(contract="W", account=account, number=number), signed_by="pat")
            assert not unmatched or answer.outcome is Refusal.matching_unconcluded

    def _stops(self) -> None:
        """Some accounts for goods are stopped, some stand again."""
        for name in FIRMS:
            if self.random.random() < 0.25:
                self._stop(name, stands=name in self.stopped)

    def _stop(self, name: str, *, stands: bool) -> None:
        about = {"account": f"of-{name}", "by": "court", "reference": "order 1"}
        self.ledger.do(ReinstateAccount(**about) if stands else SuspendAccount(**about), signed_by="court")
        self.stopped ^= {name}

    def compared(self) -> None:
        """Every fen: in a client's margin account, taken out, or paid for it by its member; every receipt at one."""
        self.twin.finished(self.price)
        state, everything = self.ledger.state, 0
        for name in CLIENTS:
            account = state.read(MARGIN_ACCOUNTS, f"m-{name}")
            has = self.ledger.holding(f"m-{name}", "CNY").balance + self.ledger.holding(f"of-{name}", "CNY").balance
            everything += has
            assert has - account.to_member == self.twin.cash[name], name
            assert (account.delivery_margin, account.delivering, account.positions) == (0, (), ())
            position = state.read(POSITIONS, f"m-{name}", "W", "speculation")
            assert position is None or position.flat
        everything += self.ledger.holding("m-alpha", "CNY").balance + self.ledger.holding("pool", "CNY").balance
        assert everything == RICH * (len(CLIENTS) + 1)
        assert self.ledger.holding("pool", "CNY").balance == 0
        for name, at in self.twin.receipts.items():
            assert self.ledger.holding(f"of-{at}", name).balance == 1
            assert self.ledger.holding("desk", name).balance == 0
        trading = state.read(TRADINGS, "W")
        assert (trading.long, trading.short) == (0, 0)
        assert state.read(ENDINGS, "W").status is EndingStatus.ended
        assert all(one.over for _, one in state.rows(DELIVERIES, "W"))


def walked(seed: int) -> Walk:
    """From the first trade to the end."""
    walk = Walk(seed)
    walk.trades()
    walk.says()
    walk.ends()
    return walk


@pytest.mark.parametrize("seed", range(12))
def test_every_fen_and_every_receipt_ends_where_the_twin_says(seed: int) -> None:
    """Whoever is late, stopped, or asks first changes nothing; and statements say so, one after the other."""
    walk = walked(seed)
    walk.compared()
    assert add_up(as_node(walk.ledger)) > 0


def test_deliveries_pay_before_a_settlement_and_after_it_and_where_there_is_none() -> None:
    """In these walks: money of all kinds, so that no order of the two is one that no statement was held to."""
    when: dict[str, set[tuple[bool, bool]]] = defaultdict(set)
    for seed in range(5):
        node = as_node(walked(seed).ledger)
        for one in (one for name in CLIENTS for one in statements_of(node, f"m-{name}")):
            for movement in one.movements:
                if movement.amount:
                    when[movement.kind].add((one.delivers_only, movement.late))
    for kind in ("taken", "credited", "failed", "compensated"):
        assert when[kind] == {(False, False), (False, True), (True, False)}, kind
