# SPDX-License-Identifier: Apache-2.0
"""Random trades, cancellations, give-ups, ports and findings of control beside a twin that adds up account by account.

The ledger checks its invariants after every block besides: what is counted is what positions come to.
"""

from collections import Counter
from collections.abc import Iterable
from random import Random
from typing import Final

import pytest
from msgspec.structs import replace

from counterfoil.modules.futures import calls as c
from counterfoil.modules.futures.client_records import TOGETHER, Whose
from counterfoil.modules.futures.defaults_calls import Port
from counterfoil.modules.futures.ending_rules import EndingMode, EndingRules, FinalMethod
from counterfoil.modules.futures.expiry_calls import FixFinal
from counterfoil.modules.futures.give_ups import Held
from counterfoil.modules.futures.give_ups_calls import TakeUp
from counterfoil.modules.futures.trade_policy import MemberLimit
from support.futures_between import give_up, moved
from support.futures_control import ACCOUNTS, apart, control
from support.futures_market import AT, MULTIPLIER, TODAY, account, balance, book, fill, houses, listing, product
from support.ledger import Ledger

MEMBERS: Final = ("alpha", "beta", "gamma", "delta")
GROUPS: Final = ("family", "fund")
ENDS: Final = EndingRules(mode=EndingMode.in_cash, final=FinalMethod.last_settlement)
RULES: Final = {"member_limit": MemberLimit(lots=10**6), "ending": ENDS}


class Walk:
    """What each account has, by what was done; and whose it is."""

    def __init__(self, seed: int) -> None:
        self.random, self.number, self.turnover, self.lots = Random(seed), 0, 0, 0
        self.ledger = houses(Ledger())
        self.ledger.do(product("counted", changed=RULES), signed_by="ccp venue")
        self.ledger.do(listing("CT", product="counted", last=TODAY), signed_by="venue")
        self.ledger.do(c.OpenDay(house="CC", day=TODAY), signed_by="ccp")
        self.long: Counter[str] = Counter()
        self.short: Counter[str] = Counter()
        self.holder: dict[str, str] = {}
        self.member: dict[str, str] = {}
        self.group: dict[str, str] = {}
        for one in ACCOUNTS[:1] + ACCOUNTS[2:]:
            self.open(*one)

    def open(self, name: str, holder: str, member: str) -> None:
        self.ledger.do(account(name, holder, member), signed_by=f"{holder} {member}")
        self.ledger.issue("CNY", name, 10**11, issuer=f"bank {holder}")
        self.holder[name], self.member[name] = holder, member

    def step(self) -> None:
        self.random.choice((self.trade, self.trade, self.give_up, self.cancel, self.control, self.port))()
        self.compare()

    def trade(self) -> None:
        """Each side opens, or closes what it has."""
        self.number += 1
        self.lots += 1
        self.turnover += AT * MULTIPLIER
        buyer, seller = self.random.sample(sorted(self.holder), 2)
        closes = [
            there[name] > 0 and self.random.random() < 0.5 for there, name in ((self.short, buyer), (self.long, seller))
        ]
        says = ["closes" if one else "opens" for one in closes]
        self.ledger.do(
            book(buyer, fill(self.number, "bought", says[0]), contract="CT"),
            book(seller, fill(self.number, "sold", says[1]), contract="CT"),
            signed_by="venue",
        )
        self.moved(buyer, "bought", closes=closes[0])
        self.moved(seller, "sold", closes=closes[1])

    def moved(self, name: str, direction: str, *, closes: bool) -> None:
        """One lot."""
        there = self.long if (direction == "bought") is not closes else self.short
        there[name] += -1 if closes else 1

    def give_up(self) -> None:
        """Of a lot that somebody bought, with any other member for the same client, if there is one."""
        pairs = [
            (one, to)
            for one in self.holder
            for to in self.holder
            if one != to and self.holder[one] == self.holder[to] and self.member[one] != self.member[to]
        ]
        if "b-ann" not in self.holder:
            self.open("b-ann", "ann", next(one for one in MEMBERS if one != self.member["m-ann"]))
        if not pairs:
            return
        executed, carried = self.random.choice(pairs)
        seller = self.random.choice(sorted(set(self.holder) - {executed, carried}))
        self.number, self.lots, self.turnover = self.number + 1, self.lots + 1, self.turnover + AT * MULTIPLIER
        one = fill(self.number, "bought", "opens")
        sold = book(seller, replace(fill(self.number, "sold", "opens")), contract="CT")
        self.ledger.do(book(executed, one, contract="CT"), sold, signed_by="venue")
        said = {"contract": "CT", "client": self.holder[carried], "carried_in": carried, "fill": one}
        members = {"executing": self.member[executed], "carrying": self.member[carried]}
        name = f"g-{self.number}"
        self.ledger.do(
            give_up(name, **said, **members, executed_in=Held(account=executed)), signed_by=members["executing"]
        )
        self.ledger.do(TakeUp(give_up=name), signed_by=members["carrying"])
        moved(self.ledger, name)
        self.long[carried] += 1
        self.short[seller] += 1

    def cancel(self) -> None:
        """A trade, and both its sides go again."""
        before = Counter(self.long), Counter(self.short)
        self.trade()
        for direction in ("bought", "sold"):
            changed = [name for name in self.holder if self.changed(before, name, direction)]
            for name in changed:
                call = c.Cancel(account=name, contract="CT", trade=self.number, direction=direction, reason="a slip")
                self.ledger.do(call, signed_by=f"venue {self.holder[name]}")
        self.long, self.short = before
        self.lots, self.turnover = self.lots - 1, self.turnover - AT * MULTIPLIER

    def changed(self, before: tuple[Counter[str], Counter[str]], name: str, direction: str) -> bool:
        """Whether the account traded so: buying makes it longer, or less short."""
        net = (self.long[name] - self.short[name]) - (before[0][name] - before[1][name])
        return net == (1 if direction == "bought" else -1)

    def control(self) -> None:
        """A client comes into a group, or goes out of it."""
        holder = self.random.choice(sorted(set(self.holder.values())))
        if holder in self.group:
            self.ledger.do(apart(holder), signed_by="ccp")
            del self.group[holder]
        else:
            self.group[holder] = self.random.choice(GROUPS)
            self.ledger.do(control(holder, self.group[holder]), signed_by="ccp")

    def port(self) -> None:
        name = self.random.choice(sorted(self.holder))
        to = self.random.choice([one for one in MEMBERS if one != self.member[name]])
        self.ledger.do(Port(account=name, to=to), signed_by=f"ccp {self.holder[name]} {to} {self.member[name]}")
        self.member[name] = to

    def compare(self) -> None:
        """Every sum of every client with several accounts, every group and every member."""
        wanted: dict[tuple[str, str], tuple[int, int]] = {}
        for whose, of in ((Whose.of_client, self.holder), (Whose.of_member, self.member)):
            for name in set(of.values()):
                wanted[whose, name] = self.sums(one for one in of if of[one] == name)
        for group in GROUPS:
            own = (one for one, holder in self.holder.items() if self.group.get(holder) == group)
            wanted[Whose.of_control, group] = self.sums(own)
        alone = Counter(self.holder.values())
        for (whose, name), lots in wanted.items():
            found = self.ledger.state.read(TOGETHER, whose, name, "CT", "speculation")
            if whose is Whose.of_client and alone[name] == 1:
                assert found is None
            else:
                assert ((0, 0) if found is None else (found.long, found.short)) == lots, (whose, name)

    def sums(self, names: Iterable[str]) -> tuple[int, int]:
        listed = list(names)
        return sum(self.long[one] for one in listed), sum(self.short[one] for one in listed)

    def end(self) -> None:
        """All of it expires, and nothing is counted any more."""
        self.ledger.do(balance("CT", self.lots, self.turnover, sum(self.long.values())), signed_by="venue")
        self.ledger.do(c.FixSettlement(contract="CT", price=AT, reason="a notice"), signed_by="ccp")
        self.ledger.do(FixFinal(contract="CT"), signed_by="ccp")
        self.ledger.drive("cat", "futures")
        self.long, self.short = Counter(), Counter()
        self.compare()


@pytest.mark.parametrize("seed", range(4))
def test_what_is_counted_is_what_all_accounts_come_to(seed: int) -> None:
    """After every step, and when the contract has ended."""
    walk = Walk(seed)
    for _ in range(40):
        walk.step()
    assert sum(walk.long.values()) == sum(walk.short.values()) > 0
    walk.end()
