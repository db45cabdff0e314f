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
        "endOfMonthConvention", "EOMC", choice(EndOfMonthConvention), default=EndOfMonthConvention.SAME_DAY
    )
    day_count_convention: DayCountConvention | None = term("dayCountConvention", "IPDC", choice(DayCountConvention))
    # Purchase and repurchase. Without a maturity date the repo is open.
    repo_type: RepoType | None = term("repoType", "RPTP", _REPO_TYPE)
    initial_exchange_date: datetime | None = term("initialExchangeDate", "IED", TIME)
    maturity_date: datetime | None = term("maturityDate", "MD", TIME)
    x_day_notice: Period | None = term("xDayNotice", "XDN", PERIOD)
    purchase_price: Decimal | None = term("purchasePrice", "RPP", POSITIVE, aliases=("notionalPrincipal",))
    nominal_interest_rate: Decimal | None = term("nominalInterestRate", "IPNR", REAL, aliases=("repoRate",))
    accrued_interest: Decimal | None = term("accruedInterest", "IPAC", REAL)
    cycle_anchor_date_of_rate_reset: datetime | None = term("cycleAnchorDateOfRateReset", "RRANX", TIME)
    cycle_of_rate_reset: Cycle | None = term("cycleOfRateReset", "RRCL", CYCLE)
    market_object_code_of_rate_reset: str | None = term("marketObjectCodeOfRateReset", "RRMO", TEXT)
    rate_spread: Decimal = term("rateSpread", "RRSP", REAL, default=ZERO)
    # Collateral and margin.
    collateral: tuple[Collateral, ...] | None = term("collateral", "COLL", COLLATERAL)
    haircut: Decimal | None = term("haircut", "HC", POSITIVE)
    initial_margin_ratio: Decimal | None = term("initialMarginRatio", "IMR", POSITIVE)
    margin_settlement: MarginSettlement = term(
        "marginSettlement", "MRST", choice(MarginSettlement), default=MarginSettlement.CASH
    )
    margin_threshold: Decimal = term("marginThreshold", "MRTH", POSITIVE, default=ZERO)
    minimum_transfer_amount: Decimal = term("minimumTransferAmount", "MTA", POSITIVE, default=ZERO)
    cycle_anchor_date_of_margining: datetime | None = term("cycleAnchorDateOfMargining", "MRANX", TIME)
    cycle_of_margining: Cycle | None = term("cycleOfMargining", "MRCL", CYCLE)
    cash_margin: Decimal = term("cashMargin", "CMRG", REAL, default=ZERO)


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
