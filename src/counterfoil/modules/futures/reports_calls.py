# SPDX-License-Identifier: Apache-2.0
"""Calls about large positions."""

from typing import Annotated

from msgspec import Meta

from counterfoil.law.call import Call, LegalReference
from counterfoil.modules.futures.positions import Direction
from counterfoil.primitives.types import AccountId, HashField, PartyId


class NotePosition(Call, frozen=True, tag_field="call", tag="futures.note_position"):
    """Note, at a day's end, that a client's or a member's position is a large one, or one no more; by anybody.

    Large it is from the lots that the product's rules say. Whose it is reports by the end of the next trading day.
    """

    contract: str
    holder: PartyId
    direction: Direction
    lots: Annotated[int, Meta(ge=0, le=10**12)]
    """that its accounts have open, for the purposes that the limit counts"""
    grouped: bool = False
    """whether those under one actual control reach the threshold together, of which it has some"""
    of_member: bool = False
    """whether it is what all accounts have for which the holder, a member, answers"""


class ReportPosition(Call, frozen=True, tag_field="call", tag="futures.report_position"):
    """Report a large position, by client and member, or a member's own by it: what is said is in ``sealed`` alone.

    ``counterfoil clearing report send`` makes it from a file.
    """

    contract: str
    direction: Direction
    root: HashField
    """over a head and what is reported, salted (RFC 6962)"""
    account: AccountId | None = None
    """a margin account of the client's, for which the member answers; None: the report is a member's own"""
    member: PartyId | None = None
    """whose own report it is"""


class NoteMissing(Call, frozen=True, tag_field="call", tag="futures.note_missing"):
    """Note that a report did not come in time; by the house. If the rules say so, nothing is opened until it does."""

    contract: str
    holder: PartyId
    direction: Direction
    reason: LegalReference
    of_member: bool = False
    """whether a member's own report is missing"""
