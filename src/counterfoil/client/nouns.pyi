# SPDX-License-Identifier: Apache-2.0
# Generated from the laws by `make docs`; a test compares. It says for type checkers what nouns.py does for any module.

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any, Generic, Literal, NotRequired, TypeAlias, TypedDict, TypeVar

import counterfoil.law.call
import counterfoil.modules.access.records
import counterfoil.modules.cash.records
import counterfoil.modules.contracts.records
import counterfoil.modules.crossings.records
import counterfoil.modules.funds.calls
import counterfoil.modules.funds.records
import counterfoil.modules.futures.auction_records
import counterfoil.modules.futures.bilateral
import counterfoil.modules.futures.calls
import counterfoil.modules.futures.combining
import counterfoil.modules.futures.delivery
import counterfoil.modules.futures.delivery_calls
import counterfoil.modules.futures.ending_rules
import counterfoil.modules.futures.expiry
import counterfoil.modules.futures.fees
import counterfoil.modules.futures.give_ups
import counterfoil.modules.futures.handing_in
import counterfoil.modules.futures.lodging
import counterfoil.modules.futures.option_terms
import counterfoil.modules.futures.positions
import counterfoil.modules.futures.records
import counterfoil.modules.futures.stress
import counterfoil.modules.futures.trade_policy
import counterfoil.modules.futures.widening
import counterfoil.modules.governance.motion
import counterfoil.modules.governance.records
import counterfoil.modules.holdings.records
import counterfoil.modules.instruments.records
import counterfoil.modules.insurance.schedule
import counterfoil.modules.lifecycle.actions
import counterfoil.modules.lifecycle.records
import counterfoil.modules.over_the_counter.pricing
import counterfoil.modules.over_the_counter.records
import counterfoil.modules.parties.records
import counterfoil.modules.peers.calls
import counterfoil.modules.receipts.document_calls
import counterfoil.modules.receipts.documents
import counterfoil.modules.receipts.terms
import counterfoil.modules.receivables.lot_calls
import counterfoil.modules.receivables.lots
import counterfoil.modules.receivables.records
import counterfoil.modules.receivables.registries
import counterfoil.modules.restrictions.records
import counterfoil.modules.securitisation.notes
import counterfoil.modules.securitisation.pool_terms
import counterfoil.modules.securitisation.triggers
import counterfoil.modules.securitisation.waterfall
import counterfoil.modules.settlement.records
import counterfoil.modules.supervision.calls
import counterfoil.modules.supervision.order
import counterfoil.modules.supervision.records
import counterfoil.modules.supervision.seized
import counterfoil.modules.validators.possession
import counterfoil.primitives.authmap.proof
import counterfoil.terms.formulas.fund_dealing
import counterfoil.terms.kernel.arithmetic
from counterfoil.identity.policy import KeyPolicy, PublicKey
from counterfoil.law.call import Call

R = TypeVar("R")

AccessAskerWord: TypeAlias = counterfoil.modules.access.records.Asker | Literal["operator", "supervisor", "member"]
AccessQuestionWord: TypeAlias = counterfoil.modules.access.records.Question | Literal["record_read", "records_listed", "trail_read", "events_read", "transaction_read", "evidence_made", "rehearsed", "other_question"]
class AccessWatchingFields(TypedDict):
    askers: Sequence[AccessAskerWord]
    questions: NotRequired[Sequence[AccessQuestionWord]]
    tables: NotRequired[Sequence[str]]
    kept_first: NotRequired[bool]

CashGradeWord: TypeAlias = counterfoil.modules.cash.records.Grade | Literal["I", "II", "III", "IV"]
CashWalletKindWord: TypeAlias = counterfoil.modules.cash.records.WalletKind | Literal["personal", "corporate"]
ContractsUpgradesWord: TypeAlias = counterfoil.modules.contracts.records.Upgrades | Literal["never", "reviewed"]
class CrossingsPriceFields(TypedDict):
    sender: str
    receiver: str
    instrument: str
    quantity: int

FeeMethodWord: TypeAlias = counterfoil.terms.formulas.fund_dealing.FeeMethod | Literal["EXTERNAL", "INTERNAL"]
class ForeignLeafFields(TypedDict):
    key: str
    value: str

class FundsRedemptionTierFields(TypedDict):
    from_days: int
    fee_ppm: int

class FundsSubscriptionTierFields(TypedDict):
    from_amount: int
    fee_ppm: NotRequired[int]
    amount: NotRequired[int | None]

class FundsTermsGivenFields(TypedDict):
    cut_off: NotRequired[int]
    minimum: NotRequired[int]
    subscription: NotRequired[Sequence[counterfoil.modules.funds.records.SubscriptionTier | FundsSubscriptionTierFields]]
    method: NotRequired[FeeMethodWord]
    redemption: NotRequired[Sequence[counterfoil.modules.funds.records.RedemptionTier | FundsRedemptionTierFields]]
    kept_bp: NotRequired[int]
    large_bp: NotRequired[int]
    nav_decimals: NotRequired[int]
    first_value: NotRequired[int]
    rounding: NotRequired[RoundingWord]
    subscription_days: NotRequired[int]
    redemption_days: NotRequired[int]

class FundsTradingDaysGivenFields(TypedDict):
    offset_min: int | timedelta
    first: int | date
    last: int | date
    closed: NotRequired[Sequence[int | date]]
    opened: NotRequired[Sequence[int | date]]

class FuturesAcceptedFields(TypedDict):
    instrument: str
    haircut_ppm: int
    units_max: NotRequired[int | None]
    all_units_max: NotRequired[int | None]

FuturesAuctionEndWord: TypeAlias = counterfoil.modules.futures.auction_records.AuctionEnd | Literal["giving_end", "taking_end"]
class FuturesBilateralRulesFields(TypedDict):
    block_ppm: NotRequired[int | None]
    block_lots: NotRequired[int]
    efp_ppm: NotRequired[int | None]
    house_agrees: NotRequired[bool]
    while_halted: NotRequired[bool]

class FuturesBondFields(TypedDict):
    issued: int | date
    matures: int | date
    coupon_ppm: int
    coupons: int

class FuturesCalendarGivenFields(TypedDict):
    first: int | date
    last: int | date
    closed: NotRequired[Sequence[int | date]]
    opened: NotRequired[Sequence[int | date]]

FuturesClosingOrderWord: TypeAlias = counterfoil.modules.futures.trade_policy.ClosingOrder | Literal["stated", "oldest_first", "today_first"]
class FuturesCombinationFields(TypedDict):
    group: str
    products: Sequence[str]
    credit_ppm: int

FuturesDirectionWord: TypeAlias = counterfoil.modules.futures.positions.Direction | Literal["bought", "sold"]
FuturesEndingModeWord: TypeAlias = counterfoil.modules.futures.ending_rules.EndingMode | Literal["in_cash", "in_goods"]
class FuturesEndingRulesFields(TypedDict):
    mode: FuturesEndingModeWord
    final: FuturesFinalMethodWord
    final_decimals: NotRequired[int | None]
    index_decimals: NotRequired[int | None]
    out_days: NotRequired[int | None]
    out_of_month: NotRequired[bool]
    unit: NotRequired[int]
    schedule: NotRequired[counterfoil.modules.futures.ending_rules.Schedule | FuturesScheduleFields | None]
    penalty_ppm: NotRequired[int]
    grades: NotRequired[Sequence[counterfoil.modules.futures.ending_rules.Grade | FuturesGradeFields]]

FuturesExerciseStyleWord: TypeAlias = counterfoil.modules.futures.option_terms.ExerciseStyle | Literal["american", "european"]
FuturesFailingWord: TypeAlias = counterfoil.modules.futures.delivery.Failing | Literal["no_side", "seller", "buyer", "both_sides"]
class FuturesFeeFields(TypedDict):
    per_lot: NotRequired[int]
    billionths: NotRequired[int]

class FuturesFeesFields(TypedDict):
    opening: NotRequired[counterfoil.modules.futures.fees.Fee | FuturesFeeFields]
    closing: NotRequired[counterfoil.modules.futures.fees.Fee | FuturesFeeFields]
    closing_today: NotRequired[counterfoil.modules.futures.fees.Fee | FuturesFeeFields]

class FuturesFillFields(TypedDict):
    trade: int
    time: int | datetime
    direction: FuturesDirectionWord
    offset: FuturesOffsetWord
    price: int
    lots: int
    kind: NotRequired[FuturesTradeKindWord]
    given_up: NotRequired[bool]

FuturesFinalMethodWord: TypeAlias = counterfoil.modules.futures.ending_rules.FinalMethod | Literal["index_mean", "whole_day_mean", "last_settlement"]
FuturesForceCloseReasonWord: TypeAlias = counterfoil.modules.futures.trade_policy.ForceCloseReason | Literal["lack_deposit", "over_limit", "together_over_limit", "member_over_limit", "not_multiple", "violation", "person_delivery", "member_default"]
class FuturesGoodsFields(TypedDict):
    instrument: str
    units: NotRequired[int]

class FuturesGradeFields(TypedDict):
    name: str
    premium: NotRequired[int]

FuturesHandedKindWord: TypeAlias = counterfoil.modules.futures.handing_in.HandedKind | Literal["orders", "terminals"]
FuturesHedgeFlagWord: TypeAlias = counterfoil.modules.futures.records.HedgeFlag | Literal["speculation", "arbitrage", "hedge", "market_maker"]
class FuturesHeldFields(TypedDict):
    account: str
    hedge: NotRequired[FuturesHedgeFlagWord]

FuturesLockedSideWord: TypeAlias = counterfoil.modules.futures.widening.LockedSide | Literal["at_upper", "at_lower"]
class FuturesMemberLimitFields(TypedDict):
    lots: NotRequired[int | None]
    of_open_ppm: NotRequired[int | None]
    of_open_from: NotRequired[int]

class FuturesObservedFields(TypedDict):
    time: int | datetime
    value: int

FuturesOffsetWord: TypeAlias = counterfoil.modules.futures.positions.Offset | Literal["opens", "closes", "closes_today", "closes_before", "forced"]
class FuturesOpenedLotsFields(TypedDict):
    contract: str
    lots: int

class FuturesOpeningLimitFields(TypedDict):
    lots: NotRequired[int | None]
    product_lots: NotRequired[int | None]
    contracts: NotRequired[Sequence[counterfoil.modules.futures.trade_policy.OpenedLots | FuturesOpenedLotsFields]]

FuturesOptionRightWord: TypeAlias = counterfoil.modules.futures.option_terms.OptionRight | Literal["call", "put"]
class FuturesOptionRulesFields(TypedDict):
    style: FuturesExerciseStyleWord
    in_cash: NotRequired[bool]
    otm_ppm: NotRequired[int]
    least_ppm: NotRequired[int]

class FuturesParcelGivenFields(TypedDict):
    number: int
    lots: int
    goods: NotRequired[counterfoil.modules.futures.delivery.Goods | FuturesGoodsFields | None]
    failing: NotRequired[FuturesFailingWord]

class FuturesPutUpFields(TypedDict):
    contract: str
    hedge: NotRequired[FuturesHedgeFlagWord]
    side: FuturesDirectionWord
    lots: int

class FuturesReductionRulesFields(TypedDict):
    days: int
    loss_ppm: int
    tiers: Sequence[int]
    hedge_ppm: NotRequired[int | None]

class FuturesRulesGivenFields(TypedDict):
    tick: int
    limit_ppm: int
    long_ppm: int
    short_ppm: int
    sessions: NotRequired[Sequence[counterfoil.modules.futures.trade_policy.Session | FuturesSessionFields]]
    hedge_ppm: NotRequired[int | None]
    larger_side: NotRequired[bool]
    fees: NotRequired[counterfoil.modules.futures.fees.Fees | FuturesFeesFields]
    closing: NotRequired[FuturesClosingOrderWord]
    method: NotRequired[FuturesSettlementMethodWord]
    position_limit: NotRequired[int | None]
    reported_from: NotRequired[int | None]
    ending: NotRequired[counterfoil.modules.futures.ending_rules.EndingRules | FuturesEndingRulesFields | None]
    counted: NotRequired[Sequence[FuturesHedgeFlagWord]]
    bilateral: NotRequired[counterfoil.modules.futures.trade_policy.BilateralRules | FuturesBilateralRulesFields | None]
    option: NotRequired[counterfoil.modules.futures.option_terms.OptionRules | FuturesOptionRulesFields | None]
    widening: NotRequired[counterfoil.modules.futures.widening.Widening | FuturesWideningFields | None]
    member_limit: NotRequired[counterfoil.modules.futures.trade_policy.MemberLimit | FuturesMemberLimitFields | None]
    quotas: NotRequired[Sequence[FuturesHedgeFlagWord]]
    reports_stop: NotRequired[bool]
    openings: NotRequired[counterfoil.modules.futures.trade_policy.OpeningLimit | FuturesOpeningLimitFields | None]
    reported: NotRequired[Sequence[FuturesHedgeFlagWord] | None]
    member_reported: NotRequired[counterfoil.modules.futures.trade_policy.MemberLimit | FuturesMemberLimitFields | None]

class FuturesScenarioFields(TypedDict):
    scenario: str
    shocks: Sequence[counterfoil.modules.futures.stress.Shock | FuturesShockFields]

class FuturesScheduleFields(TypedDict):
    offers: int
    matching: int
    payment: int

class FuturesSessionFields(TypedDict):
    begins: int
    ends: int

FuturesSettlementMethodWord: TypeAlias = counterfoil.modules.futures.trade_policy.SettlementMethod | Literal["last_hour", "whole_day"]
class FuturesShockFields(TypedDict):
    product: str
    ppm: int
    contract: NotRequired[str | None]
    within_days: NotRequired[int | None]

class FuturesStressedFields(TypedDict):
    scenario: str
    largest: int
    second: int

FuturesTradeKindWord: TypeAlias = counterfoil.modules.futures.trade_policy.TradeKind | Literal["common", "block", "efp", "reduction", "auction", "exercise", "lapse"]
class FuturesTradeSideFields(TypedDict):
    account: str
    party: str
    offset: NotRequired[FuturesOffsetWord]
    hedge: NotRequired[FuturesHedgeFlagWord]

FuturesWeighingWord: TypeAlias = counterfoil.modules.futures.stress.Weighing | Literal["margin", "stress_loss", "equal_parts"]
class FuturesWeightFields(TypedDict):
    member: str
    weight: int

class FuturesWideningFields(TypedDict):
    steps: Sequence[counterfoil.modules.futures.widening.WideningStep | FuturesWideningStepFields]
    reduction: NotRequired[counterfoil.modules.futures.widening.ReductionRules | FuturesReductionRulesFields | None]

class FuturesWideningStepFields(TypedDict):
    limit_ppm: int
    margin_ppm: int

class GovernanceArticlesFields(TypedDict):
    members: Sequence[counterfoil.modules.governance.records.Member | GovernanceMemberFields]
    ordinary_ppm: int
    grave_ppm: int
    debate_ms: int | timedelta
    voting_ms: int | timedelta
    delay_ms: int | timedelta
    lapse_ms: int | timedelta
    veto: GovernanceVetoesWord
    veto_ms: int | timedelta
    emergency_ppm: int
    pause_ms: int | timedelta
    admitters: int
    applications_only: bool

GovernanceBallotWord: TypeAlias = counterfoil.modules.governance.motion.Ballot | Literal["in_favour", "against", "abstain"]
class GovernanceMemberFields(TypedDict):
    party: str
    power: int

GovernanceVetoesWord: TypeAlias = counterfoil.modules.governance.records.Vetoes | Literal["no_decision", "grave_decisions", "every_decision"]
HoldingsChangeWord: TypeAlias = counterfoil.modules.holdings.records.Change | Literal["adds", "removes"]
class HoldingsTakenFields(TypedDict):
    encumbrance: str
    quantity: int

class InstrumentsIdentifiersFields(TypedDict):
    isin: NotRequired[str | None]
    cfi: NotRequired[str | None]
    mic: NotRequired[str | None]
    code: NotRequired[str | None]

InstrumentsInstrumentKindWord: TypeAlias = counterfoil.modules.instruments.records.InstrumentKind | Literal["equity", "bond", "fund_unit", "futures_contract", "insurance_policy", "receivable", "warehouse_receipt", "cash", "generic"]
InstrumentsInstrumentStatusWord: TypeAlias = counterfoil.modules.instruments.records.InstrumentStatus | Literal["draft", "active", "suspended", "matured", "cancelled"]
class InstrumentsTermsDocumentFields(TypedDict):
    uri: str
    hash: str

class InstrumentsUnitFields(TypedDict):
    name: str
    decimals: int

InsuranceRoundingWord: TypeAlias = counterfoil.modules.insurance.schedule.Rounding | Literal["down", "up", "half_up"]
class InsuranceTermsFields(TypedDict):
    document: str
    premium: int
    premiums: int
    interval_months: int
    grace_days: int
    term_months: int
    cover: int
    claim_days: int
    cooling_off_days: int
    surrender_ppm: Sequence[int]
    rounding: InsuranceRoundingWord
    offset_min: int | timedelta

class KeyPolicyFields(TypedDict):
    keys: Sequence[PublicKey | PublicKeyFields]
    threshold: int

LifecycleActionKindWord: TypeAlias = counterfoil.modules.lifecycle.actions.ActionKind | Literal["coupon", "final_maturity", "dividend", "bonus", "split", "rights"]
LifecycleIncomeWord: TypeAlias = counterfoil.modules.lifecycle.records.Income | Literal["interest", "dividend"]
class LifecycleRateFields(TypedDict):
    topic: str
    value: str
    rate_ppm: int

class MapProofFields(TypedDict):
    levels: Sequence[counterfoil.primitives.authmap.proof.ProofLevel | ProofLevelFields]
    foreign: NotRequired[counterfoil.primitives.authmap.proof.ForeignLeaf | ForeignLeafFields | None]

class OverTheCounterCreditSupportFields(TypedDict):
    cash: str
    first_account: str
    second_account: str
    eligible: Sequence[counterfoil.modules.over_the_counter.records.Eligible | OverTheCounterEligibleFields]
    valuation_agent: str
    respond_within_ms: int | timedelta
    deliver_within_ms: int | timedelta
    threshold_amount: NotRequired[int]
    minimum_transfer: NotRequired[int]
    rounding: NotRequired[int]
    calculation_agent: NotRequired[str | None]

OverTheCounterDirectionWord: TypeAlias = counterfoil.modules.over_the_counter.records.Direction | Literal["buys", "sells"]
class OverTheCounterEligibleFields(TypedDict):
    instrument: str
    haircut_ppm: NotRequired[int]
    priced_by: NotRequired[counterfoil.modules.over_the_counter.records.PriceFeed | OverTheCounterPriceFeedFields | None]

class OverTheCounterPriceFeedFields(TypedDict):
    feed: str
    fresh_for: int | timedelta
    multiplier: NotRequired[int]

class OverTheCounterPriceFields(TypedDict):
    instrument: str
    unit_price: int

PartiesControlWord: TypeAlias = counterfoil.modules.parties.records.Control | Literal["nobody", "holder", "custodian", "either", "both", "record"]
PartiesPartyKindWord: TypeAlias = counterfoil.modules.parties.records.PartyKind | Literal["organisation", "person", "council"]
PartiesRoleWord: TypeAlias = counterfoil.modules.parties.records.Role | Literal["registrar", "supervisor", "issuer", "custodian", "operating_bank", "venue", "clearing_house", "recorder"]
class PeersLoggedEntryFields(TypedDict):
    entry: str
    index: int
    path: Sequence[str]

class PeersShownRecordFields(TypedDict):
    record: str
    proof: counterfoil.primitives.authmap.proof.MapProof | MapProofFields
    value: str | None

class ProofLevelFields(TypedDict):
    occupied: int
    siblings: Sequence[str]

class PublicKeyFields(TypedDict):
    key: str
    scheme: str

class ReceiptsAskedFields(TypedDict):
    forecast_days: int
    deposit_price: int
    difference_price: int
    tolerance_ppm: int
    document_days: int
    inspected: bool

class ReceiptsContentsFields(TypedDict):
    amount: int
    goods: str
    packages: int
    packing: str
    marks: str
    loss_ppm: int
    place: str
    bin: NotRequired[str]
    kept_from: int | datetime
    kept_until: int | datetime
    fees: str
    fees_paid_until: int | datetime
    insurance: str
    certificate: str
    issued_at: str
    named: NotRequired[bool]
    items: NotRequired[Sequence[str]]

class ReceiptsItemFields(TypedDict):
    epc: str
    packed_in: NotRequired[str | None]

ReceiptsKeeperKindWord: TypeAlias = counterfoil.modules.receipts.documents.KeeperKind | Literal["warehouse", "factory", "carrier"]
class ReceiptsLotFields(TypedDict):
    lot: str
    brand: str
    grade: str
    gtin: NotRequired[str | None]

class ReceiptsPartFields(TypedDict):
    document: str
    amount: int
    packages: int
    items: NotRequired[Sequence[str]]

class ReceiptsShownFields(TypedDict):
    root: str
    count: int

class ReceivablesAskedPeerFields(TypedDict):
    peer: str
    registry: str
    money: Sequence[counterfoil.modules.receivables.registries.SameCash | ReceivablesSameCashFields]

class ReceivablesFinancingFields(TypedDict):
    discount: int
    fees: int
    registration: NotRequired[str]
    true_sale: NotRequired[bool]

class ReceivablesInvoiceShareFields(TypedDict):
    fingerprint: str
    amount: int

class ReceivablesPartFields(TypedDict):
    lot: str
    value: int
    account: NotRequired[str | None]
    mandate: NotRequired[str | None]

class ReceivablesRootTermsFields(TypedDict):
    programme: str
    issuer: str
    account: str
    cash: str
    face: int
    matures: int | date
    contract_hash: str
    invoices: Sequence[counterfoil.modules.receivables.records.InvoiceShare | ReceivablesInvoiceShareFields]
    requires_acceptance: bool
    recourse: bool
    min_split: int
    max_depth: int
    guarantor: NotRequired[str | None]
    examined_by: NotRequired[str | None]

class ReceivablesSameCashFields(TypedDict):
    here: str
    there: str

class RestrictionsRuleFields(TypedDict):
    kind: RestrictionsRuleKindWord
    topic: NotRequired[str | None]
    values: NotRequired[Sequence[str]]
    parties: NotRequired[Sequence[str]]
    holders: NotRequired[int | None]
    quantity: NotRequired[int | None]
    share_bp: NotRequired[int | None]
    until: NotRequired[int | datetime | None]
    event: NotRequired[str | None]
    days: NotRequired[Sequence[int]]
    opens_min: NotRequired[int | None]
    closes_min: NotRequired[int | None]

RestrictionsRuleKindWord: TypeAlias = counterfoil.modules.restrictions.records.RuleKind | Literal["attested", "country_allowed", "country_denied", "listed", "max_holders", "max_balance", "supply_cap", "locked", "window", "approval", "foreign_share", "daily_limit"]
RoundingWord: TypeAlias = counterfoil.terms.kernel.arithmetic.Rounding | Literal["HALF_UP", "DOWN"]
class SealedAttachmentFields(TypedDict):
    ciphertext: bytes
    encapsulated: bytes
    recipient: str
    suite: str

class SecuritisationFeeTermsFields(TypedDict):
    rate_ppm: NotRequired[int]
    fixed: NotRequired[int]
    cap: NotRequired[int | None]

class SecuritisationNoteTermsFields(TypedDict):
    instrument: str
    tranche: counterfoil.modules.securitisation.waterfall.TrancheTerms | SecuritisationTrancheTermsFields

SecuritisationPayeeWord: TypeAlias = counterfoil.modules.securitisation.notes.Payee | Literal["servicer", "bridge"]
class SecuritisationPoolTermsFields(TypedDict):
    manager: str
    originator: str
    servicer: str
    account: str
    cash: str
    offset_min: int | timedelta
    cut_off: int | date
    tenor_max_days: int
    debtor_max_ppm: int
    seller_max_ppm: int
    discount_ppm: int
    notes: Sequence[counterfoil.modules.securitisation.pool_terms.NoteTerms | SecuritisationNoteTermsFields]
    retained: NotRequired[str | None]
    fees: counterfoil.modules.securitisation.waterfall.FeeTerms | SecuritisationFeeTermsFields
    fee_account: str
    bridge: str
    first_payment: int | date
    every_days: int
    final: int | date
    reserve_target: NotRequired[int]
    triggers: NotRequired[Sequence[counterfoil.modules.securitisation.triggers.TriggerTerms | SecuritisationTriggerTermsFields]]
    clean_up_ppm: NotRequired[int]
    ticket_min: NotRequired[int | None]
    aside_after_days: NotRequired[int]

class SecuritisationTrancheTermsFields(TypedDict):
    rank: int
    notional: int
    rate_ppm: NotRequired[int]
    residual: NotRequired[bool]

SecuritisationTriggerKindWord: TypeAlias = counterfoil.modules.securitisation.triggers.TriggerKind | Literal["cumulative_default", "delinquency", "coverage", "reserve_shortfall"]
class SecuritisationTriggerTermsFields(TypedDict):
    kind: SecuritisationTriggerKindWord
    limit_ppm: int
    curable: bool

class SettlementLegFields(TypedDict):
    sender: str
    receiver: str
    instrument: str
    quantity: int

SettlementReasonWord: TypeAlias = counterfoil.modules.settlement.records.Reason | Literal["cancelled_by_instructing_party", "cancelled_by_agreement", "cancelled_by_system", "lack_of_securities", "insufficient_money", "no_settlement_instruction", "ended_by_order"]
SupervisionOrderKindWord: TypeAlias = counterfoil.modules.supervision.records.OrderKind | Literal["freeze", "thaw", "seize", "burn", "suspend", "resume", "recover", "limit", "disclose", "sell", "return", "end"]
class SupervisionPowerFields(TypedDict):
    kind: SupervisionOrderKindWord
    authorities: Sequence[str]
    officers: NotRequired[Sequence[str]]
    four_eyes: NotRequired[bool]
    orders_only: NotRequired[bool]
    duration_max_ms: int | timedelta

class SupervisionRecoveredHoldingFields(TypedDict):
    instrument: str
    encumbrances: NotRequired[Sequence[str]]

class SupervisionScopeFields(TypedDict):
    party: NotRequired[str | None]
    account: NotRequired[str | None]
    instrument: NotRequired[str | None]
    quantity: NotRequired[int | None]
    share_ppm: NotRequired[int | None]
    receiver: NotRequired[str | None]
    freeze: NotRequired[str | None]
    keys: NotRequired[KeyPolicy | PublicKey | KeyPolicyFields | None]
    seizure: NotRequired[str | None]
    cash: NotRequired[str | None]
    price: NotRequired[int | None]
    victims: NotRequired[Sequence[counterfoil.modules.supervision.seized.Victim | SupervisionVictimFields] | None]
    reserved_for: NotRequired[str | None]

SupervisionSubjectKindWord: TypeAlias = counterfoil.modules.supervision.records.SubjectKind | Literal["party", "account", "instrument"]
class SupervisionVictimFields(TypedDict):
    account: str
    claim: int

class ValidatorsProvedKeysFields(TypedDict):
    consensus_key: str
    seal_key: PublicKey | PublicKeyFields
    consensus_proof: str
    seal_proof: str

class Access(Noun[R]):
    """The calls of access."""

    def set_policy(
        self,
        *,
        by: str,
        noter: str,
        watched: Sequence[counterfoil.modules.access.records.Watching | AccessWatchingFields],
        delay_ms: int | timedelta,
        kept_ms: int | timedelta,
        reason: str,
        lines_min: int = ...,
        guards: Sequence[str] = ...,
        agreed: str | None = ...,
        since: int | datetime | None = ...,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Say whose questions are noted from a time on, by whom and how soon; by a registrar or the council."""

    def note(
        self,
        *,
        noter: str,
        batch: int,
        until: int | datetime,
        lines: int,
        root: str,
        previous: str,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Note the next batch of what was asked and answered, by its root; by who notes."""

class Cash(Noun[R]):
    """The calls of cash."""

    def adopt(
        self,
        *,
        instrument: str,
        offset_min: int | timedelta,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Put an instrument of kind cash, of which nothing is outstanding, under these rules; by its issuer."""

    def set_day(
        self,
        *,
        instrument: str,
        offset_min: int | timedelta,
        since: int | datetime | None = ...,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Set when the day begins, by which limits are counted; by the issuer."""

    def set_limits(
        self,
        *,
        instrument: str,
        grade: CashGradeWord,
        kind: CashWalletKindWord,
        since: int | datetime | None = ...,
        balance: int | None = ...,
        single: int | None = ...,
        daily: int | None = ...,
        annual: int | None = ...,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Set what wallets of a class may hold and pay, from a time on; by the issuer. What is left out has no limit."""

    def set_rate(
        self,
        *,
        instrument: str,
        day: int | date,
        grade: CashGradeWord,
        kind: CashWalletKindWord,
        rate_ppm: int,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Set what wallets of a class earn a year, in millionths, from the begin of a day on; by the issuer."""

    def open_vault(
        self,
        *,
        account: str,
        instrument: str,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Let an operating bank put the currency into circulation from an account of its own; by issuer and bank."""

    def back(
        self,
        *,
        account: str,
        instrument: str,
        quantity: int,
        document: str,
        reference: str = ...,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Record what the issuer took from a bank to back what is issued through it; by the issuer."""

    def retire(
        self,
        *,
        account: str,
        instrument: str,
        quantity: int,
        document: str,
        reference: str = ...,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Record that the issuer gave backing back to a bank; by the issuer."""

    def open_wallet(
        self,
        *,
        account: str,
        instrument: str,
        vault: str,
        grade: CashGradeWord,
        kind: CashWalletKindWord,
        commitment: str,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Make an account a wallet of a class; by the bank that keeps the account and has the vault."""

    def open_sub_wallet(
        self,
        *,
        account: str,
        instrument: str,
        parent: str,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Make another account of the same holder a sub-wallet, which counts with its parent; by bank and account."""

    def reclassify(
        self,
        *,
        account: str,
        instrument: str,
        grade: CashGradeWord,
        commitment: str,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Move a wallet and its sub-wallets to another class, on what the bank knows now; by the bank."""

    def request_payment(
        self,
        *,
        request: str,
        account: str,
        instrument: str,
        quantity: int,
        expires: int | datetime,
        payer: str | None = ...,
        reference: str = ...,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Ask for a payment; by whoever controls the account that shall receive it."""

    def pay(
        self,
        *,
        request: str,
        hold: str,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Pay a request out of a hold of exactly that much whose executor is the request; by anybody."""

    def withdraw_request(
        self,
        *,
        request: str,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Ask no longer; by whoever controls the account that was to receive."""

    def give_back(
        self,
        *,
        request: str,
        hold: str,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Free what was held for a request that is over: paid out of another hold, withdrawn, or too late; by anybody."""

    def prepay(
        self,
        *,
        contract: str,
        hold: str,
        merchant: str,
        instalments: Sequence[int],
        confirmer: str | None = ...,
        reference: str = ...,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Pay for a service in advance out of a hold whose executor is the contract; by payer and merchant. The money
        stays the payer's until an instalment is confirmed; the contract expires when the hold does."""

    def confirm(
        self,
        *,
        contract: str,
        instalment: int,
        by: str | None = ...,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Confirm the next instalment, counted from 1, which is delivered; by the payer, or by the confirmer named."""

    def refund(
        self,
        *,
        contract: str,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Give back what no instalment took; by the merchant, or by anybody once the contract has expired."""

    def order_refund(
        self,
        *,
        contract: str,
        supervisor: str,
        reference: str,
        document: str,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """A supervisor has the rest given back, as when the merchant is insolvent."""

    def pay_interest(
        self,
        *,
        account: str,
        instrument: str,
        mandate: str,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Pay what a wallet earned, under a mandate over a vault whose executor is the currency; by the wallet's bank."""

class Clearing(Noun[R]):
    """The calls of clearing."""

    def open_market(
        self,
        *,
        market: str,
        house: str,
        cash: str,
        account: str,
        penalties: str,
        offset_min: int | timedelta,
        cut_offs: Sequence[int],
        collect_within: int | timedelta,
        finish_within: int | timedelta,
        cash_bp: int,
        securities_bp: int,
        minimum: int,
        recycles: int,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Clear a market; by a clearing house, under the rules of its two accounts."""

    def set_rules(
        self,
        *,
        market: str,
        offset_min: int | timedelta,
        cut_offs: Sequence[int],
        collect_within: int | timedelta,
        finish_within: int | timedelta,
        cash_bp: int,
        securities_bp: int,
        minimum: int,
        recycles: int,
        since: int | datetime | None = ...,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Change a market's rules, from now on or from later; days that are open keep theirs. By its clearing house."""

    def join(
        self,
        *,
        market: str,
        account: str,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Take part in a market's clearing; by the account, which gives and takes, and the clearing house."""

    def leave(
        self,
        *,
        market: str,
        account: str,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Take part in no new trades; what was agreed to still settles. By the account's outgoing rule."""

    def open_day(
        self,
        *,
        market: str,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Open the business day of the block's time, with its cycles; by the clearing house."""

    def close_day(
        self,
        *,
        market: str,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Close the business day with its certificate, once all its cycles have settled; by anybody."""

    def enter(
        self,
        *,
        trade: str,
        market: str,
        account: str,
        seller: str,
        buyer: str,
        instrument: str,
        quantity: int,
        amount: int,
        partial: bool = ...,
        reference: str = ...,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Enter a trade for netting; by one of its accounts, which thereby agrees to it."""

    def agree(
        self,
        *,
        trade: str,
        account: str,
        partial: bool = ...,
        cycle: str | None = ...,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """The other account agrees to a trade, which enters the cycle that takes trades in, or waits for the next."""

    def roll(
        self,
        *,
        trade: str,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """A trade that waits enters the cycle that takes trades in; by anybody."""

    def cancel(
        self,
        *,
        trade: str,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Give a trade up before its cycle is cut; by every account that agreed to it."""

    def cut(
        self,
        *,
        cycle: str,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Cut a cycle whose time has come: no trade comes in, and net debtors deliver; by anybody."""

    def collect(
        self,
        *,
        cycle: str,
        account: str,
        instrument: str,
        net: int,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Collect what an account nets to deliver, out of its free units; by anybody."""

    def drop(
        self,
        *,
        cycle: str,
        account: str,
        instrument: str,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """The last trade by which an account delivers what it lacks fails, in part where both sides allow; by anybody."""

    def settle(
        self,
        *,
        cycle: str,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Settle a cycle of which all that is owed is collected: from here on nothing can fail; by anybody."""

    def hand_out(
        self,
        *,
        cycle: str,
        account: str,
        instrument: str,
        net: int,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Hand out what is due to an account from a cycle that has settled; by anybody."""

    def conclude(
        self,
        *,
        trade: str,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Record on a trade that its cycle has settled; what settled in part waits with the rest. By anybody."""

    def pay_penalty(
        self,
        *,
        market: str,
        account: str,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Take the penalties that an account owes, as far as its free cash goes; by anybody."""

class Contracts(Noun[R]):
    """The calls of contracts."""

    def set_reviews(
        self,
        *,
        reviewers: Sequence[str],
        quorum: int,
        by: str,
        reference: str,
        supervisor: str | None = ...,
        supervised: bool = ...,
        since: int | datetime | None = ...,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Say who decides on code from a time on; by a registrar and a supervisor, or by a decision."""

    def propose(
        self,
        *,
        code: str,
        name: str,
        licence: str,
        upgrades: ContractsUpgradesWord,
        source: str,
        by: str,
        title: str = ...,
        tests: str | None = ...,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Propose a program; by any party. Its name is the hash of what it says (`contract check` tells it)."""

    def approve(
        self,
        *,
        code: str,
        by: str,
        reference: str,
        review: int = ...,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Approve code; by a reviewer or a supervisor. With the last that is needed it is approved."""

    def decline(
        self,
        *,
        code: str,
        by: str,
        reason: str,
        review: int = ...,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Decline code that is under review; by a reviewer, a supervisor, or whoever proposed it."""

    def withdraw(
        self,
        *,
        code: str,
        by: str,
        reason: str,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Let approved code be deployed no more; by a supervisor, or whoever proposed it. What runs goes on."""

    def deploy(
        self,
        *,
        contract: str,
        code: str,
        account: str,
        by: str,
        arguments: str = ...,
        shows: Sequence[str] = ...,
        trial: Sequence[str] = ...,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Let approved code run under an account that it alone moves; runs its `init`, if it has one."""

    def open(
        self,
        *,
        contract: str,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """End a contract's trial: everybody may call it; by whoever deployed it."""

    def call(
        self,
        *,
        contract: str,
        function: str,
        by: Sequence[str],
        arguments: str = ...,
        shows: Sequence[str] = ...,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Call a function of a contract, in the name of those who consent."""

    def pause(
        self,
        *,
        contract: str,
        by: str,
        reason: str,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Stop a contract: nothing of it runs; by whoever deployed it, or a supervisor."""

    def resume(
        self,
        *,
        contract: str,
        by: str,
        reason: str,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Let a paused contract run on; by whoever paused it, or a supervisor."""

    def retire(
        self,
        *,
        contract: str,
        reason: str,
        supervisor: str | None = ...,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """End a contract, and close its account to what would come in; by whoever deployed it. Where the account holds
        units a supervisor agrees: an order alone moves them then."""

    def upgrade(
        self,
        *,
        contract: str,
        code: str,
        arguments: str = ...,
        shows: Sequence[str] = ...,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Replace a contract's code, as its own policy allows; runs the new code's `migrate`, if it has one."""

class Crossings(Noun[R]):
    """The calls of crossings."""

    def map_home(
        self,
        *,
        asset: str,
        peer: str,
        instrument: str,
        pool: str,
        keeper: str,
        by: str,
        reason: str,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Say that an instrument of this chain crosses to another (资产映射); by a keeper and a supervisor. It opens the
        account that has what crossed, which nobody's signature moves."""

    def map_mirror(
        self,
        *,
        asset: str,
        peer: str,
        instrument: str,
        pool: str,
        keeper: str,
        by: str,
        reason: str,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Say that an asset of another chain appears here as a mirror; by a keeper and a supervisor. The mirror comes
        into the world as the other chain describes its instrument, without a unit."""

    def register(
        self,
        *,
        peer: str,
        account: str,
        there: str,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Say which account on another chain an account here is (用户注册): what comes from there may come in."""

    def deregister(
        self,
        *,
        chain: str,
        account: str,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """End a registration: nothing comes in from that chain any more."""

    def depart(
        self,
        *,
        crossing: str,
        asset: str,
        hold: str,
        receiver: str,
        until: int | datetime,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Send all that a hold reserves to the other chain; authorised by the account's outgoing rule."""

    def arrive(
        self,
        *,
        peer: str,
        crossing: str,
        trail: Sequence[str] = ...,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Take in what left the other chain, as shown; by any party, once."""

    def take_back(
        self,
        *,
        crossing: str,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Give back what left and did not arrive in time, as shown; by anybody."""

    def offer(
        self,
        *,
        deal: str,
        peer: str,
        hold: str,
        receiver: str,
        price: counterfoil.modules.crossings.records.Price | CrossingsPriceFields,
        until: int | datetime,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Reserve all that a hold reserves, to be delivered here once it is paid on another chain."""

    def pay(
        self,
        *,
        peer: str,
        deal: str,
        hold: str,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Pay for what the other chain has reserved, as shown: this decides the deal; by the payer."""

    def complete(
        self,
        *,
        deal: str,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Deliver what was paid for on the other chain, as shown; by anybody."""

    def withdraw(
        self,
        *,
        deal: str,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Free what was not paid for in time, as shown; by anybody."""

class Disclosure(Noun[R]):
    """The calls of disclosure."""

    def oblige(
        self,
        *,
        duty: str,
        party: str,
        topic: str,
        due: int | datetime,
        by: str,
        reference: str,
        instrument: str | None = ...,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Set what a party must disclose, and by when; by a supervisor or a venue."""

    def waive(
        self,
        *,
        duty: str,
        by: str,
        reference: str,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """End a duty without a document; by whoever set it, or a supervisor."""

    def record_overdue(
        self,
        *,
        duty: str,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Record that the time of a duty has passed; by anybody."""

    def publish(
        self,
        *,
        document: str,
        by: str,
        topic: str,
        title: str,
        hash: str,
        uri: str = ...,
        instrument: str | None = ...,
        duty: str | None = ...,
        supersedes: str | None = ...,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Publish a document by its hash, to meet a duty or of one's own accord; on an instrument by its issuer."""

    def revise(
        self,
        *,
        document: str,
        title: str,
        hash: str,
        reason: str,
        uri: str = ...,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Publish a new version of a document; by whoever published it."""

    def withdraw(
        self,
        *,
        document: str,
        reason: str,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Withdraw a document that met no duty; by whoever published it. That it was published stays on the ledger."""

class Funds(Noun[R]):
    """The calls of funds."""

    def open_calendar(
        self,
        *,
        calendar: str,
        by: str,
        days: counterfoil.modules.funds.calls.TradingDaysGiven | FundsTradingDaysGivenFields,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Open a calendar of trading days; by a venue, which keeps it."""

    def set_calendar(
        self,
        *,
        calendar: str,
        by: str,
        days: counterfoil.modules.funds.calls.TradingDaysGiven | FundsTradingDaysGivenFields,
        since: int | datetime | None = ...,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Set a calendar's days that begin at a time or later, to which no order came yet; by the venue that keeps it."""

    def establish(
        self,
        *,
        instrument: str,
        custodian: str,
        cash: str,
        cash_account: str,
        fee_account: str,
        calendar: str,
        terms: counterfoil.modules.funds.calls.TermsGiven | FundsTermsGivenFields = ...,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Let units of an instrument come and go at net asset value; by its issuer, who manages, and by the custodian.
        Whoever controls the two accounts consents, so that money comes into them and is paid out of the
        first, as orders are dealt."""

    def set_terms(
        self,
        *,
        instrument: str,
        terms: counterfoil.modules.funds.calls.TermsGiven | FundsTermsGivenFields,
        since: int | datetime | None = ...,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Set all of a fund's terms for days that begin at a time or later, to which no order came yet; by its manager.
        What is left out has its usual value, whatever it was before."""

    def subscribe(
        self,
        *,
        order: str,
        instrument: str,
        hold: str,
        account: str,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Order units for money that is held for this order; by whoever controls both accounts."""

    def redeem(
        self,
        *,
        order: str,
        instrument: str,
        hold: str,
        account: str,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Give back units that are held for this order; by whoever controls both accounts."""

    def cancel(
        self,
        *,
        order: str,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Take an order back before the cut-off of its day; by whoever controls the account that gives."""

    def publish(
        self,
        *,
        instrument: str,
        day: int | date,
        net_assets: int,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Publish a fund's net assets at the end of a day, after its cut-off; by the manager. Again: corrected."""

    def confirm(
        self,
        *,
        instrument: str,
        day: int | date,
        net_assets: int,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Confirm what the manager published, by keys of one's own; by the custodian."""

    def weigh(
        self,
        *,
        order: str,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Compare the remainder of the next order in line with the others; by anybody."""

    def deal(
        self,
        *,
        order: str,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Allot its part to the next order in line; by anybody."""

    def settle(
        self,
        *,
        order: str,
        day: int | date,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Move units and money of what was dealt, all or nothing, on its settlement day or later; by anybody."""

    def give_up(
        self,
        *,
        order: str,
        day: int | date,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """End what was dealt and can be paid no more, or is no unit; by anybody. What is still held is free again."""

class Futures(Noun[R]):
    """The calls of futures."""

    def open_house(
        self,
        *,
        house: str,
        by: str,
        cash: str,
        account: str,
        fees: str,
        offset_min: int | timedelta,
        calendar: counterfoil.modules.futures.calls.CalendarGiven | FuturesCalendarGivenFields,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Clear futures in a cash; by a clearing house, which opens the settlement account, and takes fees elsewhere."""

    def set_calendar(
        self,
        *,
        house: str,
        calendar: counterfoil.modules.futures.calls.CalendarGiven | FuturesCalendarGivenFields,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Set the trading days that come after the one that is open, or was last; by the house."""

    def define_product(
        self,
        *,
        product: str,
        house: str,
        venue: str,
        title: str,
        decimals: int,
        multiplier: int,
        rules: counterfoil.modules.futures.calls.RulesGiven | FuturesRulesGivenFields,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Say what contracts of a kind have in common; by the house and the venue where they trade."""

    def set_rules(
        self,
        *,
        product: str,
        rules: counterfoil.modules.futures.calls.RulesGiven | FuturesRulesGivenFields,
        since: int | datetime | None = ...,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Change all rules of a product, from now on or from later; by the house."""

    def list_contract(
        self,
        *,
        contract: str,
        product: str,
        first: int | date,
        last: int | date,
        listing_price: int,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """List a contract of a product, from a day to its last trading day; by the venue."""

    def announce_limits(
        self,
        *,
        contract: str,
        lower: int,
        upper: int,
        reason: str,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Set a contract's price limits for the day that is open, whatever its rules compute; by the venue."""

    def admit(
        self,
        *,
        house: str,
        member: str,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Deal with a member, which answers for its clients; by the house and the member."""

    def open_account(
        self,
        *,
        account: str,
        house: str,
        holder: str,
        member: str,
        own: bool = ...,
        delivers: bool = ...,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Open a margin account under the house's mandate; by its holder and the member that answers for it."""

    def bind(
        self,
        *,
        account: str,
        to: str,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Name the one account that money is paid out to; by the holder, and by that account, which takes."""

    def open_day(
        self,
        *,
        house: str,
        day: int | date,
        carried: int = ...,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Open the trading day that follows the last, its night session included; by the house. Not before the trading
        day before it begins."""

    def book(
        self,
        *,
        account: str,
        contract: str,
        fills: Sequence[counterfoil.modules.futures.positions.Fill | FuturesFillFields],
        hedge: FuturesHedgeFlagWord = ...,
        forced_for: FuturesForceCloseReasonWord | None = ...,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Book one account's sides of trades of a contract; by the venue. The house is the other side of each."""

    def cancel(
        self,
        *,
        account: str,
        contract: str,
        trade: int,
        direction: FuturesDirectionWord,
        reason: str,
        hedge: FuturesHedgeFlagWord = ...,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Cancel an account's side of an erroneous trade of the day; by the venue, and its holder, the member or the
        house. Refused where the day's later trades closed what it opened. The other side is cancelled by a
        call of its own."""

    def balance(
        self,
        *,
        contract: str,
        lots: int,
        turnover: int,
        open_interest: int,
        late_lots: int = ...,
        late_turnover: int = ...,
        agreed_lots: int = ...,
        agreed_turnover: int = ...,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Publish what the day's trades of a contract come to so far, and the lots that are open; by the venue."""

    def fix_settlement(
        self,
        *,
        contract: str,
        price: int | None = ...,
        reason: str = ...,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Fix a contract's settlement price of the day, once its last session is over; by the house. Computed by its
        rules, or announced with a reason. A slip is put right by another that is announced, until somebody
        is settled that day or something was done at it."""

    def settle(
        self,
        *,
        account: str,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Settle an account for the day: what its positions gained or lost, fees and margin; by anybody. Once all
        contracts that traded, or are open, have their price; before that by the house alone."""

    def collect(
        self,
        *,
        account: str,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Collect of what an account owes as much as it has, and set off first what is due to it; by anybody."""

    def cover(
        self,
        *,
        account: str,
        amount: int,
        of_due: int = ...,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Pay what a client owes, or so much of it, out of its member's own account; by anybody: it answers for it."""

    def pay(
        self,
        *,
        account: str,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Pay what an account gained; by anybody."""

    def answer(
        self,
        *,
        account: str,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """End a margin call, where the account has its margin again; by anybody."""

    def withdraw(
        self,
        *,
        account: str,
        amount: int,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Pay out what the account has beyond its margin, to the account that is bound to it; by its holder."""

    def take_fees(
        self,
        *,
        house: str,
        day: int | date,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Let the fees of a day that is closed go to the house; by anybody."""

    def confirm(
        self,
        *,
        account: str,
        day: int | date,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Confirm the statement of the day for which the account was last settled; by its holder."""

    def close_day(
        self,
        *,
        house: str,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Close the day once all is settled, collected and paid, and its date has begun; by anybody."""

    def found_fund(
        self,
        *,
        house: str,
        account: str,
        skin: str,
        reserve: str,
        own_funds: str,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Open the accounts of a guarantee fund and of the house's own layers; by the house, whose signature moves
        none."""

    def require_share(
        self,
        *,
        house: str,
        member: str,
        required: int,
        reference: str = ...,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Say what a member must have in the fund; by the house. Recomputed as its policy says, from stress."""

    def call_further(
        self,
        *,
        house: str,
        member: str,
        amount: int,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Ask a member for more, up to as much again as is required of it within 30 days; by the house."""

    def contribute(
        self,
        *,
        house: str,
        member: str,
        amount: int,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Pay into the fund, out of the member's own margin account; by the member."""

    def declare_default(
        self,
        *,
        house: str,
        member: str,
        reason: str,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Declare that a member is in default; by the house. Its accounts open nothing from then on."""

    def absorb(
        self,
        *,
        account: str,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Take what an account of a member in default owes from the first layer that has anything; by anybody."""

    def port(
        self,
        *,
        account: str,
        to: str,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Let another member answer for a client's account; by the house, the client and that member. The member that
        answered until then agrees too, unless it is in default."""

    def conclude_default(
        self,
        *,
        house: str,
        member: str,
        reference: str = ...,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Say that a default is over; by the house, once no account of the member owes anything or has a position."""

    def observe_index(
        self,
        *,
        contract: str,
        observed: Sequence[counterfoil.modules.futures.expiry.Observed | FuturesObservedFields],
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Say what the index was in the last two hours of a contract's last trading day; by its venue. Values have the
        decimals that its rules say of the index. Each is later than all before it, and comes before the
        final price is fixed."""

    def fix_final(
        self,
        *,
        contract: str,
        price: int | None = ...,
        reason: str = ...,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Fix a contract's final price, once its last day's settlement price is; by the house. Computed by the
        product's rules, or announced with a reason, which overrides what was observed."""

    def expire(
        self,
        *,
        account: str,
        contract: str,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Close all that an account has open of a contract at its final price; by anybody. Where the contract ends in
        goods, what is open on one side more than on the other is to be delivered."""

    def end(
        self,
        *,
        contract: str,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Say that a contract has ended, once nothing of it is open or to be delivered; by anybody."""

    def open_desk(
        self,
        *,
        house: str,
        account: str,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Open the account through which goods pass; by the house, whose signature moves nothing of it."""

    def admit_goods(
        self,
        *,
        instrument: str,
        product: str,
        grade: str = ...,
        quantity: int = ...,
        bond: counterfoil.modules.futures.delivery.Bond | FuturesBondFields | None = ...,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Let an instrument be delivered into a product's contracts; by the venue. A receipt is a unique instrument,
        one for a delivery unit. Of a bond say its dates and coupon, and how many units of it are a delivery
        unit."""

    def withdraw_goods(
        self,
        *,
        instrument: str,
        product: str,
        reason: str,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Let an instrument be offered no more into a product's contracts; by the venue. What was offered is delivered."""

    def offer(
        self,
        *,
        contract: str,
        account: str,
        place: str,
        offered: Sequence[counterfoil.modules.futures.delivery.Goods | FuturesGoodsFields],
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Name the goods that a seller delivers, which go to the house's desk; by its holder and whoever controls them."""

    def intend(
        self,
        *,
        contract: str,
        account: str,
        place: str,
        grade: str = ...,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Say that a buyer takes goods; by its holder, and by the account that they go to."""

    def allot(
        self,
        *,
        contract: str,
        account: str,
        parcels: Sequence[counterfoil.modules.futures.delivery_calls.ParcelGiven | FuturesParcelGivenFields],
        more: bool = ...,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Write what the matching brings to one account; by the house, which may write it anew until the matching
        stands. Goods that nobody takes wait at the desk to go back."""

    def conclude_matching(
        self,
        *,
        contract: str,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Say that the matching stands: all is written, to all accounts, as the published rule brings it; by the house.
        Nothing is paid for before that, and nobody fails. The days for payment count from then."""

    def take(
        self,
        *,
        contract: str,
        account: str,
        number: int,
        leave: bool = ...,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Exchange a parcel's goods against the buyer's money, on the day of payment or after it; by anybody. Where the
        account that they go to is stopped they wait at the desk, paid for, and are the buyer's."""

    def hand_over(
        self,
        *,
        contract: str,
        account: str,
        instrument: str,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Move goods that wait at the desk to the account where they go; by anybody."""

    def credit(
        self,
        *,
        contract: str,
        account: str,
        number: int,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Let a seller be due what the buyer of a parcel paid; by anybody."""

    def fail(
        self,
        *,
        contract: str,
        account: str,
        number: int,
        over: bool = ...,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Take the penalty from who does not do its part of a parcel; by anybody. From the day of payment on where no
        goods were named or wanted; after it, where the buyer has less than the price. Of goods that are over
        no side fails, and none pays."""

    def compensate(
        self,
        *,
        contract: str,
        account: str,
        number: int,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Let the other side of a parcel be due the penalty; its goods wait at the desk to go back; by anybody."""

    def pass_on(
        self,
        *,
        contract: str,
        account: str,
        security: str,
        action: str,
        units: int,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Pass on what goods at the desk brought to whose they were at the record time; by anybody. To the account
        where its goods are, or go. What is its part follows from so many units and the published cut."""

    def set_stress(
        self,
        *,
        house: str,
        scenarios: Sequence[counterfoil.modules.futures.stress.Scenario | FuturesScenarioFields],
        weighing: FuturesWeighingWord,
        base: int,
        since: int | datetime | None = ...,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Say by which scenarios the guarantee fund is sized, from now on or from later; by the house."""

    def size_fund(
        self,
        *,
        house: str,
        day: int | date,
        stressed: Sequence[counterfoil.modules.futures.stress.Stressed | FuturesStressedFields],
        weights: Sequence[counterfoil.modules.futures.stress.Weight | FuturesWeightFields],
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Size the fund after a day: so much the two largest lose, so much members weigh; by the house. The ledger
        computes both again, and refuses others; `counterfoil clearing fund size` makes the call."""

    def refund_share(
        self,
        *,
        house: str,
        member: str,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Give back what a member has in the fund beyond what it must have, to its own margin account; by anybody."""

    def leave(
        self,
        *,
        house: str,
        member: str,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """End a membership, for good; by the house and the member, once none of its accounts has positions or debts."""

    def set_collection(
        self,
        *,
        house: str,
        supervisor: str,
        sealed_to: str,
        due_min: int,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Have members of a house hand in, sealed to a key of a supervisor; by it, and by whoever collected until then."""

    def hand_in(
        self,
        *,
        house: str,
        member: str,
        kind: FuturesHandedKindWord,
        number: int,
        day: int | date,
        rows: int,
        root: str,
        ends_day: bool = ...,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Hand in the next batch of a day's orders, or terminals; by the member. Its rows are in `sealed`, nowhere
        else. `counterfoil clearing orders import` makes it from a file."""

    def propose_trade(
        self,
        *,
        trade: str,
        kind: FuturesTradeKindWord,
        contract: str,
        price: int,
        lots: int,
        buyer: counterfoil.modules.futures.bilateral.TradeSide | FuturesTradeSideFields,
        seller: counterfoil.modules.futures.bilateral.TradeSide | FuturesTradeSideFields,
        by: str,
        expires: int | datetime,
        physical: str = ...,
        document: str | None = ...,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Propose a block trade, or an exchange for physicals, of the open day to another; by one of the two sides.
        Each side names its account, and the party that speaks for it: the holder, or the member that answers
        for it."""

    def affirm_trade(
        self,
        *,
        trade: str,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Stand by a trade that was proposed, on the same terms; by the other side."""

    def allow_trade(
        self,
        *,
        trade: str,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Agree to a trade between two, where the product's rules ask for that; by the house."""

    def withdraw_trade(
        self,
        *,
        trade: str,
        by: str,
        reason: str,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Let a trade go before it is agreed; by one of the two, or the house."""

    def register_trade(
        self,
        *,
        trade: str,
        direction: FuturesDirectionWord,
        number: int,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Register one side of an agreed trade; by the venue. The other side by a call of its own, in one transaction."""

    def give_up_trade(
        self,
        *,
        give_up: str,
        contract: str,
        executing: str,
        carrying: str,
        client: str,
        executed_in: counterfoil.modules.futures.give_ups.Held | FuturesHeldFields,
        fill: counterfoil.modules.futures.positions.Fill | FuturesFillFields,
        carried_in: str,
        in_own: bool = ...,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Offer a side of a trade of the day to the member that carries the client; by the member that executed it."""

    def take_up(
        self,
        *,
        give_up: str,
        offset: FuturesOffsetWord = ...,
        hedge: FuturesHedgeFlagWord = ...,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Take a trade that was given up, and say what it does in the client's account; by the carrying member. Where
        it was executed in the executing member's own account, by the client too."""

    def refuse_give_up(
        self,
        *,
        give_up: str,
        by: str,
        reason: str,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Do not take it, or take it back while it is offered: it stays where it is; by either member."""

    def carry(
        self,
        *,
        give_up: str,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Book a trade that was taken into the client's account; by anybody. In one transaction with `let_go`."""

    def let_go(
        self,
        *,
        give_up: str,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Take a trade that is carried elsewhere out of the account in which it was executed; by anybody."""

    def set_securities(
        self,
        *,
        house: str,
        multiple: int,
        kept_ppm: int,
        securities: Sequence[counterfoil.modules.futures.lodging.Accepted | FuturesAcceptedFields],
        offsets: Sequence[str] = ...,
        since: int | datetime | None = ...,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Say which securities count as margin, from now on or from later, but for the day that is open; by the house."""

    def name_keeper(
        self,
        *,
        house: str,
        account: str,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Name the account that pays for securities which the house takes over, and takes them; by the house. And by
        that account, which gives and takes. It stays at the disposal of whoever controls it."""

    def price_security(
        self,
        *,
        house: str,
        instrument: str,
        price: int,
        reason: str,
        per: int = ...,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Announce at what a security counts for the day that is open, once; by the house, with its reason."""

    def lodge(
        self,
        *,
        account: str,
        pledge: str,
        product: str = ...,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Let a pledge count as margin; by the holder of the account, who pledged the units to its record. As
        holdings.pledge: pledgee futures/account/ACCOUNT, enforceable_from now, without a keeper or accounts."""

    def give_back(
        self,
        *,
        account: str,
        pledge: str,
        quantity: int | None = ...,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Have what positions do not need of a pledge back, or some of it; by the holder of the account."""

    def realise(
        self,
        *,
        account: str,
        pledge: str,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Take over so much of a pledge as pays what its account owes and has not in cash; by the house. At the
        announced price, less what the house's rules say; what is not needed stays its holder's."""

    def set_combinations(
        self,
        *,
        house: str,
        groups: Sequence[counterfoil.modules.futures.combining.Combination | FuturesCombinationFields],
        since: int | datetime | None = ...,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Say whose margins offset each other, from now on or from later, but for the day that is open; by the house.
        All groups at once: what is not named again offsets nothing any more."""

    def set_maintenance(
        self,
        *,
        house: str,
        maintained_ppm: int,
        since: int | datetime | None = ...,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Say below which share of its margin an account is called, from now on or later, but not today; by the house."""

    def open_level(
        self,
        *,
        level: str,
        house: str,
        title: str,
        decimals: int,
        price: int,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Name an index to which options may be written; by the house, which says each day where it stands."""

    def fix_level(
        self,
        *,
        level: str,
        price: int,
        source: str,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Say where an index stands on the day that is open, in units of its last decimal; by the house. On the last
        trading day of options that is the price at which they are exercised: at CFFEX the mean of two hours."""

    def list_option(
        self,
        *,
        contract: str,
        product: str,
        underlying: str,
        right: FuturesOptionRightWord,
        strike: int,
        first: int | date,
        last: int | date,
        listing_price: int,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """List a series of a product of options, from a day to its last trading day; by the venue."""

    def instruct(
        self,
        *,
        account: str,
        contract: str,
        exercised: int = ...,
        abandoned: int = ...,
        hedge: FuturesHedgeFlagWord = ...,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Say of a position in options how many lots are exercised today, and on the last day how many never; by its
        holder. It replaces what was said before, holds for the day that is open, and may be changed until
        the settlement price is fixed. What nobody speaks of is exercised on the last day where it is in the
        money, and ends otherwise."""

    def draw(
        self,
        *,
        contract: str,
        exercised: int,
        open_lots: int,
        remainder: int,
        before: str = ...,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Publish how the open day's exercises of a series fall on those who sold it, by the rule; by the house."""

    def exercise(
        self,
        *,
        account: str,
        contract: str,
        hedge: FuturesHedgeFlagWord = ...,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Exercise what is to be of a position in options on the open day; on the last day the rest ends. By anybody."""

    def assign(
        self,
        *,
        account: str,
        contract: str,
        hedge: FuturesHedgeFlagWord = ...,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Have its part of the day's exercises fall on who sold; on the last day the rest ends. By anybody."""

    def lock_day(
        self,
        *,
        contract: str,
        side: FuturesLockedSideWord,
        reason: str,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Say that the open day of a contract ended at its limit with nobody on the other side; by the venue. The next
        day's limit, and the margin from now on, are computed by the steps of the product's rules."""

    def announce_margins(
        self,
        *,
        contract: str,
        long_ppm: int,
        short_ppm: int,
        reason: str,
        hedge_ppm: int | None = ...,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Set a contract's margins until the price of the day after is fixed, whatever is computed; by the house."""

    def state_unfilled(
        self,
        *,
        account: str,
        contract: str,
        lots: int,
        hedge: FuturesHedgeFlagWord = ...,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Say how much of a position an account asked to close at the limit until the locked day ended; by the venue."""

    def order_reduction(
        self,
        *,
        contract: str,
        reason: str,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Reduce positions by force, once the locked day's price is fixed; by the house."""

    def waive_reduction(
        self,
        *,
        contract: str,
        reason: str,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Reduce nobody after a locked day on which the rules would let it; by the house."""

    def reduce(
        self,
        *,
        account: str,
        contract: str,
        lots: int,
        hedge: FuturesHedgeFlagWord = ...,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Close of a position what the published rule closes of it, at the limit of the locked day; by anybody."""

    def conclude_reduction(
        self,
        *,
        contract: str,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Say that every position is reduced as far as the rule reduces it; by anybody. Then accounts are settled."""

    def halt(
        self,
        *,
        product: str,
        by: str,
        reason: str,
        contract: str | None = ...,
        since: int | datetime | None = ...,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Halt a contract, or all of a product, from a time on; by its venue or its house. No trade of a time within
        the halt is booked. What was traded before is, and days are settled as ever."""

    def resume(
        self,
        *,
        product: str,
        by: str,
        reason: str,
        contract: str | None = ...,
        until: int | datetime | None = ...,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Let go on what one halted, from a time on; by who halted it."""

    def record_control(
        self,
        *,
        house: str,
        group: str,
        holder: str,
        reason: str,
        document: str | None = ...,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Record that a client is under the same actual control as the others of a group, from now on; by the house.
        What their accounts have together counts against the limit of positions of one. The first makes the
        group."""

    def end_control(
        self,
        *,
        house: str,
        holder: str,
        reason: str,
        document: str | None = ...,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Record that a client is under no actual control with others any more, from now on; by the house."""

    def count_on(
        self,
        *,
        house: str,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Go on with counting positions anew, after a finding of control, a port, or a client's second account; by
        anybody. It is asked for only where there are more positions than one call counts. Limits hold
        meanwhile, to the lot."""

    def grant_quota(
        self,
        *,
        product: str,
        holder: str,
        hedge: FuturesHedgeFlagWord,
        long: int,
        short: int,
        first: int | date,
        last: int | date,
        document: str,
        contract: str | None = ...,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Let a client open so many lots for a purpose, from a day to a day; by the house. Takes the place of what was
        granted for the same days, be it more or less."""

    def end_quota(
        self,
        *,
        product: str,
        holder: str,
        hedge: FuturesHedgeFlagWord,
        reason: str,
        contract: str | None = ...,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """End what a client may open for a purpose, now and on days to come; by the house. What is open stays open."""

    def note_position(
        self,
        *,
        contract: str,
        holder: str,
        direction: FuturesDirectionWord,
        lots: int,
        grouped: bool = ...,
        of_member: bool = ...,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Note, at a day's end, that a client's or a member's position is a large one, or one no more; by anybody.
        Large it is from the lots that the product's rules say. Whose it is reports by the end of the next
        trading day."""

    def report_position(
        self,
        *,
        contract: str,
        direction: FuturesDirectionWord,
        root: str,
        account: str | None = ...,
        member: str | None = ...,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Report a large position, by client and member, or a member's own by it: what is said is in `sealed` alone.
        `counterfoil clearing report send` makes it from a file."""

    def note_missing(
        self,
        *,
        contract: str,
        holder: str,
        direction: FuturesDirectionWord,
        reason: str,
        of_member: bool = ...,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Note that a report did not come in time; by the house. If the rules say so, nothing is opened until it does."""

    def mark_price(
        self,
        *,
        contract: str,
        price: int | None = ...,
        reason: str = ...,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Say at which price accounts are judged within the open day; by the house. No settlement reads it. Computed as
        the average of the day's trades so far, as their venue published them; or announced with a reason."""

    def call_margin(
        self,
        *,
        account: str,
        until: int | datetime,
        reason: str,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Call what an account lacks within the day, at the prices that were marked, by a time; by the house. Not
        answered by then, it opens nothing, and its lots may be closed by force."""

    def answer_today(
        self,
        *,
        account: str,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """End a margin call within the day, where the account has its margin at the prices that were marked; by
        anybody."""

    def put_up(
        self,
        *,
        house: str,
        auction: str,
        account: str,
        portfolio: Sequence[counterfoil.modules.futures.auction_records.PutUp | FuturesPutUpFields],
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Put up lots of an account in default for an auction of the day that is open; by the house, which announces
        it. Nothing of that account trades from then on, until its lots are sold or released."""

    def announce_auction(
        self,
        *,
        house: str,
        auction: str,
        member: str,
        portfolio: Sequence[counterfoil.modules.futures.auction_records.PutUp | FuturesPutUpFields],
        sealed_until: int | datetime,
        opened_until: int | datetime,
        reason: str,
        least: int | None = ...,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Announce an auction of lots that were put up; by the house, with its reason. It does not say whose they are."""

    def seal_bid(
        self,
        *,
        house: str,
        auction: str,
        bidder: str,
        seal: str,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Seal the one bid of a member that is in no default, by its hash; by that member."""

    def open_bid(
        self,
        *,
        house: str,
        auction: str,
        bidder: str,
        price: int,
        salt: str,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Open a bid, once none is sealed any more; by the member."""

    def award_auction(
        self,
        *,
        house: str,
        auction: str,
        winner: str | None = ...,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Say who won, once no bid is opened any more, or that nobody did; by anybody."""

    def call_off_auction(
        self,
        *,
        house: str,
        auction: str,
        reason: str,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Call an auction off of which nothing has moved; by the house, with its reason."""

    def release_lots(
        self,
        *,
        house: str,
        auction: str,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Let lots be traded again that nobody took, or whose auction was called off; by anybody."""

    def give_lots(
        self,
        *,
        house: str,
        auction: str,
        number: int,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Take lots that were sold out of the account in default, at the settlement price of the day; by anybody."""

    def take_lots(
        self,
        *,
        house: str,
        auction: str,
        number: int,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Let lots stand in the winner's own account, at the settlement price of the day; by anybody."""

    def charge_bid(
        self,
        *,
        house: str,
        auction: str,
        end: FuturesAuctionEndWord,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Let what was bid be due at one end, and owed at the other; by anybody."""

    def agree_sale(
        self,
        *,
        sale: str,
        account: str,
        pledge: str,
        quantity: int,
        amount: int,
        pays: str,
        into: str,
        reason: str,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Agree on a sale out of a pledge, for the day that is open; by the house, with its reason, and the buyer. The
        buyer consents for the account that pays and the one that takes. Units and money move by
        futures.sell_security."""

    def sell_security(
        self,
        *,
        sale: str,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Have a sale that was agreed on carried out, units against money, or neither; by anybody."""

class Governance(Noun[R]):
    """The calls of governance."""

    def adopt(
        self,
        *,
        council: str,
        name: str,
        articles: counterfoil.modules.governance.records.Articles | GovernanceArticlesFields,
        registrars: Sequence[str],
        supervisor: str | None = ...,
        roles: Sequence[PartiesRoleWord] = ...,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Adopt the chain's charter, once; by all registrars, all members and a supervisor, and a council takes over."""

    def amend_charter(
        self,
        *,
        council: str,
        articles: counterfoil.modules.governance.records.Articles | GovernanceArticlesFields,
        since: int | datetime | None = ...,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Change what the charter says, from a time on; by a decision. What was to come from that time on is dropped."""

    def set_power(
        self,
        *,
        council: str,
        party: str,
        power: int,
        since: int | datetime | None = ...,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Make a party a member, change what its vote weighs, or end its membership; by a decision."""

    def propose(
        self,
        *,
        motion: str,
        by: str,
        title: str,
        document: str,
        calls: str,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Propose calls that shall be the council's; by a member, or a supervisor."""

    def withdraw(
        self,
        *,
        motion: str,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Withdraw a motion while it is debated; by whoever made it."""

    def vote(
        self,
        *,
        motion: str,
        member: str,
        ballot: GovernanceBallotWord,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Vote on a motion, or change one's vote, until the vote ends."""

    def close(
        self,
        *,
        motion: str,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Count the votes when the vote is over; by anybody."""

    def veto(
        self,
        *,
        motion: str,
        supervisor: str,
        reference: str,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Veto a motion, where the charter says so; by a supervisor."""

    def execute(
        self,
        *,
        motion: str,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Carry out a decision when its delay is over; by anybody. Its calls are the council's, and nobody else's."""

    def lapse(
        self,
        *,
        motion: str,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Record that a decision was not executed in time; by anybody."""

    def declare_ready(
        self,
        *,
        version: int,
        member: str,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Say that a member's nodes have a protocol version."""

    def pause(
        self,
        *,
        nouns: Sequence[str],
        until: int | datetime,
        reference: str,
        members: Sequence[str] = ...,
        supervisor: str | None = ...,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """In an emergency, have all calls of modules refused for a time; by members of a quorum, or by a supervisor."""

    def settle_pause(
        self,
        *,
        council: str,
        noun: str,
        until: int | datetime | None = ...,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """End a pause or set until when it lasts, and let the module be paused again; by a decision."""

    def apply(
        self,
        *,
        application: str,
        sponsor: str,
        party: str,
        keys: KeyPolicy | PublicKey | KeyPolicyFields,
        document: str,
        kind: PartiesPartyKindWord = ...,
        name: str = ...,
        commitment: str | None = ...,
        lei: str | None = ...,
        uscc: str | None = ...,
        credential: str | None = ...,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Apply for a firm that would be a party; by a member, which vouches for what it says and for its keys."""

    def accept(
        self,
        *,
        application: str,
        members: Sequence[str] = ...,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Accept an application, and register the party; by a decision, or by as many members as the charter asks for."""

    def reject(
        self,
        *,
        application: str,
        council: str,
        reference: str,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Reject an application; by a decision."""

    def withdraw_application(
        self,
        *,
        application: str,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Withdraw an application; by its sponsor."""

class Holdings(Noun[R]):
    """The calls of holdings."""

    def issue(
        self,
        *,
        instrument: str,
        account: str,
        quantity: int,
        reference: str = ...,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Create units in an account; authorised by the issuer and by the account's incoming rule."""

    def redeem(
        self,
        *,
        instrument: str,
        account: str,
        quantity: int,
        reference: str = ...,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Extinguish free units; authorised by the issuer and by the account's outgoing rule."""

    def transfer(
        self,
        *,
        sender: str,
        receiver: str,
        instrument: str,
        quantity: int,
        reference: str = ...,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Move free units; authorised by the sender's outgoing and the receiver's incoming rule."""

    def correct(
        self,
        *,
        instrument: str,
        account: str,
        quantity: int,
        change: HoldingsChangeWord,
        maker: str,
        checker: str,
        reason: str,
        document: str,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Put a holding right that a register shows to be wrong; authorised as issue or redemption, under four eyes."""

    def hold(
        self,
        *,
        hold: str,
        account: str,
        instrument: str,
        quantity: int,
        executor: str,
        expires: int | datetime,
        reference: str = ...,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Reserve free units for an executor until an expiry; authorised by the outgoing rule."""

    def execute_hold(
        self,
        *,
        hold: str,
        receiver: str,
        quantity: int,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """The executor moves held units to a receiver before the expiry."""

    def release_hold(
        self,
        *,
        hold: str,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Free what a hold still reserves: by its executor, or by the outgoing rule after the expiry or its end."""

    def pledge(
        self,
        *,
        pledge: str,
        account: str,
        instrument: str,
        quantity: int,
        pledgee: str,
        keeper: str | None = ...,
        enforceable_from: int | datetime | None = ...,
        enforceable_to: Sequence[str] | None = ...,
        reference: str = ...,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Pledge free units; authorised by the outgoing rule, which agrees to these terms of enforcement too."""

    def release_pledge(
        self,
        *,
        pledge: str,
        quantity: int | None = ...,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """The pledgee, or once that has ended the outgoing rule, frees what is pledged; with the keeper."""

    def enforce_pledge(
        self,
        *,
        pledge: str,
        receiver: str,
        quantity: int | None = ...,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """The pledgee, with the keeper if there is one, moves pledged units as the pledgor agreed when it pledged."""

    def freeze(
        self,
        *,
        freeze: str,
        account: str,
        instrument: str,
        supervisor: str,
        reference: str,
        document: str,
        quantity: int | None = ...,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """A supervisor freezes units under a legal reference; what is not free yet waits in line (轮候冻结)."""

    def unfreeze(
        self,
        *,
        freeze: str,
        supervisor: str,
        reference: str,
        document: str,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """A supervisor lifts a freeze; the next in line takes what becomes free."""

    def grant_mandate(
        self,
        *,
        mandate: str,
        account: str,
        executor: str,
        instrument: str | None = ...,
        quantity: int | None = ...,
        receivers: Sequence[str] | None = ...,
        expires: int | datetime | None = ...,
        revocable: bool = ...,
        reference: str = ...,
        takes: bool = ...,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Let an executor take units out of an account from now on; authorised by the outgoing rule. Or bring units in
        (`takes`), authorised by the incoming rule, as whoever is paid coupons wants."""

    def revoke_mandate(
        self,
        *,
        mandate: str,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """End a mandate: by its executor, or by the outgoing rule if it is revocable or its executor has ended."""

    def transfer_by_mandate(
        self,
        *,
        mandate: str,
        receiver: str,
        instrument: str,
        quantity: int,
        reference: str = ...,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """The executor of a mandate moves free units; authorised by it and by the receiver's incoming rule."""

class Instruments(Noun[R]):
    """The calls of instruments."""

    def define(
        self,
        *,
        instrument: str,
        kind: InstrumentsInstrumentKindWord,
        issuer: str,
        name: str,
        unit: counterfoil.modules.instruments.records.Unit | InstrumentsUnitFields,
        identifiers: counterfoil.modules.instruments.records.Identifiers | InstrumentsIdentifiersFields = ...,
        terms: counterfoil.modules.instruments.records.TermsDocument | InstrumentsTermsDocumentFields | None = ...,
        supply_limit: int | None = ...,
        unique: bool = ...,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Draft an instrument; authorised by its issuer. Cash is issued by an operating bank."""

    def amend(
        self,
        *,
        instrument: str,
        name: str,
        identifiers: counterfoil.modules.instruments.records.Identifiers | InstrumentsIdentifiersFields = ...,
        terms: counterfoil.modules.instruments.records.TermsDocument | InstrumentsTermsDocumentFields | None = ...,
        supply_limit: int | None = ...,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """A new version of name, identifiers, terms and supply limit; the unit and the kind never change."""

    def change_status(
        self,
        *,
        instrument: str,
        status: InstrumentsInstrumentStatusWord,
        by: str,
        reason: str = ...,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Move along the life cycle; by the issuer, or by a supervisor to suspend and reactivate. What a supervisor
        suspended, the issuer cannot reactivate, mature or cancel."""

class Insurance(Noun[R]):
    """The calls of insurance."""

    def offer(
        self,
        *,
        product: str,
        insurer: str,
        instrument: str,
        account: str,
        mandate: str,
        terms: counterfoil.modules.insurance.schedule.Terms | InsuranceTermsFields,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Offer a product; by the insurer, for the account into which premiums go."""

    def amend(
        self,
        *,
        product: str,
        account: str,
        mandate: str,
        terms: counterfoil.modules.insurance.schedule.Terms | InsuranceTermsFields,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """A new version of a product's terms, account and mandate; by the insurer. Policies keep their version."""

    def withdraw(
        self,
        *,
        product: str,
        reason: str,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Sell a product no longer; by the insurer. Policies that were bought go on."""

    def apply(
        self,
        *,
        policy: str,
        product: str,
        version: int,
        account: str,
        wallet: str,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Apply for a policy on a version of the terms; by who controls the account for it and the wallet that pays."""

    def buy(
        self,
        *,
        policy: str,
        hold: str,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Pay the first premium out of the wallet's hold for the policy, and cover begins; by anybody."""

    def pay_premium(
        self,
        *,
        policy: str,
        premium: int,
        hold: str | None = ...,
        mandate: str | None = ...,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Pay the next premium out of a hold of the wallet for the policy, or under its mandate; by anybody."""

    def record_lapse(
        self,
        *,
        policy: str,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Record that a premium was not paid within the days of grace; by anybody."""

    def name_wallet(
        self,
        *,
        policy: str,
        account: str,
        wallet: str,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Name the wallet that pays and is paid from now on; by who controls it and the account that has the policy."""

    def cancel(
        self,
        *,
        policy: str,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Give a policy back in the days of cooling off, for all that was paid; by whoever has it."""

    def surrender(
        self,
        *,
        policy: str,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Give a policy back for its surrender value; by whoever has it."""

    def claim(
        self,
        *,
        claim: str,
        policy: str,
        quantity: int,
        occurred: int | datetime,
        document: str,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Claim on a policy; by whoever has it."""

    def resubmit(
        self,
        *,
        claim: str,
        document: str,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Make a declined claim once more, with other documents; by whoever has the policy."""

    def drop_claim(
        self,
        *,
        claim: str,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Claim no longer; by whoever has the policy."""

    def admit(
        self,
        *,
        claim: str,
        quantity: int,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Decide that a claim is paid, in full or in part, which ends the policy; by the insurer."""

    def decline(
        self,
        *,
        claim: str,
        reason: str,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Decide that a claim is not paid; by the insurer."""

    def expire(
        self,
        *,
        policy: str,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """End a policy whose cover, and the time for claims on it, are over; by anybody."""

    def pay_out(
        self,
        *,
        policy: str,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Pay what is owed on a policy, under the insurer's mandate to the product; by anybody."""

class Lifecycle(Noun[R]):
    """The calls of lifecycle."""

    def register_terms(
        self,
        *,
        instrument: str,
        text: str,
        per: int,
        cash: str,
        rounding: RoundingWord,
        offset_min: int | timedelta,
        record_before: int | timedelta,
        publisher: str | None = ...,
        feed: str | None = ...,
        fresh_for: int | timedelta | None = ...,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Register the terms by which an instrument pays, once for all; by its issuer."""

    def publish_fixing(
        self,
        *,
        publisher: str,
        reference_rate: str,
        day: int | date,
        rate: str,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Publish a reference rate of a day, once; by the publisher. Terms that name it take it from here."""

    def correct_fixing(
        self,
        *,
        publisher: str,
        reference_rate: str,
        day: int | date,
        rate: str,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Correct a published rate before a payment was computed with it; by the publisher."""

    def propose(
        self,
        *,
        instrument: str,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Propose the next payment under the terms; by anybody. The ledger computes which, when and how much."""

    def compute(
        self,
        *,
        instrument: str,
        action: str,
        fixings: Sequence[str] = ...,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Compute a payment that takes rates, of those published or fixed, once its register is recorded; by anybody."""

    def announce(
        self,
        *,
        instrument: str,
        action: str,
        kind: LifecycleActionKindWord,
        record_time: int | datetime,
        ex_time: int | datetime,
        pay_time: int | datetime,
        amount: int,
        per: int,
        rounding: RoundingWord,
        reference: str,
        cash: str | None = ...,
        price: int | None = ...,
        deadline: int | datetime | None = ...,
        proceeds: str | None = ...,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Announce a dividend, a bonus, a split or a rights issue; by the issuer."""

    def schedule(
        self,
        *,
        instrument: str,
        snapshot: str,
        record_time: int | datetime,
        by: str,
        reference: str,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Schedule a snapshot of the register for its own sake; by the issuer or a registrar."""

    def move(
        self,
        *,
        instrument: str,
        snapshot: str,
        record_time: int | datetime,
        reference: str,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Move a record time that has not passed, and its action's other times with it; by whoever set it."""

    def cancel(
        self,
        *,
        instrument: str,
        snapshot: str,
        reference: str,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Cancel a snapshot, and its action, before the record time; by whoever set it."""

    def record(
        self,
        *,
        instrument: str,
        snapshot: str,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Begin to count the register, once the record time has passed; by anybody."""

    def count(
        self,
        *,
        instrument: str,
        snapshot: str,
        account: str,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Count one account, as it stood at the record time; by anybody."""

    def close(
        self,
        *,
        instrument: str,
        snapshot: str,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Close the snapshot once all that was outstanding is counted; by anybody. The whole of its action is computed."""

    def divide(
        self,
        *,
        instrument: str,
        action: str,
        division: str,
        last: str | None = ...,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Begin to divide the whole; by anybody. Who names a wrong account gets no sum that is the whole."""

    def entitle(
        self,
        *,
        instrument: str,
        action: str,
        division: str,
        account: str,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Compute what one account gets in a division, and the tax on it; by anybody."""

    def fix(
        self,
        *,
        instrument: str,
        action: str,
        division: str,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Take a division whose entitlements add up to the whole; by anybody. They can be paid from then on."""

    def fund(
        self,
        *,
        instrument: str,
        action: str,
        hold: str,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Name the hold of the issuer's cash, for this action, out of which it is paid."""

    def pay(
        self,
        *,
        instrument: str,
        action: str,
        account: str,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Pay one account what it is entitled to, once; by anybody. Whoever cannot be paid now is paid later."""

    def take_over(
        self,
        *,
        instrument: str,
        action: str,
        account: str,
        order: str,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Take over what an account is owed whose holdings an order of recovery moved. Authorised by the outgoing rule
        of the account that the order names as the new one."""

    def finish(
        self,
        *,
        instrument: str,
        action: str,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """End an action when all are paid, or rights have lapsed; by anybody. What the hold still has is free again."""

    def pay_into(
        self,
        *,
        account: str,
        receiver: str,
        mandate: str | None = ...,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Say where what an account is owed in cash is paid; by its outgoing rule."""

    def elect(
        self,
        *,
        instrument: str,
        action: str,
        account: str,
        in_shares: bool = ...,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Elect new shares instead of cash, or cash again, before the deadline; by the account's outgoing rule."""

    def exercise(
        self,
        *,
        instrument: str,
        action: str,
        account: str,
        quantity: int,
        hold: str,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Exercise rights before the deadline, out of a hold of cash for the action; by the account's outgoing rule."""

    def withhold(
        self,
        *,
        income: LifecycleIncomeWord,
        rates: Sequence[counterfoil.modules.lifecycle.records.Rate | LifecycleRateFields],
        usual_ppm: int,
        account: str,
        by: str,
        reference: str,
        since: int | datetime | None = ...,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Set the rates of tax that is withheld of an income, from a time on; by a supervisor."""

    def claim(
        self,
        *,
        instrument: str,
        action: str,
        seller: str,
        buyer: str,
        instruction: str,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Claim of the seller's entitlement what is the buyer's: the trade was due by the record time and is unsettled.
        Authorised by the buyer's outgoing rule."""

    def settle_claim(
        self,
        *,
        instrument: str,
        action: str,
        seller: str,
        buyer: str,
        instruction: str,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Pay a market claim when its trade has settled, or give it back when the trade has ended; by anybody."""

class Oracles(Noun[R]):
    """The calls of oracles."""

    def define_feed(
        self,
        *,
        feed: str,
        title: str,
        unit: str,
        decimals: int,
        keeper: str,
        by: str,
        reporters: Sequence[str],
        quorum: int,
        counts_for: int | timedelta,
        spread_ppm: int,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Define something that several parties observe; by who keeps the feed, and a supervisor."""

    def change_rules(
        self,
        *,
        feed: str,
        by: str,
        reporters: Sequence[str],
        quorum: int,
        counts_for: int | timedelta,
        spread_ppm: int,
        reason: str,
        since: int | datetime | None = ...,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Say by which rules a feed is observed and fixed from a time on; by its keeper, and a supervisor."""

    def observe(
        self,
        *,
        feed: str,
        reporter: str,
        value: int,
        observed: int | datetime,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Say what was observed, and when; by a reporter of the feed. It takes the place of what the reporter said
        last."""

    def fix(
        self,
        *,
        feed: str,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Fix a feed at the median of the observations that count; by anybody."""

    def void_fixing(
        self,
        *,
        feed: str,
        round: int,
        by: str,
        reason: str,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Void a fixing that was wrong, whose trail stays; by the feed's keeper, and a supervisor."""

    def close_feed(
        self,
        *,
        feed: str,
        by: str,
        reason: str,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Close a feed for good, whose last fixing stays; by its keeper, and a supervisor."""

class OverTheCounter(Noun[R]):
    """The calls of over_the_counter."""

    def agree(
        self,
        *,
        agreement: str,
        first: str,
        second: str,
        hash: str,
        credit: counterfoil.modules.over_the_counter.records.CreditSupport | OverTheCounterCreditSupportFields | None = ...,
        reporter: str | None = ...,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Make a master agreement; by both parties, and by whoever controls the accounts of its credit support."""

    def amend(
        self,
        *,
        agreement: str,
        hash: str,
        credit: counterfoil.modules.over_the_counter.records.CreditSupport | OverTheCounterCreditSupportFields | None = ...,
        reporter: str | None = ...,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Give an agreement a new version; by both parties, as it was made."""

    def terminate(
        self,
        *,
        agreement: str,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """End an agreement; by both parties. What was dealt under it goes on."""

    def quote(
        self,
        *,
        quote: str,
        dealer: str,
        account: str,
        direction: OverTheCounterDirectionWord,
        instrument: str,
        quantity: int,
        cash: str,
        lot_price: int,
        expires: int | datetime,
        settles: int | datetime,
        latest: int | datetime,
        lot: int = ...,
        firm: bool = ...,
        to: Sequence[str] = ...,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Quote a price for lots of an instrument; by the dealer, and whoever controls its account."""

    def withdraw_quote(
        self,
        *,
        quote: str,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Withdraw what is left of a quote; by the dealer."""

    def take(
        self,
        *,
        quote: str,
        deal: str,
        by: str,
        account: str,
        quantity: int,
        agreement: str,
        uti: str,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Take a firm quote, or part of it, which makes a deal; by whom it is addressed to."""

    def propose(
        self,
        *,
        deal: str,
        by: str,
        agreement: str,
        seller: str,
        buyer: str,
        instrument: str,
        quantity: int,
        cash: str,
        consideration: int,
        affirm_by: int | datetime,
        settles: int | datetime,
        latest: int | datetime,
        uti: str,
        venue: str | None = ...,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Propose a deal to the other party of an agreement; by a side, and whoever controls its account."""

    def affirm(
        self,
        *,
        deal: str,
        terms: str,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Stand by a deal on exactly its terms; by the other side, and whoever controls its account."""

    def confirm(
        self,
        *,
        deal: str,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Confirm a deal, so that it may settle; by the venue that it names."""

    def settle(
        self,
        *,
        deal: str,
        by: str,
        delivery: str,
        payment: str,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Deliver and pay at once, under the holds of both sides for the deal; by a side."""

    def cancel(
        self,
        *,
        deal: str,
        by: str,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """End a deal that has not settled: by its proposer before the other side affirmed, by both after."""

    def lapse(
        self,
        *,
        deal: str,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Close a deal that nobody affirmed in time; by anybody."""

    def fail(
        self,
        *,
        deal: str,
        by: str,
        reason: str,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Give up a deal that did not settle in its time; by a side."""

    def give_back(
        self,
        *,
        record: str,
        hold: str,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Free what a hold still reserves for a deal or another record of this module that is over; by anybody."""

    def set_reporting(
        self,
        *,
        repository: str,
        within_ms: int | timedelta,
        by: str,
        reference: str,
        since: int | datetime | None = ...,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Set to which trade repository deals are reported, and how soon, from a time on; by a supervisor."""

    def report(
        self,
        *,
        uti: str,
        deal: str,
        side: str,
        by: str,
        terms: str,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Report a deal for one of its sides: by the side, or by whom the agreement lets report for both."""

    def record_late(
        self,
        *,
        uti: str,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Record that the time of a report has passed; by anybody."""

    def place(
        self,
        *,
        placement: str,
        instrument: str,
        quantity: int,
        cash: str,
        lot_price: int,
        account: str,
        closes: int | datetime,
        latest: int | datetime,
        document: str,
        minimum: int,
        lot: int = ...,
        underwriter: str | None = ...,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Open a private placement of an instrument; by its issuer, and whoever controls the account for the money."""

    def subscribe(
        self,
        *,
        placement: str,
        account: str,
        quantity: int,
        hold: str,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Subscribe to a placement, with what it costs set aside; by whoever controls a professional investor's
        account."""

    def call_off(
        self,
        *,
        placement: str,
        by: str,
        reason: str,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Call a placement off before anything is allotted; by the issuer or the underwriter."""

    def allot(
        self,
        *,
        placement: str,
        by: str,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Allot what is placed among the subscribers, by the largest remainder; by the issuer or the underwriter."""

    def complete(
        self,
        *,
        placement: str,
        account: str,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Issue what a subscriber is allotted against its money, and free the rest; by anybody, once for each."""

    def value(
        self,
        *,
        agreement: str,
        day: int | date,
        exposure: int,
        hash: str,
        prices: Sequence[counterfoil.modules.over_the_counter.pricing.Price | OverTheCounterPriceFields] = ...,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Publish what is open under an agreement as of a day; by its valuation agent. The call for collateral follows."""

    def accept(
        self,
        *,
        agreement: str,
        day: int | date,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Accept what a valuation calls for; by the side that delivers it."""

    def dispute(
        self,
        *,
        agreement: str,
        day: int | date,
        by: str,
        own_exposure: int,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Say that the exposure is another, in time; by a side. What both numbers call for is due all the same."""

    def resolve(
        self,
        *,
        agreement: str,
        day: int | date,
        exposure: int,
        by: str | None = ...,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """End a dispute with a number; by both sides, or by the calculation agent of the agreement."""

    def deliver(
        self,
        *,
        agreement: str,
        day: int | date,
        instrument: str,
        quantity: int,
        hold: str,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Deliver collateral that is due, under a hold for the valuation; by anybody."""

    def record_default(
        self,
        *,
        agreement: str,
        day: int | date,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Record that what was due was not delivered in its time; by anybody."""

class Parties(Noun[R]):
    """The calls of parties."""

    def register(
        self,
        *,
        party: str,
        registrar: str,
        kind: PartiesPartyKindWord,
        name: str = ...,
        commitment: str | None = ...,
        lei: str | None = ...,
        uscc: str | None = ...,
        document: str | None = ...,
        roles: Sequence[PartiesRoleWord] = ...,
        keys: KeyPolicy | PublicKey | KeyPolicyFields | None = ...,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Bring a party onto the chain. An organisation gives its name; a person only a salted commitment."""

    def suspend(
        self,
        *,
        party: str,
        by: str,
        reference: str,
        document: str,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """A supervisor stops another party from authorising anything."""

    def reinstate(
        self,
        *,
        party: str,
        by: str,
        reference: str,
        document: str,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """A supervisor lifts a suspension."""

    def assign_roles(
        self,
        *,
        party: str,
        registrar: str,
        roles: Sequence[PartiesRoleWord],
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Replace a party's roles. A registrar cannot drop its own registrar role, so that one always remains."""

    def rotate_keys(
        self,
        *,
        party: str,
        keys: KeyPolicy | PublicKey | KeyPolicyFields,
        registrar: str | None = ...,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Replace a party's key policy; authorised by the one in force, or by a registrar for a party without keys."""

    def open_account(
        self,
        *,
        account: str,
        holder: str,
        outgoing: PartiesControlWord,
        incoming: PartiesControlWord = ...,
        custodian: str | None = ...,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Open an account; authorised by its custodian, or by its holder when it has none."""

    def change_account_control(
        self,
        *,
        account: str,
        outgoing: PartiesControlWord,
        incoming: PartiesControlWord = ...,
        custodian: str | None = ...,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Change custodian or rules; authorised by holder (if it has keys), old custodian and new custodian."""

    def suspend_account(
        self,
        *,
        account: str,
        by: str,
        reference: str,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """A supervisor, or the account's custodian, stops all movements; a supervisor takes over a custodian's stop."""

    def reinstate_account(
        self,
        *,
        account: str,
        by: str,
        reference: str,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Lift a suspension; only the party that suspended the account, or a supervisor, may."""

    def trust_attesters(
        self,
        *,
        topic: str,
        attesters: Sequence[str],
        by: str,
        reference: str,
        since: int | datetime | None = ...,
        values: Sequence[str] = ...,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """A supervisor says whom the chain believes about a topic, from a time on; what was to come later is dropped."""

    def attest(
        self,
        *,
        party: str,
        topic: str,
        value: str,
        attester: str,
        expires: int | datetime | None = ...,
        document: str | None = ...,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """A trusted attester says something of a party: `identity`, `investor_class`, `country`, or another topic."""

    def revoke_attestation(
        self,
        *,
        party: str,
        topic: str,
        by: str,
        reference: str,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Who gave an attestation, or a supervisor, takes it back."""

class Peers(Noun[R]):
    """The calls of peers."""

    def trust(
        self,
        *,
        chain: str,
        genesis: str,
        keeper: str,
        by: str,
        policy: str,
        seal: KeyPolicy | PublicKey | KeyPolicyFields,
        reason: str,
        entry_auditors: str | None = ...,
        auditors: KeyPolicy | PublicKey | KeyPolicyFields | None = ...,
        recovery: KeyPolicy | PublicKey | KeyPolicyFields | None = ...,
        recovery_delay: int | timedelta = ...,
        since: int | datetime | None = ...,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Say whom to believe about another chain from a time on; by who keeps its record here, and a supervisor."""

    def answer(
        self,
        *,
        peer: str,
        by: str,
        checkpoint: str,
        roll: counterfoil.modules.peers.calls.LoggedEntry | PeersLoggedEntryFields,
        anchor: counterfoil.modules.peers.calls.LoggedEntry | PeersLoggedEntryFields,
        genesis: str,
        ancestry: Sequence[str],
        records: Sequence[counterfoil.modules.peers.calls.ShownRecord | PeersShownRecordFields],
        rotations: Sequence[counterfoil.modules.peers.calls.LoggedEntry | PeersLoggedEntryFields] = ...,
        audits: Sequence[counterfoil.modules.peers.calls.LoggedEntry | PeersLoggedEntryFields] = ...,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Show what records of another chain are at an anchored header of it; by any party. It proves itself."""

class Protocol(Noun[R]):
    """The calls of protocol."""

    def schedule_feature(
        self,
        *,
        feature: str,
        height: int,
        registrar: str,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """A registrar decides from which height a feature is active."""

    def schedule_version(
        self,
        *,
        protocol: int,
        height: int,
        registrar: str,
        supervisor: str | None = ...,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """A registrar decides from which height a protocol version is in force, a supervisor with it; others stop
        there."""

    def schedule_window(
        self,
        *,
        window: int,
        height: int,
        registrar: str,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """A registrar decides from which height transactions may be valid for another number of blocks."""

class Receipts(Noun[R]):
    """The calls of receipts."""

    def open_scheme(
        self,
        *,
        scheme: str,
        registered_by: str,
        commodity: str,
        uom: str,
        decimals: int,
        cash: str,
        account: str,
        rules: counterfoil.modules.receipts.terms.Asked | ReceiptsAskedFields,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Open a scheme of receipts of one kind of goods; by the exchange or registrar that registers them."""

    def set_rules(
        self,
        *,
        scheme: str,
        rules: counterfoil.modules.receipts.terms.Asked | ReceiptsAskedFields,
        reason: str,
        since: int | datetime | None = ...,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Set a scheme's rules from a time on; by its registrar."""

    def set_peers(
        self,
        *,
        scheme: str,
        by: str,
        reason: str,
        chains: Sequence[str] = ...,
        since: int | datetime | None = ...,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Say which other chains are asked about things before a document names them; by the registrar and a
        supervisor."""

    def admit_keeper(
        self,
        *,
        scheme: str,
        goods_keeper: str,
        kind: ReceiptsKeeperKindWord,
        capacity: int,
        account: str,
        gln: str | None = ...,
        guarantee: str | None = ...,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Let a keeper issue documents of a scheme; by the registrar, and the keeper, which consents to them once."""

    def bar_keeper(
        self,
        *,
        scheme: str,
        goods_keeper: str,
        reason: str,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Let a keeper take in and draft nothing new; by the registrar. What is on documents goes on."""

    def declare(
        self,
        *,
        intake: str,
        scheme: str,
        goods_keeper: str,
        depositor: str,
        lot: counterfoil.modules.receipts.terms.Lot | ReceiptsLotFields,
        declared: int,
        deposit: str | None = ...,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Declare goods that will come; by their owner, with a deposit where the rules ask for one."""

    def give_room(
        self,
        *,
        intake: str,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Approve what was declared; by the registrar."""

    def turn_away(
        self,
        *,
        intake: str,
        reason: str,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Approve it not; by the registrar. The deposit is free again."""

    def lapse(
        self,
        *,
        intake: str,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Record that declared goods did not come in time; by anybody. The deposit is forfeited if room was given."""

    def take_in(
        self,
        *,
        intake: str,
        arrived: int,
        certificate: str,
        events: Sequence[str],
        inspector: str | None = ...,
        items: Sequence[counterfoil.modules.receipts.terms.Item | ReceiptsItemFields] = ...,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Take goods in, as measured and certified; by the keeper, and an inspector where the rules ask for one."""

    def take_out(
        self,
        *,
        scheme: str,
        goods_keeper: str,
        lot: str,
        quantity: int,
        shown: counterfoil.modules.receipts.terms.Shown | ReceiptsShownFields,
        inspector: str | None = ...,
        items: Sequence[str] = ...,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Note that goods left that are on no document; by the keeper, and an inspector where the rules ask for one."""

    def strike_goods(
        self,
        *,
        scheme: str,
        goods_keeper: str,
        lot: str,
        by: str,
        reference: str,
        quantity: int = ...,
        items: Sequence[str] = ...,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Strike what a keeper took in and has no right to, or never had; by a supervisor. It is on no document. Whose
        the things are takes them in then, in the same transaction: nobody is before them."""

    def record_loss(
        self,
        *,
        scheme: str,
        goods_keeper: str,
        lot: str,
        quantity: int,
        insurance: str,
        shown: counterfoil.modules.receipts.terms.Shown | ReceiptsShownFields,
        documents: Sequence[str] = ...,
        items: Sequence[str] = ...,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Record that goods are lost, and which documents they were on; by the keeper and the registrar."""

    def draft(
        self,
        *,
        document: str,
        intake: str,
        account: str,
        contents: counterfoil.modules.receipts.terms.Contents | ReceiptsContentsFields,
        measured: int,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Make out a document of goods that were taken in; by their keeper. It has no effect before it is registered."""

    def withdraw_draft(
        self,
        *,
        document: str,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Take back a draft; by the keeper."""

    def register(
        self,
        *,
        document: str,
        settled_by: str | None = ...,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Put a document into effect; by the registrar, and its owner, who accepts it."""

    def note_fees(
        self,
        *,
        document: str,
        fees_paid_until: int | datetime,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Note until when storage is paid; by the keeper. It is a new version of the document."""

    def expire(
        self,
        *,
        document: str,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Record that a document's time is over; by anybody. It is good for its goods still."""

    def surrender(
        self,
        *,
        document: str,
        hold: str,
        way_of_delivery: str,
        delivered_at: str,
        wanted: int | datetime,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Surrender a document for its goods; by the title holder, who possesses it."""

    def restore(
        self,
        *,
        document: str,
        reason: str,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Refuse a surrender: the document is the title holder's again; by the keeper."""

    def accept(
        self,
        *,
        document: str,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Accept a surrender, after which nothing but the goods follows; by the keeper and the registrar."""

    def load_out(
        self,
        *,
        document: str,
        loaded: int,
        slip: str,
        shown: counterfoil.modules.receipts.terms.Shown | ReceiptsShownFields,
        settled_by: str | None = ...,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Deliver the goods, which ends the document; by the title holder and the keeper, who both sign the slip."""

    def dispute(
        self,
        *,
        document: str,
        by: str,
        reference: str,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Hold a document in dispute, as for fraud; by a supervisor. Its unit stays where it is."""

    def resolve(
        self,
        *,
        document: str,
        by: str,
        reference: str,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """End a dispute, so that the document is good again; by a supervisor. Lost goods must be there again."""

    def void(
        self,
        *,
        document: str,
        reference: str,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """End a document in dispute for good; by the title holder and the keeper, and the supervisor that disputes it."""

    def split(
        self,
        *,
        document: str,
        into: Sequence[counterfoil.modules.receipts.document_calls.Part | ReceiptsPartFields],
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Replace a document by several; by the title holder and the keeper."""

    def merge(
        self,
        *,
        documents: Sequence[str],
        into: str,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Replace documents of goods of one lot by one; by the title holder and the keeper."""

    def amend(
        self,
        *,
        document: str,
        into: str,
        contents: counterfoil.modules.receipts.terms.Contents | ReceiptsContentsFields,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Replace a document by one that says something else of the same goods; by the title holder and the keeper.
        With them the registrar, of one whose goods are lost in part, and the supervisor that holds it in
        dispute."""

    def to_paper(
        self,
        *,
        document: str,
        statement: str,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Replace a document by paper; by the title holder and the keeper. It has no effect from then on."""

    def from_paper(
        self,
        *,
        document: str,
        into: str,
        account: str,
        statement: str,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Replace paper by a document again; by the keeper, which took it, the registrar, and whoever presents it."""

    def nominate(
        self,
        *,
        document: str,
        nominee: str | None = ...,
        in_blank: bool = ...,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Name the account to which whoever possesses the document may endorse it; by the title holder."""

    def endorse(
        self,
        *,
        document: str,
        receiver: str,
        no_further: bool = ...,
        remark: str = ...,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Endorse a document to an account, which takes it; by the title holder, or by its possessor to a nominee."""

    def hand_over(
        self,
        *,
        document: str,
        to: str,
        hold: str,
        remark: str = ...,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Let another possess the document; by the title holder, who reserves its unit for the record."""

    def pass_on(
        self,
        *,
        document: str,
        to: str,
        remark: str = ...,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Let another possess the document; by whoever possesses it."""

    def hand_back(
        self,
        *,
        document: str,
        remark: str = ...,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Give a document back to whoever has the title; by whoever possesses it."""

    def reject(
        self,
        *,
        document: str,
        remark: str = ...,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Reject what was handed over or endorsed, as the very next action; by whoever has it by that."""

    def endorse_pledge(
        self,
        *,
        document: str,
        pledge: str,
        pledgee: str,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Endorse a document as pledged (质押), the first act of its pledge; by the title holder."""

    def sign_pledge(
        self,
        *,
        document: str,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Sign a pledge, its second act; by the keeper. The third is holdings.pledge, with the keeper as its keeper."""

class Receivables(Noun[R]):
    """The calls of receivables."""

    def set_programme(
        self,
        *,
        programme: str,
        keeper: str,
        registry: str,
        cash: str,
        offset_min: int | timedelta,
        tenor_max_days: int,
        examined_beyond_days: int,
        depth_max: int,
        accept_within: int | timedelta,
        grace_days: int,
        penalty_ppm: int,
        registered: bool = ...,
        since: int | datetime | None = ...,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Begin a programme, or change its policy from a time on; authorised by its keeper, a platform or a registrar.
        The registry that a new one names agrees to it."""

    def set_peers(
        self,
        *,
        registry: str,
        by: str,
        reason: str,
        peers: Sequence[counterfoil.modules.receivables.registries.AskedPeer | ReceivablesAskedPeerFields] = ...,
        since: int | datetime | None = ...,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Say which other chains are asked about a registry's invoices before one is promised; by it and a supervisor.
        They are asked in every programme that names the registry."""

    def set_line(
        self,
        *,
        programme: str,
        issuer: str,
        ceiling: int,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Say how much an issuer may have outstanding in a programme; authorised by the programme's keeper."""

    def register_invoice(
        self,
        *,
        programme: str,
        fingerprint: str,
        buyer: str,
        seller: str,
        amount: int,
        loose: Sequence[str] = ...,
        delivered: Sequence[str] = ...,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Record an invoice by its fingerprints; authorised by the programme's registry, whose key made them."""

    def withdraw_invoice(
        self,
        *,
        registry: str,
        fingerprint: str,
        reason: str,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Take back an invoice that was registered wrongly, on which nothing is promised or reserved; by its registry.
        It may be registered once more, rightly."""

    def clear_invoice(
        self,
        *,
        fingerprint: str,
        maker: str,
        checker: str,
        programme: str,
        reason: str,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Say that an invoice is another than the one it is like; authorised by two parties, with two keys."""

    def propose(
        self,
        *,
        root: str,
        by: str,
        terms: counterfoil.modules.receivables.records.RootTerms | ReceivablesRootTermsFields,
        until: int | datetime,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Draft a voucher, and reserve what it takes of its invoices; authorised by the issuer or by the first holder.
        A first holder that proposes accepts by it."""

    def prepare(
        self,
        *,
        root: str,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Make a confirmation, which waits for its checker; authorised by the issuer."""

    def confirm(
        self,
        *,
        root: str,
        mandate: str,
        lot: str,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Check a confirmation (确权): the issuer promises, irrevocably; authorised by it with another key than before."""

    def accept(
        self,
        *,
        root: str,
        lot: str,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Take a voucher that was confirmed (签收); authorised by whoever controls the first holder's account."""

    def refuse(
        self,
        *,
        root: str,
        reason: str,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Refuse a proposal, which frees its invoices; authorised by the issuer."""

    def withdraw(
        self,
        *,
        root: str,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Withdraw a proposal, which frees its invoices; authorised by who proposed it."""

    def lapse(
        self,
        *,
        root: str,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Record that a voucher was not confirmed, or not accepted, in time; by anybody. It frees invoices and line."""

    def split(
        self,
        *,
        lot: str,
        parts: Sequence[counterfoil.modules.receivables.lot_calls.Part | ReceivablesPartFields],
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Split a lot, and pass parts of it on; authorised by whoever has it."""

    def offer(
        self,
        *,
        lot: str,
        to: str,
        hold: str,
        financing: counterfoil.modules.receivables.lots.Financing | ReceivablesFinancingFields | None = ...,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Offer a lot to somebody, given or for money, until its hold expires; authorised by whoever has it."""

    def take(
        self,
        *,
        lot: str,
        hold: str | None = ...,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Take a lot that was offered, and pay for it; authorised by whoever controls the account it was offered to."""

    def reject(
        self,
        *,
        lot: str,
        reason: str,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Leave a lot with whoever offered it; authorised as taking it is."""

    def lapse_offer(
        self,
        *,
        lot: str,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Record that an offer was not taken in time; by anybody."""

    def name_payee(
        self,
        *,
        lot: str,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Agree to be paid on a lot that came otherwise than by being taken; authorised by whoever has it."""

    def provide(
        self,
        *,
        root: str,
        quota: int,
        hold: str | None = ...,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Provide for the payment of a voucher that is due, whole or in part; by anybody, with the issuer's own money."""

    def redeem(
        self,
        *,
        lot: str,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Pay a lot what is provided for it, and end it once that is the whole; by anybody."""

    def record_overdue(
        self,
        *,
        root: str,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Record that a voucher was not paid on its day; by anybody. Its issuer makes no new one until it is paid."""

    def record_default(
        self,
        *,
        root: str,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Record that the days of grace are over too; by anybody."""

    def cancel(
        self,
        *,
        lot: str,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """End a lot unpaid, since its trade is void; authorised by the issuer and by whoever has it, with two keys."""

    def demand(
        self,
        *,
        lot: str,
        of: str,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Ask the guarantor, or who passed a lot on with recourse, to pay; authorised by whoever has it."""

    def indemnify(
        self,
        *,
        lot: str,
        account: str,
        hold: str,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Pay what is unpaid on a lot that one was asked to pay, and have the lot; authorised by who was asked."""

    def claim(
        self,
        *,
        lot: str,
        claimant: str,
        amount: int,
        registration: str = ...,
        registered: int | datetime | None = ...,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Say that one financed a lot's receivable elsewhere, and how it was registered; authorised by who says so."""

    def acknowledge_notice(
        self,
        *,
        lot: str,
        claimant: str,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Say that one had a claimant's notice of assignment; authorised by the issuer, who is the debtor."""

    def confirm_claim(
        self,
        *,
        lot: str,
        claimant: str,
        by: str,
        registration: str,
        registered: int | datetime,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Say that one found a claim's registration as it says; authorised by the keeper, a registrar or a recorder."""

    def withdraw_claim(
        self,
        *,
        lot: str,
        claimant: str,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Claim nothing on a lot any more, nor on what it is split into; authorised by the claimant."""

    def strike_claim(
        self,
        *,
        lot: str,
        claimant: str,
        reason: str,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Strike a claim that one found untrue; authorised by the programme's keeper."""

    def rank(
        self,
        *,
        lot: str,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Record in which order those who financed one lot stand (Civil Code, article 768); by anybody."""

class Restrictions(Noun[R]):
    """The calls of restrictions."""

    def restrict(
        self,
        *,
        instrument: str,
        by: str,
        counted: bool = ...,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Let an instrument have rules, or have its holders counted as well; by its issuer, or by a supervisor."""

    def set_rules(
        self,
        *,
        instrument: str,
        by: str,
        offset_min: int | timedelta,
        rules: Sequence[counterfoil.modules.restrictions.records.Rule | RestrictionsRuleFields],
        reference: str,
        since: int | datetime | None = ...,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Replace an instrument's rules from a time on: the issuer its own, a supervisor those that supervisors
        imposed."""

    def list_party(
        self,
        *,
        instrument: str,
        party: str,
        by: str,
        listed: bool = ...,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Put a party on an instrument's list of those who may hold it, or take it off; by issuer or supervisor."""

    def declare(
        self,
        *,
        instrument: str,
        event: str,
        by: str,
        reference: str,
        document: str | None = ...,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Say that something happened on which a lock-up hangs; by issuer or supervisor, and for good."""

    def propose(
        self,
        *,
        proposal: str,
        hold: str,
        receiver: str,
        reference: str = ...,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Propose a transfer that awaits approval, of the units that a hold reserves for it; both sides sign."""

    def approve(
        self,
        *,
        proposal: str,
        by: str,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Approve a proposed transfer, by a party whom a rule asks; with the last approval the units move. Who approved
        already does so once more where the rules ask nobody else any longer."""

    def reject(
        self,
        *,
        proposal: str,
        by: str,
        reference: str,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Reject a proposed transfer, by a party whom a rule asks; the units are free again."""

    def withdraw(
        self,
        *,
        proposal: str,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Withdraw a proposed transfer that is undecided, by both sides; the units are free again."""

    def lapse(
        self,
        *,
        proposal: str,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Anybody may close a proposal whose time has passed; the units are free again."""

    def preapprove(
        self,
        *,
        hold: str,
        receiver: str,
        by: str,
        expires: int | datetime | None = ...,
        reference: str = ...,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Approve beforehand what a hold delivers, such as a leg that settles against payment; it counts once."""

class Securitisation(Noun[R]):
    """The calls of securitisation."""

    def open(
        self,
        *,
        pool: str,
        terms: counterfoil.modules.securitisation.pool_terms.PoolTerms | SecuritisationPoolTermsFields,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Open a pool; authorised by its manager, its custodian, and both sides of its account, the bridge's and the
        fee's. They agree by it to whatever the terms have the accounts give and take."""

    def admit(
        self,
        *,
        pool: str,
        owed: str,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Admit a lot that the pool's account bought, if it is what the pool's terms ask for; authorised by the
        manager."""

    def close(
        self,
        *,
        pool: str,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Cut the pool off: what is in it is fixed, and its notes come into the world; authorised by the manager."""

    def call_off(
        self,
        *,
        pool: str,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Give a pool up before its notes are issued: its lots and its money are free; authorised by the manager."""

    def subscribe(
        self,
        *,
        instrument: str,
        account: str,
        quantity: int,
        hold: str,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Subscribe to a note of a pool that is cut off, and agree to be paid; authorised by both sides of the account."""

    def withdraw(
        self,
        *,
        instrument: str,
        account: str,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Take a subscription back; authorised by both sides of the account. By anybody where its money is gone or the
        pool was called off."""

    def turn_away(
        self,
        *,
        instrument: str,
        account: str,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Refuse a subscription, whose money is free again; authorised by the manager."""

    def issue(
        self,
        *,
        pool: str,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Issue all notes against what was subscribed, all at once, or none; authorised by the manager."""

    def agree(
        self,
        *,
        instrument: str,
        account: str,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Agree to be paid on notes that one bought later; authorised by both sides of the account."""

    def note(
        self,
        *,
        lot: str,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Note that the debt of a lot in a pool is late, in default, or late no more; by anybody."""

    def count_day(
        self,
        *,
        pool: str,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Count a payment day: losses, triggers, and what each rank has by the order of payments; by anybody."""

    def pay_out(
        self,
        *,
        pool: str,
        number: int,
        payee: SecuritisationPayeeWord,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Pay the servicer its fee of a payment day, or the bridge what it has of it; by anybody."""

    def pay(
        self,
        *,
        instrument: str,
        number: int,
        accounts: Sequence[str],
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Pay holders of a note their shares of a payment day, or what is set aside for them; by anybody."""

    def set_aside(
        self,
        *,
        instrument: str,
        number: int,
        accounts: Sequence[str],
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Set aside, in the names of holders, shares of a payment day that they have not taken; by anybody."""

    def clean_up(
        self,
        *,
        pool: str,
        account: str,
        hold: str,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Pay for all that is unpaid on the lots that are left; authorised by both sides of the originator's account.
        The pool has no hold on the lots any more: its manager passes them on in the same transaction."""

    def buy_back(
        self,
        *,
        lot: str,
        account: str,
        hold: str,
        reason: str,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Pay for a lot that is not what was warranted; authorised by the manager, and both sides of the account. By
        the originator, or by who sold it. The pool has no hold on it any more: its manager passes it on in
        the same transaction."""

    def wind_up(
        self,
        *,
        pool: str,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Write off what defaulted, after the final day, when all money is distributed; authorised by the manager."""

    def retire(
        self,
        *,
        instrument: str,
        accounts: Sequence[str],
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """End units of a note whose pool is over; by anybody."""

    def liquidate(
        self,
        *,
        pool: str,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """End a pool that is over and of whose notes an order burned the last unit; by anybody."""

class Settlement(Noun[R]):
    """The calls of settlement."""

    def instruct(
        self,
        *,
        instruction: str,
        by: str,
        legs: Sequence[counterfoil.modules.settlement.records.Leg | SettlementLegFields],
        expires: int | datetime,
        intended_settlement: int | datetime = ...,
        reference: str = ...,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Propose a settlement; by a party to it, a venue or a clearing house."""

    def affirm(
        self,
        *,
        instruction: str,
        account: str,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """An account consents to all its legs: outgoing rule if it delivers, incoming rule if it receives."""

    def allocate(
        self,
        *,
        instruction: str,
        account: str,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """A delivering account reserves its units; authorised by its outgoing rule."""

    def settle(
        self,
        *,
        instruction: str,
        by: str,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Move all legs at once; by a holder or custodian of an account in it, a venue or a clearing house."""

    def settle_now(
        self,
        *,
        instruction: str,
        legs: Sequence[counterfoil.modules.settlement.records.Leg | SettlementLegFields],
        reference: str = ...,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Settle at once: this transaction carries every signature that the accounts' rules ask for."""

    def cancel(
        self,
        *,
        instruction: str,
        by: str,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Before matching: by the instructor. After it: this transaction satisfies every account's outgoing rule."""

    def expire(
        self,
        *,
        instruction: str,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Anybody may close an instruction whose expiry has passed."""

    def fail(
        self,
        *,
        instruction: str,
        by: str,
        reason: SettlementReasonWord,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Give up once the intended time has come: a venue, a clearing house, or (until all allocated) the instructor."""

class Supervision(Noun[R]):
    """The calls of supervision."""

    def set_policy(
        self,
        *,
        by: str,
        changers: Sequence[str],
        powers: Sequence[counterfoil.modules.supervision.records.Power | SupervisionPowerFields],
        second: str | None = ...,
        since: int | datetime | None = ...,
        changed_by_two: bool = ...,
        superiors: Sequence[str] = ...,
        state_accounts: Sequence[str] = ...,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Set who may order what; the first by a supervisor, each after by whom the one in force names."""

    def open_file(
        self,
        *,
        kind: SupervisionSubjectKindWord,
        subject: str,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Open the file of what no order ever touched, so that just this can be proved; by anybody."""

    def give(
        self,
        *,
        order: str,
        kind: SupervisionOrderKindWord,
        authority: str,
        reference: str,
        document: str,
        scope: counterfoil.modules.supervision.order.Scope | SupervisionScopeFields,
        expires: int | datetime,
        checker: str | None = ...,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Give an order, in force at once; by an authority, and a second party where the policy asks for four eyes."""

    def propose(
        self,
        *,
        order: str,
        kind: SupervisionOrderKindWord,
        authority: str,
        reference: str,
        document: str,
        scope: counterfoil.modules.supervision.order.Scope | SupervisionScopeFields,
        expires: int | datetime,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Propose an order, which is in force once a second party approves it; by an authority."""

    def approve(
        self,
        *,
        order: str,
        checker: str,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Put an order in force that another proposed; by one who may check it, with keys of its own."""

    def lift(
        self,
        *,
        order: str,
        by: str,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Take back an order that was not carried out, or a limit; by who gave it, or a superior."""

    def expire(
        self,
        *,
        order: str,
        by: str | None = ...,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Close an order whose time is over, with what stands under it; by anybody, of a suspension by a supervisor."""

    def freeze(
        self,
        *,
        order: str,
        by: str,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Carry out an order to freeze; by its authority, who checked it, or a registrar."""

    def thaw(
        self,
        *,
        order: str,
        by: str,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Carry out an order that a freeze ends; by its authority, who checked it, or a registrar."""

    def seize(
        self,
        *,
        order: str,
        by: str,
        free: int = ...,
        taken: Sequence[counterfoil.modules.holdings.records.Taken | HoldingsTakenFields] = ...,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Move units to the state account that an order of seizure names, in one step or several; by who may carry it
        out. Frozen and pledged units move as far as they are named."""

    def burn(
        self,
        *,
        order: str,
        by: str,
        free: int = ...,
        taken: Sequence[counterfoil.modules.holdings.records.Taken | HoldingsTakenFields] = ...,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Extinguish units under an order, in one step or several; by who may carry it out."""

    def renew_keys(
        self,
        *,
        order: str,
        registrar: str,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Put the new keys in force that an order of recovery names; by a registrar."""

    def recover(
        self,
        *,
        order: str,
        by: str,
        holdings: Sequence[counterfoil.modules.supervision.calls.RecoveredHolding | SupervisionRecoveredHoldingFields],
        more: bool = ...,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Move all that an account holds, as it is, to the new account of the same holder; by who may carry it out. An
        account that has more holdings than one step takes is recovered in several: each but the last says
        that more is to come, and nothing else moves in the account meanwhile."""

    def end(
        self,
        *,
        order: str,
        by: str,
        records: Sequence[str],
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """End what an account's units are reserved for, and free them; by who may carry the order out. What other
        accounts reserved for the same is free again as well. An order that names no record is carried out in
        as many steps as it takes."""

    def suspend(
        self,
        *,
        order: str,
        by: str,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Carry out an order to suspend a party, an account or an instrument; by the authority, a supervisor."""

    def resume(
        self,
        *,
        order: str,
        by: str,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Carry out an order to resume what is suspended; by the authority, a supervisor."""

    def set_limit(
        self,
        *,
        order: str,
        by: str,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Carry out an order that limits positions; by its authority, who checked it, or a registrar."""

    def answer(
        self,
        *,
        order: str,
        document: str,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Answer a demand for disclosure by the hash of a document; by the party that it addresses. The document itself
        can travel sealed to the authority's key, or by another way."""

    def sell(
        self,
        *,
        order: str,
        by: str,
        hold: str,
        receiver: str,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Sell what was seized, units against money; the buyer's hold, whose executor is the order, is paid whole."""

    def give_back(
        self,
        *,
        order: str,
        hold: str,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Free a buyer's money that was held for an order of sale that is over; by anybody."""

    def return_to_victims(
        self,
        *,
        order: str,
        by: str,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Share out what was seized, or what it brought, in proportion to what is due; by who may carry the order out."""

class Traceability(Noun[R]):
    """The calls of traceability."""

    def open_repository(
        self,
        *,
        repository: str,
        keeper: str,
        title: str,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Open a repository of events about goods; by who keeps it."""

    def anchor(
        self,
        *,
        repository: str,
        batch: int,
        events: int,
        root: str,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Anchor the next batch of a repository's events, by their root; by its keeper."""

    def close_repository(
        self,
        *,
        repository: str,
        reason: str,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Close a repository for good, whose batches stay; by its keeper."""

class Validators(Noun[R]):
    """The calls of validators."""

    def offer(
        self,
        *,
        validator: str,
        party: str,
        keys: counterfoil.modules.validators.possession.ProvedKeys | ValidatorsProvedKeysFields,
        moniker: str,
        address: str,
        expires: int | datetime | None = ...,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Offer to run a validator; by the firm whose it is. Its keys prove that they are its own."""

    def begin(
        self,
        *,
        validators: Sequence[str],
        registrar: str,
        supervisor: str | None = ...,
        recovery: KeyPolicy | PublicKey | KeyPolicyFields | None = ...,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Make validators on offer the first of the chain; by a registrar, a supervisor and all of their firms."""

    def join(
        self,
        *,
        validator: str,
        registrar: str,
        reason: str,
        supervisor: str | None = ...,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Take a validator on offer into the set; by a decision of the council, or by a registrar and a supervisor."""

    def leave(
        self,
        *,
        validator: str,
        by: str,
        reason: str,
        supervisor: str | None = ...,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Take a validator out for good; by its firm, by a decision of the council, or by a registrar and a supervisor."""

    def rotate(
        self,
        *,
        validator: str,
        keys: counterfoil.modules.validators.possession.ProvedKeys | ValidatorsProvedKeysFields,
        expires: int | datetime | None = ...,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Give a validator other keys, one or both; by its firm. The new ones prove that they are its own."""

    def set_expiry(
        self,
        *,
        validator: str,
        expires: int | datetime | None = ...,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """Say until when a validator's keys and certificates hold; by its firm."""

    def restore(
        self,
        *,
        supervisor: str,
        reference: str,
        remaining: Sequence[str],
        last: int,
        rotation: str,
        sealed: Sequence[counterfoil.law.call.SealedAttachment | SealedAttachmentFields] = ...,
    ) -> R:
        """After a loss of the quorum, go on with those who remain; by a supervisor's order and all of their firms."""

class Nouns(Generic[R]):
    """Offers every module by its name."""

    def _called(self, call: Call) -> R: ...
    @property
    def access(self) -> Access[R]:
        """The calls of access."""

    @property
    def cash(self) -> Cash[R]:
        """The calls of cash."""

    @property
    def clearing(self) -> Clearing[R]:
        """The calls of clearing."""

    @property
    def contracts(self) -> Contracts[R]:
        """The calls of contracts."""

    @property
    def crossings(self) -> Crossings[R]:
        """The calls of crossings."""

    @property
    def disclosure(self) -> Disclosure[R]:
        """The calls of disclosure."""

    @property
    def funds(self) -> Funds[R]:
        """The calls of funds."""

    @property
    def futures(self) -> Futures[R]:
        """The calls of futures."""

    @property
    def governance(self) -> Governance[R]:
        """The calls of governance."""

    @property
    def holdings(self) -> Holdings[R]:
        """The calls of holdings."""

    @property
    def instruments(self) -> Instruments[R]:
        """The calls of instruments."""

    @property
    def insurance(self) -> Insurance[R]:
        """The calls of insurance."""

    @property
    def lifecycle(self) -> Lifecycle[R]:
        """The calls of lifecycle."""

    @property
    def oracles(self) -> Oracles[R]:
        """The calls of oracles."""

    @property
    def over_the_counter(self) -> OverTheCounter[R]:
        """The calls of over_the_counter."""

    @property
    def parties(self) -> Parties[R]:
        """The calls of parties."""

    @property
    def peers(self) -> Peers[R]:
        """The calls of peers."""

    @property
    def protocol(self) -> Protocol[R]:
        """The calls of protocol."""

    @property
    def receipts(self) -> Receipts[R]:
        """The calls of receipts."""

    @property
    def receivables(self) -> Receivables[R]:
        """The calls of receivables."""

    @property
    def restrictions(self) -> Restrictions[R]:
        """The calls of restrictions."""

    @property
    def securitisation(self) -> Securitisation[R]:
        """The calls of securitisation."""

    @property
    def settlement(self) -> Settlement[R]:
        """The calls of settlement."""

    @property
    def supervision(self) -> Supervision[R]:
        """The calls of supervision."""

    @property
    def traceability(self) -> Traceability[R]:
        """The calls of traceability."""

    @property
    def validators(self) -> Validators[R]:
        """The calls of validators."""

class Noun(Generic[R]):
    """The calls of one module."""

    def __init__(self, noun: str, called: Callable[[Call], R]) -> None: ...

class Calls(Nouns[Call]):
    """Makes calls and sends nothing: for `submit`, `draft`, `rehearse` and batches."""

calls: Calls
