# SPDX-License-Identifier: Apache-2.0
"""In which spelling identifiers are given back (``GS1-EPC-Format``), and words in XML (``GS1-CBV-XML-Format``).

Whoever says nothing gets them as they were captured. A link becomes a URN only where the length of its company prefix
is known, from the file of parties: others are left as they came, and the answer says how many.
"""

from enum import StrEnum
from typing import Final, Self

from counterfoil.epcis.json_types import JsonObject
from counterfoil.epcis.keys.urn import PrefixLengths
from counterfoil.epcis.spelling import Speller

FORMAT_HEADER: Final = "gs1-epc-format"
LEFT_HEADER: Final = "counterfoil-epcs-left"
"""How many identifiers of an answer are not in the spelling asked for. Ours: the standard has no word for it."""


WORDS_HEADER: Final = "gs1-cbv-xml-format"


class _Format(StrEnum):
    """A value of a header; clients write it in capitals, too."""

    @classmethod
    def _missing_(cls, value: object) -> Self | None:
        return next((one for one in cls if isinstance(value, str) and one.value.lower() == value.lower()), None)


class EpcFormat(_Format):
    """The four of the standard."""

    any = "No_Preference"
    links = "Always_GS1_Digital_Link"
    urns = "Always_EPC_URN"
    captured = "Never_Translates"


class WordFormat(_Format):
    """The four of the standard, for words of the vocabulary in XML; in JSON they are as they were captured."""

    any = "No_Preference"
    uris = "Always_Web_URI"
    urns = "Always_URN"
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
