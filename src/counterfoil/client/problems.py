# SPDX-License-Identifier: Apache-2.0
"""A problem (RFC 9457) that a service answered, as an error that says where, what, and what would be right."""

import json
from collections.abc import Iterator, Mapping
from typing import Any, Final

from counterfoil.client.errors import (
    NotAllowed,
    NotFound,
    NotPublished,
    Overloaded,
    RequestRefused,
    RequestsRefused,
    ServiceFailed,
)
from counterfoil.primitives.errors import CounterfoilError, InputError

PROBLEM: Final = "application/problem+json"
UNSIGNED: Final = "urn:counterfoil:problem:unsigned"
NOT_PUBLISHED: Final = "urn:counterfoil:problem:not-published"
OVERLOADED: Final = (429, 503)
WAIT_MAX_S: Final = 3_600
"""Nobody is told to wait longer than that."""
_KINDS: Final[Mapping[int, type[RequestRefused]]] = {401: NotAllowed, 403: NotAllowed, 404: NotFound, 410: NotFound}
_TEXT_MAX: Final = 2_000
"""Characters of what a service says that are repeated."""


def error_of(status: int, headers: Mapping[str, str], body: bytes, *, where: str, reason: str = "") -> CounterfoilError:
    """What a status says that is no success; ``where``: what was asked, ``reason``: what stands beside the status."""
    told = problem_of(headers, body)
    title = _text(told.get("title")) or reason or "no reason"
    detail = f": {_text(told['detail'])}" if told.get("detail") else ""
    problem = f"{status}, {title}{detail}"
    wait = wait_of(headers)
    if status in OVERLOADED:
        return Overloaded(f"{where}: {problem}", wait)
    if not 400 <= status < 500:
        return ServiceFailed(f"{where}: {problem}")
    remedy = "" if wait is None else f"ask again in {wait} seconds"
    if told.get("type") == UNSIGNED:
        remedy = "give a key, or a token"
    refused: RequestRefused
    if errors := list(_each(told)):
        refused = RequestsRefused(problem, errors, where=where, remedy=remedy, more=_more(told, len(errors)))
    else:
        kind = NotPublished if told.get("type") == NOT_PUBLISHED else _KINDS.get(status, RequestRefused)
        refused = kind(problem, where=where, remedy=remedy)
    refused.status, refused.kind, refused.request = status, _text(told.get("type")), _text(told.get("request"))
    return refused


def problem_of(headers: Mapping[str, str], body: bytes) -> dict[str, Any]:
    """The members of a problem; none where it is no such document."""
    if not headers.get("content-type", "").startswith(PROBLEM):
        return {}
    try:
        told = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return told if isinstance(told, dict) else {}


def wait_of(headers: Mapping[str, str]) -> int | None:
    """For how many seconds one is told to wait; None where it is not said in seconds."""
    text = headers.get("retry-after", "").strip()
    return min(int(text), WAIT_MAX_S) if text.isascii() and text.isdigit() and len(text) < 10 else None


def _text(said: object) -> str:
    return "" if said is None else str(said)[:_TEXT_MAX]


def _each(told: Mapping[str, Any]) -> Iterator[InputError]:
    """What is wrong with a document, place by place."""
    listed = told.get("errors")
    for one in listed if isinstance(listed, list) else ():
        if isinstance(one, dict) and one.get("problem"):
            yield InputError(_text(one["problem"]), where=_text(one.get("place")))


def _more(told: Mapping[str, Any], listed: int) -> int:
    count = told.get("count")
    return max(0, count - listed) if isinstance(count, int) else 0
