# SPDX-License-Identifier: Apache-2.0
"""Openings of a day in a simulated market: up to what a client, or who counts with it, may open, and a lot beyond."""

from collections.abc import Iterable
from dataclasses import dataclass

from counterfoil.modules.futures.client_records import CLIENTS
from counterfoil.modules.futures.positions import POSITIONS, Offset, Position
from counterfoil.modules.futures.records import FUTURES, PRODUCTS, HedgeFlag
from counterfoil.modules.futures.trade_policy import OpeningLimit
from counterfoil.primitives.types import AccountId
from support.simulation_floor import COPPER, HOUSE, FuturesPart
from support.simulation_part import Intent


@dataclass
class Opening(FuturesPart):
    """Clients that open as much as they may, mostly; some in two accounts, some under one control with others."""

    PLAYED = frozenset(
        f"futures.{what}"
        for what in (
            *("book: opened_too_many", "book: client_opened_too_many", "book: control_opened_too_many"),
            "all that may be opened",
        )
    )

    def goes_on(self, now: int) -> list[Intent]:
        """Somebody opens all that is left of the day, or a lot more."""
        names, copper = self.able(), self.futures()
        if len(names) < 2 or not copper or self.likely(0.3):
            return []
        contract = self.random.choice(copper)
        room = {name: self._room(name, contract.contract) for name in names}
        grouped = [one for one in names if self._is_crowded(one)] if self.likely(0.9) else []
        buyer = self.random.choice(grouped or names)
        seller = max((one for one in names if one != buyer), key=lambda one: room[one])
        return [self.traded(contract, buyer, seller, now, lots=max(1, room[buyer] + self.likely(0.5)))]

    def priced(self, _now: int) -> list[Intent]:
        """No client opened more than it may, however many accounts it has."""
        for client in self.rows(CLIENTS, HOUSE):
            opened, limit = self._opened(client.accounts), self._limit
            for contract, lots in opened.items():
                most = limit.of(contract)
                assert most is not None
                assert lots <= most, f"{client.holder} opened {lots} of {contract}, and {most} may be"
                if lots == most:
                    self.happened("futures.all that may be opened")
            assert limit.product_lots is not None
            assert sum(opened.values()) <= limit.product_lots, f"{client.holder} opened {opened}"
        return []

    @property
    def _limit(self) -> OpeningLimit:
        product, day = self.view.read(PRODUCTS, COPPER), self.day
        assert product is not None
        assert day is not None
        limit = product.rules_at(self.house.begins(day)).openings
        assert limit is not None
        return limit

    def _room(self, account: AccountId, contract: str) -> int:
        """What is left of a contract, and of all; never less than nothing."""
        opened, limit = self._opened(self._together(account)), self._limit
        most, every = limit.of(contract), limit.product_lots
        assert most is not None
        assert every is not None
        return max(0, min(most - opened.get(contract, 0), every - sum(opened.values())))

    def _is_crowded(self, account: AccountId) -> bool:
        """Whether others that count with its holder opened something today, of which its own number knows nothing."""
        own = next(one for one in self.rows(CLIENTS, HOUSE) if account in one.accounts)
        others = set(self._together(account)) - set(own.accounts)
        return bool(self._opened(others))

    def _together(self, account: AccountId) -> list[AccountId]:
        """All accounts of its holder, and of who is under one control with it."""
        clients = self.rows(CLIENTS, HOUSE)
        own = next(one for one in clients if account in one.accounts)
        return [
            name
            for one in clients
            if one is own or (own.group is not None and one.group == own.group)
            for name in one.accounts
        ]

    def _opened(self, accounts: Iterable[AccountId]) -> dict[str, int]:
        """By trades of the day that stand in their positions of copper, but for hedging, which has a quota."""
        found: dict[str, int] = {}
        for position in (one for name in accounts for one in self.rows(POSITIONS, name)):
            of = self.view.read(FUTURES, position.contract)
            assert of is not None
            if of.product == COPPER and position.hedge is not HedgeFlag.hedge and position.day == self.day:
                found[of.contract] = found.get(of.contract, 0) + _lots(position)
        return found


def _lots(position: Position) -> int:
    """Trade by trade, and not as the position counts them; what is given up stands twice for a while, here once."""
    fills = (one for one in position.fills if one.offset is Offset.opens and not one.given_up)
    return sum(one.lots for one in fills if not one.kind.is_made)
