# SPDX-License-Identifier: Apache-2.0
"""``kill -9`` at random moments loses no block that was acknowledged."""

import subprocess
import sys
from pathlib import Path
from random import Random

import pytest

from counterfoil.primitives.types import Height
from counterfoil.storage.filelog import FileBlockLog

APPEND_FOR_EVER = """
import sys
from pathlib import Path
from counterfoil.storage.blocklog import StoredBlock
from counterfoil.storage.filelog import FileBlockLog
log = FileBlockLog.open(Path(sys.argv[1]), segment_bytes=20_000)
while True:
    body = b"%d " % (log.height + 1) * 700
    print(log.append(StoredBlock(b"header", b"seal", (body,))), flush=True)
"""


@pytest.mark.parametrize("seed", range(5))
def test_nothing_acknowledged_is_lost(tmp_path: Path, seed: int) -> None:
    """Three lives of a writer on one directory, each killed after a random number of acknowledgements."""
    random = Random(seed)
    acknowledged = -1
    for _ in range(3):
        with subprocess.Popen(
            [sys.executable, "-c", APPEND_FOR_EVER, str(tmp_path)], stdout=subprocess.PIPE, text=True
        ) as process:
            assert process.stdout is not None
            for _ in range(random.randrange(1, 60)):
                acknowledged = int(process.stdout.readline())
            process.kill()
            acknowledged = max([acknowledged, *(int(line) for line in process.stdout if line.endswith("\n"))])
        log = FileBlockLog.open(tmp_path, durable_height=Height(acknowledged))
        assert log.height in (acknowledged, acknowledged + 1)
        for height, block in enumerate(log.blocks(Height(0))):
            assert block.transactions == (b"%d " % height * 700,)
        acknowledged = log.height
        log.close()
