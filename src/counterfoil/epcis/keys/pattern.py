# SPDX-License-Identifier: Apache-2.0
"""Patterns of EPCs (``urn:epc:idpat:…``, GS1 TDS 1.13 §8) as what canonical links that match begin with.

::

    urn:epc:idpat:sgtin:0614141.107346.*    all serial numbers of a class
    urn:epc:idpat:sgtin:0614141.*.*         all that a company numbered
    urn:epc:idpat:sgtin:*.*.*               all of a scheme

A link runs prefix and reference together: what is asked for with a prefix alone is found by its digits, which are
nobody else's, since no company prefix begins another.
"""

from typing import Final, NamedTuple

from counterfoil.epcis.keys.canonical import canonical_link
from counterfoil.epcis.keys.table import BY_AI, BY_HEAD, DOMAIN, PREFIX_MAX, PREFIX_MIN, Key, Scheme
from counterfoil.primitives.errors import InputError

START: Final = "urn:epc:idpat:"
_WILD: Final = "*"
_FIELDS: Final = {"itip": 5, "sscc": 2, "giai": 2, "gsrn": 2, "gsrnp": 2, "pgln": 2, "ginc": 2, "gsin": 2}
"""Of a scheme, where it is not three: prefix, reference, serial."""
_FIXED_PLACE: Final = {"01": 14, "8006": 18}
"""How long keys are whose qualifier stands right behind them."""


class Pattern(NamedTuple):
    """What a canonical link is, or begins with; and what then stands in it, where instances are told by it."""

    exact: tuple[str, ...]
    begins: tuple[str, ...]
    within: str = ""
    place: int = 0
    """where ``within`` stands, from 0; 0: anywhere behind"""


def read_pattern(uri: str) -> Pattern:
    """Raises InputError for what is no pattern of instances, or has a ``*`` before what is none."""
    name, _, body = uri.removeprefix(START).partition(":")
    scheme = BY_HEAD.get(f"id:{name}")
    fields = body.split(".")
    wild = fields.index(_WILD) if _WILD in fields else len(fields)
    if scheme is None or len(fields) != _FIELDS.get(name, 3) or any(one != _WILD for one in fields[wild:]):
        raise _none(uri)
    key = BY_AI[scheme.ai]
    if wild == 0:
        return _of_prefix(scheme, key, "")
    prefix = fields[0]
    if not (prefix.isascii() and prefix.isdigit() and PREFIX_MIN <= len(prefix) <= PREFIX_MAX) or wild == len(fields):
        raise _none(uri)
    if wild == 1:
        return _of_prefix(scheme, key, prefix)
    if wild != len(fields) - 1:
        raise _none(uri)
    return _of_class(uri, scheme, f"urn:epc:id:{name}:{'.'.join(fields[:-1])}")


def _of_prefix(scheme: Scheme, key: Key, prefix: str) -> Pattern:
    base = f"{DOMAIN}/{key.ai}/"
    leads = "0123456789" if key.lead == "x" and prefix else key.lead.replace("x", "")
    begins = tuple(f"{base}{lead}{prefix}" for lead in leads) or (f"{base}{prefix}",)
    if scheme.serial in ("", "+", "254"):
        return Pattern((), begins)
    length = _FIXED_PLACE.get(key.ai, 0)
    return Pattern((), begins, f"/{scheme.serial}/", len(base) + length if length else 0)


def _of_class(uri: str, scheme: Scheme, stem: str) -> Pattern:
    if scheme.serial == "254":
        place = canonical_link(f"{stem}.0")
        if place is None:
            raise _none(uri)
        return Pattern((place,), (f"{place}/254/",))
    example = canonical_link(f"{stem}.1")
    if example is None or not example.endswith("1"):
        raise _none(uri)
    return Pattern((), (example[:-1],))


def _none(uri: str) -> InputError:
    return InputError(
        f"{uri!r} is no pattern that is matched", remedy="put * for serial, reference, prefix, in this order"
    )
