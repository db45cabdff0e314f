# SPDX-License-Identifier: Apache-2.0
"""One member's node of the measurement of seals: ``python -m benches.seals_member NUMBER FOLDER PORT …``."""

import secrets
import sys
import time
from pathlib import Path
from typing import Final

from counterfoil.consensus.sealing.book import SealBook
from counterfoil.consensus.sealing.exchange import Peer, Reach, SealExchange
from counterfoil.consensus.sealing.validator_policy import validator_policy
from counterfoil.evidence.header import NO_PARENT, Header, Protocol, header_hash
from counterfoil.identity.signing import PrivateKey
from counterfoil.primitives.hashing import digest, to_hex
from counterfoil.primitives.types import ChainId, Height, HexHash, Timestamp
from counterfoil.storage.blocklog import StoredBlock
from counterfoil.storage.filelog import FileBlockLog

CHAIN: Final = ChainId("measured")
CONNECTED_S: Final = 30


def main() -> None:
    """Listen, connect, then commit a header for each line that comes in, and say when, in nanoseconds."""
    number, folder, ports = int(sys.argv[1]), Path(sys.argv[2]), [int(port) for port in sys.argv[3:]]
    keys = [PrivateKey(digest(b"measured %d" % one)) for one in range(len(ports))]
    policy = validator_policy(key.public for key in keys)
    blocks = FileBlockLog.open(folder / "blocks")
    book = SealBook.open(folder / "sealing", CHAIN, blocks, policy=lambda _: policy, keys=[keys[number]])
    own = ports.pop(number)
    reach = Reach(("127.0.0.1", own), tuple(Peer("127.0.0.1", port) for port in ports))
    exchange = SealExchange(book, [keys[number]], reach, chance=secrets.token_bytes)
    exchange.start()
    _wait_for(exchange, len(ports))
    _say(0)
    _commit_on(book, blocks)
    exchange.close()
    book.close()
    blocks.close()


def _commit_on(book: SealBook, blocks: FileBlockLog) -> None:
    parent = NO_PARENT
    for height, _ in enumerate(sys.stdin):
        header = _header(height, parent)
        parent = to_hex(header_hash(header))
        share = book.share(header)
        blocks.append(StoredBlock(header, share, ()))
        committed = time.perf_counter_ns()
        book.committed(header, share)
        book.wait(Height(height)).result()
        _say(committed, time.perf_counter_ns())


def _wait_for(exchange: SealExchange, count: int) -> None:
    until = time.monotonic() + CONNECTED_S
    while len(exchange.connected()) < count:
        if time.monotonic() > until:
            raise TimeoutError("the members do not reach each other")
        time.sleep(0.01)


def _header(height: int, parent: HexHash) -> bytes:
    of_block = to_hex(digest(b"%d" % height))
    return Header(
        ancestors=of_block,
        chain=CHAIN,
        events=of_block,
        height=Height(height),
        parent=parent,
        protocol=Protocol(features=(), version=1),
        state=of_block,
        time=Timestamp(height),
        transactions=of_block,
    ).encode()


def _say(*numbers: int) -> None:
    print(*numbers, flush=True)


if __name__ == "__main__":
    main()
