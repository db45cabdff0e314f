# SPDX-License-Identifier: Apache-2.0
"""Patterns of EPCs match the canonical links of just those URNs that they match by their fields."""

from typing import Final

import pytest

from counterfoil.epcis.keys.canonical import canonical_link
from counterfoil.epcis.keys.pattern import Pattern, read_pattern
from counterfoil.primitives.errors import InputError

URNS: Final = (
    "urn:epc:id:sgtin:0614141.107346.1",
    "urn:epc:id:sgtin:0614141.107346.12%2F3",
    "urn:epc:id:sgtin:0614141.207346.1",
    "urn:epc:id:sgtin:0614142.107346.1",
    "urn:epc:id:upui:0614141.107346.a21b",
    "urn:epc:id:itip:0614141.107346.01.02.9",
    "urn:epc:id:itip:0614141.107346.02.02.9",
    "urn:epc:id:sscc:0614141.1234567890",
    "urn:epc:id:sscc:0614142.1234567890",
    "urn:epc:id:sgln:0614141.07346.0",
    "urn:epc:id:sgln:0614141.07346.7",
    "urn:epc:id:sgln:0614141.07347.7",
    "urn:epc:id:grai:0614141.12345.400",
    "urn:epc:id:grai:0614141.12346.400",
    "urn:epc:id:giai:0614141.12345400",
    "urn:epc:id:giai:0614142.12345400",
    "urn:epc:id:gdti:0614141.06012.1234",
    "urn:epc:id:sgcn:4012345.67890.04711",
    "urn:epc:id:cpi:0614141.123ABC.123",
    "urn:epc:id:cpi:0614141.123ABD.123",
    "urn:epc:id:gsrn:0614141.1234567890",
    "urn:epc:id:gsrnp:0614141.1234567890",
    "urn:epc:id:pgln:0614141.00001",
    "urn:epc:id:ginc:0614141.xyz",
    "urn:epc:id:gsin:0614141.123456789",
)


def patterns_of(urn: str) -> list[str]:
    """Every pattern that an EPC is of: with one star, two, and so on."""
    name, _, body = urn.removeprefix("urn:epc:id:").partition(":")
    fields = body.split(".")
    found = [[*fields[:place], *["*"] * (len(fields) - place)] for place in (0, 1, len(fields) - 1)]
    return [f"urn:epc:idpat:{name}:{'.'.join(one)}" for one in found]


def slowly(pattern: str, urn: str) -> bool:
    """Field by field, as the URNs have them."""
    name, _, body = pattern.removeprefix("urn:epc:idpat:").partition(":")
    other, _, given = urn.removeprefix("urn:epc:id:").partition(":")
    pairs = zip(body.split("."), given.split("."), strict=False)
    return name == other and all(field in ("*", value) for field, value in pairs)


def matches(pattern: Pattern, link: str) -> bool:
    found = link in pattern.exact or link.startswith(pattern.begins)
    if not found or not pattern.within:
        return found
    if pattern.place:
        return link[pattern.place :].startswith(pattern.within)
    return pattern.within in link


@pytest.mark.parametrize("pattern", sorted({one for urn in URNS for one in patterns_of(urn)}))
def test_a_pattern_matches_what_its_fields_match(pattern: str) -> None:
    """Of all schemes, each against all others."""
    read = read_pattern(pattern)
    for urn in URNS:
        link = canonical_link(urn)
        assert link is not None
        assert matches(read, link) == slowly(pattern, urn), urn


@pytest.mark.parametrize(
    "uri",
    [
        "urn:epc:idpat:sgtin:0614141.107346.1",
        "urn:epc:idpat:sgtin:0614141.*.1",
        "urn:epc:idpat:sgtin:*.107346.*",
        "urn:epc:idpat:sgtin:0614141.*",
        "urn:epc:idpat:sgtin:06141.*.*",
        "urn:epc:idpat:sgtin:0614141.10734.*",
        "urn:epc:idpat:sgtin:0614141.10734é.*",
        "urn:epc:idpat:itip:0614141.107346.*.*.*",
        "urn:epc:idpat:sgln:0614141.073.*",
        "urn:epc:idpat:colour:*.*.*",
        "urn:epc:idpat:",
    ],
)
def test_what_is_no_pattern_is_refused(uri: str) -> None:
    """A star before what is none, a field too few or too many, no such scheme."""
    with pytest.raises(InputError, match="no pattern"):
        read_pattern(uri)
