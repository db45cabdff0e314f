# SPDX-License-Identifier: Apache-2.0
"""``Idempotency-Key``: another body under a name that was given is refused; what is kept of names is bounded."""

from typing import Final

import pytest
from litestar import get, post
from litestar.params import RawBody

from counterfoil.api.application import create_application
from counterfoil.api.guards import Guards
from counterfoil.api.problems import Problem
from counterfoil.api.repeats import HEADER, KEPT_MS, Repeats
from support.services import ALICE, BOB, NOW_MS, Client, World

ONE: Final = b"1" * 32
OTHER: Final = b"2" * 32


@post(["/take", "/also"], status_code=200, sync_to_thread=False)
def take(body: RawBody) -> dict[str, int]:
    return {"length": len(body)}


@get("/take", sync_to_thread=False)
def seen() -> dict[str, str]:
    return {}


def client(world: World, key: object = ALICE) -> Client:
    service = world.service(entrance=world.rules(HEADER), guards=Guards(repeats=Repeats()))
    return Client(create_application(service, [take, seen]), world.signing(key, also=(HEADER,)))  # type: ignore[arg-type]


ROWS: Final = (
    ("the same again", "/take", b"one", "n", 200, ""),
    ("another body", "/take", b"two", "n", 409, "key-reused"),
    ("the same body elsewhere", "/also", b"one", "n", 409, "key-reused"),
    ("the same body, asked otherwise", "/take?a=1", b"one", "n", 409, "key-reused"),
    ("another name", "/take", b"two", "m", 200, ""),
    ("no name", "/take", b"two", None, 200, ""),
    ("a name with a blank", "/take", b"two", "a b", 400, "malformed"),
    ("an empty name", "/take", b"two", "", 400, "malformed"),
    ("a name that is too long", "/take", b"two", "n" * 256, 400, "malformed"),
    ("quoted, which is another name", "/take", b"two", '"n"', 200, ""),
)


@pytest.mark.parametrize(("case", "path", "body", "name", "status", "kind"), ROWS, ids=[row[0] for row in ROWS])
def test_a_name_is_for_one_request(case: str, path: str, body: bytes, name: str | None, status: int, kind: str) -> None:
    """After ``POST /take`` with ``one`` under the name ``n``."""
    asking = client(World())
    assert asking.request("POST", "/take", b"one", {HEADER: "n"}).status_code == 200
    answer = asking.request("POST", path, body, {} if name is None else {HEADER: name})
    assert answer.status_code == status, answer.text
    assert not kind or answer.json()["type"] == f"urn:counterfoil:problem:{kind}"


def test_a_name_must_be_signed() -> None:
    """Else somebody on the way could give a request the name of another."""
    world = World()
    service = world.service(entrance=world.rules(HEADER), guards=Guards(repeats=Repeats()))
    unsigned = Client(create_application(service, [take]), world.signing(ALICE))
    answer = unsigned.request("POST", "/take", b"one", {HEADER: "n"})
    assert answer.json()["type"] == "urn:counterfoil:problem:signature-incomplete"


def test_reading_has_no_name() -> None:
    """It changes nothing, whatever it is called."""
    asking = client(World())
    assert asking.request("POST", "/take", b"one", {HEADER: "n"}).status_code == 200
    assert asking.request("GET", "/take", None, {HEADER: "n"}).status_code == 200


def test_names_are_a_partys_own() -> None:
    """Nobody learns, or spoils, what another called his requests."""
    repeats = Repeats()
    repeats.require_same(ALICE.keyid, "n", ONE, NOW_MS)
    repeats.require_same(BOB.keyid, "n", OTHER, NOW_MS)
    with pytest.raises(Problem, match="another body"):
        repeats.require_same(ALICE.keyid, "n", OTHER, NOW_MS)


def test_names_are_forgotten_after_a_day_and_when_there_are_too_many() -> None:
    """The oldest first, and of that key alone."""
    repeats = Repeats(names_max=2)
    repeats.require_same(BOB.keyid, "a", ONE, NOW_MS)
    for name in "abc":
        repeats.require_same(ALICE.keyid, name, ONE, NOW_MS)
    repeats.require_same(ALICE.keyid, "a", OTHER, NOW_MS + 1)
    for key in (BOB, ALICE):
        with pytest.raises(Problem, match="another body"):
            repeats.require_same(key.keyid, "a" if key is BOB else "c", OTHER, NOW_MS + KEPT_MS - 1)
    repeats.require_same(BOB.keyid, "a", OTHER, NOW_MS + KEPT_MS)
