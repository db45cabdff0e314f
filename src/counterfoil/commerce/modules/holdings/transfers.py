# SPDX-License-Identifier: Apache-2.0
"""Handlers that create, extinguish and move quantity."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from msgspec.structs import replace

from counterfoil.commerce.context import Context
from counterfoil.commerce.modules.holdings import messages as m
from counterfoil.commerce.modules.holdings.ports import (
    AccountAuthority,
    Delivery,
    InstrumentsView,
    Movement,
    Restriction,
)
from counterfoil.commerce.modules.holdings.state import HOLDINGS, SUPPLIES, Holding, Part, Supply
from counterfoil.commerce.outcome import Outcome
from counterfoil.primitives.types import QUANTITY_MAX, AccountId, InstrumentId, Quantity


class _Leg(NamedTuple):
    """A line of a batch with what it shares with the others."""

    sender: AccountId
    receiver: AccountId
    instrument: InstrumentId
    quantity: Quantity


class SupplyBook:
    """How much of each instrument is outstanding; it needs nobody."""

    def outstanding(self, ctx: Context, instrument: InstrumentId) -> int:
        supply = ctx.read(SUPPLIES, instrument)
        return 0 if supply is None else supply.outstanding


class Transfers:
    """Issue, redeem, transfer, and the movement that settlement asks for."""

    def __init__(
        self, accounts: AccountAuthority, instruments: InstrumentsView, restrictions: Sequence[Restriction]
    ) -> None:
        self._accounts = accounts
        self._instruments = instruments
        self._restrictions = tuple(restrictions)

    def restricted(self, ctx: Context, movement: Movement) -> Outcome:
        """The first restriction that objects, or ``ok``."""
        for restriction in self._restrictions:
            if (outcome := restriction(ctx, movement)) is not Outcome.ok:
                return outcome
        return Outcome.ok

    def issue(self, ctx: Context, message: m.Issue) -> Outcome:
        # authorise
        if (outcome := self._require_issuer(ctx, message.instrument)) is not Outcome.ok:
            return outcome
        if (outcome := self._accounts.authorise_incoming(ctx, message.account)) is not Outcome.ok:
            return outcome
        return self._create(ctx, message, message.account, message.quantity)

    def issue_batch(self, ctx: Context, message: m.IssueBatch) -> Outcome:
        # authorise
        if (outcome := self._require_issuer(ctx, message.instrument)) is not Outcome.ok:
            return outcome
        for line in message.lines:
            if (outcome := self._accounts.authorise_incoming(ctx, line.account)) is not Outcome.ok:
                return outcome
            if (outcome := self._create(ctx, message, line.account, line.quantity)) is not Outcome.ok:
                return outcome
        return Outcome.ok

    def _create(self, ctx: Context, message: m.Issue | m.IssueBatch, account: AccountId, quantity: Quantity) -> Outcome:
        instrument = message.instrument
        # check
        if (outcome := self.restricted(ctx, Movement(instrument, None, account, quantity))) is not Outcome.ok:
            return outcome
        holding = read_holding(ctx, account, instrument)
        supply = ctx.read(SUPPLIES, instrument) or Supply(instrument=instrument)
        outstanding = supply.outstanding + quantity
        facts = self._instruments.instrument(ctx, instrument)
        if facts is not None and facts.supply_limit is not None and outstanding > facts.supply_limit:
            return Outcome.supply_limit_exceeded
        if outstanding > QUANTITY_MAX:
            return Outcome.quantity_overflow
        # apply
        increased = holding.changed(Part.free, quantity)
        supplied = replace(supply, outstanding=Quantity(outstanding))
        # emit
        data = {"instrument": instrument, "account": account, "quantity": quantity, "reference": message.reference}
        ctx.emit(
            m.ISSUED,
            data,
            (HOLDINGS.path(account, instrument), increased),
            (SUPPLIES.path(instrument), supplied),
        )
        return Outcome.ok

    def redeem(self, ctx: Context, message: m.Redeem) -> Outcome:
        # authorise
        if (outcome := self._require_issuer(ctx, message.instrument)) is not Outcome.ok:
            return outcome
        if (outcome := self._accounts.authorise_outgoing(ctx, message.account)) is not Outcome.ok:
            return outcome
        # check
        movement = Movement(message.instrument, message.account, None, message.quantity)
        if (outcome := self.restricted(ctx, movement)) is not Outcome.ok:
            return outcome
        holding = read_holding(ctx, message.account, message.instrument)
        supply = ctx.read(SUPPLIES, message.instrument)
        if supply is None or holding.free < message.quantity:
            return Outcome.insufficient_free_quantity
        # apply
        reduced = holding.changed(Part.free, -message.quantity)
        supplied = replace(supply, outstanding=Quantity(supply.outstanding - message.quantity))
        # emit
        data = {
            "instrument": message.instrument,
            "account": message.account,
            "quantity": message.quantity,
            "reference": message.reference,
        }
        ctx.emit(
            m.REDEEMED,
            data,
            (HOLDINGS.path(message.account, message.instrument), reduced),
            (SUPPLIES.path(message.instrument), supplied),
        )
        return Outcome.ok

    def transfer(self, ctx: Context, message: m.Transfer) -> Outcome:
        # authorise
        if (outcome := self._accounts.authorise_outgoing(ctx, message.sender)) is not Outcome.ok:
            return outcome
        if (outcome := self._accounts.authorise_incoming(ctx, message.receiver)) is not Outcome.ok:
            return outcome
        return self._transfer(ctx, message, {"reference": message.reference})

    def transfer_batch(self, ctx: Context, message: m.TransferBatch) -> Outcome:
        # authorise
        if (outcome := self._accounts.authorise_outgoing(ctx, message.sender)) is not Outcome.ok:
            return outcome
        for line in message.lines:
            if (outcome := self._accounts.authorise_incoming(ctx, line.receiver)) is not Outcome.ok:
                return outcome
            leg = _Leg(message.sender, line.receiver, message.instrument, line.quantity)
            if (outcome := self._transfer(ctx, leg, {"reference": message.reference})) is not Outcome.ok:
                return outcome
        return Outcome.ok

    def move(self, ctx: Context, leg: Delivery, *, settlement: str) -> Outcome:
        """Move free units for a settlement instruction, whose parties have consented."""
        return self._transfer(ctx, leg, {"reference": "", "settlement": settlement})

    def _transfer(self, ctx: Context, leg: Delivery, why: dict[str, Any]) -> Outcome:
        sender, receiver, instrument, quantity = leg.sender, leg.receiver, leg.instrument, leg.quantity
        # check
        if (outcome := self.restricted(ctx, Movement(instrument, sender, receiver, quantity))) is not Outcome.ok:
            return outcome
        if sender == receiver:
            return Outcome.same_account
        source = read_holding(ctx, sender, instrument)
        if source.free < quantity:
            return Outcome.insufficient_free_quantity
        target = read_holding(ctx, receiver, instrument)
        # apply
        reduced = source.changed(Part.free, -quantity)
        increased = target.changed(Part.free, quantity)
        # emit
        data = {
            "sender": sender,
            "receiver": receiver,
            "instrument": instrument,
            "quantity": quantity,
            "part": Part.free,
            **why,
        }
        ctx.emit(
            m.TRANSFERRED,
            data,
            (HOLDINGS.path(sender, instrument), reduced),
            (HOLDINGS.path(receiver, instrument), increased),
        )
        return Outcome.ok

    def _require_issuer(self, ctx: Context, instrument: InstrumentId) -> Outcome:
        facts = self._instruments.instrument(ctx, instrument)
        return Outcome.unknown_instrument if facts is None else ctx.require(facts.issuer)


def read_holding(ctx: Context, account: AccountId, instrument: InstrumentId) -> Holding:
    """The holding, or an empty one that is not written until an event touches it."""
    return ctx.read(HOLDINGS, account, instrument) or Holding(account=account, instrument=instrument)
