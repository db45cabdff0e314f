# SPDX-License-Identifier: Apache-2.0
"""What contracts about a holding share, which is counted in shares or in face amount.

Payoffs carry the sign of the contract role: the holder (``RPA``) pays for what the issuer (``RPL``) is paid for.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar

from counterfoil.terms.kernel.dictionary import BasicTerms
from counterfoil.terms.kernel.events import MARKET_EVENT_TYPES, ContractState, Scheduled, Step
from counterfoil.terms.kernel.reading import term
from counterfoil.terms.kernel.roles import ContractRole
from counterfoil.terms.kernel.values import TEXT
from counterfoil.terms.types.contract import Contract, Fault


@dataclass(frozen=True, kw_only=True)
class HoldingTerms(BasicTerms):
    """``market_object_code`` names what prices the holding, or a convertible's share, for whoever trades it."""

    market_object_code: str | None = term(TEXT, "MOC")


T = TypeVar("T", bound=HoldingTerms)
S = TypeVar("S", bound=ContractState)


class HoldingContract(Contract[T, S], Generic[T, S]):
    """A contract about what is held at the status date, and what becomes of it without a trade.

    Who trades it states the terms anew, as they are after the trade.
    """

    observes = ()

    def faults(self) -> Iterator[Fault]:
        """The creator of the record holds (RPA) or has issued (RPL)."""
        yield from super().faults()
        if self.terms.contract_role not in (ContractRole.RPA, ContractRole.RPL):
            yield "contractRole", "a holding has a holder or an issuer", "allowed: RPA, RPL"

    def occasion(self, kind: str, at: datetime, step: Step[S]) -> Scheduled[S]:
        """An event of a type of holdings, business day or not."""
        return Scheduled(at, MARKET_EVENT_TYPES[kind], at, at, step)
