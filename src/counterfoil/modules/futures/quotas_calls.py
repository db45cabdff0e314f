# SPDX-License-Identifier: Apache-2.0
"""Calls about quotas."""

from counterfoil.law.call import Call, LegalReference
from counterfoil.law.dated import DayField
from counterfoil.modules.futures.records import HedgeFlag, Lots
from counterfoil.primitives.types import HashField, PartyId


class GrantQuota(Call, frozen=True, tag_field="call", tag="futures.grant_quota"):
    """Let a client open so many lots for a purpose, from a day to a day; by the house.

    Takes the place of what was granted for the same days, be it more or less.
    """

    product: str
    holder: PartyId
    hedge: HedgeFlag
    long: Lots
    """that may be open on the long side, in all accounts of the client"""
    short: Lots
    first: DayField
    last: DayField
    document: HashField
    """hash of what was applied for and decided"""
    contract: str | None = None
    """None: all contracts of the product together"""


class EndQuota(Call, frozen=True, tag_field="call", tag="futures.end_quota"):
    """End what a client may open for a purpose, now and on days to come; by the house. What is open stays open."""

    product: str
    holder: PartyId
    hedge: HedgeFlag
    reason: LegalReference
    contract: str | None = None
    """as it was granted"""
