# SPDX-License-Identifier: Apache-2.0
"""How often somebody may ask: buckets against a slow twin, and a service that is flooded."""

from collections.abc import Sequence
from fractions import Fraction
from typing import Any, Final

import pytest
from hypothesis import given
from hypothesis import strategies as st
from litestar import get, post
from litestar.di import NamedDependency
from litestar.params import RawBody

from counterfoil.api.application import create_application
from counterfoil.api.doorway import Entry
from counterfoil.api.entrances import Entrances
from counterfoil.api.guards import Guards
from counterfoil.api.limits import Buckets, Limits, Rate
from counterfoil.api.problems import Problem
from counterfoil.api.tokens import Revoked, Tokens
from counterfoil.primitives.types import Timestamp
from counterfoil.transport.access_tokens import Reach, make_token
from support.services import ALICE, BOB, HOST, NOW_MS, STRANGER, SUSPENDED, Client, World, directory

RATE: Final = Rate(per_second=10, at_once=20)


class Clock:
    """Of milliseconds, which a test moves."""

    def __init__(self) -> None:
        self.now_ms = 5_000

    def __call__(self) -> int:
        return self.now_ms


@given(
    per_second=st.integers(1, 50),
    at_once=st.integers(1, 100),
    steps=st.lists(st.tuples(st.integers(0, 3_000), st.integers(0, 30)), max_size=30),
)
def test_a_bucket_fills_as_its_rate_says(per_second: int, at_once: int, steps: Sequence[tuple[int, int]]) -> None:
    """Against fractions: what is left, when there is one again, and when it is full."""
    clock, level = Clock(), Fraction(at_once)
    buckets = Buckets(Rate(per_second, at_once), clock)
    for wait_ms, count in steps:
        clock.now_ms += wait_ms
        buckets.take("a", count)
        level = min(Fraction(at_once), level + Fraction(wait_ms * per_second, 1_000)) - count
        assert buckets.left("a") == level.__floor__()
        assert buckets.wait_s("a") == max(0, ((1 - level) / per_second).__ceil__())
        assert buckets.full_in_s("a") == ((at_once - level) / per_second).__ceil__()


@given(seconds=st.integers(1, 20), asked=st.lists(st.integers(0, 200), min_size=1, max_size=60))
def test_no_more_is_let_in_than_the_rate_and_what_was_saved(seconds: int, asked: Sequence[int]) -> None:
    """Whenever it is asked: over any time at most the burst and the rate, and one batch on credit."""
    clock = Clock()
    limits = Limits(transactions=Buckets(RATE, clock))
    let_in, largest = 0, max(asked)
    for size in asked:
        try:
            limits.require_of(ALICE.keyid, submits=True)
        except Problem:
            clock.now_ms += seconds * 1_000 // len(asked)
            continue
        limits.charge(ALICE.keyid, size)
        let_in += size
        clock.now_ms += seconds * 1_000 // len(asked)
    assert let_in <= RATE.at_once + seconds * RATE.per_second + largest


def test_a_bucket_that_is_full_again_is_forgotten() -> None:
    """Memory is of those who ask now, and not of all who ever asked."""
    clock = Clock()
    buckets = Buckets(RATE, clock)
    for number in range(1_000):
        buckets.take(f"10.0.{number // 250}.{number % 250}", 1)
    assert len(buckets) == 1_000
    clock.now_ms += 100
    buckets.take("another", 1)
    assert len(buckets) == 1


def test_memory_is_bounded() -> None:
    """Too many at once share one bucket; who has one of his own keeps it."""
    buckets = Buckets(RATE, Clock(), buckets_max=3)
    for name in "abcdefgh":
        buckets.take(name, 15)
    assert len(buckets) <= 4
    assert buckets.left("a") == 5
    assert buckets.left("h") < 0
    assert buckets.left("somebody new") < 0


ADDRESSES: Final = (
    ("192.0.2.1", "192.0.2.1", True),
    ("192.0.2.1", "192.0.2.2", False),
    ("2001:db8::1", "2001:db8::2:3", True),
    ("2001:db8::1", "2001:db8:0:1::1", False),
    ("::ffff:192.0.2.1", "192.0.2.1", True),
    ("fe80::1%eth0", "fe80::2%eth1", True),
    ("", "", True),
)


@pytest.mark.parametrize(("one", "other", "same"), ADDRESSES)
def test_strangers_are_told_apart_by_address(one: str, other: str, same: bool) -> None:
    """An address of IPv6 is not a person: whoever has one has many."""
    limits = Limits(strangers=Buckets(Rate(1, 1), Clock()))
    limits.require_of_stranger(one)
    if same:
        with pytest.raises(Problem, match="requests of your address"):
            limits.require_of_stranger(other)
    else:
        limits.require_of_stranger(other)


@get("/seen", sync_to_thread=False)
def seen() -> dict[str, str]:
    return {}


@post("/take", status_code=200, sync_to_thread=False)
def take(body: RawBody, entry: NamedDependency[Entry]) -> dict[str, int]:
    entry.charge(len(body))
    return {"length": len(body)}


def limited(world: World, clock: Clock, **rates: int) -> Any:
    """A service with these limits a second, and as many at once."""
    buckets = {name: Buckets(Rate(rate, rate), clock) for name, rate in rates.items()}
    return create_application(world.service(guards=Guards(Limits(**buckets))), [seen, take])


def test_whoever_floods_a_service_keeps_nobody_else_out() -> None:
    """Alice asks too often and is told when to come again; bob is answered meanwhile, and alice then."""
    world, clock = World(), Clock()
    service = limited(world, clock, requests=5)
    alice, bob = Client(service, world.signing(ALICE)), Client(service, world.signing(BOB))
    assert [alice.get("/seen").status_code for _ in range(8)] == [200] * 5 + [429] * 3
    assert bob.get("/seen").status_code == 200
    refused = alice.get("/seen")
    assert refused.json()["type"] == "urn:counterfoil:problem:too-many-requests"
    assert refused.headers["retry-after"] == "1"
    assert refused.headers["ratelimit"] == '"requests";r=0;t=1'
    assert refused.headers["ratelimit-policy"] == '"requests";q=5;w=1'
    assert [line.party for line in world.lines[-2:]] == ["BOB", "ALICE"]
    clock.now_ms += 1_000
    answered = alice.get("/seen")
    assert (answered.status_code, answered.headers["ratelimit"]) == (200, '"requests";r=4;t=1')


def test_transactions_count_each() -> None:
    """Of a batch that is larger than what is left all is taken, and the next waits for as long as it takes."""
    world, clock = World(), Clock()
    alice = Client(limited(world, clock, transactions=10), world.signing(ALICE))
    assert alice.post("/take", b"x" * 8).headers["ratelimit"] == '"transactions";r=2;t=1'
    assert alice.post("/take", b"x" * 22).status_code == 200
    refused = alice.post("/take", b"x")
    assert (refused.status_code, refused.headers["retry-after"]) == (429, "3")
    assert alice.get("/seen").status_code == 200, "reading is no handing in"
    clock.now_ms += 2_000
    assert alice.post("/take", b"x").status_code == 429
    clock.now_ms += 1_000
    assert alice.post("/take", b"x").status_code == 200


def test_who_asks_too_often_is_refused_before_a_body_is_read() -> None:
    """A body that never ends is no reason to wait."""
    world, clock = World(), Clock()
    service = limited(world, clock, requests=1)
    client = Client(service, world.signing(ALICE))
    assert client.post("/take", b"x").status_code == 200
    refused = client.post("/take", b"x" * 1_000)
    assert (refused.status_code, refused.headers["connection"]) == (429, "close")
    assert service.in_hand.all == 0


STRANGERS: Final = ((None, "/seen", 401), (STRANGER, "/seen", 401), (None, "/health", 200), (None, "/health/live", 200))


@pytest.mark.parametrize(("key", "path", "status"), STRANGERS)
def test_strangers_are_limited_by_address(key: Any, path: str, status: int) -> None:
    """Without a signature, by a key that is nobody's, or where everybody may ask; who is known is not hindered."""
    world, clock = World(), Clock()
    service = limited(world, clock, strangers=3)
    stranger = Client(service, None if key is None else world.signing(key))
    assert [stranger.get(path).status_code for _ in range(5)] == [status] * 3 + [429] * 2
    assert stranger.get(path).headers["retry-after"] == "1"
    assert Client(service, world.signing(ALICE)).get("/seen").status_code == 200
    assert Client(service, world.signing(SUSPENDED)).get("/seen").status_code == 403
    clock.now_ms += 1_000
    assert stranger.get(path).status_code == status


def test_who_is_suspended_is_a_stranger() -> None:
    """To find out whose token it is costs as much as of anybody's: he has no more of it than others."""
    world, clock = World(), Clock()
    tokens = Tokens(directory, world.clock, frozenset({HOST}), Revoked(world.clock))
    entrance = Entrances(world.rules(), tokens)
    guards = Guards(Limits(strangers=Buckets(Rate(2, 2), clock)))
    client = Client(create_application(world.service(entrance=entrance, guards=guards), [seen]))
    token = make_token(
        SUSPENDED, audience=[HOST], issued=Timestamp(NOW_MS), life_ms=1_000, identifier="0" * 32, may=Reach.read
    )
    assert [client.get("/seen", authorization=f"Bearer {token}").status_code for _ in range(3)] == [403, 403, 429]
