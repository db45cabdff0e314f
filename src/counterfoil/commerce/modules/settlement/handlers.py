# SPDX-License-Identifier: Apache-2.0
"""Handlers of settlement instructions."""

from typing import Any

from msgspec.structs import replace

from counterfoil.commerce.context import Context, EventType
from counterfoil.commerce.modules.settlement import messages as m
from counterfoil.commerce.modules.settlement.ports import AccountsView, SettlementHoldings
from counterfoil.commerce.modules.settlement.state import (
    FAILURES,
    INSTRUCTIONS,
    OPEN,
    Instruction,
    Reason,
    SettlementStatus,
)
from counterfoil.commerce.outcome import Outcome
from counterfoil.primitives.types import AccountId, PartyId

OPERATORS = ("venue", "clearing_house")
"""Roles that may instruct, settle and fail instructions they have no account in."""


class Settlement:
    """Affirm, allocate, settle: atomically, whatever the legs are."""

    def __init__(self, accounts: AccountsView, holdings: SettlementHoldings) -> None:
        self._accounts = accounts
        self._holdings = holdings

    def instruct(self, ctx: Context, message: m.Instruct) -> Outcome:
        instruction = Instruction(
            instruction=message.instruction,
            instructor=message.by,
            legs=message.legs,
            intended_settlement=message.intended_settlement,
            expires=message.expires,
            reference=message.reference,
            status=SettlementStatus.accepted,
        )
        # authorise
        if (outcome := self._require_concerned(ctx, instruction, message.by)) is not Outcome.ok:
            return outcome
        # check
        if (outcome := self._check_new(ctx, instruction)) is not Outcome.ok:
            return outcome
        if message.expires <= ctx.time or message.expires <= message.intended_settlement:
            return Outcome.expiry_in_the_past
        # emit
        data = {
            "instructor": message.by,
            "legs": message.legs,
            "intended_settlement": message.intended_settlement,
            "expires": message.expires,
            "reference": message.reference,
        }
        _emit(ctx, m.INSTRUCTED, instruction, data)
        return Outcome.ok

    def affirm(self, ctx: Context, message: m.Affirm) -> Outcome:
        instruction = _open_instruction(ctx, message.instruction)
        if isinstance(instruction, Outcome):
            return instruction
        # authorise
        if message.account not in instruction.accounts:
            return Outcome.account_not_in_instruction
        if (outcome := self._consents(ctx, instruction, message.account)) is not Outcome.ok:
            return outcome
        # check
        if message.account in instruction.affirmed:
            return Outcome.already_affirmed
        # apply
        affirmed = (*instruction.affirmed, message.account)
        complete = len(affirmed) == len(instruction.accounts)
        status = SettlementStatus.matched if complete else SettlementStatus.accepted
        # emit
        changed = replace(instruction, affirmed=affirmed, status=status)
        _emit(ctx, m.AFFIRMED, changed, {"account": message.account})
        return Outcome.ok

    def allocate(self, ctx: Context, message: m.Allocate) -> Outcome:
        instruction = _open_instruction(ctx, message.instruction)
        if isinstance(instruction, Outcome):
            return instruction
        # authorise
        if (outcome := self._accounts.authorise_outgoing(ctx, message.account)) is not Outcome.ok:
            return outcome
        # check
        if instruction.status is not SettlementStatus.matched:
            return Outcome.not_matched
        if message.account not in instruction.accounts:
            return Outcome.account_not_in_instruction
        if message.account in instruction.allocated or message.account not in instruction.senders:
            return Outcome.already_allocated
        # apply
        for position, leg in enumerate(instruction.legs):
            if leg.sender == message.account:
                outcome = self._holdings.reserve(
                    ctx,
                    leg,
                    encumbrance=instruction.reservation(position),
                    settlement=instruction.instruction,
                    expires=instruction.expires,
                )
                if outcome is not Outcome.ok:
                    return outcome
        allocated = (*instruction.allocated, message.account)
        complete = len(allocated) == len(instruction.senders)
        status = SettlementStatus.pending if complete else SettlementStatus.matched
        # emit
        changed = replace(instruction, allocated=allocated, status=status)
        _emit(ctx, m.ALLOCATED, changed, {"account": message.account})
        return Outcome.ok

    def settle(self, ctx: Context, message: m.Settle) -> Outcome:
        instruction = _open_instruction(ctx, message.instruction)
        if isinstance(instruction, Outcome):
            return instruction
        # authorise
        if (outcome := self._require_concerned(ctx, instruction, message.by)) is not Outcome.ok:
            return outcome
        # check
        if instruction.status is not SettlementStatus.pending:
            return Outcome.not_allocated
        if ctx.time < instruction.intended_settlement:
            return Outcome.too_early
        # apply
        for position, leg in enumerate(instruction.legs):
            outcome = self._holdings.deliver(
                ctx,
                encumbrance=instruction.reservation(position),
                receiver=leg.receiver,
                settlement=instruction.instruction,
            )
            if outcome is not Outcome.ok:
                return outcome
        # emit
        _emit(ctx, m.SETTLED, replace(instruction, status=SettlementStatus.settled), {"by": message.by})
        return Outcome.ok

    def settle_now(self, ctx: Context, message: m.SettleNow) -> Outcome:
        instruction = Instruction(
            instruction=message.instruction,
            instructor=None,
            legs=message.legs,
            intended_settlement=ctx.time,
            expires=ctx.time,
            reference=message.reference,
            status=SettlementStatus.settled,
        )
        # authorise
        if (outcome := self._all_consent(ctx, instruction)) is not Outcome.ok:
            return outcome
        # check
        if ctx.read(INSTRUCTIONS, instruction.instruction) is not None:
            return Outcome.instruction_exists
        # apply
        for leg in instruction.legs:
            if (outcome := self._holdings.move(ctx, leg, settlement=instruction.instruction)) is not Outcome.ok:
                return outcome
        # emit
        _emit(ctx, m.SETTLED, instruction, {"legs": message.legs, "reference": message.reference})
        return Outcome.ok

    def cancel(self, ctx: Context, message: m.Cancel) -> Outcome:
        instruction = _open_instruction(ctx, message.instruction)
        if isinstance(instruction, Outcome):
            return instruction
        # authorise
        if (outcome := ctx.require(message.by)) is not Outcome.ok:
            return outcome
        reason = Reason.cancelled_by_instructing_party
        if instruction.status is not SettlementStatus.accepted or message.by != instruction.instructor:
            reason = Reason.cancelled_by_agreement
            for account in instruction.accounts:
                if (outcome := self._accounts.authorise_outgoing(ctx, account)) is not Outcome.ok:
                    return outcome
        return self._end(ctx, instruction, m.CANCELLED, reason=reason, by=message.by)

    def expire(self, ctx: Context, message: m.Expire) -> Outcome:
        instruction = _open_instruction(ctx, message.instruction, expired_too=True)
        if isinstance(instruction, Outcome):
            return instruction
        # check
        if ctx.time < instruction.expires:
            return Outcome.instruction_not_expired
        return self._end(ctx, instruction, m.CANCELLED, reason=Reason.cancelled_by_system, by=None)

    def fail(self, ctx: Context, message: m.Fail) -> Outcome:
        instruction = _open_instruction(ctx, message.instruction, expired_too=True)
        if isinstance(instruction, Outcome):
            return instruction
        # authorise
        if (outcome := ctx.require(message.by)) is not Outcome.ok:
            return outcome
        if not self._accounts.has_role(ctx, message.by, *OPERATORS):
            if message.by != instruction.instructor:
                return Outcome.not_a_party_to_it
            if instruction.status is SettlementStatus.pending:
                return Outcome.role_missing
        # check
        if message.reason not in FAILURES:
            return Outcome.reason_not_a_failure
        if ctx.time < instruction.intended_settlement:
            return Outcome.too_early
        return self._end(ctx, instruction, m.FAILED, reason=message.reason, by=message.by)

    def _end(
        self, ctx: Context, instruction: Instruction, kind: EventType, *, reason: Reason, by: PartyId | None
    ) -> Outcome:
        """Close without settling: give back what was reserved, say why."""
        # apply
        for position, leg in enumerate(instruction.legs):
            if leg.sender in instruction.allocated:
                self._holdings.give_back(
                    ctx, encumbrance=instruction.reservation(position), settlement=instruction.instruction
                )
        status = SettlementStatus.failed if kind is m.FAILED else SettlementStatus.cancelled
        # emit
        _emit(ctx, kind, replace(instruction, status=status, reason=reason), {"by": by, "reason": reason})
        return Outcome.ok

    def _consents(self, ctx: Context, instruction: Instruction, account: AccountId) -> Outcome:
        """Whether the signers may commit the account to all its legs."""
        outcome = Outcome.ok
        if account in instruction.senders:
            outcome = self._accounts.authorise_outgoing(ctx, account)
        if outcome is Outcome.ok and account in instruction.receivers:
            outcome = self._accounts.authorise_incoming(ctx, account)
        return outcome

    def _all_consent(self, ctx: Context, instruction: Instruction) -> Outcome:
        """Whether the signers may commit every account to all its legs."""
        for account in instruction.senders:
            if (outcome := self._accounts.authorise_outgoing(ctx, account)) is not Outcome.ok:
                return outcome
        for account in instruction.receivers:
            if (outcome := self._accounts.authorise_incoming(ctx, account)) is not Outcome.ok:
                return outcome
        return Outcome.ok

    def _require_concerned(self, ctx: Context, instruction: Instruction, by: PartyId) -> Outcome:
        """``by`` signs, and holds or keeps an account of the instruction, or operates the market."""
        if (outcome := ctx.require(by)) is not Outcome.ok:
            return outcome
        if self._accounts.has_role(ctx, by, *OPERATORS):
            return Outcome.ok
        for account in instruction.accounts:
            facts = self._accounts.account(ctx, account)
            if facts is not None and by in (facts.holder, facts.custodian):
                return Outcome.ok
        return Outcome.not_a_party_to_it

    def _check_new(self, ctx: Context, instruction: Instruction) -> Outcome:
        if ctx.read(INSTRUCTIONS, instruction.instruction) is not None:
            return Outcome.instruction_exists
        if any(leg.sender == leg.receiver for leg in instruction.legs):
            return Outcome.same_account
        known = all(self._accounts.account(ctx, account) is not None for account in instruction.accounts)
        return Outcome.ok if known else Outcome.unknown_account


def _open_instruction(ctx: Context, instruction: str, *, expired_too: bool = False) -> Instruction | Outcome:
    """The instruction if it can still change, or why not."""
    record = ctx.read(INSTRUCTIONS, instruction)
    if record is None:
        return Outcome.unknown_instruction
    if record.status not in OPEN:
        return Outcome.instruction_not_open
    if ctx.time >= record.expires and not expired_too:
        return Outcome.instruction_expired
    return record


def _emit(ctx: Context, kind: EventType, instruction: Instruction, data: dict[str, Any]) -> None:
    described = {"instruction": instruction.instruction, "status": instruction.status, **data}
    ctx.emit(kind, described, (INSTRUCTIONS.path(instruction.instruction), instruction))
