# SPDX-License-Identifier: Apache-2.0
"""The law of what goods bring at a house's desk: it is passed on to whose they were at the record time."""

from collections.abc import Iterable
from typing import Final

from counterfoil.law.call import Call
from counterfoil.law.event import EventData
from counterfoil.law.module import Moves
from counterfoil.law.moment import Moment, known
from counterfoil.law.outcome import Refused, require
from counterfoil.modules.futures import desk_calls as c
from counterfoil.modules.futures import desk_events as e
from counterfoil.modules.futures.delivery import DESKS, delivery_of
from counterfoil.modules.futures.desk_events import INCOMES
from counterfoil.modules.futures.desk_outcomes import DeskOutcome
from counterfoil.modules.holdings.events import Transferred
from counterfoil.primitives.types import Quantity


def pass_on(call: c.PassOn, moment: Moment) -> Iterable[EventData]:
    """That so many units were its own then is not read: the seller's record does not show when they were paid for."""
    delivery = delivery_of(moment, call.contract, call.account)
    income, desk = known(moment, INCOMES, delivery.house, call.security, call.action), DESKS.path(delivery.house)
    told = f"{call.contract} {call.account}: {call.security}, {call.action}"
    passed = any((one.security, one.action) == (call.security, call.action) for one in delivery.brought)
    require(not passed, DeskOutcome.passed_on_already, told)
    require(not income.ended, DeskOutcome.nothing_to_pass_on, f"{told}: {income.instrument} was redeemed at the desk")
    part = income.part_of(f"{call.contract}/{call.account}", call.units)
    if delivery.place is None or not part:
        raise Refused(DeskOutcome.nothing_to_pass_on, told)
    yield Transferred(
        sender=known(moment, DESKS, delivery.house).account,
        receiver=delivery.place,
        instrument=income.instrument,
        quantity=Quantity(part),
        giving=desk,
        taking=delivery.path,
        cause=delivery.path,
    )
    yield e.PassedOn(
        contract=call.contract,
        account=call.account,
        house=delivery.house,
        security=call.security,
        action=call.action,
        units=call.units,
        instrument=income.instrument,
        quantity=Quantity(part),
        redeemed=income.redeemed,
    )


CALLS: Final[dict[type[Call], Moves]] = {c.PassOn: pass_on}
