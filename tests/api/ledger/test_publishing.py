# SPDX-License-Identifier: Apache-2.0
"""When is published: soon when somebody asks, on schedule anyway, and never so often that witnesses are flooded."""

import threading
from pathlib import Path
from typing import Any, Final

import pytest

from counterfoil.api.ledger.publishing import ASKED_MAX, Publisher
from counterfoil.api.ledger.running import RunningNetwork
from counterfoil.api.problems import Problem
from counterfoil.primitives.errors import ClosedError
from support.network import CHAIN, WITNESS, open_network
from support.node_service import SOON_EVERY_S, Served, key_of, paid

LONG_S: Final = 3_600.0


class Counted:
    """Publications that begin, and end when they may."""

    def __init__(self) -> None:
        self.count = 0
        self.begun = threading.Semaphore(0)
        self.may_end = threading.Semaphore(0)

    def __call__(self) -> None:
        self.count += 1
        self.begun.release()
        assert self.may_end.acquire(timeout=60)


def test_many_who_ask_have_one(root: Path) -> None:
    """Who asks before it begins is told by it; who asks while it is made is told by the next, with all others."""
    made = Counted()
    publisher = Publisher(made, every_s=LONG_S, soon_every_s=0)
    publisher.start()
    assert made.begun.acquire(timeout=60)
    asked = [publisher.soon() for _ in range(100)]
    made.may_end.release()
    assert made.begun.acquire(timeout=60)
    assert not any(one.done() for one in asked), "the one that was begun before they asked tells them nothing"
    later = publisher.soon()
    made.may_end.release()
    for one in asked:
        assert one.result(60) is None
    assert made.begun.acquire(timeout=60)
    assert made.count == 3
    made.may_end.release()
    later.result(60)
    publisher.end()


def test_nobody_makes_it_publish_more_often(root: Path) -> None:
    """Asked again and again within the time that is between two, it publishes once, and goes on at the end of it."""
    made = Counted()
    publisher = Publisher(made, every_s=LONG_S, soon_every_s=LONG_S)
    publisher.start()
    assert made.begun.acquire(timeout=60)
    made.may_end.release()
    asked = [publisher.soon() for _ in range(50)]
    with pytest.raises(ClosedError):
        for _ in range(ASKED_MAX):
            publisher.soon()
    publisher.end()
    assert made.count == 1 and not any(one.done() for one in asked)
    made.may_end.release()
    publisher.now()
    assert all(one.done() for one in asked)
    with pytest.raises(ClosedError):
        publisher.soon()


def test_who_gave_up_keeps_nobody_waiting() -> None:
    """A future that was cancelled is passed over, and what a publication raises leaves nobody without an answer."""

    def fails() -> None:
        raise ZeroDivisionError

    publisher = Publisher(fails, every_s=LONG_S)
    gone, there = publisher.soon(), publisher.soon()
    gone.cancel()
    with pytest.raises(ZeroDivisionError):
        publisher.now()
    assert there.result(0) is None


def test_what_is_asked_for_is_published(service: Served) -> None:
    """What was ordered before is in the published checkpoint when whoever asked is told."""
    service.hand_in("alice", paid(service.node, service.key("alice")))
    height = service.node.height
    service.running.publish_soon().result(60)
    assert service.running.published is not None
    assert service.running.published.heights[CHAIN] >= height


def test_the_end_tells_who_waits(root: Path) -> None:
    """The last publication is theirs too; later nobody is promised one."""
    with open_network(root) as network:
        with RunningNetwork(network, publish_every_s=LONG_S, publish_soon_every_s=LONG_S) as running:
            running.publish_soon()
            running.submit(running.chains[CHAIN], [paid(running.chains[CHAIN], key_of(root, "alice"))])[0].result()
            waiting = running.publish_soon()
        assert waiting.result(0) is None
        with pytest.raises(Problem) as caught:
            running.publish_soon()
    assert caught.value.kind.status == 503


def test_a_witness_that_is_missing_is_told(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also where the others are enough: the log of whoever runs the service says who did not cosign."""
    told: list[str] = []

    def without(network: Any) -> Any:
        opened = publish()
        cosigned = {name: time for name, time in opened.cosigned.items() if name != WITNESS}
        return type(opened)(opened.note, opened.checkpoint, cosigned)

    with open_network(root) as network:
        publish = network.publish
        monkeypatch.setattr(type(network), "publish", without)
        with RunningNetwork(
            network, publish_every_s=LONG_S, publish_soon_every_s=SOON_EVERY_S, notice=told.append
        ) as running:
            running.publish_soon().result(60)
    assert told and set(told) == {f"published without the cosignature of {WITNESS}"}


def test_nothing_is_told_of_one_that_lacks_nothing(service: Served) -> None:
    """Whoever is to cosign did."""
    service.running.publish_soon().result(60)
    assert service.notices == []
