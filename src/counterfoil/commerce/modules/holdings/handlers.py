# SPDX-License-Identifier: Apache-2.0
"""The holdings module as others see it: its two groups of handlers, and what it does for settlement."""

from collections.abc import Sequence

from counterfoil.commerce.context import Context
from counterfoil.commerce.modules.holdings.encumbrances import Encumbrances
from counterfoil.commerce.modules.holdings.ports import (
    AccountAuthority,
    Delivery,
    InstrumentsView,
    Restriction,
)
from counterfoil.commerce.modules.holdings.transfers import Transfers
from counterfoil.commerce.outcome import Outcome
from counterfoil.primitives.types import AccountId, Timestamp


class Holdings:
    """Who holds what. The methods here ask for no signature: their caller has established who consented."""

    def __init__(
        self, accounts: AccountAuthority, instruments: InstrumentsView, restrictions: Sequence[Restriction]
    ) -> None:
        self.transfers = Transfers(accounts, instruments, restrictions)
        self.encumbrances = Encumbrances(accounts, self.transfers)

    def move(self, ctx: Context, leg: Delivery, *, settlement: str) -> Outcome:
        """Move free units."""
        return self.transfers.move(ctx, leg, settlement=settlement)

    def reserve(self, ctx: Context, leg: Delivery, *, encumbrance: str, settlement: str, expires: Timestamp) -> Outcome:
        """Hold the sender's units."""
        return self.encumbrances.reserve(ctx, leg, encumbrance=encumbrance, settlement=settlement, expires=expires)

    def deliver(self, ctx: Context, *, encumbrance: str, receiver: AccountId, settlement: str) -> Outcome:
        """Move all that was reserved."""
        return self.encumbrances.deliver(ctx, encumbrance=encumbrance, receiver=receiver, settlement=settlement)

    def give_back(self, ctx: Context, *, encumbrance: str, settlement: str) -> None:
        """Free what was reserved."""
        self.encumbrances.give_back(ctx, encumbrance=encumbrance, settlement=settlement)
