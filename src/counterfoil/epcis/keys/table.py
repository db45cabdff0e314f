# SPDX-License-Identifier: Apache-2.0
"""The GS1 keys as one table: application identifier, form, check digit, and the URN schemes that write the same.

A key is a company prefix of 6 to 12 digits and a reference, some with a check digit, some with a serial. A URN keeps
the prefix apart by a dot; a Digital Link runs them together (GS1 TDS 1.13 §6, GS1 Digital Link 1.1 §4).
"""

from typing import Final, NamedTuple

PREFIX_MIN: Final = 6
PREFIX_MAX: Final = 12
DOMAIN: Final = "https://id.gs1.org"
"""Where canonical links stand, whoever's domain a key was written with."""


class Key(NamedTuple):
    """One key: what stands after its application identifier in a link."""

    ai: str
    digits: int
    """Of prefix and reference, without check digit; 0: letters too, of any length up to ``rest_max``."""
    check: bool = False
    lead: str = ""
    """``0``: a digit that says nothing stands first. ``x``: the reference's first digit goes in front of the prefix."""
    fixed_after: int = 0
    """Digits behind the check digit that every such key has: a piece and the total of an ITIP."""
    rest_max: int = 0
    """Characters that may follow in the same element: a serial, a reference with letters."""
    rest_digits: bool = False
    fixed: int = 0
    """Digits that every such key begins with."""
    name: str = ""
    """The short name that links of version 1.0 may have instead of the application identifier."""


GTIN: Final = Key("01", 13, check=True, lead="x", fixed=14, name="gtin")
KEYS: Final = (
    Key("00", 17, check=True, lead="x", fixed=18, name="sscc"),
    GTIN,
    Key("253", 12, check=True, rest_max=17, fixed=13, name="gdti"),
    Key("255", 12, check=True, rest_max=12, rest_digits=True, fixed=13, name="gcn"),
    Key("401", 0, rest_max=30, name="ginc"),
    Key("402", 16, check=True, fixed=17, name="gsin"),
    Key("414", 12, check=True, fixed=13, name="gln"),
    Key("417", 12, check=True, fixed=13, name="party"),
    Key("8003", 12, check=True, lead="0", rest_max=16, fixed=14, name="grai"),
    Key("8004", 0, rest_max=30, name="giai"),
    Key("8006", 13, check=True, lead="x", fixed_after=4, fixed=18, name="itip"),
    Key("8010", 0, rest_max=30, name="cpid"),
    Key("8017", 17, check=True, fixed=18, name="gsrnp"),
    Key("8018", 17, check=True, fixed=18, name="gsrn"),
)
BY_AI: Final = {key.ai: key for key in KEYS}
BY_SEGMENT: Final = BY_AI | {key.name: key for key in KEYS}

QUALIFIERS: Final = {
    "01": ("21", "235", "10", "22"),
    "414": ("254",),
    "8006": ("21", "10", "22"),
    "8010": ("8011",),
}
"""What may follow a key, the finest first; a consumer product variant (22) identifies nothing and is dropped."""
DROPPED: Final = "22"
QUALIFIER_NAMES: Final = {"ser": "21", "tpx": "235", "lot": "10", "cpv": "22", "glnx": "254", "cpsn": "8011"}
QUALIFIER_MAX: Final = {"21": 20, "235": 28, "10": 20, "22": 20, "254": 20, "8011": 12}
NUMERIC_QUALIFIERS: Final = frozenset({"8011"})


class Scheme(NamedTuple):
    """One URN scheme: ``urn:epc:`` + head + prefix, reference, … apart by dots."""

    head: str
    ai: str
    serial: str = ""
    """The application identifier of its last part; ``+`` where that part belongs to the key itself."""
    pattern: bool = False
    """Whether the last part is ``*``: a class, of which no single one is meant."""


SCHEMES: Final = (
    Scheme("id:sgtin", "01", "21"),
    Scheme("id:upui", "01", "235"),
    Scheme("class:lgtin", "01", "10"),
    Scheme("id:sscc", "00"),
    Scheme("id:sgln", "414", "254"),
    Scheme("id:pgln", "417"),
    Scheme("id:grai", "8003", "+"),
    Scheme("id:giai", "8004"),
    Scheme("id:gsrn", "8018"),
    Scheme("id:gsrnp", "8017"),
    Scheme("id:gdti", "253", "+"),
    Scheme("id:cpi", "8010", "8011"),
    Scheme("id:sgcn", "255", "+"),
    Scheme("id:ginc", "401"),
    Scheme("id:gsin", "402"),
    Scheme("id:itip", "8006", "21"),
    Scheme("idpat:sgtin", "01", pattern=True),
    Scheme("idpat:upui", "01", pattern=True),
    Scheme("idpat:grai", "8003", pattern=True),
    Scheme("idpat:gdti", "253", pattern=True),
    Scheme("idpat:sgcn", "255", pattern=True),
    Scheme("idpat:cpi", "8010", pattern=True),
    Scheme("idpat:itip", "8006", pattern=True),
)
BY_HEAD: Final = {scheme.head: scheme for scheme in SCHEMES}
NO_EXTENSION: Final = "0"
"""The extension of an SGLN that has none."""
