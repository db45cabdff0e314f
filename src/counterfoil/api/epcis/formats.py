# SPDX-License-Identifier: Apache-2.0
"""In which spelling identifiers are given back (``GS1-EPC-Format``).

Whoever says nothing gets them as they were captured. A link becomes a URN only where the length of its company prefix
is known, from the file of parties: others are left as they came, and the answer says how many.
"""

from enum import StrEnum
from typing import Final

from counterfoil.epcis.json_types import JsonObject
from counterfoil.epcis.keys.urn import PrefixLengths
from counterfoil.epcis.spelling import Speller

FORMAT_HEADER: Final = "gs1-epc-format"
LEFT_HEADER: Final = "counterfoil-epcs-left"
"""How many identifiers of an answer are not in the spelling asked for. Ours: the standard has no word for it."""


class EpcFormat(StrEnum):
    """The four of the standard."""

    any = "No_Preference"
    links = "Always_GS1_Digital_Link"
    urns = "Always_EPC_URN"
    captured = "Never_Translates"


class Translation:
    """The identifiers of one answer."""

    def __init__(self, asked: EpcFormat, lengths: PrefixLengths) -> None:
        self._asked = asked
        translates = asked in (EpcFormat.links, EpcFormat.urns)
        self._speller = Speller(urns=asked is EpcFormat.urns, lengths=lengths) if translates else None

    def event(self, members: JsonObject) -> JsonObject:
        return members if self._speller is None else self._speller.event(members)

    @property
    def headers(self) -> dict[str, str]:
        """What an answer says of it, once its events are written."""
        if self._speller is None:
            return {FORMAT_HEADER: EpcFormat.captured.value}
        left = {LEFT_HEADER: str(self._speller.left)} if self._speller.left else {}
        return {FORMAT_HEADER: self._asked.value, **left}
