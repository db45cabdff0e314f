# SPDX-License-Identifier: Apache-2.0
"""What every block log does, in memory or on disk."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from counterfoil.primitives.errors import InputError
from counterfoil.primitives.types import Height
from counterfoil.storage.blocklog import BlockLog, MemoryBlockLog, StoredBlock
from counterfoil.storage.filelog import FileBlockLog

BLOCKS = st.builds(StoredBlock, st.binary(max_size=300), st.binary(max_size=80), st.lists(st.binary()).map(tuple))


def block(height: int, transactions: int = 2) -> StoredBlock:
    """A block whose every part names its height."""
    return StoredBlock(b"header %d" % height, b"seal %d" % height, (b"transaction of %d" % height,) * transactions)


@pytest.fixture(params=["memory", "file"])
def log(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[BlockLog]:
    opened: BlockLog = MemoryBlockLog() if request.param == "memory" else FileBlockLog.open(tmp_path)
    yield opened
    opened.close()


def test_a_new_log_is_empty(log: BlockLog) -> None:
    """Height -1, no blocks, nothing to read."""
    assert log.height == -1
    assert list(log.blocks(Height(0))) == []
    with pytest.raises(InputError, match="no block at height 0"):
        log.read(Height(0))


def test_blocks_come_back_in_order(log: BlockLog) -> None:
    """Appending gives consecutive heights; reading and iterating give the same blocks."""
    stored = [block(height) for height in range(5)]
    assert [log.append(each) for each in stored] == [0, 1, 2, 3, 4]
    assert log.height == 4
    assert [log.read(Height(height)) for height in range(5)] == stored
    assert list(log.blocks(Height(0))) == stored
    assert list(log.blocks(Height(3))) == stored[3:]
    assert list(log.blocks(Height(5))) == []


@pytest.mark.parametrize("height", [-1, 2, 1_000_000])
def test_a_height_that_is_not_there_is_an_input_error(log: BlockLog, height: int) -> None:
    """The error says which heights there are."""
    log.append(block(0))
    log.append(block(1))
    with pytest.raises(InputError, match="heights are 0 to 1"):
        log.read(Height(height))


def test_an_iteration_sees_blocks_appended_meanwhile(log: BlockLog) -> None:
    """A follower that catches up does not stop at where the log ended when it began."""
    log.append(block(0))
    following = log.blocks(Height(0))
    assert next(following) == block(0)
    log.append(block(1))
    assert next(following) == block(1)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(blocks=st.lists(BLOCKS, max_size=8), segment_bytes=st.integers(1, 600))
def test_a_file_log_opened_again_holds_the_same(
    tmp_path_factory: pytest.TempPathFactory, blocks: list[StoredBlock], segment_bytes: int
) -> None:
    """Whatever the bytes and wherever the segments break."""
    directory = tmp_path_factory.mktemp("log")
    log = FileBlockLog.open(directory, segment_bytes=segment_bytes)
    for each in blocks:
        log.append(each)
    log.close()
    again = FileBlockLog.open(directory, segment_bytes=segment_bytes)
    assert again.repair is None
    assert list(again.blocks(Height(0))) == blocks
    again.close()
