# SPDX-License-Identifier: Apache-2.0
"""Records of corporate actions: what an instrument pays or gives, how the whole is divided, who is entitled to what."""

from collections.abc import Mapping
from enum import StrEnum
from typing import ClassVar, Final

from counterfoil.evidence.event import ConsentKind
from counterfoil.law.event import Act, Movement
from counterfoil.law.moment import Moment
from counterfoil.law.outcome import require
from counterfoil.law.table import Table, TrailedRecord
from counterfoil.modules.instruments.records import Money
from counterfoil.modules.lifecycle.outcomes import LifecycleOutcome
from counterfoil.modules.lifecycle.records import Income
from counterfoil.primitives.types import (
    AccountId,
    InstrumentId,
    PartyId,
    PositiveQuantity,
    Quantity,
    RecordPath,
    Timestamp,
)
from counterfoil.terms.kernel.arithmetic import Rounding


class ActionKind(StrEnum):
    """What an action pays or gives."""

    coupon = "coupon"
    """interest, and principal repaid before the end, by the terms"""
    final_maturity = "final_maturity"
    """the last payment by the terms, for which the units end"""
    dividend = "dividend"
    """cash, or by the holder's election new shares for it"""
    bonus = "bonus"
    splits = "split"
    rights = "rights"
    """the right to new shares for a price, until a deadline"""


BY_TERMS: Final = frozenset({ActionKind.coupon, ActionKind.final_maturity})
IN_CASH: Final = BY_TERMS | {ActionKind.dividend}
BRINGS: Final = frozenset({ActionKind.dividend, ActionKind.bonus, ActionKind.splits, ActionKind.rights})
"""kinds under which the issuer lets new units come into the world"""
TAXED: Final[Mapping[ActionKind, Income]] = {
    ActionKind.coupon: Income.interest,
    ActionKind.final_maturity: Income.interest,
    ActionKind.dividend: Income.dividend,
}


class ActionStatus(StrEnum):
    announced = "announced"
    recorded = "recorded"
    """the register is known, and the whole computed"""
    payable = "payable"
    """the whole is divided"""
    paid_out = "paid_out"
    cancelled = "cancelled"


ACTION_CYCLE: Final[Mapping[ActionStatus, frozenset[ActionStatus]]] = {
    ActionStatus.announced: frozenset({ActionStatus.recorded, ActionStatus.cancelled}),
    ActionStatus.recorded: frozenset({ActionStatus.payable}),
    ActionStatus.payable: frozenset({ActionStatus.paid_out}),
    ActionStatus.paid_out: frozenset(),
    ActionStatus.cancelled: frozenset(),
}
"""status → the statuses it may change to"""


class Action(TrailedRecord, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A corporate action on the units of an instrument, which it binds as a rule; its snapshot has its identifier."""

    grant_kind: ClassVar[ConsentKind] = ConsentKind.rule
    instrument: InstrumentId
    action: str
    kind: ActionKind
    issuer: PartyId
    record_time: Timestamp
    ex_time: Timestamp | None
    """from when trades are without it; by then units must have settled: who holds at the record time is entitled"""
    pay_time: Timestamp
    cash: InstrumentId | None
    amount: str | None
    """per so many units: cash in its smallest unit, new units, or what the units become in a split; a decimal.

    None: it takes rates, and follows from them once the register is recorded
    """
    taxable: str | None
    """what of it is income; a decimal"""
    per: PositiveQuantity
    rounding: Rounding
    price: Money | None
    """of a new unit: of rights, or of shares elected instead of cash"""
    deadline: Timestamp | None
    """of elections and rights"""
    proceeds: AccountId | None
    """the issuer's account into which rights are paid"""
    reference: str
    status: ActionStatus = ActionStatus.announced
    units: Quantity | None = None
    """what was outstanding at the record time"""
    whole: int | None = None
    """what is paid or given in all, in its smallest unit"""
    taxed: int | None = None
    """what of it is income"""
    division: str | None = None
    hold: str | None = None
    """out of which it is paid"""
    payer: AccountId | None = None

    @property
    def path(self) -> RecordPath:
        return ACTIONS.path(self.instrument, self.action)

    @property
    def pays(self) -> InstrumentId:
        """What is paid or given: cash, or the instrument's own units."""
        return self.cash if self.kind in IN_CASH and self.cash is not None else self.instrument

    def grants(self, moment: Moment, movement: Movement) -> tuple[PartyId, ...]:
        """Whoever holds the units took them with these terms: new ones come in, and at the end they go."""
        self._require_own(movement)
        return (self.issuer,)

    def issued_by(self, moment: Moment, movement: Movement) -> tuple[PartyId, ...]:
        """The issuer, which announced it or registered the terms."""
        self._require_own(movement)
        kinds = BRINGS if movement.act is Act.issues else {ActionKind.final_maturity}
        require(self.kind in kinds, LifecycleOutcome.action_not_so_far, movement.act)
        return (self.issuer,)

    def _require_own(self, movement: Movement) -> None:
        own = movement.cause == self.path and self.status is ActionStatus.payable
        require(own, LifecycleOutcome.action_not_so_far, self.path)


class Division(TrailedRecord, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A way to divide the whole: each account's share rounded down, and one unit more for the largest remainders.

    Which is the last of these is claimed, and the claim is right just when the entitlements add up to the whole.
    """

    instrument: InstrumentId
    action: str
    division: str
    last: AccountId | None
    """the last account, in order of remainders, that has one unit more; None: no account has"""
    remainder: int
    """its remainder"""


class EntitlementStatus(StrEnum):
    due = "due"
    paid_out = "paid_out"


class Entitlement(TrailedRecord, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What one account gets, in the smallest unit of ``instrument``, which is what is paid."""

    security: InstrumentId
    action: str
    account: AccountId
    instrument: InstrumentId
    gross: Quantity
    tax: Quantity = Quantity(0)
    tax_account: AccountId | None = None
    claimed: Quantity = Quantity(0)
    """what buyers of unsettled trades have claimed of it, after tax"""
    exercised: Quantity = Quantity(0)
    """of rights"""
    in_shares: bool = False
    """elected new shares instead of cash"""
    taken_over_by: AccountId | None = None
    """the account to which an order of recovery moved what this one held; it has what is owed"""
    status: EntitlementStatus = EntitlementStatus.due

    @property
    def owed_to(self) -> AccountId:
        """Whose it is now."""
        return self.taken_over_by or self.account

    @property
    def net(self) -> int:
        """What is left for the account."""
        return self.gross - self.tax - self.claimed

    def split(self, price: int | None) -> tuple[int, int]:
        """(new units, rest in cash) that it comes to for a price of a unit, where new units were elected."""
        return divmod(self.net, price or 1) if self.in_shares else (0, self.net)


class MarketClaimStatus(StrEnum):
    raised = "raised"
    settled = "settled"


class MarketClaim(TrailedRecord, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a buyer, whose trade was due by the record time and is not settled, claims of the seller's entitlement."""

    security: InstrumentId
    action: str
    seller: AccountId
    buyer: AccountId
    instruction: RecordPath
    instrument: InstrumentId
    quantity: Quantity
    status: MarketClaimStatus = MarketClaimStatus.raised
    paid_to: AccountId | None = None


ACTIONS: Final = Table("lifecycle/action", Action, LifecycleOutcome.unknown_action, LifecycleOutcome.action_exists)
DIVISIONS: Final = Table(
    "lifecycle/division", Division, LifecycleOutcome.unknown_division, LifecycleOutcome.division_exists
)
ENTITLEMENTS: Final = Table(
    "lifecycle/entitlement", Entitlement, LifecycleOutcome.not_entitled, LifecycleOutcome.entitled_already
)
MARKET_CLAIMS: Final = Table(
    "lifecycle/claim", MarketClaim, LifecycleOutcome.unknown_market_claim, LifecycleOutcome.market_claim_exists
)
