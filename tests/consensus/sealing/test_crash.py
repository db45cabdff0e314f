# SPDX-License-Identifier: Apache-2.0
"""``kill -9`` at random moments: no seal that was written is lost, and no share that left is ever another one."""

import subprocess
import sys
from pathlib import Path
from random import Random

import pytest

from counterfoil.consensus.sealing.book import SealBook, Taken
from counterfoil.evidence.header import decode_header
from counterfoil.evidence.seal import open_seal
from counterfoil.identity import dsse
from counterfoil.primitives.types import Height
from counterfoil.storage.filelog import FileBlockLog
from support.sealing import CHAIN, HEADERS, four, share_of, validator

VICTIM = Path(__file__).resolve().parents[2] / "support/sealing_victim.py"


@pytest.mark.parametrize("seed", range(3))
def test_nothing_written_is_lost_and_nothing_signed_changes(tmp_path: Path, seed: int) -> None:
    """Three lives of a member on one folder, each killed after a random number of lines."""
    random, written = Random(seed), -1
    shares: dict[int, str] = {}
    for _ in range(3):
        for word, height, *rest in _killed(tmp_path, random.randrange(1, 40)):
            if word == "share":
                assert shares.setdefault(int(height), *rest) == rest[0]
            else:
                written = max(written, int(height))
        book, log = _opened(tmp_path)
        try:
            assert book.complete_until() >= written
            for height in map(Height, range(book.complete_until() + 1)):
                seal = book.seal(height)
                assert seal is not None
                open_seal(decode_header(HEADERS[height]), dsse.decode(seal), four(height))
            for height, share in shares.items():
                assert log.read(Height(height)).seal.hex() == share, "what left the node is in its block log"
            for height in map(Height, range(book.complete_until() + 1, log.height + 1)):
                assert book.held(height) == share_of(0, HEADERS[height])
                taken = [book.add(share_of(number, HEADERS[height])) for number in (1, 2)]
                assert taken == [Taken.counted, Taken.complete]
        finally:
            book.close()
            log.close()


def _killed(folder: Path, count: int) -> list[list[str]]:
    """The words of each whole line that a member said, until it was killed after so many of them or a few more."""
    with subprocess.Popen([sys.executable, str(VICTIM), str(folder)], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        lines = [process.stdout.readline() for _ in range(count)]
        process.kill()
        lines += process.stdout
    return [line.split() for line in lines if line.endswith("\n")]


def _opened(folder: Path) -> tuple[SealBook, FileBlockLog]:
    log = FileBlockLog.open(folder / "blocks")
    return SealBook.open(folder / "sealing", CHAIN, log, policy=four, keys=[validator(0)]), log
