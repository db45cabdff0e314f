# SPDX-License-Identifier: Apache-2.0
"""The table of contract types: the name that ``contractType`` gives, and the class that is meant."""

from collections.abc import Mapping
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

CONTRACT_TYPES: Final[Mapping[str, type[Contract[Any, Any]]]] = {
    "PAM": PrincipalAtMaturity,
    "LAM": LinearAmortizer,
    "LAX": ExoticLinearAmortizer,
    "NAM": NegativeAmortizer,
    "ANN": Annuity,
    "CLM": CallMoney,
    "UMP": UndefinedMaturityProfile,
    "CSH": Cash,
    "STK": Stock,
    "COM": Commodity,
    "FXOUT": ForeignExchangeOutright,
    "SWPPV": PlainVanillaSwap,
    "SWAPS": Swap,
    "CAPFL": CapFloor,
    "OPTNS": Option,
    "FUTUR": Future,
    "CEG": Guarantee,
    "CEC": Collateral,
    "EXFUT": ExchangeFuture,
    "REPO": Repo,
    "EQUITY": Equity,
    "BONDCN": ChineseBond,
    "CONVB": Convertible,
}


def contract_types() -> dict[str, type[Contract[Any, Any]]]:
    """Every contract type by acronym."""
    return dict(CONTRACT_TYPES)
