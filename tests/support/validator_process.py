# SPDX-License-Identifier: Apache-2.0
"""One validator as a process: the chain of its folder under a real engine, and a door for whoever tests it.

It ends when its standard input does, so that none outlives the tests; and with code 3 when its engine is gone.
"""

import os
import socket
import sys
from pathlib import Path
from threading import Condition, Event, Thread
from typing import Any, Final

import msgspec

from counterfoil.application import Refusal, TransactionResult
from counterfoil.consensus.cometbft.engine_files import EngineHome
from counterfoil.evidence.header import header_hash
from counterfoil.evidence.seal import seal_header
from counterfoil.node.chain import ChainNode
from counterfoil.node.member_chain import EngineSettings, open_member_chain
from counterfoil.primitives.hashing import to_hex
from counterfoil.primitives.types import ChainId, Height
from counterfoil.transport import local_socket
from support.engine import key

LOST: Final = 3
"""The code of a process whose engine is gone."""
CHAIN: Final = ChainId("main")
ENGINE, DOOR, CHAIN_FOLDER, SOCKET, RPC = "engine", "door", "chain", "abci", "rpc"
ANSWER_S: Final = 60.0


class Asked(msgspec.Struct, frozen=True):
    """What a test asks: transactions to be ordered, a block, or to wait until there is one."""

    do: str
    transactions: tuple[bytes, ...] = ()
    height: int = 0


class Told(msgspec.Struct, frozen=True):
    """What became of it."""

    results: tuple[TransactionResult | None, ...] = ()
    refusals: tuple[Refusal | None, ...] = ()
    height: int = -1
    hash: str = ""
    """of the last header"""
    problem: str = ""
    seconds: tuple[float, ...] = ()
    """processor time of the process and of its engine"""


class _OwnShare:
    """Signs by itself, and tells nobody."""

    def __init__(self, name: str) -> None:
        self._key = key(f"{name}/seal")

    def share(self, header: bytes) -> bytes:
        return seal_header(header, self._key).encode()

    def committed(self, header: bytes, share: bytes) -> None: ...


class Door:
    """Answers one connection each in a thread."""

    def __init__(self, node: ChainNode) -> None:
        self.node = node
        self._made = Condition()
        node.follow(self._told)

    def serve(self, path: Path) -> None:
        listening = local_socket.listen(path)
        while True:
            connection, _ = listening.accept()
            Thread(target=self._speak, args=(connection,), daemon=True).start()

    def _told(self, _header: bytes, _share: bytes) -> None:
        with self._made:
            self._made.notify_all()

    def _speak(self, connection: socket.socket) -> None:
        with connection:
            while (message := local_socket.receive(connection)) is not None:
                asked = msgspec.msgpack.decode(message, type=Asked)
                try:
                    told = self._answer(asked)
                except Exception as error:
                    told = Told(problem=f"{type(error).__name__}: {error}")
                local_socket.send(connection, msgspec.msgpack.encode(told))

    def _answer(self, asked: Asked) -> Told:
        engine: Any = self.node.engine
        if asked.do == "submit":
            answers = [ticket.result(ANSWER_S) for ticket in engine.submit_many(asked.transactions)]
            return Told(
                tuple(one if isinstance(one, TransactionResult) else None for one in answers),
                tuple(one if isinstance(one, Refusal) else None for one in answers),
            )
        if asked.do == "tick":
            return Told(height=engine.tick().result(ANSWER_S))
        if asked.do == "wait":
            with self._made:
                there = self._made.wait_for(lambda: self.node.height >= asked.height, ANSWER_S)
            return Told(height=self.node.height, problem="" if there else f"the chain is at {self.node.height}")
        height = Height(asked.height) if asked.do == "header" else self.node.height
        used = sum(os.times()[:2])
        return Told(height=height, hash=to_hex(header_hash(self.node.ledger.header(height))), seconds=(used,))


def main(folder: Path, name: str, binary: Path) -> int:
    lost: list[BaseException] = []
    ending = Event()

    def end(failure: BaseException) -> None:
        lost.append(failure)
        ending.set()

    node = open_member_chain(
        folder / CHAIN_FOLDER,
        CHAIN,
        EngineSettings(EngineHome(folder / ENGINE), binary),
        sealing=lambda _: _OwnShare(name),
        salt=os.urandom,
    )
    node.when_lost(end)
    with node:
        Thread(target=Door(node).serve, args=(folder / DOOR,), daemon=True).start()
        Thread(target=lambda: (os.read(0, 1), ending.set()), daemon=True).start()
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        ending.wait()
    if lost:
        sys.stderr.write(f"{lost[0]}\n")
    return LOST if lost else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), sys.argv[2], Path(sys.argv[3])))
