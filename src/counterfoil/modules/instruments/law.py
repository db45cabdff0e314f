# SPDX-License-Identifier: Apache-2.0
"""The law of instruments: which events each call causes."""

from collections.abc import Iterable
from typing import Final

from counterfoil.evidence.words import DisplayUnit
from counterfoil.law.called import Called
from counterfoil.law.event import EventData
from counterfoil.law.module import Law, Rule
from counterfoil.law.moment import Moment, known
from counterfoil.law.outcome import require
from counterfoil.modules.instruments import calls as c
from counterfoil.modules.instruments import events as e
from counterfoil.modules.instruments.outcomes import InstrumentsOutcome
from counterfoil.modules.instruments.records import (
    INSTRUMENTS,
    LIFE_CYCLE,
    VERSIONS,
    Instrument,
    InstrumentStatus,
)
from counterfoil.modules.instruments.words import WORDS
from counterfoil.primitives.types import InstrumentId


def define(call: c.DefineInstrument, _moment: Moment) -> Iterable[EventData]:
    e.require_identifiers(call.identifiers)
    require(not call.unique or call.supply_limit == 1, InstrumentsOutcome.unique_means_one, call.instrument)
    yield e.InstrumentDefined(
        instrument=call.instrument,
        kind=call.kind,
        issuer=call.issuer,
        name=call.name,
        identifiers=call.identifiers,
        unit=call.unit,
        terms=call.terms,
        supply_limit=call.supply_limit,
        unique=call.unique,
    )


def amend(call: c.AmendInstrument, moment: Moment) -> Iterable[EventData]:
    before = known(moment, INSTRUMENTS, call.instrument)
    require(bool(LIFE_CYCLE[before.status]), InstrumentsOutcome.status_change_not_allowed, call.instrument)
    require(not before.unique or call.supply_limit == 1, InstrumentsOutcome.unique_means_one, call.instrument)
    e.require_identifiers(call.identifiers)
    yield e.InstrumentAmended(
        instrument=call.instrument,
        name=call.name,
        identifiers=call.identifiers,
        terms=call.terms,
        supply_limit=call.supply_limit,
        version=before.version + 1,
    )


def change_status(call: c.ChangeStatus, moment: Moment) -> Iterable[EventData]:
    before = known(moment, INSTRUMENTS, call.instrument)
    possible = call.status in LIFE_CYCLE[before.status]
    require(possible, InstrumentsOutcome.status_change_not_allowed, f"{before.status} to {call.status}")
    yield e.StatusChanged(
        instrument=call.instrument,
        previous_status=before.status,
        status=call.status,
        by=call.by,
        reason=call.reason,
    )


def require_active(moment: Moment, instrument: InstrumentId, *, redeems: bool = False) -> None:
    """Units of the instrument may move now; once it has matured they may still be redeemed."""
    record = known(moment, INSTRUMENTS, instrument)
    moves = record.status is InstrumentStatus.active or (redeems and record.status is InstrumentStatus.matured)
    require(moves, InstrumentsOutcome.instrument_not_active, f"{instrument} is {record.status}")


def called(instrument: Instrument) -> Called:
    """Its name, and the unit that its quantities count."""
    unit = DisplayUnit(instrument.unit.name, instrument.unit.decimals)
    return Called(instruments={instrument.instrument: instrument.name}, units={instrument.instrument: unit})


LAW: Final = Law(
    noun="instruments",
    calls={
        c.DefineInstrument: Rule(define),
        c.AmendInstrument: Rule(amend),
        c.ChangeStatus: Rule(change_status),
    },
    events=e.EVENTS,
    tables=(INSTRUMENTS, VERSIONS),
    outcomes=InstrumentsOutcome,
    words=WORDS,
    called={Instrument: called},
)
