# SPDX-License-Identifier: Apache-2.0
"""The terms of the ACTUS dictionary that the specified contract types use, and their state, as typed records.

Names and acronyms are those of the dictionary, version 1.4. A term that is not given is ``None``, but for the defaults
that the dictionary states.
"""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from counterfoil.terms.kernel.arithmetic import ONE, ZERO
from counterfoil.terms.kernel.calendars import BusinessDayConvention
from counterfoil.terms.kernel.contract_structure import STRUCTURE, Reference
from counterfoil.terms.kernel.dates import Cycle, EndOfMonthConvention, Period
from counterfoil.terms.kernel.day_count import DayCountConvention
from counterfoil.terms.kernel.events import ContractState
from counterfoil.terms.kernel.reading import REQUIRED, term
from counterfoil.terms.kernel.roles import (
    ContractPerformance,
    ContractRole,
    CyclePoint,
    DeliverySettlement,
    FeeBasis,
    FixedVariable,
    GuaranteedExposure,
    IncreaseDecrease,
    InterestCalculationBase,
    OptionExerciseType,
    OptionType,
    PenaltyType,
    PrepaymentEffect,
    ScalingEffect,
)
from counterfoil.terms.kernel.values import CYCLE, PERIOD, POSITIVE, REAL, TEXT, TIME, array, choice

_SCALING = choice(ScalingEffect, **{effect.value.replace("0", "O"): effect for effect in ScalingEffect})
_FIXED_VARIABLE = choice(FixedVariable, FIX=FixedVariable.FIXED, VAR=FixedVariable.VARIABLE)
_CONVENTION = choice(BusinessDayConvention, NULL=BusinessDayConvention.NOS)


@dataclass(frozen=True, kw_only=True)
class BasicTerms:
    """The terms that every contract has, whatever its type."""

    contract_type: str | None = term(TEXT, "CT")
    contract_id: str | None = term(TEXT, "CID", name="contractID", aliases=("contractIdentifier",))
    contract_role: ContractRole = term(ContractRole, "CNTRL", default=REQUIRED)
    creator_id: str | None = term(TEXT, "CRID", name="creatorID", aliases=("creatorId",))
    counterparty_id: str | None = term(TEXT, "CPID", name="counterpartyID", aliases=("counterpartyId",))
    status_date: datetime = term(TIME, "SD", default=REQUIRED)
    currency: str = term(TEXT, "CUR", default=REQUIRED)
    calendar: str | None = term(TEXT, "CLDR")
    business_day_convention: BusinessDayConvention = term(_CONVENTION, "BDC", default=BusinessDayConvention.NOS)


@dataclass(frozen=True, kw_only=True)
class Terms(BasicTerms):
    """The terms of a contract."""

    # Identification and counterparties.
    contract_structure: tuple[Reference, ...] = term(STRUCTURE, "CTS", default=())
    market_object_code: str | None = term(TEXT, "MOC")
    contract_deal_date: datetime | None = term(TIME, "CDD")
    # Conventions.
    end_of_month_convention: EndOfMonthConvention = term(
        EndOfMonthConvention, "EOMC", default=EndOfMonthConvention.SAME_DAY
    )
    day_count_convention: DayCountConvention | None = term(DayCountConvention, "IPDC")
    # Performance of the counterparty.
    contract_performance: ContractPerformance = term(ContractPerformance, "PRF", default=ContractPerformance.PF)
    non_performing_date: datetime | None = term(TIME, "NPD")
    seniority: str | None = term(TEXT, "SEN")
    grace_period: Period | None = term(PERIOD, "GRP")
    delinquency_period: Period | None = term(PERIOD, "DQP")
    delinquency_rate: Decimal | None = term(POSITIVE, "DQR")
    prepayment_period: Period | None = term(PERIOD, "PPP")
    # Currencies and amounts.
    currency2: str | None = term(TEXT, "CUR2")
    settlement_currency: str | None = term(TEXT, "CURS")
    notional_principal: Decimal | None = term(POSITIVE, "NT")
    notional_principal2: Decimal | None = term(POSITIVE, "NT2")
    quantity: Decimal = term(POSITIVE, "QT", default=ONE)
    unit: str | None = term(TEXT, "UT")
    credit_line_amount: Decimal | None = term(POSITIVE, "CLA")
    market_value_observed: Decimal | None = term(REAL, "MVO")
    # Life of the contract.
    initial_exchange_date: datetime | None = term(TIME, "IED")
    premium_discount_at_ied: Decimal = term(REAL, "PDIED", name="premiumDiscountAtIED", default=ZERO)
    maturity_date: datetime | None = term(TIME, "MD")
    amortization_date: datetime | None = term(TIME, "AMD")
    purchase_date: datetime | None = term(TIME, "PRD")
    price_at_purchase_date: Decimal | None = term(REAL, "PPRD")
    termination_date: datetime | None = term(TIME, "TD")
    price_at_termination_date: Decimal | None = term(REAL, "PTD")
    settlement_period: Period | None = term(PERIOD, "STP")
    delivery_settlement: DeliverySettlement | None = term(DeliverySettlement, "DS")
    x_day_notice: Period | None = term(PERIOD, "XDN")
    maximum_penalty_free_disbursement: Decimal | None = term(POSITIVE, "MPFD")
    # Interest.
    nominal_interest_rate: Decimal | None = term(REAL, "IPNR")
    nominal_interest_rate2: Decimal | None = term(REAL, "IPNR2")
    accrued_interest: Decimal | None = term(REAL, "IPAC")
    capitalization_end_date: datetime | None = term(TIME, "IPCED")
    cycle_anchor_date_of_interest_payment: datetime | None = term(TIME, "IPANX")
    cycle_of_interest_payment: Cycle | None = term(CYCLE, "IPCL")
    cycle_point_of_interest_payment: CyclePoint = term(CyclePoint, "IPPNT", default=CyclePoint.END)
    interest_calculation_base: InterestCalculationBase = term(
        InterestCalculationBase, "IPCB", default=InterestCalculationBase.NT
    )
    interest_calculation_base_amount: Decimal | None = term(POSITIVE, "IPCBA")
    cycle_anchor_date_of_interest_calculation_base: datetime | None = term(TIME, "IPCBANX")
    cycle_of_interest_calculation_base: Cycle | None = term(CYCLE, "IPCBCL")
    # Principal redemption.
    cycle_anchor_date_of_principal_redemption: datetime | None = term(TIME, "PRANX")
    cycle_of_principal_redemption: Cycle | None = term(CYCLE, "PRCL")
    next_principal_redemption_payment: Decimal | None = term(POSITIVE, "PRNXT")
    # Arrays of the exotic amortiser.
    array_cycle_anchor_date_of_interest_payment: tuple[datetime, ...] | None = term(array(TIME), "ARIPANX")
    array_cycle_of_interest_payment: tuple[Cycle, ...] | None = term(array(CYCLE), "ARIPCL")
    array_cycle_anchor_date_of_principal_redemption: tuple[datetime, ...] | None = term(array(TIME), "ARPRANX")
    array_cycle_of_principal_redemption: tuple[Cycle, ...] | None = term(array(CYCLE), "ARPRCL")
    array_next_principal_redemption_payment: tuple[Decimal, ...] | None = term(array(POSITIVE), "ARPRNXT")
    array_increase_decrease: tuple[IncreaseDecrease, ...] | None = term(array(choice(IncreaseDecrease)), "ARINCDEC")
    array_cycle_anchor_date_of_rate_reset: tuple[datetime, ...] | None = term(array(TIME), "ARRRANX")
    array_cycle_of_rate_reset: tuple[Cycle, ...] | None = term(array(CYCLE), "ARRRCL")
    array_rate: tuple[Decimal, ...] | None = term(array(REAL), "ARRATE")
    array_fixed_variable: tuple[FixedVariable, ...] | None = term(array(_FIXED_VARIABLE), "ARFIXVAR")
    # Rate reset.
    market_object_code_of_rate_reset: str | None = term(TEXT, "RRMO")
    cycle_anchor_date_of_rate_reset: datetime | None = term(TIME, "RRANX")
    cycle_of_rate_reset: Cycle | None = term(CYCLE, "RRCL")
    cycle_point_of_rate_reset: CyclePoint = term(CyclePoint, "RRPNT", default=CyclePoint.BEGIN)
    fixing_period: Period | None = term(PERIOD, "RRFIX", aliases=("fixingDays",))
    next_reset_rate: Decimal | None = term(REAL, "RRNXT")
    rate_multiplier: Decimal = term(REAL, "RRMLT", default=ONE)
    rate_spread: Decimal = term(REAL, "RRSP", default=ZERO)
    life_cap: Decimal | None = term(REAL, "RRLC")
    life_floor: Decimal | None = term(REAL, "RRLF")
    period_cap: Decimal | None = term(POSITIVE, "RRPC")
    period_floor: Decimal | None = term(REAL, "RRPF")
    # Fees.
    fee_basis: FeeBasis | None = term(FeeBasis, "FEB")
    fee_rate: Decimal | None = term(REAL, "FER")
    fee_accrued: Decimal | None = term(REAL, "FEAC")
    cycle_anchor_date_of_fee: datetime | None = term(TIME, "FEANX")
    cycle_of_fee: Cycle | None = term(CYCLE, "FECL")
    # Scaling.
    scaling_effect: ScalingEffect = term(_SCALING, "SCEF", default=ScalingEffect.NONE)
    market_object_code_of_scaling_index: str | None = term(TEXT, "SCMO")
    scaling_index_at_contract_deal_date: Decimal | None = term(REAL, "SCCDD")
    cycle_anchor_date_of_scaling_index: datetime | None = term(TIME, "SCANX")
    cycle_of_scaling_index: Cycle | None = term(CYCLE, "SCCL")
    notional_scaling_multiplier: Decimal = term(REAL, "SCNT", default=ONE)
    interest_scaling_multiplier: Decimal = term(REAL, "SCIP", default=ONE)
    # Prepayment.
    prepayment_effect: PrepaymentEffect = term(PrepaymentEffect, "PPEF", default=PrepaymentEffect.NONE)
    penalty_type: PenaltyType = term(PenaltyType, "PYTP", default=PenaltyType.NONE)
    penalty_rate: Decimal = term(POSITIVE, "PYRT", default=ZERO)
    cycle_anchor_date_of_optionality: datetime | None = term(TIME, "OPANX")
    cycle_of_optionality: Cycle | None = term(CYCLE, "OPCL")
    # Dividends.
    cycle_anchor_date_of_dividend: datetime | None = term(TIME, "DVANX", aliases=("cycleAnchorDateOfDividendPayment",))
    cycle_of_dividend: Cycle | None = term(CYCLE, "DVCL", aliases=("cycleOfDividendPayment",))
    next_dividend_payment_amount: Decimal | None = term(POSITIVE, "DVNP")
    ex_dividend_date: datetime | None = term(TIME, "DVEX")
    market_object_code_of_dividends: str | None = term(TEXT, "DVMO")
    # Options and futures.
    option_type: OptionType | None = term(OptionType, "OPTP")
    option_exercise_type: OptionExerciseType | None = term(OptionExerciseType, "OPXT")
    option_exercise_end_date: datetime | None = term(TIME, "OPXED")
    option_strike1: Decimal | None = term(POSITIVE, "OPS1")
    option_strike2: Decimal | None = term(POSITIVE, "OPS2")
    futures_price: Decimal | None = term(REAL, "PFUT")
    exercise_date: datetime | None = term(TIME, "XD")
    exercise_amount: Decimal | None = term(REAL, "XA")
    clearing_house: str | None = term(TEXT, "MRCLH")
    initial_margin: Decimal | None = term(POSITIVE, "MRIM")
    maintenance_margin_lower_bound: Decimal | None = term(POSITIVE, "MRMML")
    maintenance_margin_upper_bound: Decimal | None = term(POSITIVE, "MRMMU")
    variation_margin: Decimal | None = term(POSITIVE, "MRVM")
    cycle_anchor_date_of_margining: datetime | None = term(TIME, "MRANX")
    cycle_of_margining: Cycle | None = term(CYCLE, "MRCL")
    # Credit enhancement.
    coverage_of_credit_enhancement: Decimal = term(POSITIVE, "CECV", default=ONE)
    credit_event_type_covered: tuple[ContractPerformance, ...] = term(
        array(choice(ContractPerformance)), "CETC", default=(ContractPerformance.DF,)
    )
    guaranteed_exposure: GuaranteedExposure | None = term(GuaranteedExposure, "CEGE")


@dataclass(frozen=True, kw_only=True)
class PrincipalTerms(Terms):
    """The terms of a contract with a principal."""

    notional_principal: Decimal = term(POSITIVE, "NT", default=REQUIRED)
    initial_exchange_date: datetime = term(TIME, "IED", default=REQUIRED)


# The terms that each contract type uses, by acronym; terms of child contracts are theirs, by their own types.

IDENTITY = "CT CID CNTRL CRID CPID SD CDD PRF CUR CURS"
"""What a contract is, whose, at what time, and the currencies it is in and settles in."""
DESCRIPTION = "MVO SEN UT MRCLH"
"""In order in every contract, though no formula needs them; no type counts as using them."""
PRICED = "MOC QT"
"""What a contract is worth where another one covers it, or where it is collateral."""
EVERY = f"{IDENTITY} {PRICED} PRD PPRD TD PTD CLDR BDC"
FEES = "FEB FER FEAC FEANX FECL"
ACCRUING = f"{EVERY} EOMC IPDC IED NT IPNR IPAC IPANX IPCL RRMO RRANX RRCL RRNXT RRMLT RRSP RRLC RRLF RRPC RRPF"
LOAN = f"{ACCRUING} PDIED {FEES}"
BULLET = f"{LOAN} MD IPCED SCEF SCMO SCCDD SCANX SCCL SCNT SCIP OPANX OPCL PPEF PYTP PYRT"
AMORTIZER = f"{BULLET} IPCB IPCBA IPCBANX IPCBCL"
REDEEMED = f"{AMORTIZER} PRANX PRCL PRNXT"
ARRAYS = f"{AMORTIZER} ARIPANX ARIPCL ARPRANX ARPRCL ARPRNXT ARINCDEC ARRRANX ARRRCL ARRATE ARFIXVAR"
CONTINGENT = f"{EVERY} CTS MD STP XD XA"
COVER = f"{CONTINGENT} CECV CETC CEGE NT"


@dataclass
class State(ContractState):
    """Amounts carry the sign of the contract role: negative is owed by the creator of the contract record."""

    notional_principal: Decimal = ZERO
    nominal_interest_rate: Decimal = ZERO
    accrued_interest: Decimal = ZERO
    accrued_interest2: Decimal = ZERO
    fee_accrued: Decimal = ZERO
    notional_scaling_multiplier: Decimal = ONE
    interest_scaling_multiplier: Decimal = ONE
    next_principal_redemption_payment: Decimal = ZERO
    interest_calculation_base_amount: Decimal = ZERO
    maturity_date: datetime | None = None
    exercise_date: datetime | None = None
    exercise_amount: Decimal | None = None
    contract_performance: ContractPerformance = ContractPerformance.PF

    def copy(self) -> "State":
        """Field by field, which is the fastest way: a state is copied after every event."""
        return State(
            self.status_date,
            self.notional_principal,
            self.nominal_interest_rate,
            self.accrued_interest,
            self.accrued_interest2,
            self.fee_accrued,
            self.notional_scaling_multiplier,
            self.interest_scaling_multiplier,
            self.next_principal_redemption_payment,
            self.interest_calculation_base_amount,
            self.maturity_date,
            self.exercise_date,
            self.exercise_amount,
            self.contract_performance,
        )

    def clear(self) -> None:
        """Nothing is left of what is owed; rates stay, as in the public cases."""
        self.notional_principal = self.accrued_interest = self.accrued_interest2 = self.fee_accrued = ZERO
        self.interest_calculation_base_amount = ZERO
