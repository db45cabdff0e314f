# SPDX-License-Identifier: Apache-2.0
"""From block log to custody log: every header, in order, once; and no way to go back unnoticed."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from counterfoil.custody.custody_log import CustodyLog
from counterfoil.evidence.entries import AnchorEntry, ChainEntry, EquivocationEntry, decode_entry
from counterfoil.evidence.seal import SealedHeader, SealHistory
from counterfoil.identity.signing import single_key_policy
from counterfoil.node.anchoring import anchor_new_headers, register_chain
from counterfoil.primitives.errors import CustodyError
from counterfoil.primitives.hashing import to_hex
from counterfoil.primitives.types import ChainId, Height, HexHash
from support.custody import DAY_MS, NOW_S, LogClock, TestChain, open_custody_log, private_key


@dataclass
class Reader:
    """As much of a chain reader as anchoring asks for."""

    source: TestChain = field(default_factory=TestChain)

    @property
    def chain(self) -> ChainId:
        return self.source.id

    @property
    def height(self) -> int:
        return len(self.source.headers) - 1

    @property
    def genesis_hash(self) -> HexHash:
        return to_hex(self.source.headers[0].hash)

    def sealed_header(self, height: Height) -> SealedHeader:
        return self.source.headers[height]

    def grow(self, count: int) -> "Reader":
        for _ in range(count):
            self.source.seal_next()
        return self

    def rewritten_from(self, height: int) -> "Reader":
        """The same chain up to a height, and another history from there on, as long, and duly sealed."""
        other = TestChain(headers=self.source.headers[:height])
        while len(other.headers) < len(self.source.headers):
            header = other.header(len(other.headers), state=HexHash("ee" * 32))
            other.headers.append(other.seal(header))
        return Reader(other)


@pytest.fixture
def log(tmp_path: Path) -> Iterator[CustodyLog]:
    with open_custody_log(tmp_path) as opened:
        yield opened


def register(log: CustodyLog, reader: Reader, sealer: str | None = None, *, recovered: bool = True) -> None:
    seal = single_key_policy(private_key(sealer) if sealer else reader.source.sealer)
    recovery = single_key_policy(reader.source.recoverer) if recovered else None
    delay_ms = DAY_MS if recovered else 0
    register_chain(log, reader, SealHistory(reader.chain, seal, recovery, delay_ms))  # type: ignore[arg-type]


def anchor(log: CustodyLog, reader: Reader) -> int:
    register(log, reader)
    return anchor_new_headers(log, reader)  # type: ignore[arg-type]


def test_anchors_what_is_missing(log: CustodyLog) -> None:
    """Everything the first time, what is new the next, nothing the third."""
    reader = Reader().grow(3)
    assert anchor(log, reader) == 4
    assert anchor(log, reader.grow(2)) == 2
    assert anchor(log, reader) == 0
    entries = [decode_entry(log.entry(index)) for index in range(log.size)]
    assert [entry.header.height for entry in entries if isinstance(entry, AnchorEntry)] == [0, 1, 2, 3, 4, 5]


def test_unregistered(log: CustodyLog) -> None:
    """A chain that is not registered is refused."""
    with pytest.raises(CustodyError, match="not registered"):
        anchor_new_headers(log, Reader())  # type: ignore[arg-type]


def test_registered_otherwise(log: CustodyLog) -> None:
    """A chain cannot be registered a second time with other keys."""
    anchor(log, Reader())
    with pytest.raises(CustodyError, match="registered already"):
        register(log, Reader(), "other")
    with pytest.raises(CustodyError, match="registered already"):
        register(log, Reader(), recovered=False)


def test_registered_with_everything_that_names_it(log: CustodyLog) -> None:
    """Genesis, who may seal, and who may recover it after what delay; without recovery keys there is no delay."""
    reader = Reader()
    register(log, reader)
    assert decode_entry(log.entry(0)) == reader.source.entry
    other = Reader(TestChain(name="other"))
    register(log, other, recovered=False)
    entry = decode_entry(log.entry(1))
    assert isinstance(entry, ChainEntry)
    assert (entry.recovery, entry.recovery_delay_ms, entry.genesis) == (None, 0, other.genesis_hash)


@pytest.mark.parametrize("height", [1, 2, 3])
@pytest.mark.parametrize("more", [0, 2])
def test_rewritten_history_halts_the_chain(log: CustodyLog, height: int, more: int) -> None:
    """Another history, from whichever height on, as long or longer, is an equivocation; the proof is an entry."""
    reader = Reader().grow(3)
    anchor(log, reader)
    rewritten = reader.rewritten_from(height).grow(more)
    with pytest.raises(CustodyError, match="sealed two headers at one height and is halted"):
        anchor(log, rewritten)
    last = decode_entry(log.entry(log.size - 1))
    assert isinstance(last, EquivocationEntry)
    for chain in (rewritten, reader):
        with pytest.raises(CustodyError, match="is halted"):
            anchor(log, chain)


def test_shorter_rewritten_history(log: CustodyLog) -> None:
    """Another history is found also while it is shorter than what is anchored."""
    reader = Reader().grow(5)
    anchor(log, reader)
    shorter = reader.rewritten_from(2)
    del shorter.source.headers[4:]
    with pytest.raises(CustodyError, match="is halted"):
        anchor(log, shorter)


def test_lost_blocks(log: CustodyLog) -> None:
    """A chain restored from an old copy is told so before it orders anything in place of what it lost."""
    reader = Reader().grow(5)
    anchor(log, reader)
    with pytest.raises(CustodyError, match="ends at block 2, but header 5 is anchored: blocks were lost"):
        anchor(log, Reader(TestChain(headers=reader.source.headers[:3])))
    assert not log.is_halted(reader.chain)
    assert anchor(log, reader) == 0


def test_forged_rewrite_halts_nothing(log: CustodyLog) -> None:
    """Headers that somebody else sealed cannot halt a chain."""
    reader = Reader().grow(2)
    anchor(log, reader)
    forged = TestChain(headers=list(reader.source.headers))
    header = forged.header(2, state=HexHash("ee" * 32))
    forged.headers[2] = forged.seal(header, key=private_key("stranger"))
    with pytest.raises(CustodyError, match="does not satisfy"):
        anchor_new_headers(log, Reader(forged))  # type: ignore[arg-type]
    assert not log.is_halted(reader.chain)


def test_a_header_from_the_future_waits(tmp_path: Path) -> None:
    """More than a minute ahead of the log's clock it is refused; what came before is anchored, it may come later."""
    clock = LogClock()
    source = TestChain()
    source.seal_next()
    ahead = source.header(2, time=NOW_S * 1_000 + 60_001)
    source.headers.append(source.seal(ahead))
    with open_custody_log(tmp_path, clock=clock) as log:
        with pytest.raises(CustodyError, match="ahead of the log's clock"):
            anchor(log, Reader(source))
        assert log.height(source.id) == 1
        clock.now_ms += 1
        assert anchor(log, Reader(source)) == 1


def test_a_recovered_chain_goes_on(tmp_path: Path) -> None:
    """After an equivocation, the recovery keys put another seal in force a day later; then there is anchoring again."""
    clock = LogClock()
    reader = Reader().grow(3)
    with open_custody_log(tmp_path, clock=clock) as log:
        anchor(log, reader)
        with pytest.raises(CustodyError, match="is halted"):
            anchor(log, reader.rewritten_from(2))
        effective = clock.now_ms + DAY_MS
        log.rotate(reader.source.rotation(reader.source.recoverer, to=private_key("new"), effective=effective))
        reader.source.sealer = private_key("new")
        reader.grow(1)
        with pytest.raises(CustodyError, match="in force"):
            anchor_new_headers(log, reader)  # type: ignore[arg-type]
        clock.now_ms += DAY_MS
        assert anchor_new_headers(log, reader) == 1  # type: ignore[arg-type]
