# SPDX-License-Identifier: Apache-2.0
"""What goods bring while they are at the desk of a simulated house: paid by their issuer, divided, and passed on."""

from dataclasses import dataclass
from typing import Final

from counterfoil.law.dated import MINUTE_MS
from counterfoil.modules.futures.delivery import DESKS
from counterfoil.modules.holdings import calls as h
from counterfoil.modules.holdings.records import HOLDINGS
from counterfoil.modules.lifecycle import calls as a
from counterfoil.modules.lifecycle.actions import ACTIONS, Action, ActionKind, ActionStatus
from counterfoil.modules.lifecycle.queries import next_steps
from counterfoil.modules.parties import calls as p
from counterfoil.modules.parties.records import Control
from counterfoil.primitives.types import Timestamp
from counterfoil.terms.kernel.arithmetic import Rounding
from support.simulation_floor import HOUSE, FuturesPart
from support.simulation_part import CASH, LATER_MS, Intent, nothing

TILL: Final = "issuer-till"
THERE: Final = 100_000
GIFT: Final = "gift"
PAID: Final = 7


@dataclass
class Bringing(FuturesPart):
    """An issuer that pays on receipts at the desk, and whoever has it passed on."""

    PLAYED = frozenset({"futures.pass_on"})

    def founding(self) -> list[Intent]:
        """What it pays out of."""
        till = p.OpenAccount(account=TILL, holder="issuer", outgoing=Control.holder, incoming=Control.nobody)
        paid = h.Issue(instrument=CASH, account=TILL, quantity=THERE)
        return [([till], ("issuer",), nothing), ([paid], ("issuer", "bank"), lambda: self.came(THERE))]

    def opens(self, now: int) -> list[Intent]:
        """Of what is at the desk something is paid once: recorded in a minute, and paid a minute later."""
        at = now + MINUTE_MS
        times = {"record_time": at, "ex_time": at + 1, "pay_time": at + MINUTE_MS}
        about = {"action": GIFT, "kind": ActionKind.dividend, "amount": PAID, "per": 1, "cash": CASH}
        said = {"rounding": Rounding.DOWN, "reference": "a meeting"}
        return [self.by(a.Announce(instrument=one, **about, **times, **said), signed="issuer") for one in self._new()]

    def trades(self, now: int) -> list[Intent]:
        """Whatever anybody may do for it."""
        return [intent for one in self._going() for intent in self._next(one, now)]

    def goes_on(self, now: int) -> list[Intent]:
        """And so on."""
        return self.trades(now)

    def ends(self, now: int) -> list[Intent]:
        """And so on."""
        return self.trades(now)

    def priced(self, now: int) -> list[Intent]:
        """And so on."""
        return self.trades(now)

    def settled(self, now: int) -> list[Intent]:
        """Until it is paid."""
        return self.trades(now)

    def _new(self) -> list[str]:
        desk = self.view.read(DESKS, HOUSE)
        assert desk is not None
        there = [one.instrument for one in self.rows(HOLDINGS, desk.account) if one.balance]
        return [name for name in there if self.view.read(ACTIONS, name, GIFT) is None]

    def _going(self) -> list[Action]:
        return [one for one in self.rows(ACTIONS) if one.action == GIFT and one.status is not ActionStatus.paid_out]

    def _next(self, one: Action, now: int) -> list[Intent]:
        """All of it; and once it is known how much that is, the issuer sets it aside."""
        found = [self.by(call) for call in next_steps(self.view, one.instrument, one.action, Timestamp(now))]
        if one.status is ActionStatus.payable and one.hold is None and one.whole:
            name = self.scene.name("aside")
            about = {"account": TILL, "instrument": CASH, "quantity": one.whole, "executor": one.path}
            hold = h.Hold(hold=name, expires=one.pay_time + LATER_MS, **about)
            found.append(
                self.by(hold, a.Fund(instrument=one.instrument, action=one.action, hold=name), signed="issuer")
            )
        return found
