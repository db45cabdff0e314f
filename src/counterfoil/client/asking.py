# SPDX-License-Identifier: Apache-2.0
"""One request to a service, and what it answered; a problem (RFC 9457) as an error that says where and what."""

import json
from collections.abc import Iterator, Mapping
from typing import Any, Final, NamedTuple

import httpx

from counterfoil.primitives.errors import CounterfoilError, InputError, InputErrors

PATIENCE_S: Final = 60
PROBLEM: Final = "application/problem+json"
_XML_BEGINS: Final = b"<"
_MARK: Final = b"\xef\xbb\xbf"


class ServiceFailed(CounterfoilError):
    """A service that did not answer, or says that it failed: whoever asked did nothing wrong."""


class Answered(NamedTuple):
    """What a service answered that did what it was asked."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def is_json(self) -> bool:
        return self.headers.get("content-type", "").partition(";")[0].strip().endswith("json")

    @property
    def next_page(self) -> str:
        """The path of the page that follows; empty where this is the last."""
        link = self.headers.get("link", "")
        return link.partition("<")[2].partition(">")[0] if 'rel="next"' in link else ""


def ask(
    url: str,
    path: str,
    *,
    auth: httpx.Auth | None = None,
    method: str = "GET",
    body: bytes | None = None,
    headers: Mapping[str, str] | None = None,
) -> Answered:
    """The answer to one request; raises InputError for a status of 4xx, ServiceFailed for another that is no 2xx.

    Nothing is followed elsewhere: what is signed is for the service that was named.
    """
    said = {**({} if body is None else {"content-type": _kind_of(body)}), **(headers or {})}
    at = f"{url.rstrip('/')}/{path.lstrip('/')}"
    try:
        with httpx.Client(auth=auth, trust_env=False, timeout=PATIENCE_S) as client:
            answer = client.request(method, at, content=body, headers=said)
    except (httpx.InvalidURL, httpx.UnsupportedProtocol, UnicodeError) as error:
        remedy = "such as http://127.0.0.1:8402"
        raise InputError(f"it is no address of a service: {error}", where=url, remedy=remedy) from error
    except httpx.HTTPError as error:
        raise ServiceFailed(f"{url}: no answer: {error or type(error).__name__}") from error
    if not answer.is_success:
        raise _error(answer, f"{method} {path}")
    return Answered(answer.status_code, answer.headers, answer.content)


def _kind_of(body: bytes) -> str:
    """A document is JSON or XML, as its first letter says."""
    begins = body.removeprefix(_MARK).lstrip()[:1]
    return "application/xml" if begins == _XML_BEGINS else "application/json"


def _error(answer: httpx.Response, where: str) -> CounterfoilError:
    told = _problem(answer)
    title = str(told.get("title") or answer.reason_phrase or "no reason")
    detail = f": {told['detail']}" if told.get("detail") else ""
    problem = f"{answer.status_code}, {title}{detail}"
    if not answer.is_client_error:
        return ServiceFailed(f"{where}: {problem}")
    wait = answer.headers.get("retry-after", "")
    remedy = f"ask again in {wait} seconds" if wait else ""
    if errors := list(_each(told)):
        return InputErrors(problem, errors, where=where, remedy=remedy, more=_more(told, len(errors)))
    return InputError(problem, where=where, remedy=remedy)


def _problem(answer: httpx.Response) -> dict[str, Any]:
    """The members of a problem; none where it is no such document."""
    if not answer.headers.get("content-type", "").startswith(PROBLEM):
        return {}
    try:
        told = json.loads(answer.content)
    except (ValueError, RecursionError):
        return {}
    return told if isinstance(told, dict) else {}


def _each(told: Mapping[str, Any]) -> Iterator[InputError]:
    """What is wrong with a document, place by place."""
    listed = told.get("errors")
    for one in listed if isinstance(listed, list) else ():
        if isinstance(one, dict) and one.get("problem"):
            yield InputError(str(one["problem"]), where=str(one.get("place") or ""))


def _more(told: Mapping[str, Any], listed: int) -> int:
    count = told.get("count")
    return max(0, count - listed) if isinstance(count, int) else 0
