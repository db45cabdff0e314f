# SPDX-License-Identifier: Apache-2.0
"""The identifiers of an event in another spelling: all as links, or as URNs where the prefix's length is known.

Only members of the standard's own that hold identifiers are touched: what somebody's own mean nobody here knows. The
hash of an event is the same in every spelling.
"""

from collections.abc import Callable
from typing import Final

from counterfoil.epcis.event import CLASS_LISTS, INSTANCE_LISTS
from counterfoil.epcis.json_types import Json, JsonObject
from counterfoil.epcis.keys.canonical import canonical_link, to_urn
from counterfoil.epcis.keys.urn import START, PrefixLengths
from counterfoil.primitives.errors import InputError

Spell = Callable[[str], str]

_LINKS: Final = {
    "bizTransactionList": "bizTransaction",
    "sourceList": "source",
    "destinationList": "destination",
}
_PLACES: Final = ("readPoint", "bizLocation")


class Speller:
    """Writes keys in one way; ``left`` counts those that it could not, and left as they came."""

    def __init__(self, *, urns: bool, lengths: PrefixLengths) -> None:
        self.left = 0
        self._lengths = lengths
        self._spell: Spell = self._as_urn if urns else self._as_link

    def event(self, members: JsonObject) -> JsonObject:
        """The same event."""
        return {name: self._member(name, value) for name, value in members.items()}

    def _as_link(self, text: str) -> str:
        if not text.startswith(START):
            return text
        link = canonical_link(text)
        self.left += link is None
        return link or text

    def _as_urn(self, text: str) -> str:
        if text.startswith("urn:"):
            return text
        try:
            return to_urn(text, self._lengths) or text
        except InputError:
            self.left += 1
            return text

    def _member(self, name: str, value: Json) -> Json:
        if name == "parentID":
            return self._text(value)
        if name in INSTANCE_LISTS and isinstance(value, list):
            return [self._text(one) for one in value]
        if name in CLASS_LISTS:
            return self._each(value, "epcClass")
        if name in _LINKS:
            return self._each(value, _LINKS[name])
        if name in _PLACES:
            return self._within(value, "id")
        if name == "sensorElementList" and isinstance(value, list):
            return [self._sensors(one) for one in value]
        return value

    def _sensors(self, element: Json) -> Json:
        if not isinstance(element, dict):
            return element
        spelled = dict(element)
        if "sensorMetadata" in element:
            spelled["sensorMetadata"] = self._within(element["sensorMetadata"], "deviceID")
        if "sensorReport" in element:
            spelled["sensorReport"] = self._each(element["sensorReport"], "deviceID")
        return spelled

    def _each(self, value: Json, name: str) -> Json:
        return [self._within(one, name) for one in value] if isinstance(value, list) else value

    def _within(self, value: Json, name: str) -> Json:
        return {**value, name: self._text(value[name])} if isinstance(value, dict) and name in value else value

    def _text(self, value: Json) -> Json:
        return self._spell(value) if isinstance(value, str) else value
