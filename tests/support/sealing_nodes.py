# SPDX-License-Identifier: Apache-2.0
"""Members' nodes with their exchanges over real sockets, and somebody who dials one and says whatever it likes."""

import secrets
import socket
import ssl
from collections.abc import Sequence
from pathlib import Path

from counterfoil.consensus.sealing.exchange import Peer, Reach, SealExchange
from counterfoil.consensus.sealing.handshake import Dialling
from counterfoil.consensus.sealing.messages import Frame, Splitter
from counterfoil.identity import dsse
from counterfoil.identity.signing import PrivateKey
from counterfoil.primitives.types import Height
from support.sealing import CHAIN, Member, four, validator

WAIT_S = 20


class Node:
    """A member with its exchange, which listens at a port of its own."""

    def __init__(self, folder: Path, number: int, **options: object) -> None:
        self.member = Member(folder / str(number), number, **options)  # type: ignore[arg-type]
        self.exchange: SealExchange | None = None
        self.failed: list[BaseException] = []
        self.tls: tuple[ssl.SSLContext, ssl.SSLContext] | None = None

    @property
    def book(self) -> object:
        return self.member.book

    def start(self, *peers: Peer, port: int = 0, followers: Sequence[PrivateKey] = ()) -> Peer:
        """Listen and dial; where it is reached."""
        server, client = self.tls or (None, None)
        self.exchange = SealExchange(
            self.member.book,
            self.member.keys or [validator(self.member.number)],
            Reach(("127.0.0.1", port), peers, server, client),
            chance=secrets.token_bytes,
            followers={key.keyid: key.public for key in followers}.get,
            on_failure=self.failed.append,
        )
        self.exchange.start()
        return Peer("127.0.0.1", self.exchange.port)

    def stop(self) -> None:
        if self.exchange is not None:
            self.exchange.close()


def mesh(made: Sequence[Node]) -> list[Peer]:
    """Everybody listens; each dials those before it."""
    reached: list[Peer] = []
    for node in made:
        reached.append(node.start(*reached))
    return reached


def sealed_everywhere(made: Sequence[Node], height: int) -> None:
    """Every member has the seal of a height."""
    for node in made:
        seal = node.member.book.wait(Height(height)).result(WAIT_S)
        assert dsse.satisfies(dsse.decode(seal), four(Height(height)))


def dialled(node: Node) -> socket.socket:
    assert node.exchange is not None
    return socket.create_connection(("127.0.0.1", node.exchange.port), timeout=WAIT_S)


class Client:
    """Somebody who dials a node and says whatever it likes."""

    def __init__(self, node: Node, key: PrivateKey | None = None) -> None:
        self.socket = dialled(node)
        self.splitter = Splitter()
        if key is not None:
            self.meet(node, key)

    def meet(self, node: Node, key: PrivateKey) -> None:
        side = Dialling(CHAIN, key, node.member.book.members(), secrets.token_bytes(32))
        self.send(side.begin())
        while side.peer is None:
            received = self.receive()
            assert received is not None
            self.send(side.hear(received))

    def send(self, data: bytes) -> None:
        self.socket.sendall(data)

    def receive(self) -> Frame | None:
        """The next frame; None when the node has ended the connection."""
        while (found := self.splitter.take()) is None:
            try:
                data = self.socket.recv(65_536)
            except ConnectionResetError:
                return None
            if not data:
                return None
            self.splitter.feed(data)
        return found

    def is_ended(self) -> bool:
        """Read on until the node ends the connection."""
        while self.receive() is not None:
            pass
        return True

    def __enter__(self) -> "Client":
        return self

    def __exit__(self, *_: object) -> None:
        self.socket.close()


class PretendingToBe:
    """A signer that has a name, and another's key."""

    def __init__(self, key: PrivateKey) -> None:
        self.keyid = key.keyid

    def sign(self, message: bytes) -> bytes:
        return validator(9).sign(message)
