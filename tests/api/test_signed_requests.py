# SPDX-License-Identifier: Apache-2.0
"""Who signed a request: each rule with a request that breaks it, and nothing else that passes."""

import base64
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, Final

import httpx
import pytest
from http_message_signatures import HTTPMessageSigner, HTTPMessageVerifier, InvalidSignature
from http_message_signatures.resolvers import HTTPSignatureKeyResolver
from litestar import get, post
from litestar.di import NamedDependency
from litestar.params import RawBody

from counterfoil.api.application import create_application
from counterfoil.api.callers import Caller
from counterfoil.api.problems import Problem
from counterfoil.api.replays import AHEAD_S, REMEMBERED_S, Replays
from counterfoil.identity.policy import PublicKey
from counterfoil.identity.signing import PrivateKey
from counterfoil.transport.request_signatures import LIFE_S, LIFE_S_MAX, Ed25519, sign_request
from support import broken_requests
from support.broken_requests import BODY, ROWS, URL, again
from support.services import ALICE, BOB, HOST, NOW_S, Client, World, new_nonce


@post("/echo", status_code=200, sync_to_thread=False)
def echo(caller: NamedDependency[Caller], body: RawBody) -> dict[str, str]:
    return {"party": caller.party, "body": body.decode()}


@get("/echo", sync_to_thread=False)
def hear(caller: NamedDependency[Caller]) -> dict[str, str]:
    return {"party": caller.party}


def service(world: World, *also: str) -> Client:
    return Client(create_application(world.service(entrance=world.rules(*also)), [echo, hear]))


def signed(key: PrivateKey = ALICE, **given: Any) -> httpx.Request:
    """A request that passes, unless it is given otherwise, with a nonce of its own."""
    return broken_requests.signed(key, **{"nonce": new_nonce()} | given)


@pytest.mark.parametrize(("request_of", "kind", "status"), [row[1:] for row in ROWS], ids=[row[0] for row in ROWS])
def test_whatever_is_wrong_with_a_signature_is_refused(
    request_of: Callable[[], httpx.Request], kind: str, status: int
) -> None:
    """Each way to break a request has its problem, and nothing of the request is done."""
    world = World()
    answer = service(world).send(request_of())
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json"), answer.text
    assert answer.json()["type"].split(":")[-1].removeprefix("signature-") == kind, answer.text
    assert [line.party for line in world.lines] == ["-"]
    asked_again = "accept-signature" in answer.headers and "www-authenticate" in answer.headers
    assert asked_again == (status == 401)


@pytest.mark.parametrize("key", [ALICE, BOB], ids=["alice", "bob"])
def test_whoever_signs_well_is_known(key: PrivateKey) -> None:
    """With a body and without one, by the party to which the key belongs."""
    client = service(World())
    party = {ALICE.keyid: "ALICE", BOB.keyid: "BOB"}[key.keyid]
    assert client.send(signed(key)).json() == {"party": party, "body": BODY.decode()}
    assert client.send(signed(key, body=b"", method="GET")).json() == {"party": party}


def test_the_edges_of_time() -> None:
    """Until the last second of its life, and as far ahead as clocks may be."""
    world = World()
    client = service(world)
    for created_s in (NOW_S - LIFE_S + 1, NOW_S + AHEAD_S):
        assert client.send(signed(created_s=created_s)).status_code == 200


def test_a_nonce_is_good_once() -> None:
    """Until its signature is worthless, and for each key by itself."""
    world = World()
    client = service(world)
    request = signed(created_s=NOW_S + AHEAD_S, life_s=LIFE_S_MAX)
    assert client.send(request).status_code == 200
    for now_s in (NOW_S, NOW_S + AHEAD_S + LIFE_S_MAX - 1):
        world.now_ms = now_s * 1_000
        assert client.send(again(request)).json()["type"].endswith(":replayed")
    world.now_ms = (NOW_S + AHEAD_S + LIFE_S_MAX) * 1_000
    assert client.send(again(request)).json()["type"].endswith(":signature-expired")
    world.now_ms = NOW_S * 1_000
    assert client.send(signed(ALICE, nonce="one")).status_code == 200
    assert client.send(signed(BOB, nonce="one")).status_code == 200


def test_a_request_that_was_refused_burns_no_nonce() -> None:
    """Who sees a nonce cannot spend it without the key."""
    client = service(World())
    request = signed()
    assert client.send(again(request, body=b"{}")).status_code == 401
    assert client.send(request).status_code == 200


def test_after_a_restart_what_an_earlier_process_may_have_heard_is_refused() -> None:
    """Nobody remembers its nonces: a request is signed again, once clocks are past the start."""
    world = World()
    before = signed()
    assert service(world).send(before).status_code == 200
    world.replays = Replays(since_s=NOW_S)
    client = service(world)
    answer = client.send(again(before))
    assert answer.json()["type"].endswith(":signature-before-start")
    assert answer.headers["retry-after"] == str(AHEAD_S + 1)
    assert client.send(signed(created_s=NOW_S + AHEAD_S)).status_code == 401
    world.now_ms = (NOW_S + AHEAD_S + 1) * 1_000
    assert client.send(signed(created_s=NOW_S + AHEAD_S + 1)).status_code == 200


def test_a_full_memory_refuses_and_forgets_nothing() -> None:
    """Until what it holds is worthless."""
    world = World()
    world.replays = Replays(nonces_max=2)
    client = service(world)
    first = signed()
    assert [client.send(one).status_code for one in (first, signed(), signed())] == [200, 200, 503]
    assert client.send(again(first)).json()["type"].endswith(":replayed")
    world.now_ms = (NOW_S + REMEMBERED_S + 1) * 1_000
    assert client.send(signed(created_s=world.now_ms // 1_000)).status_code == 200


def test_a_key_that_fills_its_memory_keeps_nobody_else_out() -> None:
    """100,000 nonces of one party's key made every other party refused for 305 seconds."""
    replays = Replays(nonces_max=2)
    for nonce in ("a", "b"):
        replays.admit(ALICE.keyid, nonce, created_s=NOW_S, now_s=NOW_S)
    with pytest.raises(Problem, match="by one key"):
        replays.admit(ALICE.keyid, "c", created_s=NOW_S, now_s=NOW_S)
    replays.admit(BOB.keyid, "a", created_s=NOW_S, now_s=NOW_S)
    later_s = NOW_S + REMEMBERED_S + 1
    replays.admit(ALICE.keyid, "a", created_s=later_s, now_s=later_s)


def test_headers_that_a_service_reads_are_covered() -> None:
    """A header that changes what is done is signed where it is there, and asked for in Accept-Signature."""
    client = service(World(), "x-behaviour")
    plain = signed()
    plain.headers["x-behaviour"] = "rollback"
    answer = client.send(plain)
    assert answer.json()["detail"] == "it does not cover x-behaviour"
    assert '"x-behaviour"' in answer.headers["accept-signature"]
    request = httpx.Request("POST", URL, content=BODY, headers={"x-behaviour": "proceed"})
    sign_request(request, BODY, ALICE, created_s=NOW_S, nonce=new_nonce(), also=("x-behaviour",))
    assert client.send(again(request)).status_code == 200
    request.headers["x-behaviour"] = "rollback"
    assert client.send(request).json()["type"].endswith(":signature-invalid")


def test_a_directory_that_is_wrong_about_a_key_lets_nobody_in() -> None:
    """A fault of the service, which says so and nothing else."""
    world = World()
    known = replace(world.rules(), directory=lambda _: world.rules().directory(BOB.keyid))
    client = Client(create_application(world.service(entrance=known), [echo, hear]))
    assert client.send(signed(BOB)).status_code == 200
    assert client.send(signed(ALICE)).status_code in (401, 500)


# RFC 9421 B.1.4 and B.2.6, restated.
VECTOR_KEY: Final = PrivateKey(seed=base64.b64decode("n4Ni+HpISpVObnQMW0wOhCKROaIKqKtW/2ZYb2p9KcU="))
VECTOR_PUBLIC: Final = base64.b64decode("JrQLj5P/89iXES9+vFgrIy29clF9CC/oPPsw3c5D0bs=").hex()
VECTOR_DIGEST: Final = (
    "sha-512=:WZDPaVn/7XgHaAy8pmojAkGWoRx2UFChF41A2svX+TaPm+AbwAgBWnrIiYllu7BNNyealdVLvRwEmTHWXvJwew==:"
)
VECTOR_INPUT: Final = (
    'sig-b26=("date" "@method" "@path" "@authority" "content-type" "content-length")'
    ';created=1618884473;keyid="test-key-ed25519"'
)
VECTOR_SIGNATURE: Final = "wqcAqbmYJ2ji2glfAMaRy4gruYYnx2nEFN2HN6jrnDnQCK1u02Gb04v9EDgwUPiu4A0w6vuQv5lIp5WPpBKRCw=="


def vector_request() -> httpx.Request:
    headers = {
        "date": "Tue, 20 Apr 2021 02:07:55 GMT",
        "content-type": "application/json",
        "content-digest": VECTOR_DIGEST,
        "content-length": "18",
    }
    return httpx.Request("POST", "http://example.com/foo?param=Value&Pet=dog", content=BODY, headers=headers)


class VectorKeys(HTTPSignatureKeyResolver):
    def resolve_public_key(self, key_id: str) -> PublicKey:
        assert key_id == "test-key-ed25519"
        return VECTOR_KEY.public

    def resolve_private_key(self, key_id: str) -> PrivateKey:
        return VECTOR_KEY


def test_the_vector_of_the_standard_is_made() -> None:
    """RFC 9421 B.2.6: the key has the public half that is printed, and signs to the bytes that are printed."""
    assert VECTOR_KEY.public.key == VECTOR_PUBLIC
    request = vector_request()
    HTTPMessageSigner(signature_algorithm=Ed25519, key_resolver=VectorKeys()).sign(
        request,
        key_id="test-key-ed25519",
        created=datetime.fromtimestamp(1_618_884_473, UTC),
        label="sig-b26",
        include_alg=False,
        covered_component_ids=("date", "@method", "@path", "@authority", "content-type", "content-length"),
        use_existing_digest=True,
    )
    assert request.headers["signature-input"] == VECTOR_INPUT
    assert request.headers["signature"] == f"sig-b26=:{VECTOR_SIGNATURE}:"


def test_the_vector_of_the_standard_verifies_by_our_rule() -> None:
    """RFC 9421 B.2.6 through libsodium; with another date it does not."""
    request = vector_request()
    request.headers.update({"signature-input": VECTOR_INPUT, "signature": f"sig-b26=:{VECTOR_SIGNATURE}:"})
    verifier = HTTPMessageVerifier(signature_algorithm=Ed25519, key_resolver=VectorKeys())
    (result,) = verifier.verify(request, max_age=None)
    assert result.parameters["keyid"] == "test-key-ed25519"
    request.headers["date"] = "Tue, 20 Apr 2021 02:07:56 GMT"
    with pytest.raises(InvalidSignature):
        verifier.verify(request, max_age=None)


def test_the_vector_of_the_standard_covers_too_little_for_a_service() -> None:
    """It has neither end nor nonce, and leaves out query and body: what a standard allows is not what is safe here."""
    world = World(now_ms=1_618_884_473_000)
    request = vector_request()
    request.headers.update({"signature-input": VECTOR_INPUT, "signature": f"sig-b26=:{VECTOR_SIGNATURE}:"})
    request.headers["host"] = HOST
    answer = service(world).send(request)
    assert json.loads(answer.content)["type"].endswith(":signature-incomplete")


def test_problems_say_what_was_wrong() -> None:
    """A problem that is raised reads like one."""
    with pytest.raises(Problem, match="The request was sent before: its nonce"):
        replays = Replays()
        for _ in range(2):
            replays.admit(ALICE.keyid, "n", created_s=NOW_S, now_s=NOW_S)
