# SPDX-License-Identifier: Apache-2.0
"""The law of settlement: affirmed by all, allocated by those who deliver, then settled; or all at once."""

from collections.abc import Iterable
from typing import Final

from counterfoil.law.event import EventData
from counterfoil.law.module import Law, Rule
from counterfoil.law.moment import Moment, known
from counterfoil.law.outcome import require
from counterfoil.modules.holdings.events import Transferred
from counterfoil.modules.holdings.records import ENCUMBRANCES, Part
from counterfoil.modules.holdings.reservations import Held
from counterfoil.modules.settlement import calls as c
from counterfoil.modules.settlement import events as e
from counterfoil.modules.settlement.outcomes import SettlementOutcome
from counterfoil.modules.settlement.records import (
    FAILURES,
    INSTRUCTIONS,
    OPEN,
    Instruction,
    Leg,
    Reason,
    SettlementStatus,
)
from counterfoil.modules.settlement.words import WORDS

IMMEDIATE_SETTLEMENT: Final = "immediate_settlement"
"""The feature that lets a settlement be made by one transaction that all sign."""


def instruct(call: c.Instruct, moment: Moment) -> Iterable[EventData]:
    _require_two_sides(call.legs)
    lasts = call.expires > max(moment.time, call.intended_settlement)
    require(lasts, SettlementOutcome.expires_too_early, call.instruction)
    yield e.Instructed(
        instruction=call.instruction,
        instructor=call.by,
        legs=call.legs,
        intended_settlement=call.intended_settlement,
        expires=call.expires,
        reference=call.reference,
    )


def affirm(call: c.Affirm, moment: Moment) -> Iterable[EventData]:
    instruction = _open(moment, call.instruction)
    require(call.account in instruction.accounts, SettlementOutcome.account_not_in_instruction, call.account)
    done = instruction.affirmed_by(call.account) is not None
    require(not done, SettlementOutcome.already_affirmed, call.account)
    complete = len(instruction.affirmed) + 1 == len(instruction.accounts)
    status = SettlementStatus.matched if complete else SettlementStatus.accepted
    yield e.Affirmed(instruction=call.instruction, account=call.account, status=status)


def allocate(call: c.Allocate, moment: Moment) -> Iterable[EventData]:
    instruction = _open(moment, call.instruction)
    require(call.account in instruction.accounts, SettlementOutcome.account_not_in_instruction, call.account)
    delivers = call.account in instruction.senders and call.account not in instruction.allocated
    require(delivers, SettlementOutcome.already_allocated, call.account)
    require(instruction.status is SettlementStatus.matched, SettlementOutcome.not_matched, call.instruction)
    path = INSTRUCTIONS.path(call.instruction)
    for position, leg in enumerate(instruction.legs):
        if leg.sender == call.account:
            yield Held(
                encumbrance=instruction.reservation(position),
                account=leg.sender,
                instrument=leg.instrument,
                quantity=leg.quantity,
                executor=path,
                expires=instruction.expires,
                cause=path,
                reference=instruction.reference,
            )
    complete = len(instruction.allocated) + 1 == len(instruction.senders)
    status = SettlementStatus.pending if complete else SettlementStatus.matched
    yield e.Allocated(instruction=call.instruction, account=call.account, status=status)


def settle(call: c.Settle, moment: Moment) -> Iterable[EventData]:
    instruction = _open(moment, call.instruction)
    require(instruction.status is SettlementStatus.pending, SettlementOutcome.not_allocated, call.instruction)
    require(moment.time >= instruction.intended_settlement, SettlementOutcome.too_early, call.instruction)
    path = INSTRUCTIONS.path(call.instruction)
    for position, leg in enumerate(instruction.legs):
        yield Transferred(
            sender=leg.sender,
            receiver=leg.receiver,
            instrument=leg.instrument,
            quantity=leg.quantity,
            part=Part.held,
            giving=ENCUMBRANCES.path(instruction.reservation(position)),
            taking=path,
            cause=path,
            reference=instruction.reference,
        )
    yield e.Settled(
        instruction=call.instruction, by=call.by, legs=None, reference=instruction.reference, time=moment.time
    )


def settle_now(call: c.SettleNow, moment: Moment) -> Iterable[EventData]:
    _require_two_sides(call.legs)
    path = INSTRUCTIONS.path(call.instruction)
    for leg in call.legs:
        yield Transferred(
            sender=leg.sender,
            receiver=leg.receiver,
            instrument=leg.instrument,
            quantity=leg.quantity,
            cause=path,
            reference=call.reference,
        )
    yield e.Settled(instruction=call.instruction, by=None, legs=call.legs, reference=call.reference, time=moment.time)


def cancel(call: c.Cancel, moment: Moment) -> Iterable[EventData]:
    instruction = _open(moment, call.instruction)
    alone = instruction.status is SettlementStatus.accepted and call.by == instruction.instructor
    reason = Reason.cancelled_by_instructing_party if alone else Reason.cancelled_by_agreement
    yield from instruction.given_back()
    yield e.Cancelled(instruction=call.instruction, by=call.by, reason=reason)


def expire(call: c.Expire, moment: Moment) -> Iterable[EventData]:
    instruction = _open(moment, call.instruction, expired_too=True)
    require(moment.time >= instruction.expires, SettlementOutcome.instruction_not_expired, call.instruction)
    yield from instruction.given_back()
    yield e.Cancelled(instruction=call.instruction, by=None, reason=Reason.cancelled_by_system)


def fail(call: c.Fail, moment: Moment) -> Iterable[EventData]:
    instruction = _open(moment, call.instruction, expired_too=True)
    require(call.reason in FAILURES, SettlementOutcome.reason_not_a_failure, call.reason)
    require(moment.time >= instruction.intended_settlement, SettlementOutcome.too_early, call.instruction)
    yield from instruction.given_back()
    yield e.Failed(instruction=call.instruction, by=call.by, reason=call.reason)


def _open(moment: Moment, instruction: str, *, expired_too: bool = False) -> Instruction:
    """The instruction, which must still be able to change."""
    record = known(moment, INSTRUCTIONS, instruction)
    require(record.status in OPEN, SettlementOutcome.instruction_not_open, instruction)
    lasts = expired_too or moment.time < record.expires
    require(lasts, SettlementOutcome.instruction_expired, instruction)
    return record


def _require_two_sides(legs: Iterable[Leg]) -> None:
    require(all(leg.sender != leg.receiver for leg in legs), SettlementOutcome.leg_to_itself)


LAW: Final = Law(
    noun="settlement",
    calls={
        c.Instruct: Rule(instruct),
        c.Affirm: Rule(affirm),
        c.Allocate: Rule(allocate),
        c.Settle: Rule(settle),
        c.SettleNow: Rule(settle_now, feature=IMMEDIATE_SETTLEMENT),
        c.Cancel: Rule(cancel),
        c.Expire: Rule(expire),
        c.Fail: Rule(fail),
    },
    events=e.EVENTS,
    tables=(INSTRUCTIONS,),
    outcomes=SettlementOutcome,
    words=WORDS,
)
