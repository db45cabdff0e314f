# SPDX-License-Identifier: Apache-2.0
"""A link on anybody's domain, by numbers or by short names, read as the key that it holds."""

from typing import Final

from counterfoil.epcis.keys.escapes import unescaped
from counterfoil.epcis.keys.link import Link, is_qualifier, is_value
from counterfoil.epcis.keys.table import BY_SEGMENT, DROPPED, GTIN, QUALIFIER_NAMES, QUALIFIERS

_GTIN_LENGTHS: Final = frozenset({8, 12, 13, 14})


def read_link(uri: str) -> Link | None:
    """The key that an http or https URI holds, its finest qualifier kept; None where it is no GS1 Digital Link.

    The domain, what stands before the key, query string and fragment are dropped.
    """
    if not uri.startswith(("https://", "http://")):
        return None
    parts = uri.partition("?")[0].partition("#")[0].rstrip("/").split("/")[3:]
    for place, segment in enumerate(parts[:-1]):
        if segment in BY_SEGMENT:
            ai = BY_SEGMENT[segment].ai
            value = _value(ai, unescaped(parts[place + 1]))
            if value is not None:
                return _qualified(ai, value, parts[place + 2 :])
    return None


def _value(ai: str, text: str) -> str | None:
    if ai == GTIN.ai:
        return text.zfill(14) if text.isascii() and text.isdigit() and len(text) in _GTIN_LENGTHS else None
    return text if is_value(ai, text) else None


def _qualified(ai: str, value: str, rest: list[str]) -> Link | None:
    """The link with the finest of the qualifiers; None if one is none of this key's, or has no value."""
    allowed, found = QUALIFIERS.get(ai, ()), dict[str, str]()
    if len(rest) % 2:
        return None
    for name, text in zip(rest[::2], rest[1::2], strict=True):
        qualifier, given = QUALIFIER_NAMES.get(name, name), unescaped(text)
        if qualifier not in allowed or not is_qualifier(qualifier, given):
            return None
        found[qualifier] = given
    finest = next((one for one in allowed if one in found and one != DROPPED), "")
    return Link(ai, value, finest, found.get(finest, ""))
