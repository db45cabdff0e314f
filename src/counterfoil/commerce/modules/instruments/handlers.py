# SPDX-License-Identifier: Apache-2.0
"""Handlers of the instruments module."""

from msgspec.structs import replace

from counterfoil.commerce.context import Context
from counterfoil.commerce.modules.instruments import messages as m
from counterfoil.commerce.modules.instruments.ports import PartiesView, SupplyView
from counterfoil.commerce.modules.instruments.state import (
    INSTRUMENTS,
    LIFE_CYCLE,
    VERSIONS,
    Identifiers,
    Instrument,
    InstrumentKind,
    InstrumentStatus,
    InstrumentVersion,
)
from counterfoil.commerce.outcome import Outcome
from counterfoil.identity.identifiers import wrong_identifier
from counterfoil.primitives.types import InstrumentId

SUPERVISED_CHANGES = frozenset(
    {
        (InstrumentStatus.active, InstrumentStatus.suspended),
        (InstrumentStatus.suspended, InstrumentStatus.active),
    }
)
"""Changes of status that a supervisor may order."""


class Instruments:
    """What can be owned."""

    def __init__(self, parties: PartiesView, supply: SupplyView) -> None:
        self._parties = parties
        self._supply = supply

    def instrument(self, ctx: Context, instrument: InstrumentId) -> Instrument | None:
        return ctx.read(INSTRUMENTS, instrument)

    def define(self, ctx: Context, message: m.DefineInstrument) -> Outcome:
        # authorise
        if (outcome := ctx.require(message.issuer)) is not Outcome.ok:
            return outcome
        role = "operating_bank" if message.kind is InstrumentKind.cash else "issuer"
        if not self._parties.has_role(ctx, message.issuer, role):
            return Outcome.role_missing
        # check
        if ctx.read(INSTRUMENTS, message.instrument) is not None:
            return Outcome.instrument_exists
        if (outcome := _check_identifiers(message.identifiers)) is not Outcome.ok:
            return outcome
        # apply
        instrument = Instrument(
            instrument=message.instrument,
            kind=message.kind,
            issuer=message.issuer,
            name=message.name,
            identifiers=message.identifiers,
            unit=message.unit,
            terms=message.terms,
            supply_limit=message.supply_limit,
            version=1,
            status=InstrumentStatus.draft,
        )
        # emit
        data = {
            "instrument": instrument.instrument,
            "kind": instrument.kind,
            "issuer": instrument.issuer,
            "name": instrument.name,
            "identifiers": instrument.identifiers,
            "unit": instrument.unit,
            "terms": instrument.terms,
            "supply_limit": instrument.supply_limit,
            "version": instrument.version,
            "status": instrument.status,
        }
        ctx.emit(m.INSTRUMENT_DEFINED, data, (INSTRUMENTS.path(instrument.instrument), instrument))
        return Outcome.ok

    def amend(self, ctx: Context, message: m.AmendInstrument) -> Outcome:
        instrument = ctx.read(INSTRUMENTS, message.instrument)
        if instrument is None:
            return Outcome.unknown_instrument
        # authorise
        if (outcome := ctx.require(instrument.issuer)) is not Outcome.ok:
            return outcome
        # check
        if not LIFE_CYCLE[instrument.status]:
            return Outcome.status_change_not_allowed
        if (outcome := _check_identifiers(message.identifiers)) is not Outcome.ok:
            return outcome
        outstanding = self._supply.outstanding(ctx, message.instrument)
        if message.supply_limit is not None and message.supply_limit < outstanding:
            return Outcome.supply_limit_exceeded
        # apply
        earlier = InstrumentVersion(
            name=instrument.name,
            identifiers=instrument.identifiers,
            terms=instrument.terms,
            supply_limit=instrument.supply_limit,
        )
        ctx.state.write(VERSIONS.path(message.instrument, str(instrument.version)), earlier)
        changed = replace(
            instrument,
            name=message.name,
            identifiers=message.identifiers,
            terms=message.terms,
            supply_limit=message.supply_limit,
            version=instrument.version + 1,
        )
        # emit
        data = {
            "instrument": changed.instrument,
            "name": changed.name,
            "identifiers": changed.identifiers,
            "terms": changed.terms,
            "supply_limit": changed.supply_limit,
            "version": changed.version,
        }
        ctx.emit(m.INSTRUMENT_AMENDED, data, (INSTRUMENTS.path(changed.instrument), changed))
        return Outcome.ok

    def change_status(self, ctx: Context, message: m.ChangeStatus) -> Outcome:
        instrument = ctx.read(INSTRUMENTS, message.instrument)
        if instrument is None:
            return Outcome.unknown_instrument
        # authorise
        if (outcome := self._authorise_change(ctx, message, instrument)) is not Outcome.ok:
            return outcome
        # check
        if message.status not in LIFE_CYCLE[instrument.status]:
            return Outcome.status_change_not_allowed
        ends = message.status is InstrumentStatus.cancelled
        if ends and self._supply.outstanding(ctx, message.instrument):
            return Outcome.instrument_in_circulation
        # apply
        suspended_by = message.by if message.status is InstrumentStatus.suspended else None
        changed = replace(instrument, status=message.status, suspended_by=suspended_by)
        # emit
        data = {
            "instrument": instrument.instrument,
            "previous_status": instrument.status,
            "status": message.status,
            "by": message.by,
            "reason": message.reason,
        }
        ctx.emit(m.STATUS_CHANGED, data, (INSTRUMENTS.path(instrument.instrument), changed))
        return Outcome.ok

    def _authorise_change(self, ctx: Context, message: m.ChangeStatus, instrument: Instrument) -> Outcome:
        """The issuer, unless another suspended the instrument; a supervisor for what supervisors may order."""
        if message.by == instrument.issuer and instrument.suspended_by in (None, instrument.issuer):
            return ctx.require(message.by)
        if (instrument.status, message.status) not in SUPERVISED_CHANGES:
            return Outcome.not_authorised
        return self._parties.require_supervisor(ctx, message.by)


def _check_identifiers(identifiers: Identifiers) -> Outcome:
    wrong = wrong_identifier(isin=identifiers.isin, cfi=identifiers.cfi, mic=identifiers.mic)
    return Outcome.ok if wrong is None else Outcome.invalid_identifier
