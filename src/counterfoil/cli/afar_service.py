# SPDX-License-Identifier: Apache-2.0
"""Requests to a service that holds a network elsewhere: signed here, sent again where that is right."""

import secrets
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple
from urllib.parse import quote

from counterfoil.primitives.errors import CounterfoilError, InputError, KeyFileError

if TYPE_CHECKING:
    import httpx

    from counterfoil.client.signing import SigningAuth
    from counterfoil.identity.signing import PrivateKey

PATIENCE_S: Final = 60
TRIES: Final = 8
"""Of one request that the service puts off, or of which no answer came."""
WAIT_S_MAX: Final = 10
"""Between two of them."""
PUT_OFF: Final = (401, 409, 429, 503)
"""Statuses that mean later, where they say when."""


class Answer(NamedTuple):
    """What a service answered."""

    status: int
    body: bytes

    @property
    def told(self) -> dict[str, Any]:
        import msgspec

        try:
            found = msgspec.json.decode(self.body)
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
            return {}
        return found if isinstance(found, dict) else {}


class AfarService:
    """One service, asked with one key. Everything that is asked of it may be asked twice."""

    def __init__(self, url: str, key: "Callable[[], PrivateKey]", ca: Path | None) -> None:
        """``ca``: whose certificates are believed, in PEM; None: whose the system believes."""
        self.url = url
        self._key, self._ca = key, ca
        self._client: httpx.Client | None = None

    def get(
        self, path: str, query: Mapping[str, Any] | None = None, *, key: "PrivateKey | None" = None
    ) -> dict[str, Any] | None:
        """What is told at a path; None where there is nothing, or nothing for whoever asks. ``key``: another asks."""
        answer = self.ask("GET", path, query=query, key=key)
        if answer.status == 404:
            return None
        return self.required(answer, path).told

    def post(self, path: str, body: dict[str, Any]) -> Answer:
        """The answer to a question with a body, whatever it is."""
        import msgspec

        return self.ask("POST", path, body=msgspec.json.encode(body))

    def required(self, answer: Answer, path: str) -> Answer:
        """An answer that is good; raises InputError for a status of 4xx, CounterfoilError for another that is none."""
        if 200 <= answer.status < 300:
            return answer
        told = answer.told
        detail = f": {told['detail']}" if told.get("detail") else ""
        problem = f"{answer.status}, {told.get('title') or 'no reason'}{detail}"
        if 400 <= answer.status < 500:
            raise InputError(problem, where=f"{self.url}{path}")
        raise CounterfoilError(f"{self.url}{path}: {problem}")

    def ask(
        self,
        method: str,
        path: str,
        *,
        query: Mapping[str, Any] | None = None,
        body: bytes = b"",
        key: "PrivateKey | None" = None,
    ) -> Answer:
        """The answer to one request, sent again where none came, or where the service says when to."""
        import httpx

        from counterfoil.client.certificates import refusal

        client, auth = self._opened(), self._signing(key)
        lost, kind = "", {"content-type": "application/json"} if body else {}
        for left in reversed(range(TRIES)):
            try:
                came = client.request(
                    method, quote(path), params=query or None, content=body or None, headers=kind, auth=auth
                )
            except (httpx.InvalidURL, httpx.UnsupportedProtocol, UnicodeError) as error:
                remedy = "such as https://ledger.example:8403"
                raise InputError(f"it is no address of a service: {error}", where=self.url, remedy=remedy) from error
            except httpx.ConnectError as error:
                if (refused := refusal(error, self.url)) is not None:
                    raise refused from error
                raise CounterfoilError(f"{self.url}: no answer: {error}") from error
            except httpx.HTTPError as error:  # it may have been done: asked again it has the answer that it had
                lost = str(error) or type(error).__name__
                continue
            wait = came.headers.get("retry-after", "")
            if came.status_code in PUT_OFF and wait.isdigit() and left:
                time.sleep(min(int(wait), WAIT_S_MAX))
                continue
            return Answer(came.status_code, came.content)
        raise CounterfoilError(f"{self.url}: no answer: {lost}; whether it was done, counterfoil show transaction says")

    def close(self) -> None:
        if self._client is not None:
            self._client.close()

    def _opened(self) -> "httpx.Client":
        if self._client is None:
            import httpx

            from counterfoil.client.certificates import believing

            self._client = httpx.Client(
                base_url=self.url, verify=believing(self._ca), trust_env=False, timeout=PATIENCE_S
            )
        return self._client

    def _signing(self, key: "PrivateKey | None") -> "SigningAuth":
        from counterfoil.cli.services import now
        from counterfoil.client.signing import SigningAuth

        return SigningAuth(key or self._key(), clock=now, nonces=lambda: secrets.token_hex(16))


def asking_key(names: Sequence[str]) -> str:
    """The key file with which a service is asked; KeyFileError where none is named."""
    from counterfoil.cli.options import is_key_file

    if not names:
        remedy = "name a key file with --key, or in COUNTERFOIL_KEY"
        raise KeyFileError("a service is asked with a key", where="--key", remedy=remedy)
    if not is_key_file(names[0]):
        raise not_a_file(names[0])
    return names[0]


def not_a_file(name: str) -> KeyFileError:
    """What is said of a key named as a network's folder names it, where there is no folder."""
    remedy = f"keys stay here: name its file, such as {name}.key"
    return KeyFileError(f"{name!r} is no key file", where="--key", remedy=remedy)
