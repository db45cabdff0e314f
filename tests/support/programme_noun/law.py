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


LAW: Final = Law(
    noun="programmes",
    calls={c.Make: Rule(make), c.Bring: Rule(bring), c.End: Rule(end), c.Pay: Rule(pay)},
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
