# SPDX-License-Identifier: Apache-2.0
"""How a repository is spoken with: what is read, and in what form an answer is wanted.

A header that is not understood is told so: whoever asks for links and is given URNs would match nothing.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from counterfoil.api.epcis.exceptions import MEDIA_TYPE, NOT_ACCEPTABLE
from counterfoil.api.epcis.formats import FORMAT_HEADER, WORDS_HEADER, EpcFormat, WordFormat
from counterfoil.api.epcis.repository import EXTENSIONS_HEADER, VERSION, Asking
from counterfoil.api.media_types import JSON, require_kind
from counterfoil.api.problems import Problem
from counterfoil.epcis.context import STANDARD, Namespaces
from counterfoil.epcis.document import looks_like_xml

_WEIGHT: Final = re.compile(r"q=(0(\.[0-9]{0,3})?|1(\.0{0,3})?)")
_READ: Final = (JSON, "application/ld+json", "application/xml", "text/xml")
_JSON: Final = dict.fromkeys(("*/*", "application/*", JSON, "application/ld+json"), JSON)
_XML: Final = {"application/xml": "application/xml", "text/xml": "text/xml", "text/*": "text/xml"}
"""Kinds of answers as they are asked for, and as they are given."""


@dataclass(frozen=True)
class Manner:
    """In what form an answer is wanted."""

    media: str
    identifiers: EpcFormat
    words: WordFormat

    @property
    def is_xml(self) -> bool:
        return self.media in _XML


def require_readable(request: Asking, body: bytes) -> None:
    """Raise Problem for a body of a kind that is not read, or of another kind than its header says."""
    given = require_kind(request, _READ, MEDIA_TYPE)
    if (given in _XML and body.lstrip()[:1] in (b"{", b"[")) or (given not in _XML and looks_like_xml(body)):
        raise Problem(MEDIA_TYPE, f"it is not {given}: say what it is")


def require_json(request: Asking) -> None:
    """Raise Problem for a body that does not say that it is JSON."""
    require_kind(request, _READ[:2], MEDIA_TYPE)


def require_spoken(request: Asking) -> None:
    """Raise Problem for a version, a spelling or a kind of answer that is not spoken; for answers of no events."""
    require_version(request.headers)
    asked_format(request.headers)
    _media(request, _JSON)


def require_heard(request: Asking) -> None:
    """The same where the answer has no body: then whoever reads XML is answered as well."""
    require_version(request.headers)
    asked_format(request.headers)
    _media(request, _JSON | _XML)


def asked_manner(request: Asking) -> Manner:
    """In what form events are wanted. Raises Problem."""
    require_version(request.headers)
    media = _media(request, _JSON | _XML)
    wanted = Manner(media, asked_format(request.headers), asked_words(request.headers))
    if wanted.is_xml and wanted.words is WordFormat.captured:
        raise Problem(NOT_ACCEPTABLE, "how words were spelled in XML is not kept: ask for Always_Web_URI or Always_URN")
    return wanted


def asked_format(headers: Mapping[str, str]) -> EpcFormat:
    """In which spelling whoever asks wants identifiers. Raises Problem."""
    try:
        return EpcFormat(headers.get(FORMAT_HEADER, EpcFormat.any))
    except ValueError:
        raise Problem(NOT_ACCEPTABLE, f"identifiers are given back as {', '.join(EpcFormat)}") from None


def asked_words(headers: Mapping[str, str]) -> WordFormat:
    """In which spelling words of the vocabulary are wanted in XML. Raises Problem."""
    try:
        return WordFormat(headers.get(WORDS_HEADER, WordFormat.any))
    except ValueError:
        raise Problem(NOT_ACCEPTABLE, f"words are given back in XML as {', '.join(WordFormat)}") from None


def prefixes(request: Asking) -> Namespaces:
    """What prefixes stand for in names of parameters: ``GS1-Extensions: prefix=namespace, …``."""
    found = dict(STANDARD)
    for one in request.headers.get(EXTENSIONS_HEADER, "").split(","):
        prefix, equals, namespace = one.strip().partition("=")
        if equals and prefix and namespace:
            found[prefix.strip()] = namespace.strip()
    return found


def require_version(headers: Mapping[str, str]) -> None:
    """Raise Problem for a version that is not spoken."""
    for name in ("epcis", "cbv"):
        least, most = (headers.get(f"gs1-{name}-{edge}", VERSION) for edge in ("min", "max"))
        asked = headers.get(f"gs1-{name}-version", VERSION)
        if not (_version(least) <= _version(VERSION) <= _version(most)) or _version(asked) != _version(VERSION):
            raise Problem(NOT_ACCEPTABLE, f"version {VERSION} is spoken")


def _media(request: Asking, written: Mapping[str, str]) -> str:
    """What is written here and wanted most; of what is wanted alike, what is named first."""
    found = next((written[one] for one in _wanted(request.headers.get("accept", "*/*")) if one in written), None)
    if found is None:
        raise Problem(NOT_ACCEPTABLE, f"answers are {', '.join(sorted(set(written.values())))}")
    return found


def _wanted(accept: str) -> Iterator[str]:
    """Kinds of an ``Accept``, those wanted most first; of weight 0 is what is not wanted."""
    weighed: list[tuple[Decimal, str]] = []
    for one in accept.split(","):
        kind, *parameters = (part.strip().lower() for part in one.split(";"))
        weight = next((part[2:] for part in parameters if _WEIGHT.fullmatch(part)), "1")
        weighed.append((Decimal(weight), kind))
    yield from (kind for weight, kind in sorted(weighed, key=lambda one: -one[0]) if weight > 0)


def _version(text: str) -> tuple[int, int]:
    major, _, rest = text.strip().partition(".")
    minor = rest.partition(".")[0]
    if not all(one.isascii() and one.isdigit() and len(one) < 5 for one in (major, minor or "0")):
        raise Problem(NOT_ACCEPTABLE, f"{text!r} is no version")
    return int(major), int(minor or "0")
