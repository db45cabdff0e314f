# SPDX-License-Identifier: Apache-2.0
"""How a trade came about, why one was forced, and a product's rules for those that two agree on."""

from enum import StrEnum
from typing import Annotated

import msgspec
from msgspec import Meta

from counterfoil.primitives.types import Millionths

Band = Annotated[Millionths, Meta(ge=0, le=1_000_000)]


class TradeKind(StrEnum):
    """How a trade came about (CTP TradeType)."""

    common = "common"
    """matched by the venue"""
    block = "block"
    """a block trade (大宗交易), agreed between two"""
    efp = "efp"
    """an exchange for physicals (期转现), agreed between two who deal in the goods besides"""


class ForceCloseReason(StrEnum):
    """Why a position is closed whether its holder will or not (CTP ForceCloseReason)."""

    lack_deposit = "lack_deposit"
    """the account is under a margin call"""
    not_multiple = "not_multiple"
    """near the end, the lots are no multiple of what is delivered together"""
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
