# SPDX-License-Identifier: Apache-2.0
"""Calls within a day in a simulated market: prices are marked, accounts called, answered, or closed by force."""

from dataclasses import dataclass

from counterfoil.law.dated import MINUTE_MS
from counterfoil.modules.futures import intraday_calls as i
from counterfoil.modules.futures.records import FUTURES, MarginAccount
from counterfoil.modules.futures.trade_policy import ForceCloseReason
from counterfoil.primitives.types import Timestamp
from support.simulation_floor import HOUSE, FuturesPart
from support.simulation_part import Intent


@dataclass
class WithinDay(FuturesPart):
    """A house that looks at prices while they move."""

    PLAYED = frozenset(
        f"futures.{call}" for call in ("mark_price", "call_margin", "call_margin refused", "answer_today")
    )

    def trades(self, now: int) -> list[Intent]:
        """Contracts are marked, now and then as their trades have it; some that have something are called."""
        found = []
        for contract in self.futures():
            computed = self.likely(0.3)
            lower, upper = self.band(contract)
            price = None if computed else self.random.choice((lower, upper))
            mark = i.MarkPrice(contract=contract.contract, price=price, reason="" if computed else "it moved")
            found.append(self.by(mark, signed=HOUSE))
        until = Timestamp(now + MINUTE_MS)
        for account in self._holding():
            call = i.CallMargin(account=account.account, until=until, reason="it moved")
            found.append(self.by(call, signed=HOUSE))
        return found

    def goes_on(self, now: int) -> list[Intent]:
        """Some pay in, and somebody says so; of some that did not in time lots are closed by force."""
        found = []
        for account in self.accounts():
            if account.intraday is None or account.intraday.answered:
                continue
            if self.likely(0.5):
                found.append(self.paid_in(account, self.random.choice((100, 5_000))))
                found.append(self.by(i.AnswerToday(account=account.account)))
            else:
                found += self._forced(account, now)
        return found

    def _holding(self) -> list[MarginAccount]:
        """Who has something open, each once."""
        found = {account.account: account for account, _ in self.positions()}
        return [one for one in found.values() if self.likely(0.7)]

    def _forced(self, account: MarginAccount, now: int) -> list[Intent]:
        """One lot that it has long, to whoever buys."""
        for owner, position in self.positions():
            contract = self.view.read(FUTURES, position.contract)
            if owner.account == account.account and position.long and contract in self.futures():
                others = [one.account for one in self.accounts() if one.account != account.account and not one.own]
                why = ForceCloseReason.lack_deposit
                return [self.traded(contract, self.random.choice(others), account.account, now, forced=why)]
        return []
