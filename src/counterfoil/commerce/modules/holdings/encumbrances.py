# SPDX-License-Identifier: Apache-2.0
"""Handlers that reserve quantity inside a holding and let it go: holds, pledges, freezes."""

from typing import Any, Final

from msgspec.structs import replace

from counterfoil.commerce.context import Context, EventType
from counterfoil.commerce.modules.holdings import messages as m
from counterfoil.commerce.modules.holdings.ports import AccountAuthority, Delivery, Movement
from counterfoil.commerce.modules.holdings.state import (
    ENCUMBRANCES,
    HOLDINGS,
    PART_OF,
    Encumbrance,
    EncumbranceKind,
    EncumbranceStatus,
    Holding,
    Part,
)
from counterfoil.commerce.modules.holdings.transfers import Transfers, read_holding
from counterfoil.commerce.outcome import Outcome
from counterfoil.primitives.errors import InvariantBroken
from counterfoil.primitives.types import AccountId, PartyId, Quantity, Timestamp

PLACED: Final[dict[EncumbranceKind, EventType]] = {
    EncumbranceKind.hold: m.HELD,
    EncumbranceKind.pledge: m.PLEDGED,
    EncumbranceKind.freeze: m.FROZEN,
}
LIFTED: Final[dict[EncumbranceKind, EventType]] = {
    EncumbranceKind.hold: m.RELEASED,
    EncumbranceKind.pledge: m.PLEDGE_RELEASED,
    EncumbranceKind.freeze: m.UNFROZEN,
}


class Encumbrances:
    """Holds, pledges and freezes: the register keeps showing the owner, nothing sits in escrow."""

    def __init__(self, accounts: AccountAuthority, transfers: Transfers) -> None:
        self._accounts = accounts
        self._transfers = transfers

    def hold(self, ctx: Context, message: m.Hold) -> Outcome:
        # authorise
        if (outcome := self._accounts.authorise_outgoing(ctx, message.account)) is not Outcome.ok:
            return outcome
        # check
        if message.expires <= ctx.time:
            return Outcome.expiry_in_the_past
        encumbrance = Encumbrance(
            encumbrance=message.hold,
            kind=EncumbranceKind.hold,
            account=message.account,
            instrument=message.instrument,
            quantity=message.quantity,
            executor=message.executor,
            expires=message.expires,
            reference=message.reference,
        )
        return self._place_for(ctx, message.executor, encumbrance)

    def pledge(self, ctx: Context, message: m.Pledge) -> Outcome:
        # authorise
        if (outcome := self._accounts.authorise_outgoing(ctx, message.account)) is not Outcome.ok:
            return outcome
        encumbrance = Encumbrance(
            encumbrance=message.pledge,
            kind=EncumbranceKind.pledge,
            account=message.account,
            instrument=message.instrument,
            quantity=message.quantity,
            executor=message.pledgee,
            expires=None,
            reference=message.reference,
        )
        return self._place_for(ctx, message.pledgee, encumbrance)

    def freeze(self, ctx: Context, message: m.Freeze) -> Outcome:
        # authorise
        if (outcome := self._accounts.require_supervisor(ctx, message.supervisor)) is not Outcome.ok:
            return outcome
        encumbrance = Encumbrance(
            encumbrance=message.freeze,
            kind=EncumbranceKind.freeze,
            account=message.account,
            instrument=message.instrument,
            quantity=message.quantity,
            executor=message.supervisor,
            expires=None,
            reference=message.reference,
        )
        return self.place(ctx, encumbrance, {"document": message.document})

    def execute_hold(self, ctx: Context, message: m.ExecuteHold) -> Outcome:
        hold = active_encumbrance(ctx, message.hold, EncumbranceKind.hold)
        if isinstance(hold, Outcome):
            return hold
        # authorise
        if (outcome := _require_executor(ctx, hold)) is not Outcome.ok:
            return outcome
        if (outcome := self._accounts.authorise_incoming(ctx, message.receiver)) is not Outcome.ok:
            return outcome
        # check
        if hold.expires is not None and ctx.time >= hold.expires:
            return Outcome.hold_expired
        return self.execute(
            ctx, hold, receiver=message.receiver, quantity=message.quantity, why={"reference": hold.reference}
        )

    def release_hold(self, ctx: Context, message: m.ReleaseHold) -> Outcome:
        hold = active_encumbrance(ctx, message.hold, EncumbranceKind.hold)
        if isinstance(hold, Outcome):
            return hold
        # authorise
        by_executor = _require_executor(ctx, hold)
        if by_executor is Outcome.ok:
            return self.lift(ctx, hold, {"expired": False})
        if by_executor is Outcome.hold_reserved_for_settlement:
            return by_executor
        if (outcome := self._accounts.authorise_outgoing(ctx, hold.account)) is not Outcome.ok:
            return outcome
        # check
        if hold.expires is None or ctx.time < hold.expires:
            return Outcome.hold_not_expired
        return self.lift(ctx, hold, {"expired": True})

    def release_pledge(self, ctx: Context, message: m.ReleasePledge) -> Outcome:
        pledge = active_encumbrance(ctx, message.pledge, EncumbranceKind.pledge)
        if isinstance(pledge, Outcome):
            return pledge
        # authorise
        if (outcome := _require_executor(ctx, pledge)) is not Outcome.ok:
            return outcome
        return self.lift(ctx, pledge, {})

    def unfreeze(self, ctx: Context, message: m.Unfreeze) -> Outcome:
        # authorise
        if (outcome := self._accounts.require_supervisor(ctx, message.supervisor)) is not Outcome.ok:
            return outcome
        # check
        freeze = active_encumbrance(ctx, message.freeze, EncumbranceKind.freeze)
        if isinstance(freeze, Outcome):
            return freeze
        why = {"supervisor": message.supervisor, "legal_reference": message.reference, "document": message.document}
        return self.lift(ctx, freeze, why)

    # What settlement uses too: its caller has established who consented.

    def reserve(self, ctx: Context, leg: Delivery, *, encumbrance: str, settlement: str, expires: Timestamp) -> Outcome:
        """Hold the sender's units for a settlement instruction."""
        hold = Encumbrance(
            encumbrance=encumbrance,
            kind=EncumbranceKind.hold,
            account=leg.sender,
            instrument=leg.instrument,
            quantity=leg.quantity,
            executor=None,
            expires=expires,
            reference=settlement,
        )
        return self.place(ctx, hold, {"settlement": settlement})

    def deliver(self, ctx: Context, *, encumbrance: str, receiver: AccountId, settlement: str) -> Outcome:
        """Move all that a settlement hold reserves to the receiver."""
        hold = _reservation(ctx, encumbrance)
        why = {"reference": "", "settlement": settlement}
        return self.execute(ctx, hold, receiver=receiver, quantity=hold.quantity, why=why)

    def give_back(self, ctx: Context, *, encumbrance: str, settlement: str) -> None:
        """Free what a settlement hold reserves, because the instruction ended without settling."""
        self.lift(ctx, _reservation(ctx, encumbrance), {"settlement": settlement})

    # The three ways an encumbrance changes.

    def place(self, ctx: Context, encumbrance: Encumbrance, why: dict[str, Any]) -> Outcome:
        """Move quantity from free to the part of this kind of encumbrance."""
        account, instrument, quantity = encumbrance.account, encumbrance.instrument, encumbrance.quantity
        # check
        if ctx.read(ENCUMBRANCES, encumbrance.encumbrance) is not None:
            return Outcome.encumbrance_exists
        if encumbrance.kind is not EncumbranceKind.freeze:
            movement = Movement(instrument, account, None, quantity)
            if (outcome := self._transfers.restricted(ctx, movement)) is not Outcome.ok:
                return outcome
        holding = read_holding(ctx, account, instrument)
        if holding.free < quantity:
            return Outcome.insufficient_free_quantity
        # apply
        changed = holding.changed(Part.free, -quantity).changed(PART_OF[encumbrance.kind], quantity)
        # emit
        data = _described(encumbrance, quantity) | {
            "executor": encumbrance.executor,
            "expires": encumbrance.expires,
            "reference": encumbrance.reference,
        }
        _emit(ctx, PLACED[encumbrance.kind], data | why, changed_holding=changed, encumbrance=encumbrance)
        return Outcome.ok

    def lift(self, ctx: Context, encumbrance: Encumbrance, why: dict[str, Any]) -> Outcome:
        """Move all that is still reserved back to free."""
        quantity = encumbrance.quantity
        # apply
        holding = read_holding(ctx, encumbrance.account, encumbrance.instrument)
        changed = holding.changed(PART_OF[encumbrance.kind], -quantity).changed(Part.free, quantity)
        lifted = replace(encumbrance, quantity=Quantity(0), status=EncumbranceStatus.released)
        # emit
        data = _described(encumbrance, quantity) | why
        _emit(ctx, LIFTED[encumbrance.kind], data, changed_holding=changed, encumbrance=lifted)
        return Outcome.ok

    def execute(
        self, ctx: Context, hold: Encumbrance, *, receiver: AccountId, quantity: int, why: dict[str, Any]
    ) -> Outcome:
        """Move held units to the receiver; the hold keeps reserving the rest."""
        # check
        if quantity > hold.quantity:
            return Outcome.exceeds_hold
        movement = Movement(hold.instrument, hold.account, receiver, quantity)
        if (outcome := self._transfers.restricted(ctx, movement)) is not Outcome.ok:
            return outcome
        if receiver == hold.account:
            return Outcome.same_account
        # apply
        rest = Quantity(hold.quantity - quantity)
        status = EncumbranceStatus.active if rest else EncumbranceStatus.executed
        executed = replace(hold, quantity=rest, status=status)
        holding = read_holding(ctx, hold.account, hold.instrument)
        target = read_holding(ctx, receiver, hold.instrument)
        # emit
        data = {
            "sender": hold.account,
            "receiver": receiver,
            "instrument": hold.instrument,
            "quantity": quantity,
            "part": Part.held,
            "encumbrance": hold.encumbrance,
            **why,
        }
        ctx.emit(
            m.TRANSFERRED,
            data,
            (HOLDINGS.path(hold.account, hold.instrument), holding.changed(Part.held, -quantity)),
            (HOLDINGS.path(receiver, hold.instrument), target.changed(Part.free, quantity)),
            (ENCUMBRANCES.path(hold.encumbrance), executed),
        )
        return Outcome.ok

    def _place_for(self, ctx: Context, party: PartyId, encumbrance: Encumbrance) -> Outcome:
        """Place an encumbrance in favour of a party that must be there to lift it."""
        if (outcome := self._accounts.party_status(ctx, party)) is not Outcome.ok:
            return outcome
        return self.place(ctx, encumbrance, {})


def active_encumbrance(ctx: Context, encumbrance: str, kind: EncumbranceKind) -> Encumbrance | Outcome:
    """The encumbrance, or why it cannot be used."""
    record = ctx.read(ENCUMBRANCES, encumbrance)
    if record is None or record.status is not EncumbranceStatus.active:
        return Outcome.unknown_encumbrance
    return record if record.kind is kind else Outcome.wrong_encumbrance_kind


def _require_executor(ctx: Context, encumbrance: Encumbrance) -> Outcome:
    """Whether the signers act for the party that may execute or lift it."""
    if encumbrance.executor is None:
        return Outcome.hold_reserved_for_settlement
    return ctx.require(encumbrance.executor)


def _reservation(ctx: Context, encumbrance: str) -> Encumbrance:
    """What settlement reserved, which nobody else can have touched."""
    record = active_encumbrance(ctx, encumbrance, EncumbranceKind.hold)
    if isinstance(record, Outcome):
        raise InvariantBroken(f"encumbrance {encumbrance}: {record.sentence}")
    return record


def _described(encumbrance: Encumbrance, quantity: int) -> dict[str, Any]:
    return {
        "encumbrance": encumbrance.encumbrance,
        "account": encumbrance.account,
        "instrument": encumbrance.instrument,
        "quantity": quantity,
    }


def _emit(
    ctx: Context, kind: EventType, data: dict[str, Any], *, changed_holding: Holding, encumbrance: Encumbrance
) -> None:
    ctx.emit(
        kind,
        data,
        (HOLDINGS.path(encumbrance.account, encumbrance.instrument), changed_holding),
        (ENCUMBRANCES.path(encumbrance.encumbrance), encumbrance),
    )
