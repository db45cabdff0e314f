# SPDX-License-Identifier: Apache-2.0
"""What is carried from one chain to another when an asset crosses: which records are asked for, and chains of title."""

from counterfoil.modules.crossings.calls import TRAIL_MAX
from counterfoil.modules.crossings.records import DEPARTURES, Departure
from counterfoil.modules.holdings.records import TITLES
from counterfoil.node.collect import ChainReader
from counterfoil.primitives import canonical
from counterfoil.primitives.types import Height, InstrumentId, JsonText, RecordPath

TRAIL_LENGTH_MAX = 48_000
"""Characters of a trail in a call, which has its names and quotes besides."""


def departed(reader: ChainReader, crossing: str, height: Height) -> Departure | None:
    """What left a chain under a name, as of a block."""
    found = reader.record(DEPARTURES.path(crossing), height)
    return None if found is None else canonical.decode(found, Departure)


def records_shown(left: Departure, *, unique: bool) -> list[RecordPath]:
    """The records of a chain that the other must be shown, so that it takes in what left."""
    own = [DEPARTURES.path(left.crossing)]
    return [*own, TITLES.path(left.instrument)] if unique else own


def title_events(reader: ChainReader, instrument: InstrumentId, height: Height) -> tuple[JsonText, ...]:
    """The events of a title up to a block, as many of the last as a call shows."""
    trail = [place for place in reader.trail(TITLES.path(instrument)) if place[0] <= height]
    found: list[JsonText] = []
    length = 0
    for place in reversed(trail[-TRAIL_MAX:]):
        text = JsonText(reader.event(*place).decode())
        length += len(text) + text.count('"')
        if length > TRAIL_LENGTH_MAX:
            break
        found.append(text)
    return tuple(reversed(found))
