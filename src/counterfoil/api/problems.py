# SPDX-License-Identifier: Apache-2.0
"""What a service answers when it does not do what was asked: problem+json (RFC 9457), and nothing from inside.

::

    HTTP/1.1 401 Unauthorized
    Content-Type: application/problem+json

    {"detail": "the signature was worthless since 2026-11-30T07:30:00Z", "request": "5f0c…", "status": 401,
     "title": "The signature has expired", "type": "urn:counterfoil:problem:signature-expired"}
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import msgspec

from counterfoil.primitives.errors import CounterfoilError

MEDIA_TYPE: Final = "application/problem+json"
_OWN: Final = "urn:counterfoil:problem:"
_DETAIL_LENGTH_MAX: Final = 1_000


@dataclass(frozen=True)
class ProblemKind:
    """One row of the table: what a program tells problems apart by, what a person reads, the status."""

    type: str
    title: str
    status: int


def _own(name: str, title: str, status: int) -> ProblemKind:
    return ProblemKind(_OWN + name, title, status)


MALFORMED: Final = _own("malformed", "The request cannot be read", 400)
UNSIGNED: Final = _own("unsigned", "The request has no signature", 401)
SIGNATURE_INVALID: Final = _own("signature-invalid", "The signature is not valid", 401)
SIGNATURE_INCOMPLETE: Final = _own("signature-incomplete", "The signature leaves out what it must cover", 401)
SIGNATURE_EXPIRED: Final = _own("signature-expired", "The signature has expired", 401)
SIGNATURE_EARLY: Final = _own("signature-early", "The signature is of a time to come", 401)
SIGNATURE_BEFORE_START: Final = _own("signature-before-start", "The signature is older than this service", 401)
UNKNOWN_KEY: Final = _own("unknown-key", "The key is nobody's who is known here", 401)
REPLAYED: Final = _own("replayed", "The request was sent before", 401)
TOKEN_INVALID: Final = _own("token-invalid", "The token is not valid", 401)
TOKEN_EXPIRED: Final = _own("token-expired", "The token has expired", 401)
TOKEN_REVOKED: Final = _own("token-revoked", "The token was revoked", 401)
TOKEN_AUDIENCE: Final = _own("token-audience", "The token is for another service", 401)
TOKEN_EXPOSED: Final = _own("token-exposed", "The token came where others could read it", 401)
TOKEN_REACH: Final = _own("token-reach", "The token is not good for that", 403)
CERTIFICATE_EXPIRED: Final = _own("certificate-expired", "The certificate is of another time", 401)
CERTIFICATE_REVOKED: Final = _own("certificate-revoked", "The certificate was revoked", 401)
CERTIFICATE_UNJUDGED: Final = _own("certificate-unjudged", "Nobody can say whether the certificate was revoked", 401)
SUSPENDED: Final = _own("suspended", "Whoever signed is suspended", 403)
FORBIDDEN: Final = _own("forbidden", "Not for whoever asks", 403)
NOT_FOUND: Final = _own("not-found", "Nothing of that name", 404)
METHOD_NOT_ALLOWED: Final = _own("method-not-allowed", "Not what can be done with it", 405)
NOT_ACCEPTABLE: Final = _own("not-acceptable", "Not to be had in that form", 406)
KEY_REUSED: Final = _own("key-reused", "Another body was sent under this key", 409)
TOO_LARGE: Final = _own("too-large", "The body is too large", 413)
URI_TOO_LONG: Final = _own("uri-too-long", "The address is too long", 414)
MEDIA_TYPE_UNKNOWN: Final = _own("media-type", "Not a kind of document that is read here", 415)
MISDIRECTED: Final = _own("misdirected", "The request is for another service", 421)
TOO_MANY: Final = _own("too-many-requests", "Too many at once", 429)
INTERNAL: Final = _own("internal", "The service failed", 500)
UNAVAILABLE: Final = _own("unavailable", "The service cannot do it now", 503)

KINDS: Final = (
    *(MALFORMED, UNSIGNED, SIGNATURE_INVALID, SIGNATURE_INCOMPLETE, SIGNATURE_EXPIRED, SIGNATURE_EARLY),
    *(SIGNATURE_BEFORE_START, UNKNOWN_KEY, REPLAYED, SUSPENDED, FORBIDDEN, NOT_FOUND, METHOD_NOT_ALLOWED),
    *(NOT_ACCEPTABLE, TOO_LARGE, URI_TOO_LONG, MEDIA_TYPE_UNKNOWN, MISDIRECTED, INTERNAL, UNAVAILABLE),
    *(TOKEN_INVALID, TOKEN_EXPIRED, TOKEN_REVOKED, TOKEN_AUDIENCE, TOKEN_EXPOSED, TOKEN_REACH, KEY_REUSED, TOO_MANY),
    *(CERTIFICATE_EXPIRED, CERTIFICATE_REVOKED, CERTIFICATE_UNJUDGED),
)
"""The base's. A service that speaks a standard's protocol has that standard's types beside."""
_OF_STATUS: Final = {
    one.status: one for one in (MALFORMED, FORBIDDEN, NOT_FOUND, METHOD_NOT_ALLOWED, NOT_ACCEPTABLE, TOO_LARGE)
} | {415: MEDIA_TYPE_UNKNOWN, 503: UNAVAILABLE}


class Problem(CounterfoilError):
    """Raised wherever it is found; one place makes the answer of it."""

    def __init__(
        self,
        kind: ProblemKind,
        detail: str = "",
        *,
        headers: Mapping[str, str] | None = None,
        more: Mapping[str, Any] | None = None,
    ) -> None:
        self.kind, self.detail = kind, detail
        self.headers, self.more = dict(headers or {}), dict(more or {})
        super().__init__(f"{kind.title}: {detail}" if detail else kind.title)


@dataclass(frozen=True)
class ProblemAnswer:
    """A problem as it is sent."""

    status: int
    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict)


Dialect = Mapping[int, str]
"""What a standard calls problems of a status, where it has a name for them."""


def answer_to(problem: Problem, request_id: str, dialect: Dialect | None = None) -> ProblemAnswer:
    """The answer, with the request's name, by which a person finds it in the service's log.

    A problem that a standard has a name for is of that type, and says what we call it as its ``reason``.
    """
    kind = problem.kind
    members = problem.more | {"type": kind.type, "title": kind.title, "status": kind.status, "request": request_id}
    if dialect is not None and kind.type.startswith(_OWN) and kind.status in dialect:
        members |= {"type": dialect[kind.status], "reason": kind.type}
    if problem.detail:
        members["detail"] = _printable(problem.detail)
    body = msgspec.json.encode(members, order="sorted")
    return ProblemAnswer(kind.status, body, problem.headers | {"content-type": MEDIA_TYPE})


def of_status(status: int, detail: str, headers: Mapping[str, str] | None = None) -> Problem:
    """What the framework found wrong, by its status; what it says of a failure of its own stays here."""
    if status in _OF_STATUS:
        return Problem(_OF_STATUS[status], "" if status >= 500 else detail, headers=headers)
    if 400 <= status < 500:
        return Problem(ProblemKind(MALFORMED.type, MALFORMED.title, status), detail, headers=headers)
    return Problem(INTERNAL)


def _printable(text: str) -> str:
    """What was given may be repeated, within bounds, and nothing in it that is no text."""
    short = text if len(text) <= _DETAIL_LENGTH_MAX else text[:_DETAIL_LENGTH_MAX] + "…"
    return short.encode(errors="replace").decode()
