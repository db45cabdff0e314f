# SPDX-License-Identifier: Apache-2.0
"""EPC URNs and links: the one read as a key, the other written as a URN where the prefix's length is known."""

from collections.abc import Mapping
from typing import Final

from counterfoil.epcis.keys.check_digit import check_digit
from counterfoil.epcis.keys.escapes import for_urn, unescaped
from counterfoil.epcis.keys.link import Link, is_qualifier, is_value
from counterfoil.epcis.keys.table import (
    BY_AI,
    BY_HEAD,
    NO_EXTENSION,
    PREFIX_MAX,
    PREFIX_MIN,
    SCHEMES,
    Key,
    Scheme,
)
from counterfoil.primitives.errors import InputError

START: Final = "urn:epc:"
_WILD: Final = "*"

PrefixLengths = int | Mapping[str, int]
"""The length of a company prefix, or a table of the digits that prefixes begin with and their lengths."""


def read_urn(uri: str) -> Link | None:
    """The key that an EPC URN writes, with its check digit; None where it is none, or of a form that none has."""
    if not uri.startswith(START):
        return None
    kind, _, rest = uri[len(START) :].partition(":")
    name, _, body = rest.partition(":")  # a serial may hold a colon itself
    scheme = BY_HEAD.get(f"{kind}:{name}")
    return None if scheme is None else _read(scheme, body)


def _read(scheme: Scheme, body: str) -> Link | None:
    key = BY_AI[scheme.ai]
    prefix, dot, rest = body.partition(".")
    if not dot or not _is_number(prefix) or not PREFIX_MIN <= len(prefix) <= PREFIX_MAX:
        return None
    if not key.digits:
        return _read_lettered(scheme, prefix, rest)
    reference, dot, last = rest.partition(".")
    if len(prefix) + len(reference) != key.digits or (reference and not _is_number(reference)):
        return None
    value = _with_check_digit(key, prefix, reference)
    if key.fixed_after:
        counts, last = last[: key.fixed_after + 1].replace(".", "", 1), last[key.fixed_after + 2 :]
        if len(counts) != key.fixed_after or not counts.isdigit():
            return None
        value += counts
    return _with_serial(scheme, value, last, bool(dot))


def _read_lettered(scheme: Scheme, prefix: str, rest: str) -> Link | None:
    """A key whose reference may hold letters and dots: the last dot is the one before a serial."""
    if not scheme.serial and not scheme.pattern:
        value = prefix + unescaped(rest)
        return Link(scheme.ai, value) if rest and is_value(scheme.ai, value) else None
    reference, dot, last = rest.rpartition(".")
    return _with_serial(scheme, prefix + unescaped(reference), last, bool(dot))


def _with_check_digit(key: Key, prefix: str, reference: str) -> str:
    payload = reference[:1] + prefix + reference[1:] if key.lead == "x" else key.lead + prefix + reference
    return payload + check_digit(payload) if key.check else payload


def _with_serial(scheme: Scheme, value: str, last: str, given: bool) -> Link | None:
    """A key and the last part of its URN; ``value`` is right by how it was made, unless it has letters."""
    if not BY_AI[scheme.ai].digits and not is_value(scheme.ai, value):
        return None
    if scheme.pattern:
        return Link(scheme.ai, value) if last == _WILD else None
    if not scheme.serial:
        return None if given else Link(scheme.ai, value)
    serial = unescaped(last)
    if scheme.serial == "+":
        return Link(scheme.ai, value + serial) if serial and is_value(scheme.ai, value + serial) else None
    if scheme.serial == "254" and serial == NO_EXTENSION:
        return Link(scheme.ai, value)
    return Link(scheme.ai, value, scheme.serial, serial) if is_qualifier(scheme.serial, serial) else None


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit()


def write_urn(link: Link, lengths: PrefixLengths) -> str:
    """The EPC URN of a key; InputError where the length of its company prefix is not known, or no URN writes it."""
    key = BY_AI[link.ai]
    scheme = _scheme_of(link, key)
    if not key.digits:
        length = _prefix_length(link.value, lengths)
        parts = [link.value[:length], for_urn(link.value[length:])]
    else:
        first = 1 if key.lead else 0
        body, serial = link.value[first : key.digits + (key.lead == "0")], link.value[key.fixed :]
        length = _prefix_length(body, lengths)
        reference = (link.value[0] if key.lead == "x" else "") + body[length:]
        parts = [body[:length], reference]
        if key.fixed_after:
            counts = link.value[key.fixed - key.fixed_after : key.fixed]
            parts += [counts[:2], counts[2:]]
        if scheme.serial == "+":
            parts.append(for_urn(serial))
    if scheme.pattern:
        parts.append(_WILD)
    elif scheme.serial == "254":
        parts.append(for_urn(link.qualifier_value or NO_EXTENSION))
    elif link.qualifier:
        parts.append(for_urn(link.qualifier_value))
    return f"{START}{scheme.head}:{'.'.join(parts)}"


def _scheme_of(link: Link, key: Key) -> Scheme:
    """The scheme that writes just this key with just this qualifier."""
    serial = link.qualifier or ("+" if len(link.value) > key.fixed > 0 else "")
    for scheme in SCHEMES:
        if scheme.ai == link.ai and scheme.serial == serial and not (scheme.pattern and serial):
            return scheme
        if scheme.ai == link.ai == "414":
            return scheme
    raise InputError("no EPC URN writes this key with this qualifier", where=link.uri, remedy="use the link")


def _prefix_length(digits: str, lengths: PrefixLengths) -> int:
    if isinstance(lengths, int):
        found: int | None = lengths
    else:
        begun = (digits[:length] for length in range(len(digits), 0, -1))
        found = next((lengths[one] for one in begun if one in lengths), None)
    if found is None:
        problem = "the length of its company prefix is not known"
        raise InputError(problem, where=digits, remedy="give the length, or a table that has this prefix")
    if not PREFIX_MIN <= found <= PREFIX_MAX:
        raise InputError(f"a company prefix has 6 to 12 digits, not {found}", where=digits)
    return found
