# SPDX-License-Identifier: Apache-2.0
"""An event as bytes and back: every member, every digit, and the context that says what its prefixes mean."""

from typing import Final

import msgspec

from counterfoil.epcis.document import from_members
from counterfoil.epcis.event import Event
from counterfoil.epcis.json_document import parse_json
from counterfoil.epcis.json_types import JsonObject
from counterfoil.evidence.text import safe_text
from counterfoil.primitives.errors import InvariantBroken

_ENCODER: Final = msgspec.json.Encoder(decimal_format="number")


def write_json(value: object) -> bytes:
    """JSON with its decimals as numbers, to the last digit."""
    try:
        return _ENCODER.encode(value)
    except OverflowError:
        return _ENCODER.encode(_with_long_numbers(value))


def event_bytes(event: Event) -> bytes:
    """The event by itself."""
    return write_json(event.document)


def read_members(document: bytes) -> JsonObject:
    """The members of an event that ``event_bytes`` wrote."""
    found = parse_json(document)
    if not isinstance(found, dict):
        raise InvariantBroken(f"no event stands in the journal: {safe_text(repr(document[:80]))}")
    return found


def read_event(document: bytes) -> Event:
    """The event that ``event_bytes`` wrote."""
    (event,) = from_members(read_members(document)).events
    return event


def _with_long_numbers(value: object) -> object:
    """Integers of more than 64 bits, which the encoder does not write, as decimals, which it does."""
    if isinstance(value, dict):
        return {name: _with_long_numbers(one) for name, one in value.items()}
    if isinstance(value, list):
        return [_with_long_numbers(one) for one in value]
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) >= 2**63:
        return msgspec.Raw(str(value).encode())
    return value
