# SPDX-License-Identifier: Apache-2.0
"""What dated calls change of policies: the entry that they bring, held against the one that was in force at its time.

A call that sets a policy sets it whole, so that whatever it does not repeat is gone. Drawn from the records alone: any
list of dated entries of any module is a policy.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

import msgspec

from counterfoil.commerce.rehearsal import Changed
from counterfoil.evidence.measures import DASH
from counterfoil.evidence.record_words import said_of
from counterfoil.evidence.text import format_time
from counterfoil.evidence.words import Units
from counterfoil.law.dated import Dated, in_force, kind_of
from counterfoil.law.module import View
from counterfoil.modules import laws
from counterfoil.node.units import ChainUnits
from counterfoil.primitives.types import RecordPath, Timestamp

_SINCE: Final = "since"
_UNTIL: Final = "until"
"""What ends by itself, such as a halt, takes the place of nothing: it is no policy."""


class Rule(NamedTuple):
    """One rule of a policy that is another from then on, in words."""

    at: str
    name: str
    before: str
    after: str
    gone: bool
    """whether there was something, and there is nothing any more"""


class PolicyChange(NamedTuple):
    """What becomes of a policy."""

    record: RecordPath
    since: Timestamp
    rules: Sequence[Rule]
    """those that change; none: it is said once more"""
    replaces: Sequence[Timestamp]
    """when entries were to come that do not come any more"""

    @property
    def plain(self) -> dict[str, Any]:
        """For machines."""
        rules = [one._asdict() for one in self.rules]
        return {"record": self.record, "since": self.since, "rules": rules, "replaces": list(self.replaces)}

    @property
    def warning(self) -> str:
        """What is lost by it, in words; empty where nothing is."""
        gone = ", ".join(f"{one.name} ({one.before})" for one in self.rules if one.gone)
        parts = [f"without {gone}" if gone else ""]
        parts += [f"in the place of what was to come at {format_time(one)}" for one in self.replaces]
        told = "; ".join(part for part in parts if part)
        return f"{self.record} has from {format_time(self.since)} on other rules: {told}" if told else ""


def policy_changes(changed: Iterable[Changed], view: View) -> Iterator[PolicyChange]:
    """Of each policy among these records."""
    units = ChainUnits(view)
    for one in changed:
        for name in one.after.__struct_fields__:
            before, after = _entries(one.before, name), _entries(one.after, name)
            for entry in after:
                current = in_force([past for past in before if kind_of(past) == kind_of(entry)], entry.since)
                if entry in before or current is None:
                    continue
                told = [_told(one, name, each, units) for each in (current, entry)]
                lost = [past.since for past in before if past.since > entry.since and past not in after]
                yield PolicyChange(one.record, entry.since, tuple(_differing(*told)), lost)


def _entries(record: msgspec.Struct, name: str) -> Sequence[Dated]:
    """Of a field that is a list of dated entries; of another none."""
    value = getattr(record, name)
    listed = value if isinstance(value, tuple) else ()
    return listed if all(map(_is_dated, listed)) else ()


def _is_dated(entry: object) -> bool:
    fields = getattr(entry, "__struct_fields__", ())
    return _SINCE in fields and _UNTIL not in fields


class _Told(NamedTuple):
    """A leaf of an entry."""

    name: str
    value: str
    plain: Any


def _told(changed: Changed, name: str, entry: Dated, units: Units) -> Mapping[str, _Told]:
    """Leaf → what it is called and says; words come from the record, of which it is the only entry."""
    plain = msgspec.to_builtins(entry)
    record, start = msgspec.to_builtins(changed.after) | {name: [plain]}, f"{name}[0]."
    values = dict(_leaves(plain, ""))
    found = {}
    for said in said_of(record, changed.record, laws().vocabulary, units):
        at = said.at.removeprefix(start)
        if said.at.startswith(start) and at != _SINCE:
            called = said.name.en.partition(" · ")[2]
            found[at] = _Told(called, said.value.en, values.get(at))
    return found


def _leaves(value: Any, at: str) -> Iterator[tuple[str, Any]]:
    """Where leaves stand, as words name their places."""
    if isinstance(value, Mapping) and value:
        for part, inner in value.items():
            yield from _leaves(inner, f"{at}.{part}" if at else part)
    elif isinstance(value, (list, tuple)) and value:
        for place, inner in enumerate(value):
            yield from _leaves(inner, f"{at}[{place}]")
    else:
        yield at, value


def _differing(before: Mapping[str, _Told], after: Mapping[str, _Told]) -> Iterator[Rule]:
    """Leaf by leaf. Of a group that comes or goes as a whole its leaves are told, and not that it is there."""
    nothing = _Told("", DASH.en, None)
    for at in dict.fromkeys((*before, *after)):
        one, other = before.get(at, nothing), after.get(at, nothing)
        if one.value != other.value:
            gone = bool(one.plain) and not other.plain
            yield Rule(at, one.name or other.name, one.value, other.value, gone)
