# SPDX-License-Identifier: Apache-2.0
"""Rules of settlement: affirmed by all, allocated by those who deliver, then settled; or all at once."""

from typing import Final

from counterfoil.primitives import canonical
from counterfoil.verify import calls as c
from counterfoil.verify.authority import (
    OPERATORS,
    Moment,
    require_concerned,
    require_consent,
    require_movable,
    require_outgoing,
    require_party,
)
from counterfoil.verify.checks import CheckFailed
from counterfoil.verify.facts import AllMissing, Instruction, Leg
from counterfoil.verify.rule import Caused, caused, require
from counterfoil.verify.rules_holdings import moved

OPEN: Final = ("accepted", "matched", "pending")
FAILURES: Final = ("lack_of_securities", "insufficient_money", "no_settlement_instruction")


def instructed(call: c.Instruct, _moment: Moment) -> list[Caused]:
    return [
        caused(
            "settlement.instructed",
            instruction=call.instruction,
            status="accepted",
            instructor=call.by,
            legs=call.legs,
            intended_settlement=call.intended_settlement,
            expires=call.expires,
            reference=call.reference,
        )
    ]


def may_instruct(call: c.Instruct, moment: Moment) -> None:
    _require_two_sides(call.legs)
    expires_later = call.expires > max(moment.time, call.intended_settlement)
    require(expires_later, "an instruction that could never settle: it expires first", "交收指令在可交收之前即已过期")
    require_concerned(moment, _proposed(call.instruction, call.legs, call.by), call.by)


def affirmed(call: c.Affirm, moment: Moment) -> list[Caused]:
    known = moment.facts.instruction(call.instruction)
    if known is None:
        return []
    complete = len(known.affirmed) + 1 == len(known.accounts)
    status = "matched" if complete else "accepted"
    return [caused("settlement.affirmed", instruction=call.instruction, status=status, account=call.account)]


def may_affirm(call: c.Affirm, moment: Moment) -> None:
    known = _require_open(moment, call.instruction)
    has_a_leg = call.account in known.accounts and call.account not in known.affirmed
    require(has_a_leg, f"{call.account} has nothing to affirm", f"{call.account} 无须确认")
    require_consent(moment, known, call.account)


def allocated(call: c.Allocate, moment: Moment) -> list[Caused]:
    known = moment.facts.instruction(call.instruction)
    if known is None:
        return []
    complete = len(known.allocated) + 1 == len(known.senders)
    status = "pending" if complete else "matched"
    holds = [
        caused(
            "holdings.held",
            encumbrance=known.reservation(position),
            account=leg.sender,
            instrument=leg.instrument,
            quantity=leg.quantity,
            executor=None,
            expires=known.expires,
            reference=known.instruction,
            settlement=known.instruction,
        )
        for position, leg in enumerate(known.legs)
        if leg.sender == call.account
    ]
    done = caused("settlement.allocated", instruction=call.instruction, status=status, account=call.account)
    return [*holds, done]


def may_allocate(call: c.Allocate, moment: Moment) -> None:
    known = _require_open(moment, call.instruction)
    require(known.status == "matched", "not every account had affirmed", "并非所有账户均已确认")
    delivers = call.account in known.senders and call.account not in known.allocated
    require(delivers, f"{call.account} has nothing to allocate", f"{call.account} 无须预留应付标的")
    require_outgoing(moment, call.account)
    _require_leg_movable(moment)


def settled(call: c.Settle, moment: Moment) -> list[Caused]:
    known = moment.facts.instruction(call.instruction)
    if known is None:
        return []
    moves = [
        moved(
            leg.sender,
            leg.receiver,
            leg.instrument,
            leg.quantity,
            part="held",
            encumbrance=known.reservation(position),
            reference="",
            settlement=known.instruction,
        )
        for position, leg in enumerate(known.legs)
    ]
    return [*moves, caused("settlement.settled", instruction=call.instruction, status="settled", by=call.by)]


def may_settle(call: c.Settle, moment: Moment) -> None:
    known = _require_open(moment, call.instruction)
    require(known.status == "pending", "not every delivering account had allocated", "并非所有交付账户均已预留应付标的")
    require(moment.time >= known.intended_settlement, "too early to settle", "尚未到交收时间")
    require_concerned(moment, known, call.by)
    _require_leg_movable(moment)


def settled_now(call: c.SettleNow, _moment: Moment) -> list[Caused]:
    moves = [
        moved(
            leg.sender,
            leg.receiver,
            leg.instrument,
            leg.quantity,
            part="free",
            reference="",
            settlement=call.instruction,
        )
        for leg in call.legs
    ]
    done = caused(
        "settlement.settled",
        instruction=call.instruction,
        status="settled",
        legs=call.legs,
        reference=call.reference,
    )
    return [*moves, done]


def may_settle_now(call: c.SettleNow, moment: Moment) -> None:
    _require_two_sides(call.legs)
    proposed = _proposed(call.instruction, call.legs, None)
    require_consent(moment, proposed, *proposed.accounts)
    _require_leg_movable(moment)


def _require_leg_movable(moment: Moment) -> None:
    """Of a leg's own event: instrument and accounts were active then."""
    data = moment.data
    accounts = [data[side] for side in ("sender", "receiver", "account") if side in data]
    if "instrument" in data:
        require_movable(moment, data["instrument"], *accounts)


def cancelled(call: c.Cancel, moment: Moment) -> list[Caused]:
    known = moment.facts.instruction(call.instruction)
    if known is None:
        return []
    alone = known.status == "accepted" and call.by == known.instructor
    reason = "cancelled_by_instructing_party" if alone else "cancelled_by_agreement"
    return _ended(known, "settlement.cancelled", "cancelled", reason, call.by)


def may_cancel(call: c.Cancel, moment: Moment) -> None:
    known = _require_open(moment, call.instruction)
    require_party(moment, call.by)
    if known.status == "accepted" and call.by == known.instructor:
        return
    missing = AllMissing()
    for account in known.accounts:
        with missing.noted():
            require_outgoing(moment, account)
    missing.require_none()


def expired(call: c.Expire, moment: Moment) -> list[Caused]:
    known = moment.facts.instruction(call.instruction)
    if known is None:
        return []
    return _ended(known, "settlement.cancelled", "cancelled", "cancelled_by_system", None)


def may_expire(call: c.Expire, moment: Moment) -> None:
    known = _require_open(moment, call.instruction, expired_too=True)
    require(moment.time >= known.expires, "the instruction had not expired", "交收指令尚未过期")


def failed(call: c.Fail, moment: Moment) -> list[Caused]:
    known = moment.facts.instruction(call.instruction)
    return [] if known is None else _ended(known, "settlement.failed", "failed", call.reason, call.by)


def may_fail(call: c.Fail, moment: Moment) -> None:
    known = _require_open(moment, call.instruction, expired_too=True)
    record = require_party(moment, call.by)
    instructs = call.by == known.instructor and known.status != "pending"
    entitled = instructs or bool(set(OPERATORS) & set(record.roles))
    require(entitled, f"{call.by} may not give the instruction up", f"{call.by} 无权宣告该交收指令失败")
    require(call.reason in FAILURES, f"{call.reason} is no reason for failing", f"{call.reason} 不是可用的失败原因")
    require(moment.time >= known.intended_settlement, "too early to give up", "尚未到交收时间")


def _ended(known: Instruction, type_: str, status: str, reason: str, by: str | None) -> list[Caused]:
    released = [
        caused(
            "holdings.released",
            encumbrance=known.reservation(position),
            account=leg.sender,
            instrument=leg.instrument,
            quantity=leg.quantity,
            settlement=known.instruction,
        )
        for position, leg in enumerate(known.legs)
        if leg.sender in known.allocated
    ]
    end = caused(type_, instruction=known.instruction, status=status, by=by, reason=reason)
    return [*released, end]


def _proposed(instruction: str, legs: c.Legs, instructor: str | None) -> Instruction:
    return Instruction(
        instruction=instruction,
        instructor=instructor,
        legs=tuple(canonical.convert(leg, Leg, from_attributes=True) for leg in legs),
        intended_settlement=0,
        expires=0,
        status="accepted",
    )


def _require_two_sides(legs: c.Legs) -> None:
    two_sided = all(leg.sender != leg.receiver for leg in legs)
    require(two_sided, "a leg delivers to its own sender", "某一笔的转出方与转入方相同")


def _require_open(moment: Moment, instruction: str, *, expired_too: bool = False) -> Instruction:
    known = moment.facts.instruction(instruction)
    if known is None or known.status not in OPEN or (moment.time >= known.expires and not expired_too):
        raise CheckFailed(f"instruction {instruction} was not open then", f"交收指令 {instruction} 当时已不可变更")
    return known
