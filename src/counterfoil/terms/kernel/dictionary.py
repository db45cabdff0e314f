# SPDX-License-Identifier: Apache-2.0
"""The terms of the ACTUS dictionary that the specified contract types use, as one typed record.

Names and acronyms are those of the dictionary, version 1.4. A term that is not given is ``None``, but for the defaults
that the dictionary states.
"""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from counterfoil.terms.kernel.arithmetic import ONE, ZERO
from counterfoil.terms.kernel.business_day import BusinessDayConvention
from counterfoil.terms.kernel.contract_structure import STRUCTURE, Reference
from counterfoil.terms.kernel.day_count import DayCountConvention
from counterfoil.terms.kernel.period import Cycle, Period
from counterfoil.terms.kernel.reading import term
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
from counterfoil.terms.kernel.schedule import EndOfMonthConvention
from counterfoil.terms.kernel.values import CYCLE, PERIOD, POSITIVE, REAL, TEXT, TIME, array, choice

_SCALING = choice(
    ScalingEffect,
    OOO=ScalingEffect.NONE,
    IOO=ScalingEffect.INTEREST,
    ONO=ScalingEffect.NOTIONAL,
    INO=ScalingEffect.BOTH,
)
_FIXED_VARIABLE = choice(FixedVariable, FIX=FixedVariable.FIXED, VAR=FixedVariable.VARIABLE)
_CONVENTION = choice(BusinessDayConvention, NULL=BusinessDayConvention.NOS)


@dataclass(frozen=True, kw_only=True)
class BasicTerms:
    """The terms that every contract has, whatever its type."""

    contract_type: str | None = term("contractType", "CT", TEXT)
    contract_id: str | None = term("contractID", "CID", TEXT, aliases=("contractIdentifier",))
    contract_role: ContractRole | None = term("contractRole", "CNTRL", choice(ContractRole))
    creator_id: str | None = term("creatorID", "CRID", TEXT, aliases=("creatorId",))
    counterparty_id: str | None = term("counterpartyID", "CPID", TEXT, aliases=("counterpartyId",))
    status_date: datetime | None = term("statusDate", "SD", TIME)
    currency: str | None = term("currency", "CUR", TEXT)
    calendar: str | None = term("calendar", "CLDR", TEXT)
    business_day_convention: BusinessDayConvention = term(
        "businessDayConvention", "BDC", _CONVENTION, default=BusinessDayConvention.NOS
    )


@dataclass(frozen=True, kw_only=True)
class Terms(BasicTerms):
    """The terms of a contract."""

    # Identification and counterparties.
    contract_structure: tuple[Reference, ...] = term("contractStructure", "CTS", STRUCTURE, default=())
    market_object_code: str | None = term("marketObjectCode", "MOC", TEXT)
    contract_deal_date: datetime | None = term("contractDealDate", "CDD", TIME)
    # Conventions.
    end_of_month_convention: EndOfMonthConvention = term(
        "endOfMonthConvention", "EOMC", choice(EndOfMonthConvention), default=EndOfMonthConvention.SAME_DAY
    )
    day_count_convention: DayCountConvention | None = term("dayCountConvention", "IPDC", choice(DayCountConvention))
    # Performance of the counterparty.
    contract_performance: ContractPerformance = term(
        "contractPerformance", "PRF", choice(ContractPerformance), default=ContractPerformance.PF
    )
    non_performing_date: datetime | None = term("nonPerformingDate", "NPD", TIME)
    seniority: str | None = term("seniority", "SEN", TEXT)
    grace_period: Period | None = term("gracePeriod", "GRP", PERIOD)
    delinquency_period: Period | None = term("delinquencyPeriod", "DQP", PERIOD)
    delinquency_rate: Decimal | None = term("delinquencyRate", "DQR", POSITIVE)
    prepayment_period: Period | None = term("prepaymentPeriod", "PPP", PERIOD)
    # Currencies and amounts.
    currency2: str | None = term("currency2", "CUR2", TEXT)
    settlement_currency: str | None = term("settlementCurrency", "CURS", TEXT)
    notional_principal: Decimal | None = term("notionalPrincipal", "NT", POSITIVE)
    notional_principal2: Decimal | None = term("notionalPrincipal2", "NT2", POSITIVE)
    quantity: Decimal = term("quantity", "QT", POSITIVE, default=ONE)
    unit: str | None = term("unit", "UT", TEXT)
    credit_line_amount: Decimal | None = term("creditLineAmount", "CLA", POSITIVE)
    market_value_observed: Decimal | None = term("marketValueObserved", "MVO", REAL)
    # Life of the contract.
    initial_exchange_date: datetime | None = term("initialExchangeDate", "IED", TIME)
    premium_discount_at_ied: Decimal = term("premiumDiscountAtIED", "PDIED", REAL, default=ZERO)
    maturity_date: datetime | None = term("maturityDate", "MD", TIME)
    amortization_date: datetime | None = term("amortizationDate", "AMD", TIME)
    purchase_date: datetime | None = term("purchaseDate", "PRD", TIME)
    price_at_purchase_date: Decimal | None = term("priceAtPurchaseDate", "PPRD", REAL)
    termination_date: datetime | None = term("terminationDate", "TD", TIME)
    price_at_termination_date: Decimal | None = term("priceAtTerminationDate", "PTD", REAL)
    settlement_period: Period | None = term("settlementPeriod", "STP", PERIOD)
    delivery_settlement: DeliverySettlement | None = term("deliverySettlement", "DS", choice(DeliverySettlement))
    x_day_notice: Period | None = term("xDayNotice", "XDN", PERIOD)
    maximum_penalty_free_disbursement: Decimal | None = term("maximumPenaltyFreeDisbursement", "MPFD", POSITIVE)
    # Interest.
    nominal_interest_rate: Decimal | None = term("nominalInterestRate", "IPNR", REAL)
    nominal_interest_rate2: Decimal | None = term("nominalInterestRate2", "IPNR2", REAL)
    accrued_interest: Decimal | None = term("accruedInterest", "IPAC", REAL)
    capitalization_end_date: datetime | None = term("capitalizationEndDate", "IPCED", TIME)
    cycle_anchor_date_of_interest_payment: datetime | None = term("cycleAnchorDateOfInterestPayment", "IPANX", TIME)
    cycle_of_interest_payment: Cycle | None = term("cycleOfInterestPayment", "IPCL", CYCLE)
    cycle_point_of_interest_payment: CyclePoint = term(
        "cyclePointOfInterestPayment", "IPPNT", choice(CyclePoint), default=CyclePoint.END
    )
    interest_calculation_base: InterestCalculationBase = term(
        "interestCalculationBase", "IPCB", choice(InterestCalculationBase), default=InterestCalculationBase.NT
    )
    interest_calculation_base_amount: Decimal | None = term("interestCalculationBaseAmount", "IPCBA", POSITIVE)
    cycle_anchor_date_of_interest_calculation_base: datetime | None = term(
        "cycleAnchorDateOfInterestCalculationBase", "IPCBANX", TIME
    )
    cycle_of_interest_calculation_base: Cycle | None = term("cycleOfInterestCalculationBase", "IPCBCL", CYCLE)
    # Principal redemption.
    cycle_anchor_date_of_principal_redemption: datetime | None = term(
        "cycleAnchorDateOfPrincipalRedemption", "PRANX", TIME
    )
    cycle_of_principal_redemption: Cycle | None = term("cycleOfPrincipalRedemption", "PRCL", CYCLE)
    next_principal_redemption_payment: Decimal | None = term("nextPrincipalRedemptionPayment", "PRNXT", POSITIVE)
    # Arrays of the exotic amortiser.
    array_interest_anchors: tuple[datetime, ...] | None = term(
        "arrayCycleAnchorDateOfInterestPayment", "ARIPANX", array(TIME)
    )
    array_interest_cycles: tuple[Cycle, ...] | None = term("arrayCycleOfInterestPayment", "ARIPCL", array(CYCLE))
    array_redemption_anchors: tuple[datetime, ...] | None = term(
        "arrayCycleAnchorDateOfPrincipalRedemption", "ARPRANX", array(TIME)
    )
    array_redemption_cycles: tuple[Cycle, ...] | None = term("arrayCycleOfPrincipalRedemption", "ARPRCL", array(CYCLE))
    array_redemption_payments: tuple[Decimal, ...] | None = term(
        "arrayNextPrincipalRedemptionPayment", "ARPRNXT", array(POSITIVE)
    )
    array_increase_decrease: tuple[IncreaseDecrease, ...] | None = term(
        "arrayIncreaseDecrease", "ARINCDEC", array(choice(IncreaseDecrease))
    )
    array_reset_anchors: tuple[datetime, ...] | None = term("arrayCycleAnchorDateOfRateReset", "ARRRANX", array(TIME))
    array_reset_cycles: tuple[Cycle, ...] | None = term("arrayCycleOfRateReset", "ARRRCL", array(CYCLE))
    array_rates: tuple[Decimal, ...] | None = term("arrayRate", "ARRATE", array(REAL))
    array_fixed_variable: tuple[FixedVariable, ...] | None = term(
        "arrayFixedVariable", "ARFIXVAR", array(_FIXED_VARIABLE)
    )
    # Rate reset.
    market_object_code_of_rate_reset: str | None = term("marketObjectCodeOfRateReset", "RRMO", TEXT)
    cycle_anchor_date_of_rate_reset: datetime | None = term("cycleAnchorDateOfRateReset", "RRANX", TIME)
    cycle_of_rate_reset: Cycle | None = term("cycleOfRateReset", "RRCL", CYCLE)
    cycle_point_of_rate_reset: CyclePoint = term(
        "cyclePointOfRateReset", "RRPNT", choice(CyclePoint), default=CyclePoint.BEGIN
    )
    fixing_period: Period | None = term("fixingPeriod", "RRFIX", PERIOD, aliases=("fixingDays",))
    next_reset_rate: Decimal | None = term("nextResetRate", "RRNXT", REAL)
    rate_multiplier: Decimal = term("rateMultiplier", "RRMLT", REAL, default=ONE)
    rate_spread: Decimal = term("rateSpread", "RRSP", REAL, default=ZERO)
    life_cap: Decimal | None = term("lifeCap", "RRLC", REAL)
    life_floor: Decimal | None = term("lifeFloor", "RRLF", REAL)
    period_cap: Decimal | None = term("periodCap", "RRPC", POSITIVE)
    period_floor: Decimal | None = term("periodFloor", "RRPF", REAL)
    # Fees.
    fee_basis: FeeBasis | None = term("feeBasis", "FEB", choice(FeeBasis))
    fee_rate: Decimal | None = term("feeRate", "FER", REAL)
    fee_accrued: Decimal | None = term("feeAccrued", "FEAC", REAL)
    cycle_anchor_date_of_fee: datetime | None = term("cycleAnchorDateOfFee", "FEANX", TIME)
    cycle_of_fee: Cycle | None = term("cycleOfFee", "FECL", CYCLE)
    # Scaling.
    scaling_effect: ScalingEffect = term("scalingEffect", "SCEF", _SCALING, default=ScalingEffect.NONE)
    market_object_code_of_scaling_index: str | None = term("marketObjectCodeOfScalingIndex", "SCMO", TEXT)
    scaling_index_at_contract_deal_date: Decimal | None = term("scalingIndexAtContractDealDate", "SCCDD", REAL)
    cycle_anchor_date_of_scaling_index: datetime | None = term("cycleAnchorDateOfScalingIndex", "SCANX", TIME)
    cycle_of_scaling_index: Cycle | None = term("cycleOfScalingIndex", "SCCL", CYCLE)
    notional_scaling_multiplier: Decimal = term("notionalScalingMultiplier", "SCNT", REAL, default=ONE)
    interest_scaling_multiplier: Decimal = term("interestScalingMultiplier", "SCIP", REAL, default=ONE)
    # Prepayment.
    prepayment_effect: PrepaymentEffect = term(
        "prepaymentEffect", "PPEF", choice(PrepaymentEffect), default=PrepaymentEffect.NONE
    )
    penalty_type: PenaltyType = term("penaltyType", "PYTP", choice(PenaltyType), default=PenaltyType.NONE)
    penalty_rate: Decimal = term("penaltyRate", "PYRT", POSITIVE, default=ZERO)
    cycle_anchor_date_of_optionality: datetime | None = term("cycleAnchorDateOfOptionality", "OPANX", TIME)
    cycle_of_optionality: Cycle | None = term("cycleOfOptionality", "OPCL", CYCLE)
    # Dividends.
    cycle_anchor_date_of_dividend: datetime | None = term(
        "cycleAnchorDateOfDividend", "DVANX", TIME, aliases=("cycleAnchorDateOfDividendPayment",)
    )
    cycle_of_dividend: Cycle | None = term("cycleOfDividend", "DVCL", CYCLE, aliases=("cycleOfDividendPayment",))
    next_dividend_payment_amount: Decimal | None = term("nextDividendPaymentAmount", "DVNP", POSITIVE)
    ex_dividend_date: datetime | None = term("exDividendDate", "DVEX", TIME)
    market_object_code_of_dividends: str | None = term("marketObjectCodeOfDividends", "DVMO", TEXT)
    # Options and futures.
    option_type: OptionType | None = term("optionType", "OPTP", choice(OptionType))
    option_exercise_type: OptionExerciseType | None = term("optionExerciseType", "OPXT", choice(OptionExerciseType))
    option_exercise_end_date: datetime | None = term("optionExerciseEndDate", "OPXED", TIME)
    option_strike1: Decimal | None = term("optionStrike1", "OPS1", POSITIVE)
    option_strike2: Decimal | None = term("optionStrike2", "OPS2", POSITIVE)
    futures_price: Decimal | None = term("futuresPrice", "PFUT", REAL)
    exercise_date: datetime | None = term("exerciseDate", "XD", TIME)
    exercise_amount: Decimal | None = term("exerciseAmount", "XA", REAL)
    clearing_house: str | None = term("clearingHouse", "MRCLH", TEXT)
    initial_margin: Decimal | None = term("initialMargin", "MRIM", POSITIVE)
    maintenance_margin_lower_bound: Decimal | None = term("maintenanceMarginLowerBound", "MRMML", POSITIVE)
    maintenance_margin_upper_bound: Decimal | None = term("maintenanceMarginUpperBound", "MRMMU", POSITIVE)
    variation_margin: Decimal | None = term("variationMargin", "MRVM", POSITIVE)
    cycle_anchor_date_of_margining: datetime | None = term("cycleAnchorDateOfMargining", "MRANX", TIME)
    cycle_of_margining: Cycle | None = term("cycleOfMargining", "MRCL", CYCLE)
    # Credit enhancement.
    coverage_of_credit_enhancement: Decimal = term("coverageOfCreditEnhancement", "CECV", POSITIVE, default=ONE)
    credit_event_type_covered: tuple[ContractPerformance, ...] = term(
        "creditEventTypeCovered", "CETC", array(choice(ContractPerformance)), default=(ContractPerformance.DF,)
    )
    guaranteed_exposure: GuaranteedExposure | None = term("guaranteedExposure", "CEGE", choice(GuaranteedExposure))


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
