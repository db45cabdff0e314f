# SPDX-License-Identifier: Apache-2.0
"""Requests that are signed as they leave: given to httpx as ``auth``."""

import re
from collections.abc import Callable, Generator, Sequence
from typing import Final
from urllib.parse import quote

import httpx

from counterfoil.identity.signing import Signer
from counterfoil.primitives.types import Timestamp
from counterfoil.transport.request_signatures import LIFE_S, sign_request

_BARE: Final = re.compile("%(?![0-9A-Fa-f]{2})")
"""A percent sign that encodes nothing."""
_SAFE: Final = "%/?:@!$&'()*+,;=-._~"


class SigningAuth(httpx.Auth):
    """Signs every request with one key. ``nonces`` gives a text that was never given before, such as 16 random bytes.

    ``also`` names headers that the service reads: what is not signed, somebody on the way may change.
    """

    requires_request_body = True

    def __init__(
        self,
        key: Signer,
        *,
        clock: Callable[[], Timestamp],
        nonces: Callable[[], str],
        also: Sequence[str] = (),
        life_s: int = LIFE_S,
    ) -> None:
        self._key, self._clock, self._nonces = key, clock, nonces
        self._also, self._life_s = also, life_s

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        request.url = _encoded(request.url)
        sign_request(
            request,
            request.content,
            self._key,
            created_s=self._clock() // 1_000,
            nonce=self._nonces(),
            also=self._also,
            life_s=self._life_s,
        )
        yield request


def _encoded(url: httpx.URL) -> httpx.URL:
    """The address with nothing in it that RFC 3986 has encoded: httpx would send a bar as it is, which nobody signs."""
    return url.copy_with(raw_path=_BARE.sub("%25", quote(url.raw_path, safe=_SAFE)).encode())
