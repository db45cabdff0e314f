# SPDX-License-Identifier: Apache-2.0
"""What a contract answers and what it did: views asked of the state as it stands, and the events of its runs."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any, Final

from counterfoil.commerce.ledger import Ledger
from counterfoil.evidence.event import Event, decode_event
from counterfoil.evidence.text import format_time
from counterfoil.law.module import View
from counterfoil.law.program import Value
from counterfoil.modules import laws
from counterfoil.modules.contracts import queries
from counterfoil.modules.contracts.calls import Run
from counterfoil.modules.contracts.events import Ran, path_of
from counterfoil.modules.contracts.hosting import Host
from counterfoil.modules.contracts.records import Code
from counterfoil.modules.contracts.running import viewed
from counterfoil.modules.contracts.values import read
from counterfoil.modules.holdings.events import Transferred
from counterfoil.modules.holdings.reservations import Released
from counterfoil.node.chain import ChainNode
from counterfoil.node.times_told import with_times
from counterfoil.node.units import ChainUnits
from counterfoil.primitives.errors import InputError
from counterfoil.primitives.types import Height, Timestamp

MOVES: Final = frozenset({Transferred.type, Released.type})
_RAN: Final = Ran.type.encode()


@dataclass(frozen=True, slots=True)
class Viewed:
    """What a view answers, and of which state."""

    value: str
    """as JSON"""
    steps: int
    height: Height
    """of the last block that it saw"""
    time: Timestamp
    """what it was told the time is"""

    @property
    def plain(self) -> dict[str, Any]:
        """For machines."""
        return {"value": read(self.value), "height": self.height, "time": self.time, "steps": self.steps}

    @property
    def facts(self) -> dict[str, object]:
        """For people."""
        return {
            "value": with_times(self.value),
            "after block": self.height,
            "at": format_time(self.time),
            "steps": self.steps,
        }


def view_now(ledger: Ledger, call: Run, time: Timestamp, *, named: bool = True) -> Viewed:
    """A view of a contract as it is now, paused or not; Refused. Not ``named``: nobody calls, and nobody consents."""
    moment = ledger.next_block(time)
    by = call.by if named else ()
    caller = by[0] if by else ""
    host = Host(moment, moment.running, call.contract, caller, frozenset(by), frozenset(call.shows))
    ran = viewed(host, call.function, call.arguments)
    return Viewed(ran.value, ran.steps, ledger.height, time)


def code_of(node: ChainNode, contract: str) -> Code:
    """The code of a contract; InputError when there is no such contract."""
    code = queries.code_of(node.ledger.view, contract)
    if code is None:
        remedy = meant(node.ledger.view, contract) or "counterfoil contract list shows those that are there"
        raise InputError(f"there is no contract {contract!r}", where="CONTRACT", remedy=remedy)
    return code


def meant(view: View, name: str) -> str:
    """``did you mean box?`` of a name that no contract has; nothing where none is like it."""
    folded = {one.contract.lower(): one.contract for one in queries.contracts(view)}
    close = get_close_matches(name.lower(), folded, n=1)
    return f"did you mean {folded[close[0]]}?" if close else ""


@dataclass(frozen=True, slots=True)
class Came:
    """What a run came to, the others that ran in its transaction apart."""

    contract: str
    function: str
    value: str
    kept: dict[str, Value]
    """key → value; None: nothing any more"""
    emitted: list[tuple[str, Value]]

    @property
    def plain(self) -> dict[str, Any]:
        """For machines."""
        said = [{"name": name, "fields": fields} for name, fields in self.emitted]
        told = {"contract": self.contract, "function": self.function, "returned": read(self.value)}
        return {**told, "kept": self.kept, "emitted": said}


def came_of(events: Iterable[Event]) -> list[Came]:
    """The runs among events, in order; not that of code which has no ``init`` or ``migrate``, and took no step."""
    return [_came(event.data) for event in events if event.type == Ran.type and event.data["steps"]]


def _came(data: dict[str, Any]) -> Came:
    kept = {one["key"]: None if one["value"] is None else read(one["value"]) for one in data["kept"]}
    emitted = [(one["name"], read(one["fields"])) for one in data["emitted"]]
    return Came(data["contract"], data["function"], data["value"], kept, emitted)


def with_runs(node: ChainNode, heights: Iterable[Height]) -> dict[str, list[Event]]:
    """What the transactions of some blocks did in which a program ran: identifier → events."""
    found: dict[str, list[Event]] = {}
    for height in heights:
        encoded = node.reader.events(height)
        if any(_RAN in one for one in encoded):  # most blocks have none, and are not read any further
            events = [decode_event(one) for one in encoded]
            ran = {event.transaction for event in events if event.type == Ran.type}
            for event in events:
                if event.transaction in ran:
                    found.setdefault(event.transaction, []).append(event)
    return found


def told(node: ChainNode, events: Sequence[Event]) -> list[str]:
    """Each event in words."""
    vocabulary, units = laws().vocabulary, ChainUnits(node.ledger.view)
    return [vocabulary.describe(event.type, event.data, units=units).en for event in events]


def moved_by(node: ChainNode, events: Sequence[Event]) -> list[str]:
    """What moved or came free among events, in words."""
    return told(node, [event for event in events if event.type in MOVES])


def events_of(node: ChainNode, contract: str) -> list[Event]:
    """Everything that happened to a contract, first to last; InputError when there is none."""
    code_of(node, contract)
    return [decode_event(node.reader.event(*position)) for position in node.reader.trail(path_of(contract))]
