# SPDX-License-Identifier: Apache-2.0
"""Orders, and what of them is dealt on a day: by these records accounts give and take, each exactly what is theirs."""

from collections.abc import Iterator
from enum import StrEnum
from typing import ClassVar, Final, NamedTuple

from counterfoil.evidence.event import ConsentKind
from counterfoil.evidence.event import Side as Way
from counterfoil.law.event import Act, Movement
from counterfoil.law.moment import Moment, known
from counterfoil.law.outcome import Refused, require
from counterfoil.law.table import Table, TrailedRecord
from counterfoil.modules.funds.outcomes import FundsOutcome
from counterfoil.modules.funds.reckoning import proceeds
from counterfoil.modules.funds.records import FUND_VALUES, FUNDS, LOTS, Cents, Side
from counterfoil.modules.holdings.outcomes import HoldingsOutcome
from counterfoil.modules.holdings.records import ENCUMBRANCES, Encumbrance, GrantStatus
from counterfoil.primitives.types import (
    AccountId,
    DayNumber,
    InstrumentId,
    PartyId,
    Quantity,
    RecordPath,
    Timestamp,
)

WHOLE_BP: Final = 10_000


class OrderStatus(StrEnum):
    placed = "placed"
    dealt = "dealt"
    cancelled = "cancelled"
    lapsed = "lapsed"
    """what was not accepted could not be put off: its hold ends before it could be paid"""


ORDER_CYCLE: Final[dict[OrderStatus, frozenset[OrderStatus]]] = {
    OrderStatus.placed: frozenset({OrderStatus.dealt, OrderStatus.cancelled, OrderStatus.lapsed}),
    OrderStatus.dealt: frozenset(),
    OrderStatus.cancelled: frozenset(),
    OrderStatus.lapsed: frozenset(),
}
"""status → the statuses it may change to; what is put off stays placed, for a later day"""


class DealingStatus(StrEnum):
    due = "due"
    settled = "settled"
    given_up = "given_up"


DEALING_CYCLE: Final[dict[DealingStatus, frozenset[DealingStatus]]] = {
    DealingStatus.due: frozenset({DealingStatus.settled, DealingStatus.given_up}),
    DealingStatus.settled: frozenset(),
    DealingStatus.given_up: frozenset(),
}
"""status → the statuses it may change to"""


class FundOrder(TrailedRecord, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Money for units, or units for money, at the value of a day that is not known yet."""

    fund_order: str
    side: Side
    instrument: InstrumentId
    hold: str
    account: AccountId
    """which takes"""
    agreed_by: tuple[PartyId, ...]
    """for what it takes"""
    placed: Timestamp
    amount: int
    """cents of money, or units that are not dealt yet"""
    fee: Cents
    """of the money"""
    day: DayNumber
    place: int
    """in the line of its day, from 1 on"""
    status: OrderStatus = OrderStatus.placed

    @property
    def weight(self) -> int:
        """What it is allotted by: nothing once it is over."""
        return self.amount - self.fee if self.status is OrderStatus.placed else 0


class Payout(NamedTuple):
    """Money for units that are given back: to whoever gives them, and to whoever sells the fund's units."""

    paid: int
    fee: int
    """all of it"""
    earned: int
    """what of the fee does not stay in the fund"""


class Expected(NamedTuple):
    """One movement that a dealing stands for, and who consented."""

    way: Way
    account: AccountId
    instrument: InstrumentId
    quantity: int
    receiver: AccountId
    by: tuple[PartyId, ...]


class Dealing(TrailedRecord, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What of an order was dealt on a day. Who ordered and who set up the fund consented to just its movements."""

    grant_kind: ClassVar[ConsentKind] = ConsentKind.mandate
    fund_order: str
    day: DayNumber
    side: Side
    instrument: InstrumentId
    units: Quantity
    consideration: Cents
    """that buys them; of units given back, what they were worth once that is paid"""
    fee: Cents
    settles: DayNumber
    """not before this day"""
    status: DealingStatus = DealingStatus.due

    @property
    def needed(self) -> int:
        """What of the hold it uses."""
        return self.consideration + self.fee if self.side is Side.subscribes else self.units

    def payable(self, hold: Encumbrance, time: Timestamp) -> bool:
        """Whether there is something to settle, and the hold still pays for it."""
        lasts = hold.status is GrantStatus.active and (hold.expires is None or time < hold.expires)
        return self.units > 0 and lasts and hold.quantity >= self.needed

    def grants(self, moment: Moment, movement: Movement) -> tuple[PartyId, ...]:
        """The accounts of order and fund give and take what was dealt, by the doing of the order, once."""
        self._require_due(movement.cause)
        for one in self._expected(moment):
            if movement[:5] == one[:5]:
                return one.by
        raise Refused(HoldingsOutcome.consent_missing, self.fund_order)

    def issued_by(self, moment: Moment, movement: Movement) -> tuple[PartyId, ...]:
        """The manager lets the units come that were bought, and those go that are given back."""
        self._require_due(movement.cause)
        act = Act.issues if self.side is Side.subscribes else Act.redeems
        meant = (movement.act, movement.instrument, movement.quantity) == (act, self.instrument, self.units)
        require(meant, HoldingsOutcome.consent_missing, self.fund_order)
        return (known(moment, FUNDS, self.instrument).manager,)

    def payout(self, moment: Moment) -> Payout:
        """What its units are worth at the day's value, by the lots of the account that gives them."""
        value = known(moment, FUND_VALUES, self.instrument, str(self.day))
        fund = known(moment, FUNDS, self.instrument)
        lots = known(moment, LOTS, giver(moment, known(moment, FUND_ORDERS, self.fund_order)), self.instrument).lots
        require(
            sum(lot.units for lot in lots) >= self.units, HoldingsOutcome.insufficient_free_quantity, self.fund_order
        )
        gross, fee = proceeds(lots, self.units, value, fund.decimals)
        return Payout(gross - fee, fee, fee - fee * value.kept_bp // WHOLE_BP)

    def _require_due(self, cause: RecordPath | None) -> None:
        require(cause == FUND_ORDERS.path(self.fund_order), HoldingsOutcome.consent_missing, self.fund_order)
        require(self.status is DealingStatus.due, FundsOutcome.dealing_over, self.fund_order)

    def _expected(self, moment: Moment) -> Iterator[Expected]:
        order, fund = known(moment, FUND_ORDERS, self.fund_order), known(moment, FUNDS, self.instrument)
        if self.side is Side.subscribes:
            yield _taking(order.account, self.instrument, self.units, order.agreed_by)
            yield _taking(fund.cash_account, fund.cash, self.consideration, fund.takes_by)
            yield _taking(fund.fee_account, fund.cash, self.fee, fund.fee_takes_by)
            return
        payout = self.payout(moment)
        ways = ((order.account, payout.paid, order.agreed_by), (fund.fee_account, payout.earned, fund.fee_takes_by))
        for account, quantity, by in ways:
            yield Expected(Way.gives, fund.cash_account, fund.cash, quantity, account, fund.pays_by)
            yield _taking(account, fund.cash, quantity, by)


FUND_ORDERS: Final = Table("funds/order", FundOrder, FundsOutcome.unknown_fund_order, FundsOutcome.fund_order_exists)
DEALINGS: Final = Table("funds/dealing", Dealing, FundsOutcome.unknown_dealing, FundsOutcome.dealing_exists)


def giver(moment: Moment, order: FundOrder) -> AccountId:
    """The account out of which an order is paid: where its hold stands now."""
    return known(moment, ENCUMBRANCES, order.hold).account


def _taking(account: AccountId, instrument: InstrumentId, quantity: int, by: tuple[PartyId, ...]) -> Expected:
    return Expected(Way.takes, account, instrument, quantity, account, by)
