# SPDX-License-Identifier: Apache-2.0
"""The table of contract types: the name that ``contractType`` gives, and the class that is meant."""

from typing import Any, Final

from counterfoil.terms.types.contingent import Future, Option
from counterfoil.terms.types.contract import Contract
from counterfoil.terms.types.credit_enhancement import Collateral, Guarantee
from counterfoil.terms.types.market.bond import ChineseBond, Convertible
from counterfoil.terms.types.market.equity import Equity
from counterfoil.terms.types.market.exchange_future import ExchangeFuture
from counterfoil.terms.types.market.repo import Repo
from counterfoil.terms.types.positions import Cash, Commodity, ForeignExchangeOutright, Stock
from counterfoil.terms.types.principal.amortizers import Annuity, LinearAmortizer, NegativeAmortizer
from counterfoil.terms.types.principal.exotic_amortizer import ExoticLinearAmortizer
from counterfoil.terms.types.principal.open_ended import CallMoney, UndefinedMaturityProfile
from counterfoil.terms.types.principal.principal_at_maturity import PrincipalAtMaturity
from counterfoil.terms.types.swaps import CapFloor, PlainVanillaSwap, Swap

_PRINCIPAL = PrincipalAtMaturity, LinearAmortizer, ExoticLinearAmortizer, NegativeAmortizer, Annuity
_OPEN_ENDED = CallMoney, UndefinedMaturityProfile
_POSITIONS = Cash, Stock, Commodity, ForeignExchangeOutright
_DERIVED = PlainVanillaSwap, Swap, CapFloor, Option, Future, Guarantee, Collateral
_MARKET = ExchangeFuture, Repo, Equity, ChineseBond, Convertible

_TYPES: tuple[type[Contract[Any, Any]], ...] = (*_PRINCIPAL, *_OPEN_ENDED, *_POSITIONS, *_DERIVED, *_MARKET)
CONTRACT_TYPES: Final = {kind.contract_type: kind for kind in _TYPES}


def contract_types() -> dict[str, type[Contract[Any, Any]]]:
    """Every contract type by acronym."""
    return dict(CONTRACT_TYPES)
