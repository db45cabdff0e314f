# SPDX-License-Identifier: Apache-2.0
"""The end of contracts in a simulated market: final prices, receipts offered, matched, paid for, or not delivered."""

from dataclasses import dataclass, field
from typing import ClassVar, Final

from counterfoil.modules.futures import calls as c
from counterfoil.modules.futures import delivery_calls as s
from counterfoil.modules.futures import expiry_calls as e
from counterfoil.modules.futures import lodging_calls as l
from counterfoil.modules.futures.delivering import allotments, is_matched
from counterfoil.modules.futures.delivery import DELIVERIES, Delivery, Goods
from counterfoil.modules.futures.expiry import ENDINGS
from counterfoil.modules.futures.positions import Direction
from counterfoil.modules.futures.records import FUTURES, MARGIN_ACCOUNTS
from counterfoil.modules.holdings import calls as h
from counterfoil.modules.instruments import calls as i
from counterfoil.modules.instruments.records import InstrumentKind, InstrumentStatus, Unit
from counterfoil.modules.parties import calls as p
from counterfoil.modules.parties.records import Control, Role
from support.simulation_floor import COPPER, HOUSE, VENUE, FuturesPart, account_of
from support.simulation_part import CASH, Intent, nothing

FIRMS: Final = ("mill", "mine")
"""They deliver; people do not, and what they have open at the end fails."""
DEPOSIT: Final = 40_000


@dataclass
class Delivering(FuturesPart):
    """Two firms that trade to the end, and bring goods against money, mostly."""

    PARTIES: ClassVar = dict.fromkeys(FIRMS, (Role.custodian,))
    PLAYED = frozenset(
        f"futures.{call}"
        for call in (
            *("open_desk", "admit_goods", "fix_final", "expire", "offer", "intend", "allot", "conclude_matching"),
            *("take", "credit", "fail", "compensate", "hand_over", "end", "lodge"),
        )
    )
    receipts: list[tuple[str, str]] = field(default_factory=list)
    """that a firm has: which, who"""

    def founding(self) -> list[Intent]:
        """A desk, and what the firms trade from."""
        intents: list[Intent] = [([s.OpenDesk(house=HOUSE, account="desk")], (HOUSE,), nothing)]
        for firm in FIRMS:
            place = p.OpenAccount(account=f"of-{firm}", holder=firm, outgoing=Control.holder, incoming=Control.nobody)
            opened = c.OpenAccount(account=account_of(firm), house=HOUSE, holder=firm, member="broker")
            paid = h.Issue(instrument=CASH, account=account_of(firm), quantity=DEPOSIT)
            intents.append(([place, opened, paid], (firm, "broker", "bank"), lambda: self.came(DEPOSIT)))
        return intents

    # A day.

    def opens(self, _now: int) -> list[Intent]:
        """Receipts come; some are lodged for short lots; what was offered and wanted is matched."""
        found = [self._receipt(firm) for firm in FIRMS]
        found += self._lodged() if self.likely(0.5) else []
        return [*found, *self._matched()]

    def trades(self, now: int) -> list[Intent]:
        """The firms trade with each other, or with somebody, in what ends soon."""
        return self._dealt(now)

    def goes_on(self, now: int) -> list[Intent]:
        """Again, the other way round perhaps."""
        return self._dealt(now)

    def priced(self, _now: int) -> list[Intent]:
        """Of contracts whose last day it is the final price."""
        ends = [one for one in self.rows(FUTURES) if one.option is None and one.last == self.day]
        return [self.by(e.FixFinal(contract=one.contract), signed=HOUSE) for one in ends]

    def settled(self, _now: int) -> list[Intent]:
        """Sides say what they bring, or that they take; the house matches once more."""
        saying = [self._said(one) for one in self.rows(DELIVERIES) if one.said_at is None and not one.parcels]
        return [intent for said in saying for intent in said] or self._matched()

    def _dealt(self, now: int) -> list[Intent]:
        copper = self.futures()
        if not copper:
            return []
        soonest = min(copper, key=lambda one: one.last)
        pair = [account_of(self.random.choice(FIRMS)), account_of(self.random.choice((*FIRMS, "dan")))]
        self.random.shuffle(pair)
        return [self.traded(soonest, *pair, now, lots=2)] if pair[0] != pair[1] else []

    # Goods.

    def _receipt(self, firm: str) -> Intent:
        """For one lot, issued into a firm's own account, and admitted."""
        name = self.scene.name("copper")
        defined = i.DefineInstrument(
            instrument=name,
            kind=InstrumentKind.warehouse_receipt,
            issuer="issuer",
            name=name,
            unit=Unit(name="unit", decimals=0),
            unique=True,
            supply_limit=1,
        )
        active = i.ChangeStatus(instrument=name, status=InstrumentStatus.active, by="issuer")
        issued = h.Issue(instrument=name, account=f"of-{firm}", quantity=1)
        admitted = s.AdmitGoods(instrument=name, product=COPPER)

        def remember() -> None:
            self.scene.issued[name] = 1
            self.receipts.append((name, firm))

        return [defined, active, issued, admitted], ("issuer", VENUE), remember

    def _lodged(self) -> list[Intent]:
        """One that stands for a short lot."""
        if not self.receipts:
            return []
        name, firm = self.random.choice(self.receipts)
        pledge, account = self.scene.name("stored"), account_of(firm)
        of = {"account": f"of-{firm}", "instrument": name, "quantity": 1, "enforceable_from": 1}
        pledged = h.Pledge(pledge=pledge, pledgee=MARGIN_ACCOUNTS.path(account), **of)
        calls = [pledged, l.Lodge(account=account, pledge=pledge, product=COPPER)]
        return [(calls, (firm,), lambda: self.receipts.remove((name, firm)))]

    def _said(self, one: Delivery) -> list[Intent]:
        """A seller names what it has, a buyer where goods go; now and then neither says anything."""
        firm = one.account.partition("-")[2]
        if firm not in FIRMS or self.likely(0.1):
            return []
        place = f"of-{firm}"
        if one.side is Direction.bought:
            call = s.Intend(contract=one.contract, account=one.account, place=place)
            return [self.by(call, signed=firm)]
        mine = [name for name, of in self.receipts if of == firm][: one.units]
        if not mine:
            return []
        offered = s.Offer(contract=one.contract, account=one.account, place=place, offered=tuple(map(Goods, mine)))

        def remember() -> None:
            self.receipts[:] = [each for each in self.receipts if each[0] not in mine]

        return [([offered], (firm,), remember)]

    def _matched(self) -> list[Intent]:
        """What the house writes, and then that it stands."""
        found = []
        for ending in self.rows(ENDINGS):
            if ending.house == HOUSE:
                found += [self.by(one, signed=HOUSE) for one in allotments(self.view, ending)]
                if is_matched(self.view, ending):
                    found.append(self.by(s.ConcludeMatching(contract=ending.contract), signed=HOUSE))
        return found
