# SPDX-License-Identifier: Apache-2.0
"""The floor of a simulated house for futures: what its parts look at, and trades that its venue books.

A day has phases. In each of them every part that is a ``FuturesPart`` does something, and nobody names it: a file
``simulated_<what>.py`` that has one is enough.
"""

from dataclasses import dataclass
from typing import Any, Final

from msgspec.structs import replace

from counterfoil.law.call import Call
from counterfoil.law.module import View
from counterfoil.law.table import Table
from counterfoil.modules.futures import calls as c
from counterfoil.modules.futures.floor import prices_of
from counterfoil.modules.futures.position_names import named
from counterfoil.modules.futures.positions import POSITIONS, TRADINGS, Direction, Fill, Offset, Position, Trading
from counterfoil.modules.futures.records import (
    FUTURES,
    HOUSES,
    MARGIN_ACCOUNTS,
    MEMBERS,
    PRODUCTS,
    FuturesContract,
    HedgeFlag,
    House,
    MarginAccount,
    MemberStatus,
)
from counterfoil.modules.futures.trade_policy import ForceCloseReason
from counterfoil.modules.futures.trading_days import trades_on
from counterfoil.modules.holdings import calls as h
from counterfoil.primitives.types import AccountId, DayNumber, Timestamp
from support.simulation_part import CASH, Intent, Part, nothing

HOUSE: Final = "ccp"
VENUE: Final = "venue"
COPPER: Final = "CU"
MULTIPLIER: Final = 5
OPENS: Final = 540
"""Minute of the day when the only session begins."""
LATE: Final = 840
"""Its last hour does."""
ENDS: Final = 900
ANYBODY: Final = (VENUE, "ann")


@dataclass
class FuturesPart(Part):
    """Something that happens on trading days, phase by phase; what is refused, the rules of the market refuse."""

    def opens(self, now: int) -> list[Intent]:
        """The day is open, and nothing was traded yet."""
        return []

    def trades(self, now: int) -> list[Intent]:
        """While it is traded."""
        return []

    def goes_on(self, now: int) -> list[Intent]:
        """A while later, while it is traded still."""
        return []

    def ends(self, now: int) -> list[Intent]:
        """The sessions are over, and no price is fixed."""
        return []

    def priced(self, now: int) -> list[Intent]:
        """All prices are fixed, and nobody is settled."""
        return []

    def settled(self, now: int) -> list[Intent]:
        """All is done that anybody may do for the day, but to close it."""
        return []

    def over(self, now: int) -> list[Intent]:
        """The day is closed, and the next one is not open."""
        return []

    # What is there.

    @property
    def view(self) -> View:
        return self.scene.view()

    @property
    def house(self) -> House:
        found = self.view.read(HOUSES, HOUSE)
        assert found is not None
        return found

    @property
    def day(self) -> DayNumber | None:
        """The day that is open."""
        return self.house.day

    def rows(self, table: Table[Any], *parts: str) -> list[Any]:
        """All records of a table, or those below some parts."""
        return [record for _, record in self.view.rows(table, *parts)]

    def contracts(self) -> list[FuturesContract]:
        """Those that trade on the day, options too, whose price is not fixed yet."""
        day = self.day
        return [
            one
            for one in self.rows(FUTURES)
            if day is not None and trades_on(self.house, one, day) and one.settled != day
        ]

    def futures(self) -> list[FuturesContract]:
        """Those that are no options."""
        return [one for one in self.contracts() if one.option is None]

    def accounts(self) -> list[MarginAccount]:
        return self.rows(MARGIN_ACCOUNTS)

    def positions(self, contract: str | None = None) -> list[tuple[MarginAccount, Position]]:
        """What is open, of one contract or of all."""
        found = []
        for account in self.accounts():
            for listed in account.positions:
                name, hedge = named(listed)
                position = self.view.read(POSITIONS, account.account, name, hedge)
                if position is not None and not position.flat and contract in (None, name):
                    found.append((account, position))
        return found

    def band(self, contract: FuturesContract) -> tuple[int, int]:
        """The lowest and the highest price of the day."""
        product = self.view.read(PRODUCTS, contract.product)
        assert product is not None
        assert self.day is not None
        return prices_of(self.view, contract, product.rules_at(self.house.begins(self.day)), self.day)

    def likely(self, chance: float) -> bool:
        """Whether it happens now."""
        return self.random.random() < chance

    # What is done.

    def by(self, *calls: Call, signed: str = "") -> Intent:
        """Calls that leave nothing to remember, by those whose names stand with spaces between, or by anybody."""
        return calls, tuple(signed.split()) or (self.random.choice(ANYBODY),), nothing

    def opened(self, who: str, member: str, deposit: int, kind: str = "m") -> Intent:
        """A margin account, and what the bank gives into it."""
        account = account_of(who, kind)
        about = {"house": HOUSE, "holder": who, "member": member, "own": who == member}
        paid = h.Issue(instrument=CASH, account=account, quantity=deposit)
        by = tuple(dict.fromkeys((who, member, "bank")))
        return [c.OpenAccount(account=account, **about), paid], by, lambda: self.came(deposit)

    def came(self, amount: int) -> None:
        """The bank gave so much."""
        self.scene.issued[CASH] += amount

    def paid_in(self, account: MarginAccount, amount: int) -> Intent:
        """By its holder, out of what the bank gives."""
        issued = h.Issue(instrument=CASH, account=account.account, quantity=amount)
        return [issued], ("bank", account.holder), lambda: self.came(amount)

    def moment(self, now: int) -> Timestamp:
        """Of a trade: in the session of the open day, not later than now; now and then in its last hour, or of now."""
        assert self.day is not None
        house = self.house
        first, last = house.at(self.day, OPENS), min(now, house.at(self.day, ENDS) - 1)
        return Timestamp(last if last <= first or self.likely(0.3) else self.random.randint(first, last))

    def traded(
        self,
        contract: FuturesContract,
        buyer: AccountId,
        seller: AccountId,
        now: int,
        *,
        lots: int = 1,
        hedge: HedgeFlag = HedgeFlag.speculation,
        forced: ForceCloseReason | None = None,
    ) -> Intent:
        """One buys of another; each opens lots, or closes what it has; and the venue says what the day comes to.

        ``hedge``: of the buyer; ``forced``: why the seller's lots are closed, whether it will or not.
        """
        time, price = self.moment(now), self._price(contract)
        number = self.today(contract).bought.lots + lots
        books, change = list[Call](), 0
        for account, side, purpose in (
            (buyer, Direction.bought, hedge),
            (seller, Direction.sold, HedgeFlag.speculation),
        ):
            why = forced if side is Direction.sold else None
            offset = Offset.forced if why is not None else self.offset(account, contract.contract, side, purpose, lots)
            opens = offset is Offset.opens
            change += lots if side is Direction.bought and opens else 0
            change -= lots if side is Direction.sold and not opens else 0
            fill = Fill(number, time, side, offset, price, lots)
            of = {"account": account, "contract": contract.contract, "hedge": purpose, "forced_for": why}
            books.append(c.Book(fills=(fill,), **of))
        balance = self._balanced(contract, lots, price, change, late=self._is_late(time))
        return [*books, balance], (VENUE,), nothing

    def able(self) -> list[AccountId]:
        """Clients' accounts that may open lots; now and then all of them."""
        failed = {one.member for one in self.rows(MEMBERS, HOUSE) if one.status is not MemberStatus.active}
        every = self.likely(0.1)
        return [
            one.account
            for one in self.accounts()
            if not one.own and (every or not (one.called or one.intraday or one.auction or one.member in failed))
        ]

    def today(self, contract: FuturesContract) -> Trading:
        """With what else is traded in the same block."""
        assert self.day is not None
        ahead = self.scene.ahead.get(contract.contract)
        if isinstance(ahead, Trading):
            return ahead
        before = self.view.read(TRADINGS, contract.contract)
        return (before or Trading(contract=contract.contract, cash=contract.cash, day=self.day)).on(self.day)

    def _price(self, contract: FuturesContract) -> int:
        """Within the limits of the day, mostly near the last; now and then beyond them."""
        lower, upper = self.band(contract)
        if self.likely(0.04):
            return upper + 1
        return self.random.choice((lower, upper)) if self.likely(0.1) else self.random.randint(lower, upper)

    def offset(self, account: AccountId, contract: str, side: Direction, hedge: HedgeFlag, lots: int) -> Offset:
        position = self.view.read(POSITIONS, account, contract, hedge)
        there = 0
        if position is not None:
            there = position.short_lots if side is Direction.bought else position.long_lots
        closes = (there >= lots and self.likely(0.4)) or self.likely(0.03)
        return Offset.closes if closes else Offset.opens

    def _is_late(self, time: Timestamp) -> bool:
        assert self.day is not None
        return time >= self.house.at(self.day, LATE)

    def _balanced(self, contract: FuturesContract, lots: int, price: int, change: int, *, late: bool) -> c.Balance:
        """With a trade more."""
        now, product = self.today(contract), self.view.read(PRODUCTS, contract.product)
        assert product is not None
        turnover = lots * price * product.multiplier
        return self.published(
            replace(
                now,
                bought=now.bought.plus(lots, turnover),
                late_bought=now.late_bought.plus(late * lots, late * turnover),
                long=max(0, now.long + change),
            )
        )

    def published(self, after: Trading) -> c.Balance:
        """What the venue says once so much was traded."""
        self.scene.ahead[after.contract] = after
        return c.Balance(
            contract=after.contract,
            lots=after.bought.lots,
            turnover=after.bought.turnover,
            open_interest=after.long,
            late_lots=after.late_bought.lots,
            late_turnover=after.late_bought.turnover,
            agreed_lots=after.agreed_bought.lots,
            agreed_turnover=after.agreed_bought.turnover,
        )


def account_of(person: str, kind: str = "m") -> AccountId:
    """The margin account of somebody: ``m`` with the broker, ``d`` with the dealer, ``w`` with a weak member."""
    return AccountId(f"{kind}-{person}")
