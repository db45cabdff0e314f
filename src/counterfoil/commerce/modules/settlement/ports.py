# SPDX-License-Identifier: Apache-2.0
"""What the settlement module needs from others."""

from typing import Protocol

from counterfoil.commerce.context import Context
from counterfoil.commerce.outcome import Outcome
from counterfoil.primitives.types import AccountId, InstrumentId, PartyId, Quantity, Timestamp


class AccountFacts(Protocol):
    @property
    def holder(self) -> PartyId: ...
    @property
    def custodian(self) -> PartyId | None: ...


class AccountsView(Protocol):
    """Who keeps an account and who may move things in and out of it."""

    def account(self, ctx: Context, account: AccountId) -> AccountFacts | None: ...
    def authorise_outgoing(self, ctx: Context, account: AccountId) -> Outcome: ...
    def authorise_incoming(self, ctx: Context, account: AccountId) -> Outcome: ...
    def has_role(self, ctx: Context, party: PartyId, *roles: str) -> bool: ...


class Delivery(Protocol):
    """A movement between two accounts; a settlement leg is one."""

    @property
    def sender(self) -> AccountId: ...
    @property
    def receiver(self) -> AccountId: ...
    @property
    def instrument(self) -> InstrumentId: ...
    @property
    def quantity(self) -> Quantity: ...


class SettlementHoldings(Protocol):
    """Move and reserve what exists, never create; settlement has established who consented."""

    def move(self, ctx: Context, leg: Delivery, *, settlement: str) -> Outcome: ...
    def reserve(
        self, ctx: Context, leg: Delivery, *, encumbrance: str, settlement: str, expires: Timestamp
    ) -> Outcome: ...
    def deliver(self, ctx: Context, *, encumbrance: str, receiver: AccountId, settlement: str) -> Outcome: ...
    def give_back(self, ctx: Context, *, encumbrance: str, settlement: str) -> None: ...
