# SPDX-License-Identifier: Apache-2.0
"""The terms and the state of a repo."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from counterfoil.terms.formulas.margining import COLLATERAL, Collateral, MarginSettlement, shown
from counterfoil.terms.kernel.arithmetic import ZERO
from counterfoil.terms.kernel.day_count import DayCountConvention
from counterfoil.terms.kernel.dictionary import BasicTerms
from counterfoil.terms.kernel.events import FlatState, Values
from counterfoil.terms.kernel.period import Cycle, Period
from counterfoil.terms.kernel.reading import term
from counterfoil.terms.kernel.schedule import EndOfMonthConvention
from counterfoil.terms.kernel.values import CYCLE, PERIOD, POSITIVE, REAL, TEXT, TIME, choice


class RepoType(StrEnum):
    """Classic (outright, 买断式): title to the collateral passes to the buyer. Pledged (质押式): it stays."""

    CLASSIC = "CLASSIC"
    PLEDGED = "PLEDGED"


_REPO_TYPE = choice(RepoType, OUTRIGHT=RepoType.CLASSIC)


@dataclass(frozen=True, kw_only=True)
class RepoTerms(BasicTerms):
    """The buyer (role ``RPA`` or ``BUY``) lends cash against collateral, the seller (``RPL`` or ``SEL``) borrows it.

    ``accruedInterest`` and ``cashMargin`` are those at the status date and carry the sign of the role.
    """

    # Conventions.
    end_of_month_convention: EndOfMonthConvention = term(
        choice(EndOfMonthConvention), "EOMC", default=EndOfMonthConvention.SAME_DAY
    )
    day_count_convention: DayCountConvention | None = term(choice(DayCountConvention), "IPDC")
    # Purchase and repurchase. Without a maturity date the repo is open.
    repo_type: RepoType | None = term(_REPO_TYPE, "RPTP")
    initial_exchange_date: datetime | None = term(TIME, "IED")
    maturity_date: datetime | None = term(TIME, "MD")
    x_day_notice: Period | None = term(PERIOD, "XDN")
    purchase_price: Decimal | None = term(POSITIVE, "RPP", aliases=("notionalPrincipal",))
    nominal_interest_rate: Decimal | None = term(REAL, "IPNR", aliases=("repoRate",))
    accrued_interest: Decimal | None = term(REAL, "IPAC")
    cycle_anchor_date_of_rate_reset: datetime | None = term(TIME, "RRANX")
    cycle_of_rate_reset: Cycle | None = term(CYCLE, "RRCL")
    market_object_code_of_rate_reset: str | None = term(TEXT, "RRMO")
    rate_spread: Decimal = term(REAL, "RRSP", default=ZERO)
    # Collateral and margin.
    collateral: tuple[Collateral, ...] | None = term(COLLATERAL, "COLL")
    haircut: Decimal | None = term(POSITIVE, "HC")
    initial_margin_ratio: Decimal | None = term(POSITIVE, "IMR")
    margin_settlement: MarginSettlement = term(choice(MarginSettlement), "MRST", default=MarginSettlement.CASH)
    margin_threshold: Decimal = term(POSITIVE, "MRTH", default=ZERO)
    minimum_transfer_amount: Decimal = term(POSITIVE, "MTA", default=ZERO)
    cycle_anchor_date_of_margining: datetime | None = term(TIME, "MRANX")
    cycle_of_margining: Cycle | None = term(CYCLE, "MRCL")
    cash_margin: Decimal = term(REAL, "CMRG", default=ZERO)


@dataclass(slots=True)
class RepoState(FlatState):
    """Amounts carry the sign of the contract role: negative is owed by the creator of the contract record."""

    status_date: datetime
    accrual_start: datetime
    accrued_before: Decimal = ZERO
    notional_principal: Decimal = ZERO
    nominal_interest_rate: Decimal = ZERO
    accrued_interest: Decimal = ZERO
    cash_margin: Decimal = ZERO
    collateral: tuple[Collateral, ...] = ()
    collateral_value: Decimal | None = None
    exercise_date: datetime | None = None

    def values(self) -> Values:
        """The state; the collateral's value is the one that was last asked for, with its quantities of that time."""
        return {
            "statusDate": self.status_date,
            "notionalPrincipal": self.notional_principal,
            "nominalInterestRate": self.nominal_interest_rate,
            "accruedInterest": self.accrued_interest,
            "cashMargin": self.cash_margin,
            "collateral": shown(self.collateral),
            "collateralValue": self.collateral_value,
            "exerciseDate": self.exercise_date,
        }
