# SPDX-License-Identifier: Apache-2.0
"""How the text that an event is hashed by writes one member and its value (CBV 2.0 §8.9)."""

from collections.abc import Callable
from decimal import Decimal
from typing import Final, NamedTuple

from counterfoil.epcis.context import Namespaces, whole
from counterfoil.epcis.hash_editions import Edition
from counterfoil.epcis.json_types import Json, as_text
from counterfoil.epcis.keys.canonical import canonical_link
from counterfoil.epcis.numbers import canonical_number
from counterfoil.epcis.times import parse_time
from counterfoil.epcis.vocabulary import GS1, GS1_FORMERLY, URNS, Vocabulary
from counterfoil.primitives.errors import DecodeError

TEXT_MAX: Final = 64 * 1024 * 1024
_WEB_WORDS: Final = (GS1, GS1_FORMERLY)


class Room:
    """How much may be written yet: long namespaces under short prefixes make a text many times as long as its event."""

    def __init__(self) -> None:
        self._left = TEXT_MAX

    def take(self, text: str) -> str:
        """The text, if there is room for it; DecodeError otherwise."""
        self._left -= len(text)
        if self._left < 0:
            problem = f"the text that is hashed has more than {TEXT_MAX:,} characters of names"
            raise DecodeError(problem, remedy="shorten the namespaces")
        return text


class Manner(NamedTuple):
    """How an event is written: by which edition, with which prefixes in force, and which names are left out."""

    edition: Edition
    names: Namespaces
    ignored: frozenset[str]
    room: Room


Write = Callable[[str, Json, Manner], str]
"""How a member is written: its name, its value, and in which manner."""


def canonical_value(value: Json, manner: Manner) -> str:
    """A text, number or truth value in its canonical form."""
    if isinstance(value, str):
        return _canonical_text(value.strip(), manner)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | Decimal):
        return manner.edition.number(Decimal(value), "")
    return ""


def _canonical_text(text: str, manner: Manner) -> str:
    if text[:8] == "urn:epc:" or text[:4] == "http":
        return canonical_link(text) or _worded_as(text, manner.edition)
    if text[:18] == "urn:epcglobal:cbv:":
        begun = next((urn for urn in URNS if text.startswith(urn)), None)
        return text if begun is None else URNS[begun] + text[len(begun) :]
    number = canonical_number(text, manner.edition.number)
    return _worded_as(whole(number, manner.names), manner.edition) if ":" in number else number


def _worded_as(text: str, edition: Edition) -> str:
    """A word of GS1's web vocabulary under the edition's address; any other text as it is."""
    if not text.startswith(_WEB_WORDS) or edition.as_written:
        return text
    begun = next(address for address in _WEB_WORDS if text.startswith(address))
    return edition.words + text[len(begun) :]


def named(name: str, manner: Manner) -> str:
    """``prefix:local`` as ``{namespace}local``, the namespace as it was declared, but for GS1's own vocabulary."""
    prefix, colon, local = name.partition(":")
    namespace = manner.names.get(prefix) if colon else None
    if namespace is None:
        return name
    edition = manner.edition
    namespace = edition.words if namespace in _WEB_WORDS and not edition.as_written else namespace
    return manner.room.take(f"{{{namespace}}}{local}")


def valued(name: str, value: Json, manner: Manner) -> str:
    text = canonical_value(value, manner)
    return f"{name}={text}" if text else ""


def timed(name: str, value: Json, _manner: Manner) -> str:
    if value is None:
        return ""
    text = str(value).strip()
    try:
        return f"{name}={parse_time(text).utc}"
    except DecodeError as error:
        raise DecodeError(error.problem, where=name, remedy=error.remedy) from None


def plain(name: str, value: Json, _manner: Manner) -> str:
    return "" if value is None else f"{name}={str(value).strip()}"


def worded(vocabulary: Vocabulary) -> Write:
    def write(name: str, value: Json, manner: Manner) -> str:
        text = as_text(value).strip()
        if text and ":" not in text:
            word = vocabulary.uri(text)
            return f"{name}={manner.edition.words + word.removeprefix(GS1) if word.startswith(GS1) else word}"
        return valued(name, value, manner)

    return write
