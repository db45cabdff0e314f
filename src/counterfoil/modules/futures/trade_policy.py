# SPDX-License-Identifier: Apache-2.0
"""How a trade came about, why one was forced, and a product's rules for those that two agree on."""

from enum import StrEnum
from typing import Annotated

import msgspec
from msgspec import Meta

from counterfoil.primitives.types import Millionths

Band = Annotated[Millionths, Meta(ge=0, le=1_000_000)]


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
    exercise = "exercise"
    """no trade: an option was exercised, or its seller was assigned (行权, 履约; CTP OptionsExecution)"""
    lapse = "lapse"
    """no trade: an option ended without being exercised"""

    @property
    def is_trade(self) -> bool:
        """Whether two agreed on it: then it closes lots in the order that the product's rules and the trade say."""
        return self not in (TradeKind.exercise, TradeKind.lapse)


class ForceCloseReason(StrEnum):
    """Why a position is closed whether its holder will or not (CTP ForceCloseReason)."""

    lack_deposit = "lack_deposit"
    """the account is under a margin call"""
    over_limit = "over_limit"
    """the account has more on that side than its limit, as when that was lowered (CTP ClientOverPositionLimit)"""
    member_over_limit = "member_over_limit"
    """all that the member answers for is over the member's limit, by the venue's word (CTP MemberOverPositionLimit)"""
    not_multiple = "not_multiple"
    """near the end, the lots are no multiple of what is delivered together"""
    violation = "violation"
    """the account violated a rule, by the venue's word"""
    person_delivery = "person_delivery"
    """near the end, the account takes no delivery"""


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
