# SPDX-License-Identifier: Apache-2.0
"""The law of programmes."""

from collections.abc import Iterable
from typing import Final

from msgspec import UNSET

from counterfoil.evidence.bilingual import Words
from counterfoil.evidence.words import Vocabulary
from counterfoil.law.event import EventData
from counterfoil.law.module import Law, Rule
from counterfoil.law.moment import Moment
from counterfoil.modules.holdings.events import Issued, Redeemed, Transferred
from counterfoil.modules.holdings.records import TITLES, Part
from counterfoil.modules.instruments.events import InstrumentMade
from counterfoil.modules.instruments.records import Identifiers, InstrumentKind, Unit
from counterfoil.primitives.types import InstrumentId, Quantity, RecordPath

from . import calls as c
from .events import Made
from .outcomes import ProgrammesOutcome
from .records import PROGRAMMES


def make(call: c.Make, _moment: Moment) -> Iterable[EventData]:
    yield Made(programme=call.programme, instrument=call.instrument, by=call.by)


def bring(call: c.Bring, _moment: Moment) -> Iterable[EventData]:
    yield Issued(
        instrument=call.instrument,
        account=call.account,
        quantity=call.quantity,
        issuing=call.issuing or UNSET,
        taking=call.taking or UNSET,
        cause=PROGRAMMES.path(call.programme),
    )


def end(call: c.End, _moment: Moment) -> Iterable[EventData]:
    yield Redeemed(
        instrument=call.instrument,
        account=call.account,
        quantity=call.quantity,
        redeeming=call.redeeming or UNSET,
        giving=call.giving or UNSET,
        part=call.part or UNSET,
        cause=PROGRAMMES.path(call.programme),
    )


def pay(call: c.Pay, _moment: Moment) -> Iterable[EventData]:
    yield Transferred(
        sender=call.sender,
        receiver=call.receiver,
        instrument=call.instrument,
        quantity=call.quantity,
        giving=call.giving,
        taking=call.taking,
        cause=PROGRAMMES.path(call.programme),
    )


def define(call: c.Define, _moment: Moment) -> Iterable[EventData]:
    path = PROGRAMMES.path(call.programme)
    yield _made(call, InstrumentId(call.instrument), call.defining or path)


def split(call: c.Split, _moment: Moment) -> Iterable[EventData]:
    path = PROGRAMMES.path(call.programme)
    common = {"account": call.account, "quantity": Quantity(1), "cause": path}
    held = Part.held if call.giving.startswith("holdings/encumbrance/") else UNSET
    yield Redeemed(instrument=call.instrument, redeeming=path, giving=call.giving, part=held, **common)
    for child in call.into:
        yield _made(call, child, path)
        parents = (TITLES.path(call.instrument),)
        yield Issued(instrument=child, parents=parents, issuing=path, taking=call.taking, **common)


def _made(call: c.Define | c.Split, instrument: InstrumentId, defining: RecordPath) -> InstrumentMade:
    kinds = {"kind": call.kind, "unique": call.unique} if isinstance(call, c.Define) else {}
    isin = call.isin if isinstance(call, c.Define) else None
    return InstrumentMade(
        instrument=instrument,
        issuer=call.issuer,
        name=f"Receipt {instrument}",
        identifiers=Identifiers(isin=isin),
        unit=Unit(name="receipt", decimals=0),
        terms=None,
        supply_limit=Quantity(1) if kinds.get("unique", True) else Quantity(2),
        defining=defining,
        cause=PROGRAMMES.path(call.programme),
        **{"kind": InstrumentKind.warehouse_receipt, "unique": True, **kinds},
    )


LAW: Final = Law(
    noun="programmes",
    calls={
        c.Make: Rule(make),
        c.Bring: Rule(bring),
        c.End: Rule(end),
        c.Pay: Rule(pay),
        c.Define: Rule(define),
        c.Split: Rule(split),
    },
    events=(Made,),
    tables=(PROGRAMMES,),
    outcomes=ProgrammesOutcome,
    words=Vocabulary(
        sentences={
            "programmes.made": Words(
                "Programme {programme} of {instrument} made", "设立 {instrument} 的计划 {programme}"
            ),
        }
    ),
)
