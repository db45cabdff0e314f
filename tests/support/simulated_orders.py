# SPDX-License-Identifier: Apache-2.0
"""Digital yuan and orders of authorities in a simulated market: each act an intent, as in ``simulation_market``."""

from dataclasses import dataclass, field
from typing import Any

import msgspec

from counterfoil.modules.cash import calls as k
from counterfoil.modules.cash.records import WALLETS, Grade, WalletKind
from counterfoil.modules.holdings import calls as h
from counterfoil.modules.instruments import calls as i
from counterfoil.modules.instruments.records import InstrumentKind, InstrumentStatus, Unit
from counterfoil.modules.parties import calls as p
from counterfoil.modules.parties.records import Control
from counterfoil.modules.supervision import calls as c
from counterfoil.modules.supervision.order import ORDERS, Scope
from counterfoil.modules.supervision.records import FILES, OrderKind, Power
from counterfoil.modules.supervision.seized import Victim
from support.simulation_part import CASH, LATER_MS, SHARE, Act, Intent, Part, nothing

YUAN = "e-CNY"
VAULT, STATE, STATE_WALLET, NEW_WALLET = "vault", "state", "state-wallet", "ann-new-wallet"
DOCUMENT = "e" * 64
IN_CIRCULATION = 100_000
ALONE = frozenset({OrderKind.freeze, OrderKind.thaw})
BOTH = ("supervisor", "venue")
"""Who orders, and who checks it."""


@dataclass
class Authorities(Part):
    """What the supervisor orders, the venue agrees to, and wallets pay."""

    PLAYED = frozenset({"supervision.give", "cash.adopt"})
    WEIGHT = 5
    wallets: dict[str, str] = field(default_factory=dict)
    """account → holder"""
    orders: list[str] = field(default_factory=list)
    freezes: list[tuple[str, str, str]] = field(default_factory=list)
    """order, account, instrument"""
    seized: list[tuple[str, str]] = field(default_factory=list)
    """order, instrument"""

    def founding(self) -> list[Intent]:
        """A policy, a currency with a vault, a wallet for each person, and where what is seized goes."""
        self.scene.issued[YUAN] = 0
        holders = {f"{name}-wallet": name for name in self.scene.people} | {NEW_WALLET: "ann", STATE_WALLET: "venue"}
        define = i.DefineInstrument(
            instrument=YUAN, kind=InstrumentKind.cash, issuer="bank", name=YUAN, unit=Unit(name="CNY", decimals=2)
        )
        currency = [
            define,
            i.ChangeStatus(instrument=YUAN, status=InstrumentStatus.active, by="bank"),
            k.Adopt(instrument=YUAN, offset_min=480),
            k.SetLimits(instrument=YUAN, grade=Grade.first, kind=WalletKind.personal),
            self._kept(VAULT, "bank"),
            k.OpenVault(account=VAULT, instrument=YUAN),
            k.Back(account=VAULT, instrument=YUAN, quantity=IN_CIRCULATION, document=DOCUMENT),
            h.Issue(instrument=YUAN, account=VAULT, quantity=IN_CIRCULATION),
        ]
        wallets = [call for name, holder in holders.items() for call in self._opened(name, holder)]
        state = p.OpenAccount(account=STATE, holder="venue", outgoing=Control.holder, incoming=Control.nobody)
        return [
            ([self.policy()], ("supervisor",), nothing),
            (currency, ("bank",), lambda: self.scene.issued.update({YUAN: IN_CIRCULATION})),
            (wallets, ("bank",), lambda: self.wallets.update(holders)),
            ([state], ("venue",), nothing),
        ]

    def policy(self, since: int | None = None) -> c.SetPolicy:
        """Freezes by the supervisor alone; with the venue, what takes units."""
        powers = tuple(
            Power(
                kind=kind,
                authorities=("supervisor",),
                officers=("venue",),
                four_eyes=kind not in ALONE,
                duration_max_ms=2 * LATER_MS + len(self.orders),
            )
            for kind in OrderKind
        )
        places = (STATE, STATE_WALLET)
        return c.SetPolicy(by="supervisor", changers=("supervisor",), powers=powers, since=since, state_accounts=places)

    def _kept(self, account: str, holder: str) -> p.OpenAccount:
        rules = {"outgoing": Control.holder, "incoming": Control.nobody}
        return p.OpenAccount(account=account, holder=holder, custodian="bank", **rules)

    def _opened(self, account: str, holder: str) -> list[msgspec.Struct]:
        classed = {"grade": Grade.first, "kind": WalletKind.personal, "commitment": DOCUMENT}
        wallet = k.OpenWallet(account=account, instrument=YUAN, vault=VAULT, **classed)
        filled = h.Transfer(sender=VAULT, receiver=account, instrument=YUAN, quantity=5_000)
        return [self._kept(account, holder), wallet, filled]

    # What is done.

    def about(self) -> str:
        """An order, or all that touched an account or that none did; or digital yuan."""
        wallet = self.random.choice(sorted(self.wallets) or ["none"])
        files = [FILES.path("parties", "account", account) for account in (wallet, self.scene.account())]
        return self.random.choice([*map(ORDERS.path, self.orders), *files, WALLETS.path(wallet, YUAN)])

    def repertoire(self) -> list[Act]:
        """Acts that can be tried now."""
        acts = [self._pay, self._pay, self._freeze, self._seize, self._burn, self._change_policy, self._recover]
        acts += [self._thaw] * 2 if self.freezes else []
        acts += [self._sell, self._give_back] if self.seized else []
        return acts

    def _somewhere(self) -> tuple[str, str]:
        """An account and an instrument that is in it."""
        if self.random.random() < 0.5:
            return self.scene.account(), SHARE
        return self.random.choice(sorted(self.wallets)), YUAN

    def _pay(self, _now: int) -> Intent:
        sender, receiver = self.random.sample(sorted(self.wallets), 2)
        call = h.Transfer(sender=sender, receiver=receiver, instrument=YUAN, quantity=self.random.randint(1, 200))
        return [call], (self.wallets[sender],), nothing

    def _order(self, now: int, kind: OrderKind, **scope: Any) -> tuple[str, c.Give]:
        name = self.scene.name("order")
        checker = None if kind in ALONE else "venue"
        who = {"authority": "supervisor", "checker": checker, "reference": "ruling", "document": DOCUMENT}
        return name, c.Give(order=name, kind=kind, scope=Scope(**scope), expires=now + LATER_MS, **who)

    def _freeze(self, now: int) -> Intent:
        account, instrument = self._somewhere()
        quantity = self.random.choice((None, 10, 300))
        name, given = self._order(now, OrderKind.freeze, account=account, instrument=instrument, quantity=quantity)

        def remember() -> None:
            self.orders.append(name)
            self.freezes.append((name, account, instrument))

        return [given, c.Freeze(order=name, by="supervisor")], ("supervisor",), remember

    def _thaw(self, now: int) -> Intent:
        one = self.random.choice(self.freezes)
        scope = {"account": one[1], "instrument": one[2], "freeze": f"supervision/{one[0]}"}
        name, given = self._order(now, OrderKind.thaw, **scope)
        return [given, c.Thaw(order=name, by="supervisor")], ("supervisor",), lambda: self.freezes.remove(one)

    def _seize(self, now: int) -> Intent:
        account, instrument = self._somewhere()
        receiver = STATE if instrument == SHARE else STATE_WALLET
        what = {"account": account, "instrument": instrument, "quantity": 12, "receiver": receiver}
        name, given = self._order(now, OrderKind.seize, **what)

        def remember() -> None:
            self.orders.append(name)
            self.seized.append((name, instrument))

        return [given, c.Seize(order=name, by="venue", free=12)], BOTH, remember

    def _burn(self, now: int) -> Intent:
        """Shares anywhere, digital yuan in the vault."""
        account, instrument = self.random.choice(((self.scene.account(), SHARE), (VAULT, YUAN)))
        name, given = self._order(now, OrderKind.burn, account=account, instrument=instrument, quantity=3)

        def remember() -> None:
            self.orders.append(name)
            self.scene.issued[instrument] -= 3

        return [given, c.Burn(order=name, by="venue", free=3)], BOTH, remember

    def _recover(self, now: int) -> Intent:
        """Ann's wallet, to her other one or back."""
        old, new = self.random.sample(("ann-wallet", NEW_WALLET), 2)
        name, given = self._order(now, OrderKind.recover, account=old, receiver=new)
        holdings = (c.RecoveredHolding(instrument=YUAN),)
        return [given, c.Recover(order=name, by="venue", holdings=holdings)], BOTH, lambda: self.orders.append(name)

    def _sell(self, now: int) -> Intent:
        """A unit of what was seized, for another kind of money than it is."""
        seizure, instrument = self.random.choice(self.seized)
        buyer = self.random.choice(("ann", "ben"))
        pays, takes = (f"{buyer}-0", f"{buyer}-0" if instrument == SHARE else f"{buyer}-wallet")
        name, given = self._order(now, OrderKind.sell, seizure=seizure, quantity=1, cash=CASH, price=2)
        bid, path = self.scene.name("bid"), f"supervision/order/{name}"
        where = {"account": pays, "instrument": CASH, "quantity": 3}
        held = h.Hold(hold=bid, executor=path, expires=now + LATER_MS, **where)
        sold = c.Sell(order=name, by="venue", hold=bid, receiver=takes)
        return [given, held, sold], (*BOTH, buyer), lambda: self.orders.append(name)

    def _give_back(self, now: int) -> Intent:
        """Shared out to two, as far as anything is left."""
        seizure, instrument = self.random.choice(self.seized)
        places = ("ann-0", "ben-0") if instrument == SHARE else ("ben-wallet", "cai-wallet")
        victims = tuple(Victim(account=account, claim=claim) for account, claim in zip(places, (5, 2), strict=True))
        scope = {"seizure": seizure, "instrument": instrument, "quantity": 4, "victims": victims}
        name, given = self._order(now, OrderKind.give_back, **scope)
        return [given, c.Return(order=name, by="venue")], BOTH, lambda: self.orders.append(name)

    def _change_policy(self, now: int) -> Intent:
        since = self.random.choice((None, now + 5_000, now + LATER_MS))
        return [self.policy(since)], ("supervisor",), nothing
