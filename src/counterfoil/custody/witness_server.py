# SPDX-License-Identifier: Apache-2.0
"""The witness over HTTP (C2SP tlog-witness): ``POST /add-checkpoint`` and ``GET /<hex sha256(origin)>/checkpoint``."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Final

from litestar import Litestar, Response, get, post
from litestar.params import FromPath, RawBody

from counterfoil.custody.witness import SIZE_CONTENT_TYPE, Witness
from counterfoil.custody.witness_request import BODY_LENGTH_MAX
from counterfoil.primitives.errors import StorageError, WitnessRefusal
from counterfoil.transport import serving as http
from counterfoil.transport.serving import LOOPBACK

TEXT: Final = "text/plain; charset=utf-8"


def create_app(witness: Witness) -> Litestar:
    """The witness as an ASGI application."""

    @post("/add-checkpoint", status_code=200, sync_to_thread=True)
    def add_checkpoint(body: RawBody) -> Response[bytes]:
        try:
            return _answer(witness.add_checkpoint(body))
        except WitnessRefusal as refusal:
            return _refusal(refusal)
        except (StorageError, OSError):
            return _answer(b"this witness cannot use its disk\n", status=500)

    @get("/{origin_hash:str}/checkpoint", sync_to_thread=True)
    def checkpoint(origin_hash: FromPath[str]) -> Response[bytes]:
        note = witness.latest(origin_hash)
        if note is None:
            return _answer(b"no checkpoint of that log\n", status=404)
        return _answer(note)

    return Litestar(
        [add_checkpoint, checkpoint], openapi_config=None, request_max_body_size=BODY_LENGTH_MAX, logging_config=None
    )


def _refusal(refusal: WitnessRefusal) -> Response[bytes]:
    if refusal.status == 409 and refusal.size is not None:
        return _answer(f"{refusal.size}\n".encode(), status=409, content_type=SIZE_CONTENT_TYPE)
    return _answer(f"{refusal.problem}\n".encode(), status=refusal.status)


def _answer(body: bytes, *, status: int = 200, content_type: str = TEXT) -> Response[bytes]:
    """A response with exactly this content type: other logs compare ``text/x.tlog.size`` as a whole."""
    return Response(body, status_code=status, headers={"content-type": content_type, "cache-control": "no-store"})


def serve(witness: Witness, *, host: str, port: int, announce: Callable[[str], None] = lambda _: None) -> None:
    """Serve until interrupted, which raises KeyboardInterrupt once requests in hand are answered. Raises OSError.

    ``announce`` is told the address once it accepts requests.
    """
    http.serve(create_app(witness), host=host, port=port, announce=announce)


def serving(witness: Witness, *, host: str = LOOPBACK, port: int = 0) -> AbstractContextManager[str]:
    """Serve in a thread for the length of a ``with`` block; gives the address, which is a submission prefix."""
    return http.serving(create_app(witness), host=host, port=port)
