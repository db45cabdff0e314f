# SPDX-License-Identifier: Apache-2.0
"""One spelling for each thing: GS1 keys as canonical links, whatever else as it is."""

from functools import lru_cache
from typing import Final, NamedTuple

from counterfoil.epcis.keys.check_digit import check_digit, has_check_digit
from counterfoil.epcis.keys.digital_link import read_link
from counterfoil.epcis.keys.link import Link
from counterfoil.epcis.keys.urn import PrefixLengths, read_urn, write_urn

REMEMBERED: Final = 16_384
_STARTS: Final = ("https://", "http://", "urn:epc:")


def read_key(uri: str) -> Link | None:
    """The GS1 key in a URN or a link; None for a URI of another kind, which identifies just as well."""
    known = _known(uri)
    return None if known is None else known[0]


def canonical_link(uri: str) -> str | None:
    """The canonical Digital Link of a GS1 key, or None."""
    known = _known(uri)
    return None if known is None else known[1]


def _known(uri: str) -> tuple[Link, str] | None:
    return _remembered(uri) if len(uri) <= _LENGTH_MAX else _read(uri)


def _read(uri: str) -> tuple[Link, str] | None:
    link = read_urn(uri) if uri.startswith("urn:") else read_link(uri)
    return None if link is None else (link, link.uri)


_remembered: Final = lru_cache(maxsize=REMEMBERED)(_read)
_LENGTH_MAX: Final = 200
"""Longer ones are worked out each time: what strangers send is not to fill the memory."""


def canonical_identifier(uri: str) -> str:
    """By what a thing is compared: the canonical link of a GS1 key; any other URI as it is."""
    return canonical_link(_begun_small(uri)) or uri


def _begun_small(uri: str) -> str:
    """Scheme and namespace mean the same in capitals (RFC 3986, 3.1; RFC 8141, 3.1); hashes read them as they are."""
    start = next((one for one in _STARTS if uri[: len(one)].lower() == one), "")
    return f"{start}{uri[len(start) :]}"


class WrongDigit(NamedTuple):
    """A key as it was written, and as it would be right."""

    written: str
    right: str


def wrong_check_digit(uri: str) -> WrongDigit | None:
    """Of a link; None where nothing is wrong with it, or it has none. A URN has no check digit of its own."""
    key = read_key(uri) if uri.startswith("http") else None
    digits = "" if key is None else key.checked_digits
    if not digits or has_check_digit(digits):
        return None
    return WrongDigit(digits, digits[:-1] + check_digit(digits[:-1]))


def to_urn(uri: str, lengths: PrefixLengths) -> str | None:
    """The EPC URN of a GS1 key; None for a URI of another kind; InputError where the prefix's length is not known."""
    link = read_key(uri)
    return None if link is None else write_urn(link, lengths)
