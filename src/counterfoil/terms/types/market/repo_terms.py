# SPDX-License-Identifier: Apache-2.0
"""The terms and the state of a repo."""

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from counterfoil.terms.formulas.margining import Collateral, MarginSettlement, shown
from counterfoil.terms.kernel.arithmetic import ZERO
from counterfoil.terms.kernel.day_count import DayCountConvention
from counterfoil.terms.kernel.dictionary import BasicTerms
from counterfoil.terms.kernel.events import ContractState, Values
from counterfoil.terms.kernel.period import Cycle, Period
from counterfoil.terms.kernel.reading import REQUIRED, records, term
from counterfoil.terms.kernel.schedule import EndOfMonthConvention
from counterfoil.terms.kernel.values import ABOVE_ZERO, AMOUNT, CYCLE, PERIOD, SIGNED, TEXT, TIME, choice


class RepoType(StrEnum):
    """Classic (outright, 买断式): title to the collateral passes to the buyer. Pledged (质押式): it stays."""

    CLASSIC = "CLASSIC"
    PLEDGED = "PLEDGED"


@dataclass(frozen=True, kw_only=True)
class RepoTerms(BasicTerms):
    """The buyer (role ``RPA`` or ``BUY``) lends cash against collateral, the seller (``RPL`` or ``SEL``) borrows it.

    ``accruedInterest`` and ``cashMargin`` are those at the status date and carry the sign of the role.
    """

    # Conventions.
    end_of_month_convention: EndOfMonthConvention = term(
        choice(EndOfMonthConvention), "EOMC", default=EndOfMonthConvention.SAME_DAY
    )
    day_count_convention: DayCountConvention = term(choice(DayCountConvention), "IPDC", default=REQUIRED)
    # Purchase and repurchase. Without a maturity date the repo is open.
    repo_type: RepoType = term(choice(RepoType, OUTRIGHT=RepoType.CLASSIC), "RPTP", default=REQUIRED)
    initial_exchange_date: datetime = term(TIME, "IED", default=REQUIRED)
    maturity_date: datetime | None = term(TIME, "MD")
    x_day_notice: Period | None = term(PERIOD, "XDN")
    purchase_price: Decimal = term(ABOVE_ZERO, "RPP", default=REQUIRED, aliases=("notionalPrincipal",))
    nominal_interest_rate: Decimal = term(SIGNED, "IPNR", default=REQUIRED, aliases=("repoRate",))
    accrued_interest: Decimal | None = term(SIGNED, "IPAC")
    cycle_anchor_date_of_rate_reset: datetime | None = term(TIME, "RRANX")
    cycle_of_rate_reset: Cycle | None = term(CYCLE, "RRCL")
    market_object_code_of_rate_reset: str | None = term(TEXT, "RRMO")
    rate_spread: Decimal = term(SIGNED, "RRSP", default=ZERO)
    # Collateral and margin.
    collateral: tuple[Collateral, ...] = term(records(Collateral, name="collateral"), "COLL", default=REQUIRED)
    haircut: Decimal | None = term(AMOUNT, "HC")
    initial_margin_ratio: Decimal | None = term(AMOUNT, "IMR")
    margin_settlement: MarginSettlement = term(choice(MarginSettlement), "MRST", default=MarginSettlement.CASH)
    margin_threshold: Decimal = term(AMOUNT, "MRTH", default=ZERO)
    minimum_transfer_amount: Decimal = term(AMOUNT, "MTA", default=ZERO)
    cycle_anchor_date_of_margining: datetime | None = term(TIME, "MRANX")
    cycle_of_margining: Cycle | None = term(CYCLE, "MRCL")
    cash_margin: Decimal = term(SIGNED, "CMRG", default=ZERO)


@dataclass(slots=True)
class RepoState(ContractState):
    """Amounts carry the sign of the contract role: negative is owed by the creator of the contract record."""

    status_date: datetime
    accrual_start: datetime = field(repr=False)
    accrued_before: Decimal = field(default=ZERO, repr=False)
    notional_principal: Decimal = ZERO
    nominal_interest_rate: Decimal = ZERO
    accrued_interest: Decimal = ZERO
    cash_margin: Decimal = ZERO
    collateral: tuple[Collateral, ...] = ()
    collateral_value: Decimal | None = None
    exercise_date: datetime | None = None

    def values(self) -> Values:
        """The collateral by identifier; its value is the one last asked for, with its quantities of that time."""
        return ContractState.values(self) | {"collateral": shown(self.collateral)}
