# SPDX-License-Identifier: Apache-2.0
"""A member's process under a real engine, to be killed: ``ordered_victim.py FOLDER POINT NUMBER``.

It serves the toy and tells each answer. At the given time that a point of a block's life is reached it kills itself.
"""

import os
import signal
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from counterfoil.application import Checked, FinalizedBlock
from counterfoil.consensus.cometbft.heights import EngineHeight, EngineHeights
from counterfoil.consensus.cometbft.ordered import Answers, OrderedApplication
from counterfoil.consensus.cometbft.server import AbciServer
from counterfoil.consensus.cometbft.wire import abci_types_pb2 as abci
from counterfoil.primitives.types import Hash, Height, Timestamp
from counterfoil.storage.blocklog import StoredBlock
from counterfoil.storage.filelog import FileBlockLog
from counterfoil.storage.rocks import RocksStateStore
from support.lone_engine import APPLICATION_SOCKET
from support.toy_application import TOY_GENESIS, ToyApplication, toy_seal

POINTS: Final = (
    *("before_finalize", "in_finalize", "before_finalize_is_answered"),
    *("before_commit", "before_placed", "placed", "appended", "committed", "before_commit_is_answered", "told"),
)


class Killer:
    """Kills this process when a point is reached for the given time."""

    def __init__(self, point: str, number: int) -> None:
        self.point, self.left = point, number

    def reach(self, point: str) -> None:
        if point == self.point:
            self.left -= 1
            if self.left == 0:
                os.kill(os.getpid(), signal.SIGKILL)


class Toy(ToyApplication):
    """Reaches the points of an application."""

    killer: Killer

    def finalize_block(self, height: Height, time: Timestamp, transactions: Sequence[Checked]) -> FinalizedBlock:
        block = super().finalize_block(height, time, transactions)
        self.killer.reach("in_finalize")
        return block

    def commit(self) -> None:
        super().commit()
        self.killer.reach("committed")


class Heights(EngineHeights):
    """Reaches the points of the file of heights."""

    killer: Killer

    def place(self, height: Height, engine_height: EngineHeight, header_hash: Hash) -> None:
        self.killer.reach("before_placed")
        super().place(height, engine_height, header_hash)
        self.killer.reach("placed")


class Log(FileBlockLog):
    """Reaches the point of the log."""

    killer: Killer

    def append(self, block: StoredBlock) -> Height:
        height = super().append(block)
        self.killer.reach("appended")
        return height


class Ordered(OrderedApplication):
    """Reaches the points of the calls of an engine, of blocks that hold something."""

    killer: Killer
    holds_something = False

    def finalize_block(self, request: abci.RequestFinalizeBlock) -> abci.ResponseFinalizeBlock:
        self.holds_something = bool(request.txs)
        self._reach("before_finalize")
        response = super().finalize_block(request)
        self._reach("before_finalize_is_answered")
        return response

    def commit(self, request: abci.RequestCommit) -> abci.ResponseCommit:
        self._reach("before_commit")
        response = super().commit(request)
        self._reach("before_commit_is_answered")
        return response

    def _reach(self, point: str) -> None:
        if self.holds_something:
            self.killer.reach(point)


def tell(*words: object) -> None:
    sys.stdout.write(" ".join(map(str, words)) + "\n")
    sys.stdout.flush()


def main(folder: Path, killer: Killer) -> None:
    store = RocksStateStore.open(folder / "state")
    log = Log.open(folder / "blocks", durable_height=store.height)
    heights = Heights.open(folder / "heights")
    application = Toy(store)
    ordered = Ordered(application, log, heights, genesis=TOY_GENESIS, share=toy_seal)
    for one in (application, heights, log, ordered):
        one.killer = killer

    def on_answers(answers: Answers) -> None:
        for name, answer in answers:
            tell("answer", name.hex(), getattr(answer, "outcome", "refused"))
        killer.reach("told")

    ordered.follow_answers(on_answers)
    ordered.start()
    with AbciServer(ordered, folder / APPLICATION_SOCKET) as server:
        tell("serves", log.height, heights.engine_height)
        server.wait()
    ordered.close()
    for resource in (heights, log, store):
        resource.close()
    tell("ended", log.height)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Killer(sys.argv[2], int(sys.argv[3])))
