# SPDX-License-Identifier: Apache-2.0
"""What the handlers of a repository share: its database, its policy, its clock, and how it is spoken with.

A header that is not understood is told so: whoever asks for links and is given URNs would match nothing.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from litestar import Request
from litestar.di import NamedDependency

from counterfoil.api.callers import Caller
from counterfoil.api.doorway import Entry
from counterfoil.api.epcis.access import Access
from counterfoil.api.epcis.bell import Bell
from counterfoil.api.epcis.exceptions import MEDIA_TYPE, NOT_ACCEPTABLE
from counterfoil.api.epcis.formats import FORMAT_HEADER, EpcFormat, Translation
from counterfoil.api.problems import Problem
from counterfoil.epcis.context import STANDARD, Namespaces
from counterfoil.primitives.types import Timestamp
from counterfoil.readmodel.database import Database

VERSION: Final = "2.0.0"
CAPTURE_LIMIT: Final = 5_000
"""Events of one document."""
FILE_SIZE_LIMIT: Final = 16 * 2**20
"""Bytes of one document."""
BEHAVIOUR_HEADER: Final = "gs1-capture-error-behaviour"
EXTENSIONS_HEADER: Final = "gs1-extensions"
READ_HEADERS: Final = (BEHAVIOUR_HEADER, EXTENSIONS_HEADER, FORMAT_HEADER)
"""Headers that change what is done, or what is answered: a signature covers them."""
HEADERS: Final[Mapping[str, str]] = {
    "gs1-epcis-version": VERSION,
    "gs1-epcis-min": VERSION,
    "gs1-epcis-max": VERSION,
    "gs1-cbv-version": VERSION,
    "gs1-cbv-min": VERSION,
    "gs1-cbv-max": VERSION,
    "gs1-epcis-capture-limit": str(CAPTURE_LIMIT),
    "gs1-epcis-capture-file-size-limit": str(FILE_SIZE_LIMIT),
    FORMAT_HEADER: ", ".join(EpcFormat),
    "gs1-vendor-version": "counterfoil",
}
_READ: Final = ("application/json", "application/ld+json", "application/xml", "text/xml")
_WRITTEN: Final = ("*/*", "application/*", "application/json", "application/ld+json")


@dataclass(frozen=True)
class Repository:
    """One repository."""

    database: Database
    access: Access
    clock: Callable[[], Timestamp]
    ids: Callable[[], str]
    bell: Bell = field(default_factory=Bell)
    """rung when a job was taken in, or an event captured"""

    def translation(self, asked: EpcFormat) -> Translation:
        """For one answer."""
        return Translation(asked, self.access.lengths)


Asking = Request[Any, Any, Any]
AskingParty = NamedDependency[Caller]
AskedWith = NamedDependency[Entry]
Given = NamedDependency[Repository]
"""What a handler is given."""


def require_readable(request: Asking) -> None:
    """Raise Problem for a body of a kind that is not read."""
    given = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if given not in _READ:
        raise Problem(MEDIA_TYPE, f"send {', '.join(_READ)}", headers={"accept": ", ".join(_READ)})


def require_spoken(request: Asking) -> None:
    """Raise Problem for a version, a form of identifiers or a kind of answer that is not spoken."""
    for name in ("epcis", "cbv"):
        least, most = (request.headers.get(f"gs1-{name}-{edge}", VERSION) for edge in ("min", "max"))
        asked = request.headers.get(f"gs1-{name}-version", VERSION)
        if not (_version(least) <= _version(VERSION) <= _version(most)) or _version(asked) != _version(VERSION):
            raise Problem(NOT_ACCEPTABLE, f"version {VERSION} is spoken")
    asked_format(request.headers)
    kinds = [one.partition(";")[0].strip().lower() for one in request.headers.get("accept", "*/*").split(",")]
    if not set(kinds) & set(_WRITTEN):
        raise Problem(NOT_ACCEPTABLE, "answers are application/json")


def asked_format(headers: Mapping[str, str]) -> EpcFormat:
    """In which spelling whoever asks wants identifiers. Raises Problem."""
    try:
        return EpcFormat(headers.get(FORMAT_HEADER, EpcFormat.any))
    except ValueError:
        raise Problem(NOT_ACCEPTABLE, f"identifiers are given back as {', '.join(EpcFormat)}") from None


def _version(text: str) -> tuple[int, int]:
    major, _, rest = text.strip().partition(".")
    minor = rest.partition(".")[0]
    if not all(one.isascii() and one.isdigit() and len(one) < 5 for one in (major, minor or "0")):
        raise Problem(NOT_ACCEPTABLE, f"{text!r} is no version")
    return int(major), int(minor or "0")


def prefixes(request: Asking) -> Namespaces:
    """What prefixes stand for in names of parameters: ``GS1-Extensions: prefix=namespace, …``."""
    found = dict(STANDARD)
    for one in request.headers.get(EXTENSIONS_HEADER, "").split(","):
        prefix, equals, namespace = one.strip().partition("=")
        if equals and prefix and namespace:
            found[prefix.strip()] = namespace.strip()
    return found
