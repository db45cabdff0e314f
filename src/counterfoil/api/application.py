# SPDX-License-Identifier: Apache-2.0
"""What every service of ours is: its handlers behind the doorway, an OpenAPI document, and whether it is well.

What is asked of its health, and ``/openapi.json``, are open to everybody, and tell nothing of anybody.
"""

import ipaddress
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Final, get_type_hints

import msgspec
from litestar import HttpMethod, Litestar, Request, Response, get, route
from litestar.di import Dependency, Provide
from litestar.exceptions import HTTPException
from litestar.handlers import BaseRouteHandler, HTTPRouteHandler
from litestar.openapi.config import OpenAPIConfig
from litestar.openapi.spec import License
from litestar.types import ControllerRouterHandler, Scope

from counterfoil import __version__
from counterfoil.api.bodies import BODY_LENGTH_MAX
from counterfoil.api.callers import Caller
from counterfoil.api.described import Described, with_schemas
from counterfoil.api.doorway import ENTRY, Doorway, Entry, Opened, RequestLine
from counterfoil.api.entrances import Entrances
from counterfoil.api.guards import Guards
from counterfoil.api.problems import INTERNAL, UNAVAILABLE, Dialect, Problem, answer_to, of_status
from counterfoil.api.signed_requests import SignedRequests
from counterfoil.api.threads import in_thread
from counterfoil.primitives.errors import InputError, StorageError
from counterfoil.primitives.types import Timestamp

PUBLIC: Final = frozenset({"/health", "/health/live", "/health/ready", "/openapi.json"})


@dataclass(frozen=True)
class Service:
    """What a service is given: who may come in, and what of the world it needs."""

    title: str
    entrance: SignedRequests | Entrances | Opened
    clock: Callable[[], Timestamp]
    request_ids: Callable[[], str]
    """each gives a name that no other request has"""
    log: Callable[[RequestLine], None] = lambda _: None
    failed: Callable[[str, Exception], None] = lambda _, __: None
    """told, by the name of a request, what failed in it: for whoever runs the service, and nobody else"""
    body_length_max: int = BODY_LENGTH_MAX
    headers: Mapping[str, str] = field(default_factory=dict)
    """of every answer, by which a standard has a service say what it speaks"""
    dialect: Dialect = field(default_factory=dict)
    """what that standard calls problems that are found before a handler is asked"""
    described: Described = field(default_factory=Described)
    """what its operations take and answer"""
    well: Callable[[], bool] = lambda: True
    """whether what it stands on can be used"""
    stopped: Callable[[], bool] = lambda: False
    """whether something stopped that only another process can begin again"""
    stopwatch: Callable[[], int] = lambda: 0
    """microseconds, from whenever"""
    guards: Guards = field(default_factory=Guards)
    also_public: frozenset[str] = frozenset()
    """paths, besides those of every service, that are open to everybody"""


def create_application(
    service: Service,
    handlers: Sequence[ControllerRouterHandler],
    *,
    dependencies: Mapping[str, Any] | None = None,
) -> Doorway:
    """The service as an ASGI application. A handler may ask for its ``caller``, and for the request's ``entry``."""
    served = [*_health(service.well, service.stopped), _document(service, handlers), *handlers]
    inner = Litestar(
        # Before the others: of a path that has several, the framework tells the first alone.
        [*_options(served), *served],
        openapi_config=None,
        exception_handlers={
            Problem: _problem,
            StorageError: _told(service),
            HTTPException: _framework,
            Exception: _told(service),
        },
        request_max_body_size=None,  # the doorway has read it
        debug=False,
        logging_config=None,
        dependencies={
            "caller": Provide(_caller, sync_to_thread=False),
            "entry": Provide(_entry, sync_to_thread=False),
            **{name: Provide(_giving(value), sync_to_thread=False) for name, value in (dependencies or {}).items()},
        },
    )
    return Doorway(
        application=inner,
        entrance=service.entrance,
        clock=service.clock,
        request_ids=service.request_ids,
        log=service.log,
        public=PUBLIC | service.also_public,
        body_length_max=service.body_length_max,
        headers=service.headers,
        dialect=service.dialect,
        failed=service.failed,
        stopwatch=service.stopwatch,
        guards=service.guards,
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


def _health(is_well: Callable[[], bool], has_stopped: Callable[[], bool]) -> list[Any]:
    """To be asked by what starts, stops and balances services: little, and without a signature."""

    def told(*, well: bool) -> Response[dict[str, str]]:
        return Response({"status": "ok" if well else "unavailable"}, status_code=200 if well else 503)

    @get("/health", summary="Whether the service can be used")
    @in_thread
    def health() -> Response[dict[str, str]]:
        return told(well=is_well())

    @get("/health/ready", summary="Whether requests should be sent to it: the same")
    @in_thread
    def ready() -> Response[dict[str, str]]:
        return told(well=is_well())

    @get("/health/live", summary="Whether the process can go on at all; where it cannot, start it again")
    async def live() -> Response[dict[str, str]]:
        return told(well=not has_stopped())

    return [health, ready, live]


def _options(handlers: Sequence[ControllerRouterHandler]) -> list[Any]:
    """Of each path, what can be done with it."""
    methods: dict[str, set[str]] = {}
    for handler in (one for one in handlers if isinstance(one, HTTPRouteHandler)):
        for path in handler.paths:
            methods.setdefault(path, {"OPTIONS"}).update(handler.http_methods)
    return [_allowing(path, ", ".join(sorted(names))) for path, names in methods.items()]


def _allowing(path: str, names: str) -> Any:
    @route(path, http_method=[HttpMethod.OPTIONS], status_code=204, include_in_schema=False, sync_to_thread=False)
    def options() -> Response[None]:
        return Response(None, status_code=204, headers={"allow": names})

    return options


def openapi_document(
    title: str, described: Described, handlers: Sequence[ControllerRouterHandler], *, secured: bool = True
) -> bytes:
    """What a service of these handlers is asked and answers, without one that runs.

    The framework would serve its document with pages of its own beside, in HTML; it is only asked to write it.
    """
    inner = Litestar(
        [*_health(lambda: True, lambda: False), *handlers],
        openapi_config=OpenAPIConfig(title=title, version=__version__, license=License("Apache-2.0", "Apache-2.0")),
        dependencies={name: Provide(_giving(None), sync_to_thread=False) for name in _asked_for(handlers)},
        logging_config=None,
    )
    document = with_schemas(inner.openapi_schema.to_schema(), described, secured=secured)
    return msgspec.json.encode(document, order="sorted")


def _asked_for(handlers: Sequence[ControllerRouterHandler]) -> set[str]:
    """The names of what handlers are given."""
    signatures = [get_type_hints(one.fn, include_extras=True) for one in handlers if isinstance(one, BaseRouteHandler)]
    return {
        name
        for hints in signatures
        for name, hint in hints.items()
        if any(isinstance(one, Dependency) for one in getattr(hint, "__metadata__", ()))
    }


def _document(service: Service, handlers: Sequence[ControllerRouterHandler]) -> Any:
    @cache
    def written() -> bytes:
        secured = not isinstance(service.entrance, Opened)
        return openapi_document(service.title, service.described, handlers, secured=secured)

    @get("/openapi.json", include_in_schema=False)
    @in_thread
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
    entry = _entry(request.scope)
    answer = answer_to(problem, entry.request_id, entry.dialect)
    return Response(answer.body, status_code=answer.status, headers=dict(answer.headers))


def _told(service: Service) -> Any:
    """The disk or the database, of no fault of whoever asks, and it may pass; or a fault of ours."""

    def handler(request: Request[Any, Any, Any], error: Exception) -> Response[bytes]:
        service.failed(_entry(request.scope).request_id, error)
        if isinstance(error, StorageError):
            return _problem(request, Problem(UNAVAILABLE, headers={"retry-after": "5"}))
        return _problem(request, Problem(INTERNAL))

    return handler


def _framework(request: Request[Any, Any, Any], error: HTTPException) -> Response[bytes]:
    allowed = {name.lower(): value for name, value in (error.headers or {}).items() if name.lower() == "allow"}
    return _problem(request, of_status(error.status_code, error.detail, allowed))
