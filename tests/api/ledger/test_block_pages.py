# SPDX-License-Identifier: Apache-2.0
"""Whole blocks over HTTP: for whom, how far, within which bounds, and waiting for the next one."""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest

from counterfoil.api.ledger import block_pages
from counterfoil.api.ledger.publishing import Publisher
from counterfoil.node.consortium.block_frames import BLOCKS, FrameReader
from counterfoil.primitives.errors import DecodeError
from counterfoil.primitives.types import Height
from counterfoil.storage.blocklog import StoredBlock
from support.node_service import CHAIN_PATH, SUPERVISOR, Served, paid, served

LOG = f"{CHAIN_PATH}/log"
TICKS = f"{CHAIN_PATH}/ticks"


@pytest.fixture
def service(root: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Served]:
    """Nothing is published, so that no block comes that nobody asked for."""
    monkeypatch.setattr(Publisher, "start", lambda _: None)
    with served(root, rows=False) as running:
        yield running


def blocks_of(answer: httpx.Response) -> dict[Height, StoredBlock]:
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == BLOCKS
    reader = FrameReader()
    found = dict(reader.read(answer.content))
    reader.end()
    return found


def test_a_supervisor_has_every_block_as_the_log_has_it(service: Served) -> None:
    """From a height on, in order; beyond the last there is none, and it is no error."""
    log = service.node.block_log
    every = {Height(height): log.read(Height(height)) for height in range(log.height + 1)}
    whole = service.get(SUPERVISOR, LOG)
    assert blocks_of(whole) == every
    assert whole.headers["counterfoil-complete"] == str(log.height)
    assert blocks_of(service.get(SUPERVISOR, LOG, first=2)) == {
        height: block for height, block in every.items() if height >= 2
    }
    assert list(blocks_of(service.get(SUPERVISOR, LOG, first=1, most=2))) == [1, 2]
    assert blocks_of(service.get(SUPERVISOR, LOG, first=10_000)) == {}


def test_nobody_else_has_them(service: Served) -> None:
    """A party that is no supervisor and runs no validator has no blocks, and no block is made for it."""
    height = service.node.height
    assert service.get("alice", LOG).status_code == 403
    assert service.post("alice", TICKS, b"{}").status_code == 403
    assert service.node.height == height


def test_a_firm_that_runs_a_validator_has_them(service: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    """By the chain's word on who its validators are."""
    monkeypatch.setattr(type(service.node), "firms", frozenset({"alice"}))
    assert blocks_of(service.get("alice", LOG))
    assert service.get("bob", LOG).status_code == 403


def test_an_auditor_that_is_named_has_them_and_nothing_else(service: Served) -> None:
    """He reads whole blocks to execute them; he has none made, and sees no more of what others are told than before."""
    before = service.get("alice", f"{CHAIN_PATH}/events").json()["events"]
    assert service.get("alice", LOG).status_code == 403
    service.node.auditors = frozenset({"alice"})
    assert blocks_of(service.get("alice", LOG))
    assert service.post("alice", TICKS, b"{}").status_code == 403
    assert service.get("alice", f"{CHAIN_PATH}/events").json()["events"] == before
    assert service.get("bob", LOG).status_code == 403


@pytest.mark.parametrize(
    "asked", [{"first": -1}, {"first": 2**53}, {"wait": 21}, {"wait": -1}, {"most": 0}, {"most": 1_001}]
)
def test_what_cannot_be_is_refused(service: Served, asked: dict[str, int]) -> None:
    """With the name of what is wrong."""
    answer = service.get(SUPERVISOR, LOG, **asked)
    assert answer.status_code == 400
    assert next(iter(asked)) in answer.json()["detail"]


def test_an_answer_has_a_bound(service: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    """Blocks are put in until they are too many bytes; one is put in however long it is."""
    monkeypatch.setattr(block_pages, "LENGTH_MAX", 1)
    for first in range(service.node.height + 1):
        assert list(blocks_of(service.get(SUPERVISOR, LOG, first=first))) == [first]


def waiting_for_next(service: Served, make: Callable[[], object]) -> dict[Height, StoredBlock]:
    """What is answered to who waited for a block before it was made."""
    following = service.node.height + 1
    entered = threading.Event()
    wait = block_pages.Replicas.wait

    async def told(self: block_pages.Replicas, *given: object) -> None:
        entered.set()
        await wait(self, *given)  # type: ignore[arg-type]

    with pytest.MonkeyPatch.context() as patched, ThreadPoolExecutor(1) as asking:
        patched.setattr(block_pages.Replicas, "wait", told)
        asked = asking.submit(service.get, SUPERVISOR, LOG, first=following, wait=20)
        assert entered.wait(20)
        make()
        return blocks_of(asked.result(20))


def test_it_waits_for_a_block(service: Served) -> None:
    """Who asks beyond the end is answered when a block comes, be it of a transaction or of a tick."""
    moved = paid(service.node, service.key("alice"))
    found = waiting_for_next(service, lambda: service.hand_in("alice", moved))
    assert [block.transactions for block in found.values()] == [(moved,)]
    found = waiting_for_next(service, lambda: service.post(SUPERVISOR, TICKS, b"{}"))
    assert [block.transactions for block in found.values()] == [()]


def test_a_wait_has_an_end(service: Served) -> None:
    """Where no block comes, the answer is empty."""
    assert blocks_of(service.get(SUPERVISOR, LOG, first=service.node.height + 1, wait=1)) == {}


def test_a_tick_makes_a_block(service: Served) -> None:
    """Empty, and its height is the answer."""
    before = service.node.height
    answer = service.post(SUPERVISOR, TICKS, b"{}")
    assert answer.json()["height"] == before + 1 == service.node.height


def test_only_what_has_its_complete_seal_is_told(service: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where complete seals stand beside the log, blocks are told as far as those are, with them."""

    class Until1:
        def seal(self, height: Height) -> bytes | None:
            return b"complete %d" % height if height <= 1 else None

        def complete_until(self) -> Height:
            return Height(1)

        def follow(self, observer: Callable[[], None]) -> None: ...

    monkeypatch.setattr(service.node, "seals", Until1())
    answer = service.get(SUPERVISOR, LOG)
    assert [block.seal for block in blocks_of(answer).values()] == [b"complete 0", b"complete 1"]
    assert answer.headers["counterfoil-complete"] == "1"


def test_too_many_at_once_are_told_to_come_again(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One party has so many answers in hand, and not all of them."""
    monkeypatch.setattr(block_pages, "ANSWERS_OF_ONE_MAX", 0)
    with served(root, rows=False) as service:
        answer = service.get(SUPERVISOR, LOG)
        assert answer.status_code == 503
        assert answer.headers["retry-after"]


def test_frames_in_parts_are_read_as_whole_ones(service: Served) -> None:
    """However they are cut; what ends in the middle is told."""
    data = service.get(SUPERVISOR, LOG).content
    whole, reader = dict(FrameReader().read(data)), FrameReader()
    found = dict(one for at in range(0, len(data), 7) for one in reader.read(data[at : at + 7]))
    reader.end()
    assert found == whole
    cut = FrameReader()
    list(cut.read(data[:-1]))
    with pytest.raises(DecodeError, match="cut after"):
        cut.end()
    with pytest.raises(DecodeError):
        list(FrameReader().read(b"\0" + data))


def test_a_tick_has_nothing_else_to_say(service: Served) -> None:
    """What it does not know is refused, and makes no block."""
    height = service.node.height
    assert service.post(SUPERVISOR, TICKS, b'{"wait":1}').status_code == 400
    assert service.post(SUPERVISOR, TICKS, b"").status_code == 400
    assert service.node.height == height
