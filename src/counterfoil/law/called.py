# SPDX-License-Identifier: Apache-2.0
"""How parties, accounts and instruments are called for a person: as their records say, never as an event says."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from counterfoil.evidence.words import DisplayUnit


@dataclass(frozen=True, slots=True)
class Called:
    """Names beside identifiers, units behind quantities: what one record says, or several."""

    parties: dict[str, str] = field(default_factory=dict)
    """party → registered name"""
    holders: dict[str, str] = field(default_factory=dict)
    """account → the party that holds it"""
    instruments: dict[str, str] = field(default_factory=dict)
    """instrument → name in its latest version"""
    units: dict[str, DisplayUnit] = field(default_factory=dict)

    def add(self, other: "Called") -> None:
        self.parties.update(other.parties)
        self.holders.update(other.holders)
        self.instruments.update(other.instruments)
        self.units.update(other.units)


Calling = Mapping[type, Callable[[Any], Called]]
"""Type of record → what it calls its subject."""


def called(records: Iterable[object], calling: Calling) -> Called:
    """What these records call their subjects; of most kinds nothing."""
    found = Called()
    for record in records:
        if type(record) in calling:
            found.add(calling[type(record)](record))
    return found
