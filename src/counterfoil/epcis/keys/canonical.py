# SPDX-License-Identifier: Apache-2.0
"""One spelling for each thing: GS1 keys as canonical links, whatever else as it is."""

from functools import lru_cache
from typing import Final

from counterfoil.epcis.keys.digital_link import read_link
from counterfoil.epcis.keys.link import Link
from counterfoil.epcis.keys.urn import PrefixLengths, read_urn, write_urn

REMEMBERED: Final = 16_384


@lru_cache(maxsize=REMEMBERED)
def read_key(uri: str) -> Link | None:
    """The GS1 key in a URN or a link; None for a URI of another kind, which identifies just as well."""
    return read_urn(uri) if uri.startswith("urn:") else read_link(uri)


@lru_cache(maxsize=REMEMBERED)
def canonical_link(uri: str) -> str | None:
    """The canonical Digital Link of a GS1 key, or None."""
    link = read_key(uri)
    return None if link is None else link.uri


def canonical_identifier(uri: str) -> str:
    """By what a thing is compared: the canonical link of a GS1 key; any other URI as it is."""
    return canonical_link(uri) or uri


def to_urn(uri: str, lengths: PrefixLengths) -> str | None:
    """The EPC URN of a GS1 key; None for a URI of another kind; InputError where the prefix's length is not known."""
    link = read_key(uri)
    return None if link is None else write_urn(link, lengths)
