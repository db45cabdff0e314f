# SPDX-License-Identifier: Apache-2.0
"""Requests to a service that holds a network elsewhere: signed here, and asked as any program asks with a client."""

import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote, urlencode

from counterfoil.primitives.errors import CounterfoilError, KeyFileError

if TYPE_CHECKING:
    from counterfoil.client.driving import Driver
    from counterfoil.client.steps import Answer
    from counterfoil.client.surroundings import Surroundings
    from counterfoil.identity.signing import PrivateKey

PATIENCE_S: Final = 120.0
"""For how long one asks; a service that cannot be reached at all is told of at once."""


class AfarService:
    """One service, asked with one key. Everything that is asked of it may be asked twice."""

    def __init__(self, url: str, key: "Callable[[], PrivateKey]", ca: Path | None) -> None:
        """``ca``: whose certificates are believed, in PEM; None: whose the system believes."""
        self.url = url
        self._key, self._ca = key, ca
        self._driver: Driver | None = None
        self._around: Surroundings | None = None

    def get(
        self, path: str, query: Mapping[str, Any] | None = None, *, key: "PrivateKey | None" = None
    ) -> dict[str, Any] | None:
        """What is told at a path; None where there is nothing, or nothing for whoever asks. ``key``: another asks."""
        from counterfoil.client.errors import NotFound

        at = quote(path) + (f"?{urlencode(query)}" if query else "")
        try:
            return told_in(self._asked("GET", at, key=key))
        except NotFound:
            return None

    def post(self, path: str, body: dict[str, Any], also: tuple[int, ...] = ()) -> "Answer":
        """The answer to a question with a body; ``also``: statuses that are answers and no success.

        Raises what a client raises: InputError where the service says no, ServiceFailed where it fails.
        """
        return self._asked("POST", quote(path), body=json.dumps(body).encode(), also=also)

    def close(self) -> None:
        if self._driver is not None:
            self._driver.close()

    def _asked(
        self,
        method: str,
        at: str,
        *,
        body: bytes | None = None,
        key: "PrivateKey | None" = None,
        also: tuple[int, ...] = (),
    ) -> "Answer":
        from counterfoil.client.patience import Patience
        from counterfoil.client.steps import Request
        from counterfoil.evidence.package_zip import PACKAGE_LENGTH_MAX

        driver, around = self._opened()
        request = Request(method, at, body, accept="*/*", signer=key or self._key(), answer_max=PACKAGE_LENGTH_MAX)
        return driver.run(Patience(around, PATIENCE_S).asked(request, also=also))

    def _opened(self) -> "tuple[Driver, Surroundings]":
        if self._driver is None or self._around is None:
            from counterfoil.client.connecting import Connection
            from counterfoil.client.driving import Driver
            from counterfoil.client.surroundings import Surroundings

            self._around = Surroundings()
            connection = Connection(self.url, None, None, self._around, PATIENCE_S)
            self._driver = Driver(connection, _transport(self.url, self._ca), threads=1)
        return self._driver, self._around


def told_in(answer: "Answer") -> dict[str, Any]:
    """The members of an answer; none where it is no such document."""
    try:
        found = json.loads(answer.body)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _transport(url: str, ca: Path | None) -> Any:
    """How the service is reached; whoever mistyped its address is told so, and does not wait."""
    import httpx

    from counterfoil.client.certificates import believing, refusal

    class Reached(httpx.HTTPTransport):
        def handle_request(self, request: httpx.Request) -> httpx.Response:
            try:
                return super().handle_request(request)
            except httpx.ConnectError as error:
                raise refusal(error, url) or CounterfoilError(f"{url}: no answer: {error}") from error

    return Reached(verify=believing(ca))


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
