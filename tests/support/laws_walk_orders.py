# SPDX-License-Identifier: Apache-2.0
"""Random business with orders besides, a noun of tests: acts that are often right and sometimes wrong."""

from functools import partial
from typing import Any

from counterfoil.law.call import Call
from counterfoil.law.event import Act
from counterfoil.modules.cash.records import VAULTS, WALLETS
from counterfoil.modules.holdings.records import ENCUMBRANCES, Encumbrance, EncumbranceKind, GrantStatus, Taken
from counterfoil.modules.settlement.records import INSTRUCTIONS
from support import cash_walk
from support.laws_walk import Maker, Walk
from support.ledger import Ledger
from support.order_noun import calls as o
from support.order_noun.records import ORDERS
from support.refused_cash import YUAN

WEIGHT = 2
"""How often it is one of these: what an order allows is narrow, so that most attempts fail."""
ORDERED = [act for act in Act if act not in (Act.issues, Act.redeems)]
"""What an order may be about; units come and go by their issuer's records."""
CASH_WEIGHT = 8
"""The same for orders about digital yuan, among all that is done with it."""
OF_ONE_HOLDER = (("of-lin", "lin-more"), ("of-lin", "lin-travel"), ("lin-travel", "of-lin"), ("of-wu", "of-tao"))


class OrderWalk(Walk):
    """Makes the next transaction of a ledger that knows orders."""

    def __init__(self, ledger: Ledger, seed: int) -> None:
        super().__init__(ledger, seed)
        by_order = (*[self.order] * 4, self.force, self.burn, self.burn, self.recover, self.recover, self.under_order)
        by_order = (*by_order, self.end_by_order)
        self._makers += [(WEIGHT, maker) for maker in by_order]
        if self.cash is not None:
            self._makers += [(CASH_WEIGHT, partial(self.of_cash, maker)) for maker in by_order]

    def of_cash(self, maker: Maker) -> Call:
        """An order about digital yuan, or what is done under one."""
        self._about_cash = True
        return maker()

    def order(self) -> Call:
        act = self.random.choice([*ORDERED, Act.forces, Act.recovers, Act.recovers])
        expires = self.random.choice((None, None, self.time()))
        authority = self.random.choice(("supervisor", "supervisor", "second-supervisor", "bob"))
        account, receiver = self.between_yuan(act) if self._about_cash else self.between_all(act)
        frozen = [one.account for one in self.active_freezes()]
        if frozen and self.random.random() < 0.2:
            act, account = Act.thaws, self.random.choice(frozen)
        return o.Give(
            order=self.fresh(), authority=authority, act=act, account=account, receiver=receiver, expires=expires
        )

    def between_all(self, act: Act) -> tuple[str, str | None]:
        """The account that an order is about, and the one that takes."""
        receiver = self.random.choice((None, self.account(), "stopped", "supervised", "of-bob"))
        return "of-alice" if act is Act.recovers else self.account(), receiver

    def between_yuan(self, act: Act) -> tuple[str, str | None]:
        """Of digital yuan: a holder's two wallets, a vault, a wallet and somebody else's; now and then whatever."""
        if self.random.random() < 0.1:
            return self.account(), self.account()
        if act is Act.recovers:
            return self.random.choice(OF_ONE_HOLDER)
        if act is Act.burns:
            return self.random.choice(cash_walk.VAULTS), None
        return self.random.choice(("of-lin", "of-wu", "lin-travel")), self.random.choice(("of-shop", *cash_walk.VAULTS))

    def instrument_in(self, account: str) -> str:
        """An instrument, mostly digital yuan where an account has that."""
        wallet = self.ledger.state.read(WALLETS, account, YUAN)
        vault = self.ledger.state.read(VAULTS, account, YUAN)
        kept = wallet is not None or vault is not None
        return YUAN if kept and self.random.random() < 0.9 else self.instrument()

    def ordered(self, *acts: Act) -> tuple[str, str, str]:
        """An order, mostly of one of these acts, with its account and receiver."""
        found = [one for _, one in self.ledger.state.rows(ORDERS)]
        meant = [one for one in found if one.act in acts]
        if not found or self.random.random() < 0.1:
            return "none", self.account(), self.account()
        one = self.random.choice(meant if meant and self.random.random() < 0.8 else found)
        return one.order, one.account, one.receiver or self.account()

    def there(self, account: str, instrument: str) -> list[Encumbrance]:
        """The active encumbrances of a holding, freezes in the order of the line."""
        line = [order.freeze for order in self.ledger.holding(account, instrument).line]
        found = [
            one
            for _, one in self.ledger.state.rows(ENCUMBRANCES)
            if (one.account, one.instrument, one.status) == (account, instrument, GrantStatus.active)
        ]
        return sorted(found, key=lambda one: line.index(one.encumbrance) if one.encumbrance in line else -1)

    def taken(self, account: str, instrument: str) -> tuple[Taken, ...]:
        found = self.there(account, instrument)
        named = self.random.sample(found, min(len(found), self.random.randint(0, 2)))
        wrong = [["pledged"], ["none"]] if self.random.random() < 0.3 else [[]]
        names = [one.encumbrance for one in named] + self.random.choice(wrong)
        return tuple(Taken(encumbrance=name, quantity=self.random.choice((1, 2, 5, 10, 50))) for name in names)

    def force(self) -> Call:
        order, sender, receiver = self.ordered(Act.forces)
        instrument = self.instrument_in(sender)
        return o.Force(
            order=order,
            sender=sender,
            receiver=self.random.choice((receiver, receiver, receiver, self.account())),
            instrument=instrument,
            free=self.random.choice((0, 1, 2, 50)),
            taken=self.taken(sender, instrument),
        )

    def burn(self) -> Call:
        order, account, _ = self.ordered(Act.burns)
        instrument = self.instrument_in(account)
        return o.Burn(
            order=order,
            account=account,
            instrument=instrument,
            free=self.random.choice((0, 1, 2, 50)),
            taken=self.taken(account, instrument),
        )

    def recover(self) -> Call:
        order, sender, receiver = self.ordered(Act.recovers)
        instrument = self.instrument_in(sender)
        named = [one.encumbrance for one in self.there(sender, instrument)]
        if named and self.random.random() < 0.2:
            self.random.shuffle(named)
            named = named[: self.random.randint(0, len(named))]
        return o.Recover(
            order=order, sender=sender, receiver=receiver, instrument=instrument, encumbrances=tuple(named)
        )

    def end_by_order(self) -> Call:
        """Mostly what some account reserved for."""
        order, account, _ = self.ordered(Act.ends)
        waiting = [one.instruction for _, one in self.ledger.state.rows(INSTRUCTIONS) if account in one.allocated]
        name = self.random.choice([*waiting[-4:] * 3, self.instruction()])
        return o.End(order=order, record=self.random.choice((INSTRUCTIONS.path(name),) * 9 + ("parties/party/bob",)))

    def under_order(self) -> Call:
        supervisor = self.random.choice(("supervisor", "supervisor", "second-supervisor"))
        if self.random.random() < 0.5:
            order, account, _ = self.ordered(Act.freezes)
            quantity = self.random.choice((None, 1, 5, 50))
            instrument = self.instrument_in(account)
            what: dict[str, Any] = {"account": account, "instrument": instrument, "quantity": quantity}
            return o.Freeze(order=order, freeze=self.fresh(), supervisor=supervisor, **what)
        fitting = self.freezes_to_lift()
        if fitting and self.random.random() < 0.5:
            order, name, supervisor = self.random.choice(fitting)
            return o.Thaw(order=order, freeze=name, supervisor=supervisor)
        order, account, _ = self.ordered(Act.thaws)
        found = self.there(account, self.instrument_in(account))
        frozen = [one.encumbrance for one in found if one.kind is EncumbranceKind.freeze]
        name = self.random.choice([*frozen * 4, self.encumbrance(EncumbranceKind.freeze)])
        return o.Thaw(order=order, freeze=name, supervisor=supervisor)

    def freezes_to_lift(self) -> list[tuple[str, str, str]]:
        """(order, freeze, authority) of each order that lets a freeze go, and that freeze."""
        orders = [one for _, one in self.ledger.state.rows(ORDERS) if one.act is Act.thaws]
        return [
            (order.order, one.encumbrance, order.authority)
            for order in orders
            for one in self.active_freezes()
            if one.account == order.account
        ]

    def active_freezes(self) -> list[Encumbrance]:
        """Of digital yuan, or of all else, by what the next call is about."""
        found = [one for _, one in self.ledger.state.rows(ENCUMBRANCES) if one.status is GrantStatus.active]
        frozen = [one for one in found if one.kind is EncumbranceKind.freeze]
        return [one for one in frozen if (one.instrument == YUAN) is self._about_cash]
