# SPDX-License-Identifier: Apache-2.0
"""Calls about how a contract ends."""

from typing import Annotated

from msgspec import Meta

from counterfoil.law.call import Call, Reference
from counterfoil.modules.futures.expiry import Observed
from counterfoil.modules.futures.records import Price
from counterfoil.primitives.types import AccountId


class ObserveIndex(Call, frozen=True, tag_field="call", tag="futures.observe_index"):
    """Say what the index was in the last two hours of a contract's last trading day; by its venue.

    Values have the decimals that its rules say of the index. Each is later than all before it, and comes before the
    final price is fixed.
    """

    contract: str
    observed: Annotated[tuple[Observed, ...], Meta(min_length=1, max_length=1_000)]


class FixFinal(Call, frozen=True, tag_field="call", tag="futures.fix_final"):
    """Fix a contract's final price, once its last day's settlement price is; by the house.

    Computed by the product's rules, or announced with a reason, which overrides what was observed.
    """

    contract: str
    price: Price | None = None
    """with the decimals of final prices; None: as the rules compute it, halves up"""
    reason: Reference = ""


class Expire(Call, frozen=True, tag_field="call", tag="futures.expire"):
    """Close all that an account has open of a contract at its final price; by anybody.

    Where the contract ends in goods, what is open on one side more than on the other is to be delivered.
    """

    account: AccountId
    contract: str


class End(Call, frozen=True, tag_field="call", tag="futures.end"):
    """Say that a contract has ended, once nothing of it is open or to be delivered; by anybody."""

    contract: str
