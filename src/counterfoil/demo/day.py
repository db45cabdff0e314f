# SPDX-License-Identifier: Apache-2.0
"""A day's trades on one chain, computed from a seed, in two sessions."""

import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from counterfoil.demo.plan import CASH, SEED, ChainPlan, Product, account_of
from counterfoil.modules.instruments.records import InstrumentKind
from counterfoil.modules.settlement.records import Leg
from counterfoil.primitives.types import Quantity

OVERSOLD_EVERY: Final = 500
"""Every so many trades, one sells what the seller has not: the ledger rejects it, and keeps the attempt."""


@dataclass(frozen=True)
class Trade:
    """One trade: securities one way, digital yuan the other."""

    seller: int
    buyer: int
    product: Product
    quantity: int

    def legs(self) -> tuple[Leg, Leg]:
        """Delivery and payment."""
        price = self.quantity * self.product.price_fen // 10**self.product.unit.decimals
        seller, buyer = account_of(self.seller), account_of(self.buyer)
        return (
            Leg(sender=seller, receiver=buyer, instrument=self.product.instrument, quantity=Quantity(self.quantity)),
            Leg(sender=buyer, receiver=seller, instrument=CASH, quantity=Quantity(max(1, price))),
        )


@dataclass(frozen=True)
class Day:
    """The trades of the two sessions."""

    morning: Sequence[Trade]
    afternoon: Sequence[Trade]

    def busiest_investor(self, product: Product) -> int:
        """Whoever traded the product most often, of those who traded it in both sessions."""
        sessions = [Counter(_traders(trades, product)) for trades in (self.morning, self.afternoon)]
        in_both = sorted(sessions[0].keys() & sessions[1].keys())
        return max(in_both, key=lambda investor: sum(count[investor] for count in sessions))


def day_of(plan: ChainPlan) -> Day:
    """The day's trades of a chain."""
    dice = random.Random(f"{SEED}/{plan.chain}")  # noqa: S311 - a demonstration, repeatable on purpose
    products = [each for each in plan.products if each.endowment and each.kind is not InstrumentKind.cash]
    trades = []
    for number in range(plan.trades):
        seller, buyer = dice.sample(range(plan.investors), 2)
        product = dice.choice(products)
        quantity = dice.randint(1, max(2, product.endowment // 100))
        if number % OVERSOLD_EVERY == OVERSOLD_EVERY - 1:
            quantity = product.endowment * 1_000
        trades.append(Trade(seller, buyer, product, quantity))
    middle = len(trades) // 2
    return Day(trades[:middle], trades[middle:])


def _traders(trades: Sequence[Trade], product: Product) -> list[int]:
    return [investor for trade in trades if trade.product == product for investor in (trade.seller, trade.buyer)]
