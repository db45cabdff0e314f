# SPDX-License-Identifier: Apache-2.0
"""A member's process that offers snapshots, and begins from one if it holds nothing: ``snapshot_member.py FOLDER``."""

import sys
from pathlib import Path
from typing import Final

from counterfoil.consensus.cometbft.heights import EngineHeights
from counterfoil.consensus.cometbft.ordered import Joining, OrderedApplication, Standing
from counterfoil.consensus.cometbft.restoring import Restoration, put_in_place
from counterfoil.consensus.cometbft.server import AbciServer
from counterfoil.consensus.cometbft.snapshots import Snapshots
from counterfoil.evidence.header import decode_header
from counterfoil.storage.filelog import FileBlockLog
from counterfoil.storage.rocks import RocksStateStore
from support.lone_engine import APPLICATION_SOCKET
from support.ordered_victim import tell
from support.toy_application import CHAIN, TOY_GENESIS, ToyApplication, toy_seal

INTERVAL: Final = 4
CHUNK_BYTES: Final = 3_000


class Member:
    """What is open in a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        put_in_place(folder)

    def open(self) -> Standing:
        self.store = RocksStateStore.open(self.folder / "state")
        self.log = FileBlockLog.open(self.folder / "blocks", durable_height=self.store.height)
        self.heights = EngineHeights.open(self.folder / "heights")
        file = self.folder / "snapshots"
        self.snapshots = Snapshots.open(file, self.log, interval=INTERVAL, chunk_bytes=CHUNK_BYTES)
        return Standing(ToyApplication(self.store), self.log, self.heights, self.snapshots)

    def close(self) -> None:
        for one in (self.snapshots, self.heights, self.log, self.store):
            one.close()

    def reopen(self) -> Standing:
        self.close()
        put_in_place(self.folder)
        standing = self.open()
        tell("restored", self.log.height)
        return standing


def main(folder: Path) -> None:
    member = Member(folder)
    standing = member.open()
    restoration = Restoration(
        folder, chain=CHAIN, genesis=TOY_GENESIS, make=ToyApplication, unsealed=lambda _header: b""
    )
    ordered = OrderedApplication(
        *(standing.application, standing.block_log, standing.heights),
        genesis=TOY_GENESIS,
        share=toy_seal,
        snapshots=standing.snapshots,
        joining=Joining(restoration, member.reopen),
    )
    ordered.follow(lambda header, _share: tell("block", decode_header(header).height))
    ordered.start()
    with AbciServer(ordered, folder / APPLICATION_SOCKET) as server:
        tell("serves", member.log.height)
        server.wait()
    ordered.close()
    member.close()
    tell("ended")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
