# SPDX-License-Identifier: Apache-2.0
"""What the holdings module needs from others."""

from collections.abc import Callable
from typing import NamedTuple, Protocol

from counterfoil.commerce.context import Context
from counterfoil.commerce.outcome import Outcome
from counterfoil.primitives.types import AccountId, InstrumentId, PartyId, Quantity


class InstrumentFacts(Protocol):
    """What holdings must know of an instrument."""

    @property
    def issuer(self) -> PartyId: ...
    @property
    def supply_limit(self) -> int | None: ...
    @property
    def status(self) -> str: ...


class InstrumentsView(Protocol):
    def instrument(self, ctx: Context, instrument: InstrumentId) -> InstrumentFacts | None: ...


class AccountAuthority(Protocol):
    """Who may move what into and out of an account."""

    def authorise_outgoing(self, ctx: Context, account: AccountId) -> Outcome: ...
    def authorise_incoming(self, ctx: Context, account: AccountId) -> Outcome: ...
    def party_status(self, ctx: Context, party: PartyId) -> Outcome: ...
    def require_supervisor(self, ctx: Context, party: PartyId) -> Outcome: ...


class Movement(NamedTuple):
    """A movement about to happen: no sender means an issue, no receiver a redemption or a reservation."""

    instrument: InstrumentId
    sender: AccountId | None
    receiver: AccountId | None
    quantity: int


Restriction = Callable[[Context, Movement], Outcome]
"""A cross-cutting rule; ``ok`` lets the movement pass to the next."""


class Delivery(Protocol):
    """A movement between two accounts, as another module describes it."""

    @property
    def sender(self) -> AccountId: ...
    @property
    def receiver(self) -> AccountId: ...
    @property
    def instrument(self) -> InstrumentId: ...
    @property
    def quantity(self) -> Quantity: ...
