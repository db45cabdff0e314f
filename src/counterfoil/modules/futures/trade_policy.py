# SPDX-License-Identifier: Apache-2.0
"""How a trade came about, why one was forced, when and how it is made, and the rules of a product for all that."""

from enum import StrEnum
from typing import Annotated, Final

import msgspec
from msgspec import Meta

from counterfoil.primitives.types import PARTS_PER_MILLION, Millionths

Band = Annotated[Millionths, Meta(ge=0, le=1_000_000)]


EVENING: Final = 1_080
"""Minute of the day, 18:00, from which a session is one of the night before."""


class ClosingOrder(StrEnum):
    """Which lots a trade closes."""

    stated = "stated"
    """as it says, today's or those of days before (SHFE, INE)"""
    oldest_first = "oldest_first"
    today_first = "today_first"


class Session(msgspec.Struct, frozen=True, gc=False, forbid_unknown_fields=True):
    """From a minute to a minute. From 18:00 on it is of the trading day that follows, and may end after midnight."""

    begins: Annotated[int, Meta(ge=0, le=1_440)]
    ends: Annotated[int, Meta(ge=1, le=2_160)]

    @property
    def at_night(self) -> bool:
        """Whether it is in the evening before its trading day."""
        return self.begins >= EVENING


class SettlementMethod(StrEnum):
    """Over which trades of a day the settlement price is the average, weighted by lots."""

    last_hour = "last_hour"
    whole_day = "whole_day"


class TradeKind(StrEnum):
    """How a trade came about (CTP TradeType)."""

    common = "common"
    """matched by the venue"""
    block = "block"
    """a block trade (大宗交易), agreed between two"""
    efp = "efp"
    """an exchange for physicals (期转现), agreed between two who deal in the goods besides"""
    reduction = "reduction"
    """by no order of the account's: a forced reduction (强制减仓) closed it"""
    auction = "auction"
    """no trade: a defaulter's lots went to the member that bid best for them, at the settlement price"""
    exercise = "exercise"
    """no trade: an option was exercised, or its seller was assigned (行权, 履约; CTP OptionsExecution)"""
    lapse = "lapse"
    """no trade: an option ended without being exercised"""

    @property
    def is_trade(self) -> bool:
        """Whether two agreed on it: then it closes lots in the order that the product's rules and the trade say."""
        return self not in (TradeKind.exercise, TradeKind.lapse)

    @property
    def is_made(self) -> bool:
        """Whether no venue registers it: it comes once the price is fixed, and a position always has room for it.

        Else a day could not end. There is as much of it as the calls that make it.
        """
        return self in (TradeKind.exercise, TradeKind.lapse, TradeKind.reduction, TradeKind.auction)

    @property
    def opens_free(self) -> bool:
        """Whether lots that it opens cost no fee: what an option brings costs what its exercise costs, and no more."""
        return self in (TradeKind.exercise, TradeKind.auction)

    @property
    def closes_free(self) -> bool:
        """Whether lots that it closes cost none."""
        return self in (TradeKind.lapse, TradeKind.auction)


class ForceCloseReason(StrEnum):
    """Why a position is closed whether its holder will or not (CTP ForceCloseReason)."""

    lack_deposit = "lack_deposit"
    """the account is under a margin call"""
    over_limit = "over_limit"
    """the account has more on that side than its limit, as when that was lowered (CTP ClientOverPositionLimit)"""
    together_over_limit = "together_over_limit"
    """the client's accounts, or those under one actual control, have more together than the limit"""
    member_over_limit = "member_over_limit"
    """the member's accounts have more together than its limit (CTP MemberOverPositionLimit)"""
    not_multiple = "not_multiple"
    """near the end, the lots are no multiple of what is delivered together"""
    violation = "violation"
    """the account violated a rule, by the venue's word"""
    person_delivery = "person_delivery"
    """near the end, the account takes no delivery"""
    member_default = "member_default"
    """the account's member is in default, and the account is its own, or fails too"""


JUDGED_OF_ALL: Final = frozenset({ForceCloseReason.together_over_limit, ForceCloseReason.member_over_limit})
"""Reasons that a limit judges: no law reads what several accounts have."""


class MemberLimit(msgspec.Struct, frozen=True, gc=False, kw_only=True, forbid_unknown_fields=True):
    """Lots that all accounts for which a member answers may have together on one side of a contract."""

    lots: Annotated[int, Meta(ge=1, le=10**12)] | None = None
    """None: any, but for a share of what is open"""
    of_open_ppm: Millionths | None = None
    """of what is open, as its venue last published it"""
    of_open_from: Annotated[int, Meta(ge=0, le=10**12)] = 0
    """lots open from which on the share holds, and the number before it no more (CFFEX: 25 % from 600,000)"""

    def of(self, open_interest: int) -> int | None:
        """The limit where so much is open; None: there is none."""
        if self.of_open_ppm is None or open_interest < self.of_open_from:
            return self.lots
        return open_interest * self.of_open_ppm // PARTS_PER_MILLION


class OpenedLots(msgspec.Struct, frozen=True, gc=False, forbid_unknown_fields=True):
    """So many lots of a contract."""

    contract: str
    lots: Annotated[int, Meta(ge=-(10**12), le=10**12)]


class OpeningLimit(msgspec.Struct, frozen=True, gc=False, kw_only=True, forbid_unknown_fields=True):
    """Lots that may be opened in one day (交易限额), bought and sold together: of an account, a client, a group.

    Exchanges have it of each contract, with other numbers for some. What is opened within a quota is not counted.
    """

    lots: Annotated[int, Meta(ge=1, le=10**12)] | None = None
    """of any one contract; None: any"""
    product_lots: Annotated[int, Meta(ge=1, le=10**12)] | None = None
    """of all contracts of the product together; None: any"""
    contracts: Annotated[tuple[OpenedLots, ...], Meta(max_length=64)] = ()
    """contracts that have another number"""

    def of(self, contract: str) -> int | None:
        """Of one contract."""
        return next((one.lots for one in self.contracts if one.contract == contract), self.lots)

    def exceeded_by(self, contract: str, lots: int, product_lots: int) -> str | None:
        """Where so many would be more than may be, in words; None: nowhere."""
        limit = self.of(contract)
        if limit is not None and lots > limit:
            return f"{contract}: {lots} of {limit} in the day"
        if self.product_lots is not None and product_lots > self.product_lots:
            return f"all contracts: {product_lots} of {self.product_lots} in the day"
        return None


class BilateralRules(msgspec.Struct, frozen=True, gc=False, kw_only=True, forbid_unknown_fields=True):
    """Within what block trades and exchanges for physicals are agreed: bands either way of the last settlement price.

    A day's price limits do not bind them, nor its sessions, and no settlement price counts them.
    """

    block_ppm: Band | None = None
    """None: no block trades"""
    block_lots: Annotated[int, Meta(ge=1, le=10**9)] = 1
    """that a block has at least"""
    efp_ppm: Band | None = None
    """None: no exchanges for physicals"""
    house_agrees: bool = False
    """whether the house agrees to each, too"""
    while_halted: bool = False
    """whether they are agreed while the contract is halted"""
