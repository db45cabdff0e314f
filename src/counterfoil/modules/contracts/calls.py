# SPDX-License-Identifier: Apache-2.0
"""Calls of the contracts module."""

from typing import Annotated

from msgspec import Meta

from counterfoil.law.call import Call, LegalReference, NewId
from counterfoil.modules.contracts.records import (
    FIRST_REVIEW,
    NO_ARGUMENTS,
    Arguments,
    FunctionName,
    Licence,
    Reviewers,
    ReviewNumber,
    Shown,
    Source,
    Upgrades,
)
from counterfoil.primitives.types import CodeField, HashField, PartyId, TimestampField

Title = Annotated[str, Meta(max_length=200)]
Trial = Annotated[tuple[PartyId, ...], Meta(max_length=16)]


class SetReviews(Call, frozen=True, tag_field="call", tag="contracts.set_reviews"):
    """Say who decides on code from a time on; by a registrar and a supervisor, or by a decision."""

    reviewers: Reviewers
    quorum: Annotated[int, Meta(ge=1, le=64)]
    """how many of them must approve"""
    by: PartyId
    reference: LegalReference
    supervisor: PartyId | None = None
    """none where a council is the registrar"""
    supervised: bool = True
    """whether a supervisor must approve besides"""
    since: TimestampField | None = None
    """None: from now on"""


class ProposeCode(Call, frozen=True, tag_field="call", tag="contracts.propose"):
    """Propose a program; by any party. Its name is the hash of what it says (``contract check`` tells it)."""

    code: CodeField
    name: NewId
    licence: Licence
    upgrades: Upgrades
    source: Source
    by: PartyId
    title: Title = ""
    tests: HashField | None = None
    """SHA-256 of the tests that come with it"""


class Approve(Call, frozen=True, tag_field="call", tag="contracts.approve"):
    """Approve code; by a reviewer or a supervisor. With the last that is needed it is approved."""

    code: CodeField
    by: PartyId
    reference: LegalReference
    review: ReviewNumber = FIRST_REVIEW
    """which one of the code: a word about one proposal is none about another's of the same code"""


class Decline(Call, frozen=True, tag_field="call", tag="contracts.decline"):
    """Decline code that is under review; by a reviewer, a supervisor, or whoever proposed it."""

    code: CodeField
    by: PartyId
    reason: LegalReference
    review: ReviewNumber = FIRST_REVIEW
    """which one of the code"""


class WithdrawCode(Call, frozen=True, tag_field="call", tag="contracts.withdraw"):
    """Let approved code be deployed no more; by a supervisor, or whoever proposed it. What runs goes on."""

    code: CodeField
    by: PartyId
    reason: LegalReference


class Deploy(Call, frozen=True, tag_field="call", tag="contracts.deploy"):
    """Let approved code run under an account that it alone moves; runs its ``init``, if it has one."""

    contract: NewId
    code: CodeField
    account: NewId
    by: PartyId
    arguments: Arguments = NO_ARGUMENTS
    shows: Shown = ()
    """records that it may look at"""
    trial: Trial = ()
    """who may call it at first; nobody named: everybody"""


class OpenToAll(Call, frozen=True, tag_field="call", tag="contracts.open"):
    """End a contract's trial: everybody may call it; by whoever deployed it."""

    contract: str


class Run(Call, frozen=True, tag_field="call", tag="contracts.call"):
    """Call a function of a contract, in the name of those who consent."""

    contract: str
    function: FunctionName
    by: Annotated[tuple[PartyId, ...], Meta(min_length=1, max_length=8)]
    """in whose name; the first is the caller"""
    arguments: Arguments = NO_ARGUMENTS
    shows: Shown = ()
    """records that it may look at, as they are when it does"""


class Pause(Call, frozen=True, tag_field="call", tag="contracts.pause"):
    """Stop a contract: nothing of it runs; by whoever deployed it, or a supervisor."""

    contract: str
    by: PartyId
    reason: LegalReference


class Resume(Call, frozen=True, tag_field="call", tag="contracts.resume"):
    """Let a paused contract run on; by whoever paused it, or a supervisor."""

    contract: str
    by: PartyId
    reason: LegalReference


class Retire(Call, frozen=True, tag_field="call", tag="contracts.retire"):
    """End a contract, and close its account to what would come in; by whoever deployed it.

    Where the account holds units a supervisor agrees: an order alone moves them then.
    """

    contract: str
    reason: LegalReference
    supervisor: PartyId | None = None
    """agrees that it ends with units in its account; none where there are none, or a council deployed it"""


class Upgrade(Call, frozen=True, tag_field="call", tag="contracts.upgrade"):
    """Replace a contract's code, as its own policy allows; runs the new code's ``migrate``, if it has one."""

    contract: str
    code: CodeField
    arguments: Arguments = NO_ARGUMENTS
    shows: Shown = ()
