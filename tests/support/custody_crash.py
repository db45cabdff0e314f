# SPDX-License-Identifier: Apache-2.0
"""A process that anchors and publishes without end, to be killed: ``custody_crash.py DIRECTORY RUN``."""

import sys
from pathlib import Path

from counterfoil.evidence.entries import AnchorEntry, decode_entry
from counterfoil.evidence.seal import SealedHeader
from counterfoil.primitives.hashing import digest, to_hex
from counterfoil.primitives.types import HexHash
from support.custody import TestChain, open_custody_log


def main(directory: Path, run: int) -> None:
    """Continue the chain that the log knows, with headers that no other run would make."""
    chain = TestChain()
    with open_custody_log(directory) as log:
        log.register_chain(chain.entry)
        for height in range(log.height(chain.id) + 1):
            entry = decode_entry(log.entry(log.anchor_index(chain.id, height)))
            assert isinstance(entry, AnchorEntry)
            if height:
                chain.headers.append(SealedHeader(entry.header, entry.seal))
        if log.height(chain.id) < 0:
            log.anchor(chain.headers[0])
        while True:
            for _ in range(25):
                height = len(chain.headers)
                state = HexHash(to_hex(digest(f"{run} {height}".encode())))
                chain.headers.append(chain.seal(chain.header(height, state=state)))
                log.anchor(chain.headers[-1])
            sys.stdout.write(f"{log.publish().checkpoint.size}\n")
            sys.stdout.flush()


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
