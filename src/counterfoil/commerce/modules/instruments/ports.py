# SPDX-License-Identifier: Apache-2.0
"""What the instruments module needs from others."""

from typing import Protocol

from counterfoil.commerce.context import Context
from counterfoil.commerce.outcome import Outcome
from counterfoil.primitives.types import InstrumentId, PartyId


class PartiesView(Protocol):
    """Roles and the supervisor's authority."""

    def has_role(self, ctx: Context, party: PartyId, *roles: str) -> bool: ...

    def require_supervisor(self, ctx: Context, party: PartyId) -> Outcome: ...


class SupplyView(Protocol):
    """How much of an instrument is outstanding."""

    def outstanding(self, ctx: Context, instrument: InstrumentId) -> int: ...
