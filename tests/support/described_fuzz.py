# SPDX-License-Identifier: Apache-2.0
"""Requests made of a service's own document, right and wrong, and what every answer to one has to be."""

import copy
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final

import httpx
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import Case, GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    status_code_conformance,
)

from support.openapi_said import PROBLEM, Said
from support.services import HOST

LONG: Final = "COUNTERFOIL_FUZZ_REQUESTS" in os.environ
"""Each run makes other requests; otherwise each makes the same."""
EXAMPLES: Final = int(os.environ.get("COUNTERFOIL_FUZZ_REQUESTS", "16"))
"""Of each operation, right ones and wrong ones."""
CHECKS: Final = [not_a_server_error, status_code_conformance, content_type_conformance, response_headers_conformance]
Ask = Callable[[httpx.Request], httpx.Response]


def narrowed(
    document: dict[str, Any], parameters: Mapping[str, Sequence[Any]], schemas: Mapping[str, Any]
) -> dict[str, Any]:
    """The document with values of parameters that lead somewhere, and schemas that hold less than its own.

    Without ``default``, so that an answer of a status that has no name is found; and without who may ask, since whoever
    asks signs: a header that is made up for it would only be refused.
    """
    made = copy.deepcopy(document)
    made.pop("security", None)
    for verbs in made["paths"].values():
        for one in verbs.values():
            one.pop("security", None)
            one["responses"].pop("default", None)
            for each in one.get("parameters", ()):
                if each["name"] in parameters:
                    of_type = {"type": each["schema"]["type"]} if "type" in each["schema"] else {}
                    each["schema"] = {**of_type, "enum": list(parameters[each["name"]])}
    made["components"]["schemas"].update(schemas)
    return made


def operations(document: dict[str, Any]) -> Iterator[Any]:
    for found in schemathesis.openapi.from_dict(document).get_all_operations():
        yield found.ok()


def modes(operation: Any) -> list[GenerationMode]:
    """Right requests and wrong ones; of what takes nothing no request is wrong."""
    said = operation.definition.raw
    takes = said.get("parameters") or said.get("requestBody")
    return list(GenerationMode) if takes else [GenerationMode.POSITIVE]


def fuzz(operation: Any, mode: GenerationMode, said: Said, ask: Ask) -> list[int]:
    """Ask as often as there are examples, and hold every answer against the document; the statuses of all."""
    asked: list[int] = []

    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        database=None,
        derandomize=not LONG,
        phases=[Phase.generate, Phase.shrink],
        suppress_health_check=list(HealthCheck),
    )
    @given(operation.as_strategy(generation_mode=mode))
    def one(case: Case) -> None:
        answer = ask(request_of(case))
        asked.append(answer.status_code)
        case.validate_response(answer, checks=CHECKS)
        if answer.status_code >= 400:
            assert answer.headers["content-type"] == PROBLEM, answer.text
        if answer.headers.get("content-type") in ("application/json", PROBLEM):
            said.require(case.method.lower(), answer.request.url.path, answer)

    one()
    return asked


def request_of(case: Case) -> httpx.Request:
    """The request that a case is, as it would be sent to the service."""
    given_here = case.as_transport_kwargs(base_url=f"http://{HOST}")
    return httpx.Request(
        given_here["method"],
        given_here["url"],
        params=given_here.get("params") or None,
        headers={
            name: value for name, value in (given_here.get("headers") or {}).items() if name.lower() != "user-agent"
        },
        json=given_here.get("json"),
        content=given_here.get("data") if "json" not in given_here else None,
    )
