# SPDX-License-Identifier: Apache-2.0
"""Events of the reviews of code: who decides on it, what is proposed, and what reviewers say of it."""

from collections.abc import Iterator
from typing import ClassVar

from msgspec.structs import asdict, replace

from counterfoil.evidence.event import ObjectClass
from counterfoil.law.event import Changes, Consents, EventData, Touch
from counterfoil.law.moment import Moment, known
from counterfoil.law.outcome import require
from counterfoil.modules.contracts.outcomes import ContractsOutcome
from counterfoil.modules.contracts.records import (
    CODES,
    OVER,
    REVIEWS,
    REVIEWS_KEY,
    Code,
    CodeStatus,
    ReviewPolicy,
    Reviews,
    Upgrades,
)
from counterfoil.modules.contracts.reviewing import require_reviewer
from counterfoil.modules.parties.authority import require_parties, require_party, require_role, supervises
from counterfoil.modules.parties.records import Role
from counterfoil.primitives.types import CodeField, HashField, KeyId, PartyId, Timestamp

_CODES: Changes[Code] = Changes(CODES)


class CodeEvent(EventData, frozen=True):
    object: ClassVar[ObjectClass] = ObjectClass.regulatory


class ReviewsSet(CodeEvent, frozen=True):
    """Who decides on code, from a time on."""

    type: ClassVar[str] = "contracts.reviews_set"
    policy: ReviewPolicy
    policies: tuple[ReviewPolicy, ...]
    """all that are in force or to come, with it"""
    by: PartyId
    supervisor: PartyId | None

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        yield Touch(
            REVIEWS, (REVIEWS_KEY,), lambda before: replace(before or Reviews(policies=()), policies=self.policies)
        )

    def permit(self, moment: Moment) -> Consents:
        require_role(moment, self.by, Role.registrar)
        if self.supervisor is not None:
            require_role(moment, self.supervisor, Role.supervisor)
            require_parties(moment, self.by, self.supervisor)
        return ()


class CodeProposed(CodeEvent, frozen=True):
    """A program was proposed: for the first time, or anew after a review that came to nothing."""

    type: ClassVar[str] = "contracts.proposed"
    code: CodeField
    name: str
    title: str
    licence: str
    upgrades: Upgrades
    source: str
    tests: HashField | None
    dialect: int
    review: int
    """which of the code"""
    by: PartyId
    keys: tuple[KeyId, ...]
    """identifiers of those that signed for the proposer"""

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        code = Code(**asdict(self))

        def begin(before: Code | None) -> Code:
            require(before is None or before.status in OVER, ContractsOutcome.code_exists, self.code)
            return code

        yield Touch(CODES, (self.code,), begin)

    def permit(self, moment: Moment) -> Consents:
        require_party(moment, self.by)
        return ()


class CodeReviewed(CodeEvent, frozen=True):
    """What approval, refusal and withdrawal of code share."""

    code: CodeField
    by: PartyId
    reason: str
    time: Timestamp


class CodeApproved(CodeReviewed, frozen=True):
    """A reviewer or a supervisor approved code. ``complete``: with this, all have that must."""

    type: ClassVar[str] = "contracts.approved"
    complete: bool
    keys: tuple[KeyId, ...]
    """identifiers of those that signed for whoever approved"""

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        def approve(code: Code) -> Code:
            keys = tuple(sorted({*code.keys, *self.keys}))
            approved = replace(code, approved_by=(*code.approved_by, self.by), keys=keys)
            if not self.complete:
                return approved
            return replace(approved, status=CodeStatus.cleared, decided=self.time, decided_by=self.by)

        yield _CODES.change(approve, self.code)

    def permit(self, moment: Moment) -> Consents:
        require_reviewer(moment, self.by)
        return ()


class CodeDeclined(CodeReviewed, frozen=True):
    """Code was declined."""

    type: ClassVar[str] = "contracts.declined"

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        yield _CODES.replace(self.code, status=CodeStatus.turned_down, decided=self.time, decided_by=self.by)

    def permit(self, moment: Moment) -> Consents:
        if self.by == known(moment, CODES, self.code).by:
            require_party(moment, self.by)
        else:
            require_reviewer(moment, self.by)
        return ()


class CodeWithdrawn(CodeReviewed, frozen=True):
    """Approved code is deployed no more; what runs it goes on."""

    type: ClassVar[str] = "contracts.withdrawn"

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        yield _CODES.replace(self.code, status=CodeStatus.withdrawn, decided=self.time, decided_by=self.by)

    def permit(self, moment: Moment) -> Consents:
        return by_or_supervisor(moment, self.by, known(moment, CODES, self.code).by)


def by_or_supervisor(moment: Moment, by: PartyId, entitled: PartyId | None) -> Consents:
    if by == entitled:
        require_party(moment, by)
    else:
        other = "another" if entitled is not None and supervises(moment, entitled) else "a"
        or_else = "" if entitled is None else f"the party {entitled}, who began this, or {other} "
        require_role(moment, by, Role.supervisor, or_else=or_else)
    return ()
