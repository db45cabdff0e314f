# SPDX-License-Identifier: Apache-2.0
"""What the protocol module needs from others."""

from typing import Protocol

from counterfoil.commerce.context import Context
from counterfoil.commerce.outcome import Outcome
from counterfoil.primitives.types import PartyId


class RegistrarAuthority(Protocol):
    """Whether the signers act for a registrar."""

    def require_registrar(self, ctx: Context, party: PartyId) -> Outcome: ...
