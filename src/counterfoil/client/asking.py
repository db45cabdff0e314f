# SPDX-License-Identifier: Apache-2.0
"""One request to a service, and what it answered; a problem (RFC 9457) as an error that says where and what."""

from collections.abc import Mapping
from pathlib import Path
from time import monotonic
from typing import Final, NamedTuple

import httpx

from counterfoil.client.certificates import believing, refusal
from counterfoil.client.connecting import require_service
from counterfoil.client.errors import ServiceFailed
from counterfoil.client.problems import error_of

PATIENCE_S: Final = 60
ANSWER_MAX: Final = 64 * 2**20
"""Bytes, once they are unpacked."""
_XML_BEGINS: Final = b"<"
_MARK: Final = b"\xef\xbb\xbf"


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
    ca: Path | None = None,
) -> Answered:
    """The answer to one request; raises InputError for a status of 4xx, ServiceFailed for another that is no 2xx.

    ``ca``: whose certificates are believed, in PEM; None: whose the system believes. Nothing is followed elsewhere:
    what is signed is for the service that was named.
    """
    said = {**({} if body is None else {"content-type": _kind_of(body)}), **(headers or {})}
    require_service(url)
    at = f"{url.rstrip('/')}/{path.lstrip('/')}"
    try:
        with (
            httpx.Client(auth=auth, trust_env=False, timeout=PATIENCE_S, verify=believing(ca)) as client,
            client.stream(method, at, content=body, headers=said) as answer,
        ):
            content = whole(answer, at)
    except httpx.HTTPError as error:
        if (refused := refusal(error, url)) is not None:
            raise refused from error
        raise ServiceFailed(f"{url}: no answer: {error or type(error).__name__}") from error
    if not answer.is_success:
        where = f"{method} {path}"
        raise error_of(answer.status_code, answer.headers, content, where=where, reason=answer.reason_phrase)
    return Answered(answer.status_code, answer.headers, content)


def whole(answer: httpx.Response, at: str) -> bytes:
    """The body of what a service answers; raises ServiceFailed for one that has no end, in length or in time."""
    parts, length, until = list[bytes](), 0, monotonic() + PATIENCE_S
    for part in answer.iter_bytes():
        length += len(part)
        if length > ANSWER_MAX:
            raise ServiceFailed(f"{at}: an answer of more than {ANSWER_MAX} bytes is not read")
        if monotonic() > until:
            raise ServiceFailed(f"{at}: the answer comes too slowly")
        parts.append(part)
    return b"".join(parts)


def _kind_of(body: bytes) -> str:
    """A document is JSON or XML, as its first letter says."""
    begins = body.removeprefix(_MARK).lstrip()[:1]
    return "application/xml" if begins == _XML_BEGINS else "application/json"
