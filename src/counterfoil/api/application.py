# SPDX-License-Identifier: Apache-2.0
"""What every service of ours is: its handlers behind the doorway, an OpenAPI document, and whether it is well.

``/health`` and ``/openapi.json`` are open to everybody, and tell nothing of anybody.
"""

import ipaddress
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

import msgspec
from litestar import Litestar, Request, Response, get
from litestar.di import Provide
from litestar.exceptions import HTTPException
from litestar.openapi.config import OpenAPIConfig
from litestar.types import ControllerRouterHandler, Scope

from counterfoil import __version__
from counterfoil.api.callers import Caller
from counterfoil.api.doorway import BODY_LENGTH_MAX, ENTRY, AccessLine, Doorway, Entry, Opened
from counterfoil.api.problems import INTERNAL, UNAVAILABLE, Problem, answer_to, of_status
from counterfoil.api.signed_requests import SignedRequests
from counterfoil.primitives.errors import InputError, StorageError
from counterfoil.primitives.types import Timestamp

PUBLIC: Final = frozenset({"/health", "/openapi.json"})


@dataclass(frozen=True)
class Service:
    """What a service is given: who may come in, and what of the world it needs."""

    title: str
    entrance: SignedRequests | Opened
    clock: Callable[[], Timestamp]
    request_ids: Callable[[], str]
    """each gives a name that no other request has"""
    log: Callable[[AccessLine], None] = lambda _: None
    body_length_max: int = BODY_LENGTH_MAX
    well: Callable[[], bool] = lambda: True
    """whether what it stands on can be used"""


def create_application(
    service: Service,
    handlers: Sequence[ControllerRouterHandler],
    *,
    dependencies: Mapping[str, Any] | None = None,
) -> Doorway:
    """The service as an ASGI application. A handler may ask for its ``caller``, and for the request's ``entry``."""
    shared: dict[str, Any] = {
        "dependencies": {
            "caller": Provide(_caller, sync_to_thread=False),
            "entry": Provide(_entry, sync_to_thread=False),
            **{name: Provide(_giving(value), sync_to_thread=False) for name, value in (dependencies or {}).items()},
        },
        "logging_config": None,
    }
    inner = Litestar(
        [_health(service), _document(service, handlers, shared), *handlers],
        openapi_config=None,
        exception_handlers={Problem: _problem, StorageError: _storage, HTTPException: _framework, Exception: _failure},
        request_max_body_size=None,  # the doorway has read it
        debug=False,
        **shared,
    )
    return Doorway(
        application=inner,
        entrance=service.entrance,
        clock=service.clock,
        request_ids=service.request_ids,
        log=service.log,
        public=PUBLIC,
        body_length_max=service.body_length_max,
    )


def require_loopback(host: str) -> None:
    """Raise InputError unless only this machine reaches an address: nowhere else is a service without signatures."""
    try:
        inside = ipaddress.ip_address(host).is_loopback
    except ValueError:
        inside = host == "localhost"
    if not inside:
        problem = "a service that asks nobody for a signature is for this machine alone"
        raise InputError(problem, where=host, remedy="listen at 127.0.0.1, or have requests signed")


def _health(service: Service) -> Any:
    @get("/health", sync_to_thread=True, summary="Whether the service can be used")
    def health() -> Response[dict[str, str]]:
        well = service.well()
        return Response({"status": "ok" if well else "unavailable"}, status_code=200 if well else 503)

    return health


def _document(service: Service, handlers: Sequence[ControllerRouterHandler], shared: Mapping[str, Any]) -> Any:
    """The framework would serve its document with pages of its own beside, in HTML; it is only asked to write it."""

    @cache
    def written() -> bytes:
        config = OpenAPIConfig(title=service.title, version=__version__)
        described = Litestar([_health(service), *handlers], openapi_config=config, **shared)
        return msgspec.json.encode(described.openapi_schema.to_schema(), order="sorted")

    @get("/openapi.json", sync_to_thread=True, include_in_schema=False)
    def document() -> Response[bytes]:
        return Response(written(), headers={"content-type": "application/json"})

    return document


def _entry(scope: Scope) -> Entry:
    found: Entry = scope[ENTRY]  # type: ignore[typeddict-item]
    return found


def _caller(scope: Scope) -> Caller:
    caller = _entry(scope).caller
    assert caller is not None, "a path that is open to all asks for nobody"
    return caller


def _giving(value: Any) -> Callable[[], Any]:
    return lambda: value


def _problem(request: Request[Any, Any, Any], problem: Problem) -> Response[bytes]:
    answer = answer_to(problem, _entry(request.scope).request_id)
    return Response(answer.body, status_code=answer.status, headers=dict(answer.headers))


def _storage(request: Request[Any, Any, Any], _: StorageError) -> Response[bytes]:
    """The disk or the database: of no fault of whoever asks, and it may pass."""
    return _problem(request, Problem(UNAVAILABLE, headers={"retry-after": "5"}))


def _framework(request: Request[Any, Any, Any], error: HTTPException) -> Response[bytes]:
    allowed = {name.lower(): value for name, value in (error.headers or {}).items() if name.lower() == "allow"}
    return _problem(request, of_status(error.status_code, error.detail, allowed))


def _failure(request: Request[Any, Any, Any], _: Exception) -> Response[bytes]:
    return _problem(request, Problem(INTERNAL))
