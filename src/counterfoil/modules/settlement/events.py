# SPDX-License-Identifier: Apache-2.0
"""Events of the settlement module."""

from collections.abc import Iterable, Iterator
from functools import partial
from typing import Any, ClassVar

from msgspec.structs import replace

from counterfoil.evidence.event import ObjectClass, Side
from counterfoil.law.event import Changes, Consents, EventData, Touch, given_by
from counterfoil.law.moment import Moment, all_known, known
from counterfoil.law.outcome import require
from counterfoil.modules.parties.authority import OPERATORS, require_party, signed_for, together
from counterfoil.modules.parties.records import ACCOUNTS, PARTIES
from counterfoil.modules.settlement.outcomes import SettlementOutcome
from counterfoil.modules.settlement.records import (
    INSTRUCTIONS,
    Affirmation,
    EndedByOrder,
    Instruction,
    Leg,
    Reason,
    SettlementStatus,
)
from counterfoil.primitives.types import AccountId, PartyId, Timestamp

_INSTRUCTIONS: Changes[Instruction] = Changes(INSTRUCTIONS)


class TransferReport(EventData, frozen=True):
    object: ClassVar[ObjectClass] = ObjectClass.transfer_report


class Instructed(TransferReport, frozen=True):
    """A settlement was proposed."""

    type: ClassVar[str] = "settlement.instructed"
    instruction: str
    instructor: PartyId
    legs: tuple[Leg, ...]
    intended_settlement: Timestamp
    expires: Timestamp
    reference: str

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        instruction = Instruction(
            instruction=self.instruction,
            instructor=self.instructor,
            legs=self.legs,
            intended_settlement=self.intended_settlement,
            expires=self.expires,
            reference=self.reference,
            status=SettlementStatus.accepted,
        )
        yield _INSTRUCTIONS.create(instruction, self.instruction)

    def permit(self, moment: Moment) -> Consents:
        require_concerned(moment, self.instructor, accounts_of(self.legs))
        return ()


class Affirmed(TransferReport, frozen=True):
    """An account stands by all its legs."""

    type: ClassVar[str] = "settlement.affirmed"
    instruction: str
    account: AccountId
    status: SettlementStatus

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        affirmation = Affirmation(self.account, given_by(consents))

        def affirm(before: Instruction) -> Instruction:
            return replace(before, affirmed=(*before.affirmed, affirmation), status=self.status)

        yield _INSTRUCTIONS.change(affirm, self.instruction)

    def permit(self, moment: Moment) -> Consents:
        instruction = known(moment, INSTRUCTIONS, self.instruction)
        sides = ((Side.gives, instruction.senders), (Side.takes, instruction.receivers))
        own = [side for side, accounts in sides if self.account in accounts]
        return together(moment, tuple(signed_for(moment, self.account, side) for side in own))


class Allocated(TransferReport, frozen=True):
    """A delivering account reserved its units."""

    type: ClassVar[str] = "settlement.allocated"
    instruction: str
    account: AccountId
    status: SettlementStatus

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        def allocate(before: Instruction) -> Instruction:
            return replace(before, allocated=(*before.allocated, self.account), status=self.status)

        yield _INSTRUCTIONS.change(allocate, self.instruction)

    def permit(self, moment: Moment) -> Consents:
        return (signed_for(moment, self.account, Side.gives),)


class Settled(EventData, frozen=True):
    """All legs moved at once. An immediate settlement, made by its own transaction, gives its legs here."""

    type: ClassVar[str] = "settlement.settled"
    object: ClassVar[ObjectClass] = ObjectClass.fund_settlement
    instruction: str
    by: PartyId | None
    legs: tuple[Leg, ...] | None
    reference: str
    time: Timestamp

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        if self.legs is None:
            yield _INSTRUCTIONS.replace(self.instruction, status=SettlementStatus.settled)
            return
        settled = Instruction(
            instruction=self.instruction,
            instructor=None,
            legs=self.legs,
            intended_settlement=self.time,
            expires=self.time,
            reference=self.reference,
            status=SettlementStatus.settled,
        )
        yield _INSTRUCTIONS.create(settled, self.instruction)

    def permit(self, moment: Moment) -> Consents:
        if self.by is not None:
            require_concerned(moment, self.by, known(moment, INSTRUCTIONS, self.instruction).accounts)
        return ()


class Ended(TransferReport, frozen=True):
    """What cancelling and failing share: the instruction ends without settling."""

    ends: ClassVar[SettlementStatus]
    instruction: str
    by: PartyId | None
    reason: Reason

    def touches(self, moment: Moment, consents: Consents) -> Iterator[Touch]:
        yield _INSTRUCTIONS.replace(self.instruction, status=self.ends, reason=self.reason)


class Cancelled(Ended, frozen=True):
    """Cancelled by the instructor before matching, by all accounts after it, or by anybody once it has expired."""

    type: ClassVar[str] = "settlement.cancelled"
    ends: ClassVar[SettlementStatus] = SettlementStatus.cancelled

    def permit(self, moment: Moment) -> Consents:
        if self.by is None:
            return ()
        require_party(moment, self.by)
        if self.reason is Reason.cancelled_by_instructing_party:
            return ()
        instruction = known(moment, INSTRUCTIONS, self.instruction)
        agreed = all_known(partial(signed_for, moment, account, Side.gives) for account in instruction.accounts)
        return together(moment, agreed, self.by)


class Failed(Ended, frozen=True):
    """Given up: by a venue or a clearing house, or by the instructor until all have allocated."""

    type: ClassVar[str] = "settlement.failed"
    ends: ClassVar[SettlementStatus] = SettlementStatus.failed

    def permit(self, moment: Moment) -> Consents:
        by = PartyId(self.by or "")
        require_party(moment, by)
        if not set(OPERATORS) & set(known(moment, PARTIES, by).roles):
            instruction = known(moment, INSTRUCTIONS, self.instruction)
            alone = by == instruction.instructor and instruction.status is not SettlementStatus.pending
            require(alone, SettlementOutcome.not_a_party_to_it, by)
        return ()


EVENTS: tuple[Any, ...] = (Instructed, Affirmed, Allocated, Settled, Cancelled, Failed, EndedByOrder)


def accounts_of(legs: Iterable[Leg]) -> tuple[AccountId, ...]:
    """Every account with a leg, in order of first mention."""
    return tuple(dict.fromkeys(account for leg in legs for account in (leg.sender, leg.receiver)))


def require_concerned(moment: Moment, by: PartyId, accounts: Iterable[AccountId]) -> None:
    """``by`` consents, and operates the market, or holds or keeps one of the accounts."""
    require_party(moment, by)
    if set(OPERATORS) & set(known(moment, PARTIES, by).roles):
        return
    found = (moment.read(ACCOUNTS, account) for account in accounts)
    has_part = any(account is not None and by in (account.holder, account.custodian) for account in found)
    require(has_part, SettlementOutcome.not_a_party_to_it, by)
