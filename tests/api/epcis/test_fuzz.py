# SPDX-License-Identifier: Apache-2.0
"""Every route of the service, as its own OpenAPI document lists them, with whatever may be sent: never a failure.

Paths, parameters, headers and bodies are made of what is right, of what is nearly right, and of noise.
"""

import json
from typing import Any, Final
from urllib.parse import quote, urlencode

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from counterfoil.readmodel.epcis.parameters import NAMED
from support.epcis_questions import EVENTS, LOT, UUID, service
from support.epcis_service import Running, document
from support.services import HOST

__all__ = ("service",)

WORDS: Final = (
    *("", "0", "-1", "1e999", "9" * 61, "true", "null", "*", "|", "..", "/", "%", "a\0b", "é", "\ud7ff", "x" * 3_000),
    *("shipping", "ObjectEvent", "ADD", "all", "eventTime", "DESC", "CEL", "2026-07-01T00:00:00Z"),
    *("0001-01-01T00:00:00+14:00", "9999-12-31T23:59:60Z", "urn:epc:idpat:sgtin:*.*.*", "urn:epc:idpat:itip:1.2", LOT),
    *(UUID, "https://id.gs1.org/01/10614141073464/21/1", "cbvmda:site", "ex:weight", "no:weight", "INNER_", "ex:"),
)
TEXTS: Final = st.one_of(st.sampled_from(WORDS), st.text(max_size=30))
FAMILIES: Final = (
    "EQ_",
    "GT_value_",
    "EXISTS_",
    "HASATTR_readPoint",
    "EQATTR_epcClass_",
    "EQ_INNER_ILMD_",
    "EQ_source_",
)
PARAMETERS: Final = st.one_of(
    st.sampled_from(
        [*NAMED, "perPage", "nextPageToken", "orderBy", "orderDirection", "eventCountLimit", "maxEventCount"]
    ),
    st.tuples(st.sampled_from(FAMILIES), TEXTS).map("".join),
    TEXTS,
)
HEADERS: Final = st.dictionaries(
    st.sampled_from(
        [
            *("accept", "content-type", "gs1-epc-format", "gs1-extensions", "gs1-capture-error-behaviour"),
            *("gs1-epcis-version", "gs1-epcis-min", "gs1-cbv-max", "x-request-id", "range", "if-match"),
        ]
    ),
    st.one_of(
        st.sampled_from(
            [
                *("application/json", "application/xml", "*/*", "2.0.0", "1.2", "2", "rollback", "proceed"),
                *("Always_EPC_URN", "Always_GS1_Digital_Link", "ex=https://ns.example.com/epcis/", "=,=", ";", ","),
            ]
        ),
        st.text(st.characters(min_codepoint=33, max_codepoint=126), max_size=20),
    ),
    max_size=3,
)
ATOMS: Final = st.one_of(st.none(), st.just("\ud800"), st.booleans(), st.integers(), st.floats(allow_nan=False), TEXTS)
VALUES: Final = st.recursive(
    ATOMS, lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(TEXTS, inner, max_size=3)), max_leaves=8
)
HOOK: Final = {"dest": "https://alice.example/", "schedule": {"second": "0"}, "reportIfEmpty": True}
WHOLE: Final = (
    *EVENTS,
    json.loads(document(*EVENTS)),
    {"name": "all", "query": {"EQ_bizStep": ["shipping"], "@context": {"ex": "https://ns.example.com/"}}},
    HOOK,
    HOOK | {"stream": True},
)


@st.composite
def bodies(draw: Any) -> bytes:
    """A body that is right somewhere, with one or two of its members changed; or noise."""
    if draw(st.integers(0, 4)) == 0:
        return draw(st.one_of(st.binary(max_size=60), VALUES.map(_written)))
    members = json.loads(json.dumps(draw(st.sampled_from(WHOLE))))
    for _ in range(draw(st.integers(0, 2))):
        inner = members
        while isinstance(inner, dict) and inner:
            name = draw(st.sampled_from(sorted(inner)))
            if not isinstance(inner[name], dict) or draw(st.booleans()):
                inner[draw(st.sampled_from([name, draw(TEXTS)]))] = draw(VALUES)
                break
            inner = inner[name]
    return _written(members)


def _written(value: Any) -> bytes:
    return json.dumps(value).encode()


@pytest.fixture(scope="module")
def routes(service: Running) -> list[tuple[str, str]]:
    """Verb and path of every operation, and verbs that are none there."""
    paths = service.client().get("/openapi.json").json()["paths"]
    found = [(verb.upper(), path) for path, verbs in paths.items() for verb in verbs]
    assert len(found) > 25
    return found + [(verb, path) for path in paths for verb in ("OPTIONS", "PUT", "HEAD")]


@settings(max_examples=200, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_no_request_to_any_route_makes_it_fail(service: Running, routes: list[tuple[str, str]], data: Any) -> None:
    """Whatever is sent, it is answered, or refused with a problem of a type."""
    verb, path = data.draw(st.sampled_from(routes))
    while "{" in path:
        before, _, rest = path.partition("{")
        named = st.one_of(TEXTS, st.sampled_from(["shipping/events", "all"]))
        path = before + quote(data.draw(named), safe=data.draw(st.sampled_from(["", "/:"]))) + rest.partition("}")[2]
    query = urlencode(data.draw(st.dictionaries(PARAMETERS, TEXTS, max_size=4)), quote_via=quote)
    content = data.draw(bodies()) if verb in ("POST", "PUT") else None
    headers = {"content-type": "application/json"} | data.draw(HEADERS)
    request = httpx.Request(
        verb, f"http://{HOST}{path}" + (f"?{query}" if query else ""), content=content, headers=headers
    )
    answer = service.client().send(request, service.client().auth)
    assert answer.status_code < 500, (verb, path, query, headers, content, answer.text, service.world.failures)
    if answer.status_code >= 400 and verb != "HEAD":
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.json()["type"].startswith(("epcisException:", "urn:counterfoil:problem:"))


def test_whatever_was_taken_in_is_done(service: Running) -> None:
    """What the requests before left behind in jobs and subscriptions makes the worker fail neither."""
    service.world.now_ms += 3_600_000
    service.worker.do_all()
    assert service.world.failures == []
