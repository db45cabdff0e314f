# SPDX-License-Identifier: Apache-2.0
"""A chain's headers are held against the commits of its engine, and the first thing that is not so is named."""

from pathlib import Path

import pytest
from msgspec.structs import replace

from counterfoil.consensus.cometbft.light.engine_hashes import header_hash
from counterfoil.consensus.cometbft.light.engine_time import Nanoseconds, milliseconds
from counterfoil.consensus.cometbft.light.following import SourceFailed
from counterfoil.consensus.cometbft.light.light_block import LightBlock
from counterfoil.consensus.cometbft.light.rpc_json import EngineGenesis
from counterfoil.consensus.cometbft.light.steps import USUAL, Caution
from counterfoil.evidence.header import header_hash as own_hash
from counterfoil.node.engine_audit import EngineAudit, LogHeaders, audit_engine
from counterfoil.node.engine_blocks import FileBlocks, Root, open_blocks, read_root
from counterfoil.node.engine_trust import follow_to
from counterfoil.primitives.errors import DecodeError, InputError
from counterfoil.primitives.types import Height
from counterfoil.storage.blocklog import MemoryBlockLog, StoredBlock
from support.engine_ordered import blocks_file, engine_blocks, own_headers
from support.engine_signing import decided, just_after, with_entry

OWN = own_headers(5)
THEIRS = engine_blocks(OWN)
GENESIS = EngineGenesis("light-four", 1, THEIRS[0].validators)
NOW = just_after(THEIRS[-1])


def written(path: Path, blocks: list[LightBlock]) -> FileBlocks:
    source = open_blocks(str(blocks_file(path, blocks)), lambda: 0)
    assert isinstance(source, FileBlocks)
    return source


def log_of(headers: list[bytes]) -> LogHeaders:
    log = MemoryBlockLog()
    for header in headers:
        log.append(StoredBlock(header, b"", ()))
    return LogHeaders(log)


def audited(path: Path, own: list[bytes], theirs: list[LightBlock], trusted: EngineGenesis | Root) -> EngineAudit:
    source = written(path, theirs)
    try:
        return audit_engine(log_of(own), source, trusted, now=NOW)
    finally:
        source.close()


def test_a_chain_from_its_genesis(tmp_path: Path) -> None:
    """Every header of ours is named by one of theirs; what they say last is told, and that all votes count."""
    report = audited(tmp_path / "blocks", OWN, THEIRS, GENESIS)
    assert report == EngineAudit(
        chain="light-four",
        engine_from=1,
        engine_height=THEIRS[-1].height,
        height=Height(len(OWN) - 1),
        log_height=Height(len(OWN) - 1),
        votes_uncounted=0,
        first_difference=None,
    )


def test_from_a_trusted_height(tmp_path: Path) -> None:
    """In the middle, by its hash; an old one has not expired for an audit."""
    root = Root(4, header_hash(THEIRS[3].header))
    assert audited(tmp_path / "blocks", OWN, THEIRS[3:], root).first_difference is None
    later = Nanoseconds(NOW + 10**9 * 86_400 * 3_650)
    source = written(tmp_path / "old", THEIRS)
    assert audit_engine(log_of(OWN), source, GENESIS, now=later).first_difference is None
    source.close()


def test_votes_that_do_not_count_are_told(tmp_path: Path) -> None:
    """A block that holds without them is believed."""
    weak = with_entry(THEIRS[2], 1, signature=bytes(64))
    report = audited(tmp_path / "blocks", OWN, [*THEIRS[:2], weak, *THEIRS[3:]], GENESIS)
    assert (report.votes_uncounted, report.first_difference) == (1, None)


def test_the_first_difference_is_named(tmp_path: Path) -> None:
    """Theirs that was not decided or is another chain's; ours that is changed, left out, or of another chain."""
    undecided = with_entry(with_entry(THEIRS[4], 0, signature=bytes(64)), 1, signature=bytes(64))
    changed = [*OWN[:3], OWN[3].replace(b'"version":2', b'"version":3'), *OWN[4:]]
    other = EngineGenesis("light-five", 1, GENESIS.validators)
    cases = {
        "engine height 5: no more than two thirds": (OWN, [*THEIRS[:4], undecided, *THEIRS[5:]], GENESIS),
        "engine height 1: the header is of another chain": (OWN, THEIRS, other),
        "engine height 2: it is not the header": (OWN, THEIRS[1:], Root(2, bytes(32))),
        "our height 3": (changed, THEIRS, GENESIS),
        "our height 2": ([*OWN[:2], *OWN[3:]], THEIRS, GENESIS),
        "no header of ours": (OWN[1:], THEIRS, GENESIS),
    }
    for told, (own, theirs, trusted) in cases.items():
        found = audited(tmp_path / "blocks", own, theirs, trusted).first_difference
        assert found is not None and told in found, (told, found)


def test_a_gap_in_the_file_is_found(tmp_path: Path) -> None:
    """Nothing is passed over."""
    report = audited(tmp_path / "blocks", OWN, [*THEIRS[:3], *THEIRS[4:]], GENESIS)
    assert report.first_difference is not None
    assert "height 5, not 4" in report.first_difference


def test_what_is_no_file_of_blocks(tmp_path: Path) -> None:
    """Empty, another's lines; each names its place."""
    for content in (b"", b"{}\n", b"\xff\n"):
        (tmp_path / "blocks").write_bytes(content)
        with pytest.raises(DecodeError) as caught:
            open_blocks(str(tmp_path / "blocks"), lambda: 0)
        assert str(tmp_path) in caught.value.where
    with pytest.raises(SourceFailed):
        written(tmp_path / "blocks", THEIRS).block(99)


@pytest.mark.parametrize(("height", "hash_"), [(1, None), (None, "00" * 32), (0, "00" * 32), (1, "00"), (1, "xx" * 32)])
def test_what_is_no_root(height: int | None, hash_: str | None) -> None:
    """Half of it, or no hash."""
    with pytest.raises(InputError):
        read_root(height, hash_)


def test_following_says_who_agrees_and_who_is_accused(tmp_path: Path) -> None:
    """One node with the same, and one that was given another block by all validators but one."""
    liar = decided(THEIRS[7], absent=(3,), app_hash=bytes(32))
    sources = [
        written(tmp_path / name, blocks)
        for name, blocks in {"a": THEIRS, "b": THEIRS, "c": [*THEIRS[:7], liar], "d": THEIRS[:4]}.items()
    ]
    root = Root(1, header_hash(THEIRS[0].header))
    found, divergences = follow_to(
        sources[0],
        dict(zip("bcd", sources[1:], strict=True)),
        root,
        height=8,
        every=True,
        caution=USUAL,
        now=NOW,
    )
    assert (found.height, found.steps, found.agreeing, found.silent) == (8, tuple(range(1, 9)), ("b",), ("d",))
    [accused] = found.accused
    assert (accused.witness, accused.common_height, accused.offence) == ("c", 7, "lunatic")
    assert "That is 3 of 4 of the voting power." in accused.if_primary_is_right
    assert (len(divergences), found.is_confirmed) == (1, False)
    for source in sources:
        source.close()


def test_times_of_ours_come_from_theirs() -> None:
    """What these tests stand on: the chain as an ordered application would have made it."""
    made = {block.header.app_hash for block in THEIRS}
    assert made == {own_hash(header) for header in OWN}
    assert all(milliseconds(block.header.time) for block in THEIRS)
    assert Caution(trusting_period=Nanoseconds(1)) != replace(USUAL, trusting_period=Nanoseconds(2))
