# SPDX-License-Identifier: Apache-2.0
"""Calls about halts."""

from counterfoil.law.call import Call, LegalReference
from counterfoil.primitives.types import PartyId, TimestampField


class Halt(Call, frozen=True, tag_field="call", tag="futures.halt"):
    """Halt a contract, or all of a product, from a time on; by its venue or its house.

    No trade of a time within the halt is booked. What was traded before is, and days are settled as ever.
    """

    product: str
    by: PartyId
    reason: LegalReference
    contract: str | None = None
    """None: every contract of the product"""
    since: TimestampField | None = None
    """now, or later; None: from now on"""


class Resume(Call, frozen=True, tag_field="call", tag="futures.resume"):
    """Let go on what one halted, from a time on; by who halted it."""

    product: str
    by: PartyId
    reason: LegalReference
    contract: str | None = None
    """as the halt says: None for one of the whole product"""
    until: TimestampField | None = None
    """now, or later; None: from now on"""
