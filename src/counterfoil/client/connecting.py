# SPDX-License-Identifier: Apache-2.0
"""Requests as httpx has them, and its answers as ours: what both drivers share."""

from collections.abc import Generator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import httpx

from counterfoil.client.certificates import believing, refusal
from counterfoil.client.signing import SigningAuth
from counterfoil.client.steps import JSON, Answer, Lost, Request
from counterfoil.client.surroundings import Surroundings
from counterfoil.identity.signing import Signer
from counterfoil.primitives.errors import InputError

SILENCE_S: Final = 30.0
"""How long a feed may be silent: services say something more often than that."""


class _Bearer(httpx.Auth):
    """A token, which never shows."""

    def __init__(self, token: str) -> None:
        self._token = token

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        request.headers["authorization"] = f"Bearer {self._token}"
        yield request


@dataclass(frozen=True)
class Connection:
    """Where a service is, and how one says who asks."""

    url: str
    signer: Signer | None
    token: str | None = field(repr=False)
    surroundings: Surroundings
    patience_s: float
    verify: Any = True
    """whose certificates are believed: a file of them in PEM, or as httpx takes it"""

    def __post_init__(self) -> None:
        require_service(self.url)
        if self.token is not None and not (self.token.isascii() and self.token.isprintable() and self.token):
            raise InputError("it is no token", where="token", remedy="the text as the service's operator gave it")

    @property
    def answer_within_s(self) -> float:
        """For how long one answer is waited for: half of the patience, so that a lost one can be asked for again."""
        return self.patience_s / 2

    def answer_until(self) -> int:
        """When an answer that begins now is to be there whole, in milliseconds: its parts may each come in time."""
        return self.surroundings.clock() + int(self.patience_s * 1_000)

    @property
    def options(self) -> Mapping[str, Any]:
        """What a client of httpx is made with. Nothing is followed elsewhere: what is signed is for this service."""
        verify = believing(self.verify) if isinstance(self.verify, str | Path) else self.verify
        return {"trust_env": False, "timeout": self.answer_within_s, "verify": verify, "follow_redirects": False}

    def built(self, request: Request, *, endless: bool = False) -> httpx.Request:
        """The request as it is sent; encodings that would unpack to more than was sent are not asked for."""
        headers = {"accept": request.accept, "accept-encoding": "identity", **request.headers}
        if request.body is not None:
            headers["content-type"] = JSON
        built = httpx.Request(
            request.method, self.url.rstrip("/") + request.path, content=request.body, headers=headers
        )
        limit = SILENCE_S if endless else self.answer_within_s
        built.extensions["timeout"] = httpx.Timeout(limit).as_dict()
        return built

    def lost(self, error: Exception) -> Lost:
        """Why no answer began; raises InputError where none would another time either."""
        if (refused := refusal(error, self.url)) is not None:
            raise refused from error
        return lost(error)

    def auth(self, request: Request) -> httpx.Auth | None:
        """Whoever asks: the key that the request names, or the client's, or its token."""
        signer = request.signer or (None if self.token else self.signer)
        if signer is None:
            return _Bearer(self.token) if self.token else None
        return SigningAuth(signer, clock=self.surroundings.clock, nonces=self.surroundings.nonces)


_SUCH_AS: Final = "such as http://127.0.0.1:8403"


def require_service(url: str) -> None:
    """Raise InputError for what is no address of a service, such as one with a name or a query in it."""
    parsed = _parsed(url)
    if parsed.userinfo:
        raise InputError("it is no address of a service: it has a name in it", where=parsed.host, remedy=_SUCH_AS)
    if parsed.scheme not in ("http", "https") or not parsed.host or parsed.query or parsed.fragment:
        raise InputError("it is no address of a service", where=str(url), remedy=_SUCH_AS)


def _parsed(url: str) -> httpx.URL:
    try:
        return httpx.URL(url)
    except (httpx.InvalidURL, TypeError, UnicodeError) as error:
        raise InputError(f"it is no address of a service: {error}", where=str(url)[:200], remedy=_SUCH_AS) from error


def heading(response: httpx.Response) -> Answer:
    """An answer before its body is read."""
    return Answer(response.status_code, dict(response.headers))


def is_encoded(response: httpx.Response) -> bool:
    """Whether its body is packed, although that was not asked for."""
    return str(response.headers.get("content-encoding", "identity")).lower() != "identity"


def lost(error: Exception) -> Lost:
    """Why no answer came, in words."""
    return Lost(str(error) or type(error).__name__)
