# SPDX-License-Identifier: Apache-2.0
"""No member crowds out the others: each sender has a bounded share of the mempool and of a block, and answers for it.

A sender is a validator of the state that its batch signed with its seal key. All others are one sender together: who is
no validator yet or any more, and batches that name nobody. On a chain without validators nobody has a share.

1. mempool     a sender has at most ``SHARE`` in it; each node judges for itself
2. work        whose batches were bad waits, each time twice as long; each node judges for itself
3. proposal    from each sender in turn, in the order in which their batches came, at most ``SHARE`` of each
4. hard bound  a block with more than ``SHARE`` of one sender, or a sender who did not sign, has no vote

Only 4 is judged alike by all, by the block and the state before it: an honest proposal keeps to 3, and so to 4.
"""

from collections import OrderedDict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from threading import Lock
from typing import Final, NamedTuple

from counterfoil.application import Refusal, Validator
from counterfoil.consensus.cometbft.executing import Judged
from counterfoil.consensus.cometbft.heights import EngineHeight
from counterfoil.consensus.cometbft.sent import GOOD_FOR, Sent, decode_sent
from counterfoil.identity.policy import PublicKey
from counterfoil.primitives.errors import DecodeError
from counterfoil.primitives.hashing import digest
from counterfoil.primitives.types import Hash, KeyId

OTHERS: Final = KeyId("others")
"""All who are no validators, together."""
WAIT_FIRST: Final = 2
WAIT_LAST: Final = 256
"""Of the engine's blocks, in which a sender whose batch was bad enters nothing; doubled each time."""
FORGIVEN_AFTER: Final = 1_024
"""Of the engine's blocks without another bad one, after which the next is as the first."""
VERIFIED_MAX: Final = 8_192


class Size(NamedTuple):
    """So much of a mempool or of a block."""

    batches: int = 0
    transactions: int = 0
    length: int = 0

    def plus(self, other: "Size") -> "Size":
        return Size(*(one + more for one, more in zip(self, other, strict=True)))

    def within(self, bound: "Size") -> bool:
        """One batch alone always is: what is longer than a share goes alone."""
        return self.batches <= 1 or all(one <= most for one, most in zip(self, bound, strict=True))


SHARE: Final = Size(batches=32, transactions=8_192, length=2 * 2**20)
"""Of one sender. More than a gateway has out, and half of a block."""


class From(NamedTuple):
    """A batch of a block or a mempool, and whose it is."""

    data: bytes
    sent: Sent
    sender: KeyId

    @property
    def size(self) -> Size:
        return Size(1, len(self.sent.batch.transactions), len(self.data))


@dataclass(slots=True)
class Conduct:
    """What a node saw of a sender since it began."""

    batches: int = 0
    """that stood in decided blocks"""
    transactions: int = 0
    length: int = 0
    bad: int = 0
    """batches with what no honest member hands in, or too many"""
    waits_until: int = 0
    wait: int = 0
    last_bad: int = 0


@dataclass(slots=True)
class _Lying:
    """Of one sender, in this node's mempool: it leaves with the block that decides it."""

    total: Size = field(default_factory=Size)
    batches: dict[Hash, tuple[Size, int]] = field(default_factory=dict)


class Senders:
    """Whose batches are where, at one node. Any thread may ask."""

    def __init__(self, genesis: Hash) -> None:
        self._genesis = genesis
        self._verified: OrderedDict[tuple[Hash, KeyId], None] = OrderedDict()
        self._lying: dict[KeyId, _Lying] = {}
        self._decided: OrderedDict[Hash, int] = OrderedDict()
        """signed batches that stood in blocks, until they would be too old for a mempool anyway"""
        self._conduct: dict[KeyId, Conduct] = {}
        self._lock = Lock()

    def read(self, data: bytes, validators: Sequence[Validator]) -> From:
        """A batch and whose it is, by the bytes and the validators alone; raises DecodeError where he did not sign."""
        sent = decode_sent(data)
        key = {one.seal_key.keyid: one.seal_key for one in validators}.get(sent.sender) if sent.sender else None
        if key is None:
            return From(data, sent, OTHERS)
        if not self._signed(digest(data), sent, key):
            raise DecodeError(f"{key.keyid} did not sign it", where="sent batch")
        return From(data, sent, key.keyid)

    def read_all(self, batches: Iterable[bytes], validators: Sequence[Validator]) -> list[From | None]:
        """As ``read``; None in the place of what is none."""
        found: list[From | None] = []
        for data in batches:
            try:
                found.append(self.read(data, validators))
            except DecodeError:
                found.append(None)
        return found

    def problem(self, one: From, height: EngineHeight) -> str | None:
        """Why it does not enter the mempool now, behind a block of the engine; None when it may."""
        name = digest(one.data)
        with self._lock:
            conduct, lying = self._of(one.sender), self._lying.get(one.sender, _Lying())
            if one.sent.sender is not None and not height <= one.sent.until <= height + 2 * GOOD_FOR:
                return f"it is good until block {one.sent.until} of the engine, which is at {height}"
            if one.sent.sender is not None and name in self._decided:
                return "it stood in a block"
            if height < conduct.waits_until:
                return f"its sender's batches were bad: nothing of his enters before block {conduct.waits_until}"
            if name not in lying.batches and not lying.total.plus(one.size).within(SHARE):
                return "its sender has his share of the mempool"
            return None

    def enter(self, one: From, height: EngineHeight) -> None:
        """It is in the mempool now."""
        with self._lock:
            lying, name = self._lying.setdefault(one.sender, _Lying()), digest(one.data)
            if name not in lying.batches:
                lying.batches[name] = one.size, height
                lying.total = lying.total.plus(one.size)

    def blame(self, sender: KeyId, height: EngineHeight) -> None:
        """His batch was bad: he waits, this time twice as long as the time before."""
        with self._lock:
            conduct = self._of(sender)
            conduct.bad += 1
            if height < conduct.waits_until:
                return
            again = height - conduct.last_bad <= FORGIVEN_AFTER
            conduct.wait = min(2 * conduct.wait, WAIT_LAST) if again and conduct.wait else WAIT_FIRST
            conduct.last_bad, conduct.waits_until = height, height + 1 + conduct.wait

    def decided(self, batches: Iterable[From], height: EngineHeight) -> None:
        """They stand in a block of the engine, and in no mempool any more."""
        with self._lock:
            for one in batches:
                name = digest(one.data)
                conduct = self._of(one.sender)
                conduct.batches += 1
                conduct.transactions += len(one.sent.batch.transactions)
                conduct.length += len(one.data)
                for lying in self._lying.values():  # whose it was when it came in: validators may have changed
                    self._leave(lying, name)
                if one.sent.sender is not None:
                    self._decided[name] = height
            while self._decided and next(iter(self._decided.values())) < height - 2 * GOOD_FOR:
                self._decided.popitem(last=False)

    def conduct(self) -> dict[KeyId, Conduct]:
        """What each did, by the identifier of its seal key."""
        with self._lock:
            return dict(self._conduct)

    def _of(self, sender: KeyId) -> Conduct:
        return self._conduct.setdefault(sender, Conduct())

    @staticmethod
    def _leave(lying: _Lying, name: Hash) -> None:
        if (gone := lying.batches.pop(name, None)) is not None:
            lying.total = Size(*(all_ - one for all_, one in zip(lying.total, gone[0], strict=True)))

    def _signed(self, name: Hash, sent: Sent, key: PublicKey) -> bool:
        """Verified once: that a key signed these bytes depends on nothing else, so what was kept changes no block."""
        with self._lock:
            if (name, key.keyid) in self._verified:
                return True
        if not sent.verifies(key, self._genesis):
            return False
        with self._lock:
            self._verified[name, key.keyid] = None
            while len(self._verified) > VERIFIED_MAX:
                self._verified.popitem(last=False)
        return True


def in_turn(batches: Iterable[From], room: Size, *, shares: bool) -> list[bytes]:
    """What a proposer takes of its mempool: a batch of each sender, and again, until nothing more fits.

    The order of senders is that of their first batches, and each one's batches stay in theirs. A sender whose next
    batch does not fit, into the block or his share, is passed by from then on. Without ``shares`` all are one sender.
    """
    waiting: dict[KeyId, list[From]] = {}
    for one in batches:
        waiting.setdefault(one.sender if shares else OTHERS, []).append(one)
    taken: list[bytes] = []
    used, of = Size(), dict.fromkeys(waiting, Size())
    while waiting:
        for sender in list(waiting):
            one = waiting[sender].pop(0)
            total, his = used.plus(one.size), of[sender].plus(one.size)
            fits = all(much <= most for much, most in zip(total, room, strict=True))
            if not fits or (shares and not his.within(SHARE)):
                del waiting[sender]
                continue
            taken.append(one.data)
            used, of[sender] = total, his
            if not waiting[sender]:
                del waiting[sender]
    return taken


def oversized(batches: Collection[From]) -> bool:
    """Whether one sender has more of a block than his share."""
    of: dict[KeyId, Size] = {}
    for one in batches:
        of[one.sender] = of.get(one.sender, Size()).plus(one.size)
    return not all(size.within(SHARE) for size in of.values())


def misdeeds(batches: Collection[From], judged: Iterable[Judged], dishonest: Collection[int]) -> list[KeyId]:
    """Who put into a batch of a block what no honest member hands in."""
    bad = {one.name for one in judged if isinstance(one.answer, Refusal) and one.answer.code in dishonest}
    if not bad:
        return []
    return list(
        dict.fromkeys(one.sender for one in batches if any(digest(data) in bad for data in one.sent.batch.transactions))
    )
