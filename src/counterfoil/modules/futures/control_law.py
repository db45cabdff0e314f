# SPDX-License-Identifier: Apache-2.0
"""The law of actual control. What accounts have together is read by limits alone: see ``together``."""

from collections.abc import Iterable
from typing import Final

from counterfoil.law.call import Call
from counterfoil.law.event import EventData
from counterfoil.law.module import Moves
from counterfoil.law.moment import Moment, known
from counterfoil.law.outcome import Refused, require
from counterfoil.modules.futures import control_calls as c
from counterfoil.modules.futures.client_records import CLIENTS
from counterfoil.modules.futures.control import ControlEnded, ControlRecorded
from counterfoil.modules.futures.control_outcomes import ControlOutcome
from counterfoil.modules.futures.records import HOUSES


def record_control(call: c.RecordControl, moment: Moment) -> Iterable[EventData]:
    known(moment, HOUSES, call.house)
    client = known(moment, CLIENTS, call.house, call.holder)
    require(client.group is None, ControlOutcome.controlled_already, f"{call.holder}: {client.group}")
    yield ControlRecorded(
        house=call.house,
        group=call.group,
        holder=call.holder,
        since=moment.time,
        reason=call.reason,
        document=call.document,
    )


def end_control(call: c.EndControl, moment: Moment) -> Iterable[EventData]:
    known(moment, HOUSES, call.house)
    client = known(moment, CLIENTS, call.house, call.holder)
    if client.group is None:
        raise Refused(ControlOutcome.not_controlled, call.holder)
    yield ControlEnded(
        house=call.house,
        group=client.group,
        holder=call.holder,
        since=moment.time,
        reason=call.reason,
        document=call.document,
    )


CALLS: Final[dict[type[Call], Moves]] = {c.RecordControl: record_control, c.EndControl: end_control}
