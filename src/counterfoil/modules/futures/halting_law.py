# SPDX-License-Identifier: Apache-2.0
"""The law of halts. Nothing of any account is read, and nothing of what traded."""

from collections.abc import Iterable
from typing import Final

from counterfoil.law.call import Call
from counterfoil.law.dated import DAY_MS, begins
from counterfoil.law.event import EventData
from counterfoil.law.module import Moves
from counterfoil.law.moment import Moment, known
from counterfoil.law.outcome import require
from counterfoil.modules.futures import halting_calls as c
from counterfoil.modules.futures.halting import HALTS, Halted, Resumed
from counterfoil.modules.futures.halting_outcomes import HaltingOutcome
from counterfoil.modules.futures.records import FUTURES, HOUSES, PRODUCTS, House
from counterfoil.primitives.types import Timestamp

_STAYS_MS: Final = 31 * DAY_MS
"""For so long before the last trading day, or now, what ended stays: trades of a night before a holiday may come."""


def halt(call: c.Halt, moment: Moment) -> Iterable[EventData]:
    product = known(moment, PRODUCTS, call.product)
    house, about = known(moment, HOUSES, product.house), _about(call)
    require(call.by in (product.venue, house.by), HaltingOutcome.not_to_halt, call.by)
    if call.contract is not None:
        of = known(moment, FUTURES, call.contract).product
        require(of == call.product, HaltingOutcome.of_another_product, f"{call.contract}: {of}")
    asked = begins(call.since, moment.time, HaltingOutcome.halt_backdated, about)
    # What was done in this very block stands: two who agreed in it could register nothing otherwise.
    since = Timestamp(max(asked, moment.time + 1))
    before = moment.read(HALTS, call.product)
    halted = before is not None and any(one.is_of(call.contract, call.by) for one in before.halts)
    require(not halted, HaltingOutcome.halted_already, about)
    yield Halted(
        product=call.product,
        contract=call.contract,
        house=product.house,
        by=call.by,
        reason=call.reason,
        since=since,
        kept_from=_kept_from(house, moment.time),
    )


def resume(call: c.Resume, moment: Moment) -> Iterable[EventData]:
    before, about = known(moment, HALTS, call.product), _about(call)
    halted = any(one.is_of(call.contract, call.by) for one in before.halts)
    require(halted, HaltingOutcome.not_halted, f"{about}: {call.by}")
    until = begins(call.until, moment.time, HaltingOutcome.halt_backdated, about)
    yield Resumed(
        product=call.product,
        contract=call.contract,
        house=before.house,
        by=call.by,
        reason=call.reason,
        until=until,
    )


def _about(call: c.Halt | c.Resume) -> str:
    return call.product if call.contract is None else call.contract


def _kept_from(house: House, now: Timestamp) -> Timestamp:
    """What ended before concerns no trade that may yet be booked."""
    last = house.last_day
    since = now if last is None else min(now, house.begins(last))
    return Timestamp(since - _STAYS_MS)


CALLS: Final[dict[type[Call], Moves]] = {c.Halt: halt, c.Resume: resume}
