# SPDX-License-Identifier: Apache-2.0
"""Securities as margin in a simulated market: lodged, given back, and, of who owes, taken over or sold."""

from dataclasses import dataclass
from typing import Final

from counterfoil.modules.futures import lodging_calls as s
from counterfoil.modules.futures import selling_calls as t
from counterfoil.modules.futures.lodging import SECURITY_PRICES, Accepted
from counterfoil.modules.futures.queries import realisable_of
from counterfoil.modules.futures.reckoning import collectable
from counterfoil.modules.futures.records import MARGIN_ACCOUNTS, MarginAccount
from counterfoil.modules.holdings import calls as h
from counterfoil.modules.holdings.records import ENCUMBRANCES
from counterfoil.modules.parties import calls as p
from counterfoil.modules.parties.records import Control
from counterfoil.primitives.types import InstrumentId, Timestamp
from support.simulation_floor import COPPER, HOUSE, FuturesPart
from support.simulation_part import CASH, SHARE, Act, Intent, nothing

KEEPER: Final = "ccp-keeper"
KEPT: Final = 1_000_000
OF_EACH: Final = 1_000
PRICE: Final = 40


@dataclass
class Lodging(FuturesPart):
    """What people lodge of their shares, and what the house makes of it when they owe."""

    PLAYED = frozenset(
        f"futures.{call}"
        for call in (
            *("set_securities", "name_keeper", "price_security", "lodge", "give_back", "give_back refused"),
            *("realise", "agree_sale", "sell_security"),
        )
    )

    def founding(self) -> list[Intent]:
        """A keeper with money, and what the house takes."""
        keeper = p.OpenAccount(account=KEEPER, holder=HOUSE, outgoing=Control.holder, incoming=Control.nobody)
        paid = h.Issue(instrument=CASH, account=KEEPER, quantity=KEPT)
        taken = (Accepted(InstrumentId(SHARE), 100_000),)
        policy = s.SetSecurities(house=HOUSE, multiple=4, kept_ppm=950_000, securities=taken, offsets=(COPPER,))
        return [
            ([keeper, paid], (HOUSE, "bank"), lambda: self.came(KEPT)),
            ([s.NameKeeper(house=HOUSE, account=KEEPER), policy], (HOUSE,), nothing),
            *(self._given(f"{person}-0") for person in ("cai", "dan")),
        ]

    def _given(self, account: str) -> Intent:
        def remember() -> None:
            self.scene.issued[SHARE] += OF_EACH

        return [h.Issue(instrument=SHARE, account=account, quantity=OF_EACH)], ("issuer",), remember

    def repertoire(self) -> list[Act]:
        """Acts that can be tried now."""
        return [self._lodge] * 2 + ([self._give_back] if self._lodged() else [])

    def opens(self, now: int) -> list[Intent]:
        """A price for the day; and some lodge."""
        price = s.PriceSecurity(
            house=HOUSE, instrument=SHARE, price=PRICE + self.random.randint(-8, 8), reason="the closing"
        )
        return [self.by(price, signed=HOUSE), *(self._lodge(now) for _ in range(2))]

    def goes_on(self, now: int) -> list[Intent]:
        """Some have it back."""
        return [self._give_back(now)] if self._lodged() else []

    def settled(self, now: int) -> list[Intent]:
        """Of who owes, and has no cash, the house takes over what is lodged, or has it sold to Ben or Ann."""
        found = []
        for account in self.accounts():
            pledges = realisable_of(self.view, account.account, Timestamp(now)) if account.owed else []
            if pledges and not collectable(self.view, account):
                found.append(self._realised(account, self.random.choice(pledges)))
        return found

    def _lodged(self) -> list[MarginAccount]:
        return [one for one in self.accounts() if one.lodged]

    def _lodge(self, _now: int) -> Intent:
        """Out of an account of its holder's; now and then more than is there."""
        of = self.random.choice([one for one in self.accounts() if one.holder in self.scene.people])
        person, account, pledge = of.holder, of.account, self.scene.name("lodged")
        pledged = h.Pledge(
            pledge=pledge,
            account=f"{person}-0",
            instrument=SHARE,
            quantity=self.random.choice((5, 20, 60)),
            pledgee=MARGIN_ACCOUNTS.path(account),
            enforceable_from=1,
        )
        return self.by(pledged, s.Lodge(account=account, pledge=pledge), signed=person)

    def _give_back(self, _now: int) -> Intent:
        account = self.random.choice(self._lodged())
        pledge = self.random.choice(account.lodged).pledge
        quantity = self.random.choice((None, 1, 10))
        call = s.GiveBack(account=account.account, pledge=pledge, quantity=quantity)
        return self.by(call, signed=account.holder)

    def _realised(self, account: MarginAccount, pledge: str) -> Intent:
        price = self.view.read(SECURITY_PRICES, HOUSE, SHARE)
        assert price is not None
        there, quantity = self.view.read(ENCUMBRANCES, pledge), -(-int(account.owed) // int(price.price))
        assert there is not None
        buyer = "ann" if account.holder == "ben" else "ben"
        if self.likely(0.5):
            return self.by(s.Realise(account=account.account, pledge=pledge), signed=HOUSE)
        quantity, sale = max(1, min(quantity, int(there.quantity))), self.scene.name("sale")
        agreed = t.AgreeSale(
            sale=sale,
            account=account.account,
            pledge=pledge,
            quantity=quantity,
            amount=quantity * int(price.price),
            pays=f"{buyer}-0",
            into=f"{buyer}-0",
            reason="the best offer of three",
        )
        return self.by(agreed, t.SellSecurity(sale=sale), signed=f"{HOUSE} {buyer}")
