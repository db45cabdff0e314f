# SPDX-License-Identifier: Apache-2.0
"""The entry rules on rotations of a seal policy: the ordinary one, recovery, and what a retired policy can still do."""

from collections.abc import Callable

import msgspec
import pytest

from counterfoil.custody.registry import Registry
from counterfoil.evidence.entries import AnchorEntry, Entry, EquivocationEntry, RotationEntry
from counterfoil.identity.dsse import Envelope
from counterfoil.identity.policy import KeyPolicy
from counterfoil.primitives import canonical
from counterfoil.primitives.errors import CustodyError
from counterfoil.primitives.hashing import digest, to_hex
from counterfoil.primitives.types import ChainId, HexHash, Timestamp
from support.custody import DAY_MS, NOW_S, ORIGIN, TestChain, private_key

NOW = Timestamp(NOW_S * 1_000)
OLD, NEW, BOARD, THIEF = (private_key(name) for name in ("sealer", "successor", "recoverer", "thief"))


class Log:
    """A registry, its chain of two anchored headers, and the time that it is."""

    def __init__(self) -> None:
        self.registry = Registry(ORIGIN)
        self.chain = TestChain()
        self.now = NOW
        self.size = 0
        self._take(self.chain.entry)
        self.chain.seal_next()
        for sealed in self.chain.headers:
            self._take(self.registry.entry_for(sealed, self.now))

    def _take(self, entry: Entry) -> int:
        self.registry.judge(entry)
        self.registry.apply(self.size, entry)
        self.size += 1
        return self.size - 1

    def rotate(self, envelope: Envelope) -> int:
        """Put a rotation into the log, where its rules allow it."""
        return self._take(self.registry.rotation_for(envelope, self.now))

    def recover(self, **changes: object) -> int:
        """A rotation to the successor by the recovery policy, as early as may be."""
        return self.rotate(self.recovery(**changes))

    def recovery(self, **changes: object) -> Envelope:
        """The same, still to be sent."""
        return self.chain.rotation(BOARD, to=NEW, **({"effective": self.now + DAY_MS} | changes))

    def anchor(self, key: object = None) -> int:
        """Seal the next header, at the time that it is, and put it into the log."""
        self.chain.sealer = key or self.chain.sealer
        height = len(self.chain.headers)
        sealed = self.chain.seal(self.chain.header(height, time=self.now + height))
        index = self._take(self.registry.entry_for(sealed, self.now))
        self.chain.headers.append(sealed)
        return index

    def conflict(self, height: int, key: object) -> EquivocationEntry:
        """Another header of an anchored height, put into the log."""
        entry = self.registry.entry_for(self.chain.twin(height, key=key), self.now)
        assert isinstance(entry, EquivocationEntry)
        self._take(entry)
        return entry

    @property
    def state(self) -> object:
        """The chain's line in a roll."""
        return self.registry.roll(self.now).chains[0]


def test_an_ordinary_rotation_is_signed_under_the_policy_that_it_retires() -> None:
    """From the next header on the new key seals, and the old one does not; the roll names both."""
    log = Log()
    rotation = log.chain.rotation(OLD, to=NEW)
    assert log.rotate(rotation) == 3
    with pytest.raises(CustodyError, match="in the log already, at index 3"):
        log.rotate(rotation)
    with pytest.raises(CustodyError, match="does not satisfy"):
        log.anchor(OLD)
    log.anchor(NEW)
    policy = log.registry.chains[log.chain.id].seals.current
    assert [key.keyid for key in policy.keys] == [NEW.keyid]
    assert (log.state.rotation, log.state.seal) == (3, to_hex(digest(canonical.encode(policy))))


def test_rotations_are_linked() -> None:
    """Each names the log index of the one before; three policies, each for its own heights."""
    log = Log()
    log.rotate(log.chain.rotation(OLD, to=NEW))
    log.anchor(NEW)
    third = private_key("third")
    with pytest.raises(CustodyError, match="follows rotation None, not 3"):
        log.rotate(log.chain.rotation(NEW, to=third))
    log.rotate(log.chain.rotation(NEW, to=third, previous=3))
    log.anchor(third)
    seals = log.registry.chains[log.chain.id].seals
    assert [seals.at(height).keys[0] for height in range(5)] == [key.public for key in (OLD, OLD, NEW, third, third)]


def _threshold(count: int) -> KeyPolicy:
    return KeyPolicy(keys=(NEW.public,), threshold=count)


REFUSALS: dict[str, tuple[Callable[[Log], Envelope], str]] = {
    "12: no rotation": (lambda s: s.chain.headers[0].seal, "is not application/vnd.counterfoil.rotation"),
    "12: unknown chain": (lambda s: s.chain.rotation(OLD, to=NEW, chain=ChainId("other")), "other is not registered"),
    "12: an older header": (
        lambda s: s.chain.rotation(OLD, to=NEW, last_height=0, last_hash=s.chain.entry.genesis),
        "goes on from header 0 .*, but the last anchored one is 1",
    ),
    "12: another header": (lambda s: s.chain.rotation(OLD, to=NEW, last_hash=HexHash("00" * 32)), "from header 1 0000"),
    "12: a header to come": (lambda s: s.chain.rotation(OLD, to=NEW, last_height=2), "goes on from header 2"),
    "12: a rotation before that never was": (lambda s: s.chain.rotation(OLD, to=NEW, previous=1), "follows rotation 1"),
    "13: a threshold beyond the keys": (
        lambda s: s.chain.rotation(OLD, to=NEW, seal=_threshold(2)),
        "is more than its",
    ),
    "13: to a recovery key": (lambda s: s.chain.rotation(OLD, to=BOARD), "in the seal policy and in the recovery"),
    "14: signed by a stranger": (lambda s: s.chain.rotation(THIEF, to=THIEF), "not signed under the policy in force"),
    "14: signed by the new key": (lambda s: s.chain.rotation(NEW, to=NEW), "not signed under the policy in force"),
    "14: recovery without delay": (lambda s: s.chain.rotation(BOARD, to=NEW), "not signed under the policy in force"),
    "15: the seal key in recovery's place": (
        lambda s: s.chain.rotation(OLD, to=NEW, effective=s.now + DAY_MS),
        "not signed under the recovery policy",
    ),
    "15: recovery before its delay is over": (lambda s: s.recovery(effective=s.now + DAY_MS - 1), "received, and the"),
}


@pytest.mark.parametrize("make, problem", REFUSALS.values(), ids=REFUSALS)
def test_refusals(make: Callable[[Log], Envelope], problem: str) -> None:
    """A rotation that breaks a rule is refused in the words of the rule, and the state does not change."""
    log = Log()
    before = log.state
    with pytest.raises(CustodyError, match=problem):
        log.registry.judge(RotationEntry(received=NOW, rotation=make(log)))
    assert log.state == before


def test_a_chain_without_recovery_policy_is_not_recovered() -> None:
    """Rule 15: nobody was named who could."""
    chain, registry = TestChain(), Registry(ORIGIN)
    entry = msgspec.structs.replace(chain.entry, recovery=None, recovery_delay_ms=0)
    registry.judge(entry)
    registry.apply(0, entry)
    registry.apply(1, registry.entry_for(chain.headers[0], NOW))
    with pytest.raises(CustodyError, match="registered without a recovery policy"):
        registry.rotation_for(chain.rotation(BOARD, to=NEW, effective=NOW + DAY_MS), NOW)


def test_a_stolen_seal_key_and_one_equivocation_rotation_by_recovery_policy_ends_the_halt() -> None:
    """The halted chain goes on after the delay, from its last anchored header, under a key that the thief has not."""
    log = Log()
    log.conflict(0, OLD)
    assert log.state.halted == 0
    with pytest.raises(CustodyError, match="halted at 0; only its recovery policy may go on"):
        log.rotate(log.chain.rotation(OLD, to=THIEF))
    log.recover()
    assert log.state.halted is None
    with pytest.raises(CustodyError, match="its seal policy is in force only from"):
        log.anchor(NEW)
    log.now = Timestamp(log.now + DAY_MS)
    log.anchor(NEW)
    assert log.state.height == 2
    with pytest.raises(CustodyError, match="does not satisfy"):
        log.anchor(OLD)


def test_a_conflict_under_the_retired_policy_halts_nothing() -> None:
    """The thief's next header of an old height is recorded as what it is; under the new policy it would halt."""
    log = Log()
    log.conflict(0, OLD)
    log.recover()
    assert log.conflict(1, OLD).retired
    assert log.state.halted is None
    log.now = Timestamp(log.now + DAY_MS)
    log.anchor(NEW)
    with pytest.raises(CustodyError, match="does not satisfy"):
        log.conflict(2, OLD)
    assert not log.conflict(2, NEW).retired
    assert log.state.halted == 2


def test_recovery_voids_no_anchored_header() -> None:
    """A chain halted far below its last anchored header goes on from that one, not from below the fork."""
    log = Log()
    for _ in range(3):
        log.anchor()
    log.conflict(1, OLD)
    with pytest.raises(CustodyError, match="the last anchored one is 4"):
        log.recover(last_height=0, last_hash=log.chain.entry.genesis)
    log.recover()
    log.now = Timestamp(log.now + DAY_MS)
    log.anchor(NEW)
    assert log.state.height == 5


def test_the_delay_cannot_be_jumped_by_a_second_rotation() -> None:
    """Who recovers cannot hand on at once what is theirs only after the delay."""
    log = Log()
    index = log.recover()
    with pytest.raises(CustodyError, match="the policy that signs it is in force only from"):
        log.rotate(log.chain.rotation(NEW, to=THIEF, previous=index))
    log.now = Timestamp(log.now + DAY_MS)
    log.rotate(log.chain.rotation(NEW, to=THIEF, previous=index))


def test_a_recovery_can_be_corrected_while_its_delay_runs() -> None:
    """A second rotation by the recovery policy takes the place of the first, with a delay of its own."""
    log = Log()
    index = log.recover()
    log.now = Timestamp(log.now + DAY_MS // 2)
    log.recover(previous=index, seal=KeyPolicy(keys=(private_key("third").public,), threshold=1))
    log.now = Timestamp(log.now + DAY_MS // 2)
    with pytest.raises(CustodyError, match="its seal policy is in force only from"):
        log.anchor(private_key("third"))


def test_a_thief_who_rotates_is_recovered_from() -> None:
    """The recovery policy is the chain's for good: a rotation by whoever holds the seal key does not touch it."""
    log = Log()
    index = log.rotate(log.chain.rotation(OLD, to=THIEF))
    log.anchor(THIEF)
    log.recover(previous=index)
    log.now = Timestamp(log.now + DAY_MS)
    log.anchor(NEW)


def test_the_first_header_may_be_under_a_rotated_policy() -> None:
    """Before the first header a rotation goes on from nothing: height −1 and zeros."""
    chain, registry = TestChain(), Registry(ORIGIN)
    registry.apply(0, chain.entry)
    envelope = chain.rotation(OLD, to=NEW, last_height=-1, last_hash=HexHash("00" * 32))
    registry.apply(1, registry.rotation_for(envelope, NOW))
    with pytest.raises(CustodyError, match="does not satisfy"):
        registry.entry_for(chain.headers[0], NOW)
    resealed = chain.seal(chain.headers[0].header, key=NEW)
    assert isinstance(registry.entry_for(resealed, NOW), AnchorEntry)
